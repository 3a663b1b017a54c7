package org

import (
	"context"
	"errors"
	"fmt"

	"lamtoen/internal/store"
)

// chunk is how many documents go into the store at a time: large enough for speed, small enough that one takes well under
// the operation timeout of 5 s and the progress moves.
const chunk = 1000

// insert puts the act's documents into the store. errAgain: a number was taken by another act.
func (r *Register) insert(ctx context.Context, a *act) error {
	people := make([]personDoc, len(a.people))
	for i, p := range a.people {
		people[i] = personDoc{key(string(p.ID), p.Version), p}
	}
	if err := insertAll(ctx, r, a.lock, r.tables.people, people); err != nil {
		return err
	}
	posts := make([]postDoc, len(a.posts))
	for i, p := range a.posts {
		posts[i] = postDoc{key(string(p.Person), p.Version), p}
	}
	if err := insertAll(ctx, r, a.lock, r.tables.posts, posts); err != nil {
		return err
	}
	grants := make([]grantDoc, len(a.grants))
	for i, g := range a.grants {
		grants[i] = grantDoc{key(string(g.Person), g.Version), g}
	}
	if err := insertAll(ctx, r, a.lock, r.tables.grants, grants); err != nil {
		return err
	}
	agencies := make([]agencyDoc, len(a.agencies))
	for i, g := range a.agencies {
		agencies[i] = agencyDoc{agencyKey(g.Version), g}
	}
	return insertAll(ctx, r, a.lock, r.tables.agencies, agencies)
}

func insertAll[T any](ctx context.Context, r *Register, lock *lease, c *store.Collection[T], docs []T) error {
	// Chunks go in one after the other; what stops the series leaves the rest out, since nothing of it will be committed.
	for from := 0; from < len(docs); from += chunk {
		var outcomes []error
		var err error
		r.apart(lock, func() { outcomes, err = c.InsertMany(ctx, docs[from:min(from+chunk, len(docs))]) })
		if err != nil {
			return fmt.Errorf("org: insert: %w", err)
		}
		for _, err := range outcomes {
			if errors.Is(err, store.ErrExists) {
				return errAgain
			}
			if err != nil {
				return fmt.Errorf("org: insert: %w", err)
			}
		}
		lock.wrote(len(outcomes))
		if err := r.beat(ctx, lock); err != nil {
			return err
		}
	}
	return nil
}

// apart does a long write of an import without the lock, so that refreshes and small acts of this instance go on. They are to
// the import what those of other instances are: the numbers in the store decide between them.
func (r *Register) apart(lock *lease, write func()) {
	if lock != nil {
		r.writing.Unlock()
		defer r.writing.Lock()
	}
	write()
}

// erase removes the documents of an abandoned group. A document under one of its keys that belongs to another group, the
// one that was met, stays.
func (r *Register) erase(ctx context.Context, c *changes, group string) error {
	for _, p := range c.people {
		if err := remove(ctx, r.tables.people, key(string(p.ID), p.Version), group); err != nil {
			return err
		}
	}
	for _, p := range c.posts {
		if err := remove(ctx, r.tables.posts, key(string(p.Person), p.Version), group); err != nil {
			return err
		}
	}
	for _, g := range c.grants {
		if err := remove(ctx, r.tables.grants, key(string(g.Person), g.Version), group); err != nil {
			return err
		}
	}
	for _, a := range c.agencies {
		if err := remove(ctx, r.tables.agencies, agencyKey(a.Version), group); err != nil {
			return err
		}
	}
	return nil
}

// remove deletes the document if it is of the group. Documents are never replaced, so between the look and the deletion
// only another eraser of the same group could make room for another document: that is why sweeps run under a lease.
func remove[T grouped](ctx context.Context, c *store.Collection[T], id, group string) error {
	doc, err := c.Get(ctx, id)
	if errors.Is(err, store.ErrNotFound) || err == nil && doc.group() != group {
		return nil
	}
	if err == nil {
		_, err = c.Delete(ctx, id)
	}
	return err
}
