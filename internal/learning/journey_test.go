package learning_test

import (
	"testing"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
)

// The whole way of one person, with what the pages see at each step.
func TestJourney(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	p, err := w.learning.Progress(ctx, w.pema, conduct)
	w.must(err)
	if p.Begun || p.Status.State != learning.StateNotStarted || p.Status.Due != "2026-06-01" || p.MinutesLeft != 22 {
		t.Errorf("before: got begun %v, %s, due %s, %d minutes, want not-started, due 2026-06-01, 22 minutes", p.Begun, p.Status.State, p.Status.Due, p.MinutesLeft)
	}
	e := w.begin(w.pema)
	if again := w.begin(w.pema); again != e || e.Number != 1 || e.Version != "1.0.0" {
		t.Errorf("begin: got %+v, then %+v, want the first enrolment twice", e, again)
	}

	w.clock.advance(time.Hour)
	opened := w.clock.Now()
	p, err = w.learning.OpenLesson(ctx, w.pema, conduct, "one", learning.ViaWeb)
	w.must(err)
	if p.Status.Next != (learning.NextStep{Step: learning.StepLesson, Lesson: "one"}) || !p.Lessons[0].Opened.Equal(opened) || !p.Lessons[1].Locked {
		t.Errorf("lesson one open: got %+v, %+v", p.Status.Next, p.Lessons)
	}
	w.clock.advance(time.Hour)
	w.lessons(w.pema)
	var data learning.LessonData
	w.must(w.facts(w.pema)[string(w.pema)+"/code-of-conduct/1/lesson/one"].Into(&data))
	if !data.Opened.Equal(opened) {
		t.Errorf("lesson fact: opened %s, want %s", data.Opened, opened)
	}

	o := w.attempt(w.pema, true)
	if o.Score != 10000 || !o.Passed || len(o.Reread) != 0 || !o.Next.IsZero() {
		t.Errorf("outcome: got %+v, want a full pass", o)
	}
	p, err = w.learning.Progress(ctx, w.pema, conduct)
	w.must(err)
	if p.Status.State != learning.StatePassedNotSigned || p.Status.Next.Step != learning.StepSign || p.MinutesLeft != 2 {
		t.Errorf("after the pass: got %s, next %s, %d minutes", p.Status.State, p.Status.Next.Step, p.MinutesLeft)
	}
	w.clock.advance(time.Hour)
	p, err = w.learning.Sign(ctx, w.pema, conduct, learning.Signature{TextHash: p.Acknowledgement.Hash, TypedName: " P.  Dorji "})
	w.must(err)
	if p.Status.State != learning.StateComplete || p.Status.ValidUntil != "2028-03-02" || !p.Status.Completed.Equal(w.clock.Now()) {
		t.Errorf("signed: got %s until %s at %s", p.Status.State, p.Status.ValidUntil, p.Status.Completed)
	}
	if p.Signature == nil || p.Signature.TypedName != "P. Dorji" || p.Signature.RegisteredName != "Pema Dorji" || p.Signature.Agency != "moh" {
		t.Errorf("signature: got %+v", p.Signature)
	}
	if n := len(w.facts(w.pema)); n != 10 { // enrolment, 3 opened, 3 done, start, submission, signature
		t.Errorf("facts: got %d, want 10", n)
	}
}

