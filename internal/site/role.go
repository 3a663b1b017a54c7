package site

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/audit"
	"lamtoen/internal/day"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
)

// roleFields give a role. National roles have no agency.
type roleFields struct {
	Role   string `form:"role"`
	Agency string `form:"agency"`
	From   string `form:"from" label:"The first day" validate:"date"`
	Until  string `form:"until" label:"The last day" validate:"date"`
	Why    string `form:"why" label:"The reason" validate:"max=300"`
}

func (s *Site) roleForm(base page.Base, who org.Person) formPage {
	return s.rolePage(base, who, roleFields{From: s.today().ISO()})
}

func (s *Site) rolePage(base page.Base, who org.Person, form roleFields) formPage {
	words := s.words(base)
	p := s.personForm(base, who.ID, "role.give")
	p.Action = personHref(who.ID) + "/role"
	p.choose(words, fieldSelect, "role", texts(org.Roles()[1:]), []string{form.Role}, "role.")
	p.agency(words, s.register.Tree(s.today()), form.Agency)
	for i := range p.Fields {
		if p.Fields[i].Name == "agency" {
			p.Fields[i].HintText = words.Say("field.role.agency.hint")
		}
	}
	p.date(words, "from", form.From)
	p.date(words, "until", form.Until)
	p.because(words, form.Why)
	return p
}

// giveRole grants it. Sent twice, the second finds the grant there.
func (s *Site) giveRole(c *fiber.Ctx) error {
	who, err := s.subject(c)
	if err != nil {
		return err
	}
	var form roleFields
	return s.take(c, &form, taken{
		page: func(base page.Base) formPage { return s.rolePage(base, who, form) },
		do: func() (string, error) {
			ctx, err := because(c, form.Why, "Say why the role is given, for example the number of the office order.")
			if err != nil {
				return "", err
			}
			agency, err := agencyTyped(s.register.Tree(s.today()), form.Agency)
			if err != nil {
				return "", err
			}
			g := org.Grant{
				Person: who.ID, Role: org.Role(form.Role), Agency: agency, From: day.Date(form.From), Until: day.Date(form.Until), By: me(c),
			}
			done := slices.ContainsFunc(s.grantsOf(who.ID), func(o org.Grant) bool {
				return o.Role == g.Role && o.Agency == g.Agency && o.From == g.From && o.Until == g.Until
			})
			if !done {
				_, err = s.register.Grant(ctx, g)
			}
			return personHref(who.ID) + "?said=staff.saved", err
		},
	})
}

// signOutForm asks whether a person is to be signed out on every device.
func (s *Site) signOutForm(base page.Base, who org.Person) formPage {
	p := s.personForm(base, who.ID, "person.signout")
	p.Action = personHref(who.ID) + "/signed-out"
	return p
}

// signOutPerson ends the person's sessions, as after a lost phone. The log says who did it.
func (s *Site) signOutPerson(c *fiber.Ctx) error {
	who, err := s.subject(c)
	if err != nil {
		return err
	}
	entry := audit.Entry{
		At: s.settings.Now(), By: string(me(c)), Action: "sessions.ended", Subject: string(who.ID), Agency: string(s.agencyOf(who.ID)),
		Before: "signed in on any number of devices", After: "signed out on every device; the password stays as it was",
	}
	if err := s.audit.Append(c.UserContext(), entry); err != nil {
		return err
	}
	if err := s.accounts.SignOutEverywhere(c.UserContext(), who.ID); err != nil {
		return err
	}
	return to(c, personHref(who.ID)+"?said=staff.signed-out")
}
