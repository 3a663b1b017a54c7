// Package sqlite keeps a store in one SQLite file.
//
// Each collection is a table with the columns `_id`, `rev` and `body` (the document as BSON), and one plain column for each
// indexed field, so that SQLite's own indexes do the work. One goroutine writes, everybody else reads.
//
// # Durability
//
// The file is in WAL mode with synchronous=FULL: a write is acknowledged after its bytes are on the disk. Writes that wait
// at the same time share one transaction and so one flush (group commit); each still succeeds or fails alone, and none is
// acknowledged before the commit.
//
// # Several processes
//
// A long-lived process opens the file with Options.Exclusive, of which there can be one. Short commands may open it beside
// that one; SQLite's own locks keep them apart.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	_ "modernc.org/sqlite" // registers the driver "sqlite"

	"lamtoen/internal/store"
)

// Options says how to open a file.
type Options struct {
	// Exclusive refuses to open while another process holds the file exclusively (*LockedError).
	Exclusive bool
}

// Engine is a store in one SQLite file.
type Engine struct {
	readers *sql.DB
	writer  *writer
	lock    *lockFile // nil when not exclusive

	mu     sync.RWMutex
	tables map[string]*table
	stmts  map[string]*sql.Stmt // of the readers, by their text
	closed bool
}

var _ store.Engine = (*Engine)(nil)

// Open opens the file, or makes it, and its folders, readable by this user only: it holds personal data.
func Open(ctx context.Context, path string, o Options) (_ *Engine, err error) {
	if err := prepare(path); err != nil {
		return nil, err
	}
	e := &Engine{tables: map[string]*table{}, stmts: map[string]*sql.Stmt{}}
	defer func() {
		if err != nil {
			_ = e.Close()
		}
	}()
	if o.Exclusive {
		if e.lock, err = lock(path); err != nil {
			return nil, err
		}
	}
	if e.writer, err = openWriter(ctx, path); err != nil {
		return nil, fmt.Errorf("sqlite: %s cannot be opened: %w", path, err)
	}
	if e.readers, err = sql.Open("sqlite", dsn(path, "query_only(1)")); err != nil {
		return nil, fmt.Errorf("sqlite: %s: %w", path, err)
	}
	conns := max(4, 2*runtime.NumCPU())
	e.readers.SetMaxOpenConns(conns)
	e.readers.SetMaxIdleConns(conns)
	return e, e.Ping(ctx)
}

// prepare makes the folders and an empty file with narrow rights; SQLite gives its side files the same.
func prepare(path string) error {
	if path == "" {
		return errors.New("sqlite: the name of the file is missing; write it as sqlite:PATH")
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("sqlite: the folder of %s cannot be made: %w", path, err)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600) // the path is the operator's setting
	if err != nil {
		return fmt.Errorf("sqlite: %s cannot be opened for writing: %w", path, err)
	}
	return f.Close()
}

// dsn is the driver's name for the file with the settings that every connection has.
func dsn(path string, more ...string) string {
	pragmas := append([]string{
		fmt.Sprintf("busy_timeout(%d)", store.Timeout.Milliseconds()), // first, so that the others already wait
		"journal_mode(WAL)", "synchronous(FULL)",
		"journal_size_limit(67108864)", // give the disk back after a burst
		"temp_store(MEMORY)",
		"secure_delete(1)", // what is deleted is overwritten: a pupil's row that was purged is in no free page
	}, more...)
	q := url.Values{"_pragma": pragmas}
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: q.Encode()}).String()
}

// Insert adds documents, see store.Engine. Large batches are written in several transactions, so that others get their turn.
func (e *Engine) Insert(ctx context.Context, collection string, docs []store.Doc) ([]error, error) {
	t, err := e.table(collection)
	if err != nil {
		return nil, err
	}
	outcomes := make([]error, len(docs))
	for i, doc := range docs {
		outcomes[i] = store.Check(collection, doc, t.declared)
	}
	for start, end := 0, 0; start < len(docs); start = end {
		for size := 0; end < len(docs) && end-start < maxBatch && (end == start || size < maxBatchBytes); end++ {
			size += len(docs[end].Body)
		}
		chunk, results := docs[start:end], outcomes[start:end]
		err := e.writer.do(ctx, func(c *conn) error { return e.insert(c, collection, chunk, results) })
		if err != nil {
			return nil, err
		}
	}
	return outcomes, nil
}

// insert runs in the writer. It must give the same outcomes when it is run again after a roll-back.
func (e *Engine) insert(c *conn, collection string, docs []store.Doc, outcomes []error) error {
	t, err := e.table(collection) // the newest: an index may have been added while this waited
	if err != nil {
		return err
	}
	for i, doc := range docs {
		if outcomes[i] != nil && !errors.Is(outcomes[i], store.ErrExists) {
			continue
		}
		outcomes[i] = nil
		_, err := c.exec(t.insert, append([]any{doc.ID, doc.Rev, []byte(doc.Body)}, t.values(doc)...)...)
		if isDuplicate(err) {
			outcomes[i], err = t.duplicate(c, doc, true)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Replace writes over a document, see store.Engine.
func (e *Engine) Replace(ctx context.Context, collection string, doc store.Doc, rev int64) error {
	t, err := e.table(collection)
	if err != nil {
		return err
	}
	if err := store.Check(collection, doc, t.declared); err != nil {
		return err
	}
	var outcome error
	err = e.writer.do(ctx, func(c *conn) (err error) {
		outcome, err = e.replace(c, collection, doc, rev)
		return err
	})
	if err != nil {
		return err
	}
	return outcome
}

// replace runs in the writer; its second result is for failures of the file, which end the transaction.
func (e *Engine) replace(c *conn, collection string, doc store.Doc, rev int64) (outcome, err error) {
	t, err := e.table(collection)
	if err != nil {
		return nil, err
	}
	args := append([]any{doc.Rev, []byte(doc.Body)}, t.values(doc)...)
	n, err := c.exec(t.replace, append(args, doc.ID, rev)...)
	switch {
	case isDuplicate(err):
		return t.duplicate(c, doc, false)
	case err != nil || n == 1:
		return nil, err
	}
	there, err := c.exists(t.exists, doc.ID)
	if err != nil || there {
		return fmt.Errorf("%w: %q in %s", store.ErrConflict, doc.ID, collection), err
	}
	return fmt.Errorf("%w: %q in %s", store.ErrNotFound, doc.ID, collection), nil
}

// Delete removes a document, see store.Engine.
func (e *Engine) Delete(ctx context.Context, collection, id string) (bool, error) {
	t, err := e.table(collection)
	if err != nil {
		return false, err
	}
	var n int64
	err = e.writer.do(ctx, func(c *conn) (err error) {
		n, err = c.exec(t.remove, id)
		return err
	})
	return err == nil && n == 1, err
}

// Ping reads from the file.
func (e *Engine) Ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, store.Timeout)
	defer cancel()
	var n int
	if err := e.readers.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_master").Scan(&n); err != nil {
		return fmt.Errorf("sqlite: the file cannot be read: %w", err)
	}
	return nil
}

// Close waits for the writes under way, folds the write-ahead log into the file and gives up the lock.
func (e *Engine) Close() error {
	e.mu.Lock()
	was := e.closed
	e.closed = true
	e.mu.Unlock()
	if was {
		return nil
	}
	var errs []error
	if e.readers != nil {
		errs = append(errs, e.readers.Close())
	}
	if e.writer != nil { // last, since the last connection to close folds the log
		errs = append(errs, e.writer.close())
	}
	if e.lock != nil {
		errs = append(errs, e.lock.release())
	}
	return errors.Join(errs...)
}
