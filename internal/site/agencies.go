package site

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/account"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// Bodies of the forms about agencies, in bytes: a placing of everybody names every person of a ministry.
const (
	reformBody  = 64 << 10
	placingBody = 2 << 20
)

// agencyRoutes are the pages of agencies over time, of loans of a view, and of the hand-over. Which agencies there are is open
// to everybody who has signed in; people and officers are shown as far as the asker may see them.
func (s *Site) agencyRoutes() []route.Route {
	get, post := http.MethodGet, http.MethodPost
	return forStaff([]route.Route{
		{Method: get, Path: "/agencies", Permission: account.SignedIn, Handler: s.agencies},
		{Method: get, Path: "/agencies/reorganise", Permission: account.ManageAgencies, Handler: s.chooseReform},
		{Method: get, Path: "/agencies/reorganise/:kind", Permission: account.ManageAgencies, Handler: s.askReform},
		{Method: post, Path: "/agencies/reorganise/:kind", Permission: account.ManageAgencies, Handler: s.reform, BodyLimit: reformBody},
		{Method: get, Path: "/agencies/:agency", Permission: account.SignedIn, Handler: s.agencyLife},
		{Method: get, Path: "/agencies/:agency/placing", Permission: account.ManageAgencies, Handler: s.askPlacing},
		{Method: post, Path: "/agencies/:agency/placing", Permission: account.ManageAgencies, Handler: s.place, BodyLimit: placingBody},
		{Method: get, Path: "/agencies/:agency/focal", Permission: account.ManageAgencies, Handler: s.askAppointment},
		{Method: post, Path: "/agencies/:agency/focal", Permission: account.ManageAgencies, Handler: s.appoint},

		{Method: get, Path: "/handover", Permission: account.ViewNames, Handler: s.handover},
		{Method: get, Path: "/me/lend", Permission: account.LendRole, Handler: s.askLoan},
		{Method: post, Path: "/me/lend", Permission: account.LendRole, Handler: s.lend},
		{Method: get, Path: "/me/loans/:grant/end", Permission: account.SignedIn, Handler: s.askEndLoan},
		{Method: post, Path: "/me/loans/:grant/end", Permission: account.SignedIn, Handler: s.endLoan},
	})
}

// agencyDeclarations says which struct each of their templates is rendered with.
func agencyDeclarations() map[string]page.Page {
	return map[string]page.Page{
		"agencies": agenciesPage{}, "agency": agencyPage{}, "reforms": reformsPage{}, "reform": reformPage{}, "reform-look": reformLook{},
		"placing": placingPage{}, "placing-look": placingLook{}, "appoint": appointPage{}, "handover": handoverPage{},
	}
}

// agenciesPage is the tree of agencies of a day, or those that fit what is looked for.
type agenciesPage struct {
	page.Base
	Search  page.Field
	AtField page.Field
	KnownOn page.Field
	At      day.Date
	Known   day.Date // "" all that is known
	Counts  bool     // the asker sees how many people agencies have
	Tree    []agencyNode
	Found   []agencyNode
	Asked   bool
	Total   int

	Manages bool // may reorganise
	Gaps    []gapRow
	Left    []gapRow
	OnlyGap bool
}

// agencyNode is one agency of the tree with those below it.
type agencyNode struct {
	Href, Name string
	Type       page.Phrase
	Under      string // names above it, in a list of what was found
	People     page.Phrase
	Below      []agencyNode
}

// gapRow is an agency that needs somebody: a focal officer, or a place for its people.
type gapRow struct {
	Name, Href string
	People     int
	Do         string // address at which it is mended
}

// dayAsked reads the days of a page; what is wrong is said as for figures.
func (s *Site) dayAsked(c *fiber.Ctx) (at day.Date, known time.Time, err error) {
	q, err := coverageAsk{At: c.Query("at"), Known: c.Query("known")}.query(org.Scope{}, "2199-12-31")
	if q.At == "" {
		q.At = s.today()
	}
	if err == nil && !q.Known.IsZero() && day.Of(q.Known) > s.today() {
		err = fault.Invalid("Please correct what is marked.", fault.Field{
			Name: "known", Message: "This day has not come yet. Leave it empty for all that is known now."})
	}
	return q.At, q.Known, err
}

// seesPeople is where the asker may know how many people there are.
func seesPeople(c *fiber.Ctx) org.Scope {
	figures, _ := reach(c, account.ViewCoverage)
	people, _ := reach(c, account.ViewPeople)
	if figures.All || people.All {
		return org.Scope{All: true}
	}
	return org.Scope{Agencies: slices.Concat(figures.Agencies, people.Agencies)}
}

