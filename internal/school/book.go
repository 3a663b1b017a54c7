package school

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"lamtoen/internal/day"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// overlap is how far back a refresh reads again: what was stamped longer ago than that has been written by now.
const overlap = 2 * time.Minute

// The documents, each a version under its key.
type (
	schoolDoc struct {
		ID     string `bson:"_id"` // CODE/NNNN
		School `bson:",inline"`
	}
	yearDoc struct {
		ID   string `bson:"_id"` // SCHOOL:NAME/NNNN
		Year `bson:",inline"`
	}
	staffDoc struct {
		Key   string `bson:"_id"` // SCHOOL/PERSON/n/NNNN
		Staff `bson:",inline"`
	}
	// commit makes the schools of an import seen.
	commit struct {
		ID       string    `bson:"_id"` // the group
		Recorded time.Time `bson:"recorded"`
		By       string    `bson:"by"`
	}
)

// tables are the collections.
type tables struct {
	schools *store.Collection[schoolDoc]
	years   *store.Collection[yearDoc]
	staff   *store.Collection[staffDoc]
	commits *store.Collection[commit]
}

func openTables(ctx context.Context, e store.Engine) (t tables, err error) {
	byRecorded := store.Index{Name: "recorded", Fields: []string{"recorded"}}
	var errs [4]error
	t.schools, errs[0] = store.Open[schoolDoc](ctx, e, "schools", byRecorded)
	t.years, errs[1] = store.Open[yearDoc](ctx, e, "school_years", byRecorded)
	t.staff, errs[2] = store.Open[staffDoc](ctx, e, "school_staff", byRecorded)
	t.commits, errs[3] = store.Open[commit](ctx, e, "school_commits", byRecorded)
	if err := errors.Join(errs[:]...); err != nil {
		return t, fmt.Errorf("school: %w", err)
	}
	return t, nil
}

// book is what is known, in memory. Versions of one key are in order.
type book struct {
	mu      sync.RWMutex
	seen    map[string]bool
	since   time.Time // how far the last whole round has read
	last    time.Time // how far this one has
	schools map[Code][]School
	years   map[string][]Year
	staff   map[string][]Staff
	people  map[org.PersonID][]string // to the keys of their staff
	commits map[string]time.Time
}

func newBook() *book {
	return &book{seen: map[string]bool{}, schools: map[Code][]School{}, years: map[string][]Year{}, staff: map[string][]Staff{},
		people: map[org.PersonID][]string{}, commits: map[string]time.Time{}}
}

// fresh reads what a collection has had since an instant, and gives what was not seen before.
func fresh[T any](ctx context.Context, b *book, c *store.Collection[T], key func(T) (string, time.Time), take func(T)) error {
	q := store.Query{Index: "recorded"}
	if !b.since.IsZero() {
		q.From = b.since.Add(-overlap)
	}
	for doc, err := range c.Each(ctx, q) {
		if err != nil {
			return fmt.Errorf("school: %w", err)
		}
		if id, at := key(doc); !b.seen[id] {
			b.seen[id] = true
			if at.After(b.last) {
				b.last = at
			}
			take(doc)
		}
	}
	return nil
}

// refresh reads what is new in every collection. The whole of it is held under the lock, so that readers see acts in order.
func (b *book) refresh(ctx context.Context, t tables) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	err := errors.Join(
		fresh(ctx, b, t.commits, func(d commit) (string, time.Time) { return "commit " + d.ID, d.Recorded }, func(d commit) { b.commits[d.ID] = d.Recorded }),
		fresh(ctx, b, t.schools, func(d schoolDoc) (string, time.Time) { return "school " + d.ID, d.Recorded }, func(d schoolDoc) {
			b.schools[d.Code] = add(b.schools[d.Code], d.School, func(s School) int { return s.Version })
		}),
		fresh(ctx, b, t.years, func(d yearDoc) (string, time.Time) { return "year " + d.ID, d.Recorded }, func(d yearDoc) {
			key := yearKey(d.School, d.Name)
			b.years[key] = add(b.years[key], d.Year, func(y Year) int { return y.Version })
		}),
		fresh(ctx, b, t.staff, func(d staffDoc) (string, time.Time) { return "staff " + d.Key, d.Recorded }, func(d staffDoc) {
			if len(b.staff[d.ID]) == 0 {
				b.people[d.Person] = append(b.people[d.Person], d.ID)
			}
			b.staff[d.ID] = add(b.staff[d.ID], d.Staff, func(s Staff) int { return s.Version })
		}),
	)
	if err == nil {
		b.since = b.last
	}
	return err
}

func add[T any](list []T, one T, version func(T) int) []T {
	list = append(list, one)
	slices.SortFunc(list, func(a, b T) int { return cmp.Compare(version(a), version(b)) })
	return list
}

func yearKey(code Code, name string) string { return string(code) + ":" + name }

// school gives the newest version of a school that was known on an instant. What came with an import is known from its commit on.
func (b *book) school(code Code, known time.Time) (School, bool) {
	for _, s := range slices.Backward(b.schools[code]) {
		if s.Group != "" {
			at, done := b.commits[s.Group]
			if !done {
				continue
			}
			s.Recorded = at
		}
		if known.IsZero() || !s.Recorded.After(known) {
			return s, true
		}
	}
	return School{}, false
}

// year gives the newest version of each year of a school that covers the day.
func (b *book) year(code Code, on day.Date) (Year, bool) {
	var found Year
	for _, versions := range b.years {
		if y := versions[len(versions)-1]; y.School == code && y.Covers(on) && (found.Name == "" || y.From > found.From) {
			found = y
		}
	}
	return found, found.Name != ""
}

// ownYears tells whether a school has years of its own.
func (b *book) ownYears(code Code) bool {
	for _, versions := range b.years {
		if versions[0].School == code {
			return true
		}
	}
	return false
}
