package itemstats_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/itemstats"
	"lamtoen/internal/learning"
)

// bank is a question of each type that is counted in another way.
func bank() []courses.Item {
	options := func(ids ...courses.OptionID) (list []courses.Option) {
		for i, id := range ids {
			list = append(list, courses.Option{ID: id, Right: i == 0})
		}
		return list
	}
	return []courses.Item{
		{ID: "one", Type: courses.Single, Options: options("a", "b", "c", "d")},
		{ID: "two", Type: courses.Multiple, Options: []courses.Option{{ID: "p", Right: true}, {ID: "q", Right: true}, {ID: "r"}}},
		{ID: "three", Type: courses.TrueFalse, Options: options("true", "false"), Reasons: options("x", "y")},
		{ID: "four", Type: courses.Matching, Options: options("l", "m"), Pairs: []courses.Pair{{ID: "p1", Right: "l"}, {ID: "p2", Right: "m"}}},
		{ID: "five", Type: courses.Ordering, Options: options("s", "t"), Sequence: []courses.OptionID{"s", "t"}},
		{ID: "six", Type: courses.Single, Options: options("e", "f")},
	}
}

// sittings invents attempts at some of the questions each; those who are good earn more on most.
func sittings(random *rand.Rand, n int) []*learning.SubmissionData {
	var list []*learning.SubmissionData
	items := bank()
	for range n {
		good, s := random.Float64(), &learning.SubmissionData{}
		for _, i := range random.Perm(len(items))[:1+random.IntN(len(items))] {
			p := learning.GivenAnswer{Item: items[i].ID, Seconds: random.IntN(40) * random.IntN(40)}
			points := []int{0, 0, 5000, 3333, assessment.Whole}[random.IntN(5)]
			if random.Float64() < good {
				points = assessment.Whole
			}
			s.Points = append(s.Points, assessment.ItemPoints{Item: p.Item, Points: assessment.Points(points)})
			if p.Seconds = min(p.Seconds, learning.MaxSeconds); random.IntN(8) > 0 {
				p.Answer = answer(items[i], random)
				s.Answers = append(s.Answers, p)
			}
		}
		list = append(list, s)
	}
	return list
}

func answer(item courses.Item, random *rand.Rand) (a assessment.Answer) {
	pick := func(options []courses.Option) courses.OptionID { return options[random.IntN(len(options))].ID }
	switch item.Type {
	case courses.Matching:
		for _, p := range item.Pairs {
			a.Matches = append(a.Matches, assessment.Match{Pair: p.ID, Option: pick(item.Options)})
		}
	case courses.Ordering:
		a.Order = slices.Clone(item.Sequence)
		random.Shuffle(len(a.Order), func(i, j int) { a.Order[i], a.Order[j] = a.Order[j], a.Order[i] })
	case courses.Multiple:
		a.Options = []courses.OptionID{pick(item.Options), pick(item.Options)} // twice the same counts once
	default:
		a.Options = []courses.OptionID{pick(item.Options)}
		if len(item.Reasons) > 0 {
			a.Reason = pick(item.Reasons)
		}
	}
	return a
}

// row is one attempt as the slow version looks at one question.
type row struct {
	x, rest float64 // rest in ten-thousandths; -1: none
	given   *learning.GivenAnswer
}

// rows collects the raw answers to a question.
func rows(list []*learning.SubmissionData, id courses.ItemID) (out []row) {
	for _, s := range list {
		sum, others, r := 0, 0, row{x: -1}
		for _, p := range s.Points {
			if p.Item == id {
				r.x = float64(p.Points) / assessment.Whole
			} else {
				sum, others = sum+int(p.Points), others+1
			}
		}
		if r.x < 0 {
			continue
		}
		r.rest = -1
		if others > 0 {
			r.rest = math.Floor(float64(sum) / float64(others))
		}
		for i := range s.Answers {
			if s.Answers[i].Item == id {
				r.given = &s.Answers[i]
			}
		}
		out = append(out, r)
	}
	return out
}

