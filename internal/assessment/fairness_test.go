package assessment_test

import (
	"fmt"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
)

// anyCourse draws a course of several objectives of different size, with a quota for each, and sometimes a second one for the same.
func anyCourse(t *rapid.T) *courses.Course {
	c := &courses.Course{ID: "any", Assessment: &courses.Assessment{PassMark: rapid.IntRange(0, 10000).Draw(t, "pass mark")}}
	for o := range rapid.IntRange(1, 4).Draw(t, "objectives") {
		objective := courses.ObjectiveID(fmt.Sprintf("o%d", o))
		size := rapid.IntRange(1, 9).Draw(t, "items")
		for i := range size {
			item := anyItem(t)
			item.ID, item.Objective = courses.ItemID(fmt.Sprintf("%s-%d", objective, i)), objective
			c.Items = append(c.Items, item)
		}
		practice := single("practice-" + string(objective))
		practice.Objective, practice.Practice = objective, true
		c.Items = append(c.Items, practice)
		quota := rapid.IntRange(1, size).Draw(t, "quota")
		c.Assessment.Draw = append(c.Assessment.Draw, courses.Quota{Objective: objective, Items: quota})
		if more := size - quota; more > 0 && rapid.Bool().Draw(t, "a second quota") {
			c.Assessment.Draw = append(c.Assessment.Draw, courses.Quota{Objective: objective, Items: rapid.IntRange(1, more).Draw(t, "more")})
		}
	}
	c.Items = rapid.Permutation(c.Items).Draw(t, "bank")
	return c
}

// lived gives the history of somebody who took so many attempts, each drawn with the history before it.
func lived(t *rapid.T, c *courses.Course, attempts int) (h assessment.History, taken [][]assessment.Drawn) {
	for range attempts {
		drawn, err := assessment.Draw(c, h, generator(rapid.Uint64().Draw(t, "seed")))
		if err != nil {
			t.Fatal(err)
		}
		h.Add(drawn)
		taken = append(taken, drawn)
	}
	return h, taken
}

// TestDrawTakesTheLeastSeenOfEveryObjective: the independent version does not draw; it says how often what is drawn may have been
// seen before: as often as the least seen of the objective, sorted. It counts what was shown from the attempts themselves.
func TestDrawTakesTheLeastSeenOfEveryObjective(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCourse(t)
		history, taken := lived(t, c, rapid.IntRange(0, 6).Draw(t, "attempts"))
		drawn, err := assessment.Draw(c, history, generator(rapid.Uint64().Draw(t, "seed")))
		if err != nil {
			t.Fatal(err)
		}
		shown := func(id courses.ItemID) (n int) {
			for _, d := range slices.Concat(taken...) {
				if d.Item == id {
					n++
				}
			}
			return n
		}
		got, want := map[courses.ObjectiveID][]int{}, map[courses.ObjectiveID][]int{}
		seen := map[courses.ItemID]bool{}
		for _, d := range drawn {
			item, ok := c.Item(d.Item)
			if !ok || item.Practice || seen[d.Item] {
				t.Fatalf("drew %s: known %v, for practice %v, twice %v", d.Item, ok, item.Practice, seen[d.Item])
			}
			seen[d.Item] = true
			got[item.Objective] = append(got[item.Objective], shown(d.Item))
		}
		for _, item := range c.Items {
			if !item.Practice {
				want[item.Objective] = append(want[item.Objective], shown(item.ID))
			}
		}
		quota := map[courses.ObjectiveID]int{}
		for _, q := range c.Assessment.Draw {
			quota[q.Objective] += q.Items
		}
		for objective, n := range quota {
			slices.Sort(want[objective])
			slices.Sort(got[objective])
			if !slices.Equal(got[objective], want[objective][:n]) {
				t.Fatalf("objective %s: drew items seen %v times, want those seen %v times of %v",
					objective, got[objective], want[objective][:n], want[objective])
			}
		}
	})
}

