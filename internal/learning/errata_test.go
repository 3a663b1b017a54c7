package learning_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
)

// faulty marks an item of the mandatory course.
func (w *world) faulty(item courses.ItemID, change func(*learning.Erratum)) learning.Erratum {
	w.t.Helper()
	e := learning.Erratum{Course: conduct, Item: item, Versions: []courses.Version{"1.0.0"}, Kind: learning.ErratumVoid, Cause: "Two answers were right."}
	if change != nil {
		change(&e)
	}
	e, err := w.learning.MarkErratum(w.t.Context(), e, "lead")
	w.must(err)
	return e
}

// alsoNo accepts the wrong answer to the item too.
func alsoNo(e *learning.Erratum) {
	e.Kind, e.Keys = learning.ErratumKeys, assessment.Keys{Options: []courses.OptionID{courses.OptionID(e.Item + "-no")}}
}

// miss submits an attempt with so many of its four questions wrong, the first ones, and gives them.
func (w *world) miss(person org.PersonID, wrong int) (learning.Outcome, []courses.ItemID) {
	w.t.Helper()
	a, err := w.learning.StartAttempt(w.t.Context(), person, conduct, learning.ViaWeb)
	w.must(err)
	var missed []courses.ItemID
	for i, d := range a.Drawn {
		if i < wrong {
			missed = append(missed, d.Item)
		}
		w.must(w.learning.SaveAnswer(w.t.Context(), person, a.ID, d.Item, answer(d.Item, i >= wrong)))
	}
	o, err := w.learning.Submit(w.t.Context(), person, a.ID)
	w.must(err)
	return o, missed
}

func (w *world) regrade() int {
	w.t.Helper()
	n, err := w.learning.Regrade(w.t.Context())
	w.must(err)
	return n
}

func (w *world) outcome(person org.PersonID, id learning.AttemptID) learning.Outcome {
	w.t.Helper()
	a, err := w.learning.Attempt(w.t.Context(), person, id)
	w.must(err)
	return *a.Outcome
}

func TestAnErratumTurnsAFailureIntoAPass(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	w.lessons(w.pema)
	o, missed := w.miss(w.pema, 1)
	if o.Passed || o.Score != 7500 {
		t.Fatalf("attempt: got %d, want 7500 and a failure", o.Score)
	}
	handed := o.Submitted
	w.clock.advance(24 * time.Hour)
	before := w.clock.Now()
	w.clock.advance(time.Hour)
	e := w.faulty(missed[0], nil)
	if again := w.faulty(missed[0], nil); again.Number != e.Number {
		t.Errorf("marked twice: got erratum %d, want %d", again.Number, e.Number)
	}
	if n := w.regrade(); n != 1 {
		t.Errorf("regrade: got %d facts, want 1", n)
	}
	if n := w.regrade(); n != 0 {
		t.Errorf("regrade again: got %d facts, want none", n)
	}
	p, err := w.learning.Progress(ctx, w.pema, conduct)
	w.must(err)
	if p.Status.Next.Step != learning.StepSign || !p.Status.Passed || p.Status.Score != 10000 || !p.Attempts[0].Corrected || !p.NextAttempt.IsZero() {
		t.Errorf("progress: got %+v, want the signature next", p.Status)
	}
	f := w.facts(w.pema)[string(o.Attempt)+"/submission/regrade/1"]
	if !f.At.Equal(handed) || !f.Recorded.After(before) || f.Kind != learning.KindRegraded {
		t.Errorf("fact: got %+v, want it at %s and recorded after %s", f, handed, before)
	}
	o = w.outcome(w.pema, o.Attempt)
	want := learning.Correction{Fact: f.ID, Attempt: o.Attempt, Question: 1, Item: missed[0], Cause: "Two answers were right.", Was: 7500,
		Score: 10000, Passed: true, Recorded: f.Recorded}
	if !o.Passed || o.Score != 10000 || len(o.Reread) != 0 || len(o.Corrections) != 1 || o.Corrections[0] != want {
		t.Errorf("outcome: got %+v, want it corrected as %+v", o, want)
	}
	w.told(1)
	w.must(w.learning.SeeCorrections(ctx, w.pema, before))
	w.told(1)
	w.must(w.learning.SeeCorrections(ctx, w.pema, w.clock.Now()))
	w.must(w.learning.SeeCorrections(ctx, w.pema, w.clock.Now()))
	w.told(0)
	asKnown(w, before)
}

// told checks how many corrections Pema has not seen.
func (w *world) told(want int) {
	w.t.Helper()
	record, err := w.learning.Record(w.t.Context(), w.pema)
	w.must(err)
	got := 0
	for _, c := range record[0].Corrections {
		if !c.Seen {
			got++
		}
	}
	if got != want {
		w.t.Errorf("corrections not seen: got %d, want %d", got, want)
	}
}

