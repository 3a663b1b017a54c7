package site

import (
	"html/template"
	"slices"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/learning"
	"lamtoen/internal/page"
)

// lessonPage is one lesson.
type lessonPage struct {
	page.Base
	lessonView
}

// lessonView is what is on a lesson's page inside the frame. It is comparable, since its page is drawn once for everybody to
// whom it says the same.
type lessonView struct {
	ID          string
	Course      string
	CourseTitle string
	Title       string
	Spoken      string // the language of title and body
	Stale       bool   // the English is shown, since it has changed after it was translated
	Number      int
	Whole       int
	Minutes     int
	Contents    template.HTML // the list of lessons, which stands on the page twice
	Body        template.HTML // from the first block to the words explained
	Previous    string
	Next        string // where to go on without a link
	Done        bool
	Last        bool
}

// lessonBody is what a lesson says: the same for everyone who reads this version, but for the check that one has just answered.
type lessonBody struct {
	Sensitive string
	Blocks    []blockView
	Keep      string
	Tell      []contactView
	Terms     []termView
}

// blockView is one block of a lesson.
type blockView struct {
	Kind   string
	Title  string
	Clause string
	HTML   template.HTML
	Check  checkView
}

// contactView is whom to tell. An unchecked number is left out.
type contactView struct{ Office, For, Number string }

// termView is a glossary term with its definition, at the foot of the lesson: a link in the text leads there without a script.
type termView struct{ ID, Term, Definition string }

// newLesson builds the page of a lesson for a person who may read it.
func newLesson(base page.Base, at learning.Progress, lesson spoken, list, body template.HTML) lessonPage {
	course := at.Course
	p := lessonPage{
		Base: base,
		lessonView: lessonView{
			ID: string(lesson.ID), Course: string(course.ID), CourseTitle: course.Title, Title: lesson.Title, Spoken: lesson.Lang, Stale: lesson.Stale,
			Whole: len(at.Lessons), Minutes: lesson.Minutes, Contents: list, Body: body,
		},
	}
	p.Draft, p.Next = course.Draft(), courseHref(course.ID)
	for i, l := range at.Lessons {
		if l.ID == lesson.ID {
			p.Number, p.Done, p.Last = i+1, !l.Done.IsZero(), i == len(at.Lessons)-1
			if i > 0 {
				p.Previous = lessonHref(course.ID, at.Lessons[i-1].ID)
			}
			if !p.Last {
				p.Next = lessonHref(course.ID, at.Lessons[i+1].ID)
			}
		}
	}
	return p
}

// newLessonBody builds what the lesson says, with feedback on the check that q says was answered.
func newLessonBody(course *courses.Course, lesson courses.Lesson, ref courses.Reference, q asked) lessonBody {
	b := lessonBody{Sensitive: lesson.Sensitive, Keep: lesson.Keep}
	for _, block := range lesson.Blocks {
		b.Blocks = append(b.Blocks, newBlock(course, block, q))
	}
	for _, id := range lesson.Tell {
		if contact, ok := ref.Contact(id); ok {
			b.Tell = append(b.Tell, contactView{contact.Office, contact.For, contact.Shown()})
		}
	}
	for _, id := range lesson.Terms {
		if term, ok := course.Term(id); ok {
			b.Terms = append(b.Terms, termView{"term-" + string(id), term.Term, term.Definition})
		}
	}
	return b
}

// newBlock builds a block. A policy box takes its heading from the clause, so that it reads as the policy does.
func newBlock(course *courses.Course, b courses.Block, q asked) blockView {
	v := blockView{Kind: string(b.Kind), Title: b.Title, HTML: template.HTML(b.HTML)}
	switch {
	case b.Kind == courses.PolicyBox:
		v.Clause = string(b.Clause)
		if clause, ok := course.Clause(b.Clause); ok && v.Title == "" {
			v.Title = clause.Title
		}
	case b.Item != nil:
		v.Check = newCheck(*b.Item, q)
	}
	return v
}

// lessonDrags tells whether a check of the lesson can be answered by dragging.
func lessonDrags(l courses.Lesson) bool {
	return slices.ContainsFunc(l.Blocks, func(b courses.Block) bool { return b.Item != nil && drags(*b.Item) })
}

