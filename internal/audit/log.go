// Package audit is the log of administrative acts: who gave a role, reset a password, corrected a record, and why. Training
// records are not in it; they are facts, which are never changed (internal/learning).
//
// # The chain
//
// Records are numbered from 1 without gaps, and each holds the hash of the one before. A record that is changed, removed or
// put in between therefore breaks the chain, and Verify finds the place. Two servers that append at once both try the next
// number; the store lets one in and the other takes the number after it.
//
// # What the chain does not show
//
// Whoever may write to the store can cut the newest records off, or compute the whole chain anew. Against that, write down
// Head from time to time where those people cannot: a log that continues from a head that was written down is whole up to
// there.
package audit

import (
	"context"
	"errors"
	"fmt"

	"lamtoen/internal/day"
	"lamtoen/internal/store"
)

// Names of the indexes; each of them ends in the record's number.
const (
	indexSubject = "subject"
	indexBy      = "by"
)

// Log is the log of one store. It is safe for concurrent use, here and by other processes.
type Log struct {
	records *store.Collection[Record]
	// turn lets one append of this process go on at a time, so that only other processes are raced against. What is in it
	// is the newest record known, and its zero value when it must be looked up.
	turn chan Record
}

// Open opens the log of the store.
func Open(ctx context.Context, engine store.Engine) (*Log, error) {
	records, err := store.Open[Record](ctx, engine, "audit",
		store.Index{Name: indexSubject, Fields: []string{"subject"}},
		store.Index{Name: indexBy, Fields: []string{"by"}})
	if err != nil {
		return nil, fmt.Errorf("audit: %w", err)
	}
	l := &Log{records: records, turn: make(chan Record, 1)}
	l.turn <- Record{}
	return l, nil
}

// Append adds an entry. It must say when, by whom and what. When Append returns an error the entry may still have been
// added (the answer was lost), so that an act is rather logged twice than not at all.
func (l *Log) Append(ctx context.Context, e Entry) error {
	if e.At.IsZero() || e.By == "" || e.Action == "" {
		return errors.New("audit: an entry must say when, by whom and what")
	}
	e.At = day.Instant(e.At)
	select {
	case last := <-l.turn:
		last, err := l.append(ctx, last, e)
		l.turn <- last
		return err
	case <-ctx.Done():
		return fmt.Errorf("audit: %w", ctx.Err())
	}
}

// append gives the newest record known: the one just added, or none when that is uncertain.
func (l *Log) append(ctx context.Context, last Record, e Entry) (Record, error) {
	for {
		var err error
		if last.Number == 0 {
			if last, err = l.last(ctx); err != nil {
				return Record{}, err
			}
		}
		next := Record{ID: idOf(last.Number + 1), Number: last.Number + 1, Previous: last.Hash, Entry: e}
		next.Hash = next.sum()
		err = l.records.Insert(ctx, next)
		if err == nil {
			return next, nil
		}
		if !errors.Is(err, store.ErrExists) {
			return Record{}, fmt.Errorf("audit: %w", err)
		}
		last = Record{} // another process took the number
	}
}

// last gives the newest record; the zero Record when there is none.
func (l *Log) last(ctx context.Context) (Record, error) {
	page, _, err := l.records.Find(ctx, store.Query{Desc: true, Limit: 1})
	if err != nil {
		return Record{}, fmt.Errorf("audit: %w", err)
	}
	if len(page) == 0 {
		return Record{}, nil
	}
	return page[0], nil
}

// Head gives the number and the hash of the newest record, 0 and "" when there is none.
func (l *Log) Head(ctx context.Context) (number int64, hash string, err error) {
	last, err := l.last(ctx)
	return last.Number, last.Hash, err
}

// List gives the newest records first, a page at a time; the cursor is "" after the last.
func (l *Log) List(ctx context.Context, after store.Cursor, limit int) ([]Record, store.Cursor, error) {
	return l.list(ctx, store.Query{After: after, Limit: limit})
}

// OfSubject is List for what was done to one subject.
func (l *Log) OfSubject(ctx context.Context, subject string, after store.Cursor, limit int) ([]Record, store.Cursor, error) {
	return l.list(ctx, store.Query{Index: indexSubject, Equal: []any{subject}, After: after, Limit: limit})
}

// ByActor is List for what one person or service did.
func (l *Log) ByActor(ctx context.Context, by string, after store.Cursor, limit int) ([]Record, store.Cursor, error) {
	return l.list(ctx, store.Query{Index: indexBy, Equal: []any{by}, After: after, Limit: limit})
}

func (l *Log) list(ctx context.Context, q store.Query) ([]Record, store.Cursor, error) {
	q.Desc = true
	page, next, err := l.records.Find(ctx, q)
	if err != nil {
		return nil, "", fmt.Errorf("audit: %w", err)
	}
	return page, next, nil
}

// BrokenError says where the chain breaks.
type BrokenError struct {
	Number int64 // of the first record that is wrong or missing
	What   string
}

// Error is fit for the operator who asked for the check.
func (e *BrokenError) Error() string {
	return fmt.Sprintf("audit: the log is not whole: record %d %s", e.Number, e.What)
}

// Verify reads the whole log and gives a *BrokenError for the first record that was changed, removed or put in between.
func (l *Log) Verify(ctx context.Context) error {
	var before Record
	for r, err := range l.records.Each(ctx, store.Query{}) {
		number := before.Number + 1
		switch {
		case err != nil:
			return fmt.Errorf("audit: %w", err)
		case r.ID != idOf(r.Number):
			return &BrokenError{number, "was changed: its number is not that of its id"}
		case r.Number != number:
			return &BrokenError{number, fmt.Sprintf("is missing: record %d follows the one before it", r.Number)}
		case r.Hash != r.sum():
			return &BrokenError{number, "was changed after it was written"}
		case r.Previous != before.Hash:
			return &BrokenError{number, "does not continue the record before it: one of the two was written anew"}
		}
		before = r
	}
	return nil
}
