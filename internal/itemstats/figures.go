package itemstats

import (
	"math"
	"strconv"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/learning"
)

// How many attempts a figure needs. Below, it would tell of chance: with 30 the facility is known to about 9 per cent, with 100
// a correlation to about 0.1 (one standard error each, at worst).
const (
	MinFacility       = 30  // for facility, shares of options, and time
	MinDiscrimination = 100 // for both discriminations: each of the two groups then has 27
	MinLanguage       = 100 // in each of two languages that are compared
)

// group is the share of attempts in the upper and in the lower group (Kelley 1939).
const group = 0.27

// Figure is a number that is shown only when it rests on enough.
type Figure struct {
	Value float64
	Shown bool
}

// Figures is what the counts tell about one question.
type Figures struct {
	Item courses.Item
	N    int // attempts in which it was drawn

	Facility       Figure // 0 to 1
	Discrimination Figure // -1 to 1, item-rest corrected; not shown when everybody earned the same
	UpperLower     Figure // -1 to 1
	Median         Figure // seconds
	Timed          int    // answers whose time is known

	Choices   []ChoiceFigures // in the author's order
	Omitted   int             // attempts without an answer to it
	Languages []LanguageFigures
	Flags     []Flag
	Errata    []learning.Erratum // in force, about the question as it stands in the version: its figures tell of a faulty question
}

// ChoiceFigures says how often one thing was chosen.
type ChoiceFigures struct {
	Choice
	Right bool // belongs to the right answer; of a scenario's choice it is not said
	Count int
	Share Figure // of all attempts
	Upper Figure // of the upper group
	Lower Figure // of the lower group
}

// LanguageFigures is the question in one language.
type LanguageFigures struct {
	Lang     string
	N        int
	Facility Figure
	Delta    Figure // compared with English: below nought it is harder; never of English itself
	Error    float64
}

// Figures gives the figures of a question, without its languages.
func (c *Counts) Figures(item courses.Item) Figures {
	f := Figures{Item: item}
	t := c.items[item.ID]
	if t == nil {
		t = new(tally)
	}
	var points int64
	for _, s := range t.strata {
		f.N += int(s.n)
		points += s.points
	}
	if f.N >= MinFacility {
		f.Facility = Figure{float64(points) / float64(assessment.Whole*f.N), true}
	}
	upper, lower := t.groups()
	if t.paired >= MinDiscrimination {
		f.Discrimination = t.correlation()
		f.UpperLower = Figure{upper.facility() - lower.facility(), true}
	}
	f.Median, f.Timed = t.median()
	f.Choices, f.Omitted = t.shares(item, upper, lower, f.N)
	f.Flags = flags(&f)
	return f
}

// correlation is Pearson's, of what the question earned and the rest.
func (t *tally) correlation() Figure {
	n := float64(t.paired)
	x, r := float64(t.points), float64(t.rest)
	varX := n*float64(t.pointsSquared) - x*x
	varR := n*float64(t.restSquared) - r*r
	if varX <= 0 || varR <= 0 {
		return Figure{}
	}
	return Figure{max(-1, min(1, (n*float64(t.product)-x*r)/math.Sqrt(varX*varR))), true}
}

// cut is a group of attempts: how much of each stratum belongs to it, 0 to 1.
type cut struct {
	share  [strata]float64
	n      float64
	points float64
}

func (g *cut) facility() float64 {
	if g.n == 0 {
		return 0
	}
	return g.points / g.n / assessment.Whole
}

// groups cuts the 27 per cent with the highest and with the lowest rest.
func (t *tally) groups() (upper, lower cut) {
	wanted := group * float64(t.paired)
	for at := alone - 1; at >= 0; at-- {
		upper.fill(t, at, wanted)
	}
	for at := range alone {
		lower.fill(t, at, wanted)
	}
	return upper, lower
}

// fill takes of a stratum what the group still wants, of all in it alike.
func (g *cut) fill(t *tally, at int, wanted float64) {
	s := t.strata[at]
	if s.n == 0 || g.n >= wanted {
		return
	}
	g.share[at] = min(1, (wanted-g.n)/float64(s.n))
	g.n += g.share[at] * float64(s.n)
	g.points += g.share[at] * float64(s.points)
}

// median of the seconds; of an even number the mean of the two in the middle.
func (t *tally) median() (Figure, int) {
	if t.seconds == nil {
		return Figure{}, 0
	}
	n := 0
	for _, count := range t.seconds {
		n += int(count)
	}
	if n < MinFacility {
		return Figure{}, n
	}
	return Figure{float64(t.nth((n-1)/2)+t.nth(n/2)) / 2, true}, n
}

// nth gives the time of the i-th quickest answer, from 0.
func (t *tally) nth(i int) int {
	for seconds, count := range t.seconds {
		if i -= int(count); i < 0 {
			return seconds
		}
	}
	return 0
}

// shares says of everything that can be chosen how often it was.
func (t *tally) shares(item courses.Item, upper, lower cut, n int) (list []ChoiceFigures, omitted int) {
	count := func(c Choice) (all int, up, low float64) {
		counts := t.choices[c]
		if counts == nil {
			return 0, 0, 0
		}
		for at, k := range counts {
			all += int(k)
			up += upper.share[at] * float64(k)
			low += lower.share[at] * float64(k)
		}
		return all, up, low
	}
	omitted, _, _ = count(Choice{})
	for _, c := range offered(item) {
		all, up, low := count(c.Choice)
		c.Count = all
		if n >= MinFacility {
			c.Share = Figure{float64(all) / float64(n), true}
		}
		if t.paired >= MinDiscrimination {
			c.Upper, c.Lower = Figure{up / upper.n, true}, Figure{low / lower.n, true}
		}
		list = append(list, c)
	}
	return list, omitted
}

// offered is everything that can be chosen in answer to a question, in the author's order.
func offered(item courses.Item) (list []ChoiceFigures) {
	give := func(kind Kind, part, value string, right bool) {
		list = append(list, ChoiceFigures{Choice: Choice{kind, part, value}, Right: right})
	}
	switch item.Type {
	case courses.Matching:
		for _, p := range item.Pairs {
			for _, o := range item.Options {
				give(Pair, string(p.ID), string(o.ID), p.Right == o.ID)
			}
		}
	case courses.Ordering:
		for place, right := range item.Sequence {
			for _, id := range item.Sequence {
				give(Place, strconv.Itoa(place+1), string(id), id == right)
			}
		}
	case courses.Branching:
		if item.Scenario == nil {
			return nil
		}
		for _, step := range item.Scenario.Steps {
			for _, c := range step.Choices {
				give(Path, string(""), string(c.ID), false)
			}
		}
	default:
		for _, o := range item.Options {
			give(Option, "", string(o.ID), o.Right)
		}
		for _, o := range item.Reasons {
			give(Reason, "", string(o.ID), o.Right)
		}
	}
	return list
}
