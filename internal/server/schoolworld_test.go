package server_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"lamtoen/content"
	"lamtoen/courses"
	"lamtoen/internal/classes"
	"lamtoen/internal/org"
	"lamtoen/internal/school"
	"lamtoen/internal/store"
)

// classModule is the shipped module that the classes of these tests work on.
const classModule = courses.CourseID("real-or-made-up")

// schooled is a world with a school on each side of a border: in Haa one with a head, a teacher who has a class, and a colleague; in Paro
// one with a head and a teacher who has a class. Both classes work on one module.
type schooled struct {
	*world
	mine, theirs classes.Class
	module       *courses.Course
}

// shipped is the one module out of those that come with the program.
var shipped = sync.OnceValues(func() (*courses.Catalogue, error) {
	all, err := courses.Load(content.Files, courses.Options{})
	if err != nil {
		return nil, err
	}
	all.Courses = slices.DeleteFunc(all.Courses, func(one *courses.Course) bool { return one.ID != classModule })
	return all, nil
})

func newSchooled(t *testing.T) *schooled {
	t.Helper()
	s := &schooled{world: newWorld(t, options{Pages: realPages})}
	ctx := t.Context()
	s.check(s.register.Reorganise(ctx, org.Reorganisation{From: "2020-01-01", Why: "test", Created: []org.Agency{
		{Code: "dz-paro", Type: "dzongkhag", Name: "Paro Dzongkhag"}}}, "test"))
	s.check(s.library.Publish(ctx, must(shipped())(t)))
	s.module = must(s.library.Course(classModule))(t)
	for i, one := range []struct{ call, eid, place string }{{"colleague", "200801301", "dz-haa"}, {"principal", "200801302", "dz-haa"},
		{"stranger", "200801303", "dz-paro"}, {"strange-head", "200801304", "dz-paro"}} {
		s.officer(one.call, one.eid, org.AgencyCode(one.place), "")
		p := s.people[one.call]
		p.Name = fmt.Sprintf("Namgay Dema %d", i)
	}
	for _, one := range []struct {
		code  school.Code
		name  string
		place org.AgencyCode
	}{{"haa-one", "First School", "dz-haa"}, {"paro-one", "Hidden School", "dz-paro"}} {
		must(s.schools.AddSchool(ctx, school.School{Code: one.code, Name: one.name, Place: one.place, Stages: school.Stages(), Sector: school.Public}, "test", "test"))(t)
		s.check(s.schools.AddYear(ctx, school.Year{School: one.code, Name: "2026", From: "2026-02-15", Until: "2026-12-18"}, "test", "test"))
	}
	for call, at := range map[string]school.Staff{"teacher": {School: "haa-one", Role: school.Teacher}, "colleague": {School: "haa-one", Role: school.Teacher},
		"principal": {School: "haa-one", Role: school.Head}, "stranger": {School: "paro-one", Role: school.Teacher},
		"strange-head": {School: "paro-one", Role: school.Head}} {
		at.Person, at.From = s.people[call].ID, "2026-02-15"
		must(s.schools.AddStaff(ctx, at, "test", "test"))(t)
	}
	s.mine, s.theirs = s.class("teacher", "haa-one", "B"), s.class("stranger", "paro-one", "C")
	return s
}

// class opens a class that works on the module.
func (s *schooled) class(call string, at school.Code, section string) classes.Class {
	s.t.Helper()
	ctx, by := s.t.Context(), s.people[call].ID
	id := must(s.classes.NewID())(s.t)
	c := must(s.classes.Create(ctx, classes.NewClass{ID: id, School: at, Grade: "VII", Section: section, Size: 3}, by))(s.t)
	return must(s.classes.Assign(ctx, c.ID, classes.NewAssignment{Course: classModule, Mode: classes.ModeOwn, From: "2026-11-23", Until: "2026-12-11"}, by))(s.t)
}

// card signs a pupil in and gives the token.
func (s *schooled) card(c classes.Class, roll int) string {
	s.t.Helper()
	_, cards, err := s.classes.CardsOf(s.t.Context(), c.ID, roll)
	s.check(err)
	return must(s.classes.SignIn(s.t.Context(), classes.SignIn{Code: c.Code, Roll: cards[0].Shown, Pictures: cards[0].Pictures, Address: "10.0.0.1"}))(s.t)
}

// pictures are those of a pupil's card, as JSON.
func (s *schooled) pictures(c classes.Class, roll int) string {
	s.t.Helper()
	_, cards, err := s.classes.CardsOf(s.t.Context(), c.ID, roll)
	s.check(err)
	return string(must(json.Marshal(cards[0].Pictures))(s.t))
}

// asPupil sends a request with a pupil's token.
func (s *schooled) asPupil(t *testing.T, token, method, address, body string) (answer, string) {
	t.Helper()
	r := newRequest(method, address, body)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	r.Header.Set("Authorization", "Bearer "+token)
	return s.send(t, r)
}

// browser sends a request with the cookies of a browser.
func (s *schooled) browser(t *testing.T, method, address string, cookies ...*http.Cookie) (answer, string) {
	t.Helper()
	r := newRequest(method, address, "")
	for _, c := range cookies {
		r.AddCookie(c)
	}
	return s.send(t, r)
}

// written is everything that schools and classes store.
func (s *schooled) written() string {
	s.t.Helper()
	var text strings.Builder
	text.WriteString(s.state())
	for _, name := range []string{"schools", "school_years", "school_staff", "school_commits", "classes", "class_events", "class_pupils", "class_codes",
		"class_sessions", "class_transfers", "class_works", "class_hands", "class_slips", "class_pen_files"} {
		for _, d := range must(s.engine.Find(s.t.Context(), name, store.Query{}))(s.t) {
			fmt.Fprintf(&text, "%s %s %d\n", name, d.ID, d.Rev)
		}
	}
	return text.String()
}
