package coverage

import (
	"context"

	"lamtoen/courses"
	"lamtoen/internal/day"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
)

// Owed is one course that one person is asked to take today and has not completed, or whose completion ends soon. It says what a
// reminder needs; whether one is sent is not decided here.
type Owed struct {
	Person   org.PersonID
	Agency   org.AgencyCode // where the person counts; Unplaced for nowhere
	Course   courses.CourseID
	Due      day.Date // of completing, or of renewing
	State    learning.State
	Group    Group
	SignedIn bool // has ever signed in
	OnLeave  bool
	Exempt   bool

	UnderReview bool // somebody looks into whether the obligation or the record is right
}

// Owed gives everything that is owed today, by course, then in the order of lists: by agency, then by name. With people it gives
// what these owe, in their order, and looks at nobody else. Those on leave and exempt are in it, marked.
func (c *Cube) Owed(ctx context.Context, people ...org.PersonID) ([]Owed, error) {
	ids, err := c.Courses(ctx)
	if err != nil {
		return nil, err
	}
	rules, err := c.learning.Rules(ctx)
	if err != nil {
		return nil, err
	}
	var all []Owed
	for _, id := range ids {
		q := Query{Course: id, At: day.Of(c.now())}
		s, err := c.sheet(ctx, q)
		if err != nil {
			return nil, err
		}
		if all, err = c.owed(ctx, all, s, rules, people); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// owed adds what is owed of one course. Only who is not complete is judged again, for the day: the sheet knows the rest.
func (c *Cube) owed(ctx context.Context, all []Owed, s *Sheet, rules []learning.Rule, people []org.PersonID) ([]Owed, error) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	f, err := c.folder(ctx, Query{Course: s.Course, At: s.At}, rules, s.cast)
	if err != nil {
		return nil, err
	}
	var use scratch
	for n, i := range s.listed(people) {
		one := s.standings[i]
		if one == 0 || one.group() == GroupComplete && !one.is(isExpiring) {
			continue
		}
		if n%1024 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		m := s.cast.member(int(i))
		status := learning.Tally(c.inputs(f, m, &use), f.at, f.known)
		if !status.Assigned || status.State == learning.StateComplete {
			continue // changed since the sheet was folded
		}
		all = append(all, Owed{
			Person: m.Person.ID, Agency: s.layout.code(s.layout.agencies[i]), Course: s.Course, Due: status.Due, State: status.State,
			Group: one.group(), SignedIn: c.signedIn(f, m.Person.ID), OnLeave: status.OnLeave, Exempt: one.group() == GroupExempt,
			UnderReview: one.is(underReview),
		})
	}
	return all, nil
}

// listed gives all actors in the order of lists, or those of these people.
func (s *Sheet) listed(people []org.PersonID) []int32 {
	if len(people) == 0 {
		return s.layout.sorted(s.cast)
	}
	var few []int32
	for _, id := range people {
		if i, ok := s.cast.find(id); ok {
			few = append(few, int32(i)) // fewer people than 2^31
		}
	}
	return few
}
