package workbook_test

import (
	"testing"

	"lamtoen/internal/audit"
	"lamtoen/internal/workbook"
)

// TestAReviewIsInTheLog returns a plan: the log says whose, by whom and what became of it, and nothing of what the notes say.
func TestAReviewIsInTheLog(t *testing.T) {
	w := newWorld(t)
	lead, head := w.lead, w.head
	w.must(w.plans.Begin(t.Context(), lead, 1))
	w.must(complete(t.Context(), w.plans, lead))
	w.must(w.plans.Submit(t.Context(), lead, seen(w.plan(lead))))
	for range 2 { // sent twice it is one act
		w.must(w.plans.Decide(t.Context(), head, workbook.Seen{Version: 1, Round: 1}, workbook.Sheet{Note: "Pema forgot the goals."}, false))
	}
	log, err := audit.Open(t.Context(), w.engine)
	w.must(err)
	found, err := log.Search(t.Context(), audit.Search{Action: "plan.reviewed"}, "", 10)
	w.must(err)
	if len(found.Records) != 1 {
		t.Fatalf("got %d entries of the review, want 1", len(found.Records))
	}
	got := found.Records[0].Entry
	want := audit.Entry{At: got.At, By: string(head.Person), Action: "plan.reviewed", Subject: "moh/1", Agency: "moh",
		Before: "version 1 submitted for review, round 1", After: "returned to its authors with notes"}
	if got.Subject != want.Subject || got.By != want.By || got.Agency != want.Agency || got.Before != want.Before || got.After != want.After || got.Why != "" {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
