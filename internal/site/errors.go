package site

import (
	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// errorPage is what a person sees when a request failed: what happened, in words, and where to go.
type errorPage struct {
	page.Base
	Status  int
	Message page.Phrase
	Fields  []page.Phrase
	Request string // the number to quote
	Home    string
}

// newError builds the page from what the server lets be seen: the text of an internal error never comes here.
func newError(base page.Base, f route.Failure) errorPage {
	p := errorPage{Base: base, Status: f.Status, Message: base.Said(f.Message), Request: f.Request, Home: "/"}
	if base.Person.ID != "" {
		p.Home = "/me"
	}
	for _, field := range f.Fields {
		p.Fields = append(p.Fields, base.Said(field.Message))
	}
	return p
}

// ErrorPage shows the page for a failed request; the server has set the status.
func (s *Site) ErrorPage(c *fiber.Ctx, failure route.Failure) error {
	return s.show(c, "error", newError(s.base(c), failure))
}
