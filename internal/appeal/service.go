package appeal

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"lamtoen/internal/audit"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// overlap is how far before the newest event a refresh reads again: what another instance stamped earlier may be written later.
const overlap = 2 * time.Minute

// tries is how often an act that met another one reads again.
const tries = 8

// Deps are what cases stand on.
type Deps struct {
	Register *org.Register
	Learning *learning.Service
	Audit    *audit.Log
}

// Settings are the terms and the clock; a zero field takes the default.
type Settings struct {
	AnswerDays int // working days in which an office answers
	AppealDays int // days in which a record or an answer may be appealed after it was shown
	Now        func() time.Time
}

// Service keeps the cases. It is safe for concurrent use, and any number of them may work on one store.
type Service struct {
	events   *store.Collection[Event]
	register *org.Register
	learning *learning.Service
	audit    *audit.Log
	clock    func() time.Time
	term     int
	window   int

	mu     sync.RWMutex
	newest time.Time
	known  map[Number][]Event // in the order of their numbers; slices are replaced, never written to
	owned  map[org.PersonID][]Number
	rests  map[Number]bool // those that wait for an answer
}

// Open makes the collection where it is missing, and reads the cases.
func Open(ctx context.Context, e store.Engine, deps Deps, settings Settings) (*Service, error) {
	s := &Service{register: deps.Register, learning: deps.Learning, audit: deps.Audit,
		clock: settings.Now, term: cmp.Or(settings.AnswerDays, AnswerDays), window: cmp.Or(settings.AppealDays, AppealDays),
		known: map[Number][]Event{}, owned: map[org.PersonID][]Number{}, rests: map[Number]bool{}}
	if s.clock == nil {
		s.clock = time.Now
	}
	var err error
	s.events, err = store.Open[Event](ctx, e, "case_events", store.Index{Name: "recorded", Fields: []string{"recorded"}},
		store.Index{Name: "once", Fields: []string{"once"}, Unique: true})
	if err != nil {
		return nil, fmt.Errorf("appeal: open: %w", err)
	}
	return s, s.Refresh(ctx)
}

func (s *Service) now() time.Time { return day.Instant(s.clock()) }

func (s *Service) today() day.Date { return day.Of(s.clock()) }

// Refresh reads what was recorded since the last time, here and by other instances.
func (s *Service) Refresh(ctx context.Context) error {
	s.mu.RLock()
	newest := s.newest
	s.mu.RUnlock()
	q := store.Query{Index: "recorded"}
	if !newest.IsZero() {
		q.From = newest.Add(-overlap)
	}
	for e, err := range s.events.Each(ctx, q) {
		if err != nil {
			return fmt.Errorf("appeal: read the cases: %w", err)
		}
		s.take(e)
	}
	return nil
}

// take puts events into the memory. An event that comes before the one in front of it waits for that one in its place.
func (s *Service) take(events ...Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range events {
		have := s.known[e.Case]
		i, there := slices.BinarySearchFunc(have, e.N, func(h Event, n int) int { return cmp.Compare(h.N, n) })
		if there {
			continue
		}
		s.known[e.Case] = slices.Insert(slices.Clone(have), i, e)
		if e.Kind == KindOpened {
			s.owned[e.Person] = append(s.owned[e.Person], e.Case)
		}
		if e.Recorded.After(s.newest) {
			s.newest = e.Recorded
		}
		if events := whole(s.known[e.Case]); len(events) > 0 && fold(events, s.window, e.Recorded).Rests() {
			s.rests[e.Case] = true
		} else {
			delete(s.rests, e.Case)
		}
	}
}

// whole gives the events up to the first that is missing.
func whole(events []Event) []Event {
	for i, e := range events {
		if e.N != i+1 {
			return events[:i]
		}
	}
	return events
}

// remembered gives a case of the memory.
func (s *Service) remembered(n Number) (Case, bool) {
	s.mu.RLock()
	events := whole(s.known[n])
	s.mu.RUnlock()
	if len(events) == 0 {
		return Case{}, false
	}
	return fold(events, s.window, s.now()), true
}

