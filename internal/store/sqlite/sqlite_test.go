package sqlite_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"lamtoen/internal/store"
	"lamtoen/internal/store/sqlite"
	"lamtoen/internal/store/storetest"
)

func open(t testing.TB, path string, o sqlite.Options) *sqlite.Engine {
	t.Helper()
	e, err := sqlite.Open(t.Context(), path, o)
	if err != nil {
		t.Fatalf("opening %s: %v", path, err)
	}
	return e
}

func closing(t testing.TB, e *sqlite.Engine) {
	t.Helper()
	if err := e.Close(); err != nil {
		t.Errorf("closing: %v", err)
	}
}

func TestConformance(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	storetest.Run(t, func(t *testing.T) store.Engine { return open(t, path, sqlite.Options{}) }, storetest.Options{})
}

func TestKilledWriter(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	storetest.Killed(t, 5, path, func(ctx context.Context, path string) (store.Engine, error) {
		e, err := sqlite.Open(ctx, path, sqlite.Options{Exclusive: true})
		if err == nil && strings.HasPrefix(path, os.TempDir()) {
			integrity(t, path)
		}
		return e, err
	})
	for _, side := range []string{"-wal", "-shm"} {
		if _, err := os.Stat(path + side); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("after a clean close %s: got %v, want it gone", side, err)
		}
	}
}

// What was deleted, and what a document held before it was replaced, is in no free page of the file either.
func TestDeletedIsGone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	e := open(t, path, sqlite.Options{})
	c, err := store.Open[doc](t.Context(), e, "docs", store.Index{Name: "owner_seq", Fields: []string{"owner", "seq"}})
	if err != nil {
		t.Fatal(err)
	}
	list := []doc{{ID: "kept", Owner: "owner-kept", Text: "text-gone"}}
	for i := range 200 {
		d := numbered(i)
		d.Owner, d.Text = "owner-gone", strings.Repeat("text-gone ", 1+i) // some on pages of their own
		list = append(list, d)
	}
	if _, err := c.InsertMany(t.Context(), list); err != nil {
		t.Fatal(err)
	}
	for _, d := range list[1:] {
		if _, err := c.Delete(t.Context(), d.ID); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := c.Update(t.Context(), "kept", func(d *doc) error { d.Text = "text-kept"; return nil }); err != nil {
		t.Fatal(err)
	}
	closing(t, e)
	bytes, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for text, there := range map[string]bool{"owner-kept": true, "text-kept": true, "owner-gone": false, "text-gone": false, "id-0000007": false} {
		if got := strings.Contains(string(bytes), text); got != there {
			t.Errorf("%q in the file: got %v, want %v", text, got, there)
		}
	}
}

// integrity asks SQLite itself whether the file is whole.
func integrity(t *testing.T, path string) {
	t.Helper()
	var got string
	raw(t, path, func(db *sql.DB) error { return db.QueryRow("PRAGMA integrity_check").Scan(&got) })
	if got != "ok" {
		t.Errorf("integrity_check: got %q, want ok", got)
	}
}

func raw(t testing.TB, path string, use func(*sql.DB) error) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(use(db), db.Close()); err != nil {
		t.Fatal(err)
	}
}

func TestSettings(t *testing.T) {
	// A name with everything that means something in a URI.
	path := filepath.Join(t.TempDir(), "new folder", "a?b#c%20d&e.db")
	e := open(t, path, sqlite.Options{})
	defer closing(t, e)
	if err := e.Ensure(t.Context(), "x", nil); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]os.FileMode{path: 0o600, path + "-wal": 0o600, filepath.Dir(path): 0o700} {
		info, err := os.Stat(name)
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: got %v, %v, want rights %o", filepath.Base(name), info, err, want)
		}
	}
}

func TestExclusive(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	first := open(t, path, sqlite.Options{Exclusive: true})
	_, err := sqlite.Open(t.Context(), path, sqlite.Options{Exclusive: true})
	var locked *sqlite.LockedError
	if !errors.As(err, &locked) || locked.PID != os.Getpid() || !strings.Contains(err.Error(), fmt.Sprintf("process %d", os.Getpid())) {
		t.Errorf("a second server: got %v, want a LockedError that names process %d", err, os.Getpid())
	}
	beside := open(t, path, sqlite.Options{})
	closing(t, beside)
	closing(t, first)
	closing(t, open(t, path, sqlite.Options{Exclusive: true}))
}

// TestExclusiveAfterKill takes the lock over from a process that had no time to give it up.
func TestExclusiveAfterKill(t *testing.T) {
	path := os.Getenv("LAMTOEN_TEST_HOLDER")
	if path != "" {
		open(t, path, sqlite.Options{Exclusive: true})
		fmt.Println("held")
		select {}
	}
	path = filepath.Join(t.TempDir(), "test.db")
	holder := exec.Command(os.Args[0], "-test.run=^TestExclusiveAfterKill$")
	holder.Env = append(os.Environ(), "LAMTOEN_TEST_HOLDER="+path)
	out, err := holder.StdoutPipe()
	if err := errors.Join(err, holder.Start()); err != nil {
		t.Fatal(err)
	}
	if _, err := fmt.Fscanln(out, new(string)); err != nil {
		t.Errorf("waiting for the holder: %v", err)
	}
	_, err = sqlite.Open(t.Context(), path, sqlite.Options{Exclusive: true})
	var locked *sqlite.LockedError
	if !errors.As(err, &locked) || locked.PID != holder.Process.Pid {
		t.Errorf("while it lives: got %v, want a LockedError that names process %d", err, holder.Process.Pid)
	}
	if err := holder.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = holder.Wait()
	closing(t, open(t, path, sqlite.Options{Exclusive: true}))
}

func TestRefusedFiles(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "text.db")
	if err := os.WriteFile(text, []byte(strings.Repeat("this is no database\n", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, path := range map[string]string{"no name": "", "a folder": dir, "below a file": filepath.Join(text, "x.db"), "not a database": text} {
		if e, err := sqlite.Open(t.Context(), path, sqlite.Options{}); err == nil {
			t.Errorf("%s: got no error", name)
			closing(t, e)
		}
	}
}

// TestLockedByAnother holds SQLite's write lock in another connection: writes wait for it, reads do not.
func TestLockedByAnother(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	e := open(t, path, sqlite.Options{})
	defer closing(t, e)
	c, err := store.Open[doc](t.Context(), e, "docs")
	if err != nil {
		t.Fatal(err)
	}
	raw(t, path, func(db *sql.DB) error {
		conn, err := db.Conn(t.Context())
		if err != nil {
			return err
		}
		if _, err := conn.ExecContext(t.Context(), "BEGIN IMMEDIATE"); err != nil {
			return err
		}
		var writing sync.WaitGroup
		for i := range 3 {
			writing.Go(func() {
				if err := c.Insert(t.Context(), doc{ID: strconv.Itoa(i)}); err != nil {
					t.Errorf("a write that waited: %v", err)
				}
			})
		}
		if _, err := c.Get(t.Context(), "nobody"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a read meanwhile: got %v, want ErrNotFound", err)
		}
		_, err = conn.ExecContext(t.Context(), "ROLLBACK")
		writing.Wait()
		return errors.Join(err, conn.Close())
	})
	got, _, err := c.Find(t.Context(), store.Query{})
	if err != nil || len(got) != 3 {
		t.Errorf("then: got %d documents, %v, want 3", len(got), err)
	}
}

// doc is a document of about the size of a fact.
type doc struct {
	ID    string `bson:"_id"`
	Owner string `bson:"owner"`
	Seq   int    `bson:"seq"`
	Text  string `bson:"text"`
}
