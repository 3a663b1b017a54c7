package site

import (
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/account"
	"lamtoen/internal/coverage"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/page"
	"lamtoen/internal/report"
	"lamtoen/internal/route"
)

// reportNewPage asks what a report is to be, and shows what it would say before it is made.
type reportNewPage struct {
	page.Base
	Kind      string
	Heading   page.Phrase
	Agency    page.Field
	Agencies  []page.Choice
	Courses   []page.Choice
	MayNames  bool
	Names     bool
	YearKinds []page.Choice
	Year      page.Field
	AtField   page.Field
	KnownOn   page.Field

	// The preview, where it was asked for and can be given.
	Shown  bool
	Title  string
	At     day.Date
	Known  time.Time
	Lines  []previewLine
	Annex  int // people who would be named
	Hidden []hiddenField
}

// previewLine is the figure of one course.
type previewLine struct {
	Course, Rate, Must, Complete, Missing string
	Waits, Nobody                         bool
}

// reportForm is what was typed.
type reportForm struct {
	Kind     string   `form:"kind" query:"kind"`
	Agency   string   `form:"agency" query:"agency"`
	Courses  []string `form:"courses" query:"courses"`
	Names    string   `form:"names" query:"names"`
	YearKind string   `form:"year_kind" query:"year_kind"`
	Year     string   `form:"year" query:"year"`
	At       string   `form:"at" query:"at"`
	Known    string   `form:"known" query:"known"`
	Show     string   `form:"show" query:"show"`
}

// ask turns the form into a question, or says what is wrong with it.
func (f reportForm) ask(s *Site) (report.Ask, error) {
	a := report.Ask{Kind: report.Kind(f.Kind), Names: f.Names != "" && f.Kind == string(report.Letter)}
	var bad []fault.Field
	wrong := func(name, message string) { bad = append(bad, fault.Field{Name: name, Message: message}) }
	for _, id := range f.Courses {
		a.Courses = append(a.Courses, courses.CourseID(id))
	}
	var err error
	if a.Kind == report.Letter {
		if a.Agency, err = agencyTyped(s.register.Tree(s.today()), f.Agency); err != nil {
			wrong("agency", "No agency has this name today. Choose one from the list that opens as you type.")
		}
	} else {
		a.YearKind = report.YearKind(f.YearKind)
		if a.Year, err = strconv.Atoi(strings.TrimSpace(f.Year)); err != nil {
			wrong("year", "Write the year in four digits, for example 2026.")
		}
	}
	const days = "Give a day as year-month-day, for example 2026-06-30, or leave this empty."
	if f.At != "" {
		if a.At, err = day.Parse(f.At); err != nil {
			wrong("at", days)
		}
	}
	if f.Known != "" {
		if d, failed := day.Parse(f.Known); failed == nil {
			a.Known = d.End()
		} else if a.Known, err = time.Parse(time.RFC3339Nano, f.Known); err != nil {
			wrong("known", days)
		}
		if today := s.today(); day.Of(a.Known) == today && a.Known.After(s.settings.Now()) {
			a.Known = time.Time{} // today's end: all that is known by now
		}
	}
	if len(bad) > 0 {
		return a, fault.Invalid("The report cannot be made.", bad...)
	}
	return a, nil
}

// hidden carries a question to the button that makes the report: with the instant of knowledge, so that pressing it twice makes one.
func hidden(a report.Ask) []hiddenField {
	list := []hiddenField{{"kind", string(a.Kind)}, {"at", a.At.ISO()}, {"known", a.Known.Format(time.RFC3339Nano)}}
	for _, id := range a.Courses {
		list = append(list, hiddenField{"courses", string(id)})
	}
	if a.Kind == report.Yearly {
		return append(list, hiddenField{"year_kind", string(a.YearKind)}, hiddenField{"year", strconv.Itoa(a.Year)})
	}
	list = append(list, hiddenField{"agency", string(a.Agency)})
	if a.Names {
		list = append(list, hiddenField{"names", "yes"})
	}
	return list
}

// newReportPage is the form with what was typed.
func (s *Site) newReportPage(c *fiber.Ctx, base page.Base, f reportForm) (reportNewPage, error) {
	words := s.words(base)
	p := reportNewPage{Base: base, Kind: f.Kind, Heading: words.Say(page.Key("report.new." + f.Kind)), Names: f.Names != ""}
	p.Crumbs = []page.Link{{Label: words.Say("nav.reports"), Href: "/reports"}, here(p.Heading)}
	p.Agency = page.Field{Name: "agency", Value: f.Agency, Hint: true, Wrong: base.Wrong("agency")}
	p.Year = page.Field{Name: "year", Value: f.Year, Mode: "numeric", Hint: true, Wrong: base.Wrong("year")}
	p.AtField = page.Field{Name: "at", Value: f.At, Type: "date", Hint: true, Wrong: base.Wrong("at")}
	p.KnownOn = page.Field{Name: "known", Value: f.Known, Type: "date", Hint: true, Wrong: base.Wrong("known")}
	ids, err := s.cube.Courses(c.UserContext())
	if err != nil {
		return p, err
	}
	for _, id := range ids {
		chosen := len(f.Courses) == 0
		for _, one := range f.Courses {
			chosen = chosen || one == string(id)
		}
		p.Courses = append(p.Courses, page.Choice{ID: "course-" + string(id), Name: "courses", Value: string(id), HTML: text(s.courseTitle(id)), Chosen: chosen})
	}
	for _, k := range report.YearKinds() {
		p.YearKinds = append(p.YearKinds, page.Choice{ID: "year-" + string(k), Name: "year_kind", Value: string(k),
			HTML: words.Say(page.Key("report.year." + string(k))).HTML(), Chosen: string(k) == f.YearKind})
	}
	names, _ := reach(c, account.ViewNames)
	p.MayNames = !names.Empty()
	scope, tree := route.Scope(c), s.register.Tree(s.today())
	for _, a := range tree.All() {
		if f.Kind == string(report.Letter) && (scope.All || tree.Within(scope, a.Code)) {
			p.Agencies = append(p.Agencies, page.Choice{Value: agencyText(a)})
		}
	}
	return p, nil
}

