package learning_test

import (
	"testing"

	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
)

func TestClosuresTogether(t *testing.T) {
	w := newWorld(t)
	a := learning.Closure{Kind: learning.ClosureHoliday, From: "2027-02-22", Until: "2027-02-22", Name: "First"}
	b := learning.Closure{Kind: learning.ClosureHoliday, From: "2027-03-01", Until: "2027-03-02", Name: "Second"}
	wrong := b
	wrong.Until = "2027-01-01"
	if n, err := w.learning.AddClosures(t.Context(), []learning.Closure{a, wrong}, "officer"); !fault.Is(err, fault.CodeInvalid) || n != 0 || len(w.learning.Closures()) != 0 {
		t.Errorf("one that is wrong: got %d, %v, %d closures, want nothing recorded", n, err, len(w.learning.Closures()))
	}
	for _, want := range []int{2, 0} { // the same again changes nothing
		if n, err := w.learning.AddClosures(t.Context(), []learning.Closure{a, b, a}, "officer"); err != nil || n != want || len(w.learning.Closures()) != 2 {
			t.Errorf("got %d, %v, %d closures, want %d new of 2", n, err, len(w.learning.Closures()), want)
		}
	}
	if bad, there := w.learning.CheckClosure(a); len(bad) > 0 || !there {
		t.Errorf("CheckClosure: got %v, %t, want it to be there", bad, there)
	}
	if err := w.learning.WithdrawClosure(t.Context(), w.learning.Closures()[0].ID, "officer", "moved"); err != nil {
		t.Fatal(err)
	}
	if n, err := w.learning.AddClosures(t.Context(), []learning.Closure{a, b}, "officer"); err != nil || n != 1 {
		t.Errorf("one withdrawn: got %d, %v, want it told anew", n, err)
	}
	if _, err := w.learning.AddClosures(t.Context(), nil, "officer"); !fault.Is(err, fault.CodeInvalid) {
		t.Errorf("none: got %v, want invalid", err)
	}
}
