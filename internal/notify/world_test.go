package notify_test

import (
	"context"
	"fmt"
	"iter"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/audit"
	"lamtoen/internal/catalogue"
	"lamtoen/internal/coverage"
	"lamtoen/internal/day"
	"lamtoen/internal/learning"
	"lamtoen/internal/notify"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
	"lamtoen/internal/store/storetest"
)

const (
	conduct = courses.CourseID("code-of-conduct")
	privacy = courses.CourseID("privacy")
	monday  = day.Date("2026-11-23")
)

const country = `code,type,parent_code,name,name_dz,from,until,successors,source
moh,ministry,,Ministry of Health,,,,,
dz-haa,dzongkhag,,Haa Dzongkhag,,,,,
gw-haa-bji,gewog,dz-haa,Bji Gewog,,,,,
dz-paro,dzongkhag,,Paro Dzongkhag,,,,,
`

// clock moves only when told to.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) to(d day.Date, hour int) { c.set(d.Start().Add(time.Duration(hour) * time.Hour)) }

func (c *clock) forward(d time.Duration) { c.set(c.now().Add(d)) }

func (c *clock) set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = at
}

// world is a small country at ten on a Monday, whose debts the tests write themselves.
type world struct {
	t        testing.TB
	ctx      context.Context
	engine   store.Engine
	clock    *clock
	audit    *audit.Log
	register *org.Register
	cube     *coverage.Cube
	mailer   notify.Mailer
	heads    bool

	mu     sync.Mutex
	owed   []coverage.Owed
	review map[org.PersonID]bool
	closed map[org.AgencyCode]bool
	people int
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{t: t, ctx: t.Context(), engine: storetest.Open(t), clock: &clock{}, review: map[org.PersonID]bool{}, closed: map[org.AgencyCode]bool{}}
	w.clock.to(monday, 10)
	var err error
	w.audit, err = audit.Open(w.ctx, w.engine)
	w.must(err)
	w.register, err = org.Open(w.ctx, w.engine, w.audit, org.Settings{Now: w.clock.now})
	w.must(err)
	w.must(w.register.LoadAgencies(w.ctx, fstest.MapFS{org.AgencyFile: {Data: []byte(country)}}))
	library, err := catalogue.Open(w.ctx, w.engine)
	w.must(err)
	service, err := learning.Open(w.ctx, w.engine, learning.Deps{Library: library, Register: w.register, Audit: w.audit},
		learning.Settings{Now: w.clock.now})
	w.must(err)
	none := func(context.Context, time.Time) iter.Seq2[coverage.SignIn, error] {
		return func(func(coverage.SignIn, error) bool) {}
	}
	w.cube, err = coverage.Open(w.ctx, coverage.Deps{Register: w.register, Learning: service, Library: library, SignIns: none},
		coverage.Settings{Now: w.clock.now})
	w.must(err)
	return w
}

// service opens reminders on the store, as each instance does.
func (w *world) service() *notify.Service {
	w.t.Helper()
	s, err := notify.Open(w.ctx, w.engine, notify.Deps{
		Register: w.register, Audit: w.audit, Cube: w.cube, Owed: w.debts, Mailer: w.mailer,
		Title:       func(id courses.CourseID) string { return "Course " + string(id) },
		UnderReview: func(id org.PersonID, _ courses.CourseID) bool { return w.review[id] },
		Workday: func(on day.Date, agency org.AgencyCode) bool {
			weekday := on.Start().In(day.Thimphu).Weekday()
			return weekday != time.Saturday && weekday != time.Sunday && !w.closed[agency]
		},
	}, notify.Settings{Origin: "https://training.example.bt", Now: w.clock.now, Heads: w.heads})
	w.must(err)
	return s
}

func (w *world) debts(context.Context, ...org.PersonID) ([]coverage.Owed, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.owed, nil
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// hire adds somebody with an address of their own.
func (w *world) hire(agency org.AgencyCode) org.PersonID {
	w.t.Helper()
	return w.hireWith(agency, fmt.Sprintf("person%d@example.bt", w.people+1))
}

func (w *world) hireWith(agency org.AgencyCode, email string) org.PersonID {
	w.t.Helper()
	w.people++
	p, err := w.register.AddPerson(w.ctx, org.NewPerson{
		Person: org.Person{EID: fmt.Sprintf("2008%05d", w.people), Name: fmt.Sprintf("Person %d", w.people), Kind: org.KindRegular, Joined: "2020-01-15", Email: email},
		Post:   org.Post{Agency: agency, Position: "Officer"},
	}, "test")
	w.must(err)
	return p.ID
}

// owes makes a person owe a course by a day.
func (w *world) owes(id org.PersonID, course courses.CourseID, due day.Date) {
	w.mu.Lock()
	defer w.mu.Unlock()
	today := day.Of(w.clock.now())
	o := coverage.Owed{Person: id, Course: course, Due: due, State: learning.StateNotStarted, Group: coverage.GroupNotStarted, SignedIn: true}
	if due < today {
		o.State = learning.StateOverdue
	}
	if post, ok := w.register.PostAt(id, today); ok {
		o.Agency = post.Agency
	}
	w.owed = append(w.owed, o)
}

// change alters what a person owes.
func (w *world) change(id org.PersonID, edit func(*coverage.Owed)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i := range w.owed {
		if w.owed[i].Person == id {
			edit(&w.owed[i])
		}
	}
}

// done takes away what a person owes of a course.
func (w *world) done(id org.PersonID, course courses.CourseID) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var left []coverage.Owed
	for _, o := range w.owed {
		if o.Person != id || o.Course != course {
			left = append(left, o)
		}
	}
	w.owed = left
}

func (w *world) plan(s *notify.Service) notify.Planning {
	w.t.Helper()
	p, err := s.Plan(w.ctx)
	w.must(err)
	return p
}

// messages gives what a person was sent, the newest first.
func (w *world) messages(s *notify.Service, id org.PersonID) []notify.Message {
	w.t.Helper()
	list, _, err := s.MessagesOf(w.ctx, id, "", 100)
	w.must(err)
	return list
}

// grant gives a role.
func (w *world) grant(id org.PersonID, role org.Role, agency org.AgencyCode) {
	w.t.Helper()
	_, err := w.register.Grant(w.ctx, org.Grant{Person: id, Role: role, Agency: agency, From: monday, By: "test"})
	w.must(err)
}
