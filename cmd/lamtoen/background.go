package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"

	"lamtoen/internal/job"
)

// How often an instance does what it does by itself.
const (
	refreshEvery = time.Second // what other instances have recorded
	importsEvery = 5 * time.Second
	reloadEvery  = time.Minute // versions of courses that others have published
	sweepEvery   = time.Hour
	handInEvery  = 15 * time.Second // attempts whose time is over
	nightlyEvery = time.Minute
	regradeEvery = 5 * time.Second
	mendEvery    = 24 * time.Hour // and at the start: what a server that died left
)

// leaseTime is how long a job rests when the server that does it dies.
const leaseTime = time.Minute

// openBackground opens what the chores need.
func (p *parts) openBackground(ctx context.Context) (err error) {
	if p.jobs, err = job.Open(ctx, p.engine); err != nil {
		return err
	}
	if p.pulse, err = job.OpenPulse(ctx, p.engine); err != nil {
		return err
	}
	p.jobs.Now, p.pulse.Now = p.now, p.now
	p.pulse.Name, _ = os.Hostname() // only for the log
	p.sweeps = append(p.sweeps, p.accounts.Sweep, p.register.Sweep, p.intake.Sweep)
	return nil
}

// chore is something that is done at once and then again and again.
type chore struct {
	name  string
	every time.Duration
	do    func(context.Context) error
}

func (p *parts) chores(log *slog.Logger) []chore {
	nightly := newNightly(p.now())
	return append(p.notifyChores(log), []chore{
		{"read what others recorded", refreshEvery, func(ctx context.Context) error {
			return errors.Join(p.register.Refresh(ctx), p.learning.Refresh(ctx), p.accounts.RefreshSignIns(ctx), p.cases.Refresh(ctx), p.schools.Refresh(ctx))
		}},
		{"read imports of others", importsEvery, p.intake.Refresh},
		{"read new versions of courses", reloadEvery, p.library.Refresh},
		{"keep the coverage up to date", refreshEvery, p.cube.Warm},
		{"keep the coverage's trends up to date", reloadEvery, p.cube.WarmTrend},
		{"compare clocks", job.PulseEvery, func(ctx context.Context) error { return p.beat(ctx, log) }},
		{"sweep", sweepEvery, p.sweep},
		{"regrade with new errata", regradeEvery, func(ctx context.Context) error {
			if !p.learning.Unapplied() {
				return nil
			}
			return p.regrade(ctx, log, "regrade", p.learning.Regrade)
		}},
		{"regrade with all errata", mendEvery, func(ctx context.Context) error { return p.regrade(ctx, log, "regrade-all", p.learning.RegradeAll) }},
		{"hand in attempts whose time is over", handInEvery, p.handIn},
		{"fold the coverage anew", nightlyEvery, func(ctx context.Context) error { return nightly.do(ctx, p, log) }},
	}...)
}

// work does the chores until the context ends; the channel closes when the last one has stopped.
func (p *parts) work(ctx context.Context, log *slog.Logger) <-chan struct{} {
	done := make(chan struct{})
	var running sync.WaitGroup
	for _, c := range p.chores(log) {
		running.Go(func() { c.repeat(ctx, log) })
	}
	go func() {
		running.Wait()
		close(done)
	}()
	return done
}

// repeat logs a failure and tries again in time: the instance goes on with what it knows.
func (c chore) repeat(ctx context.Context, log *slog.Logger) {
	ticker := time.NewTicker(c.every)
	defer ticker.Stop()
	for {
		if err := c.do(ctx); err != nil && ctx.Err() == nil {
			log.Error("background work failed; it will be tried again", "work", c.name, "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// sweep removes what has run out.
func (p *parts) sweep(ctx context.Context) error {
	return p.alone(ctx, "sweep", func(ctx context.Context) error {
		var errs []error
		for _, sweep := range p.sweeps {
			_, err := sweep(ctx)
			errs = append(errs, err)
		}
		return errors.Join(errs...)
	})
}

// alone does something that one instance does at a time; the others have nothing to do then.
func (p *parts) alone(ctx context.Context, name string, do func(context.Context) error) error {
	err := p.jobs.Run(ctx, name, leaseTime, do)
	if errors.Is(err, job.ErrHeld) {
		return nil
	}
	return err
}

// regrade corrects results with the errata.
func (p *parts) regrade(ctx context.Context, log *slog.Logger, name string, walk func(context.Context) (int, error)) error {
	return p.alone(ctx, name, func(ctx context.Context) error {
		n, err := walk(ctx)
		if n > 0 {
			log.Info("corrected results, in favour of the learners", "results", n)
		}
		return err
	})
}

// handIn hands in the attempts whose time is over and that nobody has asked about since.
func (p *parts) handIn(ctx context.Context) error {
	return p.alone(ctx, "hand-in", func(ctx context.Context) error {
		_, err := p.learning.HandInOverdue(ctx)
		return err
	})
}

// beat compares this machine's clock with those of the other instances, and logs when they begin or cease to be apart.
func (p *parts) beat(ctx context.Context, log *slog.Logger) error {
	before := p.pulse.Warning()
	if err := p.pulse.Beat(ctx); err != nil {
		return fmt.Errorf("clocks: %w", err)
	}
	switch now := p.pulse.Warning(); {
	case before == "" && now != "":
		apart, who := p.pulse.Apart()
		log.Warn("clocks are apart: set both by NTP", "other", who, "seconds", int(apart.Seconds()), "safe", int(job.Skew.Seconds()))
	case before != "" && now == "":
		log.Info("clocks agree again")
	}
	return nil
}
