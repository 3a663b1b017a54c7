package classes_test

import (
	"strings"
	"testing"
	"time"

	"lamtoen/content"
	"lamtoen/courses"
	"lamtoen/internal/catalogue"
	"lamtoen/internal/classes"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/slip"
)

// penClass is a class that works on a shipped module from a pen drive.
type penClass struct {
	*world
	classes.Class
	file   classes.PenFile
	module *courses.Course
}

const penModule = courses.CourseID("real-or-made-up")

func newPenClass(t *testing.T, size int) *penClass {
	t.Helper()
	w := newWorld(t)
	library := must(catalogue.Open(t.Context(), w.engine))(t)
	shipped := must(courses.Load(content.Files, courses.Options{}))(t)
	for _, one := range shipped.Courses {
		if one.ID == penModule {
			shipped.Courses = []*courses.Course{one}
			break
		}
	}
	w.check(library.Publish(t.Context(), shipped))
	w.classes = must(classes.Open(t.Context(), w.engine, classes.Deps{Schools: w.schools, Register: w.reg, Library: library, Audit: w.log},
		classes.Settings{Now: func() time.Time { return w.now }, Origin: "https://training.example.bt"}))(t)
	c := w.class(size)
	return &penClass{world: w, Class: c}
}

// assign gives the class the module, and makes the file.
func (p *penClass) assign() {
	p.Helper()
	today := p.now.Format("2006-01-02")
	p.Class = must(p.classes.Assign(p.Context(), p.ID, classes.NewAssignment{Course: penModule, Mode: classes.ModePen,
		From: day.Date(today), Until: p.Until}, p.teacher))(p.T)
	var err error
	p.file, p.module, err = p.classes.MakePenFile(p.Context(), p.Class, penModule, p.teacher)
	p.check(err)
}

// slip is what the file shows for a pupil who did everything.
func (p *penClass) slip(number int, before, after slip.Choice) string {
	p.Helper()
	s := slip.Slip{Form: slip.Pupil, File: p.file.Number, Roll: number, Lessons: 1<<len(p.file.Lessons) - 1, Right: len(p.file.Quiz) - 1,
		Before: [slip.Asked]slip.Choice{before, before, before}, After: [slip.Asked]slip.Choice{after, after, after}}
	return slip.Grouped(must(slip.Write(s, p.file.Key()))(p.T))
}

func (p *penClass) refused(err error, words string) {
	p.Helper()
	f, ok := fault.As(err)
	if !ok || f.Code != fault.CodeInvalid || !strings.Contains(f.Message, words) || len(f.Fields) != 1 {
		p.Errorf("got %v, want a refusal: %s", err, words)
	}
}

func TestSlipsOfAClass(t *testing.T) {
	p := newPenClass(t, 4)
	if _, _, err := p.classes.MakePenFile(t.Context(), p.Class, penModule, p.teacher); !fault.Is(err, fault.CodeNotFound) {
		t.Errorf("a file of a module that was not assigned: %v", err)
	}
	p.assign()
	again, _, err := p.classes.MakePenFile(t.Context(), p.Class, penModule, p.teacher)
	p.check(err)
	if again.Number != p.file.Number || len(p.file.Asked) != slip.Asked || len(p.file.Quiz) == 0 {
		t.Fatalf("the file: %+v, and again: %d", p.file, again.Number)
	}
	awaited := must(p.classes.Awaits(t.Context(), p.Class))(t)
	if len(awaited) != 1 || awaited[0].Count != 4 || awaited[0].What != "slips" {
		t.Errorf("awaited before: %+v", awaited)
	}

	text := p.slip(2, 1, 2)
	for i := range 3 { // typed again it changes nothing
		taken, err := p.classes.TypeSlip(t.Context(), p.Class, strings.ToLower(text), p.teacher)
		p.check(err)
		if taken.Again != (i > 0) || taken.Roll != 2 || taken.Right != len(p.file.Quiz)-1 {
			t.Errorf("typed %d times: %+v", i+1, taken)
		}
	}
	w := must(p.classes.WorkOf(t.Context(), p.ID, 2, penModule))(t)
	r := w.Record()
	st := classes.StandingOf(w, p.module)
	if st.State != classes.Done || st.Lessons != len(p.file.Lessons) || !st.Elsewhere || r.Result.Mode != classes.ModePen {
		t.Errorf("standing: %+v", st)
	}
	if len(r.Of(classes.AskBefore)) != 3 || len(r.Of(classes.AskAfter)) != 3 || r.Of(classes.AskAfter)[0].By != p.teacher {
		t.Errorf("before and after: %+v", r.Answers)
	}
	if awaited = must(p.classes.Awaits(t.Context(), p.Class))(t); len(awaited) != 1 || awaited[0].Count != 3 {
		t.Errorf("awaited after one: %+v", awaited)
	}
	if list := must(p.classes.Slips(t.Context(), p.ID))(t); len(list) != 1 || list[0].Grouped() != text {
		t.Errorf("the list: %+v", list)
	}
}

