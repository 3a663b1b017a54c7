package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"

	driver "modernc.org/sqlite"
	codes "modernc.org/sqlite/lib"

	"lamtoen/internal/store"
)

// How much one transaction takes on at most.
const (
	maxBatch      = 256
	maxBatchBytes = 8 << 20
)

// writer owns the one connection that writes. Whoever wants to write leaves a job in the queue; the writer takes all jobs
// that wait, runs them in one transaction, commits, and only then lets their owners go on.
type writer struct {
	db    *sql.DB
	conn  *conn
	queue chan *job
	done  chan struct{} // closed when the last job has been done

	mu     sync.RWMutex // held for reading while a job is put into the queue
	closed bool
}

// job is one wish to write. claimed decides between the writer, who takes it, and the owner, who gives up waiting.
type job struct {
	run     func(*conn) error
	alone   bool // may change the schema or take long: gets a transaction of its own
	claimed atomic.Bool
	err     error
	done    chan struct{}
}

// openWriter opens the writing connection and starts the goroutine that owns it.
func openWriter(ctx context.Context, path string) (*writer, error) {
	db, err := sql.Open("sqlite", dsn(path))
	if err != nil {
		return nil, err
	}
	c, err := db.Conn(ctx)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	w := &writer{
		db: db, conn: &conn{raw: c, stmts: map[string]*sql.Stmt{}},
		queue: make(chan *job, maxBatch), done: make(chan struct{}),
	}
	go w.loop()
	return w, nil
}

// do has run called within a transaction and returns when that is committed. It gives up when ctx ends, or after store.Timeout,
// but only while the job still waits: once it is taken its end is near and its outcome matters.
// run may be called twice, the second time after the effects of the first were rolled back.
func (w *writer) do(ctx context.Context, run func(*conn) error) error {
	return w.submit(ctx, &job{run: run, done: make(chan struct{})})
}

// submit is do for a job that is made already.
func (w *writer) submit(ctx context.Context, j *job) error {
	ctx, cancel := context.WithTimeout(ctx, store.Timeout)
	defer cancel()
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := w.enqueue(ctx, j); err != nil {
		return err
	}
	select {
	case <-j.done:
	case <-ctx.Done():
		if j.claimed.CompareAndSwap(false, true) {
			return fmt.Errorf("sqlite: gave up waiting to write: %w", ctx.Err())
		}
		<-j.done
	}
	return j.err
}

// enqueue puts the job into the queue, unless the writer is being closed: what is in the queue by then is still done.
func (w *writer) enqueue(ctx context.Context, j *job) error {
	w.mu.RLock()
	defer w.mu.RUnlock()
	if w.closed {
		return store.ErrClosed
	}
	select {
	case w.queue <- j:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("sqlite: gave up waiting to write: %w", ctx.Err())
	}
}

// loop is the writer's goroutine.
func (w *writer) loop() {
	defer close(w.done)
	last := 0
	for first := range w.queue {
		group := w.gather([]*job{first})
		// Those whom the last commit has let go are about to come back. To give them the processor for a moment makes
		// groups about twice as large, and costs a lone writer nothing.
		for tries := 0; tries < 4 && len(group) < last; tries++ {
			runtime.Gosched()
			group = w.gather(group)
		}
		last = len(group)
		w.commit(group)
	}
}

// gather adds the jobs that wait.
func (w *writer) gather(group []*job) []*job {
	for len(group) < maxBatch {
		select {
		case j := <-w.queue:
			if j == nil {
				return group // the queue has been closed
			}
			group = append(group, j)
		default:
			return group
		}
	}
	return group
}

// commit does a group of jobs, in their order, in as few transactions as it may.
func (w *writer) commit(group []*job) {
	var together []*job
	for _, j := range group {
		if !j.claimed.CompareAndSwap(false, true) {
			continue
		}
		if j.alone {
			w.transact(together)
			w.transact([]*job{j})
			together = nil
			continue
		}
		together = append(together, j)
	}
	w.transact(together)
}

// transact runs jobs in one transaction. When one fails (a full disk, a broken file), nothing is kept, and each is tried by
// itself so that it fails, or not, for its own reasons.
func (w *writer) transact(jobs []*job) {
	if len(jobs) == 0 {
		return
	}
	err := w.conn.begin()
	if err == nil {
		if err = w.runAll(jobs); err != nil && len(jobs) > 1 {
			for _, j := range jobs {
				w.transact([]*job{j})
			}
			return
		}
	}
	for _, j := range jobs {
		j.err = err
		close(j.done)
	}
}

// runAll runs the jobs and commits.
func (w *writer) runAll(jobs []*job) error {
	for _, j := range jobs {
		if err := j.run(w.conn); err != nil {
			return w.conn.rollback(err)
		}
	}
	return w.conn.commit()
}

// close takes no more jobs and waits for those that were taken.
func (w *writer) close() error {
	w.mu.Lock()
	if w.closed {
		w.mu.Unlock()
		return nil
	}
	w.closed = true
	close(w.queue)
	w.mu.Unlock()
	<-w.done
	return errors.Join(w.conn.close(), w.db.Close())
}

// conn is the writing connection with its prepared statements. Only the writer's goroutine uses it, and never with a
// caller's context: an interrupted statement would take the whole group with it.
type conn struct {
	raw   *sql.Conn
	stmts map[string]*sql.Stmt
}

// begin takes SQLite's write lock at once: to start as a reader and be refused later would fail the whole group.
func (c *conn) begin() error {
	if _, err := c.exec("BEGIN IMMEDIATE"); err != nil {
		return fmt.Errorf("sqlite: cannot begin to write: %w", err)
	}
	return nil
}

func (c *conn) commit() error {
	if _, err := c.exec("COMMIT"); err != nil {
		return c.rollback(err)
	}
	return nil
}

func (c *conn) rollback(cause error) error {
	// After some errors SQLite has rolled back by itself, and this then fails, which is as good.
	_, _ = c.exec("ROLLBACK")
	return fmt.Errorf("sqlite: nothing was written: %w", cause)
}

// prepare gives the prepared statement with this text. SQLite itself prepares it anew when the tables change.
func (c *conn) prepare(query string) (*sql.Stmt, error) {
	if stmt := c.stmts[query]; stmt != nil {
		return stmt, nil
	}
	stmt, err := c.raw.PrepareContext(context.Background(), query)
	if err == nil {
		c.stmts[query] = stmt
	}
	return stmt, err
}

// exec gives the number of rows changed.
func (c *conn) exec(query string, args ...any) (int64, error) {
	stmt, err := c.prepare(query) //nolint:sqlclosecheck // kept until the writer closes
	if err != nil {
		return 0, err
	}
	result, err := stmt.ExecContext(context.Background(), args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// exists tells whether the query gives a row.
func (c *conn) exists(query string, args ...any) (bool, error) {
	stmt, err := c.prepare(query) //nolint:sqlclosecheck // kept until the writer closes
	if err != nil {
		return false, err
	}
	var one int
	err = stmt.QueryRowContext(context.Background(), args...).Scan(&one)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

func (c *conn) close() error {
	var errs []error
	for _, stmt := range c.stmts {
		errs = append(errs, stmt.Close())
	}
	return errors.Join(append(errs, c.raw.Close())...)
}

// isDuplicate goes by SQLite's extended result codes.
func isDuplicate(err error) bool {
	var e *driver.Error
	if !errors.As(err, &e) {
		return false
	}
	return e.Code() == codes.SQLITE_CONSTRAINT_UNIQUE || e.Code() == codes.SQLITE_CONSTRAINT_PRIMARYKEY
}
