package learning_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/audit"
	"lamtoen/internal/catalogue"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
	"lamtoen/internal/store/storetest"
)

// Courses of the tests: the mandatory one in order with everything, and a free one with little.
const freeCourse = courses.CourseID("short-words")

// clock is the tests' time; it moves only when told to.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// chance is a repeatable source of randomness, safe for concurrent use.
type chance struct {
	mu  sync.Mutex
	rnd *rand.ChaCha8
}

func (c *chance) Read(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.rnd.Read(p)
}

// world is a store with two courses, a few people and the default rule, on 2 March 2026.
type world struct {
	t      testing.TB
	engine store.Engine
	clock  *clock
	chance *chance

	library  *catalogue.Library
	register *org.Register
	learning *learning.Service

	pema, head, guest org.PersonID // a regular officer, the head of an agency, an invited guest
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{t: t, engine: storetest.Open(t), clock: &clock{now: instant("2026-03-02")}, chance: &chance{rnd: rand.NewChaCha8([32]byte{1})}}
	w.library, w.register, w.learning = w.open(w.engine)
	w.publish("1.0.0")
	agencies := "code,type,parent_code,name,name_dz,from,until,successors,source\nmoh,ministry,,Ministry of Health,,,,,test\n"
	w.must(w.register.LoadAgencies(t.Context(), fstest.MapFS{org.AgencyFile: {Data: []byte(agencies)}}))
	w.pema = w.person("100001", "Pema Dorji", org.KindRegular)
	w.head = w.person("100002", "Dechen Wangmo", org.KindContract, org.FlagHead)
	w.guest = w.person("100003", "Tashi", org.KindInvited)
	w.must(w.learning.EnsureDefaultRules(t.Context()))
	return w
}

