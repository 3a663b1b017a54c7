package pdf

// Good is the green of what is done.
const Good Color = 0x1B6B45

// LineChart is a line over a few points, with the value of each in words above it, so that nothing depends on reading heights.
type LineChart struct {
	Title  string
	Points []LinePoint
}

// LinePoint is one point. Its value is 0 to 1; below 0 there is none, and the line has a gap.
type LinePoint struct {
	Label string // under the axis
	Value float64
	Text  string // the value in words
}

// LineChart draws c under what came before.
func (d *Document) LineChart(c LineChart) {
	const height, under, above = 38, 6, 6
	d.do(func() {
		s := Style{Size: 11, Bold: true}
		lines := paragraphLines(c.Title, s, d.column())
		d.need(linesHeight(lines, s) + height + under + above + 4)
		d.flow(lines, 0, s)
		d.y += above
		d.lineGround(d.y, height)
		d.linePoints(c.Points, d.y, height)
		d.y += height + under + 3
	})
}

// lineGround draws the lines at 0, 50 and 100 per cent.
func (d *Document) lineGround(top, height float64) {
	small := Style{Size: 8, Color: Muted, Align: Right}
	d.f.SetDrawColor(Hairline.rgb())
	d.f.SetLineWidth(0.2)
	for i, word := range []string{"100 %", "50 %", "0 %"} {
		y := top + height*float64(i)/2
		d.f.Line(d.opt.Margin+lineScale, y, d.w-d.opt.Margin, y)
		d.text(d.opt.Margin+lineScale-1.5, y+1, word, small)
	}
}

// lineScale is the room for the words of the scale, in mm.
const lineScale = 13

func (d *Document) linePoints(points []LinePoint, top, height float64) {
	if len(points) == 0 {
		return
	}
	step := (d.column() - lineScale) / float64(len(points))
	small := Style{Size: 8, Align: Centre}
	lastX, lastY, drawn := 0.0, 0.0, false
	for i, p := range points {
		x := d.opt.Margin + lineScale + step*(float64(i)+0.5)
		d.text(x, top+height+4, ellipsize(Clean(p.Label), small, step), Style{Size: 8, Align: Centre, Color: Muted})
		if p.Value < 0 {
			drawn = false
			continue
		}
		y := top + height*(1-min(p.Value, 1))
		if drawn {
			d.f.SetDrawColor(Maroon.rgb())
			d.f.SetLineWidth(0.6)
			d.f.Line(lastX, lastY, x, y)
		}
		d.f.SetFillColor(Maroon.rgb())
		d.f.Circle(x, y, 0.9, "F")
		d.text(x, y-1.8, Clean(p.Text), small)
		lastX, lastY, drawn = x, y, true
	}
}

// HeatTable is a table of shares: each cell says its value in words, on a ground that is the darker the greater it is.
type HeatTable struct {
	First   string // head of the column of names
	Columns []string
	Lines   []HeatLine
}

// HeatLine is one line.
type HeatLine struct {
	Name  string
	Cells []HeatCell
}

// HeatCell is one value. Shade is 0 to 1; below 0 there is none.
type HeatCell struct {
	Text  string
	Shade float64
}

// HeatTable draws t under what came before, with its head again on each page.
func (d *Document) HeatTable(t HeatTable) {
	d.do(func() {
		l := heatLayout{HeatTable: t, names: d.column() * 0.34}
		l.each = min((d.column()-l.names)/float64(max(1, len(t.Columns))), widestHeat)
		for _, title := range t.Columns {
			l.head = max(l.head, linesHeight(paragraphLines(title, heatHead(), l.each-2), heatHead()))
		}
		d.need(l.head + 20)
		d.heatHead(l)
		for _, line := range t.Lines {
			names := paragraphLines(line.Name, Style{Size: 9}, l.names-2)
			height := max(6, linesHeight(names, Style{Size: 9})+1.6)
			if d.y+height > d.bottom {
				d.startPage()
				d.heatHead(l)
			}
			d.heatLine(l, line, names, height)
		}
		d.y += 4
	})
}

// widestHeat keeps a table of one column from being a block of colour, in mm.
const widestHeat = 46

type heatLayout struct {
	HeatTable
	names, each, head float64
}

func heatHead() Style { return Style{Size: 8.5, Bold: true, Color: Maroon, Align: Centre} }

func (d *Document) heatHead(l heatLayout) {
	d.lineAt(d.opt.Margin, d.y, l.names, Clean(l.First), Style{Size: 8.5, Bold: true, Color: Maroon})
	for i, title := range l.Columns {
		y := d.y
		for _, line := range paragraphLines(title, heatHead(), l.each-2) {
			d.lineAt(d.opt.Margin+l.names+l.each*float64(i)+1, y, l.each-2, line, heatHead())
			y += heatHead().leading(hasDz(line))
		}
	}
	d.y += l.head + 1.5
	d.rowLine(Maroon, 0.4)
}

func (d *Document) heatLine(l heatLayout, line HeatLine, names []string, height float64) {
	y := d.y + 0.8
	for _, name := range names {
		d.lineAt(d.opt.Margin, y, l.names-2, name, Style{Size: 9})
		y += Style{Size: 9}.leading(hasDz(name))
	}
	for i, cell := range line.Cells {
		x := d.opt.Margin + l.names + l.each*float64(i)
		s := Style{Size: 9, Align: Centre}
		if cell.Shade >= 0 {
			d.f.SetFillColor(shade(min(cell.Shade, 1)).rgb())
			d.f.Rect(x+0.3, d.y+0.3, l.each-0.6, height-0.6, "F")
		}
		d.text(x+l.each/2, d.y+height/2+1.1, Clean(cell.Text), s)
	}
	d.y += height
	d.rowLine(Hairline, 0.2)
}

// shade mixes paper and green in ten steps, none so dark that ink on it could not be read (contrast over 5 to 1).
func shade(share float64) Color {
	step := int(share * 10)
	mix := func(from, to int) Color { return Color(from + (to-from)*step/10) }
	return mix(0xFB, 0x63)<<16 | mix(0xF8, 0xB0)<<8 | mix(0xF2, 0x88)
}
