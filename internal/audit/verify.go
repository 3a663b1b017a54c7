package audit

import (
	"context"
	"fmt"
	"sync"
	"time"

	"lamtoen/internal/store"
)

// BrokenError says where the chain breaks.
type BrokenError struct {
	Number int64 // of the first record that is wrong or missing
	What   string
}

// Error is fit for the operator who asked for the check.
func (e *BrokenError) Error() string {
	return fmt.Sprintf("audit: the log is not whole: record %d %s", e.Number, e.What)
}

// Head is the end of a chain: the number and the hash of its last record. The zero Head is that of an empty log. Whoever
// has written a head down can tell whether a log still goes through it.
type Head struct {
	Number int64
	Hash   string
}

// checked is the part of the chain that has been found whole.
type checked struct {
	mu   sync.Mutex
	head Head
	from time.Time // when it was read from the first record on; zero: never
}

// written tells what is wrong with the record by itself; "" nothing.
func (r *Record) written() string {
	switch {
	case r.ID != idOf(r.Number):
		return "was changed: its number is not that of its id"
	case r.Hash != r.sum() || r.About != "" && r.About != aboutOf(r.Subject):
		return "was changed after it was written"
	}
	return ""
}

// follows tells what is wrong with the record as the one after the head; nil nothing.
func (r *Record) follows(before Head) error {
	number := before.Number + 1
	switch what := r.written(); {
	case r.ID == idOf(r.Number) && r.Number != number:
		return &BrokenError{number, fmt.Sprintf("is missing: record %d follows the one before it", r.Number)}
	case what != "":
		return &BrokenError{number, what}
	case r.Previous != before.Hash:
		return &BrokenError{number, "does not continue the record before it: one of the two was written anew"}
	}
	return nil
}

// verify reads the log behind the head and gives the new head, with a *BrokenError where the chain breaks.
func (l *Log) verify(ctx context.Context, head Head) (Head, error) {
	q := store.Query{}
	if head.Number > 0 {
		q.From = idOf(head.Number) // the last one found whole is read again, so that it cannot be changed before the next
	}
	start := head
	for r, err := range l.records.Each(ctx, q) {
		if err != nil {
			return head, fmt.Errorf("audit: %w", err)
		}
		if start.Number > 0 {
			if (Head{r.Number, r.Hash}) != start || r.written() != "" {
				return head, &BrokenError{start.Number, "was changed or removed after it was written"}
			}
			start = Head{}
			continue
		}
		if err := r.follows(head); err != nil {
			return head, err
		}
		head = Head{r.Number, r.Hash}
	}
	if start.Number > 0 {
		return head, &BrokenError{start.Number, "was removed, and all that came after it"}
	}
	return head, nil
}

// Verify reads the whole log and gives a *BrokenError for the first record that was changed, removed or put in between.
func (l *Log) Verify(ctx context.Context) error {
	_, err := l.verify(ctx, Head{})
	return err
}

// Chain is what is known of the chain: its head, and when this process last read it from its first record on.
type Chain struct {
	Head Head
	From time.Time
}

// Check verifies what was added since this process last checked, and everything when again is set, or at the first call.
// The error is a *BrokenError where the chain breaks. Now is the time, for Chain.From.
func (l *Log) Check(ctx context.Context, again bool, now time.Time) (Chain, error) {
	c := &l.checked
	c.mu.Lock()
	defer c.mu.Unlock()
	if again || c.from.IsZero() {
		c.head, c.from = Head{}, time.Time{}
	}
	head, err := l.verify(ctx, c.head)
	if err != nil {
		return Chain{Head: head, From: c.from}, err
	}
	if c.head = head; c.from.IsZero() {
		c.from = now
	}
	return Chain{Head: head, From: c.from}, nil
}

// Through tells whether the log goes through a head that was written down. It looks at that record alone: that the rest is
// whole is for Check to say.
func (l *Log) Through(ctx context.Context, written Head) (bool, error) {
	page, _, err := l.records.Find(ctx, store.Query{Equal: []any{idOf(written.Number)}, Limit: 1})
	if err != nil {
		return false, fmt.Errorf("audit: %w", err)
	}
	return len(page) > 0 && page[0].Hash == written.Hash, nil
}
