package site

import (
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/account"
	"lamtoen/internal/catalogue"
	"lamtoen/internal/day"
	"lamtoen/internal/page"
)

// contentCoursePage is one course for those who look after content: its versions, who approved or returned them, and what
// changed between any two.
type contentCoursePage struct {
	page.Base
	Title    string
	Course   string // address of the course as learners see it
	Draft    bool
	Authors  string // employee numbers of those who wrote the current version
	Versions []contentVersion
	From, To []page.Choice
	Change   changeView
	Same     bool   // the two versions do not differ
	Errata   string // address of the list of faulty questions
	Approval string // address of the page for the approver; "" for those who approve nothing
}

// contentVersion is one published version.
type contentVersion struct {
	Version   string
	Href      string
	Published time.Time
	Draft     bool
	Approved  string
	Decisions []decisionView
}

// decisionView is an approver's word.
type decisionView struct {
	Approved            bool
	Name                string
	Office              string
	Position, Reference string
	Date                day.Date
	Notes               []noteView
}

// noteView is what is to be mended; Lesson is its title, "" for the course as a whole.
type noteView struct{ Lesson, Text string }

// changeView is what differs between two versions, in words.
type changeView struct {
	From, To string
	Degree   string // the least step that it asks for
	Groups   []changeGroup
}

// changeGroup is what differs about one thing.
type changeGroup struct {
	About string
	Lines []changeLine
	More  int // lines that are left out
}

// changeLine is one difference, with old and new text where there are any.
type changeLine struct {
	Kind, Degree, What string
	Old, New           string
	Texts              bool
}

// newChange puts the differences about one thing together.
func newChange(from, to *courses.Course) changeView {
	v := changeOf(courses.Compare(from, to))
	v.From, v.To = string(from.Version), string(to.Version)
	return v
}

func changeOf(changes courses.Differences) changeView {
	v := changeView{Degree: changes.Least().String()}
	for _, d := range changes {
		if n := len(v.Groups); n == 0 || v.Groups[n-1].About != d.About {
			v.Groups = append(v.Groups, changeGroup{About: d.About})
		}
		group := &v.Groups[len(v.Groups)-1]
		group.Lines = append(group.Lines, changeLine{Kind: string(d.Kind), Degree: d.Degree.String(), What: d.What, Old: d.Old, New: d.New,
			Texts: d.Old != "" || d.New != ""})
	}
	return v
}

func newDecision(c *courses.Course, d catalogue.Decision) decisionView {
	v := decisionView{Approved: d.Approved, Name: d.Name, Office: d.Office, Position: d.Position, Reference: d.Reference, Date: d.Date}
	for _, n := range d.Notes {
		lesson, _ := c.Lesson(n.Lesson)
		v.Notes = append(v.Notes, noteView{lesson.Title, n.Text})
	}
	return v
}

// contentCourse shows the versions of a course, the newest first, and the change that the address asks for.
func (s *Site) contentCourse(c *fiber.Ctx) error {
	current, err := s.library.Course(courses.CourseID(c.Params("course")))
	if err != nil {
		return err
	}
	base := s.base(c)
	words := s.words(base)
	base.Crumbs = []page.Link{{Label: words.Say("nav.content"), Href: "/content"}, here(page.Plain(current.Title, page.English))}
	p := contentCoursePage{Base: base, Title: current.Title, Course: courseHref(current.ID), Draft: current.Draft(), Errata: errataHref(current.ID),
		Authors: strings.Join(s.library.AuthorsSince(current.ID, current.Version), ", ")}
	if _, ok := reach(c, account.ApproveContent); ok && current.Draft() {
		p.Approval = contentHref(current.ID) + "/approval"
	}
	versions := s.library.Versions(current.ID)
	for _, v := range slices.Backward(versions) {
		row, err := s.contentVersion(c, current.ID, v)
		if err != nil {
			return err
		}
		p.Versions = append(p.Versions, row)
	}
	if len(versions) < 2 {
		return s.show(c, "content-course", p)
	}
	from, to := comparedVersions(c, versions)
	p.From, p.To = versionChoices("from", versions, from), versionChoices("to", versions, to)
	old, err := s.library.Version(c.UserContext(), current.ID, from)
	if err != nil {
		return err
	}
	now, err := s.library.Version(c.UserContext(), current.ID, to)
	if err != nil {
		return err
	}
	p.Change = newChange(old, now)
	p.Same = len(p.Change.Groups) == 0
	return s.show(c, "content-course", p)
}

// contentHref is the address of a course for those who look after content.
func contentHref(id courses.CourseID) string { return "/content/" + string(id) }

// comparedVersions is which two versions are compared: those of the address, or else the newest two.
func comparedVersions(c *fiber.Ctx, versions []courses.Version) (from, to courses.Version) {
	pick := func(name string, fallback courses.Version) courses.Version {
		if v := courses.Version(c.Query(name)); slices.Contains(versions, v) {
			return v
		}
		return fallback
	}
	return pick("from", versions[len(versions)-2]), pick("to", versions[len(versions)-1])
}

func versionChoices(name string, versions []courses.Version, chosen courses.Version) []page.Choice {
	all := make([]page.Choice, len(versions))
	for i, v := range versions {
		all[i] = page.Choice{ID: name + "-" + string(v), Name: name, Value: string(v), HTML: text(string(v)), Chosen: v == chosen}
	}
	return all
}

func (s *Site) contentVersion(c *fiber.Ctx, id courses.CourseID, v courses.Version) (contentVersion, error) {
	course, err := s.library.Version(c.UserContext(), id, v)
	if err != nil {
		return contentVersion{}, err
	}
	row := contentVersion{Version: string(v), Href: versionHref(id, v), Draft: course.Draft()}
	row.Published, _ = s.library.Published(id, v)
	for _, d := range s.library.Decisions(id, v) {
		row.Decisions = append(row.Decisions, newDecision(course, d))
	}
	if !row.Draft {
		row.Approved = listed([]string{course.Approval.Office, day.Date(course.Approval.Date).String()})
	}
	return row, nil
}
