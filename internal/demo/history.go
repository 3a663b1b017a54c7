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
	step := max(last.Add(-time.Hour).Sub(s.now)/time.Duration(lessons+1), time.Minute)
	if pace := s.pace(); pace > 0 { // in one go, at the end
		step = pace
		s.now = later(s.now, last.Add(-2*time.Hour))
	}
	for _, l := range s.course.Lessons[:lessons] {
		opened := s.now
		s.now = s.now.Add(step)
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

// pace is how long a few people stay on each lesson: some only leaf through it, some skim it. 0: as long as it takes.
func (s *story) pace() time.Duration {
	switch n := s.random.IntN(100); {
	case n < 6:
		return time.Duration(5+s.random.IntN(12)) * time.Second
	case n < 15:
		return time.Duration(45+s.random.IntN(40)) * time.Second
	}
	return 0
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
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
	given, result := s.answers(drawn, passes)
	for _, g := range given {
		s.now = s.now.Add(time.Duration(g.Seconds) * time.Second)
	}
	s.now = s.now.Add(time.Minute)
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
