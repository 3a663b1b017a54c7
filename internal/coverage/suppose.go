package coverage

import (
	"context"
	"slices"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/day"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
)

// Supposed is what an officer is about to record. The zero Supposed changes nothing.
type Supposed struct {
	Rule       *learning.Rule // the next version of a rule, as it would be recorded
	Allowances []learning.Allowance
	Closures   []learning.Closure // withdrawals too, each with an id and Recorded
	Approved   bool               // as if the course had been approved, for a rule that waits
}

// Effect is where one person stands with a course, and where they would stand.
type Effect struct {
	Person org.Person
	Post   org.Post
	Type   org.AgencyType // of the agency of the post; "" of people without a place
	Agency org.Agency
	Now    learning.Status
	Then   learning.Status
}

// Moved tells whether the date by which something is asked would be another.
func (e *Effect) Moved() bool { return e.Now.Due != e.Then.Due && e.Asked() }

// Asked tells whether the training would be asked and is not done.
func (e *Effect) Asked() bool {
	return e.Then.Assigned && !e.Then.Exempt && (e.Then.Completed.IsZero() || e.Then.State == learning.StateExpired)
}

// Late tells whether the person would be overdue and is not yet.
func (e *Effect) Late() bool {
	return e.Then.State == learning.StateOverdue && e.Now.State != learning.StateOverdue
}

// Suppose judges everybody in the scope twice: as things are, and as they would be. It calls see for each whom a rule of the
// course binds in either case, on the day, in no order. Nothing is recorded.
func (c *Cube) Suppose(ctx context.Context, course courses.CourseID, on day.Date, s Supposed, scope org.Scope, see func(Effect)) error {
	rules, err := c.learning.Rules(ctx)
	if err != nil {
		return err
	}
	if err := c.freshen(ctx); err != nil {
		return err
	}
	c.mu.RLock()
	defer c.mu.RUnlock()
	q := Query{Course: course, At: max(on, day.Of(c.now()))}
	people, err := c.castOf(ctx, q)
	if err != nil {
		return err
	}
	asIs, err := c.folder(ctx, q, rules, people)
	if err != nil {
		return err
	}
	asSupposed, err := c.folder(ctx, q, s.rules(rules, c.now()), people)
	if err != nil {
		return err
	}
	allowed := map[org.PersonID][]learning.Allowance{}
	for _, a := range s.Allowances {
		a.ID, a.Recorded = string(a.Person)+"/supposed", c.now()
		allowed[a.Person] = append(allowed[a.Person], a)
	}
	var use scratch
	for i := range people.actors {
		if i%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		place := people.home.code(people.home.agencies[i])
		if !asIs.sheet.covers(scope, place) {
			continue
		}
		m := people.member(i)
		e := Effect{Person: m.Person, Post: m.Post, Now: learning.Tally(c.inputs(asIs, m, &use), asIs.at, asIs.known)}
		e.Then = learning.Tally(s.added(c.inputs(asSupposed, m, &use), allowed[m.Person.ID]), asIs.at, asIs.known)
		if !e.Now.Assigned && !e.Then.Assigned {
			continue
		}
		if agency, ok := asIs.sheet.Tree.Agency(place); ok {
			e.Agency, e.Type = agency, agency.Type
		}
		see(e)
	}
	return nil
}

// rules gives the rules with the version that is supposed.
func (s *Supposed) rules(known []learning.Rule, now time.Time) []learning.Rule {
	if s.Rule == nil {
		return known
	}
	r := *s.Rule
	r.Recorded = now
	return append(slices.Clip(known), r)
}

// added gives the inputs with what is supposed beside the rule.
func (s *Supposed) added(in learning.Inputs, mine []learning.Allowance) learning.Inputs {
	if s.Approved {
		in.Approval = learning.Approval{}
	}
	if len(mine) > 0 {
		in.Allowances = append(slices.Clip(in.Allowances), mine...)
	}
	if len(s.Closures) > 0 {
		in.Closures = append(slices.Clip(in.Closures), s.Closures...)
	}
	return in
}
