package classes_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/classes"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/store"
)

// finishes does a whole module for a pupil, on a device of their own.
func (l *learning) finishes(class string, roll int) {
	l.Helper()
	m := must(l.classes.Module(l.Context(), classes.PupilSession{Class: class, Roll: roll}, rumours))(l.T)
	var all []classes.Entry
	for _, lesson := range l.module.Lessons {
		all = append(all, classes.Entry{ID: "lesson/" + string(lesson.ID), Kind: classes.EntryLesson, At: l.now, Mode: classes.ModeOwn,
			Version: l.module.Version, Lesson: lesson.ID})
	}
	for i, d := range m.Quiz {
		e := l.answers(classes.AskQuiz, d.Item, true, 0)
		if it, _ := l.module.Item(d.Item); it.Type != courses.Single && it.Type != courses.TrueFalse {
			e.Answer = &assessment.Answer{}
		}
		e.ID = fmt.Sprintf("quiz/%d", i)
		all = append(all, e)
	}
	must(l.classes.Merge(l.Context(), classes.WorkID(class, roll, rumours), all...))(l.T)
}

// A class of seven: two finish, on a device and from a pen drive; one has only begun, one has left after that; one does nothing, and one
// has left before. The figures are the same before the purge and after it, and name nobody.
func TestTally(t *testing.T) {
	l := newLearning(t, 7)
	ctx := t.Context()
	one, two := l.module.BeforeAfter[0], l.module.BeforeAfter[1]
	asks := func(roll int, list ...classes.Entry) { must(l.classes.Merge(ctx, l.id(roll), list...))(t) }
	l.finishes(l.class.ID, 1)
	asks(1, l.answers(classes.AskBefore, one, false, 0), l.answers(classes.AskAfter, one, true, 0), l.answers(classes.AskBefore, two, true, 0))
	asks(2, classes.Entry{ID: "slip", Kind: classes.EntryResult, At: l.now, Mode: classes.ModePen, Version: l.module.Version, Right: 3, Whole: 6})
	asks(3, l.answers(classes.AskBefore, one, true, 0), l.answers(classes.AskAfter, one, false, 0))
	asks(4, l.answers(classes.AskBefore, one, true, 0)) // before only: in no comparison
	l.check(l.classes.RemovePupil(ctx, l.class.ID, 4))
	l.check(l.classes.RemovePupil(ctx, l.class.ID, 6))
	asks(7, l.answers(classes.AskBefore, one, false, 0), l.answers(classes.AskAfter, one, true, 0))
	asks(7, classes.Entry{ID: "aside", Kind: classes.EntryAside, At: l.now, Mode: classes.ModeOwn, By: l.teacher, Version: l.module.Version, Cause: classes.CausePupil})

	check := func(when string) {
		t.Helper()
		list := must(l.classes.Tallies(ctx, l.class.ID))(t)
		if len(list) != 1 {
			t.Fatalf("%s: got %d tallies, want one a module", when, len(list))
		}
		got := list[0]
		if got.Pupils != 6 || got.Begun != 4 || got.Done != 2 {
			t.Errorf("%s: got %d pupils, %d begun, %d done, want 6, 4, 2", when, got.Pupils, got.Begun, got.Done)
		}
		if !slices.Equal(got.Modes, []string{"own", "pen"}) || got.Course != rumours || got.Version != l.module.Version {
			t.Errorf("%s: got %v of %s %s", when, got.Modes, got.Course, got.Version)
		}
		want := classes.Change{Question: one, Before: 1, BeforeOf: 2, After: 1, AfterOf: 2}
		if len(got.Change) != 1 || got.Change[0] != want {
			t.Errorf("%s: got %+v, want %+v: of those who answered both", when, got.Change, want)
		}
		if got.School != "school-1" || got.Place != "dz-haa" || got.Year != "2026" || !slices.Equal(got.Stages, []string{"vii-viii"}) {
			t.Errorf("%s: got %+v", when, got)
		}
	}
	check("before the purge")
	l.now = l.now.AddDate(1, 0, 0)
	must(l.instance().Purge(ctx))(t)
	check("after the purge")
	for _, d := range must(l.engine.Find(ctx, "class_tallies", store.Query{}))(t) {
		if strings.Contains(string(d.Body), l.class.ID+"/1") || strings.Contains(string(d.Body), string(l.teacher)) {
			t.Errorf("the tally names somebody: %v", d.Body)
		}
	}
}

