package store_test

import (
	"strings"
	"testing"

	"lamtoen/internal/fault"
	"lamtoen/internal/store"
)

func TestPrefix(t *testing.T) {
	texts := []string{"", "a", "p1", "p1/", "p1/a", "p1/\U0010FFFF", "p10", "p2", "པ", "པདྨ", "\U0010FFFF"}
	for _, prefix := range []string{"p1/", "p1", "པ", "~", "\x7f", "a"} {
		from, until := store.Prefix(prefix)
		for _, s := range texts {
			got := s >= from.(string) && s < until.(string)
			if want := strings.HasPrefix(s, prefix); got != want {
				t.Errorf("%q in the range of %q: got %v, want %v", s, prefix, got, want)
			}
		}
	}
	if from, until := store.Prefix(""); from != nil || until != nil {
		t.Errorf("of nothing: got %v, %v, want no range", from, until)
	}
}

func TestBadCursorIsFitToShow(t *testing.T) {
	_, err := store.Query{After: "?"}.Plan(nil)
	if !fault.Is(err, fault.CodeInvalid) {
		t.Errorf("got %v, want a fault of code invalid", err)
	}
}

func FuzzCursor(f *testing.F) {
	indexes := []store.Index{{Name: "x", Fields: []string{"a", "b"}}}
	f.Add("AAAA")
	f.Add("JwAAAAJpAAIAAAB4AARrABcAAAACMAABAAAAAAIxAAIAAABhAAAA")
	f.Fuzz(func(t *testing.T, text string) {
		plan, err := store.Query{Index: "x", Equal: []any{"a"}, After: store.Cursor(text)}.Plan(indexes)
		if err == nil && text != "" && len(plan.After) != len(plan.Order) {
			t.Errorf("got %d values for %d fields", len(plan.After), len(plan.Order))
		}
	})
}
