package notify

import (
	"strconv"
	"strings"

	"lamtoen/internal/pdf"
)

// PrintWords are the words of a printed digest, in the reader's language.
type PrintWords struct {
	Title, Nation, AsAt, Figures, Completed                        string
	Overdue, Newly, Never, Tell                                    string
	NewlyTitle, NeverTitle, TellTitle, AgenciesTitle, Nobody, More string // More has {n}
	Name, EID, Agency, Due, Reason, Footer                         string
	Names                                                          bool // the reader may see who
	Reasons                                                        map[Cause]string
	Appeal                                                         string // until when, and how, what stands here may be appealed; where people are named
}

// printed is how many names of each list fit the print: the page is to be read, not filed. The rest stands on the screen.
const printed = 12

// Print draws a digest on one page where the lists are short, with what stands on the screen. The same digest gives the same bytes.
func Print(d Digest, w PrintWords, marks []string) ([]byte, error) {
	name := d.Name
	if d.Agency == "" {
		name = w.Nation
	}
	doc := pdf.New(pdf.Options{
		Title: w.Title + ": " + name, Author: "Lamtoen", Created: d.At.Start(), Marks: marks, Footer: w.Footer, PageNumbers: true,
	})
	doc.Heading(1, w.Title)
	doc.Paragraph(name+". "+w.AsAt+" "+d.At.String()+".", pdf.Style{Size: 11})
	figures := pdf.Table{Columns: []pdf.Column{{Title: w.Figures, Weight: 4}, {Title: w.Completed, Weight: 1, Align: pdf.Right}}}
	for _, r := range d.Line.Rates {
		figures.Rows = append(figures.Rows, []string{r.Title, r.Rate})
	}
	for _, row := range []struct {
		label string
		n     int
	}{{w.Overdue, d.Line.Overdue}, {w.Newly, d.Line.NewlyOverdue}, {w.Never, d.Line.NeverSignedIn}, {w.Tell, d.Line.ToTell}} {
		figures.Rows = append(figures.Rows, []string{row.label, strconv.Itoa(row.n)})
	}
	doc.Table(figures)
	if d.Agency == "" {
		printAgencies(doc, d, w)
		return doc.Bytes()
	}
	if !w.Names {
		return doc.Bytes()
	}
	printNames(doc, w, w.TellTitle, d.ToTell, true)
	printNames(doc, w, w.NewlyTitle, d.NewlyOverdue, false)
	printNames(doc, w, w.NeverTitle, d.NeverSignedIn, false)
	if w.Appeal != "" {
		doc.Paragraph(w.Appeal, pdf.Style{Size: 9})
	}
	return doc.Bytes()
}

func printNames(doc *pdf.Document, w PrintWords, title string, list []Named, reasons bool) {
	doc.Heading(2, title)
	if len(list) == 0 {
		doc.Paragraph(w.Nobody, pdf.Style{Size: 10})
		return
	}
	t := pdf.Table{Style: pdf.Style{Size: 9}, Columns: []pdf.Column{
		{Title: w.Name, Weight: 3}, {Title: w.EID, Weight: 1.4}, {Title: w.Agency, Weight: 3}, {Title: w.Due, Weight: 1.8},
	}}
	if reasons {
		t.Columns = append(t.Columns, pdf.Column{Title: w.Reason, Weight: 2.4})
	}
	for _, n := range list[:min(printed, len(list))] {
		row := []string{n.Name, n.EID, n.Agency, n.Due.String()}
		if reasons {
			row = append(row, w.Reasons[n.Cause])
		}
		t.Rows = append(t.Rows, row)
	}
	doc.Table(t)
	if more := len(list) - printed; more > 0 {
		doc.Paragraph(strings.ReplaceAll(w.More, "{n}", strconv.Itoa(more)), pdf.Style{Size: 9, Color: pdf.Muted})
	}
}

func printAgencies(doc *pdf.Document, d Digest, w PrintWords) {
	doc.Heading(2, w.AgenciesTitle)
	if len(d.Agencies) == 0 {
		doc.Paragraph(w.Nobody, pdf.Style{Size: 10})
		return
	}
	t := pdf.Table{Columns: []pdf.Column{
		{Title: w.Agency, Weight: 4}, {Title: w.Overdue, Weight: 1, Align: pdf.Right}, {Title: w.Newly, Weight: 1.4, Align: pdf.Right},
		{Title: w.Never, Weight: 1.6, Align: pdf.Right}, {Title: w.Tell, Weight: 1.6, Align: pdf.Right},
	}}
	for _, a := range d.Agencies {
		row := []string{a.Name}
		for _, n := range []int{a.Overdue, a.NewlyOverdue, a.NeverSignedIn, a.ToTell} {
			row = append(row, strconv.Itoa(n))
		}
		t.Rows = append(t.Rows, row)
	}
	doc.Table(t)
}
