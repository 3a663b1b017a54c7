package signals_test

import (
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"math/rand/v2"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/audit"
	"lamtoen/internal/catalogue"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/signals"
	"lamtoen/internal/store/storetest"
)

const conduct = courses.CourseID("code-of-conduct")

// world is a store with one course of four lessons, each of 500 words and so two minutes long at least, and the country.
type world struct {
	testing.TB
	at       time.Time
	course   *courses.Course
	register *org.Register
	learning *learning.Service
	book     *signals.Book
	hired    int
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
	w := &world{TB: t, at: time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC)}
	ctx, engine := t.Context(), storetest.Open(t)
	log, err := audit.Open(ctx, engine)
	w.must(err)
	library, err := catalogue.Open(ctx, engine)
	w.must(err)
	content, err := courses.Load(courseFiles(), courses.Options{})
	w.must(err)
	w.must(library.Publish(ctx, content))
	w.course, err = library.Course(conduct)
	w.must(err)
	w.register, err = org.Open(ctx, engine, log, org.Settings{Now: w.now})
	w.must(err)
	w.must(w.register.LoadAgencies(ctx, fstest.MapFS{org.AgencyFile: {Data: []byte(country)}}))
	w.learning, err = learning.Open(ctx, engine, learning.Deps{Library: library, Register: w.register, Audit: log}, learning.Settings{Now: w.now})
	w.must(err)
	w.book = signals.New(signals.Deps{Learning: w.learning, Library: library, Register: w.register, Now: w.now})
	return w
}

// hire gives so many people a post in the agency.
func (w *world) hire(agency org.AgencyCode, n int) []org.PersonID {
	w.Helper()
	var batch org.Batch
	var ids []org.PersonID
	for range n {
		w.hired++
		id := org.PersonID(fmt.Sprintf("p%016d", w.hired))
		batch.People = append(batch.People, org.Person{ID: id, EID: fmt.Sprint(100_000 + w.hired), Name: "Somebody", Kind: org.KindRegular, Joined: "2020-01-15"})
		batch.Posts = append(batch.Posts, org.Post{Person: id, Agency: agency, Position: "Officer", From: "2020-01-15"})
		ids = append(ids, id)
	}
	w.must(w.register.Import(w.Context(), batch, "test"))
	return ids
}

// work is how somebody goes through the course.
type work struct {
	spent   time.Duration // on each lesson
	between time.Duration // two lessons
	via     learning.Via
	group   string
	answers string // one letter a question, from a; a is right
	unread  bool   // no lesson
	round   int
}

// do tells it.
func (w *world) do(people []org.PersonID, how func(i int) work) {
	w.Helper()
	var facts []learning.Fact
	last := w.at
	for i, person := range people {
		h := how(i)
		e := learning.Enrolment{Person: person, Course: conduct, Number: max(1, h.round), Version: w.course.Version, Hash: w.course.Hash}
		if h.via == "" {
			h.via = learning.ViaWeb
		}
		at := w.at
		add := func(kind learning.Kind, data any, about ...string) {
			f, err := e.NewFact(kind, h.via, data, about...)
			w.must(err)
			f.At = at
			facts = append(facts, f)
		}
		for n, lesson := range w.course.Lessons {
			if h.unread {
				break
			}
			opened := at
			if n > 0 {
				opened = at.Add(h.between)
			}
			at = opened.Add(h.spent)
			add(learning.KindLessonDone, learning.LessonData{Opened: opened}, "lesson", string(lesson.ID))
		}
		if h.answers != "" {
			add(learning.KindStarted, struct {
				Group string `bson:"group,omitempty"`
			}{h.group}, "attempt", "1")
			add(learning.KindSubmitted, handedIn(h.answers), "attempt", "1", "submission")
		}
		if at.After(last) {
			last = at
		}
	}
	w.at = last.Add(time.Hour)
	w.must(w.learning.AddFacts(w.Context(), facts))
	w.at = w.at.Add(time.Hour)
}

func handedIn(answers string) (s learning.SubmissionData) {
	for i, letter := range answers {
		item, points := courses.ItemID(fmt.Sprint("q-", i)), assessment.Points(0)
		if letter == 'a' {
			points = assessment.Whole
		}
		s.Points = append(s.Points, assessment.ItemPoints{Item: item, Points: points})
		s.Answers = append(s.Answers, learning.GivenAnswer{Item: item, Answer: assessment.Answer{Options: []courses.OptionID{courses.OptionID(letter)}}})
	}
	return s
}

