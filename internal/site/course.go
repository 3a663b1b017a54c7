package site

import (
	"html/template"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/day"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
	"lamtoen/internal/workbook"
)

// coursePage says what a course is, what it asks and costs, and what to do next in it.
type coursePage struct {
	page.Base
	ID          string
	Title       page.Phrase
	Summary     page.Phrase
	Minutes     int
	Price       page.Price
	Objectives  []page.Phrase
	Contents    template.HTML // the list of lessons
	Lessons     int
	Questions   int // of one assessment; 0: none
	PassMark    string
	Signs       bool
	Certificate bool
	ValidMonths int // 0: no end

	Audience string
	Owners   []string // names of offices
	Version  string
	Review   day.Date
	Approval string // who approved it and when; the mark of a draft stands instead
	Clauses  []string
	Stages   []string // the key stages that a school module is for

	Open string // the first lesson, where no account is needed
	Quiz string // likewise the quiz

	Workbook bool       // the course goes with the agency's plan
	Pack     []packLink // of a school module
	Files    []fileLink // to take along
	Pen      string     // address of the pen-drive file of somebody who has begun; "" none

	// Of the person who asks; zero for a visitor.
	Enrolled bool
	Finished bool
	CanBegin bool
	State    string
	Due      day.Date
	Why      string
	Progress page.Progress
	Step     stepView
	Undated  bool           // it is asked, but without a date
	Unmoved  day.Date       // the due date before an outage moved it
	Returned []returnedView // attempts that an outage took away
	WayBack  wayBackView
	Path     pathView
	Keep     keepView
}

// newCourse builds the page for a visitor. Office gives the name of an owner's code.
func newCourse(base page.Base, words *page.Words, c *courses.Course, perGB float64, office func(code string) string) coursePage {
	p := coursePage{
		Base: base, ID: string(c.ID), Title: textIn(base, c, courses.TitleText, c.Title), Summary: textIn(base, c, courses.SummaryText, c.Summary), Minutes: c.Minutes, Price: price(c.Bytes, perGB),
		Signs: len(c.Acknowledgements) > 0, Audience: c.Audience.Who, Version: string(c.Version), Review: day.Date(c.Review),
	}
	p.Crumbs[1].Label = p.Title
	p.Draft, p.Workbook = c.Draft(), c.ID == workbook.Course
	for _, o := range c.Objectives {
		p.Objectives = append(p.Objectives, textIn(base, c, courses.ObjectiveText+string(o.ID), o.Can))
	}
	list := closedContents(c)
	if c.Open() && len(c.Lessons) > 0 {
		list = openContents(c, "")
		p.Open, p.Keeps = list[0].Href, true
		if c.Assessment != nil {
			p.Quiz = openHref(c.ID) + "/quiz"
		}
	}
	p.Contents, p.Lessons = page.Steps(list, words), len(list)
	p.Stages = c.Audience.KeyStages
	for _, code := range c.Owners {
		p.Owners = append(p.Owners, office(code))
	}
	for _, id := range c.Clauses {
		clause, _ := c.Clause(id)
		p.Clauses = append(p.Clauses, string(id)+" "+clause.Title)
	}
	if c.Assessment != nil {
		p.Questions, p.PassMark = c.Assessment.Questions(), percent(c.Assessment.PassMark)
	}
	if c.Certificate != nil {
		p.Certificate, p.ValidMonths = true, c.Certificate.ValidMonths
	}
	if a := c.Approval; !p.Draft {
		p.Approval = a.Position + ", " + a.Office + ", " + day.Date(a.Date).String()
	}
	return p
}

// closedContents lists the lessons of a course for somebody who has not begun it.
func closedContents(c *courses.Course) []page.Entry {
	list := make([]page.Entry, len(c.Lessons))
	for i, l := range c.Lessons {
		list[i].Title = l.Title
	}
	return list
}

