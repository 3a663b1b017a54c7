package coverage_test

import (
	"testing"
	"time"

	"lamtoen/internal/coverage"
	"lamtoen/internal/learning"
)

func (w *world) differences() []coverage.Difference {
	w.t.Helper()
	found, err := w.cube.Differences(w.ctx, w.another())
	w.must(err)
	return found
}

// haa is the figures of the dzongkhag as the page shows them.
func (w *world) haa() coverage.Cell {
	w.t.Helper()
	return cellOf(w.t, w.figures(all()), "dz-haa")
}

// Figures that the feeds have kept up to date are those of a fold from scratch, after each kind of change.
func TestNoDifferences(t *testing.T) {
	w := newWorld(t)
	karma, pema := w.hire("1001", "dz-haa"), w.hire("1002", "gw-haa-bji")
	w.figures(all())
	for _, step := range []struct {
		name string
		take func()
	}{
		{"a first sign-in", func() { w.signIn(karma) }},
		{"a completion", func() { w.complete(karma) }},
		{"a beginning", func() { w.begin(pema) }},
		{"somebody comes", func() { w.hire("1003", "moh") }},
		{"the due date passes", func() { w.clock.to(due.AddDays(1)) }},
	} {
		w.later()
		step.take()
		w.later()
		w.figures(all())
		if found := w.differences(); len(found) > 0 {
			t.Errorf("after %s: got %v, want no differences", step.name, found)
		}
	}
}

// A fact that came in by no feed (restored, or recorded by a clock that stood an hour behind) is missing in the figures,
// until they are compared with a fold from scratch.
func TestDifferences(t *testing.T) {
	w := newWorld(t)
	karma := w.hire("1001", "dz-haa")
	w.clock.forward(2 * time.Hour)
	w.cube = w.another()
	if got := w.haa(); got.UnderWay != 0 {
		t.Fatalf("got %+v, want nobody under way", got)
	}
	w.clock.forward(-time.Hour)
	w.fact(karma, learning.KindEnrolled, time.Time{}, nil)
	w.clock.forward(time.Hour + time.Second)
	if got := w.haa(); got.UnderWay != 0 {
		t.Fatalf("got %+v, want figures that have missed it", got)
	}
	found := w.differences()
	want := coverage.Difference{Course: conduct, Person: karma, Here: "dz-haa never-signed-in", There: "dz-haa under-way"}
	if len(found) != 1 || found[0] != want {
		t.Errorf("got %v, want %v", found, want)
	}
	fresh := w.another()
	if _, err := w.cube.Differences(w.ctx, fresh); err != nil {
		t.Fatal(err)
	}
	w.cube.Adopt(fresh)
	if got := w.haa(); got.UnderWay != 1 {
		t.Errorf("after Adopt: got %+v, want one under way", got)
	}
	if found := w.differences(); len(found) > 0 {
		t.Errorf("after Adopt: got %v, want no differences", found)
	}
	w.later()
	w.pass(karma, time.Time{}) // and the feeds go on
	w.later()
	if got := w.haa(); got.PassedNotSigned != 1 {
		t.Errorf("after a pass: got %+v, want one who has passed", got)
	}
}
