package api

import (
	"net/http"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/account"
	"lamtoen/internal/coverage"
	"lamtoen/internal/fault"
	"lamtoen/internal/literacy"
	"lamtoen/internal/org"
	"lamtoen/internal/route"
	"lamtoen/internal/school"
)

// literacyRoutes are the figures of schools and their classes. No answer tells of a pupil.
func (a *API) literacyRoutes(at mounting) []route.Route {
	get, view := http.MethodGet, account.ViewClasses
	routes := []route.Route{
		at(get, "/literacy", view, a.literacyFigures, 0),
		at(get, "/literacy/years", view, a.literacyYears, 0),
		at(get, "/literacy/dictionary.csv", view, a.literacyWords(literacy.Dictionary(), "school-literacy"), 0),
		at(get, "/literacy/open-dictionary.csv", view, a.literacyWords(literacy.OpenDictionary(), "school-literacy-open-data"), 0),
		at(get, "/literacy/open-data.csv", view, a.literacyOpen(coverage.CSV), 0),
		at(get, "/literacy/open-data.json", view, a.literacyOpen(coverage.JSON), 0),
		at(get, "/literacy/reports", view, a.literacyReports, 0),
		at(get, "/literacy/reports/:report.pdf", view, a.literacyReportFile, 0),
		at(get, "/literacy/reports/:report", view, a.literacyReport, 0),
	}
	for _, f := range coverage.Formats() {
		routes = append(routes, at(get, "/literacy."+string(f), view, a.literacyFile(f), 0))
	}
	return routes
}

// literacyReads is what whoever asks may see. A teacher who heads no school sees nothing.
func (a *API) literacyReads(c *fiber.Ctx) (literacy.Reads, error) {
	r := a.literacy.ReadsOf(asker(c), route.Scope(c))
	if r.Nobody() {
		return r, fault.NotFound("There are no figures here for you: the head of a school sees those of the school.")
	}
	return r, nil
}

// literacyNation refuses what is of the whole country to those who see a part of it.
func literacyNation(c *fiber.Ctx) error {
	if !route.Scope(c).All {
		return fault.NotFound("This is of the whole country, for those who see all of its schools.")
	}
	return nil
}

// pupils is a number of pupils; null and withheld where it may not be told.
type pupils struct {
	N        *int `json:"n"`
	Withheld bool `json:"withheld,omitempty"`
}

func newPupils(c literacy.Count) *pupils {
	if c.Withheld {
		return &pupils{Withheld: true}
	}
	return &pupils{N: &c.N}
}

// answered is the right answers before and after a module, of questions that were answered both times.
type answered struct {
	Before   int  `json:"before_right"`
	BeforeOf int  `json:"before_of"`
	After    int  `json:"after_right"`
	AfterOf  int  `json:"after_of"`
	ByHands  int  `json:"classes_by_hands"`
	Withheld bool `json:"withheld,omitempty"`
}

// schoolFigures is what is told of one unit: the first three counts of any module, the others of one.
type schoolFigures struct {
	Level   string           `json:"level"` // nation, place or school
	Place   org.AgencyCode   `json:"place,omitempty"`
	School  school.Code      `json:"school,omitempty"`
	Name    string           `json:"name"`
	Stage   string           `json:"key_stage,omitempty"`
	Sector  school.Sector    `json:"sector,omitempty"`
	Module  courses.CourseID `json:"module,omitempty"`
	Schools int              `json:"schools"`
	Classes int              `json:"classes"`

	Pupils   *pupils   `json:"pupils,omitempty"`
	Reached  *pupils   `json:"reached,omitempty"`
	Finished *pupils   `json:"finished,omitempty"`
	Begun    *pupils   `json:"begun,omitempty"`
	Done     *pupils   `json:"done,omitempty"`
	Change   *answered `json:"change,omitempty"`

	Modes map[string]int `json:"classes_by_mode"`
}

