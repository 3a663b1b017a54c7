package mongo

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"lamtoen/internal/store"
)

// Codes of MongoDB's errors. Servers of its family do not agree on which of the last two an index in the way gives.
const (
	codeDuplicateKey     = 11000
	codeOptionsConflict  = 85
	codeKeySpecsConflict = 86
)

// collection is one that has been ensured, with the indexes that were declared.
type collection struct {
	name    string
	docs    *driver.Collection
	indexes []store.Index
}

// collections are those that have been ensured by this engine.
type collections struct {
	mu    sync.RWMutex
	known map[string]*collection
}

// collection gives one that has been ensured.
func (e *Engine) collection(name string) (*collection, error) {
	if e.closed.Load() {
		return nil, store.ErrClosed
	}
	e.collections.mu.RLock()
	defer e.collections.mu.RUnlock()
	c := e.collections.known[name]
	if c == nil {
		return nil, fmt.Errorf("mongo: collection %q was not opened", name)
	}
	return c, nil
}

// Ensure makes the indexes, see store.Engine. MongoDB makes the collection by itself, and answers at once for an index that
// is there. It has no time limit but ctx's: an index over many documents takes its time.
func (e *Engine) Ensure(ctx context.Context, name string, indexes []store.Index) error {
	if err := store.CheckNames(name, indexes); err != nil {
		return err
	}
	if e.closed.Load() {
		return store.ErrClosed
	}
	c := &collection{name: name, docs: e.db.Collection(name)}
	for _, x := range indexes {
		if err := c.ensure(ctx, x); err != nil {
			return err
		}
	}
	e.collections.mu.Lock()
	defer e.collections.mu.Unlock()
	if e.collections.known == nil {
		e.collections.known = map[string]*collection{}
	}
	if before := e.collections.known[name]; before != nil {
		c.indexes = before.indexes
	}
	c.indexes = store.Union(c.indexes, indexes)
	e.collections.known[name] = c
	return nil
}

// ensure makes one index. createIndexes does nothing when the same index is there.
func (c *collection) ensure(ctx context.Context, x store.Index) error {
	keys := bson.D{}
	for _, f := range x.Fields {
		keys = append(keys, bson.E{Key: f, Value: 1})
	}
	o := options.Index().SetName(x.Name)
	if x.Unique {
		o.SetUnique(true)
	} else {
		keys = append(keys, bson.E{Key: store.FieldID, Value: 1})
	}
	_, err := c.docs.Indexes().CreateOne(ctx, driver.IndexModel{Keys: keys, Options: o})
	var server driver.ServerError
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &server):
	case server.HasErrorCode(codeOptionsConflict) || server.HasErrorCode(codeKeySpecsConflict):
		return fmt.Errorf("%w: %s cannot have the index %s over %s; drop the old one first: %w",
			store.ErrIndexConflict, c.name, x.Name, strings.Join(x.Fields, ", "), err)
	case server.HasErrorCode(codeDuplicateKey):
		return fmt.Errorf("%w: %s cannot have the unique index %s: some of its documents have the same %s",
			store.ErrExists, c.name, x.Name, strings.Join(x.Fields, ", "))
	}
	return fmt.Errorf("mongo: index %s of %s: %w", x.Name, c.name, err)
}

// exists tells whether a document matches.
func (c *collection) exists(ctx context.Context, filter bson.D) (bool, error) {
	o := options.FindOne().SetProjection(bson.D{{Key: store.FieldID, Value: 1}})
	err := c.docs.FindOne(ctx, filter, o).Err()
	if errors.Is(err, driver.ErrNoDocuments) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("mongo: reading %s: %w", c.name, err)
	}
	return true, nil
}

// duplicate finds the unique index that made the server refuse the document, by looking each of its keys up: the text of the
// error, which names the index, is not the same on all servers. When the other document has gone meanwhile no index is
// named.
func (c *collection) duplicate(ctx context.Context, doc store.Doc) error {
	ctx, cancel := context.WithTimeout(ctx, store.Timeout)
	defer cancel()
	for _, x := range c.indexes {
		if !x.Unique {
			continue
		}
		filter := make(bson.D, 0, len(x.Fields)+1)
		for _, f := range x.Fields {
			filter = append(filter, bson.E{Key: f, Value: store.Field(doc.Body, f)})
		}
		filter = append(filter, bson.E{Key: store.FieldID, Value: bson.D{{Key: "$ne", Value: doc.ID}}})
		there, err := c.exists(ctx, filter)
		if err != nil {
			return err
		}
		if there {
			return &store.DuplicateError{Collection: c.name, Index: x.Name, ID: doc.ID}
		}
	}
	return &store.DuplicateError{Collection: c.name, ID: doc.ID}
}
