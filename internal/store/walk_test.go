package store_test

import (
	"fmt"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"lamtoen/internal/store"
)

func TestWalk(t *testing.T) {
	raw, err := store.Encode(struct {
		Text  string
		Short int
		Long  int64
		Half  float64
		Yes   bool
		At    time.Time
		Bytes []byte
		None  *string
		List  []string
		In    struct{ N int32 }
		ID    bson.ObjectID
	}{Text: "བདེ", Short: -3, Long: 1 << 40, Half: .5, Yes: true, Bytes: []byte{1, 2}, List: []string{"a", "b"}})
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	err = store.Walk(raw, func(key []byte, kind byte, value []byte) error {
		got += fmt.Sprintf("%s=%s/%d ", key, store.Text(kind, value), store.Int(kind, value))
		return nil
	})
	want := "text=བདེ/0 short=/-3 long=/1099511627776 half=/0 yes=/0 at=/0 bytes=/0 none=/0 list=/0 in=/0 id=/0 "
	if err != nil || got != want {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
}

// FuzzWalk: no bytes bring it down, and what the library takes for a document is walked like one.
func FuzzWalk(f *testing.F) {
	raw, _ := store.Encode(map[string]string{"key": "value"})
	f.Add([]byte(raw))
	f.Add([]byte{5, 0, 0, 0, 0})
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, doc []byte) {
		n := 0
		err := store.Walk(doc, func([]byte, byte, []byte) error { n++; return nil })
		if elements, problem := bson.Raw(doc).Elements(); err == nil && problem == nil && n != len(elements) {
			t.Errorf("got %d elements, want %d", n, len(elements))
		}
	})
}
