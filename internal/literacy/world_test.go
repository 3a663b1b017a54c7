package literacy_test

import (
	"context"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"lamtoen/content"
	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/audit"
	"lamtoen/internal/catalogue"
	"lamtoen/internal/classes"
	"lamtoen/internal/day"
	"lamtoen/internal/literacy"
	"lamtoen/internal/org"
	"lamtoen/internal/school"
	"lamtoen/internal/store"
	"lamtoen/internal/store/storetest"
)

const (
	rumours = courses.CourseID("rumours-and-evidence")
	kind    = courses.CourseID("kind-words-travel") // for PP to III, by hands
)

// world is three schools, two in Haa and one in Paro, each with a teacher.
type world struct {
	testing.TB
	now     time.Time
	engine  store.Engine
	log     *audit.Log
	reg     *org.Register
	schools *school.Service
	library *catalogue.Library
	classes *classes.Service
	book    *literacy.Book
	teacher map[school.Code]org.PersonID
	module  *courses.Course
}

func must[T any](value T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

func (w *world) check(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{TB: t, now: day.Date("2026-03-02").Start().Add(10 * time.Hour), engine: storetest.Open(t), teacher: map[school.Code]org.PersonID{}}
	ctx, now := context.Background(), func() time.Time { return w.now }
	w.log = must(audit.Open(ctx, w.engine))(t)
	w.reg = must(org.Open(ctx, w.engine, w.log, org.Settings{Now: now}))(t)
	w.check(w.reg.LoadAgencies(ctx, content.Files))
	w.library = must(catalogue.Open(ctx, w.engine))(t)
	w.library.Now = now
	w.check(w.library.Publish(ctx, modules(t)))
	w.schools = must(school.Open(ctx, w.engine, school.Deps{Register: w.reg, Audit: w.log}, school.Settings{Now: now}))(t)
	w.classes = must(classes.Open(ctx, w.engine, classes.Deps{Schools: w.schools, Register: w.reg, Library: w.library, Audit: w.log},
		classes.Settings{Now: now}))(t)
	w.book = w.open()
	w.module = must(w.library.Course(rumours))(t)
	w.check(w.schools.AddYear(ctx, school.Year{Name: "2026", From: "2026-02-15", Until: "2026-12-18"}, "p-officer", "test"))
	for i, place := range []org.AgencyCode{"dz-haa", "dz-haa", "dz-paro"} {
		code := school.Code(fmt.Sprintf("school-%d", i+1))
		must(w.schools.AddSchool(ctx, school.School{Code: code, Name: fmt.Sprintf("Invented School %d", i+1), Place: place,
			Stages: school.Stages(), Sector: school.Public}, "p-officer", "test"))(t)
		p := must(w.reg.AddPerson(ctx, org.NewPerson{
			Person: org.Person{EID: fmt.Sprintf("20080100%d", i), Name: "Invented", Kind: org.KindRegular, Joined: "2020-07-01"},
			Post:   org.Post{Agency: place, Position: "Teacher", From: "2020-07-01"},
		}, "test"))(t)
		must(w.schools.AddStaff(ctx, school.Staff{School: code, Person: p.ID, Role: school.Teacher, From: "2026-02-15"}, "p-officer", "test"))(t)
		w.teacher[code] = p.ID
	}
	return w
}

// open gives another book on the same store.
func (w *world) open() *literacy.Book {
	w.Helper()
	return must(literacy.Open(context.Background(), w.engine, literacy.Deps{Classes: w.classes, Schools: w.schools, Register: w.reg, Library: w.library, Audit: w.log},
		literacy.Settings{Now: func() time.Time { return w.now }, Program: "test"}))(w.TB)
}

// modules are the two of these tests, out of those that are shipped.
func modules(t testing.TB) *courses.Catalogue {
	t.Helper()
	files := fstest.MapFS{}
	err := fs.WalkDir(content.Files, ".", func(p string, d fs.DirEntry, err error) error {
		keep := !strings.Contains(p, "/") || strings.HasPrefix(p, "schools/"+string(rumours)+"/") || strings.HasPrefix(p, "schools/"+string(kind)+"/")
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

// class opens a class and has it work on the module.
func (w *world) class(at school.Code, grade string, size int) classes.Class {
	w.Helper()
	ctx, by := context.Background(), w.teacher[at]
	id := must(w.classes.NewID())(w.TB)
	c := must(w.classes.Create(ctx, classes.NewClass{ID: id, School: at, Grade: grade, Size: size}, by))(w.TB)
	return must(w.classes.Assign(ctx, c.ID, classes.NewAssignment{Course: rumours, Mode: classes.ModeOwn, From: day.Of(w.now), Until: day.Of(w.now).AddDays(10)}, by))(w.TB)
}

// works has pupils answer before and after: so many begin, and so many of them are done.
func (w *world) works(c classes.Class, begin, done int) {
	w.Helper()
	for roll := 1; roll <= begin; roll++ {
		var entries []classes.Entry
		for _, id := range w.module.BeforeAfter {
			entries = append(entries, w.answer(classes.AskBefore, id, roll%3 == 0))
		}
		if roll <= done {
			for _, l := range w.module.Lessons {
				entries = append(entries, classes.Entry{ID: "l/" + string(l.ID), Kind: classes.EntryLesson, Lesson: l.ID, At: w.now, Mode: classes.ModeOwn, Version: w.module.Version})
			}
			for _, id := range w.module.BeforeAfter {
				entries = append(entries, w.answer(classes.AskAfter, id, roll%4 != 0))
			}
			entries = append(entries, classes.Entry{ID: "r", Kind: classes.EntryResult, At: w.now, Mode: classes.ModePen, Version: w.module.Version, Right: 4, Whole: 5})
		}
		must(w.classes.Merge(context.Background(), classes.WorkID(c.ID, roll, rumours), entries...))(w.TB)
	}
}

func (w *world) answer(ask classes.Ask, item courses.ItemID, well bool) classes.Entry {
	it, _ := w.module.Item(item)
	a := assessment.Answer{}
	for _, o := range it.Options {
		if o.Right == well {
			a.Options = []courses.OptionID{o.ID}
			break
		}
	}
	return classes.Entry{ID: fmt.Sprintf("%s/%s", ask, item), Kind: classes.EntryAnswer, Ask: ask, Item: item, Answer: &a, At: w.now, Mode: classes.ModeOwn, Version: w.module.Version}
}

// year gives the figures of 2026, counted now.
func (w *world) year() *literacy.Year {
	w.Helper()
	w.now = w.now.Add(2 * time.Minute)
	return must(w.book.Year(context.Background(), "2026"))(w.TB)
}
