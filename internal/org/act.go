package org

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lamtoen/internal/audit"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/store"
)

const (
	// groupLife is how long after its last stamp a group without a commit may still be at work. An act takes milliseconds
	// and an import moves its lock's beat on, so whatever is older was interrupted.
	groupLife = time.Minute
	// tries is how often an act that met another one reads again and repeats itself.
	tries = 6
	// firstPause grows with each try: others' acts of milliseconds are waited for, an import is not.
	firstPause = 20 * time.Millisecond
	// lastCare is the time given to clearing up after an act whose own time is over.
	lastCare = 5 * time.Second
)

// act is one administrative act: what it adds, and its line in the audit log.
type act struct {
	changes
	by    string
	entry audit.Entry // Action, Subject, Agency, Before, After, Why; the rest is filled in
	lock  *lease      // of an import; nil else
}

// errAgain says that the act met another one and should be planned anew from what the store now says.
var errAgain = errors.New("org: met another act")

// perform does an act. The plan reads the memory, checks, and says what to add; it is called again when another instance
// came first. A nil act is nothing to do.
func (r *Register) perform(ctx context.Context, plan func() (*act, error)) error {
	r.writing.Lock()
	defer r.writing.Unlock()
	for try := range tries {
		a, err := plan()
		if err != nil && try == 0 { // what is wrong may have been mended elsewhere
			if err := r.refreshDeep(ctx); err != nil {
				return err
			}
			a, err = plan()
		}
		if err != nil || a == nil || a.size() == 0 {
			return err
		}
		if err = r.attempt(ctx, a); !errors.Is(err, errAgain) {
			return err
		}
		if err := sleep(ctx, time.Duration(try+1)*firstPause); err != nil {
			return err
		}
		if err := r.refreshDeep(ctx); err != nil {
			return err
		}
	}
	return busy()
}

func busy() error {
	return fault.Conflict("Somebody else is changing the same entry. Look at it again, then repeat your change if it is still needed.")
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// attempt inserts the act's documents, then the audit entry, then the commit.
func (r *Register) attempt(ctx context.Context, a *act) error {
	if err := r.number(ctx, a); err != nil {
		return err
	}
	group := r.newID()
	if a.lock != nil {
		group = a.lock.group
		a.lock.whole = a.size()
	}
	at := r.instant(a)
	a.stamp(group, a.by, at)
	if err := r.claimAll(ctx, a, group); err != nil {
		return r.giveUp(ctx, a, group, err)
	}
	if err := r.insert(ctx, a); err != nil {
		return r.giveUp(ctx, a, group, err)
	}
	// Before the commit: a change without an entry must not exist; an entry whose change did not follow does no harm.
	a.entry.At, a.entry.By = at, a.by
	if err := r.audit.Append(ctx, a.entry); err != nil {
		return r.giveUp(ctx, a, group, fmt.Errorf("org: audit: %w", err))
	}
	return r.commit(ctx, a, group)
}

// instant is now, but after everything that the act comes after: versions of a record are in the order of their instants
// even when two servers' clocks differ.
func (r *Register) instant(a *act) time.Time {
	at := day.Instant(r.now())
	after := func(before time.Time) {
		if !at.After(before) {
			at = before.Add(time.Millisecond)
		}
	}
	for _, p := range a.people {
		if row := r.newest(p.ID); row != nil {
			after(time.UnixMilli(row.recorded))
		}
	}
	for _, p := range a.posts {
		if e := r.find(p.Person); e != nil && len(e.posts) > 0 {
			after(time.UnixMilli(e.posts[len(e.posts)-1].recorded))
		}
	}
	for _, g := range a.grants {
		if old := r.grantVersions(g.Person); len(old) > 0 {
			after(old[len(old)-1].Recorded)
		}
	}
	if n := len(r.bookNow().versions); len(a.agencies) > 0 && n > 0 {
		after(r.bookNow().versions[n-1].Recorded)
	}
	return at.UTC()
}

// number gives each document the next number of its series. Numbers that an interrupted act has taken are passed over,
// after it has been made sure that the act can never be committed.
func (r *Register) number(ctx context.Context, a *act) error {
	next := map[string]int{}
	var failed error
	take := func(series string, shown int) int {
		n, ok := next[series]
		if !ok {
			n = shown
			if t := r.feed.tops[series]; t.number > shown {
				if err := r.settle(ctx, t.group, r.stampOf(t.group)); err != nil && failed == nil {
					failed = err
				}
				n = t.number
			}
		}
		next[series] = n + 1
		return n + 1
	}
	for i, p := range a.people {
		shown := 0
		if row := r.newest(p.ID); row != nil {
			shown = int(row.version)
		}
		a.people[i].Version = take(inPeople+string(p.ID), shown)
	}
	for i, p := range a.posts {
		shown := 0
		if e := r.find(p.Person); e != nil && len(e.posts) > 0 {
			shown = int(e.posts[len(e.posts)-1].version)
		}
		a.posts[i].Version = take(inPosts+string(p.Person), shown)
	}
	for i, g := range a.grants {
		shown := 0
		if old := r.grantVersions(g.Person); len(old) > 0 {
			shown = old[len(old)-1].Version
		}
		a.grants[i].Version = take(inGrants+string(g.Person), shown)
	}
	for i := range a.agencies {
		a.agencies[i].Version = take(inAgencies, r.bookNow().top())
	}
	return failed
}

// newest gives what the register has of a person now; nil when that is nothing.
func (r *Register) newest(id PersonID) *personRow {
	if e := r.find(id); e != nil {
		return e.person(always)
	}
	return nil
}

func (r *Register) grantVersions(id PersonID) []Grant {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.grants[id]
}

func (r *Register) bookNow() *book {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.book
}

func (r *Register) stampOf(group string) time.Time {
	if w := r.feed.waiting[group]; w != nil {
		return w.newest
	}
	return time.Time{}
}

// commit lets the act show. After it, nothing can undo the act but another one.
func (r *Register) commit(ctx context.Context, a *act, group string) error {
	at := day.Instant(r.now())
	if at.Before(a.entry.At) {
		at = a.entry.At
	}
	doc := groupDoc{Group: group, Fate: fateCommitted, Recorded: at, By: a.by, Size: a.size()}
	err := r.tables.groups.Insert(ctx, doc)
	switch {
	case errors.Is(err, store.ErrExists):
		return fault.Conflict("This took too long and was given up; nothing was changed. Please repeat it.")
	case err != nil:
		// The commit may have been written all the same. Only the fate can tell.
		if fate := r.closeGroup(ctx, a, group); fate.Fate != fateCommitted {
			return fmt.Errorf("org: commit: %w", err)
		}
		doc = r.feed.fates[group]
	}
	r.feed.fates[group] = doc
	delete(r.feed.waiting, group) // a refresh during an import meets the import's own documents
	r.feed.fresh[group] = &a.changes
	r.show()
	return nil
}

// giveUp closes the act's group and gives back why.
func (r *Register) giveUp(ctx context.Context, a *act, group string, cause error) error {
	r.closeGroup(ctx, a, group)
	return cause
}

// closeGroup makes sure that the group will not be committed any more and removes what it had inserted, as far as the
// store lets it in the time; the sweep does the rest, and all of it for an import. It gives the group's fate, if known.
func (r *Register) closeGroup(ctx context.Context, a *act, group string) groupDoc {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastCare)
	defer cancel()
	if fate, err := r.abandon(ctx, group, a.by); err == nil && fate == fateAbandoned && a.lock == nil {
		_ = r.erase(ctx, &a.changes, group)
	}
	return r.feed.fates[group]
}

