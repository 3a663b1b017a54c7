package site

import (
	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/learning"
	"lamtoen/internal/page"
)

// reviewPage lists the questions of an attempt before it is handed in.
type reviewPage struct {
	page.Base
	Spoken   string // the language of the questions
	Rows     []reviewRow
	Missing  int  // without an answer
	Begun    int  // with an answer that leaves something open
	Tells    bool // answers are final
	Deadline deadlineView
	Submit   string
}

// reviewRow is one question of the list.
type reviewRow struct {
	Number   int
	Href     string
	Stem     string // the beginning of the question
	Answered bool
	Begun    bool // answered, but something is left open
}

// newReview builds the list in the order drawn.
func newReview(base page.Base, a learning.Attempt, course *courses.Course) reviewPage {
	p := reviewPage{Base: base, Spoken: tongue(a.Lang), Submit: attemptHref(a.ID) + "/submission", Tells: tells(a)}
	for i, d := range a.Drawn {
		item, _ := course.Item(d.Item)
		row := reviewRow{Number: i + 1, Href: questionHref(a.ID, i+1), Stem: opening(item), Answered: !empty(a.Answers[d.Item])}
		row.Begun = row.Answered && !a.IsTold(d.Item) && !assessment.Complete(item, a.Answers[d.Item])
		switch {
		case !row.Answered:
			p.Missing++
		case row.Begun:
			p.Begun++
		}
		p.Rows = append(p.Rows, row)
	}
	return p
}

// opening is the first words of an item, to know it by.
func opening(item courses.Item) string { return item.Opening(110) }

// review shows the list as long as the attempt is open.
func (s *Site) review(c *fiber.Ctx) error {
	a, course, err := s.attempt(c)
	if err != nil {
		return err
	}
	if a.Outcome != nil {
		return to(c, attemptHref(a.ID)+"/result")
	}
	p := newReview(s.attemptBase(c, a, course), a, course)
	p.Deadline = newDeadline(a, s.today())
	return s.show(c, "review", p)
}

// submit hands the attempt in. A second time gives the first result.
func (s *Site) submit(c *fiber.Ctx) error {
	id, err := attemptID(c)
	if err != nil {
		return err
	}
	if _, err := s.learning.Submit(c.UserContext(), me(c), id); err != nil {
		return err
	}
	at, err := s.learning.Progress(c.UserContext(), me(c), id.Course())
	if err != nil {
		return err
	}
	if err := s.settle(c, at); err != nil {
		return err
	}
	return to(c, attemptHref(id)+"/result")
}
