package classes

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/audit"
	"lamtoen/internal/org"
	"lamtoen/internal/school"
	"lamtoen/internal/store"
)

// Awaited is something that is still expected for a class, which is not purged before it has come or is given up.
type Awaited struct {
	Course courses.CourseID
	What   string // slips or paper
	Count  int
}

// Carried is a finished module that a pupil takes along to another class.
type Carried struct {
	Course  courses.CourseID `bson:"course"`
	Version courses.Version  `bson:"version"`
	At      time.Time        `bson:"at"` // when it was finished
}

// Tally is what is kept of a class and a module when the pupils' rows go: counts, and nobody.
type Tally struct {
	ID      string           `bson:"_id"` // CLASS/COURSE
	Class   string           `bson:"class"`
	Course  courses.CourseID `bson:"course"`
	Version courses.Version  `bson:"version"`

	School school.Code    `bson:"school"`
	Place  org.AgencyCode `bson:"place"`
	Year   string         `bson:"year"`
	Stages []string       `bson:"stages"`
	Modes  []string       `bson:"modes"`

	Pupils int `bson:"pupils"` // of the class, those who left before they began not counted
	Begun  int `bson:"begun"`
	Done   int `bson:"done"`

	// The three questions before and after: right answers of those pupils who answered both, by question.
	Change []Change `bson:"change,omitempty"`

	Recorded time.Time `bson:"recorded"`

	begun, done map[int]bool // by roll, while the class's own figures are made; never kept
}

// Change is how one question was answered before and after a module, by pupils or by a count of hands.
type Change struct {
	Question courses.ItemID `bson:"question"`
	Before   int            `bson:"before"`   // right answers
	BeforeOf int            `bson:"beforeof"` // answers
	After    int            `bson:"after"`
	AfterOf  int            `bson:"afterof"`
	Hands    bool           `bson:"hands,omitempty"`
}

// Tallies gives the figures of a class: those kept when it was purged, or else those of now.
func (s *Service) Tallies(ctx context.Context, id string) ([]Tally, error) {
	c, err := s.Class(ctx, id)
	if err != nil {
		return nil, err
	}
	if c.Purged.IsZero() {
		return s.tally(ctx, c)
	}
	list, _, err := s.tallies.Find(ctx, store.Query{Index: byClass, Equal: []any{id}})
	if err != nil {
		return nil, fmt.Errorf("classes: tallies: %w", err)
	}
	return list, nil
}

// tally works the figures of a class out from its pupils' rows.
func (s *Service) tally(ctx context.Context, c Class) ([]Tally, error) {
	at, _ := s.deps.Schools.School(c.School)
	var list []Tally
	for _, part := range s.parts {
		more, err := part.tallies(ctx, c)
		if err != nil {
			return nil, err
		}
		for _, t := range more {
			t.ID, t.Class, t.School, t.Place, t.Year, t.Stages = c.ID+"/"+string(t.Course), c.ID, c.School, at.Place, c.Year, c.Stages
			t.Recorded = s.now()
			list = append(list, t)
		}
	}
	return list, nil
}

// Awaits gives what is still expected for a class, which is not purged before it has come or is given up.
func (s *Service) Awaits(ctx context.Context, c Class) ([]Awaited, error) {
	var list []Awaited
	for _, part := range s.parts {
		more, err := part.awaited(ctx, c)
		if err != nil {
			return nil, err
		}
		list = append(list, more...)
	}
	return list, nil
}

// Purge deletes the pupils' rows of the classes whose time is over, after their figures have been kept, and what else has run
// out. It may be repeated, and goes on where it was broken off. It tells how many classes it has purged.
func (s *Service) Purge(ctx context.Context) (int, error) {
	purged, err := s.purged(ctx)
	if err != nil {
		return 0, err
	}
	count := 0
	today := s.today()
	for found, err := range s.classes.Each(ctx, store.Query{Index: byUntil, Until: string(today)}) {
		if err != nil {
			return count, fmt.Errorf("classes: %w", err)
		}
		if at, done := purged[found.ID]; done {
			if s.now().Sub(at) < 48*time.Hour {
				err = s.deleteRows(ctx, found.ID)
			}
		} else {
			var did bool
			did, err = s.purgeClass(ctx, found.ID)
			if did {
				count++
			}
		}
		if err != nil {
			return count, err
		}
	}
	return count, s.sweep(ctx)
}

