package learning

import (
	"slices"
	"strings"
	"time"
)

// enrolled is one enrolment as far as its facts go.
type enrolled struct {
	number   int
	began    time.Time
	outline  *Outline
	done     []time.Time // when each of the outline's lessons was finished; zero: not yet
	attempts int
	score    int
	passed   time.Time
	regraded time.Time // the pass of a submission that failed until it was graded again
	tested   time.Time // passed before the lessons
	raised   time.Time // likewise, once it was graded again
	signed   time.Time
	path     Path
}

// replay folds the facts that count into their enrolments, in order of number. An enrolment whose version is not among the
// outlines cannot be judged and is left out.
func (j *judgement) replay() []enrolled {
	var list []enrolled
	// Voids are knowledge: one that names a day after "at" counts all the same.
	void := voided(knownFacts(j.in.Facts, j.known))
	counts := func(f *Fact) bool {
		// A submission hangs on the start of its attempt, and a regrade on both; everything hangs on its enrolment, by number below.
		submission := submissionOf(f)
		orphan := submission != "" && (void[submission] || void[strings.TrimSuffix(submission, submissionSuffix)])
		return !f.Recorded.After(j.known) && !f.At.After(j.at) && !void[f.ID] && !orphan
	}
	for i := range j.in.Facts {
		f := &j.in.Facts[i]
		if f.Kind != KindEnrolled {
			continue
		}
		if outline := j.in.outline(f); outline != nil && counts(f) {
			list = append(list, enrolled{number: f.Enrolment, began: f.At, outline: outline, done: make([]time.Time, len(outline.Lessons)), path: f.Path()})
		}
	}
	// Enrolments first, since the facts may come in any order.
	slices.SortFunc(list, func(a, b enrolled) int { return a.number - b.number })
	for i := range j.in.Facts {
		f := &j.in.Facts[i]
		if at := slices.IndexFunc(list, func(e enrolled) bool { return e.number == f.Enrolment }); at >= 0 && counts(f) {
			list[at].take(f)
		}
	}
	for i := range list {
		list[i].settle()
	}
	return list
}

// knownFacts leaves out what was recorded later; it copies only where there is something to leave out.
func knownFacts(facts []Fact, known time.Time) []Fact {
	late := func(f Fact) bool { return f.Recorded.After(known) }
	if !slices.ContainsFunc(facts, late) {
		return facts
	}
	return slices.DeleteFunc(slices.Clone(facts), late)
}

// take adds one fact to its enrolment. Of two that tell the same thing the earlier counts.
func (e *enrolled) take(f *Fact) {
	switch f.Kind {
	case KindLessonDone:
		if i := slices.Index(e.outline.Lessons, f.Lesson()); i >= 0 {
			e.done[i] = earliest(e.done[i], f.At)
		}
	case KindSubmitted:
		score, passed := f.Result()
		if f.Purpose() == PurposePretest {
			e.takePretest(f.At, score, passed)
			return
		}
		e.attempts++
		e.score = max(e.score, score)
		if passed {
			e.passed = earliest(e.passed, f.At)
		}
	case KindRegraded:
		score, passed := f.Result()
		if f.Purpose() == PurposePretest {
			if passed {
				e.score, e.raised = max(e.score, score), earliest(e.raised, f.At)
			}
			return
		}
		e.score = max(e.score, score)
		if passed {
			e.regraded = earliest(e.regraded, f.At)
		}
	case KindSigned:
		e.signed = earliest(e.signed, f.At)
	}
}

// settle dates the pass by a regrade only where there is no other: a completion that the person reached without it must not
// be dated earlier, and so end earlier.
func (e *enrolled) settle() {
	if e.passed.IsZero() {
		e.passed = e.regraded
	}
	if e.tested.IsZero() && !e.learnt() {
		e.tested = e.raised
	}
}

// takePretest adds the test before the lessons. One that is not passed leaves no trace: it costs nothing.
func (e *enrolled) takePretest(at time.Time, score int, passed bool) {
	if passed {
		e.score, e.tested = max(e.score, score), earliest(e.tested, at)
	}
}

func earliest(a, b time.Time) time.Time {
	if a.IsZero() || b.Before(a) {
		return b
	}
	return a
}

// lessons counts those that are finished.
func (e *enrolled) lessons() int {
	n := 0
	for _, t := range e.done {
		if !t.IsZero() {
			n++
		}
	}
	return n
}

// stage says how far the enrolment is.
func (e *enrolled) stage() State {
	switch {
	case e.tested.IsZero() && !e.learnt():
		return StateUnderWay
	case e.outline.Acknowledged && e.signed.IsZero():
		return StatePassedNotSigned
	}
	return StateComplete
}

// learnt tells whether all lessons are finished and the assessment, where there is one, is passed.
func (e *enrolled) learnt() bool {
	return e.lessons() == len(e.done) && (!e.outline.Assessed || !e.passed.IsZero())
}

// learntAt is when the last lesson was finished or the assessment passed, whichever was later.
func (e *enrolled) learntAt() time.Time {
	t := e.began
	if len(e.done) > 0 {
		t = slices.MaxFunc(e.done, time.Time.Compare)
	}
	if e.outline.Assessed {
		t = later(t, e.passed)
	}
	return t
}

// passes tells whether any attempt passed, the test before the lessons too.
func (e *enrolled) passes() bool {
	return !e.passed.IsZero() || !e.tested.IsZero() || !e.raised.IsZero()
}

// byPretest tells whether the test before the lessons stands for these and for the assessment.
func (e *enrolled) byPretest() bool {
	return !e.tested.IsZero() && (!e.learnt() || e.tested.Before(e.learntAt()))
}

// completed is the latest of all that completion asks.
func (e *enrolled) completed() time.Time {
	t := e.learntAt()
	if e.byPretest() {
		t = e.tested
	}
	if e.outline.Acknowledged {
		t = later(t, e.signed)
	}
	return t
}