func (a *API) newSchoolFigures(f literacy.Figures) schoolFigures {
	out := schoolFigures{Level: f.Level(), Place: f.Place, School: f.School, Name: "Bhutan", Stage: f.Stage, Sector: f.Sector, Module: f.Course,
		Schools: f.Schools, Classes: f.Classes, Modes: map[string]int{}}
	switch out.Level {
	case "place":
		out.Name = a.literacy.PlaceName(f.Place)
	case "school":
		out.Name = a.literacy.SchoolName(f.School)
	}
	for i, mode := range literacy.ModeNames() {
		out.Modes[string(mode)] = f.Modes[i]
	}
	if f.Course == "" {
		out.Pupils, out.Reached, out.Finished = newPupils(f.Pupils), newPupils(f.Reached), newPupils(f.Finished)
		return out
	}
	out.Begun, out.Done = newPupils(f.Begun), newPupils(f.Done)
	if ch := f.Change; ch.Some() {
		out.Change = &answered{ch.Before, ch.BeforeOf, ch.After, ch.AfterOf, ch.ByHands, ch.Withheld}
	}
	return out
}

// literacyAnswer is a unit with what lies directly below, and its modules.
type literacyAnswer struct {
	marked
	Year    string          `json:"school_year"`
	Counted time.Time       `json:"counted"`
	Figures schoolFigures   `json:"figures"`
	Below   []schoolFigures `json:"below"`   // places of the nation, schools of a place
	Modules []schoolFigures `json:"modules"` // of the unit; none where the question is about one
	Trend   []yearFigures   `json:"trend"`   // the last school years, the oldest first
	Small   int             `json:"withheld_below"`
}

type yearFigures struct {
	Year string `json:"school_year"`
	schoolFigures
}

// literacyUnit finds the unit and the year that are asked about.
func (a *API) literacyUnit(c *fiber.Ctx, q *query) (literacy.Unit, *literacy.Year, literacy.Cut, error) {
	place, code, stage, sector, module := q.text("place"), q.text("school"), q.text("stage"), q.text("sector"), q.text("module")
	var none literacy.Unit
	if err := q.fault(); err != nil {
		return none, nil, literacy.Cut{}, err
	}
	reads, err := a.literacyReads(c)
	if err != nil {
		return none, nil, literacy.Cut{}, err
	}
	u, err := a.literacy.Find(reads, place, code)
	if err != nil {
		return none, nil, literacy.Cut{}, err
	}
	years, err := a.literacy.Years(c.UserContext())
	if err != nil {
		return none, nil, literacy.Cut{}, err
	}
	name := q.text("year")
	if name == "" && len(years) > 0 {
		name = years[0]
	}
	y, err := a.literacy.Year(c.UserContext(), name)
	if err != nil {
		return none, nil, literacy.Cut{}, err
	}
	cut, ok := y.CutOf(stage, sector, module)
	if !ok {
		return none, nil, cut, fault.NotFound("No class of that school year is of this kind. Ask for another stage or module.")
	}
	return u, y, cut, nil
}

// literacyAsked are the parameters of figures and of files.
func literacyAsked() []string {
	return []string{"year", "place", "school", "stage", "sector", "module"}
}

func (a *API) literacyFigures(c *fiber.Ctx) error {
	u, y, cut, err := a.literacyUnit(c, newQuery(c, literacyAsked()...))
	if err != nil {
		return err
	}
	in := y.UnitOf(u)
	f, _ := y.Figures(in, cut)
	out := literacyAnswer{marked: a.marked(), Year: y.Name, Counted: y.Counted, Figures: a.newSchoolFigures(f), Below: []schoolFigures{}, Modules: []schoolFigures{},
		Trend: []yearFigures{}, Small: literacy.Small}
	for _, below := range y.Below(in, cut) {
		out.Below = append(out.Below, a.newSchoolFigures(below))
	}
	if cut.Course == "" {
		_, _, modules := a.literacy.Slices(y, in, cut)
		for _, m := range modules {
			out.Modules = append(out.Modules, a.newSchoolFigures(m.Figures))
		}
	}
	points, err := a.literacy.Trend(c.UserContext(), u, cut)
	for _, p := range points {
		out.Trend = append(out.Trend, yearFigures{p.Year, a.newSchoolFigures(p.Figures)})
	}
	if err != nil {
		return err
	}
	return c.JSON(out)
}

