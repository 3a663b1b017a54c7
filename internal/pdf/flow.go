package pdf

import (
	"strconv"
	"strings"
)

// Flowing blocks follow one another down the page and on to the next.

// Heading writes a heading; level 1 is the largest, 3 the smallest. It stays on
// one page with the first lines of what follows.
func (d *Document) Heading(level int, text string) {
	s := Style{Size: 12, Bold: true, Color: Maroon}
	switch {
	case level <= 1:
		s.Size = 20
	case level == 2:
		s.Size = 15
	}
	d.do(func() {
		if d.y > d.opt.Margin+1 {
			d.y += s.size() * 0.5 / mm
		}
		lines := paragraphLines(text, s, d.column())
		d.need(float64(len(lines))*s.leading(hasDz(text)) + 16)
		d.flow(lines, 0, s)
		d.y += s.size() * 0.25 / mm
	})
}

// Paragraph writes wrapped text and a little room under it. Line breaks in the
// text are kept.
func (d *Document) Paragraph(text string, s Style) {
	d.do(func() {
		d.flow(paragraphLines(text, s, d.column()), 0, s)
		d.y += s.leading(false) * 0.5
	})
}

// List writes items with a dot before each, or with numbers.
func (d *Document) List(items []string, numbered bool, s Style) {
	const indent = 7
	d.do(func() {
		for i, item := range items {
			mark := "•"
			if numbered {
				mark = strconv.Itoa(i+1) + "."
			}
			lines := paragraphLines(item, s, d.column()-indent)
			d.need(s.leading(hasDz(lines[0])))
			d.text(d.opt.Margin, d.y+s.ascent(hasDz(lines[0])), mark, Style{Size: s.Size, Color: Maroon})
			d.flow(lines, indent, s)
			d.y += s.leading(false) * 0.2
		}
		d.y += s.leading(false) * 0.3
	})
}

// Rule draws a thin line across the column.
func (d *Document) Rule() {
	d.do(func() {
		d.need(4)
		d.f.SetDrawColor(Hairline.rgb())
		d.f.SetLineWidth(0.3)
		d.f.Line(d.opt.Margin, d.y+1, d.w-d.opt.Margin, d.y+1)
		d.y += 4
	})
}

// Space leaves height mm free.
func (d *Document) Space(height float64) { d.do(func() { d.y += height }) }

// Need begins a new page unless height mm are left on this one, so that what is
// drawn next stays together.
func (d *Document) Need(height float64) { d.do(func() { d.need(height) }) }

// Y gives the place of the next flowing block, for drawing beside it.
func (d *Document) Y() float64 { return d.y }

// SetY moves the place of the next flowing block.
func (d *Document) SetY(y float64) { d.y = y }

func (d *Document) column() float64 { return d.w - 2*d.opt.Margin }

func (d *Document) need(height float64) {
	if d.y+height > d.bottom {
		d.startPage()
	}
}

// flow writes lines under one another, on as many pages as they take.
func (d *Document) flow(lines []string, indent float64, s Style) {
	for _, l := range lines {
		leading := s.leading(hasDz(l))
		d.need(leading)
		d.lineAt(d.opt.Margin+indent, d.y, d.column()-indent, l, s)
		d.y += leading
	}
}

// marksBand draws the warnings in a band and gives the y of its lower edge.
func (d *Document) marksBand(marks []string, x, y, width float64) float64 {
	s := Style{Size: 10, Color: Warning, Align: Centre}
	if d.opt.Spare {
		s.Color = Ink
	}
	lines := paragraphLines(strings.Join(marks, "  ·  "), s, width-8)
	height := 1.6
	for _, l := range lines {
		height += s.leading(hasDz(l))
	}
	if d.opt.Spare {
		d.f.SetDrawColor(Ink.rgb())
		d.f.SetLineWidth(0.3)
		d.f.Rect(x, y, width, height, "D")
	} else {
		d.f.SetFillColor(0xFF, 0xF3, 0xD6)
		d.f.Rect(x, y, width, height, "F")
		d.f.SetFillColor(Saffron.rgb())
		d.f.Rect(x, y, 1.2, height, "F")
	}
	top := y + 0.8
	for _, l := range lines {
		d.lineAt(x+4, top, width-8, l, s)
		top += s.leading(hasDz(l))
	}
	return y + height
}

// splitLines splits text at line breaks of any system.
func splitLines(text string) []string {
	return strings.Split(strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n"), "\n")
}
