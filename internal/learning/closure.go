package learning

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"lamtoen/internal/audit"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// Limits of a closure. What is longer than half a year is a slip in the year.
const (
	maxClosure     = 183 // days
	maxClosureName = 120
)

// ClosureKind says why no work is asked.
type ClosureKind string

// The kinds of closure.
const (
	ClosureHoliday  ClosureKind = "holiday"
	ClosureVacation ClosureKind = "vacation" // of schools
	ClosureWeather  ClosureKind = "closure"  // monsoon, snow, or another cause
)

// ClosureKinds gives the kinds in the order in which pages list them.
func ClosureKinds() []ClosureKind {
	return []ClosureKind{ClosureHoliday, ClosureVacation, ClosureWeather}
}

// Closure is days on which no work is asked in a place, or a record that takes one back. Records are inserted and never changed,
// and count from when they were recorded, for every day asked about.
type Closure struct {
	ID   string      `bson:"_id" json:"id"`
	Kind ClosureKind `bson:"kind" json:"kind"`

	Place org.AgencyCode `bson:"place,omitempty" json:"place,omitempty"` // a dzongkhag or thromde and all below; "" the nation
	From  day.Date       `bson:"from" json:"from"`
	Until day.Date       `bson:"until" json:"until"` // the last day
	Name  string         `bson:"name" json:"name"`   // as people know it

	// Types are the types of agency whose own people have these days off; none: everybody in the place.
	Types []org.AgencyType `bson:"types,omitempty" json:"types,omitempty"`

	Withdraws string `bson:"withdraws,omitempty" json:"withdraws,omitempty"` // the id of the record that was wrong; "" of a closure
	Cause     string `bson:"cause,omitempty" json:"cause,omitempty"`         // why it was withdrawn

	By       string    `bson:"by" json:"by"`
	Recorded time.Time `bson:"recorded" json:"recorded"`
	Group    string    `bson:"group,omitempty" json:"-"` // of those recorded together; counted once the group is complete
}

// closureWithdrawn stands behind the id of a record that is withdrawn.
const closureWithdrawn = "-withdrawn"

// closureID makes the id of the n-th telling of a closure; only a withdrawn one is told again.
func closureID(c Closure, n int) string {
	parts := []string{string(c.Kind), cmp.Or(string(c.Place), "nation"), c.From.ISO(), c.Until.ISO()}
	for _, t := range c.Types {
		parts = append(parts, string(t))
	}
	if n > 1 {
		parts = append(parts, strconv.Itoa(n))
	}
	return strings.Join(parts, "_")
}

// problems lists what is wrong with a closure, by field.
func (c *Closure) problems() []fault.Field {
	var bad []fault.Field
	say := func(name, message string) { bad = append(bad, fault.Field{Name: name, Message: message}) }
	if !slices.Contains(ClosureKinds(), c.Kind) {
		say("kind", "Choose one of: holiday, vacation, closure.")
	}
	if !believable(c.From) {
		say("from", "Give the first day as year-month-day, for example 2026-12-17.")
	}
	switch {
	case !believable(c.Until) || c.Until < c.From:
		say("until", "Give a last day that is not before the first.")
	case believable(c.From) && daysFrom(c.From, c.Until) >= maxClosure:
		say("until", "This is more than half a year. Look at the years.")
	}
	if slices.ContainsFunc(c.Types, func(t org.AgencyType) bool { return !slices.Contains(org.AgencyTypes(), t) }) {
		say("types", "Choose types of agency from the list, or none for everybody in the place.")
	}
	if !oneLine(c.Name, maxClosureName) {
		say("name", fmt.Sprintf("Name it in a line of at most %d characters, as people know it.", maxClosureName))
	}
	return bad
}

// reaches tells whether the people of an agency have the days off, by the tree of the day.
func (c *Closure) reaches(tree *org.Tree, agency org.AgencyCode) bool {
	if c.Place == "" && len(c.Types) == 0 {
		return true
	}
	if tree == nil || c.Place != "" && !tree.Within(org.Scope{Agencies: []org.AgencyCode{c.Place}}, agency) {
		return false
	}
	a, ok := tree.Agency(agency)
	return len(c.Types) == 0 || ok && slices.Contains(c.Types, a.Type)
}

// misplaced tells whether a closure names what is no dzongkhag or thromde on its first day.
func (s *Service) misplaced(c *Closure) bool {
	if c.Place == "" {
		return false
	}
	a, ok := s.register.Tree(c.From).Agency(c.Place)
	return !ok || a.Type != org.TypeDzongkhag && a.Type != org.TypeThromde
}

