package store

import (
	"errors"
	"fmt"
)

// The errors that callers may tell apart with errors.Is. Any other error of a store is a failure of the store itself.
var (
	// ErrNotFound says that no document has the id.
	ErrNotFound = errors.New("store: no such document")
	// ErrExists says that a document with the id, or with the values of a unique index, is there already; the error in the
	// chain is a *DuplicateError, which says which.
	ErrExists = errors.New("store: document exists")
	// ErrConflict says that the document has changed since it was read.
	ErrConflict = errors.New("store: document was changed by another")
	// ErrTooLarge says that the document is over MaxDocument.
	ErrTooLarge = errors.New("store: document is larger than 16 MB")
	// ErrInvalid says that the document cannot be stored: a bad key, a text that is not UTF-8, an indexed field that is
	// missing or of a kind that no index takes.
	ErrInvalid = errors.New("store: document cannot be stored")
	// ErrIndexConflict says that an index of this name or with these fields exists and is not the same.
	ErrIndexConflict = errors.New("store: an index stands in the way")
	// ErrCursor says that a cursor was not made by this query. The chain also holds a fault fit to show, since cursors
	// travel in links.
	ErrCursor = errors.New("store: bad cursor")
	// ErrClosed says that the store has been closed.
	ErrClosed = errors.New("store: closed")
)

// DuplicateError is an ErrExists that names what is there already.
type DuplicateError struct {
	Collection string
	Index      string // "" is `_id`
	ID         string // of the document that was refused
}

// Error names the collection and the index, not the values: they may be personal.
func (e *DuplicateError) Error() string {
	if e.Index == "" {
		return fmt.Sprintf("store: %s has a document %q already", e.Collection, e.ID)
	}
	return fmt.Sprintf("store: %s has another document with the %s of %q", e.Collection, e.Index, e.ID)
}

// Is makes a DuplicateError an ErrExists.
func (e *DuplicateError) Is(target error) bool { return target == ErrExists }
