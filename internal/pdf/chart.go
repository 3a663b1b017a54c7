package pdf

// BarChart is a chart of horizontal bars, one under the other. The text at each
// bar says its value, so that nothing depends on reading lengths or colours.
type BarChart struct {
	Title string
	Max   float64 // value of a full bar; zero means the greatest of the bars
	Bars  []Bar
}

// Bar is one bar.
type Bar struct {
	Label string
	Value float64
	Text  string // the value in words, for example "27 of 35"
	Color Color  // zero is maroon
}

// BarChart draws c under what came before.
func (d *Document) BarChart(c BarChart) {
	d.do(func() {
		if c.Title != "" {
			s := Style{Size: 11, Bold: true}
			lines := paragraphLines(c.Title, s, d.column())
			d.need(linesHeight(lines, s) + 24)
			d.flow(lines, 0, s)
			d.y += 1.5
		}
		full := c.Max
		for _, b := range c.Bars {
			if c.Max <= 0 {
				full = max(full, b.Value)
			}
		}
		for _, b := range c.Bars {
			d.bar(b, full)
		}
		d.y += 3
	})
}

// bar draws one bar: label to the left, value to the right.
func (d *Document) bar(b Bar, full float64) {
	const gap, thick = 3, 5
	s := Style{Size: 9.5}
	labels := d.column() * 0.34
	values := d.column() * 0.16
	lines := paragraphLines(b.Label, s, labels-gap)
	height := max(linesHeight(lines, s), thick) + 2
	d.need(height)

	y := d.y + (height-linesHeight(lines, s))/2
	for _, line := range lines {
		d.lineAt(d.opt.Margin, y, labels-gap, line, s)
		y += s.leading(hasDz(line))
	}
	x, room := d.opt.Margin+labels, d.column()-labels-values-gap
	top := d.y + (height-thick)/2
	d.f.SetFillColor(Hairline.rgb())
	d.f.Rect(x, top, room, thick, "F")
	if share := clampShare(b.Value, full); share > 0 {
		color := b.Color
		if color == 0 {
			color = Maroon
		}
		d.f.SetFillColor(color.rgb())
		d.f.Rect(x, top, room*share, thick, "F")
	}
	s.Bold = true
	middle := d.y + height/2 + s.size()*0.35/mm
	d.text(x+room+gap, middle, ellipsize(Clean(b.Text), s, values), s)
	d.y += height
}

// clampShare gives value/full within 0 and 1; anything that is no number is 0.
func clampShare(value, full float64) float64 {
	if !(full > 0) || !(value > 0) {
		return 0
	}
	return min(value/full, 1)
}
