package assessment_test

import (
	"testing"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
)

type ids = []courses.OptionID

func TestGrade(t *testing.T) {
	match := func(pairs ...string) assessment.Answer {
		var a assessment.Answer
		for i := 0; i < len(pairs); i += 2 {
			a.Matches = append(a.Matches, assessment.Match{Pair: courses.PairID(pairs[i]), Option: courses.OptionID(pairs[i+1])})
		}
		return a
	}
	ticks := func(list ...courses.OptionID) assessment.Answer { return assessment.Answer{Options: list} }
	order := func(list ...courses.OptionID) assessment.Answer { return assessment.Answer{Order: list} }
	path := func(list ...courses.ChoiceID) assessment.Answer { return assessment.Answer{Path: list} }
	shared := matching(2)
	shared.Pairs[1].Right = "o1"

	for _, c := range []struct {
		name string
		item courses.Item
		give assessment.Answer
		want assessment.Points
	}{
		{"single right", single("s"), ticks("r1"), 10000},
		{"single wrong", single("s"), ticks("w1"), 0},
		{"single nothing", single("s"), ticks(), 0},
		{"single two ticks", single("s"), ticks("r1", "w1"), 0},
		{"single unknown", single("s"), ticks("zz"), 0},
		{"true-false right", trueFalse(false), ticks("false"), 10000},
		{"true-false wrong", trueFalse(false), ticks("true"), 0},
		{"reason and verdict", trueFalse(true), assessment.Answer{Options: ids{"false"}, Reason: "r1"}, 10000},
		{"verdict alone", trueFalse(true), assessment.Answer{Options: ids{"false"}, Reason: "w1"}, 5000},
		{"reason alone", trueFalse(true), assessment.Answer{Options: ids{"true"}, Reason: "r1"}, 5000},
		{"neither", trueFalse(true), assessment.Answer{}, 0},
		{"multiple all right", multiple(3, 2), ticks("r1", "r2", "r3"), 10000},
		{"multiple one third", multiple(3, 2), ticks("r1"), 3333},
		{"multiple two thirds", multiple(3, 2), ticks("r1", "r3"), 6667},
		{"multiple less a half", multiple(3, 2), ticks("r1", "r2", "w1"), 1667},
		{"multiple below nought", multiple(3, 2), ticks("r1", "w1"), 0},
		{"multiple everything", multiple(3, 2), ticks("r1", "r2", "r3", "w1", "w2"), 0},
		{"multiple repeated tick", multiple(2, 2), ticks("r1", "r1"), 5000},
		{"multiple without a wrong one", multiple(3, 0), ticks("r1", "r2"), 6667},
		{"matching all", matching(3), match("p1", "o1", "p2", "o2", "p3", "o3"), 10000},
		{"matching one of three", matching(3), match("p1", "o1", "p2", "o3", "p3", "extra"), 3333},
		{"matching half given", matching(3), match("p2", "o2"), 3333},
		{"matching nothing", matching(3), match(), 0},
		{"matching one row twice", matching(3), match("p1", "o1", "p1", "o2"), 0},
		{"matching a shared right side", shared, match("p1", "o1", "p2", "o1"), 10000},
		{"ordering right", ordering(4), order("s1", "s2", "s3", "s4"), 10000},
		{"ordering neighbours swapped", ordering(4), order("s2", "s1", "s3", "s4"), 6667},
		{"ordering reversed", ordering(4), order("s4", "s3", "s2", "s1"), 0},
		{"ordering first put last", ordering(4), order("s2", "s3", "s4", "s1"), 0},
		{"ordering half given", ordering(4), order("s1", "s2"), 0},
		{"ordering a step twice", ordering(3), order("s1", "s1", "s2"), 0},
		{"story well ended", story(), path("wait", "ask"), 10000},
		{"story fairly ended", story(), path("wait", "guess"), 4000},
		{"story badly ended", story(), path("reply"), 0},
		{"story in the middle", story(), path("wait"), 0},
		{"story off the path", story(), path("ask"), 0},
		{"story beyond its end", story(), path("wait", "ask", "wait"), 0},
		{"unknown type", courses.Item{Type: "essay"}, ticks("r1"), 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := assessment.Grade(c.item, c.give); got != c.want {
				t.Errorf("Grade: got %d, want %d", got, c.want)
			}
		})
	}
}

func TestGradeAttempt(t *testing.T) {
	course := bank(2, 6, 2)
	drawn := []assessment.Drawn{{Item: "o0-i0"}, {Item: "o0-i1"}, {Item: "o1-i0"}, {Item: "gone"}}
	right := assessment.Answer{Options: ids{"r1"}}
	answers := map[courses.ItemID]assessment.Answer{
		"o0-i0": right,
		"o0-i1": {Options: ids{"r1", "r2", "w1"}}, // 1 − 1/3
		"o1-i0": right,
		"gone":  right,
		"o1-i1": right, // not drawn
	}
	got := assessment.GradeAttempt(course, drawn, answers)
	if want := (10000 + 6667 + 10000 + 0) / 4; got.Score != want || got.Passed {
		t.Errorf("score, passed: got %d, %v, want %d, false", got.Score, got.Passed, want)
	}
	if got.Grader != assessment.Grader {
		t.Errorf("grader: got %q, want %q", got.Grader, assessment.Grader)
	}
	for i, want := range []assessment.Points{10000, 6667, 10000, 0} {
		if got.Points[i] != (assessment.ItemPoints{Item: drawn[i].Item, Points: want}) {
			t.Errorf("points %d: got %v, want %d", i, got.Points[i], want)
		}
	}
}

// A mean of 79.99… must never be shown or counted as 80.
func TestPassMarkIsExact(t *testing.T) {
	course := bank(1, 12, 3)
	course.Assessment.PassMark = 6667
	third := assessment.Answer{Options: ids{"r1", "r2", "w1"}} // 6667
	for _, c := range []struct {
		name   string
		answer assessment.Answer
		score  int
		passed bool
	}{{"at the mark", third, 6667, true}, {"below it", assessment.Answer{Options: ids{"r1"}}, 6111, false}} {
		t.Run(c.name, func(t *testing.T) {
			drawn := []assessment.Drawn{{Item: "o0-i1"}, {Item: "o0-i7"}, {Item: "o0-i1"}}
			answers := map[courses.ItemID]assessment.Answer{"o0-i1": third, "o0-i7": c.answer}
			got := assessment.GradeAttempt(course, drawn, answers)
			if got.Score != c.score || got.Passed != c.passed {
				t.Errorf("score, passed: got %d, %v, want %d, %v", got.Score, got.Passed, c.score, c.passed)
			}
		})
	}
}

func TestRereadNamesMissedObjectivesInOrder(t *testing.T) {
	course := bank(3, 6, 1)
	got := assessment.Reread(course, assessment.Result{Points: []assessment.ItemPoints{
		{Item: "o2-i0", Points: 9999}, {Item: "o1-i0", Points: 10000}, {Item: "o0-i0", Points: 0}, {Item: "o0-i1", Points: 10000}}})
	if len(got) != 2 || got[0].Objective.ID != "o0" || got[1].Objective.ID != "o2" {
		t.Fatalf("objectives: got %v, want o0 then o2", got)
	}
	if len(got[1].Lessons) != 1 || got[1].Lessons[0].ID != "lesson-2" {
		t.Errorf("lessons of o2: got %v, want lesson-2", got[1].Lessons)
	}
	if got := assessment.Reread(course, assessment.Result{}); len(got) != 0 {
		t.Errorf("nothing missed: got %v, want none", got)
	}
}
