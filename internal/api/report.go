package api

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/account"
	"lamtoen/internal/coverage"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/report"
	"lamtoen/internal/route"
)

// reportRoutes are the reports. Which of them somebody may see or make goes by kind and agency.
func (a *API) reportRoutes(at mounting) []route.Route {
	get, post := http.MethodGet, http.MethodPost
	return []route.Route{
		at(get, "/reports", account.ViewCoverage, a.listReports, 0),
		at(post, "/reports", account.ViewCoverage, a.makeReport, answerBody),
		at(get, "/reports/:report.pdf", account.ViewCoverage, a.reportFile, 0),
		at(get, "/reports/:report", account.ViewCoverage, a.report, 0),
	}
}

// reads is what whoever asks may see of reports.
func reads(c *fiber.Ctx) report.Reads {
	names, _ := account.Allowed(route.Principal(c), account.ViewNames)
	return report.Reads{Figures: route.Scope(c), Names: names}
}

// reportsAnswer is the list, the newest first.
type reportsAnswer struct {
	marked
	Reports []report.Record `json:"reports"`
}

func (a *API) listReports(c *fiber.Ctx) error {
	q := newQuery(c)
	if err := q.fault(); err != nil {
		return err
	}
	list, err := a.reports.List(c.UserContext(), reads(c))
	if err != nil {
		return err
	}
	return c.JSON(reportsAnswer{a.marked(), listed(list)})
}

// wantedReport is a report to be made.
type wantedReport struct {
	Kind     report.Kind        `json:"kind" validate:"required,oneof=letter yearly"`
	Courses  []courses.CourseID `json:"courses" validate:"max=100"`
	Agency   org.AgencyCode     `json:"agency"`
	Names    bool               `json:"names"`
	YearKind report.YearKind    `json:"year_kind"`
	Year     int                `json:"year"`
	At       string             `json:"at"`
	Known    string             `json:"known"` // a day, to its end
}

// ask turns it into a question.
func (w wantedReport) ask() (report.Ask, error) {
	out := report.Ask{Kind: w.Kind, Courses: w.Courses, Agency: w.Agency, Names: w.Names, YearKind: w.YearKind, Year: w.Year}
	var bad []fault.Field
	read := func(name, text string) day.Date {
		d, err := day.Parse(text)
		if text != "" && err != nil {
			bad = append(bad, fault.Field{Name: name, Message: "Write a day that exists, as year-month-day, for example 2026-06-30."})
		}
		return d
	}
	out.At = read("at", w.At)
	if known := read("known", w.Known); known != "" {
		out.Known = known.End()
	}
	if len(bad) > 0 {
		return out, fault.Invalid("The report cannot be made.", bad...)
	}
	return out, nil
}

// makeReport makes a report, or finds the same that was made before.
func (a *API) makeReport(c *fiber.Ctx) error {
	var wanted wantedReport
	if err := body(c, &wanted); err != nil {
		return err
	}
	ask, err := wanted.ask()
	if err != nil {
		return err
	}
	if err := a.mayMake(c, ask); err != nil {
		return err
	}
	by := asker(c)
	rec, err := doOnce(c, a.once, work[report.Record]{
		do: func(ctx context.Context) (report.Record, error) { return a.reports.Make(ctx, ask, by) },
		find: func(ctx context.Context, since time.Time) (report.Record, bool, error) {
			return a.findReport(ctx, ask, by, since)
		},
	})
	if err != nil {
		return err
	}
	return c.Status(fiber.StatusCreated).JSON(reportAnswer{Record: rec, Compared: []compared{}})
}

// findReport looks for the report that the same person made of the same wish since an instant.
func (a *API) findReport(ctx context.Context, wanted report.Ask, by org.PersonID, since time.Time) (report.Record, bool, error) {
	everything := org.Scope{All: true}
	list, err := a.reports.List(ctx, report.Reads{Figures: everything, Names: everything})
	for i := range list {
		r := &list[i]
		if r.By == by && !r.Recorded.Before(since) && r.Kind == wanted.Kind && r.Agency == wanted.Agency && r.Names == wanted.Names &&
			r.Year == wanted.Year && r.YearKind == wanted.YearKind && (wanted.At == "" || wanted.At == r.At) {
			return *r, true, nil
		}
	}
	return report.Record{}, false, err
}

// mayMake refuses a report that whoever asks may not make.
func (a *API) mayMake(c *fiber.Ctx, ask report.Ask) error {
	if ask.Kind == report.Yearly {
		if _, ok := account.Allowed(route.Principal(c), account.MakeReports); !ok {
			return fault.Forbidden("Reports of the whole country are made by the Royal Civil Service Commission.")
		}
		return nil
	}
	tree, mine := a.register.Tree(a.today()), reads(c)
	within := func(s org.Scope) bool {
		return s.All || tree.Within(s, ask.Agency) || slices.Contains(s.Agencies, ask.Agency)
	}
	if !within(mine.Figures) {
		return fault.Invalid("The report cannot be made.", fault.Field{Name: "agency", Message: "There is no such agency, or it is not yours to write to."})
	}
	if ask.Names && !within(mine.Names) {
		return fault.Invalid("The report cannot be made.", fault.Field{Name: "names", Message: "You may not see who the people are."})
	}
	return nil
}

// reportAnswer is one report beside what is known of its day now.
type reportAnswer struct {
	report.Record
	Compared []compared `json:"compared"`
}

// compared is one course of a report, as reported and as known now; before and all steps together give after.
type compared struct {
	Course courses.CourseID `json:"course"`
	Before coverage.Cell    `json:"before"`
	Steps  []step           `json:"steps"`
	After  coverage.Cell    `json:"after"`
}

// step is what one cause does to the counts.
type step struct {
	Cause  coverage.Cause `json:"cause"`
	People int            `json:"people"`
	Moved  coverage.Cell  `json:"moved"`
}

func (a *API) report(c *fiber.Ctx) error {
	q := newQuery(c)
	if err := q.fault(); err != nil {
		return err
	}
	rec, err := a.reports.Report(c.UserContext(), c.Params("report"), reads(c))
	if err != nil {
		return err
	}
	list, err := a.reports.Compare(c.UserContext(), &rec)
	if err != nil {
		return err
	}
	answer := reportAnswer{Record: rec, Compared: []compared{}}
	for _, one := range list {
		out := compared{Course: one.ID, Before: one.Before, After: one.After, Steps: []step{}}
		for _, s := range one.Steps {
			out.Steps = append(out.Steps, step(s))
		}
		answer.Compared = append(answer.Compared, out)
	}
	return c.JSON(answer)
}

func (a *API) reportFile(c *fiber.Ctx) error {
	rec, err := a.reports.Report(c.UserContext(), c.Params("report"), reads(c))
	if err != nil {
		return err
	}
	data, err := a.reports.PDF(c.UserContext(), &rec)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "application/pdf")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+rec.ID+`.pdf"`)
	return c.Send(data)
}