// A purge that was broken off after it had kept the figures keeps those: what is counted again later, when rows are gone, is not taken.
func TestTheFirstTallyStays(t *testing.T) {
	l := newLearning(t, 3)
	l.finishes(l.class.ID, 1)
	l.now = l.now.AddDate(1, 0, 0)
	must(l.classes.Purge(t.Context()))(t)
	before := must(l.classes.Tallies(t.Context(), l.class.ID))(t)
	l.now = l.now.Add(time.Hour)
	must(l.instance().Purge(t.Context()))(t)
	after := must(l.classes.Tallies(t.Context(), l.class.ID))(t)
	if len(before) != 1 || len(after) != 1 || before[0].Done != 1 || after[0].Done != 1 || !after[0].Recorded.Equal(before[0].Recorded) {
		t.Errorf("got %+v after %+v", after, before)
	}
}

// elsewhere opens a class of the other school.
func (l *learning) elsewhere(size int) classes.Class {
	l.Helper()
	id := must(l.classes.NewID())(l.T)
	return must(l.classes.Create(l.Context(), classes.NewClass{ID: id, School: "school-2", Grade: "VII", Size: size}, l.stranger))(l.T)
}

// A pupil moves twice, to another school each time, and to a class that is purged in between: finished modules go along, started ones and
// names do not.
func TestWhatATransferCarries(t *testing.T) {
	l := newLearning(t, 3)
	ctx := t.Context()
	l.finishes(l.class.ID, 2)
	must(l.classes.Merge(ctx, l.id(3), l.answers(classes.AskBefore, l.module.BeforeAfter[0], true, 0)))(t)
	begun := must(l.classes.Transfer(ctx, l.class.ID, 3))(t)
	if len(begun.Carried) != 0 {
		t.Errorf("only begun: carried %+v, want nothing", begun.Carried)
	}
	move := must(l.classes.Transfer(ctx, l.class.ID, 2))(t)
	want := classes.Carried{Course: rumours, Version: l.module.Version, At: l.now}
	if len(move.Carried) != 1 || move.Carried[0] != want {
		t.Fatalf("carried %+v, want %+v", move.Carried, want)
	}
	there := l.elsewhere(1) // was not assigned the module
	arrived := must(l.classes.Arrive(ctx, there.ID, move.ID))(t)
	if _, err := l.classes.Arrive(ctx, l.elsewhere(1).ID, move.ID); !fault.Is(err, fault.CodeConflict) {
		t.Errorf("a second class: got %v, want a conflict", err)
	}
	onward := must(l.classes.Transfer(ctx, there.ID, arrived.Roll))(t)
	if len(onward.Carried) != 1 || onward.Carried[0] != want {
		t.Errorf("moved again: carried %+v, want %+v", onward.Carried, want)
	}
	w := must(l.classes.WorkOf(ctx, there.ID, arrived.Roll, rumours))(t)
	if r := w.Record(); len(w.Entries) != 1 || r.Result == nil || r.Result.Whole != 0 || len(r.Answers) != 0 {
		t.Errorf("came with %+v, want that it is finished and nothing else", w.Entries)
	}
}

