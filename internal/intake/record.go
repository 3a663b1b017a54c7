package intake

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"lamtoen/internal/day"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

const (
	// feedOverlap is how far back a feed looks again: a write of another instance may become visible later than its time says.
	feedOverlap = 2 * time.Minute
	// undecided is how long the fate of an import is asked for; one that runs longer has been given up.
	undecided = time.Hour
)

// Record is an import that was applied.
type Record struct {
	Import  string
	Group   string // of its documents in the register; "" when nothing was different
	File    string
	Hash    string // SHA-256 of the file, hexadecimal
	Size    int    // bytes
	Options Options
	Covered []org.AgencyCode
	Counts  Counts
	By      string
	Applied time.Time
}

// Age says how old the register is for an agency.
type Age struct {
	Code   org.AgencyCode
	Name   string
	Of     day.Date // the day of the last file that covered it; "" none has
	People int      // who serve in it today
}

// record gives an import's record, from memory or from the store.
func (s *Service) record(ctx context.Context, id string) (Record, bool, error) {
	s.mu.RLock()
	r, ok := s.records[id]
	s.mu.RUnlock()
	if ok {
		return r, true, nil
	}
	from, until := store.Prefix(id + "/")
	for doc, err := range s.tables.imports.Each(ctx, store.Query{From: from, Until: until}) {
		if err != nil {
			return Record{}, false, fmt.Errorf("intake: read a record: %w", err)
		}
		at, ok, err := s.took(ctx, doc)
		if err != nil {
			return Record{}, false, err
		}
		if ok { // who is told that the file is applied finds it in the lists
			r := doc.record(at)
			s.keepRecord(r)
			return r, true, nil
		}
	}
	return Record{}, false, nil
}

// took tells whether and when the import of a record took effect.
func (s *Service) took(ctx context.Context, doc importDoc) (time.Time, bool, error) {
	if doc.Group == "" {
		return doc.Recorded, true, nil
	}
	return s.register.Committed(ctx, doc.Group)
}

func (d importDoc) record(at time.Time) Record {
	return Record{Import: d.Import, Group: d.Group, File: d.File, Hash: d.Hash, Size: d.Size, Options: d.Options, Covered: d.Covered,
		Counts: d.Counts, By: d.By, Applied: at}
}

// keepRecord puts a record into memory.
func (s *Service) keepRecord(r Record) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.records[r.Import] = r
	for _, code := range r.Covered {
		s.ages[code] = max(s.ages[code], r.Options.AsOf)
	}
}

// Refresh reads the records of other instances.
func (s *Service) Refresh(ctx context.Context) error {
	s.mu.RLock()
	seen := s.seen
	open := make([]importDoc, 0, len(s.pending))
	for _, doc := range s.pending {
		open = append(open, doc)
	}
	s.mu.RUnlock()
	q := store.Query{Index: byRecorded}
	if !seen.IsZero() {
		q.From = day.Instant(seen.Add(-feedOverlap))
	}
	for doc, err := range s.tables.imports.Each(ctx, q) {
		if err != nil {
			return fmt.Errorf("intake: read records: %w", err)
		}
		open = append(open, doc)
		if doc.Recorded.After(seen) {
			seen = doc.Recorded
		}
	}
	for _, doc := range open {
		if err := s.resolve(ctx, doc); err != nil {
			return err
		}
	}
	s.mu.Lock()
	s.seen = seen
	s.mu.Unlock()
	return nil
}

// resolve looks whether a record's import took effect.
func (s *Service) resolve(ctx context.Context, doc importDoc) error {
	s.mu.RLock()
	_, known := s.records[doc.Import]
	s.mu.RUnlock()
	var at time.Time
	took := false
	if !known {
		var err error
		if at, took, err = s.took(ctx, doc); err != nil {
			return err
		}
	}
	if took {
		s.keepRecord(doc.record(at))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if known || took || s.now().Sub(doc.Recorded) > undecided {
		delete(s.pending, doc.ID)
	} else {
		s.pending[doc.ID] = doc
	}
	return nil
}

// Records gives the imports that were applied, the newest first.
func (s *Service) Records() []Record {
	s.mu.RLock()
	defer s.mu.RUnlock()
	out := make([]Record, 0, len(s.records))
	for _, r := range s.records {
		out = append(out, r)
	}
	slices.SortFunc(out, func(a, b Record) int {
		return cmp.Or(b.Applied.Compare(a.Applied), strings.Compare(a.Import, b.Import))
	})
	return out
}

// Age is when a register file last covered the agency: the beginning of the day that the file was declared to be of. It is
// zero when none has.
func (s *Service) Age(code org.AgencyCode) time.Time {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.ages[code].Start()
}

// Ages gives the register's age for each agency of today: those that no file has covered, then the oldest first.
func (s *Service) Ages() []Age {
	view := s.register.View(s.today(), time.Time{})
	people := map[org.AgencyCode]int{}
	for m := range view.Members() {
		if m.Posted {
			people[m.Post.Agency]++
		}
	}
	var out []Age
	s.mu.RLock()
	for _, a := range view.Tree().All() {
		out = append(out, Age{Code: a.Code, Name: a.Name, Of: s.ages[a.Code], People: people[a.Code]})
	}
	s.mu.RUnlock()
	slices.SortStableFunc(out, func(a, b Age) int {
		return cmp.Or(strings.Compare(string(a.Of), string(b.Of)), cmp.Compare(b.People, a.People), strings.Compare(a.Name, b.Name))
	})
	return out
}

// AgenciesOf gives the codes under which an import's agencies stand today with their names.
func (s *Service) AgenciesOf(r Record) []string {
	tree := s.register.Tree(r.Options.AsOf)
	out := make([]string, len(r.Covered))
	for i, code := range r.Covered {
		out[i] = tree.Name(code)
	}
	slices.Sort(out)
	return out
}
