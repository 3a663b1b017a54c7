package site

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/account"
	"lamtoen/internal/coverage"
	"lamtoen/internal/fault"
	"lamtoen/internal/literacy"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// literacyHref is where the figures of schools stand.
const literacyHref = "/literacy"

// literacyDeclarations says which struct each template of these pages is rendered with.
func literacyDeclarations() map[string]page.Page {
	return map[string]page.Page{"literacy": literacyPage{}, "literacy-choose": literacyChoice{}, "literacy-reports": literacyReports{}, "literacy-report": literacyReport{}}
}

// literacyRoutes are the figures of schools and their classes. What lies outside the scope of the asker is not found; of what lies
// inside, no page tells of a pupil.
func (s *Site) literacyRoutes() []route.Route {
	get, post, view := http.MethodGet, http.MethodPost, account.ViewClasses
	routes := []route.Route{
		{Method: get, Path: literacyHref, Permission: view, Handler: s.literacyTop},
		{Method: get, Path: literacyHref + "-dictionary.csv", Permission: view, Handler: s.literacyWords(literacy.Dictionary(), "school-literacy")},
		{Method: get, Path: literacyHref + "-open-data-dictionary.csv", Permission: view, Handler: s.literacyWords(literacy.OpenDictionary(), "school-literacy-open-data")},
		{Method: get, Path: literacyHref + "-open-data.csv", Permission: view, Handler: s.literacyOpen(coverage.CSV)},
		{Method: get, Path: literacyHref + "-open-data.json", Permission: view, Handler: s.literacyOpen(coverage.JSON)},
		{Method: get, Path: literacyHref + "/reports", Permission: view, Handler: s.literacyReportList},
		{Method: post, Path: literacyHref + "/reports", Permission: view, Handler: s.makeLiteracyReport},
		{Method: get, Path: literacyHref + "/reports/:report.pdf", Permission: view, Handler: s.literacyReportFile},
		{Method: get, Path: literacyHref + "/reports/:report", Permission: view, Handler: s.literacyReport},
		{Method: get, Path: literacyHref + "/schools/:school", Permission: view, Handler: s.literacyUnit},
		{Method: get, Path: literacyHref + "/:place", Permission: view, Handler: s.literacyUnit},
	}
	for _, f := range coverage.Formats() {
		routes = append(routes, route.Route{Method: get, Path: literacyHref + "." + string(f), Permission: view, Handler: s.literacyFile(f)})
	}
	return forStaff(routes)
}

// literacyReads is what whoever asks may see. A teacher who heads no school sees nothing.
func (s *Site) literacyReads(c *fiber.Ctx) (literacy.Reads, error) {
	r := s.literacy.ReadsOf(me(c), route.Scope(c))
	if r.Nobody() {
		return r, fault.NotFound("There are no figures here for you: the head of a school sees those of the school.")
	}
	return r, nil
}

// nationally refuses what is of the whole country to those who see a part of it.
func nationally(c *fiber.Ctx) error {
	if !route.Scope(c).All {
		return fault.NotFound("This is of the whole country, for those who see all of its schools.")
	}
	return nil
}

// literacyChoice lists where somebody may look, when that is more than one place or school and not the nation.
type literacyChoice struct {
	page.Base
	Places, Schools []page.Link
}

// literacyTop shows the nation, or leads to what the asker may see.
func (s *Site) literacyTop(c *fiber.Ctx) error {
	reads, err := s.literacyReads(c)
	if err != nil {
		return err
	}
	u, err := s.literacy.Find(reads, "", "")
	if err == nil && u == (literacy.Unit{}) {
		return s.literacyShow(c, reads, u)
	}
	if err == nil {
		return to(c, literacyUnitHref(u))
	}
	p := literacyChoice{Base: s.literacyBase(c)}
	for _, a := range s.literacy.Places(reads) {
		p.Places = append(p.Places, page.Link{Label: page.Plain(a.Name, ""), Href: literacyUnitHref(literacy.Unit{Place: a.Code})})
	}
	for _, code := range reads.Heads {
		p.Schools = append(p.Schools, page.Link{Label: page.Plain(s.literacy.SchoolName(code), ""), Href: literacyUnitHref(literacy.Unit{School: code})})
	}
	return s.show(c, "literacy-choose", p)
}

