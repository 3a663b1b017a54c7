package org

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lamtoen/internal/store"
)

// Committed tells whether the group of an import was committed, and when; false when it was given up or is not yet decided.
// It asks the store, and so knows of other instances' imports at once.
func (r *Register) Committed(ctx context.Context, group string) (time.Time, bool, error) {
	doc, err := r.tables.groups.Get(ctx, group)
	if errors.Is(err, store.ErrNotFound) {
		return time.Time{}, false, nil
	}
	if err != nil {
		return time.Time{}, false, fmt.Errorf("org: read a group: %w", err)
	}
	return doc.Recorded, doc.Fate == fateCommitted, nil
}

// Importing tells whether an import runs on some instance, under which group and since when.
func (r *Register) Importing(ctx context.Context) (group string, since time.Time, err error) {
	doc, err := r.tables.locks.Get(ctx, importLock)
	if errors.Is(err, store.ErrNotFound) || err == nil && doc.Beat.Before(r.now().Add(-groupLife)) {
		return "", time.Time{}, nil
	}
	if err != nil {
		return "", time.Time{}, fmt.Errorf("org: read the import's lock: %w", err)
	}
	return doc.Group, doc.Began, nil
}
