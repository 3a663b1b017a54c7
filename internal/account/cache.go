package account

import (
	"sync"
	"time"

	"lamtoen/internal/org"
)

// sessionCache remembers for a few seconds what the store says about sessions, so that a page with ten requests reads its
// session once. Ending a session on this instance forgets it at once; on another it is seen when the entry has aged.
type sessionCache struct {
	mu      sync.Mutex
	age     time.Duration
	entries map[string]cached
	sweep   int    // entries at which the aged ones are dropped
	drops   uint64 // raised by forget, so that a read from before it is not kept
}

type cached struct {
	live live
	read time.Time
}

func newSessionCache(age time.Duration) *sessionCache {
	return &sessionCache{age: age, entries: map[string]cached{}, sweep: 1024}
}

func (c *sessionCache) get(id string, now time.Time) (live, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	entry, ok := c.entries[id]
	if !ok || now.Sub(entry.read) >= c.age || now.Before(entry.read) {
		return live{}, false
	}
	return entry.live, true
}

// stamp is taken before a read of the store and handed to put with what was read.
func (c *sessionCache) stamp() uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.drops
}

func (c *sessionCache) put(l live, now time.Time, stamp uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if stamp != c.drops {
		return
	}
	c.entries[l.session.ID] = cached{live: l, read: now}
	if len(c.entries) < c.sweep {
		return
	}
	for id, entry := range c.entries {
		if now.Sub(entry.read) >= c.age {
			delete(c.entries, id)
		}
	}
	// Sweeping again only at twice what is in use keeps its cost per request constant.
	c.sweep = max(1024, 2*len(c.entries))
}

// drop forgets one session, which the next request reads anew.
func (c *sessionCache) drop(id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.entries, id)
}

// forget drops all that is known of the person's sessions.
func (c *sessionCache) forget(person org.PersonID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.drops++
	for id, entry := range c.entries {
		if entry.live.session.Person == person {
			delete(c.entries, id)
		}
	}
}
