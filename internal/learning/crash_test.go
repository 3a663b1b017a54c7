package learning_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// fate says how a write ends on which an engine gives up.
type fate string

const (
	unwritten fate = "error before the write"
	unheard   fate = "error after the write" // the answer was lost
	killed    fate = "killed after the write"
)

var errInjected = errors.New("injected failure")

// fragile is an engine whose k-th write fails, and every later one until it is mended.
type fragile struct {
	store.Engine
	left atomic.Int64
	fate fate
}

// write lets a write through, or ends it as the fate says.
func (f *fragile) write(do func() error) error {
	switch n := f.left.Add(-1); {
	case n > 0:
		return do()
	case n < 0 || f.fate == unwritten:
		return errInjected
	}
	if err := do(); err != nil {
		return err
	}
	if f.fate == killed {
		panic(errInjected)
	}
	return errInjected
}

func (f *fragile) Insert(ctx context.Context, collection string, docs []store.Doc) (outcomes []error, err error) {
	err = f.write(func() error {
		outcomes, err = f.Engine.Insert(ctx, collection, docs)
		return err
	})
	return outcomes, err
}

func (f *fragile) Replace(ctx context.Context, collection string, doc store.Doc, rev int64) error {
	return f.write(func() error { return f.Engine.Replace(ctx, collection, doc, rev) })
}

// steps is the journey of one person through the mandatory course; each step may be repeated.
func (w *world) steps(person org.PersonID) []func(*learning.Service) error {
	ctx := w.t.Context()
	list := []func(*learning.Service) error{func(s *learning.Service) error {
		_, err := s.Begin(ctx, person, conduct, learning.ViaWeb)
		return err
	}}
	for _, id := range []courses.LessonID{"one", "two", "three"} {
		list = append(list, func(s *learning.Service) error {
			_, err := s.OpenLesson(ctx, person, conduct, id, learning.ViaWeb)
			return err
		}, func(s *learning.Service) error {
			_, err := s.FinishLesson(ctx, person, conduct, id, learning.ViaWeb)
			return err
		})
	}
	var open learning.Attempt
	list = append(list, func(s *learning.Service) (err error) {
		open, err = s.StartAttempt(ctx, person, conduct, learning.ViaWeb)
		return err
	})
	for i := range 4 {
		list = append(list, func(s *learning.Service) error {
			item := open.Drawn[i].Item
			return s.SaveAnswer(ctx, person, open.ID, item, answer(item, true))
		})
	}
	return append(list, func(s *learning.Service) error {
		_, err := s.Submit(ctx, person, open.ID)
		return err
	}, func(s *learning.Service) error {
		p, err := s.Progress(ctx, person, conduct)
		if err != nil {
			return err
		}
		_, err = s.Sign(ctx, person, conduct, learning.Signature{TextHash: p.Acknowledgement.Hash, TypedName: "Me"})
		return err
	})
}

// survive runs a step on a service that may be killed in it.
func survive(s *learning.Service, step func(*learning.Service) error) (err error) {
	defer func() {
		switch p := recover().(type) {
		case nil:
		case error:
			err = fmt.Errorf("killed: %w", p)
		default:
			panic(p)
		}
	}()
	return step(s)
}

// Whatever write fails, and however, repeating the step brings the person to the same record as everyone else.
func TestFailureAtEveryWrite(t *testing.T) {
	const writes = 16 // of the journey: enrolment, 3 × 2 for lessons, start, sheet, 4 answers, freeze, submission, signature
	w := newWorld(t)
	for _, end := range []fate{unwritten, unheard, killed} {
		for k := 1; k <= writes+1; k++ {
			person := w.person(fmt.Sprintf("2%04d%s", k, map[fate]string{unwritten: "A", unheard: "B", killed: "C"}[end]), "Somebody", org.KindRegular)
			w.must(w.register.Refresh(t.Context()))
			engine := &fragile{Engine: w.engine, fate: end}
			engine.left.Store(1 << 40) // until the services are open
			_, _, service := w.open(engine)
			engine.left.Store(int64(k))
			failures := 0
			for _, step := range w.steps(person) {
				w.clock.advance(time.Second)
				if err := survive(service, step); err != nil {
					failures++
					_, _, service = w.open(w.engine) // a new process
					w.must(step(service))
				}
				w.clock.advance(time.Second)
				w.must(survive(service, step)) // and everyone presses twice
			}
			if want := 1; k <= writes && failures != want || k > writes && failures != 0 {
				t.Errorf("%s %d: the journey failed %d times", end, k, failures)
			}
			w.checkRecord(person, fmt.Sprintf("%s %d", end, k))
		}
	}
}

