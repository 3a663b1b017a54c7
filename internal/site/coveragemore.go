package site

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/account"
	"lamtoen/internal/coverage"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// coverageMore adds what stands around the figure: how it grew, where it is low, and whom to talk to.
func (s *Site) coverageMore(c *fiber.Ctx, p *coveragePage, ask coverageAsk, q coverage.Query) error {
	words, ctx := s.words(p.Base), c.UserContext()
	categories, err := s.cube.Categories(ctx)
	if err != nil {
		return err
	}
	p.Slices = newSliceFields(words, ask, categories)
	p.Only = onlyInWords(words, ask)
	if len(p.Courses) > 0 {
		p.Matrix = ask.below(ask.Agency, "courses")
	}
	if p.Nobody || p.Waits {
		return nil
	}
	points, err := s.cube.Trend(ctx, q, coverage.YearOfMonths)
	if err != nil {
		return err
	}
	p.Trend = newTrend(words, points)
	heat, err := s.cube.Heat(ctx, q)
	if err != nil {
		return err
	}
	p.Heat = newHeat(words, ask, heat)
	return s.coverageTalk(c, p, ask)
}

// onlyInWords says whom alone the figures count, and in which agencies they stand.
func onlyInWords(words *page.Words, ask coverageAsk) string {
	var parts []string
	if ask.Kind != "" && words.Has(page.Key("kind."+ask.Kind)) {
		parts = append(parts, words.Say(page.Key("kind."+ask.Kind)).Text)
	}
	if ask.Sex == org.SexFemale || ask.Sex == org.SexMale {
		parts = append(parts, words.Say(page.Key("sex."+ask.Sex)).Text)
	}
	if ask.Category != "" {
		parts = append(parts, words.Say("coverage.category").Text+" "+ask.Category)
	}
	return strings.Join(parts, ", ")
}

// talksShown is how many people to talk to stand on the first page.
const talksShown = 5

// coverageTalk puts the people to talk to on the page of whoever looks after the agency. Figures of another day have none.
func (s *Site) coverageTalk(c *fiber.Ctx, p *coveragePage, ask coverageAsk) error {
	if ask.At != "" || ask.Known != "" || ask.names.All || ask.peopleHref(ask.Agency) == "" {
		return nil
	}
	list, err := s.cube.Nudges(c.UserContext(), coverage.Query{Agency: ask.Agency, Scope: ask.names}, 0, talksShown)
	if err != nil {
		return err
	}
	p.Talk, p.TalkMore = ask.below(ask.Agency, "today"), list.Total
	p.Talks = s.talkRows(s.words(p.Base), list)
	return nil
}

// talkRow is somebody to talk to, and about what.
type talkRow struct {
	Name, EID, Position, Agency string
	Href                        string
	Reason                      page.Phrase
	Never                       bool // has never signed in
	Owed                        []talkCourse
}

// talkCourse is one course that they owe.
type talkCourse struct {
	Title  string
	Reason page.Phrase
	Why    string
}

// reasonKeys are the texts of the reasons.
func reasonKeys() map[coverage.Reason]page.Key {
	return map[coverage.Reason]page.Key{
		coverage.ReasonNeverSignedIn: "talk.never", coverage.ReasonOverdue: "talk.overdue", coverage.ReasonToSign: "talk.sign",
		coverage.ReasonExpiring: "talk.expiring", coverage.ReasonNotStarted: "talk.notstarted",
	}
}

func (s *Site) talkRows(words *page.Words, list coverage.NudgeList) []talkRow {
	keys := reasonKeys()
	rows := make([]talkRow, 0, len(list.Rows))
	for _, n := range list.Rows {
		row := talkRow{
			Name: n.Person.Name, EID: n.Person.EID, Position: n.Post.Position, Agency: n.Agency.Name, Href: personHref(n.Person.ID),
			Reason: words.Say(keys[n.Reason]), Never: n.Reason == coverage.ReasonNeverSignedIn,
		}
		for _, o := range n.Owed {
			row.Owed = append(row.Owed, talkCourse{s.courseTitle(o.Course), words.Say(keys[o.Reason]), o.Status.Why})
		}
		rows = append(rows, row)
	}
	return rows
}

// todayPage answers "who do I talk to today?".
type todayPage struct {
	page.Base
	Agency string // name; "" is everybody in scope
	Total  int
	Counts []stateStat
	Rows   []talkRow
	Newer  string
	Older  string
	Back   string
}

