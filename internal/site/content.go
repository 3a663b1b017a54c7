package site

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/account"
	"lamtoen/internal/day"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
)

// contentPage lists the courses with what their owners must know: version, approval, and when each is to be reviewed.
type contentPage struct {
	page.Base
	Courses []contentRow
	Figures bool // the reader may see how questions do
	Signals bool // and the signals of groups
}

// contentRow is one course.
type contentRow struct {
	Title     string
	Href      string // of the page about its versions and approval
	Catalogue string
	Owners    string
	Version   string
	Hash      string
	Draft     bool
	Approved  string // by which office, on which day
	Review    day.Date
	Late      bool // the review is overdue
	Lessons   int
	Questions int
	Clauses   int
	Versions  []versionLine
}

// versionLine is one published version.
type versionLine struct {
	Version   string
	Href      string
	Published time.Time
}

func newContent(base page.Base, rows []contentRow) contentPage {
	return contentPage{Base: base, Courses: rows}
}

// newContentRow tells one course as of a day.
func newContentRow(c *courses.Course, owners string, today day.Date) contentRow {
	row := contentRow{
		Title: c.Title, Href: contentHref(c.ID), Catalogue: string(c.Catalogue), Owners: owners, Version: string(c.Version), Hash: c.Hash,
		Draft: c.Draft(), Review: day.Date(c.Review), Lessons: len(c.Lessons), Questions: len(c.Items), Clauses: len(c.Clauses),
	}
	row.Late = row.Review != "" && row.Review < today
	if !row.Draft {
		row.Approved = listed([]string{c.Approval.Office, day.Date(c.Approval.Date).String()})
	}
	return row
}

func (s *Site) content(c *fiber.Ctx) error {
	base := s.base(c)
	base.Crumbs = []page.Link{here(s.words(base).Say("nav.content"))}
	tree := s.register.Tree(s.today())
	var rows []contentRow
	for _, course := range s.library.Current() {
		var owners []string
		for _, code := range course.Owners {
			owners = append(owners, tree.Name(org.AgencyCode(code)))
		}
		row := newContentRow(course, listed(owners), s.today())
		for _, v := range s.library.Versions(course.ID) {
			at, _ := s.library.Published(course.ID, v)
			row.Versions = append(row.Versions, versionLine{string(v), versionHref(course.ID, v), at})
		}
		rows = append(rows, row)
	}
	p := newContent(base, rows)
	_, p.Figures = reach(c, account.ViewItems)
	_, p.Signals = reach(c, account.ViewSignals)
	return s.show(c, "content", p)
}
