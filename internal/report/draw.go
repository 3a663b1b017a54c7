package report

import (
	"fmt"
	"strings"

	"lamtoen/internal/coverage"
	"lamtoen/internal/day"
	"lamtoen/internal/pdf"
)

// soft is the style of what stands beside the text.
func soft() pdf.Style { return pdf.Style{Size: 9.5, Color: pdf.Muted} }

// body is the style of running text.
func body() pdf.Style { return pdf.Style{Size: 10.5} }

// draw makes the PDF. Its dates are those of the report, never the clock's, so that it can be made again to the byte.
func (s *Service) draw(id string, a Ask, c *Content) ([]byte, error) {
	var marks []string
	if s.settings.Mark != "" {
		marks = append(marks, s.settings.Mark)
	}
	d := pdf.New(pdf.Options{Title: c.Title, Author: "Royal Civil Service Commission", Reference: id, Created: a.Known, Marks: marks, PageNumbers: true,
		Footer: fmt.Sprintf("%s · as at %s · as known on %s", id, a.At, when(a.Known))})
	s.letterhead(d)
	if c.Letter != nil {
		s.drawLetter(d, id, a, c)
	} else {
		s.drawYear(d, id, a, c)
	}
	return d.Bytes()
}

// letterhead writes the heading of the Commission in both languages.
func (s *Service) letterhead(d *pdf.Document) {
	width, _ := d.Size()
	top := d.Y()
	d.Knot(d.Margin()+8, top+8.5, 15, pdf.Maroon)
	y := top
	for i, line := range pdf.Letterhead() {
		size := 10.5
		if i == len(pdf.Letterhead())-1 {
			size = 13
		}
		y += d.TextBox(d.Margin()+20, y, width-2*d.Margin()-20, line.Dz, pdf.Style{Size: size, Color: pdf.Maroon})
		y += d.TextBox(d.Margin()+20, y, width-2*d.Margin()-20, line.En, pdf.Style{Size: size, Bold: true, Color: pdf.Maroon})
	}
	d.SetY(max(y, top+15) + 2)
	d.Rule()
}

// basis says what the figures rest on: the days, the register and whom they count.
func basis(d *pdf.Document, id string, c *Content) {
	register := number(c.Register.People) + " people with a post"
	if !c.Register.Changed.IsZero() {
		days := int(c.At.End().Sub(day.Of(c.Register.Changed).Start()).Hours() / 24)
		register += fmt.Sprintf("; last changed on %s, %s", day.Of(c.Register.Changed), daysBefore(days))
	}
	rows := [][]string{
		{"Report", id}, {"As at", c.At.String() + ", to its end in Thimphu"}, {"As known on", when(c.Known) + " in Thimphu"},
		{"Register", register}, {"Counted", sentence(listed(c.Kinds))},
	}
	d.Table(pdf.Table{Columns: []pdf.Column{{Title: "What this rests on", Weight: 1}, {Title: "", Weight: 4}}, Rows: rows, Style: pdf.Style{Size: 9.5}})
}

func daysBefore(n int) string {
	switch {
	case n < 0:
		return "after that day"
	case n == 0:
		return "the same day"
	case n == 1:
		return "1 day before"
	}
	return fmt.Sprintf("%d days before", n)
}

// listed joins words as people read them: a, b and c.
func listed(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

func sentence(s string) string {
	if s == "" {
		return "Nobody: no rule is in force on the day"
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// figure writes the figure of one course large, with its words beside.
func figure(d *pdf.Document, c coverage.Cell) {
	d.Need(20)
	y := d.Y()
	width := d.Text(d.Margin(), y+11, rate(c), pdf.Style{Size: 30, Bold: true, Color: pdf.Maroon, Display: true})
	x := d.Margin() + max(width, 34) + 6
	page, _ := d.Size()
	words := fmt.Sprintf("%s of %s who must be trained are complete; %s are not.", number(c.Complete), number(c.Must), number(c.Missing()))
	var beside []string
	for _, part := range []struct {
		n    int
		word string
	}{{c.Overdue, "overdue"}, {c.Expiring, "complete and ending within 60 days"}, {c.UnderReview, "under review"}} {
		if part.n > 0 {
			beside = append(beside, number(part.n)+" "+part.word)
		}
	}
	if len(beside) > 0 {
		words += " Among them: " + listed(beside) + "."
	}
	var apart []string
	if c.OnLeave > 0 {
		apart = append(apart, number(c.OnLeave)+" on leave")
	}
	if c.Exempt > 0 {
		apart = append(apart, number(c.Exempt)+" exempt")
	}
	if len(apart) > 0 {
		words += " Beside them, " + listed(apart) + "."
	}
	used := d.TextBox(x, y+1.5, page-d.Margin()-x, words, body())
	d.SetY(y + max(used+1.5, 14) + 3)
}

// cellColumns are those of a table of figures, behind the column of names.
func cellColumns(first string) []pdf.Column {
	right := func(title string, weight float64) pdf.Column {
		return pdf.Column{Title: title, Weight: weight, Align: pdf.Right}
	}
	return []pdf.Column{{Title: first, Weight: 3.4}, right("Rate", 1.1), right("Must", 1), right("Complete", 1.2), right("Not complete", 1.3),
		right("Never signed in", 1.3), right("Overdue", 1.1)}
}

func cellRow(name string, c coverage.Cell) []string {
	return []string{name, rate(c), number(c.Must), number(c.Complete), number(c.Missing()), number(c.NeverSignedIn), number(c.Overdue)}
}

// definitions prints the words and their meaning.
func definitions(d *pdf.Document) {
	d.Heading(2, "What the words mean")
	var rows [][]string
	for _, one := range Definitions() {
		rows = append(rows, []string{one.Word, one.Meaning})
	}
	d.Table(pdf.Table{Columns: []pdf.Column{{Title: "Word", Weight: 1}, {Title: "Meaning", Weight: 4}}, Rows: rows, Style: pdf.Style{Size: 9}})
}

// proof says how anybody can check the report.
func (s *Service) proof(d *pdf.Document, id string, c *Content) {
	d.Heading(2, "How to check this report")
	text := fmt.Sprintf("Every figure is worked out from records that are only ever added to. With the number %s it can be made again, to the byte, from what was "+
		"known on %s, and set beside what has become known since", id, when(c.Known))
	if s.settings.Origin != "" {
		text += ": " + s.settings.Origin + "/reports/" + id
	}
	d.Paragraph(text+".", body())
	inputs, err := c.canonical()
	if err != nil {
		return // Make has refused it before
	}
	d.Paragraph("Figures "+sum(inputs)+"\nDefinitions "+definitionsHash()+fmt.Sprintf("\nLayout %d, columns %s, program %s", layout, coverage.SchemaVersion, s.settings.Program),
		pdf.Style{Size: 8, Color: pdf.Muted})
}
