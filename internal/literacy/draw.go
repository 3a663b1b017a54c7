package literacy

import (
	"fmt"
	"strconv"
	"strings"

	"lamtoen/internal/classes"
	"lamtoen/internal/day"
	"lamtoen/internal/pdf"
)

func soft() pdf.Style { return pdf.Style{Size: 9.5, Color: pdf.Muted} }

func body() pdf.Style { return pdf.Style{Size: 10.5} }

// draw makes the PDF. Its dates are those of the figures, never the clock's, so that it can be drawn again to the byte.
func draw(rec *Report, c *Content) ([]byte, error) {
	var marks []string
	if rec.Mark != "" {
		marks = append(marks, rec.Mark)
	}
	d := pdf.New(pdf.Options{Title: c.Title, Author: "Lamtoen", Reference: rec.ID, Created: c.Counted, Marks: marks, PageNumbers: true,
		Footer: fmt.Sprintf("%s · school year %s · as known on %s", rec.ID, c.Year, when(c))})
	d.Heading(1, c.Title)
	d.Paragraph("As known on "+when(c)+" in Thimphu. No pupil is named here or known by name to Lamtoen: a class is numbers on cards.", soft())
	headline(d, c)
	years(d, c)
	modules(d, c)
	table(d, "By dzongkhag and thromde", "Place", c.Places)
	placesChart(d, c)
	table(d, "By key stage", "Key stage", named(c.Stages, stageNames()))
	table(d, "By sector", "Sector", named(c.Sectors, map[string]string{"public": "Public schools", "private": "Private schools"}))
	modes(d, c)
	words(d)
	proof(d, rec)
	return d.Bytes()
}

func when(c *Content) string { return c.Counted.In(day.Thimphu).Format("2006-01-02 15:04") }

