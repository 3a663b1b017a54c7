package site

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/account"
	"lamtoen/internal/day"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// codeSlip is the sheet with a one-time code. It is shown once, in answer to the form, and cannot be opened again.
type codeSlip struct {
	page.Base
	Who     page.Identity
	Code    string
	First   bool // for a first password; otherwise for a forgotten one
	Expires time.Time
	Issuer  string
	On      day.Date
	Address string // where to type it
	Back    string
}

// askCode asks for the code; it says what it is good for and that the person should be there.
func (s *Site) askCode(c *fiber.Ctx) error {
	who, err := s.codeSubject(c)
	if err != nil {
		return err
	}
	has, err := s.accounts.HasPassword(c.UserContext(), who.ID)
	if err != nil {
		return err
	}
	name := page.Key("code.first")
	if has {
		name = "code.reset"
	}
	p := s.personForm(s.base(c), who.ID, name)
	p.Action = personHref(who.ID) + "/code"
	return s.show(c, "form", p)
}

// codeSubject is the person, if the asker may print a code for them.
func (s *Site) codeSubject(c *fiber.Ctx) (org.Person, error) {
	who, err := s.subject(c)
	if err != nil {
		return who, err
	}
	return who, s.accounts.MayIssueCode(route.Principal(c), who.ID)
}

// printCode makes a code: one of 90 days for somebody who has never had a password, else one of 24 hours. Sent again it makes
// another, and the one before stops working.
func (s *Site) printCode(c *fiber.Ctx) error {
	who, err := s.codeSubject(c)
	if err != nil {
		return err
	}
	by := route.Principal(c)
	codes, err := s.accounts.IssueActivationCodes(c.UserContext(), by, []org.PersonID{who.ID})
	if err != nil {
		return err
	}
	if len(codes) == 0 { // has a password
		code, err := s.accounts.IssueResetCode(c.UserContext(), by, who.ID)
		if err != nil {
			return err
		}
		codes = append(codes, code)
	}
	base := s.base(c)
	words := s.words(base)
	base.Crumbs = []page.Link{
		{Label: words.Say("nav.people"), Href: "/people"}, {Label: page.Plain(who.Name, ""), Href: personHref(who.ID)}, here(words.Say("slip.title")),
	}
	slip := newCodeSlip(base, s.identity(who.ID), codes[0])
	slip.Issuer, slip.On, slip.Address = s.nameOf(string(by.ID)), s.today(), s.settings.URL
	return s.show(c, "code", slip)
}

func newCodeSlip(base page.Base, who page.Identity, code account.Code) codeSlip {
	return codeSlip{
		Base: base, Who: who, Code: code.Text, First: code.Kind == account.ActivationCode, Expires: code.Expires,
		Back: personHref(code.Person),
	}
}
