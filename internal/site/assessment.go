package site

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/page"
)

// assessmentPage stands before an assessment: who is about to be tested, and how it works.
type assessmentPage struct {
	page.Base
	Course      string
	CourseTitle page.Phrase
	Identity    page.Identity
	Questions   int
	PassMark    string
	Delay       string          // before another attempt, in words; "" at once
	Limit       int             // minutes; 0 without end
	Tells       bool            // feedback comes after each question
	Window      learning.Window // the days on which the test may begin
	Practice    bool
	Open        bool   // an attempt is under way
	OpenIn      string // its language
	Choice      string // the reader's language, in which it is offered beside English; "" there is nothing to choose
	Waits       bool   // it is in English, since the reader's language has not every word of it
	Wait        bool
	When        time.Time
}

// newAssessment builds the page of a course that has an assessment, at the instant now.
func newAssessment(base page.Base, at learning.Progress, who page.Identity, now time.Time) assessmentPage {
	a := at.Course.Assessment
	p := assessmentPage{
		Base: base, Course: string(at.Course.ID), CourseTitle: textIn(base, at.Course, courses.TitleText, at.Course.Title), Identity: who, Questions: a.Questions(),
		PassMark: percent(a.PassMark), Delay: wait(a.Attempts.Delay), Practice: at.HasPractice, Open: at.Open != "",
		Limit: a.TimeLimit, Tells: a.Feedback == courses.LearningFeedback, Window: at.Window,
		Wait: at.Open == "" && at.NextAttempt.After(now), When: at.NextAttempt,
	}
	p.Crumbs[1].Label = p.CourseTitle
	if _, ok := at.Course.AskedIn(base.Lang); ok {
		p.Choice = base.Lang
	} else {
		p.Waits = base.Lang != page.English
	}
	for _, attempt := range at.Attempts {
		if attempt.ID == at.Open {
			p.OpenIn = tongue(attempt.Lang)
		}
	}
	return p
}

// assessment shows the page while the assessment is what comes next; at any other time it goes to what does.
func (s *Site) assessment(c *fiber.Ctx) error {
	at, err := s.learning.Progress(c.UserContext(), me(c), courses.CourseID(c.Params("course")))
	if err != nil {
		return err
	}
	if at.Course.Assessment == nil {
		return fault.NotFound("This course has no test.")
	}
	now := s.settings.Now()
	if step := nextStep(at, now); step.Kind != "assessment" && step.Kind != "resume" && step.Kind != "wait" {
		return to(c, courseHref(at.Course.ID))
	}
	return s.show(c, "assessment", newAssessment(s.courseBase(c, at.Course, "assessment.title"), at, s.identity(me(c)), now))
}

// startAttempt opens an attempt in the language chosen, or the one that is open, at its first question without an answer.
func (s *Site) startAttempt(c *fiber.Ctx) error {
	id, language := courses.CourseID(c.Params("course")), known(c.FormValue("lang"))
	if language != "" && language != page.English {
		at, err := s.learning.Progress(c.UserContext(), me(c), id)
		if err != nil {
			return err
		}
		if _, ok := at.Course.AskedIn(language); !ok && at.Open == "" { // withdrawn since the page was shown
			return to(c, courseHref(id)+"/assessment?said=assessment.gone")
		}
	}
	in, err := s.classroom.In(c.UserContext(), me(c), id, learning.ViaWeb)
	if err != nil {
		return err
	}
	a, err := s.learning.StartInGroup(c.UserContext(), me(c), id, language, in)
	if err != nil {
		return err
	}
	return to(c, resumeHref(a))
}

// resumeHref is the first question without an answer, or the review when all have one.
func resumeHref(a learning.Attempt) string {
	if a.Outcome != nil {
		return attemptHref(a.ID) + "/result"
	}
	for i, d := range a.Drawn {
		if answer, ok := a.Answers[d.Item]; !ok || empty(answer) {
			return questionHref(a.ID, i+1)
		}
	}
	return attemptHref(a.ID) + "/review"
}
