package demo_test

import (
	"testing"

	"lamtoen/internal/catalogue"
	"lamtoen/internal/itemstats"
	"lamtoen/internal/org"
	"lamtoen/internal/signals"
)

// checkFigures: the pages about questions and signals show something, and what they show is true to life.
func (c *country) checkFigures(t *testing.T) {
	library, err := catalogue.Open(t.Context(), c.engine)
	if err != nil {
		t.Fatal(err)
	}
	book := itemstats.New(itemstats.Deps{Learning: c.learning, Library: library, Now: now})
	r, err := book.Report(t.Context(), itemstats.Query{Course: conduct})
	if err != nil {
		t.Fatal(err)
	}
	flags, telling := map[itemstats.Flag]int{}, 0
	for _, f := range r.Items {
		for _, flag := range f.Flags {
			flags[flag]++
		}
		if f.Discrimination.Shown && f.Discrimination.Value > 0.1 {
			telling++
		}
		if f.N >= itemstats.MinFacility && !f.Median.Shown {
			t.Errorf("%s: got no time of %d attempts, want some", f.Item.ID, f.N)
		}
	}
	if r.Sittings < some/2 || len(r.Languages) != 1 || flags[itemstats.Negative] != 1 || flags[itemstats.TooEasy] == 0 || flags[itemstats.TooEasy] > len(r.Items)/2 {
		t.Errorf("got %d attempts in %v, flags %v, want more than half the people in English, some easy questions and one odd", r.Sittings, r.Languages, flags)
	}
	if telling == 0 {
		t.Error("got no question that tells who knows, want some")
	}
	groups, err := signals.New(signals.Deps{Learning: c.learning, Library: library, Register: c.register, Now: now}).
		Groups(t.Context(), conduct, org.Scope{All: true})
	if err != nil || len(groups) < 3 {
		t.Fatalf("got %d groups, %v, want the country and some agencies", len(groups), err)
	}
	if g := groups[0]; g.Fast.Under || g.Fast.Percent > 30 || g.Alike.Percent > 5 {
		t.Errorf("everybody: got %+v, want a few who read fast, and nobody's answers alike", g)
	}
}