// groups gives what is shown to everybody who may see all, one line each.
func (w *world) groups() string {
	w.Helper()
	list, err := w.book.Groups(w.Context(), conduct, org.Scope{All: true})
	w.must(err)
	return lines(list)
}

func lines(list []signals.Group) string {
	var out []string
	for _, g := range list {
		out = append(out, fmt.Sprintf("%s %d: fast %s, burst %s, alike %s", g.Agency, g.People, said(g.Fast), said(g.Burst), said(g.Alike)))
	}
	return strings.Join(out, "\n")
}

func said(s signals.Share) string {
	switch {
	case s.Under:
		return "few"
	case s.Over:
		return "all"
	}
	return fmt.Sprint(s.Percent)
}

const (
	slowly  = 3 * time.Minute
	quickly = 30 * time.Second
	pause   = 5 * time.Minute
)

func TestFastAndBurst(t *testing.T) {
	cases := []struct {
		name string
		how  func(i int) work
		want string
	}{
		{"all read", func(int) work { return work{spent: slowly, between: pause} }, " 60: fast few, burst few, alike few"},
		{"half skim", func(i int) work { return work{spent: []time.Duration{slowly, quickly}[i%2], between: pause} }, " 60: fast 50, burst few, alike few"},
		{"all in a burst", func(int) work { return work{spent: 5 * time.Second, between: time.Second} }, " 60: fast all, burst all, alike few"},
		{"never opened before", func(int) work { return work{between: time.Second} }, " 60: fast few, burst all, alike few"},
		{"told by an application", func(int) work { return work{spent: time.Second, via: learning.ViaAPI} }, ""},
		{"told on paper", func(int) work { return work{spent: time.Second, via: learning.ViaPaper} }, ""},
		{"in a group", func(int) work { return work{spent: time.Second, via: learning.ViaGroup, answers: "bb", group: "g"} }, ""},
		{"alone, then in a group", func(int) work { return work{spent: time.Second, answers: "bb", group: "g"} }, ""},
		{"a second time", func(int) work { return work{spent: time.Second, round: 2} }, " 60: fast few, burst few, alike few"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			people := w.hire("moh", 60)
			if c.name == "a second time" {
				w.do(people, func(int) work { return work{spent: slowly, between: pause} })
			}
			w.do(people, c.how)
			got, _, _ := strings.Cut(w.groups(), "\n")
			if got != c.want {
				t.Errorf("everybody: got %q, want %q", got, c.want)
			}
		})
	}
}