func TestLessonsInOrder(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	_, err := w.learning.OpenLesson(ctx, w.pema, conduct, "one", learning.ViaWeb)
	w.refused(err, fault.CodeConflict, "Begin")
	_, err = w.learning.OpenLesson(ctx, w.pema, "no-course", "one", learning.ViaWeb)
	w.refused(err, fault.CodeNotFound)
	w.begin(w.pema)
	_, err = w.learning.FinishLesson(ctx, w.pema, conduct, "two", learning.ViaWeb)
	w.refused(err, fault.CodeConflict, "in order", "Lesson one", "Lesson two")
	_, err = w.learning.FinishLesson(ctx, w.pema, conduct, "ten", learning.ViaWeb)
	w.refused(err, fault.CodeNotFound)
	_, err = w.learning.StartAttempt(ctx, w.pema, conduct, learning.ViaWeb)
	w.refused(err, fault.CodeConflict, "Lesson one")
	_, err = w.learning.Sign(ctx, w.pema, conduct, learning.Signature{TextHash: w.text(w.pema).Hash, TypedName: "P"})
	w.refused(err, fault.CodeConflict, "Lesson one")

	_, err = w.learning.Begin(ctx, w.pema, freeCourse, learning.ViaAPI)
	w.must(err)
	p, err := w.learning.FinishLesson(ctx, w.pema, freeCourse, "three", learning.ViaAPI)
	w.must(err)
	if p.Lessons[0].Locked || p.Status.LessonsDone != 1 {
		t.Errorf("free order: got %+v", p.Lessons)
	}
	_, err = w.learning.Begin(ctx, "p9999999999999999", conduct, learning.ViaWeb)
	w.refused(err, fault.CodeNotFound)
}

func TestFinishingTwiceKeepsTheFirst(t *testing.T) {
	w := newWorld(t)
	w.lessons(w.pema)
	before := w.facts(w.pema)
	w.clock.advance(24 * time.Hour)
	w.lessons(w.pema)
	after := w.facts(w.pema)
	if len(after) != len(before) {
		t.Errorf("facts: got %d, want %d", len(after), len(before))
	}
	for id, f := range before {
		if !after[id].At.Equal(f.At) {
			t.Errorf("%s: at %s, want %s", id, after[id].At, f.At)
		}
	}
}

func TestAnswersAndClosedAttempts(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	w.lessons(w.pema)
	a, err := w.learning.StartAttempt(ctx, w.pema, conduct, learning.ViaWeb)
	w.must(err)
	again, err := w.learning.StartAttempt(ctx, w.pema, conduct, learning.ViaWeb)
	w.must(err)
	if again.ID != a.ID || len(a.Drawn) != 4 {
		t.Errorf("start twice: got %s with %d items, then %s", a.ID, len(a.Drawn), again.ID)
	}
	item := a.Drawn[0].Item
	save := func(item courses.ItemID, give assessment.Answer) error {
		return w.learning.SaveAnswer(ctx, w.pema, a.ID, item, give)
	}
	w.must(save(item, answer(item, false)))
	w.must(save(item, answer(item, true)))
	w.must(save(item, answer(item, true)))
	w.refused(save("practice", answer("practice", true)), fault.CodeNotFound, "practice")
	w.refused(save(item, assessment.Answer{Options: []courses.OptionID{"zz"}}), fault.CodeInvalid)
	w.refused(save(item, assessment.Answer{Path: []courses.ChoiceID{"x"}}), fault.CodeInvalid)
	w.refused(w.learning.SaveAnswer(ctx, w.head, a.ID, item, answer(item, true)), fault.CodeNotFound)
	w.refused(w.learning.SaveAnswer(ctx, w.pema, a.ID+"7", item, answer(item, true)), fault.CodeNotFound)
	w.refused(w.learning.SaveAnswer(ctx, w.pema, "nonsense", item, answer(item, true)), fault.CodeNotFound)
	_, err = w.learning.Attempt(ctx, w.head, a.ID)
	w.refused(err, fault.CodeNotFound)
	_, err = w.learning.Submit(ctx, w.head, a.ID)
	w.refused(err, fault.CodeNotFound)

	open, err := w.learning.Attempt(ctx, w.pema, a.ID)
	w.must(err)
	if open.Outcome != nil || len(open.Answers) != 1 {
		t.Errorf("open attempt: got outcome %v, answers %v", open.Outcome, open.Answers)
	}
	first, err := w.learning.Submit(ctx, w.pema, a.ID)
	w.must(err)
	if first.Score != 2500 || first.Passed || len(first.Reread) == 0 {
		t.Errorf("one of four right: got %+v", first)
	}
	w.clock.advance(time.Minute)
	w.refused(save(item, answer(item, false)), fault.CodeConflict, "handed in")
	second, err := w.learning.Submit(ctx, w.pema, a.ID)
	w.must(err)
	if second.Score != first.Score || !second.Submitted.Equal(first.Submitted) {
		t.Errorf("submit twice: got %+v, then %+v", first, second)
	}
	closed, err := w.learning.Attempt(ctx, w.pema, a.ID)
	w.must(err)
	if closed.Outcome == nil || len(closed.Answers) != 1 || closed.Answers[item].Options[0] != answer(item, true).Options[0] {
		t.Errorf("closed attempt: got %+v", closed)
	}
}

