package site

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/account"
	"lamtoen/internal/coverage"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// behindPage lists the people behind a figure.
type behindPage struct {
	page.Base
	Agency string // name; "" is everybody in scope
	Course string
	At     day.Date
	Known  day.Date
	Total  int
	From   int // number of the first line shown
	Rows   []behindRow
	Newer  string
	Older  string

	// The filter, as it was sent.
	Action string
	Hidden []hiddenField
	Groups []page.Choice
	Only   []page.Choice // overdue, expiring, under review: each by itself
	Slices sliceFields
	Search page.Field
	Back   string
	Decide string // where an act about many of them is sent; "" for those who may not
	Files  []fileLine

	Letters string // address of the letters to those who have never signed in, where these are shown
	Remind  string // address at which these people are reminded; "" of a past day
}

// hiddenField is what a form carries on.
type hiddenField struct{ Name, Value string }

// behindRow is one person with why they are counted as they are.
type behindRow struct {
	Name, EID, Position, Agency string
	Href                        string
	ID                          string
	Group                       page.Phrase
	Due                         day.Date
	Overdue, Expiring, Review   bool
	Why                         string
	SignedIn                    day.Date
}

// behindFilter is the filter of the address.
type behindFilter struct {
	Group, Search             string
	Overdue, Expiring, Review string // "yes", or ""
	Page                      int
}

func readBehindFilter(c *fiber.Ctx) behindFilter {
	return behindFilter{
		Group: c.Query("group"), Overdue: c.Query("overdue"), Expiring: c.Query("expiring"), Review: c.Query("review"), Search: c.Query("q"),
		Page: pageNumber(c),
	}
}

func (f behindFilter) filter() coverage.Filter {
	return coverage.Filter{Group: coverage.Group(f.Group), Overdue: f.Overdue != "", Expiring: f.Expiring != "", UnderReview: f.Review != "", Search: f.Search}
}

// newBehind builds the page from the list.
func newBehind(base page.Base, words *page.Words, ask coverageAsk, f behindFilter, list coverage.List) behindPage {
	base.Wide = true
	action := "/coverage/" + string(ask.Agency) + "/people"
	p := behindPage{
		Base: base, Total: list.Total, From: list.From + 1, Action: action,
		Search: page.Field{Name: "q", Value: f.Search, Type: "search"}, Back: ask.agencyHref(ask.Agency),
	}
	if ask.Agency == everyAgency {
		p.Back = ask.agencyHref("")
	}
	for name, values := range ask.values() {
		if slices.Contains([]string{"kind", "sex", "category"}, name) {
			continue // the form has fields for these
		}
		p.Hidden = append(p.Hidden, hiddenField{name, values[0]})
	}
	for _, g := range coverage.Groups() {
		p.Groups = append(p.Groups, page.Choice{Value: string(g), HTML: words.Say(page.Key("group." + string(g))).HTML(), Chosen: string(g) == f.Group})
	}
	for _, only := range []struct {
		name   string
		chosen string
	}{{"overdue", f.Overdue}, {"expiring", f.Expiring}, {"review", f.Review}} {
		label := words.Say(page.Key("behind." + only.name))
		p.Only = append(p.Only, page.Choice{ID: only.name, Name: only.name, Value: "yes", HTML: label.HTML(), Chosen: only.chosen != ""})
	}
	for _, r := range list.Rows {
		row := behindRow{
			Name: r.Person.Name, EID: r.Person.EID, Position: r.Post.Position, Agency: r.Agency.Name, Href: personHref(r.Person.ID), ID: string(r.Person.ID),
			Group: words.Say(page.Key("group." + string(r.Group))), Due: shownDue(r.Status), Overdue: r.Overdue,
			Expiring: r.Expiring, Review: r.UnderReview, Why: r.Status.Why,
		}
		if !r.SignedIn.IsZero() {
			row.SignedIn = day.Of(r.SignedIn)
		}
		p.Rows = append(p.Rows, row)
	}
	query := ask.values()
	for name, value := range map[string]string{
		"group": f.Group, "overdue": f.Overdue, "expiring": f.Expiring, "review": f.Review, "q": f.Search,
	} {
		if value != "" {
			query.Set(name, value)
		}
	}
	p.Files = fileLines(words, coverage.Formats(), func(f coverage.Format) string { return withQuery(action+"."+string(f), query) })
	if ask.At == "" && ask.Known == "" && len(list.Rows) > 0 && ask.Agency != coverage.Unplaced {
		p.Remind = withQuery("/coverage/"+string(ask.Agency)+"/reminders", query)
	}
	p.Newer, p.Older = pages(action, query, f.Page, list.Total)
	return p
}

// behind shows the list. The scope of the route is that of names.
func (s *Site) behind(c *fiber.Ctx) error {
	ask := s.readCoverageAsk(c)
	some, err := s.courseAsked(c, &ask)
	if err != nil {
		return err
	}
	if !some {
		return fault.NotFound("No rule asks anyone to take a course yet, so there is nobody to list.")
	}
	q, err := ask.query(route.Scope(c), s.today())
	if err != nil {
		return err
	}
	if q.Agency == everyAgency {
		q.Agency = ""
	}
	f := readBehindFilter(c)
	list, err := s.cube.People(c.UserContext(), q, f.filter(), (f.Page-1)*pageSize, pageSize)
	if err != nil {
		return err
	}
	p := newBehind(s.base(c), s.words(s.base(c)), ask, f, list)
	s.headBehind(&p, ask, q)
	if _, may := reach(c, account.ManageDuties); may && q.Known.IsZero() {
		p.Decide = c.OriginalURL()
	}
	if f.Group == string(coverage.GroupNeverSignedIn) && p.Remind != "" {
		p.Letters = s.lettersHref(c, q.Agency)
	}
	categories, err := s.cube.Categories(c.UserContext())
	if err != nil {
		return err
	}
	p.Slices = newSliceFields(s.words(p.Base), ask, categories)
	return s.show(c, "coverage-people", p)
}

// headBehind says of whom and of which day the list is, and the way to it.
func (s *Site) headBehind(p *behindPage, ask coverageAsk, q coverage.Query) {
	words := s.words(p.Base)
	p.Crumbs = []page.Link{{Label: words.Say("nav.coverage"), Href: ask.agencyHref("")}}
	switch q.Agency {
	case "":
	case coverage.Unplaced:
		p.Agency, p.Back = words.Say("coverage.unplaced").Text, ask.agencyHref("")
	default:
		p.Agency = s.register.Tree(s.today()).Name(q.Agency)
		p.Crumbs = append(p.Crumbs, page.Link{Label: page.Plain(p.Agency, ""), Href: ask.agencyHref(q.Agency)})
	}
	p.Crumbs = append(p.Crumbs, here(words.Say("behind.crumb")))
	p.Course, p.At = s.courseTitle(q.Course), q.At
	if p.At == "" {
		p.At = s.today()
	}
	if !q.Known.IsZero() {
		p.Known = day.Of(q.Known)
	}
}
