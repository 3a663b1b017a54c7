package api

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/coverage"
	"lamtoen/internal/day"
	"lamtoen/internal/org"
)

// longestTrend is how many months a trend goes back at most.
const longestTrend = 60

// slicesAsked are the parameters that narrow figures to some people, or place them in other agencies.
func slicesAsked() []string { return []string{"kind", "sex", "category", "structure"} }

// readSlices takes them into the question.
func (a *API) readSlices(q *query, out *coverage.Query) {
	out.Kind, out.Sex, out.Category, out.Structure = org.Kind(q.text("kind")), q.text("sex"), q.text("category"), q.day("structure")
	if out.Kind != "" && !out.Kind.Valid() {
		q.refuse("kind", "%q is no kind of person.", string(out.Kind))
	}
	if out.Sex != "" && out.Sex != org.SexFemale && out.Sex != org.SexMale {
		q.refuse("sex", "Give %s or %s, or leave it out.", org.SexFemale, org.SexMale)
	}
	if out.Structure > a.today() {
		q.refuse("structure", "%s has not come yet; today is %s.", out.Structure, a.today())
	}
}

// trendAnswer is the figures month by month.
type trendAnswer struct {
	marked
	Course courses.CourseID `json:"course"`
	At     day.Date         `json:"at"`
	Known  time.Time        `json:"known,omitzero"`
	Points []trendPoint     `json:"points"`
}

type trendPoint struct {
	At  day.Date `json:"at"` // the last day of a month, and at the end the day asked about
	All counts   `json:"all"`
}

// trend counts at the ends of months.
func (a *API) trend(c *fiber.Ctx) error {
	q := newQuery(c, asked("months")...)
	wanted, months := a.coverageQuery(c, q), q.number("months", coverage.YearOfMonths, 1, longestTrend)
	if err := q.fault(); err != nil {
		return err
	}
	if wanted.At == "" {
		wanted.At = a.today()
	}
	points, err := a.coverage.Trend(c.UserContext(), wanted, months)
	if err != nil {
		return err
	}
	answer := trendAnswer{marked: a.marked(), Course: wanted.Course, At: wanted.At, Known: wanted.Known, Points: []trendPoint{}}
	for _, p := range points {
		answer.Points = append(answer.Points, trendPoint{p.At, newCounts(p.Cell)})
	}
	return c.JSON(answer)
}

// heatAnswer is the figures by place and type of agency.
type heatAnswer struct {
	marked
	Course courses.CourseID `json:"course"`
	At     day.Date         `json:"at"`
	Known  time.Time        `json:"known,omitzero"`
	Rows   []heatRow        `json:"rows"`
}

// heatRow is a dzongkhag or thromde with all below it; the agencies that lie in none have no place.
type heatRow struct {
	Place  *agencyName   `json:"place"`
	All    counts        `json:"all"`
	ByType []typeFigures `json:"by_type"`
}

// heat counts by place and type. Types without anybody in a place are left out.
func (a *API) heat(c *fiber.Ctx) error {
	q := newQuery(c, asked()...)
	wanted := a.coverageQuery(c, q)
	if err := q.fault(); err != nil {
		return err
	}
	if wanted.At == "" {
		wanted.At = a.today()
	}
	found, err := a.coverage.Heat(c.UserContext(), wanted)
	if err != nil {
		return err
	}
	answer := heatAnswer{marked: a.marked(), Course: wanted.Course, At: wanted.At, Known: wanted.Known, Rows: []heatRow{}}
	for _, r := range found.Rows {
		row := heatRow{All: newCounts(r.Total), ByType: []typeFigures{}}
		if r.Code != "" {
			row.Place = &agencyName{Code: r.Code, Name: r.Name}
		}
		for i, cell := range r.Cells {
			if cell.Bound() > 0 {
				row.ByType = append(row.ByType, typeFigures{Type: found.Types[i], Agencies: r.Agencies[i], Counts: newCounts(cell)})
			}
		}
		answer.Rows = append(answer.Rows, row)
	}
	return c.JSON(answer)
}

// matrixAnswer is all courses side by side.
type matrixAnswer struct {
	marked
	At      day.Date         `json:"at"`
	Known   time.Time        `json:"known,omitzero"`
	Courses []courseStanding `json:"courses"`
}

type courseStanding struct {
	Course courses.CourseID `json:"course"`
	Kinds  []org.Kind       `json:"kinds"`
	Waits  bool             `json:"waits_for_approval,omitempty"`
	All    counts           `json:"all"`
}

// courseMatrix counts every course that some rule asks for.
func (a *API) courseMatrix(c *fiber.Ctx) error {
	q := newQuery(c, asked()[1:]...) // no course
	wanted := a.agencyQuery(c, q)
	if err := q.fault(); err != nil {
		return err
	}
	if wanted.At == "" {
		wanted.At = a.today()
	}
	tables, err := a.coverage.Matrix(c.UserContext(), wanted)
	if err != nil {
		return err
	}
	answer := matrixAnswer{marked: a.marked(), At: wanted.At, Known: wanted.Known, Courses: []courseStanding{}}
	for _, t := range tables {
		answer.Courses = append(answer.Courses, courseStanding{t.Course, listed(t.Kinds), t.Waits, newCounts(t.Agency.Total)})
	}
	return c.JSON(answer)
}
