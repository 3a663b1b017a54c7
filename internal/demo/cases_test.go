package demo_test

import (
	"testing"

	"lamtoen/internal/appeal"
	"lamtoen/internal/org"
	"lamtoen/internal/store/storetest"
)

// Three cases stand in three states, also when the demonstration is filled again.
func TestCasesInThreeStates(t *testing.T) {
	c := newCountry(t, storetest.Open(t))
	for range 2 {
		c.filled(some)
	}
	cases, err := appeal.Open(t.Context(), c.engine, appeal.Deps{Register: c.register, Learning: c.learning, Audit: c.audit}, appeal.Settings{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	lines, err := cases.List(t.Context(), appeal.Officer{Scope: org.Scope{All: true}})
	if err != nil {
		t.Fatal(err)
	}
	states, late := map[appeal.State]int{}, 0
	for _, l := range lines {
		states[l.State]++
		if l.Late {
			late++
		}
		if l.Desk.Officer == "" || l.Desk.Officer == l.Person {
			t.Errorf("%s: got the desk of %q", l.Number, l.Desk.Officer)
		}
	}
	if len(lines) != 3 || states[appeal.StateOpen] != 1 || states[appeal.StateAnswered] != 1 || states[appeal.StateAppealed] != 1 || late != 1 {
		t.Errorf("got %v, %d late; want one open, one answered, and one appealed and late", states, late)
	}
}
