package classes_test

import (
	"fmt"
	"testing"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/classes"
)

// module has two lessons of five minutes, two questions before and after, and a quiz of three.
func module() *courses.Course {
	item := func(id courses.ItemID) courses.Item {
		return courses.Item{ID: id, Type: courses.Single, Objective: "o", Options: []courses.Option{{ID: "r1", Right: true}, {ID: "w1"}, {ID: "w2"}}}
	}
	c := &courses.Course{ID: "module", Version: "1.0.0", BeforeAfter: []courses.ItemID{"b1", "b2"},
		Lessons:    []courses.Lesson{{ID: "one", Minutes: 5}, {ID: "two", Minutes: 5}},
		Assessment: &courses.Assessment{Draw: []courses.Quota{{Objective: "o", Items: 3}}}}
	for _, id := range []courses.ItemID{"b1", "b2", "q1", "q2", "q3", "q4"} {
		c.Items = append(c.Items, item(id))
	}
	return c
}

// quiz is the order of form A.
func quiz() []assessment.Drawn { return []assessment.Drawn{{Item: "q1"}, {Item: "q2"}, {Item: "q3"}} }

// work is a pupil's work of these entries.
func work(roll int, entries ...classes.Entry) classes.Work {
	w := classes.Work{ID: classes.WorkID("CLASS", roll, "module"), Class: "CLASS", Roll: roll, Course: "module"}
	w.Take(entries...)
	return w
}

// upTo is how a pupil goes through the module: the first n of what there is to do.
func upTo(n int) []classes.Entry {
	all := []classes.Entry{
		answer("1", 1, classes.AskBefore, "b1", false), answer("2", 2, classes.AskBefore, "b2", true),
		finished("3", 7, "one"), finished("4", 12, "two"),
		answer("5", 13, classes.AskAfter, "b1", true), answer("6", 14, classes.AskAfter, "b2", true),
		answer("7", 15, classes.AskQuiz, "q1", true), answer("8", 16, classes.AskQuiz, "q2", false), answer("9", 17, classes.AskQuiz, "q3", true),
	}
	return all[:n]
}

func TestThroughAModule(t *testing.T) {
	c := module()
	steps := []struct {
		state classes.State
		next  classes.Step
	}{
		{classes.NotBegun, classes.Step{Kind: classes.StepBefore, Number: 1}},
		{classes.UnderWay, classes.Step{Kind: classes.StepBefore, Number: 2}},
		{classes.UnderWay, classes.Step{Kind: classes.StepLesson, Number: 1, Lesson: "one"}},
		{classes.UnderWay, classes.Step{Kind: classes.StepLesson, Number: 2, Lesson: "two"}},
		{classes.UnderWay, classes.Step{Kind: classes.StepAfter, Number: 1}},
		{classes.UnderWay, classes.Step{Kind: classes.StepAfter, Number: 2}},
		{classes.UnderWay, classes.Step{Kind: classes.StepQuiz, Number: 1}},
		{classes.UnderWay, classes.Step{Kind: classes.StepQuiz, Number: 2}},
		{classes.UnderWay, classes.Step{Kind: classes.StepQuiz, Number: 3}},
		{classes.Done, classes.Step{}},
	}
	for n, want := range steps {
		got := classes.StandingOf(work(1, upTo(n)...), c)
		if got.State != want.state || got.Next != want.next {
			t.Errorf("after %d: got %s, next %+v, want %s, next %+v", n, got.State, got.Next, want.state, want.next)
		}
	}
	if got := classes.StandingOf(work(1, upTo(9)...), c); got.Right != 2 || got.Questions != 3 || got.Lessons != 2 {
		t.Errorf("got %+v, want 2 of 3 right, and both lessons", got)
	}
}

func TestStandingByOtherWays(t *testing.T) {
	paper := func(list []classes.Entry) []classes.Entry {
		for i := range list {
			list[i].Mode, list[i].By = classes.ModePaper, "teacher"
		}
		return list
	}
	result := classes.Entry{ID: "slip", Kind: classes.EntryResult, At: noon, Mode: classes.ModePen, Version: "0.9.0", Right: 2, Whole: 4}
	gone := answer("x", 3, classes.AskQuiz, "question-of-old", true)
	gone.Version = "0.9.0"
	for _, tt := range []struct {
		name    string
		entries []classes.Entry
		want    classes.State
		right   int
		whole   int
	}{
		{"the quiz on paper, after a lesson for all", paper([]classes.Entry{upTo(9)[6], upTo(9)[7], upTo(9)[8]}), classes.Done, 2, 3},
		{"the quiz on a device without the lessons", []classes.Entry{upTo(9)[6], upTo(9)[7], upTo(9)[8]}, classes.UnderWay, 2, 3},
		{"a slip of another version", []classes.Entry{result}, classes.Done, 2, 4},
		{"a slip, and a question on a device", []classes.Entry{result, upTo(9)[6]}, classes.Done, 2, 4},
		{"a slip, and the whole quiz on a device", append(upTo(9), result), classes.Done, 2, 3},
		{"a question that this version has not", []classes.Entry{gone}, classes.UnderWay, 0, 3},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := classes.StandingOf(work(1, tt.entries...), module())
			if got.State != tt.want || got.Right != tt.right || got.Questions != tt.whole {
				t.Errorf("got %+v, want %s, %d of %d", got, tt.want, tt.right, tt.whole)
			}
		})
	}
	if got := classes.StandingOf(work(1, finished("late", 1, "one")), module()).Next; got.Kind != classes.StepLesson {
		t.Errorf("got %+v, want no questions before once a lesson is done", got)
	}
}

