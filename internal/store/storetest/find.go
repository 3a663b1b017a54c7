package storetest

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"lamtoen/internal/store"
)

// indexes of the collections that the tests of Find use: each kind of field leads one of them.
func indexes() []store.Index {
	return []store.Index{
		{Name: "owner_at", Fields: []string{"owner", "at"}},
		{Name: "seq", Fields: []string{"seq"}},
		{Name: "done_owner_seq", Fields: []string{"done", "owner", "seq"}},
		{Name: "at", Fields: []string{"at"}},
		{Name: "owner_seq", Fields: []string{"owner", "seq"}, Unique: true},
	}
}

// records gives 60 documents over 6 owners, with times before 1970, negative numbers, and many equal values.
func records() []record {
	owners := []string{"", "Pema", "pema", "པདྨ", "zz", "\U0001F600"}
	var all []record
	for i := range 60 {
		all = append(all, record{
			ID: fmt.Sprintf("id-%02d", i*7%60), Owner: owners[i%6], Seq: i/6*1000 - 4000,
			At: epoch().Add(time.Duration(i%5-2) * 20 * 365 * 24 * time.Hour), Done: i%4 == 0,
		})
	}
	return all
}

// asked is one query and, in plain Go, what it means: which documents match and how they are ordered.
type asked struct {
	name  string
	query store.Query
	match func(record) bool
	order func(a, b record) int
}

