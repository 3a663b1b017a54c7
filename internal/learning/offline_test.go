package learning_test

import (
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
)

// A lesson read without a link is told later with the time that the device says, twice or by two devices, and stands once.
func TestLessonsReadWithoutALink(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	begun := w.begin(w.pema)
	w.clock.advance(48 * time.Hour)
	read := w.clock.Now().Add(-3 * time.Hour)

	_, err := w.learning.FinishLessonAt(ctx, w.pema, conduct, "two", read.Add(time.Hour))
	w.refused(err, fault.CodeConflict, "go in order") // the queue sends it again, after the first
	for range 2 {
		_, err = w.learning.FinishLessonAt(ctx, w.pema, conduct, "one", read)
		w.must(err)
	}
	_, err = w.learning.FinishLessonAt(ctx, w.pema, conduct, "one", read.Add(time.Hour))
	w.must(err)
	_, err = w.learning.FinishLessonAt(ctx, w.pema, conduct, "two", begun.At.Add(-time.Hour)) // a clock that is wrong
	w.must(err)
	_, err = w.learning.FinishLessonAt(ctx, w.pema, conduct, "three", w.clock.Now().Add(time.Hour))
	w.must(err)

	facts := w.facts(w.pema)
	if len(facts) != 7 {
		t.Errorf("got %d facts, want the enrolment and each lesson opened and done, once", len(facts))
	}
	for lesson, want := range map[string]time.Time{"one": read, "two": begun.At, "three": w.clock.Now()} {
		done := facts[learning.FactID(w.pema, conduct, 1, "lesson", lesson)]
		opened := facts[learning.FactID(w.pema, conduct, 1, "lesson", lesson, "opened")]
		if !done.At.Equal(want) || !opened.At.Equal(want) || done.Via != learning.ViaOffline || !done.Recorded.Equal(w.clock.Now()) {
			t.Errorf("%s: got done at %s, opened at %s by way of %s, recorded %s; want %s, offline, now", lesson, done.At, opened.At, done.Via, done.Recorded, want)
		}
	}
}

// Answers given without a link come in any order, any number of times, with the same result: of each question the one given last.
func TestAnswersInAnyOrder(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	w.lessons(w.pema)
	attempt, err := w.learning.StartAttempt(ctx, w.pema, conduct, learning.ViaWeb)
	w.must(err)
	want := map[courses.ItemID]assessment.Answer{}
	type given struct {
		item   courses.ItemID
		answer assessment.Answer
		at     time.Time
	}
	rapid.Check(t, func(r *rapid.T) {
		day := w.clock.Now()
		w.clock.advance(24 * time.Hour)
		latest := map[courses.ItemID]time.Time{}
		var sent []given
		for _, minute := range rapid.SliceOfNDistinct(rapid.IntRange(1, 1400), 1, 8, rapid.ID[int]).Draw(r, "minutes") {
			item := rapid.SampledFrom(attempt.Drawn).Draw(r, "item").Item
			g := given{item, answer(item, rapid.Bool().Draw(r, "right")), day.Add(time.Duration(minute) * time.Minute)}
			if g.at.After(latest[item]) {
				latest[item], want[item] = g.at, g.answer
			}
			sent = append(sent, g)
		}
		again := rapid.SliceOfN(rapid.SampledFrom(sent), 0, 6).Draw(r, "again")
		for _, g := range rapid.Permutation(append(sent, again...)).Draw(r, "order") {
			if err := w.learning.SaveAnswerAt(ctx, w.pema, attempt.ID, g.item, g.answer, g.at); err != nil && !fault.Is(err, fault.CodeConflict) {
				r.Fatal(err)
			}
		}
		now, err := w.learning.Attempt(ctx, w.pema, attempt.ID)
		if err != nil || !reflect.DeepEqual(now.Answers, want) {
			r.Fatalf("got %v, %v, want %v", now.Answers, err, want)
		}
	})
}

// An answer given on another phone in the meantime stays, and so does what was handed in; both are said.
func TestAnswersThatCameTooLate(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	w.lessons(w.pema)
	a, err := w.learning.StartAttempt(ctx, w.pema, conduct, learning.ViaWeb)
	w.must(err)
	item := a.Drawn[0].Item
	w.clock.advance(time.Hour)
	w.must(w.learning.SaveAnswer(ctx, w.pema, a.ID, item, answer(item, true)))
	w.clock.advance(time.Hour)
	w.refused(w.learning.SaveAnswerAt(ctx, w.pema, a.ID, item, answer(item, false), w.clock.Now().Add(-90*time.Minute)), fault.CodeConflict, "later answer")
	w.must(w.learning.SaveAnswerAt(ctx, w.pema, a.ID, item, answer(item, true), w.clock.Now().Add(-90*time.Minute)))
	w.must(w.learning.SaveAnswerAt(ctx, w.pema, a.ID, item, answer(item, false), w.clock.Now().Add(-time.Minute)))
	_, err = w.learning.Submit(ctx, w.pema, a.ID)
	w.must(err)
	w.refused(w.learning.SaveAnswerAt(ctx, w.pema, a.ID, item, answer(item, true), w.clock.Now()), fault.CodeConflict, "handed in")
	w.refused(w.learning.SaveAnswerAt(ctx, w.guest, a.ID, item, answer(item, true), w.clock.Now()), fault.CodeNotFound)
}
