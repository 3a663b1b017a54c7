package learning_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
)

// An attempt on the old version that was open when the question was marked, and one that is handed in while the walk goes on.
func TestOpenAndRacingAttemptsDoNotSlipThrough(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	_, _, other := w.open(w.engine) // never refreshed: it learns of the erratum from the store
	w.lessons(w.pema)
	a, err := w.learning.StartAttempt(ctx, w.pema, conduct, learning.ViaWeb)
	w.must(err)
	for i, d := range a.Drawn {
		w.must(w.learning.SaveAnswer(ctx, w.pema, a.ID, d.Item, answer(d.Item, i > 0)))
	}
	w.faulty(a.Drawn[0].Item, alsoNo)
	w.regrade()
	o, err := other.Submit(ctx, w.pema, a.ID)
	w.must(err)
	if o.Score != 10000 || !o.Passed || len(o.Corrections) != 1 {
		t.Errorf("open attempt: got %+v, want it corrected at once", o)
	}
	var people []org.PersonID
	var attempts []learning.Attempt
	for i := range 24 {
		p := w.person(fmt.Sprintf("4%05d", i), "Somebody", org.KindRegular)
		people = append(people, p)
	}
	w.must(other.Refresh(ctx))
	_, register, third := w.open(w.engine)
	w.must(register.Refresh(ctx))
	for _, p := range people {
		w.lessons(p)
		a, err := w.learning.StartAttempt(ctx, p, conduct, learning.ViaWeb)
		w.must(err)
		attempts = append(attempts, a)
		for _, d := range a.Drawn {
			w.must(w.learning.SaveAnswer(ctx, p, a.ID, d.Item, answer(d.Item, false)))
		}
	}
	items := []courses.ItemID{"a-0", "a-1", "a-2", "b-0", "b-1", "b-2"}
	together(len(people)+2*len(items), []*learning.Service{w.learning, third}, func(i int, s *learning.Service) {
		switch {
		case i < len(people):
			if _, err := s.Submit(ctx, people[i], attempts[i].ID); err != nil {
				t.Errorf("submit: %v", err)
			}
		case i%2 == 0:
			for try := 0; ; try++ { // two leads at once: one is told to look again
				e := learning.Erratum{Course: conduct, Item: items[(i-len(people))/2], Versions: []courses.Version{"1.0.0"}, Kind: learning.ErratumVoid, Cause: "Faulty."}
				_, err := s.MarkErratum(ctx, e, "lead")
				if err == nil || !fault.Is(err, fault.CodeConflict) || try > 50 {
					if err != nil {
						t.Errorf("mark: %v", err)
					}
					break
				}
			}
		}
		if _, err := s.Regrade(ctx); err != nil {
			t.Errorf("regrade: %v", err)
		}
	})
	w.must(w.learning.Refresh(ctx))
	w.regrade()
	w.allRegraded(people, attempts, items)
}

// allRegraded looks at the facts alone, since reading an attempt would mend it.
func (w *world) allRegraded(people []org.PersonID, attempts []learning.Attempt, items []courses.ItemID) {
	w.t.Helper()
	first := w.outcomeItem()
	for i, p := range people {
		want, got := 0, 0
		for _, d := range attempts[i].Drawn {
			if slices.Contains(items, d.Item) || d.Item == first {
				want += 2500
			}
		}
		for _, f := range w.facts(p) {
			score, _ := f.Result()
			got = max(got, score)
		}
		if got != want {
			w.t.Errorf("person %d: got %d, want %d", i, got, want)
		}
	}
}

// outcomeItem is the item of the first erratum.
func (w *world) outcomeItem() courses.ItemID {
	list, err := w.learning.Errata(w.t.Context(), conduct)
	w.must(err)
	return list[0].Item
}