func (s *Site) agencies(c *fiber.Ctx) error {
	base := s.base(c)
	words := s.words(base)
	base.Crumbs = []page.Link{here(words.Say("agencies.title"))}
	base.Wide = true
	p := agenciesPage{Base: base}
	at, known, err := s.dayAsked(c)
	if f, ok := fault.As(err); ok {
		p.Refuse(f)
		c.Status(route.Status(c, f))
	}
	search := strings.TrimSpace(c.Query("q"))
	p.Search = page.Field{Name: "q", Value: search, Type: "search", Hint: true}
	p.AtField = page.Field{Name: "at", Value: c.Query("at"), Type: "date", Hint: true, Wrong: p.Wrong("at")}
	p.KnownOn = page.Field{Name: "known", Value: c.Query("known"), Type: "date", Hint: true, Wrong: p.Wrong("known")}
	if err == nil {
		p.At = at
		if !known.IsZero() {
			p.Known = day.Of(known)
		}
		s.fillAgencies(&p, words, search, seesPeople(c), s.register.View(at, known))
	}
	if _, p.Manages = reach(c, account.ManageAgencies); p.Manages {
		p.OnlyGap = c.Query("without") == "focal"
		p.Gaps, p.Left = s.focalGaps(), s.leftBehind()
	}
	return s.show(c, "agencies", p)
}

// fillAgencies puts the tree into the page, or what was found in it.
func (s *Site) fillAgencies(p *agenciesPage, words *page.Words, search string, scope org.Scope, view *org.View) {
	tree := view.Tree()
	p.Counts, p.Asked, p.Total = !scope.Empty(), search != "", len(tree.All())
	b := treeBuilder{site: s, words: words, tree: tree, scope: scope, asked: url.Values{}}
	if p.Counts {
		b.people = rollUp(tree, view.Heads())
	}
	if p.Known != "" {
		b.asked.Set("known", p.Known.ISO())
	}
	if search == "" {
		p.Tree = b.level(tree.Roots())
		return
	}
	parts := strings.Fields(strings.ToLower(search))
	for _, a := range tree.All() {
		text := strings.ToLower(a.Name + "\n" + string(a.Code) + "\n" + words.Say(page.Key("agency.type."+string(a.Type))).Text)
		if !slices.ContainsFunc(parts, func(w string) bool { return !strings.Contains(text, w) }) {
			n := b.node(a)
			var above []string
			for _, o := range tree.Path(tree.Parent(a.Code)) {
				above = append(above, o.Name)
			}
			n.Under = strings.Join(above, " · ")
			p.Found = append(p.Found, n)
		}
	}
}

// rollUp counts people in each agency and all below it.
func rollUp(tree *org.Tree, heads map[org.AgencyCode]int) map[org.AgencyCode]int {
	sums := map[org.AgencyCode]int{}
	for code, n := range heads {
		place, ok := tree.Place(code)
		if !ok {
			continue
		}
		for _, a := range tree.Path(place) {
			sums[a.Code] += n
		}
	}
	return sums
}

// treeBuilder makes the nodes of the tree.
type treeBuilder struct {
	site   *Site
	words  *page.Words
	tree   *org.Tree
	scope  org.Scope
	people map[org.AgencyCode]int
	asked  url.Values
}

func (b treeBuilder) node(a org.Agency) agencyNode {
	n := agencyNode{
		Href: withQuery(agencyLifeHref(a.Code), b.asked), Name: a.Name, Type: b.words.Say(page.Key("agency.one." + string(a.Type))),
	}
	if b.site.within(b.scope, a.Code) {
		n.People = b.words.Count("agencies.people", b.people[a.Code])
	}
	return n
}

func (b treeBuilder) level(list []org.Agency) []agencyNode {
	var out []agencyNode
	for _, a := range list {
		n := b.node(a)
		n.Below = b.level(b.tree.Children(a.Code))
		out = append(out, n)
	}
	return out
}

// agencyLifeHref is the address of an agency's page.
func agencyLifeHref(code org.AgencyCode) string { return "/agencies/" + url.PathEscape(string(code)) }

// focalGaps are the agencies that no focal officer looks after.
func (s *Site) focalGaps() []gapRow {
	var out []gapRow
	for _, u := range s.register.AgenciesWithoutFocal(s.today()) {
		out = append(out, gapRow{u.Agency.Name, agencyLifeHref(u.Agency.Code), u.People, agencyLifeHref(u.Agency.Code) + "/focal"})
	}
	return out
}

// leftBehind are the agencies whose people wait to be placed.
func (s *Site) leftBehind() []gapRow {
	var out []gapRow
	for _, l := range s.register.LeftBehind() {
		out = append(out, gapRow{l.Agency.Name, agencyLifeHref(l.Agency.Code), l.People, agencyLifeHref(l.Agency.Code) + "/placing"})
	}
	return out
}

// focalGapNotice is the line of the national overview about agencies without a focal officer; zero where there are none, and
// for those who cannot appoint one.
func (s *Site) focalGapNotice(c *fiber.Ctx, words *page.Words) page.Notice {
	if _, ok := reach(c, account.ManageAgencies); !ok {
		return page.Notice{}
	}
	people, gaps := 0, s.register.AgenciesWithoutFocal(s.today())
	if len(gaps) == 0 {
		return page.Notice{}
	}
	for _, g := range gaps {
		people += g.People
	}
	return page.Notice{
		Tone: page.Warning, Text: words.Count("agencies.gap.line", len(gaps), "people", thousands(people)),
		Link: page.Link{Label: words.Say("agencies.gap.open"), Href: "/agencies?without=focal"},
	}
}
