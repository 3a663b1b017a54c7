package site

import (
	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/appeal"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/page"
)

// equivalentForm is training from elsewhere as RCSC accepts it because of a case.
type equivalentForm struct {
	From     string `form:"from" label:"The day" validate:"required,date"`
	Until    string `form:"until" label:"The last day" validate:"date"`
	Document string `form:"document" label:"The document" validate:"required"`
}

// accepts tells whether the officer may accept training from elsewhere in the case: RCSC, in one about it that was granted.
func accepts(c *fiber.Ctx, seen appeal.Sight) bool {
	return clerk(c).Scope.All && seen.Words && seen.Given() && seen.Wrong == appeal.WrongElsewhere && seen.About.Course != ""
}

// equivalentSeen is the case of the address, for whoever may.
func (s *Site) equivalentSeen(c *fiber.Ctx) error {
	seen, err := s.caseSeen(c)
	if err == nil && !accepts(c, seen) {
		err = fault.Forbidden("Training from elsewhere is accepted by RCSC, because of a case about it that was granted.")
	}
	return err
}

func (s *Site) equivalentPage(base page.Base, seen appeal.Sight, form equivalentForm) formPage {
	words := s.words(base)
	p := s.caseForm(base, seen, "case.equivalent", "/equivalent")
	p.date(words, "from", form.From)
	p.rename(words, "case.field.trained")
	p.date(words, "until", form.Until)
	p.rename(words, "case.field.holds")
	p.add(words, "document", form.Document)
	p.rename(words, "case.field.document")
	return p
}

func (s *Site) askEquivalent(c *fiber.Ctx) error {
	if err := s.equivalentSeen(c); err != nil {
		return err
	}
	return s.showCaseForm(c, func(base page.Base, seen appeal.Sight) formPage {
		return s.equivalentPage(base, seen, equivalentForm{})
	})
}

// acceptEquivalent records the decision, and notes it at the case. Sent twice it is there once.
func (s *Site) acceptEquivalent(c *fiber.Ctx) error {
	if err := s.equivalentSeen(c); err != nil {
		return err
	}
	var form equivalentForm
	return s.takeCaseForm(c, &form, func(base page.Base, seen appeal.Sight) formPage { return s.equivalentPage(base, seen, form) }, "case.said.noted",
		func(seen appeal.Sight) error {
			_, err := s.learning.AddAllowance(c.UserContext(), learning.Allowance{Kind: learning.AllowanceEquivalent, Person: seen.Person,
				Course: seen.About.Course, From: day.Date(form.From), Until: day.Date(form.Until), Cause: "Case " + string(seen.Number) + " was granted",
				Document: form.Document}, string(me(c)))
			if err != nil {
				return err
			}
			_, err = s.cases.Done(c.UserContext(), me(c), seen.Number, appeal.DeedEquivalent, "Completed on "+day.Date(form.From).String()+", "+form.Document)
			return err
		})
}
