package site

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/classroom"
	"lamtoen/internal/day"
	"lamtoen/internal/learning"
	"lamtoen/internal/lessonpack"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// groupPage is a session for whoever runs it. It stands beside the screen and is not shown to the room.
type groupPage struct {
	page.Base
	ID       string
	Href     string
	Course   string
	Version  string
	Agency   string
	Place    string
	Day      day.Date
	With     string // the facilitator
	Phase    string
	Code     string
	Join     string // the address to type on a phone
	Next     string // the title of the lesson that comes next; "" when all were shown
	Screen   string
	Lessons  []shownLine
	MayMark  bool // a lesson can be marked now
	People   []peopleLine
	Sheets   []sheetLine
	Forms    int
	Assessed bool
	Signs    bool
	Expected page.Field
}

// shownLine is one lesson of the session.
type shownLine struct {
	ID    string
	Title string
	At    time.Time // zero: not yet
	Href  string    // on the screen
}

// peopleLine is one participant: how far, and never what they answered or how many points they have.
type peopleLine struct {
	Name   string
	Agency string
	Mode   string
	Stage  string // joined, lessons, test, sign, done, left, disputed
	Sheet  string
}

// sheetLine is a sheet that was entered.
type sheetLine struct {
	Number  string
	Day     day.Date
	Witness string
	People  int
}

// newGroup builds the page; stage tells how far a participant is.
func newGroup(base page.Base, at classroom.State, c *courses.Course, stage func(classroom.Participant) string, who func(org.PersonID) (name, agency string)) groupPage {
	p := groupPage{
		Base: base, ID: at.ID, Href: groupHref(at.ID), Course: c.Title, Version: string(c.Version), Place: at.Place, Day: at.Day,
		Phase: string(at.Phase), Code: classroom.GroupCode(at.Code), Screen: groupHref(at.ID) + "/screen", Forms: at.Forms,
		Assessed: c.Assessment != nil, Signs: len(c.Acknowledgements) > 0,
		Expected: page.Field{Name: "people", Value: "20", Mode: "numeric", Hint: true, Wrong: base.Wrong("people")},
	}
	p.With, _ = who(at.Facilitator)
	p.MayMark = at.Phase == classroom.Open || at.Day.End().Before(at.Opened)
	if next, ok := at.Next(c); ok {
		p.Next = next.Title
	}
	for _, l := range c.Lessons {
		line := shownLine{ID: string(l.ID), Title: l.Title, Href: p.Screen + "/" + string(l.ID)}
		for _, shown := range at.Shown {
			if shown.Lesson == l.ID {
				line.At = shown.At
			}
		}
		p.Lessons = append(p.Lessons, line)
	}
	for _, one := range at.People {
		name, agency := who(one.Person)
		p.People = append(p.People, peopleLine{Name: name, Agency: agency, Mode: string(one.Mode), Stage: stage(one), Sheet: one.Sheet})
	}
	for _, sheet := range at.Sheets {
		line := sheetLine{Number: sheet.Number, Day: sheet.Day, Witness: sheet.Witness}
		for _, one := range at.People {
			if one.Sheet == sheet.Number {
				line.People++
			}
		}
		p.Sheets = append(p.Sheets, line)
	}
	return p
}

// groupAt reads the session of the address with its course.
func (s *Site) groupAt(c *fiber.Ctx) (classroom.State, *courses.Course, error) {
	at, err := s.classroom.Session(c.UserContext(), officer(c), c.Params("session"))
	if err != nil {
		return at, nil, err
	}
	course, err := s.classroom.Course(c.UserContext(), at.Session)
	return at, course, err
}

// groupBase is the frame of a page below a session.
func (s *Site) groupBase(c *fiber.Ctx, at classroom.State, course *courses.Course, last page.Key) page.Base {
	base := s.base(c)
	words := s.words(base)
	base.Draft = course.Draft()
	name := page.Plain(at.Place, "")
	base.Crumbs = []page.Link{{Label: words.Say("nav.groups"), Href: groupSessions}}
	if last == "" {
		base.Crumbs = append(base.Crumbs, here(name))
	} else {
		base.Crumbs = append(base.Crumbs, page.Link{Label: name, Href: groupHref(at.ID)}, here(words.Say(last)))
	}
	return base
}

// groupSession shows the page of a session.
func (s *Site) groupSession(c *fiber.Ctx) error { return s.showGroup(c, nil) }