// TestAlike: in one agency a few gave the same wrong answers to twelve questions; in another everybody made mistakes of their own.
func TestAlike(t *testing.T) {
	w := newWorld(t)
	random := rand.New(rand.NewPCG(1, 1))
	own := func(int) work { // four wrong answers to choose from
		answers := ""
		for range 12 {
			answers += string("bcde"[random.IntN(4)])
		}
		return work{unread: true, answers: answers}
	}
	w.do(w.hire("moit", 60), own)
	w.do(w.hire("moh", 40), func(i int) work {
		if i < 10 {
			return work{unread: true, answers: "bcdebcdebcde"}
		}
		return own(i)
	})
	// Everybody of Paro knows all: the same right answers tell nothing.
	w.do(w.hire("dz-paro", 40), func(int) work { return work{unread: true, answers: "aaaaaaaaaaaa"} })
	want := " 140: fast few, burst few, alike 5\nmoh 40: fast few, burst few, alike 25\nmoit 60: fast few, burst few, alike few\ndz-paro 40: fast few, burst few, alike few"
	if got := w.groups(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	t.Run("within a scope", func(t *testing.T) {
		list, err := w.book.Groups(t.Context(), conduct, org.Scope{Agencies: []org.AgencyCode{"moh"}})
		w.must(err)
		if got := lines(list); got != "moh 40: fast few, burst few, alike 25" {
			t.Errorf("got %q, want moh alone", got)
		}
	})
	if _, err := w.book.Groups(t.Context(), "nothing", org.Scope{All: true}); !fault.Is(err, fault.CodeNotFound) {
		t.Errorf("an unknown course: got %v, want not found", err)
	}
}

// TestFewAreNotShown: thirty of thirty-one, and what becomes void.
func TestFewAreNotShown(t *testing.T) {
	w := newWorld(t)
	read := func(int) work { return work{spent: slowly, between: pause} }
	w.do(w.hire("moh", 29), read)
	if got := w.groups(); got != "" {
		t.Errorf("29 people: got %q, want nothing", got)
	}
	one := w.hire("hospital", 1)
	w.do(one, read)
	if got, want := w.groups(), " 30: fast few, burst few, alike few\nmoh 30: fast few, burst few, alike few"; got != want {
		t.Errorf("30 people: got %q, want %q", got, want)
	}
	w.do(w.hire("dz-paro", 1), read)
	if got, want := w.groups(), " 30: fast few, burst few, alike few"; got != want {
		t.Errorf("30 of 31: got %q, want %q", got, want)
	}
	for _, lesson := range w.course.Lessons {
		w.must(w.learning.Void(t.Context(), string(one[0])+"/code-of-conduct/1/lesson/"+string(lesson.ID), "A mistake", "officer"))
	}
	w.at = w.at.Add(time.Hour)
	if got, want := w.groups(), " 30: fast few, burst few, alike few"; got != want {
		t.Errorf("30, one in another agency: got %q, want %q", got, want)
	}
	w.must(w.learning.Void(t.Context(), string(one[0])+"/code-of-conduct/1/lesson/"+string(w.course.Lessons[0].ID)+"/void", "It was right", "officer"))
	w.do(w.hire("moh", 30), func(int) work { return work{spent: quickly, between: pause} })
	if got, want := w.groups(), " 60: fast 50, burst few, alike few"; got != want {
		t.Errorf("61, one of them in Paro: got %q, want %q", got, want)
	}
}

// TestNothingOfLearningKnowsTheSignals: only pages may, and the program that puts the services together. So no status, no
// score, no certificate and no reminder can depend on them.
func TestNothingOfLearningKnowsTheSignals(t *testing.T) {
	allowed := map[string]bool{"internal/site": true, "cmd/lamtoen": true}
	root, seen := filepath.Join("..", ".."), 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git") {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		folder, _ := filepath.Rel(root, filepath.Dir(path))
		for _, imp := range file.Imports {
			name, _ := strconv.Unquote(imp.Path.Value)
			if name != "lamtoen/internal/signals" {
				continue
			}
			seen++
			if !allowed[filepath.ToSlash(folder)] {
				t.Errorf("%s imports the signals; only pages may", path)
			}
		}
		return nil
	})
	if err != nil || seen == 0 {
		t.Errorf("got %v and %d imports, want the module's files read", err, seen)
	}
}

func courseFiles() fstest.MapFS {
	files := fstest.MapFS{
		"policy.yaml": {Data: []byte("clauses:\n  - {id: coc.1, title: Be a good citizen, kind: test}\nlaws: []\n")},
		"civil-service/code-of-conduct/course.yaml": {Data: []byte(courseHead)},
		"civil-service/code-of-conduct/questions.yaml": {Data: []byte("items:\n" + fmt.Sprintf(question, "practice") + "    practice: true\n" +
			fmt.Sprintf(question, "q-1") + fmt.Sprintf(question, "q-2") + fmt.Sprintf(question, "q-3"))},
	}
	for i, id := range []string{"one", "two", "three", "four"} {
		text := strings.NewReplacer("ID", id, "WORDS", strings.Repeat("word ", 500)).Replace(lesson)
		files[fmt.Sprintf("civil-service/code-of-conduct/lessons/%02d-%s.md", i+1, id)] = &fstest.MapFile{Data: []byte(text)}
	}
	return files
}

const courseHead = `id: code-of-conduct
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
    stem: What do you do?
    options:
      - {id: %[1]s-yes, text: This, right: true, feedback: Right.}
      - {id: %[1]s-no, text: That, right: false, feedback: Wrong.}
`

const lesson = "---\nid: ID\ntitle: Lesson ID\nobjective: a\nminutes: 5\nclauses: [coc.1]\nkeep: Do it.\n---\n" +
	"WORDS\n\n```check\nid: check-ID\ntype: single\nstem: Do you?\noptions:\n" +
	"  - {id: yes-ID, text: Yes I do, right: true, feedback: Right.}\n  - {id: no-ID, text: No I do not, right: false, feedback: Wrong.}\n```\n"
