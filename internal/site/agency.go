package site

import (
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/account"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
)

// agencyPage is the life of one agency: what it was called and where it stood, what it followed and what followed it, and, for
// those who may see them, its people and officers of today.
type agencyPage struct {
	page.Base
	Name, NameDz string
	Code         org.AgencyCode
	Type         page.Phrase
	Known        day.Date // "" all that is known
	Lives        bool     // exists today
	Coming       bool     // begins later
	Ended        day.Date // the last day, of one that has ended
	Periods      []agencyPeriod
	Followed     []page.Link
	Below        []page.Link

	Counts  bool
	Own     int
	All     int
	Waiting int // people to be placed, for those who place them
	Placing string

	Officers bool // the asker may see who they are
	Focal    []officerLine
	Above    []officerLine // focal officers of agencies above it
	Heads    []officerLine

	Figures  string // address of its coverage
	People   string // address of its list of people
	Handover string
	Manages  bool
	Appoint  string
}

// agencyPeriod is a period of its life.
type agencyPeriod struct {
	Name, NameDz string
	Type         page.Phrase
	Parent       page.Link // zero at the root
	From, Until  day.Date
	Successors   []page.Link
	Recorded     time.Time // zero for what the list said from the beginning
}

// officerLine is somebody with an office in the agency.
type officerLine struct {
	Name, Href, Agency, Position string
	From, Until                  day.Date
	Lender                       string // who lent the view; "" for one's own
}

// newAgency builds what everybody may see of an agency's life.
func newAgency(base page.Base, words *page.Words, life org.Life, tree *org.Tree, today day.Date) agencyPage {
	last := life.Periods[len(life.Periods)-1]
	p := agencyPage{Base: base, Name: last.Name, NameDz: last.NameDz, Code: last.Code, Type: words.Say(page.Key("agency.one." + string(last.Type)))}
	if now, ok := tree.Agency(last.Code); ok {
		p.Lives, p.Name, p.NameDz = true, now.Name, now.NameDz
	} else if last.Until != "" && last.Until < today {
		p.Ended = last.Until
	} else {
		p.Coming = true
	}
	link := func(code org.AgencyCode) page.Link {
		return page.Link{Label: page.Plain(tree.Name(code), ""), Href: agencyLifeHref(code)}
	}
	for i := len(life.Periods) - 1; i >= 0; i-- {
		s := life.Periods[i]
		line := agencyPeriod{Name: s.Name, NameDz: s.NameDz, Type: words.Say(page.Key("agency.one." + string(s.Type))), From: s.From, Until: s.Until}
		if s.Parent != "" {
			line.Parent = link(s.Parent)
		}
		if !s.Baseline {
			line.Recorded = s.Recorded
		}
		for _, next := range s.Successors {
			line.Successors = append(line.Successors, link(next))
		}
		p.Periods = append(p.Periods, line)
	}
	for _, before := range life.Followed {
		p.Followed = append(p.Followed, page.Link{Label: page.Plain(before.Name, ""), Href: agencyLifeHref(before.Code)})
	}
	for _, child := range tree.Children(last.Code) {
		p.Below = append(p.Below, page.Link{Label: page.Plain(child.Name, ""), Href: agencyLifeHref(child.Code)})
	}
	return p
}

// agencyAsked is the life of the agency of the address, as known now or on the day asked for.
func (s *Site) agencyAsked(c *fiber.Ctx, known time.Time) (org.Life, error) {
	life := s.register.Life(org.AgencyCode(c.Params("agency")), known)
	if len(life.Periods) == 0 {
		return life, fault.NotFound("There is no such agency.")
	}
	return life, nil
}

