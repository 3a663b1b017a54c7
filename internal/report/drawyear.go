package report

import (
	"fmt"
	"strings"

	"lamtoen/internal/coverage"
	"lamtoen/internal/day"
	"lamtoen/internal/pdf"
)

// drawYear writes the yearly report.
func (s *Service) drawYear(d *pdf.Document, id string, a Ask, c *Content) {
	y := c.Year
	d.Heading(1, c.Title)
	period := fmt.Sprintf("%s to %s.", y.Period.From, y.Period.Until)
	if a.At < y.Period.Until {
		period += fmt.Sprintf(" This is how it stood on %s, before the year was over.", a.At)
	}
	d.Paragraph(period, body())
	basis(d, id, c)
	d.Heading(2, "The year in figures")
	var rows [][]string
	for i := range y.Courses {
		yc := &y.Courses[i]
		row := cellRow(yc.Title, yc.Total)
		if yc.Waits {
			row = []string{yc.Title + " (waits for its owner's approval: nobody must yet)"}
		}
		rows = append(rows, row)
	}
	d.Table(pdf.Table{Columns: cellColumns("Course"), Rows: rows})
	drawHeat(d, y)
	for i := range y.Courses {
		if yc := &y.Courses[i]; yc.Total.Bound() > 0 {
			drawYearCourse(d, yc)
		}
	}
	drawElsewhere(d, y)
	drawClauses(d, y)
	definitions(d)
	sources(d)
	s.proof(d, id, c)
}

// drawHeat sets courses and places side by side. Shades repeat what the numbers say, and groups of fewer than ten have none.
func drawHeat(d *pdf.Document, y *YearTexts) {
	var names []string
	cells := map[string]map[int]coverage.Cell{}
	take := func(course int, groups []Group) {
		for _, g := range groups {
			if cells[g.Name] == nil {
				cells[g.Name] = map[int]coverage.Cell{}
				names = append(names, g.Name)
			}
			cells[g.Name][course] = g.Cell
		}
	}
	for i := range y.Courses {
		take(i, y.Courses[i].Types)
	}
	for i := range y.Courses {
		take(i, y.Courses[i].Dzongkhags)
	}
	if len(names) == 0 {
		return
	}
	const most = 6 // columns that can be read
	for from := 0; from < len(y.Courses); from += most {
		part := y.Courses[from:min(from+most, len(y.Courses))]
		t := pdf.HeatTable{First: "Type of agency, dzongkhag"}
		for i := range part {
			t.Columns = append(t.Columns, part[i].Title)
		}
		for _, name := range names {
			line := pdf.HeatLine{Name: name}
			for i := range part {
				cell := cells[name][from+i]
				shade := -1.0
				if p, ok := cell.Percent(); ok {
					shade = float64(p) / 100
				}
				line.Cells = append(line.Cells, pdf.HeatCell{Text: rate(cell), Shade: shade})
			}
			t.Lines = append(t.Lines, line)
		}
		d.Heading(2, "Rate by type of agency and by dzongkhag")
		d.Paragraph("The darker, the more are complete. Groups of fewer than ten people have no shade. A dzongkhag has its gewogs in it; the row of the type has the dzongkhag offices alone.", soft())
		d.HeatTable(t)
	}
}

func drawYearCourse(d *pdf.Document, yc *YearCourse) {
	d.Need(130)
	d.Heading(1, yc.Title)
	d.Paragraph(fmt.Sprintf("Version %s.", yc.Version), soft())
	figure(d, yc.Total)
	states(d, yc.Total)
	trend(d, yc)
	groups := func(title string, first string, list []Group) {
		if len(list) == 0 {
			return
		}
		d.Heading(2, title)
		var rows [][]string
		for _, g := range list {
			name := g.Name
			if g.Agencies > 0 {
				name += fmt.Sprintf(" (%d)", g.Agencies)
			}
			rows = append(rows, cellRow(sentence(name), g.Cell))
		}
		d.Table(pdf.Table{Columns: cellColumns(first), Rows: rows})
	}
	if len(yc.Help) > 0 {
		d.Heading(2, "Agencies that need help first")
		d.Paragraph("By the number of people who are not complete, since help goes where it reaches most. This is no ranking of how well an agency works; agencies in which fewer than ten must are left out.", soft())
		var rows [][]string
		for _, g := range yc.Help {
			rows = append(rows, cellRow(g.Name, g.Cell))
		}
		d.Table(pdf.Table{Columns: cellColumns("Agency, with all below"), Rows: rows})
	}
	groups("By type of agency", "Type (agencies)", yc.Types)
	groups("By dzongkhag", "Dzongkhag, with its gewogs", yc.Dzongkhags)
	groups("By kind of employment", "Kind", yc.Kinds)
	groups("By sex, where the register says it", "Sex", yc.Sexes)
}

