package learning

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// remembered is how long a Feed keeps the ids of facts: as far back as FactsSince gives them again, and a margin.
const remembered = 5 * time.Minute

// forgetEvery is after how many facts old ids are forgotten, so that the first reading does not remember those of all facts.
const forgetEvery = 1 << 14

// Feed gives a reader each fact once, its own and other instances', as they become known. It is for one goroutine at a time.
type Feed struct {
	service *Service
	newest  time.Time // stamp of the newest fact read
	asked   time.Time // when everything recorded by then had been read
	seen    map[string]time.Time
}

// Feed begins before the first fact.
func (s *Service) Feed() *Feed { return &Feed{service: s, seen: map[string]time.Time{}} }

// Read gives every fact that was not given before. Where it ends with an error, of the store or of take, the next Read goes on:
// the fact that take refused counts as given.
func (f *Feed) Read(ctx context.Context, take func(Fact) error) error {
	now, taken := f.service.now(), 0
	for fact, err := range f.service.FactsSince(ctx, later(f.newest, f.asked)) {
		if err != nil {
			return fmt.Errorf("learning: read the feed of facts: %w", err)
		}
		f.newest = later(f.newest, fact.Recorded)
		if _, again := f.seen[fact.ID]; again {
			continue
		}
		f.seen[fact.ID] = fact.Recorded
		if taken++; taken%forgetEvery == 0 {
			f.forget()
		}
		if err := take(fact); err != nil {
			return err
		}
	}
	f.forget()
	f.asked = now
	return nil
}

// Asked is when the last whole Read began; zero before it.
func (f *Feed) Asked() time.Time { return f.asked }

// forget drops the ids that FactsSince will not give again.
func (f *Feed) forget() {
	edge := f.newest.Add(-remembered)
	for id, recorded := range f.seen {
		if recorded.Before(edge) {
			delete(f.seen, id)
		}
	}
}

// Counting leaves of the facts about one person those that count: without voids, void facts, and what hangs on a void
// enrolment, on a void start of an attempt or, a regrade, on a void submission.
func Counting(facts []Fact) []Fact {
	void := voided(facts)
	if void == nil {
		return facts
	}
	return slices.DeleteFunc(slices.Clone(facts), func(f Fact) bool {
		if f.Kind == KindVoid || void[f.ID] || void[FactID(f.Person, f.Course, f.Enrolment)] {
			return true
		}
		submission := submissionOf(&f)
		return submission != "" && (void[submission] || void[strings.TrimSuffix(submission, submissionSuffix)])
	})
}
