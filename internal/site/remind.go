package site

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/coverage"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/notify"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// mostReminded is how many people of a list are reminded in one act: as many as an officer can look through.
const mostReminded = 200

// remindPage shows who of a list would be reminded, and who not and why, before anything is sent.
type remindPage struct {
	page.Base
	Agency string
	Course string
	Mails  bool
	Go     []remindRow
	Not    []remindRow
	Over   int // people of the list beyond the first mostReminded
	Action string
	Back   string
}

// remindRow is one person.
type remindRow struct {
	ID     org.PersonID
	Name   string
	EID    string
	Agency string
	On     day.Date // when it goes
	Last   day.Date
	Why    page.Phrase
}

// remindForm are the people who were left ticked.
type remindForm struct {
	People []string `form:"person"`
}

// remindList gives the people of the list that the address asks for, within the scope of names.
func (s *Site) remindList(c *fiber.Ctx) (ask coverageAsk, list coverage.List, err error) {
	ask = s.readCoverageAsk(c)
	some, err := s.courseAsked(c, &ask)
	if err != nil {
		return ask, list, err
	}
	if !some {
		return ask, list, fault.NotFound("No rule asks anyone to take a course yet, so there is nobody to remind.")
	}
	ask.At, ask.Known = "", "" // reminders speak of today, whatever day the list was of
	q, err := ask.query(route.Scope(c), s.today())
	if err != nil {
		return ask, list, err
	}
	if q.Agency == everyAgency {
		q.Agency = ""
	}
	f := readBehindFilter(c)
	list, err = s.cube.People(c.UserContext(), q, f.filter(), 0, mostReminded)
	return ask, list, err
}

// newRemind builds the page of a list and what is decided about each.
func (s *Site) newRemind(c *fiber.Ctx, base page.Base, ask coverageAsk, list coverage.List, decisions []notify.Decision) remindPage {
	words := s.words(base)
	base.Wide = true
	address := "/coverage/" + string(ask.Agency)
	query := string(c.Request().URI().QueryString())
	p := remindPage{Base: base, Course: s.courseTitle(courses.CourseID(ask.Course)), Mails: s.reminders.Mails(), Over: max(0, list.Total-len(list.Rows)),
		Action: address + "/reminders?" + query, Back: address + "/people?" + query}
	if ask.Agency != everyAgency {
		p.Agency = s.register.Tree(s.today()).Name(ask.Agency)
	}
	p.Crumbs = []page.Link{
		{Label: words.Say("nav.coverage"), Href: ask.agencyHref("")}, {Label: words.Say("behind.crumb"), Href: p.Back}, here(words.Say("remind.title")),
	}
	for i, r := range list.Rows {
		d := decisions[i]
		row := remindRow{ID: r.Person.ID, Name: r.Person.Name, EID: r.Person.EID, Agency: r.Agency.Name, On: day.Of(d.On), Last: d.Last, Why: causeSaid(words, d.Cause)}
		if d.Cause == "" {
			p.Go = append(p.Go, row)
		} else {
			p.Not = append(p.Not, row)
		}
	}
	return p
}

// preview says what is decided about each of a list.
func (s *Site) previewRemind(c *fiber.Ctx, list coverage.List) ([]notify.Decision, error) {
	ids := make([]org.PersonID, len(list.Rows))
	for i, r := range list.Rows {
		ids[i] = r.Person.ID
	}
	return s.reminders.Preview(c.UserContext(), ids)
}

func (s *Site) askRemind(c *fiber.Ctx) error {
	ask, list, err := s.remindList(c)
	if err != nil {
		return err
	}
	decisions, err := s.previewRemind(c, list)
	if err != nil {
		return err
	}
	return s.show(c, "remind", s.newRemind(c, s.base(c), ask, list, decisions))
}

// remind sends to those who were left ticked. Only people of the list count, which lies within the asker's scope; sent twice it is
// done once, since nobody gets two in a week.
func (s *Site) remind(c *fiber.Ctx) error {
	ask, list, err := s.remindList(c)
	if err != nil {
		return err
	}
	var form remindForm
	err = route.Bind(c, &form)
	var chosen []org.PersonID
	for _, r := range list.Rows {
		if slices.Contains(form.People, string(r.Person.ID)) {
			chosen = append(chosen, r.Person.ID)
		}
	}
	if err == nil && len(chosen) == 0 {
		err = fault.Invalid("Nobody is chosen.", fault.Field{Name: "person", Message: "Tick at least one person who can be reminded."})
	}
	if f, ok := fault.As(err); ok {
		decisions, err := s.previewRemind(c, list)
		if err != nil {
			return err
		}
		base := s.base(c)
		base.Refuse(f)
		return s.refuse(c, "remind", s.newRemind(c, base, ask, list, decisions), route.Status(c, f))
	}
	if err != nil {
		return err
	}
	agency := ask.Agency
	if agency == everyAgency {
		agency = ""
	}
	if _, err := s.reminders.Remind(c.UserContext(), chosen, me(c), agency); err != nil {
		return err
	}
	return to(c, "/coverage/"+string(ask.Agency)+"/people?"+string(c.Request().URI().QueryString())+"&said=remind.done")
}
