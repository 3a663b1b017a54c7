package learning

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

const (
	maxTogether    = 5000 // decisions recorded at once
	allowanceTries = 5    // how often a number that was lost to another officer is taken anew
)

// allowanceGroup is the one document that makes the decisions of a group count, all in one step.
type allowanceGroup struct {
	ID       string    `bson:"_id"`
	Recorded time.Time `bson:"recorded"`
	By       string    `bson:"by"`
}

// allowances are the decisions about everybody, in the store and in memory.
type allowances struct {
	docs   *store.Collection[Allowance]
	groups *store.Collection[allowanceGroup]

	mu        sync.RWMutex
	known     map[org.PersonID][]Allowance // those that count; a person's list is replaced, never changed
	about     []org.PersonID               // whom each record that counts is about, in the order in which they came to count here
	tops      map[org.PersonID]int         // the highest number, of groups that are not complete too
	seen      map[string]bool              // ids of records
	committed map[string]time.Time         // when a group became complete
	waiting   map[string][]Allowance       // records of groups that are not complete
	newest    time.Time                    // stamp of the newest record or group read
}

func openAllowances(ctx context.Context, e store.Engine) (*allowances, error) {
	b := &allowances{known: map[org.PersonID][]Allowance{}, tops: map[org.PersonID]int{}, seen: map[string]bool{},
		committed: map[string]time.Time{}, waiting: map[string][]Allowance{}}
	index := store.Index{Name: recordedIndex, Fields: []string{"recorded"}}
	var err error
	if b.docs, err = store.Open[Allowance](ctx, e, "allowances", index); err != nil {
		return nil, fmt.Errorf("learning: open allowances: %w", err)
	}
	if b.groups, err = store.Open[allowanceGroup](ctx, e, "allowance_groups", index); err != nil {
		return nil, fmt.Errorf("learning: open groups of allowances: %w", err)
	}
	return b, nil
}

// refresh reads what was recorded since the last time, and a little before. Groups are read first: a group that is complete had
// all its records before.
func (b *allowances) refresh(ctx context.Context) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	q := store.Query{Index: recordedIndex}
	if !b.newest.IsZero() {
		q.From = day.Instant(b.newest.Add(-overlap))
	}
	fresh := map[org.PersonID][]Allowance{}
	for g, err := range b.groups.Each(ctx, q) {
		if err != nil {
			return fmt.Errorf("learning: read the groups of allowances: %w", err)
		}
		b.newest, b.committed[g.ID] = later(b.newest, g.Recorded), g.Recorded
	}
	for a, err := range b.docs.Each(ctx, q) {
		if err != nil {
			return fmt.Errorf("learning: read the allowances: %w", err)
		}
		b.newest = later(b.newest, a.Recorded)
		if b.seen[a.ID] {
			continue
		}
		b.seen[a.ID] = true
		b.tops[a.Person] = max(b.tops[a.Person], a.number())
		if a.Group != "" {
			b.waiting[a.Group] = append(b.waiting[a.Group], a)
		} else {
			fresh[a.Person] = append(fresh[a.Person], a)
		}
	}
	for group, list := range b.waiting {
		at, complete := b.committed[group]
		if !complete {
			continue
		}
		for _, a := range list {
			a.Recorded = at // nobody knew of it before
			fresh[a.Person] = append(fresh[a.Person], a)
		}
		delete(b.waiting, group)
	}
	for person, list := range fresh {
		for range list {
			b.about = append(b.about, person)
		}
		list = append(slices.Clip(slices.Clone(b.known[person])), list...)
		slices.SortFunc(list, func(a, b Allowance) int { return cmp.Or(a.Recorded.Compare(b.Recorded), cmp.Compare(a.ID, b.ID)) })
		b.known[person] = list
	}
	return nil
}

// number is that of the record among those of its person.
func (a Allowance) number() int {
	_, rest, _ := strings.Cut(a.ID, "/")
	digits, _, _ := strings.Cut(rest, "/")
	n, _ := strconv.Atoi(digits)
	return n
}

