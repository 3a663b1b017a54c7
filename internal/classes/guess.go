package classes

import (
	"sync"
	"time"

	"lamtoen/internal/fault"
)

// How often wrong pictures or codes may be given before there is a wait: for one pupil, in one class, and from one address,
// which a whole school may share. Each further one doubles the wait, up to a quarter of an hour; all is forgotten an hour after
// the last. With 12,144 triples, somebody who guesses one pupil's day and night needs months, and a school day gives
// them some thirty tries.
const (
	mostPupil   = 5
	mostClass   = 60
	mostFrom    = 100
	firstWait   = 15 * time.Second
	longestWait = 15 * time.Minute
	forgetAfter = time.Hour
	mostKeys    = 20000
)

// guesses counts wrong guesses in the memory of this instance: what they guard is a pupil's progress, and a restart forgets no more
// than an hour.
type guesses struct {
	mu    sync.Mutex
	wrong map[string]guess
}

type guess struct {
	count int
	last  time.Time
}

func newGuesses() *guesses { return &guesses{wrong: map[string]guess{}} }

// check refuses while the key has to wait.
func (g *guesses) check(key string, most int, now time.Time) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	w := g.wrong[key]
	if w.count < most || now.Sub(w.last) >= forgetAfter {
		return nil
	}
	wait := min(firstWait<<min(w.count-most, 10), longestWait)
	if left := wait - now.Sub(w.last); left > 0 {
		left = max(left.Round(time.Second), time.Second)
		return fault.TooMany(left, "There were several wrong tries. Wait a little (%d seconds), or ask your teacher.", int(left/time.Second))
	}
	return nil
}

// miss counts one wrong guess.
func (g *guesses) miss(key string, now time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.wrong) >= mostKeys {
		for k, w := range g.wrong {
			if now.Sub(w.last) >= forgetAfter {
				delete(g.wrong, k)
			}
		}
		if len(g.wrong) >= mostKeys { // so many in an hour are one attacker's addresses
			clear(g.wrong)
		}
	}
	w := g.wrong[key]
	if now.Sub(w.last) >= forgetAfter {
		w.count = 0
	}
	g.wrong[key] = guess{count: w.count + 1, last: now}
}

// forget lets the key begin anew.
func (g *guesses) forget(key string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.wrong, key)
}
