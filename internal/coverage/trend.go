package coverage

import (
	"context"

	"lamtoen/internal/day"
)

// Point is the figures at the end of one month of a trend, or, the last one, on the day that was asked about.
type Point struct {
	At   day.Date
	Cell Cell
}

// Trend gives the figures of what the query asks about at the ends of the months before its day, the earliest first, and on
// the day itself: months+1 points. The errors are those of Figures.
func (c *Cube) Trend(ctx context.Context, q Query, months int) ([]Point, error) {
	q = c.filled(q)
	t, err := c.Figures(ctx, q)
	if err != nil {
		return nil, err
	}
	return []Point{{q.At, t.Agency.Total}}, nil
}
