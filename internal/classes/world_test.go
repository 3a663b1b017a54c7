package classes_test

import (
	"fmt"
	"testing"
	"time"

	"lamtoen/content"
	"lamtoen/internal/audit"
	"lamtoen/internal/classes"
	"lamtoen/internal/day"
	"lamtoen/internal/org"
	"lamtoen/internal/school"
	"lamtoen/internal/store"
	"lamtoen/internal/store/storetest"
)

// world is a school in Haa with a head and two teachers, and one in Paro with a teacher.
type world struct {
	*testing.T
	now     time.Time
	engine  store.Engine
	log     *audit.Log
	reg     *org.Register
	schools *school.Service
	classes *classes.Service

	head, teacher, other, stranger org.PersonID
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

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{T: t, now: day.Date("2026-03-02").Start().Add(10 * time.Hour), engine: storetest.Open(t)}
	ctx, now := t.Context(), func() time.Time { return w.now }
	w.log = must(audit.Open(ctx, w.engine))(t)
	w.reg = must(org.Open(ctx, w.engine, w.log, org.Settings{Now: now}))(t)
	if err := w.reg.LoadAgencies(ctx, content.Files); err != nil {
		t.Fatal(err)
	}
	w.schools = must(school.Open(ctx, w.engine, school.Deps{Register: w.reg, Audit: w.log}, school.Settings{Now: now}))(t)
	w.classes = w.open()
	for i, place := range []org.AgencyCode{"dz-haa", "dz-paro"} {
		code := school.Code(fmt.Sprintf("school-%d", i+1))
		must(w.schools.AddSchool(ctx, school.School{Code: code, Name: fmt.Sprintf("Invented School %d", i+1), Place: place,
			Stages: school.Stages(), Sector: school.Public}, "p-officer", "test"))(t)
	}
	w.check(w.schools.AddYear(ctx, school.Year{Name: "2026", From: "2026-02-15", Until: "2026-12-18"}, "p-officer", "test"))
	w.head = w.enter("200801001", "school-1", school.Head)
	w.teacher = w.enter("200801002", "school-1", school.Teacher)
	w.other = w.enter("200801003", "school-1", school.Teacher)
	w.stranger = w.enter("200801004", "school-2", school.Teacher)
	return w
}

// open gives another instance on the same store.
func (w *world) open() *classes.Service {
	w.Helper()
	return must(classes.Open(w.Context(), w.engine, classes.Deps{Schools: w.schools, Register: w.reg, Audit: w.log},
		classes.Settings{Now: func() time.Time { return w.now }, Origin: "https://training.example.bt"}))(w.T)
}

func (w *world) enter(eid string, at school.Code, role school.Role) org.PersonID {
	w.Helper()
	found, _ := w.schools.School(at)
	p := must(w.reg.AddPerson(w.Context(), org.NewPerson{
		Person: org.Person{EID: eid, Name: "Invented " + eid, Kind: org.KindRegular, Joined: "2020-07-01"},
		Post:   org.Post{Agency: found.Place, Position: "Teacher", From: "2020-07-01"},
	}, "test"))(w.T)
	must(w.schools.AddStaff(w.Context(), school.Staff{School: at, Person: p.ID, Role: role, From: "2026-02-15"}, "p-officer", "test"))(w.T)
	return p.ID
}

func (w *world) check(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// class opens a class of the teacher.
func (w *world) class(size int) classes.Class {
	w.Helper()
	id := must(w.classes.NewID())(w.T)
	return must(w.classes.Create(w.Context(), classes.NewClass{ID: id, School: "school-1", Grade: "VII", Section: "B", Size: size}, w.teacher))(w.T)
}

// card gives the card of a pupil.
func (w *world) card(class string, roll int) classes.Card {
	w.Helper()
	_, cards, err := w.classes.CardsOf(w.Context(), class, roll)
	w.check(err)
	return cards[0]
}

// signIn signs a pupil in with their card.
func (w *world) signIn(class string, roll int) (string, error) {
	w.Helper()
	c := must(w.classes.Class(w.Context(), class))(w.T)
	card := w.card(class, roll)
	return w.classes.SignIn(w.Context(), classes.SignIn{Code: c.Code, Roll: card.Shown, Pictures: card.Pictures, Address: "10.0.0.1"})
}
