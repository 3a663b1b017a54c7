package workbook_test

import (
	"bytes"
	"strings"
	"testing"

	"lamtoen/internal/org"
	"lamtoen/internal/pdf/pdftest"
	"lamtoen/internal/workbook"
)

// draw prints a document for the agency's own people, or without names.
func (w *world) draw(d workbook.Document, names bool, marks ...string) []byte {
	w.t.Helper()
	p := workbook.Print{Agency: "Ministry of Health", Marks: marks}
	if names {
		p.Name = func(id org.PersonID) string {
			who, _ := w.register.Person(id)
			return who.Name
		}
	}
	file, err := d.PDF(p)
	w.must(err)
	return file
}

func TestThePrintedPlan(t *testing.T) {
	w := newWorld(t)
	w.agree()
	d, err := w.plans.Agreed(t.Context(), "moh")
	w.must(err)
	file := w.draw(d, true, "Demonstration: invented people and figures")
	if !bytes.Equal(file, w.draw(d, true, "Demonstration: invented people and figures")) {
		t.Error("got other bytes the second time")
	}
	text := pdftest.Text(t, file, "-layout")
	for _, want := range []string{
		"Our agency's social media plan", "Ministry of Health", "Version 1, submitted on 23 November 2026 by Pema Dorji, Officer 1.",
		"Read and agreed on 23 November 2026 by Dechen Wangmo, Officer 2.", "1. Goals and objectives", "People travel safely",
		"Who is better off", "Ticket sellers", "The review", "Could each objective fail?", "Demonstration: invented", "Page 1 of",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("got no %q in\n%s", want, text)
		}
	}
	if strings.Contains(text, workbook.MarkNotAgreed) {
		t.Error("got the mark of a draft on an agreed plan")
	}
	if without := pdftest.Text(t, w.draw(d, false), "-layout"); strings.Contains(without, "Pema") || strings.Contains(without, "Dechen") ||
		!strings.Contains(without, "agreed on 23 November 2026 by the Officer 2") || strings.Contains(without, "The review") {
		t.Errorf("for readers without names: got\n%s", without)
	}
}

func TestThePrintedDraft(t *testing.T) {
	w := newWorld(t)
	w.must(w.plans.Begin(t.Context(), w.lead, 1))
	d, err := w.plans.Current(t.Context(), w.lead)
	w.must(err)
	text := pdftest.Text(t, w.draw(d, true), "-layout")
	for _, want := range []string{workbook.MarkNotAgreed, "Not filled in yet.", "Not submitted yet."} {
		if !strings.Contains(text, want) {
			t.Errorf("got no %q in\n%s", want, text)
		}
	}
}
