package learning_test

import (
	"testing"
	"time"

	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
)

func TestVoidAndTellAgain(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	w.complete(w.pema)
	done := string(w.pema) + "/code-of-conduct/1/lesson/two"
	w.clock.advance(time.Hour)
	w.must(w.learning.Void(ctx, done, "not read by this person", string(w.head)))
	w.must(w.learning.Void(ctx, done, "not read by this person", string(w.head)))
	p, err := w.learning.Progress(ctx, w.pema, conduct)
	w.must(err)
	if p.Status.State != learning.StateUnderWay || p.Status.Next.Lesson != "two" || p.Status.Signed.IsZero() {
		t.Errorf("after the void: got %s, next %v", p.Status.State, p.Status.Next)
	}
	w.clock.advance(time.Hour)
	p, err = w.learning.FinishLesson(ctx, w.pema, conduct, "two", learning.ViaWeb)
	w.must(err)
	if p.Status.State != learning.StateComplete || !p.Status.Completed.Equal(w.clock.Now()) {
		t.Errorf("read again: got %s at %s", p.Status.State, p.Status.Completed)
	}
	w.refused(w.learning.Void(ctx, done, "", "x"), fault.CodeInvalid)
	w.refused(w.learning.Void(ctx, "nobody/x/1", "cause", "x"), fault.CodeNotFound)
}

func TestAVoidSubmissionNeedsAnotherAttempt(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	w.lessons(w.pema)
	o := w.attempt(w.pema, true)
	w.must(w.learning.Void(ctx, string(o.Attempt)+"/submission", "another person answered", "officer"))
	again, err := w.learning.Submit(ctx, w.pema, o.Attempt)
	w.must(err)
	if !again.Void {
		t.Error("submission: got one that counts, want void")
	}
	a, err := w.learning.StartAttempt(ctx, w.pema, conduct, learning.ViaWeb)
	w.must(err)
	if a.ID.Number() != 2 {
		t.Errorf("next attempt: got %d, want 2", a.ID.Number())
	}
	w.must(w.learning.Void(ctx, string(a.ID), "shown to another person", "officer"))
	_, err = w.learning.Submit(ctx, w.pema, a.ID)
	w.refused(err, fault.CodeConflict, "withdrawn")
	if a, err = w.learning.StartAttempt(ctx, w.pema, conduct, learning.ViaWeb); err != nil || a.ID.Number() != 3 {
		t.Errorf("after a void start: got %s, %v, want attempt 3", a.ID, err)
	}
}

func TestEnrolmentVoidBeginsAnew(t *testing.T) {
	w := newWorld(t)
	w.complete(w.pema)
	w.must(w.learning.Void(t.Context(), string(w.pema)+"/code-of-conduct/1", "mixed up with a namesake", "officer"))
	p, err := w.learning.Progress(t.Context(), w.pema, conduct)
	w.must(err)
	if p.Status.State != learning.StateNotStarted || p.Begun {
		t.Errorf("void enrolment: got %s, begun %v", p.Status.State, p.Begun)
	}
	if e := w.begin(w.pema); e.Number != 2 {
		t.Errorf("begin: got enrolment %d, want 2", e.Number)
	}
}
