package notify_test

import (
	"testing"

	"lamtoen/internal/notify"
	"lamtoen/internal/org"
)

// TestWaitingIsCountedByAgency counts what an officer hands over: with all below the agency, and not what was delivered.
func TestWaitingIsCountedByAgency(t *testing.T) {
	w := newWorld(t)
	below, own, other := w.hire("gw-haa-bji"), w.hire("dz-haa"), w.hire("moh")
	for _, id := range []org.PersonID{below, own, other} {
		w.owes(id, privacy, monday.AddDays(-3))
	}
	s := w.service()
	w.plan(s)
	check := func(want map[org.AgencyCode]int) {
		t.Helper()
		for agency, n := range want {
			got, err := s.Waiting(w.ctx, agency)
			w.must(err)
			if got != n {
				t.Errorf("%s: got %d waiting, want %d", agency, got, n)
			}
		}
	}
	check(map[org.AgencyCode]int{"dz-haa": 2, "gw-haa-bji": 1, "moh": 1, "nowhere": 0})
	_, err := s.Mark(w.ctx, w.messages(s, below)[0].ID, notify.Handed, own)
	w.must(err)
	check(map[org.AgencyCode]int{"dz-haa": 1, "gw-haa-bji": 0})
}
