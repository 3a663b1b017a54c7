package coverage

import (
	"context"
	"fmt"
	"slices"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
)

// How much is kept of what was asked for last: for 30,000 people a cast takes 1.4 MB and a sheet 30 KB.
const (
	maxCasts  = 16
	maxSheets = 240
)

// settled is how long after an instant nothing more is recorded that was known by it: the feeds' overlap and a margin.
const settled = 10 * time.Minute

// castKey names a cast; a zero Known is all that is known.
type castKey struct {
	at    day.Date
	known int64
}

// sheetKey names a sheet.
type sheetKey struct {
	course courses.CourseID
	castKey
}

func keyOf(q Query) castKey {
	if q.Known.IsZero() {
		return castKey{at: q.At}
	}
	return castKey{q.At, q.Known.UnixMilli()}
}

// sheet gives the sheet of a course as at a day, as known on an instant; the zero instant is now.
func (c *Cube) sheet(ctx context.Context, q Query) (*Sheet, error) {
	if err := c.check(q); err != nil {
		return nil, err
	}
	return c.sheetOf(ctx, q)
}

// sheetOf is sheet for a query that was checked.
func (c *Cube) sheetOf(ctx context.Context, q Query) (*Sheet, error) {
	rules, err := c.learning.Rules(ctx)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(rules, func(r learning.Rule) bool { return r.Course == q.Course }) {
		return nil, fault.NotFound("No rule asks anyone to take the course %q, so there is no coverage of it.", string(q.Course))
	}
	if err := c.freshen(ctx); err != nil {
		return nil, err
	}
	s, err := c.kept(ctx, q, rules)
	if err != nil || q.Structure == "" {
		return s, err
	}
	return s.in(q.Structure, c.register), nil
}

// check refuses days that have not come, and structures that would show people outside the asker's scope.
func (c *Cube) check(q Query) error {
	today := day.Of(c.now())
	if q.At > today {
		return fault.Invalid("Coverage can be asked for up to today.",
			fault.Field{Name: "at", Message: fmt.Sprintf("%s has not come yet; today is %s.", q.At, today)})
	}
	switch {
	case q.Structure > today:
		return fault.Invalid("The agencies can be asked for as they were up to today.",
			fault.Field{Name: "structure", Message: fmt.Sprintf("%s has not come yet; today is %s.", q.Structure, today)})
	case !q.Scope.All && q.Structure != "" && q.Structure != q.At && q.Structure != today:
		return fault.Invalid("Choose the agencies of the day of the figures, or those of today.",
			fault.Field{Name: "structure", Message: "Only the structure of then or of today can be shown for one agency's officers."})
	}
	return nil
}

func (c *Cube) freshen(ctx context.Context) error {
	c.mu.RLock()
	old := c.now().Sub(c.read.asked) >= fresh
	c.mu.RUnlock()
	wrote := c.wrote.Swap(false) // before reading: what is recorded meanwhile is for the next to ask
	if !old && !wrote {
		return nil
	}
	err := c.Refresh(ctx)
	if err != nil {
		c.Wrote()
	}
	return err
}

// Warm brings the sheets of today up to date, so that whoever asks next need not wait for it.
func (c *Cube) Warm(ctx context.Context) error {
	ids, err := c.Courses(ctx)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if _, err := c.sheet(ctx, c.filled(Query{Course: id})); err != nil {
			return err
		}
	}
	return nil
}

// kept gives the sheet from the cache, made or brought up to date where that is needed. A sheet is never changed after it was
// given out: judging a few people again copies it first.
func (c *Cube) kept(ctx context.Context, q Query, rules []learning.Rule) (*Sheet, error) {
	slot := c.sheets.slot(sheetKey{q.Course, keyOf(q)})
	if s := slot.value.Load(); c.holds(s, rules) {
		return s, nil
	}
	slot.mu.Lock()
	defer slot.mu.Unlock()
	old := slot.value.Load()
	if c.holds(old, rules) {
		return old, nil
	}
	today := q.At == day.Of(c.now()) && q.Known.IsZero()
	if last, ok := c.todays.Load(q.Course); old == nil && ok && today {
		old, _ = last.(*Sheet)
	}
	c.mu.RLock()
	defer c.mu.RUnlock()
	s, err := c.made(ctx, q, rules, old)
	if err != nil {
		return nil, err
	}
	slot.value.Store(s)
	if today {
		c.todays.Store(q.Course, s)
	}
	return s, nil
}

// holds tells whether a sheet still says what one made now would say.
func (c *Cube) holds(s *Sheet, rules []learning.Rule) bool {
	if s == nil {
		return false
	}
	c.mu.RLock()
	defer c.mu.RUnlock()
	return s.settled || s.seq == c.journal.end() && s.cast.revision == c.register.Revision() && s.stamp == c.stamp(s.Course, rules)
}

// isSettled tells that nothing which bears on the answer can be recorded any more.
func (c *Cube) isSettled(q Query) bool { return !q.Known.IsZero() && c.now().Sub(q.Known) > settled }

// castOf gives the cast of a query, taken anew where the register has changed.
func (c *Cube) castOf(ctx context.Context, q Query) (*cast, error) {
	slot := c.casts.slot(keyOf(q))
	slot.mu.Lock()
	defer slot.mu.Unlock()
	old := slot.value.Load()
	if old != nil && (old.settled || old.revision == c.register.Revision()) {
		return old, nil
	}
	fresh, err := newCast(ctx, c.register, q, workers())
	if err != nil {
		return nil, err
	}
	fresh.settled = c.isSettled(q)
	slot.value.Store(fresh)
	return fresh, nil
}

// made folds a sheet, or, where the old one tells enough, judges those again whose standing may be another. It needs the read
// lock.
func (c *Cube) made(ctx context.Context, q Query, rules []learning.Rule, old *Sheet) (*Sheet, error) {
	people, err := c.castOf(ctx, q)
	if err != nil {
		return nil, err
	}
	f, err := c.folder(ctx, q, rules, people)
	if err != nil {
		return nil, err
	}
	if old == nil || old.stamp != f.sheet.stamp || old.Tree != f.sheet.Tree || !slices.Equal(old.Kinds, f.sheet.Kinds) || old.Waits != f.sheet.Waits {
		return c.fold(ctx, f)
	}
	again, ok := c.journal.since(old.seq, q.Course)
	switch {
	case !ok || old.At != q.At && old.holds == nil:
		return c.fold(ctx, f)
	case old.cast == people && old.At == q.At:
		return c.rejudge(f, old, again), nil
	}
	return c.renew(ctx, f, old, again)
}
