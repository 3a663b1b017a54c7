// Package guess counts wrong guesses at codes, in the memory of one instance: enough where what a code guards is little, or
// where the codes alone are too many to guess.
package guess

import (
	"sync"
	"time"
)

// mostGuessers bounds the memory.
const mostGuessers = 10000

// Counter counts wrong guesses by who guessed. It is safe for concurrent use.
type Counter struct {
	stand time.Duration

	mu    sync.Mutex
	wrong map[string]wrong
}

type wrong struct {
	count int
	since time.Time
}

// New makes a counter that forgets somebody's guesses so long after the first of them.
func New(stand time.Duration) *Counter { return &Counter{stand: stand, wrong: map[string]wrong{}} }

// Wait is how long somebody who may guess wrongly so many times must wait; 0: not at all.
func (c *Counter) Wait(who string, most int, now time.Time) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	w := c.wrong[who]
	if left := c.stand - now.Sub(w.since); w.count >= most && left > 0 {
		return left
	}
	return 0
}

// Miss counts one wrong guess.
func (c *Counter) Miss(who string, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.wrong) >= mostGuessers {
		for key, w := range c.wrong {
			if now.Sub(w.since) >= c.stand {
				delete(c.wrong, key)
			}
		}
		if len(c.wrong) >= mostGuessers { // so many within that time are one attacker's addresses
			clear(c.wrong)
		}
	}
	w := c.wrong[who]
	if now.Sub(w.since) >= c.stand {
		w = wrong{since: now}
	}
	w.count++
	c.wrong[who] = w
}

// Minutes is a wait in whole minutes, as people are told it.
func Minutes(wait time.Duration) int { return int((wait + time.Minute - 1) / time.Minute) }
