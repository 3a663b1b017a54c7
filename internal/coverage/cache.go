package coverage

import (
	"sync"
	"sync/atomic"
)

// cache keeps what was asked for last. What it gives is never changed, so readers may hold what the cache has let go.
type cache[K comparable, V any] struct {
	mu    sync.Mutex
	slots map[K]*slot[V]
	turns uint64
	limit int
}

// slot is the place of one value. Who makes it holds the lock, so that others wait for it instead of making it again.
type slot[V any] struct {
	mu    sync.Mutex
	value atomic.Pointer[V]
	used  uint64
}

func newCache[K comparable, V any](limit int) *cache[K, V] {
	return &cache[K, V]{slots: map[K]*slot[V]{}, limit: limit}
}

// slot gives the place of a value, and lets go of the one that nobody has asked for longest where there are too many.
func (c *cache[K, V]) slot(k K) *slot[V] {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.slots[k]
	if s == nil {
		if len(c.slots) >= c.limit {
			c.drop()
		}
		s = &slot[V]{}
		c.slots[k] = s
	}
	c.turns++
	s.used = c.turns
	return s
}

func (c *cache[K, V]) drop() {
	var oldest K
	least := c.turns + 1
	for k, s := range c.slots {
		if s.used < least {
			oldest, least = k, s.used
		}
	}
	delete(c.slots, oldest)
}

func (c *cache[K, V]) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.slots)
}