// Nobody meets an item for the second time before the first of every other of its objective, nor is one item's lead ever over one.
func TestAttemptsGoRoundTheBank(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCourse(t)
		history, _ := lived(t, c, rapid.IntRange(1, 9).Draw(t, "attempts"))
		least, most := map[courses.ObjectiveID]int{}, map[courses.ObjectiveID]int{}
		for _, item := range c.Items {
			if item.Practice {
				continue
			}
			n := history.Seen[item.ID]
			if old, ok := least[item.Objective]; !ok || n < old {
				least[item.Objective] = n
			}
			most[item.Objective] = max(most[item.Objective], n)
		}
		for objective := range least {
			if most[objective]-least[objective] > 1 {
				t.Fatalf("objective %s: one item was shown %d times, another %d", objective, most[objective], least[objective])
			}
		}
	})
}

// TestAttemptEqualsTheSlowVersion: the score is the exact mean of the items' points, rounded down; the pass is decided before any
// rounding of the mean. Both lie within nought and one, whatever was answered and however it was saved.
func TestAttemptEqualsTheSlowVersion(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCourse(t)
		_, taken := lived(t, c, 1)
		drawn := taken[0]
		answers := map[courses.ItemID]assessment.Answer{}
		sum := new(big.Rat)
		for _, d := range drawn {
			item, _ := c.Item(d.Item)
			if rapid.IntRange(0, 5).Draw(t, "answered") > 0 {
				answers[d.Item] = anyAnswer(t, item)
				sum.Add(sum, big.NewRat(slow(item, answers[d.Item]), 10000))
			}
		}
		mean := sum.Quo(sum, big.NewRat(int64(len(drawn)), 1))
		got := assessment.GradeAttempt(c, drawn, answers)
		if got.Score < 0 || got.Score > 10000 {
			t.Fatalf("score: got %d, outside 0 to 10000", got.Score)
		}
		tenThousandths := new(big.Rat).Mul(mean, big.NewRat(10000, 1))
		if want := new(big.Int).Quo(tenThousandths.Num(), tenThousandths.Denom()); int64(got.Score) != want.Int64() {
			t.Fatalf("score: got %d, want %s", got.Score, want)
		}
		if want := mean.Cmp(big.NewRat(int64(c.Assessment.PassMark), 10000)) >= 0; got.Passed != want {
			t.Fatalf("passed with %s at a mark of %d: got %v, want %v", mean.FloatString(6), c.Assessment.PassMark, got.Passed, want)
		}
	})
}

// saving is one save of an answer to an item.
type saving struct {
	item   courses.ItemID
	answer assessment.Answer
}

// TestOrderOfSavingDoesNotMatter: the same last answers, saved item by item in any order, with changes of mind in between and ticks in
// any order, earn the same.
func TestOrderOfSavingDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCourse(t)
		_, taken := lived(t, c, 1)
		var last, before []saving
		for _, d := range taken[0] {
			item, _ := c.Item(d.Item)
			last = append(last, saving{d.Item, anyAnswer(t, item)})
			if rapid.Bool().Draw(t, "changed their mind") {
				before = append(before, saving{d.Item, anyAnswer(t, item)})
			}
		}
		straight, detour := map[courses.ItemID]assessment.Answer{}, map[courses.ItemID]assessment.Answer{}
		for _, s := range last {
			straight[s.item] = s.answer
		}
		for _, s := range append(rapid.Permutation(before).Draw(t, "first"), rapid.Permutation(last).Draw(t, "then")...) {
			a := s.answer
			if len(a.Options) > 1 {
				a.Options = rapid.Permutation(a.Options).Draw(t, "ticks")
			}
			if len(a.Matches) > 1 {
				a.Matches = rapid.Permutation(a.Matches).Draw(t, "matches")
			}
			detour[s.item] = a
		}
		want := assessment.GradeAttempt(c, taken[0], straight)
		if got := assessment.GradeAttempt(c, taken[0], detour); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("got %+v, want %+v", got, want)
		}
		// Nor does it matter where on the screen an item or an option stood.
		again := assessment.Rearrange(c, taken[0], generator(rapid.Uint64().Draw(t, "form")))
		if got := assessment.GradeAttempt(c, again, straight); got.Score != want.Score || got.Passed != want.Passed {
			t.Fatalf("on another form: got %d, want %d", got.Score, want.Score)
		}
	})
}

