package pdf

// Cell is one field of a grid: a picture, a text, or both, the picture above.
type Cell struct {
	Text    []Span
	Picture *Picture
	Height  float64 // of the picture in mm
}

// Grid is a table with lines round every field, to be read or filled in. Its
// head stands on each page that it takes.
type Grid struct {
	Weights []float64 // share of each column
	Head    []Cell    // nil: none
	Rows    [][]Cell
	Style   Style
	Empty   float64 // least height in mm of a row with a field to fill in
	Grey    bool    // pictures without colour
	Centre  bool    // fields are centred
}

// laidRow is a row with its lines broken.
type laidRow struct {
	cells  []Cell
	lines  [][]richLine
	height float64
	style  Style
}

// Grid draws g under what came before. A row that does not fit on the page goes
// to the next; rows are never cut, and so must be lower than a page.
func (d *Document) Grid(g Grid) {
	d.do(func() {
		widths := d.columnWidths(g)
		head := laidRow{}
		if g.Head != nil {
			s := g.Style
			s.Bold = true
			head = g.lay(g.Head, widths, s, 0)
		}
		for i, cells := range g.Rows {
			row := g.lay(cells, widths, g.Style, g.Empty)
			broken := d.y+row.height > d.bottom
			if i == 0 {
				d.need(head.height + row.height)
			} else {
				d.need(row.height)
			}
			if g.Head != nil && (i == 0 || broken) {
				d.gridRow(head, widths, g)
			}
			d.gridRow(row, widths, g)
		}
	})
}

// columnWidths shares the room by weight, and gives no column less than its
// longest word needs while the others can spare it.
func (d *Document) columnWidths(g Grid) []float64 {
	least := make([]float64, len(g.Weights))
	bold := g.Style
	bold.Bold = true
	for i, c := range g.Head {
		least[i] = longestWord(c.Text, bold)
	}
	for _, row := range g.Rows {
		for i, c := range row {
			least[i] = max(least[i], longestWord(c.Text, g.Style))
		}
	}
	widths := make([]float64, len(g.Weights))
	fixed := make([]bool, len(g.Weights))
	for range g.Weights { // each round fixes a column at its least, or is the last
		room, total := d.room(), 0.0
		for i, w := range g.Weights {
			if fixed[i] {
				room -= widths[i]
			} else {
				total += w
			}
		}
		again := false
		for i, w := range g.Weights {
			if fixed[i] {
				continue
			}
			widths[i] = max(room, 0) * w / total
			if need := min(least[i]+2*cellSide+0.1, d.room()/3); widths[i] < need {
				widths[i], fixed[i], again = need, true, true
				break
			}
		}
		if !again {
			break
		}
	}
	return widths
}

// longestWord is the width in mm of the longest part of a text without a space.
func longestWord(spans []Span, s Style) float64 {
	t := layRich(spans, s)
	longest, word := 0.0, 0.0
	for i, r := range t.runes {
		if r == ' ' {
			word = 0
			continue
		}
		word += t.widths[i]
		longest = max(longest, word)
	}
	return longest * s.size() / mm
}

// lay breaks the lines of a row.
func (g Grid) lay(cells []Cell, widths []float64, s Style, empty float64) laidRow {
	row := laidRow{cells: make([]Cell, len(widths)), lines: make([][]richLine, len(widths)), style: s}
	copy(row.cells, cells)
	for i, c := range row.cells {
		height := 0.0
		if c.Picture != nil {
			height = c.Height + cellTop
		}
		if len(c.Text) > 0 {
			row.lines[i] = richLines(c.Text, s, widths[i]-2*cellSide)
			height += richHeight(row.lines[i], s)
		} else if c.Picture == nil {
			height = max(height, empty)
		}
		row.height = max(row.height, height+2*cellTop)
	}
	return row
}

func (d *Document) gridRow(row laidRow, widths []float64, g Grid) {
	x := d.left()
	d.f.SetDrawColor(Muted.rgb())
	d.f.SetLineWidth(0.2)
	for _, w := range widths {
		d.f.Rect(x, d.y, w, row.height, "D")
		x += w
	}
	x = d.left()
	for i, c := range row.cells {
		y := d.y + cellTop
		if p := c.Picture; p != nil {
			wide := min(c.Height*p.width/p.height, widths[i]-2*cellSide)
			d.Picture(p, x+(widths[i]-wide)/2, y, wide, g.Grey)
			y += c.Height + cellTop
		}
		s := row.style
		if g.Centre {
			s.Align = Centre
		}
		for _, l := range row.lines[i] {
			d.richLineAt(x+cellSide, y, widths[i]-2*cellSide, l, s)
			y += s.leading(hasDz(l.string()))
		}
		x += widths[i]
	}
	d.y += row.height
}
