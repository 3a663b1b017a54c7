package intake

import (
	"context"
	"fmt"
	"time"

	"lamtoen/internal/fault"
	"lamtoen/internal/org"
)

// cached is a dry run that is kept while nothing changes: its pages are looked at one after the other.
type cached struct {
	key   string
	table Table
	out   *Differences
}

// keptPlans is how many dry runs stay in memory.
const keptPlans = 2

// Preview is the dry run of a file that waits: what it would change in the register as it is now.
func (s *Service) Preview(ctx context.Context, id string) (*Differences, error) {
	i, err := s.Find(ctx, id)
	if err != nil {
		return nil, err
	}
	switch i.Status {
	case Unmapped:
		return nil, fault.Conflict("Some columns of the file are not known yet. Say what they are first.")
	case Applied:
		return nil, fault.Conflict("This file was applied; what it changed is in the register.")
	}
	s.planning.Lock()
	defer s.planning.Unlock()
	c, err := s.plan(ctx, i)
	return c.out, err
}

// plan makes the dry run, or gives the one that was made of the same file and the same register. It needs the lock.
func (s *Service) plan(ctx context.Context, i Import) (cached, error) {
	prefix := fmt.Sprintf("%s %v ", i.ID, i.Mapping)
	key := fmt.Sprintf("%s%d", prefix, s.register.Revision())
	table := Table{}
	for _, c := range s.plans {
		if c.key == key {
			return c, nil
		}
		if len(c.key) > len(prefix) && c.key[:len(prefix)] == prefix {
			table = c.table
		}
	}
	if table.Rows == nil {
		rows, err := s.rows(ctx, i)
		if err != nil {
			return cached{}, err
		}
		doc, err := s.tables.uploads.Get(ctx, i.ID)
		if err != nil {
			return cached{}, fmt.Errorf("intake: read a file: %w", err)
		}
		table = Table{Format: i.Format, Encoding: i.Encoding, Sheet: i.Sheet, Header: i.Header, Rows: rows, Notes: doc.Notes}
	}
	c := cached{key: key, table: table, out: s.compare(table, i)}
	s.plans = append(s.plans, c)
	if len(s.plans) > keptPlans {
		s.plans = s.plans[1:]
	}
	return c, nil
}

// compare holds the rows against the register as it is at this moment.
func (s *Service) compare(t Table, i Import) *Differences {
	view := s.register.View(i.Options.AsOf, time.Time{})
	p := &planner{
		reader: newReader(t, i.Mapping, newFinder(view.Tree())), register: s.register, options: i.Options, tree: view.Tree(),
		newID: func(string) org.PersonID { return s.register.NewPersonID() },
	}
	return plan(p, view.Members())
}
