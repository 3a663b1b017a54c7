package demo_test

import (
	"fmt"
	"testing"
	"time"

	"lamtoen/internal/org"
	"lamtoen/internal/store/storetest"
	"lamtoen/internal/workbook"
)

// standings says how far the plans of the country have come.
func (c *country) standings() string {
	c.Helper()
	found, err := c.plans().Standings(c.Context())
	if err != nil {
		c.Fatal(err)
	}
	said := ""
	for _, s := range found {
		said += fmt.Sprintf("%s %s on %s, ", s.Agency, s.State, s.Since.Format(time.DateOnly))
	}
	return said
}

// plans opens the plans as a server does.
func (c *country) plans() *workbook.Service {
	c.Helper()
	loaded, err := catalogueOf()
	if err != nil {
		c.Fatal(err)
	}
	s, err := workbook.Open(c.Context(), c.engine, workbook.Deps{Form: loaded.Workbook, Register: c.register, Learning: c.learning, Audit: c.audit},
		workbook.Settings{Now: now})
	if err != nil {
		c.Fatal(err)
	}
	return s
}

// Plans stand in every state, and the sign-ins can look at them: the head of an agency has one to review, the content owner and
// the administrator are in agencies that write one.
func TestPlansInEveryState(t *testing.T) {
	c := newCountry(t, storetest.Open(t))
	signIns := c.filled(some)
	states := map[workbook.State]int{}
	found, err := c.plans().Standings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range found {
		states[s.State]++
		if day := s.Since; day.After(now()) {
			t.Errorf("%s: %s since %s, which has not come", s.Agency, s.State, day)
		}
	}
	if states[workbook.StateAgreed] != 1 || states[workbook.StateReturned] != 1 || states[workbook.StateSubmitted] != 1 || states[workbook.StateBegun] != 2 {
		t.Errorf("got %v (%s), want one agreed, one returned, one submitted and two begun", states, c.standings())
	}
	see := map[string]workbook.State{}
	for _, s := range signIns {
		a, err := c.plans().Access(t.Context(), s.Person)
		if err != nil {
			continue
		}
		p, err := c.plans().Plan(t.Context(), a)
		if err != nil {
			t.Errorf("%s: %v", s.Label, err)
		}
		see[s.Label] = p.State
		if reviews := p.MayReview(a); reviews != (p.State == workbook.StateSubmitted) {
			t.Errorf("%s: may review %v a plan that is %s", s.Label, reviews, p.State)
		}
	}
	if len(see) != 3 || signIns[6].Role != org.RoleMoIC || see[signIns[6].Label] != workbook.StateReturned {
		t.Errorf("got %v, want three sign-ins with a plan of their agency, that of the content owner returned", see)
	}
	before := c.standings()
	c.filled(some)
	if after := c.standings(); after != before {
		t.Errorf("a second time: got %s, want %s", after, before)
	}
}
