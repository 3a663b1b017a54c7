package site

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/page"
)

// translationsPage says how far the courses are translated, and what changed since where a translation is out of date.
type translationsPage struct {
	page.Base
	Language page.Phrase
	Current  int
	Stale    int
	Whole    int
	Courses  []translatedCourse
}

// translatedCourse is one course in the language.
type translatedCourse struct {
	Title   string
	Href    string
	Current int
	Whole   int
	Stale   []staleLesson
	Missing []string
}

// staleLesson is a translation whose English has changed. Known tells that the English it translates was found.
type staleLesson struct {
	Title  string
	Known  bool
	Change changeView
}

// newTranslatedCourse sorts the lessons of a course by where they stand.
func newTranslatedCourse(c *courses.Course, states []courses.TranslationState) translatedCourse {
	t := translatedCourse{Title: c.Title, Href: contentHref(c.ID), Whole: len(states)}
	for _, s := range states {
		switch {
		case !s.There:
			t.Missing = append(t.Missing, s.Lesson.Title)
		case s.Stale:
			t.Stale = append(t.Stale, staleLesson{Title: s.Lesson.Title, Known: s.Known, Change: changeOf(s.Changes)})
		default:
			t.Current++
		}
	}
	return t
}

// translations lists the courses, those with something to mend first.
func (s *Site) translations(c *fiber.Ctx) error {
	const language = "dz" // the one that the pages have beside English
	base := s.base(c)
	words := s.words(base)
	base.Crumbs = []page.Link{{Label: words.Say("nav.content"), Href: "/content"}, here(words.Say("translations.title"))}
	p := translationsPage{Base: base, Language: words.Say("translations.dz")}
	for _, course := range s.library.Current() {
		var history []*courses.Course
		for _, v := range s.library.Versions(course.ID) {
			old, err := s.library.Version(c.UserContext(), course.ID, v)
			if err != nil {
				return err
			}
			history = append(history, old)
		}
		t := newTranslatedCourse(course, courses.TranslationStates(course, history, language))
		p.Current, p.Stale, p.Whole = p.Current+t.Current, p.Stale+len(t.Stale), p.Whole+t.Whole
		p.Courses = append(p.Courses, t)
	}
	slices.SortStableFunc(p.Courses, func(a, b translatedCourse) int { return rank(len(a.Stale) > 0) - rank(len(b.Stale) > 0) })
	return s.show(c, "translations", p)
}