// next takes the next number of a person.
func (b *allowances) next(person org.PersonID) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.tops[person]++
	return b.tops[person]
}

func (b *allowances) of(person org.PersonID) []Allowance {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.known[person]
}

func (b *allowances) size() int {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return len(b.about)
}

// AllowancesOf gives all records about a person, withdrawals too, in the order in which they were recorded. Callers do not
// write to it.
func (s *Service) AllowancesOf(person org.PersonID) []Allowance { return s.allowances.of(person) }

// AllowedSince gives the people about whom records came to count here behind a place, which is 0 at first, and the place to go on
// from. It says nothing beyond this process.
func (s *Service) AllowedSince(place int) ([]org.PersonID, int) {
	s.allowances.mu.RLock()
	defer s.allowances.mu.RUnlock()
	about := s.allowances.about
	return slices.Clone(about[min(place, len(about)):]), len(about)
}

// Allowances gives all records about everybody, by person, then as AllowancesOf does.
func (s *Service) Allowances() []Allowance {
	s.allowances.mu.RLock()
	defer s.allowances.mu.RUnlock()
	all := make([]Allowance, 0, len(s.allowances.about))
	for _, person := range slices.Sorted(maps.Keys(s.allowances.known)) {
		all = append(all, s.allowances.known[person]...)
	}
	return all
}

// AddAllowance records a decision (ID, Recorded and By are set here) and audits it first. The same decision in force already
// stands, and nothing is changed. A field out of bounds is fault.CodeInvalid, an unknown person fault.CodeNotFound.
func (s *Service) AddAllowance(ctx context.Context, a Allowance, by string) (Allowance, error) {
	if _, err := s.person(a.Person); err != nil {
		return Allowance{}, err
	}
	list, err := s.AddAllowances(ctx, []Allowance{a}, by)
	if err != nil {
		return Allowance{}, err
	}
	return list[0], nil
}

// AddAllowances records decisions about many people at once: all of them or, whatever happens, none. The answer has them in the
// order given; what was in force already is given as it stands. An unknown person is fault.CodeInvalid.
func (s *Service) AddAllowances(ctx context.Context, list []Allowance, by string) ([]Allowance, error) {
	list = slices.Clone(list)
	if len(list) == 0 || len(list) > maxTogether {
		return nil, fault.Invalid(fmt.Sprintf("Choose between 1 and %d people.", maxTogether))
	}
	var bad []fault.Field
	for i := range list {
		list[i].clean()
		list[i].By = by
		for _, f := range s.strange(&list[i]) {
			if !slices.Contains(bad, f) { // many people, one mistake
				bad = append(bad, f)
			}
		}
	}
	if len(bad) > 0 {
		return nil, fault.Invalid("This cannot be recorded.", bad...)
	}
	if err := s.Refresh(ctx); err != nil { // another instance may have recorded it
		return nil, err
	}
	var fresh []int // places in the list of what is new
	for i := range list {
		if old, ok := s.stands(list[i]); ok {
			list[i] = old
			continue
		}
		if !slices.ContainsFunc(fresh, func(k int) bool { return list[k].same(list[i]) }) {
			fresh = append(fresh, i)
		}
	}
	if len(fresh) > 0 {
		if err := s.insertAllowances(ctx, list, fresh, by); err != nil {
			return nil, err
		}
	}
	for i := range list { // as they stand now: a group's have one stamp, and one told twice is there once
		if old, ok := s.stands(list[i]); ok {
			list[i] = old
		}
	}
	return list, nil
}

// strange lists what is wrong with a decision in itself and against register and catalogue.
func (s *Service) strange(a *Allowance) []fault.Field {
	bad := a.problems(s.today())
	if _, err := s.person(a.Person); err != nil {
		bad = append(bad, fault.Field{Name: "person", Message: "Somebody chosen is not in the register."})
	}
	if _, err := s.library.Course(a.Course); a.Course != "" && err != nil {
		bad = append(bad, fault.Field{Name: "course", Message: "Choose a course of the catalogue."})
	}
	return bad
}
