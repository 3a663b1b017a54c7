// Package job lets one of several servers do a piece of background work. A job is a name; whoever runs it holds a lease on
// the name, a document in the store that others respect until it runs out.
//
// The lease is renewed while the work goes on. When it cannot be (the store is away, or another has it), the work's context
// is cancelled before the lease runs out, so that two servers never both believe that they hold it, provided that their
// clocks differ by less than 30 seconds. Work must still bear being done twice, since a server may stop between the work
// and the note that it is done.
package job

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"lamtoen/internal/day"
	"lamtoen/internal/store"
)

// Skew is how far two servers' clocks may differ: a lease of another is respected for so much longer than it says.
const Skew = 30 * time.Second

// ErrHeld says that another holds the lease. That is the normal case on all servers but one.
var ErrHeld = errors.New("job: another is doing it")

// ErrLost is the cause with which the context of a job ends whose lease could not be kept.
var ErrLost = errors.New("job: the lease was lost")

// Jobs gives leases on one store.
type Jobs struct {
	leases *store.Collection[lease]
	// Now and NewID may be replaced before the first Run.
	Now   func() time.Time
	NewID func() string
}

// lease is the document of one job. A lease that was given back has no owner.
type lease struct {
	Name  string    `bson:"_id"`
	Owner string    `bson:"owner"` // a token made for one Run, not the name of a server
	Until time.Time `bson:"until"`
}

// Open opens the leases of the store.
func Open(ctx context.Context, engine store.Engine) (*Jobs, error) {
	leases, err := store.Open[lease](ctx, engine, "leases")
	if err != nil {
		return nil, fmt.Errorf("job: %w", err)
	}
	return &Jobs{leases: leases, Now: time.Now, NewID: rand.Text}, nil
}

// Run does the work if nobody else does the job of this name, and gives ErrHeld if somebody does. The lease runs out ttl
// after its last renewal, which happens three times in that; ttl is also how long, with Skew, the job rests when a server
// dies in the midst of it. The result is work's error, joined to ErrLost when the lease was lost meanwhile.
func (j *Jobs) Run(ctx context.Context, name string, ttl time.Duration, work func(context.Context) error) error {
	if name == "" || ttl < time.Second {
		return fmt.Errorf("job: %q cannot run with a lease of %v; it needs a name and at least a second", name, ttl)
	}
	h := &holder{jobs: j, name: name, owner: j.NewID(), ttl: ttl}
	if err := h.take(ctx); err != nil {
		return err
	}
	working, cancel := context.WithCancelCause(ctx)
	renewed := make(chan struct{})
	go func() {
		defer close(renewed)
		if err := h.keep(working); err != nil {
			cancel(err)
		}
	}()
	defer func() { // also when work panics
		cancel(nil)
		<-renewed
		h.giveBack(ctx)
	}()
	err := work(working)
	if lost := context.Cause(working); errors.Is(lost, ErrLost) {
		return errors.Join(lost, err)
	}
	return err
}

// holder is one Run's hold on a job.
type holder struct {
	jobs  *Jobs
	name  string
	owner string
	ttl   time.Duration
	until time.Time // by this server's clock
}

// fresh gives the lease as this holder wants it. until is computed before the store is asked, so that it errs on the early
// side.
func (h *holder) fresh() lease {
	return lease{Name: h.name, Owner: h.owner, Until: day.Instant(h.jobs.Now().Add(h.ttl))}
}

// take gets the lease if it is new, given back or run out.
func (h *holder) take(ctx context.Context) error {
	want := h.fresh()
	err := h.jobs.leases.Insert(ctx, want)
	if errors.Is(err, store.ErrExists) {
		_, err = h.jobs.leases.Update(ctx, h.name, func(l *lease) error {
			if l.Owner != "" && h.jobs.Now().Before(l.Until.Add(Skew)) {
				return ErrHeld
			}
			*l = want
			return nil
		})
	}
	h.until = want.Until
	if errors.Is(err, ErrHeld) {
		return ErrHeld
	}
	if err != nil {
		return fmt.Errorf("job: lease on %s: %w", h.name, err)
	}
	return nil
}

// keep renews the lease until ctx ends, which is no error, or until it is lost.
func (h *holder) keep(ctx context.Context) error {
	pause := h.ttl / 3
	for {
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil
		case <-timer.C:
		}
		err := h.renew(ctx)
		switch {
		case err == nil:
			pause = h.ttl / 3
		case ctx.Err() != nil:
			return nil //nolint:nilerr // the work is over, so that nobody needs the lease any more
		case errors.Is(err, ErrLost):
			return err
		default:
			// The store does not answer. It is asked again while the lease lasts.
			if pause = min(h.ttl/10, h.until.Sub(h.jobs.Now())); pause <= 0 {
				return fmt.Errorf("%w: %s could not be renewed: %w", ErrLost, h.name, err)
			}
		}
	}
}

// renew gives ErrLost when somebody else has the lease.
func (h *holder) renew(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, h.until.Sub(h.jobs.Now()))
	defer cancel()
	want := h.fresh()
	_, err := h.jobs.leases.Update(ctx, h.name, func(l *lease) error {
		if l.Owner != h.owner {
			return fmt.Errorf("%w: another has taken %s", ErrLost, h.name)
		}
		*l = want
		return nil
	})
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("%w: that on %s was removed", ErrLost, h.name)
	}
	if err == nil {
		h.until = want.Until
	}
	return err
}

// giveBack lets the next one in at once. When it fails the lease simply runs out.
func (h *holder) giveBack(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), store.Timeout)
	defer cancel()
	_, _ = h.jobs.leases.Update(ctx, h.name, func(l *lease) error {
		if l.Owner != h.owner {
			return ErrLost
		}
		l.Owner, l.Until = "", time.Time{}
		return nil
	})
}
