package account

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync"
	"time"

	"lamtoen/internal/day"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// feedOverlap is how far back a feed looks again: a write of another instance may become visible later than its time
// says, by the operation timeout and the skew of clocks.
const feedOverlap = 2 * time.Minute

// FirstSignIn is when a person first signed in. It is inserted once and never changed, so that "never signed in" can be
// said as at any day and as known on any day.
type FirstSignIn struct {
	Person   org.PersonID `bson:"_id"`
	At       time.Time    `bson:"at"`
	Recorded time.Time    `bson:"recorded"`
}

// firstSignIns holds them in memory too: about 100 bytes a person.
type firstSignIns struct {
	docs *store.Collection[FirstSignIn]

	mu    sync.RWMutex
	at    map[org.PersonID]time.Time
	known time.Time // the latest recorded
}

func openFirstSignIns(ctx context.Context, engine store.Engine) (*firstSignIns, error) {
	docs, err := store.Open[FirstSignIn](ctx, engine, "first_sign_ins",
		store.Index{Name: "recorded", Fields: []string{"recorded"}})
	if err != nil {
		return nil, fmt.Errorf("account: %w", err)
	}
	f := &firstSignIns{docs: docs, at: map[org.PersonID]time.Time{}}
	return f, f.refresh(ctx)
}

func (f *firstSignIns) since(ctx context.Context, recorded time.Time) iter.Seq2[FirstSignIn, error] {
	query := store.Query{Index: "recorded"}
	if !recorded.IsZero() {
		query.From = day.Instant(recorded.Add(-feedOverlap))
	}
	return f.docs.Each(ctx, query)
}

func (f *firstSignIns) refresh(ctx context.Context) error {
	f.mu.RLock()
	known := f.known
	f.mu.RUnlock()
	for first, err := range f.since(ctx, known) {
		if err != nil {
			return fmt.Errorf("account: %w", err)
		}
		f.note(first)
	}
	return nil
}

func (f *firstSignIns) note(first FirstSignIn) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.at[first.Person] = first.At
	if first.Recorded.After(f.known) {
		f.known = first.Recorded
	}
}

func (f *firstSignIns) get(person org.PersonID) (time.Time, bool) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	at, ok := f.at[person]
	return at, ok
}

// SignedInEver tells when the person first signed in, as far as this instance knows: its own sign-ins at once, those of
// others since the last RefreshSignIns.
func (s *Service) SignedInEver(person org.PersonID) (time.Time, bool) { return s.firsts.get(person) }

// RefreshSignIns reads the first sign-ins that other instances have recorded.
func (s *Service) RefreshSignIns(ctx context.Context) error { return s.firsts.refresh(ctx) }

// FirstSignIns is the feed of first sign-ins from the recorded instant on, oldest first, beginning two minutes before it;
// readers drop those that they have, by person. The zero instant means all.
func (s *Service) FirstSignIns(ctx context.Context, since time.Time) iter.Seq2[FirstSignIn, error] {
	return s.firsts.since(ctx, since)
}

// RecordSignIn records the person's first sign-in, once; later ones are not kept. SignIn calls it; the demonstration does
// for its history.
func (s *Service) RecordSignIn(ctx context.Context, person org.PersonID, at time.Time) error {
	if _, ok := s.firsts.get(person); ok {
		return nil
	}
	// When another instance was first, its time counts and is noted here.
	first := FirstSignIn{Person: person, At: day.Instant(at), Recorded: s.instant()}
	err := s.firsts.docs.Insert(ctx, first)
	if errors.Is(err, store.ErrExists) {
		first, err = s.firsts.docs.Get(ctx, string(person))
	}
	if err != nil {
		return fmt.Errorf("account: %w", err)
	}
	s.firsts.note(first)
	return nil
}