// open gives another set of services on an engine: another instance.
func (w *world) open(e store.Engine) (*catalogue.Library, *org.Register, *learning.Service) {
	w.t.Helper()
	ctx := w.t.Context()
	log, err := audit.Open(ctx, e)
	w.must(err)
	library, err := catalogue.Open(ctx, e)
	w.must(err)
	register, err := org.Open(ctx, e, log, org.Settings{Now: w.clock.Now})
	w.must(err)
	service, err := learning.Open(ctx, e, learning.Deps{Library: library, Register: register, Audit: log},
		learning.Settings{Now: w.clock.Now, Random: w.chance})
	w.must(err)
	return library, register, service
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// refused checks that an error is a fault of the code that says all of the words.
func (w *world) refused(err error, code fault.Code, words ...string) {
	w.t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Code != code {
		w.t.Fatalf("error: got %v, want %s", err, code)
	}
	for _, word := range words {
		if !strings.Contains(f.Message, word) {
			w.t.Errorf("message: got %q, want it to say %q", f.Message, word)
		}
	}
}

func (w *world) person(eid, name string, kind org.Kind, flags ...org.Flag) org.PersonID {
	w.t.Helper()
	p, err := w.register.AddPerson(w.t.Context(), org.NewPerson{
		Person: org.Person{EID: eid, Name: name, Kind: kind, Joined: "2020-01-15"},
		Post:   org.Post{Agency: "moh", Position: "Officer", Flags: flags},
	}, "test")
	w.must(err)
	return p.ID
}

// publish puts a version of the mandatory course, and the free one at 1.0.0, into the library.
func (w *world) publish(version string) {
	w.t.Helper()
	cat, err := courses.Load(contentTree(version), courses.Options{})
	w.must(err)
	w.must(w.library.Publish(w.t.Context(), cat))
}

// lessons finishes all lessons of the mandatory course.
func (w *world) lessons(person org.PersonID) {
	w.t.Helper()
	w.begin(person)
	for _, id := range []courses.LessonID{"one", "two", "three"} {
		_, err := w.learning.FinishLesson(w.t.Context(), person, conduct, id, learning.ViaWeb)
		w.must(err)
	}
}

func (w *world) begin(person org.PersonID) learning.Enrolment {
	w.t.Helper()
	e, err := w.learning.Begin(w.t.Context(), person, conduct, learning.ViaWeb)
	w.must(err)
	return e
}

// attempt starts an attempt, answers all of it rightly or wrongly, and submits it.
func (w *world) attempt(person org.PersonID, right bool) learning.Outcome {
	w.t.Helper()
	a, err := w.learning.StartAttempt(w.t.Context(), person, conduct, learning.ViaWeb)
	w.must(err)
	for _, d := range a.Drawn {
		w.must(w.learning.SaveAnswer(w.t.Context(), person, a.ID, d.Item, answer(d.Item, right)))
	}
	o, err := w.learning.Submit(w.t.Context(), person, a.ID)
	w.must(err)
	return o
}

// answer is the right or the wrong answer to an item of contentTree.
func answer(item courses.ItemID, right bool) assessment.Answer {
	if right {
		return assessment.Answer{Options: []courses.OptionID{courses.OptionID(item + "-yes")}}
	}
	return assessment.Answer{Options: []courses.OptionID{courses.OptionID(item + "-no")}}
}

// complete goes through the whole mandatory course.
func (w *world) complete(person org.PersonID) learning.Progress {
	w.t.Helper()
	w.lessons(person)
	if o := w.attempt(person, true); !o.Passed {
		w.t.Fatalf("all right: got %d, not passed", o.Score)
	}
	p, err := w.learning.Sign(w.t.Context(), person, conduct, learning.Signature{TextHash: w.text(person).Hash, TypedName: "Me"})
	w.must(err)
	return p
}

// text is what the person signs.
func (w *world) text(person org.PersonID) courses.Acknowledgement {
	w.t.Helper()
	p, err := w.learning.Progress(w.t.Context(), person, conduct)
	w.must(err)
	return p.Acknowledgement
}

// facts are all facts about a person, by id.
func (w *world) facts(person org.PersonID) map[string]learning.Fact {
	w.t.Helper()
	list, err := w.learning.FactsOfPerson(w.t.Context(), person)
	w.must(err)
	byID := make(map[string]learning.Fact)
	for _, f := range list {
		byID[f.ID] = f
	}
	return byID
}

// contentTree is the smallest tree with the two courses.
func contentTree(version string) fstest.MapFS {
	files := map[string]string{
		"policy.yaml": "clauses:\n  - {id: coc.1, title: Be a good citizen, kind: test}\nlaws: []\n",
	}
	addCourse(files, "civil-service/code-of-conduct", fmt.Sprintf(courseHead, conduct, version, "in-order", 0)+courseEnd)
	addCourse(files, "civil-service/short-words", fmt.Sprintf(courseHead, freeCourse, "1.0.0", "free", 2))
	tree := fstest.MapFS{}
	for name, text := range files {
		tree[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return tree
}

func addCourse(files map[string]string, dir, head string) {
	files[dir+"/course.yaml"] = head
	var bank strings.Builder
	bank.WriteString("items:\n" + fmt.Sprintf(question, "practice", "a") + "    practice: true\n")
	for _, objective := range []string{"a", "b"} {
		for i := range 6 {
			fmt.Fprintf(&bank, question, fmt.Sprintf("%s-%d", objective, i), objective)
		}
	}
	files[dir+"/questions.yaml"] = bank.String()
	for i, id := range []string{"one", "two", "three"} {
		objective := []string{"a", "b", "b"}[i]
		files[fmt.Sprintf("%s/lessons/%02d-%s.md", dir, i+1, id)] = strings.NewReplacer("ID", id, "OBJECTIVE", objective).Replace(lessonText)
	}
}

const courseHead = `id: %s
version: %s
title: A course
summary: What to do.
catalogue: civil-service
audience: {who: Everyone, reading_age: 14}
owners: [rcsc]
minutes: 20
review: 2027-11-22
clauses: [coc.1]
objectives:
  - {id: a, can: Do the first thing, clauses: [coc.1]}
  - {id: b, can: Do the second thing, clauses: [coc.1]}
lesson_order: %s
assessment:
  pass_mark: 80
  draw: [{objective: a, items: 2}, {objective: b, items: 2}]
  attempts: {limit: %d, delay: 15m, longest_delay: 24h}
  feedback: compliance
approval: {state: draft}
`

const courseEnd = `acknowledgement:
  - {role: everyone, title: I will, text: I will do it.}
  - {role: head, title: We will, text: We will do it.}
certificate: {title: A course, valid_months: 24}
`

const question = `  - id: %[1]s
    objective: %[2]s
    clauses: [coc.1]
    difficulty: easy
    type: single
    stem: What do you do about %[1]s?
    options:
      - {id: %[1]s-yes, text: This, right: true, feedback: Right.}
      - {id: %[1]s-no, text: That, right: false, feedback: Wrong.}
`

const lessonText = `---
id: ID
title: Lesson ID
objective: OBJECTIVE
minutes: 5
clauses: [coc.1]
keep: Do it.
---
Some words.

` + "```check\nid: check-ID\ntype: single\nstem: Do you?\noptions:\n" +
	"  - {id: yes-ID, text: Yes I do, right: true, feedback: Right.}\n  - {id: no-ID, text: No I do not, right: false, feedback: Wrong.}\n```\n"

// at is an instant of a day in Thimphu.
func at(d day.Date, hour, minute int) time.Time {
	return d.Start().Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute)
}
