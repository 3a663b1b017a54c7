package org

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"lamtoen/internal/audit"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/store"
)

const (
	// maxProblems is how many wrong rows are reported at once.
	maxProblems = 100
	// beatEvery is how often a running import says that it is alive; groupLife is many times that.
	beatEvery = 5 * time.Second
	// sweepAfter is how long documents of an act that was never committed are kept.
	sweepAfter = 24 * time.Hour
)

// Batch is an import: it shows as a whole or not at all. A person whose ID the register knows gets a new version, any
// other is new and needs an ID (NewPersonID). A post or grant with an ID changes that one; without, it is another one of
// its person. Posts end and begin as written: a move is the old post with its last day, and the new one.
type Batch struct {
	Group  string // the group id, for callers that keep it; "" makes one
	People []Person
	Posts  []Post
	Grants []Grant
	Why    string // the file's name, or another word for the audit log

	// Each of these may be nil. Build gives people and posts anew before each try, while no other act of this instance can come
	// between, so that the import rests on what the register says at that moment; its error ends the import. Begin is told
	// the group under which the try would be committed, before anything of it is written. Progress is told how many of how
	// many documents have been written.
	Build    func() ([]Person, []Post, error)
	Begin    func(ctx context.Context, group string) error
	Progress func(written, whole int)
}

// Import adds a batch. Problems are told all together, up to 100, each with a field such as `people[12].eid`. While one
// import runs another is refused; one that was killed is given up for good by the next, a minute later.
func (r *Register) Import(ctx context.Context, b Batch, by string) error {
	if b.Build == nil && len(b.People)+len(b.Posts)+len(b.Grants) == 0 {
		return fault.Invalid("The import holds nobody.")
	}
	lock, err := r.acquire(ctx, b.Group, by)
	if err != nil {
		return err
	}
	defer r.release(ctx, lock)
	first := true
	return r.perform(ctx, func() (*act, error) {
		if !first { // the last try's group was given up
			if err := r.renew(ctx, lock); err != nil {
				return nil, err
			}
		}
		first = false
		return r.planImport(ctx, b, by, lock)
	})
}

func (r *Register) planImport(ctx context.Context, b Batch, by string, lock *lease) (*act, error) {
	a := &act{by: by, lock: lock}
	lock.progress = b.Progress
	if b.Build != nil {
		var err error
		if b.People, b.Posts, err = b.Build(); err != nil {
			return nil, err
		}
	}
	a.people, a.posts, a.grants = slices.Clone(b.People), slices.Clone(b.Posts), slices.Clone(b.Grants)
	if err := r.check(&a.changes, nameRows); err != nil {
		return nil, err
	}
	if b.Begin != nil {
		if err := b.Begin(ctx, lock.group); err != nil {
			return nil, err
		}
	}
	joined := 0
	for _, p := range a.people {
		if r.find(p.ID) == nil {
			joined++
		}
	}
	a.entry = audit.Entry{
		Action: "import", Subject: "register", Why: b.Why,
		After: fmt.Sprintf("group %s: %d new people, %d changed, %d posts, %d grants", lock.group, joined,
			len(a.people)-joined, len(a.posts), len(a.grants)),
	}
	return a, nil
}

// acquire takes the import's lock, or says who has it.
func (r *Register) acquire(ctx context.Context, group, by string) (*lease, error) {
	if group == "" {
		group = r.newID()
	}
	now := day.Instant(r.now())
	doc := lockDoc{Key: importLock, Group: group, By: by, Began: now, Beat: now}
	err := r.tables.locks.Insert(ctx, doc)
	if errors.Is(err, store.ErrExists) {
		err = r.inherit(ctx, doc)
	}
	if err != nil {
		return nil, err
	}
	return &lease{group: group, beat: now}, nil
}

// inherit takes the lock of an import that was killed, after closing its group.
func (r *Register) inherit(ctx context.Context, doc lockDoc) error {
	held, err := r.tables.locks.Get(ctx, importLock)
	if errors.Is(err, store.ErrNotFound) {
		return busy() // it ended at this moment
	}
	if err != nil {
		return fmt.Errorf("org: read the import's lock: %w", err)
	}
	if held.Beat.After(r.now().Add(-groupLife)) {
		return importRuns(held)
	}
	r.writing.Lock()
	_, err = r.abandon(ctx, held.Group, doc.By)
	r.writing.Unlock()
	if err != nil {
		return err
	}
	_, err = r.tables.locks.Update(ctx, importLock, func(l *lockDoc) error {
		if l.Group != held.Group {
			return importRuns(*l)
		}
		*l = doc
		return nil
	})
	return err
}

// renew gives the lease another group and tells the others.
func (r *Register) renew(ctx context.Context, l *lease) error {
	old := l.group
	l.group, l.beat, l.written = r.newID(), day.Instant(r.now()), 0
	_, err := r.tables.locks.Update(ctx, importLock, func(doc *lockDoc) error {
		if doc.Group != old {
			return lostLock()
		}
		doc.Group, doc.Beat = l.group, l.beat
		return nil
	})
	return err
}

// beat says that the import is alive, if it is time to. Acts that are no imports have no lease.
func (r *Register) beat(ctx context.Context, l *lease) error {
	now := day.Instant(r.now())
	if l == nil || now.Before(l.beat.Add(beatEvery)) {
		return nil
	}
	l.beat = now
	_, err := r.tables.locks.Update(ctx, importLock, func(doc *lockDoc) error {
		if doc.Group != l.group {
			return lostLock()
		}
		doc.Beat = now
		return nil
	})
	return err
}

func lostLock() error {
	return fault.Conflict("The import was taken for dead and given up; nothing was changed. Please repeat it.")
}

// release lets the next import begin. When it fails, the next import waits a minute.
func (r *Register) release(ctx context.Context, l *lease) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastCare)
	defer cancel()
	if doc, err := r.tables.locks.Get(ctx, importLock); err == nil && doc.Group == l.group {
		_, _ = r.tables.locks.Delete(ctx, importLock)
	}
}

// Sweep removes what acts left behind that were interrupted more than a day ago, and tells how many documents that was.
// Nothing of it was ever seen. Run it under a lease: two sweeps at once must not be.
func (r *Register) Sweep(ctx context.Context) (int, error) {
	r.writing.Lock()
	defer r.writing.Unlock()
	if err := r.refreshDeep(ctx); err != nil {
		return 0, err
	}
	swept := 0
	for group, w := range r.feed.waiting {
		if w.newest.After(r.now().Add(-sweepAfter)) {
			continue
		}
		fate, err := r.abandon(ctx, group, "sweep")
		if err != nil {
			return swept, err
		}
		if fate == fateCommitted {
			continue // shown by the next refresh
		}
		if err := r.erase(ctx, &w.changes, group); err != nil {
			return swept, fmt.Errorf("org: sweep: %w", err)
		}
		swept += w.size()
		r.feed.release(group, &w.changes)
		delete(r.feed.waiting, group)
	}
	r.show()
	return swept, nil
}
