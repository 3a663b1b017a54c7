package site

import (
	"fmt"
	"html/template"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/classes"
	"lamtoen/internal/fault"
	"lamtoen/internal/lessonpack"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// pupilQuestionPage is one question for a pupil: before or after the module, or of its quiz. A question of the quiz is shown again
// with the reasons once it is answered.
type pupilQuestionPage struct {
	pupilFrame
	Ask      string // before, after or quiz
	Number   int
	Whole    int
	Progress page.Progress
	Spoken   string // the language of the question
	Title    string
	Stem     template.HTML
	Control  page.Control
	Story    checkView // of a scenario, which is gone through by links
	Ended    bool      // and has come to its end
	Path     []string  // the choices that led there
	Told     bool
	Verdict  page.Verdict
	Action   string
	Entry    string
	Next     string // once it is told
	Onward   string // where to go on to without a link; "" it needs one
}

// pupilAsking is a question of the address.
type pupilAsking struct {
	classes.Module
	ask    classes.Ask
	number int
	whole  int
	drawn  assessment.Drawn
	item   courses.Item // in the pupil's language
	lang   string
	given  *classes.Answered // nil: not answered yet
}

// pupilAsking finds the question of the address.
func (s *Site) pupilAsking(c *fiber.Ctx) (pupilAsking, pupilFrame, error) {
	m, frame, err := s.pupilAt(c)
	if err != nil {
		return pupilAsking{}, frame, err
	}
	q := pupilAsking{Module: m, ask: classes.Ask(c.Params("ask"))}
	q.number, err = strconv.Atoi(c.Params("number"))
	none := fault.NotFound("This module has no such question.")
	switch q.ask {
	case classes.AskBefore, classes.AskAfter:
		if q.whole = len(m.Course.BeforeAfter); err != nil || q.number < 1 || q.number > q.whole {
			return q, frame, none
		}
		q.drawn = lessonpack.Shown(m.Course, m.Course.BeforeAfter[q.number-1])
	case classes.AskQuiz:
		if q.whole = len(m.Quiz); err != nil || q.number < 1 || q.number > q.whole {
			return q, frame, none
		}
		q.drawn = m.Quiz[q.number-1]
	default:
		return q, frame, none
	}
	worded, lang := asks(m.Course, frame.Lang)
	q.lang = lang
	item, ok := worded.Item(q.drawn.Item)
	if !ok {
		return q, frame, none
	}
	q.item = item
	if a, ok := m.Work.Record().Answer(q.ask, q.drawn.Item); ok {
		q.given = &a
	}
	return q, frame, nil
}

// href is the question's address.
func (q pupilAsking) href() string {
	return fmt.Sprintf("%s/%s/%d", pupilModuleHref(q.Course.ID), q.ask, q.number)
}

// due tells whether the question is asked now. Before and after are asked in their turn and once; a question of the quiz that was
// answered can be looked at again.
func (q pupilAsking) due() bool {
	step := q.Standing.Next
	if q.ask == classes.AskQuiz {
		return q.given != nil || step.Kind == classes.StepQuiz
	}
	return q.given == nil && string(step.Kind) == string(q.ask)
}

// newPupilQuestion builds the page with what was chosen.
func newPupilQuestion(frame pupilFrame, q pupilAsking, g given) pupilQuestionPage {
	p := pupilQuestionPage{
		pupilFrame: frame, Ask: string(q.ask), Number: q.number, Whole: q.whole, Progress: page.Progress{Done: q.number - 1, Whole: q.whole}, Spoken: q.lang,
		Title: q.item.Title, Stem: template.HTML(q.item.StemHTML), Action: q.href(), Entry: entryFor(q.Module, string(q.ask), string(q.item.ID)),
	}
	p.Drags = q.given == nil && drags(q.item)
	if waits(q.item) {
		p.Onward = pupilOnward(q.Module, p.Action)
	}
	p.Control = control(q.item, q.drawn, g, "")
	p.Control.Wrong = frame.Wrong(answerInput)
	for i := range p.Control.Selects {
		p.Control.Selects[i].Wrong = frame.Wrong(p.Control.Selects[i].ID)
	}
	if q.given == nil || q.ask != classes.AskQuiz {
		return p
	}
	p.Told, p.Verdict, p.Progress.Done = true, verdict(q.given.Points), q.number
	p.Next = pupilModuleHref(q.Course.ID)
	if next := pupilStepHref(q.Module); next != "" {
		p.Next = next
	}
	if q.item.Type != courses.Branching {
		tell(&p.Control, q.item, q.drawn, q.given.Answer)
	}
	return p
}

// withStory puts a scenario on the page: gone through by links, so that a step back is the back button, and sent when it has ended.
func (p *pupilQuestionPage) withStory(q pupilAsking, a asked) {
	if q.item.Type != courses.Branching {
		return
	}
	path := a.values(pathInput)
	if q.given != nil {
		path = of(q.item, q.drawn, q.given.Answer).Path
	}
	p.Story = newCheck(q.item, asked{item: q.item.ID, values: func(name string) []string {
		if name == pathInput {
			return path
		}
		return nil
	}})
	scenes, walked := walkStory(q.item.Scenario, path)
	p.Ended = len(scenes) > 0 && scenes[len(scenes)-1].Ending
	p.Path = walked
	if p.Told {
		p.Story.Restart = ""
	}
}

// pupilQuestion shows a question, or leads to what comes next.
func (s *Site) pupilQuestion(c *fiber.Ctx) error {
	q, frame, err := s.pupilAsking(c)
	if err != nil {
		return err
	}
	if !q.due() && (!route.ForCopy(c) || q.given != nil) {
		if next := pupilStepHref(q.Module); next != "" {
			return to(c, next)
		}
		return to(c, pupilModuleHref(q.Course.ID))
	}
	g := given{}
	if q.given != nil {
		g = of(q.item, q.drawn, q.given.Answer)
	}
	p := newPupilQuestion(frame, q, g)
	p.withStory(q, askedOf(c))
	if err := s.show(c, "pupil-question", p); err != nil {
		return err
	}
	if !p.Told { // the reasons are never kept
		mayKeep(c)
	}
	return nil
}

// answerPupilQuestion takes an answer. The first one counts: sent again, or another one after it, changes nothing. It is taken
// whatever the pupil has done since, so that a device that had no link can send it late.
func (s *Site) answerPupilQuestion(c *fiber.Ctx) error {
	if err := ofPupil(c); err != nil {
		return err
	}
	q, frame, err := s.pupilAsking(c)
	if err != nil {
		return err
	}
	values := formValues(c)
	g, wrong := readAnswer(q.item, q.drawn, values)
	answer, err := q.drawn.Reveal(q.item, g.Response)
	if err == nil {
		err = assessment.Check(q.item, answer)
	}
	switch {
	case len(wrong) > 0:
		err = fault.Invalid("This answer is not whole yet.", wrong...)
	case err != nil:
	case g.Empty():
		err = fault.Invalid("Nothing is chosen yet.", fault.Field{Name: answerInput, Message: "Choose an answer first."})
	}
	if f, ok := fault.As(err); ok && f.Code == fault.CodeInvalid {
		frame.Refuse(f)
		p := newPupilQuestion(frame, q, g)
		p.withStory(q, asked{values: values})
		return s.refuse(c, "pupil-question", p, route.Status(c, f))
	}
	if err != nil {
		return err
	}
	e := classes.Entry{ID: entryFor(q.Module, string(q.ask), string(q.item.ID)), Kind: classes.EntryAnswer, Ask: q.ask, Item: q.item.ID, Answer: &answer}
	m, err := s.enterPupil(c, q.Module, e)
	if err != nil {
		return err
	}
	if q.ask == classes.AskQuiz {
		return to(c, q.href()) // where the reasons stand
	}
	if next := pupilStepHref(m); next != "" {
		return to(c, next)
	}
	return to(c, pupilModuleHref(m.Course.ID))
}
