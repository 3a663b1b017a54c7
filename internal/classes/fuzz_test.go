package classes_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"lamtoen/internal/classes"
)

// FuzzCode types anything as a class or transfer code: reading it again, or as it is read out, gives the same.
func FuzzCode(f *testing.F) {
	for _, seed := range []string{"", "34679ACDE", "346-79a-cde", " 346 79A.CDE ", "–—", "\x00", "ཀ་ཁ", "\xff\xfe", "ǅ"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		code := classes.CleanCode(typed)
		if strings.ContainsAny(code, " -\t\n.–—") {
			t.Errorf("%q read as %q, with a sign between", typed, code)
		}
		if again := classes.CleanCode(code); again != code {
			t.Errorf("%q read as %q, and that as %q", typed, code, again)
		}
		ascii := !strings.ContainsFunc(code, func(r rune) bool { return r > 127 })
		if spoken := classes.GroupCode(code); ascii && classes.CleanCode(spoken) != code {
			t.Errorf("%q read out as %q, which is another code", code, spoken)
		}
	})
}

// FuzzEntries takes any batch in forwards, backwards and twice: the work is the same, and what it amounts to can be worked out.
func FuzzEntries(f *testing.F) {
	at := time.Date(2026, 11, 23, 6, 0, 0, 0, time.UTC)
	for _, seed := range [][]classes.Entry{
		{{ID: "a", Kind: classes.EntryLesson, At: at, Lesson: "one"}, {ID: "a", Kind: classes.EntryAside, At: at, By: "t", Cause: classes.CausePupil}},
		{{ID: "a", Kind: classes.EntryAnswer, At: at, Ask: classes.AskQuiz, Item: "q"}, {ID: "b", Kind: classes.EntryCorrection, At: at, Ask: classes.AskQuiz, Item: "q", By: "t"}},
		{{ID: "r", Kind: classes.EntryResult, At: at, Right: 3, Whole: 4}, {ID: "c", Kind: classes.EntryCarried}},
	} {
		text, err := json.Marshal(seed)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var batch []classes.Entry
		if json.Unmarshal(data, &batch) != nil || len(batch) > 50 {
			return
		}
		for i := range batch { // as what is taken in has been: in UTC, in a year that can be written
			if batch[i].At = batch[i].At.UTC(); batch[i].At.Year() < 0 || batch[i].At.Year() > 9999 {
				return
			}
		}
		var once, other classes.Work
		once.Take(batch...)
		back := slices.Clone(batch)
		slices.Reverse(back)
		for _, e := range back {
			other.Take(e)
		}
		other.Take(batch...)
		one, two := must(json.Marshal(once.Entries))(t), must(json.Marshal(other.Entries))(t)
		if string(one) != string(two) {
			t.Fatalf("got %s backwards, want %s", two, one)
		}
		if !reflect.DeepEqual(once.Record(), other.Record()) {
			t.Errorf("got %+v backwards, want %+v", other.Record(), once.Record())
		}
	})
}
