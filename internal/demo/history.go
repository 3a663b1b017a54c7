package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/account"
	"lamtoen/internal/assessment"
	"lamtoen/internal/certificate"
	"lamtoen/internal/day"
	"lamtoen/internal/learning"
)

// worker writes histories, one after the other, with services whose clock it sets to the time of each.
type worker struct {
	clock        time.Time
	accounts     *account.Service
	learning     *learning.Service
	certificates *certificate.Service
	course       *courses.Course
}

// story is one person's way through the course while it is being told.
type story struct {
	History
	course    *courses.Course
	enrolment learning.Enrolment
	random    *rand.Rand
	facts     []learning.Fact
	now       time.Time
	err       error
}

// write tells what one person did: the first sign-in, then the facts of the course through learning's one way in, and the
// certificate through certificate's. Everything has the same ids and contents in each try, so it may be repeated.
func (w *worker) write(ctx context.Context, h History, now time.Time) error {
	if h.SignedIn == "" {
		return nil
	}
	random := chance(h.Person)
	first := h.SignedIn.Start().Add(time.Duration(8*60+random.IntN(8*60)) * time.Minute)
	w.clock = first
	if err := w.accounts.RecordSignIn(ctx, h.Person, first); err != nil || h.On == "" {
		return err
	}
	last := h.On.Start().Add(17 * time.Hour)
	if !last.After(first) {
		last = first.Add(2 * time.Hour)
	}
	last = earlier(last, now.Add(-time.Hour))
	w.clock = last.Add(time.Hour)
	s := &story{History: h, course: w.course, random: random, now: first}
	s.tell(w.learning, last)
	if s.err != nil {
		return s.err
	}
	if err := w.learning.AddFacts(ctx, s.facts); err != nil || h.Outcome != OutcomeComplete {
		return err
	}
	_, err := w.certificates.Issue(ctx, h.Person, course)
	return err
}

// tell makes the facts that the outcome asks for, from the first sign-in to the last thing done.
func (s *story) tell(service *learning.Service, last time.Time) {
	s.enrolment = learning.Enrolment{Person: s.Person, Course: s.course.ID, Number: 1, Version: s.course.Version, Hash: s.course.Hash}
	s.add(learning.KindEnrolled, nil)
	lessons := len(s.course.Lessons)
	if s.Outcome == OutcomeUnderWay {
		lessons = 1 + s.random.IntN(lessons-1)
	}
	step := last.Add(-time.Hour).Sub(s.now) / time.Duration(lessons+1)
	for _, l := range s.course.Lessons[:lessons] {
		opened := s.now
		s.now = s.now.Add(max(step, time.Minute))
		s.add(learning.KindLessonDone, learning.LessonData{Opened: day.Instant(opened)}, "lesson", string(l.ID))
	}
	if s.Outcome == OutcomeUnderWay {
		return
	}
	s.sit(s.Outcome != OutcomeFailed)
	if s.Outcome == OutcomeComplete {
		s.sign(service)
	}
}

// sit takes the assessment: most answers right, or too many wrong.
func (s *story) sit(passes bool) {
	drawn, err := assessment.Draw(s.course, assessment.History{}, s.random)
	if err != nil {
		s.err = fmt.Errorf("demonstration: %w", err)
		return
	}
	s.now = s.now.Add(5 * time.Minute)
	s.add(learning.KindStarted, learning.StartData{Drawn: drawn}, "attempt", "1")
	wrong := len(drawn) - s.course.Assessment.PassMark*len(drawn)/10_000 // the most that still pass
	if passes {
		wrong = s.random.IntN(wrong)
	} else {
		wrong += 1 + s.random.IntN(3)
	}
	answers := map[courses.ItemID]assessment.Answer{}
	given := make([]learning.GivenAnswer, 0, len(drawn))
	for _, i := range s.random.Perm(len(drawn))[wrong:] { // those left out have no answer, which is the plainest way to be wrong
		item, ok := s.course.Item(drawn[i].Item)
		if !ok {
			continue
		}
		answers[item.ID] = RightAnswer(item)
		given = append(given, learning.GivenAnswer{Item: item.ID, Answer: answers[item.ID]})
	}
	result := assessment.GradeAttempt(s.course, drawn, answers)
	s.now = s.now.Add(time.Duration(8+s.random.IntN(12)) * time.Minute)
	s.add(learning.KindSubmitted, learning.SubmissionData{
		Answers: given, Points: result.Points, Score: result.Score, PassMark: s.course.Assessment.PassMark, Passed: result.Passed,
		Grader: result.Grader,
	}, "attempt", "1", "submission")
	if result.Passed != passes {
		s.err = fmt.Errorf("demonstration: the assessment of %s came to %d, passed %v", s.Person, result.Score, result.Passed)
	}
}

func (s *story) sign(service *learning.Service) {
	text, ok := service.Acknowledgement(s.course, s.Person)
	if !ok {
		return
	}
	s.now = s.now.Add(3 * time.Minute)
	s.add(learning.KindSigned, learning.SignatureData{Role: text.Role, Title: text.Title, TextHash: text.Hash}, "signature")
}

// add tells one thing, as done and recorded now.
func (s *story) add(kind learning.Kind, data any, about ...string) {
	f, err := s.enrolment.NewFact(kind, learning.ViaDemo, data, about...)
	if err != nil {
		s.err = err
		return
	}
	f.At = day.Instant(s.now)
	f.Recorded = f.At
	s.facts = append(s.facts, f)
}

// RightAnswer answers an item so that it earns its whole mark.
func RightAnswer(item courses.Item) assessment.Answer {
	var a assessment.Answer
	switch item.Type {
	case courses.Single, courses.Multiple, courses.TrueFalse:
		for _, o := range item.Options {
			if o.Right {
				a.Options = append(a.Options, o.ID)
			}
		}
		for _, o := range item.Reasons {
			if o.Right {
				a.Reason = o.ID
			}
		}
	case courses.Matching:
		for _, p := range item.Pairs {
			a.Matches = append(a.Matches, assessment.Match{Pair: p.ID, Option: p.Right})
		}
	case courses.Ordering:
		a.Order = item.Sequence
	case courses.Branching:
		a.Path, _ = bestPath(item.Scenario, item.Scenario.Start)
	}
	return a
}

// bestPath gives the choices to the best ending, and its score. Scenarios have no circles.
func bestPath(s *courses.Scenario, at courses.StepID) ([]courses.ChoiceID, int) {
	step, ok := s.Step(at)
	if !ok || len(step.Choices) == 0 {
		return nil, step.Score
	}
	var best []courses.ChoiceID
	score := -1
	for _, c := range step.Choices {
		if rest, n := bestPath(s, c.To); n > score {
			best, score = append([]courses.ChoiceID{c.ID}, rest...), n
		}
	}
	return best, score
}
