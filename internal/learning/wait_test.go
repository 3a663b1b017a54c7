package learning_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
)

// after fails an attempt and gives how long the next one is away; it also checks that StartAttempt says the same.
func (w *world) after(t *testing.T) time.Duration {
	t.Helper()
	o := w.attempt(w.pema, false)
	wait := o.Next.Sub(w.clock.Now())
	if wait > 0 {
		_, err := w.learning.StartAttempt(t.Context(), w.pema, conduct, learning.ViaWeb)
		w.refused(err, fault.CodeTooMany, "next attempt")
		if f, _ := fault.As(err); f.RetryAfter != wait {
			t.Errorf("retry after: got %s, want %s", f.RetryAfter, wait)
		}
	}
	return wait
}

func TestDelayGrowsAndIsNeverOverADay(t *testing.T) {
	w := newWorld(t)
	w.lessons(w.pema)
	minutes := []int{15, 30, 60, 120, 240, 480, 960, 1440, 1440}
	for i, m := range minutes {
		if got, want := w.after(t), time.Duration(m)*time.Minute; got != want {
			t.Errorf("after failure %d: got %s, want %s", i+1, got, want)
		}
		w.clock.advance(time.Duration(m) * time.Minute)
	}
	if o := w.attempt(w.pema, true); !o.Passed {
		t.Error("the tenth attempt: not passed")
	}
	_, err := w.learning.StartAttempt(t.Context(), w.pema, conduct, learning.ViaWeb)
	w.refused(err, fault.CodeConflict, "passed", "100 %")
}

func TestDelayMessageSaysWhen(t *testing.T) {
	for _, c := range []struct {
		at   time.Time
		want string
	}{
		{at("2026-03-10", 9, 0), "at 09:15 today"},
		{at("2026-03-10", 23, 50), "at 00:05 tomorrow"},
		{at("2026-03-10", 9, 0).Add(time.Second), "at 09:16 today"}, // never a minute too early
	} {
		w := newWorld(t)
		w.lessons(w.pema)
		w.clock.advance(c.at.Sub(w.clock.Now()))
		w.attempt(w.pema, false)
		_, err := w.learning.StartAttempt(t.Context(), w.pema, conduct, learning.ViaWeb)
		w.refused(err, fault.CodeTooMany, c.want)
	}
}

func TestDelayNeverCrossesTheDueDate(t *testing.T) {
	w := newWorld(t)
	w.lessons(w.pema)
	for range 6 {
		w.clock.advance(w.after(t))
	}
	// The seventh delay would be 16 hours; six are left of the day on which the course is due: 90 days end on a Sunday, so it is Monday.
	w.clock.advance(at("2026-06-01", 18, 0).Sub(w.clock.Now()))
	got := w.after(t)
	if want := 3*time.Hour - time.Millisecond; got != want { // a day ends with its last millisecond
		t.Errorf("six hours before the end of the due date: got %s, want %s", got, want)
	}
	w.clock.advance(got)
	due := at("2026-06-02", 0, 0)
	for range 20 {
		w.clock.advance(w.after(t))
		if !w.clock.Now().Before(due) {
			t.Fatalf("the next attempt begins at %s, after the due date", w.clock.Now())
		}
	}
	// Once overdue, the delay is the course's again, at most a day.
	w.clock.advance(due.Sub(w.clock.Now()) + time.Hour)
	if got := w.after(t); got != 24*time.Hour {
		t.Errorf("when overdue: got %s, want 24h", got)
	}
}

func TestLimitBindsOnlyWhereTheCourseIsOptional(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	_, err := w.learning.Begin(ctx, w.guest, freeCourse, learning.ViaWeb)
	w.must(err)
	for _, id := range []courses.LessonID{"one", "two", "three"} {
		_, err := w.learning.FinishLesson(ctx, w.guest, freeCourse, id, learning.ViaWeb)
		w.must(err)
	}
	for range 2 {
		a, err := w.learning.StartAttempt(ctx, w.guest, freeCourse, learning.ViaWeb)
		w.must(err)
		_, err = w.learning.Submit(ctx, w.guest, a.ID)
		w.must(err)
		w.clock.advance(time.Hour)
	}
	_, err = w.learning.StartAttempt(ctx, w.guest, freeCourse, learning.ViaWeb)
	w.refused(err, fault.CodeConflict, "2 attempts")
	if p, err := w.learning.Progress(ctx, w.guest, freeCourse); err != nil || !p.NoAttempts || len(p.Attempts) != 2 {
		t.Errorf("progress: got %+v, %v, want two attempts and none left", p, err)
	}
	// The same course, made mandatory, has no last attempt.
	_, err = w.learning.AddRule(ctx, learning.Rule{Rule: "guests", Title: "Guests too", Course: freeCourse, DueDays: 30, From: "2026-03-01",
		Audience: learning.Audience{Kinds: []org.Kind{org.KindInvited}}}, "officer")
	w.must(err)
	if _, err = w.learning.StartAttempt(ctx, w.guest, freeCourse, learning.ViaWeb); err != nil {
		t.Errorf("once mandatory: got %v, want an attempt", err)
	}
}

func TestRetriesDrawUnseenItemsFirst(t *testing.T) {
	w := newWorld(t)
	w.lessons(w.pema)
	seen := map[courses.ItemID]int{}
	for n := range 6 {
		a, err := w.learning.StartAttempt(t.Context(), w.pema, conduct, learning.ViaWeb)
		w.must(err)
		for _, d := range a.Drawn {
			seen[d.Item]++
			if seen[d.Item] != n/3+1 { // six items of each objective, two at a time
				t.Errorf("attempt %d shows %s for the %dth time", n+1, d.Item, seen[d.Item])
			}
		}
		w.clock.advance(w.attempt(w.pema, false).Next.Sub(w.clock.Now()))
	}
}

// The order in which answers are saved, and how often, leaves no trace in what is recorded.
func TestOrderOfSavingIsIrrelevant(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	w.lessons(w.pema)
	for n := range 5 {
		a, err := w.learning.StartAttempt(ctx, w.pema, conduct, learning.ViaWeb)
		w.must(err)
		rnd := rand.New(rand.NewPCG(uint64(n), 1))
		for _, i := range append(rnd.Perm(4), rnd.Perm(4)...) {
			item := a.Drawn[i].Item
			w.must(w.learning.SaveAnswer(ctx, w.pema, a.ID, item, answer(item, i == 0)))
		}
		o, err := w.learning.Submit(ctx, w.pema, a.ID)
		w.must(err)
		var data learning.SubmissionData
		w.must(w.facts(w.pema)[string(a.ID)+"/submission"].Into(&data))
		var shape []byte
		for i, g := range data.Answers {
			if g.Item != a.Drawn[i].Item {
				t.Errorf("answer %d: got item %s, want %s", i, g.Item, a.Drawn[i].Item)
			}
			shape = append(shape, map[assessment.Points]byte{0: '-', assessment.Whole: '+'}[o.Points[i].Points])
		}
		if string(shape) != "+---" {
			t.Errorf("attempt %d: got %s, want +---", n+1, shape)
		}
		w.clock.advance(o.Next.Sub(w.clock.Now()))
	}
}
