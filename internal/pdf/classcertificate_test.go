package pdf_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"lamtoen/internal/pdf"
	"lamtoen/internal/pdf/pdftest"
)

func classSheet() pdf.ClassCertificates {
	return pdf.ClassCertificates{School: "Invented Lower Secondary School", SchoolDz: dzCommission, Class: "VII B", Year: "2026", Module: "Rumours and evidence",
		Count: 5, Two: true, Marks: []string{"Draft, not yet approved by its owner"}, Author: "Invented Lower Secondary School",
		Created: time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)}
}

func drawClass(t *testing.T, c pdf.ClassCertificates) []byte {
	t.Helper()
	file, err := c.Draw()
	if err != nil {
		t.Fatal(err)
	}
	pdftest.Check(t, file)
	return file
}

func TestClassCertificates(t *testing.T) {
	c := classSheet()
	file := drawClass(t, c)
	text := pdftest.Text(t, file)
	for _, want := range []string{c.School, c.SchoolDz, dzCertificate, "Certificate", "of class VII B, 2026,", c.Module, c.Marks[0], "Name", "Date", "Teacher",
		"Head of the school", "kept in no register"} {
		if got := strings.Count(text, want); got < c.Count {
			t.Errorf("%q stands there %d times on %d certificates", want, got, c.Count)
		}
	}
	for _, never := range []string{"Serial", "verify", "http"} {
		if strings.Contains(text, never) {
			t.Errorf("a class certificate says %q", never)
		}
	}
	if pages := strings.Count(text, "\f"); pages != 3 || pages != c.Pages() {
		t.Errorf("five on %d pages, said to be %d", pages, c.Pages())
	}
	if !bytes.Equal(file, drawClass(t, c)) {
		t.Error("the same certificates have other bytes the second time")
	}
	if bytes.Contains(file, []byte("/Subtype /Image")) {
		t.Error("a class certificate holds an image")
	}
	c.Two, c.Year, c.Marks = false, "", nil
	text = pdftest.Text(t, drawClass(t, c))
	if pages := strings.Count(text, "\f"); pages != 5 || pages != c.Pages() || !strings.Contains(text, "of class VII B\n") {
		t.Errorf("large ones take %d pages, said to be %d:\n%.400s", pages, c.Pages(), text)
	}
}

func TestClassCertificatesNeedTheirWords(t *testing.T) {
	for name, change := range map[string]func(*pdf.ClassCertificates){
		"no module": func(c *pdf.ClassCertificates) { c.Module = " " },
		"no class":  func(c *pdf.ClassCertificates) { c.Class = "" },
		"nobody":    func(c *pdf.ClassCertificates) { c.Count = 0 },
		"no day":    func(c *pdf.ClassCertificates) { c.Created = time.Time{} },
	} {
		c := classSheet()
		change(&c)
		if _, err := c.Draw(); err == nil {
			t.Errorf("%s: drawn", name)
		}
	}
}
