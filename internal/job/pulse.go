package job

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"
	"time"

	"lamtoen/internal/day"
	"lamtoen/internal/store"
)

// Times of pulses.
const (
	// PulseEvery is how often Beat is to be called.
	PulseEvery = 10 * time.Second
	// silent is for how long a pulse must have stood still before it is taken for that of a server that is gone.
	silent = 5 * time.Minute
)

// Pulse tells how far the clocks of the servers on one store are apart: leases and feeds bear Skew, and no more.
//
// Each server writes its clock into a document of its own every few seconds. A document that has changed since it was
// last looked at was written between the two looks. When its time lies outside of them by this server's clock, then the
// two clocks differ by at least that much. So nothing has to be known of how long a write takes, and a server that is
// gone, whose document no longer changes, raises no alarm.
type Pulse struct {
	beats *store.Collection[beat]
	// Now, NewID and Name may be replaced before the first Beat. Name says in the log which server it is.
	Now   func() time.Time
	NewID func() string
	Name  string

	id     string
	looked time.Time          // the last look, by this server's clock
	seen   map[string]sighted // of the other servers, by id

	mu     sync.RWMutex
	apart  time.Duration // of the clocks that differ most, at least; 0: they agree as far as can be seen
	widest string        // the name of that other server
}

// beat is one server's document.
type beat struct {
	ID   string    `bson:"_id"`
	Name string    `bson:"name"`
	At   time.Time `bson:"at"`
}

// sighted is what this server remembers of another.
type sighted struct {
	name  string
	at    time.Time     // what it wrote last
	since time.Time     // when this server first saw that
	apart time.Duration // by how much the clocks differ at least
}

// OpenPulse opens the pulses of the store.
func OpenPulse(ctx context.Context, engine store.Engine) (*Pulse, error) {
	beats, err := store.Open[beat](ctx, engine, "pulses")
	if err != nil {
		return nil, fmt.Errorf("job: %w", err)
	}
	return &Pulse{beats: beats, Now: time.Now, NewID: rand.Text, seen: map[string]sighted{}}, nil
}

// Beat writes this server's clock, looks at those of the others, and removes what servers have left that are gone. It is to
// be called by one goroutine.
func (p *Pulse) Beat(ctx context.Context) error {
	if err := p.write(ctx); err != nil {
		return err
	}
	here := map[string]bool{}
	for b, err := range p.beats.Each(ctx, store.Query{}) {
		if err != nil {
			return fmt.Errorf("job: read the servers' clocks: %w", err)
		}
		if b.ID == p.id {
			continue
		}
		// After the read: what was read had been written by then.
		now := day.Instant(p.Now())
		if p.look(b, now); now.Sub(p.seen[b.ID].since) < silent {
			here[b.ID] = true
		} else if _, err := p.beats.Delete(ctx, b.ID); err != nil {
			return fmt.Errorf("job: remove the clock of a server that is gone: %w", err)
		}
	}
	for id := range p.seen {
		if !here[id] {
			delete(p.seen, id)
		}
	}
	p.judge()
	return nil
}

// write makes the document at the first beat, and again when another server has taken this one for gone.
func (p *Pulse) write(ctx context.Context) error {
	if p.id == "" {
		p.id = p.NewID()
	}
	now := day.Instant(p.Now())
	_, err := p.beats.Update(ctx, p.id, func(b *beat) error {
		b.At = now
		return nil
	})
	if errors.Is(err, store.ErrNotFound) {
		err = p.beats.Insert(ctx, beat{ID: p.id, Name: p.Name, At: now})
	}
	if err != nil {
		return fmt.Errorf("job: write this server's clock: %w", err)
	}
	return nil
}

// look compares another server's clock with this one's.
func (p *Pulse) look(b beat, now time.Time) {
	before, known := p.seen[b.ID]
	if known && before.at.Equal(b.At) {
		return
	}
	s := sighted{name: b.Name, at: b.At, since: now}
	switch {
	case b.At.After(now):
		s.apart = b.At.Sub(now)
	case known && b.At.Before(p.looked):
		s.apart = p.looked.Sub(b.At)
	}
	p.seen[b.ID] = s
}

// judge finds the server whose clock differs most.
func (p *Pulse) judge() {
	var widest sighted
	for _, s := range p.seen {
		if s.apart > widest.apart {
			widest = s
		}
	}
	p.looked = day.Instant(p.Now())
	p.mu.Lock()
	defer p.mu.Unlock()
	p.apart, p.widest = widest.apart, widest.name
}

// Apart gives by how much at least another server's clock differs from this one's, and the name of that server. Up to the
// time between two beats cannot be told from none.
func (p *Pulse) Apart() (time.Duration, string) {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.apart, p.widest
}

// Warning is a sentence for operators when clocks differ by more than Skew, and "" otherwise. It names no server: the
// readiness of a server is for all to read.
func (p *Pulse) Warning() string {
	apart, _ := p.Apart()
	if apart <= Skew {
		return ""
	}
	return fmt.Sprintf("warning: the clock of another server differs by %v or more, and at most %v is safe; let NTP set the clocks of all servers",
		apart.Truncate(time.Second), Skew)
}
