// Package guess counts wrong guesses at codes, in the memory of one instance: enough where what a code guards is little, or
// where the codes alone are too many to guess.
//
// One rule holds for all: whoever has used up their free guesses waits, and each further wrong one doubles the wait. How many
// are free the caller says, since a person mistypes less often than a whole school that shares an address.
package guess

import (
	"net/netip"
	"sync"
	"time"
)

// mostGuessers bounds the memory.
const mostGuessers = 20000

// Rule is how long somebody waits who has used up their free guesses.
type Rule struct {
	First   time.Duration // the wait after the last free guess; each further wrong one doubles it
	Longest time.Duration // the most that it grows to
	Forget  time.Duration // so long after the last wrong guess all are forgotten
}

// Steady is the rule that somebody always waits as long, after which all is forgotten.
func Steady(wait time.Duration) Rule { return Rule{First: wait, Longest: wait, Forget: wait} }

// Counter counts wrong guesses by who guessed. It is safe for concurrent use.
type Counter struct {
	rule Rule

	mu    sync.Mutex
	wrong map[string]wrong
}

type wrong struct {
	count int
	last  time.Time
}

// New makes a counter with a rule.
func New(rule Rule) *Counter { return &Counter{rule: rule, wrong: map[string]wrong{}} }

// Wait is how long somebody who may guess wrongly so many times must wait; 0: not at all.
func (c *Counter) Wait(who string, most int, now time.Time) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	w := c.wrong[who]
	since := now.Sub(w.last)
	if w.count < most || since >= c.rule.Forget {
		return 0
	}
	wait := c.rule.First
	for range w.count - most {
		if wait >= c.rule.Longest {
			break
		}
		wait *= 2
	}
	return max(0, min(wait, c.rule.Longest)-since)
}

// Miss counts one wrong guess.
func (c *Counter) Miss(who string, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.wrong) >= mostGuessers {
		for key, w := range c.wrong {
			if now.Sub(w.last) >= c.rule.Forget {
				delete(c.wrong, key)
			}
		}
		if len(c.wrong) >= mostGuessers { // so many within that time are one attacker's addresses
			clear(c.wrong)
		}
	}
	w := c.wrong[who]
	if now.Sub(w.last) >= c.rule.Forget {
		w.count = 0
	}
	c.wrong[who] = wrong{count: w.count + 1, last: now}
}

// Forget lets somebody begin anew.
func (c *Counter) Forget(who string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.wrong, who)
}

// Minutes is a wait in whole minutes, as people are told it.
func Minutes(wait time.Duration) int { return int((wait + time.Minute - 1) / time.Minute) }

// From is who guesses from an address: the address itself, or for IPv6 its /64, which is what one subscriber gets.
func From(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return "from unknown"
	}
	if ip = ip.Unmap(); ip.Is6() {
		if prefix, err := ip.Prefix(64); err == nil {
			return "from " + prefix.String()
		}
	}
	return "from " + ip.String()
}