// better makes one part of an answer right that was not, for every type that has parts; false where there is none.
func better(t *rapid.T, item courses.Item, a assessment.Answer) (assessment.Answer, bool) {
	switch item.Type {
	case courses.Multiple, courses.Single:
		for _, o := range item.Options {
			if o.Right && !slices.Contains(a.Options, o.ID) && (item.Type == courses.Multiple || len(a.Options) == 0) {
				a.Options = append(slices.Clone(a.Options), o.ID)
				return a, true
			}
		}
	case courses.TrueFalse:
		for _, o := range item.Reasons {
			if o.Right && a.Reason != o.ID {
				a.Reason = o.ID
				return a, true
			}
		}
	case courses.Matching:
		p := rapid.SampledFrom(item.Pairs).Draw(t, "pair")
		rest := slices.DeleteFunc(slices.Clone(a.Matches), func(m assessment.Match) bool { return m.Pair == p.ID })
		a.Matches = append(rest, assessment.Match{Pair: p.ID, Option: p.Right})
		return a, true
	case courses.Ordering:
		for i := 1; i < len(a.Order); i++ {
			if slices.Index(item.Sequence, a.Order[i-1]) > slices.Index(item.Sequence, a.Order[i]) {
				a.Order = slices.Clone(a.Order)
				a.Order[i-1], a.Order[i] = a.Order[i], a.Order[i-1]
				return a, true
			}
		}
	}
	return a, false
}

// TestBetterNeverEarnsLess: making one more part of an answer right never costs anything, for the item and for the attempt.
func TestBetterNeverEarnsLess(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCourse(t)
		_, taken := lived(t, c, 1)
		answers := map[courses.ItemID]assessment.Answer{}
		for _, d := range taken[0] {
			item, _ := c.Item(d.Item)
			answers[d.Item] = anyAnswer(t, item)
		}
		before := assessment.GradeAttempt(c, taken[0], answers)
		d := rapid.SampledFrom(taken[0]).Draw(t, "one")
		item, _ := c.Item(d.Item)
		improved, ok := better(t, item, answers[d.Item])
		if !ok {
			return
		}
		if was, is := assessment.Grade(item, answers[d.Item]), assessment.Grade(item, improved); is < was {
			t.Fatalf("%s: got %d for %+v, %d for the better %+v", item.Type, was, answers[d.Item], is, improved)
		}
		answers[d.Item] = improved
		after := assessment.GradeAttempt(c, taken[0], answers)
		if after.Score < before.Score || before.Passed && !after.Passed {
			t.Fatalf("the attempt: got %d (%v) before, %d (%v) after", before.Score, before.Passed, after.Score, after.Passed)
		}
	})
}

// TestTickingEverythingEarnsNoMoreThanAnyGuessing: against each way to guess, ticking so many at random, for every number of them, and
// tossing a coin with any bias for each. The means are exact and graded by the slow version.
func TestTickingEverythingEarnsNoMoreThanAnyGuessing(t *testing.T) {
	for right := 1; right <= 5; right++ {
		for wrong := 1; wrong <= 5; wrong++ {
			item := multiple(right, wrong)
			n := right + wrong
			sums, counts := make([]int64, n+1), make([]int64, n+1) // by the number of ticks
			for subset := range 1 << n {
				var a assessment.Answer
				for i, o := range item.Options {
					if subset&(1<<i) != 0 {
						a.Options = append(a.Options, o.ID)
					}
				}
				sums[len(a.Options)] += slow(item, a)
				counts[len(a.Options)]++
			}
			var all assessment.Answer
			for _, o := range item.Options {
				all.Options = append(all.Options, o.ID)
			}
			everything := big.NewRat(int64(assessment.Grade(item, all)), 1)
			for k := range n + 1 {
				if mean := big.NewRat(sums[k], counts[k]); everything.Cmp(mean) > 0 {
					t.Errorf("%d right, %d wrong: everything earns %s, %d ticks at random %s", right, wrong, everything, k, mean)
				}
			}
			for bias := int64(1); bias < 10; bias++ { // each option is ticked with bias/10
				mean := new(big.Rat)
				for k := range n + 1 {
					chance := new(big.Rat).SetInt64(sums[k])
					for range k {
						chance.Mul(chance, big.NewRat(bias, 10))
					}
					for range n - k {
						chance.Mul(chance, big.NewRat(10-bias, 10))
					}
					mean.Add(mean, chance)
				}
				if everything.Cmp(mean) > 0 {
					t.Errorf("%d right, %d wrong: everything earns %s, a coin of %d0 %% %s", right, wrong, everything, bias, mean)
				}
			}
		}
	}
}
