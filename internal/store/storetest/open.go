// Package storetest proves that an engine is a store: one suite of tests that every engine passes. It also gives other
// packages' tests an engine to work on.
package storetest

import (
	"path/filepath"
	"testing"

	"lamtoen/internal/store"
	"lamtoen/internal/store/sqlite"
)

// Open gives an empty SQLite engine in a folder of the test, closed when the test ends.
func Open(t testing.TB) store.Engine {
	t.Helper()
	e, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "test.db"), sqlite.Options{})
	if err != nil {
		t.Fatalf("opening a store: %v", err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Errorf("closing the store: %v", err)
		}
	})
	return e
}
