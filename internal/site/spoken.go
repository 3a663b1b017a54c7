package site

import (
	"lamtoen/courses"
	"lamtoen/internal/page"
)

// spoken is a lesson in the language in which it is shown.
type spoken struct {
	courses.Lesson
	Lang  string // of the lesson's own words
	Stale bool   // there is a translation, but the English has changed since: the English is shown, and says so
	hash  string // of the translation; "" for the English
}

// english is the lesson as its author wrote it.
func english(l courses.Lesson) spoken { return spoken{Lesson: l, Lang: page.English} }

// inLanguage gives the lesson in the reader's language where a current translation is there, and else in English.
func inLanguage(c *courses.Course, l courses.Lesson, lang string) spoken {
	s := english(l)
	t, ok := c.Translation(l.ID, lang)
	switch {
	case !ok:
	case t.Stale:
		s.Stale = true
	default:
		s = spoken{Lesson: t.On(l), Lang: lang, hash: t.Hash}
	}
	return s
}
