package audit_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"strings"
	"testing"
	"time"

	"lamtoen/internal/audit"
	"lamtoen/internal/store"
	"lamtoen/internal/store/storetest"
)

var background = context.Background()

// openRapid opens a log in memory of its own, for one draw of a property.
func openRapid(t *testing.T) *audit.Log { t.Helper(); return open(t, storetest.Open(t)) }

// awkward has everything that a table could spoil.
func awkward(t *testing.T) *audit.Log {
	t.Helper()
	l := open(t, storetest.Open(t))
	for i, text := range []string{"plain", "=1+1", "'quoted", "''", "-", "a, \"b\"", "two\r\nlines\nand three", "@x", "\ttab", " space ", "", "བཀའ་རྒྱ།"} {
		e := entry(i + 1)
		e.Before, e.After, e.Why = text, text+text, "w"+text
		if err := l.Append(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	return l
}

func copyOf(t *testing.T, l *audit.Log, c audit.Copy) string {
	t.Helper()
	var b bytes.Buffer
	c.Name = func(id string) string { return "=" + id }
	if err := l.Write(t.Context(), &b, c); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestCopyIsWhole(t *testing.T) {
	l := awkward(t)
	number, hash, err := l.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, format := range []audit.Format{audit.CSV, audit.JSONLines} {
		whole := copyOf(t, l, audit.Copy{Format: format, Mark: "Demonstration"})
		got, err := audit.VerifyFile(strings.NewReader(whole), audit.Head{Number: number, Hash: hash})
		if want := (audit.CopyCheck{Records: 12, Head: audit.Head{Number: number, Hash: hash}, Through: true}); err != nil || got != want {
			t.Errorf("%s: got %+v, %v, want %+v", format, got, err, want)
		}
		part := copyOf(t, l, audit.Copy{Format: format, Search: audit.Search{By: "actor1"}})
		got, err = audit.VerifyFile(strings.NewReader(part), audit.Head{Number: 3, Hash: "a1:0"})
		if err != nil || got.Records != 6 || got.Missing != 2 || got.Head.Number != 11 {
			t.Errorf("%s, an extract: got %+v, %v, want 6 records, of which 2 is the first that is missing", format, got, err)
		}
	}
}

func TestCopyThatWasChanged(t *testing.T) {
	l := awkward(t)
	table, lines := copyOf(t, l, audit.Copy{Format: audit.CSV}), copyOf(t, l, audit.Copy{Format: audit.JSONLines})
	third := strings.SplitAfter(lines, "\n")[2]
	for name, test := range map[string]struct {
		text string
		want int64 // of the record that is broken; 0: no copy at all
	}{
		"a reason in the table":   {strings.Replace(table, "wplain", "wother", 1), 1},
		"a reason in the lines":   {strings.Replace(lines, "wplain", "wother", 1), 1},
		"a number":                {strings.Replace(lines, `"number":"3"`, `"number":"33"`, 1), 33},
		"a link":                  {strings.Replace(lines, `"previous":"a1:`, `"previous":"a2:`, 1), 2},
		"one twice":               {lines + third, 3},
		"nothing":                 {"", 0},
		"another table":           {"a,b\n1,2\n", 0},
		"a line that is cut":      {lines[:len(lines)-20], 0},
		"a table that is cut":     {table[:len(table)-20], 12},
		"a number that is none":   {strings.Replace(lines, `"number":"3"`, `"number":"x"`, 1), 0},
		"a time that is none":     {strings.Replace(lines, `"at":"2026`, `"at":"`, 1), 0},
		"something that is a log": {"{}", 0},
	} {
		_, err := audit.VerifyFile(strings.NewReader(test.text), audit.Head{Number: 3, Hash: "a1:0"})
		var broken *audit.BrokenError
		if found := errors.As(err, &broken); err == nil || found != (test.want > 0) || found && broken.Number != test.want {
			t.Errorf("%s: got %v, want record %d to be broken (0: no copy)", name, err, test.want)
		}
	}
	removed := strings.Replace(lines, third, "", 1)
	if got, err := audit.VerifyFile(strings.NewReader(removed), audit.Head{Number: 3, Hash: "a1:0"}); err != nil || got.Missing != 3 {
		t.Errorf("one removed: got %+v, %v, want record 3 to be missing", got, err)
	}
}

// TestRecordWrittenAnew has two records, each whole by itself, of which the later does not continue the earlier.
func TestRecordWrittenAnew(t *testing.T) {
	ours, theirs := awkward(t), open(t, storetest.Open(t))
	fill(t, theirs, 5)
	a, b := strings.SplitAfter(copyOf(t, ours, audit.Copy{Format: audit.JSONLines}), "\n"), strings.SplitAfter(copyOf(t, theirs, audit.Copy{Format: audit.JSONLines}), "\n")
	_, err := audit.VerifyFile(strings.NewReader(a[0]+b[1]+a[2]), audit.Head{Number: 3, Hash: "a1:0"})
	var broken *audit.BrokenError
	if !errors.As(err, &broken) || broken.Number != 2 {
		t.Errorf("got %v, want record 2 to be broken", err)
	}
}

func TestDictionaryNamesEveryColumn(t *testing.T) {
	head, _, _ := strings.Cut(copyOf(t, awkward(t), audit.Copy{Format: audit.CSV}), "\n")
	var b bytes.Buffer
	if err := audit.DictionaryCSV(&b); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, row := range rows[1:] {
		if names = append(names, row[0]); row[1] == "" || row[2] != audit.CopySchema {
			t.Errorf("got %q, want a meaning and the schema's version", row)
		}
	}
	if got := strings.Join(names, ","); got != head {
		t.Errorf("got the dictionary of %s, want of %s", got, head)
	}
}

func TestCheckGoesOn(t *testing.T) {
	e := storetest.Open(t)
	l := open(t, e)
	check := func(again bool, now time.Time) (audit.Chain, error) { return l.Check(t.Context(), again, now) }
	if got, err := check(false, noon); err != nil || got.Head != (audit.Head{}) {
		t.Errorf("an empty log: got %+v, %v, want it whole", got, err)
	}
	fill(t, l, 4)
	later := noon.Add(time.Hour)
	got, err := check(false, later)
	if err != nil || got.Head.Number != 4 || !got.From.Equal(noon) {
		t.Errorf("then: got %+v, %v, want 4 records, read from the first on at noon", got, err)
	}
	written := got.Head
	if ok, err := l.Through(t.Context(), written); !ok || err != nil {
		t.Errorf("a head that was written down: got %t, %v, want the log to go through it", ok, err)
	}
	for _, other := range []audit.Head{{Number: 4, Hash: "a1:00"}, {Number: 5, Hash: written.Hash}} {
		if ok, err := l.Through(t.Context(), other); ok || err != nil {
			t.Errorf("%+v: got %t, %v, want no", other, ok, err)
		}
	}
	c, err := store.Open[audit.Record](t.Context(), e, "audit")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Update(t.Context(), "000000000002", func(r *audit.Record) error { r.Why = "another"; return nil }); err != nil {
		t.Fatal(err)
	}
	if _, err := check(false, later); err != nil {
		t.Errorf("what was read before: got %v, want it left to the next whole reading", err)
	}
	var broken *audit.BrokenError
	if _, err := check(true, later); !errors.As(err, &broken) || broken.Number != 2 {
		t.Errorf("again: got %v, want record 2 to be broken", err)
	}
}

func TestCheckSeesTheEndRemoved(t *testing.T) {
	e := storetest.Open(t)
	l := open(t, e)
	fill(t, l, 4)
	if _, err := l.Check(t.Context(), false, noon); err != nil {
		t.Fatal(err)
	}
	c, err := store.Open[audit.Record](t.Context(), e, "audit")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Delete(t.Context(), "000000000004"); err != nil {
		t.Fatal(err)
	}
	var broken *audit.BrokenError
	if _, err := l.Check(t.Context(), false, noon); !errors.As(err, &broken) || broken.Number != 4 {
		t.Errorf("got %v, want record 4 to be missing", err)
	}
}

func TestBecause(t *testing.T) {
	l := open(t, storetest.Open(t))
	ctx := audit.Because(t.Context(), "  order 12 ")
	for _, why := range []string{"", "its own"} {
		e := entry(1)
		e.Why = why
		if err := l.Append(ctx, e); err != nil {
			t.Fatal(err)
		}
	}
	found, err := l.Search(t.Context(), audit.Search{}, "", 9)
	if err != nil || found.Records[1].Why != "order 12" || found.Records[0].Why != "its own" {
		t.Errorf("got %+v, %v, want the context's reason where the entry has none", found.Records, err)
	}
	if audit.Because(background, " ") != background {
		t.Error("an empty reason: got another context")
	}
}
