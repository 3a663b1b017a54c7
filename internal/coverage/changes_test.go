package coverage_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lamtoen/internal/coverage"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
)

// Each cause is told apart: a paper that came late, a completion made void, a post and a person recorded later, a rule that ended.
func TestChangesTellCausesApart(t *testing.T) {
	w := newWorld(t)
	paper, void, moved, same := w.hire("1001", "moh"), w.hire("1002", "moh"), w.hire("1003", "moh"), w.hire("1004", "moh")
	w.begin(void)
	w.pass(void, time.Time{})
	signature := w.sign(void, time.Time{})
	w.complete(same)
	w.clock.to("2026-02-10")
	reported := w.clock.now()
	w.clock.to("2026-03-01")
	early := noon("2026-02-01")
	w.rounds[paper] = 1
	w.fact(paper, learning.KindEnrolled, early, nil)
	w.pass(paper, early)
	w.sign(paper, early)
	w.must(w.learning.Void(w.ctx, signature, "signed for another", "test"))
	w.must(w.register.Move(w.ctx, moved, org.Post{Agency: "dz-haa", Position: "Officer", From: "2026-02-05"}, "test"))
	newcomer := w.hire("1005", "moh")
	w.later()

	q := all()
	q.At = "2026-02-10"
	got, err := w.cube.Changes(w.ctx, q, reported, time.Time{})
	w.must(err)
	want := map[org.PersonID]string{
		paper: "never-signed-in complete [late]", void: "complete passed-not-signed [correction]",
		moved: "never-signed-in never-signed-in [register]", newcomer: " never-signed-in [register]",
	}
	for _, c := range got.People {
		if text := fmt.Sprint(c.Before, " ", c.After, " ", c.Causes); text != want[c.Person] {
			t.Errorf("%s: got %q, want %q", c.Person, text, want[c.Person])
		}
		delete(want, c.Person)
	}
	if len(want) > 0 {
		t.Errorf("got nothing of %v", want)
	}
	q.Agency = "moh"
	got, err = w.cube.Changes(w.ctx, q, reported, time.Time{})
	w.must(err)
	if got.Before.Must != 4 || got.After.Must != 4 || got.Steps[0].People != 2 || got.Steps[0].Moved.Must != 0 {
		t.Errorf("the ministry alone: got %+v, want one gone and one come", got)
	}
}

// After any history: before and all steps together are after, both are what the figures say, and whoever is not named counts as before.
func TestChangesAddUp(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		h := &history{world: newWorld(t), rt: rt}
		for range rapid.IntRange(1, 12).Draw(rt, "before") {
			h.step()
		}
		q := all()
		reported := h.clock.now()
		for range rapid.IntRange(1, 12).Draw(rt, "after") {
			h.step()
		}
		h.later()
		q.At = start.AddDays(rapid.IntRange(0, int(h.clock.now().Sub(noon(start))/(24*time.Hour))).Draw(rt, "at"))
		got, err := h.cube.Changes(h.ctx, q, reported, time.Time{})
		h.must(err)
		now := h.figures(q).Agency.Total
		q.Known = reported
		then := h.figures(q).Agency.Total
		sum := got.Before
		for _, s := range got.Steps {
			sum = plus(sum, s.Moved)
		}
		then.UnderReview, now.UnderReview = 0, 0
		if got.Before != then || got.After != now || sum != now {
			rt.Fatalf("got %+v to %+v, by steps %+v; want %+v to %+v", got.Before, got.After, sum, then, now)
		}
		for _, c := range got.People {
			if len(c.Causes) == 0 || !slices.IsSortedFunc(c.Causes, func(a, b coverage.Cause) int {
				return slices.Index(coverage.Causes(), a) - slices.Index(coverage.Causes(), b)
			}) {
				rt.Fatalf("%+v has no causes in their order", c)
			}
		}
	})
}
