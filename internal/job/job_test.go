package job_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"lamtoen/internal/job"
	"lamtoen/internal/store"
	"lamtoen/internal/store/storetest"
)

// The tests run in synctest's bubbles, where time stands still until all wait for it.

// flaky is a store that can be taken away.
type flaky struct {
	store.Engine
	away atomic.Bool
}

var errAway = errors.New("the store is away")

func (f *flaky) Find(ctx context.Context, collection string, q store.Query) ([]store.Doc, error) {
	if f.away.Load() {
		return nil, errAway
	}
	return f.Engine.Find(ctx, collection, q)
}

func open(t *testing.T, e store.Engine) *job.Jobs {
	t.Helper()
	j, err := job.Open(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

// hold runs the job until release is called, and gives what Run gave.
func hold(t *testing.T, j *job.Jobs, ttl time.Duration) (release func() error) {
	t.Helper()
	started, stop, done := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		done <- j.Run(t.Context(), "digest", ttl, func(ctx context.Context) error {
			close(started)
			select {
			case <-stop:
			case <-ctx.Done():
			}
			return ctx.Err()
		})
	}()
	<-started
	return func() error {
		close(stop)
		return <-done
	}
}

func nothing(context.Context) error { return nil }

func TestRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := storetest.Open(t)
		here, there := open(t, e), open(t, e)
		release := hold(t, here, time.Minute)
		// Many times the lease: it is renewed.
		for range 10 {
			time.Sleep(45 * time.Second)
			if err := there.Run(t.Context(), "digest", time.Minute, nothing); !errors.Is(err, job.ErrHeld) {
				t.Errorf("while it is held: got %v, want ErrHeld", err)
			}
		}
		if err := there.Run(t.Context(), "another", time.Minute, nothing); err != nil {
			t.Errorf("another job meanwhile: got %v, want no error", err)
		}
		if err := release(); err != nil {
			t.Errorf("the holder: got %v, want no error", err)
		}
		if err := there.Run(t.Context(), "digest", time.Minute, nothing); err != nil {
			t.Errorf("once it is given back: got %v, want no error", err)
		}
		failed := errors.New("failed")
		if err := there.Run(t.Context(), "digest", time.Minute, func(context.Context) error { return failed }); !errors.Is(err, failed) {
			t.Errorf("work that fails: got %v, want its error", err)
		}
		if err := here.Run(t.Context(), "digest", time.Minute, nothing); err != nil {
			t.Errorf("after that: got %v, want no error", err)
		}
	})
}

func TestRunRefuses(t *testing.T) {
	j := open(t, storetest.Open(t))
	if err := j.Run(t.Context(), "", time.Minute, nothing); err == nil {
		t.Error("no name: got no error")
	}
	if err := j.Run(t.Context(), "x", time.Millisecond, nothing); err == nil {
		t.Error("a lease of a millisecond: got no error")
	}
}

// TestDeadHolder leaves a lease behind, as a server does that is killed.
func TestDeadHolder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := storetest.Open(t)
		dies, lives := &flaky{Engine: e}, open(t, e)
		release := hold(t, open(t, dies), time.Minute)
		dies.away.Store(true) // from now on it neither renews nor gives back
		_ = release()
		for _, test := range []struct {
			wait time.Duration
			want error
		}{{0, job.ErrHeld}, {time.Minute, job.ErrHeld}, {job.Skew - time.Second, job.ErrHeld}, {time.Second, nil}} {
			time.Sleep(test.wait)
			if err := lives.Run(t.Context(), "digest", time.Minute, nothing); !errors.Is(err, test.want) {
				t.Errorf("another %v later: got %v, want %v", test.wait, err, test.want)
			}
		}
	})
}

func TestStoreAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := &flaky{Engine: storetest.Open(t)}
		j := open(t, e)
		// Away for less than a lease: nobody notices.
		release := hold(t, j, time.Minute)
		e.away.Store(true)
		time.Sleep(35 * time.Second)
		e.away.Store(false)
		time.Sleep(5 * time.Minute)
		if err := release(); err != nil {
			t.Errorf("away for half a minute: got %v, want no error", err)
		}
		// Away for longer: the work is told before the lease runs out for others.
		start := time.Now()
		err := j.Run(t.Context(), "digest", time.Minute, func(ctx context.Context) error {
			e.away.Store(true)
			<-ctx.Done()
			if took := time.Since(start); took > time.Minute {
				t.Errorf("was told after %v, want at most a minute", took)
			}
			return fmt.Errorf("told: %w", ctx.Err())
		})
		if !errors.Is(err, job.ErrLost) || !errors.Is(err, errAway) || !errors.Is(err, context.Canceled) {
			t.Errorf("away for good: got %v, want ErrLost with its cause and the work's error", err)
		}
	})
}

// TestTakenAway removes and replaces the lease under its holder.
func TestTakenAway(t *testing.T) {
	for name, remove := range map[string]bool{"removed": true, "another's": false} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e := storetest.Open(t)
				j := open(t, e)
				err := j.Run(t.Context(), "digest", time.Minute, func(ctx context.Context) error {
					takeAway(t, e, remove)
					<-ctx.Done()
					return nil
				})
				if !errors.Is(err, job.ErrLost) {
					t.Errorf("got %v, want ErrLost", err)
				}
			})
		})
	}
}

func takeAway(t *testing.T, e store.Engine, remove bool) {
	t.Helper()
	type lease struct {
		Name  string `bson:"_id"`
		Owner string `bson:"owner"`
	}
	leases, err := store.Open[lease](t.Context(), e, "leases")
	switch {
	case err != nil:
	case remove:
		_, err = leases.Delete(t.Context(), "digest")
	default:
		_, err = leases.Update(t.Context(), "digest", func(l *lease) error { l.Owner = "another"; return nil })
	}
	if err != nil {
		t.Error(err)
	}
}

func TestPanicGivesBack(t *testing.T) {
	j := open(t, storetest.Open(t))
	func() {
		defer func() { _ = recover() }()
		_ = j.Run(t.Context(), "digest", time.Minute, func(context.Context) error { panic("work") })
	}()
	if err := j.Run(t.Context(), "digest", time.Minute, nothing); err != nil {
		t.Errorf("after a panic: got %v, want no error", err)
	}
}

// TestRace starts one job on many servers at once: one does it at a time.
func TestRace(t *testing.T) {
	e := storetest.Open(t)
	var running, did, held atomic.Int64
	var racing sync.WaitGroup
	for range 16 {
		j := open(t, e)
		racing.Go(func() {
			err := j.Run(t.Context(), "digest", time.Minute, func(context.Context) error {
				if running.Add(1) != 1 {
					t.Error("two do it at once")
				}
				did.Add(1)
				running.Add(-1)
				return nil
			})
			if errors.Is(err, job.ErrHeld) {
				held.Add(1)
			} else if err != nil {
				t.Errorf("got %v, want ErrHeld or no error", err)
			}
		})
	}
	racing.Wait()
	if did.Load() < 1 || did.Load()+held.Load() != 16 {
		t.Errorf("got %d that did it and %d that were held off, want 16 in all and at least one", did.Load(), held.Load())
	}
}