// abandon closes a group for good, unless it has been committed, and gives its fate.
func (r *Register) abandon(ctx context.Context, group, by string) (string, error) {
	doc := groupDoc{Group: group, Fate: fateAbandoned, Recorded: day.Instant(r.now()), By: by}
	err := r.tables.groups.Insert(ctx, doc)
	if errors.Is(err, store.ErrExists) {
		doc, err = r.tables.groups.Get(ctx, group)
	}
	if err != nil {
		return "", fmt.Errorf("org: abandon a group: %w", err)
	}
	r.feed.decide(doc)
	return doc.Fate, nil
}

// settle finds out what becomes of a group that stands in the way. nil: it was given up and the way is free. errAgain: it
// is at work, or has just been committed, so look again.
func (r *Register) settle(ctx context.Context, group string, newest time.Time) error {
	fate := r.feed.fates[group].Fate
	if fate == "" {
		doc, err := r.tables.groups.Get(ctx, group)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("org: read a group: %w", err)
		}
		fate = doc.Fate
	}
	if fate == "" {
		running, err := r.atWork(ctx, group, newest)
		if err != nil {
			return err
		}
		if running {
			return errAgain
		}
		if fate, err = r.abandon(ctx, group, "sweep"); err != nil {
			return err
		}
	}
	if fate == fateCommitted {
		return errAgain
	}
	return nil
}

// atWork tells whether the group may still be committed by whoever began it. An import that runs is told as a fault:
// nobody waits for that.
func (r *Register) atWork(ctx context.Context, group string, newest time.Time) (bool, error) {
	lock, err := r.tables.locks.Get(ctx, importLock)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return false, fmt.Errorf("org: read the import's lock: %w", err)
	}
	limit := r.now().Add(-groupLife)
	if err == nil && lock.Group == group && lock.Beat.After(limit) {
		return false, importRuns(lock)
	}
	return newest.After(limit), nil
}
