package pdf

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
)

// Picture is a drawing read from SVG, ready to be drawn in any document. It is
// immutable and safe for concurrent use.
type Picture struct {
	minX, minY, width, height float64 // of the view box, in the drawing's unit
	shapes                    []shape
}

// shape is one outline or one text of a picture, in its own coordinates.
type shape struct {
	to   matrix // its coordinates to those of the view box
	look svgLook
	path []step // nil: a text
	text string
	x, y float64 // of the text
}

// svgReader reads one drawing.
type svgReader struct {
	picture  *Picture
	patterns map[string]rgb // the mean colour of each pattern
	defs     int            // how many <defs> the reader is within
	pattern  string         // id of the pattern that it is within
	inks     []inkArea      // what that pattern holds so far
}

// inkArea is a rectangle of a pattern.
type inkArea struct {
	color rgb
	area  float64
}

// frame is an open element: what its children inherit.
type frame struct {
	name string
	to   matrix
	look svgLook
	x, y float64
	text *strings.Builder // of <text>
}

// ParseSVG reads the part of SVG 1.1 that course pictures are drawn in: svg, g,
// rect, circle, ellipse, line, polyline, polygon, path and text, with
// transforms, fill, stroke, dashes and opacity, which is blended with white; a
// pattern is filled with its mean colour. Whatever else a drawing holds is an
// error that names the file and the element, so that nothing is left out of a
// print without a word.
func ParseSVG(name string, data []byte) (*Picture, error) {
	r := &svgReader{picture: &Picture{}, patterns: map[string]rgb{}}
	if err := r.read(xml.NewDecoder(bytes.NewReader(data))); err != nil {
		return nil, fmt.Errorf("pdf: %s: %w", name, err)
	}
	if r.picture.width <= 0 || r.picture.height <= 0 {
		return nil, fmt.Errorf("pdf: %s: <svg> has no viewBox", name)
	}
	return r.picture, nil
}

// Size gives the width and the height of the drawing in its own unit.
func (p *Picture) Size() (width, height float64) { return p.width, p.height }

func (r *svgReader) read(decoder *xml.Decoder) error {
	open := []frame{{to: identity(), look: plainLook()}}
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("not well-formed SVG: %w", err)
		}
		top := &open[len(open)-1]
		switch t := token.(type) {
		case xml.StartElement:
			f, err := r.enter(t, *top)
			if err != nil {
				return fmt.Errorf("<%s>: %w", t.Name.Local, err)
			}
			open = append(open, f)
		case xml.CharData:
			if top.text != nil {
				top.text.Write(t)
			} else if strings.TrimSpace(string(t)) != "" && !describes(top.name) {
				return fmt.Errorf("<%s>: text outside <text>", top.name)
			}
		case xml.EndElement:
			if err := r.leave(*top); err != nil {
				return fmt.Errorf("<%s>: %w", t.Name.Local, err)
			}
			open = open[:len(open)-1]
		}
	}
}

// describes tells that an element says what a picture shows and draws nothing.
func describes(name string) bool { return name == "title" || name == "desc" || name == "metadata" }

// enter reads one element and draws what needs no closing tag.
func (r *svgReader) enter(e xml.StartElement, in frame) (frame, error) {
	f := frame{name: e.Name.Local, to: in.to, look: in.look}
	if describes(in.name) || describes(f.name) {
		f.name = "desc"
		return f, nil
	}
	if in.text != nil {
		return f, errors.New("parts of a text are not supported; write it as several <text>")
	}
	a := attributes{values: map[string]string{}}
	for _, at := range e.Attr {
		a.values[at.Name.Local] = at.Value
	}
	move, err := parseTransform(a.values["transform"])
	if err != nil {
		return f, err
	}
	f.to = in.to.then(move)
	if err := f.look.read(&a, r.patterns); err != nil {
		return f, err
	}
	switch f.name {
	case "svg":
		r.viewBox(&a)
	case "g":
	case "defs":
		r.defs++
	case "pattern":
		r.pattern, r.inks = a.values["id"], nil
	case "text":
		f.x, f.y, f.text = a.number("x", 0), a.number("y", 0), &strings.Builder{}
	default:
		path, err := outline(f.name, &a)
		if err != nil {
			return f, err
		}
		r.add(f, path, &a)
	}
	return f, a.err
}

// add keeps a shape of the picture or, within a pattern, its colour.
func (r *svgReader) add(f frame, path []step, a *attributes) {
	switch {
	case r.pattern != "":
		if !f.look.fill.none {
			r.inks = append(r.inks, inkArea{f.look.fill.color, a.number("width", 1) * a.number("height", 1)})
		}
	case r.defs == 0 && len(path) > 0:
		r.picture.shapes = append(r.picture.shapes, shape{to: f.to, look: f.look, path: path})
	}
}

// leave draws a text once it is whole and mixes a pattern.
func (r *svgReader) leave(f frame) error {
	switch f.name {
	case "defs":
		r.defs--
	case "pattern":
		r.patterns[r.pattern] = mix(r.inks)
		r.pattern = ""
	case "text":
		text := strings.Join(strings.Fields(f.text.String()), " ")
		if strings.ContainsRune(Clean(text), replacement) {
			return fmt.Errorf("no font has every letter of %q; draw the sign, or write a word", text)
		}
		if text != "" {
			r.picture.shapes = append(r.picture.shapes, shape{to: f.to, look: f.look, text: text, x: f.x, y: f.y})
		}
	}
	return nil
}

// mix lays the later rectangles of a pattern over the first, which is its ground.
func mix(inks []inkArea) rgb {
	if len(inks) == 0 {
		return rgb{1, 1, 1}
	}
	mean := inks[0].color
	for _, ink := range inks[1:] {
		mean = mean.blend(ink.color, min(1, ink.area/inks[0].area))
	}
	return mean
}

// viewBox reads the size of the drawing.
func (r *svgReader) viewBox(a *attributes) {
	p := r.picture
	if box := a.values["viewBox"]; box != "" {
		if n := a.list("viewBox"); len(n) == 4 {
			p.minX, p.minY, p.width, p.height = n[0], n[1], n[2], n[3]
			return
		}
	}
	p.width, p.height = a.number("width", 0), a.number("height", 0)
}

// matrix is an affine map as SVG writes it: x' = a x + c y + e, y' = b x + d y + f.
type matrix struct{ a, b, c, d, e, f float64 }

func identity() matrix { return matrix{a: 1, d: 1} }

// then is the map that does inner first and m after it.
func (m matrix) then(inner matrix) matrix {
	return matrix{
		a: m.a*inner.a + m.c*inner.b, b: m.b*inner.a + m.d*inner.b,
		c: m.a*inner.c + m.c*inner.d, d: m.b*inner.c + m.d*inner.d,
		e: m.a*inner.e + m.c*inner.f + m.e, f: m.b*inner.e + m.d*inner.f + m.f,
	}
}

func (m matrix) apply(x, y float64) (float64, float64) {
	return m.a*x + m.c*y + m.e, m.b*x + m.d*y + m.f
}

// scale is how much longer the map makes lengths, on the mean.
func (m matrix) scale() float64 { return math.Sqrt(math.Abs(m.a*m.d - m.b*m.c)) }
