package storetest

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"lamtoen/internal/store"
)

const racers = 16

// race runs the same thing in 16 goroutines at once and waits for them.
func race(run func(racer int)) {
	var ready, done sync.WaitGroup
	start := make(chan struct{})
	for i := range racers {
		ready.Add(1)
		done.Go(func() {
			ready.Done()
			<-start
			run(i)
		})
	}
	ready.Wait()
	close(start)
	done.Wait()
}

func (s *suite) swapRace(t *testing.T) {
	c := collection[record](t, s, "swap_race")
	must(t, c.Insert(t.Context(), record{ID: "a"}))
	race(func(int) { count(t, c, 50) })
	if got, err := c.Get(t.Context(), "a"); err != nil || got.Seq != 800 {
		t.Errorf("got %d, %v, want 800", got.Seq, err)
	}
}

func count(t *testing.T, c *store.Collection[record], times int) {
	for range times {
		if _, err := c.Update(t.Context(), "a", func(r *record) error { r.Seq++; return nil }); err != nil {
			t.Errorf("Update: %v", err)
			return
		}
	}
}

func (s *suite) insertRace(t *testing.T) {
	c := collection[record](t, s, "insert_race")
	for round := range 10 {
		id := fmt.Sprintf("r%d", round)
		var won, lost atomic.Int64
		race(func(racer int) {
			switch err := c.Insert(t.Context(), record{ID: id, Seq: racer}); {
			case err == nil:
				won.Add(1)
			case errors.Is(err, store.ErrExists):
				lost.Add(1)
			default:
				t.Errorf("round %d: %v", round, err)
			}
		})
		if won.Load() != 1 || lost.Load() != racers-1 {
			t.Errorf("round %d: got %d winners and %d losers, want 1 and %d", round, won.Load(), lost.Load(), racers-1)
		}
	}
}

func (s *suite) deleteRace(t *testing.T) {
	c := collection[record](t, s, "delete_race")
	for round := range 10 {
		must(t, c.Insert(t.Context(), record{ID: "a"}))
		var won atomic.Int64
		race(func(int) {
			deleted, err := c.Delete(t.Context(), "a")
			if err != nil {
				t.Errorf("round %d: %v", round, err)
			}
			if deleted {
				won.Add(1)
			}
		})
		if won.Load() != 1 {
			t.Errorf("round %d: got %d deleters, want 1", round, won.Load())
		}
	}
}

// twoEngines is two instances on one store: they start at once, see each other's writes, and lose none.
func (s *suite) twoEngines(t *testing.T) {
	if s.Peer {
		return // it loses updates when it has two clients
	}
	engines := []store.Engine{s.open(t), s.open(t)}
	both := make([]*store.Collection[record], 2)
	var opening sync.WaitGroup
	for i, e := range engines {
		defer closing(t, e)
		opening.Go(func() {
			var err error
			index := store.Index{Name: "seq", Fields: []string{"seq"}}
			if both[i], err = store.Open[record](t.Context(), e, "two_engines", index); err != nil {
				t.Errorf("opening at the same time: %v", err)
			}
		})
	}
	opening.Wait()
	if t.Failed() {
		return
	}
	must(t, both[0].Insert(t.Context(), record{ID: "a"}))
	if err := both[1].Insert(t.Context(), record{ID: "a"}); !errors.Is(err, store.ErrExists) {
		t.Errorf("the other engine inserts the same: got %v, want ErrExists", err)
	}
	race(func(racer int) { count(t, both[racer%2], 10) })
	for i, c := range both {
		if got, err := c.Get(t.Context(), "a"); err != nil || got.Seq != racers*10 {
			t.Errorf("engine %d: got %d, %v, want %d", i, got.Seq, err, racers*10)
		}
	}
}
