package pdf

import "strconv"

// Span is a part of a paragraph in one style.
type Span struct {
	Text   string
	Bold   bool
	Italic bool
}

// Plain is a paragraph in one style.
func Plain(text string) []Span { return []Span{{Text: text}} }

// richText is a paragraph ready to be broken: its characters, and where each span ends.
type richText struct {
	runes  []rune
	widths []float64
	ends   []int // of the spans, in characters
	styles []Style
}

// layRich cleans and measures a paragraph.
func layRich(spans []Span, s Style) richText {
	var t richText
	for _, span := range spans {
		style := s
		style.Bold = s.Bold || span.Bold
		style.Italic = s.Italic || span.Italic
		runes := []rune(Clean(span.Text))
		if len(runes) == 0 {
			continue
		}
		t.runes = append(t.runes, runes...)
		t.widths = append(t.widths, advances(runes, style)...)
		t.ends = append(t.ends, len(t.runes))
		t.styles = append(t.styles, style)
	}
	return t
}

// richLine is a part of a paragraph, from start to end in characters.
type richLine struct {
	text       *richText
	start, end int
}

// richLines breaks spans into lines no wider than width mm; one at least.
func richLines(spans []Span, s Style, width float64) []richLine {
	t := layRich(spans, s)
	var lines []richLine
	limit := width * mm / s.size()
	for start := 0; start < len(t.runes); {
		end := fill(t.runes, t.widths, start, limit)
		l := richLine{&t, start, end}
		for l.start < l.end && t.runes[l.start] == ' ' {
			l.start++
		}
		for l.start < l.end && t.runes[l.end-1] == ' ' {
			l.end--
		}
		lines = append(lines, l)
		start = end
	}
	if len(lines) == 0 {
		lines = []richLine{{text: &t}}
	}
	return lines
}

func (l richLine) string() string { return string(l.text.runes[l.start:l.end]) }

// width is that of the line in mm.
func (l richLine) width(s Style) float64 {
	sum := 0.0
	for _, w := range l.text.widths[l.start:l.end] {
		sum += w
	}
	return sum * s.size() / mm
}

// richLineAt writes a line of a column whose upper left corner is (x, y).
func (d *Document) richLineAt(x, y, column float64, l richLine, s Style) {
	switch s.Align {
	case Centre:
		x += (column - l.width(s)) / 2
	case Right:
		x += column - l.width(s)
	}
	y += s.ascent(hasDz(l.string()))
	start := l.start
	for i, end := range l.text.ends {
		if end = min(end, l.end); end <= start {
			continue
		}
		style := l.text.styles[i]
		style.Align = Left
		x += d.text(x, y, string(l.text.runes[start:end]), style)
		start = end
	}
}

func richHeight(lines []richLine, s Style) float64 {
	height := 0.0
	for _, l := range lines {
		height += s.leading(hasDz(l.string()))
	}
	return height
}

// Rich writes a paragraph of spans, with after mm of room under it.
func (d *Document) Rich(spans []Span, s Style, after float64) {
	d.do(func() {
		lines := richLines(spans, s, d.room())
		if len(lines) > 1 && d.y+2*s.leading(false) > d.bottom { // no line alone at the foot
			d.startPage()
		}
		d.flowRich(lines, 0, s)
		d.y += after
	})
}

// RichHeading is a heading that stays with at least keep mm of what follows.
func (d *Document) RichHeading(text string, s Style, before, keep float64) {
	d.do(func() {
		if d.y > d.top+1 {
			d.y += before
		}
		lines := richLines(Plain(text), s, d.room())
		d.need(richHeight(lines, s) + keep)
		d.flowRich(lines, 0, s)
		d.y += before / 4
	})
}

// Item writes one item of a list indent mm to the right, behind its mark: a dot
// for number 0, none for a negative one.
func (d *Document) Item(number int, spans []Span, s Style, indent float64) {
	mark := "•"
	if number > 0 {
		mark = strconv.Itoa(number) + "."
	}
	d.do(func() {
		lines := richLines(spans, s, d.room()-indent)
		d.need(s.leading(hasDz(lines[0].string())))
		if number >= 0 {
			d.text(d.left()+indent-2, d.y+s.ascent(hasDz(lines[0].string())), mark, Style{Size: s.Size, Color: s.Color, Align: Right})
		}
		d.flowRich(lines, indent, s)
		d.y += s.leading(false) * 0.12
	})
}

// Ruled draws lines to write on, apart mm from one another.
func (d *Document) Ruled(count int, apart float64) {
	d.do(func() {
		for range count {
			d.need(apart)
			d.y += apart
			d.f.SetDrawColor(Muted.rgb())
			d.f.SetLineWidth(0.2)
			d.f.Line(d.left(), d.y, d.left()+d.room(), d.y)
		}
	})
}

// Begin moves what follows inset mm to the right until End, beside a bar that
// goes on from page to page.
func (d *Document) Begin(inset float64, bar Color) {
	d.do(func() { d.inset, d.side, d.barTop = inset, bar, d.y })
}

// End ends what Begin began, with after mm of room under it.
func (d *Document) End(after float64) {
	d.do(func() {
		d.drawBar()
		d.inset = 0
		d.y += after
	})
}

// drawBar draws the bar down to where the text stands.
func (d *Document) drawBar() {
	if d.inset == 0 || d.y <= d.barTop {
		return
	}
	d.f.SetDrawColor(d.side.rgb())
	d.f.SetLineWidth(0.7)
	d.f.Line(d.opt.Margin+0.8, d.barTop+0.5, d.opt.Margin+0.8, d.y-0.5)
}

// left and room are the left edge and the width of what flows.
func (d *Document) left() float64 { return d.opt.Margin + d.inset }
func (d *Document) room() float64 { return d.column() - d.inset }

// Room gives the width in mm of what flows.
func (d *Document) Room() float64 { return d.room() }

// Left gives the left edge in mm of what flows.
func (d *Document) Left() float64 { return d.left() }

// Pages gives how many pages there are so far.
func (d *Document) Pages() int {
	n := 0
	d.do(func() { n = d.f.PageCount() })
	return n
}

// flowRich writes lines under one another, on as many pages as they take.
func (d *Document) flowRich(lines []richLine, indent float64, s Style) {
	for _, l := range lines {
		leading := s.leading(hasDz(l.string()))
		d.need(leading)
		d.richLineAt(d.left()+indent, d.y, d.room()-indent, l, s)
		d.y += leading
	}
}
