package appeal_test

import (
	"strings"
	"testing"

	"lamtoen/internal/appeal"
)

func TestNumbersAreReadAsTheyAreSaid(t *testing.T) {
	w := newWorld(t)
	c := w.file("karma", appeal.WrongLeave)
	digits := strings.ReplaceAll(string(c.Number), "-", "")
	for _, typed := range []string{string(c.Number), strings.ToLower(string(c.Number)), digits, digits[1:], strings.ReplaceAll(string(c.Number), "-", " "), " " + string(c.Number) + " "} {
		got, err := appeal.ParseNumber(typed)
		if err != nil || got != c.Number {
			t.Errorf("ParseNumber(%q): got %q, %v, want %q", typed, got, err, c.Number)
		}
	}
	for _, typed := range []string{"", "C", "C-2026-1", "C-2026-0001", "hello", "C-2026-000000000001-1", "C-2026-00a1-3", digits + "0"} {
		if got, err := appeal.ParseNumber(typed); err == nil {
			t.Errorf("ParseNumber(%q): got %q, want it refused", typed, got)
		}
	}
}

// TestNumbersFindMistakes types every single digit wrongly, and exchanges every two neighbours.
func TestNumbersFindMistakes(t *testing.T) {
	w := newWorld(t)
	for _, text := range []string{"one", "two", "three"} {
		number := must(w.cases.Open(w.ctx, w.claim("karma", appeal.WrongLeave, text)))(t).Number
		digits := []byte(strings.ReplaceAll(string(number), "-", "")[1:])
		for i := range digits {
			for d := byte('0'); d <= '9'; d++ {
				wrong := append([]byte(nil), digits...)
				wrong[i] = d
				if _, err := appeal.ParseNumber(string(wrong)); (err == nil) != (d == digits[i]) {
					t.Errorf("%s with %c in place %d: got %v", number, d, i, err)
				}
			}
			if i > 0 && digits[i] != digits[i-1] {
				wrong := append([]byte(nil), digits...)
				wrong[i], wrong[i-1] = wrong[i-1], wrong[i]
				if _, err := appeal.ParseNumber(string(wrong)); err == nil {
					t.Errorf("%s with places %d and %d exchanged: got it accepted", number, i-1, i)
				}
			}
		}
	}
}