func TestLive(t *testing.T) {
	c := module()
	wrong := []classes.Entry{answer("7", 15, classes.AskQuiz, "q1", false), answer("8", 16, classes.AskQuiz, "q2", false), answer("9", 17, classes.AskQuiz, "q3", false)}
	minute := func(n int) time.Time { return noon.Add(time.Duration(n) * time.Minute) }
	for _, tt := range []struct {
		name  string
		works []classes.Work
		at    int
		want  classes.AdviceKind
		rolls string
	}{
		{"nobody has begun", nil, 20, classes.AdviseBegin, "[]"},
		{"at work", []classes.Work{work(1, upTo(3)...), work(2, upTo(4)...)}, 14, classes.AdviseWait, "[]"},
		{"a lesson of five minutes may take ten", []classes.Work{work(1, upTo(3)...)}, 17, classes.AdviseWait, "[]"},
		{"and not eleven", []classes.Work{work(1, upTo(3)...), work(3, upTo(4)...)}, 18, classes.AdviseHelp, "[1]"},
		{"three wrong in a row", []classes.Work{work(2, append(upTo(3), wrong...)...)}, 18, classes.AdviseHelp, "[2]"},
		{"after the period", []classes.Work{work(1, upTo(9)...), work(2, upTo(4)...)}, 60, classes.AdviseRest, "[2 3]"},
		{"two missed the same", []classes.Work{work(1, upTo(9)...), work(2, upTo(9)...), work(3, upTo(9)...)}, 60, classes.AdviseAsk, "[]"},
		{"done", []classes.Work{work(1, upTo(9)...), work(2, without(upTo(9), 7)...), work(3, without(upTo(9), 7)...)}, 60, classes.AdviseDone, "[]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			live := classes.NewLive(c, quiz(), []int{1, 2, 3}, tt.works, minute(tt.at))
			if live.Next.Kind != tt.want || fmt.Sprint(live.Next.Rolls) != tt.rolls {
				t.Errorf("got %+v, want %s for %s", live.Next, tt.want, tt.rolls)
			}
			if live.NotBegun+live.UnderWay+live.Done != 3 || len(live.Seats) != 3 {
				t.Errorf("got %+v, want every pupil once", live)
			}
		})
	}
	live := classes.NewLive(c, quiz(), []int{1, 2, 3}, []classes.Work{work(1, upTo(9)...), work(2, upTo(9)...), work(9, upTo(9)...)}, minute(60))
	if len(live.Missed) != 1 || live.Missed[0].Item != "q2" || live.Missed[0].Number != 2 || live.Missed[0].Wrong != 2 || live.Missed[0].Thought != "w1" {
		t.Errorf("got %+v, want question 2, missed by both who are in the class", live.Missed)
	}
}

// without gives the quiz's question at i a right answer.
func without(list []classes.Entry, i int) []classes.Entry {
	list[i].Answer, list[i].Points = &assessment.Answer{Options: []courses.OptionID{"r1"}}, assessment.Whole
	return list
}

func TestShift(t *testing.T) {
	c := module()
	hands := func(id string, moment classes.Ask, item courses.ItemID, right, wrong, minute int) classes.Hands {
		return classes.Hands{ID: id, Item: item, Moment: moment, Recorded: noon.Add(time.Duration(minute) * time.Minute),
			Counts: []classes.HandCount{{Option: "r1", Count: right}, {Option: "w1", Count: wrong}}}
	}
	t.Run("of pupils", func(t *testing.T) {
		got := classes.ShiftOf(c, []classes.Work{work(1, upTo(9)...), work(2, upTo(9)...), work(3, upTo(2)...)}, []classes.Hands{hands("h", classes.AskBefore, "b1", 1, 9, 1)})
		want := classes.ShiftItem{Item: "b1", Number: 1, Before: 0, BeforeOf: 2, After: 2, AfterOf: 2}
		if best, ok := got.Best(); got.Hands || !ok || best != want {
			t.Errorf("got %+v, want %+v of those who answered both", best, want)
		}
		if again, ok := got.Again(); ok {
			t.Errorf("got %+v to ask again, want none: all answered well", again)
		}
	})
	t.Run("of hands", func(t *testing.T) {
		got := classes.ShiftOf(c, nil, []classes.Hands{
			hands("1", classes.AskBefore, "b1", 30, 5, 1), hands("2", classes.AskBefore, "b1", 9, 26, 2), hands("3", classes.AskAfter, "b1", 27, 6, 30),
			hands("4", classes.AskBefore, "b2", 10, 25, 3), hands("5", classes.AskAfter, "b2", 12, 21, 31),
		})
		best, _ := got.Best()
		again, ok := got.Again()
		if !got.Hands || best.Number != 1 || best.Before != 9 || best.BeforeOf != 35 || best.After != 27 || best.AfterOf != 33 || !ok || again.Number != 2 {
			t.Errorf("got best %+v, again %+v: want 9 of 35 to 27 of 33, the count entered again, and question 2", best, again)
		}
	})
	t.Run("nothing yet", func(t *testing.T) {
		if _, ok := classes.ShiftOf(c, nil, nil).Best(); ok {
			t.Error("got an entry, want none")
		}
	})
}
