package site

import (
	"cmp"
	"slices"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
)

// grantsPage lists who holds which role beyond learning, now or from a later day, and who held one.
type grantsPage struct {
	page.Base
	Now   []grantLine
	Ended []grantLine
}

// grantLine is one grant.
type grantLine struct {
	ID          string
	Person      string
	Href        string // of the person
	Role        page.Phrase
	Scope       string // "" is the whole country
	From, Until day.Date
	By          string
	InForce     bool
	Ended       bool
}

func newGrants(base page.Base, lines []grantLine) grantsPage {
	base.Wide = true
	p := grantsPage{Base: base}
	for _, l := range lines {
		if l.Ended {
			p.Ended = append(p.Ended, l)
		} else {
			p.Now = append(p.Now, l)
		}
	}
	return p
}

// grants lists them by role, then by person.
func (s *Site) grants(c *fiber.Ctx) error {
	base := s.base(c)
	words := s.words(base)
	base.Crumbs = []page.Link{here(words.Say("nav.grants"))}
	all := s.register.AllGrants()
	lines := s.grantLines(words, all)
	slices.SortStableFunc(lines, func(a, b grantLine) int {
		return cmp.Or(cmp.Compare(a.Role.Text, b.Role.Text), cmp.Compare(a.Person, b.Person))
	})
	return s.show(c, "grants", newGrants(base, lines))
}

// grantsOf gives a person's grants as written, ended ones too, the newest first. One that was withdrawn before it began never
// was.
func (s *Site) grantsOf(id org.PersonID) []org.Grant {
	var out []org.Grant
	for _, g := range s.register.AllGrants() {
		if g.Person == id {
			out = append(out, g)
		}
	}
	slices.Reverse(out)
	return out
}

func (s *Site) grantLines(words *page.Words, grants []org.Grant) []grantLine {
	today := s.today()
	tree := s.register.Tree(today)
	var lines []grantLine
	for _, g := range grants {
		if g.Until != "" && g.Until < g.From {
			continue
		}
		line := grantLine{
			ID: g.ID, Href: personHref(g.Person), Person: s.nameOf(string(g.Person)), Role: words.Say(page.Key("role." + string(g.Role))),
			From: g.From, Until: g.Until, By: s.nameOf(string(g.By)), Ended: g.Until != "" && g.Until < today,
		}
		if g.Agency != "" {
			line.Scope = tree.Name(g.Agency)
		}
		line.InForce = slices.ContainsFunc(s.register.GrantsOf(g.Person, today), func(o org.Grant) bool { return o.ID == g.ID })
		lines = append(lines, line)
	}
	return lines
}

// nameOf is the name of the person of an id; anything else, such as the name of a command, stays as it is.
func (s *Site) nameOf(id string) string {
	if p, ok := s.register.Person(org.PersonID(id)); ok {
		return p.Name
	}
	return id
}

// grantOf finds the grant of the address.
func (s *Site) grantAsked(c *fiber.Ctx) (org.Grant, error) {
	g, ok := s.register.FindGrant(c.Params("grant"))
	if !ok {
		return org.Grant{}, fault.NotFound("There is no such role.")
	}
	return g, nil
}

// endGrantForm ends a role with a last day.
type endGrantForm struct {
	Until string `form:"until" label:"The last day" validate:"required,date"`
	Why   string `form:"why" label:"The reason" validate:"required,max=300"`
}

func (s *Site) endGrantPage(base page.Base, g org.Grant, form endGrantForm) formPage {
	words := s.words(base)
	p := s.personForm(base, g.Person, "role.end")
	p.Lead = words.Say("role.end.lead", "role", words.Say(page.Key("role."+string(g.Role))).Text, "name", s.nameOf(string(g.Person)))
	p.Action = "/grants/" + g.ID + "/end"
	p.add(words, "until", form.Until).Type = "date"
	p.because(words, form.Why)
	return p
}

func (s *Site) askEndGrant(c *fiber.Ctx) error {
	g, err := s.grantAsked(c)
	if err != nil {
		return err
	}
	return s.show(c, "form", s.endGrantPage(s.base(c), g, endGrantForm{Until: s.today().ISO()}))
}

func (s *Site) endGrant(c *fiber.Ctx) error {
	g, err := s.grantAsked(c)
	if err != nil {
		return err
	}
	var form endGrantForm
	return s.take(c, &form, taken{
		page: func(base page.Base) formPage { return s.endGrantPage(base, g, form) },
		do: func() (string, error) {
			return personHref(g.Person) + "?said=staff.saved", s.register.Revoke(c.UserContext(), g.ID, day.Date(form.Until), string(me(c)), form.Why)
		},
	})
}
