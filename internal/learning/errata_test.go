package learning_test

import (
	"fmt"
	"slices"
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