// The class that a pupil left is purged: the code still works, once, and leads back to nobody.
func TestATransferAfterThePurge(t *testing.T) {
	l := newLearning(t, 3)
	ctx := t.Context()
	l.finishes(l.class.ID, 2)
	l.now = day.Date("2026-12-10").Start()
	move := must(l.classes.Transfer(ctx, l.class.ID, 2))(t)
	l.now = day.Date("2027-02-15").Start()
	must(l.classes.Purge(ctx))(t)
	for _, d := range must(l.engine.Find(ctx, "class_transfers", store.Query{}))(t) {
		if strings.Contains(string(d.Body), l.class.ID) {
			t.Errorf("the transfer still names the class that was purged: %v", d.Body)
		}
	}
	there := l.elsewhere(1)
	p := must(l.classes.Arrive(ctx, there.ID, move.ID))(t)
	if w := must(l.classes.WorkOf(ctx, there.ID, p.Roll, rumours))(t); w.Record().Result == nil {
		t.Error("arrived without what was finished")
	}
	if _, err := l.classes.Arrive(ctx, l.class.ID, move.ID); !fault.Is(err, fault.CodeConflict) {
		t.Errorf("back into the purged class: got %v, want a conflict", err)
	}
	// Four months after it was made a code is worth nothing, and is swept.
	other := must(l.classes.Transfer(ctx, there.ID, p.Roll))(t)
	l.now = other.Until.AddDays(1).Start()
	if _, err := l.classes.Arrive(ctx, l.elsewhere(1).ID, other.ID); !fault.Is(err, fault.CodeInvalid) {
		t.Errorf("after its last day: got %v, want it refused", err)
	}
	must(l.classes.Purge(ctx))(t)
	if left := must(l.engine.Find(ctx, "class_transfers", store.Query{From: other.ID, Until: other.ID + "0"}))(t); len(left) != 0 {
		t.Errorf("%d codes are left after their time", len(left))
	}
}

// A class that cannot take a pupil in does not use the code up.
func TestACodeIsNotUsedUpInVain(t *testing.T) {
	l := newLearning(t, 2)
	ctx := t.Context()
	purged := l.class
	l.now = l.now.AddDate(1, 0, 0)
	must(l.classes.Purge(ctx))(t)
	from, full := l.world.class(2), l.world.class(1)
	for roll := 2; roll <= classes.MaxRoll; roll++ {
		must(l.classes.AddPupil(ctx, full.ID, roll))(t)
	}
	move := must(l.classes.Transfer(ctx, from.ID, 1))(t)
	for name, class := range map[string]string{"purged": purged.ID, "full": full.ID} {
		if _, err := l.classes.Arrive(ctx, class, move.ID); !fault.Is(err, fault.CodeConflict) {
			t.Errorf("a class that is %s: got %v, want a conflict", name, err)
		}
	}
	must(l.classes.Arrive(ctx, l.elsewhere(1).ID, move.ID))(t)
}

// The purge waits for slips, not for ever, and not for pupils who have left or given theirs.
func TestThePurgeWaitsForSlips(t *testing.T) {
	p := newPenClass(t, 3)
	ctx := t.Context()
	p.assign() // until the last day of the year
	rows := func() int { return len(must(p.engine.Find(ctx, "class_pupils", store.Query{}))(t)) }
	count := func(want int) {
		t.Helper()
		list := must(p.classes.Awaits(ctx, p.Class))(t)
		got := 0
		for _, a := range list {
			got += a.Count
		}
		if got != want {
			t.Errorf("on %s: %d slips are awaited, want %d", day.Of(p.now), got, want)
		}
	}
	count(3)
	_, err := p.classes.TypeSlip(ctx, p.Class, p.slip(1, 1, 1), p.teacher)
	p.check(err)
	p.check(p.classes.RemovePupil(ctx, p.ID, 2))
	count(1)
	p.now = day.Date("2026-12-19").Start().Add(time.Hour)
	count(1)
	if n := must(p.classes.Purge(ctx))(t); n != 0 || rows() != 3 {
		t.Errorf("purged %d while a slip is awaited, %d rows left", n, rows())
	}
	text := p.slip(3, 1, 1)
	_, err = p.classes.TypeSlip(ctx, p.Class, text, p.teacher)
	p.check(err)
	count(0)
	if n := must(p.classes.Purge(ctx))(t); n != 1 || rows() != 0 {
		t.Errorf("purged %d when every slip had come, %d rows left", n, rows())
	}

	late := newPenClass(t, 2)
	late.assign()
	late.now = day.Date("2027-01-17").Start() // thirty days after
	if n := must(late.classes.Purge(ctx))(t); n != 0 {
		t.Error("purged on the last day on which slips are awaited")
	}
	late.now = day.Date("2027-01-18").Start()
	if n := must(late.classes.Purge(ctx))(t); n != 1 {
		t.Error("not purged when slips are awaited no longer")
	}
}
