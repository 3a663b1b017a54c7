package site

import (
	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/account"
	"lamtoen/internal/day"
	"lamtoen/internal/learning"
	"lamtoen/internal/page"
)

// rulesPage says in plain words who must be trained in what, by when.
type rulesPage struct {
	page.Base
	Rules  []ruleView
	Ended  []ruleView
	MayAdd bool
	Duties bool // may keep the calendar
}

// ruleView is the newest version of one rule.
type ruleView struct {
	Rule, Title string
	Href        string
	Sentence    string
	From, Until day.Date
	Version     int
	By          string
	Recorded    day.Date
	Coming      bool // begins later
	Waits       bool // binds nobody until the owner has approved the course
	End         string
	Followed    []page.Phrase // agencies of the rule that ended and have one successor
	Lost        []page.Phrase // and those that were split, or ended altogether
}

// newest gives the highest version of each rule, in the order of the rules' names.
func newest(rules []learning.Rule) []learning.Rule {
	var out []learning.Rule
	for _, r := range rules { // sorted by rule and version
		if n := len(out); n > 0 && out[n-1].Rule == r.Rule {
			out[n-1] = r
		} else {
			out = append(out, r)
		}
	}
	return out
}

func newRules(base page.Base, views []ruleView, today day.Date) rulesPage {
	p := rulesPage{Base: base}
	for _, v := range views {
		if v.Until != "" && v.Until < today {
			p.Ended = append(p.Ended, v)
		} else {
			v.Coming = v.From > today
			p.Rules = append(p.Rules, v)
		}
	}
	return p
}

func (s *Site) ruleView(words *page.Words, r learning.Rule) ruleView {
	followed, lost := s.ruleAgencies(words, r)
	return ruleView{
		Followed: followed, Lost: lost,
		Rule: r.Rule, Title: r.Title, Href: ruleHref(r.Rule), Sentence: s.ruleSentence(words, &r), From: r.From, Until: r.Until, Version: r.Version,
		By: s.nameOf(r.By), Recorded: day.Of(r.Recorded), End: ruleHref(r.Rule) + "/end", Waits: s.learning.Waits(r.Course),
	}
}

// ruleHref is the address of a rule's page.
func ruleHref(rule string) string { return "/rules/" + rule }

func (s *Site) rules(c *fiber.Ctx) error {
	rules, err := s.learning.Rules(c.UserContext())
	if err != nil {
		return err
	}
	base := s.base(c)
	words := s.words(base)
	base.Crumbs = []page.Link{here(words.Say("nav.rules"))}
	var views []ruleView
	for _, r := range newest(rules) {
		views = append(views, s.ruleView(words, r))
	}
	p := newRules(base, views, s.today())
	_, p.MayAdd = reach(c, account.ManageRules)
	_, p.Duties = reach(c, account.ManageDuties)
	return s.show(c, "rules", p)
}
