package assessment_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
)

type keys = assessment.Keys

func TestGradeWith(t *testing.T) {
	ticks := func(list ...string) assessment.Answer { return assessment.Answer{Options: toIDs(list)} }
	several := multiple(2, 2) // r1, r2 right, w1, w2 wrong
	orders := func(steps ...string) keys {
		return keys{Orders: []assessment.Order{{Steps: toIDs(steps)}}}
	}
	for _, c := range []struct {
		name string
		item courses.Item
		keys keys
		void bool
		give assessment.Answer
		want assessment.Points
	}{
		{"void, answered wrongly", single("s"), keys{}, true, ticks("w1"), 10000},
		{"void, not answered", several, keys{}, true, ticks(), 10000},
		{"single, another option", single("s"), keys{Options: ids{"w1"}}, false, ticks("w1"), 10000},
		{"single, the author's", single("s"), keys{Options: ids{"w1"}}, false, ticks("r1"), 10000},
		{"single, still wrong", single("s"), keys{Options: ids{"w1"}}, false, ticks("w2"), 0},
		{"single, nothing", single("s"), keys{Options: ids{"w1"}}, false, ticks(), 0},
		{"the other verdict", trueFalse(true), keys{Options: ids{"true"}}, false, assessment.Answer{Options: ids{"true"}, Reason: "w1"}, 5000},
		{"another reason", trueFalse(true), keys{Reasons: ids{"w1"}}, false, assessment.Answer{Options: ids{"false"}, Reason: "w1"}, 10000},
		{"multiple, ticked and also right", several, keys{Options: ids{"w1"}}, false, ticks("r1", "r2", "w1"), 10000},
		{"multiple, also right and not ticked", several, keys{Options: ids{"w1"}}, false, ticks("r1", "r2"), 10000},
		{"multiple, neutral and ticked", several, keys{Neutral: ids{"w1"}}, false, ticks("r1", "w1"), 5000},
		{"multiple, neutral, right and not ticked", several, keys{Neutral: ids{"r2"}}, false, ticks("r1"), 10000},
		{"multiple, everything ticked", several, keys{Neutral: ids{"w1"}}, false, ticks("r1", "r2", "w1", "w2"), 0},
		{"matching, another right side", matching(2), keys{Matches: []assessment.Match{{Pair: "p1", Option: "o2"}}}, false,
			assessment.Answer{Matches: []assessment.Match{{Pair: "p1", Option: "o2"}}}, 5000},
		{"ordering, another order", ordering(4), orders("s2", "s1", "s3", "s4"), false, assessment.Answer{Order: ids{"s2", "s1", "s3", "s4"}}, 10000},
		{"ordering, the author's", ordering(4), orders("s2", "s1", "s3", "s4"), false, assessment.Answer{Order: ids{"s1", "s2", "s3", "s4"}}, 10000},
		{"an ending worth more", story(), keys{Endings: []assessment.EndingScore{{Step: "muddle", Score: 90}}}, false,
			assessment.Answer{Path: []courses.ChoiceID{"wait", "guess"}}, 9000},
		{"an ending worth less", story(), keys{Endings: []assessment.EndingScore{{Step: "calm", Score: 10}}}, false,
			assessment.Answer{Path: []courses.ChoiceID{"wait", "ask"}}, 10000},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := assessment.GradeWith(c.item, c.give, assessment.Erratum{Item: c.item.ID, Void: c.void, Keys: c.keys})
			if got != c.want {
				t.Errorf("GradeWith: got %d, want %d", got, c.want)
			}
			other := assessment.GradeWith(c.item, c.give, assessment.Erratum{Item: "another", Void: true})
			if want := assessment.Grade(c.item, c.give); other != want {
				t.Errorf("an erratum about another item: got %d, want %d", other, want)
			}
		})
	}
}

func toIDs(list []string) ids {
	var out ids
	for _, s := range list {
		out = append(out, courses.OptionID(s))
	}
	return out
}

// slowWith grades with errata as the words say, one possible key after another, with the exact grader of the other tests:
// every option in doubt is tried as right, as wrong and as absent where an erratum allows it, every order and every other
// right side in turn, and the best counts.
func slowWith(item courses.Item, a assessment.Answer, errata []assessment.Erratum) int64 {
	keyed := []courses.Item{item}
	branch := func(change func(courses.Item) courses.Item) {
		for _, it := range keyed[:len(keyed):len(keyed)] {
			keyed = append(keyed, change(it))
		}
	}
	for _, e := range errata {
		if e.Void {
			return 10000
		}
		for _, id := range e.Keys.Options {
			branch(func(it courses.Item) courses.Item { it.Options = changed(it.Options, id, true); return it })
		}
		for _, id := range e.Keys.Reasons {
			branch(func(it courses.Item) courses.Item { it.Reasons = changed(it.Reasons, id, true); return it })
		}
		for _, id := range e.Keys.Neutral {
			branch(func(it courses.Item) courses.Item { it.Options = changed(it.Options, id, false); return it })
		}
		for _, m := range e.Keys.Matches {
			branch(func(it courses.Item) courses.Item {
				it.Pairs = slices.Clone(it.Pairs)
				i := slices.IndexFunc(it.Pairs, func(p courses.Pair) bool { return p.ID == m.Pair })
				it.Pairs[i].Right = m.Option
				return it
			})
		}
		for _, o := range e.Keys.Orders {
			branch(func(it courses.Item) courses.Item { it.Sequence = o.Steps; return it })
		}
		for _, end := range e.Keys.Endings {
			branch(func(it courses.Item) courses.Item {
				s := *it.Scenario
				s.Steps = slices.Clone(s.Steps)
				i := slices.IndexFunc(s.Steps, func(st courses.Step) bool { return st.ID == end.Step })
				s.Steps[i].Score = end.Score
				it.Scenario = &s
				return it
			})
		}
	}
	best := int64(0)
	for _, it := range keyed {
		best = max(best, slow(it, a))
	}
	return best
}

