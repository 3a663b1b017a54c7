package literacy

import (
	"context"
	"slices"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/classes"
	"lamtoen/internal/day"
	"lamtoen/internal/org"
)

// Content is everything that a report says beyond its fixed words.
type Content struct {
	Title   string    `json:"title"`
	Year    string    `json:"year"`
	Counted time.Time `json:"counted"`
	Nation  Figures   `json:"nation"`
	Years   []Point   `json:"years"` // that year and those before, the oldest first
	Stages  []Line    `json:"stages"`
	Sectors []Line    `json:"sectors"`
	Modules []Line    `json:"modules"`
	Places  []Line    `json:"places"`
}

// Line is figures under a name.
type Line struct {
	Key  string `json:"key"` // the stage, sector, module or place
	Name string `json:"name"`
	Figures
}

// Point is the figures of one school year in a trend.
type Point struct {
	Year string `json:"year"`
	Figures
}

// Content gathers what the report of a school year would say now.
func (b *Book) Content(ctx context.Context, year string) (Content, error) {
	y, err := b.Year(ctx, year)
	if err != nil {
		return Content{}, err
	}
	c := Content{Title: "National report on social media literacy in schools: the school year " + year, Year: year, Counted: y.Counted}
	c.Nation, _ = y.Figures(Unit{}, Cut{})
	c.Stages, c.Sectors, c.Modules = b.Slices(y, Unit{}, Cut{})
	for _, f := range y.Below(Unit{}, Cut{}) {
		c.Places = append(c.Places, Line{string(f.Place), b.PlaceName(f.Place), f})
	}
	if c.Years, err = b.Trend(ctx, Unit{}, Cut{}); err != nil {
		return c, err
	}
	c.Years = slices.DeleteFunc(c.Years, func(p Point) bool { return p.Year > year })
	return c, nil
}

// Slices gives the figures of a unit by key stage, by sector and by module. Of a cut that has one of these, that one is kept.
func (b *Book) Slices(y *Year, u Unit, cut Cut) (stages, sectors, modules []Line) {
	for _, stage := range y.Stages() {
		if f, ok := y.Figures(u, Cut{Stage: stage, Course: cut.Course}); ok {
			stages = append(stages, Line{stage, stage, f})
		}
	}
	for _, sector := range y.Sectors() {
		if f, ok := y.Figures(u, Cut{Sector: sector, Course: cut.Course}); ok {
			sectors = append(sectors, Line{string(sector), string(sector), f})
		}
	}
	for _, course := range y.Courses() {
		if f, ok := y.Figures(u, Cut{Stage: cut.Stage, Sector: cut.Sector, Course: course}); ok {
			modules = append(modules, Line{string(course), b.CourseName(course), f})
		}
	}
	return stages, sectors, modules
}

// trendYears is how many school years a trend goes back.
const trendYears = 5

// Trend gives the figures of a unit in the last school years, the oldest first. A school is found wherever it lay.
func (b *Book) Trend(ctx context.Context, u Unit, cut Cut) ([]Point, error) {
	names, err := b.Years(ctx)
	if err != nil {
		return nil, err
	}
	var list []Point
	for _, name := range names[:min(len(names), trendYears)] {
		y, err := b.Year(ctx, name)
		if err != nil {
			return nil, err
		}
		if f, ok := y.Figures(y.UnitOf(u), cut); ok {
			list = append(list, Point{name, f})
		}
	}
	slices.Reverse(list)
	return list, nil
}

// CourseName is the title of a module as it is published now.
func (b *Book) CourseName(id courses.CourseID) string {
	if c, err := b.deps.Library.Course(id); err == nil {
		return c.Title
	}
	return string(id)
}

// PlaceName is the name of a place today.
func (b *Book) PlaceName(code org.AgencyCode) string {
	return b.deps.Register.Tree(day.Of(b.now())).Name(code)
}

// ModeNames are the ways of working in the order of Figures.Modes.
func ModeNames() []classes.Mode { return classes.Modes() }
