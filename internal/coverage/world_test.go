package coverage_test

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
	"lamtoen/internal/org"
	"lamtoen/internal/store"
	"lamtoen/internal/store/storetest"
)

const (
	conduct = courses.CourseID("code-of-conduct")
	start   = day.Date("2026-01-05") // when the tests' rule begins
	due     = day.Date("2026-04-06") // 90 days after it is a Sunday
)

// country has two dzongkhags, a ministry with an agency under it, one that ended in a single successor, and one that was split.
const country = `code,type,parent_code,name,name_dz,from,until,successors,source
moh,ministry,,Ministry of Health,,,,,
jdwnrh,autonomous-agency,moh,Hospital,,,,,
moit,ministry,,Ministry of Infrastructure,,,,,
moice,ministry,,Ministry of Industry,,,,,
moic,ministry,,Ministry of Information,,,2026-06-30,moit,
mowhs,ministry,,Ministry of Works,,,2026-06-30,moit moice,
dz-haa,dzongkhag,,Haa Dzongkhag,,,,,
gw-haa-bji,gewog,dz-haa,Bji Gewog,,,,,
gw-haa-sama,gewog,dz-haa,=Sama Gewog,,,,,
dz-paro,dzongkhag,,Paro Dzongkhag,,,,,
`

// clock is the tests' time; it moves only when told to.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) forward(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

func (c *clock) to(d day.Date) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = noon(d)
}

func noon(d day.Date) time.Time { return d.Start().Add(12 * time.Hour) }

// world is a store with one course, the small country, and a rule that asks the course of everyone who counts.
type world struct {
	t        testing.TB
	ctx      context.Context
	engine   store.Engine
	clock    *clock
	course   *courses.Course
	library  *catalogue.Library
	register *org.Register
	learning *learning.Service
	cube     *coverage.Cube
	firsts   []coverage.SignIn
	cases    []coverage.Review
	rounds   map[org.PersonID]int
}

// newWorld stands on the day on which the rule begins.
func newWorld(t testing.TB) *world {
	t.Helper()
	return newWorldOf(t, courseFiles(), country)
}

// newWorldOf is a world with other courses and another country.
func newWorldOf(t testing.TB, files fstest.MapFS, country string) *world {
	t.Helper()
	w := &world{t: t, ctx: t.Context(), engine: storetest.Open(t), clock: &clock{at: noon(start)}, rounds: map[org.PersonID]int{}}
	log, err := audit.Open(w.ctx, w.engine)
	w.must(err)
	w.library, err = catalogue.Open(w.ctx, w.engine)
	w.must(err)
	content, err := courses.Load(files, courses.Options{})
	w.must(err)
	w.must(w.library.Publish(w.ctx, content))
	w.course, err = w.library.Course(conduct)
	w.must(err)
	w.register, err = org.Open(w.ctx, w.engine, log, org.Settings{Now: w.clock.now})
	w.must(err)
	w.must(w.register.LoadAgencies(w.ctx, fstest.MapFS{org.AgencyFile: {Data: []byte(country)}}))
	w.learning, err = learning.Open(w.ctx, w.engine, learning.Deps{Library: w.library, Register: w.register, Audit: log},
		learning.Settings{Now: w.clock.now})
	w.must(err)
	w.must(w.learning.EnsureDefaultRules(w.ctx))
	w.clock.forward(time.Minute)
	w.cube = w.another()
	return w
}

// server is another server on the same store: services of its own.
func (w *world) server() *world {
	w.t.Helper()
	other := &world{t: w.t, ctx: w.ctx, engine: w.engine, clock: w.clock, library: w.library, rounds: map[org.PersonID]int{}}
	log, err := audit.Open(w.ctx, w.engine)
	w.must(err)
	other.register, err = org.Open(w.ctx, w.engine, log, org.Settings{Now: w.clock.now})
	w.must(err)
	other.learning, err = learning.Open(w.ctx, w.engine, learning.Deps{Library: w.library, Register: other.register, Audit: log},
		learning.Settings{Now: w.clock.now})
	w.must(err)
	other.course = w.course
	return other
}

// another folds the store from scratch.
func (w *world) another() *coverage.Cube {
	w.t.Helper()
	c, err := coverage.Open(w.ctx, coverage.Deps{Register: w.register, Learning: w.learning, Library: w.library, SignIns: w.signIns, Reviews: w.reviews},
		coverage.Settings{Now: w.clock.now})
	w.must(err)
	return c
}

func (w *world) signIns(_ context.Context, since time.Time) iter.Seq2[coverage.SignIn, error] {
	return func(yield func(coverage.SignIn, error) bool) {
		for _, s := range w.firsts {
			if !s.Recorded.Before(since.Add(-2*time.Minute)) && !yield(s, nil) {
				return
			}
		}
	}
}

