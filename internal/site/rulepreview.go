package site

import (
	"maps"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/coverage"
	"lamtoen/internal/day"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// rulePreview is what a rule would do, before it is saved. It counts people and names nobody.
type rulePreview struct {
	page.Base
	Title    string
	Sentence string
	Changes  []ruleChange // against the version in force
	On       day.Date     // the day that is looked at
	Effects  ruleEffects
	Types    []countRow
	Months   []countRow
	Waits    bool

	Action, Back string
	Hidden       []hiddenField
}

// countRow is a label and a number of people.
type countRow struct{ Label, People string }

// ruleEffects are the numbers of people.
type ruleEffects struct {
	Bound, Done, Late, Undated, Freed, Moved int
	types                                    map[org.AgencyType]int
	months                                   map[string]int // by year and month of the due date
}

// see counts one person.
func (n *ruleEffects) see(rule string, e *coverage.Effect) {
	bound := ruleOf(e.Then.Rule) == rule
	switch {
	case !bound && ruleOf(e.Now.Rule) == rule && !e.Then.Assigned:
		n.Freed++
	case !bound:
		return
	}
	if !bound {
		return
	}
	n.Bound++
	n.types[e.Type]++
	if e.Now.Assigned && e.Moved() {
		n.Moved++
	}
	if e.Late() {
		n.Late++
	}
	switch {
	case !e.Asked():
		n.Done++
	case e.Then.Due == "":
		n.Undated++
	default:
		n.months[e.Then.Due.ISO()[:len("2006-01")]]++
	}
}

// ruleOf is the rule of a version's id.
func ruleOf(id string) string {
	name, _, _ := strings.Cut(id, "/")
	return name
}

// previewRule shows what a wish would do.
func (s *Site) previewRule(c *fiber.Ctx, form *ruleForm, wish, old *learning.Rule) error {
	base := s.base(c)
	words := s.words(base)
	p := rulePreview{Base: base, Title: wish.Title, Sentence: s.ruleSentence(words, wish), On: max(s.today(), wish.From),
		Waits: s.learning.Waits(wish.Course), Action: "/rules/new", Back: "/rules"}
	p.Crumbs = []page.Link{{Label: words.Say("nav.rules"), Href: "/rules"}}
	if old != nil {
		p.Action, p.Back = ruleHref(old.Rule)+"/change", ruleHref(old.Rule)
		p.Changes = ruleChanges(s.ruleFacts(words, old), s.ruleFacts(words, wish))
		p.Crumbs = append(p.Crumbs, page.Link{Label: page.Plain(old.Title, ""), Href: p.Back})
	}
	p.Crumbs = append(p.Crumbs, here(words.Say("rule.look.title")))
	p.Effects.types, p.Effects.months = map[org.AgencyType]int{}, map[string]int{}
	err := s.cube.Suppose(c.UserContext(), wish.Course, p.On, coverage.Supposed{Rule: wish, Approved: p.Waits}, route.Scope(c),
		func(e coverage.Effect) { p.Effects.see(wish.Rule, &e) })
	if err != nil {
		return err
	}
	for _, t := range append(org.AgencyTypes(), "") {
		if n := p.Effects.types[t]; n > 0 {
			label := words.Say("coverage.unplaced").Text
			if t != "" {
				label = words.Say(page.Key("agency.type." + string(t))).Text
			}
			p.Types = append(p.Types, countRow{label, thousands(n)})
		}
	}
	for _, month := range slices.Sorted(maps.Keys(p.Effects.months)) {
		_, label, _ := strings.Cut(day.Date(month+"-01").String(), " ")
		p.Months = append(p.Months, countRow{label, thousands(p.Effects.months[month])})
	}
	p.Hidden = form.hidden()
	return s.show(c, "rule-preview", p)
}

// hidden carries the form on.
func (f *ruleForm) hidden() []hiddenField {
	out := []hiddenField{
		{"title", f.Title}, {"course", f.Course}, {"from", f.From}, {"until", f.Until}, {"agencies", f.Agencies}, {"positions", f.Positions},
		{"categories", f.Categories}, {"joined_after", f.JoinedAfter}, {"due_from", f.DueFrom}, {"due_days", f.Days}, {"due_on", f.DueOn},
		{"due_after", f.DueAfter}, {"valid_months", f.Months}, {"window_days", f.Window}, {"renewal", f.Renewal}, {"why", f.Why}, {"version", f.Version},
	}
	for name, list := range map[string][]string{"kinds": f.Kinds, "types": f.Types, "flags": f.Flags} {
		for _, value := range list {
			out = append(out, hiddenField{name, value})
		}
	}
	slices.SortStableFunc(out, func(a, b hiddenField) int { return strings.Compare(a.Name, b.Name) })
	return out
}
