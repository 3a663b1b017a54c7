package classroom_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"lamtoen/content"
	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/audit"
	"lamtoen/internal/catalogue"
	"lamtoen/internal/classroom"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
	"lamtoen/internal/store/storetest"
)

// course is the one that everybody takes, as shipped.
const course = courses.CourseID("code-of-conduct")

// world is a ministry with an officer who runs sessions and three people, on 23 November 2026 in the morning.
type world struct {
	t      testing.TB
	engine store.Engine
	at     time.Time

	register *org.Register
	learning *learning.Service
	sessions *classroom.Service
	officer  classroom.Officer
	people   []org.Person
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{t: t, engine: storetest.Open(t), at: time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)}
	w.open(w.engine)
	agencies := "code,type,parent_code,name,name_dz,from,until,successors,source\nmoh,ministry,,Ministry of Health,,,,,test\n"
	w.must(w.register.LoadAgencies(t.Context(), fstest.MapFS{org.AgencyFile: {Data: []byte(agencies)}}))
	for i := range 4 {
		p, err := w.register.AddPerson(t.Context(), org.NewPerson{
			Person: org.Person{EID: fmt.Sprint(100001 + i), Name: fmt.Sprintf("Person %c", 'A'+i), Kind: org.KindRegular, Joined: "2020-01-15"},
			Post:   org.Post{Agency: "moh", Position: "Officer", From: "2020-01-15"},
		}, "test")
		w.must(err)
		w.people = append(w.people, p)
	}
	w.officer = classroom.Officer{ID: w.people[3].ID, Scope: org.Scope{Agencies: []org.AgencyCode{"moh"}}}
	return w
}

// shipped is the content of the program, loaded once.
var shipped = func() func() *courses.Catalogue {
	var kept *courses.Catalogue
	return func() *courses.Catalogue {
		if kept == nil {
			c, err := courses.Load(content.Files, courses.Options{})
			if err != nil {
				panic(err)
			}
			kept = c
			for _, one := range c.Courses {
				if one.ID == course {
					kept.Courses = []*courses.Course{one} // publishing all takes long
				}
			}
		}
		return kept
	}
}()

// open opens the services on an engine: at first, after a crash, or as another instance.
func (w *world) open(e store.Engine) {
	w.t.Helper()
	ctx := context.Background()
	now := func() time.Time { return w.at }
	log, err := audit.Open(ctx, e)
	w.must(err)
	library, err := catalogue.Open(ctx, e)
	w.must(err)
	w.must(library.Publish(ctx, shipped()))
	w.register, err = org.Open(ctx, e, log, org.Settings{Now: now})
	w.must(err)
	w.learning, err = learning.Open(ctx, e, learning.Deps{Library: library, Register: w.register, Audit: log}, learning.Settings{Now: now})
	w.must(err)
	w.sessions, err = classroom.New(ctx, e, classroom.Deps{Library: library, Register: w.register, Learning: w.learning, Audit: log},
		classroom.Settings{Now: now})
	w.must(err)
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// session opens one for today.
func (w *world) session() classroom.State {
	w.t.Helper()
	st, err := w.sessions.Open(w.t.Context(), w.officer, classroom.NewSession{ID: "DEMA3476", Course: course, Agency: "moh", Place: "Meeting room",
		Day: "2026-11-23", Lang: "en"})
	w.must(err)
	return st
}

// counted are a person's facts by kind.
func (w *world) counted(p org.Person) map[learning.Kind]int {
	w.t.Helper()
	facts, err := w.learning.FactsOf(w.t.Context(), p.ID, course)
	w.must(err)
	out := map[learning.Kind]int{}
	for _, f := range facts {
		out[f.Kind]++
	}
	return out
}

// right is what stands on a paper that is all right.
func (w *world) right(id string, n int) []string {
	w.t.Helper()
	questions, err := w.sessions.Questions(w.t.Context(), w.officer, id, n)
	w.must(err)
	forms, err := w.sessions.Forms(w.t.Context(), w.officer, id)
	w.must(err)
	var out []string
	for i, q := range questions {
		out = append(out, classroom.Write(q.Item, forms[n-1].Drawn[i], best(q.Item)))
	}
	return out
}

// best is the right answer to an item.
func best(item courses.Item) assessment.Answer {
	var a assessment.Answer
	switch item.Type {
	case courses.Matching:
		for _, p := range item.Pairs {
			a.Matches = append(a.Matches, assessment.Match{Pair: p.ID, Option: p.Right})
		}
		return a
	case courses.Ordering:
		a.Order = item.Sequence
		return a
	case courses.Branching:
		a.Path, _ = bestPath(item.Scenario, item.Scenario.Start)
		return a
	}
	for _, o := range item.Options {
		if o.Right {
			a.Options = append(a.Options, o.ID)
		}
	}
	for _, o := range item.Reasons {
		if o.Right {
			a.Reason = o.ID
		}
	}
	return a
}

func bestPath(story *courses.Scenario, at courses.StepID) (path []courses.ChoiceID, score int) {
	step, _ := story.Step(at)
	if len(step.Choices) == 0 {
		return nil, step.Score
	}
	score = -1
	for _, c := range step.Choices {
		if rest, s := bestPath(story, c.To); s > score {
			path, score = append([]courses.ChoiceID{c.ID}, rest...), s
		}
	}
	return path, score
}

var errKilled = errors.New("killed")

// mortal is an engine that dies after so many writes.
type mortal struct {
	store.Engine
	left atomic.Int64
}

func (m *mortal) Insert(ctx context.Context, collection string, docs []store.Doc) ([]error, error) {
	if m.left.Add(-1) < 0 {
		return nil, errKilled
	}
	return m.Engine.Insert(ctx, collection, docs)
}

func (m *mortal) Replace(ctx context.Context, collection string, doc store.Doc, rev int64) error {
	if m.left.Add(-1) < 0 {
		return errKilled
	}
	return m.Engine.Replace(ctx, collection, doc, rev)
}
