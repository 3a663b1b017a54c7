// Package mongo keeps a store in MongoDB 4.4 or later: a replica set, or a sharded cluster. A single mongod works too, with
// no more safety than one machine has.
//
// It uses little of MongoDB: inserts, finds by `_id` or by an index, replaceOne by `_id` and revision, deleteOne,
// createIndexes and ping. Every write asks a majority to have it in their journals. Reads go to the primary. The driver
// retries reads and writes once when a connection breaks or the primary changes; a retried write happens once.
package mongo

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync/atomic"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readpref"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"

	"lamtoen/internal/store"
)

// defaultDatabase is used when the address names none.
const defaultDatabase = "lamtoen"

// Engine is a store in one database of a MongoDB.
type Engine struct {
	client *driver.Client
	db     *driver.Database
	hosts  string // for messages; the address itself may hold a password

	collections collections
	closed      atomic.Bool
}

var _ store.Engine = (*Engine)(nil)

// Open connects to a `mongodb://` or `mongodb+srv://` address and waits until the server answers. The database is the one
// that the address names, else "lamtoen". The address's own settings hold (maxPoolSize, tls, replicaSet and so on), but for
// write concern and read preference, on which correctness depends.
func Open(ctx context.Context, uri string) (*Engine, error) {
	o := options.Client().ApplyURI(uri)
	o.SetAppName("lamtoen").SetServerSelectionTimeout(store.Timeout)
	o.SetWriteConcern(durable()).SetReadPreference(readpref.Primary())
	if err := o.Validate(); err != nil {
		return nil, fmt.Errorf("mongo: the address cannot be used; write it as mongodb://HOST:PORT/DATABASE: %w", withoutSecrets(err, uri))
	}
	name, err := database(uri)
	if err != nil {
		return nil, err
	}
	client, err := driver.Connect(o)
	if err != nil {
		return nil, fmt.Errorf("mongo: cannot connect: %w", withoutSecrets(err, uri))
	}
	e := &Engine{client: client, db: client.Database(name), hosts: strings.Join(o.Hosts, ", ")}
	if err := e.Ping(ctx); err != nil {
		return nil, errors.Join(err, e.Close())
	}
	return e, nil
}

// durable asks that a majority has the write in its journal.
func durable() *writeconcern.WriteConcern {
	journal := true
	return &writeconcern.WriteConcern{W: writeconcern.WCMajority, Journal: &journal}
}

// database reads the name out of the address. The driver has read the rest.
func database(uri string) (string, error) {
	_, rest, _ := strings.Cut(uri, "://")
	rest, _, _ = strings.Cut(rest, "?")
	_, name, _ := strings.Cut(rest, "/")
	name, err := url.PathUnescape(name)
	if err != nil || strings.ContainsAny(name, `/\. "$`) || len(name) > 63 {
		return "", errors.New("mongo: the address names a database that MongoDB does not allow; use letters, digits and hyphens")
	}
	if name == "" {
		return defaultDatabase, nil
	}
	return name, nil
}

// withoutSecrets drops an error's text when it repeats the password of the address.
func withoutSecrets(err error, uri string) error {
	_, rest, _ := strings.Cut(uri, "://")
	user, _, found := strings.Cut(rest, "@")
	_, password, _ := strings.Cut(user, ":")
	if found && password != "" && strings.Contains(err.Error(), password) {
		return errors.New("the driver refuses it (its message is not shown, since it repeats the password)")
	}
	return err
}

// Ping asks the primary.
func (e *Engine) Ping(ctx context.Context) error {
	if e.closed.Load() {
		return store.ErrClosed
	}
	ctx, cancel := context.WithTimeout(ctx, store.Timeout)
	defer cancel()
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := e.client.Ping(ctx, readpref.Primary()); err != nil {
		return fmt.Errorf("mongo: no answer from %s: %w", e.hosts, err)
	}
	return nil
}

// Close gives the connections back, once their operations are done.
func (e *Engine) Close() error {
	if e.closed.Swap(true) {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), store.Timeout)
	defer cancel()
	return e.client.Disconnect(ctx)
}

// Replace writes over a document, see store.Engine.
func (e *Engine) Replace(ctx context.Context, collection string, doc store.Doc, rev int64) error {
	c, err := e.collection(collection)
	if err != nil {
		return err
	}
	if err := store.Check(collection, doc, c.indexes); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, store.Timeout)
	defer cancel()
	filter := bson.D{{Key: store.FieldID, Value: doc.ID}, {Key: store.FieldRev, Value: rev}}
	result, err := c.docs.ReplaceOne(ctx, filter, doc.Body)
	switch {
	case driver.IsDuplicateKeyError(err):
		return c.duplicate(ctx, doc)
	case err != nil:
		return fmt.Errorf("mongo: replacing in %s: %w", collection, err)
	case result.MatchedCount == 1:
		return nil
	}
	there, err := c.exists(ctx, bson.D{{Key: store.FieldID, Value: doc.ID}})
	if err != nil {
		return err
	}
	if there {
		return fmt.Errorf("%w: %q in %s", store.ErrConflict, doc.ID, collection)
	}
	return fmt.Errorf("%w: %q in %s", store.ErrNotFound, doc.ID, collection)
}

// Delete removes a document, see store.Engine.
func (e *Engine) Delete(ctx context.Context, collection, id string) (bool, error) {
	c, err := e.collection(collection)
	if err != nil {
		return false, err
	}
	ctx, cancel := context.WithTimeout(ctx, store.Timeout)
	defer cancel()
	result, err := c.docs.DeleteOne(ctx, bson.D{{Key: store.FieldID, Value: id}})
	if err != nil {
		return false, fmt.Errorf("mongo: deleting from %s: %w", collection, err)
	}
	return result.DeletedCount == 1, nil
}
