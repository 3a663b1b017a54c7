package storetest

import (
	"context"
	"slices"
	"sync"

	"lamtoen/internal/store"
)

// Watched is an engine whose calls a test hears of: what another instance does between two of them is played by what the test does
// then. It also knows the names of all collections, for tests that look through everything that is stored.
type Watched struct {
	store.Engine

	mu     sync.Mutex
	before func(call int)
	calls  int
	names  []string
}

// Watch makes a watched engine of one.
func Watch(e store.Engine) *Watched { return &Watched{Engine: e} }

// Before has a function called before each call that reads or writes, with its number from 1 on; nil ends it. It gives how many
// calls there were since the function before.
func (w *Watched) Before(f func(call int)) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	had := w.calls
	w.before, w.calls = f, 0
	return had
}

// Collections gives the name of every collection that was opened on the engine.
func (w *Watched) Collections() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.names)
}

func (w *Watched) hear() {
	w.mu.Lock()
	w.calls++
	f, call := w.before, w.calls
	w.mu.Unlock()
	if f != nil {
		f(call)
	}
}

// Ensure is that of store.Engine.
func (w *Watched) Ensure(ctx context.Context, collection string, indexes []store.Index) error {
	w.mu.Lock()
	if !slices.Contains(w.names, collection) {
		w.names = append(w.names, collection)
	}
	w.mu.Unlock()
	return w.Engine.Ensure(ctx, collection, indexes)
}

// Insert is that of store.Engine.
func (w *Watched) Insert(ctx context.Context, collection string, docs []store.Doc) ([]error, error) {
	w.hear()
	return w.Engine.Insert(ctx, collection, docs)
}

// Find is that of store.Engine.
func (w *Watched) Find(ctx context.Context, collection string, q store.Query) ([]store.Doc, error) {
	w.hear()
	return w.Engine.Find(ctx, collection, q)
}

// Replace is that of store.Engine.
func (w *Watched) Replace(ctx context.Context, collection string, doc store.Doc, rev int64) error {
	w.hear()
	return w.Engine.Replace(ctx, collection, doc, rev)
}

// Delete is that of store.Engine.
func (w *Watched) Delete(ctx context.Context, collection, id string) (bool, error) {
	w.hear()
	return w.Engine.Delete(ctx, collection, id)
}
