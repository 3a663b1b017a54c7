package site

import (
	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/account"
	"lamtoen/internal/coverage"
	"lamtoen/internal/day"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// panelView answers an officer's first question on the first screen: how many are trained, and who needs help first. It is
// zero for somebody who holds no office.
type panelView struct {
	Shown bool

	// Figures, for those who see coverage.
	Coverage bool
	Agency   string // name; "" is everybody in scope
	Nation   bool
	Href     string
	Rate     string
	Complete string
	Must     string
	Stats    []stateStat
	Help     []helpRow

	// The people to talk to, for those who look after an agency and see names.
	Talk     string
	Talks    []talkRow
	TalkMore int
	Appeal   day.Date // until when they may appeal what is shown

	// The register, for the administrator.
	Accounts bool
	People   string
	Roles    int

	// Courses to review, for those who look after content.
	Content bool
	Drafts  int
	Late    int

	Plans bool // may see which agencies have a social media plan
}

// newPanel builds the figures of the panel.
func newPanel(words *page.Words, ask coverageAsk, t coverage.Table) panelView {
	total := t.Agency.Total
	p := panelView{
		Shown: true, Coverage: true, Agency: t.Agency.Name, Nation: t.Agency.Code == "", Href: ask.agencyHref(t.Agency.Code), Rate: total.Rate(),
		Complete: thousands(total.Complete), Must: thousands(total.Must),
	}
	stat := func(key page.Key, n int, narrow ...string) {
		one := stateStat{Label: words.Say(key), Value: thousands(n)}
		if n > 0 && len(narrow) > 0 {
			one.Href = ask.peopleHref(t.Agency.Code, narrow...)
		}
		p.Stats = append(p.Stats, one)
	}
	stat("coverage.missing", total.Missing())
	stat("group.never-signed-in", total.NeverSignedIn, "group", string(coverage.GroupNeverSignedIn))
	stat("coverage.overdue", total.Overdue, "overdue", "yes")
	for _, r := range t.NeedHelp(helpShown) {
		p.Help = append(p.Help, helpRow{r.Name, ask.agencyHref(r.Code), r.Total.Missing(), thousands(r.Total.Must), ask.peopleHref(r.Code)})
	}
	return p
}

// panel is what the asker's offices put on the first screen.
func (s *Site) panel(c *fiber.Ctx, base page.Base) (panelView, error) {
	var p panelView
	who := route.Principal(c)
	if scope, ok := account.Allowed(who, account.ViewCoverage); ok {
		var err error
		if p, err = s.coveragePanel(c, base, scope); err != nil {
			return p, err
		}
	}
	if _, ok := account.Allowed(who, account.ManageAccounts); ok {
		p.Shown, p.Accounts, p.People = true, true, thousands(s.register.Count())
		for _, l := range s.grantLines(s.words(base), s.register.AllGrants()) {
			if l.InForce {
				p.Roles++
			}
		}
	}
	_, p.Plans = account.Allowed(who, account.ViewPlans)
	if _, ok := account.Allowed(who, account.ViewContent); ok {
		p.Shown, p.Content = true, true
		for _, course := range s.library.Current() {
			row := newContentRow(course, "", s.today())
			p.Drafts += count01(row.Draft)
			p.Late += count01(row.Late)
		}
	}
	return p, nil
}

func count01(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// coveragePanel asks for today's figures of the scope. Where no rule asks for anything yet, or the agency of the scope exists
// no longer, there is nothing to show.
func (s *Site) coveragePanel(c *fiber.Ctx, base page.Base, scope org.Scope) (panelView, error) {
	ids, err := s.cube.Courses(c.UserContext())
	if err != nil || len(ids) == 0 {
		return panelView{}, err
	}
	names, _ := account.Allowed(route.Principal(c), account.ViewNames)
	ask := coverageAsk{names: names, tree: s.register.Tree(s.today())}
	q := coverage.Query{Course: ids[0], Scope: scope}
	if len(scope.Agencies) == 1 {
		if _, ok := ask.tree.Agency(scope.Agencies[0]); ok {
			q.Agency = scope.Agencies[0]
		}
	}
	t, err := s.cube.Figures(c.UserContext(), q)
	if err != nil {
		return panelView{}, err
	}
	p := newPanel(s.words(base), ask, t)
	p.Appeal = base.Appeal
	err = s.nudgesOf(c, &p, ask, q, s.words(base))
	return p, err
}
