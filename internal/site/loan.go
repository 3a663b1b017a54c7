package site

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/account"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// loanForm lends one's own view: which role, to whom (an EID), until when, and why.
type loanForm struct {
	Grant string `form:"grant"`
	To    string `form:"to" label:"The EID" validate:"required"`
	Until string `form:"until" label:"The last day" validate:"required,date"`
	Why   string `form:"why" label:"The reason" validate:"required,max=500"`
}

// ownOffices are the roles of the asker that can be lent.
func (s *Site) ownOffices(id org.PersonID) []org.Grant {
	return slices.DeleteFunc(s.register.GrantsOf(id, s.today()), func(g org.Grant) bool { return g.Lent != "" || !g.Role.Lendable() })
}

func (s *Site) loanPage(base page.Base, own []org.Grant, form loanForm) formPage {
	words := s.words(base)
	p := formPage{
		Base: base, Heading: words.Say("loan.title"), Lead: words.Say("loan.lead"), Button: words.Say("loan.button"), Action: "/me/lend", Back: "/me",
	}
	p.Crumbs = []page.Link{{Label: words.Say("nav.me"), Href: "/me"}, here(p.Heading)}
	said := func(name, value string) *formField {
		f := p.add(words, name, value)
		f.Label = words.Say(page.Key("loan." + name))
		f.Hint = words.Has(page.Key("loan." + name + ".hint"))
		if f.Hint {
			f.HintText = words.Say(page.Key("loan." + name + ".hint"))
		}
		return f
	}
	f := said("grant", "")
	f.Kind = fieldSelect
	for _, g := range own {
		f.Options = append(f.Options, page.Choice{
			Value: g.ID, HTML: text(s.officeName(words, g)), Chosen: g.ID == form.Grant || len(own) == 1,
		})
	}
	said("to", form.To).Mode = "numeric"
	said("until", form.Until).Type = "date"
	said("why", form.Why)
	return p
}

// officeName is a role with its agency.
func (s *Site) officeName(words *page.Words, g org.Grant) string {
	name := words.Say(page.Key("role." + string(g.Role))).Text
	if g.Agency != "" {
		name += ", " + s.register.Tree(s.today()).Name(g.Agency)
	}
	return name
}

func (s *Site) askLoan(c *fiber.Ctx) error {
	return s.show(c, "form", s.loanPage(s.base(c), s.ownOffices(me(c)), loanForm{}))
}

// lend lends the view. Somebody outside the office is told of as somebody unknown: a form must not tell whose an EID is.
func (s *Site) lend(c *fiber.Ctx) error {
	var form loanForm
	own := s.ownOffices(me(c))
	return s.take(c, &form, taken{
		page: func(base page.Base) formPage { return s.loanPage(base, own, form) },
		do: func() (string, error) {
			if form.Grant == "" && len(own) == 1 {
				form.Grant = own[0].ID
			}
			if form.Grant == "" {
				return "", fault.Invalid("Please correct what is marked.", fault.Field{Name: "grant", Message: "Choose which of your roles you lend."})
			}
			who, _ := s.register.ByEID(form.To)
			_, err := s.register.Lend(c.UserContext(), form.Grant, who.ID, day.Date(form.Until), me(c), form.Why)
			return "/me?said=loan.saved", err
		},
	})
}

// loanAsked is the loan of the address, for its lender or its borrower.
func (s *Site) loanAsked(c *fiber.Ctx) (org.Grant, error) {
	g, ok := s.register.FindGrant(c.Params("grant"))
	if !ok || g.Lent == "" || me(c) != g.Person && me(c) != g.Lender() {
		return org.Grant{}, fault.NotFound("You have lent no such view.")
	}
	return g, nil
}

func (s *Site) endLoanPage(base page.Base, g org.Grant, by org.PersonID) formPage {
	words := s.words(base)
	other := g.Person
	if by == g.Person {
		other = g.Lender()
	}
	p := formPage{
		Base: base, Heading: words.Say("loan.end.title"), Button: words.Say("loan.end.button"), Action: "/me/loans/" + g.ID + "/end", Back: "/me",
		Lead: words.Say("loan.end.lead", "name", s.nameOf(string(other)), "office", s.officeName(words, g)),
	}
	p.Crumbs = []page.Link{{Label: words.Say("nav.me"), Href: "/me"}, here(p.Heading)}
	return p
}

func (s *Site) askEndLoan(c *fiber.Ctx) error {
	g, err := s.loanAsked(c)
	if err != nil {
		return err
	}
	return s.show(c, "form", s.endLoanPage(s.base(c), g, me(c)))
}

func (s *Site) endLoan(c *fiber.Ctx) error {
	g, err := s.loanAsked(c)
	if err != nil {
		return err
	}
	why := "ended by the lender"
	if me(c) == g.Person {
		why = "given back"
	}
	if err := s.register.EndLoan(c.UserContext(), g.ID, me(c), why); err != nil {
		return err
	}
	return to(c, "/me?said=loan.ended")
}

// loanNotices name the loans of whoever asks: those that they look at for others, and those that others look at for them.
func (s *Site) loanNotices(words *page.Words, p org.Principal) []page.Notice {
	var out []page.Notice
	add := func(g org.Grant, key page.Key, name org.PersonID) {
		out = append(out, page.Notice{
			Tone: page.Calm, Text: words.Say(key, "name", s.nameOf(string(name)), "until", g.Until.String(), "office", s.officeName(words, g)),
			Link: page.Link{Label: words.Say("loan.end.link"), Href: "/me/loans/" + g.ID + "/end"},
		})
	}
	lends := false
	for _, g := range p.Grants {
		lends = lends || g.Lent == "" && g.Role.Lendable()
		if g.Lent != "" {
			add(g, "loan.borrowed", g.Lender())
		}
	}
	if !lends {
		return out
	}
	for _, g := range s.register.LentBy(p.ID, s.today()) {
		add(g, "loan.lent", g.Person)
	}
	return out
}

// mayLend tells whether whoever asks has a view to lend.
func mayLend(c *fiber.Ctx) bool {
	_, ok := account.Allowed(route.Principal(c), account.LendRole)
	return ok
}
