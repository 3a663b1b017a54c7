package classes_test

import (
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"lamtoen/content"
	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/catalogue"
	"lamtoen/internal/classes"
	"lamtoen/internal/fault"
	"lamtoen/internal/store"
)

const (
	rumours = "rumours-and-evidence" // for VII and VIII
	kind    = "kind-words-travel"    // for PP to III
)

// modules are the two of these tests, out of those that are shipped.
func modules(t *testing.T) *courses.Catalogue {
	t.Helper()
	files := fstest.MapFS{}
	err := fs.WalkDir(content.Files, ".", func(p string, d fs.DirEntry, err error) error {
		keep := !strings.Contains(p, "/") || strings.HasPrefix(p, "schools/"+rumours+"/") || strings.HasPrefix(p, "schools/"+kind+"/")
		if err != nil || d.IsDir() || !keep || p == "content.sum" {
			return err
		}
		data, err := fs.ReadFile(content.Files, p)
		files[p] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return must(courses.Load(files, courses.Options{}))(t)
}

// learning is the world with modules, and a class that works on one.
type learning struct {
	*world
	library *catalogue.Library
	class   classes.Class
	module  *courses.Course
}

func newLearning(t *testing.T, size int) *learning {
	t.Helper()
	l := &learning{world: newWorld(t)}
	l.library = must(catalogue.Open(t.Context(), l.engine))(t)
	l.library.Now = func() time.Time { return l.now }
	l.check(l.library.Publish(t.Context(), modules(t)))
	l.classes = l.instance()
	l.class = l.world.class(size)
	l.class = l.assign(l.class.ID, rumours, classes.ModeOwn)
	l.module = must(l.library.Course(rumours))(t)
	return l
}

// instance is one more instance of the program on the same store.
func (l *learning) instance() *classes.Service {
	l.Helper()
	return must(classes.Open(l.Context(), l.engine, classes.Deps{Schools: l.schools, Register: l.reg, Library: l.library, Audit: l.log},
		classes.Settings{Now: func() time.Time { return l.now }, Origin: "https://training.example.bt"}))(l.T)
}

func (l *learning) assign(class string, course courses.CourseID, mode classes.Mode) classes.Class {
	l.Helper()
	return must(l.classes.Assign(l.Context(), class, classes.NewAssignment{Course: course, Mode: mode, From: "2026-03-02", Until: "2026-03-13"}, l.teacher))(l.T)
}

func (l *learning) id(roll int) string { return classes.WorkID(l.class.ID, roll, rumours) }

// answers is a good or a poor answer to a question of the module.
func (l *learning) answers(ask classes.Ask, item courses.ItemID, well bool, minute int) classes.Entry {
	l.Helper()
	it, ok := l.module.Item(item)
	if !ok {
		l.Fatalf("no question %s", item)
	}
	a := assessment.Answer{}
	for _, o := range it.Options {
		if o.Right == well {
			a.Options = []courses.OptionID{o.ID}
			break
		}
	}
	return classes.Entry{ID: fmt.Sprintf("web/%s/%s/0", ask, item), Kind: classes.EntryAnswer, Ask: ask, Item: item, Answer: &a,
		At: l.now.Add(time.Duration(minute) * time.Minute), Mode: classes.ModeOwn, Version: l.module.Version}
}

func TestAssign(t *testing.T) {
	l := newLearning(t, 3)
	for field, n := range map[string]classes.NewAssignment{
		"course": {Course: "code-of-conduct", Mode: classes.ModeOwn, From: "2026-03-02", Until: "2026-03-13"},
		"mode":   {Course: kind, Mode: classes.ModeOwn, From: "2026-03-02", Until: "2026-03-13"},
		"from":   {Course: rumours, Mode: classes.ModeOwn, From: "2. March", Until: "2026-03-13"},
		"until":  {Course: rumours, Mode: classes.ModeOwn, From: "2026-03-02", Until: "2027-03-13"},
	} {
		_, err := l.classes.Assign(t.Context(), l.class.ID, n, l.teacher)
		if f, ok := fault.As(err); !ok || len(f.Fields) != 1 || f.Fields[0].Name != field {
			t.Errorf("%s: got %v, want a message for it", field, err)
		}
	}
	before := len(l.class.Events)
	if again := l.assign(l.class.ID, rumours, classes.ModeOwn); len(again.Events) != before {
		t.Errorf("the same again: got %d events, want %d", len(again.Events), before)
	}
	l.assign(l.class.ID, kind, classes.ModeProjector)
	shared := l.assign(l.class.ID, rumours, classes.ModeShared)
	if list := shared.Assignments(); len(list) != 2 || list[1].Mode != classes.ModeShared || list[1].By != l.teacher {
		t.Errorf("got %+v, want two modules, the second on shared devices", list)
	}
	mine := must(l.classes.Modules(t.Context(), classes.PupilSession{Class: l.class.ID, Roll: 1}))(t)
	if len(mine) != 1 || mine[0].Course.ID != rumours {
		t.Errorf("got %d modules for a pupil, want the one that is not spoken", len(mine))
	}
	l.now = l.now.AddDate(0, 0, 14)
	if _, err := l.classes.Module(t.Context(), classes.PupilSession{Class: l.class.ID, Roll: 1}, rumours); !fault.Is(err, fault.CodeNotFound) {
		t.Errorf("after the last day: got %v, want not found", err)
	}
}

func TestMergeTakesWhatComes(t *testing.T) {
	l := newLearning(t, 3)
	l.now = l.now.Add(time.Hour) // since the class was opened
	asked := l.module.BeforeAfter
	early := l.answers(classes.AskBefore, asked[0], false, -20)
	late := l.answers(classes.AskBefore, asked[0], true, 300) // from a phone whose clock is ahead
	late.ID = "other-phone/1"
	w := must(l.classes.Merge(t.Context(), l.id(1), late))(t)
	if got := w.Entries[0].At; !got.Equal(l.now) {
		t.Errorf("got %v for tomorrow's clock, want now, %v", got, l.now)
	}
	l.now = l.now.Add(time.Hour)
	w = must(l.instance().Merge(t.Context(), l.id(1), early, early))(t)
	if a, ok := w.Record().Answer(classes.AskBefore, asked[0]); !ok || a.Right() || len(w.Entries) != 2 {
		t.Errorf("got %+v, want the earlier answer to count, which is wrong", w.Record())
	}
	lesson := classes.Entry{ID: "1", Kind: classes.EntryLesson, At: l.now, Mode: classes.ModeOwn, Version: l.module.Version, Lesson: l.module.Lessons[0].ID}
	noLesson, noItem, noVersion, noAnswer := lesson, early, lesson, early
	noLesson.Lesson, noItem.Item, noVersion.Version = "none", "none", "9.9.9"
	noAnswer.Answer = &assessment.Answer{Options: []courses.OptionID{"none"}}
	quizzed := l.answers(classes.AskAfter, l.module.Items[1].ID, true, 0)
	for _, tt := range []struct {
		name string
		id   string
		e    classes.Entry
		want fault.Code
	}{
		{"no such pupil", l.id(9), lesson, fault.CodeNotFound},
		{"no such class", classes.WorkID("NOCLASS9", 1, rumours), lesson, fault.CodeNotFound},
		{"no work", "1", lesson, fault.CodeNotFound},
		{"a module that the class has not", classes.WorkID(l.class.ID, 1, kind), lesson, fault.CodeNotFound},
		{"no such lesson", l.id(1), noLesson, fault.CodeInvalid},
		{"no such question", l.id(1), noItem, fault.CodeInvalid},
		{"no such version", l.id(1), noVersion, fault.CodeNotFound},
		{"no such option", l.id(1), noAnswer, fault.CodeInvalid},
		{"no question of those before and after", l.id(1), quizzed, fault.CodeInvalid},
	} {
		if _, err := l.classes.Merge(t.Context(), tt.id, tt.e); !fault.Is(err, tt.want) {
			t.Errorf("%s: got %v, want %s", tt.name, err, tt.want)
		}
	}
}

func TestMergeByManyAtOnce(t *testing.T) {
	l := newLearning(t, 2)
	var all []classes.Entry
	for _, lesson := range l.module.Lessons {
		all = append(all, classes.Entry{ID: "lesson/" + string(lesson.ID), Kind: classes.EntryLesson, At: l.now, Mode: classes.ModeOwn, Version: l.module.Version, Lesson: lesson.ID})
	}
	for _, item := range l.module.BeforeAfter {
		all = append(all, l.answers(classes.AskBefore, item, false, 0), l.answers(classes.AskAfter, item, true, 0))
	}
	var group sync.WaitGroup
	for range 4 {
		other := l.instance()
		for _, e := range all {
			group.Go(func() {
				if _, err := other.Merge(t.Context(), l.id(2), e); err != nil {
					t.Error(err)
				}
			})
		}
	}
	group.Wait()
	w := must(l.classes.WorkOf(t.Context(), l.class.ID, 2, rumours))(t)
	if st := classes.StandingOf(w, l.module); len(w.Entries) != len(all) || st.Lessons != len(l.module.Lessons) || st.Before != 3 || st.After != 3 {
		t.Errorf("got %d entries, %+v, want each of %d once", len(w.Entries), st, len(all))
	}
}

func TestHands(t *testing.T) {
	l := newLearning(t, 35)
	l.class = l.assign(l.class.ID, kind, classes.ModeProjector)
	module := must(l.library.Course(kind))(t)
	item, _ := module.Item(module.BeforeAfter[0])
	count := func(moment classes.Ask, right, wrong int) error {
		n := classes.NewHands{Course: kind, Item: item.ID, Moment: moment}
		left := wrong
		for _, o := range item.Options {
			c := classes.HandCount{Option: o.ID}
			if o.Right {
				c.Count = right
			} else {
				c.Count, left = left, 0
			}
			n.Counts = append(n.Counts, c)
		}
		return l.classes.CountHands(t.Context(), l.class, n, l.teacher)
	}
	if f, ok := fault.As(count(classes.AskBefore, 20, 16)); !ok || f.Code != fault.CodeInvalid {
		t.Errorf("36 hands of 35 pupils: got %v, want it refused", f)
	}
	l.check(count(classes.AskBefore, 30, 5))
	l.check(count(classes.AskBefore, 30, 5))
	l.now = l.now.Add(time.Minute)
	l.check(count(classes.AskBefore, 9, 26))
	l.check(count(classes.AskAfter, 27, 6))
	if got := len(must(l.classes.HandsOf(t.Context(), l.class.ID, kind))(t)); got != 3 {
		t.Errorf("got %d counts, want three: the same again is none, and what was counted first stays", got)
	}
	live := must(l.classes.Live(t.Context(), l.class, kind))(t)
	best, ok := live.Shift.Best()
	if !ok || best.Before != 9 || best.BeforeOf != 35 || best.After != 27 || best.AfterOf != 33 {
		t.Errorf("got %+v, want 9 of 35, then 27 of 33", best)
	}
	tallies := must(l.classes.Tallies(t.Context(), l.class.ID))(t)
	for _, got := range tallies {
		if got.Course == kind && (got.Begun != 35 || got.Done != 33 || got.Change[0].After != 27 || !got.Change[0].Hands) {
			t.Errorf("got %+v, want who was reached by hands", got)
		}
	}
	if len(tallies) != 2 {
		t.Errorf("got %d tallies, want one a module", len(tallies))
	}
}

// TestPurgeLeavesNoWork ends the school year: no row of a pupil's work is left, and the figures are.
func TestPurgeLeavesNoWork(t *testing.T) {
	l := newLearning(t, 12)
	for roll := 1; roll <= 12; roll++ {
		must(l.classes.Merge(t.Context(), l.id(roll), l.answers(classes.AskBefore, l.module.BeforeAfter[0], roll < 3, 0),
			l.answers(classes.AskAfter, l.module.BeforeAfter[0], true, 5)))(t)
	}
	l.now = l.now.AddDate(1, 0, 0)
	for range 2 {
		if _, err := l.instance().Purge(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	left, err := l.engine.Find(t.Context(), "class_works", store.Query{})
	if err != nil || len(left) != 0 {
		t.Errorf("got %d rows of work (%v), want none", len(left), err)
	}
	tallies := must(l.classes.Tallies(t.Context(), l.class.ID))(t)
	if len(tallies) != 1 || tallies[0].Begun != 12 || tallies[0].Change[0].Before != 2 || tallies[0].Change[0].After != 12 {
		t.Errorf("got %+v, want the figures of twelve", tallies)
	}
	if _, err := l.classes.Merge(t.Context(), l.id(1), l.answers(classes.AskBefore, l.module.BeforeAfter[0], true, 0)); err == nil {
		t.Error("got work taken in after the purge, want it refused")
	}
}

// TestAPupilTakesFinishedModulesAlong moves a pupil to another class.
func TestAPupilTakesFinishedModulesAlong(t *testing.T) {
	l := newLearning(t, 3)
	m := must(l.classes.Module(t.Context(), classes.PupilSession{Class: l.class.ID, Roll: 2}, rumours))(t)
	var all []classes.Entry
	for _, lesson := range l.module.Lessons {
		all = append(all, classes.Entry{ID: "lesson/" + string(lesson.ID), Kind: classes.EntryLesson, At: l.now, Mode: classes.ModeOwn, Version: l.module.Version, Lesson: lesson.ID})
	}
	for i, d := range m.Quiz {
		e := l.answers(classes.AskQuiz, d.Item, true, 0)
		if it, _ := l.module.Item(d.Item); it.Type != courses.Single && it.Type != courses.TrueFalse {
			e.Answer = &assessment.Answer{}
		}
		e.ID = fmt.Sprintf("quiz/%d", i)
		all = append(all, e)
	}
	must(l.classes.Merge(t.Context(), l.id(2), all...))(t)
	code := must(l.classes.Transfer(t.Context(), l.class.ID, 2))(t)
	there := l.world.class(4)
	l.assign(there.ID, rumours, classes.ModeOwn)
	p := must(l.classes.Arrive(t.Context(), there.ID, code.ID))(t)
	got := must(l.classes.Module(t.Context(), classes.PupilSession{Class: there.ID, Roll: p.Roll}, rumours))(t)
	if got.Standing.State != classes.Done || got.Standing.Next.Kind != classes.StepNone || got.Standing.Questions != 0 {
		t.Errorf("got %+v, want the module done, and no result known", got.Standing)
	}
}
