package storetest

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"lamtoen/internal/store"
)

// plain is a document as an earlier version of the program wrote it, without the fields that graded adds.
type plain struct {
	ID   string `bson:"_id"`
	Name string `bson:"name"`
}

type graded struct {
	ID    string `bson:"_id"`
	Name  string `bson:"name"`
	Grade int    `bson:"grade"`
}

// laterIndex declares an index over documents that are there already, some of which lack the field: those come first.
func (s *suite) laterIndex(t *testing.T) {
	before := collection[plain](t, s, "later")
	for i := range 5 {
		must(t, before.Insert(t.Context(), plain{ID: fmt.Sprintf("old%d", i), Name: fmt.Sprintf("n%d", 4-i)}))
	}
	c := collection[graded](t, s, "later", store.Index{Name: "grade", Fields: []string{"grade"}},
		store.Index{Name: "name", Fields: []string{"name"}, Unique: true})
	insertAll(t, c, []graded{{"new2", "n8", 2}, {"new1", "n9", -1}, {"new0", "n7", 2}})
	if _, err := c.Update(t.Context(), "old3", func(g *graded) error { g.Grade = 1; return nil }); err != nil {
		t.Errorf("an update of an old document: %v", err)
	}
	wantDuplicate(t, c.Insert(t.Context(), graded{"dup", "n0", 0}), "name", "dup")
	for _, limit := range []int{0, 1, 2} {
		got := gradedIDs(t, c, store.Query{Index: "grade", Limit: limit})
		if want := "old0 old1 old2 old4 new1 old3 new0 new2"; got != want {
			t.Errorf("by grade, pages of %d: got %s, want %s", limit, got, want)
		}
		got = gradedIDs(t, c, store.Query{Index: "grade", Limit: limit, Desc: true})
		if want := "new2 new0 old3 new1 old4 old2 old1 old0"; got != want {
			t.Errorf("by grade from the end, pages of %d: got %s, want %s", limit, got, want)
		}
	}
	if got, want := gradedIDs(t, c, store.Query{Index: "grade", Until: 2}), "new1 old3"; got != want {
		t.Errorf("grades below 2: got %s, want %s", got, want)
	}
	if got, want := gradedIDs(t, c, store.Query{Index: "grade", Equal: []any{nil}}), "old0 old1 old2 old4"; got != want {
		t.Errorf("no grade: got %s, want %s", got, want)
	}
	if got, want := gradedIDs(t, c, store.Query{Index: "name", Until: "n3"}), "old4 old3 old2"; got != want {
		t.Errorf("by name: got %s, want %s", got, want)
	}
}

func gradedIDs(t *testing.T, c *store.Collection[graded], q store.Query) string {
	t.Helper()
	var all []string
	for g, err := range c.Each(t.Context(), q) {
		must(t, err)
		all = append(all, g.ID)
	}
	return strings.Join(all, " ")
}

// openedTwice opens one collection with different indexes: both openers may use theirs.
func (s *suite) openedTwice(t *testing.T) {
	first := collection[record](t, s, "opened_twice", indexes()[1])
	second := collection[record](t, s, "opened_twice", indexes()[3])
	must(t, first.Insert(t.Context(), record{ID: "a", Seq: 1, At: epoch()}))
	for c, q := range map[*store.Collection[record]]store.Query{
		first: {Index: "seq", Equal: []any{1}}, second: {Index: "at", Equal: []any{epoch()}},
	} {
		if got, _, err := c.Find(t.Context(), q); err != nil || len(got) != 1 {
			t.Errorf("by %s: got %d, %v, want 1", q.Index, len(got), err)
		}
	}
}

func (s *suite) indexConflicts(t *testing.T) {
	name := "conflicts"
	ensure := func(indexes ...store.Index) error { return s.engine.Ensure(t.Context(), name, indexes) }
	must(t, ensure(store.Index{Name: "a", Fields: []string{"a"}}))
	must(t, ensure(store.Index{Name: "a", Fields: []string{"a"}}))
	must(t, ensure(store.Index{Name: "b", Fields: []string{"a", "b"}}))
	for test, index := range map[string]store.Index{
		"other fields":               {Name: "a", Fields: []string{"b"}},
		"unique now":                 {Name: "a", Fields: []string{"a"}, Unique: true},
		"the same under a new name":  {Name: "c", Fields: []string{"a"}},
		"more fields, the same name": {Name: "b", Fields: []string{"a", "b", "c"}},
	} {
		if err := ensure(index); !errors.Is(err, store.ErrIndexConflict) {
			t.Errorf("%s: got %v, want ErrIndexConflict", test, err)
		}
	}
	for test, index := range map[string]store.Index{
		"no fields": {Name: "x"}, "no name": {Fields: []string{"x"}}, "a quote": {Name: `x"`, Fields: []string{"x"}}, "a bad field": {Name: "x", Fields: []string{"$x"}},
	} {
		if err := ensure(index); err == nil {
			t.Errorf("%s: got no error", test)
		}
	}
	if err := s.engine.Ensure(t.Context(), `bad"name`, nil); err == nil {
		t.Error("a bad name of a collection: got no error")
	}
	c := collection[graded](t, s, "conflicts_unique")
	insertAll(t, c, []graded{{"1", "same", 1}, {"2", "same", 2}})
	index := store.Index{Name: "name", Fields: []string{"name"}, Unique: true}
	err := s.engine.Ensure(t.Context(), "conflicts_unique", []store.Index{index})
	if err == nil || !s.Peer && !errors.Is(err, store.ErrExists) {
		t.Errorf("a unique index over documents that are not: got %v, want ErrExists", err)
	}
	must(t, c.Insert(t.Context(), graded{"3", "same", 3}))
}

func (s *suite) reopen(t *testing.T) {
	e := s.engine
	if !s.Peer {
		e = s.open(t)
	}
	index := store.Index{Name: "seq", Fields: []string{"seq"}}
	c, err := store.Open[record](t.Context(), e, "reopen", index)
	must(t, err)
	want := record{ID: "a", Seq: 3, At: epoch(), Note: "stays"}
	must(t, c.Insert(t.Context(), want))
	must(t, e.Close())
	if err := c.Insert(t.Context(), record{ID: "b"}); err == nil {
		t.Error("an insert after Close: got no error")
	}
	if _, err := c.Get(t.Context(), "a"); err == nil {
		t.Error("a read after Close: got no error")
	}
	must(t, e.Close())
	e = s.open(t)
	if s.Peer {
		s.engine = e
	} else {
		defer closing(t, e)
	}
	if c, err = store.Open[record](t.Context(), e, "reopen", index); err != nil {
		t.Fatalf("opening again: %v", err)
	}
	got, _, err := c.Find(t.Context(), store.Query{Index: "seq", Equal: []any{3}})
	if err != nil || len(got) != 1 || !reflect.DeepEqual(got[0], want) {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
}
