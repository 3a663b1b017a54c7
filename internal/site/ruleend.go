package site

import (
	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/audit"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/page"
)

// ruleEndForm ends a rule with its last day.
type ruleEndForm struct {
	Until string `form:"until" label:"The last day" validate:"required,date"`
	Why   string `form:"why" label:"The reason" validate:"max=500"`
}

// ruleAsked is the newest version of the rule of the address.
func (s *Site) ruleAsked(c *fiber.Ctx) (learning.Rule, error) {
	rules, err := s.learning.Rules(c.UserContext())
	if err != nil {
		return learning.Rule{}, err
	}
	for _, r := range newest(rules) {
		if r.Rule == c.Params("rule") {
			return r, nil
		}
	}
	return learning.Rule{}, fault.NotFound("There is no such rule.")
}

func (s *Site) endRulePage(base page.Base, r learning.Rule, form ruleEndForm) formPage {
	words := s.words(base)
	p := formPage{
		Base: base, Heading: words.Say("rule.end.title", "title", r.Title), Lead: words.Say("rule.end.lead"), Button: words.Say("rule.end.button"),
		Action: ruleHref(r.Rule) + "/end", Back: ruleHref(r.Rule),
	}
	p.Crumbs = []page.Link{{Label: words.Say("nav.rules"), Href: "/rules"}, here(p.Heading)}
	p.date(words, "until", form.Until)
	p.add(words, "why", form.Why)
	return p
}

func (s *Site) askEndRule(c *fiber.Ctx) error {
	r, err := s.ruleAsked(c)
	if err != nil {
		return err
	}
	return s.show(c, "form", s.endRulePage(s.base(c), r, ruleEndForm{Until: s.today().ISO()}))
}

// endRule adds a version of the rule with its last day. The day sent twice is kept once.
func (s *Site) endRule(c *fiber.Ctx) error {
	r, err := s.ruleAsked(c)
	if err != nil {
		return err
	}
	var form ruleEndForm
	return s.take(c, &form, taken{
		page: func(base page.Base) formPage { return s.endRulePage(base, r, form) },
		do: func() (string, error) {
			if r.Until == day.Date(form.Until) {
				return ruleHref(r.Rule) + "?said=staff.saved", nil
			}
			ended := r
			ended.Until = day.Date(form.Until)
			_, err := s.learning.AddRule(audit.Because(c.UserContext(), form.Why), ended, string(me(c)))
			return ruleHref(r.Rule) + "?said=staff.saved", err
		},
	})
}
