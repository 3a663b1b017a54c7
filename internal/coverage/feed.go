package coverage

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
)

// batch is how many facts go from a reader of the store to the events at a time.
const batch = 512

// readAll takes in all facts before the feed begins: by people's ids, which is how the store has them, shared out among the
// processors. What is recorded meanwhile comes with the feed. It needs the lock.
func (c *Cube) readAll(ctx context.Context) error {
	began := c.now()
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	batches := make(chan []learning.Fact, 2*workers())
	go func() {
		defer close(batches)
		bounds := c.bounds(workers())
		_ = share(ctx, len(bounds)-1, len(bounds)-1, func(part, _, _ int) {
			if err := c.readBetween(ctx, bounds[part], bounds[part+1], batches); err != nil {
				stop(err)
			}
		})
	}()
	var failed error
	for facts := range batches { // to the end, so that no reader is left waiting
		for i := range facts {
			if failed == nil {
				failed = c.takeOld(&facts[i], began)
			}
		}
	}
	if ctx.Err() != nil {
		return fmt.Errorf("coverage: read all facts: %w", errors.Join(context.Cause(ctx), failed))
	}
	c.read.facts = later(c.read.facts, began) // sign-ins and reviews are still to be read from their beginning
	return failed
}

// bounds cuts the people into n parts of the same number; "" is either end.
func (c *Cube) bounds(n int) []org.PersonID {
	view := c.register.View("9999-12-31", time.Time{})
	bounds := []org.PersonID{""}
	for i := 1; i < n; i++ {
		if at := view.Len() * i / n; at > 0 {
			if m, ok := view.MemberAt(at); ok && m.Person.ID > bounds[len(bounds)-1] {
				bounds = append(bounds, m.Person.ID)
			}
		}
	}
	return append(bounds, "")
}

func (c *Cube) readBetween(ctx context.Context, from, until org.PersonID, out chan<- []learning.Fact) error {
	facts := make([]learning.Fact, 0, batch)
	for f, err := range c.learning.FactsBetween(ctx, from, until) {
		if err != nil {
			return err
		}
		if kindOf(f.Kind) < 0 {
			continue
		}
		f.Data = slim(&f)
		if facts = append(facts, f); len(facts) == batch {
			out <- facts
			facts = make([]learning.Fact, 0, batch)
		}
	}
	out <- facts
	return nil
}

// takeOld keeps a fact of the time before the cube was opened.
func (c *Cube) takeOld(f *learning.Fact, began time.Time) error {
	if f.Recorded.After(began.Add(-overlap)) {
		c.read.seen[f.ID] = f.Recorded
	}
	c.read.facts = later(c.read.facts, f.Recorded)
	_, err := c.events.take(f)
	return err
}

// Refresh reads what this and other instances have recorded since the last time. Callers need not: figures of today read
// the feeds themselves when their knowledge is older than half a second.
func (c *Cube) Refresh(ctx context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.refresh(ctx)
}

func (c *Cube) refresh(ctx context.Context) error {
	now, taken := c.now(), 0
	if err := c.refreshDuties(ctx); err != nil { // first, since facts touch what follows
		return err
	}
	for f, err := range c.learning.FactsSince(ctx, later(c.read.facts, c.read.asked)) {
		if err != nil {
			return fmt.Errorf("coverage: read facts: %w", err)
		}
		if err := c.take(&f); err != nil {
			return err
		}
		if taken++; taken%forgetEvery == 0 {
			c.forget()
		}
	}
	for s, err := range c.feeds.SignIns(ctx, later(c.read.signIns, c.read.asked)) {
		if err != nil {
			return fmt.Errorf("coverage: read sign-ins: %w", err)
		}
		if _, known := c.firsts[s.Person]; !known {
			c.firsts[s.Person] = s
			c.touch("", s.Person)
		}
		c.read.signIns = later(c.read.signIns, s.Recorded)
	}
	if err := c.refreshReviews(ctx); err != nil {
		return err
	}
	c.forget()
	c.read.asked = now
	return nil
}

func (c *Cube) refreshReviews(ctx context.Context) error {
	if c.feeds.Reviews == nil {
		return nil
	}
	for r, err := range c.feeds.Reviews(ctx, later(c.read.reviews, c.read.asked)) {
		if err != nil {
			return fmt.Errorf("coverage: read reviews: %w", err)
		}
		c.takeReview(r)
		c.read.reviews = later(c.read.reviews, r.Recorded)
	}
	return nil
}

// take keeps one fact if status depends on it, and marks its person's standing for judging again. The feed gives facts of
// the last minutes again; those are passed over.
func (c *Cube) take(f *learning.Fact) error {
	c.read.facts = later(c.read.facts, f.Recorded)
	if _, again := c.read.seen[f.ID]; again {
		return nil
	}
	c.read.seen[f.ID] = f.Recorded
	kept, err := c.events.take(f)
	if kept {
		c.touch(f.Course, f.Person)
		for _, follows := range c.followers[f.Course] {
			c.touch(follows, f.Person)
		}
	}
	return err
}

// touch marks a person for judging again, in one course or, "", in all.
func (c *Cube) touch(course courses.CourseID, id org.PersonID) { c.journal.add(touched{course, id}) }

// forget drops the ids that the feed will not give again.
func (c *Cube) forget() {
	edge := c.read.facts.Add(-overlap)
	for id, recorded := range c.read.seen {
		if recorded.Before(edge) {
			delete(c.read.seen, id)
		}
	}
}