type literacyYearsAnswer struct {
	marked
	Years []string `json:"school_years"` // the newest first
}

func (a *API) literacyYears(c *fiber.Ctx) error {
	if err := newQuery(c).fault(); err != nil {
		return err
	}
	if _, err := a.literacyReads(c); err != nil {
		return err
	}
	years, err := a.literacy.Years(c.UserContext())
	if err != nil {
		return err
	}
	return c.JSON(literacyYearsAnswer{a.marked(), listed(years)})
}

func (a *API) literacyFile(format coverage.Format) fiber.Handler {
	return func(c *fiber.Ctx) error {
		u, y, cut, err := a.literacyUnit(c, newQuery(c, literacyAsked()...))
		if err != nil {
			return err
		}
		ask := literacy.Ask{Year: y.Name, Unit: u}
		if cut != (literacy.Cut{}) {
			ask.Cut = &cut
		}
		file, err := a.literacy.FileOf(c.UserContext(), ask, format)
		if err != nil {
			return err
		}
		return sendExport(c, file)
	}
}

func (a *API) literacyWords(terms []coverage.Term, name string) fiber.Handler {
	send := a.dictionary(terms, name)
	return func(c *fiber.Ctx) error {
		if _, err := a.literacyReads(c); err != nil {
			return err
		}
		return send(c)
	}
}

// literacyOpen is the open data of a school year.
func (a *API) literacyOpen(format coverage.Format) fiber.Handler {
	return func(c *fiber.Ctx) error {
		q := newQuery(c, "year")
		year := q.required("year", "the school year")
		if err := q.fault(); err != nil {
			return err
		}
		if err := literacyNation(c); err != nil {
			return err
		}
		file, err := a.literacy.OpenFile(c.UserContext(), year, a.licence, format)
		if err != nil {
			return err
		}
		return sendExport(c, file)
	}
}

type literacyReportsAnswer struct {
	marked
	Reports []literacy.Report `json:"reports"`
}

func (a *API) literacyReports(c *fiber.Ctx) error {
	if err := newQuery(c).fault(); err != nil {
		return err
	}
	if err := literacyNation(c); err != nil {
		return err
	}
	list, err := a.literacy.Reports(c.UserContext())
	if err != nil {
		return err
	}
	return c.JSON(literacyReportsAnswer{a.marked(), listed(list)})
}

// literacyReportAnswer is a report with the figures of the nation that it was made from.
type literacyReportAnswer struct {
	marked
	literacy.Report
	Nation  schoolFigures   `json:"nation"`
	Modules []schoolFigures `json:"modules"`
	Places  []schoolFigures `json:"places"`
}

func (a *API) literacyReport(c *fiber.Ctx) error {
	if err := newQuery(c).fault(); err != nil {
		return err
	}
	if err := literacyNation(c); err != nil {
		return err
	}
	rec, content, err := a.literacy.Report(c.UserContext(), c.Params("report"))
	if err != nil {
		return err
	}
	out := literacyReportAnswer{marked: a.marked(), Report: rec, Nation: a.newSchoolFigures(content.Nation), Modules: []schoolFigures{}, Places: []schoolFigures{}}
	for _, l := range content.Modules {
		out.Modules = append(out.Modules, a.newSchoolFigures(l.Figures))
	}
	for _, l := range content.Places {
		out.Places = append(out.Places, a.newSchoolFigures(l.Figures))
	}
	return c.JSON(out)
}

func (a *API) literacyReportFile(c *fiber.Ctx) error {
	if err := newQuery(c).fault(); err != nil {
		return err
	}
	if err := literacyNation(c); err != nil {
		return err
	}
	rec, _, err := a.literacy.Report(c.UserContext(), c.Params("report"))
	if err != nil {
		return err
	}
	data, err := a.literacy.File(c.UserContext(), &rec)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "application/pdf")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+rec.ID+`.pdf"`)
	return c.Send(data)
}
