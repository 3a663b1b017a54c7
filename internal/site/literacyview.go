package site

import (
	"net/url"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/coverage"
	"lamtoen/internal/literacy"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// literacyPage is the figures of the nation, a place or a school in one school year.
type literacyPage struct {
	page.Base
	Name    string // "" the nation
	Module  string // the title of the module asked about; "" any
	Year    string // "" there are no classes yet
	Counted time.Time
	Nothing bool // nothing is counted of this unit in the cut

	Figures literacyFigures
	Units   literacyTable // places of the nation, schools of a place, classes of a school for its head
	Modules literacyTable
	Stages  literacyTable
	Sectors literacyTable
	Modes   []page.Stat
	Trend   page.LineChart
	Years   literacyTable // behind the trend

	Action  string
	Filters []literacyFilter
	Files   []fileLine
	Open    []fileLine
	Reports string // address of the national reports; "" for those who see a part of the country
	Manage  string // address of the school where it is looked after; "" for those who may not
}

// literacyFigures is the figures of one unit in words.
type literacyFigures struct {
	Some         bool
	Schools      int
	Classes      int
	Pupils       string // of any module
	Reached      string
	Finished     string
	ByModule     bool
	Begun, Done  string
	Change       page.Phrase // before and after; empty where there is nothing to compare
	ByHands      int
	Withheld     bool // something is
	NoneTold     bool // how many began is withheld
	DoneWithheld bool
}

// literacyTable is a table that stacks on a phone.
type literacyTable struct {
	Caption page.Phrase
	First   page.Phrase
	Heads   []page.Phrase
	Rows    []literacyRow
}

type literacyRow struct {
	Name  string
	Lang  string // of the name; "" that of the page
	Href  string
	Cells []literacyCell
}

// literacyCell is a value with the head of its column, which stands before it on a phone.
type literacyCell struct {
	Head  page.Phrase
	Value string
}

// literacyFilter is one list of the form above the figures.
type literacyFilter struct {
	Name    string
	Label   page.Phrase
	Every   page.Phrase // the first entry: all of them; empty for a list without
	Options []literacyOption
}

type literacyOption struct {
	Value, Label string
	Lang         string
	Chosen       bool
}

// countText writes a count, or that it is withheld.
func countText(words *page.Words, c literacy.Count) string {
	if c.Withheld {
		return words.Say("literacy.withheld").Text
	}
	return thousands(c.N)
}

// figuresInWords writes the figures of a unit.
func figuresInWords(words *page.Words, f literacy.Figures) literacyFigures {
	v := literacyFigures{Some: f.Classes > 0, Schools: f.Schools, Classes: f.Classes, ByModule: f.Course != "", Withheld: f.Withholds(), ByHands: f.Change.ByHands,
		Pupils: countText(words, f.Pupils), Reached: countText(words, f.Reached), Finished: countText(words, f.Finished),
		Begun: countText(words, f.Begun), Done: countText(words, f.Done), NoneTold: f.Reached.Withheld || f.Begun.Withheld, DoneWithheld: f.Finished.Withheld || f.Done.Withheld}
	switch {
	case f.Change.Withheld:
		v.Change = words.Say("literacy.change.withheld")
	case f.Change.Some():
		v.Change = words.Say("literacy.change", "before", thousands(f.Change.Before), "of", thousands(f.Change.BeforeOf),
			"after", thousands(f.Change.After), "afterof", thousands(f.Change.AfterOf))
	}
	return v
}

// rightOf writes right answers of how many, before or after.
func rightOf(words *page.Words, c literacy.Change, after bool) string {
	n, of := c.Before, c.BeforeOf
	if after {
		n, of = c.After, c.AfterOf
	}
	switch {
	case c.Withheld:
		return words.Say("literacy.withheld").Text
	case of == 0:
		return "–"
	}
	return words.Say("literacy.of", "n", thousands(n), "of", thousands(of)).Text
}

// newTable is a table with its heads.
func newTable(words *page.Words, caption, first page.Key, heads ...page.Key) literacyTable {
	t := literacyTable{Caption: words.Say(caption), First: words.Say(first)}
	for _, head := range heads {
		t.Heads = append(t.Heads, words.Say(head))
	}
	return t
}

func (t *literacyTable) add(name, href string, values ...string) {
	row := literacyRow{Name: name, Href: href}
	for i, value := range values {
		row.Cells = append(row.Cells, literacyCell{t.Heads[i], value})
	}
	t.Rows = append(t.Rows, row)
}

// unitsTable writes lines of any module, or of one, by what the lines are of.
func unitsTable(words *page.Words, caption page.Key, lines []literacy.Line, href func(literacy.Line) string) literacyTable {
	heads := []page.Key{"literacy.classes", "literacy.pupils", "literacy.reached.head", "literacy.finished.head"}
	if len(lines) > 0 && lines[0].Course != "" {
		heads = []page.Key{"literacy.classes", "literacy.begun.head", "literacy.done.head", "literacy.before", "literacy.after"}
	}
	t := newTable(words, caption, caption+".one", heads...)
	for _, l := range lines {
		address := ""
		if href != nil {
			address = href(l)
		}
		values := []string{thousands(l.Classes), countText(words, l.Pupils), countText(words, l.Reached), countText(words, l.Finished)}
		if l.Course != "" {
			values = []string{thousands(l.Classes), countText(words, l.Begun), countText(words, l.Done), rightOf(words, l.Change, false), rightOf(words, l.Change, true)}
		}
		t.add(l.Name, address, values...)
	}
	return t
}

// modulesTable writes the modules; a name opens the same page about the module alone.
func modulesTable(words *page.Words, lines []literacy.Line, href func(literacy.Line) string) literacyTable {
	t := unitsTable(words, "literacy.modules", lines, href)
	for i := range t.Rows {
		t.Rows[i].Lang = page.English
	}
	return t
}

// literacyShow builds the page of a unit that the asker may see.
func (s *Site) literacyShow(c *fiber.Ctx, reads literacy.Reads, u literacy.Unit) error {
	ask, err := s.readLiteracy(c)
	if err != nil {
		return err
	}
	p := literacyPage{Base: s.literacyBase(c), Action: literacyUnitHref(u), Name: s.literacyName(u)}
	words := s.words(p.Base)
	p.Crumbs = s.literacyCrumbs(words, reads, ask, u)
	if reads.Scope.All {
		p.Reports = literacyHref + "/reports"
	}
	if _, may := reach(c, "manage-schools"); may && u.School != "" {
		p.Manage = schoolHref(u.School)
	}
	if ask.year == nil {
		return s.show(c, "literacy", p)
	}
	p.Year, p.Counted = ask.year.Name, ask.year.Counted
	in := ask.year.UnitOf(u)
	f, some := ask.year.Figures(in, ask.cut)
	p.Nothing, p.Figures = !some, figuresInWords(words, f)
	if ask.cut.Course != "" {
		p.Module = s.literacy.CourseName(ask.cut.Course)
	}
	s.literacyTables(words, &p, ask, in, f)
	if p.Units, err = s.literacyBelow(c, words, ask, reads, in); err != nil {
		return err
	}
	if err := s.literacyTrend(c, words, &p, u, ask.cut); err != nil {
		return err
	}
	p.Filters = s.literacyFilters(words, ask)
	s.literacyFiles(c, words, &p, ask, u)
	return s.show(c, "literacy", p)
}

func (s *Site) literacyName(u literacy.Unit) string {
	switch u.Level() {
	case "school":
		return s.literacy.SchoolName(u.School)
	case "place":
		return s.literacy.PlaceName(u.Place)
	}
	return ""
}

// literacyCrumbs is the way down to the unit, from the top of what the asker may see.
func (s *Site) literacyCrumbs(words *page.Words, reads literacy.Reads, ask literacyAsk, u literacy.Unit) []page.Link {
	link := func(label page.Phrase, u literacy.Unit) page.Link {
		l := page.Link{Label: label, Href: literacyUnitHref(u)}
		if ask.year != nil {
			l.Href = ask.with(u)
		}
		return l
	}
	crumbs := []page.Link{link(words.Say("nav.literacy"), literacy.Unit{})}
	if u.School != "" {
		if _, err := s.literacy.MayPlace(reads, u.Place); err == nil {
			crumbs = append(crumbs, link(page.Plain(s.literacy.PlaceName(u.Place), ""), literacy.Unit{Place: u.Place}))
		}
	}
	if u == (literacy.Unit{}) {
		return []page.Link{here(crumbs[0].Label)}
	}
	return append(crumbs, here(page.Plain(s.literacyName(u), "")))
}

// literacyTables adds the figures by key stage, sector, module and way of working.
func (s *Site) literacyTables(words *page.Words, p *literacyPage, ask literacyAsk, in literacy.Unit, f literacy.Figures) {
	stages, sectors, modules := s.literacy.Slices(ask.year, in, ask.cut)
	for i := range stages {
		stages[i].Name = words.Say(page.Key("school.stage." + stages[i].Key)).Text
	}
	for i := range sectors {
		sectors[i].Name = words.Say(page.Key("literacy.sector." + sectors[i].Key)).Text
	}
	if ask.cut.Stage == "" && len(stages) > 1 {
		p.Stages = unitsTable(words, "literacy.stages", stages, nil)
	}
	if in.School == "" && len(sectors) > 1 {
		p.Sectors = unitsTable(words, "literacy.sectors", sectors, nil)
	}
	if ask.cut.Course == "" {
		p.Modules = modulesTable(words, modules, func(l literacy.Line) string {
			one := ask
			one.cut.Course = l.Course
			return one.with(in)
		})
	}
	for i, mode := range literacy.ModeNames() {
		p.Modes = append(p.Modes, page.Stat{Label: words.Say(page.Key("mode." + string(mode))), Value: thousands(f.Modes[i])})
	}
}

// literacyBelow is what lies below: places of the nation, schools of a place. The head of a school sees its classes.
func (s *Site) literacyBelow(c *fiber.Ctx, words *page.Words, ask literacyAsk, reads literacy.Reads, in literacy.Unit) (literacyTable, error) {
	if in.School != "" {
		return s.literacyClasses(c, words, ask, reads, in)
	}
	var lines []literacy.Line
	for _, f := range ask.year.Below(in, ask.cut) {
		lines = append(lines, literacy.Line{Name: s.literacyName(f.Unit), Figures: f})
	}
	caption := page.Key("literacy.places")
	if in.Place != "" {
		caption = "literacy.schools"
	}
	return unitsTable(words, caption, lines, func(l literacy.Line) string {
		if _, err := s.literacy.Find(reads, string(l.Place), string(l.School)); err != nil {
			return "" // it lies elsewhere today
		}
		return ask.with(l.Unit)
	}), nil
}

func (s *Site) literacyClasses(c *fiber.Ctx, words *page.Words, ask literacyAsk, reads literacy.Reads, in literacy.Unit) (literacyTable, error) {
	if !slices.Contains(reads.Heads, in.School) {
		return literacyTable{}, nil
	}
	list, err := s.literacy.Classes(c.UserContext(), ask.year, in, ask.cut)
	if err != nil {
		return literacyTable{}, err
	}
	var lines []literacy.Line
	for _, l := range list {
		lines = append(lines, literacy.Line{Key: l.ID, Name: l.Label, Figures: l.Figures})
	}
	return unitsTable(words, "literacy.classlist", lines, func(l literacy.Line) string { return classesHref + "/" + l.Key }), nil
}

// literacyTrend adds the last school years of the same unit and cut.
func (s *Site) literacyTrend(c *fiber.Ctx, words *page.Words, p *literacyPage, u literacy.Unit, cut literacy.Cut) error {
	points, err := s.literacy.Trend(c.UserContext(), u, cut)
	if err != nil || len(points) < 2 {
		return err
	}
	title := words.Say("literacy.trend")
	p.Trend = page.LineChart{ID: "trend", Title: title, Description: words.Say("literacy.trend.description"), Table: "trend-table"}
	var lines []literacy.Line
	for _, one := range points {
		lines = append(lines, literacy.Line{Name: one.Year, Figures: one.Figures})
		point := page.LinePoint{Label: one.Year, Shown: cut.Course == "" && !one.Pupils.Withheld && !one.Reached.Withheld && one.Pupils.N >= literacy.Small}
		if point.Shown {
			point.Per = one.Reached.N * 100 / one.Pupils.N
		}
		p.Trend.Points = append(p.Trend.Points, point)
	}
	p.Years = unitsTable(words, "literacy.trend", lines, nil)
	return nil
}

// literacyFilters are the lists of the form.
func (s *Site) literacyFilters(words *page.Words, ask literacyAsk) []literacyFilter {
	year := literacyFilter{Name: "year", Label: words.Say("literacy.year")}
	for _, name := range ask.years {
		year.Options = append(year.Options, literacyOption{Value: name, Label: name, Chosen: name == ask.year.Name})
	}
	stage := literacyFilter{Name: "stage", Label: words.Say("literacy.stages.one"), Every: words.Say("literacy.every.stage")}
	for _, name := range ask.year.Stages() {
		stage.Options = append(stage.Options, literacyOption{Value: name, Label: words.Say(page.Key("school.stage." + name)).Text, Chosen: name == ask.cut.Stage})
	}
	module := literacyFilter{Name: "module", Label: words.Say("literacy.modules.one"), Every: words.Say("literacy.every.module")}
	for _, id := range ask.year.Courses() {
		module.Options = append(module.Options, literacyOption{Value: string(id), Label: s.literacy.CourseName(id), Lang: "en", Chosen: id == ask.cut.Course})
	}
	return []literacyFilter{year, stage, module}
}

// literacyFiles are the files of the page.
func (s *Site) literacyFiles(c *fiber.Ctx, words *page.Words, p *literacyPage, ask literacyAsk, u literacy.Unit) {
	v := ask.values()
	switch u.Level() {
	case "school":
		v.Set("school", string(u.School))
	case "place":
		v.Set("place", string(u.Place))
	}
	p.Files = fileLines(words, coverage.Formats(), func(f coverage.Format) string { return withQuery(literacyHref+"."+string(f), v) })
	if route.Scope(c).All && u == (literacy.Unit{}) {
		p.Open = fileLines(words, []coverage.Format{coverage.CSV, coverage.JSON}, func(f coverage.Format) string {
			return withQuery(literacyHref+"-open-data."+string(f), url.Values{"year": {ask.year.Name}})
		})
	}
}
