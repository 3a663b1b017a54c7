package site

import (
	"reflect"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/page"
)

// toldPage is a question of an attempt after its feedback was shown: nothing on it can be changed any more.
type toldPage struct {
	page.Base
	Number   int
	Whole    int
	Progress page.Progress
	Deadline deadlineView
	Item     openedItem
	Next     string
	Last     bool
	Review   string
}

// deadlineView says until when an attempt lasts, in words that need no script.
type deadlineView struct {
	Timed bool
	Until time.Time
	Today bool
	Added int // minutes that outages gave back
}

// newDeadline is the deadline of an attempt as it is shown on a day.
func newDeadline(a learning.Attempt, today day.Date) deadlineView {
	added := (a.Added + time.Minute - 1) / time.Minute
	return deadlineView{Timed: !a.Until.IsZero(), Until: a.Until, Today: day.Of(a.Until) == today, Added: int(added)}
}

// tells tells that the course's feedback comes after each question.
func tells(a learning.Attempt) bool { return a.Feedback == courses.LearningFeedback }

// showTold shows a question whose feedback was shown.
func (s *Site) showTold(c *fiber.Ctx, q asking) error {
	a := q.attempt
	p := toldPage{
		Base: s.attemptBase(c, a, q.course), Number: q.number, Whole: len(a.Drawn), Last: q.number == len(a.Drawn),
		Progress: page.Progress{Done: answered(a), Whole: len(a.Drawn)}, Deadline: newDeadline(a, s.today()),
		Item:   newOpened(a, q.number, q.item, assessment.Grade(q.item, a.Answers[q.item.ID])),
		Review: attemptHref(a.ID) + "/review",
	}
	p.Crumbs = nil
	if p.Next = p.Review; !p.Last {
		p.Next = questionHref(a.ID, q.number+1)
	}
	return s.show(c, "question-told", p)
}

// tell shows the feedback on the answer that was just saved, where the course does that; done is false where the page goes on.
func (s *Site) tell(c *fiber.Ctx, q asking) (done bool, err error) {
	err = s.learning.Reveal(c.UserContext(), me(c), q.attempt.ID, q.item.ID)
	if fault.Is(err, fault.CodeConflict) { // nothing chosen yet, or a story that has not ended
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, to(c, questionHref(q.attempt.ID, q.number))
}

// answerTold is what becomes of an answer to a question whose feedback was shown, as the back button can send one: the first one
// stays, and the page says so where another was sent.
func (s *Site) answerTold(c *fiber.Ctx, q asking, g given) error {
	href := questionHref(q.attempt.ID, q.number)
	sent, err := q.drawn().Reveal(q.item, g.Response)
	if err != nil || !reflect.DeepEqual(sent, q.attempt.Answers[q.item.ID]) {
		href += "?said=answer.final"
	}
	return to(c, href)
}
