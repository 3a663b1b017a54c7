package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"

	"lamtoen/internal/store"
)

// Ensure makes what is missing, see store.Engine. When nothing is, it only reads, so that a short command does not wait for
// the server beside it.
func (e *Engine) Ensure(ctx context.Context, collection string, indexes []store.Index) error {
	if err := store.CheckNames(collection, indexes); err != nil {
		return err
	}
	found, err := readSchema(ctx, e.readers, collection)
	if err != nil {
		return fmt.Errorf("sqlite: %s: %w", collection, err)
	}
	if missing, err := lacking(found, collection, indexes); err != nil {
		return err
	} else if found.exists && len(missing) == 0 {
		return e.know(collection, indexes, found)
	}
	var outcome error
	err = e.writer.submit(ctx, &job{alone: true, done: make(chan struct{}), run: func(c *conn) error {
		outcome = e.migrate(c, collection, indexes)
		return outcome
	}})
	if outcome != nil {
		return outcome
	}
	return err
}

// know puts the collection's newest form where readers and the writer find it.
func (e *Engine) know(collection string, indexes []store.Index, found schema) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return store.ErrClosed
	}
	if t := e.tables[collection]; t != nil {
		indexes = store.Union(t.declared, indexes)
	}
	e.tables[collection] = newTable(collection, indexes, found)
	return nil
}

// lacking gives the indexes that the file does not have, or ErrIndexConflict for one that it has differently.
func lacking(found schema, collection string, indexes []store.Index) ([]store.Index, error) {
	var missing []store.Index
	for _, x := range indexes {
		for _, have := range found.indexes {
			if inTheWay(have, x) {
				return nil, fmt.Errorf("%w: %s has an index %s over %s already, so it cannot have %s over %s; drop the old one first",
					store.ErrIndexConflict, collection, have.Name, strings.Join(have.Fields, ", "), x.Name, strings.Join(x.Fields, ", "))
			}
		}
		if _, ok := found.index(x.Name); !ok {
			missing = append(missing, x)
		}
	}
	return missing, nil
}

// inTheWay tells whether one index keeps the other from being made, by MongoDB's rules: the name is taken by an index that
// is not the same, or the same index has another name.
func inTheWay(have, x store.Index) bool {
	same := have.Unique == x.Unique && slices.Equal(have.Fields, x.Fields)
	return same != (have.Name == x.Name)
}

// migrate runs in the writer, in one transaction: after a crash the file is as before, or done.
func (e *Engine) migrate(c *conn, collection string, indexes []store.Index) error {
	ctx := context.Background()
	//nolint:gosec // names have passed store.CheckNames
	create := "CREATE TABLE IF NOT EXISTS " + quote(collection) +
		` ("_id" TEXT PRIMARY KEY NOT NULL, "rev" INTEGER NOT NULL, "body" BLOB NOT NULL)`
	if _, err := c.raw.ExecContext(ctx, create); err != nil {
		return err
	}
	found, err := readSchema(ctx, c.raw, collection)
	if err != nil {
		return err
	}
	missing, err := lacking(found, collection, indexes)
	if err != nil {
		return err
	}
	if err := addColumns(c, collection, found.fields, missing); err != nil {
		return err
	}
	for _, x := range missing {
		if err := addIndex(c, collection, x); err != nil {
			return err
		}
	}
	if found, err = readSchema(ctx, c.raw, collection); err != nil {
		return err
	}
	// Here and not after the commit: the writes behind this one must fill the new columns. If the commit fails, the file
	// lacks what the table says and Ensure, hence the program's start, has failed with it.
	return e.know(collection, indexes, found)
}

// addColumns adds the columns that the indexes need and fills them from the documents.
func addColumns(c *conn, collection string, have []string, indexes []store.Index) error {
	var fields []string
	for _, x := range indexes {
		for _, f := range x.Fields {
			if !slices.Contains(have, f) && !slices.Contains(fields, f) {
				fields = append(fields, f)
			}
		}
	}
	if len(fields) == 0 {
		return nil
	}
	for _, f := range fields {
		// The default is the value for a missing field: minus infinity.
		//nolint:gosec // names have passed store.CheckNames
		add := "ALTER TABLE " + quote(collection) + " ADD COLUMN " + column(f) + " NOT NULL DEFAULT -9e999"
		if _, err := c.raw.ExecContext(context.Background(), add); err != nil {
			return err
		}
	}
	return backfill(c, collection, fields)
}

// backfill goes through the documents by their ids, a page at a time, since a connection cannot write while it reads.
func backfill(c *conn, collection string, fields []string) error {
	update := "UPDATE " + quote(collection) + " SET " + strings.Join(columns(fields, " = ?"), ", ") + ` WHERE "_id" = ?`
	for last := ""; ; {
		page, err := bodiesAfter(c, collection, last)
		if err != nil || len(page) == 0 {
			return err
		}
		for _, body := range page {
			var args []any
			for _, f := range fields {
				args = append(args, toColumn(store.Field(body, f)))
			}
			last = body.Lookup(store.FieldID).StringValue()
			if _, err := c.exec(update, append(args, last)...); err != nil {
				return err
			}
		}
	}
}

// bodiesAfter gives the next documents behind the id.
func bodiesAfter(c *conn, collection, id string) (page []bson.Raw, err error) {
	stmt, err := c.prepare(`SELECT "body" FROM ` + quote(collection) + ` WHERE "_id" > ? ORDER BY "_id" LIMIT 200`) //nolint:sqlclosecheck // kept until the writer closes
	if err != nil {
		return nil, err
	}
	rows, err := stmt.QueryContext(context.Background(), id)
	if err != nil {
		return nil, err
	}
	docs, err := scan(rows)
	for _, doc := range docs {
		page = append(page, doc.Body)
	}
	return page, err
}

// scan reads rows of bodies and closes them.
func scan(rows *sql.Rows) (docs []store.Doc, err error) {
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var body []byte
		if err := rows.Scan(&body); err != nil {
			return nil, err
		}
		doc, err := store.ParseDoc(body)
		if err != nil {
			return nil, err
		}
		docs = append(docs, doc)
	}
	return docs, rows.Err()
}

// addIndex makes one index. A unique one ends with its fields; to add _id would make it allow everything.
func addIndex(c *conn, collection string, x store.Index) error {
	kind, columns := "INDEX", make([]string, 0, len(x.Fields)+1)
	for _, f := range x.Fields {
		columns = append(columns, column(f))
	}
	if x.Unique {
		kind = "UNIQUE INDEX"
	} else {
		columns = append(columns, column(store.FieldID))
	}
	_, err := c.raw.ExecContext(context.Background(), "CREATE "+kind+" "+quote(collection+"."+x.Name)+
		" ON "+quote(collection)+" ("+strings.Join(columns, ", ")+")")
	if isDuplicate(err) {
		return fmt.Errorf("%w: %s cannot have the unique index %s: some of its documents have the same %s",
			store.ErrExists, collection, x.Name, strings.Join(x.Fields, ", "))
	}
	return err
}
