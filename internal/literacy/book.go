package literacy

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"lamtoen/internal/audit"
	"lamtoen/internal/catalogue"
	"lamtoen/internal/classes"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/school"
	"lamtoen/internal/store"
)

// Deps are the services that figures are made from. All must be given.
type Deps struct {
	Classes  *classes.Service
	Schools  *school.Service
	Register *org.Register
	Library  *catalogue.Library
	Audit    *audit.Log
}

// Settings say how figures and reports are made; a zero field takes the default.
type Settings struct {
	Now     func() time.Time // the clock; default time.Now
	Every   time.Duration    // how old figures may be; default a minute
	Program string           // the version of the program, which stands in reports
	Mark    string           // what is to be known of all figures, such as that they are invented
	Origin  string           // where a report can be checked
}

// keptYears is how many school years are in memory at once.
const keptYears = 6

// overlap is how much is read again: another server may still be writing what it stamped.
const overlap = time.Minute

// Book gives the figures of schools. It is safe for concurrent use, and any number of them may work on one store.
type Book struct {
	deps     Deps
	settings Settings
	now      func() time.Time
	kept     *store.Collection[keptSum]
	marks    *store.Collection[mark]
	reports  *store.Collection[Report]
	files    *store.Collection[reportFile]

	mu    sync.Mutex
	read  time.Time // when this book has last looked for what was written; zero never
	names []string  // of all school years
	years map[string]*held
	turn  int
}

// held is a year in memory. Sums are there as long as the year is not over.
type held struct {
	year *Year
	sums map[string]classes.Sum
	used int
}

// keptSum is the sum of a class as it was last worked out.
type keptSum struct {
	classes.Sum `bson:",inline"`
	At          time.Time `bson:"at"` // when that was begun
}

// mark says up to when everything written is in the sums that are kept, and of which school years there are any.
type mark struct {
	ID    string    `bson:"_id"`
	At    time.Time `bson:"at"`
	Years []string  `bson:"years"`
}

const markID = "classes"

// The indexes of the sums.
const (
	byYear   = "year"
	bySchool = "school"
)

// Open opens the collections. Nothing is counted before somebody asks.
func Open(ctx context.Context, e store.Engine, deps Deps, settings Settings) (*Book, error) {
	b := &Book{deps: deps, settings: settings, now: settings.Now, years: map[string]*held{}}
	if b.now == nil {
		b.now = time.Now
	}
	if b.settings.Every == 0 {
		b.settings.Every = time.Minute
	}
	var errs [4]error
	b.kept, errs[0] = store.Open[keptSum](ctx, e, "literacy_classes", store.Index{Name: byYear, Fields: []string{"year"}},
		store.Index{Name: bySchool, Fields: []string{"school", "year"}})
	b.marks, errs[1] = store.Open[mark](ctx, e, "literacy_marks")
	b.reports, errs[2] = store.Open[Report](ctx, e, "literacy_reports", store.Index{Name: byRecorded, Fields: []string{"recorded"}})
	b.files, errs[3] = store.Open[reportFile](ctx, e, "literacy_report_files")
	if err := errors.Join(errs[:]...); err != nil {
		return nil, fmt.Errorf("literacy: %w", err)
	}
	return b, nil
}

// Years gives the names of the school years of which there are classes, the newest first.
func (b *Book) Years(ctx context.Context) ([]string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.refresh(ctx); err != nil {
		return nil, err
	}
	return slices.Clone(b.names), nil
}

// Year gives the figures of a school year; fault.CodeNotFound where there is none.
func (b *Book) Year(ctx context.Context, name string) (*Year, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.refresh(ctx); err != nil {
		return nil, err
	}
	if !slices.Contains(b.names, name) {
		return nil, fault.NotFound("There are no figures of the school year %q.", name)
	}
	h, err := b.hold(ctx, name)
	if err != nil {
		return nil, err
	}
	if h.year == nil {
		h.year = Roll(name, b.placed(h.sums), b.read)
		if !slices.ContainsFunc(slices.Collect(maps.Values(h.sums)), func(s classes.Sum) bool { return !s.Purged }) {
			h.sums = nil // over: nothing changes any more
		}
	}
	return h.year, nil
}

// placed gives the sums of a year in a fixed order, those of classes that are there where their school lies now.
func (b *Book) placed(sums map[string]classes.Sum) []classes.Sum {
	list := make([]classes.Sum, 0, len(sums))
	for _, id := range slices.Sorted(maps.Keys(sums)) {
		list = append(list, b.place(sums[id]))
	}
	return list
}

