// Package storetest proves that an engine is a store: one suite of tests that every engine passes. It also gives other
// packages' tests an engine to work on.
package storetest

import (
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"sync/atomic"
	"testing"

	"lamtoen/internal/store"
	"lamtoen/internal/store/mongo"
	"lamtoen/internal/store/sqlite"
)

// Open gives an empty engine, closed when the test ends: SQLite in a folder of the test, or, where the tests of a package run again
// on MongoDB (AgainOnMongoDB), a database of its own there.
func Open(t testing.TB) store.Engine {
	t.Helper()
	e, err := open(t)
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

// peerVariable holds the address of the wire peer for tests that run again.
const peerVariable = "LAMTOEN_TEST_PEER"

//nolint:gochecknoglobals // numbers the databases of this process, so that no two tests share one
var databases atomic.Int64

// OnMongoDB tells whether the tests of this process run again on MongoDB.
func OnMongoDB() bool { return os.Getenv(peerVariable) != "" }

func open(t testing.TB) (store.Engine, error) {
	if !OnMongoDB() {
		return sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "test.db"), sqlite.Options{})
	}
	address, err := url.Parse(os.Getenv(peerVariable))
	if err != nil {
		return nil, err
	}
	address.Path = fmt.Sprintf("/lamtoen_%d", databases.Add(1))
	return mongo.Open(t.Context(), address.String())
}

// Again gives another engine on the store of a test, as another instance of the program has one; on SQLite, which one process holds,
// it is the same.
func Again(t testing.TB, e store.Engine) store.Engine {
	t.Helper()
	if !OnMongoDB() {
		return e
	}
	address, err := url.Parse(os.Getenv(peerVariable))
	if err != nil {
		t.Fatal(err)
	}
	address.Path = fmt.Sprintf("/lamtoen_%d", databases.Load())
	other, err := mongo.Open(t.Context(), address.String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = other.Close() })
	return other
}

// AgainOnMongoDB runs the tests of the package that calls it once more, in a process of its own, where Open gives databases behind
// MongoDB's wire protocol. Skip is a pattern as of -skip: those that ask nothing more of a store need not run twice.
func AgainOnMongoDB(t *testing.T, skip string) {
	t.Helper()
	if OnMongoDB() {
		return // this is that process
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.skip="+skip, "-test.timeout=8m")
	cmd.Env = append(os.Environ(), peerVariable+"="+SharedPeer(t))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("on MongoDB: %v\n%s", err, out)
	}
}
