package site_test

import (
	"strings"
	"testing"
	"time"

	"lamtoen/internal/classes"
	"lamtoen/internal/school"
)

// Thirty days before the pupils' rows go, the list of classes and the class offer the record to print; afterwards only counts are left.
func TestTheRecordIsOfferedBeforeThePurge(t *testing.T) {
	w := newSchool(t)
	w.assign(pupilModule, classes.ModeProjector)
	_, err := w.schools.AddStaff(t.Context(), school.Staff{School: "school-1", Person: w.learner.ID, Role: school.Head, From: "2026-02-15"}, "p", "test")
	must(t, w, err)
	href := "/classes/" + w.class.ID
	b := w.signedIn(w.teacher)
	b.get("/classes").want(200, "Deleted after", "23 December 2026", href+"/record.pdf")
	b.get(href).want(200, "Print the class record", href+"/record.pdf").lacks("/postponement")
	b.get(href+"/record").want(200, "Who may have this paper", "23 December 2026")
	b.get(href + "/record.pdf")
	if b.code != 200 || !strings.HasPrefix(b.body, "%PDF-") || !strings.HasPrefix(b.head.Get("Content-Disposition"), "inline") {
		t.Errorf("the record: got %d", b.code)
	}
	head := w.signedIn(w.learner)
	head.get("/classes").want(200, href+"/record.pdf")
	head.get(href).want(200, "/postponement", href+"/record.pdf")
	head.get(href + "/record.pdf").want(200)
	for _, other := range []person{w.other, w.elsewhere} {
		o := w.signedIn(other)
		o.get(href + "/record").want(404)
		o.get(href + "/record.pdf").want(404)
	}
	w.clock.at = w.clock.at.Add(60 * 24 * time.Hour)
	n, err := w.classes.Purge(t.Context())
	if must(t, n, err) != 1 {
		t.Fatalf("purged %d classes, want one", n)
	}
	b = w.signedIn(w.teacher)
	b.get(href).want(200, "What is left", href+"/record").lacks(href+"/record.pdf", href+"/family")
	b.get(href+"/record").want(200, "Rumours and evidence", "0 of 35 pupils").lacks("record.pdf")
	b.get(href+"/record.pdf").want(409, "rows were deleted")
	b.get(href + "/family.pdf").want(409)
}