// some gives the cases of the memory whose events fit, by number.
func (s *Service) some(fits func([]Event) bool) []Case {
	s.mu.RLock()
	numbers := make([]Number, 0, len(s.known))
	for n, events := range s.known {
		if fits(events) {
			numbers = append(numbers, n)
		}
	}
	s.mu.RUnlock()
	return s.folded(numbers)
}

// waiting gives the cases that wait for an answer, by number.
func (s *Service) waiting() []Case {
	s.mu.RLock()
	numbers := slices.Collect(maps.Keys(s.rests))
	s.mu.RUnlock()
	return s.folded(numbers)
}

func (s *Service) folded(numbers []Number) []Case {
	slices.Sort(numbers)
	out := make([]Case, 0, len(numbers))
	for _, n := range numbers {
		if c, ok := s.remembered(n); ok {
			out = append(out, c)
		}
	}
	return out
}

// load reads one case from the store itself.
func (s *Service) load(ctx context.Context, n Number) (Case, error) {
	events, _, err := s.events.Find(ctx, store.Query{From: string(n) + "/", Until: string(n) + "0"})
	if err != nil {
		return Case{}, fmt.Errorf("appeal: read case %s: %w", n, err)
	}
	if events = whole(events); len(events) == 0 {
		return Case{}, errNoCase()
	}
	s.take(events...)
	return fold(events, s.window, s.now()), nil
}

// errNoCase is what a case gives that is not there, or not for the asker.
func errNoCase() error {
	return fault.NotFound("There is no case with this number for you to see.")
}

// errToldAlready ends an act that says what the last event says.
var errToldAlready = errors.New("appeal: told already")

// act adds the event that plan makes of the case as it stands in the store. Who comes second reads again, and plan is asked
// anew; plan is called before each try, and gives an error for what is not allowed any more. The same event told twice is one.
func (s *Service) act(ctx context.Context, n Number, plan func(Case) (Event, error)) (Case, error) {
	for range tries {
		c, err := s.load(ctx, n)
		if err != nil {
			return Case{}, err
		}
		e, err := plan(c)
		if err != nil {
			if e.Kind != "" && slices.ContainsFunc(c.Events, e.same) {
				return c, nil
			}
			return Case{}, err
		}
		if c.Events[len(c.Events)-1].same(e) {
			return c, nil
		}
		e.Case, e.N = n, len(c.Events)+1
		e.ID = eventID(n, e.N)
		e.Once, e.Recorded = e.ID, s.stamp(c)
		if err := s.insert(ctx, c, e); !errors.Is(err, store.ErrExists) {
			if err != nil {
				return Case{}, err
			}
			s.take(e)
			return fold(append(slices.Clip(c.Events), e), s.window, s.now()), nil
		}
	}
	return Case{}, fault.Conflict("Others are working on this case at the same moment. Look at it again.")
}

// stamp is now, and after what the event follows.
func (s *Service) stamp(c Case) time.Time {
	at := s.now()
	if last := c.Events[len(c.Events)-1].Recorded; !at.After(last) {
		at = last.Add(time.Millisecond)
	}
	return at
}

// insert audits an officer's act and inserts the event. The audit log names the case and not the person's words.
func (s *Service) insert(ctx context.Context, c Case, e Event) error {
	if e.officers() {
		entry := audit.Entry{At: e.Recorded, By: string(e.By), Action: "case-" + string(e.Kind), Subject: string(e.Case), Agency: string(c.Agency),
			Before: string(c.State), After: e.describe()}
		if e.Kind == KindMoved {
			entry.Why = e.Text
		}
		if err := s.audit.Append(ctx, entry); err != nil {
			return fmt.Errorf("appeal: audit %s: %w", e.ID, err)
		}
	}
	return s.events.Insert(ctx, e)
}
