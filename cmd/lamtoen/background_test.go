package main

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"lamtoen/internal/coverage"
	"lamtoen/internal/job"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
)

// opened is an installation's services as serve has them, without the server.
func (s *installation) opened() *parts {
	s.Helper()
	ctx := s.Context()
	p, err := openDomain(ctx, s.settings())
	if err != nil {
		s.Fatal(err)
	}
	s.Cleanup(func() {
		if err := p.close(nil); err != nil {
			s.Error(err)
		}
	})
	catalogue, err := loadCourses(oneCourse())
	if err != nil {
		s.Fatal(err)
	}
	for _, step := range []func() error{
		func() error { return p.register.LoadAgencies(ctx, oneCourse()) },
		func() error { return p.library.Publish(ctx, catalogue) },
		func() error { return p.learning.EnsureDefaultRules(ctx) },
		func() error { return p.openAccounts(ctx) },
		func() error { return p.openCoverage(ctx) },
		func() error { return p.openBackground(ctx) },
	} {
		if err := step(); err != nil {
			s.Fatal(err)
		}
	}
	return p
}

// hire adds somebody and gives their id.
func (s *installation) hire(p *parts) org.PersonID {
	s.Helper()
	added, err := p.register.AddPerson(s.Context(), org.NewPerson{
		Person: org.Person{EID: "200801234", Name: "Karma Dorji", Kind: org.KindRegular, Joined: "2008-01-15"},
		Post:   org.Post{Agency: "dz-haa", Position: "Officer", From: "2008-01-15"},
	}, "test")
	if err != nil {
		s.Fatal(err)
	}
	return added.ID
}

func (s *installation) underWay(p *parts) int {
	s.Helper()
	table, err := p.cube.Figures(s.Context(), coverage.Query{Course: conduct, Agency: "dz-haa", Scope: org.Scope{All: true}})
	if err != nil {
		s.Fatal(err)
	}
	return table.Agency.Total.UnderWay
}

func TestTheNightlyFoldFindsWhatTheFeedsHaveMissed(t *testing.T) {
	s := install(t)
	p := s.opened()
	var said text
	log := slog.New(slog.NewTextHandler(&said, nil))
	karma := s.hire(p)
	s.approve(p)
	if err := p.verifyCoverage(t.Context(), 0, log); err != nil || said.String() != "" {
		t.Fatalf("figures that are right: got %v and the log %q, want silence", err, &said)
	}
	s.underWay(p)
	// A fact that a server with a clock far behind has recorded.
	behind := func() time.Time { return time.Now().Add(-time.Hour) }
	slow, err := learning.Open(t.Context(), p.engine, learning.Deps{Library: p.library, Register: p.register, Audit: p.audit}, learning.Settings{Now: behind})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := slow.Begin(t.Context(), karma, conduct, learning.ViaWeb); err != nil {
		t.Fatal(err)
	}
	if got := s.underWay(p); got != 0 {
		t.Fatalf("got %d under way, want figures that have missed it", got)
	}
	if err := p.verifyCoverage(t.Context(), 0, log); err != nil {
		t.Fatal(err)
	}
	if got := said.String(); !strings.Contains(got, "level=ERROR") || !strings.Contains(got, string(karma)) || strings.Contains(got, "200801234") {
		t.Errorf("got the log %q, want an error that names the person by id only", got)
	}
	if got := s.underWay(p); got != 1 {
		t.Errorf("afterwards: got %d under way, want 1", got)
	}
}

func TestTheNightIsOncePerNight(t *testing.T) {
	thimphu := time.FixedZone("", 6*3600)
	evening := time.Date(2026, 11, 23, 22, 0, 0, 0, thimphu)
	for _, c := range []struct {
		after time.Duration
		due   bool
	}{
		{0, false}, {4 * time.Hour, false}, {5*time.Hour - time.Second, false}, {5 * time.Hour, true}, {20 * time.Hour, true}, {48 * time.Hour, true},
	} {
		if got := night(evening.Add(c.after)) > newNightly(evening).done; got != c.due {
			t.Errorf("%v after 22:00: got due %v, want %v", c.after, got, c.due)
		}
	}
	s := install(t)
	p := s.opened()
	log := slog.New(slog.DiscardHandler)
	n := newNightly(time.Now())
	n.done = n.done.AddDays(-1)
	// While another server is at it, it is put off; then it is done, once.
	err := p.jobs.Run(t.Context(), "coverage", leaseTime, func(ctx context.Context) error { return n.do(ctx, p, log) })
	if tonight := night(time.Now()); err != nil || n.done >= tonight {
		t.Errorf("while another does it: got %v and done on %s, want it put off", err, n.done)
	}
	if err := n.do(t.Context(), p, log); err != nil || n.done != night(time.Now()) {
		t.Errorf("got %v and done on %s, want it done tonight", err, n.done)
	}
}

func TestSweepsRunUnderALease(t *testing.T) {
	s := install(t)
	p := s.opened()
	swept := 0
	p.sweeps = append(p.sweeps, func(ctx context.Context) (int, error) {
		swept++
		return 0, p.sweep(ctx) // another one at the same time has nothing to do
	})
	if err := p.sweep(t.Context()); err != nil || swept != 1 {
		t.Errorf("got %v and %d sweeps, want one", err, swept)
	}
	broken := errors.New("broken")
	p.sweeps = append(p.sweeps, func(context.Context) (int, error) { return 0, broken }, func(context.Context) (int, error) {
		swept++
		return 0, nil
	})
	if err := p.sweep(t.Context()); !errors.Is(err, broken) || swept != 3 {
		t.Errorf("got %v and %d sweeps, want the error, and the sweeps after it done all the same", err, swept)
	}
}

func TestClocksThatAreApart(t *testing.T) {
	s := install(t)
	p := s.opened()
	var said text
	log := slog.New(slog.NewTextHandler(&said, nil))
	other, err := job.OpenPulse(t.Context(), p.engine)
	if err != nil {
		t.Fatal(err)
	}
	other.Name = "the other"
	off := time.Hour
	other.Now = func() time.Time { return time.Now().Add(off) }
	beat := func() {
		t.Helper()
		if err := errors.Join(other.Beat(t.Context()), p.beat(t.Context(), log)); err != nil {
			t.Fatal(err)
		}
	}
	beat()
	beat()
	if got := said.String(); strings.Count(got, "level=WARN") != 1 || !strings.Contains(got, "the other") {
		t.Errorf("got the log %q, want one warning that names the server", got)
	}
	if p.pulse.Warning() == "" {
		t.Error("/readyz says nothing about the clocks")
	}
	off = 0
	beat()
	beat()
	if !strings.Contains(said.String(), "clocks agree again") || p.pulse.Warning() != "" {
		t.Errorf("got the log %q and the warning %q, want none any more", &said, p.pulse.Warning())
	}
}
