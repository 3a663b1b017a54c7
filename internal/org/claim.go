package org

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/store"
)

// claimAll claims the EIDs that the act gives to people who do not have them yet.
func (r *Register) claimAll(ctx context.Context, a *act, group string) error {
	var docs []claimDoc
	for _, p := range a.people {
		if row := r.newest(p.ID); row == nil || row.eid != p.EID {
			docs = append(docs, claimDoc{EID: p.EID, Person: p.ID, Group: group, Recorded: p.Recorded})
		}
	}
	for from := 0; from < len(docs); from += chunk {
		part := docs[from:min(from+chunk, len(docs))]
		var outcomes []error
		var err error
		r.apart(a.lock, func() { outcomes, err = r.tables.claims.InsertMany(ctx, part) })
		if err != nil {
			return fmt.Errorf("org: claim EIDs: %w", err)
		}
		for i, err := range outcomes {
			if errors.Is(err, store.ErrExists) {
				err = r.takeOver(ctx, part[i])
			}
			if err != nil {
				return err
			}
		}
		if err := r.beat(ctx, a.lock); err != nil {
			return err
		}
	}
	return nil
}

// takeOver takes an EID that was claimed before, if nobody has it: the claim is of an act that was given up, or of a
// person whose EID was corrected since.
func (r *Register) takeOver(ctx context.Context, want claimDoc) error {
	held, err := r.tables.claims.Get(ctx, want.EID)
	if err != nil {
		return fmt.Errorf("org: read a claim: %w", err)
	}
	if held.Person != want.Person {
		if err := r.free(ctx, held); err != nil {
			return err
		}
	}
	_, err = r.tables.claims.Update(ctx, want.EID, func(c *claimDoc) error {
		if c.Person != held.Person || c.Group != held.Group {
			return errAgain // somebody else took it over first
		}
		*c = want
		return nil
	})
	return err
}

// free gives nil when the claim binds nobody.
func (r *Register) free(ctx context.Context, held claimDoc) error {
	switch err := r.settle(ctx, held.Group, held.Recorded); {
	case err == nil:
		return nil
	case !errors.Is(err, errAgain):
		return err
	}
	if r.feed.fates[held.Group].Fate == "" {
		doc, err := r.tables.groups.Get(ctx, held.Group)
		if errors.Is(err, store.ErrNotFound) {
			return errAgain // still at work
		}
		if err != nil {
			return fmt.Errorf("org: read a group: %w", err)
		}
		r.feed.decide(doc)
	}
	// The act was done: the holder's own entry says whether they still have the EID.
	row := r.newest(held.Person)
	if row == nil {
		return errAgain // not read yet
	}
	if row.eid == held.EID {
		return eidTaken(held.EID, row.name)
	}
	return nil
}

func eidTaken(eid, name string) error {
	return fault.Invalid("The EID is already in use.", fault.Field{
		Name:    "eid",
		Message: fmt.Sprintf("The EID %s belongs to %s. Check both; an EID can be corrected.", eid, name),
	})
}

// importLock is the id of the one lock that imports take in turn.
const importLock = "import"

// lease is an import's hold on the lock.
type lease struct {
	group string
	beat  time.Time

	progress func(written, whole int)
	written  int // documents of this try
	whole    int
}

// wrote tells who waits how far the import is.
func (l *lease) wrote(n int) {
	if l == nil || l.progress == nil {
		return
	}
	l.written += n
	l.progress(l.written, l.whole)
}

func importRuns(l lockDoc) error {
	return fault.Conflict("An import of the register is running since %s. Try again when it has ended; if it was stopped, "+
		"that is in a minute.", l.Began.In(day.Thimphu).Format("15:04"))
}
