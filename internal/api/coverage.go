package api

import (
	"cmp"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/coverage"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/route"
)

// Bounds of what can be asked of coverage.
const (
	deepest     = 8   // levels of agencies; the country has three
	peoplePage  = 50  // people on a page when nobody says
	longestPage = 200 // people on a page at most
)

// coverageAnswer is the answer of GET /coverage: what was asked about, and the agencies that it opens into.
type coverageAnswer struct {
	marked
	Course    courses.CourseID `json:"course"`
	At        day.Date         `json:"at"`                    // the day whose state this is, to its end
	Known     time.Time        `json:"known,omitzero"`        // only what was recorded up to then counts; left out: all
	Register  time.Time        `json:"register_age,omitzero"` // when the register last took a change
	Kinds     []org.Kind       `json:"kinds"`                 // whose figures these are
	Waits     bool             `json:"waits_for_approval,omitempty"`
	Path      []agencyName     `json:"path"` // from the top of what you may see down to the agency
	Total     figures          `json:"total"`
	Rows      []figures        `json:"rows"`
	ByType    []typeFigures    `json:"by_type"`
	SmallFrom int              `json:"percent_from"` // fewer people than this have no per cent
}

// figures is one agency's figures; everybody asked about has no agency.
type figures struct {
	Agency *agencyName    `json:"agency"`
	Type   org.AgencyType `json:"type,omitempty"`
	Level  int            `json:"level"`    // 0 is directly below what was asked about
	Below  int            `json:"children"` // agencies directly below
	Own    counts         `json:"own"`      // the agency's own people
	All    counts         `json:"all"`      // with everybody below
}

// counts is a cell with its rate.
type counts struct {
	coverage.Cell
	Percent *int   `json:"percent"` // whole per cent, rounded down; null for few people
	Rate    string `json:"rate"`    // as people read it: "82 %", "3 of 5"
}

// typeFigures is the figures of all agencies of a type.
type typeFigures struct {
	Type     org.AgencyType `json:"type"`
	Agencies int            `json:"agencies"`
	Counts   counts         `json:"all"`
}

// newCounts adds the rate, which coverage alone knows how to say of few people.
func newCounts(c coverage.Cell) counts {
	out := counts{Cell: c, Rate: c.Rate()}
	if p, ok := c.Percent(); ok {
		out.Percent = &p
	}
	return out
}

// newFigures leaves the agency out of the row of everybody.
func newFigures(r coverage.Row) figures {
	f := figures{Type: r.Type, Level: r.Level, Below: r.Children, Own: newCounts(r.Own), All: newCounts(r.Total)}
	if r.Code != "" {
		f.Agency = &agencyName{r.Code, r.Name, r.NameDz}
	}
	return f
}

// newCoverage writes a table out; the rows keep the order of the tree.
func (a *API) newCoverage(t coverage.Table) coverageAnswer {
	out := coverageAnswer{
		marked: a.marked(), Course: t.Course, At: t.At, Known: t.Known, Register: t.AsOf, Kinds: listed(t.Kinds), Waits: t.Waits, Path: []agencyName{},
		Total: newFigures(t.Agency), Rows: []figures{}, ByType: []typeFigures{}, SmallFrom: coverage.Small,
	}
	for _, p := range t.Path {
		out.Path = append(out.Path, agencyName{p.Code, p.Name, p.NameDz})
	}
	for _, r := range t.Rows {
		out.Rows = append(out.Rows, newFigures(r))
	}
	for _, r := range t.ByType {
		out.ByType = append(out.ByType, typeFigures{r.Type, r.Agencies, newCounts(r.Cell)})
	}
	return out
}

// asked are the parameters that every coverage resource takes.
func asked(more ...string) []string {
	return append(append([]string{"course", "agency", "at", "known", "depth"}, slicesAsked()...), more...)
}

// coverageQuery reads what is asked about, within what the asker may see.
func (a *API) coverageQuery(c *fiber.Ctx, q *query) coverage.Query {
	course := courses.CourseID(q.required("course", "a course"))
	out := a.agencyQuery(c, q)
	out.Course = course
	return out
}

// agencyQuery reads all but the course.
func (a *API) agencyQuery(c *fiber.Ctx, q *query) coverage.Query {
	out := coverage.Query{
		Agency: org.AgencyCode(q.text("agency")),
		At:     q.day("at"), Known: q.instant("known"), Depth: q.number("depth", 1, 1, deepest), Scope: route.Scope(c),
	}
	a.readSlices(q, &out)
	if out.At > a.today() {
		q.refuse("at", "%s has not come yet; today is %s.", out.At, a.today())
	}
	// Up to the end of today: "known on the day of the report" is asked on that day.
	if out.Known.After(a.today().End()) {
		q.refuse("known", "%s has not come yet; leave this out for all that is known now.", day.Of(out.Known))
	}
	return out
}

