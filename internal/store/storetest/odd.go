package storetest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"lamtoen/internal/store"
)

func (s *suite) batch(t *testing.T) {
	c := collection[record](t, s, "batch", store.Index{Name: "seq", Fields: []string{"seq"}, Unique: true})
	must(t, c.Insert(t.Context(), record{ID: "there", Seq: 100}))
	outcomes, err := c.InsertMany(t.Context(), []record{
		{ID: "a", Seq: 1},
		{ID: "there", Seq: 2},
		{ID: "b", Seq: 3},
		{ID: "a", Seq: 4},
		{ID: "c", Seq: 100},
		{ID: "d", Seq: 3},
		{ID: "e", Seq: 5, Note: "not UTF-8: \xff"},
		{ID: "f", Seq: 6, Note: strings.Repeat("x", store.MaxDocument)},
		{ID: "g", Seq: 7},
	})
	if err != nil || len(outcomes) != 9 {
		t.Fatalf("got %d outcomes, %v, want 9", len(outcomes), err)
	}
	for _, i := range []int{0, 2, 8} {
		if outcomes[i] != nil {
			t.Errorf("document %d: got %v, want no error", i, outcomes[i])
		}
	}
	wantDuplicate(t, outcomes[1], "", "there")
	wantDuplicate(t, outcomes[3], "", "a")
	wantDuplicate(t, outcomes[4], "seq", "c")
	wantDuplicate(t, outcomes[5], "seq", "d")
	if !errors.Is(outcomes[6], store.ErrInvalid) || !errors.Is(outcomes[7], store.ErrTooLarge) {
		t.Errorf("got %v and %v, want ErrInvalid and ErrTooLarge", outcomes[6], outcomes[7])
	}
	got, _, err := c.Find(t.Context(), store.Query{})
	if want := "a b g there"; err != nil || strings.Join(ids(got), " ") != want {
		t.Errorf("went in: got %v, %v, want %s", ids(got), err, want)
	}
}

func (s *suite) large(t *testing.T) {
	c := collection[record](t, s, "large")
	// The rest of the document has some 100 bytes.
	fits := record{ID: "fits", At: epoch(), Note: strings.Repeat("x", store.MaxDocument-200)}
	must(t, c.Insert(t.Context(), fits))
	if _, err := c.Update(t.Context(), "fits", func(r *record) error { r.Seq++; return nil }); err != nil {
		t.Errorf("an update of a document just below the limit: %v", err)
	}
	fits.Seq++
	if got, err := c.Get(t.Context(), "fits"); err != nil || !reflect.DeepEqual(got, fits) {
		t.Errorf("a document just below the limit: got %d bytes, %v, want %d", len(got.Note), err, len(fits.Note))
	}
	tooLarge := record{ID: "too-large", Note: strings.Repeat("x", store.MaxDocument)}
	if err := c.Insert(t.Context(), tooLarge); !errors.Is(err, store.ErrTooLarge) {
		t.Errorf("a document above the limit: got %v, want ErrTooLarge", err)
	}
	_, err := c.Update(t.Context(), "fits", func(r *record) error { r.Note = tooLarge.Note; return nil })
	if !errors.Is(err, store.ErrTooLarge) {
		t.Errorf("a document that grows above it: got %v, want ErrTooLarge", err)
	}
}

func (s *suite) oddStrings(t *testing.T) {
	type odd struct {
		ID    string            `bson:"_id"`
		Text  string            `bson:"text"`
		Words map[string]string `bson:"words"`
		None  []string          `bson:"none"`
	}
	c := collection[odd](t, s, "odd", store.Index{Name: "text", Fields: []string{"text"}})
	for i, text := range []string{
		"", " ", "\x00", "a\x00b", "a\x00", "line\r\nend", "ལམ་སྟོན།", "السلام \u202Eعليكم", "\U0001F600\U0010FFFF", "e\u0301",
		"'; DROP TABLE odd; --", `\"$where`, "%s_%", strings.Repeat("long ", 10_000),
	} {
		want := odd{ID: fmt.Sprintf("%02d/%.40s", i, text), Text: text, Words: map[string]string{"ཀ་ /'\"": text}}
		if err := c.Insert(t.Context(), want); err != nil {
			t.Errorf("inserting %.20q: %v", text, err)
			continue
		}
		if got, err := c.Get(t.Context(), want.ID); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("Get of %.20q: got %.60v, %v", text, got, err)
		}
		got, _, err := c.Find(t.Context(), store.Query{Index: "text", Equal: []any{text}})
		if err != nil || len(got) != 1 || got[0].ID != want.ID {
			t.Errorf("Find of %.20q: got %d documents, %v, want this one", text, len(got), err)
		}
	}
}

