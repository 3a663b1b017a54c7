package storetest

import (
	"errors"
	"reflect"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"lamtoen/internal/store"
)

func (s *suite) insert(t *testing.T) {
	c := collection[record](t, s, "insert")
	want := record{ID: "a", Owner: "p1", Seq: -7, At: epoch(), Done: true, Note: "first"}
	must(t, c.Insert(t.Context(), want))
	got, err := c.Get(t.Context(), "a")
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("Get: got %+v, %v, want %+v", got, err, want)
	}
	if err := s.engine.Ping(t.Context()); err != nil {
		t.Errorf("Ping: got %v, want no error", err)
	}
	if outcomes, err := c.InsertMany(t.Context(), nil); len(outcomes) != 0 || err != nil {
		t.Errorf("InsertMany of nothing: got %v, %v, want nothing", outcomes, err)
	}
}

func (s *suite) duplicateID(t *testing.T) {
	c := collection[record](t, s, "duplicate_id")
	must(t, c.Insert(t.Context(), record{ID: "a", Note: "first"}))
	err := c.Insert(t.Context(), record{ID: "a", Note: "second"})
	wantDuplicate(t, err, "", "a")
	if got, err := c.Get(t.Context(), "a"); err != nil || got.Note != "first" {
		t.Errorf("after the duplicate: got %+v, %v, want the first", got, err)
	}
}

func (s *suite) duplicateKey(t *testing.T) {
	c := collection[record](t, s, "duplicate_key",
		store.Index{Name: "owner_seq", Fields: []string{"owner", "seq"}, Unique: true},
		store.Index{Name: "at", Fields: []string{"at"}, Unique: true})
	at := func(n int) record { return record{Owner: "p1", Seq: n, At: epoch().AddDate(0, 0, n)} }
	for i, id := range []string{"a", "b"} {
		r := at(i)
		r.ID = id
		must(t, c.Insert(t.Context(), r))
	}
	sameSeq := at(1)
	sameSeq.ID, sameSeq.At = "c", epoch().AddDate(1, 0, 0)
	wantDuplicate(t, c.Insert(t.Context(), sameSeq), "owner_seq", "c")
	sameTime := at(5)
	sameTime.ID, sameTime.At = "d", epoch()
	wantDuplicate(t, c.Insert(t.Context(), sameTime), "at", "d")
	otherOwner := at(6)
	otherOwner.ID, otherOwner.Owner, otherOwner.Seq = "e", "p2", 1
	must(t, c.Insert(t.Context(), otherOwner))
}

func wantDuplicate(t *testing.T, err error, index, id string) {
	t.Helper()
	var duplicate *store.DuplicateError
	if !errors.Is(err, store.ErrExists) || !errors.As(err, &duplicate) {
		t.Errorf("got %v, want ErrExists as a DuplicateError", err)
		return
	}
	if duplicate.Index != index || duplicate.ID != id {
		t.Errorf("got a duplicate of %q in index %q, want of %q in %q", duplicate.ID, duplicate.Index, id, index)
	}
}

func (s *suite) notFound(t *testing.T) {
	c := collection[record](t, s, "not_found")
	if _, err := c.Get(t.Context(), "nobody"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("Get: got %v, want ErrNotFound", err)
	}
	_, err := c.Update(t.Context(), "nobody", func(*record) error { t.Error("change was called"); return nil })
	if !errors.Is(err, store.ErrNotFound) {
		t.Errorf("Update: got %v, want ErrNotFound", err)
	}
	if _, err := s.engine.Find(t.Context(), "never_opened", store.Query{}); err == nil {
		t.Error("Find in a collection that was never opened: got no error")
	}
}

func (s *suite) replace(t *testing.T) {
	collection[record](t, s, "replace")
	name := "replace"
	doc := func(rev int64, note string) store.Doc {
		body, err := bson.Marshal(bson.D{{Key: "_id", Value: "a"}, {Key: "rev", Value: rev}, {Key: "note", Value: note}})
		must(t, err)
		return store.Doc{ID: "a", Rev: rev, Body: body}
	}
	if err := s.engine.Replace(t.Context(), name, doc(2, "too early"), 1); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("of what is not there: got %v, want ErrNotFound", err)
	}
	outcomes, err := s.engine.Insert(t.Context(), name, []store.Doc{doc(1, "first")})
	if err != nil || outcomes[0] != nil {
		t.Fatalf("Insert: got %v, %v", outcomes, err)
	}
	must(t, s.engine.Replace(t.Context(), name, doc(2, "second"), 1))
	if err := s.engine.Replace(t.Context(), name, doc(2, "too late"), 1); !errors.Is(err, store.ErrConflict) {
		t.Errorf("of an old revision: got %v, want ErrConflict", err)
	}
	docs, err := s.engine.Find(t.Context(), name, store.Query{Equal: []any{"a"}})
	if err != nil || len(docs) != 1 || docs[0].Rev != 2 || docs[0].Body.Lookup("note").StringValue() != "second" {
		t.Errorf("Find: got %v, %v, want the second revision", docs, err)
	}
}