func TestRecertificationOpensTheNextEnrolment(t *testing.T) {
	w := newWorld(t)
	first := w.complete(w.pema)
	if got := w.begin(w.pema); got.Number != 1 {
		t.Errorf("begin while complete: got enrolment %d, want 1", got.Number)
	}
	w.clock.advance(first.Status.ValidUntil.AddDays(1).Start().Sub(w.clock.Now()))
	p, err := w.learning.Progress(t.Context(), w.pema, conduct)
	w.must(err)
	if p.Status.State != learning.StateExpired || p.Status.Next.Step != learning.StepRenew || !p.Reopens {
		t.Errorf("expired: got %s, next %s", p.Status.State, p.Status.Next.Step)
	}
	if got := w.begin(w.pema); got.Number != 2 {
		t.Fatalf("begin after expiry: got enrolment %d, want 2", got.Number)
	}
	if p := w.complete(w.pema); p.Status.State != learning.StateComplete || p.Status.Enrolment != 2 {
		t.Errorf("renewed: got %s of enrolment %d", p.Status.State, p.Status.Enrolment)
	}
	record, err := w.learning.Record(t.Context(), w.pema)
	w.must(err)
	if len(record) != 1 || len(record[0].History) != 2 || !record[0].History[1].Status.Completed.Equal(first.Status.Completed) {
		t.Errorf("record: got %+v, want both enrolments, the first as it was", record)
	}
}

func TestVersionsUnderWay(t *testing.T) {
	w := newWorld(t)
	w.begin(w.pema)
	w.publish("1.1.0")
	if e := w.begin(w.pema); e.Number != 1 || e.Version != "1.0.0" {
		t.Errorf("minor update: got enrolment %d of %s, want 1 of 1.0.0", e.Number, e.Version)
	}
	p, err := w.learning.Progress(t.Context(), w.pema, conduct)
	w.must(err)
	if p.Newer != "1.1.0" || p.Reopens || p.Course.Version != "1.0.0" {
		t.Errorf("progress: got newer %q, reopens %v, course %s", p.Newer, p.Reopens, p.Course.Version)
	}
	w.publish("2.0.0")
	if e := w.begin(w.pema); e.Number != 2 || e.Version != "2.0.0" {
		t.Errorf("major update: got enrolment %d of %s, want 2 of 2.0.0", e.Number, e.Version)
	}
	if e := w.begin(w.head); e.Version != "2.0.0" {
		t.Errorf("a newcomer: got %s, want 2.0.0", e.Version)
	}
}

func TestRecordListsWhatIsAsked(t *testing.T) {
	w := newWorld(t)
	record, err := w.learning.Record(t.Context(), w.pema)
	w.must(err)
	if len(record) != 1 || record[0].Progress.Course.ID != conduct || len(record[0].History) != 0 {
		t.Errorf("a newcomer's record: got %+v, want the mandatory course", record)
	}
	if record, err = w.learning.Record(t.Context(), w.guest); err != nil || len(record) != 0 {
		t.Errorf("a guest's record: got %v, %v, want nothing", record, err)
	}
	_, err = w.learning.Begin(t.Context(), w.pema, freeCourse, learning.ViaWeb)
	w.must(err)
	w.complete(w.pema)
	record, err = w.learning.Record(t.Context(), w.pema)
	w.must(err)
	if len(record) != 2 || record[0].Progress.Course.ID != freeCourse || record[1].Progress.Status.State != learning.StateComplete {
		t.Errorf("record: got %+v, want the one under way before the complete one", record)
	}
}
