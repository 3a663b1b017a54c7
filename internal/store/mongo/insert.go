package mongo

import (
	"context"
	"errors"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"lamtoen/internal/store"
)

// How much one insert sends at most, so that each ends well within the time of an operation.
const (
	maxBatch      = 500
	maxBatchBytes = 16 << 20
)

// Insert adds documents, see store.Engine.
func (e *Engine) Insert(ctx context.Context, name string, docs []store.Doc) ([]error, error) {
	c, err := e.collection(name)
	if err != nil {
		return nil, err
	}
	outcomes := make([]error, len(docs))
	var batch []int // places in docs
	size := 0
	for i, doc := range docs {
		if outcomes[i] = store.Check(name, doc, c.indexes); outcomes[i] != nil {
			continue
		}
		if len(batch) == maxBatch || size+len(doc.Body) > maxBatchBytes {
			if err := c.insert(ctx, docs, batch, outcomes); err != nil {
				return nil, err
			}
			batch, size = nil, 0
		}
		batch, size = append(batch, i), size+len(doc.Body)
	}
	if err := c.insert(ctx, docs, batch, outcomes); err != nil {
		return nil, err
	}
	return outcomes, nil
}

// insert sends the documents at the places in batch and notes which were refused.
func (c *collection) insert(ctx context.Context, docs []store.Doc, batch []int, outcomes []error) error {
	if len(batch) == 0 {
		return nil
	}
	refused, err := c.send(ctx, docs, batch)
	if err != nil || len(refused) == 0 {
		return err
	}
	there, err := c.idsThere(ctx, docs, refused)
	if err != nil {
		return err
	}
	for _, i := range refused {
		if there[docs[i].ID] {
			outcomes[i] = &store.DuplicateError{Collection: c.name, ID: docs[i].ID}
			continue
		}
		if outcomes[i] = c.duplicate(ctx, docs[i]); !errors.Is(outcomes[i], store.ErrExists) {
			return outcomes[i]
		}
	}
	return nil
}

// idsThere asks once for all: an import that is repeated has thousands of duplicates.
func (c *collection) idsThere(ctx context.Context, docs []store.Doc, places []int) (map[string]bool, error) {
	ctx, cancel := context.WithTimeout(ctx, store.Timeout)
	defer cancel()
	ids := make([]string, len(places))
	for n, i := range places {
		ids[n] = docs[i].ID
	}
	filter := bson.D{{Key: store.FieldID, Value: bson.D{{Key: "$in", Value: ids}}}}
	cursor, err := c.docs.Find(ctx, filter, options.Find().SetProjection(bson.D{{Key: store.FieldID, Value: 1}}))
	if err != nil {
		return nil, c.failed(err)
	}
	var found []struct {
		ID string `bson:"_id"`
	}
	if err := cursor.All(ctx, &found); err != nil {
		return nil, c.failed(err)
	}
	there := make(map[string]bool, len(found))
	for _, f := range found {
		there[f.ID] = true
	}
	return there, nil
}

// send gives the places of the documents that the server has refused as duplicates. Any other trouble is an error.
func (c *collection) send(ctx context.Context, docs []store.Doc, batch []int) (refused []int, err error) {
	ctx, cancel := context.WithTimeout(ctx, store.Timeout)
	defer cancel()
	if len(batch) == 1 {
		_, err := c.docs.InsertOne(ctx, docs[batch[0]].Body)
		if driver.IsDuplicateKeyError(err) {
			return batch, nil
		}
		return nil, c.failed(err)
	}
	bodies := make([]any, len(batch))
	for n, i := range batch {
		bodies[n] = docs[i].Body
	}
	_, err = c.docs.InsertMany(ctx, bodies, options.InsertMany().SetOrdered(false))
	var bulk driver.BulkWriteException
	if !errors.As(err, &bulk) || bulk.WriteConcernError != nil {
		return nil, c.failed(err)
	}
	for _, e := range bulk.WriteErrors {
		if e.Code != codeDuplicateKey || e.Index < 0 || e.Index >= len(batch) {
			return nil, c.failed(err)
		}
		refused = append(refused, batch[e.Index])
	}
	return refused, nil
}

// failed says where an error comes from.
func (c *collection) failed(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("mongo: inserting into %s: %w", c.name, err)
}
