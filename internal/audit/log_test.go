package audit_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"sync"
	"testing"
	"time"

	"lamtoen/internal/audit"
	"lamtoen/internal/store"
	"lamtoen/internal/store/storetest"
)

var noon = time.Date(2026, 3, 1, 6, 0, 0, 123_456_789, time.UTC)

func open(t *testing.T, e store.Engine) *audit.Log {
	t.Helper()
	l, err := audit.Open(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func entry(n int) audit.Entry {
	return audit.Entry{
		At: noon.Add(time.Duration(n) * time.Second), By: fmt.Sprintf("actor%d", n%2), Action: "grant",
		Subject: fmt.Sprintf("p%d", n%3), Agency: "MOH", Before: "learner", After: fmt.Sprintf("focal %d", n), Why: "བཀའ་རྒྱ། 12",
	}
}

func fill(t *testing.T, l *audit.Log, n int) {
	t.Helper()
	for i := range n {
		if err := l.Append(t.Context(), entry(i+1)); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAppendAndList(t *testing.T) {
	l := open(t, storetest.Open(t))
	if number, hash, err := l.Head(t.Context()); number != 0 || hash != "" || err != nil {
		t.Errorf("Head of an empty log: got %d, %q, %v, want nothing", number, hash, err)
	}
	fill(t, l, 10)
	if err := l.Verify(t.Context()); err != nil {
		t.Errorf("Verify: got %v, want no error", err)
	}
	newest, _, err := l.List(t.Context(), "", 1)
	want := entry(10)
	want.At = want.At.Truncate(time.Millisecond)
	if err != nil || !reflect.DeepEqual(newest[0].Entry, want) {
		t.Errorf("the newest: got %+v, %v, want %+v", newest[0].Entry, err, want)
	}
	if number, hash, err := l.Head(t.Context()); number != 10 || hash != newest[0].Hash || err != nil {
		t.Errorf("Head: got %d, %q, %v, want the newest", number, hash, err)
	}
}

func TestAppendRefuses(t *testing.T) {
	l := open(t, storetest.Open(t))
	for name, e := range map[string]audit.Entry{
		"no time": {By: "a", Action: "b"}, "nobody": {At: noon, Action: "b"}, "no act": {At: noon, By: "a"},
	} {
		if err := l.Append(t.Context(), e); err == nil {
			t.Errorf("%s: got no error", name)
		}
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if err := l.Append(cancelled, entry(1)); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled context: got %v, want Canceled", err)
	}
	fill(t, l, 1)
	if number, _, err := l.Head(t.Context()); number != 1 || err != nil {
		t.Errorf("then: got head %d, %v, want 1", number, err)
	}
}

// TestTwoServers appends from two logs over one store, each in several goroutines.
func TestTwoServers(t *testing.T) {
	e := storetest.Open(t)
	logs := []*audit.Log{open(t, e), open(t, e)}
	var appending sync.WaitGroup
	for i := range 8 {
		appending.Go(func() {
			for n := range 25 {
				if err := logs[i%2].Append(t.Context(), entry(100*i+n)); err != nil {
					t.Errorf("Append: %v", err)
				}
			}
		})
	}
	appending.Wait()
	for i, l := range logs {
		number, _, err := l.Head(t.Context())
		if err := errors.Join(err, l.Verify(t.Context())); err != nil || number != 200 {
			t.Errorf("log %d: got head %d, %v, want 200 and a whole chain", i, number, err)
		}
	}
	all, _, err := logs[0].List(t.Context(), "", 0)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, r := range all {
		seen[r.At.String()] = true
	}
	if len(seen) != 200 {
		t.Errorf("got %d different entries, want 200", len(seen))
	}
}

func TestVerifyFinds(t *testing.T) {
	const id3, id4, id9 = "000000000003", "000000000004", "000000000009"
	type records = store.Collection[audit.Record]
	change := func(id string, change func(*audit.Record)) func(*testing.T, *records) error {
		return func(t *testing.T, c *records) error {
			_, err := c.Update(t.Context(), id, func(r *audit.Record) error { change(r); return nil })
			return err
		}
	}
	remove := func(id string) func(*testing.T, *records) error {
		return func(t *testing.T, c *records) error {
			_, err := c.Delete(t.Context(), id)
			return err
		}
	}
	for name, test := range map[string]struct {
		tamper func(*testing.T, *records) error
		want   int64
	}{
		"a reason changed":     {change(id3, func(r *audit.Record) { r.Why = "another" }), 3},
		"a time changed":       {change(id3, func(r *audit.Record) { r.At = r.At.Add(time.Millisecond) }), 3},
		"text moved":           {change(id3, func(r *audit.Record) { r.Before, r.After = r.Before+r.After[:1], r.After[1:] }), 3},
		"a hash changed":       {change(id4, func(r *audit.Record) { r.Hash = "a1:00" }), 4},
		"a link changed":       {change(id4, func(r *audit.Record) { r.Previous = "" }), 4},
		"a number changed":     {change(id4, func(r *audit.Record) { r.Number = 9 }), 4},
		"one removed":          {remove(id3), 3},
		"the first removed":    {remove("000000000001"), 1},
		"one added with a gap": {func(t *testing.T, c *records) error { return c.Insert(t.Context(), audit.Record{ID: id9, Number: 9}) }, 7},
		"one that is not ours": {func(t *testing.T, c *records) error { return c.Insert(t.Context(), audit.Record{ID: "x"}) }, 7},
		"one added at the end": {func(t *testing.T, c *records) error {
			return c.Insert(t.Context(), audit.Record{ID: "000000000007", Number: 7})
		}, 7},
	} {
		t.Run(name, func(t *testing.T) {
			e := storetest.Open(t)
			l := open(t, e)
			fill(t, l, 6)
			c, err := store.Open[audit.Record](t.Context(), e, "audit")
			if err := errors.Join(err, test.tamper(t, c)); err != nil {
				t.Fatal(err)
			}
			var broken *audit.BrokenError
			if err := l.Verify(t.Context()); !errors.As(err, &broken) || broken.Number != test.want {
				t.Errorf("got %v, want record %d to be broken", err, test.want)
			}
		})
	}
}

// TestHashStays holds the hash of a known record: logs that exist must stay whole.
func TestHashStays(t *testing.T) {
	l := open(t, storetest.Open(t))
	fill(t, l, 1)
	const want = "a1:87359eae57e430fecc40855a532793ccdd772071f0ceea3f7fe7aae6731992f1"
	if _, got, err := l.Head(t.Context()); got != want || err != nil {
		t.Errorf("got %s, %v, want %s", got, err, want)
	}
}
