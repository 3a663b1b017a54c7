package org_test

import (
	"slices"
	"testing"
	"time"

	"lamtoen/internal/audit"
	"lamtoen/internal/org"
)

// TestClockBehind: what a server writes whose clock is a minute slow is read within a few seconds all the same.
func TestClockBehind(t *testing.T) {
	o := newOffice(t)
	slow, err := org.Open(t.Context(), o.engine, o.log, org.Settings{Now: func() time.Time { return o.clock.now().Add(-time.Minute) }})
	must(t, err)
	o.hire(t, "10001", "moh")
	must(t, o.Refresh(t.Context()))
	p, err := slow.AddPerson(t.Context(), newcomer("10002", "moh"), "x")
	must(t, err)
	for range 4 {
		o.clock.forward(5 * time.Second)
		must(t, o.Refresh(t.Context()))
	}
	if _, ok := o.Person(p.ID); !ok {
		t.Error("got nobody, want the person whom the slow server added")
	}

	// The two change one person's entry: versions stay in the order in which they were made.
	must(t, o.Correct(t.Context(), p.ID, func(p *org.Person) { p.Name = "Karma First" }, "x", ""))
	must(t, slow.Correct(t.Context(), p.ID, func(p *org.Person) { p.Name += " Second" }, "x", ""))
	got, _ := o.another(t).Person(p.ID)
	if got.Name != "Karma First Second" || got.Version != 3 {
		t.Errorf("got %q, version %d, want both changes in their order", got.Name, got.Version)
	}
	if m, _ := o.View(today, hourLater(o)).Member(p.ID); m.Person.Version != 2 {
		t.Errorf("got version %d before the refresh, want 2", m.Person.Version)
	}
}

// TestClockAhead: a stamp from the future does not keep a register from reading what is written now.
func TestClockAhead(t *testing.T) {
	o := newOffice(t)
	fast, err := org.Open(t.Context(), o.engine, o.log, org.Settings{Now: func() time.Time { return o.clock.now().Add(48 * hour) }})
	must(t, err)
	_, err = fast.AddPerson(t.Context(), newcomer("10001", "moh"), "x")
	must(t, err)
	must(t, o.Refresh(t.Context()))
	other := o.another(t)
	p, err := other.AddPerson(t.Context(), newcomer("10002", "moh"), "x")
	must(t, err)
	must(t, o.Refresh(t.Context()))
	if _, ok := o.Person(p.ID); !ok || o.Count() != 2 {
		t.Errorf("got %d people, want both", o.Count())
	}
}

// TestOrder: two instances give the same people in the same order, however they came.
func TestOrder(t *testing.T) {
	o := newOffice(t)
	must(t, o.Import(t.Context(), smallBatch(100), "x"))
	for _, eid := range []string{"10001", "10002", "10003"} {
		o.hire(t, eid, "moh")
	}
	ids := func(r *org.Register) (out []org.PersonID) {
		for m := range r.View(today, time.Time{}).Members() {
			out = append(out, m.Person.ID)
		}
		return out
	}
	got, want := ids(o.Register), ids(o.another(t))
	if !slices.Equal(got, want) || !slices.IsSorted(got) || len(got) != 103 {
		t.Errorf("got %d people, sorted %t, want 103 in the order of ids in both instances", len(got), slices.IsSorted(got))
	}
	n := 0
	for range o.People() {
		n++
	}
	if n != 103 {
		t.Errorf("People gives %d, want 103", n)
	}
}

// TestRealAuditLog: every act leaves its entry in the log itself.
func TestRealAuditLog(t *testing.T) {
	o := newOffice(t)
	log, err := audit.Open(t.Context(), o.engine)
	must(t, err)
	r, err := org.Open(t.Context(), o.engine, log, org.Settings{Now: o.clock.now})
	must(t, err)
	p, err := r.AddPerson(t.Context(), newcomer("10001", "moh"), "officer")
	must(t, err)
	must(t, r.SetLeave(t.Context(), p.ID, today, "", "officer"))
	g, err := r.Grant(t.Context(), org.Grant{Person: p.ID, Role: org.RoleAdmin, By: "officer"})
	must(t, err)
	must(t, r.Revoke(t.Context(), g.ID, today, "officer", "done"))
	must(t, log.Verify(t.Context()))
	found, err := log.Search(t.Context(), audit.Search{Subject: string(p.ID)}, "", 10)
	must(t, err)
	// An act's instant is after those of what it follows, so the order of the log is that of the numbers.
	slices.SortFunc(found.Records, func(a, b audit.Record) int { return int(b.Number - a.Number) })
	var got []string
	for _, rec := range found.Records {
		got = append(got, rec.Action)
	}
	if want := []string{"revoke", "grant", "set-leave", "add-person"}; !slices.Equal(got, want) {
		t.Errorf("got the actions %v, want %v", got, want)
	}
}
