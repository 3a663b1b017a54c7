package site

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/account"
	"lamtoen/internal/coverage"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/page"
	"lamtoen/internal/report"
	"lamtoen/internal/route"
)

// reportDeclarations says which struct each template of the reports is rendered with.
func reportDeclarations() map[string]page.Page {
	return map[string]page.Page{"reports": reportsPage{}, "report": reportPage{}, "report-new": reportNewPage{}}
}

// reportRoutes are the pages of reports. Which report somebody may see or make goes by its kind and agency: report.Reads, and makes.
func (s *Site) reportRoutes() []route.Route {
	get, post := http.MethodGet, http.MethodPost
	return forStaff([]route.Route{
		{Method: get, Path: "/reports", Permission: account.ViewCoverage, Handler: s.reportList},
		{Method: get, Path: "/reports/new", Permission: account.ViewCoverage, Handler: s.newReport},
		{Method: post, Path: "/reports/new", Permission: account.ViewCoverage, Handler: s.makeReport},
		{Method: get, Path: "/reports/:report.pdf", Permission: account.ViewCoverage, Handler: s.reportFile},
		{Method: get, Path: "/reports/:report", Permission: account.ViewCoverage, Handler: s.report},
	})
}

// reads is what whoever asks may see of reports. The scope of the routes is that of figures.
func reads(c *fiber.Ctx) report.Reads {
	names, _ := reach(c, account.ViewNames)
	return report.Reads{Figures: route.Scope(c), Names: names}
}

// reportsPage lists the reports that the reader may see, the newest first.
type reportsPage struct {
	page.Base
	Rows       []reportLine
	MayYearly  bool // make the report of a year
	Open       []fileLine
	Dictionary string
	Licence    string // "" none is set
}

// reportLine is one report.
type reportLine struct {
	ID, Title string
	Href      string
	Kind      page.Phrase
	At        day.Date
	Known     time.Time
	By        string
	Recorded  time.Time
	Names     bool
}

func (s *Site) reportLine(words *page.Words, r *report.Record) reportLine {
	return reportLine{ID: r.ID, Title: r.Title, Href: reportHref(r.ID), Kind: words.Say(page.Key("report.kind." + string(r.Kind))), At: r.At, Known: r.Known,
		By: s.nameOf(string(r.By)), Recorded: r.Recorded, Names: r.Names}
}

func reportHref(id string) string { return "/reports/" + id }

// reportList shows the list, and what can be made.
func (s *Site) reportList(c *fiber.Ctx) error {
	list, err := s.reports.List(c.UserContext(), reads(c))
	if err != nil {
		return err
	}
	base := s.base(c)
	words := s.words(base)
	base.Wide = true
	base.Crumbs = []page.Link{here(words.Say("nav.reports"))}
	p := reportsPage{Base: base, Licence: s.settings.Licence}
	for i := range list {
		p.Rows = append(p.Rows, s.reportLine(words, &list[i]))
	}
	_, p.MayYearly = reach(c, account.MakeReports)
	if route.Scope(c).All {
		p.Open = fileLines(words, []coverage.Format{coverage.CSV, coverage.JSON}, func(f coverage.Format) string { return "/open-data." + string(f) + "?months=12" })
		p.Dictionary = "/open-data-dictionary.csv"
	}
	return s.show(c, "reports", p)
}

// reportPage shows one report beside what is known of its day now.
type reportPage struct {
	page.Base
	reportLine
	File     string
	Size     string
	Courses  []string
	Figures  string // hashes
	Words    string
	Bytes    string
	Program  string
	Compared []comparedView
}

// comparedView is one course of a report, as reported and as known now.
type comparedView struct {
	Course string
	Same   bool
	Table  page.Table
	People []changedPerson
	More   int // people who are not shown
}

// changedPerson is somebody who counts otherwise.
type changedPerson struct {
	Name, EID, Agency string
	Href              string
	Before, After     page.Phrase
	Causes            []page.Phrase
}

// shownChanged is how many people a page lists.
const shownChanged = 100

// newCompared builds the comparison of one course; who may be nil, where the reader sees no names.
func newCompared(words *page.Words, number int, c report.Comparison, who func(coverage.Change) (changedPerson, bool)) comparedView {
	v := comparedView{Course: c.Course, Same: len(c.People) == 0}
	v.Table = page.Table{ID: "compared-" + strconv.Itoa(number), Caption: words.Say("report.compare.caption", "course", c.Course), Columns: []page.Column{
		{Label: words.Say("report.compare.cause")}, {Label: words.Say("report.compare.people"), Number: true}, {Label: words.Say("coverage.rate"), Number: true},
		{Label: words.Say("coverage.must"), Number: true}, {Label: words.Say("coverage.complete"), Number: true}, {Label: words.Say("coverage.missing"), Number: true},
	}}
	add := func(key page.Key, people, rate string, must, complete, missing string) {
		v.Table.Rows = append(v.Table.Rows, cells(words.Say(key).Text, people, rate, must, complete, missing))
	}
	add("report.compare.before", "", c.Before.Rate(), thousands(c.Before.Must), thousands(c.Before.Complete), thousands(c.Before.Missing()))
	for _, step := range c.Steps {
		add(page.Key("report.cause."+string(step.Cause)), thousands(step.People), "", moved(step.Moved.Must), moved(step.Moved.Complete), moved(step.Moved.Missing()))
	}
	add("report.compare.after", thousands(len(c.People)), c.After.Rate(), thousands(c.After.Must), thousands(c.After.Complete), thousands(c.After.Missing()))
	if who == nil {
		return v
	}
	for _, change := range c.People {
		if len(v.People) == shownChanged {
			v.More++
		} else if p, ok := who(change); ok {
			v.People = append(v.People, p)
		}
	}
	return v
}

