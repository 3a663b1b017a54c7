package assessment_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
)

// slow grades as the rules read, in exact fractions, and rounds once at the end. It shares no code with the grader.
func slow(item courses.Item, a assessment.Answer) int64 {
	score := new(big.Rat)
	switch item.Type {
	case courses.Single, courses.TrueFalse:
		right := len(a.Options) == 1 && slices.ContainsFunc(item.Options, func(o courses.Option) bool { return o.Right && o.ID == a.Options[0] })
		reason := slices.ContainsFunc(item.Reasons, func(o courses.Option) bool { return o.Right && o.ID == a.Reason })
		switch {
		case len(item.Reasons) == 0 && right, right && reason:
			score.SetInt64(1)
		case right || reason:
			score.SetFrac64(1, 2)
		}
	case courses.Multiple:
		score = slowMultiple(item, a)
	case courses.Matching:
		for _, p := range item.Pairs {
			if slices.Contains(a.Matches, assessment.Match{Pair: p.ID, Option: p.Right}) {
				score.Add(score, big.NewRat(1, int64(len(item.Pairs))))
			}
		}
	case courses.Ordering:
		score = slowOrdering(item, a)
	case courses.Branching:
		if end, ok := item.Scenario.Walk(a.Path); ok && len(end.Choices) == 0 {
			score.SetFrac64(int64(end.Score), 100)
		}
	}
	if score.Sign() < 0 {
		return 0
	}
	score.Mul(score, big.NewRat(10000, 1)).Add(score, big.NewRat(1, 2))
	return new(big.Int).Quo(score.Num(), score.Denom()).Int64()
}

func slowMultiple(item courses.Item, a assessment.Answer) *big.Rat {
	var all, ticked [2]int64
	for _, o := range item.Options {
		side := 0
		if !o.Right {
			side = 1
		}
		all[side]++
		if slices.Contains(a.Options, o.ID) {
			ticked[side]++
		}
	}
	score := new(big.Rat)
	for side, sign := range []int64{1, -1} {
		if all[side] > 0 {
			score.Add(score, big.NewRat(sign*ticked[side], all[side]))
		}
	}
	return score
}

// slowOrdering counts the swaps of neighbours that a bubble sort needs: each is one discordant pair.
func slowOrdering(item courses.Item, a assessment.Answer) *big.Rat {
	order := slices.Clone(a.Order)
	if len(order) < 2 {
		return new(big.Rat)
	}
	swaps := int64(0)
	for range order {
		for i := 1; i < len(order); i++ {
			if slices.Index(item.Sequence, order[i-1]) > slices.Index(item.Sequence, order[i]) {
				order[i-1], order[i] = order[i], order[i-1]
				swaps++
			}
		}
	}
	pairs := int64(len(order) * (len(order) - 1) / 2)
	return big.NewRat(pairs-2*swaps, pairs)
}

// anyItem draws an item of any type and any size.
func anyItem(t *rapid.T) courses.Item {
	switch rapid.IntRange(0, 6).Draw(t, "type") {
	case 0:
		return single("s")
	case 1:
		return trueFalse(rapid.Bool().Draw(t, "reasons"))
	case 2:
		return matching(rapid.IntRange(1, 7).Draw(t, "pairs"))
	case 3:
		return ordering(rapid.IntRange(2, 7).Draw(t, "steps"))
	case 4:
		return story()
	default:
		return multiple(rapid.IntRange(1, 5).Draw(t, "right"), rapid.IntRange(0, 5).Draw(t, "wrong"))
	}
}

// anyAnswer draws an answer that Check lets through.
func anyAnswer(t *rapid.T, item courses.Item) assessment.Answer {
	var a assessment.Answer
	some := func(list []courses.Option) ids {
		var out ids
		for _, o := range list {
			if rapid.Bool().Draw(t, "tick "+string(o.ID)) {
				out = append(out, o.ID)
			}
		}
		return out
	}
	switch item.Type {
	case courses.Multiple:
		a.Options = some(item.Options)
	case courses.Single, courses.TrueFalse:
		if ticked := some(item.Options); len(ticked) > 0 {
			a.Options = ticked[:1]
		}
		if reasons := some(item.Reasons); len(reasons) > 0 {
			a.Reason = reasons[0]
		}
	case courses.Matching:
		for _, p := range item.Pairs {
			if rapid.Bool().Draw(t, "match") {
				a.Matches = append(a.Matches, assessment.Match{Pair: p.ID, Option: rapid.SampledFrom(item.Options).Draw(t, "with").ID})
			}
		}
	case courses.Ordering:
		a.Order = rapid.Permutation(item.Sequence).Draw(t, "order")
	case courses.Branching:
		for step, _ := item.Scenario.Walk(nil); len(step.Choices) > 0 && rapid.IntRange(0, 4).Draw(t, "on") > 0; step, _ = item.Scenario.Walk(a.Path) {
			a.Path = append(a.Path, rapid.SampledFrom(step.Choices).Draw(t, "choice").ID)
		}
	}
	return a
}

func TestGradeEqualsTheSlowVersion(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		item := anyItem(t)
		answer := anyAnswer(t, item)
		if err := assessment.Check(item, answer); err != nil {
			t.Fatalf("Check: got %v, want no error for %+v", err, answer)
		}
		got := assessment.Grade(item, answer)
		if want := slow(item, answer); int64(got) != want {
			t.Fatalf("Grade of %+v: got %d, want %d", answer, got, want)
		}
		if got < 0 || got > assessment.Whole {
			t.Fatalf("Grade: got %d, outside 0 to %d", got, assessment.Whole)
		}
	})
}

