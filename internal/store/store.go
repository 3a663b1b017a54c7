// Package store keeps documents in collections, on one of two engines: SQLite in one file (internal/store/sqlite) or
// MongoDB (internal/store/mongo). What a document means is the domain's business; a store only stores.
//
// # Documents
//
// A document is BSON on both engines. It has a string `_id`, chosen by the domain and never changed, and a revision `rev`,
// which starts at 1 and is raised by each replace. Domain packages see neither engine nor BSON: they open a typed
// Collection, which manages the revision, keeps fields that this version of the program does not know, and pages.
//
// # What is atomic
//
// One document, on both engines. There is no transaction over several; what must appear together is inserted under a group
// id that readers ignore until one last document names it.
//
// # Indexes
//
// A field of an index holds strings, integers, booleans or times (one of these, always the same), is present and not null
// in every document written, and is never an array. Documents from before an index was declared may lack its field:
// they sort first, as MongoDB sorts null. Strings order by their bytes, times by the millisecond, false before true.
//
// # Keys and texts
//
// A key may not be empty, start with `$` or contain a dot, and every text must be valid UTF-8: MongoDB and its relatives
// differ in what they do with these, so both engines refuse them with ErrInvalid.
package store

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// MaxDocument is the size in bytes above which a document is refused with ErrTooLarge, on both engines: MongoDB's own limit
// of 16 MB, less 16 KB for the command that carries the document.
const MaxDocument = 16<<20 - 16<<10

// How long an engine works on one call, whatever time its context leaves. Readers of other instances' writes rely on the
// first: what was stamped longer ago than that has been written by now, or never will be. A batch is several writes.
const (
	Timeout     = 5 * time.Second
	LongTimeout = time.Minute // a Find that may give more than a thousand documents
)

// Names of the two fields that the store itself owns in every document.
const (
	FieldID  = "_id"
	FieldRev = "rev"
)

// Doc is one stored document. Body carries `_id` and `rev` too, equal to ID and Rev.
type Doc struct {
	ID   string
	Rev  int64
	Body bson.Raw
}

// Index names the fields that a Query may select and sort by. Every index ends in `_id` by itself, so that its order is
// total; a unique one ends where its fields end.
type Index struct {
	Name   string
	Fields []string
	Unique bool
}

// Engine is what both stores do, and nothing else. All methods are safe for concurrent use. A method that returns an error
// which is none of this package's may or may not have had its effect (the connection broke, the time was up).
type Engine interface {
	// Ensure makes the collection and its indexes where they are missing and fills new indexes from the documents that are
	// there. It must be called once in each process before the collection is used. An index of the same name over other
	// fields gives ErrIndexConflict; one that is no longer declared stays.
	Ensure(ctx context.Context, collection string, indexes []Index) error
	// Insert adds documents, each by itself: the first result has one error (or nil) a document, in order, ErrExists,
	// ErrTooLarge and ErrInvalid among them. When the second result is not nil, the first tells nothing.
	Insert(ctx context.Context, collection string, docs []Doc) ([]error, error)
	// Find gives the documents that match, in the order of the query's index.
	Find(ctx context.Context, collection string, q Query) ([]Doc, error)
	// Replace writes doc over the stored one if that has the revision rev; else ErrConflict, or ErrNotFound when it is gone.
	Replace(ctx context.Context, collection string, doc Doc, rev int64) error
	// Delete removes a document and tells whether it was this call that removed it.
	Delete(ctx context.Context, collection, id string) (bool, error)
	// Ping tells whether the store answers.
	Ping(ctx context.Context) error
	// Close waits for writes under way and gives everything back.
	Close() error
}

// Cursor is a place in the order of one query, opaque to all but this package. The zero Cursor is the beginning, and what
// Find returns after the last page.
type Cursor string

// Query selects documents by one index: equality on its leading fields, then a range on the next one.
type Query struct {
	Index string // "" is the order of `_id`
	Equal []any  // values for the index's first fields; for Index "", at most the `_id`
	From  any    // nil, or the least value of the next field (of `_id` when Equal has all fields)
	Until any    // nil, or the value that the next field stays below
	Desc  bool   // from the end
	Limit int    // how many at most; 0 is all that match (in Each: the size of a page)
	After Cursor // "" is the beginning
}
