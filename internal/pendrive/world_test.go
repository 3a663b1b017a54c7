package pendrive_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"encoding/hex"

	"lamtoen/courses"
	"lamtoen/internal/audit"
	"lamtoen/internal/catalogue"
	"lamtoen/internal/export"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/pendrive"
	"lamtoen/internal/slip"
	"lamtoen/internal/store"
	"lamtoen/internal/store/storetest"
)

// course is one with three lessons and a test.
const course = courses.CourseID("check-first")

// world is a ministry with two people, on 23 November 2026 in the morning in Thimphu.
type world struct {
	testing.TB
	engine store.Engine
	at     time.Time

	library  *catalogue.Library
	register *org.Register
	learning *learning.Service
	pens     *pendrive.Service

	pema, dechen org.PersonID
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{TB: t, engine: storetest.Open(t), at: time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)}
	w.open(w.engine)
	w.publish("1.0.0")
	agencies := "code,type,parent_code,name,name_dz,from,until,successors,source\nmoh,ministry,,Ministry of Health,,,,,test\n"
	w.must(w.register.LoadAgencies(t.Context(), fstest.MapFS{org.AgencyFile: {Data: []byte(agencies)}}))
	w.pema, w.dechen = w.person("100001", "Pema Dorji"), w.person("100002", "Dechen Wangmo")
	return w
}

// open opens the services on an engine: at first, after a crash, or as another instance.
func (w *world) open(e store.Engine) {
	w.Helper()
	ctx := context.Background()
	now := func() time.Time { return w.at }
	log, err := audit.Open(ctx, e)
	w.must(err)
	w.library, err = catalogue.Open(ctx, e)
	w.must(err)
	w.register, err = org.Open(ctx, e, log, org.Settings{Now: now})
	w.must(err)
	w.learning, err = learning.Open(ctx, e, learning.Deps{Library: w.library, Register: w.register, Audit: log}, learning.Settings{Now: now})
	w.must(err)
	w.pens, err = pendrive.Open(ctx, e, pendrive.Deps{Library: w.library, Register: w.register, Learning: w.learning},
		pendrive.Settings{Now: now, Random: rand.NewChaCha8([32]byte{7}), URL: "https://lamtoen.test"})
	w.must(err)
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) person(eid, name string) org.PersonID {
	w.Helper()
	p, err := w.register.AddPerson(w.Context(), org.NewPerson{
		Person: org.Person{EID: eid, Name: name, Kind: org.KindRegular, Joined: "2020-01-15"},
		Post:   org.Post{Agency: "moh", Position: "Officer", From: "2020-01-15"},
	}, "test")
	w.must(err)
	return p.ID
}

// publish puts a version of the course into the library, with more lessons from 1.1.0 on.
func (w *world) publish(version string) {
	w.Helper()
	cat, err := courses.Load(contentTree(version), courses.Options{})
	w.must(err)
	w.must(w.library.Publish(w.Context(), cat))
}

// pen is a pen-drive file as somebody has it in their hands.
type pen struct {
	html   string
	number int
	key    slip.Key
}

var penData = regexp.MustCompile(`id="slip" data-file="(\d+)" data-key="([0-9a-f]{32})"`)

// take begins the course and takes its file.
func (w *world) take(person org.PersonID) pen {
	w.Helper()
	_, err := w.learning.Begin(w.Context(), person, course, learning.ViaWeb)
	w.must(err)
	file, err := w.pens.ForPerson(w.Context(), person, course, export.About{Day: "2026-11-01"})
	w.must(err)
	found := penData.FindStringSubmatch(string(file.Data))
	if found == nil {
		w.Fatal("the file holds no number and key")
	}
	number, err := strconv.Atoi(found[1])
	w.must(err)
	key, err := hex.DecodeString(found[2])
	w.must(err)
	return pen{string(file.Data), number, slip.Key(key)}
}

