package pdf

import "strconv"

// serifShare makes the letters of pictures smaller: they are drawn for the sans
// of a screen, and Noto Serif is wider.
const serifShare = 0.93

// Picture draws p with its upper left corner at (x, y), width mm wide, and gives
// its height. Grey draws it without colour.
func (d *Document) Picture(p *Picture, x, y, width float64, grey bool) float64 {
	scale := width / p.width
	height := p.height * scale
	page := matrix{scale, 0, 0, scale, x - p.minX*scale, y - p.minY*scale}
	d.do(func() {
		b := append(d.scratch[:0], "q "...)
		b = appendNumbers(b, 2, x*mm, (d.h-y-height)*mm, width*mm, height*mm)
		d.raw(append(b, "re W n"...))
		for _, s := range p.shapes {
			s.to = page.then(s.to)
			if s.path == nil {
				d.pictureText(s, grey)
			} else {
				d.pictureShape(s, grey)
			}
		}
		d.raw(append(d.scratch[:0], 'Q'))
		d.forgetFont()
	})
	return height
}

// forgetFont makes gofpdf write the next font: Q took it back to an earlier one.
func (d *Document) forgetFont() {
	if len(d.loaded) > 0 {
		d.f.SetFontSize(1)
	}
}

// shown is the colour of an ink on white, and whether it is drawn at all.
func (l svgLook) shown(of ink, share float64, grey bool) (rgb, bool) {
	share *= l.opacity
	if of.none || share <= 0 {
		return rgb{}, false
	}
	color := rgb{1, 1, 1}.blend(of.color, min(1, share))
	if grey {
		color = color.grey()
	}
	return color, true
}

// pictureShape writes one outline in points of the page.
func (d *Document) pictureShape(s shape, grey bool) {
	fill, filled := s.look.shown(s.look.fill, s.look.fillShare, grey)
	stroke, stroked := s.look.shown(s.look.stroke, s.look.strokeShare, grey)
	scale := s.to.scale() * mm
	stroked = stroked && s.look.strokeWidth > 0
	paint := "n"
	b := append(d.scratch[:0], "q "...)
	if filled {
		b = append(appendNumbers(b, 3, fill.r, fill.g, fill.b), "rg "...)
		paint = "f"
	}
	if stroked {
		b = append(appendNumbers(b, 3, stroke.r, stroke.g, stroke.b), "RG "...)
		b = append(appendNumbers(b, 3, s.look.strokeWidth*scale), "w "...)
		b = strconv.AppendInt(b, int64(s.look.cap), 10)
		b = append(b, " J "...)
		b = strconv.AppendInt(b, int64(s.look.join), 10)
		b = append(b, " j "...)
		if len(s.look.dash) > 0 {
			b = append(b, '[')
			for _, n := range s.look.dash {
				b = appendNumbers(b, 3, n*scale)
			}
			b = append(b, "] 0 d "...)
		}
		paint = map[bool]string{true: "B", false: "S"}[filled]
	}
	b = d.appendPath(b, s)
	d.raw(append(b, paint+" Q"...))
}

// appendPath writes the outline of a shape as path operators.
func (d *Document) appendPath(b []byte, s shape) []byte {
	for _, st := range s.path {
		n := map[byte]int{'m': 2, 'l': 2, 'c': 6}[st.op]
		for i := 0; i < n; i += 2 {
			x, y := s.to.apply(st.p[i], st.p[i+1])
			b = appendNumbers(b, 2, x*mm, (d.h-y)*mm)
		}
		b = append(b, st.op, ' ')
	}
	return b
}

// pictureText writes a text of a picture; turned text is written level in a
// turned system.
func (d *Document) pictureText(s shape, grey bool) {
	color, filled := s.look.shown(s.look.fill, s.look.fillShare, grey)
	if !filled {
		return
	}
	x, y := s.to.apply(s.x, s.y)
	style := Style{
		Size: s.look.fontSize * s.to.scale() * mm * serifShare, Bold: s.look.bold, Italic: s.look.italic, Align: s.look.align,
		Color: color.whole(),
	}
	turned := s.to.b != 0 || s.to.c != 0
	if turned {
		px, py, scale := x*mm, (d.h-y)*mm, s.to.scale()
		a, b2, c, d2 := s.to.a/scale, -s.to.b/scale, -s.to.c/scale, s.to.d/scale // PDF's y goes up
		b := append(d.scratch[:0], "q "...)
		b = appendNumbers(b, 5, a, b2, c, d2, px-a*px-c*py, py-b2*px-d2*py)
		d.raw(append(b, "cm"...))
	}
	d.text(x, y, Clean(s.text), style)
	if turned {
		d.raw(append(d.scratch[:0], 'Q'))
		d.forgetFont()
	}
}

// whole is the colour in the form of styles, where 0 is taken.
func (c rgb) whole() Color {
	of := func(v float64) Color { return Color(v*255 + 0.5) }
	return max(1, of(c.r)<<16|of(c.g)<<8|of(c.b))
}
