package site

import (
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/groupcode"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// groupCodesPage is where the content office reads what waits.
type groupCodesPage struct {
	page.Base
	Figures []page.Stat
	Codes   []groupCodeRow
	Wrong   page.Phrase
	At      string // the registration that the problem is about
	Reason  string
}

// groupCodeRow is one registration.
type groupCodeRow struct {
	codeView
	ID        string
	State     string
	Consented bool
	On        day.Date
	Why       string // of the newest decision
}

// groupCodes shows every registration, those that wait first, with the figures of the calendar year.
func (s *Site) groupCodes(c *fiber.Ctx) error { return s.showGroupCodes(c, s.base(c), "", "") }

func (s *Site) showGroupCodes(c *fiber.Ctx, base page.Base, at, reason string) error {
	entries, err := s.groups.Entries(c.UserContext())
	if err != nil {
		return err
	}
	words := s.words(base)
	base.Crumbs = []page.Link{{Label: words.Say("nav.content"), Href: "/content"}, here(words.Say("own.office"))}
	p := groupCodesPage{Base: base, At: at, Reason: reason, Wrong: base.Wrong("reason")}
	today := s.today()
	year := groupcode.Count(entries, today[:4]+"-01-01", today)
	p.Figures = []page.Stat{
		{Value: strconv.Itoa(year.Groups), Label: words.Say("own.year")}, {Value: strconv.Itoa(year.Published), Label: words.Say("own.published")},
	}
	waiting := func(e groupcode.Entry) bool { return e.State == groupcode.Waiting }
	slices.SortStableFunc(entries, func(a, b groupcode.Entry) int { return rank(waiting(a)) - rank(waiting(b)) })
	for _, e := range entries {
		row := groupCodeRow{codeView: s.view(words, e.Code), ID: e.ID, State: string(e.State), Consented: e.Publish, On: day.Of(e.Recorded)}
		if n := len(e.Decisions); n > 0 {
			row.Why = e.Decisions[n-1].Reason
		}
		p.Codes = append(p.Codes, row)
	}
	return s.show(c, "group-codes", p)
}

// rank puts what is true first.
func rank(first bool) int {
	if first {
		return 0
	}
	return 1
}

// decisionForm is what the content office decides.
type decisionForm struct {
	Do     string `form:"do" label:"The decision" validate:"required,oneof=publish decline"`
	Reason string `form:"reason" label:"The reason"`
}

// decideGroupCode publishes a code or declines to.
func (s *Site) decideGroupCode(c *fiber.Ctx) error {
	var form decisionForm
	err := route.Bind(c, &form)
	if err == nil {
		err = s.groups.Decide(c.UserContext(), c.Params("id"), form.Do == "publish", form.Reason, string(me(c)))
	}
	if f, ok := fault.As(err); ok && f.Code == fault.CodeInvalid {
		base := s.base(c)
		base.Refuse(f)
		c.Status(route.Status(c, f))
		return s.showGroupCodes(c, base, c.Params("id"), form.Reason)
	}
	if err != nil {
		return err
	}
	return to(c, "/content/group-codes?said=staff.saved")
}
