package storetest

import (
	"testing"
	"time"

	"lamtoen/internal/store"
)

// Options says what an engine's server can and cannot do.
type Options struct {
	// Peer is set on the wire peer (see Peer): few documents, one client at a time, and no word on what was wrong when a
	// replace meets a unique index. A real MongoDB gets the whole suite.
	Peer bool
}

// suite is one run. open opens the same store again each time.
type suite struct {
	Options
	open   func(t *testing.T) store.Engine
	engine store.Engine
}

// Run proves that the engine is a store. Every call of open must open the same store, empty at first; the suite closes what
// it has opened.
func Run(t *testing.T, open func(t *testing.T) store.Engine, o Options) {
	s := &suite{Options: o, open: open, engine: open(t)}
	t.Cleanup(func() { closing(t, s.engine) })
	tests := []struct {
		name string
		run  func(t *testing.T)
	}{
		{"insert and get", s.insert},
		{"duplicate id", s.duplicateID},
		{"duplicate unique key", s.duplicateKey},
		{"not found", s.notFound},
		{"replace", s.replace},
		{"update", s.update},
		{"update keeps unknown fields", s.unknownFields},
		{"update meets a unique key", s.updateDuplicate},
		{"delete", s.remove},
		{"compare and swap from 16 goroutines", s.swapRace},
		{"insert race", s.insertRace},
		{"delete race", s.deleteRace},
		{"two engines", s.twoEngines},
		{"find", s.findAll},
		{"find refuses", s.findRefuses},
		{"pages", s.pages},
		{"pages under concurrent inserts", s.pagesUnderInserts},
		{"cursors refused", s.cursorsRefused},
		{"batch with duplicates", s.batch},
		{"many documents", s.many},
		{"large documents", s.large},
		{"odd strings", s.oddStrings},
		{"documents refused", s.refused},
		{"times", s.times},
		{"context", s.context},
		{"index declared later", s.laterIndex},
		{"opened twice", s.openedTwice},
		{"index conflicts", s.indexConflicts},
		{"reopen", s.reopen},
	}
	for _, test := range tests {
		t.Run(test.name, test.run)
	}
}

// record is the document that most tests store. Its fields are of all kinds that an index takes.
type record struct {
	ID    string    `bson:"_id"`
	Owner string    `bson:"owner"`
	Seq   int       `bson:"seq"`
	At    time.Time `bson:"at"`
	Done  bool      `bson:"done"`
	Note  string    `bson:"note,omitempty"`
}

// epoch is where the tests' times begin; nothing reads the wall clock.
func epoch() time.Time { return time.Date(2026, 3, 1, 4, 30, 0, 0, time.UTC) }

// collection opens a collection on the suite's engine.
func collection[T any](t *testing.T, s *suite, name string, indexes ...store.Index) *store.Collection[T] {
	t.Helper()
	c, err := store.Open[T](t.Context(), s.engine, name, indexes...)
	if err != nil {
		t.Fatalf("opening %s: %v", name, err)
	}
	return c
}

// insertAll inserts documents that must all go in.
func insertAll[T any](t *testing.T, c *store.Collection[T], docs []T) {
	t.Helper()
	outcomes, err := c.InsertMany(t.Context(), docs)
	if err != nil {
		t.Fatalf("inserting %d documents: %v", len(docs), err)
	}
	for i, err := range outcomes {
		if err != nil {
			t.Fatalf("inserting document %d of %d: %v", i, len(docs), err)
		}
	}
}

func closing(t *testing.T, e store.Engine) {
	t.Helper()
	if err := e.Close(); err != nil {
		t.Errorf("closing: %v", err)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