// asKnown: with what was known before, the person had failed; with what is known now, they had passed even then.
func asKnown(w *world, before time.Time) {
	w.t.Helper()
	facts, err := w.learning.FactsOf(w.t.Context(), w.pema, conduct)
	w.must(err)
	c, err := w.library.Course(conduct)
	w.must(err)
	in := learning.Inputs{Course: conduct, Facts: facts, Current: "1.0.0",
		Outlines: map[courses.Version]*learning.Outline{"1.0.0": learning.OutlineOf(c)}}
	if s := learning.Derive(in, before, before); s.Passed || s.Score != 7500 {
		w.t.Errorf("as known before: got %+v, want a failure with 7500", s)
	}
	if s := learning.Derive(in, before, w.clock.Now()); !s.Passed || s.Stage != learning.StatePassedNotSigned {
		w.t.Errorf("as at that day, known now: got %+v, want passed", s)
	}
}

// A completion that was reached without the regrade keeps its date: dated earlier it would end earlier.
func TestARegradeDatesNoCompletionEarlier(t *testing.T) {
	h := newHistory()
	h.Outlines["1.0.0"].Acknowledged = false
	h.fact(learning.KindEnrolled, 1, "2024-04-01", nil)
	h.lesson(1, "one", "2024-04-02")
	h.lesson(1, "two", "2024-04-03")
	h.submit(1, 1, 7000, false, "2024-04-04")
	h.submit(1, 2, 9000, true, "2024-06-01")
	was := h.asAt("2024-07-01")
	f := h.regrade(1, 1, 1, 8500, true, "2024-04-04")
	f.Recorded = instant("2024-06-15")
	if got := h.asAt("2024-07-01"); !got.Completed.Equal(was.Completed) || got.ValidUntil != was.ValidUntil {
		t.Errorf("completed: got %s until %s, want %s until %s", got.Completed, got.ValidUntil, was.Completed, was.ValidUntil)
	}
	if got := h.asAt("2024-05-01"); got.State != learning.StateComplete {
		t.Errorf("before the second attempt: got %s, want complete", got.State)
	}
}

func TestErrataInAnyOrder(t *testing.T) {
	for _, order := range [][]int{{0, 1}, {1, 0}} {
		for _, between := range []bool{true, false} {
			t.Run(fmt.Sprint(order, between), func(t *testing.T) {
				w := newWorld(t)
				w.lessons(w.pema)
				o, missed := w.miss(w.pema, 3)
				for _, i := range order {
					w.faulty(missed[i], alsoNo)
					if between {
						w.regrade()
					}
				}
				w.regrade()
				if got := w.outcome(w.pema, o.Attempt); got.Score != 7500 || got.Passed || len(got.Corrections) != 2 ||
					got.Corrections[0].Was != 2500 || got.Corrections[1].Was != 5000 {
					t.Errorf("outcome: got %+v, want 2500, then 5000, then 7500", got)
				}
			})
		}
	}
}

func TestWithdrawalTakesNothingAway(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	w.lessons(w.pema)
	o, missed := w.miss(w.pema, 2)
	e := w.faulty(missed[0], alsoNo)
	w.regrade()
	w.refused(w.learning.WithdrawErratum(ctx, conduct, e.Number, " ", "lead"), fault.CodeInvalid)
	w.refused(w.learning.WithdrawErratum(ctx, conduct, 9, "x", "lead"), fault.CodeNotFound)
	w.must(w.learning.WithdrawErratum(ctx, conduct, e.Number, "It was right after all.", "lead"))
	w.must(w.learning.WithdrawErratum(ctx, conduct, e.Number, "It was right after all.", "lead"))
	if got := w.outcome(w.pema, o.Attempt); got.Score != 7500 {
		t.Errorf("after the withdrawal: got %d, want 7500", got.Score)
	}
	// Another erratum lifts what the person has been given, though the first is gone.
	w.faulty(missed[1], alsoNo)
	w.regrade()
	if got := w.outcome(w.pema, o.Attempt); got.Score != 10000 || !got.Passed {
		t.Errorf("after another erratum: got %d, want 10000", got.Score)
	}
	// Attempts to come are graded without it.
	w.lessons(w.head)
	for {
		a, err := w.learning.StartAttempt(ctx, w.head, conduct, learning.ViaWeb)
		w.must(err)
		had := slices.ContainsFunc(a.Drawn, func(d assessment.Drawn) bool { return d.Item == missed[0] })
		other := slices.ContainsFunc(a.Drawn, func(d assessment.Drawn) bool { return d.Item == missed[1] })
		for _, d := range a.Drawn {
			w.must(w.learning.SaveAnswer(ctx, w.head, a.ID, d.Item, answer(d.Item, false)))
		}
		o, err := w.learning.Submit(ctx, w.head, a.ID)
		w.must(err)
		want := 0
		if other {
			want = 2500
		}
		if o.Score != want {
			t.Errorf("all wrong, with the withdrawn question %v and the faulty one %v: got %d, want %d", had, other, o.Score, want)
		}
		if had {
			break
		}
		w.clock.advance(25 * time.Hour)
	}
	list, err := w.learning.Errata(ctx, conduct)
	w.must(err)
	if len(list) != 2 || list[0].InForce() || list[0].Because != "It was right after all." || !list[1].InForce() || list[1].Applied.IsZero() {
		t.Errorf("errata: got %+v, want the first withdrawn and the second applied", list)
	}
	// Marked again with the same words it is another erratum.
	if again := w.faulty(missed[0], alsoNo); again.Number != 3 {
		t.Errorf("marked again: got number %d, want 3", again.Number)
	}
}

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

