package pdf

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// rgb is a colour, each part from 0 to 1.
type rgb struct{ r, g, b float64 }

// blend lays other over c; share 1 hides c.
func (c rgb) blend(other rgb, share float64) rgb {
	of := func(a, b float64) float64 { return a + (b-a)*share }
	return rgb{of(c.r, other.r), of(c.g, other.g), of(c.b, other.b)}
}

// grey is how light the colour looks (ITU-R BT.601).
func (c rgb) grey() rgb {
	l := 0.299*c.r + 0.587*c.g + 0.114*c.b
	return rgb{l, l, l}
}

// ink is what fills or strokes; none leaves it out.
type ink struct {
	none  bool
	color rgb
}

// svgLook is the inherited properties of an element. Opacity is blended with
// white: a printer has no layers, and course pictures stand on white.
type svgLook struct {
	fill, stroke                    ink
	opacity, fillShare, strokeShare float64
	strokeWidth                     float64
	cap, join                       int // as PDF numbers them
	dash                            []float64
	fontSize                        float64
	bold, italic                    bool
	align                           Align
}

func plainLook() svgLook {
	return svgLook{stroke: ink{none: true}, opacity: 1, fillShare: 1, strokeShare: 1, strokeWidth: 1, fontSize: 16}
}

// attributes are those of one element. Its methods keep the first error.
type attributes struct {
	values map[string]string
	err    error
}

// number is a length without a unit, or in px.
func (a *attributes) number(name string, otherwise float64) float64 {
	v, ok := a.values[name]
	if !ok {
		return otherwise
	}
	n, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(v), "px"), 64)
	if err != nil || math.IsNaN(n) || math.Abs(n) > 1e6 {
		a.fail(fmt.Errorf("%s=%q is no number", name, v))
		return otherwise
	}
	return n
}

// list is numbers between commas or spaces.
func (a *attributes) list(name string) []float64 {
	s := scanner{text: a.values[name]}
	var all []float64
	for !s.end() {
		n, ok := s.number()
		if !ok {
			a.fail(fmt.Errorf("%s=%q is no list of numbers", name, a.values[name]))
			return nil
		}
		all = append(all, n)
	}
	return all
}

func (a *attributes) fail(err error) {
	if a.err == nil {
		a.err = err
	}
}

// read takes over what the element says of its look.
func (l *svgLook) read(a *attributes, patterns map[string]rgb) error {
	if a.values["style"] != "" || a.values["class"] != "" {
		return errors.New("styles are not supported; write attributes")
	}
	l.inks(a, patterns)
	// Opacity of groups is multiplied, which differs only where their shapes lie over each other.
	l.opacity *= a.number("opacity", 1)
	l.fillShare = a.number("fill-opacity", l.fillShare)
	l.strokeShare = a.number("stroke-opacity", l.strokeShare)
	l.strokeWidth = a.number("stroke-width", l.strokeWidth)
	l.fontSize = a.number("font-size", l.fontSize)
	a.choose("stroke-linecap", map[string]int{"butt": 0, "round": 1, "square": 2}, &l.cap)
	//nolint:misspell // SVG's word
	a.choose("stroke-linejoin", map[string]int{"miter": 0, "round": 1, "bevel": 2}, &l.join)
	var align, bold, italic int
	if a.choose("text-anchor", map[string]int{"start": 0, "middle": 1, "end": 2}, &align) {
		l.align = Align(align)
	}
	if a.choose("font-weight", map[string]int{"normal": 0, "400": 0, "500": 0, "600": 1, "700": 1, "800": 1, "bold": 1}, &bold) {
		l.bold = bold == 1
	}
	if a.choose("font-style", map[string]int{"normal": 0, "italic": 1, "oblique": 1}, &italic) {
		l.italic = italic == 1
	}
	if v, ok := a.values["stroke-dasharray"]; ok {
		l.dash = nil
		if v != "none" {
			l.dash = a.list("stroke-dasharray")
		}
	}
	return a.err
}

// inks reads fill and stroke.
func (l *svgLook) inks(a *attributes, patterns map[string]rgb) {
	for name, to := range map[string]*ink{"fill": &l.fill, "stroke": &l.stroke} {
		v, ok := a.values[name]
		if !ok || v == "inherit" {
			continue
		}
		if id, found := strings.CutPrefix(v, "url(#"); found {
			color, known := patterns[strings.TrimSuffix(id, ")")]
			if !known {
				a.fail(fmt.Errorf("%s=%q: there is no such pattern before it", name, v))
			}
			*to = ink{color: color}
			continue
		}
		color, err := parseColor(v)
		if err != nil {
			a.fail(fmt.Errorf("%s: %w", name, err))
		}
		*to = color
	}
}

// choose sets to by the word of an attribute, and tells whether it is there.
func (a *attributes) choose(name string, words map[string]int, to *int) bool {
	v, ok := a.values[name]
	if !ok {
		return false
	}
	n, known := words[v]
	if !known {
		a.fail(fmt.Errorf("%s=%q is not supported", name, v))
		return false
	}
	*to = n
	return true
}

// parseColor reads #rgb, #rrggbb and the few names that people write.
func parseColor(v string) (ink, error) {
	switch v {
	case "none", "transparent":
		return ink{none: true}, nil
	case "white":
		v = "#fff"
	case "black":
		v = "#000"
	case "currentColor":
		v = "#1E2129"
	}
	hex := strings.TrimPrefix(v, "#")
	if len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	n, err := strconv.ParseUint(hex, 16, 32)
	if err != nil || len(hex) != 6 || v[0] != '#' {
		return ink{}, fmt.Errorf("%q is no colour; write #rrggbb", v)
	}
	return ink{color: rgb{float64(n>>16) / 255, float64(n>>8&0xFF) / 255, float64(n&0xFF) / 255}}, nil
}

// parseTransform reads a list of translate, scale, rotate and matrix.
func parseTransform(v string) (matrix, error) {
	m := identity()
	for rest := strings.TrimSpace(v); rest != ""; {
		name, after, opened := strings.Cut(rest, "(")
		inside, tail, closed := strings.Cut(after, ")")
		a := attributes{values: map[string]string{"transform": inside}}
		n := a.list("transform")
		one, ok := oneTransform(strings.TrimSpace(name), n)
		if !opened || !closed || a.err != nil || !ok {
			return m, fmt.Errorf("transform=%q is not supported", v)
		}
		m = m.then(one)
		rest = strings.TrimLeft(tail, " ,\t\r\n")
	}
	return m, nil
}

func oneTransform(name string, n []float64) (matrix, bool) {
	switch {
	case name == "translate" && len(n) == 1:
		return matrix{1, 0, 0, 1, n[0], 0}, true
	case name == "translate" && len(n) == 2:
		return matrix{1, 0, 0, 1, n[0], n[1]}, true
	case name == "scale" && len(n) == 1:
		return matrix{n[0], 0, 0, n[0], 0, 0}, true
	case name == "scale" && len(n) == 2:
		return matrix{n[0], 0, 0, n[1], 0, 0}, true
	case name == "rotate" && (len(n) == 1 || len(n) == 3):
		sin, cos := math.Sincos(n[0] * math.Pi / 180)
		turn := matrix{cos, sin, -sin, cos, 0, 0}
		if len(n) == 3 {
			turn = matrix{1, 0, 0, 1, n[1], n[2]}.then(turn).then(matrix{1, 0, 0, 1, -n[1], -n[2]})
		}
		return turn, true
	case name == "matrix" && len(n) == 6:
		return matrix{n[0], n[1], n[2], n[3], n[4], n[5]}, true
	}
	return matrix{}, false
}