// figures counts.
func (a *API) figures(c *fiber.Ctx) error {
	q := newQuery(c, asked()...)
	wanted := a.coverageQuery(c, q)
	if err := q.fault(); err != nil {
		return err
	}
	t, err := a.coverage.Figures(c.UserContext(), wanted)
	if err != nil {
		return err
	}
	return c.JSON(a.newCoverage(t))
}

// sendCSV sends a table to be saved. Course ids and days alone make up the name, so nothing in it needs quoting.
func sendCSV(c *fiber.Ctx, name string, table []byte) error {
	c.Set(fiber.HeaderContentType, "text/csv; charset=utf-8")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+name+`"`)
	return c.Send(table)
}

// peopleAnswer is one page of the people behind a figure.
type peopleAnswer struct {
	marked
	Course courses.CourseID `json:"course"`
	At     day.Date         `json:"at"`
	Total  int              `json:"total"` // over all pages
	From   int              `json:"from"`  // place of the first, from 0
	People []standing       `json:"people"`

	AppealUntil day.Date `json:"appeal_until"` // on which people may say at the latest that something of what stands here is wrong
}

// standing is one person with the group in which they count, and why. It tells nothing of answers or scores.
type standing struct {
	Person   org.PersonID   `json:"person"`
	EID      string         `json:"eid"`
	Name     string         `json:"name"`
	NameDz   string         `json:"name_dz,omitempty"`
	Kind     org.Kind       `json:"kind"`
	Agency   agencyName     `json:"agency"`
	Position string         `json:"position"`
	Group    coverage.Group `json:"group"`
	Overdue  bool           `json:"overdue"`
	Expiring bool           `json:"expiring"`
	Review   bool           `json:"under_review"`
	Due      day.Date       `json:"due,omitempty"`
	Why      string         `json:"why"`
	SignedIn time.Time      `json:"first_signed_in,omitzero"` // left out: never
	Done     time.Time      `json:"completed,omitzero"`
	Until    day.Date       `json:"valid_until,omitempty"`
}

// newStanding leaves out what coverage knows and its readers may not: scores and attempts.
func newStanding(r coverage.PersonRow) standing {
	return standing{
		Person: r.Person.ID, EID: r.Person.EID, Name: r.Person.Name, NameDz: r.Person.NameDz, Kind: r.Person.Kind,
		Agency: agencyName{cmp.Or(r.Agency.Code, coverage.Unplaced), r.Agency.Name, r.Agency.NameDz}, Position: r.Post.Position, Group: r.Group,
		Overdue: r.Overdue, Expiring: r.Expiring, Review: r.UnderReview, Due: r.Status.Due, Why: r.Status.Why, SignedIn: r.SignedIn, Done: r.Status.Completed, Until: r.Status.ValidUntil,
	}
}

// people lists the people behind a figure.
func (a *API) people(c *fiber.Ctx) error {
	q := newQuery(c, asked("group", "overdue", "expiring", "under_review", "own", "search", "from", "limit")...)
	wanted := a.coverageQuery(c, q)
	filter := coverage.Filter{Group: coverage.Group(q.text("group")), Overdue: q.flag("overdue"), Expiring: q.flag("expiring"),
		UnderReview: q.flag("under_review"), Own: q.flag("own"), Search: q.text("search")}
	from, limit := q.number("from", 0, 0, 10_000_000), q.number("limit", peoplePage, 1, longestPage)
	if err := q.fault(); err != nil {
		return err
	}
	if wanted.At == "" {
		wanted.At = a.today()
	}
	if err := a.mustSee(wanted); err != nil {
		return err
	}
	list, err := a.coverage.People(c.UserContext(), wanted, filter, from, limit)
	if err != nil {
		return err
	}
	answer := peopleAnswer{marked: a.marked(), Course: wanted.Course, At: wanted.At, Total: list.Total, From: list.From, People: []standing{},
		AppealUntil: a.appeals.Until(a.today())}
	for _, r := range list.Rows {
		answer.People = append(answer.People, newStanding(r))
	}
	return c.JSON(answer)
}

// mustSee refuses an agency outside the scope: an empty list would say that it has nobody to train.
func (a *API) mustSee(q coverage.Query) error {
	if q.Agency == "" {
		return nil
	}
	tree := a.register.TreeKnown(cmp.Or(q.Structure, q.At), q.Known)
	if _, ok := tree.Agency(q.Agency); !ok || !tree.Within(q.Scope, q.Agency) {
		return fault.NotFound("There is no agency %q on %s, or it is not yours to see.", string(q.Agency), q.At)
	}
	return nil
}