// AddClosure records days on which no work is asked (ID, Recorded and By are set here) and audits them first. The same days of the
// same place and kind that are in force already stand, and nothing is changed. A field out of bounds is fault.CodeInvalid.
func (s *Service) AddClosure(ctx context.Context, c Closure, by string) (Closure, error) {
	if err := s.Refresh(ctx); err != nil { // another instance may have recorded it
		return Closure{}, err
	}
	if bad := s.closureProblems(&c); len(bad) > 0 {
		return Closure{}, fault.Invalid("The closure cannot be recorded.", bad...)
	}
	if old, there := s.inForceClosure(&c); there {
		return old, nil
	}
	added, err := s.insertClosure(ctx, c, by)
	if _, counts := s.closure(added.ID); err == nil && !counts { // a crash has left the id to a group that never counts
		_, err = s.AddClosures(ctx, []Closure{c}, by)
		added, _ = s.inForceClosure(&c)
	}
	return added, err
}

// WithdrawClosure records that a closure was wrong, with the reason. Withdrawing it again is success, one that never was is
// fault.CodeNotFound.
func (s *Service) WithdrawClosure(ctx context.Context, id, by, why string) error {
	if err := s.Refresh(ctx); err != nil {
		return err
	}
	c, ok := s.closure(id)
	if !ok || c.Withdraws != "" {
		return fault.NotFound("There is no such closure.")
	}
	if why = strings.TrimSpace(why); !oneLine(why, maxCause) {
		return fault.Invalid("Say why the closure is withdrawn.", fault.Field{Name: "cause",
			Message: fmt.Sprintf("Give the reason in a line of at most %d characters.", maxCause)})
	}
	if _, done := s.closure(id + closureWithdrawn); done {
		return nil
	}
	c.ID, c.Withdraws, c.Cause, c.Group = id+closureWithdrawn, id, why, ""
	_, err := s.insertClosure(ctx, c, by)
	return err
}

// insertClosure audits a record and inserts it. Losing a race to another officer is success: it is recorded.
func (s *Service) insertClosure(ctx context.Context, c Closure, by string) (Closure, error) {
	c.Recorded, c.By = s.now(), by
	words := c.words()
	entry := audit.Entry{At: c.Recorded, By: by, Action: "closure", Subject: c.ID, Agency: string(c.Place), After: words}
	if c.Withdraws != "" {
		entry.Action, entry.Before, entry.After, entry.Why = "withdraw-closure", words, "withdrawn", c.Cause
	}
	if err := s.audit.Append(ctx, entry); err != nil {
		return Closure{}, fmt.Errorf("learning: audit the closure %s: %w", c.ID, err)
	}
	if err := s.closures.Insert(ctx, c); err != nil && !errors.Is(err, store.ErrExists) {
		return Closure{}, fmt.Errorf("learning: add closure %s: %w", c.ID, err)
	}
	return c, s.Refresh(ctx)
}

// words is the closure for the audit log.
func (c *Closure) words() string {
	text := fmt.Sprintf("%s %s in %s from %s until %s", c.Kind, c.Name, cmp.Or(string(c.Place), "the nation"), c.From.ISO(), c.Until.ISO())
	if len(c.Types) > 0 {
		text += fmt.Sprintf(", for agencies of the types %v", c.Types)
	}
	return text
}

// Closures gives all records, withdrawals too, in the order in which they were recorded. Callers do not write to it.
func (s *Service) Closures() []Closure { return *s.readClosures.Load() }

func (s *Service) closure(id string) (Closure, bool) {
	all := s.Closures()
	i := slices.IndexFunc(all, func(c Closure) bool { return c.ID == id })
	if i < 0 {
		return Closure{}, false
	}
	return all[i], true
}

// refreshClosures reads them again.
func (s *Service) refreshClosures(ctx context.Context) error {
	all, _, err := s.closures.Find(ctx, store.Query{})
	if err != nil {
		return fmt.Errorf("learning: read the closures: %w", err)
	}
	if all, err = s.complete(ctx, all); err != nil {
		return err
	}
	slices.SortFunc(all, func(a, b Closure) int { return cmp.Or(a.Recorded.Compare(b.Recorded), cmp.Compare(a.ID, b.ID)) })
	s.readClosures.Store(&all)
	return nil
}

// Workday tells whether work is asked on the day in the agency, as known now: Saturdays, Sundays and closures are not.
func (s *Service) Workday(on day.Date, agency org.AgencyCode) bool {
	_, shut := shutOn(s.Closures(), s.register.Tree(on), on, agency, s.now())
	return !shut
}

// NextWorkday gives the day itself, or the first one after it on which work is asked in the agency.
func (s *Service) NextWorkday(on day.Date, agency org.AgencyCode) day.Date {
	for range longestClosure {
		if s.Workday(on, agency) {
			break
		}
		on = on.AddDays(1)
	}
	return on
}
