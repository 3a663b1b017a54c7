package pdf

import (
	"errors"
	"strings"
	"time"
)

// ClassCertificates are certificates of a module for the pupils of a class. They
// bear no name, no number and no code: the teacher writes the name by hand, and
// nothing is registered.
type ClassCertificates struct {
	School, SchoolDz string
	Class, Year      string
	Module           string
	Count            int
	Two              bool     // on a page, to be cut; else each fills its page
	Marks            []string // warnings such as "Draft", small on each

	Author  string
	Created time.Time // part of the bytes, and so never the clock
}

// Pages is how many pages they take.
func (c ClassCertificates) Pages() int {
	if c.Two {
		return (c.Count + 1) / 2
	}
	return c.Count
}

// Draw draws them. Lines are thin and nothing is filled: schools copy them.
func (c ClassCertificates) Draw() ([]byte, error) {
	if strings.TrimSpace(c.Module) == "" || strings.TrimSpace(c.Class) == "" || c.Count < 1 {
		return nil, errors.New("pdf: class certificates need a class, a module and a count")
	}
	d := New(Options{Title: "Class certificates: " + c.Module + ", " + c.Class, Author: c.Author, Created: c.Created, Landscape: !c.Two, Spare: true})
	for i := range c.Count {
		first := !c.Two || i%2 == 0
		if i > 0 && first {
			d.NewPage()
		}
		half := d.h / 2
		switch {
		case !c.Two:
			d.classCertificate(c, place{0, 0, 1})
		case first:
			d.classCertificate(c, place{0, 0, d.w / 297})
			d.cutLine(half)
		default:
			d.classCertificate(c, place{0, half, d.w / 297})
		}
	}
	return d.Bytes()
}

// cutLine shows at both edges where to cut.
func (d *Document) cutLine(y float64) {
	d.Line(0, y, 6, y, 0.15, Muted)
	d.Line(d.w-6, y, d.w, y, 0.15, Muted)
}

// place is where something designed for A4 landscape is drawn: its upper left
// corner, and its size as a share of that page.
type place struct{ x, y, scale float64 }

func (p place) at(x, y float64) (float64, float64) { return p.x + x*p.scale, p.y + y*p.scale }

// classLine is a line of the certificate in the middle, its baseline in mm of
// A4 landscape.
type classLine struct {
	y    float64
	text string
	size float64
	bold bool
	grey bool
}

// classCertificate draws one.
func (d *Document) classCertificate(c ClassCertificates, p place) {
	frame := func(inset, thickness float64, color Color) {
		x, y := p.at(inset, inset)
		d.Frame(x, y, (297-2*inset)*p.scale, (210-2*inset)*p.scale, thickness*p.scale, color)
	}
	frame(11, 0.5, Ink)
	frame(13, 0.2, Muted)
	for _, corner := range [][2]float64{{23, 23}, {274, 23}, {23, 187}, {274, 187}} {
		x, y := p.at(corner[0], corner[1])
		d.Knot(x, y, 10*p.scale, Muted)
	}
	of := "of class " + c.Class
	if c.Year != "" {
		of += ", " + c.Year + ","
	}
	for _, l := range []classLine{
		{y: 31, text: c.SchoolDz, size: 15},
		{y: 40, text: c.School, size: 17, bold: true},
		{y: 61, text: certificateDz, size: 27},
		{y: 73, text: certificateEn, size: 22},
		{y: 86, text: "This certifies that", size: 13, grey: true},
		{y: 118, text: of, size: 14},
		{y: 126, text: "has completed the module", size: 13, grey: true},
		{y: 141, text: c.Module, size: 24, bold: true},
		{y: 155, text: strings.Join(c.Marks, " · "), size: 10, grey: true},
	} {
		d.classCertificateLine(l, p)
	}
	d.toWrite(p, 70, 157, 104, "Name")
	d.toWrite(p, 40, 52, 175, "Date")
	d.toWrite(p, 104, 76, 175, "Teacher")
	d.toWrite(p, 192, 65, 175, "Head of the school")
	x, y := p.at(certMiddle, 192)
	d.Fitted(x, y, 200*p.scale, "Given by the class. It bears no number and is kept in no register.", Style{Size: max(9*p.scale, 6.5), Color: Muted, Align: Centre})
}

func (d *Document) classCertificateLine(l classLine, p place) {
	s := Style{Size: l.size * p.scale, Bold: l.bold, Align: Centre}
	if l.grey {
		s.Color = Muted
	}
	x, y := p.at(certMiddle, l.y)
	d.Fitted(x, y, 226*p.scale, l.text, s)
}

// toWrite draws a line to write on, with what belongs there under it.
func (d *Document) toWrite(p place, left, width, y float64, what string) {
	x1, line := p.at(left, y)
	d.Line(x1, line, x1+width*p.scale, line, 0.25, Ink)
	d.Text(x1+width*p.scale/2, line+5*p.scale, what, Style{Size: max(9*p.scale, 6.5), Color: Muted, Align: Centre})
}