// number writes 12,340.
func number(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

const withheld = "withheld"

// Text writes a count.
func (c Count) Text() string {
	if c.Withheld {
		return withheld
	}
	return number(c.N)
}

// headline writes the figure of the nation large, with its words beside.
func headline(d *pdf.Document, c *Content) {
	n := c.Nation
	d.Need(22)
	y := d.Y()
	width := d.Text(d.Margin(), y+11, n.Reached.Text(), pdf.Style{Size: 30, Bold: true, Color: pdf.Maroon, Display: true})
	x := d.Margin() + max(width, 34) + 6
	page, _ := d.Size()
	words := fmt.Sprintf("of %s pupils in classes that were opened here have begun a module at least, and %s have finished one: %s classes in %s schools.",
		n.Pupils.Text(), n.Finished.Text(), number(n.Classes), number(n.Schools))
	if n.Reached.Withheld {
		words = fmt.Sprintf("How many pupils have begun a module is withheld. There are %s classes in %s schools.", number(n.Classes), number(n.Schools))
	}
	used := d.TextBox(x, y+1.5, page-d.Margin()-x, words, body())
	d.SetY(y + max(used+1.5, 14) + 3)
}

func right(title string, weight float64) pdf.Column {
	return pdf.Column{Title: title, Weight: weight, Align: pdf.Right}
}

func columns(first string) []pdf.Column {
	return []pdf.Column{{Title: first, Weight: 3}, right("Schools", 1), right("Classes", 1), right("Pupils", 1.2), right("Began a module", 1.3), right("Finished one", 1.3)}
}

func lineOf(name string, f Figures) []string {
	return []string{name, number(f.Schools), number(f.Classes), f.Pupils.Text(), f.Reached.Text(), f.Finished.Text()}
}

// table writes figures by name.
func table(d *pdf.Document, title, first string, lines []Line) {
	if len(lines) == 0 {
		return
	}
	d.Heading(2, title)
	var rows [][]string
	for _, l := range lines {
		rows = append(rows, lineOf(l.Name, l.Figures))
	}
	d.Table(pdf.Table{Columns: columns(first), Rows: rows, Style: pdf.Style{Size: 9}})
}

func stageNames() map[string]string {
	return map[string]string{"pp-iii": "PP to III", "iv-vi": "IV to VI", "vii-viii": "VII and VIII", "ix-xii": "IX to XII"}
}

// named gives lines the words of the report.
func named(lines []Line, words map[string]string) []Line {
	out := make([]Line, len(lines))
	for i, l := range lines {
		out[i] = l
		if word, ok := words[l.Key]; ok {
			out[i].Name = word
		}
	}
	return out
}

// years draws the trend: of how many pupils how many began.
func years(d *pdf.Document, c *Content) {
	if len(c.Years) < 2 {
		return
	}
	d.Heading(2, "School year by school year")
	chart := pdf.LineChart{Title: "Pupils who began a module, of all pupils in classes"}
	var rows [][]string
	for _, p := range c.Years {
		point := pdf.LinePoint{Label: p.Year, Value: -1}
		if !p.Reached.Withheld && !p.Pupils.Withheld && p.Pupils.N > 0 {
			point.Value, point.Text = float64(p.Reached.N)/float64(p.Pupils.N), number(p.Reached.N)+" of "+number(p.Pupils.N)
		}
		chart.Points = append(chart.Points, point)
		rows = append(rows, lineOf(p.Year, p.Figures))
	}
	d.LineChart(chart)
	d.Table(pdf.Table{Columns: columns("School year"), Rows: rows, Style: pdf.Style{Size: 9}})
}

// modules writes who began and finished each module, and what changed.
func modules(d *pdf.Document, c *Content) {
	if len(c.Modules) == 0 {
		return
	}
	d.Heading(2, "Modules, and what changed")
	d.Paragraph("Three questions are asked before each module and again after it. The figures are answers, of questions that were answered both times; where hands were counted in a room, the two rooms need not have been the same.", soft())
	chart := pdf.BarChart{Title: "Right answers before and after", Max: 1}
	var rows [][]string
	for _, m := range c.Modules {
		rows = append(rows, []string{m.Name, number(m.Classes), m.Begun.Text(), m.Done.Text(), ofText(m.Change, false), ofText(m.Change, true)})
		if ch := m.Change; ch.BeforeOf > 0 {
			chart.Bars = append(chart.Bars,
				pdf.Bar{Label: m.Name + ", before", Value: float64(ch.Before) / float64(ch.BeforeOf), Text: ofText(ch, false)},
				pdf.Bar{Label: m.Name + ", after", Value: float64(ch.After) / float64(ch.AfterOf), Text: ofText(ch, true), Color: pdf.Good})
		}
	}
	d.Table(pdf.Table{Columns: []pdf.Column{{Title: "Module", Weight: 3}, right("Classes", 1), right("Began", 1), right("Finished", 1.1), right("Right before", 1.5), right("Right after", 1.5)},
		Rows: rows, Style: pdf.Style{Size: 9}})
	if len(chart.Bars) > 0 {
		d.BarChart(chart)
	}
}

// ofText writes right answers of how many.
func ofText(c Change, after bool) string {
	n, of := c.Before, c.BeforeOf
	if after {
		n, of = c.After, c.AfterOf
	}
	switch {
	case c.Withheld:
		return withheld
	case of == 0:
		return "–"
	}
	return number(n) + " of " + number(of)
}

// placesChart draws the places that may be told, by how many pupils began.
func placesChart(d *pdf.Document, c *Content) {
	chart := pdf.BarChart{Title: "Pupils who began a module"}
	for _, p := range c.Places {
		if !p.Reached.Withheld {
			chart.Bars = append(chart.Bars, pdf.Bar{Label: p.Name, Value: float64(p.Reached.N), Text: number(p.Reached.N)})
		}
	}
	if len(chart.Bars) > 1 {
		d.BarChart(chart)
	}
}

// modes writes in how many classes each way of working was used.
func modes(d *pdf.Document, c *Content) {
	names := map[classes.Mode]string{classes.ModeOwn: "Each pupil on a device", classes.ModeShared: "Devices that go round", classes.ModeProjector: "Together before one screen",
		classes.ModePaper: "On paper", classes.ModePen: "From a pen drive"}
	d.Heading(2, "Ways of working")
	var rows [][]string
	for i, mode := range ModeNames() {
		rows = append(rows, []string{names[mode], number(c.Nation.Modes[i])})
	}
	d.Table(pdf.Table{Columns: []pdf.Column{{Title: "Way", Weight: 3}, right("Classes", 1)}, Rows: rows, Style: pdf.Style{Size: 9}})
}

func words(d *pdf.Document) {
	d.Heading(2, "What the words mean")
	var rows [][]string
	for _, w := range Definitions() {
		rows = append(rows, []string{w.Word, w.Meaning})
	}
	d.Table(pdf.Table{Columns: []pdf.Column{{Title: "Word", Weight: 1}, {Title: "Meaning", Weight: 4}}, Rows: rows, Style: pdf.Style{Size: 9}})
}

// Definition is a word of the report and what it means.
type Definition struct{ Word, Meaning string }

// Definitions are the words in which the figures are told.
func Definitions() []Definition {
	return []Definition{
		{"Class", "Opened by its teacher for a school year. A class that spans several key stages counts under its youngest."},
		{"Pupils", "Numbers on the cards of the classes; those who left before they began anything are not counted. Whoever moved to another class after they began counts in both."},
		{"Began a module", "Finished a lesson or answered a question of a module at least, on a device or on paper; where the whole class sat before one screen, the most hands that were up."},
		{"Finished", "Answered the whole quiz, and finished the lessons where these are done alone; before one screen, the most hands that were up after it."},
		{"Right before, right after", "Answers to the questions asked before and after a module, of those questions that were answered both times."},
		{"Withheld", fmt.Sprintf("The figure is of fewer than %d pupils, or would let such a figure be worked out by subtracting.", Small)},
		{"School year", "The school's own: schools in the highlands keep other days. A year's figures are kept when its pupils' rows are deleted, and stay the same."},
	}
}

func proof(d *pdf.Document, rec *Report) {
	d.Heading(2, "How to check this report")
	text := fmt.Sprintf("The figures used are kept with the report under its number %s, and the file can be drawn from them again, to the byte. "+
		"Pupils' rows are deleted when their school year is over, so what was known before cannot be counted again.", rec.ID)
	if rec.Origin != "" {
		text += " " + strings.TrimRight(rec.Origin, "/") + "/literacy/reports/" + rec.ID
	}
	d.Paragraph(text, body())
	d.Paragraph(fmt.Sprintf("Figures %s\nLayout %d, columns %s, program %s", rec.Figures, layout, SchemaVersion, rec.Program), pdf.Style{Size: 8, Color: pdf.Muted})
}
