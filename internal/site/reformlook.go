package site

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/classroom"
	"lamtoen/internal/day"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// listedPeople is how many of those who must be placed by hand are named before anything is saved; all of them stand on the
// page of the placing.
const listedPeople = 50

// reformLook shows what a reorganisation would mean, before anything is saved.
type reformLook struct {
	page.Base
	Heading  page.Phrase
	From     day.Date
	Done     bool // all of it is entered already
	Late     bool // the day is past: what was known before stays as it was
	Changes  []page.Phrase
	Agencies []lookAgency
	Waiting  int
	People   []personLine
	Rest     int // of those who wait, beyond the list
	Rules    []lookLine
	Grants   []lookLine
	Others   []lookLine // sessions, plans, courses
	Hidden   []hiddenField
	Action   string
	Why      formField
}

// lookAgency is an agency whose people count otherwise.
type lookAgency struct {
	Name          string
	Own           int
	Where         page.Phrase // where its own people count from the day on
	Before, After int
}

// lookLine is something that names an agency, and what becomes of it.
type lookLine struct {
	Name, Href string
	What       page.Phrase
}

// reformLook builds the page.
func (s *Site) reformLook(c *fiber.Ctx, base page.Base, t reformTyped, plan reformPlan, e org.Effect) (reformLook, error) {
	words := s.words(base)
	p := reformLook{
		Base: base, Heading: words.Say(page.Key("reform." + t.kind + ".title")), From: e.From, Done: e.Done, Late: e.From < s.today(),
		Waiting: len(e.Waiting), Action: "/agencies/reorganise/" + t.kind, Why: reformField(base, words, "why", "why", t.why),
	}
	p.Wide = true
	p.Crumbs = []page.Link{
		{Label: words.Say("agencies.title"), Href: "/agencies"}, {Label: words.Say("reform.title"), Href: "/agencies/reorganise"}, here(p.Heading),
	}
	p.Changes = changesInWords(words, e, plan)
	p.Agencies = lookAgencies(words, e)
	p.People = s.personLines(e.Waiting[:min(len(e.Waiting), listedPeople)])
	for i := range p.People { // where they serve until then, which may not be today's agency
		p.People[i].Agency = e.Before.Name(e.Waiting[i].Post.Agency)
	}
	p.Rest = len(e.Waiting) - len(p.People)
	p.Hidden = hiddenReform(c)
	p.Grants = s.lookGrants(words, e)
	rules, err := s.learning.Rules(c.UserContext())
	if err != nil {
		return p, err
	}
	p.Rules = s.lookRules(words, rules, plan, e)
	p.Others, err = s.lookOthers(c, words, plan, e)
	return p, err
}

// hiddenReform carries what was typed on to the next step.
func hiddenReform(c *fiber.Ctx) []hiddenField {
	var out []hiddenField
	c.Request().PostArgs().VisitAll(func(key, value []byte) {
		if name := string(key); name != "step" && name != "why" {
			out = append(out, hiddenField{name, strings.ToValidUTF8(string(value), "?")})
		}
	})
	return out
}

// changesInWords says what is entered, one sentence an agency.
func changesInWords(words *page.Words, e org.Effect, plan reformPlan) []page.Phrase {
	var out []page.Phrase
	under := func(t *org.Tree, code org.AgencyCode) string {
		if code == "" {
			return words.Say("reform.root").Text
		}
		return t.Name(code)
	}
	for _, g := range plan.Created {
		out = append(out, words.Say("reform.did.create", "name", g.Name, "code", string(g.Code), "parent", under(e.After, g.Parent)))
	}
	for _, g := range plan.Changed {
		if old := e.Before.Name(g.Code); old != g.Name {
			out = append(out, words.Say("reform.did.rename", "old", old, "name", g.Name))
		}
		if was := e.Before.Parent(g.Code); was != g.Parent {
			out = append(out, words.Say("reform.did.move", "name", g.Name, "old", under(e.Before, was), "parent", under(e.After, g.Parent)))
		}
	}
	for _, x := range plan.Ended {
		if len(x.Successors) == 0 {
			out = append(out, words.Say("reform.did.end", "name", e.Before.Name(x.Code)))
			continue
		}
		var next []string
		for _, code := range x.Successors {
			next = append(next, e.After.Name(code))
		}
		out = append(out, words.Say("reform.did.follow", "name", e.Before.Name(x.Code), "successors", listed(next)))
	}
	return out
}