func byOwnerAt(a, b record) int {
	return cmp.Or(cmp.Compare(a.Owner, b.Owner), a.At.Compare(b.At), cmp.Compare(a.ID, b.ID))
}
func bySeq(a, b record) int { return cmp.Or(cmp.Compare(a.Seq, b.Seq), cmp.Compare(a.ID, b.ID)) }
func byID(a, b record) int  { return cmp.Compare(a.ID, b.ID) }
func byAt(a, b record) int  { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) }
func byDone(a, b record) int {
	number := func(r record) int {
		if r.Done {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(number(a), number(b)), cmp.Compare(a.Owner, b.Owner), bySeq(a, b))
}

func questions() []asked {
	type q = store.Query
	from, until := store.Prefix("id-1")
	old := epoch().AddDate(-30, 0, 0)
	return []asked{
		{"everything", q{}, func(record) bool { return true }, byID},
		{"by id", q{Equal: []any{"id-07"}}, func(r record) bool { return r.ID == "id-07" }, byID},
		{"ids with a prefix", q{From: from, Until: until}, func(r record) bool { return r.ID[:4] == "id-1" }, byID},
		{"one owner", q{Index: "owner_at", Equal: []any{"Pema"}}, func(r record) bool { return r.Owner == "Pema" }, byOwnerAt},
		{"the empty owner", q{Index: "owner_at", Equal: []any{""}}, func(r record) bool { return r.Owner == "" }, byOwnerAt},
		{"all by owner", q{Index: "owner_at"}, func(record) bool { return true }, byOwnerAt},
		{"owners from a lower-case p", q{Index: "owner_at", From: "p"}, func(r record) bool { return r.Owner >= "p" }, byOwnerAt},
		{"owners below zz", q{Index: "owner_at", Until: "zz"}, func(r record) bool { return r.Owner < "zz" }, byOwnerAt},
		{"owner and times", q{Index: "owner_at", Equal: []any{"zz"}, From: old, Until: epoch()},
			func(r record) bool { return r.Owner == "zz" && !r.At.Before(old) && r.At.Before(epoch()) }, byOwnerAt},
		{"owner, time, and a range of ids", q{Index: "owner_at", Equal: []any{"zz", epoch()}, From: "id-3"},
			func(r record) bool { return r.Owner == "zz" && r.At.Equal(epoch()) && r.ID >= "id-3" }, byOwnerAt},
		{"negative numbers", q{Index: "seq", Until: 0}, func(r record) bool { return r.Seq < 0 }, bySeq},
		{"numbers of any width", q{Index: "seq", From: int64(-3000), Until: int32(2001)},
			func(r record) bool { return r.Seq >= -3000 && r.Seq < 2001 }, bySeq},
		{"true", q{Index: "done_owner_seq", Equal: []any{true}}, func(r record) bool { return r.Done }, byDone},
		{"false first", q{Index: "done_owner_seq"}, func(record) bool { return true }, byDone},
		{"three fields", q{Index: "done_owner_seq", Equal: []any{false, "pema"}, From: 0},
			func(r record) bool { return !r.Done && r.Owner == "pema" && r.Seq >= 0 }, byDone},
		{"before 1970", q{Index: "at", Until: time.Unix(0, 0)}, func(r record) bool { return r.At.Unix() < 0 }, byAt},
		{"times in another zone", q{Index: "at", From: epoch().In(time.FixedZone("", 6*3600))},
			func(r record) bool { return !r.At.Before(epoch()) }, byAt},
		{"a unique index", q{Index: "owner_seq", Equal: []any{"zz"}}, func(r record) bool { return r.Owner == "zz" }, bySeq},
		{"a unique index, all", q{Index: "owner_seq", Equal: []any{"zz", 0}},
			func(r record) bool { return r.Owner == "zz" && r.Seq == 0 }, bySeq},
		{"nothing", q{Index: "owner_at", Equal: []any{"nobody"}}, func(record) bool { return false }, byID},
		{"an empty range", q{Index: "seq", From: 5, Until: 5}, func(record) bool { return false }, byID},
	}
}

func (s *suite) findAll(t *testing.T) {
	c := collection[record](t, s, "find", indexes()...)
	all := records()
	insertAll(t, c, all)
	for _, a := range questions() {
		t.Run(a.name, func(t *testing.T) {
			want := slices.DeleteFunc(slices.Clone(all), func(r record) bool { return !a.match(r) })
			slices.SortFunc(want, a.order)
			answer(t, c, a.query, want)
			slices.Reverse(want)
			a.query.Desc = true
			answer(t, c, a.query, want)
		})
	}
}

// answer asks at once, and then in pages of three, which must give the same.
func answer(t *testing.T, c *store.Collection[record], q store.Query, want []record) {
	t.Helper()
	got, next, err := c.Find(t.Context(), q)
	if err != nil || next != "" || !sameIDs(got, want) {
		t.Errorf("Find, desc %v: got %v, cursor %q, %v, want %v", q.Desc, ids(got), next, err, ids(want))
		return
	}
	if len(got) > 0 && !reflect.DeepEqual(got[0], want[0]) {
		t.Errorf("Find, desc %v: got %+v first, want %+v", q.Desc, got[0], want[0])
	}
	q.Limit = 3
	var paged []record
	for r, err := range c.Each(t.Context(), q) {
		must(t, err)
		paged = append(paged, r)
	}
	if !sameIDs(paged, want) {
		t.Errorf("in pages, desc %v: got %v, want %v", q.Desc, ids(paged), ids(want))
	}
}

func ids(all []record) []string {
	names := make([]string, len(all))
	for i, r := range all {
		names[i] = r.ID
	}
	return names
}

func sameIDs(a, b []record) bool { return slices.Equal(ids(a), ids(b)) }

func (s *suite) findRefuses(t *testing.T) {
	c := collection[record](t, s, "find_refuses", indexes()...)
	for name, q := range map[string]store.Query{
		"an index that is not declared": {Index: "note"},
		"too many values":               {Index: "seq", Equal: []any{1, "id", "more"}},
		"a range after all fields":      {Equal: []any{"id"}, From: "a"},
		"a value that no index takes":   {Index: "seq", Equal: []any{[]int{1}}},
		"a fraction":                    {Index: "seq", From: 0.5},
	} {
		if _, _, err := c.Find(t.Context(), q); err == nil {
			t.Errorf("%s: got no error", name)
		}
	}
	for _, err := range c.Each(t.Context(), store.Query{Index: "note"}) {
		if err == nil {
			t.Error("Each by an index that is not declared: got no error")
		}
	}
}

func (s *suite) many(t *testing.T) {
	const batch, small = 30_000, 500
	n := batch
	if s.Peer {
		n = small
	}
	c := collection[record](t, s, "many", indexes()[:2]...)
	docs := make([]record, n)
	for i := range docs {
		docs[i] = record{ID: fmt.Sprintf("%06d", i*7919%n), Owner: fmt.Sprintf("p%d", i%100), Seq: i, At: epoch().Add(time.Duration(i) * time.Minute)}
	}
	insertAll(t, c, docs)
	seen := map[string]bool{}
	last := ""
	for r, err := range c.Each(t.Context(), store.Query{}) {
		must(t, err)
		if r.ID <= last {
			t.Fatalf("%s comes after %s", r.ID, last)
		}
		last, seen[r.ID] = r.ID, true
	}
	if len(seen) != n {
		t.Errorf("got %d documents, want %d", len(seen), n)
	}
	mine, _, err := c.Find(t.Context(), store.Query{Index: "owner_at", Equal: []any{"p42"}})
	if err != nil || len(mine) != n/100 {
		t.Errorf("one owner of a hundred: got %d, %v, want %d", len(mine), err, n/100)
	}
	top, _, err := c.Find(t.Context(), store.Query{Index: "seq", Desc: true, Limit: 1})
	if err != nil || len(top) != 1 || top[0].Seq != n-1 {
		t.Errorf("the last: got %v, %v, want number %d", top, err, n-1)
	}
}

func (s *suite) cursorsRefused(t *testing.T) {
	c := collection[record](t, s, "cursors_refused", indexes()...)
	insertAll(t, c, records())
	_, bySeq, err := c.Find(t.Context(), store.Query{Index: "seq", Limit: 2})
	if err != nil || bySeq == "" {
		t.Fatalf("a page of two: got cursor %q, %v", bySeq, err)
	}
	for name, q := range map[string]store.Query{
		"no base64":         {Index: "seq", After: "%%%"},
		"no BSON":           {Index: "seq", After: "aGVsbG8"},
		"cut short":         {Index: "seq", After: bySeq[:len(bySeq)-6]},
		"of another index":  {Index: "at", After: bySeq},
		"of no index":       {After: bySeq},
		"an empty document": {Index: "seq", After: "BQAAAAA"},
	} {
		if _, _, err := c.Find(t.Context(), q); !errors.Is(err, store.ErrCursor) {
			t.Errorf("%s: got %v, want ErrCursor", name, err)
		}
	}
}
