package site

import (
	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/page"
)

// helpPage answers the usual questions and says whom to turn to.
type helpPage struct {
	page.Base
	Contacts []contactView
}

// plainPage is a page of words alone.
type plainPage struct{ page.Base }

// newHelp builds the page with the contacts; a number that nobody has checked is left out.
func newHelp(base page.Base, ref courses.Reference) helpPage {
	p := helpPage{Base: base}
	for _, c := range ref.Contacts {
		p.Contacts = append(p.Contacts, contactView{c.Office, c.For, c.Shown()})
	}
	return p
}

// help shows the page.
func (s *Site) help(c *fiber.Ctx) error {
	return s.show(c, "help", newHelp(s.base(c), s.library.Reference()))
}

// plain shows the page of words of that name.
func (s *Site) plain(name string) fiber.Handler {
	return func(c *fiber.Ctx) error { return s.show(c, name, plainPage{s.base(c)}) }
}
