package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"

	"lamtoen/internal/store"
)

// table is what the engine knows of one collection: its columns, its indexes, and the statements that follow from them. It
// is never changed; Ensure puts a new one in its place.
type table struct {
	name     string
	declared []store.Index // by this process; queries may use these
	unique   []store.Index // all that are in the file
	fields   []string      // that have a column

	insert, replace, remove, exists string
}

// newTable writes the statements once, so that the hot paths only hand over values.
func newTable(name string, declared []store.Index, found schema) *table {
	t := &table{name: name, declared: declared, fields: found.fields}
	for _, x := range found.indexes {
		if x.Unique {
			t.unique = append(t.unique, x)
		}
	}
	all := append([]string{quote("_id"), quote("rev"), quote("body")}, columns(t.fields, "")...)
	sets := append([]string{`"rev" = ?`, `"body" = ?`}, columns(t.fields, " = ?")...)
	marks := strings.Repeat(", ?", len(all))[2:]
	t.insert = "INSERT INTO " + quote(name) + " (" + strings.Join(all, ", ") + ") VALUES (" + marks + ")"
	t.replace = "UPDATE " + quote(name) + " SET " + strings.Join(sets, ", ") + ` WHERE "_id" = ? AND "rev" = ?`
	t.remove = "DELETE FROM " + quote(name) + ` WHERE "_id" = ?`
	t.exists = "SELECT 1 FROM " + quote(name) + ` WHERE "_id" = ?`
	return t
}

// table gives the newest form of a collection.
func (e *Engine) table(collection string) (*table, error) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	if e.closed {
		return nil, store.ErrClosed
	}
	t := e.tables[collection]
	if t == nil {
		return nil, fmt.Errorf("sqlite: collection %q was not opened", collection)
	}
	return t, nil
}

// values gives the columns of the indexed fields.
func (t *table) values(doc store.Doc) []any {
	values := make([]any, len(t.fields))
	for i, f := range t.fields {
		values[i] = toColumn(store.Field(doc.Body, f))
	}
	return values
}

// missing stands in a column for a field that the document lacks. It sorts before every value and equals itself, also in a
// unique index, as null does in MongoDB; SQLite's own NULL equals nothing.
func missing() float64 { return math.Inf(-1) }

// toColumn gives the value as SQLite orders it the way MongoDB would: texts by their bytes, times as milliseconds since 1970.
func toColumn(v bson.RawValue) any {
	switch v.Type {
	case bson.TypeString:
		return v.StringValue()
	case bson.TypeInt32, bson.TypeInt64:
		return v.AsInt64()
	case bson.TypeBoolean:
		if v.Boolean() {
			return int64(1)
		}
		return int64(0)
	case bson.TypeDateTime:
		return v.DateTime()
	}
	return missing()
}

// duplicate finds what made SQLite refuse the document. It runs in the transaction that was refused, so it does find it.
func (t *table) duplicate(c *conn, doc store.Doc, inserting bool) (outcome, err error) {
	duplicate := &store.DuplicateError{Collection: t.name, ID: doc.ID}
	if inserting {
		if found, err := c.exists(t.exists, doc.ID); err != nil || found {
			return duplicate, err
		}
	}
	for _, x := range t.unique {
		terms, args := []string{`"_id" <> ?`}, []any{doc.ID}
		for _, f := range x.Fields {
			terms = append(terms, column(f)+" = ?")
			args = append(args, toColumn(store.Field(doc.Body, f)))
		}
		found, err := c.exists("SELECT 1 FROM "+quote(t.name)+" WHERE "+strings.Join(terms, " AND "), args...)
		if err != nil || found {
			duplicate.Index = x.Name
			return duplicate, err
		}
	}
	return duplicate, nil
}

// quote makes an identifier of a name that store.CheckNames has let through.
func quote(name string) string { return `"` + name + `"` }

// column names the column of a field. The prefix keeps fields apart from the engine's own columns.
func column(field string) string {
	if field == store.FieldID {
		return quote(field)
	}
	return quote("f_" + field)
}

// schema is what the file has for one collection.
type schema struct {
	exists  bool
	fields  []string
	indexes []store.Index
}

// index gives the index of this name, if the file has one.
func (s schema) index(name string) (store.Index, bool) {
	i := slices.IndexFunc(s.indexes, func(x store.Index) bool { return x.Name == name })
	if i < 0 {
		return store.Index{}, false
	}
	return s.indexes[i], true
}

// queryer is what *sql.DB and *sql.Conn share.
type queryer interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// readSchema looks up the columns and indexes of a collection.
func readSchema(ctx context.Context, db queryer, collection string) (schema, error) {
	var s schema
	columns, err := strs(ctx, db, "SELECT name FROM pragma_table_info(?) ORDER BY cid", collection)
	if err != nil {
		return s, err
	}
	s.exists = len(columns) > 0
	for _, c := range columns {
		if field, ok := strings.CutPrefix(c, "f_"); ok {
			s.fields = append(s.fields, field)
		}
	}
	// Origin "c" leaves out the index that SQLite makes by itself for the primary key.
	for _, unique := range []int{0, 1} {
		names, err := strs(ctx, db, `SELECT name FROM pragma_index_list(?) WHERE origin = 'c' AND "unique" = ?`, collection, unique)
		if err != nil {
			return s, err
		}
		for _, name := range names {
			x := store.Index{Name: strings.TrimPrefix(name, collection+"."), Unique: unique == 1}
			parts, err := strs(ctx, db, "SELECT name FROM pragma_index_info(?) ORDER BY seqno", name)
			if err != nil {
				return s, err
			}
			for _, p := range parts {
				if field, ok := strings.CutPrefix(p, "f_"); ok {
					x.Fields = append(x.Fields, field)
				}
			}
			s.indexes = append(s.indexes, x)
		}
	}
	return s, nil
}

// strs gives the first column of all rows.
func strs(ctx context.Context, db queryer, query string, args ...any) (_ []string, err error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	var all []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, rows.Err()
}
