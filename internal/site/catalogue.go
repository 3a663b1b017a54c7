package site

import (
	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/learning"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// cataloguePage lists the courses by catalogue.
type cataloguePage struct {
	page.Base
	Shelves []shelf
}

// shelf is one of the catalogues with its courses.
type shelf struct {
	Kind    string
	Courses []page.CourseCard
}

// shelves sorts cards into the three catalogues, in their order, without empty ones. The lists go in step.
func shelves(all []*courses.Course, cards []page.CourseCard) []shelf {
	var out []shelf
	for _, kind := range []courses.Kind{courses.CivilService, courses.Schools, courses.Community} {
		sh := shelf{Kind: string(kind)}
		for i, c := range all {
			if c.Catalogue == kind {
				sh.Courses = append(sh.Courses, cards[i])
			}
		}
		if len(sh.Courses) > 0 {
			out = append(out, sh)
		}
	}
	return out
}

// cards are the courses as a list shows them, each with where the person stands where the record says. Without a record the
// reader is a visitor.
func (s *Site) cards(all []*courses.Course, record []learning.CourseRecord) []page.CourseCard {
	cards := make([]page.CourseCard, len(all))
	for i, c := range all {
		cards[i] = courseCard(c, s.settings.DataPrice)
		if record != nil {
			cards[i].Bound = page.Optional
		}
		for _, r := range record {
			if r.Progress.Course.ID == c.ID {
				stand(&cards[i], r.Progress)
			}
		}
	}
	return cards
}

// courseCard is a course as a visitor sees it.
func courseCard(c *courses.Course, perGB float64) page.CourseCard {
	return page.CourseCard{
		Href: courseHref(c.ID), Title: c.Title, Summary: c.Summary, Minutes: c.Minutes, Price: price(c.Bytes, perGB), Draft: c.Draft(),
	}
}

// stand puts on a card where a person stands with the course.
func stand(card *page.CourseCard, p learning.Progress) {
	if p.Status.Assigned {
		card.Bound = page.Mandatory
	}
	if p.Status.State != learning.StateNotAssigned {
		card.State = string(p.Status.State)
	}
	if p.Status.Next.Step != learning.StepNothing {
		card.Due = p.Status.Due
	}
}

// courseHref is the address of a course's page, and the beginning of those of everything in it.
func courseHref(id courses.CourseID) string { return "/courses/" + string(id) }

// catalogue shows the courses, to a person with where they stand in each.
func (s *Site) catalogue(c *fiber.Ctx) error {
	var record []learning.CourseRecord
	if route.SignedIn(c) {
		var err error
		if record, err = s.learning.Record(c.UserContext(), me(c)); err != nil {
			return err
		}
	}
	all := s.library.Current()
	return s.show(c, "catalogue", cataloguePage{Base: s.base(c), Shelves: shelves(all, s.cards(all, record))})
}
