package pdf

// Column is one column of a table.
type Column struct {
	Title  string
	Weight float64 // share of the table's width; zero counts as 1
	Align  Align
}

// Table is a table that may run over several pages, with its header on each.
type Table struct {
	Columns []Column
	Rows    [][]string // a row may be short; the cells it lacks stay empty
	Style   Style      // of the cells; size zero is 9.5 point

	// Strong makes these rows bold, by index: totals, for one.
	Strong map[int]bool
}

// Room around the text of a cell, in mm.
const (
	cellSide = 1.8
	cellTop  = 1.1
)

// tableLayout is a table with the places of its columns.
type tableLayout struct {
	Table
	x, width []float64
}

// Table draws t under what came before. A row that does not fit on the page
// goes to the next; one that is taller than a page is continued there.
func (d *Document) Table(t Table) {
	d.do(func() {
		if len(t.Columns) == 0 {
			return
		}
		l := d.layTable(t)
		header := make([]string, len(t.Columns))
		for i, c := range t.Columns {
			header[i] = c.Title
		}
		head := l.cells(header, l.headStyle())
		first := 0.0
		if len(t.Rows) > 0 {
			first = l.height(l.cells(t.Rows[0], t.Style), t.Style)
		}
		d.need(min(l.height(head, l.headStyle())+first, (d.bottom-d.opt.Margin)/2))
		d.tableHead(l, head)
		for i, row := range t.Rows {
			s := l.Style
			s.Bold = s.Bold || t.Strong[i]
			d.tableRow(l, l.cells(row, s), head, s)
		}
		d.y += 4
	})
}

func (d *Document) layTable(t Table) tableLayout {
	if t.Style.Size <= 0 {
		t.Style.Size = 9.5
	}
	l := tableLayout{Table: t}
	total := 0.0
	for _, c := range t.Columns {
		total += weight(c)
	}
	x := d.opt.Margin
	for _, c := range t.Columns {
		w := d.column() * weight(c) / total
		l.x = append(l.x, x)
		l.width = append(l.width, w)
		x += w
	}
	return l
}

func weight(c Column) float64 {
	if c.Weight <= 0 {
		return 1
	}
	return c.Weight
}

func (l tableLayout) headStyle() Style {
	return Style{Size: l.Style.Size, Bold: true, Color: Maroon}
}

// cells wraps the texts of one row.
func (l tableLayout) cells(row []string, s Style) [][]string {
	cells := make([][]string, len(l.Columns))
	for i := range cells {
		if i < len(row) {
			cells[i] = paragraphLines(row[i], s, l.width[i]-2*cellSide)
		}
	}
	return cells
}

// height is the height of a row in mm.
func (l tableLayout) height(cells [][]string, s Style) float64 {
	tallest := s.leading(false)
	for _, lines := range cells {
		tallest = max(tallest, linesHeight(lines, s))
	}
	return tallest + 2*cellTop
}

func linesHeight(lines []string, s Style) float64 {
	height := 0.0
	for _, line := range lines {
		height += s.leading(hasDz(line))
	}
	return height
}

// tableHead draws the header row on a tinted ground.
func (d *Document) tableHead(l tableLayout, head [][]string) {
	height := l.height(head, l.headStyle())
	d.f.SetFillColor(Paper.rgb())
	d.f.Rect(d.opt.Margin, d.y, d.column(), height, "F")
	d.drawCells(l, head, l.headStyle())
	d.y += height
	d.rowLine(Maroon, 0.4)
}

// tableRow draws a row, on the next page if it fits there and not here, in
// parts if it fits on none.
func (d *Document) tableRow(l tableLayout, cells, head [][]string, s Style) {
	height := l.height(cells, s)
	if d.y+height > d.bottom {
		whole := d.bottom - d.opt.Margin - l.height(head, l.headStyle()) - 12
		if height > whole && d.bottom-d.y > 20 {
			var rest [][]string
			cells, rest = splitCells(cells, s, d.bottom-d.y-2*cellTop)
			d.drawRow(l, cells, s)
			cells = rest
		}
		d.startPage()
		d.tableHead(l, head)
		for l.height(cells, s) > d.bottom-d.y {
			part, rest := splitCells(cells, s, d.bottom-d.y-2*cellTop)
			d.drawRow(l, part, s)
			cells = rest
			d.startPage()
			d.tableHead(l, head)
		}
	}
	d.drawRow(l, cells, s)
}

// splitCells cuts a row at height mm; at least one line goes into the first
// part, so that cutting always ends.
func splitCells(cells [][]string, s Style, height float64) (part, rest [][]string) {
	for _, lines := range cells {
		n, used := 0, 0.0
		for n < len(lines) && (n == 0 || used+s.leading(hasDz(lines[n])) <= height) {
			used += s.leading(hasDz(lines[n]))
			n++
		}
		part = append(part, lines[:n])
		rest = append(rest, lines[n:])
	}
	return part, rest
}

func (d *Document) drawRow(l tableLayout, cells [][]string, s Style) {
	d.drawCells(l, cells, s)
	d.y += l.height(cells, s)
	d.rowLine(Hairline, 0.2)
}

func (d *Document) drawCells(l tableLayout, cells [][]string, s Style) {
	for i, lines := range cells {
		s.Align = l.Columns[i].Align
		y := d.y + cellTop
		for _, line := range lines {
			d.lineAt(l.x[i]+cellSide, y, l.width[i]-2*cellSide, line, s)
			y += s.leading(hasDz(line))
		}
	}
}

func (d *Document) rowLine(c Color, thickness float64) {
	d.f.SetDrawColor(c.rgb())
	d.f.SetLineWidth(thickness)
	d.f.Line(d.opt.Margin, d.y, d.w-d.opt.Margin, d.y)
}
