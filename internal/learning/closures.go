package learning

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"lamtoen/internal/audit"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// MaxClosures is how many closures are recorded at once, at most.
const MaxClosures = 500

// closureTries is how often an id that is taken is passed over: a crash may have left it, uncounted.
const closureTries = 20

// closureGroup is the one document that makes closures recorded together count, all in one step.
type closureGroup struct {
	ID       string    `bson:"_id"`
	Recorded time.Time `bson:"recorded"`
	By       string    `bson:"by"`
}

// closureProblems brings a closure into the stored form and lists what is wrong with it, in itself and against the register.
func (s *Service) closureProblems(c *Closure) []fault.Field {
	c.Name, c.Withdraws, c.Cause, c.Group = strings.TrimSpace(c.Name), "", "", ""
	c.Types = slices.Clone(c.Types)
	slices.SortFunc(c.Types, func(a, b org.AgencyType) int { return strings.Compare(string(a), string(b)) })
	c.Types = slices.Compact(c.Types)
	bad := c.problems()
	if s.misplaced(c) {
		bad = append(bad, fault.Field{Name: "place", Message: "Choose a dzongkhag or thromde of that day, or none for the whole nation."})
	}
	return bad
}

// CheckClosure lists what is wrong with a closure, by field, and tells whether the same is in force already. It records nothing.
func (s *Service) CheckClosure(c Closure) (bad []fault.Field, there bool) {
	if bad = s.closureProblems(&c); len(bad) > 0 {
		return bad, false
	}
	_, there = s.inForceClosure(&c)
	return nil, there
}

// inForceClosure sets the id that the closure would get, and gives the one in force that says the same.
func (s *Service) inForceClosure(c *Closure) (Closure, bool) {
	for n := 1; ; n++ {
		c.ID = closureID(*c, n)
		old, told := s.closure(c.ID)
		if !told {
			return Closure{}, false
		}
		if _, withdrawn := s.closure(c.ID + closureWithdrawn); !withdrawn {
			return old, true
		}
	}
}

// AddClosures records closures, all of them or, whatever happens, none, and gives how many are new; what is in force already
// stands. Each is audited first.
func (s *Service) AddClosures(ctx context.Context, list []Closure, by string) (int, error) {
	if len(list) == 0 || len(list) > MaxClosures {
		return 0, fault.Invalid(fmt.Sprintf("Give between 1 and %d closures at once.", MaxClosures))
	}
	if err := s.Refresh(ctx); err != nil {
		return 0, err
	}
	var id [16]byte
	if _, err := io.ReadFull(s.random, id[:]); err != nil {
		return 0, fmt.Errorf("learning: name a group of closures: %w", err)
	}
	group := closureGroup{ID: hex.EncodeToString(id[:]), Recorded: s.now(), By: by}
	var fresh []Closure
	for _, c := range list {
		if bad := s.closureProblems(&c); len(bad) > 0 {
			return 0, fault.Invalid("The closures cannot be recorded.", bad...)
		}
		_, there := s.inForceClosure(&c)
		if there || slices.ContainsFunc(fresh, func(o Closure) bool { return o.ID == c.ID }) {
			continue
		}
		c.Group, c.Recorded, c.By = group.ID, group.Recorded, by
		fresh = append(fresh, c)
	}
	if len(fresh) == 0 {
		return 0, nil
	}
	for i := range fresh {
		c := &fresh[i]
		entry := audit.Entry{At: c.Recorded, By: by, Action: "closure", Subject: c.ID, Agency: string(c.Place), After: c.words()}
		if err := s.audit.Append(ctx, entry); err != nil {
			return 0, fmt.Errorf("learning: audit the closure %s: %w", c.ID, err)
		}
	}
	if err := s.insertClosures(ctx, fresh); err != nil {
		return 0, err
	}
	// Until here nothing counts, and what a crash leaves never will.
	if err := s.together.Insert(ctx, group); err != nil {
		return 0, fmt.Errorf("learning: complete the closures %s: %w", group.ID, err)
	}
	return len(fresh), s.Refresh(ctx)
}

// insertClosures inserts a group's closures, each under an id that is free.
func (s *Service) insertClosures(ctx context.Context, left []Closure) error {
	for n := 2; len(left) > 0; n++ {
		outcomes, err := s.closures.InsertMany(ctx, left)
		if err != nil {
			return fmt.Errorf("learning: add %d closures: %w", len(left), err)
		}
		var taken []Closure
		for i, err := range outcomes {
			switch {
			case errors.Is(err, store.ErrExists) && n <= closureTries:
				c := left[i]
				c.ID = closureID(c, n)
				taken = append(taken, c)
			case err != nil:
				return fmt.Errorf("learning: add closure %s: %w", left[i].ID, err)
			}
		}
		left = taken
	}
	return nil
}

// complete leaves out the closures of groups that are not complete. The others of a group were known when it became so.
func (s *Service) complete(ctx context.Context, all []Closure) ([]Closure, error) {
	if !slices.ContainsFunc(all, func(c Closure) bool { return c.Group != "" }) {
		return all, nil
	}
	groups, _, err := s.together.Find(ctx, store.Query{})
	if err != nil {
		return nil, fmt.Errorf("learning: read the groups of closures: %w", err)
	}
	at := map[string]time.Time{}
	for _, g := range groups {
		at[g.ID] = g.Recorded
	}
	return slices.DeleteFunc(all, func(c Closure) bool {
		_, ok := at[c.Group]
		return c.Group != "" && !ok
	}), nil
}