// moved writes a difference with its sign.
func moved(n int) string {
	switch {
	case n > 0:
		return "+" + thousands(n)
	case n < 0:
		return "−" + thousands(-n)
	}
	return "0"
}

// changed gives who counts otherwise, for a reader with a scope of names.
func (s *Site) changed(c *fiber.Ctx, words *page.Words) func(coverage.Change) (changedPerson, bool) {
	names, ok := reach(c, account.ViewNames)
	if !ok || names.Empty() {
		return nil
	}
	tree := s.register.Tree(s.today())
	state := func(g coverage.Group) page.Phrase {
		if g == "" {
			return words.Say("report.notcounted")
		}
		return words.Say(page.Key("group." + string(g)))
	}
	return func(change coverage.Change) (changedPerson, bool) {
		if !names.All && !tree.Within(names, change.Agency) {
			return changedPerson{}, false
		}
		p, ok := s.register.Person(change.Person)
		view := changedPerson{Name: p.Name, EID: p.EID, Agency: tree.Name(change.Agency), Before: state(change.Before), After: state(change.After)}
		if s.within(names, s.agencyOf(change.Person)) {
			view.Href = personHref(p.ID)
		}
		for _, cause := range change.Causes {
			view.Causes = append(view.Causes, words.Say(page.Key("report.cause."+string(cause))))
		}
		return view, ok
	}
}

// report shows one report.
func (s *Site) report(c *fiber.Ctx) error {
	rec, err := s.reports.Report(c.UserContext(), c.Params("report"), reads(c))
	if err != nil {
		return err
	}
	compared, err := s.reports.Compare(c.UserContext(), &rec)
	if err != nil {
		return err
	}
	base := s.base(c)
	words := s.words(base)
	base.Wide = true
	base.Crumbs = []page.Link{{Label: words.Say("nav.reports"), Href: "/reports"}, here(page.Plain(rec.ID, ""))}
	p := reportPage{Base: base, reportLine: s.reportLine(words, &rec), File: reportHref(rec.ID) + ".pdf", Size: strconv.Itoa((rec.Size + 999) / 1000),
		Figures: rec.Inputs, Words: rec.Definitions, Bytes: rec.PDF, Program: rec.Program}
	who := s.changed(c, words)
	for i, one := range compared {
		p.Courses = append(p.Courses, one.Course)
		p.Compared = append(p.Compared, newCompared(words, i+1, one, who))
	}
	return s.show(c, "report", p)
}

// reportFile sends the PDF.
func (s *Site) reportFile(c *fiber.Ctx) error {
	rec, err := s.reports.Report(c.UserContext(), c.Params("report"), reads(c))
	if err != nil {
		return err
	}
	data, err := s.reports.PDF(c.UserContext(), &rec)
	if err != nil {
		return err
	}
	return sendKept(c, keptFile{Name: rec.ID + ".pdf", Type: "application/pdf", Data: data, Mark: `"` + rec.PDF + `"`})
}

// makes refuses a report that whoever asks may not make.
func (s *Site) makes(c *fiber.Ctx, a report.Ask) error {
	if a.Kind == report.Yearly {
		if _, ok := reach(c, account.MakeReports); !ok {
			return fault.Forbidden("Reports of the whole country are made by the Royal Civil Service Commission.")
		}
		return nil
	}
	tree := s.register.Tree(s.today())
	scope := route.Scope(c)
	names, _ := reach(c, account.ViewNames)
	inside := scope.All || tree.Within(scope, a.Agency) || slices.Contains(scope.Agencies, a.Agency)
	if a.Agency != "" && !inside {
		return fault.Invalid("The report cannot be made.", fault.Field{Name: "agency", Message: "There is no such agency, or it is not yours to write to."})
	}
	if a.Names && !names.All && !tree.Within(names, a.Agency) && !slices.Contains(names.Agencies, a.Agency) {
		return fault.Invalid("The report cannot be made.", fault.Field{Name: "names", Message: "You may not see who the people are, so the letter goes without its annex."})
	}
	return nil
}
