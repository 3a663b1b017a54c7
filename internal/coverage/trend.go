package coverage

import (
	"cmp"
	"context"

	"lamtoen/internal/day"
)

// Point is the figures at the end of one month of a trend, or, the last one, on the day that was asked about.
type Point struct {
	At   day.Date
	Cell Cell // the zero Cell before any rule asked for the course
}

// longestTrend is the longest trend: five years.
const longestTrend = 60

// Trend gives the figures of what the query asks about at the ends of the months before its day, the earliest first, and on
// the day itself: months+1 points. Agencies are those of the query's structure, or else of its day, at every point, so that a
// line is not broken by a reorganisation. The errors are those of Figures.
func (c *Cube) Trend(ctx context.Context, q Query, months int) ([]Point, error) {
	q = c.filled(q)
	if _, err := c.asked(ctx, q); err != nil {
		return nil, err
	}
	q.Structure = cmp.Or(q.Structure, q.At)
	days := monthEnds(q.At, 1+min(max(months, 0), longestTrend))
	points := make([]Point, len(days))
	for i, at := range days {
		then := q
		then.At = at
		s, err := c.sheetOf(ctx, then)
		if err != nil {
			return nil, err
		}
		points[i] = Point{at, s.only(q).total(q)}
	}
	return points, nil
}

// total is the figures of what a query asks about.
func (s *Sheet) total(q Query) Cell {
	if q.Agency == "" {
		return s.within(q.Scope)
	}
	return s.Cell(q.Agency, true)
}

// WarmTrend works the trends of a year out for the whole country, so that who opens a page need not wait for it.
func (c *Cube) WarmTrend(ctx context.Context) error {
	ids, err := c.Courses(ctx)
	if err != nil {
		return err
	}
	for _, id := range ids {
		q := Query{Course: id}
		q.Scope.All = true
		if _, err := c.Trend(ctx, q, YearOfMonths); err != nil {
			return err
		}
	}
	return nil
}

// YearOfMonths is the length of the trend that pages show.
const YearOfMonths = 12