// weight is how much of an attempt belongs to the group of those with the most (or the least) on the rest: as much as is left of
// 27 per cent after all those above, shared among those who stand level.
func weight(all []row, i int, upper bool) float64 {
	above, level, n := 0.0, 0.0, 0.0
	percent := func(r row) float64 { return math.Floor(r.rest / 100) }
	for _, o := range all {
		if o.rest < 0 {
			continue
		}
		n++
		switch d := percent(o) - percent(all[i]); {
		case d == 0:
			level++
		case d > 0 == upper:
			above++
		}
	}
	if all[i].rest < 0 {
		return 0
	}
	return max(0, min(1, (0.27*n-above)/level))
}

// chose tells whether the answer holds the choice.
func chose(r row, c itemstats.Choice) bool {
	if r.given == nil {
		return false
	}
	a := r.given.Answer
	switch c.Kind {
	case itemstats.Option:
		return slices.Contains(a.Options, courses.OptionID(c.Value))
	case itemstats.Reason:
		return string(a.Reason) == c.Value
	case itemstats.Pair:
		return slices.Contains(a.Matches, assessment.Match{Pair: courses.PairID(c.Part), Option: courses.OptionID(c.Value)})
	case itemstats.Place:
		return slices.ContainsFunc([]int{0, 1}, func(i int) bool {
			return fmt.Sprint(i+1) == c.Part && i < len(a.Order) && string(a.Order[i]) == c.Value
		})
	}
	return false
}

// correlation in two passes.
func correlation(all []row) (float64, bool) {
	var mx, mr, n float64
	for _, r := range all {
		if r.rest >= 0 {
			mx, mr, n = mx+r.x, mr+r.rest, n+1
		}
	}
	mx, mr = mx/n, mr/n
	var xx, rr, xr float64
	for _, r := range all {
		if r.rest >= 0 {
			xx, rr, xr = xx+(r.x-mx)*(r.x-mx), rr+(r.rest-mr)*(r.rest-mr), xr+(r.x-mx)*(r.rest-mr)
		}
	}
	return xr / math.Sqrt(xx*rr), xx > 1e-9 && rr > 1e-9
}

type check struct {
	*rapid.T
	id courses.ItemID
}

func (c check) same(what string, got itemstats.Figure, want float64, shown bool) {
	if got.Shown != shown || shown && math.Abs(got.Value-want) > 1e-9 {
		c.Errorf("%s of %s: got %+v, want %v, shown %v", what, c.id, got, want, shown)
	}
}

// TestFiguresAreThoseOfTheRawAnswers computes every figure a second time, from the raw answers in two passes.
func TestFiguresAreThoseOfTheRawAnswers(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 1))
		list := sittings(random, rapid.IntRange(0, 350).Draw(rt, "attempts"))
		var counts itemstats.Counts
		for _, s := range list {
			counts.Add(s)
		}
		for _, item := range bank() {
			slow(check{rt, item.ID}, counts.Figures(item), rows(list, item.ID))
		}
	})
}

func slow(c check, got itemstats.Figures, all []row) {
	paired, sum, omitted := 0, 0.0, 0
	var times []int
	weights := [2][]float64{}
	for i, r := range all {
		sum += r.x
		if r.rest >= 0 {
			paired++
		}
		if r.given == nil {
			omitted++
		} else if r.given.Seconds > 0 {
			times = append(times, r.given.Seconds)
		}
		weights[0], weights[1] = append(weights[0], weight(all, i, true)), append(weights[1], weight(all, i, false))
	}
	n := len(all)
	if got.N != n || got.Omitted != omitted || got.Timed != len(times) {
		c.Errorf("%s: got %d attempts, %d omitted, %d timed, want %d, %d, %d", c.id, got.N, got.Omitted, got.Timed, n, omitted, len(times))
	}
	mean := func(group int, of func(row) float64) float64 {
		total, whole := 0.0, 0.0
		for i, r := range all {
			total, whole = total+weights[group][i]*of(r), whole+weights[group][i]
		}
		return total / whole
	}
	enough := paired >= itemstats.MinDiscrimination
	c.same("facility", got.Facility, sum/float64(n), n >= itemstats.MinFacility)
	if r, defined := correlation(all); enough {
		c.same("discrimination", got.Discrimination, r, defined)
	}
	earned := func(r row) float64 { return r.x }
	c.same("upper-lower", got.UpperLower, mean(0, earned)-mean(1, earned), enough)
	slices.Sort(times)
	if len(times) >= itemstats.MinFacility {
		middle := float64(times[(len(times)-1)/2]+times[len(times)/2]) / 2
		c.same("median", got.Median, middle, true)
	}
	for _, choice := range got.Choices {
		took := func(r row) float64 {
			if chose(r, choice.Choice) {
				return 1
			}
			return 0
		}
		count := 0.0
		for _, r := range all {
			count += took(r)
		}
		if float64(choice.Count) != count {
			c.Errorf("%s, %+v: got %d, want %v", c.id, choice.Choice, choice.Count, count)
		}
		c.same("share", choice.Share, count/float64(n), n >= itemstats.MinFacility)
		c.same("upper share", choice.Upper, mean(0, took), enough)
		c.same("lower share", choice.Lower, mean(1, took), enough)
	}
}

