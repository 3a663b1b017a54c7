package workbook_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"

	"lamtoen/internal/store"
	"lamtoen/internal/workbook"
)

var errInjected = errors.New("injected failure")

// fragile is an engine whose k-th write fails, before or after it is done, and every later one until it is mended.
type fragile struct {
	store.Engine
	left atomic.Int64
	done bool // the failing write is done; only its answer is lost
}

func (f *fragile) write(do func() error) error {
	switch n := f.left.Add(-1); {
	case n > 0:
		return do()
	case n == 0 && f.done:
		_ = do()
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

// steps is the way of a plan from nothing to the beginning of its second version, by a returned round. Each gives a plan on
// which the next acts, so each may be repeated after a failure as a person would: from what the page shows.
func (w *world) steps(ctx context.Context) []func(*workbook.Service) error {
	reading := func(a workbook.Access, do func(*workbook.Service, workbook.Plan) error) func(*workbook.Service) error {
		return func(s *workbook.Service) error {
			p, err := s.Plan(ctx, a)
			if err != nil {
				return err
			}
			return do(s, p)
		}
	}
	submit := func(round int) func(*workbook.Service) error {
		return reading(w.lead, func(s *workbook.Service, p workbook.Plan) error {
			if p.Round >= round {
				return nil // the page shows that it is submitted
			}
			return s.Submit(ctx, w.lead, seen(p))
		})
	}
	decide := func(round int, agree bool) func(*workbook.Service) error {
		return reading(w.imo, func(s *workbook.Service, p workbook.Plan) error {
			sheet := answers(s.Form())
			if !agree {
				sheet.Note = "Add a date."
			}
			return s.Decide(ctx, w.imo, workbook.Seen{Version: 1, Round: round}, sheet, agree)
		})
	}
	return []func(*workbook.Service) error{
		func(s *workbook.Service) error { return s.Begin(ctx, w.lead, 1) },
		func(s *workbook.Service) error { return complete(ctx, s, w.lead) },
		submit(1), decide(1, false), submit(2), decide(2, true),
		func(s *workbook.Service) error { return s.Begin(ctx, w.lead, 2) },
	}
}

func TestKilledBetweenAnyTwoWrites(t *testing.T) {
	for _, done := range []bool{false, true} {
		for k := int64(1); ; k++ {
			ended := false
			t.Run(fmt.Sprintf("write %d, done %v", k, done), func(t *testing.T) {
				w := newWorld(t)
				f := &fragile{Engine: w.engine, done: done}
				f.left.Store(1 << 40)
				s := w.open(f, form(t))
				f.left.Store(k)
				failures := 0
				for i, step := range w.steps(t.Context()) {
					err := step(s)
					if err == nil {
						continue
					}
					if !errors.Is(err, errInjected) {
						t.Fatalf("step %d: got %v", i, err)
					}
					failures++
					f.left.Store(1 << 40)
					s = w.open(f, form(t)) // another process
					if err := step(s); err != nil {
						t.Fatalf("step %d again: got %v, want it to go on", i, err)
					}
				}
				w.check(t, s)
				ended = failures == 0
			})
			if ended || t.Failed() {
				break
			}
		}
	}
}

// check looks at what all ways must come to.
func (w *world) check(t *testing.T, s *workbook.Service) {
	t.Helper()
	p, err := s.Plan(t.Context(), w.lead)
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, f := range p.History {
		kinds = append(kinds, f.ID)
	}
	want := "[moh/1 moh/1/1/submitted moh/1/1/review moh/1/2/submitted moh/1/2/review moh/2]"
	if got := fmt.Sprint(kinds); got != want {
		t.Errorf("facts: got %s, want %s", got, want)
	}
	if p.Version != 2 || p.State != workbook.StateBegun || len(p.Entries) != 4 {
		t.Errorf("got version %d, %s, %d fields; want the second version with the text of the first", p.Version, p.State, len(p.Entries))
	}
	for round := 1; round <= 2; round++ {
		if d, err := s.Submitted(t.Context(), w.lead, 1, round); err != nil || len(d.Entries) != 4 {
			t.Errorf("round %d: got %d fields, %v; want all that was submitted", round, len(d.Entries), err)
		}
	}
}
