// Package audit is the log of administrative acts: who gave a role, reset a password, corrected a record, and why. Training
// records are not in it; they are facts, which are never changed (internal/learning).
//
// # The chain
//
// Records are numbered from 1 without gaps, and each holds the hash of the one before. A record that is changed, removed or
// put in between therefore breaks the chain, and Verify finds the place. Two servers that append at once both try the next
// number; the store lets one in and the other takes the number after it.
//
// A copy of the log (Write) holds the hashes too, so that it can be checked elsewhere, without the store (VerifyFile).
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

// Names of the indexes. Each ends in the instant and then in the record's number, which is the order of a search.
const (
	indexAt      = "at"
	indexBy      = "by_at"
	indexSubject = "subject_at"
	indexAbout   = "about_at"
	indexAgency  = "agency_at"
	indexAction  = "action_at"

	indexPerson = "person" // of the mentions
)

// Log is the log of one store. It is safe for concurrent use, here and by other processes.
type Log struct {
	records  *store.Collection[Record]
	mentions *store.Collection[mention]
	// turn lets one append of this process go on at a time, so that only other processes are raced against. What is in it
	// is the newest record known, and its zero value when it must be looked up.
	turn chan Record
	// checked is how far this process has found the chain whole.
	checked checked
}

// Open opens the log of the store.
func Open(ctx context.Context, engine store.Engine) (*Log, error) {
	records, err := store.Open[Record](ctx, engine, "audit",
		store.Index{Name: indexAt, Fields: []string{"at"}},
		store.Index{Name: indexBy, Fields: []string{"by", "at"}},
		store.Index{Name: indexSubject, Fields: []string{"subject", "at"}},
		store.Index{Name: indexAbout, Fields: []string{"about", "at"}},
		store.Index{Name: indexAgency, Fields: []string{"agency", "at"}},
		store.Index{Name: indexAction, Fields: []string{"action", "at"}})
	if err != nil {
		return nil, fmt.Errorf("audit: %w", err)
	}
	mentions, err := store.Open[mention](ctx, engine, "audit_people", store.Index{Name: indexPerson, Fields: []string{"person"}})
	if err != nil {
		return nil, fmt.Errorf("audit: %w", err)
	}
	l := &Log{records: records, mentions: mentions, turn: make(chan Record, 1)}
	l.turn <- Record{}
	return l, nil
}

// Append adds an entry. It must say when, by whom and what. When Append returns an error the entry may still have been
// added (the answer was lost), so that an act is rather logged twice than not at all.
func (l *Log) Append(ctx context.Context, e Entry) error {
	if e.At.IsZero() || e.By == "" || e.Action == "" {
		return errors.New("audit: an entry must say when, by whom and what")
	}
	e = e.completed(ctx)
	if err := l.mention(ctx, e); err != nil {
		return err
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

// mention keeps whom an act about several people was done to, before the act's record: one that mentions nothing does no harm.
func (l *Log) mention(ctx context.Context, e Entry) error {
	if len(e.People) == 0 {
		return nil
	}
	list := make([]mention, len(e.People))
	for i, person := range e.People {
		list[i] = mention{e.Subject + "/" + person, person, e.Subject}
	}
	outcomes, err := l.mentions.InsertMany(ctx, list)
	for _, one := range outcomes {
		if one != nil && !errors.Is(one, store.ErrExists) {
			err = errors.Join(err, one)
		}
	}
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	return nil
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
		next := Record{ID: idOf(last.Number + 1), Number: last.Number + 1, Previous: last.Hash, Entry: e, About: aboutOf(e.Subject)}
		next.People = nil
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
	page, next, err := l.records.Find(ctx, store.Query{Desc: true, After: after, Limit: limit})
	if err != nil {
		return nil, "", fmt.Errorf("audit: %w", err)
	}
	return page, next, nil
}
