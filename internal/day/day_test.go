package day_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"lamtoen/internal/day"
)

func TestDayBeginsInThimphu(t *testing.T) {
	for instant, want := range map[string]day.Date{
		"2026-11-22T17:59:59.999Z": "2026-11-22", // 23:59 in Thimphu
		"2026-11-22T18:00:00Z":     "2026-11-23",
		"2026-12-31T18:00:00Z":     "2027-01-01",
	} {
		at, err := time.Parse(time.RFC3339Nano, instant)
		if err != nil {
			t.Fatal(err)
		}
		if got := day.Of(at); got != want {
			t.Errorf("%s: got %s, want %s", instant, got.ISO(), want)
		}
	}
}

func TestStartAndEnd(t *testing.T) {
	d := day.Date("2026-11-23")
	if got, want := d.Start().Format(time.RFC3339Nano), "2026-11-22T18:00:00Z"; got != want {
		t.Errorf("start: got %s, want %s", got, want)
	}
	if got, want := d.End().Format(time.RFC3339Nano), "2026-11-23T17:59:59.999Z"; got != want {
		t.Errorf("end: got %s, want %s", got, want)
	}
	if day.Of(d.End()) != d || day.Of(d.End().Add(time.Millisecond)) != d.AddDays(1) {
		t.Error("the end of a day is not its last millisecond")
	}
	if !day.Date("").End().IsZero() || !day.Date("").Start().IsZero() {
		t.Error("no date has a start or an end")
	}
}

func TestArithmetic(t *testing.T) {
	for _, c := range []struct {
		name      string
		got, want day.Date
	}{
		{"over a year's end", day.Date("2026-12-31").AddDays(1), "2027-01-01"},
		{"back over a leap day", day.Date("2028-03-01").AddDays(-1), "2028-02-29"},
		{"a month that lacks the day", day.Date("2026-08-31").AddMonths(6), "2027-02-28"},
		{"a leap year", day.Date("2027-08-31").AddMonths(6), "2028-02-29"},
		{"two years", day.Date("2026-11-23").AddMonths(24), "2028-11-23"},
		{"back", day.Date("2026-01-31").AddMonths(-2), "2025-11-30"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, c.got.ISO(), c.want.ISO())
		}
	}
}

func TestParse(t *testing.T) {
	if d, err := day.Parse("2028-02-29"); err != nil || d != "2028-02-29" {
		t.Errorf("got %q, %v; want the leap day", d, err)
	}
	for _, text := range []string{"", "2026-02-30", "23-11-2026", "2026-1-1", "today"} {
		if _, err := day.Parse(text); err == nil {
			t.Errorf("%q was taken for a date", text)
		}
	}
}

func TestWritten(t *testing.T) {
	d := day.Date("2026-11-03")
	if got := d.String(); got != "3 November 2026" {
		t.Errorf("for people: got %q", got)
	}
	if got := d.ISO(); got != "2026-11-03" {
		t.Errorf("for machines: got %q", got)
	}
	if got := day.Date("").String(); got != "" {
		t.Errorf("no date: got %q", got)
	}
}

// The library's own layout says the same of any instant and of any text.
func TestDaysAreThoseOfTheLibrary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := time.Unix(rapid.Int64Range(-70_000_000_000, 300_000_000_000).Draw(t, "instant"), 0) // before our era to after the year 9999
		if got, want := day.Of(at), day.Date(at.In(day.Thimphu).Format(time.DateOnly)); got != want {
			t.Fatalf("%v: got %s, want %s", at, got.ISO(), want.ISO())
		}
		text := rapid.OneOf(rapid.StringMatching(`[0-9]{4}-[0-3][0-9]-[0-3][0-9]`), rapid.StringMatching(`[0-9x/ -]{8,11}`)).Draw(t, "text")
		want, err := time.ParseInLocation(time.DateOnly, text, day.Thimphu)
		if got := day.Date(text).Start(); err == nil && !got.Equal(want) || err != nil && !got.IsZero() {
			t.Fatalf("%s: got %v, want %v, %v", text, got, want, err)
		}
	})
}

// sink keeps the compiler from leaving a benchmark's work out.
var sink day.Date //nolint:gochecknoglobals // as it must be for that

func BenchmarkAddDays(b *testing.B) {
	for d := day.Date("2026-11-23"); b.Loop(); {
		sink = d.AddDays(90)
	}
}
