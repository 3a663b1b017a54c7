package site

import (
	"html/template"
	"strings"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/classroom"
	"lamtoen/internal/page"
)

// screenPage is what the room sees: the code before the first lesson and after the last, and in between one lesson, in parts
// that fill the screen. It names no participant.
type screenPage struct {
	page.Base
	Back   string // to the facilitator's page
	Course string
	Place  string
	Code   string
	Join   string
	Open   bool

	Lesson  string // the title; "" on the page with the code
	Spoken  string // its language
	Number  int
	Whole   int
	Shown   bool
	Action  string
	Before  string // the lesson before
	Parts   []screenPart
	Begin   string // the lesson that comes next
	Resumed bool   // some lessons were shown already
	Test    bool   // all were: now each takes the test
}

// screenPart is one screen of a lesson.
type screenPart struct {
	Number   int
	Previous int
	Next     int
	HTML     template.HTML
}

// screen shows the page with the code, from which the room begins or goes on.
func (s *Site) screen(c *fiber.Ctx) error {
	at, course, err := s.groupAt(c)
	if err != nil {
		return err
	}
	p := s.newScreen(c, at, course)
	p.Resumed = len(at.Shown) > 0
	if next, ok := at.Next(course); ok {
		p.Begin = groupHref(at.ID) + "/screen/" + string(next.ID)
	} else {
		p.Test = true
	}
	return s.show(c, "group-screen", p)
}

func (s *Site) newScreen(c *fiber.Ctx, at classroom.State, course *courses.Course) screenPage {
	base := s.groupBase(c, at, course, "group.screen")
	base.Wide, base.Crumbs = true, nil
	return screenPage{Base: base, Back: groupHref(at.ID), Course: course.Title, Place: at.Place, Code: classroom.GroupCode(at.Code),
		Join: s.settings.URL + "/join", Open: at.Phase == classroom.Open}
}

// screenLesson shows one lesson.
func (s *Site) screenLesson(c *fiber.Ctx) error {
	at, course, err := s.groupAt(c)
	if err != nil {
		return err
	}
	lesson, ok := course.Lesson(courses.LessonID(c.Params("lesson")))
	if !ok {
		return to(c, groupHref(at.ID)+"/screen")
	}
	p := s.newScreen(c, at, course)
	shown := inLanguage(course, lesson, at.Lang)
	p.Lesson, p.Spoken, p.Shown, p.Whole = shown.Title, shown.Lang, at.WasShown(lesson.ID), len(course.Lessons)
	p.Action = groupHref(at.ID) + "/screen/" + string(lesson.ID)
	for i, l := range course.Lessons {
		if l.ID == lesson.ID {
			if p.Number = i + 1; i > 0 {
				p.Before = groupHref(at.ID) + "/screen/" + string(course.Lessons[i-1].ID)
			}
		}
	}
	if p.Parts, err = s.screenParts(c, course, shown, p.Lang); err != nil {
		return err
	}
	return s.show(c, "group-screen", p)
}

// screenParts cuts a lesson at its blocks, and puts short ones together on one screen.
func (s *Site) screenParts(c *fiber.Ctx, course *courses.Course, lesson spoken, lang string) ([]screenPart, error) {
	body := newLessonBody(course, lesson.Lesson, s.library.Reference(), askedOf(c))
	var parts []screenPart
	size := 0
	add := func(one lessonBody, weight int) error {
		html, err := page.Fragment(s.pages, "lesson-body", lang, one)
		if err != nil {
			return err
		}
		if len(parts) > 0 && size+weight <= screenful {
			parts[len(parts)-1].HTML += html
			size += weight
			return nil
		}
		parts, size = append(parts, screenPart{HTML: html}), weight
		return nil
	}
	for i, b := range cutBlocks(body.Blocks) {
		one := lessonBody{Blocks: []blockView{b}}
		if i == 0 {
			one.Sensitive = body.Sensitive
		}
		weight := len(b.HTML) + len(b.Check.Stem)
		if b.Check.ID != "" || b.Kind == string(courses.ScenarioBlock) {
			weight = screenful // a question stands by itself
		}
		if err := add(one, weight); err != nil {
			return nil, err
		}
	}
	if body.Keep != "" || len(body.Tell) > 0 {
		if err := add(lessonBody{Keep: body.Keep, Tell: body.Tell}, screenful/2); err != nil {
			return nil, err
		}
	}
	for i := range parts {
		parts[i].Number, parts[i].Previous = i+1, i
		if i+1 < len(parts) {
			parts[i].Next = i + 2
		}
	}
	return parts, nil
}

// cutBlocks cuts prose at its paragraphs and lists, so that no screen holds more than it can show.
func cutBlocks(blocks []blockView) []blockView {
	var out []blockView
	for _, b := range blocks {
		if b.Kind != string(courses.Prose) {
			out = append(out, b)
			continue
		}
		for _, piece := range cutProse(string(b.HTML)) {
			out = append(out, blockView{Kind: b.Kind, HTML: template.HTML(piece)}) // a stretch of what was sanitised when it was loaded
		}
	}
	return out
}

// cutProse cuts rendered Markdown between its outermost elements; a heading stays with what follows it.
func cutProse(html string) []string {
	var out []string
	depth, heading := 0, false
	for line := range strings.Lines(html) {
		if depth == 0 && !heading && strings.HasPrefix(line, "<") || len(out) == 0 {
			out = append(out, "")
		}
		out[len(out)-1] += line
		heading = depth == 0 && (strings.HasPrefix(line, "<h2") || strings.HasPrefix(line, "<h3"))
		for _, tag := range []string{"p", "ul", "ol", "table", "blockquote", "div", "figure", "dl"} {
			depth += strings.Count(line, "<"+tag+">") + strings.Count(line, "<"+tag+" ") - strings.Count(line, "</"+tag+">")
		}
	}
	return out
}

// screenful is how many bytes of a lesson's HTML fill a screen at the size of its letters.
const screenful = 700

// lessonShown records that the room has gone through the lesson, and shows the next one.
func (s *Site) lessonShown(c *fiber.Ctx) error {
	at, err := s.classroom.Show(c.UserContext(), officer(c), c.Params("session"), courses.LessonID(c.Params("lesson")))
	if err != nil {
		return err
	}
	course, err := s.classroom.Course(c.UserContext(), at.Session)
	if err != nil {
		return err
	}
	for i, l := range course.Lessons {
		if string(l.ID) == c.Params("lesson") && i+1 < len(course.Lessons) {
			return to(c, groupHref(at.ID)+"/screen/"+string(course.Lessons[i+1].ID))
		}
	}
	return to(c, groupHref(at.ID)+"/screen")
}