// newReport shows the form, and with ?show= what the report would say.
func (s *Site) newReport(c *fiber.Ctx) error {
	var f reportForm
	if err := c.QueryParser(&f); err != nil {
		return fault.New(fault.CodeMalformed, "The address cannot be read.")
	}
	if f.Kind != string(report.Letter) && f.Kind != string(report.Yearly) {
		f.Kind = string(report.Letter)
	}
	if f.Show == "" {
		s.suggest(c, &f)
	}
	base := s.base(c)
	if f.Show == "" {
		p, err := s.newReportPage(c, base, f)
		if err != nil {
			return err
		}
		return s.show(c, "report-new", p)
	}
	ask, content, err := s.preview(c, f)
	if fa, ok := fault.As(err); ok && fa.Code == fault.CodeInvalid {
		base.Refuse(fa)
		p, err := s.newReportPage(c, base, f)
		if err != nil {
			return err
		}
		return s.refuse(c, "report-new", p, route.Status(c, fa))
	}
	if err != nil {
		return err
	}
	p, err := s.newReportPage(c, base, f)
	if err != nil {
		return err
	}
	p.preview(ask, &content)
	return s.show(c, "report-new", p)
}

// suggest fills the form with what is asked most: one's own agency, and the fiscal year of today.
func (s *Site) suggest(c *fiber.Ctx, f *reportForm) {
	if own := s.ownAgency(c); own != "" && f.Agency == "" {
		if a, ok := s.register.Tree(s.today()).Agency(own); ok {
			f.Agency = agencyText(a)
		}
	}
	if f.Year == "" {
		now := s.today().Start().In(day.Thimphu)
		year := now.Year()
		if now.Month() < time.July {
			year--
		}
		f.Year, f.YearKind = strconv.Itoa(year), string(report.Fiscal)
	}
}

func (s *Site) preview(c *fiber.Ctx, f reportForm) (report.Ask, report.Content, error) {
	ask, err := f.ask(s)
	if err != nil {
		return ask, report.Content{}, err
	}
	if err := s.makes(c, ask); err != nil {
		return ask, report.Content{}, err
	}
	return s.reports.Preview(c.UserContext(), ask)
}

// preview shows the figures.
func (p *reportNewPage) preview(a report.Ask, content *report.Content) {
	p.Shown, p.Title, p.At, p.Known, p.Hidden = true, content.Title, a.At, a.Known, hidden(a)
	add := func(course string, waits bool, cell coverage.Cell) {
		p.Lines = append(p.Lines, previewLine{Course: course, Rate: cell.Rate(), Must: thousands(cell.Must), Complete: thousands(cell.Complete),
			Missing: thousands(cell.Missing()), Waits: waits, Nobody: cell.Must == 0})
	}
	if l := content.Letter; l != nil {
		for i := range l.Courses {
			add(l.Courses[i].Title, l.Courses[i].Waits, l.Courses[i].Cell)
			p.Annex += len(l.Courses[i].Names)
		}
		return
	}
	for i := range content.Year.Courses {
		add(content.Year.Courses[i].Title, content.Year.Courses[i].Waits, content.Year.Courses[i].Total)
	}
}

// makeReport makes the report, or finds the same that was made before.
func (s *Site) makeReport(c *fiber.Ctx) error {
	var f reportForm
	if err := route.Bind(c, &f); err != nil {
		return err
	}
	ask, err := f.ask(s)
	if err == nil {
		err = s.makes(c, ask)
	}
	var rec report.Record
	if err == nil {
		rec, err = s.reports.Make(c.UserContext(), ask, me(c))
	}
	if fa, ok := fault.As(err); ok && fa.Code == fault.CodeInvalid {
		if f.Kind != string(report.Yearly) {
			f.Kind = string(report.Letter)
		}
		base := s.base(c)
		base.Refuse(fa)
		p, err := s.newReportPage(c, base, f)
		if err != nil {
			return err
		}
		return s.refuse(c, "report-new", p, route.Status(c, fa))
	}
	if err != nil {
		return err
	}
	return to(c, reportHref(rec.ID))
}