func (s *suite) refused(t *testing.T) {
	c := collection[bson.D](t, s, "refused", store.Index{Name: "n", Fields: []string{"n"}})
	for name, fields := range map[string]bson.D{
		"a key with $":             {{Key: "n", Value: 1}, {Key: "$set", Value: 1}},
		"a key with a dot":         {{Key: "n", Value: 1}, {Key: "a.b", Value: 1}},
		"an empty key":             {{Key: "n", Value: 1}, {Key: "", Value: 1}},
		"an inner key with a dot":  {{Key: "n", Value: 1}, {Key: "a", Value: bson.A{bson.M{"b.c": 1}}}},
		"a text that is not UTF-8": {{Key: "n", Value: 1}, {Key: "a", Value: bson.A{"\xff"}}},
		"no indexed field":         {},
		"a null indexed field":     {{Key: "n", Value: nil}},
		"an array indexed":         {{Key: "n", Value: bson.A{1}}},
		"a fraction indexed":       {{Key: "n", Value: 0.5}},
		"an empty id":              {{Key: "_id", Value: ""}, {Key: "n", Value: 1}},
		"an id that is no string":  {{Key: "_id", Value: 7}, {Key: "n", Value: 1}},
	} {
		if len(fields) == 0 || fields[0].Key != "_id" {
			fields = append(bson.D{{Key: "_id", Value: "x"}}, fields...)
		}
		if err := c.Insert(t.Context(), fields); !errors.Is(err, store.ErrInvalid) {
			t.Errorf("%s: got %v, want ErrInvalid", name, err)
		}
	}
	must(t, c.Insert(t.Context(), bson.D{{Key: "_id", Value: "x"}, {Key: "n", Value: 1}}))
	_, err := c.Update(t.Context(), "x", func(d *bson.D) error {
		*d = append(*d, bson.E{Key: "m", Value: bson.M{"$inc": 1}})
		return nil
	})
	if !errors.Is(err, store.ErrInvalid) {
		t.Errorf("a bad key in an update: got %v, want ErrInvalid", err)
	}
}

// times shows what becomes of the parts of a time that a store does not keep, and that an index agrees with the document.
func (s *suite) times(t *testing.T) {
	c := collection[record](t, s, "times", store.Index{Name: "at", Fields: []string{"at"}})
	zone := time.FixedZone("", 6*3600)
	for i, test := range []struct{ in, want time.Time }{
		{time.Date(2026, 3, 1, 4, 30, 0, 123_456_789, time.UTC), time.Date(2026, 3, 1, 4, 30, 0, 123_000_000, time.UTC)},
		{time.Date(2026, 3, 1, 4, 30, 0, 999_999_999, time.UTC), time.Date(2026, 3, 1, 4, 30, 0, 999_000_000, time.UTC)},
		{time.Date(2026, 3, 1, 10, 30, 0, 0, zone), epoch()},
		{time.Time{}, time.Time{}},
		{time.Date(9999, 12, 31, 23, 59, 59, 999_000_000, time.UTC), time.Date(9999, 12, 31, 23, 59, 59, 999_000_000, time.UTC)},
	} {
		id := strconv.Itoa(i)
		must(t, c.Insert(t.Context(), record{ID: id, At: test.in}))
		got, err := c.Get(t.Context(), id)
		if err != nil || got.At != test.want {
			t.Errorf("%v: got %v, %v, want %v", test.in, got.At, err, test.want)
		}
		found, _, err := c.Find(t.Context(), store.Query{Index: "at", Equal: []any{test.in}})
		if err != nil || len(found) == 0 {
			t.Errorf("%v: found %d by the index, %v, want it", test.in, len(found), err)
		}
	}
}

func (s *suite) context(t *testing.T) {
	c := collection[record](t, s, "context")
	must(t, c.Insert(t.Context(), record{ID: "there"}))
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	late, cancelLate := context.WithDeadline(t.Context(), epoch().AddDate(-10, 0, 0))
	defer cancelLate()
	for want, ctx := range map[error]context.Context{context.Canceled: cancelled, context.DeadlineExceeded: late} {
		_, getErr := c.Get(ctx, "there")
		_, updateErr := c.Update(ctx, "there", func(r *record) error { r.Seq++; return nil })
		_, deleteErr := c.Delete(ctx, "there")
		for call, err := range map[string]error{
			"Get": getErr, "Update": updateErr, "Delete": deleteErr, "Insert": c.Insert(ctx, record{ID: "new"}), "Ping": s.engine.Ping(ctx),
		} {
			if !errors.Is(err, want) {
				t.Errorf("%s: got %v, want %v", call, err, want)
			}
		}
	}
	got, _, err := c.Find(t.Context(), store.Query{})
	if err != nil || len(got) != 1 || got[0].Seq != 0 {
		t.Errorf("after all that: got %v, %v, want no change", got, err)
	}
	s.endlessUpdate(t, c)
}

// endlessUpdate loses every race, so that only the context can end it.
func (s *suite) endlessUpdate(t *testing.T, c *store.Collection[record]) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	tries := 0
	_, err := c.Update(ctx, "there", func(*record) error {
		if tries++; tries == 5 {
			cancel()
		}
		_, err := c.Update(t.Context(), "there", func(other *record) error { other.Seq++; return nil })
		return err
	})
	if !errors.Is(err, context.Canceled) || tries < 5 {
		t.Errorf("an update that always loses: got %v after %d tries, want its context's end", err, tries)
	}
}
