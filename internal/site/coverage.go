package site

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/certificate"
	"lamtoen/internal/coverage"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// everyLevel is more levels than the tree of agencies has.
const everyLevel = 9

// coveragePage says who has been trained and who has not, for everybody in scope or for one agency.
type coveragePage struct {
	page.Base
	Agency   string // name; "" is everybody in scope
	Nation   bool
	Course   string
	Courses  []page.Link
	CourseID string
	Asked    bool // figures are shown: some rule asks for a course, and the days are days

	// The figure: Rate is "82 %", or "3 of 5" below ten people.
	Rate     string
	Complete string
	Must     string
	Nobody   bool
	Waits    bool // nobody is bound until the owner has approved the course
	Small    bool
	People   string // address of everyone behind it; "" for those who see no names
	States   []stateStat
	Beside   []stateStat
	Meter    []meterPart

	// What the figure rests on.
	Kinds    string
	At       day.Date
	Known    day.Date // "" all that is known
	Register time.Time
	Age      page.Phrase
	Listed   day.Date // of the agency: the day of the last register file that covered it
	AtField  page.Field
	KnownOn  page.Field
	Action   string
	Slices   sliceFields
	Today    bool   // another day's people stand in the agencies of today
	Only     string // whom alone the figures count, in words; "" everybody
	Matrix   string // address of all courses side by side; "" for one course
	Talk     string // address of the people to talk to today; "" for those who see no names
	Talks    []talkRow
	TalkMore int

	Gap   page.Notice // agencies without a focal officer, for those who appoint one
	Help  []helpRow
	Chart page.BarChart
	Types page.Table
	Rows  page.Table
	Files []fileLine

	Digest  string // address of this week's page
	Letters string // address of the letters to those who have never signed in

	Trend trendView
	Heat  heatView
}

// meterPart is one state's stretch of the bar, in thousandths of the whole.
type meterPart struct {
	Class       string
	From, Width int
}

// helpRow is an agency where many people are missing.
type helpRow struct {
	Name    string
	Href    string
	Missing int
	Must    string
	People  string
}

// newCoverage builds the page from the figures.
func newCoverage(base page.Base, words *page.Words, ask coverageAsk, t coverage.Table) coveragePage {
	total := t.Agency.Total
	p := coverageForm(base, ask)
	p.Asked, p.Agency, p.Nation = true, t.Agency.Name, t.Agency.Code == ""
	p.Rate, p.Complete, p.Must = total.Rate(), thousands(total.Complete), thousands(total.Must)
	p.Nobody, p.Waits, p.Small = total.Bound() == 0, t.Waits, total.Must < coverage.Small
	p.People = ask.peopleHref(t.Agency.Code)
	p.States, p.Beside = stateStats(words, ask, t.Agency.Code, total)
	if !p.Small {
		p.Meter = meter(total)
	}
	p.At, p.Register, p.Kinds = t.At, t.AsOf, kindsInWords(words, t.Kinds)
	if !t.Known.IsZero() {
		p.Known = day.Of(t.Known)
	}
	for _, r := range t.NeedHelp(helpShown) {
		p.Help = append(p.Help, helpRow{r.Name, ask.agencyHref(r.Code), r.Total.Missing(), thousands(r.Total.Must),
			ask.peopleHref(r.Code)})
	}
	p.Types, p.Rows = typeTable(words, t), agencyTable(words, ask, t)
	p.Chart = coverageChart(words, t)
	file := ask.values()
	if t.Agency.Code != "" {
		file.Set("agency", string(t.Agency.Code))
	}
	p.Files = fileLines(words, coverage.Formats(), func(f coverage.Format) string { return withQuery("/coverage."+string(f), file) })
	return p
}

// helpShown is how many agencies stand in the list of those that need help first.
const helpShown = 5

// coverageForm is the page with its form alone, as it is shown when the days are wrong.
func coverageForm(base page.Base, ask coverageAsk) coveragePage {
	base.Wide = true
	return coveragePage{
		Base: base, Course: ask.Course, CourseID: ask.Course, Action: ask.action(), Today: ask.Structure == structureToday,
		AtField: page.Field{Name: "at", Value: ask.At, Type: "date", Hint: true, Wrong: base.Wrong("at")},
		KnownOn: page.Field{Name: "known", Value: ask.Known, Type: "date", Hint: true, Wrong: base.Wrong("known")},
	}
}

// action is where the form with the days leads.
func (a coverageAsk) action() string {
	if a.Agency == "" {
		return "/coverage"
	}
	return "/coverage/" + string(a.Agency)
}

// coverage shows the figures. Who looks after one agency lands on it.
func (s *Site) coverage(c *fiber.Ctx) error {
	ask := s.readCoverageAsk(c)
	if own := s.ownAgency(c); ask.Agency == "" && own != "" {
		ask.Agency = own
		return to(c, ask.agencyHref(own))
	}
	base := s.coverageBase(c)
	some, err := s.courseAsked(c, &ask)
	if err != nil {
		return err
	}
	if !some {
		return s.show(c, "coverage", coverageForm(base, ask))
	}
	q, err := ask.query(route.Scope(c), s.today())
	var t coverage.Table
	if err == nil {
		t, err = s.cube.Figures(c.UserContext(), q)
	}
	if f, ok := fault.As(err); ok && f.Code == fault.CodeInvalid {
		base.Refuse(f)
		return s.refuse(c, "coverage", coverageForm(base, ask), route.Status(c, f))
	}
	if err != nil {
		return err
	}
	base.Crumbs = s.coverageCrumbs(base, ask, t)
	p := newCoverage(base, s.words(base), ask, t)
	p.Age = ageInWords(s.words(base), t.AsOf, s.settings.Now())
	if code := t.Agency.Code; code != "" && !s.intake.Age(code).IsZero() {
		p.Listed = day.Of(s.intake.Age(code))
	}
	p.Course = s.courseTitle(t.Course)
	if t.Agency.Code != "" || route.Scope(c).All {
		p.Digest = digestHref(t.Agency.Code)
		p.Letters = s.lettersHref(c, t.Agency.Code)
	}
	if p.Nation {
		p.Gap = s.focalGapNotice(c, s.words(base))
	}
	if p.Courses, err = s.coverageCourses(c, ask); err != nil {
		return err
	}
	if err := s.coverageMore(c, &p, ask, q); err != nil {
		return err
	}
	return s.show(c, "coverage", p)
}

func (s *Site) coverageBase(c *fiber.Ctx) page.Base {
	base := s.base(c)
	base.Crumbs = []page.Link{here(s.words(base).Say("nav.coverage"))}
	return base
}

// coverageCrumbs is the way down to the agency, from the top of what the asker may see.
func (s *Site) coverageCrumbs(base page.Base, ask coverageAsk, t coverage.Table, more ...page.Link) []page.Link {
	crumbs := []page.Link{{Label: s.words(base).Say("nav.coverage"), Href: ask.agencyHref("")}}
	for _, a := range t.Path {
		crumbs = append(crumbs, page.Link{Label: page.Plain(a.Name, ""), Href: ask.agencyHref(a.Code)})
	}
	crumbs = append(crumbs, more...)
	crumbs[len(crumbs)-1].Current = true
	return crumbs
}

// mark is what every file of a demonstration says about itself.
func (s *Site) mark() string {
	if s.settings.Demo {
		return certificate.MarkDemo
	}
	return ""
}

func sendCSV(c *fiber.Ctx, name string, data []byte) error {
	c.Set(fiber.HeaderContentType, "text/csv; charset=utf-8")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+name+`"`)
	return c.Send(data)
}
