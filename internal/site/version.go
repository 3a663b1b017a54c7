package site

import (
	"html/template"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/account"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/page"
)

// versionPage is one published version of a course as it was: what a record that names it speaks of. The bank is not on it.
type versionPage struct {
	page.Base
	Title     string
	Summary   string
	Version   string
	Current   string // the version that has taken its place; "" where this is the current one
	Course    string // address of the course as it is now
	Published time.Time
	Approved  string // by which office, on which day
	Hash      string
	Lessons   []page.Link
	Texts     []versionText
}

// versionText is what is signed at the end, worded for a role.
type versionText struct {
	Role, Title string
	HTML        template.HTML
}

// versionLesson is one lesson of such a version.
type versionLesson struct {
	page.Base
	Title, Version, Current string
	Course, CourseTitle     string // the page of the version
	Body                    template.HTML
	Previous, Next          string
}

// versionHref is the address of a published version.
func versionHref(id courses.CourseID, v courses.Version) string {
	return courseHref(id) + "/versions/" + string(v)
}

// newVersion builds the page; current is the version that learners begin now.
func newVersion(base page.Base, c *courses.Course, current courses.Version) versionPage {
	base.Draft = c.Draft()
	p := versionPage{Base: base, Title: c.Title, Summary: c.Summary, Version: string(c.Version), Course: courseHref(c.ID), Hash: c.Hash}
	if current != c.Version {
		p.Current = string(current)
	}
	if !c.Draft() {
		p.Approved = listed([]string{c.Approval.Office, day.Date(c.Approval.Date).String()})
	}
	for _, l := range c.Lessons {
		p.Lessons = append(p.Lessons, page.Link{Label: page.Plain(l.Title, page.English), Href: versionHref(c.ID, c.Version) + "/lessons/" + string(l.ID)})
	}
	for _, a := range c.Acknowledgements {
		p.Texts = append(p.Texts, versionText{Role: a.Role, Title: a.Title, HTML: template.HTML(a.HTML)})
	}
	return p
}

// versionAsked is the version of the address, for those whose record names it and for those who look after content. For anybody
// else it does not exist: drafts and withdrawn wording are not public.
func (s *Site) versionAsked(c *fiber.Ctx) (*courses.Course, courses.Version, error) {
	id, v := courses.CourseID(c.Params("course")), courses.Version(c.Params("version"))
	current, err := s.library.Course(id)
	if err != nil {
		return nil, "", err
	}
	if _, ok := reach(c, account.ViewContent); !ok {
		facts, err := s.learning.FactsOfPerson(c.UserContext(), me(c))
		if err != nil {
			return nil, "", err
		}
		if !slices.ContainsFunc(facts, func(f learning.Fact) bool { return f.Course == id && f.Version == v }) {
			return nil, "", fault.NotFound("Your record names no such version of this course.")
		}
	}
	course, err := s.library.Version(c.UserContext(), id, v)
	return course, current.Version, err
}

// version shows a published version.
func (s *Site) version(c *fiber.Ctx) error {
	course, current, err := s.versionAsked(c)
	if err != nil {
		return err
	}
	base := s.base(c)
	words := s.words(base)
	base.Crumbs = []page.Link{{Label: page.Plain(course.Title, page.English), Href: courseHref(course.ID)},
		here(words.Say("version.title", "version", string(course.Version)))}
	p := newVersion(base, course, current)
	p.Published, _ = s.library.Published(course.ID, course.Version)
	return s.show(c, "version", p)
}

// versionLesson shows a lesson of a published version; its checks work, and nothing is recorded.
func (s *Site) versionLesson(c *fiber.Ctx) error {
	course, current, err := s.versionAsked(c)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(course.Lessons, func(l courses.Lesson) bool { return string(l.ID) == c.Params("lesson") })
	if i < 0 {
		return fault.NotFound("There is no such lesson in this version of the course.")
	}
	base := s.base(c)
	words := s.words(base)
	whole := newVersion(base, course, current)
	base.Draft, base.Drags = course.Draft(), lessonDrags(course.Lessons[i])
	base.Crumbs = []page.Link{{Label: page.Plain(course.Title, page.English), Href: courseHref(course.ID)},
		{Label: words.Say("version.title", "version", whole.Version), Href: versionHref(course.ID, course.Version)}, here(whole.Lessons[i].Label)}
	p := versionLesson{Base: base, Title: course.Lessons[i].Title, Version: whole.Version, Current: whole.Current,
		Course: versionHref(course.ID, course.Version), CourseTitle: course.Title}
	if i > 0 {
		p.Previous = whole.Lessons[i-1].Href
	}
	if i+1 < len(whole.Lessons) {
		p.Next = whole.Lessons[i+1].Href
	}
	if p.Body, err = s.lessonBody(course, english(course.Lessons[i]), base.Lang, askedOf(c)); err != nil {
		return err
	}
	return s.show(c, "version-lesson", p)
}