func TestSlipsThatCountForNobody(t *testing.T) {
	p := newPenClass(t, 2)
	p.assign()
	taken, err := p.classes.TypeSlip(t.Context(), p.Class, p.slip(3, 1, 1), p.teacher)
	p.check(err)
	if !taken.Impossible() {
		t.Errorf("number 3 of 2 pupils: %+v", taken)
	}
	joined := must(p.classes.AddPupil(t.Context(), p.ID, 3))(t)
	p.Class = must(p.classes.Class(t.Context(), p.ID))(t)
	taken, err = p.classes.TypeSlip(t.Context(), p.Class, p.slip(3, 1, 1), p.teacher)
	p.check(err)
	if taken.Impossible() || taken.Roll != joined.Roll || !taken.Again {
		t.Errorf("once number 3 has joined: %+v", taken)
	}

	other := p.class(2)
	_, err = p.classes.TypeSlip(t.Context(), other, p.slip(1, 1, 1), p.teacher)
	p.refused(err, "another class")
	forged := p.file
	forged.Secret = []byte("not the secret")
	made := slip.Grouped(must(slip.Write(slip.Slip{Form: slip.Pupil, File: forged.Number, Roll: 1, Lessons: 1}, forged.Key()))(t))
	_, err = p.classes.TypeSlip(t.Context(), p.Class, made, p.teacher)
	p.refused(err, "No pen-drive file of ours")
	person := must(slip.Write(slip.Slip{Form: slip.Person, File: p.file.Number, Lessons: 1}, p.file.Key()))(t)
	_, err = p.classes.TypeSlip(t.Context(), p.Class, person, p.teacher)
	p.refused(err, "civil servant")
	if w := must(p.classes.WorkOf(t.Context(), p.ID, 1, penModule))(t); len(w.Entries) != 0 {
		t.Errorf("number 1 has %d entries", len(w.Entries))
	}
}

// Numbers may be changed between the day of a slip and the day on which it is typed: it counts for whoever had its number then.
func TestASlipGoesByTheNumbersOfItsDay(t *testing.T) {
	p := newPenClass(t, 2)
	p.assign()
	text := p.slip(1, 1, 1) // of today
	p.now = p.now.Add(48 * time.Hour)
	p.Class = must(p.classes.Renumber(t.Context(), p.ID, []classes.Numbered{{Roll: 1, Shown: 2}, {Roll: 2, Shown: 1}},
		classes.Event{By: p.teacher}))(t)
	taken, err := p.classes.TypeSlip(t.Context(), p.Class, text, p.teacher)
	p.check(err)
	if taken.Roll != 1 || taken.Number != 1 {
		t.Errorf("taken for roll %d", taken.Roll)
	}
}

func TestSlipsArePurgedWithTheClass(t *testing.T) {
	p := newPenClass(t, 2)
	p.assign()
	_, err := p.classes.TypeSlip(t.Context(), p.Class, p.slip(1, 1, 2), p.teacher)
	p.check(err)
	p.now = p.now.AddDate(1, 0, 0)
	must(p.classes.Purge(t.Context()))(t)
	if list := must(p.classes.Slips(t.Context(), p.ID))(t); len(list) != 0 {
		t.Errorf("after the purge: %+v", list)
	}
	p.Class = must(p.classes.Class(t.Context(), p.ID))(t)
	_, err = p.classes.TypeSlip(t.Context(), p.Class, p.slip(2, 1, 2), p.teacher)
	if !fault.Is(err, fault.CodeConflict) {
		t.Errorf("a slip after the purge: %v", err)
	}
}
