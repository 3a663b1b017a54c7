package site

import (
	"html/template"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// questionPage is one question of an assessment. Each is a form that saves and redirects.
type questionPage struct {
	page.Base
	Number   int
	Whole    int
	Progress page.Progress // questions that have an answer
	Spoken   string        // the language of the question
	Stem     template.HTML
	Control  page.Control
	Story    []string // the choices so far
	Saved    bool
	Tells    bool // the feedback comes when this is sent
	Deadline deadlineView
	Href     string
	Previous string
	Next     string
	Review   string
	Keep     string // the list of what a device keeps of the course; "" where answers need a link
}

// newQuestion builds the page of a drawn item with an answer on it, saved or just typed.
func newQuestion(base page.Base, a learning.Attempt, item courses.Item, number int, g given) questionPage {
	drawn := a.Drawn[number-1]
	p := questionPage{
		Base: base, Number: number, Whole: len(a.Drawn), Spoken: tongue(a.Lang), Stem: template.HTML(item.StemHTML), Href: questionHref(a.ID, number),
		Review: attemptHref(a.ID) + "/review", Progress: page.Progress{Done: answered(a), Whole: len(a.Drawn)},
		Saved: !empty(a.Answers[drawn.Item]),
	}
	p.Drags, p.Tells = drags(item), tells(a)
	if p.Device && !p.Tells {
		p.Keep = keepHref(a.Enrolment.Course)
	}
	p.Crumbs = nil // nothing but the question, so that nobody leaves it by mistake
	p.Next = p.Review
	if number < len(a.Drawn) {
		p.Next = questionHref(a.ID, number+1)
	}
	if number > 1 {
		p.Previous = questionHref(a.ID, number-1)
	}
	p.Control = control(item, drawn, g, "")
	if item.Type == courses.Branching {
		scenes, walked := walkStory(item.Scenario, g.Path)
		p.Control.Steps, p.Control.Back = scenes, len(walked) > 0
		p.Story = walked
	}
	p.Control.Wrong = base.Wrong(answerInput)
	for i := range p.Control.Selects {
		p.Control.Selects[i].Wrong = base.Wrong(p.Control.Selects[i].ID)
	}
	return p
}

// answered counts the questions that have an answer.
func answered(a learning.Attempt) int {
	n := 0
	for _, d := range a.Drawn {
		if !empty(a.Answers[d.Item]) {
			n++
		}
	}
	return n
}

// asking is an open attempt at one of its questions.
type asking struct {
	attempt learning.Attempt
	course  *courses.Course
	item    courses.Item
	number  int
}

// drawn is the question in the order in which this attempt shows it.
func (q asking) drawn() assessment.Drawn { return q.attempt.Drawn[q.number-1] }

// asking reads the attempt and the question of the address.
func (s *Site) asking(c *fiber.Ctx) (asking, error) {
	a, course, err := s.attempt(c)
	if err != nil {
		return asking{}, err
	}
	number, err := strconv.Atoi(c.Params("number"))
	if err != nil || number < 1 || number > len(a.Drawn) {
		return asking{}, fault.NotFound("This test has no question %q. It has questions 1 to %d.", c.Params("number"), len(a.Drawn))
	}
	item, ok := course.Item(a.Drawn[number-1].Item)
	if !ok {
		return asking{}, fault.NotFound("This question is no longer there.")
	}
	return asking{attempt: a, course: course, item: item, number: number}, nil
}

// question shows a question with the answer saved so far; a closed attempt leads to its result.
func (s *Site) question(c *fiber.Ctx) error {
	q, err := s.asking(c)
	if err != nil {
		return err
	}
	if q.attempt.Outcome != nil {
		return to(c, attemptHref(q.attempt.ID)+"/result")
	}
	if q.attempt.IsTold(q.item.ID) {
		return s.showTold(c, q)
	}
	p := newQuestion(s.attemptBase(c, q.attempt, q.course), q.attempt, q.item, q.number, of(q.item, q.drawn(), q.attempt.Answers[q.item.ID]))
	p.Deadline = newDeadline(q.attempt, s.today())
	return s.show(c, "question", p)
}

// answer saves what was chosen and goes on. Nothing chosen where nothing was saved is no answer; the review names it.
func (s *Site) answer(c *fiber.Ctx) error {
	q, err := s.asking(c)
	if err != nil {
		return err
	}
	if o := q.attempt.Outcome; o != nil && o.ByTime && !route.Queued(c) {
		return to(c, attemptHref(q.attempt.ID)+"/result?said=answer.late") // what was saved in time is there
	} else if o != nil {
		return handedIn(o)
	}
	values := formValues(c)
	back := first(values("go")) == "back"
	g, wrong := readAnswer(q.item, q.drawn(), values)
	if steps := len(values(pathInput)); back && steps > 0 {
		g.Path = g.Path[:steps-1]
	}
	if q.attempt.IsTold(q.item.ID) {
		return s.answerTold(c, q, g)
	}
	if len(wrong) > 0 {
		err = fault.Invalid("This answer cannot be saved.", wrong...)
	} else {
		err = s.saveAnswer(c, q, g)
	}
	if f, ok := fault.As(err); ok && f.Code == fault.CodeInvalid {
		if len(wrong) == 0 {
			f.Fields = []fault.Field{{Name: answerInput, Message: fieldsMessage(f)}}
		}
		base := s.attemptBase(c, q.attempt, q.course)
		base.Refuse(f)
		p := newQuestion(base, q.attempt, q.item, q.number, g)
		p.Deadline = newDeadline(q.attempt, s.today())
		return s.refuse(c, "question", p, route.Status(c, f))
	}
	if err != nil {
		return err
	}
	if tells(q.attempt) && !back {
		if done, err := s.tell(c, q); done || err != nil {
			return err
		}
	}
	p := newQuestion(page.Base{}, q.attempt, q.item, q.number, g)
	if back || len(values(choiceInput)) > 0 {
		return to(c, p.Href) // a story stays on its page as long as choices are made
	}
	return to(c, p.Next)
}

// handedIn refuses an answer to what is over.
func handedIn(o *learning.Outcome) error {
	if o.ByTime {
		return fault.Conflict("The time for this test was over, and it was handed in with what was saved until then. This answer came too late to count.")
	}
	return fault.Conflict("This attempt has been handed in; its answers can no longer change.")
}

// saveAnswer saves what was chosen, as far as there is something to save.
func (s *Site) saveAnswer(c *fiber.Ctx, q asking, g given) error {
	if _, saved := q.attempt.Answers[q.item.ID]; !saved && g.Empty() {
		return nil
	}
	answer, err := q.drawn().Reveal(q.item, g.Response)
	if err != nil {
		return err
	}
	if at := route.Happened(c, s.settings.Now()); !at.IsZero() {
		return s.learning.SaveAnswerAt(c.UserContext(), me(c), q.attempt.ID, q.item.ID, answer, at)
	}
	return s.learning.SaveAnswer(c.UserContext(), me(c), q.attempt.ID, q.item.ID, answer)
}

// fieldsMessage is what a fault says of its first field, or of the whole.
func fieldsMessage(f *fault.Error) string {
	if len(f.Fields) > 0 {
		return f.Fields[0].Message
	}
	return f.Message
}

// formValues reads a form's inputs by name, several of one name too.
func formValues(c *fiber.Ctx) func(name string) []string {
	return func(name string) []string {
		var out []string
		for _, v := range c.Context().PostArgs().PeekMulti(name) {
			out = append(out, string(v))
		}
		return out
	}
}