// lessonHref is the address of a lesson.
func lessonHref(course courses.CourseID, lesson courses.LessonID) string {
	return courseHref(course) + "/lessons/" + string(lesson)
}

// lesson records that the lesson was opened and shows it. The record is inserted once, so reading again writes nothing.
func (s *Site) lesson(c *fiber.Ctx) error {
	course, id := courses.CourseID(c.Params("course")), courses.LessonID(c.Params("lesson"))
	at, err := s.toRead(c, course, id)
	if err != nil {
		return s.outside(c, course, id, err)
	}
	found, _ := at.Course.Lesson(id) // OpenLesson has found it
	base := s.base(c)
	lesson := inLanguage(at.Course, found, base.Lang)
	base.Drags = lessonDrags(lesson.Lesson)
	list := page.Steps(contents(at, string(id)), s.words(base))
	body, err := s.lessonBody(at.Course, lesson, base.Lang, askedOf(c))
	if err != nil {
		return err
	}
	return s.showLesson(c, newLesson(base, at, lesson, list, body))
}

// lessonKey is all that a lesson's page says, apart from whom it names.
type lessonKey struct {
	frame page.Frame
	view  lessonView
}

// showLesson sends a lesson from its stencil: the page most asked for, on which only the reader's name differs among all who are
// at the same point. With an answer in the address it is a page of its own.
func (s *Site) showLesson(c *fiber.Ctx, p lessonPage) error {
	frame, plain := p.Frame()
	if !plain || len(c.Request().URI().QueryString()) > 0 {
		return s.show(c, "lesson", p)
	}
	stencil, err := s.lessons.Get(lessonKey{frame, p.lessonView}, func() ([]byte, error) {
		blank := p
		blank.Base = p.Blank()
		return page.Render(s.pages, "lesson", blank)
	})
	if err != nil {
		return err
	}
	return s.fill(c, stencil, p.Base)
}

// bodyKey names the body of a lesson in a language. The hash stands for the version, translation for what is outside it.
type bodyKey struct {
	hash        string
	translation string
	lesson      courses.LessonID
	lang        string
}

// lessonBody renders what a lesson says. A published version never changes, so it is rendered once, unless a check is answered.
func (s *Site) lessonBody(course *courses.Course, lesson spoken, lang string, q asked) (template.HTML, error) {
	key := bodyKey{course.Hash, lesson.hash, lesson.ID, lang}
	if kept, ok := s.bodies.Load(key); ok && q.item == "" {
		if body, ok := kept.(template.HTML); ok {
			return body, nil
		}
	}
	body, err := page.Fragment(s.pages, "lesson-body", lang, newLessonBody(course, lesson.Lesson, s.library.Reference(), q))
	if err == nil && q.item == "" {
		s.bodies.Store(key, body)
	}
	return body, err
}

// askedOf reads which check of the page was answered, and with what.
func askedOf(c *fiber.Ctx) asked {
	return asked{item: courses.ItemID(c.Query("item")), values: func(name string) []string {
		var out []string
		for _, v := range c.Context().QueryArgs().PeekMulti(name) {
			out = append(out, string(v))
		}
		return out
	}}
}

// finishLesson records that the lesson is done and goes on to the next one, or to what comes after the last.
func (s *Site) finishLesson(c *fiber.Ctx) error {
	course, id := courses.CourseID(c.Params("course")), courses.LessonID(c.Params("lesson"))
	at, err := s.lessonRead(c, course, id)
	if err != nil {
		return err
	}
	if err := s.settle(c, at); err != nil {
		return err
	}
	return to(c, afterLesson(at, id, nextStep(at, s.settings.Now())))
}

// afterLesson is where to go when a lesson is done: the lesson after it as long as there is one, so that reading again goes
// in order too, and then the next step of the course.
func afterLesson(at learning.Progress, id courses.LessonID, step stepView) string {
	for i, l := range at.Lessons {
		if l.ID == id && i+1 < len(at.Lessons) && !at.Lessons[i+1].Locked {
			return lessonHref(at.Course.ID, at.Lessons[i+1].ID)
		}
	}
	switch step.Kind {
	case "lesson", "assessment", "resume", "sign", "complete":
		return step.Href
	}
	return courseHref(at.Course.ID)
}
