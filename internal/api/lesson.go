package api

import (
	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
)

// lessonAnswer is the answer of GET …/lessons/{lesson}.
type lessonAnswer struct {
	marked
	Course   courses.CourseID `json:"course"`
	Version  courses.Version  `json:"version"`
	Draft    bool             `json:"draft"`
	Lang     string           `json:"lang"`  // of the lesson: the one asked for where its translation is current, else en
	Stale    bool             `json:"stale"` // it is in English, since that has changed after it was translated
	Lesson   lesson           `json:"lesson"`
	Progress *progress        `json:"progress"`
}

// lesson is one lesson. The pictures in its HTML stand under /media of this server.
type lesson struct {
	ID        courses.LessonID    `json:"id"`
	Title     string              `json:"title"`
	Objective courses.ObjectiveID `json:"objective"`
	Minutes   int                 `json:"minutes"`
	Clauses   []courses.ClauseID  `json:"clauses"`
	Keep      string              `json:"keep"` // the one sentence to keep
	Tell      []contact           `json:"tell"` // whom to tell, where the lesson touches something hard
	Blocks    []block             `json:"blocks"`
	Terms     []term              `json:"terms"`
}

// block is one piece of a lesson: prose, or an ungraded item.
type block struct {
	Kind   courses.BlockKind `json:"kind"`
	Title  string            `json:"title,omitempty"`
	Clause courses.ClauseID  `json:"clause,omitempty"`
	HTML   string            `json:"html,omitempty"` // safe to show
	Item   *openItem         `json:"item,omitempty"`
}

// contact is an office or a helpline to turn to. The number is left out until somebody has checked it.
type contact struct {
	ID     courses.ContactID `json:"id"`
	Office string            `json:"office"`
	For    string            `json:"for"`
	Number string            `json:"number,omitempty"`
}

// term is a word of the lesson that the glossary explains.
type term struct {
	ID         courses.TermID `json:"id"`
	Term       string         `json:"term"`
	Definition string         `json:"definition"`
}

// newLesson leaves out the cast and the note on sensitive matters: they are for editors and teachers.
func newLesson(c *courses.Course, l courses.Lesson, ref courses.Reference) lesson {
	out := lesson{
		ID: l.ID, Title: l.Title, Objective: l.Objective, Minutes: l.Minutes, Clauses: listed(l.Clauses), Keep: l.Keep,
		Tell: []contact{}, Blocks: []block{}, Terms: []term{},
	}
	for _, b := range l.Blocks {
		one := block{Kind: b.Kind, Title: b.Title, Clause: b.Clause, HTML: b.HTML}
		if b.Item != nil {
			one.Item = newOpenItem(*b.Item)
		}
		out.Blocks = append(out.Blocks, one)
	}
	for _, id := range l.Tell {
		if one, ok := ref.Contact(id); ok {
			out.Tell = append(out.Tell, contact{one.ID, one.Office, one.For, one.Shown()})
		}
	}
	for _, id := range l.Terms {
		if t, ok := c.Term(id); ok {
			out.Terms = append(out.Terms, term{t.ID, t.Term, t.Definition})
		}
	}
	return out
}

// lesson gives a lesson of the version that was begun, and records when it was first opened.
func (a *API) lesson(c *fiber.Ctx) error {
	course, err := a.courseOf(c)
	if err != nil {
		return err
	}
	language, err := languageOf(c)
	if err != nil {
		return err
	}
	id := courses.LessonID(c.Params("lesson"))
	p, err := a.learning.OpenLesson(c.UserContext(), asker(c), course.ID, id, learning.ViaAPI)
	if err != nil {
		return err
	}
	found, ok := p.Course.Lesson(id)
	if !ok {
		return fault.NotFound("This course has no lesson %q.", string(id))
	}
	spoken, in, stale := inLanguage(p.Course, found, language)
	answer := lessonAnswer{
		marked: a.marked(), Course: p.Course.ID, Version: p.Course.Version, Draft: p.Course.Draft(), Lang: in, Stale: stale,
		Lesson: newLesson(p.Course, spoken, a.library.Reference()), Progress: newProgress(p),
	}
	answer.Progress.speak(p, language)
	return c.JSON(answer)
}

// finishLesson records that a lesson was finished; in a course of lessons alone, the last one completes it.
func (a *API) finishLesson(c *fiber.Ctx) error {
	course, err := a.courseOf(c)
	if err != nil {
		return err
	}
	p, err := a.learning.FinishLesson(c.UserContext(), asker(c), course.ID, courses.LessonID(c.Params("lesson")), learning.ViaAPI)
	if err != nil {
		return err
	}
	return a.sendCompletion(c, p)
}

// practiceAnswer is the answer of GET …/practice.
type practiceAnswer struct {
	marked
	Item *openItem `json:"item"`
}

// practice gives the question that shows what the assessment looks like. It is never drawn, so its key may be seen.
func (a *API) practice(c *fiber.Ctx) error {
	course, err := a.courseOf(c)
	if err != nil {
		return err
	}
	p, err := a.learning.Progress(c.UserContext(), asker(c), course.ID)
	if err != nil {
		return err
	}
	if !p.HasPractice {
		return fault.NotFound("This course has no practice question.")
	}
	language, err := languageOf(c)
	if err != nil {
		return err
	}
	item, err := asks(p.Course, p.Practice, language)
	if err != nil {
		return err
	}
	return c.JSON(practiceAnswer{a.marked(), newOpenItem(item)})
}
