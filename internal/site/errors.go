package site

import (
	"math"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/fault"
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

// statusOf is the HTTP status of a form that is shown again, with the time to wait where the fault names one.
func statusOf(c *fiber.Ctx, f *fault.Error) int {
	if f.RetryAfter > 0 {
		c.Set(fiber.HeaderRetryAfter, strconv.Itoa(int(math.Ceil(f.RetryAfter.Seconds()))))
	}
	switch f.Code {
	case fault.CodeUnauthorised:
		return fiber.StatusUnauthorized
	case fault.CodeForbidden:
		return fiber.StatusForbidden
	case fault.CodeNotFound:
		return fiber.StatusNotFound
	case fault.CodeConflict:
		return fiber.StatusConflict
	case fault.CodeTooMany:
		return fiber.StatusTooManyRequests
	case fault.CodeUnavailable:
		return fiber.StatusServiceUnavailable
	case fault.CodeMalformed:
		return fiber.StatusBadRequest
	case fault.CodeUnsupported:
		return fiber.StatusUnsupportedMediaType
	}
	return fiber.StatusUnprocessableEntity
}
