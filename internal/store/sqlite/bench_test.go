package sqlite_test

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"lamtoen/internal/store"
	"lamtoen/internal/store/sqlite"
)

// filled gives a collection of 10,000 documents of 100 owners.
func filled(b *testing.B) (*store.Collection[doc], string) {
	b.Helper()
	path := filepath.Join(b.TempDir(), "bench.db")
	e := open(b, path, sqlite.Options{})
	b.Cleanup(func() { closing(b, e) })
	c, err := store.Open[doc](b.Context(), e, "docs", store.Index{Name: "owner_seq", Fields: []string{"owner", "seq"}})
	if err != nil {
		b.Fatal(err)
	}
	docs := make([]doc, 10_000)
	for i := range docs {
		docs[i] = numbered(i)
	}
	if _, err := c.InsertMany(b.Context(), docs); err != nil {
		b.Fatal(err)
	}
	return c, path
}

func numbered(i int) doc {
	return doc{ID: fmt.Sprintf("id-%07d", i), Owner: fmt.Sprintf("p%d", i%100), Seq: i, Text: strings.Repeat("word ", 50)}
}

func BenchmarkPointRead(b *testing.B) {
	c, path := filled(b)
	b.Run("store", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			if _, err := c.Get(b.Context(), fmt.Sprintf("id-%07d", i*7919%10_000)); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("raw", func(b *testing.B) {
		raw(b, path, func(db *sql.DB) error {
			stmt, err := db.Prepare(`SELECT "body" FROM "docs" WHERE "_id" = ?`)
			if err != nil {
				return err
			}
			defer func() { _ = stmt.Close() }()
			for i := 0; b.Loop(); i++ {
				var body []byte
				if err := stmt.QueryRow(fmt.Sprintf("id-%07d", i*7919%10_000)).Scan(&body); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

// BenchmarkFind reads the 100 documents of one owner by an index.
func BenchmarkFind(b *testing.B) {
	c, path := filled(b)
	b.Run("store", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			got, _, err := c.Find(b.Context(), store.Query{Index: "owner_seq", Equal: []any{fmt.Sprintf("p%d", i%100)}})
			if err != nil || len(got) != 100 {
				b.Fatal(len(got), err)
			}
		}
	})
	b.Run("raw", func(b *testing.B) {
		raw(b, path, func(db *sql.DB) error {
			stmt, err := db.Prepare(`SELECT "body" FROM "docs" WHERE "f_owner" = ? ORDER BY "f_seq", "_id"`)
			if err != nil {
				return err
			}
			defer func() { _ = stmt.Close() }()
			for i := 0; b.Loop(); i++ {
				if err := rawFind(stmt, fmt.Sprintf("p%d", i%100)); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

func rawFind(stmt *sql.Stmt, owner string) error {
	rows, err := stmt.Query(owner)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var body []byte
		if err := rows.Scan(&body); err != nil {
			return err
		}
	}
	return rows.Err()
}

// BenchmarkInsert makes each write durable before it goes on; "16 at once" shares flushes among the waiting.
func BenchmarkInsert(b *testing.B) {
	b.Run("single", func(b *testing.B) {
		c, _ := filled(b)
		for i := 10_000; b.Loop(); i++ {
			if err := c.Insert(b.Context(), numbered(i)); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("16 at once", func(b *testing.B) {
		c, _ := filled(b)
		var n atomic.Int64
		n.Store(10_000)
		b.ResetTimer()
		b.SetParallelism(8) // times GOMAXPROCS, two where this was measured
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				if err := c.Insert(b.Context(), numbered(int(n.Add(1)))); err != nil {
					b.Error(err)
				}
			}
		})
	})
	b.Run("raw single", func(b *testing.B) {
		path := filepath.Join(b.TempDir(), "raw.db")
		raw(b, path, func(db *sql.DB) error {
			db.SetMaxOpenConns(1)
			_, err := db.Exec(`PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
				CREATE TABLE docs (_id TEXT PRIMARY KEY, owner, seq, body BLOB); CREATE INDEX o ON docs (owner, seq, _id)`)
			if err != nil {
				return err
			}
			stmt, err := db.Prepare("INSERT INTO docs VALUES (?, ?, ?, ?)")
			if err != nil {
				return err
			}
			defer func() { _ = stmt.Close() }()
			for i := 0; b.Loop(); i++ {
				d := numbered(i)
				if _, err := stmt.Exec(d.ID, d.Owner, d.Seq, []byte(d.Text)); err != nil {
					return err
				}
			}
			return nil
		})
	})
}
