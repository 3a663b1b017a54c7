package org_test

import (
	"testing"
	"time"

	"lamtoen/internal/org"
)

// The revision rises with each kind of change and stays where only the feed's overlap is read again.
func TestRevisionRisesOnlyWithChanges(t *testing.T) {
	o := newOffice(t)
	p := o.hire(t, "200801234", "moh")
	for _, c := range []struct {
		name   string
		change func() error
		rises  bool
	}{
		{"a new person", func() error { _, err := o.AddPerson(t.Context(), newcomer("200805678", "moh"), "test"); return err }, true},
		{"a correction", func() error {
			return o.Correct(t.Context(), p.ID, func(p *org.Person) { p.Name = "Karma Wangdi" }, "test", "spelling")
		}, true},
		{"a correction that changes nothing", func() error {
			return o.Correct(t.Context(), p.ID, func(*org.Person) {}, "test", "nothing")
		}, false},
		{"a move", func() error {
			return o.Move(t.Context(), p.ID, org.Post{Agency: "dz-haa", Position: "Officer", From: today}, "test")
		}, true},
		{"a grant", func() error {
			_, err := o.Grant(t.Context(), org.Grant{Person: p.ID, Role: org.RoleRCSC, By: "test"})
			return err
		}, true},
		{"a reorganisation", func() error {
			return o.Reorganise(t.Context(), org.Reorganisation{From: "2027-01-01", Changed: []org.Agency{
				{Code: "moh", Type: org.TypeMinistry, Name: "Ministry of Health and Sports"}}}, "test")
		}, true},
		{"the feed again", func() error { return o.Refresh(t.Context()) }, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := o.Revision()
			must(t, c.change())
			if got := o.Revision() > before; got != c.rises {
				t.Errorf("revision rises: got %t, want %t", got, c.rises)
			}
			o.clock.forward(time.Second)
		})
	}
}

// Another instance's write raises the revision once it has been read.
func TestRevisionRisesWithOthersWrites(t *testing.T) {
	o := newOffice(t)
	other := o.another(t)
	before := other.Revision()
	o.hire(t, "200801234", "moh")
	if got := other.Revision(); got != before {
		t.Errorf("before the refresh: got %d, want %d", got, before)
	}
	must(t, other.Refresh(t.Context()))
	if got := other.Revision(); got <= before {
		t.Errorf("after the refresh: got %d, want more than %d", got, before)
	}
}
