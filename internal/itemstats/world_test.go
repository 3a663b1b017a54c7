package itemstats_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/audit"
	"lamtoen/internal/catalogue"
	"lamtoen/internal/itemstats"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/store/storetest"
)

const conduct = courses.CourseID("code-of-conduct")

// world is a store with one course in two versions: q-0 to q-3, of which the newer asks q-3 in other words.
type world struct {
	testing.TB
	at       time.Time
	library  *catalogue.Library
	learning *learning.Service
	book     *itemstats.Book
	versions map[string]*courses.Course
}

func (w *world) now() time.Time { return w.at }

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{TB: t, at: time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC), versions: map[string]*courses.Course{}}
	ctx, engine := t.Context(), storetest.Open(t)
	log, err := audit.Open(ctx, engine)
	w.must(err)
	w.library, err = catalogue.Open(ctx, engine)
	w.must(err)
	for _, version := range []string{"1.0.0", "1.1.0"} {
		content, err := courses.Load(courseFiles(version), courses.Options{})
		w.must(err)
		w.must(w.library.Publish(ctx, content))
		w.versions[version], err = w.library.Course(conduct)
		w.must(err)
	}
	register, err := org.Open(ctx, engine, log, org.Settings{Now: w.now})
	w.must(err)
	w.learning, err = learning.Open(ctx, engine, learning.Deps{Library: w.library, Register: register, Audit: log},
		learning.Settings{Now: w.now})
	w.must(err)
	w.book = w.another()
	return w
}

// another reads the store from scratch.
func (w *world) another() *itemstats.Book {
	return itemstats.New(itemstats.Deps{Learning: w.learning, Library: w.library, Now: w.now})
}

func (w *world) report(b *itemstats.Book, q itemstats.Query) *itemstats.Report {
	w.Helper()
	q.Course = conduct
	r, err := b.Report(w.Context(), q)
	w.must(err)
	return r
}

// begun is the data of a start as far as figures look at it.
type begun struct {
	Lang    string `bson:"lang,omitempty"`
	Purpose string `bson:"purpose,omitempty"`
	Group   string `bson:"group,omitempty"`
}

// tell adds a fact a second later.
func (w *world) tell(e learning.Enrolment, kind learning.Kind, data any, about ...string) learning.Fact {
	w.Helper()
	w.at = w.at.Add(time.Second)
	f, err := e.NewFact(kind, learning.ViaWeb, data, about...)
	w.must(err)
	w.must(w.learning.AddFact(w.Context(), f))
	return f
}

func (w *world) enrolment(person string, n int, version string) learning.Enrolment {
	return learning.Enrolment{Person: org.PersonID(person), Course: conduct, Number: n, Version: courses.Version(version),
		Hash: w.versions[version].Hash}
}

func courseFiles(version string) fstest.MapFS {
	last := "What do you do about q-3?"
	if version != "1.0.0" {
		last = "And what about q-3?"
	}
	var bank strings.Builder
	bank.WriteString("items:\n" + fmt.Sprintf(question, "practice", "Try this.") + "    practice: true\n")
	for i := range 3 {
		fmt.Fprintf(&bank, question, fmt.Sprintf("q-%d", i), fmt.Sprintf("What do you do about q-%d?", i))
	}
	fmt.Fprintf(&bank, question, "q-3", last)
	files := map[string]string{
		"policy.yaml": "clauses:\n  - {id: coc.1, title: Be a good citizen, kind: test}\nlaws: []\n",
		"civil-service/code-of-conduct/course.yaml":       fmt.Sprintf(courseHead, version),
		"civil-service/code-of-conduct/questions.yaml":    bank.String(),
		"civil-service/code-of-conduct/lessons/01-one.md": lesson,
	}
	tree := fstest.MapFS{}
	for name, text := range files {
		tree[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return tree
}

const courseHead = `id: code-of-conduct
version: %s
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
lesson_order: free
assessment:
  pass_mark: 80
  draw: [{objective: a, items: 1}]
  attempts: {limit: 0, delay: 15m, longest_delay: 24h}
  feedback: compliance
approval: {state: draft}
`

const question = `  - id: %[1]s
    objective: a
    clauses: [coc.1]
    difficulty: easy
    type: single
    stem: %[2]s
    options:
      - {id: %[1]s-yes, text: This, right: true, feedback: Right.}
      - {id: %[1]s-no, text: That, right: false, feedback: Wrong.}
`

const lesson = "---\nid: one\ntitle: One\nobjective: a\nminutes: 5\nclauses: [coc.1]\nkeep: Do it.\n---\n" +
	"Some words.\n\n```check\nid: check-one\ntype: single\nstem: Do you?\noptions:\n" +
	"  - {id: yes-one, text: Yes I do, right: true, feedback: Right.}\n  - {id: no-one, text: No I do not, right: false, feedback: Wrong.}\n```\n"