func (s *suite) update(t *testing.T) {
	c := collection[record](t, s, "update", store.Index{Name: "owner", Fields: []string{"owner"}})
	must(t, c.Insert(t.Context(), record{ID: "a", Owner: "p1", At: epoch(), Note: "goes"}))
	got, err := c.Update(t.Context(), "a", func(r *record) error {
		r.Owner, r.Note, r.Seq = "p2", "", 9
		return nil
	})
	want := record{ID: "a", Owner: "p2", Seq: 9, At: epoch()}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("Update: got %+v, %v, want %+v", got, err, want)
	}
	if got, err := c.Get(t.Context(), "a"); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("Get after it: got %+v, %v, want %+v", got, err, want)
	}
	for owner, want := range map[string]int{"p1": 0, "p2": 1} {
		found, _, err := c.Find(t.Context(), store.Query{Index: "owner", Equal: []any{owner}})
		if err != nil || len(found) != want {
			t.Errorf("by the index, owner %s: got %d, %v, want %d", owner, len(found), err, want)
		}
	}
	stop := errors.New("stop")
	if _, err := c.Update(t.Context(), "a", func(r *record) error { r.Seq = 100; return stop }); !errors.Is(err, stop) {
		t.Errorf("a change that stops: got %v, want its error", err)
	}
	if _, err := c.Update(t.Context(), "a", func(r *record) error { r.ID = "b"; return nil }); err == nil {
		t.Error("a change of the id: got no error")
	}
	if got, err := c.Get(t.Context(), "a"); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("after both: got %+v, %v, want no change", got, err)
	}
}

func (s *suite) unknownFields(t *testing.T) {
	type inner struct {
		A   string `bson:"a"`
		New string `bson:"new,omitempty"`
	}
	type newer struct {
		ID    string  `bson:"_id"`
		Note  string  `bson:"note,omitempty"`
		Inner inner   `bson:"inner"`
		Tags  []inner `bson:"tags"`
		Extra string  `bson:"extra"`
	}
	type older struct {
		ID    string `bson:"_id"`
		Rev   int64  `bson:"rev"`
		Note  string `bson:"note,omitempty"`
		Inner struct {
			A string `bson:"a"`
		} `bson:"inner"`
	}
	next := collection[newer](t, s, "unknown")
	tags := []inner{{A: "t"}}
	must(t, next.Insert(t.Context(), newer{ID: "a", Note: "n", Inner: inner{"1", "kept"}, Tags: tags, Extra: "kept"}))
	before := collection[older](t, s, "unknown")
	got, err := before.Update(t.Context(), "a", func(o *older) error { o.Note, o.Inner.A = "", "2"; return nil })
	if err != nil || got.Rev != 2 {
		t.Errorf("the older program: got revision %d, %v, want 2", got.Rev, err)
	}
	want := newer{ID: "a", Inner: inner{"2", "kept"}, Tags: tags, Extra: "kept"}
	if got, err := next.Get(t.Context(), "a"); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("the newer program then reads %+v, %v, want %+v", got, err, want)
	}
}

func (s *suite) updateDuplicate(t *testing.T) {
	c := collection[record](t, s, "update_duplicate", store.Index{Name: "owner", Fields: []string{"owner"}, Unique: true})
	insertAll(t, c, []record{{ID: "a", Owner: "p1"}, {ID: "b", Owner: "p2"}})
	_, err := c.Update(t.Context(), "b", func(r *record) error { r.Owner = "p1"; return nil })
	if s.Peer {
		if err == nil {
			t.Error("got no error, want one")
		}
	} else {
		wantDuplicate(t, err, "owner", "b")
	}
	if got, err := c.Get(t.Context(), "b"); err != nil || got.Owner != "p2" {
		t.Errorf("after it: got %+v, %v, want no change", got, err)
	}
	if _, err := c.Update(t.Context(), "b", func(r *record) error { r.Note = "same owner"; return nil }); err != nil {
		t.Errorf("keeping the unique value: got %v, want no error", err)
	}
}

func (s *suite) remove(t *testing.T) {
	c := collection[record](t, s, "remove")
	must(t, c.Insert(t.Context(), record{ID: "a"}))
	for i, want := range []bool{true, false} {
		if got, err := c.Delete(t.Context(), "a"); err != nil || got != want {
			t.Errorf("call %d: got %v, %v, want %v", i+1, got, err, want)
		}
	}
	must(t, c.Insert(t.Context(), record{ID: "a"}))
}
