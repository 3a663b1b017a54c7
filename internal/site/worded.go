package site

import (
	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/learning"
	"lamtoen/internal/page"
)

// What somebody is tested on and what they sign stands in one language, whole: that of the attempt, or of the text. The language of
// the pages changes only the frame around it.

// tongue is the language of an attempt or of a signature, of which "" is English.
func tongue(language string) string {
	if language == "" {
		return page.English
	}
	return language
}

// phraseIn is a text in a language on a page, which may be in another.
func phraseIn(base page.Base, text, language string) page.Phrase {
	if language == base.Lang {
		language = ""
	}
	return page.Plain(text, language)
}

// textIn gives one of the texts of a course for the reader of a page: in their language where it is current, else in English.
func textIn(base page.Base, c *courses.Course, key, english string) page.Phrase {
	if text, ok := c.TextIn(base.Lang, key); ok {
		return phraseIn(base, text, base.Lang)
	}
	return phraseIn(base, english, page.English)
}

// wordedBase is the frame of a page of a course in the words of one language, in which the trail names it too.
func (s *Site) wordedBase(c *fiber.Ctx, course *courses.Course, last page.Key, language string) page.Base {
	base := s.courseBase(c, course, last)
	base.Crumbs[1].Label = phraseIn(base, course.Title, language)
	return base
}

// attemptBase is the frame of the pages of an attempt, whose course is in the attempt's words.
func (s *Site) attemptBase(c *fiber.Ctx, a learning.Attempt, course *courses.Course) page.Base {
	return s.wordedBase(c, course, "assessment.title", tongue(a.Lang))
}

// asks gives the course in which an unrecorded question is asked, with its language: the reader's where the assessment is
// offered in it, else English.
func asks(c *courses.Course, language string) (*courses.Course, string) {
	if w, ok := c.AskedIn(language); ok {
		return c.Worded(w), language
	}
	return c, page.English
}

// reading is a text to sign in the language in which it is read.
type reading struct {
	courses.Acknowledgement
	Title    string // of the course
	Language string
	Other    string // the other language in which it can be signed; "" none
	Waits    bool   // English is read since the reader's language has not every word of it
}

// readingOf gives the text to sign for a reader of a language, or, where they ask so, in English.
func readingOf(at learning.Progress, language, wanted string) reading {
	english := reading{Acknowledgement: at.Acknowledgement, Title: at.Course.Title, Language: page.English}
	if language == page.English {
		return english
	}
	w, ok := at.Course.SignedIn(language)
	switch {
	case !ok:
		english.Waits = true
		return english
	case wanted == page.English:
		english.Other = language
		return english
	}
	worded := at.Course.Worded(w)
	ack, _ := worded.Acknowledgement(at.Acknowledgement.Role)
	return reading{Acknowledgement: ack, Title: worded.Title, Language: language, Other: page.English}
}