func (s *Site) literacyBase(c *fiber.Ctx) page.Base {
	base := s.base(c)
	base.Wide = true
	base.Crumbs = []page.Link{here(s.words(base).Say("nav.literacy"))}
	return base
}

func literacyUnitHref(u literacy.Unit) string {
	switch u.Level() {
	case "school":
		return literacyHref + "/schools/" + string(u.School)
	case "place":
		return literacyHref + "/" + string(u.Place)
	}
	return literacyHref
}

// literacyUnit shows a place or a school.
func (s *Site) literacyUnit(c *fiber.Ctx) error {
	reads, err := s.literacyReads(c)
	if err != nil {
		return err
	}
	u, err := s.literacy.Find(reads, c.Params("place"), c.Params("school"))
	if err != nil {
		return err
	}
	return s.literacyShow(c, reads, u)
}

// literacyAsk is the school year and the cut of an address.
type literacyAsk struct {
	years []string
	year  *literacy.Year // nil: there are no classes yet
	cut   literacy.Cut
}

// readLiteracy reads what is asked; a year, stage or module of which there are no figures is not found.
func (s *Site) readLiteracy(c *fiber.Ctx) (literacyAsk, error) {
	var ask literacyAsk
	var err error
	if ask.years, err = s.literacy.Years(c.UserContext()); err != nil || len(ask.years) == 0 {
		return ask, err
	}
	name := c.Query("year")
	if name == "" {
		name = ask.years[0]
	}
	if ask.year, err = s.literacy.Year(c.UserContext(), name); err != nil {
		return ask, err
	}
	var ok bool
	if ask.cut, ok = ask.year.CutOf(c.Query("stage"), c.Query("sector"), c.Query("module")); !ok {
		return ask, fault.NotFound("No class of that school year is of this kind. Choose another stage or module.")
	}
	return ask, nil
}

// values is the address of the same ask.
func (a literacyAsk) values() url.Values {
	v := url.Values{}
	v.Set("year", a.year.Name)
	for name, value := range map[string]string{"stage": a.cut.Stage, "sector": string(a.cut.Sector), "module": string(a.cut.Course)} {
		if value != "" {
			v.Set(name, value)
		}
	}
	return v
}

// with is the address of a unit, asked about the same.
func (a literacyAsk) with(u literacy.Unit) string { return withQuery(literacyUnitHref(u), a.values()) }

// literacyFile sends the figures of a unit and all below it as a file.
func (s *Site) literacyFile(format coverage.Format) fiber.Handler {
	return func(c *fiber.Ctx) error {
		reads, err := s.literacyReads(c)
		if err != nil {
			return err
		}
		u, err := s.literacy.Find(reads, c.Query("place"), c.Query("school"))
		if err != nil {
			return err
		}
		ask, err := s.readLiteracy(c)
		if err != nil {
			return err
		}
		if ask.year == nil {
			return fault.NotFound("There are no classes yet, so there are no figures.")
		}
		wanted := literacy.Ask{Year: ask.year.Name, Unit: u}
		if ask.cut != (literacy.Cut{}) {
			wanted.Cut = &ask.cut
		}
		file, err := s.literacy.FileOf(c.UserContext(), wanted, format)
		if err != nil {
			return err
		}
		return sendExport(c, file)
	}
}

// literacyWords sends what each column of a file means.
func (s *Site) literacyWords(terms []coverage.Term, name string) fiber.Handler {
	return func(c *fiber.Ctx) error {
		if _, err := s.literacyReads(c); err != nil {
			return err
		}
		var b bytes.Buffer
		if err := coverage.WriteDictionary(&b, terms); err != nil {
			return err
		}
		return sendCSV(c, name+"-dictionary.csv", b.Bytes())
	}
}

// literacyOpen sends the open data of a school year.
func (s *Site) literacyOpen(format coverage.Format) fiber.Handler {
	return func(c *fiber.Ctx) error {
		if err := nationally(c); err != nil {
			return err
		}
		file, err := s.literacy.OpenFile(c.UserContext(), c.Query("year"), s.settings.Licence, format)
		if err != nil {
			return err
		}
		return sendExport(c, file)
	}
}