// nudges lists the people to talk to. The scope of the route is that of names.
func (s *Site) nudges(c *fiber.Ctx) error {
	ask := s.readCoverageAsk(c)
	q := coverage.Query{Agency: ask.Agency, Scope: route.Scope(c)}
	if q.Agency == everyAgency {
		q.Agency = ""
	}
	number := pageNumber(c)
	list, err := s.cube.Nudges(c.UserContext(), q, (number-1)*pageSize, pageSize)
	if err != nil {
		return err
	}
	base := s.base(c)
	base.Wide = true
	words := s.words(base)
	p := todayPage{Base: base, Total: list.Total, Rows: s.talkRows(words, list), Back: ask.agencyHref(q.Agency)}
	keys := reasonKeys()
	for r := coverage.ReasonNeverSignedIn; int(r) < len(list.Counts); r++ {
		if n := list.Counts[r]; n > 0 {
			p.Counts = append(p.Counts, stateStat{Label: words.Say(keys[r]), Value: thousands(n)})
		}
	}
	p.Crumbs = []page.Link{{Label: words.Say("nav.coverage"), Href: ask.agencyHref("")}}
	if q.Agency != "" && q.Agency != coverage.Unplaced {
		p.Agency = ask.tree.Name(q.Agency)
		p.Crumbs = append(p.Crumbs, page.Link{Label: page.Plain(p.Agency, ""), Href: ask.agencyHref(q.Agency)})
	}
	p.Crumbs = append(p.Crumbs, here(words.Say("talk.title")))
	p.Newer, p.Older = pages("/coverage/"+string(ask.Agency)+"/today", ask.values(), number, list.Total)
	return s.show(c, "coverage-today", p)
}

// matrixCoverage is all courses side by side, so that nobody has to open them one by one.
type matrixCoverage struct {
	page.Base
	Agency string // name; "" is everybody in scope
	Table  page.Table
	Only   string
	Back   string
}

// coverageMatrix shows where everybody stands in every course.
func (s *Site) coverageMatrix(c *fiber.Ctx) error {
	ask := s.readCoverageAsk(c)
	if ask.Agency == everyAgency {
		ask.Agency = ""
	}
	q, err := ask.query(route.Scope(c), s.today())
	if err != nil {
		return err
	}
	tables, err := s.cube.Matrix(c.UserContext(), q)
	if err != nil {
		return err
	}
	base := s.base(c)
	base.Wide = true
	words := s.words(base)
	p := matrixCoverage{Base: base, Only: onlyInWords(words, ask), Back: ask.agencyHref(ask.Agency), Table: s.matrixTable(words, ask, tables)}
	p.Crumbs = []page.Link{{Label: words.Say("nav.coverage"), Href: ask.agencyHref("")}}
	if len(tables) > 0 && ask.Agency != "" {
		p.Agency = tables[0].Agency.Name
		p.Crumbs = s.coverageCrumbs(base, ask, tables[0])
		p.Crumbs[len(p.Crumbs)-1].Current = false
	}
	p.Crumbs = append(p.Crumbs, here(words.Say("coverage.matrix")))
	return s.show(c, "coverage-courses", p)
}

// matrixTable has a course a row and a state a column; each count opens its people.
func (s *Site) matrixTable(words *page.Words, ask coverageAsk, tables []coverage.Table) page.Table {
	table := page.Table{ID: "courses", Caption: words.Say("coverage.matrix"), Empty: words.Say("coverage.norules")}
	table.Columns = []page.Column{{Label: words.Say("coverage.matrix.course")}, {Label: words.Say("coverage.rate"), Number: true}}
	type column struct {
		label  page.Key
		count  func(coverage.Cell) int
		narrow []string
	}
	columns := []column{{"coverage.must", func(c coverage.Cell) int { return c.Must }, nil}}
	for _, g := range coverage.Groups() {
		count := func(c coverage.Cell) int { return counted(c)[g] }
		switch g {
		case coverage.GroupOnLeave:
			count = func(c coverage.Cell) int { return c.OnLeave }
		case coverage.GroupExempt:
			count = func(c coverage.Cell) int { return c.Exempt }
		}
		columns = append(columns, column{page.Key("group." + string(g)), count, []string{"group", string(g)}})
	}
	columns = append(columns, column{"coverage.overdue", func(c coverage.Cell) int { return c.Overdue }, []string{"overdue", "yes"}},
		column{"coverage.expiring.short", func(c coverage.Cell) int { return c.Expiring }, []string{"expiring", "yes"}},
		column{"coverage.review", func(c coverage.Cell) int { return c.UnderReview }, []string{"review", "yes"}})
	for _, col := range columns {
		table.Columns = append(table.Columns, page.Column{Label: words.Say(col.label), Number: true})
	}
	for _, t := range tables {
		of := ask
		of.Course = string(t.Course)
		row := []page.Cell{{Text: s.courseTitle(t.Course), Lang: "en", Href: of.agencyHref(ask.Agency)}, {Text: rateOf(t.Agency.Total)}}
		for _, col := range columns {
			n := col.count(t.Agency.Total)
			cell := page.Cell{Text: thousands(n)}
			if n > 0 {
				cell.Href = of.peopleHref(t.Agency.Code, col.narrow...)
			}
			row = append(row, cell)
		}
		table.Rows = append(table.Rows, row)
	}
	return table
}

// nudgesOf gives the first people to talk to in what somebody looks after, for the first screen.
func (s *Site) nudgesOf(c *fiber.Ctx, p *panelView, ask coverageAsk, q coverage.Query, words *page.Words) error {
	names, ok := account.Allowed(route.Principal(c), account.ViewNames)
	if !ok || names.All || names.Empty() {
		return nil
	}
	list, err := s.cube.Nudges(c.UserContext(), coverage.Query{Agency: q.Agency, Scope: names}, 0, talksShown)
	if err != nil {
		return err
	}
	ask.Course = ""
	p.Talks, p.TalkMore, p.Talk = s.talkRows(words, list), list.Total, ask.below(q.Agency, "today")
	return nil
}
