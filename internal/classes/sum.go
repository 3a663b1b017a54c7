package classes

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"time"

	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/school"
	"lamtoen/internal/store"
)

// Sum is what is counted of one class, and nobody: how many pupils it has, how many of them any module has reached, and the figures
// of each module. It is worked out from the pupils' rows as long as they are there, and kept, inserted once, when they are purged.
type Sum struct {
	ID     string         `bson:"_id"` // the class
	School school.Code    `bson:"school"`
	Place  org.AgencyCode `bson:"place"`  // that the school lay under
	Sector school.Sector  `bson:"sector"` // of the school
	Year   string         `bson:"year"`
	Label  string         `bson:"label"`
	Stages []string       `bson:"stages"`

	Pupils   int `bson:"pupils"`   // those who left before they began not counted
	Reached  int `bson:"reached"`  // who began a module at least
	Finished int `bson:"finished"` // who finished one at least

	Modules []Tally `bson:"modules,omitempty"`

	Purged bool `bson:"purged"` // the pupils' rows are gone, and nothing changes any more
}

// SumOf gives what is counted of a class: what was kept when it was purged, or else what its pupils' rows say now.
func (s *Service) SumOf(ctx context.Context, id string) (Sum, error) {
	c, err := s.Class(ctx, id)
	if err != nil {
		return Sum{}, err
	}
	if c.Purged.IsZero() {
		sum, err := s.sum(ctx, c)
		sum.Purged = false
		return sum, err
	}
	kept, err := s.sums.Get(ctx, id)
	if !errors.Is(err, store.ErrNotFound) {
		return kept, err
	}
	// Purged by a program that kept the figures of modules alone.
	list, err := s.Tallies(ctx, id)
	if err != nil {
		return Sum{}, err
	}
	sum := s.newSum(c)
	for _, t := range list {
		sum.Place, sum.Modules = t.Place, append(sum.Modules, t)
		sum.Pupils, sum.Reached, sum.Finished = max(sum.Pupils, t.Pupils), max(sum.Reached, t.Begun), max(sum.Finished, t.Done)
	}
	return sum, nil
}

func (s *Service) newSum(c Class) Sum {
	at, _ := s.deps.Schools.School(c.School)
	return Sum{ID: c.ID, School: c.School, Place: at.Place, Sector: at.Sector, Year: c.Year, Label: c.Label, Stages: c.Stages, Purged: true}
}

// sum works out what is counted of a class from its pupils' rows. Where hands were counted, the most that were up are who was reached.
func (s *Service) sum(ctx context.Context, c Class) (Sum, error) {
	list, err := s.tally(ctx, c)
	if err != nil {
		return Sum{}, err
	}
	pupils, err := s.Pupils(ctx, c.ID)
	if err != nil {
		return Sum{}, err
	}
	sum := s.newSum(c)
	begun, done := map[int]bool{}, map[int]bool{}
	for _, t := range list {
		maps.Copy(begun, t.begun)
		for roll, yes := range t.done {
			done[roll] = done[roll] || yes
		}
		sum.Pupils, sum.Reached, sum.Finished = max(sum.Pupils, t.Pupils), max(sum.Reached, t.Begun), max(sum.Finished, t.Done)
		t.begun, t.done = nil, nil
		sum.Modules = append(sum.Modules, t)
	}
	all, finished := 0, 0
	for _, p := range pupils {
		all += one(p.Here() || begun[p.Roll])
		finished += one(done[p.Roll])
	}
	sum.Pupils, sum.Reached, sum.Finished = max(sum.Pupils, all), max(sum.Reached, len(begun)), max(sum.Finished, finished)
	return sum, nil
}

// keepSum keeps the figures of a class that is about to be purged. What a purge that was broken off had kept is older than the rows,
// which are there until the class says that they are gone.
func (s *Service) keepSum(ctx context.Context, sum Sum) error {
	err := s.sums.Insert(ctx, sum)
	if errors.Is(err, store.ErrExists) {
		_, err = s.sums.Update(ctx, sum.ID, func(old *Sum) error {
			*old = sum
			return nil
		})
	}
	if err != nil {
		return fmt.Errorf("classes: sum: %w", err)
	}
	return nil
}

// byTouched is the index by which it is found what has been written lately.
const byTouched = "touched"

// Every gives the ids of all classes.
func (s *Service) Every(ctx context.Context) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for c, err := range s.classes.Each(ctx, store.Query{}) {
			if !yield(c.ID, err) || err != nil {
				return
			}
		}
	}
}

// TouchedSince gives the classes about which something was written at an instant or later: what happens in a class, what its pupils
// did, or who they are. Whoever asks begins a minute early, since another server may still be writing what it stamped.
func (s *Service) TouchedSince(ctx context.Context, since time.Time) (map[string]bool, error) {
	found := map[string]bool{}
	q := store.Query{Index: byTouched, From: since}
	err := errors.Join(
		touched(ctx, s.events, q, func(e Event) string { return e.Class }, found),
		touched(ctx, s.pupils, q, func(p Pupil) string { return p.Class }, found),
		touched(ctx, s.learned.works, q, func(w Work) string { return w.Class }, found),
		touched(ctx, s.learned.hands, q, func(h Hands) string { return h.Class }, found),
	)
	if err != nil {
		return nil, fmt.Errorf("classes: touched: %w", err)
	}
	return found, nil
}

func touched[T any](ctx context.Context, c *store.Collection[T], q store.Query, class func(T) string, found map[string]bool) error {
	for one, err := range c.Each(ctx, q) {
		if err != nil {
			return err
		}
		found[class(one)] = true
	}
	return nil
}

// Gone tells whether an error of SumOf says that there is no such class: one that a crash kept from being opened.
func Gone(err error) bool { return fault.Is(err, fault.CodeNotFound) }

// Right is how many answers before and after were right, of how many: those of the questions that were answered both times.
type Right struct {
	Before, BeforeOf, After, AfterOf int

	Pupils int // who stand behind the smaller of the two, on the question that most answered
	Hands  bool
}

// Right sums the questions of a module up.
func (t Tally) Right() Right {
	var r Right
	for _, c := range t.Change {
		if c.BeforeOf == 0 || c.AfterOf == 0 {
			continue
		}
		r.Before, r.BeforeOf = r.Before+c.Before, r.BeforeOf+c.BeforeOf
		r.After, r.AfterOf = r.After+c.After, r.AfterOf+c.AfterOf
		r.Pupils, r.Hands = max(r.Pupils, min(c.BeforeOf, c.AfterOf)), r.Hands || c.Hands
	}
	return r
}

// In tells how a class worked on the module, among the ways.
func (t Tally) In(mode Mode) bool {
	for _, m := range t.Modes {
		if m == string(mode) {
			return true
		}
	}
	return false
}