// literacyReports lists the national reports, and lets one be made.
type literacyReports struct {
	page.Base
	Years  []string
	Rows   []literacyReportLine
	Action string
}

type literacyReportLine struct {
	ID, Title, Href, By string
	Counted, Recorded   time.Time
}

func (s *Site) literacyReportLine(r *literacy.Report) literacyReportLine {
	return literacyReportLine{ID: r.ID, Title: r.Title, Href: literacyReportHref(r.ID), By: s.nameOf(string(r.By)), Counted: r.Counted, Recorded: r.Recorded}
}

func literacyReportHref(id string) string { return literacyHref + "/reports/" + id }

func (s *Site) literacyReportList(c *fiber.Ctx) error {
	if err := nationally(c); err != nil {
		return err
	}
	list, err := s.literacy.Reports(c.UserContext())
	if err != nil {
		return err
	}
	p := literacyReports{Base: s.literacyBase(c), Action: literacyHref + "/reports"}
	p.Crumbs = []page.Link{{Label: s.words(p.Base).Say("nav.literacy"), Href: literacyHref}, here(s.words(p.Base).Say("literacy.reports"))}
	if p.Years, err = s.literacy.Years(c.UserContext()); err != nil {
		return err
	}
	for i := range list {
		p.Rows = append(p.Rows, s.literacyReportLine(&list[i]))
	}
	return s.show(c, "literacy-reports", p)
}

// makeLiteracyReport makes the report of a school year; the same figures again are the same report.
func (s *Site) makeLiteracyReport(c *fiber.Ctx) error {
	if err := nationally(c); err != nil {
		return err
	}
	var form struct {
		Year string `form:"year" validate:"max=40"`
	}
	if err := route.Bind(c, &form); err != nil {
		return err
	}
	years, err := s.literacy.Years(c.UserContext())
	if err != nil {
		return err
	}
	if !slices.Contains(years, form.Year) {
		return fault.NotFound("There are no figures of this school year. Go back and choose another.")
	}
	rec, err := s.literacy.Make(c.UserContext(), form.Year, me(c))
	if err != nil {
		return err
	}
	return to(c, literacyReportHref(rec.ID)+"?said=staff.saved")
}

// literacyReport is one report: what was reported.
type literacyReport struct {
	page.Base
	literacyReportLine
	File, Size           string
	Nation               literacyFigures
	Modules              literacyTable
	Places               literacyTable
	Figures, PDF, Layout string
}

func (s *Site) literacyReport(c *fiber.Ctx) error {
	if err := nationally(c); err != nil {
		return err
	}
	rec, content, err := s.literacy.Report(c.UserContext(), c.Params("report"))
	if err != nil {
		return err
	}
	p := literacyReport{Base: s.literacyBase(c), literacyReportLine: s.literacyReportLine(&rec), File: literacyReportHref(rec.ID) + ".pdf",
		Size: strconv.Itoa((rec.Size + 999) / 1000), Figures: rec.Figures, PDF: rec.PDF, Layout: strconv.Itoa(rec.Layout)}
	words := s.words(p.Base)
	p.Crumbs = []page.Link{{Label: words.Say("nav.literacy"), Href: literacyHref}, {Label: words.Say("literacy.reports"), Href: literacyHref + "/reports"}, here(page.Plain(rec.ID, ""))}
	p.Nation = figuresInWords(words, content.Nation)
	p.Modules = modulesTable(words, content.Modules, nil)
	p.Places = unitsTable(words, "literacy.places", content.Places, nil)
	return s.show(c, "literacy-report", p)
}

func (s *Site) literacyReportFile(c *fiber.Ctx) error {
	if err := nationally(c); err != nil {
		return err
	}
	rec, _, err := s.literacy.Report(c.UserContext(), c.Params("report"))
	if err != nil {
		return err
	}
	data, err := s.literacy.File(c.UserContext(), &rec)
	if err != nil {
		return err
	}
	return sendKept(c, keptFile{Name: rec.ID + ".pdf", Type: "application/pdf", Data: data, Mark: `"` + rec.PDF + `"`})
}
