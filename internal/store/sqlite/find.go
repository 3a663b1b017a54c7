package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"

	"lamtoen/internal/store"
)

// Find reads documents, see store.Engine.
func (e *Engine) Find(ctx context.Context, collection string, q store.Query) ([]store.Doc, error) {
	t, err := e.table(collection)
	if err != nil {
		return nil, err
	}
	plan, err := q.Plan(t.declared)
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if plan.Timeout() == store.Timeout {
		// A bounded read by an index is over before anybody could interrupt it, and to be ready for that costs more than
		// the read itself (two goroutines).
		ctx = context.WithoutCancel(ctx)
	} else {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, plan.Timeout())
		defer cancel()
	}
	query, args := selection(t, plan)
	stmt, err := e.prepared(ctx, query) //nolint:sqlclosecheck // kept for the next call
	if err != nil {
		return nil, err
	}
	rows, err := stmt.QueryContext(ctx, args...)
	if err != nil {
		return nil, failed(ctx, collection, err)
	}
	docs, err := scan(rows)
	if err != nil {
		return nil, failed(ctx, collection, err)
	}
	return docs, nil
}

// failed prefers the context's error, since SQLite only says that it was interrupted.
func failed(ctx context.Context, collection string, err error) error {
	if ctx.Err() != nil && !errors.Is(err, ctx.Err()) {
		err = errors.Join(ctx.Err(), err)
	}
	return fmt.Errorf("sqlite: reading %s: %w", collection, err)
}

// prepared gives the statement with this text; database/sql prepares it on each connection once. There are few texts, since
// values are never part of them.
func (e *Engine) prepared(ctx context.Context, query string) (*sql.Stmt, error) {
	e.mu.RLock()
	stmt, closed := e.stmts[query], e.closed
	e.mu.RUnlock()
	if closed {
		return nil, store.ErrClosed
	}
	if stmt != nil {
		return stmt, nil
	}
	fresh, err := e.readers.PrepareContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("sqlite: %w", err)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if stmt := e.stmts[query]; stmt != nil {
		return stmt, fresh.Close() //nolint:sqlclosecheck // another was quicker
	}
	e.stmts[query] = fresh
	return fresh, nil
}

// selection writes the plan as SQL.
func selection(t *table, p store.Plan) (string, []any) {
	query := `SELECT "body" FROM ` + quote(t.name)
	if p.Index.Name != "" {
		query += " INDEXED BY " + quote(t.name+"."+p.Index.Name)
	}
	terms, args := conditions(p)
	if len(terms) > 0 {
		query += " WHERE " + strings.Join(terms, " AND ")
	}
	direction := ""
	if p.Desc {
		direction = " DESC"
	}
	if len(p.Order) > 0 {
		query += " ORDER BY " + strings.Join(columns(p.Order, direction), ", ")
	}
	if p.Limit > 0 {
		query += " LIMIT " + strconv.Itoa(p.Limit)
	}
	return query, args
}

// conditions writes what the plan selects, and gives the values apart from the text.
func conditions(p store.Plan) (terms []string, args []any) {
	where := func(field, operator string, value any) {
		terms, args = append(terms, column(field)+operator), append(args, value)
	}
	for _, term := range p.Equal {
		where(term.Field, " = ?", toColumn(term.Value))
	}
	if r := p.Range; r.Field != "" {
		switch {
		case passed(p): // a second lower bound would make SQLite look at every row from the first bound on, at each page
		case present(r.From):
			where(r.Field, " >= ?", toColumn(r.From))
		default:
			where(r.Field, " > ?", missing()) // MongoDB's ranges leave missing fields out
		}
		if present(r.Until) {
			where(r.Field, " < ?", toColumn(r.Until))
		}
	}
	if len(p.After) > 0 {
		behind := " > "
		if p.Desc {
			behind = " < "
		}
		terms = append(terms, "("+strings.Join(columns(p.Order, ""), ", ")+")"+behind+"("+strings.Repeat(", ?", len(p.After))[2:]+")")
		for _, v := range p.After {
			args = append(args, toColumn(v))
		}
	}
	return terms, args
}

// passed tells whether the cursor lies behind the lower end of the range, so that it says more. A cursor travels in links, so
// it is believed no further than that.
func passed(p store.Plan) bool {
	i := slices.Index(p.Order, p.Range.Field)
	if p.Desc || i < 0 || i >= len(p.After) {
		return false
	}
	at := toColumn(p.After[i])
	if at == missing() || !present(p.Range.From) {
		return at != missing()
	}
	switch from := toColumn(p.Range.From).(type) {
	case string:
		text, ok := at.(string)
		return ok && text > from
	case int64:
		number, ok := at.(int64)
		return ok && number > from
	}
	return false
}

// present tells whether an end of a range is given.
func present(v bson.RawValue) bool { return v.Type != 0 }

// columns gives the columns of the fields, each with the suffix.
func columns(fields []string, suffix string) []string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = column(f) + suffix
	}
	return names
}
