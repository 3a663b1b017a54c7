package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"lamtoen/internal/coverage"
	"lamtoen/internal/day"
	"lamtoen/internal/job"
)

const (
	// quietHour is when, in Thimphu, few people wait for an answer.
	quietHour = 3 * time.Hour
	// looks is how often two folds are compared before a difference is believed: what was recorded between reading the one and
	// the other is gone at the next look.
	looks = 3
)

// nightly folds the coverage from scratch, once a night, and compares it with the figures that the feeds have kept.
type nightly struct {
	done  day.Date
	pause time.Duration // between two looks
}

func newNightly(now time.Time) *nightly { return &nightly{done: night(now), pause: 2 * time.Second} }

// night is the day of the last quiet hour.
func night(now time.Time) day.Date { return day.Of(now.Add(-quietHour)) }

func (n *nightly) do(ctx context.Context, p *parts, log *slog.Logger) error {
	tonight := night(p.now())
	if tonight <= n.done {
		return nil
	}
	// Each instance has figures of its own to check, and one at a time does it: it takes memory and the store's attention.
	err := p.jobs.Run(ctx, "coverage", leaseTime, func(ctx context.Context) error { return p.verifyCoverage(ctx, n.pause, log) })
	if errors.Is(err, job.ErrHeld) {
		return nil // at the next turn
	}
	if err == nil {
		n.done = tonight
	}
	return err
}

// verifyCoverage compares the figures with those of services that have just read the whole store. It logs any difference
// that stays as an error, and goes on with the fresh reading.
func (p *parts) verifyCoverage(ctx context.Context, pause time.Duration, log *slog.Logger) error {
	fresh := &parts{settings: p.settings, engine: p.engine, origin: p.origin, keys: p.keys}
	if err := fresh.openServices(ctx); err != nil {
		return err
	}
	if err := fresh.openAccounts(ctx); err != nil {
		return err
	}
	if err := fresh.openCoverage(ctx); err != nil {
		return err
	}
	differ, err := p.compare(ctx, fresh)
	for look := 1; err == nil && len(differ) > 0 && look < looks; look++ {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
		var again map[coverage.Difference]bool
		again, err = p.compare(ctx, fresh)
		for d := range differ {
			if !again[d] {
				delete(differ, d)
			}
		}
	}
	if err != nil || len(differ) == 0 {
		return err
	}
	for d := range differ { // any of them
		log.Error("the coverage differs from a fold from scratch; going on with the latter", "people", len(differ), "for example", d.String())
		break
	}
	p.cube.Adopt(fresh.cube)
	return nil
}

// compare brings both up to date first.
func (p *parts) compare(ctx context.Context, fresh *parts) (map[coverage.Difference]bool, error) {
	for _, side := range []*parts{fresh, p} {
		if err := errors.Join(side.register.Refresh(ctx), side.learning.Refresh(ctx), side.library.Refresh(ctx)); err != nil {
			return nil, err
		}
	}
	found, err := p.cube.Differences(ctx, fresh.cube)
	differ := make(map[coverage.Difference]bool, len(found))
	for _, d := range found {
		differ[d] = true
	}
	return differ, err
}
