package site

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/classroom"
	"lamtoen/internal/coverage"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// mostAsked is for how many people of an agency codes are looked up; larger ones are handed over part by part.
const mostAsked = 1000

// Pending is one kind of open work of an agency that another package knows of, such as cases or reminders.
type Pending struct {
	Key   page.Key // handover.KEY.one and .other say how many there are
	Count int
	Href  string
}

// PendingAsk is whose open work is asked for, and by whom. The agency lies in the scope.
type PendingAsk struct {
	Agency org.AgencyCode
	Scope  org.Scope
	Asker  org.Principal
}

// PendingWork tells what is open in an agency and all below it. It must keep to the scope and to what the asker may open.
type PendingWork func(context.Context, PendingAsk) ([]Pending, error)

// handoverPage is what is open in an agency, for the officer who comes, and beforehand for the one who goes.
type handoverPage struct {
	page.Base
	Name     string
	Agencies []page.Link // of somebody who looks after several
	Officers []officerLine
	Former   []officerLine // who looked after it before
	Ends     day.Date      // the last day of the reader's own role, where it is known
	Own      bool          // the reader is its focal officer

	Courses  []handoverCourse
	Codes    []handoverCode
	TooMany  bool // the agency is too large to look codes up
	Sessions []page.Link
	Plan     string // state; "" none begun
	Begun    day.Date
	Others   []handoverOther
}

// handoverCourse is how many people are behind with a course; the addresses open their names.
type handoverCourse struct {
	Title                                      string
	Overdue, Never, Waiting                    int
	OverdueHref, NeverHref, WaitingHref, Whole string
}

// handoverCode is a code that was printed and not used.
type handoverCode struct {
	Name, Href string
	Kind       page.Phrase
	Issued     day.Date
	Until      day.Date
	By         string
}

// handoverOther is open work that another part of the program knows of.
type handoverOther struct {
	Text page.Phrase
	Href string
}

// handedOver is the agency that the page is about: the one asked for, if it lies in scope, else the asker's own.
func (s *Site) handedOver(c *fiber.Ctx) (org.Agency, error) {
	code := org.AgencyCode(c.Query("agency"))
	scope := route.Scope(c)
	if code == "" && len(scope.Agencies) > 0 {
		code = scope.Agencies[0]
	}
	a, ok := s.register.Tree(s.today()).Agency(code)
	switch {
	case code == "":
		return a, fault.NotFound("Choose an agency first: open it from the list of agencies.")
	case !ok || !s.within(scope, code):
		return a, fault.NotFound("There is no such agency among those that you look after.")
	}
	return a, nil
}

func (s *Site) handover(c *fiber.Ctx) error {
	a, err := s.handedOver(c)
	if err != nil {
		return err
	}
	base := s.base(c)
	words := s.words(base)
	base.Wide = true
	p := handoverPage{Base: base, Name: a.Name}
	p.Crumbs = []page.Link{
		{Label: words.Say("agencies.title"), Href: "/agencies"}, {Label: page.Plain(a.Name, ""), Href: agencyLifeHref(a.Code)},
		here(words.Say("handover.title")),
	}
	scope := route.Scope(c)
	for _, code := range scope.Agencies {
		p.Agencies = append(p.Agencies, page.Link{
			Label: page.Plain(s.register.Tree(s.today()).Name(code), ""), Href: "/handover?agency=" + string(code), Current: code == a.Code,
		})
	}
	s.handoverOfficers(c, &p, a, scope)
	if err := s.handoverPeople(c, &p, words, a); err != nil {
		return err
	}
	if err := s.handoverWork(c, &p, words, a); err != nil {
		return err
	}
	return s.show(c, "handover", p)
}

// handoverOfficers adds who looks after the agency, who did before, and when the reader's own role ends.
func (s *Site) handoverOfficers(c *fiber.Ctx, p *handoverPage, a org.Agency, scope org.Scope) {
	today := s.today()
	p.Officers, _, _ = s.officers(a.Code, scope)
	for _, g := range s.register.AllGrants() {
		if g.Role != org.RoleFocal || g.Agency != a.Code || g.Lent != "" || g.Until != "" && g.Until < g.From {
			continue
		}
		last := s.lastDayOf(g)
		switch {
		case g.Person == me(c) && g.From <= today && (last == "" || last >= today):
			p.Own, p.Ends = true, last
		case last != "" && last < today:
			p.Former = append(p.Former, officerLine{Name: s.nameOf(string(g.Person)), From: g.From, Until: last})
		}
	}
}