// Whatever is sent, even what Check refuses, the points stay between nought and whole.
func TestGradeBearsAnyAnswer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		item, other := anyItem(t), anyItem(t)
		a := anyAnswer(t, other)
		a.Options = append(a.Options, a.Options...)
		a.Order = append(a.Order, "zz")
		if got := assessment.Grade(item, a); got < 0 || got > assessment.Whole {
			t.Fatalf("Grade: got %d, outside 0 to %d", got, assessment.Whole)
		}
	})
}

func TestMultipleIsMonotoneInRightTicks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		item := multiple(rapid.IntRange(1, 6).Draw(t, "right"), rapid.IntRange(0, 6).Draw(t, "wrong"))
		a := anyAnswer(t, item)
		extra := rapid.SampledFrom(item.Options).Draw(t, "extra")
		if slices.Contains(a.Options, extra.ID) {
			t.Skip("ticked already")
		}
		before := assessment.Grade(item, a)
		a.Options = append(a.Options, extra.ID)
		after := assessment.Grade(item, a)
		if extra.Right && after < before || !extra.Right && after > before {
			t.Fatalf("ticking %s: got %d after %d", extra.ID, after, before)
		}
	})
}

// Guessing is ticking each option by the toss of a coin; its mean is taken over all subsets.
func TestTickingEverythingIsNeverBetterThanGuessing(t *testing.T) {
	for right := 1; right <= 4; right++ {
		for wrong := 1; wrong <= 4; wrong++ {
			item := multiple(right, wrong)
			sum, all := 0, 1<<(right+wrong)
			for subset := range all {
				var a assessment.Answer
				for i, o := range item.Options {
					if subset&(1<<i) != 0 {
						a.Options = append(a.Options, o.ID)
					}
				}
				points := int(assessment.Grade(item, a))
				sum += points
				if subset == all-1 && points*all > sum {
					t.Errorf("%d right, %d wrong: everything earns %d, guessing %d on average", right, wrong, points, sum/all)
				}
			}
		}
	}
}

// anyHistory draws how often each item has been seen.
func anyHistory(t *rapid.T, c *courses.Course) assessment.History {
	h := assessment.History{Seen: map[courses.ItemID]int{}}
	for _, item := range c.Items {
		if n := rapid.IntRange(0, 3).Draw(t, "seen"); n > 0 {
			h.Seen[item.ID] = n
		}
	}
	return h
}

func TestDrawRespectsQuotasAndUnseenFirst(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		quota := rapid.IntRange(1, 4).Draw(t, "quota")
		c := bank(rapid.IntRange(1, 4).Draw(t, "objectives"), rapid.IntRange(quota, 12).Draw(t, "items"), quota)
		h := anyHistory(t, c)
		seed := rapid.Uint64().Draw(t, "seed")
		drawn, err := assessment.Draw(c, h, rand.New(rand.NewPCG(seed, 1)))
		if err != nil {
			t.Fatalf("Draw: %v", err)
		}
		again, _ := assessment.Draw(c, h, rand.New(rand.NewPCG(seed, 1)))
		if fmt.Sprint(drawn) != fmt.Sprint(again) {
			t.Fatalf("the same generator: got %v, then %v", drawn, again)
		}
		for _, o := range c.Objectives {
			checkObjective(t, c, h, o.ID, drawn)
		}
		for _, d := range drawn {
			checkShown(t, c, d)
		}
	})
}

// checkObjective: the quota is met with different graded items, and none was left that had been seen less often.
func checkObjective(t *rapid.T, c *courses.Course, h assessment.History, objective courses.ObjectiveID, drawn []assessment.Drawn) {
	most, least, n := 0, 1<<30, 0
	for _, item := range c.Items {
		if item.Objective != objective {
			continue
		}
		times := 0
		for _, d := range drawn {
			if d.Item == item.ID {
				times++
			}
		}
		n += times
		switch {
		case times > 1 || times == 1 && item.Practice:
			t.Fatalf("item %s (practice %v): drawn %d times", item.ID, item.Practice, times)
		case times == 1:
			most = max(most, h.Seen[item.ID])
		case !item.Practice:
			least = min(least, h.Seen[item.ID])
		}
	}
	if want := c.Assessment.Draw[0].Items; n != want {
		t.Fatalf("objective %s: got %d items, want %d", objective, n, want)
	}
	if most > least {
		t.Fatalf("objective %s: drew an item seen %d times and left one seen %d times", objective, most, least)
	}
}

// checkShown: every option is shown once, and an ordering item is not shown solved.
func checkShown(t *rapid.T, c *courses.Course, d assessment.Drawn) {
	item, _ := c.Item(d.Item)
	var want ids
	if item.Type != courses.Branching {
		for _, o := range item.Options {
			want = append(want, o.ID)
		}
	}
	got := slices.Sorted(slices.Values(d.Options))
	if slices.Sort(want); !slices.Equal(got, want) {
		t.Fatalf("options of %s: got %v, want each of %v", d.Item, d.Options, want)
	}
	if item.Type == courses.Ordering && slices.Equal(d.Options, item.Sequence) {
		t.Fatalf("ordering %s is shown in the right order", d.Item)
	}
	if len(d.Reasons) != len(item.Reasons) {
		t.Fatalf("reasons of %s: got %v, want %d", d.Item, d.Reasons, len(item.Reasons))
	}
}
