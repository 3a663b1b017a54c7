package classes

import (
	"time"

	"lamtoen/courses"
)

// State is how far a pupil is with a module.
type State string

// The states.
const (
	NotBegun State = "not-begun"
	UnderWay State = "under-way"
	Done     State = "done"
)

// StepKind says what a pupil does next.
type StepKind string

// The steps, in their order.
const (
	StepBefore StepKind = "before"
	StepLesson StepKind = "lesson"
	StepAfter  StepKind = "after"
	StepQuiz   StepKind = "quiz"
	StepNone   StepKind = "" // nothing more
)

// Step is where a pupil is.
type Step struct {
	Kind   StepKind
	Number int // of the question or the lesson, counted from 1
	Lesson courses.LessonID
}

// Standing is how far a pupil is with a version of a module.
type Standing struct {
	State State
	Next  Step

	Lessons, AllLessons int // finished, of this version
	Before, After       int // answered, of the questions that are asked before and after
	Asked               int // how many those are
	Answered, Questions int // of the quiz
	Right               int // of the quiz, with whole points

	OnPaper   bool // something was answered on paper
	Elsewhere bool // the result is of a pen drive's, where the answers are not known
	Mode      Mode // in which the last thing was done
	Last      time.Time
}

// Questions is how many questions the quiz of a module has, 0 without one.
func Questions(c *courses.Course) int {
	if c.Assessment == nil {
		return 0
	}
	return c.Assessment.Questions()
}

// StandingOf works out how far a pupil is. Lessons and questions of other versions count where this one still has them by their
// ids; a result that came whole counts whatever version it was made on. A pupil is done when the quiz is, and with it the lessons,
// where those were not the whole class's: on paper and with a pen drive only the quiz is seen here.
func StandingOf(w Work, c *courses.Course) Standing {
	r := w.Record()
	st := Standing{AllLessons: len(c.Lessons), Asked: len(c.BeforeAfter), Questions: Questions(c), Mode: r.Mode, Last: r.Last}
	for _, l := range c.Lessons {
		if _, done := r.Lessons[l.ID]; done {
			st.Lessons++
		}
	}
	for _, a := range r.Answers {
		if _, known := c.Item(a.Item); !known {
			continue
		}
		st.OnPaper = st.OnPaper || a.Mode == ModePaper
		switch a.Ask {
		case AskBefore:
			st.Before++
		case AskAfter:
			st.After++
		case AskQuiz:
			st.Answered++
			if a.Right() {
				st.Right++
			}
		}
	}
	st.Questions = max(st.Questions, st.Answered)
	if r.Result != nil && st.Answered < st.Questions {
		st.Elsewhere, st.Right, st.Answered, st.Questions = true, r.Result.Right, r.Result.Whole, r.Result.Whole
	}
	st.Next = nextStep(r, c, st)
	st.State = stateOf(r, st)
	return st
}

// stateOf is the state in one word.
func stateOf(r Record, st Standing) State {
	switch {
	case r.Empty():
		return NotBegun
	case st.Answered >= st.Questions && (r.Taught || st.Lessons == st.AllLessons):
		return Done
	}
	return UnderWay
}

// nextStep is what comes next. What a pupil thought before is asked until they have finished a lesson, since afterwards nobody can
// tell any more; the same is asked again after the last lesson and before the quiz, whose feedback would give it away.
func nextStep(r Record, c *courses.Course, st Standing) Step {
	if st.Elsewhere {
		return Step{}
	}
	if n := unanswered(r, c, AskBefore); n > 0 && st.Lessons == 0 && st.Answered == 0 {
		return Step{Kind: StepBefore, Number: n}
	}
	for i, l := range c.Lessons {
		if _, done := r.Lessons[l.ID]; !done {
			return Step{Kind: StepLesson, Number: i + 1, Lesson: l.ID}
		}
	}
	if n := unanswered(r, c, AskAfter); n > 0 && st.Answered == 0 {
		return Step{Kind: StepAfter, Number: n}
	}
	if st.Answered < st.Questions {
		return Step{Kind: StepQuiz, Number: st.Answered + 1}
	}
	return Step{}
}

// unanswered is the number of the first question before or after that has no answer; 0 when all have one.
func unanswered(r Record, c *courses.Course, part Ask) int {
	for i, id := range c.BeforeAfter {
		if _, ok := r.Answer(part, id); !ok {
			return i + 1
		}
	}
	return 0
}