// Killed, or left by the store, at any write of a regrade: doing it again brings everybody to the same record.
func TestRegradeInterruptedAnywhere(t *testing.T) {
	for _, end := range []fate{unwritten, unheard, killed} {
		for _, k := range []int{1, 3, 5, 8} { // facts, of which there are three at least, then audit entries and notes that it is applied
			t.Run(fmt.Sprintf("%s %d", end, k), func(t *testing.T) {
				w := newWorld(t)
				ctx := t.Context()
				people := []org.PersonID{w.pema, w.head, w.guest}
				for _, p := range people {
					w.lessons(p)
					w.miss(p, 4)
				}
				for _, id := range []courses.ItemID{"a-0", "a-1", "a-2", "a-3", "a-4"} { // at least one of the two that each drew
					w.must(func() error {
						_, err := w.learning.MarkErratum(ctx, learning.Erratum{Course: conduct, Item: id, Versions: []courses.Version{"1.0.0"}, Kind: learning.ErratumVoid, Cause: "Faulty."}, "lead")
						return err
					}())
				}
				engine := &fragile{Engine: w.engine, fate: end}
				engine.left.Store(1 << 40)
				_, _, dying := w.open(engine)
				engine.left.Store(int64(k))
				if err := survive(dying, func(s *learning.Service) error { _, err := s.Regrade(ctx); return err }); err == nil {
					t.Fatal("the regrade was not interrupted")
				}
				w.regrade()
				w.regrade()
				for _, p := range people {
					attempts := []learning.Attempt{{Drawn: w.drawn(p)}}
					w.allRegraded([]org.PersonID{p}, attempts, []courses.ItemID{"a-0", "a-1", "a-2", "a-3", "a-4"})
					for id := range w.facts(p) {
						if strings.Count(id, "/") > 7 {
							t.Errorf("a second regrade by one erratum: %s", id)
						}
					}
				}
				list, err := w.learning.Errata(ctx, conduct)
				w.must(err)
				for _, e := range list {
					if e.Applied.IsZero() {
						t.Errorf("erratum %d is not applied", e.Number)
					}
				}
			})
		}
	}
}

// drawn gives the items of the person's first attempt.
func (w *world) drawn(p org.PersonID) []assessment.Drawn {
	w.t.Helper()
	var data learning.StartData
	f := w.facts(p)[learning.FactID(p, conduct, 1, "attempt", "1")]
	w.must(f.Into(&data))
	return data.Drawn
}

// A server that dies between a submission and its regrade: the next call of anything finishes it, and so does the nightly walk.
func TestRegradeAfterASubmissionIsFinished(t *testing.T) {
	for name, finish := range map[string]func(*world, learning.AttemptID) error{
		"progress": func(w *world, _ learning.AttemptID) error {
			_, err := w.learning.Progress(w.t.Context(), w.pema, conduct)
			return err
		},
		"record": func(w *world, _ learning.AttemptID) error {
			_, err := w.learning.Record(w.t.Context(), w.pema)
			return err
		},
		"nightly": func(w *world, _ learning.AttemptID) error { _, err := w.learning.RegradeAll(w.t.Context()); return err },
		"submit": func(w *world, id learning.AttemptID) error {
			_, err := w.learning.Submit(w.t.Context(), w.pema, id)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.lessons(w.pema)
			a, err := w.learning.StartAttempt(t.Context(), w.pema, conduct, learning.ViaWeb)
			w.must(err)
			w.faulty(a.Drawn[0].Item, nil)
			w.regrade()
			engine := &fragile{Engine: w.engine, fate: killed}
			engine.left.Store(1 << 40)
			_, _, dying := w.open(engine)
			engine.left.Store(2) // the frozen sheet, then the submission
			if err := survive(dying, func(s *learning.Service) error { _, err := s.Submit(t.Context(), w.pema, a.ID); return err }); err == nil {
				t.Fatal("the process was not killed")
			}
			if _, ok := w.facts(w.pema)[string(a.ID)+"/submission/regrade/1"]; ok {
				t.Fatal("the regrade is there already")
			}
			w.must(finish(w, a.ID))
			if _, ok := w.facts(w.pema)[string(a.ID)+"/submission/regrade/1"]; !ok {
				t.Error("the regrade is missing")
			}
		})
	}
}

// What came in on paper is regraded as it is recorded.
func TestAFactFromElsewhereIsRegraded(t *testing.T) {
	w := newWorld(t)
	w.faulty("a-0", nil)
	e := w.begin(w.pema)
	paper := learning.SubmissionData{Points: []assessment.ItemPoints{{Item: "a-0"}, {Item: "b-0", Points: 10000}}, Score: 5000, PassMark: 8000}
	f, err := e.NewFact(learning.KindSubmitted, learning.ViaPaper, paper, "attempt", "1", "submission")
	w.must(err)
	w.must(w.learning.AddFact(t.Context(), f))
	if got := w.facts(w.pema)[f.ID+"/regrade/1"]; got.Via != learning.ViaPaper {
		t.Errorf("regrade: got %+v, want one that came as the submission did", got)
	}
}
