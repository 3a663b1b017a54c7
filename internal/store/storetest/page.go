package storetest

import (
	"fmt"
	"slices"
	"strconv"
	"sync"
	"testing"

	"lamtoen/internal/store"
)

func (s *suite) pages(t *testing.T) {
	c := collection[record](t, s, "pages", indexes()...)
	insertAll(t, c, records())
	q := store.Query{Index: "owner_at", Equal: []any{"zz"}, Limit: 4}
	var sizes []int
	for {
		page, next, err := c.Find(t.Context(), q)
		must(t, err)
		sizes = append(sizes, len(page))
		if q.After = next; next == "" {
			break
		}
	}
	if want := []int{4, 4, 2}; !slices.Equal(sizes, want) {
		t.Errorf("got pages of %v, want %v", sizes, want)
	}
	q.After, q.Limit = "", 5
	_, next, err := c.Find(t.Context(), q)
	must(t, err)
	q.After = next
	page, next, err := c.Find(t.Context(), q)
	if err != nil || len(page) != 5 || next != "" {
		t.Errorf("a full last page: got %d, cursor %q, %v, want 5 and no cursor", len(page), next, err)
	}
}

// pagesUnderInserts reads in pages while others insert before, at and behind the reader's place. What was there at the
// beginning must come exactly once, and nothing may come twice.
func (s *suite) pagesUnderInserts(t *testing.T) {
	c := collection[record](t, s, "pages_inserts", indexes()...)
	var first []record
	for i := range 90 {
		first = append(first, record{ID: fmt.Sprintf("m-%02d", i), Owner: "p", Seq: i, At: epoch().AddDate(0, 0, i/30)})
	}
	insertAll(t, c, first)
	for _, desc := range []bool{false, true} {
		for _, index := range []string{"", "owner_at", "at"} {
			prefix := fmt.Sprintf("x-%v-%s", desc, index)
			seen := s.readWhileInserting(t, c, store.Query{Index: index, Desc: desc, Limit: 7}, prefix)
			for _, r := range first {
				if seen[r.ID] != 1 {
					t.Errorf("index %q, desc %v: %s came %d times, want once", index, desc, r.ID, seen[r.ID])
				}
			}
			for id, times := range seen {
				if times > 1 {
					t.Errorf("index %q, desc %v: %s came %d times", index, desc, id, times)
				}
			}
		}
	}
}

func (s *suite) readWhileInserting(t *testing.T, c *store.Collection[record], q store.Query, prefix string) map[string]int {
	seen := map[string]int{}
	stop := make(chan struct{})
	var inserting sync.WaitGroup
	inserting.Go(func() {
		for i := range 60 {
			select {
			case <-stop:
				return
			default:
			}
			// Ids on both sides of m-…, times among those that are there.
			side := []string{"a", "z"}[i%2]
			r := record{ID: side + prefix + strconv.Itoa(i), Owner: "p", Seq: -1 - i - 1000*len(prefix), At: epoch().AddDate(0, 0, i%4-1)}
			r.Owner = side + prefix
			if i%3 == 0 {
				r.ID = "m-" + strconv.Itoa(i) + prefix
			}
			if err := c.Insert(t.Context(), r); err != nil {
				t.Errorf("inserting %s: %v", r.ID, err)
				return
			}
		}
	})
	for r, err := range c.Each(t.Context(), q) {
		if err != nil {
			t.Errorf("Each: %v", err)
			break
		}
		seen[r.ID]++
	}
	close(stop)
	inserting.Wait()
	return seen
}
