package assessment_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
)

func generator(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, seed)) }

func TestDrawKeepsOrderWhereTheItemSaysSo(t *testing.T) {
	c := bank(1, 6, 6)
	for i := range c.Items {
		c.Items[i].Shuffle = false
	}
	moved := map[courses.ItemType]bool{}
	for seed := range uint64(50) {
		drawn, err := assessment.Draw(c, assessment.History{}, generator(seed))
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range drawn {
			item, _ := c.Item(d.Item)
			if len(d.Options) > 0 && d.Options[0] != item.Options[0].ID {
				moved[item.Type] = true
			}
		}
	}
	// The author's order of a matching or ordering item is its key, so these two move all the same.
	for _, kind := range []courses.ItemType{courses.Single, courses.Multiple, courses.TrueFalse, courses.Matching, courses.Ordering} {
		want := kind == courses.Matching || kind == courses.Ordering
		if moved[kind] != want {
			t.Errorf("%s: moved %v, want %v", kind, moved[kind], want)
		}
	}
}

func TestDrawShowsTrueBeforeFalse(t *testing.T) {
	c := &courses.Course{ID: "c", Items: []courses.Item{trueFalse(true)}, Assessment: &courses.Assessment{Draw: []courses.Quota{{Items: 1}}}}
	for seed := range uint64(20) {
		drawn, err := assessment.Draw(c, assessment.History{}, generator(seed))
		if err != nil {
			t.Fatal(err)
		}
		if want := (ids{"true", "false"}); !slices.Equal(drawn[0].Options, want) {
			t.Fatalf("options: got %v, want %v", drawn[0].Options, want)
		}
	}
}

func TestDrawIsFairAmongEquals(t *testing.T) {
	c := bank(1, 10, 1)
	times := map[courses.ItemID]int{}
	for seed := range uint64(2000) {
		drawn, err := assessment.Draw(c, assessment.History{}, generator(seed))
		if err != nil {
			t.Fatal(err)
		}
		times[drawn[0].Item]++
	}
	// 200 expected of each; five standard deviations are 67.
	for _, item := range c.Items {
		if n := times[item.ID]; !item.Practice && (n < 133 || n > 267) {
			t.Errorf("%s: drawn %d of 2000 times, want about 200", item.ID, n)
		}
	}
}

func TestDrawRefusesACourseThatCannotFillIt(t *testing.T) {
	if _, err := assessment.Draw(bank(1, 2, 3), assessment.History{}, generator(1)); err == nil {
		t.Error("too few items: got no error")
	}
	if _, err := assessment.Draw(&courses.Course{ID: "c"}, assessment.History{}, generator(1)); err == nil {
		t.Error("no assessment: got no error")
	}
}

func TestHistoryCountsEachAttempt(t *testing.T) {
	var h assessment.History
	h.Add([]assessment.Drawn{{Item: "a"}, {Item: "b"}})
	h.Add([]assessment.Drawn{{Item: "b"}})
	if h.Seen["a"] != 1 || h.Seen["b"] != 2 {
		t.Errorf("seen: got %v, want a once and b twice", h.Seen)
	}
}

func TestPractice(t *testing.T) {
	if item, ok := assessment.Practice(bank(1, 3, 1)); !ok || item.ID != "practice" {
		t.Errorf("Practice: got %q, %v, want practice", item.ID, ok)
	}
	if _, ok := assessment.Practice(&courses.Course{}); ok {
		t.Error("Practice of a course without one: got one")
	}
}

func BenchmarkDrawAndGrade15(b *testing.B) {
	c := bank(5, 12, 3)
	rnd := generator(1)
	answers := fullAnswers(c)
	b.ReportAllocs()
	for b.Loop() {
		drawn, err := assessment.Draw(c, assessment.History{}, rnd)
		if err != nil {
			b.Fatal(err)
		}
		if r := assessment.GradeAttempt(c, drawn, answers); !r.Passed {
			b.Fatalf("score: got %d", r.Score)
		}
	}
}

func BenchmarkGradeBankOf60(b *testing.B) {
	c := bank(5, 12, 12)
	drawn, err := assessment.Draw(c, assessment.History{}, generator(1))
	if err != nil {
		b.Fatal(err)
	}
	answers := fullAnswers(c)
	b.ReportAllocs()
	for b.Loop() {
		if r := assessment.GradeAttempt(c, drawn, answers); len(r.Points) != 60 || !r.Passed {
			b.Fatalf("graded %d items, score %d", len(r.Points), r.Score)
		}
	}
}

// fullAnswers are right answers to every item of the bank.
func fullAnswers(c *courses.Course) map[courses.ItemID]assessment.Answer {
	answers := make(map[courses.ItemID]assessment.Answer)
	for _, item := range c.Items {
		var a assessment.Answer
		for _, o := range item.Options {
			if o.Right {
				a.Options = append(a.Options, o.ID)
			}
		}
		switch item.Type {
		case courses.TrueFalse:
			a.Reason = "r1"
		case courses.Matching:
			for _, p := range item.Pairs {
				a.Matches = append(a.Matches, assessment.Match{Pair: p.ID, Option: p.Right})
			}
		case courses.Ordering:
			a.Order = item.Sequence
		case courses.Branching:
			a.Path = []courses.ChoiceID{"wait", "ask"}
		}
		answers[item.ID] = a
	}
	return answers
}
