package workbook

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"lamtoen/courses"
	"lamtoen/internal/day"
	"lamtoen/internal/org"
	"lamtoen/internal/pdf"
)

// MarkNotAgreed stands on every page of a plan on which no colleague has agreed yet.
const MarkNotAgreed = "Draft, not yet agreed"

// Print says how a document is printed.
type Print struct {
	Agency string                    // its name
	Name   func(org.PersonID) string // nil: positions only, for readers who see no names
	Marks  []string                  // beside MarkNotAgreed
}

// empty is what is printed where nothing stands.
const empty = "Not filled in yet."

// PDF draws the plan on A4 paper, lying, since tables of seven columns stand in it. The same document gives the same bytes.
func (d Document) PDF(p Print) ([]byte, error) {
	marks := p.Marks
	if d.State != StateAgreed {
		marks = append([]string{MarkNotAgreed}, marks...)
	}
	doc := pdf.New(pdf.Options{
		Title: d.Form.Title + ": " + p.Agency, Author: p.Agency, Created: d.At, Landscape: true, Marks: marks, PageNumbers: true,
		Footer: fmt.Sprintf("%s · %s · version %d, %s on %s", d.Form.Title, p.Agency, d.Version, d.State, day.Of(d.At)),
	})
	doc.Heading(1, d.Form.Title)
	doc.Paragraph(p.Agency, pdf.Style{Size: 15, Bold: true})
	for _, line := range d.passage(p) {
		doc.Paragraph(line, pdf.Style{Size: 10.5, Color: pdf.Muted})
	}
	for i, part := range d.Form.Parts {
		doc.Heading(2, fmt.Sprintf("%d. %s", i+1, part.Title))
		for _, f := range part.Fields {
			d.printField(doc, f)
		}
	}
	if p.Name != nil && d.Reviewed != nil {
		d.printReview(doc)
	}
	return doc.Bytes()
}

// passage says what the plan has gone through, a line for each step.
func (d Document) passage(p Print) []string {
	if d.Submitted == nil {
		return []string{fmt.Sprintf("Version %d, as it stood on %s. Not submitted yet.", d.Version, day.Of(d.At))}
	}
	lines := []string{fmt.Sprintf("Version %d, submitted on %s by %s.", d.Version, day.Of(d.Submitted.At), p.who(*d.Submitted))}
	switch {
	case d.Reviewed == nil:
		lines = append(lines, "Waits for the review by a colleague.")
	case d.Reviewed.Agreed:
		lines = append(lines, fmt.Sprintf("Read and agreed on %s by %s.", day.Of(d.Reviewed.At), p.who(*d.Reviewed)))
	default:
		lines = append(lines, fmt.Sprintf("Returned to its authors on %s by %s.", day.Of(d.Reviewed.At), p.who(*d.Reviewed)))
	}
	return lines
}

// who is the person with the position of the day, or the position alone.
func (p Print) who(f Fact) string {
	if p.Name == nil {
		return "the " + f.Position
	}
	return p.Name(f.By) + ", " + f.Position
}

func (d Document) printField(doc *pdf.Document, f courses.WorkbookField) {
	doc.Heading(3, f.Label)
	body := pdf.Style{Size: 10.5}
	switch v := d.Entry(f.ID).Value; {
	case v.Empty():
		doc.Paragraph(empty, pdf.Style{Size: 10.5, Color: pdf.Muted})
	case f.Kind == courses.FieldText:
		doc.Paragraph(v.Text, body)
	case f.Kind == courses.FieldLines:
		doc.List(v.Lines, false, body)
	default:
		doc.Table(tableOf(f, v.In(f)))
	}
}

// How wide the table and its letters are at most, in mm: A4 lying with its margins, and 9.5 point.
const (
	tableWidth  = 261.0
	letterWidth = 2.2
	cellSides   = 4.0
)

// tableOf gives each column the room of its longest word, and shares what is left by how much stands in it.
func tableOf(f courses.WorkbookField, rows [][]string) pdf.Table {
	t := pdf.Table{Rows: rows, Style: pdf.Style{Size: 9.5}}
	left, sum := tableWidth, 0
	length := make([]int, len(f.Columns))
	for i, c := range f.Columns {
		longest := longestWord(c.Label)
		for _, row := range rows {
			longest = max(longest, longestWord(row[i]))
			length[i] += utf8.RuneCountInString(row[i])
		}
		t.Columns = append(t.Columns, pdf.Column{Title: c.Label, Weight: float64(longest)*letterWidth + cellSides})
		left -= t.Columns[i].Weight
		sum += length[i]
	}
	for i := range t.Columns {
		if left > 0 && sum > 0 {
			t.Columns[i].Weight += left * float64(length[i]) / float64(sum)
		}
	}
	return t
}

func longestWord(text string) int {
	n := 0
	for _, w := range strings.Fields(text) {
		n = max(n, utf8.RuneCountInString(w))
	}
	return min(n, 24) // what is longer is an address, and is cut
}

// printReview prints the answers, for the agency's own people.
func (d Document) printReview(doc *pdf.Document) {
	doc.Heading(2, "The review")
	t := pdf.Table{Style: pdf.Style{Size: 9.5}, Columns: []pdf.Column{
		{Title: "Question", Weight: 5}, {Title: "Answer", Weight: 1}, {Title: "Note", Weight: 4}}}
	answers := Sheet{Answers: d.Reviewed.Answers}
	for _, q := range d.Form.Review {
		a := answers.Answer(q.ID)
		t.Rows = append(t.Rows, []string{q.Question, map[Verdict]string{Yes: "Yes", NotYet: "Not yet"}[a.Verdict], a.Note})
	}
	doc.Table(t)
	if d.Reviewed.Note != "" {
		doc.Heading(3, "Note to the authors")
		doc.Paragraph(d.Reviewed.Note, pdf.Style{Size: 10.5})
	}
}
