package api

import (
	"context"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
)

// attemptAnswer is an attempt, and its outcome once it is handed in.
type attemptAnswer struct {
	marked
	ID        string           `json:"id"`
	Course    courses.CourseID `json:"course"`
	Version   courses.Version  `json:"version"`
	Number    int              `json:"number"` // within the enrolment, from 1
	Purpose   string           `json:"purpose,omitempty"`
	Started   time.Time        `json:"started"`
	Lang      string           `json:"lang"`     // of all its texts, to its end
	Answered  int              `json:"answered"` // questions that have an answer
	Questions []askedItem      `json:"questions"`
	Outcome   *outcome         `json:"outcome"` // null while it is open

	Until    time.Time            `json:"until,omitzero"` // the deadline, with what outages added; left out without one
	Feedback courses.FeedbackMode `json:"feedback"`       // of the version
	Final    []finalAnswer        `json:"final,omitempty"`
}

// finalAnswer is a question of an open attempt whose feedback was given, so that its answer stays.
type finalAnswer struct {
	Item   string   `json:"item"` // the question's number
	Result result   `json:"result"`
	Told   openItem `json:"told"`
}

// outcome is what an attempt earned. Told is there where the course's feedback policy is "learning", and after a pass.
type outcome struct {
	Submitted time.Time  `json:"submitted"`
	Score     int        `json:"score"`
	PassMark  int        `json:"pass_mark"`
	Passed    bool       `json:"passed"`
	Verdicts  []verdict  `json:"verdicts"` // in the order drawn
	Reread    []reread   `json:"reread"`
	Told      []openItem `json:"told,omitempty"`
	Next      time.Time  `json:"next_attempt,omitzero"` // left out: none is needed, or none is left
	Void      bool       `json:"void"`
	ByTime    bool       `json:"by_time"`           // handed in when its time was over, with what was saved
	Returned  bool       `json:"returned"`          // lost to an outage: it is no failure
	Outages   []outage   `json:"outages,omitempty"` // that lay in it

	Corrections []correction `json:"corrections,omitempty"`
}

// outage is a time in which the course could not be taken.
type outage struct {
	From  time.Time `json:"from"`
	Until time.Time `json:"until"`
	Cause string    `json:"cause"`
}

// verdict says of one question how it was answered; it does not say what would have been right.
type verdict struct {
	Item   string `json:"item"` // the question's number
	Result result `json:"result"`
}

// result is how a question was answered.
type result string

// The results.
const (
	resultRight  result = "right"
	resultPartly result = "partly"
	resultWrong  result = "wrong"
)

// reread is an objective that was not shown in full, with the lessons that teach it.
type reread struct {
	Objective objective     `json:"objective"`
	Lessons   []lessonTitle `json:"lessons"`
}

// newOutcome tells what the course's feedback policy lets it tell: the key only where that is "learning", or after a pass.
func newOutcome(t learning.Attempt, course *courses.Course) *outcome {
	o := t.Outcome
	out := &outcome{
		Submitted: o.Submitted, Score: o.Score, PassMark: o.PassMark, Passed: o.Passed, Verdicts: []verdict{}, Reread: []reread{},
		Next: o.Next, Void: o.Void, ByTime: o.ByTime, Returned: o.Returned, Corrections: newCorrections(o.Corrections),
	}
	for _, one := range o.Outages {
		out.Outages = append(out.Outages, outage{one.From, one.Until, one.Cause})
	}
	for _, p := range o.Points {
		i := slices.IndexFunc(t.Drawn, func(d assessment.Drawn) bool { return d.Item == p.Item })
		if i < 0 {
			continue
		}
		out.Verdicts = append(out.Verdicts, verdict{assessment.Number(i), resultOf(p.Points)})
		if item, ok := course.Item(p.Item); ok && o.Opened {
			out.Told = append(out.Told, *newToldItem(i, item, t.Drawn[i]))
		}
	}
	for _, m := range o.Reread {
		one := reread{Objective: objective{m.Objective.ID, m.Objective.Can}, Lessons: []lessonTitle{}}
		for _, l := range m.Lessons {
			one.Lessons = append(one.Lessons, lessonTitle{l.ID, l.Title, l.Minutes, l.Objective})
		}
		out.Reread = append(out.Reread, one)
	}
	return out
}

// resultOf sorts points into the three results, so that no verdict tells how many of several ticks were right.
func resultOf(p assessment.Points) result {
	switch {
	case p >= assessment.Whole:
		return resultRight
	case p > 0:
		return resultPartly
	}
	return resultWrong
}

// newAttempt puts an attempt together with the texts of the version that it pins.
func (a *API) newAttempt(ctx context.Context, t learning.Attempt) (attemptAnswer, error) {
	answer := attemptAnswer{
		marked: a.marked(), ID: t.ID.Dotted(), Course: t.Enrolment.Course, Version: t.Enrolment.Version, Number: t.ID.Number(),
		Purpose: t.Purpose, Started: t.Started, Lang: tongue(t.Lang), Answered: len(t.Answers), Questions: []askedItem{}, Until: t.Until, Feedback: t.Feedback,
	}
	course, err := a.shown(ctx, t)
	if err != nil {
		return answer, err
	}
	for i, d := range t.Drawn {
		item, ok := course.Item(d.Item)
		if !ok {
			continue
		}
		var given *assessment.Answer
		if saved, ok := t.Answers[d.Item]; ok {
			given = &saved
		}
		if t.Outcome == nil && t.IsTold(d.Item) {
			answer.Final = append(answer.Final, finalAnswer{assessment.Number(i), resultOf(assessment.Grade(item, t.Answers[d.Item])), *newToldItem(i, item, d)})
		}
		answer.Questions = append(answer.Questions, newAskedItem(i, item, d, given))
	}
	if t.Outcome != nil {
		answer.Outcome = newOutcome(t, course)
	}
	return answer, nil
}