// purged gives the classes that were purged, and when.
func (s *Service) purged(ctx context.Context) (map[string]time.Time, error) {
	list := map[string]time.Time{}
	for e, err := range s.events.Each(ctx, store.Query{Index: byKind, Equal: []any{string(KindPurged)}}) {
		if err != nil {
			return nil, fmt.Errorf("classes: %w", err)
		}
		list[e.Class] = e.At
	}
	return list, nil
}

// purgeClass purges one class when it is time and nothing is awaited: first the figures, then the event, then the rows.
func (s *Service) purgeClass(ctx context.Context, id string) (bool, error) {
	c, err := s.Class(ctx, id)
	if err != nil || s.today() <= c.Closes() {
		return false, err
	}
	awaited, err := s.Awaits(ctx, c)
	if err != nil || len(awaited) > 0 {
		return false, err
	}
	sum, err := s.sum(ctx, c)
	if err != nil {
		return false, err
	}
	if err := s.keepSum(ctx, sum); err != nil {
		return false, err
	}
	list := sum.Modules
	each, err := s.tallies.InsertMany(ctx, list)
	for _, one := range each {
		if !errors.Is(one, store.ErrExists) {
			err = errors.Join(err, one)
		}
	}
	if err != nil {
		return false, fmt.Errorf("classes: tallies: %w", err)
	}
	_, err = s.record(ctx, id, func(c Class) (Event, bool, error) {
		if !c.Purged.IsZero() {
			return Event{}, false, nil
		}
		entry := audit.Entry{By: "purge", Action: actPurged, Before: "pupils' rows kept", After: fmt.Sprintf("pupils' rows deleted; figures of %d modules kept", len(list))}
		return Event{Kind: KindPurged, By: "purge"}, true, s.log(ctx, c, entry)
	})
	if err != nil {
		return false, err
	}
	return true, s.deleteRows(ctx, id)
}

// deleteRows deletes everything that is kept of a class's pupils.
func (s *Service) deleteRows(ctx context.Context, class string) error {
	for _, part := range s.parts {
		if err := part.purge(ctx, class); err != nil {
			return err
		}
	}
	if err := deleteAll(ctx, s.pupils, store.Query{Index: byClass, Equal: []any{class}}, func(p Pupil) string { return p.ID }); err != nil {
		return err
	}
	from, until := store.Prefix(class + "/")
	moved, _, err := s.transfers.Find(ctx, store.Query{Index: byFrom, From: from, Until: until})
	if err != nil {
		return fmt.Errorf("classes: transfers: %w", err)
	}
	for _, t := range moved { // what they carry goes on, from nobody
		_, err := s.transfers.Update(ctx, t.ID, func(t *Transfer) error { t.From = ""; return nil })
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("classes: transfer: %w", err)
		}
	}
	return deleteAll(ctx, s.sessions, store.Query{Index: byClass, Equal: []any{class}}, func(d sessionDoc) string { return d.ID })
}

// goneMeanwhile tells whether a class was purged while something about its pupils was written, and takes that back: the purge, perhaps
// another instance's, has deleted what it found, and nothing that came in behind it may stay.
func (s *Service) goneMeanwhile(ctx context.Context, class string) (bool, error) {
	c, err := s.Class(ctx, class)
	if err != nil || c.Purged.IsZero() {
		return false, err
	}
	return true, s.deleteRows(ctx, class)
}

// sweep deletes sessions and transfers that have run out.
func (s *Service) sweep(ctx context.Context) error {
	return errors.Join(
		deleteAll(ctx, s.sessions, store.Query{Index: byUntil, Until: s.now()}, func(d sessionDoc) string { return d.ID }),
		deleteAll(ctx, s.transfers, store.Query{Index: byUntil, Until: string(s.today())}, func(t Transfer) string { return t.ID }),
	)
}

func deleteAll[T any](ctx context.Context, c *store.Collection[T], q store.Query, id func(T) string) error {
	list, _, err := c.Find(ctx, q)
	if err != nil {
		return fmt.Errorf("classes: %w", err)
	}
	for _, doc := range list {
		if _, err := c.Delete(ctx, id(doc)); err != nil {
			return fmt.Errorf("classes: %w", err)
		}
	}
	return nil
}
