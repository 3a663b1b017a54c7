package pdf_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"lamtoen/internal/pdf"
	"lamtoen/internal/pdf/pdftest"
)

func ExampleNew() {
	d := pdf.New(pdf.Options{
		Title:       "Coverage",
		Created:     time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC),
		PageNumbers: true,
	})
	d.Heading(1, "Coverage on 23 November 2026")
	d.Paragraph("Royal Civil Service Commission, རྒྱལ་གཞུང་ཞི་གཡོག་ལྷན་ཚོགས།", pdf.Style{})
	d.Table(pdf.Table{
		Columns: []pdf.Column{{Title: "Agency", Weight: 3}, {Title: "Complete", Align: pdf.Right}},
		Rows:    [][]string{{"Ministry", "27 of 35"}},
	})
	file, err := d.Bytes()
	fmt.Println(string(file[:8]), err)
	// Output: %PDF-1.7 <nil>
}

// report is a document with every kind of block, several pages long.
func report(marks ...string) *pdf.Document {
	d := pdf.New(pdf.Options{
		Title: "Coverage report", Lang: "en", Author: "Royal Civil Service Commission", Created: created,
		Marks: marks, Footer: "As at 23 November 2026, " + dzCommission, PageNumbers: true,
	})
	d.Heading(1, "Coverage of the Code of Conduct")
	d.Paragraph("A paragraph in both scripts: "+dzGovernment+" stands beside Royal Government of Bhutan, and "+
		strings.Repeat("the line goes on and on until it wraps. ", 6), pdf.Style{})
	d.Heading(2, "What it counts")
	d.List([]string{"regular and contract staff in active service", dzCommission + " and all agencies below"}, false, pdf.Style{})
	d.List([]string{"must", "complete"}, true, pdf.Style{})
	d.BarChart(pdf.BarChart{Title: "Complete, by kind of agency", Max: 35, Bars: []pdf.Bar{
		{Label: "Ministries and departments with a long label that wraps", Value: 27, Text: "27 of 35"},
		{Label: dzCommission, Value: 9, Text: "9 of 35"},
		{Label: "None yet", Value: 0, Text: "0 of 12"},
		{Label: "More than all", Value: 99, Text: "99", Color: pdf.Saffron},
	}})
	d.Rule()
	var rows [][]string
	for i := range 60 {
		rows = append(rows, []string{fmt.Sprintf("Agency %d", i+1), strings.Repeat("a cell that wraps ", i%4), fmt.Sprint(i * 7), "12 of 30"})
	}
	rows = append(rows, []string{"All agencies", dzGovernment, "12,390"})
	d.Table(pdf.Table{
		Columns: []pdf.Column{{Title: "Agency", Weight: 2}, {Title: "Note", Weight: 3}, {Title: "Must", Align: pdf.Right}, {Title: "Complete", Align: pdf.Right}},
		Rows:    rows, Strong: map[int]bool{60: true},
	})
	return d
}

func TestTableRepeatsItsHeaderAndNumbersPages(t *testing.T) {
	file, err := report("Draft, not yet approved by its owner", "Trial").Bytes()
	if err != nil {
		t.Fatal(err)
	}
	pdftest.Check(t, file)
	pages := strings.Split(strings.TrimSuffix(pdftest.Text(t, file, "-layout"), "\f"), "\f")
	if len(pages) < 3 {
		t.Fatalf("got %d pages, want at least 3", len(pages))
	}
	for i, page := range pages {
		want := []string{
			fmt.Sprintf("Page %d of %d", i+1, len(pages)), "As at 23 November 2026", dzCommission,
			"Draft, not yet approved by its owner", "Trial",
		}
		if i > 0 {
			want = append(want, "Complete", "Note")
		}
		for _, w := range want {
			if !strings.Contains(page, w) {
				t.Errorf("page %d lacks %q:\n%s", i+1, w, page)
			}
		}
	}
	for i := range 60 {
		if want := fmt.Sprintf("Agency %d ", i+1); !strings.Contains(strings.Join(pages, ""), want) {
			t.Errorf("the table lost the row of %q", want)
		}
	}
}

func TestRowTallerThanAPageIsContinued(t *testing.T) {
	d := pdf.New(pdf.Options{Title: "Long", Created: created, PageNumbers: true})
	d.Table(pdf.Table{
		Columns: []pdf.Column{{Title: "No."}, {Title: "Text", Weight: 4}},
		Rows:    [][]string{{"1", strings.Repeat("word ", 3000) + "end-of-cell"}, {"2", "the row after it"}},
	})
	file, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	got := pdftest.Text(t, file)
	for _, want := range []string{"end-of-cell", "the row after it", "Page 2 of"} {
		if !strings.Contains(got, want) {
			t.Errorf("text lacks %q", want)
		}
	}
	if got, want := strings.Count(got, "word"), 3000; got != want {
		t.Errorf("words printed: got %d, want %d", got, want)
	}
}

func TestDocumentHasTheSameBytes(t *testing.T) {
	want, err := report("Trial").Bytes()
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		if got, err := report("Trial").Bytes(); err != nil || !bytes.Equal(got, want) {
			t.Errorf("got other bytes (%d, %v), want the same %d", len(got), err, len(want))
		}
	}
}

func TestAlignment(t *testing.T) {
	d := pdf.New(pdf.Options{Title: "t", Created: created, Landscape: true})
	if w, h := d.Size(); w < 296.9 || w > 297.1 || h < 209.9 || h > 210.1 {
		t.Errorf("size of A4 landscape: got %v × %v mm, want 297 × 210", w, h)
	}
	for _, text := range []string{"Commission", dzCommission, "Both: " + dzCertificate} {
		for _, s := range []pdf.Style{{}, {Bold: true}, {Display: true}, {Size: 22}} {
			measured := d.Measure(text, s)
			if drawn := d.Text(100, 50, text, s); drawn != measured || drawn <= 0 {
				t.Errorf("%q: got a drawn width of %v mm, want the measured %v", text, drawn, measured)
			}
		}
	}
	if single, double := d.Measure(dzCommission, pdf.Style{Size: 10}), d.Measure(dzCommission, pdf.Style{Size: 20}); double < 1.99*single || double > 2.01*single {
		t.Errorf("width at twice the size: got %v mm, want twice %v", double, single)
	}
}

func TestErrorsStayWithTheDocument(t *testing.T) {
	cases := map[string]struct {
		options pdf.Options
		want    string
	}{
		"no title":     {pdf.Options{Created: created}, "needs a title"},
		"no date":      {pdf.Options{Title: "t"}, "date of creation"},
		"bad language": {pdf.Options{Title: "t", Created: created, Lang: "en) /X"}, "language tag"},
	}
	for name, c := range cases {
		d := pdf.New(c.options)
		d.Heading(1, "x")
		d.Text(1, 1, "x", pdf.Style{})
		d.Table(pdf.Table{Columns: []pdf.Column{{Title: "x"}}})
		d.NewPage()
		file, err := d.Bytes()
		if err == nil || !strings.Contains(err.Error(), c.want) || file != nil {
			t.Errorf("%s: got %d bytes and %v, want an error about %q", name, len(file), err, c.want)
		}
		if d.Err() == nil {
			t.Errorf("%s: got no Err, want one", name)
		}
	}
}