// sendAttempt answers with the attempt as it stands.
func (a *API) sendAttempt(c *fiber.Ctx, t learning.Attempt) error {
	answer, err := a.newAttempt(c.UserContext(), t)
	if err != nil {
		return err
	}
	return c.JSON(answer)
}

// attemptOf gives the id that the address names.
func attemptOf(c *fiber.Ctx) (learning.AttemptID, error) {
	name := c.Params("attempt")
	if !utf8.ValidString(name) {
		return "", fault.NotFound("There is no such attempt.")
	}
	return learning.ParseAttemptID(name)
}

// startAttempt begins an attempt in the language asked for, or gives the one that is open, which stays in its own.
func (a *API) startAttempt(c *fiber.Ctx) error { return a.open(c, a.learning.StartAttemptIn) }

// startPretest begins the test before the lessons, and the course with it where it is not begun.
func (a *API) startPretest(c *fiber.Ctx) error { return a.open(c, a.learning.StartPretestIn) }

// open opens an attempt of some kind in the language asked for.
func (a *API) open(
	c *fiber.Ctx, start func(context.Context, org.PersonID, courses.CourseID, string, learning.Via) (learning.Attempt, error),
) error {
	course, err := a.courseOf(c)
	if err != nil {
		return err
	}
	language, err := languageOf(c)
	if err != nil {
		return err
	}
	t, err := start(c.UserContext(), asker(c), course.ID, language, learning.ViaAPI)
	if err != nil {
		return err
	}
	return a.sendAttempt(c, t)
}

// attempt gives an own attempt; another person's is not found, like one that never was.
func (a *API) attempt(c *fiber.Ctx) error {
	id, err := attemptOf(c)
	if err != nil {
		return err
	}
	t, err := a.learning.Attempt(c.UserContext(), asker(c), id)
	if err != nil {
		return err
	}
	return a.sendAttempt(c, t)
}

// answer saves the answer to one question and gives the attempt with it, in which a story has gone one scene on.
func (a *API) answer(c *fiber.Ctx) error {
	id, err := attemptOf(c)
	if err != nil {
		return err
	}
	var given assessment.Response
	if err := body(c, &given); err != nil {
		return err
	}
	t, err := a.learning.Attempt(c.UserContext(), asker(c), id)
	if err != nil {
		return err
	}
	if err := a.saveAnswer(c, t, given); err != nil {
		return err
	}
	if t, err = a.learning.Attempt(c.UserContext(), asker(c), id); err != nil {
		return err
	}
	return a.sendAttempt(c, t)
}

// questionOf gives the question of the attempt that the address names, and its place from 0.
func (a *API) questionOf(c *fiber.Ctx, t learning.Attempt) (courses.Item, int, error) {
	name := c.Params("question")
	at, err := strconv.Atoi(name)
	if at--; err != nil || at < 0 || at >= len(t.Drawn) || assessment.Number(at) != name {
		return courses.Item{}, 0, fault.NotFound("This attempt has no question %q. It has questions 1 to %d.", name, len(t.Drawn))
	}
	course, err := a.library.Version(c.UserContext(), t.Enrolment.Course, t.Enrolment.Version)
	if err != nil {
		return courses.Item{}, 0, err
	}
	item, ok := course.Item(t.Drawn[at].Item)
	if !ok {
		return item, 0, fault.NotFound("This question is no longer there.")
	}
	return item, at, nil
}

// saveAnswer reads the positions of a response as this attempt shows them, and saves what they mean.
func (a *API) saveAnswer(c *fiber.Ctx, t learning.Attempt, given assessment.Response) error {
	item, at, err := a.questionOf(c, t)
	if err != nil {
		return err
	}
	answer, err := t.Drawn[at].Reveal(item, given)
	if err != nil {
		return err
	}
	return a.learning.SaveAnswer(c.UserContext(), asker(c), t.ID, item.ID, answer)
}

// feedback gives the feedback on an answered question before the attempt is handed in, where the course does that; the answer is
// final from then on.
func (a *API) feedback(c *fiber.Ctx) error {
	id, err := attemptOf(c)
	if err != nil {
		return err
	}
	t, err := a.learning.Attempt(c.UserContext(), asker(c), id)
	if err != nil {
		return err
	}
	item, _, err := a.questionOf(c, t)
	if err != nil {
		return err
	}
	if err := a.learning.Reveal(c.UserContext(), asker(c), id, item.ID); err != nil {
		return err
	}
	if t, err = a.learning.Attempt(c.UserContext(), asker(c), id); err != nil {
		return err
	}
	return a.sendAttempt(c, t)
}

// submit hands an attempt in. The first time counts; a repeat gets its result. In a course without a text to sign, a pass
// completes it.
func (a *API) submit(c *fiber.Ctx) error {
	id, err := attemptOf(c)
	if err != nil {
		return err
	}
	if _, err := a.learning.Submit(c.UserContext(), asker(c), id); err != nil {
		return err
	}
	p, err := a.learning.Progress(c.UserContext(), asker(c), id.Course())
	if err != nil {
		return err
	}
	if _, err := a.issue(c.UserContext(), p); err != nil {
		return err
	}
	t, err := a.learning.Attempt(c.UserContext(), asker(c), id)
	if err != nil {
		return err
	}
	return a.sendAttempt(c, t)
}
