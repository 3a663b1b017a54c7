package report_test

import (
	"context"
	"fmt"
	"iter"
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
	"lamtoen/internal/report"
	"lamtoen/internal/store"
	"lamtoen/internal/store/storetest"
)

const conduct = courses.CourseID("code-of-conduct")

const country = `code,type,parent_code,name,name_dz,from,until,successors,source
moh,ministry,,Ministry of Health,,,,,
dz-haa,dzongkhag,,Haa Dzongkhag,ཧཱ་རྫོང་ཁག,,,,
gw-haa-bji,gewog,dz-haa,Bji Gewog,,,,,
dz-paro,dzongkhag,,Paro Dzongkhag,,,,,
`

// world is a store with one course, a small country and a rule that asks the course of everyone who counts.
type world struct {
	t        testing.TB
	ctx      context.Context
	engine   store.Engine
	at       time.Time // the clock
	course   *courses.Course
	library  *catalogue.Library
	register *org.Register
	learning *learning.Service
	audit    *audit.Log
	cube     *coverage.Cube
	reports  *report.Service
	origin   string
}

func newWorld(t testing.TB, before ...learning.Rule) *world {
	t.Helper()
	return newWorldOf(t, courseFiles(), country, before...)
}

// newWorldOf is a world with other courses and another country.
func newWorldOf(t testing.TB, files fstest.MapFS, country string, before ...learning.Rule) *world {
	t.Helper()
	w := &world{t: t, ctx: t.Context(), engine: storetest.Open(t), at: noon("2026-01-05"), origin: "https://training.example.bt"}
	var err error
	w.audit, err = audit.Open(w.ctx, w.engine)
	w.must(err)
	w.library, err = catalogue.Open(w.ctx, w.engine)
	w.must(err)
	w.library.Now = w.now
	content, err := courses.Load(files, courses.Options{})
	w.must(err)
	w.must(w.library.Publish(w.ctx, content))
	w.course, err = w.library.Course(conduct)
	w.must(err)
	w.register, err = org.Open(w.ctx, w.engine, w.audit, org.Settings{Now: w.now})
	w.must(err)
	w.must(w.register.LoadAgencies(w.ctx, fstest.MapFS{org.AgencyFile: {Data: []byte(country)}}))
	w.learning, err = learning.Open(w.ctx, w.engine, learning.Deps{Library: w.library, Register: w.register, Audit: w.audit}, learning.Settings{Now: w.now})
	w.must(err)
	rules, err := store.Open[learning.Rule](w.ctx, w.engine, "rules")
	w.must(err)
	for _, r := range before { // as an older program wrote them
		w.must(rules.Insert(w.ctx, r))
	}
	w.must(w.learning.EnsureDefaultRules(w.ctx))
	w.cube, err = coverage.Open(w.ctx, coverage.Deps{Register: w.register, Learning: w.learning, Library: w.library, SignIns: noSignIns},
		coverage.Settings{Now: w.now})
	w.must(err)
	w.reports = w.service("v1")
	w.at = w.at.Add(time.Hour)
	return w
}

func noSignIns(context.Context, time.Time) iter.Seq2[coverage.SignIn, error] {
	return func(func(coverage.SignIn, error) bool) {}
}

// service opens the reports as a program of the version does.
func (w *world) service(program string) *report.Service {
	w.t.Helper()
	s, err := report.Open(w.ctx, w.engine, report.Deps{Coverage: w.cube, Register: w.register, Library: w.library, Audit: w.audit},
		report.Settings{Program: program, Origin: w.origin, Now: w.now})
	w.must(err)
	return s
}

func noon(d day.Date) time.Time { return d.Start().Add(12 * time.Hour) }

func (w *world) now() time.Time { return w.at }

// to moves the clock to the noon of a day.
func (w *world) to(d day.Date) { w.at = noon(d) }

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) hire(eid string, agency org.AgencyCode) org.PersonID {
	w.t.Helper()
	p, err := w.register.AddPerson(w.ctx, org.NewPerson{
		Person: org.Person{EID: eid, Name: "Person " + eid, NameDz: "མི་", Kind: org.KindRegular, Sex: org.SexFemale, Joined: "2020-01-15"},
		Post:   org.Post{Agency: agency, Position: "Officer"},
	}, "test")
	w.must(err)
	return p.ID
}

// complete goes through the course; a zero time is now. It gives the id of the signature.
func (w *world) complete(id org.PersonID, at time.Time) string {
	w.t.Helper()
	last := ""
	add := func(kind learning.Kind, data any, about ...string) {
		f := learning.Fact{ID: learning.FactID(id, conduct, 1, about...), Kind: kind, Person: id, Course: conduct, Enrolment: 1,
			Version: w.course.Version, Hash: w.course.Hash, At: at, By: string(id), Via: learning.ViaPaper}
		if data != nil {
			var err error
			f.Data, err = store.Encode(data)
			w.must(err)
		}
		w.must(w.learning.AddFact(w.ctx, f))
		last = f.ID
	}
	add(learning.KindEnrolled, nil)
	add(learning.KindLessonDone, learning.LessonData{}, "lesson", "one")
	add(learning.KindSubmitted, learning.SubmissionData{Score: 9000, Passed: true}, "attempt", "1", "submission")
	add(learning.KindSigned, learning.SignatureData{}, "signature")
	return last
}

// crowd hires people over the country and has some of them complete.
func (w *world) crowd(n int) []org.PersonID {
	var ids []org.PersonID
	agencies := []org.AgencyCode{"moh", "dz-haa", "gw-haa-bji", "dz-paro"}
	for i := range n {
		id := w.hire(fmt.Sprint(1000+i), agencies[i%len(agencies)])
		ids = append(ids, id)
		if i%3 == 0 {
			w.complete(id, time.Time{})
		}
	}
	return ids
}

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
