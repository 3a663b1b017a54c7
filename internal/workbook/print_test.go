package workbook_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"lamtoen/internal/org"
	"lamtoen/internal/workbook"
)

// textOf is what a reader finds in the document. Where CI asks for the tool, its absence fails the test; elsewhere it skips it.
func textOf(t *testing.T, file []byte) string {
	t.Helper()
	if _, err := exec.LookPath("pdftotext"); err != nil {
		if os.Getenv("CI") == "true" || os.Getenv("LAMTOEN_REQUIRE_TOOLS") == "1" {
			t.Fatal("pdftotext is missing; apt-get install poppler-utils")
		}
		t.Skip("pdftotext is missing; apt-get install poppler-utils")
	}
	path := filepath.Join(t.TempDir(), "plan.pdf")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdftotext", "-layout", path, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

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
	text := textOf(t, file)
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
	if without := textOf(t, w.draw(d, false)); strings.Contains(without, "Pema") || strings.Contains(without, "Dechen") ||
		!strings.Contains(without, "agreed on 23 November 2026 by the Officer 2") || strings.Contains(without, "The review") {
		t.Errorf("for readers without names: got\n%s", without)
	}
}

func TestThePrintedDraft(t *testing.T) {
	w := newWorld(t)
	w.must(w.plans.Begin(t.Context(), w.lead, 1))
	d, err := w.plans.Current(t.Context(), w.lead)
	w.must(err)
	text := textOf(t, w.draw(d, true))
	for _, want := range []string{workbook.MarkNotAgreed, "Not filled in yet.", "Not submitted yet."} {
		if !strings.Contains(text, want) {
			t.Errorf("got no %q in\n%s", want, text)
		}
	}
}