func lookAgencies(words *page.Words, e org.Effect) []lookAgency {
	var out []lookAgency
	for _, a := range e.Agencies {
		line := lookAgency{Name: orElse(a.Is.Name, a.Was.Name), Own: a.Own, Before: a.Before, After: a.After}
		switch a.Place {
		case "":
			line.Where = words.Say("reform.where.nowhere")
		case a.Code:
			line.Where = words.Say("reform.where.here")
		default:
			line.Where = page.Plain(e.After.Name(a.Place), "")
		}
		out = append(out, line)
	}
	return out
}

// lookGrants says what becomes of roles whose scope is concerned.
func (s *Site) lookGrants(words *page.Words, e org.Effect) []lookLine {
	var out []lookLine
	for _, a := range e.Agencies {
		for _, g := range a.Grants {
			line := lookLine{
				Name: s.nameOf(string(g.Person)) + ", " + words.Say(page.Key("role."+string(g.Role))).Text + ", " + orElse(a.Was.Name, a.Is.Name),
				Href: personHref(g.Person),
			}
			switch _, lives := e.After.Agency(a.Code); {
			case !lives:
				line.What = words.Say("reform.grant.ends")
			case a.Before != a.After:
				line.What = words.Say("reform.grant.changes", "before", strconv.Itoa(a.Before), "after", strconv.Itoa(a.After))
			default:
				line.What = words.Say("reform.grant.stays")
			}
			out = append(out, line)
		}
	}
	return out
}

// lookRules says what becomes of rules that name agencies, where they reach other people than before or name one that ends.
func (s *Site) lookRules(words *page.Words, rules []learning.Rule, plan reformPlan, e org.Effect) []lookLine {
	heads := s.register.View(e.From, time.Time{}).Heads()
	reached := func(t *org.Tree, named []org.AgencyCode) (n int) {
		for code, people := range heads {
			if t.Reaches(named, code) {
				n += people
			}
		}
		return n
	}
	now := s.register.Tree(e.From)
	var out []lookLine
	for _, r := range newest(rules) {
		if len(r.Audience.Agencies) == 0 || r.Until != "" && r.Until < e.From {
			continue
		}
		line := lookLine{Name: r.Title, Href: "/rules"}
		before, after := reached(now, r.Audience.Agencies), reached(e.After, r.Audience.Agencies)
		split := slices.ContainsFunc(r.Audience.Agencies, func(code org.AgencyCode) bool {
			_, placed := e.After.Place(code)
			return slices.Contains(plan.ended, code) && !placed
		})
		names := slices.ContainsFunc(r.Audience.Agencies, func(code org.AgencyCode) bool { return slices.Contains(plan.ended, code) })
		switch {
		case split:
			line.What = words.Say("reform.rule.split", "before", strconv.Itoa(before), "after", strconv.Itoa(after))
		case names:
			line.What = words.Say("reform.rule.followed", "before", strconv.Itoa(before), "after", strconv.Itoa(after))
		case before != after:
			line.What = words.Say("reform.rule.changes", "before", strconv.Itoa(before), "after", strconv.Itoa(after))
		default:
			continue
		}
		out = append(out, line)
	}
	return out
}

// lookOthers says what becomes of open group sessions, of plans and of courses that belong to an agency which ends.
func (s *Site) lookOthers(c *fiber.Ctx, words *page.Words, plan reformPlan, e org.Effect) ([]lookLine, error) {
	var out []lookLine
	if len(plan.ended) == 0 {
		return nil, nil
	}
	sessions, err := s.classroom.Sessions(c.UserContext(), classroom.Officer{ID: me(c), Scope: route.Scope(c)})
	if err != nil {
		return nil, err
	}
	for _, one := range sessions {
		if slices.Contains(plan.ended, one.Agency) && one.Phase != classroom.Over {
			key := page.Key("reform.session.followed")
			if _, ok := e.After.Place(one.Agency); !ok {
				key = "reform.session.split"
			}
			out = append(out, lookLine{one.Place, groupHref(one.ID), words.Say(key)})
		}
	}
	standings, err := s.plans.Standings(c.UserContext())
	if err != nil {
		return nil, err
	}
	for _, one := range standings {
		if slices.Contains(plan.ended, one.Agency) {
			out = append(out, lookLine{words.Say("plan.title").Text + ", " + e.Before.Name(one.Agency), "/workbooks/" + string(one.Agency), words.Say("reform.plan")})
		}
	}
	for _, course := range s.library.Current() {
		if slices.ContainsFunc(plan.ended, func(code org.AgencyCode) bool { return slices.Contains(course.Owners, string(code)) }) {
			out = append(out, lookLine{course.Title, courseHref(course.ID), words.Say("reform.owner")})
		}
	}
	return out, nil
}
