package learning_test

import (
	"errors"
	"testing"

	"lamtoen/internal/day"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
)

// joint is an act that records three things at once, and how many of them a service shows.
type joint struct {
	do    func(s *learning.Service) error
	count func(s *learning.Service) int
}

func (w *world) joints() map[string]joint {
	ctx := w.t.Context()
	return map[string]joint{
		"closures": {func(s *learning.Service) error {
			var list []learning.Closure
			for i := range 3 {
				on := day.Date("2026-04-01").AddDays(i)
				list = append(list, learning.Closure{Kind: learning.ClosureHoliday, From: on, Until: on, Name: "Flood"})
			}
			_, err := s.AddClosures(ctx, list, "officer")
			return err
		}, func(s *learning.Service) int { return len(s.Closures()) }},
		"allowances": {func(s *learning.Service) error {
			var list []learning.Allowance
			for _, id := range []org.PersonID{w.pema, w.head, w.guest} {
				list = append(list, exemption(id))
			}
			_, err := s.AddAllowances(ctx, list, "officer")
			return err
		}, func(s *learning.Service) int { return len(s.Allowances()) }},
	}
}

// TestManyAtOnceAreAllOrNone holds whichever write the store gives up at or the process dies at; done again they are there once.
func TestManyAtOnceAreAllOrNone(t *testing.T) {
	for _, name := range []string{"closures", "allowances"} {
		for _, end := range []fate{unwritten, unheard, killed} {
			t.Run(name+", "+string(end), func(t *testing.T) {
				writes := int64(1)
				for breaksOff(t, name, end, writes) {
					if writes++; writes > 30 {
						t.Fatal("got no end of writes that fail")
					}
				}
				if writes < 5 {
					t.Errorf("got %d writes, want one for each line of the log, the three and their commit", writes-1)
				}
			})
		}
	}
}

// breaksOff does the act with an engine whose k-th write fails, and tells whether there was such a write.
func breaksOff(t *testing.T, name string, end fate, k int64) bool {
	t.Helper()
	w := newWorld(t)
	act := w.joints()[name]
	engine := &fragile{Engine: w.engine, fate: end}
	engine.left.Store(1 << 40) // until the services are open
	_, _, service := w.open(engine)
	engine.left.Store(k)
	err := survive(service, act.do)
	if err != nil && !errors.Is(err, errInjected) {
		t.Fatalf("write %d: %v", k, err)
	}
	_, _, other := w.open(w.engine) // what broke off may have died
	if got := act.count(other); got != 0 && got != 3 || err == nil && got != 3 {
		t.Errorf("write %d: got %d of 3, broken off: %v", k, got, err)
	}
	w.must(act.do(other))
	if got := act.count(other); got != 3 {
		t.Errorf("write %d, done again: got %d of 3", k, got)
	}
	return err != nil
}
