package site

import (
	"net/url"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// appointPage appoints a focal officer of an agency: one of its people, heads first.
type appointPage struct {
	page.Base
	Name    string
	Action  string
	Send    string // the same, with what was looked for
	Search  page.Field
	People  []appointLine
	Total   int
	From    formField
	Until   formField
	Why     formField
	Present []officerLine
}

// appointLine is somebody who may be appointed.
type appointLine struct {
	ID, Name, EID, Position, Agency string
	Head, Chosen                    bool
}

// appointForm is who is appointed, and for which days.
type appointForm struct {
	Person string `form:"person"`
	From   string `form:"from" label:"The first day" validate:"date"`
	Until  string `form:"until" label:"The last day" validate:"date"`
	Why    string `form:"why" label:"The reason" validate:"max=300"`
}

// livingAgency is the agency of the address, if it exists today.
func (s *Site) livingAgency(c *fiber.Ctx) (org.Agency, error) {
	a, ok := s.register.Tree(s.today()).Agency(org.AgencyCode(c.Params("agency")))
	if !ok {
		return a, fault.NotFound("There is no such agency today.")
	}
	return a, nil
}

func (s *Site) askAppointment(c *fiber.Ctx) error {
	a, err := s.livingAgency(c)
	if err != nil {
		return err
	}
	return s.show(c, "appoint", s.appointPage(c, s.base(c), a, appointForm{From: s.today().ISO()}))
}

// appointPage lists the people of the agency and below it: heads first, then the agency's own, then by name.
func (s *Site) appointPage(c *fiber.Ctx, base page.Base, a org.Agency, form appointForm) appointPage {
	words := s.words(base)
	base.Wide = true
	p := appointPage{
		Base: base, Name: a.Name, Action: agencyLifeHref(a.Code) + "/focal", Search: page.Field{Name: "q", Value: strings.TrimSpace(c.Query("q")), Type: "search", Hint: true},
		From: reformField(base, words, "first", "from", form.From), Until: reformField(base, words, "last", "until", form.Until),
	}
	p.Send = p.Action
	if p.Search.Value != "" {
		p.Send = withQuery(p.Action, url.Values{"q": {p.Search.Value}})
	}
	p.From.Type, p.Until.Type = "date", "date"
	p.Why = reformField(base, words, "why", "why", form.Why)
	p.Why.HintText = words.Say("field.because.hint")
	p.Crumbs = []page.Link{
		{Label: words.Say("agencies.title"), Href: "/agencies"}, {Label: page.Plain(a.Name, ""), Href: agencyLifeHref(a.Code)}, here(words.Say("appoint.title")),
	}
	p.Present, _, _ = s.officers(a.Code, org.Scope{All: true})
	tree := s.register.Tree(s.today())
	found := s.lookUp(org.Scope{Agencies: []org.AgencyCode{a.Code}}, p.Search.Value)
	rank := func(m org.Member) int {
		switch own := m.Post.Agency == a.Code; {
		case own && m.Post.Has(org.FlagHead):
			return 0
		case own:
			return 1
		}
		return 2
	}
	slices.SortStableFunc(found, func(x, y org.Member) int { return rank(x) - rank(y) })
	p.Total = len(found)
	for _, m := range found[:min(len(found), pageSize)] {
		p.People = append(p.People, appointLine{
			ID: string(m.Person.ID), Name: m.Person.Name, EID: m.Person.EID, Position: m.Post.Position, Agency: tree.Name(m.Post.Agency),
			Head: m.Post.Has(org.FlagHead), Chosen: string(m.Person.ID) == form.Person,
		})
	}
	return p
}

// appoint gives the role of a focal officer, and no other: the form has no field for it. Sent twice it is given once.
func (s *Site) appoint(c *fiber.Ctx) error {
	a, err := s.livingAgency(c)
	if err != nil {
		return err
	}
	var form appointForm
	err = route.Bind(c, &form)
	if err == nil {
		err = s.appointed(c, a, form)
	}
	if f, ok := fault.As(err); ok {
		base := s.base(c)
		base.Refuse(f)
		return s.refuse(c, "appoint", s.appointPage(c, base, a, form), route.Status(c, f))
	}
	if err != nil {
		return err
	}
	return to(c, agencyLifeHref(a.Code)+"?said=appoint.saved")
}

func (s *Site) appointed(c *fiber.Ctx, a org.Agency, form appointForm) error {
	id := org.PersonID(form.Person)
	wrong := func(message string) error {
		return fault.Invalid("Please correct what is marked.", fault.Field{Name: "person", Message: message})
	}
	switch {
	case form.Person == "":
		return wrong("Choose who is to look after the agency.")
	case id == me(c):
		return wrong("Nobody gives a role to themselves; ask a colleague.")
	case !s.within(org.Scope{Agencies: []org.AgencyCode{a.Code}}, s.agencyOf(id)):
		return wrong("Choose one of the people who serve in the agency today.")
	}
	ctx, err := because(c, form.Why, "Say why this person is appointed, for example the number of the office order.")
	if err != nil {
		return err
	}
	g := org.Grant{Person: id, Role: org.RoleFocal, Agency: a.Code, From: day.Date(form.From), Until: day.Date(form.Until), By: me(c)}
	if g.From == "" {
		g.From = s.today()
	}
	if slices.ContainsFunc(s.grantsOf(id), func(o org.Grant) bool {
		return o.Lent == "" && o.Role == g.Role && o.Agency == g.Agency && o.From == g.From && o.Until == g.Until
	}) {
		return nil
	}
	_, err = s.register.Grant(ctx, g)
	return err
}
