package org

import (
	"context"
	"fmt"
	"time"

	"lamtoen/internal/store"
)

// The stored form of each record is the record itself under a key made of its series and number: PERSON/4 is the fourth
// version of a person, the fourth change of a person's posts, or of a person's grants. Agencies form one series.
type (
	personDoc struct {
		Key    string `bson:"_id"`
		Person `bson:",inline"`
	}
	postDoc struct {
		Key  string `bson:"_id"`
		Post `bson:",inline"`
	}
	grantDoc struct {
		Key   string `bson:"_id"`
		Grant `bson:",inline"`
	}
	agencyDoc struct {
		Key    string `bson:"_id"`
		Agency `bson:",inline"`
	}
)

// grouped is a document that came with an act.
type grouped interface{ group() string }

func (d personDoc) group() string { return d.Group }
func (d postDoc) group() string   { return d.Group }
func (d grantDoc) group() string  { return d.Group }
func (d agencyDoc) group() string { return d.Group }

// What became of a group of documents.
const (
	fateCommitted = "committed"
	fateAbandoned = "abandoned"
)

// groupDoc is a group's fate. It is inserted once, so a group that was given up can never be committed, nor the other
// way round, whoever tries.
type groupDoc struct {
	Group    string    `bson:"_id"`
	Fate     string    `bson:"fate"`
	Recorded time.Time `bson:"recorded"` // of the commit: from then on the group is known
	By       string    `bson:"by"`
	Size     int       `bson:"size"` // documents in it
}

// claimDoc keeps two instances from giving one EID to two people. It is only a guard: whose EID it is, the person says.
type claimDoc struct {
	EID      string    `bson:"_id"`
	Person   PersonID  `bson:"person"`
	Group    string    `bson:"group"`
	Recorded time.Time `bson:"recorded"`
}

// lockDoc says that an import runs; Beat is moved on while it does.
type lockDoc struct {
	Key   string    `bson:"_id"`
	Group string    `bson:"group"`
	By    string    `bson:"by"`
	Began time.Time `bson:"began"`
	Beat  time.Time `bson:"beat"`
}

// tables are the collections that this package owns.
type tables struct {
	people   *store.Collection[personDoc]
	posts    *store.Collection[postDoc]
	grants   *store.Collection[grantDoc]
	agencies *store.Collection[agencyDoc]
	groups   *store.Collection[groupDoc]
	claims   *store.Collection[claimDoc]
	locks    *store.Collection[lockDoc]
}

// feedIndex is the order in which other instances' writes are read.
const feedIndex = "recorded"

func openTables(ctx context.Context, e store.Engine) (t tables, err error) {
	byRecorded := store.Index{Name: feedIndex, Fields: []string{"recorded"}}
	open := []func() error{
		func() error { t.people, err = store.Open[personDoc](ctx, e, "people", byRecorded); return err },
		func() error { t.posts, err = store.Open[postDoc](ctx, e, "posts", byRecorded); return err },
		func() error { t.grants, err = store.Open[grantDoc](ctx, e, "grants", byRecorded); return err },
		func() error { t.agencies, err = store.Open[agencyDoc](ctx, e, "agencies", byRecorded); return err },
		func() error { t.groups, err = store.Open[groupDoc](ctx, e, "groups", byRecorded); return err },
		func() error { t.claims, err = store.Open[claimDoc](ctx, e, "eids"); return err },
		func() error { t.locks, err = store.Open[lockDoc](ctx, e, "register_locks"); return err },
	}
	for _, f := range open {
		if err := f(); err != nil {
			return t, fmt.Errorf("org: open the register's collections: %w", err)
		}
	}
	return t, nil
}

// key makes a document's id from its series and number.
func key(series string, number int) string { return fmt.Sprintf("%s/%d", series, number) }

// agencyKey keeps the one series of agencies in the order of its numbers.
func agencyKey(number int) string { return fmt.Sprintf("%08d", number) }