func (s *Site) agencyLife(c *fiber.Ctx) error {
	_, known, err := s.dayAsked(c)
	if err != nil {
		return err
	}
	life, err := s.agencyAsked(c, known)
	if err != nil {
		return err
	}
	base := s.base(c)
	words := s.words(base)
	tree := s.register.TreeKnown(s.today(), known)
	p := newAgency(base, words, life, tree, s.today())
	if !known.IsZero() {
		p.Known = day.Of(known)
	}
	p.Crumbs = []page.Link{{Label: words.Say("agencies.title"), Href: "/agencies"}}
	if path := tree.Path(p.Code); len(path) > 1 {
		for _, a := range path[:len(path)-1] {
			p.Crumbs = append(p.Crumbs, page.Link{Label: page.Plain(a.Name, ""), Href: agencyLifeHref(a.Code)})
		}
	}
	p.Crumbs = append(p.Crumbs, here(page.Plain(p.Name, "")))
	s.addServing(c, &p)
	return s.show(c, "agency", p)
}

// addServing adds the people and officers of today, as far as the asker may see them.
func (s *Site) addServing(c *fiber.Ctx, p *agencyPage) {
	if s.within(seesPeople(c), p.Code) && p.Lives {
		heads := s.register.View(s.today(), time.Time{}).Heads()
		sums := rollUp(s.register.Tree(s.today()), heads)
		p.Counts, p.Own, p.All = true, heads[p.Code], sums[p.Code]
	}
	if figures, ok := reach(c, account.ViewCoverage); ok && p.Lives && s.within(figures, p.Code) {
		p.Figures = "/coverage/" + string(p.Code)
	}
	if names, ok := reach(c, account.ViewNames); ok && p.Lives && s.within(names, p.Code) {
		p.Handover = "/handover?agency=" + string(p.Code)
	}
	if people, ok := reach(c, account.ViewPeople); ok && p.Lives && s.within(people, p.Code) {
		p.Officers = true
		p.Focal, p.Above, p.Heads = s.officers(p.Code, people)
	}
	if _, p.Manages = reach(c, account.ManageAgencies); !p.Manages {
		return
	}
	if p.Lives {
		p.Appoint = agencyLifeHref(p.Code) + "/focal"
	}
	if p.Waiting = len(s.register.Unplaced(p.Code)); p.Waiting > 0 {
		p.Placing = agencyLifeHref(p.Code) + "/placing"
	}
}

// officers gives the agency's focal officers, those of the agencies above it that the asker may see, and its heads.
func (s *Site) officers(code org.AgencyCode, scope org.Scope) (focal, above, heads []officerLine) {
	today := s.today()
	tree := s.register.Tree(today)
	line := func(id org.PersonID) officerLine {
		who, _ := s.register.Person(id)
		post, _ := s.register.PostAt(id, today)
		return officerLine{Name: who.Name, Href: personHref(id), Agency: tree.Name(post.Agency), Position: post.Position, From: post.Began}
	}
	for _, a := range tree.Path(code) {
		for _, g := range s.focalOf(a.Code) {
			l := line(g.Person)
			l.From, l.Until = g.From, g.Until
			l.Lender = s.nameOf(string(g.Lender()))
			switch {
			case !s.within(scope, s.agencyOf(g.Person)): // an officer above it is nobody's whom a focal officer looks after
			case a.Code == code:
				focal = append(focal, l)
			default:
				above = append(above, l)
			}
		}
	}
	for m := range s.register.View(today, time.Time{}).Serving(func(c org.AgencyCode) bool { return c == code }) {
		if m.Post.Has(org.FlagHead) {
			heads = append(heads, line(m.Person.ID))
		}
	}
	return focal, above, heads
}

// focalOf gives the focal grants in force today whose scope is the agency.
func (s *Site) focalOf(code org.AgencyCode) []org.Grant {
	var out []org.Grant
	for _, g := range s.register.AllGrants() {
		if g.Role != org.RoleFocal || g.Agency != code {
			continue
		}
		if slices.ContainsFunc(s.register.GrantsOf(g.Person, s.today()), func(o org.Grant) bool { return o.ID == g.ID }) {
			out = append(out, g)
		}
	}
	return out
}
