package site

import (
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/appeal"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
)

// momentText is an instant in Bhutan's time, for texts.
func momentText(t time.Time) string { return t.In(day.Thimphu).Format("2 January 2006, 15:04") }

// caseField adds the field for the number of the case from which an act follows; the address may carry it along.
func (p *formPage) caseField(words *page.Words, typed string) {
	if typed == "" {
		typed = caseOf(p.Path)
	}
	p.add(words, "case", typed)
	p.rename(words, "case.field.case")
}

// caseOf is the number of a case that an address carries along; "" for none.
func caseOf(address string) string {
	at, err := url.Parse(address)
	if err != nil {
		return ""
	}
	n, err := appeal.ParseNumber(at.Query().Get("case"))
	if err != nil {
		return ""
	}
	return string(n)
}

// follow does an act and notes it at the case from which it follows, where a number was typed. A number that is mistaken, of
// somebody else's case, or of one that was not granted refuses the act before it is done.
func (s *Site) follow(c *fiber.Ctx, typed string, who org.PersonID, deed appeal.Deed, what string, do func() error) error {
	if typed == "" {
		return do()
	}
	n, err := appeal.ParseNumber(typed)
	if err != nil {
		return fault.Invalid("Please correct what is marked.", fault.Field{Name: "case",
			Message: "This is not the number of a case. Write it as it was given, for example C-2026-0042-7."})
	}
	if _, err := s.cases.Concerns(c.UserContext(), n, who); err != nil {
		return err
	}
	if err := do(); err != nil {
		return err
	}
	_, err = s.cases.Done(c.UserContext(), me(c), n, deed, what)
	return err
}
