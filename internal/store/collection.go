package store

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"reflect"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// pageSize is how many documents Each asks for at a time when the query does not say.
const pageSize = 500

// Collection is a collection of documents of one type, a struct with a string field tagged `bson:"_id"`. It may have an
// integer field tagged `bson:"rev"`, which is filled on reading and ignored on writing.
type Collection[T any] struct {
	engine  Engine
	name    string
	indexes []Index
	known   shape
	// jitter gives a number in [0, n), to spread those who lost a race.
	jitter func(n int64) int64
}

// Open makes the collection with its indexes where it is missing, and gives typed access to it.
func Open[T any](ctx context.Context, e Engine, name string, indexes ...Index) (*Collection[T], error) {
	c := &Collection[T]{engine: e, name: name, indexes: indexes, known: shapeOf(reflect.TypeFor[T]()), jitter: rand.Int64N}
	if err := e.Ensure(ctx, name, indexes); err != nil {
		return nil, err
	}
	return c, nil
}

// Insert adds a document, once: ErrExists when its id, or its values in a unique index, are there already.
func (c *Collection[T]) Insert(ctx context.Context, value T) error {
	doc, err := encode(value, nil, nil, 1)
	if err != nil {
		return err
	}
	outcomes, err := c.engine.Insert(ctx, c.name, []Doc{doc})
	if err != nil {
		return err
	}
	return outcomes[0]
}

// InsertMany adds documents, each by itself, and gives one error (or nil) for each, in order. It is not atomic: when the
// second result is not nil, any of them may have gone in.
func (c *Collection[T]) InsertMany(ctx context.Context, values []T) ([]error, error) {
	docs := make([]Doc, len(values))
	for i, v := range values {
		var err error
		if docs[i], err = encode(v, nil, nil, 1); err != nil {
			return nil, err
		}
	}
	if len(docs) == 0 {
		return nil, nil
	}
	return c.engine.Insert(ctx, c.name, docs)
}

// Get gives the document with the id, or ErrNotFound.
func (c *Collection[T]) Get(ctx context.Context, id string) (T, error) {
	var value T
	doc, err := c.read(ctx, id)
	if err != nil {
		return value, err
	}
	return c.decode(doc)
}

// read gives the stored form.
func (c *Collection[T]) read(ctx context.Context, id string) (Doc, error) {
	docs, err := c.engine.Find(ctx, c.name, Query{Equal: []any{id}, Limit: 1})
	if err != nil {
		return Doc{}, err
	}
	if len(docs) == 0 {
		return Doc{}, fmt.Errorf("%w: %q in %s", ErrNotFound, id, c.name)
	}
	return docs[0], nil
}

// Update changes the document with the id: it reads, calls change, and writes if nobody has written in between; else it
// begins again, so change may be called several times, until ctx ends. An error from change is returned as it is and
// nothing is written. The result is the document as written. Fields that T does not know are kept.
func (c *Collection[T]) Update(ctx context.Context, id string, change func(*T) error) (T, error) {
	for try := 0; ; try++ {
		value, err := c.update(ctx, id, change)
		if !errors.Is(err, ErrConflict) {
			return value, err
		}
		if err := c.wait(ctx, try); err != nil {
			return value, fmt.Errorf("%w: %q in %s: %w", ErrConflict, id, c.name, err)
		}
	}
}

// update is one try of Update: ErrConflict when somebody else has written since it read.
func (c *Collection[T]) update(ctx context.Context, id string, change func(*T) error) (T, error) {
	var none T
	old, err := c.read(ctx, id)
	if err != nil {
		return none, err
	}
	value, err := c.decode(old)
	if err != nil {
		return none, err
	}
	if err := change(&value); err != nil {
		return none, err
	}
	fresh, err := encode(value, old.Body, c.known, old.Rev+1)
	if err != nil {
		return none, err
	}
	if fresh.ID != id {
		return none, fmt.Errorf("store: an update of %q in %s would give it another id", id, c.name)
	}
	if err := c.engine.Replace(ctx, c.name, fresh, old.Rev); err != nil {
		return none, err
	}
	return c.decode(fresh)
}

// wait sleeps a random time that grows with the tries, up to 64 ms, or until ctx ends.
func (c *Collection[T]) wait(ctx context.Context, try int) error {
	timer := time.NewTimer(time.Duration(c.jitter(int64(time.Millisecond) << min(try, 6))))
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// Delete removes the document with the id and tells whether it was this call that removed it.
func (c *Collection[T]) Delete(ctx context.Context, id string) (bool, error) {
	return c.engine.Delete(ctx, c.name, id)
}

// Find gives the documents that match and, when Limit has left some over, the cursor for the next page.
func (c *Collection[T]) Find(ctx context.Context, q Query) ([]T, Cursor, error) {
	limit := q.Limit
	if limit > 0 {
		q.Limit++ // one more tells whether there is a next page
	}
	docs, err := c.engine.Find(ctx, c.name, q)
	if err != nil {
		return nil, "", err
	}
	var next Cursor
	if limit > 0 && len(docs) > limit {
		docs = docs[:limit]
		index, _ := find(c.indexes, q.Index)
		if next, err = after(index, docs[limit-1].Body); err != nil {
			return nil, "", err
		}
	}
	values := make([]T, len(docs))
	for i, doc := range docs {
		if err := c.decodeInto(&values[i], doc); err != nil {
			return nil, "", err
		}
	}
	return values, next, nil
}

// Each gives all documents that match, read a page of q.Limit (500 when 0) at a time. An error ends it.
func (c *Collection[T]) Each(ctx context.Context, q Query) iter.Seq2[T, error] {
	if q.Limit == 0 {
		q.Limit = pageSize
	}
	return func(yield func(T, error) bool) {
		for q := q; ; {
			values, next, err := c.Find(ctx, q)
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			for _, v := range values {
				if !yield(v, nil) {
					return
				}
			}
			if q.After = next; next == "" {
				return
			}
		}
	}
}

func (c *Collection[T]) decode(doc Doc) (value T, err error) {
	err = c.decodeInto(&value, doc)
	return value, err
}

// decodeInto ignores fields that T does not know.
func (c *Collection[T]) decodeInto(value *T, doc Doc) error {
	if err := bson.Unmarshal(doc.Body, value); err != nil {
		return fmt.Errorf("store: %q in %s cannot be read: %w", doc.ID, c.name, err)
	}
	return nil
}

// encode writes the value with the revision, and with what old has that the shape does not know.
func encode(value any, old bson.Raw, known shape, rev int64) (Doc, error) {
	body, err := bson.Marshal(value)
	if err != nil {
		return Doc{}, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	elements, err := bson.Raw(body).Elements()
	if err == nil && old != nil && known != nil {
		elements, err = keep(old, body, known)
	}
	if err != nil {
		return Doc{}, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	return ParseDoc(stamp(elements, rev))
}