// TestOrderAndPartsDoNotMatter: any order, any split that is merged again, and what was added and taken out, give the same.
func TestOrderAndPartsDoNotMatter(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 2))
		list := sittings(random, rapid.IntRange(0, 150).Draw(rt, "attempts"))
		var whole, left, right itemstats.Counts
		for _, s := range list {
			whole.Add(s)
		}
		extra := sittings(random, 5)
		for _, s := range extra {
			left.Add(s)
		}
		for _, i := range random.Perm(len(list)) {
			if random.IntN(2) == 0 {
				left.Add(list[i])
			} else {
				right.Add(list[i])
			}
		}
		for _, s := range extra {
			left.Remove(s)
		}
		right.Merge(&left)
		if right.Sittings != whole.Sittings {
			rt.Errorf("sittings: got %d, want %d", right.Sittings, whole.Sittings)
		}
		for _, item := range bank() {
			if diff := cmp.Diff(whole.Figures(item), right.Figures(item)); diff != "" {
				rt.Errorf("%s, the whole and its parts: %s", item.ID, diff)
			}
		}
	})
}

// TestLanguagesAreComparedAsMantelAndHaenszelDo adds the tables up once more, attempt by attempt.
func TestLanguagesAreComparedAsMantelAndHaenszelDo(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 3))
		raw := map[string][]*learning.SubmissionData{}
		by := map[string]*itemstats.Counts{}
		for _, lang := range []string{"en", "dz"} {
			raw[lang] = sittings(random, rapid.IntRange(80, 400).Draw(rt, lang))
			by[lang] = &itemstats.Counts{}
			for _, s := range raw[lang] {
				by[lang].Add(s)
			}
		}
		for _, item := range bank() {
			got := itemstats.Languages(item, by)
			if len(got) != 2 || got[0].Lang != "en" || got[0].Delta.Shown {
				rt.Fatalf("%s: got %+v, want English first and compared with nothing", item.ID, got)
			}
			tables := map[float64]*[2][2]float64{} // by band: language, right or not
			paired := [2]int{}
			for l, lang := range []string{"en", "dz"} {
				for _, r := range rows(raw[lang], item.ID) {
					if r.rest < 0 {
						continue
					}
					paired[l]++
					band := min(math.Floor(r.rest/1000), 9)
					if tables[band] == nil {
						tables[band] = new([2][2]float64)
					}
					right := 0
					if r.x == 1 {
						right = 1
					}
					tables[band][l][right]++
				}
			}
			above, below := 0.0, 0.0
			for _, t := range tables {
				all := t[0][0] + t[0][1] + t[1][0] + t[1][1]
				above += t[0][1] * t[1][0] / all
				below += t[0][0] * t[1][1] / all
			}
			enough := min(paired[0], paired[1]) >= itemstats.MinLanguage
			check{rt, item.ID}.same("delta", got[1].Delta, -2.35*math.Log(above/below), enough && above > 0 && below > 0)
		}
	})
}
