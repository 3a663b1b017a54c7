package appeal_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/appeal"
	"lamtoen/internal/audit"
	"lamtoen/internal/catalogue"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
	"lamtoen/internal/store/storetest"
)

// clock is a time that a test moves by hand.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(time.Millisecond)
	return c.at
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// world is a dzongkhag with a gewog and a ministry, with focal officers and officers of RCSC.
type world struct {
	testing.TB
	ctx      context.Context
	engine   store.Engine
	clock    *clock
	log      *audit.Log
	register *org.Register
	learning *learning.Service
	cases    *appeal.Service
	people   map[string]org.PersonID
	entered  int
}

const agencies = `code,type,parent_code,name,name_dz,from,until,successors,source
rcsc,constitutional-office,,Royal Civil Service Commission,,,,,test
moh,ministry,,Ministry of Health,,,,,test
dz-haa,dzongkhag,,Haa Dzongkhag,,,,,test
gw-haa-bji,gewog,dz-haa,Bji Gewog,,,,,test
`

func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// newWorld opens it on Monday 23 November 2026.
func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{TB: t, ctx: context.Background(), engine: storetest.Open(t), people: map[string]org.PersonID{},
		clock: &clock{at: time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)}}
	w.log = must(audit.Open(w.ctx, w.engine))(t)
	w.register = must(org.Open(w.ctx, w.engine, w.log, org.Settings{Now: w.clock.now}))(t)
	if err := w.register.LoadAgencies(w.ctx, fstest.MapFS{"agencies.csv": {Data: []byte(agencies)}}); err != nil {
		t.Fatal(err)
	}
	library := must(catalogue.Open(w.ctx, w.engine))(t)
	w.learning = must(learning.Open(w.ctx, w.engine, learning.Deps{Library: library, Register: w.register, Audit: w.log},
		learning.Settings{Now: w.clock.now}))(t)
	for _, p := range []struct {
		name   string
		agency org.AgencyCode
		role   org.Role
		scope  org.AgencyCode
	}{
		{"karma", "gw-haa-bji", "", ""}, {"sonam", "moh", "", ""},
		{"focal-bji", "gw-haa-bji", org.RoleFocal, "gw-haa-bji"}, {"focal-haa", "dz-haa", org.RoleFocal, "dz-haa"},
		{"focal-moh", "moh", org.RoleFocal, "moh"}, {"rcsc-1", "rcsc", org.RoleRCSC, ""}, {"rcsc-2", "rcsc", org.RoleRCSC, ""},
	} {
		w.enter(p.name, p.agency)
		if p.role != "" {
			w.grant(p.name, p.role, p.scope)
		}
	}
	w.cases = w.open()
	return w
}

func (w *world) open() *appeal.Service {
	w.Helper()
	return must(appeal.Open(w.ctx, w.engine, appeal.Deps{Register: w.register, Learning: w.learning, Audit: w.log},
		appeal.Settings{Now: w.clock.now}))(w)
}

func (w *world) enter(name string, agency org.AgencyCode) {
	w.Helper()
	w.entered++
	n := org.NewPerson{Person: org.Person{EID: fmt.Sprintf("2008%05d", w.entered), Name: name,
		Kind: org.KindRegular, Joined: "2019-07-01"}}
	if agency != "" {
		n.Post = org.Post{Agency: agency, Position: "Officer", From: "2019-07-01"}
	}
	w.people[name] = must(w.register.AddPerson(w.ctx, n, "test"))(w).ID
}

func (w *world) grant(name string, role org.Role, scope org.AgencyCode) org.Grant {
	w.Helper()
	return must(w.register.Grant(w.ctx, org.Grant{Person: w.people[name], Role: role, Agency: scope, From: "2020-01-01", By: "test"}))(w)
}

// officer is somebody with the scope of their grant.
func (w *world) officer(name string) appeal.Officer {
	o := appeal.Officer{ID: w.people[name]}
	for _, g := range w.register.GrantsOf(o.ID, "2026-11-23") {
		if g.Agency == "" {
			o.Scope.All = true
		} else {
			o.Scope.Agencies = append(o.Scope.Agencies, g.Agency)
		}
	}
	return o
}

func (w *world) name(id org.PersonID) string {
	for name, p := range w.people {
		if p == id {
			return name
		}
	}
	return string(id)
}

// claim is what somebody says about the course.
func (w *world) claim(who string, wrong appeal.Wrong, text string) appeal.Claim {
	return appeal.Claim{Person: w.people[who], By: w.people[who], Wrong: wrong, Text: text, About: appeal.About{Course: course}}
}

const course courses.CourseID = "code-of-conduct"

func (w *world) file(who string, wrong appeal.Wrong) appeal.Case {
	w.Helper()
	return must(w.cases.Open(w.ctx, w.claim(who, wrong, "It is not so.")))(w)
}

// fact records that somebody told that the person began the course.
func (w *world) fact(who, by string) string {
	w.Helper()
	id := learning.FactID(w.people[who], course, 1)
	err := w.learning.AddFact(w.ctx, learning.Fact{ID: id, Kind: learning.KindEnrolled, Person: w.people[who], Course: course, Enrolment: 1,
		Version: "1.0.0", Hash: "h1:test", By: string(w.people[by]), Via: learning.ViaPaper})
	if err != nil {
		w.Fatal(err)
	}
	return id
}

// refusal is an answer that refuses.
func refusal() appeal.Answer {
	return appeal.Answer{Decision: appeal.Refused, Reasons: []appeal.Reason{appeal.ReasonNoProof}, Text: "Nothing shows it.", Records: "Leave book 2026"}
}

// grantIt is an answer that grants.
func grantIt() appeal.Answer {
	return appeal.Answer{Decision: appeal.Granted, Reasons: []appeal.Reason{appeal.ReasonKnown}, Text: "The leave book shows it.", Records: "Leave book 2026"}
}