func (b *Book) place(s classes.Sum) classes.Sum {
	if at, ok := b.deps.Schools.School(s.School); ok && !s.Purged {
		s.Place, s.Sector = at.Place, at.Sector
	}
	return s
}

// hold gives a year in memory, read where it is not there; too many, and the one that was asked for longest ago goes.
func (b *Book) hold(ctx context.Context, name string) (*held, error) {
	b.turn++
	if h := b.years[name]; h != nil {
		h.used = b.turn
		return h, nil
	}
	h := &held{sums: map[string]classes.Sum{}, used: b.turn}
	for one, err := range b.kept.Each(ctx, store.Query{Index: byYear, Equal: []any{name}}) {
		if err != nil {
			return nil, fmt.Errorf("literacy: %w", err)
		}
		h.sums[one.ID] = one.Sum
	}
	for len(b.years) >= keptYears {
		oldest := ""
		for other, o := range b.years {
			if oldest == "" || o.used < b.years[oldest].used {
				oldest = other
			}
		}
		delete(b.years, oldest)
	}
	b.years[name] = h
	return h, nil
}

// refresh works the sums of those classes out again about which something was written, unless that was done a moment ago.
func (b *Book) refresh(ctx context.Context) error {
	began := day.Instant(b.now())
	if !b.read.IsZero() && began.Sub(b.read) < b.settings.Every {
		return nil
	}
	known, err := b.marks.Get(ctx, markID)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("literacy: %w", err)
	}
	ids, err := b.changed(ctx, known)
	if err != nil {
		return err
	}
	years := map[string]bool{}
	for _, name := range known.Years {
		years[name] = true
	}
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		sum, err := b.deps.Classes.SumOf(ctx, id)
		if classes.Gone(err) {
			continue
		}
		if err == nil {
			err = b.keep(ctx, keptSum{sum, began})
		}
		if err != nil {
			return err
		}
		years[sum.Year] = true
		b.enter(sum)
	}
	b.stale()
	b.names = slices.Sorted(maps.Keys(years))
	slices.Reverse(b.names)
	b.read = began
	return b.remember(ctx, known, began)
}

// changed gives the classes to be looked at: all where none were ever, those written about since this book or any other has looked.
func (b *Book) changed(ctx context.Context, known mark) (map[string]bool, error) {
	since := known.At
	if !b.read.IsZero() {
		since = b.read
	}
	if !since.IsZero() {
		return b.deps.Classes.TouchedSince(ctx, since.Add(-overlap))
	}
	ids := map[string]bool{}
	for id, err := range b.deps.Classes.Every(ctx) {
		if err != nil {
			return nil, fmt.Errorf("literacy: %w", err)
		}
		ids[id] = true
	}
	return ids, nil
}

// keep keeps the sum of a class, unless a later one is there.
func (b *Book) keep(ctx context.Context, s keptSum) error {
	err := b.kept.Insert(ctx, s)
	if errors.Is(err, store.ErrExists) {
		_, err = b.kept.Update(ctx, s.ID, func(old *keptSum) error {
			if old.At.After(s.At) {
				return errLater
			}
			*old = s
			return nil
		})
	}
	if err != nil && !errors.Is(err, errLater) {
		return fmt.Errorf("literacy: %w", err)
	}
	return nil
}

var errLater = errors.New("literacy: a later one is kept")

// enter puts a sum into the year in memory, if it is there.
func (b *Book) enter(s classes.Sum) {
	h := b.years[s.Year]
	switch {
	case h == nil:
	case h.sums == nil:
		delete(b.years, s.Year) // it was over, and is read again
	default:
		h.sums[s.ID] = s
	}
}

// stale has the years that are not over rolled up again: a class or its school may have changed.
func (b *Book) stale() {
	for _, h := range b.years {
		if h.sums != nil {
			h.year = nil
		}
	}
}

// remember notes up to when everything is kept.
func (b *Book) remember(ctx context.Context, known mark, at time.Time) error {
	next := mark{ID: markID, At: at, Years: b.names}
	if known.ID == "" {
		err := b.marks.Insert(ctx, next)
		if !errors.Is(err, store.ErrExists) {
			return err
		}
	}
	_, err := b.marks.Update(ctx, markID, func(m *mark) error {
		for _, name := range b.names {
			if !slices.Contains(m.Years, name) {
				m.Years = append(m.Years, name)
			}
		}
		if m.At.Before(at) {
			m.At = at
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("literacy: %w", err)
	}
	return nil
}