// standIn puts on the page where the person stands with the course.
func (p *coursePage) standIn(at learning.Progress, words *page.Words, now time.Time) {
	status := at.Status
	p.Enrolled, p.CanBegin = at.Begun, !at.Begun
	p.State, p.Due, p.Why = shownState(status), shownDue(status), status.Why
	p.Undated = status.Assigned && p.Due == ""
	p.Path = newPath(at, p.Lang)
	p.Pen = penHref(at)
	if at.Begun {
		p.Contents, p.Open, p.Quiz, p.Keeps = page.Steps(contents(at, ""), words), "", "", false // the record remembers
	}
	p.Progress = page.Progress{Done: status.LessonsDone, Whole: status.Lessons}
	if at.Status.Next.Step == learning.StepRenew { // what was done before is no part of what comes
		p.Progress = page.Progress{}
	}
	p.Step = nextStep(at, now)
	p.Finished = p.Step.Kind == "complete"
	p.Returned = returnedViews(at)
	if status.ByOutage && p.Due != "" { // what else moves a date is told by "why?"
		p.Unmoved = status.Unmoved
	}
	if p.Finished {
		p.Due, p.Unmoved = "", ""
	}
}

// course shows a visitor the current version, and a person the version that they have begun.
func (s *Site) course(c *fiber.Ctx) error {
	id := courses.CourseID(c.Params("course"))
	if !route.SignedIn(c) {
		course, err := s.library.Course(id)
		if err != nil {
			return err
		}
		base := s.courseBase(c, course, "")
		return s.showCourse(c, newCourse(base, s.words(base), course, s.settings.DataPrice, s.office))
	}
	progress, err := s.learning.Progress(c.UserContext(), me(c), id)
	if err != nil {
		return err
	}
	base := s.courseBase(c, progress.Course, "")
	p := newCourse(base, s.words(base), progress.Course, s.settings.DataPrice, s.office)
	p.standIn(progress, s.words(base), s.settings.Now())
	p.Keep, p.Installs = newKeep(base, progress), base.Device
	p.WayBack = s.wayBack(progress, progress.Whole, page.English)
	if err := s.tellChanges(c, &p.Path, progress); err != nil {
		return err
	}
	return s.showCourse(c, p)
}

// showCourse adds the lesson pack and the files, which are of the current version.
func (s *Site) showCourse(c *fiber.Ctx, p coursePage) error {
	current, err := s.library.Course(courses.CourseID(p.ID))
	if err != nil {
		return err
	}
	if p.Files, err = s.fileLinks(c, s.words(p.Base), current); err != nil {
		return err
	}
	if p.Pack, err = s.packLinks(c, s.words(p.Base), current); err != nil {
		return err
	}
	return s.show(c, "course", p)
}

// office is the name of the office behind an owner's code, under its present name.
func (s *Site) office(code string) string {
	return s.register.Tree(s.today()).Name(org.AgencyCode(code))
}

// courseBase is the frame of a page of a course: its trail, its draft mark. Without a last crumb it is the course's own page.
func (s *Site) courseBase(c *fiber.Ctx, course *courses.Course, last page.Key) page.Base {
	base := s.base(c)
	words := s.words(base)
	title := base.Said(course.Title)
	base.Crumbs = []page.Link{{Label: words.Say("nav.courses"), Href: "/courses"}}
	if last == "" {
		base.Crumbs = append(base.Crumbs, here(title))
	} else {
		base.Crumbs = append(base.Crumbs, page.Link{Label: title, Href: courseHref(course.ID)}, here(words.Say(last)))
	}
	base.Draft = course.Draft()
	return base
}

// begin enrols the person in what is offered, or in the whole course if they want that, and opens the first lesson. It may be repeated.
func (s *Site) begin(c *fiber.Ctx) error {
	id := courses.CourseID(c.Params("course"))
	begin := s.learning.Begin
	if len(c.Body()) > 0 {
		var form wayForm
		if err := route.Bind(c, &form); err != nil {
			return err
		}
		if form.Whole {
			begin = s.learning.BeginWhole
		}
	}
	if _, err := begin(c.UserContext(), me(c), id, learning.ViaWeb); err != nil {
		return err
	}
	progress, err := s.learning.Progress(c.UserContext(), me(c), id)
	if err != nil {
		return err
	}
	// Where nothing has changed that is read, tested or signed, to begin the difference is to complete it.
	if err := s.settle(c, progress); err != nil {
		return err
	}
	if step := nextStep(progress, s.settings.Now()); step.Kind == "lesson" {
		return to(c, step.Href)
	}
	return to(c, courseHref(id))
}
