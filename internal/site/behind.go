package site

import (
	"github.com/gofiber/fiber/v2"

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
	Action  string
	Hidden  []hiddenField
	Groups  []page.Choice
	Overdue bool
	Search  page.Field
	Back    string
	Files   []fileLine

	Until  day.Date // of an appeal against what is shown here
	Remind string   // address at which these people are reminded; "" of a past day
}

// hiddenField is what a form carries on.
type hiddenField struct{ Name, Value string }

// behindRow is one person with why they are counted as they are.
type behindRow struct {
	Name, EID, Position, Agency string
	Href                        string
	Group                       page.Phrase
	Due                         day.Date
	Overdue                     bool
	Why                         string
	SignedIn                    day.Date
	UnderReview                 bool
}

// behindFilter is the filter of the address.
type behindFilter struct {
	Group, Overdue, Search string
	Page                   int
}

func (f behindFilter) filter() coverage.Filter {
	return coverage.Filter{Group: coverage.Group(f.Group), Overdue: f.Overdue != "", Search: f.Search}
}

// newBehind builds the page from the list.
func newBehind(base page.Base, words *page.Words, ask coverageAsk, f behindFilter, list coverage.List) behindPage {
	base.Wide = true
	action := "/coverage/" + string(ask.Agency) + "/people"
	p := behindPage{
		Base: base, Total: list.Total, From: list.From + 1, Action: action, Overdue: f.Overdue != "",
		Search: page.Field{Name: "q", Value: f.Search, Type: "search"}, Back: ask.agencyHref(ask.Agency),
	}
	if ask.Agency == everyAgency {
		p.Back = ask.agencyHref("")
	}
	for name, values := range ask.values() {
		p.Hidden = append(p.Hidden, hiddenField{name, values[0]})
	}
	for _, g := range coverage.Groups() {
		p.Groups = append(p.Groups, page.Choice{Value: string(g), HTML: words.Say(page.Key("group." + string(g))).HTML(), Chosen: string(g) == f.Group})
	}
	for _, r := range list.Rows {
		row := behindRow{
			Name: r.Person.Name, EID: r.Person.EID, Position: r.Post.Position, Agency: r.Agency.Name, Href: personHref(r.Person.ID),
			Group: words.Say(page.Key("group." + string(r.Group))), Due: r.Status.Due, Overdue: r.Overdue, Why: r.Status.Why,
			UnderReview: r.UnderReview,
		}
		if !r.SignedIn.IsZero() {
			row.SignedIn = day.Of(r.SignedIn)
		}
		p.Rows = append(p.Rows, row)
	}
	query := ask.values()
	for name, value := range map[string]string{"group": f.Group, "overdue": f.Overdue, "q": f.Search} {
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
	f := behindFilter{Group: c.Query("group"), Overdue: c.Query("overdue"), Search: c.Query("q"), Page: pageNumber(c)}
	list, err := s.cube.People(c.UserContext(), q, f.filter(), (f.Page-1)*pageSize, pageSize)
	if err != nil {
		return err
	}
	p := newBehind(s.base(c), s.words(s.base(c)), ask, f, list)
	s.headBehind(&p, ask, q)
	p.Until = s.appealUntil()
	if (q.At == "" || q.At == s.today()) && q.Known.IsZero() { // of another day only the cube knows it
		for i, r := range list.Rows {
			p.Rows[i].UnderReview = s.underReview(r.Person.ID, q.Course)
		}
	}
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
