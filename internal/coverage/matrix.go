package coverage

import "context"

// Matrix gives the figures of every course that some rule asks for, of what the query asks about, without rows of agencies;
// Query.Course is not looked at. The errors are those of Figures.
func (c *Cube) Matrix(ctx context.Context, q Query) ([]Table, error) {
	q = c.filled(q)
	ids, err := c.Courses(ctx)
	if err != nil {
		return nil, err
	}
	rows := make([]Table, 0, len(ids))
	for _, id := range ids {
		q.Course = id
		s, err := c.asked(ctx, q)
		if err != nil {
			return nil, err
		}
		rows = append(rows, c.headed(s, q))
	}
	return rows, nil
}