// states draws the groups of those who must as bars.
func states(d *pdf.Document, c coverage.Cell) {
	chart := pdf.BarChart{Title: "Where those who must be trained stand", Max: float64(c.Must)}
	for _, g := range append([]coverage.Group{coverage.GroupComplete}, missingGroups()...) {
		color := pdf.Maroon
		if g == coverage.GroupComplete {
			color = pdf.Good
		}
		chart.Bars = append(chart.Bars, pdf.Bar{Label: groupName(g), Value: float64(countOf(c, g)), Text: number(countOf(c, g)), Color: color})
	}
	d.BarChart(chart)
}

// trend draws the rate at the end of each month, with the numbers under it.
func trend(d *pdf.Document, yc *YearCourse) {
	if len(yc.Trend) < 2 {
		return
	}
	chart := pdf.LineChart{Title: "Month by month: complete of must, in per cent"}
	var rows [][]string
	for _, p := range yc.Trend {
		point := pdf.LinePoint{Label: shortMonth(p.At), Value: -1}
		if percent, ok := p.Cell.Percent(); ok {
			point.Value, point.Text = float64(percent)/100, p.Cell.Rate()
		}
		chart.Points = append(chart.Points, point)
		rows = append(rows, []string{p.At.String(), rate(p.Cell), number(p.Cell.Must), number(p.Cell.Complete), number(p.Cell.Missing()), number(p.Cell.NeverSignedIn), number(p.Cell.Overdue)})
	}
	d.LineChart(chart)
	d.Table(pdf.Table{Columns: cellColumns("As at"), Rows: rows, Style: pdf.Style{Size: 9}})
}

func shortMonth(at day.Date) string { return at.Start().In(day.Thimphu).Format("Jan") }

func drawElsewhere(d *pdf.Document, y *YearTexts) {
	d.Heading(1, "Schools and the community")
	if len(y.Elsewhere) == 0 {
		d.Paragraph("Nothing is counted here: courses for schools and the community are open to everybody, and no record is kept of who reads them.", body())
		return
	}
	d.Paragraph("Courses for schools and the community are open to everybody, and no record is kept of who reads them. What is counted is what groups and offices registered themselves.", body())
	var rows [][]string
	for _, c := range y.Elsewhere {
		rows = append(rows, []string{c.What, number(c.N)})
	}
	d.Table(pdf.Table{Columns: []pdf.Column{{Title: "In the year", Weight: 4}, {Title: "", Weight: 1, Align: pdf.Right}}, Rows: rows})
}

func drawClauses(d *pdf.Document, y *YearTexts) {
	if len(y.Clauses) == 0 {
		return
	}
	d.Heading(1, "Clauses of the policy that are carried out by training")
	var rows [][]string
	for _, c := range y.Clauses {
		rows = append(rows, []string{c.ID, c.Title, strings.Join(c.Courses, "; ")})
	}
	d.Table(pdf.Table{Columns: []pdf.Column{{Title: "Clause", Weight: 1.2}, {Title: "What it says", Weight: 3.2}, {Title: "Courses", Weight: 3.4}}, Rows: rows, Style: pdf.Style{Size: 9}})
}

func sources(d *pdf.Document) {
	d.Heading(2, "Where the figures come from")
	d.List([]string{
		"The register of the civil service, as offices reported it to the Royal Civil Service Commission: who served where on each day.",
		"The rules for mandatory training, with exemptions, leave and outages, each from its day.",
		"The record of training: facts that are only ever added, with the day on which they happened and the instant at which they were recorded.",
		"The courses as published, each version with its hash, and the clauses of the policy that they name.",
	}, false, body())
}