// changed makes the option right, or takes it away.
func changed(options []courses.Option, id courses.OptionID, right bool) []courses.Option {
	var out []courses.Option
	for _, o := range options {
		if o.ID == id && !right {
			continue
		}
		o.Right = o.Right || o.ID == id
		out = append(out, o)
	}
	return out
}

// anyErratum draws an erratum that CheckErratum lets through.
func anyErratum(t *rapid.T, item courses.Item) assessment.Erratum {
	e := assessment.Erratum{Item: item.ID, Void: rapid.IntRange(0, 9).Draw(t, "void") == 0}
	some := func(options []courses.Option, name string, also func(courses.Option) bool) (out ids) {
		for _, o := range options {
			if len(out) < 3 && also(o) && rapid.IntRange(0, 2).Draw(t, name) == 0 {
				out = append(out, o.ID)
			}
		}
		return out
	}
	wrong := func(o courses.Option) bool { return !o.Right }
	switch item.Type {
	case courses.Single, courses.TrueFalse:
		e.Keys.Options, e.Keys.Reasons = some(item.Options, "option", wrong), some(item.Reasons, "reason", wrong)
	case courses.Multiple:
		e.Keys.Options = some(item.Options, "option", wrong)
		e.Keys.Neutral = some(item.Options, "neutral", func(o courses.Option) bool { return o.ID != "r1" })
	case courses.Matching:
		for _, p := range item.Pairs {
			if o := rapid.SampledFrom(item.Options).Draw(t, "side"); o.ID != p.Right && len(e.Keys.Matches) < 4 {
				e.Keys.Matches = append(e.Keys.Matches, assessment.Match{Pair: p.ID, Option: o.ID})
			}
		}
	case courses.Ordering:
		if o := rapid.Permutation(item.Sequence).Draw(t, "order"); !slices.Equal(o, item.Sequence) {
			e.Keys.Orders = []assessment.Order{{Steps: o}}
		}
	case courses.Branching:
		e.Keys.Endings = []assessment.EndingScore{{Step: "muddle", Score: rapid.IntRange(41, 100).Draw(t, "score")}}
	}
	if e.Keys.Empty() {
		e.Void = true
	}
	if err := assessment.CheckErratum(item, e); err != nil {
		t.Fatalf("CheckErratum: got %v for %+v", err, e)
	}
	return e
}

func TestGradeWithEqualsTheSlowVersion(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		item := anyItem(t)
		answer := anyAnswer(t, item)
		errata := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) assessment.Erratum { return anyErratum(t, item) }), 0, 2).Draw(t, "errata")
		got := assessment.GradeWith(item, answer, errata...)
		if want := slowWith(item, answer, errata); int64(got) != want {
			t.Fatalf("GradeWith %+v of %+v: got %d, want %d", errata, answer, got, want)
		}
		if plain := assessment.Grade(item, answer); got < plain || got > assessment.Whole {
			t.Fatalf("GradeWith: got %d, outside %d to %d", got, plain, assessment.Whole)
		}
	})
}

// Whatever the errata are, even those that CheckErratum refuses, and whatever was answered: no points are lost, more errata
// never give less, their order means nothing, and one that is there twice counts once.
func TestErrataOnlyFavour(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		item, other := anyItem(t), anyItem(t)
		answer := anyAnswer(t, rapid.SampledFrom([]courses.Item{item, other}).Draw(t, "answered as"))
		var errata []assessment.Erratum
		for range rapid.IntRange(0, 4).Draw(t, "errata") {
			e := anyErratum(t, rapid.SampledFrom([]courses.Item{item, other}).Draw(t, "about"))
			e.Item = item.ID
			errata = append(errata, e)
		}
		points := assessment.Grade(item, answer)
		for i := range len(errata) + 1 {
			next := assessment.GradeWith(item, answer, errata[:i]...)
			if next < points || next > assessment.Whole {
				t.Fatalf("with %d errata: got %d after %d", i, next, points)
			}
			points = next
		}
		shuffled := rapid.Permutation(slices.Concat(errata, errata)).Draw(t, "order")
		if got := assessment.GradeWith(item, answer, shuffled...); got != points {
			t.Fatalf("in another order, and twice: got %d, want %d", got, points)
		}
	})
}

