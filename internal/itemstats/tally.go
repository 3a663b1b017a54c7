package itemstats

import (
	"slices"
	"strconv"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/learning"
)

// strata are the whole per cents of the rest, 0 to 100, and one more for attempts of a single question, which have no rest.
const (
	strata = 102
	alone  = strata - 1
)

// Kind says what a choice is a choice of.
type Kind uint8

// The kinds of choice. None is that of an attempt without an answer to the question.
const (
	None   Kind = iota
	Option      // an option that was ticked
	Reason      // a reason of a true-false question
	Pair        // the right side that was joined to a pair; Part is the pair
	Place       // the step that was put in a place; Part is the place, from 1
	Path        // a choice on the way through a scenario
)

// Choice is one thing that can be chosen in answer to a question.
type Choice struct {
	Kind  Kind
	Part  string
	Value string // id of the option, reason or choice
}

// stratum counts the attempts at a question whose rest lies in one per cent.
type stratum struct {
	n      int32
	whole  int32 // of n: earned whole points
	points int64
}

// tally is what is kept about one question: sums of whole numbers, whatever the number of attempts.
type tally struct {
	strata  [strata]stratum
	choices map[Choice]*[strata]int32
	seconds *[learning.MaxSeconds + 1]int32 // how many answers took so long; nil: none has a time

	// Over the attempts that have a rest: the number, and sums of points, rests, squares and products (ten-thousandths).
	paired, points, rest, pointsSquared, restSquared, product int64
}

// sat is one question of an attempt: what it earned, of how many questions, which earned how much together.
type sat struct {
	points, total, questions int
}

// take adds one attempt's answer by times 1, or takes it out again by times -1. Given is nil when there is none.
func (t *tally) take(s sat, given *learning.GivenAnswer, times int) {
	at := alone
	if s.questions > 1 {
		x, r := int64(s.points), int64((s.total-s.points)/(s.questions-1))
		at = int(r) / 100
		n := int64(times)
		t.paired += n
		t.points += n * x
		t.rest += n * r
		t.pointsSquared += n * x * x
		t.restSquared += n * r * r
		t.product += n * x * r
	}
	level := &t.strata[at]
	level.n += int32(times)
	level.points += int64(times * s.points)
	if s.points == assessment.Whole {
		level.whole += int32(times)
	}
	t.choose(given, at, int32(times))
	if given != nil && given.Seconds > 0 {
		if t.seconds == nil {
			t.seconds = new([learning.MaxSeconds + 1]int32)
		}
		t.seconds[min(given.Seconds, learning.MaxSeconds)] += int32(times)
	}
}

func (t *tally) choose(given *learning.GivenAnswer, at int, times int32) {
	some := false
	count := func(kind Kind, part, value string) {
		c := Choice{kind, part, value}
		counts := t.choices[c]
		if counts == nil {
			counts = new([strata]int32)
			if t.choices == nil {
				t.choices = make(map[Choice]*[strata]int32, 6)
			}
			t.choices[c] = counts
		}
		counts[at] += times
		some = true
	}
	if given != nil {
		choices(&given.Answer, count)
	}
	if !some {
		count(None, "", "")
	}
}

// choices gives what an answer chose, each thing once.
func choices(a *assessment.Answer, give func(kind Kind, part, value string)) {
	for i, id := range a.Options {
		if !slices.Contains(a.Options[:i], id) {
			give(Option, "", string(id))
		}
	}
	if a.Reason != "" {
		give(Reason, "", string(a.Reason))
	}
	for i, m := range a.Matches {
		if !slices.Contains(a.Matches[:i], m) {
			give(Pair, string(m.Pair), string(m.Option))
		}
	}
	for i, id := range a.Order {
		give(Place, strconv.Itoa(i+1), string(id))
	}
	for i, id := range a.Path {
		if !slices.Contains(a.Path[:i], id) {
			give(Path, "", string(id))
		}
	}
}

// add adds another tally of the same question.
func (t *tally) add(o *tally) {
	for i, s := range o.strata {
		t.strata[i].n += s.n
		t.strata[i].whole += s.whole
		t.strata[i].points += s.points
	}
	for c, counts := range o.choices {
		if t.choices == nil {
			t.choices = make(map[Choice]*[strata]int32, len(o.choices))
		}
		mine := t.choices[c]
		if mine == nil {
			mine = new([strata]int32)
			t.choices[c] = mine
		}
		for i, n := range counts {
			mine[i] += n
		}
	}
	if o.seconds != nil {
		if t.seconds == nil {
			t.seconds = new([learning.MaxSeconds + 1]int32)
		}
		for i, n := range o.seconds {
			t.seconds[i] += n
		}
	}
	t.paired += o.paired
	t.points += o.points
	t.rest += o.rest
	t.pointsSquared += o.pointsSquared
	t.restSquared += o.restSquared
	t.product += o.product
}

// Counts is what is kept about the questions of some attempts. The zero Counts is that of none. Adding attempts in any order, or
// adding up Counts of parts of them, gives the same Counts.
type Counts struct {
	Sittings int // attempts counted
	items    map[courses.ItemID]*tally
}

// Add counts an attempt.
func (c *Counts) Add(s *learning.SubmissionData) { c.take(s, 1) }

// Remove takes out an attempt that was added before.
func (c *Counts) Remove(s *learning.SubmissionData) { c.take(s, -1) }

func (c *Counts) take(s *learning.SubmissionData, times int) {
	c.Sittings += times
	if c.items == nil {
		c.items = make(map[courses.ItemID]*tally, 64)
	}
	total := 0
	for _, p := range s.Points {
		total += int(p.Points)
	}
	next := 0 // answers stand in the order drawn, as the points do, without those not given
	for _, p := range s.Points {
		var given *learning.GivenAnswer
		if next < len(s.Answers) && s.Answers[next].Item == p.Item {
			given = &s.Answers[next]
			next++
		} else {
			given = find(s.Answers, p.Item)
		}
		t := c.items[p.Item]
		if t == nil {
			t = new(tally)
			c.items[p.Item] = t
		}
		t.take(sat{int(p.Points), total, len(s.Points)}, given, times)
	}
}

// find looks an answer up where the order is another, as in what an import told.
func find(given []learning.GivenAnswer, item courses.ItemID) *learning.GivenAnswer {
	for i := range given {
		if given[i].Item == item {
			return &given[i]
		}
	}
	return nil
}

// Merge adds the attempts of others.
func (c *Counts) Merge(o *Counts) {
	c.Sittings += o.Sittings
	for id, t := range o.items {
		c.mergeItem(id, t)
	}
}

// mergeItem adds one question alone; the number of sittings stays.
func (c *Counts) mergeItem(id courses.ItemID, t *tally) {
	if c.items == nil {
		c.items = make(map[courses.ItemID]*tally, 64)
	}
	if c.items[id] == nil {
		c.items[id] = new(tally)
	}
	c.items[id].add(t)
}
