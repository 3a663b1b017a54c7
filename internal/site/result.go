package site

import (
	"html/template"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/learning"
	"lamtoen/internal/page"
)

// resultPage is the result of an attempt: what it earned, what to read again, and what comes next.
type resultPage struct {
	page.Base
	Spoken   string // the language of the attempt
	Course   string
	Passed   bool
	Score    string
	PassMark string
	Attempt  int
	Version  string
	At       time.Time
	Changed  correctionsView
	Reread   []rereadView
	Answers  []answerView // only where the course shows the answers
	Step     stepView
	Evidence string
}

// rereadView is an objective that the attempt did not show in full, with its lessons.
type rereadView struct {
	Objective string
	Lessons   []page.Entry
}

// answerView is one question of a result with the feedback on it.
type answerView struct {
	Number  int
	Stem    template.HTML
	Verdict page.Verdict
	Told    []page.Choice
}

// newResult builds the page of an attempt that is handed in.
func newResult(base page.Base, a learning.Attempt, course *courses.Course, step stepView) resultPage {
	o := a.Outcome
	p := resultPage{
		Base: base, Spoken: tongue(a.Lang), Course: string(course.ID), Passed: o.Passed, Score: percent(o.Score), PassMark: percent(o.PassMark),
		Attempt: a.ID.Number(), Version: string(course.Version), At: o.Submitted, Step: step, Evidence: evidenceHref(a.ID),
		Changed: newCorrections(o.Corrections),
	}
	for _, missed := range o.Reread {
		v := rereadView{Objective: missed.Objective.Can}
		for _, l := range missed.Lessons {
			v.Lessons = append(v.Lessons, page.Entry{Title: l.Title, Href: lessonHref(course.ID, l.ID)})
		}
		p.Reread = append(p.Reread, v)
	}
	if course.Assessment != nil && course.Assessment.Feedback == courses.LearningFeedback {
		p.Answers = answers(a, course)
	}
	return p
}

// answers lists the questions with the feedback on each, for courses whose mode is to teach.
func answers(a learning.Attempt, course *courses.Course) []answerView {
	points := map[courses.ItemID]assessment.Points{}
	for _, p := range a.Outcome.Points {
		points[p.Item] = p.Points
	}
	var out []answerView
	for i, d := range a.Drawn {
		item, ok := course.Item(d.Item)
		if !ok {
			continue
		}
		out = append(out, answerView{
			Number: i + 1, Stem: template.HTML(item.StemHTML), Verdict: verdict(points[d.Item]), Told: toldAll(item, a.Answers[d.Item]),
		})
	}
	return out
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
	return s.show(c, "result", newResult(s.attemptBase(c, a, course), a, course, nextStep(at, s.settings.Now())))
}