// slip is what the file shows when these lessons were finished, so many days after it was made.
func (w *world) slip(p pen, day int, lessons ...int) string {
	w.Helper()
	s := slip.Slip{Form: slip.Person, File: p.number, Day: day}
	for _, i := range lessons {
		s.Lessons |= 1 << i
	}
	text, err := slip.Write(s, p.key)
	w.must(err)
	return slip.Grouped(text)
}

// done are the lessons that are done now, each with the way on which it was told and its instant.
func (w *world) done(person org.PersonID) string {
	w.Helper()
	facts, err := w.learning.FactsOf(w.Context(), person, course)
	w.must(err)
	var all []string
	for _, f := range facts {
		if f.Kind == learning.KindLessonDone {
			all = append(all, fmt.Sprintf("%d %s %s %s", f.Enrolment, f.Lesson(), f.Via, f.At.Format("01-02T15:04")))
		}
	}
	return strings.Join(all, "; ")
}

var errKilled = errors.New("killed")

// mortal is an engine that dies after so many inserts.
type mortal struct {
	store.Engine
	left int
}

func (m *mortal) Insert(ctx context.Context, collection string, docs []store.Doc) ([]error, error) {
	if m.left--; m.left < 0 {
		return nil, errKilled
	}
	return m.Engine.Insert(ctx, collection, docs)
}

func contentTree(version string) fstest.MapFS {
	tree := fstest.MapFS{"policy.yaml": {Data: []byte("clauses:\n  - {id: coc.1, title: Be a good citizen, kind: test}\nlaws: []\n")}}
	dir := "civil-service/" + string(course)
	tree[dir+"/course.yaml"] = &fstest.MapFile{Data: fmt.Appendf(nil, courseText, course, version)}
	var bank strings.Builder
	fmt.Fprintf(&bank, "items:\n"+question+"    practice: true\n", "practice")
	for i := range 6 {
		fmt.Fprintf(&bank, question, "a-"+strconv.Itoa(i))
	}
	tree[dir+"/questions.yaml"] = &fstest.MapFile{Data: []byte(bank.String())}
	ids := []string{"one", "two", "three"}
	if version != "1.0.0" {
		ids = []string{"new", "three", "two", "one"} // others, and in another order
	}
	for i, id := range ids {
		tree[fmt.Sprintf("%s/lessons/%02d-%s.md", dir, i+1, id)] = &fstest.MapFile{Data: []byte(strings.ReplaceAll(lessonText, "ID", id))}
	}
	return tree
}

const courseText = `id: %s
version: %s
title: Check first
summary: What to do.
catalogue: civil-service
audience: {who: Everyone, reading_age: 14}
owners: [rcsc]
minutes: 20
review: 2027-11-22
clauses: [coc.1]
objectives:
  - {id: a, can: Do the first thing, clauses: [coc.1]}
lesson_order: in-order
assessment:
  pass_mark: 80
  draw: [{objective: a, items: 2}]
  attempts: {limit: 0, delay: 15m, longest_delay: 24h}
  feedback: compliance
approval: {state: draft}
acknowledgement:
  - {role: everyone, title: I will, text: I will do it.}
certificate: {title: Check first, valid_months: 24}
`

const question = `  - id: %[1]s
    objective: a
    clauses: [coc.1]
    difficulty: easy
    type: single
    stem: What do you do about %[1]s?
    options:
      - {id: %[1]s-yes, text: This key of the bank, right: true, feedback: Right.}
      - {id: %[1]s-no, text: That, right: false, feedback: Wrong.}
`

const lessonText = `---
id: ID
title: Lesson ID
objective: a
minutes: 5
clauses: [coc.1]
keep: Do it.
---
Some words.

` + "```check\nid: check-ID\ntype: single\nstem: Do you?\noptions:\n" +
	"  - {id: yes-ID, text: Yes I do, right: true, feedback: Right.}\n  - {id: no-ID, text: No I do not, right: false, feedback: Wrong.}\n```\n"