func TestPreviewAndEffect(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	w.lessons(w.pema)
	_, missed := w.miss(w.pema, 1)
	w.clock.advance(25 * time.Hour)
	w.lessons(w.guest)
	w.miss(w.guest, 4)
	e := learning.Erratum{Course: conduct, Item: missed[0], Versions: []courses.Version{"1.0.0"}, Kind: learning.ErratumVoid, Cause: " Faulty \n indeed. "}
	e, err := w.learning.CheckErratum(ctx, e)
	w.must(err)
	if e.Cause != "Faulty indeed." || e.Number != 1 {
		t.Errorf("checked: got %+v", e)
	}
	before := len(w.facts(w.pema)) + len(w.facts(w.guest))
	preview, err := w.learning.Preview(ctx, e)
	w.must(err)
	if after := len(w.facts(w.pema)) + len(w.facts(w.guest)); after != before {
		t.Errorf("the preview wrote %d facts", after-before)
	}
	if people := preview.People(); preview.Passes() != 1 || !slices.Equal(people, []org.PersonID{w.pema}) {
		t.Errorf("preview: got %+v, want Pema to pass", preview)
	}
	marked := w.faulty(missed[0], nil)
	w.regrade()
	effect, err := w.learning.EffectOf(ctx, marked)
	w.must(err)
	if fmt.Sprint(effect.Gains) != fmt.Sprint(preview.Gains) {
		t.Errorf("effect: got %v, want %v as previewed", effect.Gains, preview.Gains)
	}
}

func TestAVoidRegradeStaysVoid(t *testing.T) {
	w := newWorld(t)
	w.lessons(w.pema)
	o, missed := w.miss(w.pema, 1)
	w.faulty(missed[0], nil)
	w.regrade()
	w.must(w.learning.Void(t.Context(), string(o.Attempt)+"/submission/regrade/1", "another person's answers", "officer"))
	w.regrade()
	if got := w.outcome(w.pema, o.Attempt); got.Score != 7500 || got.Passed || len(got.Corrections) != 0 {
		t.Errorf("outcome: got %+v, want the submission's own", got)
	}
}

func TestWhatCannotBeMarked(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	for name, change := range map[string]func(*learning.Erratum){
		"cause":    func(e *learning.Erratum) { e.Cause = "\t" },
		"versions": func(e *learning.Erratum) { e.Versions = nil },
		"kind":     func(e *learning.Erratum) { e.Kind = "other" },
		"options": func(e *learning.Erratum) {
			alsoNo(e)
			e.Keys.Options[0] = "a-0-yes"
		},
		"item": func(e *learning.Erratum) { e.Item = "practice" },
	} {
		e := learning.Erratum{Course: conduct, Item: "a-0", Versions: []courses.Version{"1.0.0"}, Kind: learning.ErratumVoid, Cause: "Faulty."}
		change(&e)
		_, err := w.learning.MarkErratum(ctx, e, "lead")
		w.refused(err, fault.CodeInvalid)
		if f, _ := fault.As(err); len(f.Fields) != 1 || f.Fields[0].Name != name {
			t.Errorf("%s: got %+v, want that field named", name, f.Fields)
		}
	}
	for _, e := range []learning.Erratum{
		{Course: conduct, Item: "none", Versions: []courses.Version{"1.0.0"}, Kind: learning.ErratumVoid, Cause: "x"},
		{Course: conduct, Item: "a-0", Versions: []courses.Version{"9.0.0"}, Kind: learning.ErratumVoid, Cause: "x"},
		{Course: "none", Item: "a-0", Versions: []courses.Version{"1.0.0"}, Kind: learning.ErratumVoid, Cause: "x"},
	} {
		_, err := w.learning.MarkErratum(ctx, e, "lead")
		w.refused(err, fault.CodeNotFound)
	}
}
