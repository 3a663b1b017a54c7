package pdf

import (
	"bytes"
	"strconv"
)

// Text writes one line with its baseline at y and gives its width in mm. The
// alignment says whether x is its left end, its middle or its right end.
func (d *Document) Text(x, y float64, text string, s Style) float64 {
	width := 0.0
	d.do(func() { width = d.text(x, y, Clean(text), s) })
	return width
}

// Measure gives the width in mm that Text would take.
func (d *Document) Measure(text string, s Style) float64 {
	width := 0.0
	d.do(func() { width = measure(Clean(text), s) })
	return width
}

// TextBox writes text wrapped to width mm with its first line under y, and gives
// the height used. Line breaks in the text are kept.
func (d *Document) TextBox(x, y, width float64, text string, s Style) float64 {
	height := 0.0
	d.do(func() {
		for _, l := range paragraphLines(text, s, width) {
			d.lineAt(x, y+height, width, l, s)
			height += s.leading(hasDz(l))
		}
	})
	return height
}

// Line draws a straight line, thickness in mm.
func (d *Document) Line(x1, y1, x2, y2, thickness float64, c Color) {
	d.do(func() {
		d.f.SetDrawColor(c.rgb())
		d.f.SetLineWidth(thickness)
		d.f.Line(x1, y1, x2, y2)
	})
}

// Box draws a rectangle filled with c.
func (d *Document) Box(x, y, width, height float64, c Color) {
	d.do(func() {
		d.f.SetFillColor(c.rgb())
		d.f.Rect(x, y, width, height, "F")
	})
}

// Frame draws the outline of a rectangle, thickness in mm.
func (d *Document) Frame(x, y, width, height, thickness float64, c Color) {
	d.do(func() {
		d.f.SetDrawColor(c.rgb())
		d.f.SetLineWidth(thickness)
		d.f.Rect(x, y, width, height, "D")
	})
}

// Ring draws the outline of a circle with radius mm around (x, y), thickness in
// mm.
func (d *Document) Ring(x, y, radius, thickness float64, c Color) {
	d.do(func() {
		d.f.SetDrawColor(c.rgb())
		d.f.SetLineWidth(thickness)
		d.f.Circle(x, y, radius, "D")
	})
}

// Fitted writes one line like Text, smaller where width mm are too few for it,
// and at the end shortened.
func (d *Document) Fitted(x, y, width float64, text string, s Style) {
	d.do(func() { d.fitted(x, y, text, s, width) })
}

// Link makes a rectangle of the page a link to url.
func (d *Document) Link(x, y, width, height float64, url string) {
	d.do(func() { d.f.LinkString(x, y, width, height, Clean(url)) })
}

// paragraphLines cleans and wraps each line of text.
func paragraphLines(text string, s Style, width float64) []string {
	var lines []string
	for _, part := range splitLines(text) {
		lines = append(lines, wrap(Clean(part), s, width)...)
	}
	return lines
}

// lineAt writes one clean line of a column whose upper left corner is (x, y).
func (d *Document) lineAt(x, y, width float64, text string, s Style) {
	switch s.Align {
	case Centre:
		x += width / 2
	case Right:
		x += width
	}
	d.text(x, y+s.ascent(hasDz(text)), text, s)
}

// text writes clean text and gives its width in mm.
func (d *Document) text(x, y float64, text string, s Style) float64 {
	l := layLine([]rune(text), s)
	size := s.size()
	width := l.width * size / mm
	switch s.Align {
	case Centre:
		x -= width / 2
	case Right:
		x -= width
	}
	for _, p := range l.pieces {
		if p.glyphs == nil {
			d.writeText(x, y, p, s)
		} else {
			d.drawOutlines(x, y, p, s)
			d.layOver(x, y, p, s)
		}
		x += p.width * size / mm
	}
	return width
}

// writeText lets gofpdf write a Latin run.
func (d *Document) writeText(x, y float64, p piece, s Style) {
	d.useFont(p.face, s.size())
	d.f.SetTextColor(s.Color.rgb())
	if !s.Italic {
		d.f.Text(x, y, string(p.text))
		return
	}
	const slant = 0.2 // about 11 degrees
	b := append(d.scratch[:0], "q 1 0 "...)
	b = appendNumbers(b, 3, slant, 1, -slant*(d.h-y)*mm, 0)
	d.raw(append(b, "cm"...))
	d.f.Text(x, y, string(p.text))
	d.raw(append(d.scratch[:0], 'Q'))
}

// drawOutlines fills a shaped run. Bold Dzongkha, for which there is no font,
// is drawn with a stroke round each glyph.
func (d *Document) drawOutlines(x, y float64, p piece, s Style) {
	b := appendColor(append(d.scratch[:0], "q "...), s.Color, "rg ")
	paint := "f"
	if s.Bold && p.face.advance == nil {
		b = appendColor(b, s.Color, "RG ")
		b = append(b, "1 j "...)
		b = appendNumbers(b, 1, p.face.upem/40)
		b = append(b, "w "...)
		paint = "B"
	}
	b = p.face.appendOutlines(b, p.glyphs, x*mm, (d.h-y)*mm, s.size()*p.face.scale, paint)
	d.raw(append(b, 'Q'))
}

// raw writes operators to the page and keeps their buffer for the next time.
func (d *Document) raw(operators []byte) {
	d.f.RawWriteBuf(bytes.NewReader(operators))
	d.scratch = operators
}

// layOver lays the characters of an outlined run invisibly over it, stretched
// to its width, so that it can be searched, copied and read aloud.
func (d *Document) layOver(x, y float64, p piece, s Style) {
	f := loaded().regular
	if !d.loaded[f.style] && d.loaded["B"] {
		f = loaded().bold // either does; a second font would only add weight
	}
	natural := 0.0
	for _, r := range p.text {
		natural += f.width(r)
	}
	if natural == 0 || p.width == 0 {
		return
	}
	d.useFont(f, s.size())
	stretch := strconv.FormatFloat(100*p.width/natural, 'f', 2, 64)
	open, end := "q 3 Tr ", "Q"
	if p.face == loaded().uchen {
		open, end = "/Span <</Lang (dz)>> BDC q 3 Tr ", "Q EMC" // for screen readers
	}
	d.f.RawWriteStr(open + stretch + " Tz")
	d.f.Text(x, y, string(p.text))
	d.f.RawWriteStr(end)
}

// useFont selects a Latin font and embeds it at its first use. gofpdf writes
// into the slice that it is given, so each document gets its own copy.
func (d *Document) useFont(f *face, size float64) {
	if !d.loaded[f.style] {
		d.f.AddUTF8FontFromBytes(family, f.style, bytes.Clone(f.ttf))
		d.loaded[f.style] = true
	}
	d.f.SetFont(family, f.style, size)
}

// appendColor writes c as the operands of a colour operator.
func appendColor(b []byte, c Color, operator string) []byte {
	r, g, bl := c.rgb()
	b = appendNumbers(b, 3, float64(r)/255, float64(g)/255, float64(bl)/255)
	return append(b, operator...)
}
