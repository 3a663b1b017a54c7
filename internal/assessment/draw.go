package assessment

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"lamtoen/courses"
)

// Drawn is one item of an attempt as it was shown: which item, and its options and reasons in the order of the screen.
// Options is empty for a scenario, whose choices always stand in the author's order.
type Drawn struct {
	Item    courses.ItemID     `bson:"item" json:"item"`
	Options []courses.OptionID `bson:"options,omitempty" json:"options,omitempty"`
	Reasons []courses.OptionID `bson:"reasons,omitempty" json:"reasons,omitempty"`
}

// History says how often a person has been shown each item of the course, in every earlier attempt. The zero History is
// that of someone who has seen none.
type History struct {
	Seen map[courses.ItemID]int
}

// Add counts the items of one earlier attempt.
func (h *History) Add(drawn []Drawn) {
	if h.Seen == nil {
		h.Seen = make(map[courses.ItemID]int, len(drawn))
	}
	for _, d := range drawn {
		h.Seen[d.Item]++
	}
}

// Draw chooses the items of an attempt by the course's quotas, unseen first, then least seen, and shuffles them and their
// options. It fails when the course has no assessment, or a quota asks for more items than its objective has: the course
// check refuses such a course, so an error here is not the learner's.
func Draw(c *courses.Course, h History, rnd *rand.Rand) ([]Drawn, error) {
	if c.Assessment == nil {
		return nil, fmt.Errorf("assessment: course %s has no assessment", c.ID)
	}
	var chosen []*courses.Item
	taken := make(map[courses.ItemID]bool) // two quotas may name one objective; neither draws what the other has
	for _, quota := range c.Assessment.Draw {
		pool := leastSeen(c, quota.Objective, h, taken, rnd)
		if len(pool) < quota.Items {
			return nil, fmt.Errorf("assessment: course %s has %d items left for objective %s, and draws %d",
				c.ID, len(pool), quota.Objective, quota.Items)
		}
		for _, item := range pool[:quota.Items] {
			taken[item.ID] = true
			chosen = append(chosen, item)
		}
	}
	shuffle(chosen, rnd) // else the quotas' order would tell which objective an item belongs to
	drawn := make([]Drawn, 0, len(chosen))
	for _, item := range chosen {
		drawn = append(drawn, present(item, rnd))
	}
	return drawn, nil
}

// Rearrange gives the same items in another order, with their options in another order where they may move: another form of
// a test on paper, so that neighbours cannot copy a letter.
func Rearrange(c *courses.Course, drawn []Drawn, rnd *rand.Rand) []Drawn {
	out := make([]Drawn, 0, len(drawn))
	for _, d := range drawn {
		if item, ok := c.Item(d.Item); ok {
			out = append(out, present(&item, rnd))
		}
	}
	shuffle(out, rnd)
	return out
}

// leastSeen lists the graded items of the objective that are not taken, the least seen first and equals in random order.
func leastSeen(
	c *courses.Course, objective courses.ObjectiveID, h History, taken map[courses.ItemID]bool, rnd *rand.Rand,
) []*courses.Item {
	var pool []*courses.Item
	for i := range c.Items {
		item := &c.Items[i]
		if item.Objective == objective && !item.Practice && !taken[item.ID] {
			pool = append(pool, item)
		}
	}
	shuffle(pool, rnd)
	// Stable: among items seen equally often the random order stays.
	slices.SortStableFunc(pool, func(a, b *courses.Item) int { return h.Seen[a.ID] - h.Seen[b.ID] })
	return pool
}

// present puts the options of an item in the order in which it will be shown.
func present(item *courses.Item, rnd *rand.Rand) Drawn {
	d := Drawn{Item: item.ID, Options: optionIDs(item.Options), Reasons: optionIDs(item.Reasons)}
	switch item.Type {
	case courses.TrueFalse:
		// "True" before "False" is what everyone expects; only the reasons move.
		if item.Shuffle {
			shuffle(d.Reasons, rnd)
		}
	case courses.Matching:
		// The author's order pairs left with right, so it is never shown, whatever the item says.
		shuffle(d.Options, rnd)
	case courses.Ordering:
		jumble(d.Options, item.Sequence, rnd)
	case courses.Branching:
		d.Options = nil
	default:
		if item.Shuffle {
			shuffle(d.Options, rnd)
		}
	}
	return d
}

// jumble shuffles until the order shown is not the right one: an ordering item handed back untouched must not be right.
func jumble(options, right []courses.OptionID, rnd *rand.Rand) {
	shuffle(options, rnd)
	if len(options) > 1 && slices.Equal(options, right) {
		// Swapping any two places leaves every other order as likely as before, and never loops.
		i := rnd.IntN(len(options))
		j := (i + 1 + rnd.IntN(len(options)-1)) % len(options)
		options[i], options[j] = options[j], options[i]
	}
}

func optionIDs(options []courses.Option) []courses.OptionID {
	if len(options) == 0 {
		return nil
	}
	ids := make([]courses.OptionID, len(options))
	for i := range options {
		ids[i] = options[i].ID
	}
	return ids
}

func shuffle[T any](list []T, rnd *rand.Rand) {
	rnd.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
}

// Practice gives the course's unscored practice question, which shows what an assessment item looks like before one counts.
func Practice(c *courses.Course) (courses.Item, bool) {
	for i := range c.Items {
		if c.Items[i].Practice {
			return c.Items[i], true
		}
	}
	return courses.Item{}, false
}
