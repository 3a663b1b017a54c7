package account

import (
	"math"
	"sync"
	"time"

	"lamtoen/internal/guess"
)

// maxAddresses bounds the memory, about 5 MB, that callers with many addresses can take.
const maxAddresses = 50_000

// longestAddressWait is the most that one address waits between two attempts.
const longestAddressWait = time.Minute

// addresses counts failed attempts by address, in this instance's memory. Failures leak away; over the limit, each further
// one doubles the wait before the next attempt from there. The limit is high enough for 500 people who share an address
// and have all just forgotten their password. Right passwords cost nothing.
type addresses struct {
	mu    sync.Mutex
	limit float64
	leak  time.Duration
	seen  map[string]bucket
}

// bucket is the level of failures at an instant.
type bucket struct {
	level float64
	at    time.Time
}

func newAddresses(limit int, leak time.Duration) *addresses {
	return &addresses{limit: float64(limit), leak: leak, seen: map[string]bucket{}}
}

// level is what has not leaked away by now.
func (a *addresses) level(b bucket, now time.Time) float64 {
	return max(0, b.level-float64(now.Sub(b.at))/float64(a.leak))
}

// check says how long the address must wait, or nil.
func (a *addresses) check(address string, now time.Time) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	b, ok := a.seen[guess.From(address)]
	if !ok {
		return nil
	}
	over := b.level - a.limit
	if over < 0 {
		return nil
	}
	wait := time.Duration(min(math.Exp2(over)*float64(time.Second), float64(longestAddressWait)))
	if left := b.at.Add(wait).Sub(now); left > 0 {
		return errWait(left)
	}
	return nil
}

// fail counts a failed attempt.
func (a *addresses) fail(address string, now time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	key := guess.From(address)
	b := bucket{level: a.level(a.seen[key], now) + 1, at: now}
	if _, ok := a.seen[key]; !ok && len(a.seen) >= maxAddresses {
		a.makeRoom(now)
	}
	a.seen[key] = b
}

// makeRoom drops what has leaked away, and if all have something left, any one.
func (a *addresses) makeRoom(now time.Time) {
	victim := ""
	for key, b := range a.seen {
		victim = key
		if a.level(b, now) == 0 {
			delete(a.seen, key)
		}
	}
	if len(a.seen) >= maxAddresses {
		delete(a.seen, victim)
	}
}