func (w *world) reviews(_ context.Context, since time.Time) iter.Seq2[coverage.Review, error] {
	return func(yield func(coverage.Review, error) bool) {
		for _, r := range w.cases {
			if !r.Recorded.Before(since.Add(-2*time.Minute)) && !yield(r, nil) {
				return
			}
		}
	}
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// hire adds a regular civil servant.
func (w *world) hire(eid string, agency org.AgencyCode) org.PersonID {
	w.t.Helper()
	return w.hireAs(eid, agency, org.KindRegular)
}

func (w *world) hireAs(eid string, agency org.AgencyCode, kind org.Kind) org.PersonID {
	w.t.Helper()
	p, err := w.register.AddPerson(w.ctx, org.NewPerson{
		Person: org.Person{EID: eid, Name: "Person " + eid, Kind: kind, Joined: "2020-01-15"},
		Post:   org.Post{Agency: agency, Position: "Officer"},
	}, "test")
	w.must(err)
	return p.ID
}

// signIn records the first sign-in, now.
func (w *world) signIn(id org.PersonID) {
	w.firsts = append(w.firsts, coverage.SignIn{Person: id, At: w.clock.now(), Recorded: w.clock.now()})
}

// fact adds a fact about the person's present round; a zero time is now.
func (w *world) fact(id org.PersonID, kind learning.Kind, at time.Time, data any, about ...string) string {
	w.t.Helper()
	n := max(1, w.rounds[id])
	f := learning.Fact{ID: learning.FactID(id, conduct, n, about...), Kind: kind, Person: id, Course: conduct, Enrolment: n,
		Version: w.course.Version, Hash: w.course.Hash, At: at, By: string(id), Via: learning.ViaPaper}
	if data != nil {
		var err error
		f.Data, err = store.Encode(data)
		w.must(err)
	}
	w.must(w.learning.AddFact(w.ctx, f))
	return f.ID
}

// begin opens the next round.
func (w *world) begin(id org.PersonID) {
	w.rounds[id]++
	w.fact(id, learning.KindEnrolled, time.Time{}, nil)
}

// pass finishes the lesson and passes the test; the round must be open.
func (w *world) pass(id org.PersonID, at time.Time) {
	w.fact(id, learning.KindLessonDone, at, learning.LessonData{}, "lesson", "one")
	w.fact(id, learning.KindSubmitted, at, learning.SubmissionData{Score: 9000, Passed: true}, "attempt", "1", "submission")
}

func (w *world) sign(id org.PersonID, at time.Time) string {
	return w.fact(id, learning.KindSigned, at, learning.SignatureData{}, "signature")
}

// complete goes through a whole round.
func (w *world) complete(id org.PersonID) {
	w.begin(id)
	w.pass(id, time.Time{})
	w.sign(id, time.Time{})
}

// all is a query for the nation, today.
func all() coverage.Query { return coverage.Query{Course: conduct, Scope: org.Scope{All: true}} }

func (w *world) figures(q coverage.Query) coverage.Table {
	w.t.Helper()
	table, err := w.cube.Figures(w.ctx, q)
	w.must(err)
	return table
}

// later lets the cube's knowledge grow old enough to be read anew.
func (w *world) later() { w.clock.forward(time.Second) }

// cellOf finds an agency's total in a table.
func cellOf(t testing.TB, table coverage.Table, code org.AgencyCode) coverage.Cell {
	t.Helper()
	for _, r := range table.Rows {
		if r.Code == code {
			return r.Total
		}
	}
	t.Fatalf("the table has no row %s", code)
	return coverage.Cell{}
}

// courseFiles is the smallest course that asks for everything: a lesson, a test, a signature.
func courseFiles() fstest.MapFS {
	bank := "items:\n" + fmt.Sprintf(question, "practice") + "    practice: true\n"
	for i := range 3 {
		bank += fmt.Sprintf(question, fmt.Sprintf("q%d", i))
	}
	files := map[string]string{
		"policy.yaml": "clauses:\n  - {id: coc.1, title: Be a good citizen, kind: test}\nlaws: []\n",
		"civil-service/code-of-conduct/course.yaml": `id: code-of-conduct
version: 1.0.0
title: Code of Conduct
summary: What to do.
catalogue: civil-service
audience: {who: Everyone, reading_age: 14}
owners: [rcsc]
minutes: 20
review: 2027-11-22
clauses: [coc.1]
objectives:
  - {id: a, can: Do the thing, clauses: [coc.1]}
lesson_order: in-order
assessment:
  pass_mark: 80
  draw: [{objective: a, items: 1}]
  attempts: {limit: 0, delay: 15m, longest_delay: 24h}
  feedback: compliance
approval: {state: draft}
acknowledgement:
  - {role: everyone, title: I will, text: I will do it.}
certificate: {title: Code of Conduct, valid_months: 24}
`,
		"civil-service/code-of-conduct/questions.yaml": bank,
		"civil-service/code-of-conduct/lessons/01-one.md": "---\nid: one\ntitle: One\nobjective: a\nminutes: 5\nclauses: [coc.1]\nkeep: Do it.\n---\n" +
			"Some words.\n\n```check\nid: check-one\ntype: single\nstem: Do you?\noptions:\n" +
			"  - {id: yes-one, text: Yes I do, right: true, feedback: Right.}\n  - {id: no-one, text: No I do not, right: false, feedback: Wrong.}\n```\n",
	}
	tree := fstest.MapFS{}
	for name, text := range files {
		tree[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return tree
}

const question = `  - id: %[1]s
    objective: a
    clauses: [coc.1]
    difficulty: easy
    type: single
    stem: What do you do about %[1]s?
    options:
      - {id: %[1]s-yes, text: This, right: true, feedback: Right.}
      - {id: %[1]s-no, text: That, right: false, feedback: Wrong.}
`
