package itemstats_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"testing"

	"lamtoen/internal/itemstats"
	"lamtoen/internal/learning"
)

// read parses a file, whose lines all have as many columns as its head.
func read(t *testing.T, write func(*bytes.Buffer) error) [][]string {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

func TestCSV(t *testing.T) {
	w := newWorld(t)
	for i := range 40 {
		e := w.enrolment(fmt.Sprint("p", i), 1, "1.1.0")
		w.tell(e, learning.KindStarted, begun{}, "attempt", "1")
		w.tell(e, learning.KindSubmitted, handedIn(i%5), "attempt", "1", "submission")
	}
	r := w.report(w.book, itemstats.Query{})
	questions := read(t, func(b *bytes.Buffer) error { return r.CSV(b, "") })
	want := []string{"code-of-conduct", "1.1.0", "same", "all", "q-0", "a", "single", "easy", "40", "0", "0.8000", "", "", "25.0000", "32", "", "", ""}
	if len(questions) != 5 || !slices.Equal(questions[1], want) {
		t.Errorf("questions: got %q, want %q", questions[1], want)
	}
	choices := read(t, func(b *bytes.Buffer) error { return r.ChoicesCSV(b, "Demonstration") })
	want = []string{"Demonstration", "code-of-conduct", "1.1.0", "same", "all", "q-1", "option", "", "q-1-no", "false", "16", "0.4000", "", ""}
	if len(choices) != 9 || !slices.Equal(choices[4], want) {
		t.Errorf("choices: got %q, want %q", choices[4], want)
	}
	dictionary := read(t, func(b *bytes.Buffer) error { return itemstats.DictionaryCSV(b) })
	explained := map[string]bool{}
	for _, line := range dictionary {
		explained[line[0]+" "+line[1]] = line[2] != ""
	}
	for file, head := range map[string][]string{"questions": questions[0], "choices": choices[0][1:]} {
		for _, column := range head {
			if !explained[file+" "+column] {
				t.Errorf("the column %s of %s is not in the dictionary", column, file)
			}
		}
	}
}
