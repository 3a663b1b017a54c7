package site

import (
	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/courses/matrix"
	"lamtoen/internal/day"
	"lamtoen/internal/page"
)

// matrixPage sets the published courses against the clauses of the policy, for the content office.
type matrixPage struct {
	page.Base
	Rows  []matrixRow
	Short int
	Due   []dueRow
	By    day.Date
}

// matrixRow is one clause.
type matrixRow struct {
	Clause   string
	Title    string
	Kind     string
	Lessons  []matrixLink
	Items    int
	Glossary string
	Product  string
	Short    string
}

// matrixLink is a course that teaches a clause, with how many of its lessons.
type matrixLink struct {
	Href    string
	Title   string
	Lessons int
}

// dueRow is a course whose review comes.
type dueRow struct {
	Href   string
	Title  string
	Owners string
	Review day.Date
	Late   bool
}

// reviewAhead is how many days before its review a course is listed: time to read it and to ask its owner.
const reviewAhead = 180

// matrix shows what is published, which is what learners are given.
func (s *Site) matrix(c *fiber.Ctx) error {
	base := s.base(c)
	words := s.words(base)
	base.Wide = true
	base.Crumbs = []page.Link{{Label: words.Say("nav.content"), Href: "/content"}, here(words.Say("matrix.title"))}
	ref := s.library.Reference()
	published := &courses.Catalogue{Courses: s.library.Current(), Policy: ref.Policy, Glossary: ref.Glossary}
	titles := map[courses.CourseID]string{}
	for _, course := range published.Courses {
		titles[course.ID] = course.Title
	}
	p := matrixPage{Base: base, By: s.today().AddDays(reviewAhead)}
	for _, r := range matrix.Of(published) {
		row := matrixRow{
			Clause: string(r.Clause.ID), Title: r.Clause.Title, Kind: string(r.Clause.Kind), Items: r.Items(),
			Product: r.Product, Short: r.Short, Lessons: matrixLinks(r, titles),
		}
		if term, ok := ref.Term(r.Glossary); ok {
			row.Glossary = term.Term
		}
		if row.Short != "" {
			p.Short++
		}
		p.Rows = append(p.Rows, row)
	}
	for _, course := range matrix.Due(published, p.By.ISO()) {
		var owners []string
		for _, code := range course.Owners {
			owners = append(owners, s.office(code))
		}
		p.Due = append(p.Due, dueRow{courseHref(course.ID), course.Title, listed(owners), day.Date(course.Review), day.Date(course.Review) < s.today()})
	}
	return s.show(c, "matrix", p)
}

// matrixLinks counts the lessons by course; they come course after course.
func matrixLinks(r matrix.Row, titles map[courses.CourseID]string) []matrixLink {
	var links []matrixLink
	for _, lesson := range r.Taught {
		href := courseHref(lesson.Course)
		if n := len(links); n == 0 || links[n-1].Href != href {
			links = append(links, matrixLink{Href: href, Title: titles[lesson.Course]})
		}
		links[len(links)-1].Lessons++
	}
	return links
}
