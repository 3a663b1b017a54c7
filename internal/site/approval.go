package site

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/catalogue"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// approvalPage is where an approver reads the change since the last approved version, and approves the current one or returns
// it with notes.
type approvalPage struct {
	page.Base
	Title      string
	Version    string
	Hash       string
	Read       string // address of the version
	Back       string
	First      bool // no version was ever approved, so all of it is new
	Change     changeView
	Bank       []bankItem
	Lessons    []approvalLesson
	Approver   page.Identity
	Why        page.Phrase // why this person cannot decide; empty when they can
	NoAuthors  bool        // the files do not say who wrote it
	Office     page.Field
	Position   page.Field
	Reference  page.Field
	Declared   bool
	Undeclared page.Phrase
	Note       string
	NoteWrong  page.Phrase
}

// approvalLesson is a lesson with the note that is typed on it.
type approvalLesson struct {
	Name  string // of the field
	Title string
	Href  string
	Note  string
	Wrong page.Phrase
}

// approvalForm is what either button sends; the notes on lessons are read beside it.
type approvalForm struct {
	Do        string `form:"do"`
	Hash      string `form:"hash"`
	Office    string `form:"office"`
	Position  string `form:"position"`
	Reference string `form:"reference"`
	Declared  string `form:"declared"`
	Note      string `form:"note"`
	notes     map[courses.LessonID]string
}

// noteName is the name of the field for a note on a lesson.
func noteName(id courses.LessonID) string { return "note-" + string(id) }

// newApproval builds the page with what was typed.
func newApproval(base page.Base, c *courses.Course, form approvalForm) approvalPage {
	base.Draft = c.Draft()
	field := func(name, value string) page.Field {
		return page.Field{Name: name, Value: value, Hint: true, Wrong: base.Wrong(name)}
	}
	p := approvalPage{
		Base: base, Title: c.Title, Version: string(c.Version), Hash: c.Hash, Read: versionHref(c.ID, c.Version), Back: contentHref(c.ID),
		Office: field("office", form.Office), Position: field("position", form.Position), Reference: field("reference", form.Reference),
		Declared: form.Declared != "", Undeclared: base.Wrong("declared"), Note: form.Note, NoteWrong: base.Wrong("note"),
	}
	p.Bank = newBank(c.Items)
	for _, l := range c.Lessons {
		p.Lessons = append(p.Lessons, approvalLesson{Name: noteName(l.ID), Title: l.Title, Note: form.notes[l.ID], Wrong: base.Wrong(noteName(l.ID)),
			Href: p.Read + "/lessons/" + string(l.ID)})
	}
	return p
}

// ownersOffice tells whether the person serves today in an office that owns the course, or below one.
func (s *Site) ownersOffice(c *fiber.Ctx, course *courses.Course) bool {
	scope := org.Scope{}
	for _, owner := range course.Owners {
		scope.Agencies = append(scope.Agencies, org.AgencyCode(owner))
	}
	at := s.agencyOf(me(c))
	return at != "" && s.register.Tree(s.today()).Within(scope, at)
}

// approval shows the page with what the register knows of the approver filled in.
func (s *Site) approval(c *fiber.Ctx) error {
	course, err := s.library.Course(courses.CourseID(c.Params("course")))
	if err != nil {
		return err
	}
	post, _ := s.register.PostAt(me(c), s.today())
	return s.showApproval(c, s.base(c), course, approvalForm{Office: s.agencyName(me(c)), Position: post.Position})
}

func (s *Site) showApproval(c *fiber.Ctx, base page.Base, course *courses.Course, form approvalForm) error {
	words := s.words(base)
	base.Crumbs = []page.Link{{Label: words.Say("nav.content"), Href: "/content"},
		{Label: page.Plain(course.Title, page.English), Href: contentHref(course.ID)}, here(words.Say("approval.title"))}
	p := newApproval(base, course, form)
	p.Approver = s.identity(me(c))
	authors := s.library.AuthorsSince(course.ID, course.Version)
	p.NoAuthors = len(authors) == 0
	switch {
	case !course.Draft():
		p.Why = words.Say("approval.done")
	case !s.ownersOffice(c, course):
		p.Why = words.Say("approval.not.owner")
	default:
		for _, eid := range authors {
			if eid == p.Approver.EID {
				p.Why = words.Say("approval.author")
			}
		}
	}
	before, ok := s.library.ApprovedBefore(course.ID, course.Version)
	if p.First = !ok; ok {
		old, err := s.library.Version(c.UserContext(), course.ID, before)
		if err != nil {
			return err
		}
		p.Change = newChange(old, course)
	}
	return s.show(c, "approval", p)
}

// decide takes either button. What was typed stays on the page when something is missing.
func (s *Site) decide(c *fiber.Ctx) error {
	course, err := s.library.Course(courses.CourseID(c.Params("course")))
	if err != nil {
		return err
	}
	var form approvalForm
	if err := route.Bind(c, &form); err != nil {
		return err
	}
	form.notes = map[courses.LessonID]string{}
	for _, l := range course.Lessons {
		form.notes[l.ID] = strings.TrimSpace(c.FormValue(noteName(l.ID)))
	}
	err = s.takeDecision(c, course, form)
	if f, ok := fault.As(err); ok && (f.Code == fault.CodeInvalid || f.Code == fault.CodeConflict) {
		base := s.base(c)
		base.Refuse(f)
		c.Status(route.Status(c, f))
		return s.showApproval(c, base, course, form)
	}
	if err != nil {
		return err
	}
	return to(c, contentHref(course.ID)+"?said=staff.saved")
}

func (s *Site) takeDecision(c *fiber.Ctx, course *courses.Course, form approvalForm) error {
	who, _ := s.register.Person(me(c)) // has signed in
	if form.Do != "approve" && form.Do != "return" {
		return fault.Invalid("Choose whether you approve the version or return it.")
	}
	d := catalogue.Decision{Course: course.ID, Version: course.Version, Hash: form.Hash, Approved: form.Do == "approve",
		Declared: form.Declared != "", Office: form.Office, Position: form.Position, Reference: form.Reference, Notes: []catalogue.Note{{Text: form.Note}}}
	for _, l := range course.Lessons {
		d.Notes = append(d.Notes, catalogue.Note{Lesson: l.ID, Text: form.notes[l.ID]})
	}
	by := catalogue.Approver{ID: string(who.ID), EID: who.EID, Name: who.Name, OfOwner: s.ownersOffice(c, course)}
	return s.library.Decide(c.UserContext(), s.audit, d, by)
}