// lastDayOf is the last day of a focal role as far as it is known: its own, or that of the post on which it rests.
func (s *Site) lastDayOf(g org.Grant) day.Date {
	last := g.Until
	from, ok := s.register.PostAt(g.Person, g.From)
	if !ok {
		return last
	}
	end := g.From
	for _, post := range s.register.Appointments(g.Person) { // by first day
		if post.Agency != from.Agency || post.From > end.AddDays(1) || post.Until != "" && post.Until < end {
			continue
		}
		if post.Until == "" {
			return last
		}
		end = post.Until
	}
	if last == "" || end < last {
		last = end
	}
	return last
}

// handoverPeople adds who is behind with what, and the codes that were printed and not used.
func (s *Site) handoverPeople(c *fiber.Ctx, p *handoverPage, words *page.Words, a org.Agency) error {
	scope := route.Scope(c)
	ids, err := s.cube.Courses(c.UserContext())
	if err != nil {
		return err
	}
	for _, id := range ids {
		line, err := s.handoverCourse(c, id, a)
		if err != nil {
			return err
		}
		p.Courses = append(p.Courses, line)
	}
	var people []org.PersonID
	tree := s.register.Tree(s.today())
	below := org.Scope{Agencies: []org.AgencyCode{a.Code}}
	for m := range s.register.View(s.today(), time.Time{}).Serving(func(code org.AgencyCode) bool { return tree.Within(below, code) }) {
		if s.within(scope, m.Post.Agency) {
			people = append(people, m.Person.ID)
		}
	}
	if p.TooMany = len(people) > mostAsked; p.TooMany {
		return nil
	}
	codes, err := s.accounts.UnusedCodes(c.UserContext(), people)
	for _, code := range codes {
		p.Codes = append(p.Codes, handoverCode{
			Name: s.nameOf(string(code.Person)), Href: personHref(code.Person), Kind: words.Say(page.Key("handover.code." + string(code.Kind))),
			Issued: day.Of(code.Issued), Until: day.Of(code.Expires), By: code.By,
		})
	}
	return err
}

func (s *Site) handoverCourse(c *fiber.Ctx, id courses.CourseID, a org.Agency) (handoverCourse, error) {
	ask := s.readCoverageAsk(c)
	ask.Course, ask.Agency, ask.At, ask.Known = string(id), a.Code, "", ""
	t, err := s.cube.Figures(c.UserContext(), coverage.Query{Course: id, Agency: a.Code, Scope: route.Scope(c)})
	if err != nil {
		return handoverCourse{}, err
	}
	total := t.Agency.Total
	return handoverCourse{
		Title: s.courseTitle(id), Overdue: total.Overdue, Never: total.NeverSignedIn, Waiting: total.PassedNotSigned,
		OverdueHref: ask.peopleHref(a.Code, "overdue", "yes"), NeverHref: ask.peopleHref(a.Code, "group", string(coverage.GroupNeverSignedIn)),
		WaitingHref: ask.peopleHref(a.Code, "group", string(coverage.GroupPassedNotSigned)), Whole: ask.agencyHref(a.Code),
	}, nil
}

// handoverWork adds what is under way: open group sessions, the plan, and what other parts of the program know of.
func (s *Site) handoverWork(c *fiber.Ctx, p *handoverPage, words *page.Words, a org.Agency) error {
	below := org.Scope{Agencies: []org.AgencyCode{a.Code}}
	sessions, err := s.classroom.Sessions(c.UserContext(), classroom.Officer{ID: me(c), Scope: below})
	if err != nil {
		return err
	}
	for _, one := range sessions {
		if one.Phase != classroom.Over {
			p.Sessions = append(p.Sessions, page.Link{Label: page.Plain(one.Place+", "+one.Day.String(), ""), Href: groupHref(one.ID)})
		}
	}
	standings, err := s.plans.Standings(c.UserContext())
	if err != nil {
		return err
	}
	for _, one := range standings {
		if one.Agency == a.Code {
			p.Plan, p.Begun = string(one.State), day.Of(one.Since)
		}
	}
	for _, more := range s.pending {
		found, err := more(c.UserContext(), PendingAsk{Agency: a.Code, Scope: route.Scope(c), Asker: route.Principal(c)})
		if err != nil {
			return err
		}
		for _, one := range found {
			p.Others = append(p.Others, handoverOther{words.Count("handover."+one.Key, one.Count), one.Href})
		}
	}
	return nil
}
