package evidence

import (
	"slices"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
)

// shown is one drawn item with what is needed to tell of it.
type shown struct {
	item   courses.Item
	drawn  assessment.Drawn
	answer assessment.Answer
	given  bool
	told   bool // keys may stand in the statement
}

// newItem tells of an item what was shown and answered.
func newItem(number int, s shown) Item {
	it := Item{
		Number: number, Hash: s.item.ContentHash(), Type: s.item.Type, Title: s.item.Title, Text: words(s.item.StemHTML), Answered: s.given,
		Rule: assessment.RuleOf(s.item),
	}
	if s.told {
		it.ID = s.drawn.Item
	}
	it.Options = s.options(s.drawn.Options, s.item.Option, s.answer.Options)
	it.Reasons = s.options(s.drawn.Reasons, s.item.Reason, []courses.OptionID{s.answer.Reason})
	switch s.item.Type {
	case courses.Matching:
		it.Rows = s.rows()
	case courses.Ordering:
		it.Order = s.positions(s.answer.Order)
		if s.told {
			it.Right = s.positions(s.item.Sequence)
		}
	case courses.Branching:
		it.Scenes = s.scenes()
	}
	return it
}

// choice tells whether options of the item are right or wrong by themselves; steps of an order and right-hand sides are not.
func (s shown) choice() bool {
	return s.item.Type == courses.Single || s.item.Type == courses.Multiple || s.item.Type == courses.TrueFalse
}

// options lists options or reasons in the order shown.
func (s shown) options(order []courses.OptionID, find func(courses.OptionID) (courses.Option, bool), chosen []courses.OptionID) []Option {
	var list []Option
	for i, id := range order {
		o, _ := find(id)
		one := Option{Position: i + 1, Text: words(o.HTML), Chosen: slices.Contains(chosen, id)}
		if s.told {
			one.Feedback = words(o.FeedbackHTML)
			if s.choice() {
				one.Right = &o.Right
			}
		}
		list = append(list, one)
	}
	return list
}

// rows lists the left sides with what the person matched to each.
func (s shown) rows() []Row {
	var list []Row
	for _, p := range s.item.Pairs {
		row := Row{Text: words(p.LeftHTML)}
		for _, m := range s.answer.Matches {
			if m.Pair == p.ID {
				row.Given = s.position(m.Option)
			}
		}
		if s.told {
			row.Right, row.Feedback = s.position(p.Right), words(p.FeedbackHTML)
		}
		list = append(list, row)
	}
	return list
}

// position is where an option stood, from 1; 0 for one that was not shown.
func (s shown) position(id courses.OptionID) int { return slices.Index(s.drawn.Options, id) + 1 }

func (s shown) positions(ids []courses.OptionID) []int {
	var list []int
	for _, id := range ids {
		list = append(list, s.position(id))
	}
	return list
}

// scenes tells the story as far as the person went; later scenes were not shown.
func (s shown) scenes() []Scene {
	var list []Scene
	for taken := 0; s.item.Scenario != nil && taken <= len(s.answer.Path); taken++ {
		step, ok := s.item.Scenario.Walk(s.answer.Path[:taken])
		if !ok {
			break
		}
		scene := Scene{Text: words(step.HTML)}
		for i, c := range step.Choices {
			chosen := taken < len(s.answer.Path) && s.answer.Path[taken] == c.ID
			scene.Choices = append(scene.Choices, Option{Position: i + 1, Text: words(c.HTML), Chosen: chosen})
		}
		if step.Ending != "" && s.told {
			scene.Ending, scene.Score, scene.Feedback = step.Ending, &step.Score, words(step.FeedbackHTML)
		}
		list = append(list, scene)
	}
	return list
}

// verdictOf sorts points into the three verdicts.
func verdictOf(p assessment.Points) Verdict {
	switch {
	case p >= assessment.Whole:
		return Right
	case p > 0:
		return Partly
	}
	return Wrong
}