func TestRegradeNeverLowers(t *testing.T) {
	course := bank(2, 6, 3)
	rapid.Check(t, func(t *rapid.T) {
		drawn, err := assessment.Draw(course, assessment.History{}, generator(rapid.Uint64().Draw(t, "seed")))
		if err != nil {
			t.Fatal(err)
		}
		answers := map[courses.ItemID]assessment.Answer{}
		var errata []assessment.Erratum
		for _, d := range drawn {
			item, _ := course.Item(d.Item)
			if rapid.IntRange(0, 5).Draw(t, "answered") > 0 {
				answers[d.Item] = anyAnswer(t, item)
			}
			for range rapid.IntRange(0, 2).Draw(t, "errata") {
				errata = append(errata, anyErratum(t, item))
			}
		}
		was := assessment.GradeAttempt(course, drawn, answers)
		got := assessment.Regrade(course, was, answers, errata)
		sum := int64(0)
		for i, p := range got.Points {
			item, _ := course.Item(p.Item)
			about := slices.DeleteFunc(slices.Clone(errata), func(e assessment.Erratum) bool { return e.Item != p.Item })
			want := int64(was.Points[i].Points)
			if len(about) > 0 {
				want = slowWith(item, answers[p.Item], about)
			}
			if int64(p.Points) != want || p.Points < was.Points[i].Points {
				t.Fatalf("points of %s: got %d, want %d, not under %d", p.Item, p.Points, want, was.Points[i].Points)
			}
			sum += want
		}
		if want := int(sum) / len(drawn); got.Score != want || got.Score < was.Score || was.Passed && !got.Passed || got.Passed != (want >= 8000) {
			t.Fatalf("score, passed: got %d, %v, want %d, after %d, %v", got.Score, got.Passed, want, was.Score, was.Passed)
		}
		half := assessment.Regrade(course, was, answers, errata[:len(errata)/2])
		other := assessment.Regrade(course, was, answers, errata[len(errata)/2:])
		if a, b := assessment.Best(course, half, other), assessment.Best(course, other, half); a.Score != b.Score || a.Passed != b.Passed ||
			!slices.Equal(a.Points, b.Points) || a.Score < max(half.Score, other.Score) || a.Score > got.Score {
			t.Fatalf("joined: got %+v and %+v of %+v and %+v", a, b, half, other)
		}
		if again := assessment.Regrade(course, got, answers, errata); again.Score != got.Score || got.Beats(got) {
			t.Fatalf("twice: got %d, want %d", again.Score, got.Score)
		}
	})
}

func TestCheckErratum(t *testing.T) {
	practice := single("s")
	practice.Practice = true
	for _, c := range []struct {
		name, says string
		item       courses.Item
		keys       keys
	}{
		{"nothing", "at least one", single("s"), keys{}},
		{"practice", "never graded", practice, keys{Options: ids{"w1"}}},
		{"right already", "right already", single("s"), keys{Options: ids{"r1"}}},
		{"unknown", "no answer", single("s"), keys{Options: ids{"zz"}}},
		{"neutral of single", "several right answers", single("s"), keys{Neutral: ids{"w1"}}},
		{"nothing right left", "does not count", multiple(1, 2), keys{Neutral: ids{"r1"}}},
		{"unknown neutral", "no answer", multiple(1, 2), keys{Neutral: ids{"zz"}}},
		{"match of single", "nothing to match", single("s"), keys{Matches: []assessment.Match{{Pair: "p1", Option: "o1"}}}},
		{"match that is right", "right already", matching(2), keys{Matches: []assessment.Match{{Pair: "p1", Option: "o1"}}}},
		{"unknown row", "no such row", matching(2), keys{Matches: []assessment.Match{{Pair: "p9", Option: "o1"}}}},
		{"order of single", "nothing to put in order", single("s"), keys{Orders: []assessment.Order{{Steps: ids{"r1"}}}}},
		{"half an order", "each place once", ordering(3), keys{Orders: []assessment.Order{{Steps: ids{"s1"}}}}},
		{"the right order", "right already", ordering(2), keys{Orders: []assessment.Order{{Steps: ids{"s1", "s2"}}}}},
		{"ending of single", "no story", single("s"), keys{Endings: []assessment.EndingScore{{Step: "x", Score: 1}}}},
		{"a step that is no ending", "no such ending", story(), keys{Endings: []assessment.EndingScore{{Step: "start", Score: 50}}}},
		{"a lower score", "above 40", story(), keys{Endings: []assessment.EndingScore{{Step: "muddle", Score: 40}}}},
		{"options of a story", "no options", story(), keys{Options: ids{"x"}}},
	} {
		err := assessment.CheckErratum(c.item, assessment.Erratum{Item: c.item.ID, Keys: c.keys})
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got %v, want a refusal that says %q", c.name, err, c.says)
		}
	}
	if err := assessment.CheckErratum(multiple(1, 2), assessment.Erratum{Void: true}); err != nil {
		t.Errorf("void: got %v", err)
	}
}
