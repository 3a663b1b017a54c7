package site

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/learning"
	"lamtoen/internal/page"
)

// resultPage is the result of an attempt: what it earned, what to read again, and what comes next.
type resultPage struct {
	page.Base
	Spoken   string // the language of the attempt
	Course   string
	Passed   bool
	Pretest  bool // taken before the lessons
	Score    string
	PassMark string
	Attempt  int
	Version  string
	At       time.Time
	Changed  changedResults
	Reread   []rereadView
	ByTime   bool
	Returned []outageView // that took the attempt away
	Right    int          // questions with whole points, of Whole
	Whole    int
	Missed   []missedItem // which were wrong, without the key
	Opened   []openedItem // every reason, where the course's policy lets it
	WayBack  wayBackView
	Step     stepView
	Evidence string
	Wrong    string // where to say that something is wrong with it
}

// rereadView is an objective that the attempt did not show in full, with its lessons.
type rereadView struct {
	Objective string
	Lessons   []page.Entry
}

// newResult builds the page of an attempt that is handed in.
func newResult(base page.Base, a learning.Attempt, course *courses.Course, step stepView) resultPage {
	o := a.Outcome
	p := resultPage{
		Base: base, Spoken: tongue(a.Lang), Course: string(course.ID), Passed: o.Passed, Score: percent(o.Score), PassMark: percent(o.PassMark),
		Attempt: a.ID.Number(), Version: string(course.Version), At: o.Submitted, Step: step, Evidence: evidenceHref(a.ID),
		Wrong:   wrongHref(aboutFact + string(a.ID) + "/submission"),
		Changed: newChangedResults(o.Corrections), ByTime: o.ByTime, Pretest: a.Purpose == learning.PurposePretest,
	}
	for _, missed := range o.Reread {
		v := rereadView{Objective: missed.Objective.Can}
		for _, l := range missed.Lessons {
			v.Lessons = append(v.Lessons, page.Entry{Title: l.Title, Href: lessonHref(course.ID, l.ID)})
		}
		p.Reread = append(p.Reread, v)
	}
	if o.Returned {
		p.Returned = outageViews(o.Outages)
	}
	p.Missed = missedItems(a, course)
	p.Right, p.Whole = len(a.Drawn)-len(p.Missed), len(a.Drawn)
	if o.Opened {
		p.Opened = openedAll(a, course)
	}
	return p
}

// result shows what a closed attempt earned; one that is still open goes on where it stands.
func (s *Site) result(c *fiber.Ctx) error {
	a, course, err := s.attempt(c)
	if err != nil {
		return err
	}
	if a.Outcome == nil {
		return to(c, resumeHref(a))
	}
	at, err := s.learning.Progress(c.UserContext(), me(c), a.ID.Course())
	if err != nil {
		return err
	}
	if err := s.settle(c, at); err != nil { // a pass that the clock handed in completes the course here
		return err
	}
	step := nextStep(at, s.settings.Now())
	if l, ok := course.Lesson(at.Status.Next.Lesson); ok && step.Kind == "lesson" {
		step.Title, step.Lang = l.Title, tongue(a.Lang)
	}
	p := newResult(s.attemptBase(c, a, course), a, course, step)
	if at.Enrolment.Number == a.Enrolment.Number {
		p.WayBack = s.wayBack(at, course, tongue(a.Lang))
	}
	return s.show(c, "result", p)
}
