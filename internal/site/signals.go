package site

import (
	"fmt"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
	"lamtoen/internal/signals"
)

// signalsPage shows shares of groups whose work is unlike reading, with what they mean and what they do not.
type signalsPage struct {
	page.Base
	Course  string
	Courses []page.Choice
	Groups  []signalLine
	Least   int
}

// signalLine is one group of people.
type signalLine struct {
	Agency string // "" everybody
	People string
	Fast   page.Phrase
	Burst  page.Phrase
	Alike  page.Phrase
}

func newSignalLine(words *page.Words, g signals.Group) signalLine {
	return signalLine{Agency: g.Name, People: words.Say("signals.atleast", "n", thousands(g.People)).Text,
		Fast: shareWords(words, g.Fast), Burst: shareWords(words, g.Burst), Alike: shareWords(words, g.Alike)}
}

// shareWords says a share no more precisely than it may be known.
func shareWords(words *page.Words, s signals.Share) page.Phrase {
	said := fmt.Sprintf("%d %%", s.Percent)
	switch {
	case s.Under:
		return words.Say("signals.under", "share", said)
	case s.Over:
		return words.Say("signals.over", "share", said)
	}
	return words.Say("signals.about", "share", said)
}

// signalsOf shows one course; without one, the first that some rule asks for, else the first of the catalogue.
func (s *Site) signalsOf(c *fiber.Ctx) error {
	base := s.base(c)
	words := s.words(base)
	base.Wide = true
	base.Crumbs = []page.Link{{Label: words.Say("nav.content"), Href: "/content"}, here(words.Say("signals.title"))}
	p := signalsPage{Base: base, Least: signals.Least}
	asked, err := s.signalsCourse(c)
	if err != nil {
		return err
	}
	for _, course := range s.library.Current() {
		if course.Assessment != nil || course.ID == asked {
			p.Courses = append(p.Courses, page.Choice{Value: string(course.ID), HTML: text(course.Title), Chosen: course.ID == asked})
		}
		if course.ID == asked {
			p.Course = course.Title
		}
	}
	if asked == "" {
		return s.show(c, "signals", p)
	}
	groups, err := s.signals.Groups(c.UserContext(), asked, route.Scope(c))
	if err != nil {
		return err
	}
	for _, g := range groups {
		p.Groups = append(p.Groups, newSignalLine(words, g))
	}
	return s.show(c, "signals", p)
}

func (s *Site) signalsCourse(c *fiber.Ctx) (courses.CourseID, error) {
	if asked := c.Query("course"); asked != "" {
		return courses.CourseID(asked), nil
	}
	ruled, err := s.cube.Courses(c.UserContext())
	if err != nil {
		return "", err
	}
	for _, id := range ruled {
		if _, err := s.library.Course(id); err == nil {
			return id, nil
		}
	}
	for _, course := range s.library.Current() {
		if course.Assessment != nil {
			return course.ID, nil
		}
	}
	return "", nil
}