// showGroup shows the page, with what was refused.
func (s *Site) showGroup(c *fiber.Ctx, refused func(*page.Base)) error {
	at, course, err := s.groupAt(c)
	if err != nil {
		return err
	}
	base := s.groupBase(c, at, course, "")
	if refused != nil {
		refused(&base)
	}
	stages := map[org.PersonID]string{}
	for _, one := range at.People {
		if stages[one.Person], err = s.groupStage(c, at, one); err != nil {
			return err
		}
	}
	p := newGroup(base, at, course, func(one classroom.Participant) string { return stages[one.Person] },
		func(id org.PersonID) (string, string) { return s.personName(id), s.agencyName(id) })
	p.Agency, p.Join = s.office(string(at.Agency)), s.settings.URL+"/join"
	return s.show(c, "group-session", p)
}

// groupStage is how far a participant is in the course, as the record has it.
func (s *Site) groupStage(c *fiber.Ctx, at classroom.State, one classroom.Participant) (string, error) {
	if one.Disputed {
		return "disputed", nil
	}
	progress, err := s.learning.Progress(c.UserContext(), one.Person, at.Course)
	if err != nil {
		return "", err
	}
	switch status := progress.Status; {
	case status.Stage == learning.StateComplete:
		return "done", nil
	case one.Left:
		return "left", nil
	case status.Stage == learning.StatePassedNotSigned:
		return "sign", nil
	case status.LessonsDone == status.Lessons:
		return "test", nil
	case status.LessonsDone > 0:
		return "lessons", nil
	}
	return "joined", nil
}

// runForm is what the buttons of the page send.
type runForm struct {
	Do     string `form:"do"`
	Lesson string `form:"lesson"`
	People string `form:"people"`
}

// runGroup does what a button of the page says.
func (s *Site) runGroup(c *fiber.Ctx) error {
	var form runForm
	if err := route.Bind(c, &form); err != nil {
		return err
	}
	o, id := officer(c), c.Params("session")
	var err error
	switch form.Do {
	case "close":
		err = s.classroom.Close(c.UserContext(), o, id)
	case "reopen":
		err = s.classroom.Reopen(c.UserContext(), o, id)
	case "shown":
		_, err = s.classroom.Show(c.UserContext(), o, id, courses.LessonID(form.Lesson))
	case "papers":
		err = s.classroom.MakeForms(c.UserContext(), o, id, wholeNumber(form.People))
	}
	if f, ok := asInvalid(err); ok {
		c.Status(route.Status(c, f))
		return s.showGroup(c, func(base *page.Base) { base.Refuse(f) })
	}
	if err != nil {
		return err
	}
	if form.Do == "papers" {
		return to(c, groupHref(id)+"#paper")
	}
	return to(c, groupHref(id))
}

// handRound signs the officer out of this browser and leaves it with the page where each person signs in: an office must not
// go from hand to hand.
func (s *Site) handRound(c *fiber.Ctx) error {
	at, err := s.classroom.Session(c.UserContext(), officer(c), c.Params("session"))
	if err != nil {
		return err
	}
	if at.Phase != classroom.Open {
		return to(c, groupHref(at.ID))
	}
	if err := s.accounts.SignOut(c.UserContext(), route.Session(c)); err != nil {
		return err
	}
	s.clearTokens(c)
	return to(c, deviceHref(at.Code))
}

// groupPrint is what a print of a session says beside the course.
func (s *Site) groupPrint() lessonpack.About {
	return lessonpack.About{Owners: s.office, Demo: s.settings.Demo, Appeal: s.cases.Within()}
}

// groupSheet sends the sheets to sign.
func (s *Site) groupSheet(c *fiber.Ctx) error {
	id := c.Params("session")
	file, err := s.classroom.SheetPDF(c.UserContext(), officer(c), id, c.QueryInt("people", 1), s.groupPrint())
	if err != nil {
		return err
	}
	return sendPDF(c, "group-session-"+id+"-sheet.pdf", file)
}

// groupForms sends the papers of the test.
func (s *Site) groupForms(c *fiber.Ctx) error {
	id := c.Params("session")
	file, err := s.classroom.FormsPDF(c.UserContext(), officer(c), id, s.groupPrint())
	if err != nil {
		return err
	}
	return sendPDF(c, "group-session-"+id+"-test.pdf", file)
}

// sendPDF sends a file to print.
func sendPDF(c *fiber.Ctx, name string, file []byte) error {
	c.Set(fiber.HeaderContentType, "application/pdf")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+name+`"`)
	c.Set(fiber.HeaderCacheControl, "private, no-store")
	return c.Send(file)
}
