package learning_test

import (
	"strings"
	"testing"
	"time"

	"lamtoen/internal/audit"
	"lamtoen/internal/catalogue"
	"lamtoen/internal/day"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
)

// A real service waits: the first rule binds from the day on which the owner has approved the course.
func TestARuleWaitsUntilTheCourseIsApproved(t *testing.T) {
	w := newWorld(t)
	log, err := audit.Open(t.Context(), w.engine)
	w.must(err)
	w.library.Now = w.clock.Now
	deps := learning.Deps{Library: w.library, Register: w.register, Audit: log}
	real, err := learning.Open(t.Context(), w.engine, deps, learning.Settings{Now: w.clock.Now, Random: w.chance, Approved: true})
	w.must(err)
	status := func(service *learning.Service, id org.PersonID) learning.Status {
		p, err := service.Progress(t.Context(), id, conduct)
		w.must(err)
		return p.Status
	}
	if s := status(real, w.pema); s.Assigned || !real.Waits(conduct) || !strings.Contains(s.Why, "waits until its owner has approved") {
		t.Fatalf("on a draft: got assigned %v, waits %v, %q; want it to wait, and to say so", s.Assigned, real.Waits(conduct), s.Why)
	}
	if s := status(w.learning, w.pema); !s.Assigned || s.Due != "2026-06-01" {
		t.Errorf("a demonstration: got assigned %v, due %s; want drafts to count", s.Assigned, s.Due)
	}
	w.clock.advance(10 * 24 * time.Hour)
	c, err := w.library.Course(conduct)
	w.must(err)
	w.must(w.library.Decide(t.Context(), log, catalogue.Decision{Course: c.ID, Version: c.Version, Hash: c.Hash, Approved: true, Declared: true,
		Office: "RCSC", Position: "Director", Reference: "RCSC/1"}, catalogue.Approver{ID: "p", EID: "200801999", Name: "Kinley", OfOwner: true}))
	s := status(real, w.pema)
	if !s.Assigned || s.Due != "2026-06-10" || real.Waits(conduct) || !strings.Contains(s.Why, "90 days after the course was approved on 12 March 2026") {
		t.Errorf("approved on 12 March: got assigned %v, due %s, %q; want 90 days from then", s.Assigned, s.Due, s.Why)
	}
	approval := real.Approval(conduct)
	before, known := day.Date("2026-03-11").End(), w.clock.Now()
	if !approval.Waits("2026-03-11", known) || !approval.Waits("2026-03-12", before) || approval.Waits("2026-03-12", known) {
		t.Error("as at, or as known on, the day before: got bound, want it to wait")
	}
	// A new version is a draft again; nobody is let off meanwhile.
	w.publish("1.1.0")
	if now, _ := w.library.Course(conduct); !now.Draft() || now.Version != "1.1.0" {
		t.Fatalf("got %s, draft %v; want a new draft", now.Version, now.Draft())
	}
	if s := status(real, w.pema); !s.Assigned || s.Due != "2026-06-10" {
		t.Errorf("with a new draft: got assigned %v, due %s; want it as it was", s.Assigned, s.Due)
	}
}