// checkRecord: every fact of the journey once, and none besides.
func (w *world) checkRecord(person org.PersonID, name string) {
	w.t.Helper()
	facts := w.facts(person)
	want := []string{"", "/lesson/one/opened", "/lesson/one", "/lesson/two/opened", "/lesson/two", "/lesson/three/opened", "/lesson/three",
		"/attempt/1", "/attempt/1/submission", "/signature"}
	for _, id := range want {
		if _, ok := facts[learning.FactID(person, conduct, 1)+id]; !ok {
			w.t.Errorf("%s: fact %q is lost", name, id)
		}
	}
	if len(facts) != len(want) {
		w.t.Errorf("%s: got %d facts, want %d", name, len(facts), len(want))
	}
	submission := facts[learning.FactID(person, conduct, 1, "attempt", "1", "submission")]
	if score, passed := submission.Result(); score != 10000 || !passed {
		w.t.Errorf("%s: score %d, passed %v, want all four answers to count", name, score, passed)
	}
	p, err := w.learning.Progress(w.t.Context(), person, conduct)
	w.must(err)
	if p.Status.State != learning.StateComplete {
		w.t.Errorf("%s: got %s, want complete", name, p.Status.State)
	}
	for _, f := range facts {
		if f.At.After(f.Recorded) {
			w.t.Errorf("%s: %s happened at %s, after it was recorded at %s", name, f.ID, f.At, f.Recorded)
		}
	}
}

// A sheet that was handed in by a process that died before grading is graded by whatever is called next.
func TestInterruptedSubmissionIsFinishedByAnyCall(t *testing.T) {
	ctx := t.Context()
	for name, call := range map[string]func(w *world, a learning.Attempt) error{
		"attempt": func(w *world, a learning.Attempt) error {
			got, err := w.learning.Attempt(ctx, w.pema, a.ID)
			if err == nil && got.Outcome == nil {
				err = errors.New("the attempt is still open")
			}
			return err
		},
		"save": func(w *world, a learning.Attempt) error {
			item := a.Drawn[1].Item
			if w.learning.SaveAnswer(ctx, w.pema, a.ID, item, answer(item, true)) == nil {
				return errors.New("an answer was taken after the sheet was handed in")
			}
			return nil
		},
		"start": func(w *world, a learning.Attempt) error {
			if got, err := w.learning.StartAttempt(ctx, w.pema, conduct, learning.ViaWeb); err == nil {
				return fmt.Errorf("attempt %s began, though the first failed a second ago", got.ID)
			}
			return nil
		},
		"submit": func(w *world, a learning.Attempt) error {
			_, err := w.learning.Submit(ctx, w.pema, a.ID)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.lessons(w.pema)
			a, err := w.learning.StartAttempt(ctx, w.pema, conduct, learning.ViaWeb)
			w.must(err)
			w.must(w.learning.SaveAnswer(ctx, w.pema, a.ID, a.Drawn[0].Item, answer(a.Drawn[0].Item, true)))
			engine := &fragile{Engine: w.engine, fate: killed}
			engine.left.Store(1 << 40)
			_, _, dying := w.open(engine)
			engine.left.Store(1)
			handed := w.clock.Now()
			if err := survive(dying, func(s *learning.Service) error { _, err := s.Submit(ctx, w.pema, a.ID); return err }); err == nil {
				t.Fatal("the process was not killed")
			}
			w.clock.advance(time.Second)
			w.must(call(w, a))
			f, ok := w.facts(w.pema)[string(a.ID)+"/submission"]
			if score, _ := f.Result(); !ok || score != 2500 || !f.At.Equal(handed) {
				t.Errorf("submission: got %v with %d at %s, want 2500 at %s, when it was handed in", ok, score, f.At, handed)
			}
		})
	}
}
