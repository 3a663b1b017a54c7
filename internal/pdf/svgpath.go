package pdf

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// step is one step of an outline: m, l, c (with two control points before the
// end) or h, as PDF knows them.
type step struct {
	op byte
	p  [6]float64
}

// outline gives the outline of a basic shape (SVG 1.1, chapter 9).
func outline(name string, a *attributes) ([]step, error) {
	switch name {
	case "rect":
		return rectangle(a), nil
	case "circle":
		r := a.number("r", 0)
		return ellipse(a.number("cx", 0), a.number("cy", 0), r, r), nil
	case "ellipse":
		return ellipse(a.number("cx", 0), a.number("cy", 0), a.number("rx", 0), a.number("ry", 0)), nil
	case "line":
		return []step{{'m', [6]float64{a.number("x1", 0), a.number("y1", 0)}}, {'l', [6]float64{a.number("x2", 0), a.number("y2", 0)}}}, nil
	case "polyline", "polygon":
		n := a.list("points")
		if len(n)%2 != 0 {
			return nil, errors.New("points do not come in pairs")
		}
		var path []step
		for i := 0; i < len(n); i += 2 {
			op := byte('l')
			if i == 0 {
				op = 'm'
			}
			path = append(path, step{op, [6]float64{n[i], n[i+1]}})
		}
		if name == "polygon" && len(path) > 0 {
			path = append(path, step{op: 'h'})
		}
		return path, nil
	case "path":
		return parsePath(a.values["d"])
	}
	return nil, errors.New("this element is not supported; draw with shapes, paths and text")
}

// kappa makes four cubic curves into an ellipse.
const kappa = 0.5522847498

func ellipse(cx, cy, rx, ry float64) []step {
	if rx <= 0 || ry <= 0 {
		return nil
	}
	kx, ky := rx*kappa, ry*kappa
	return []step{
		{'m', [6]float64{cx + rx, cy}},
		{'c', [6]float64{cx + rx, cy + ky, cx + kx, cy + ry, cx, cy + ry}},
		{'c', [6]float64{cx - kx, cy + ry, cx - rx, cy + ky, cx - rx, cy}},
		{'c', [6]float64{cx - rx, cy - ky, cx - kx, cy - ry, cx, cy - ry}},
		{'c', [6]float64{cx + kx, cy - ry, cx + rx, cy - ky, cx + rx, cy}},
		{op: 'h'},
	}
}

// rectangle may have round corners; one radius counts for both.
func rectangle(a *attributes) []step {
	x, y, w, h := a.number("x", 0), a.number("y", 0), a.number("width", 0), a.number("height", 0)
	if w <= 0 || h <= 0 {
		return nil
	}
	rx := a.number("rx", a.number("ry", 0))
	ry := a.number("ry", rx)
	rx, ry = min(rx, w/2), min(ry, h/2)
	if rx <= 0 || ry <= 0 {
		return []step{{'m', [6]float64{x, y}}, {'l', [6]float64{x + w, y}}, {'l', [6]float64{x + w, y + h}}, {'l', [6]float64{x, y + h}}, {op: 'h'}}
	}
	kx, ky := rx*(1-kappa), ry*(1-kappa)
	return []step{
		{'m', [6]float64{x + rx, y}},
		{'l', [6]float64{x + w - rx, y}},
		{'c', [6]float64{x + w - kx, y, x + w, y + ky, x + w, y + ry}},
		{'l', [6]float64{x + w, y + h - ry}},
		{'c', [6]float64{x + w, y + h - ky, x + w - kx, y + h, x + w - rx, y + h}},
		{'l', [6]float64{x + rx, y + h}},
		{'c', [6]float64{x + kx, y + h, x, y + h - ky, x, y + h - ry}},
		{'l', [6]float64{x, y + ry}},
		{'c', [6]float64{x, y + ky, x + kx, y, x + rx, y}},
		{op: 'h'},
	}
}

// scanner reads the numbers of path data, which need no space between them.
type scanner struct {
	text string
	at   int
}

// end tells that nothing but separators is left.
func (s *scanner) end() bool {
	for s.at < len(s.text) && strings.IndexByte(" ,\t\r\n", s.text[s.at]) >= 0 {
		s.at++
	}
	return s.at == len(s.text)
}

// number reads a number: 1.5.5 is two of them, and so is 3-4.
func (s *scanner) number() (float64, bool) {
	if s.end() {
		return 0, false
	}
	start, dot, exponent := s.at, false, false
	for ; s.at < len(s.text); s.at++ {
		c := s.text[s.at]
		switch {
		case c >= '0' && c <= '9':
		case c == '.' && !dot && !exponent:
			dot = true
		case (c == 'e' || c == 'E') && !exponent && s.at > start:
			exponent = true
		case (c == '-' || c == '+') && (s.at == start || s.text[s.at-1] == 'e' || s.text[s.at-1] == 'E'):
		default:
			goto done
		}
	}
done:
	n, err := strconv.ParseFloat(s.text[start:s.at], 64)
	return n, err == nil && math.Abs(n) < 1e6
}

// flag reads one of the two flags of an arc, 0 or 1, after which nothing need stand.
func (s *scanner) flag() (bool, bool) {
	if s.end() || s.text[s.at] != '0' && s.text[s.at] != '1' {
		return false, false
	}
	s.at++
	return s.text[s.at-1] == '1', true
}

// pathReader follows path data (SVG 1.1, 8.3).
type pathReader struct {
	scanner
	steps          []step
	x, y           float64 // the current point
	startX, startY float64 // of the subpath
	cx, cy         float64 // the last control point, for S and T
	last           byte    // the last command, in capitals
}

// operands is how many numbers a command takes.
var operands = map[byte]int{'M': 2, 'L': 2, 'H': 1, 'V': 1, 'C': 6, 'S': 4, 'Q': 4, 'T': 2, 'A': 7, 'Z': 0}

func parsePath(d string) ([]step, error) {
	r := pathReader{scanner: scanner{text: d}}
	var command byte
	for !r.end() {
		c := r.text[r.at]
		if c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' {
			command = c
			r.at++
		} else if command == 0 || command == 'z' || command == 'Z' {
			return nil, fmt.Errorf("path data %q: a command is missing at character %d", d, r.at+1)
		}
		if err := r.command(command); err != nil {
			return nil, fmt.Errorf("path data %q: %w at character %d", d, err, r.at+1)
		}
		switch command { // further pairs after a move are lines
		case 'M':
			command = 'L'
		case 'm':
			command = 'l'
		}
	}
	return r.steps, nil
}

// command reads the operands of one command and adds its steps.
func (r *pathReader) command(c byte) error {
	upper := c &^ 0x20
	count, known := operands[upper]
	if !known {
		return fmt.Errorf("the command %q is not known", c)
	}
	if len(r.steps) == 0 && upper != 'M' {
		return errors.New("a path begins with M")
	}
	var n [7]float64
	for i := range count {
		var ok bool
		if upper == 'A' && (i == 3 || i == 4) {
			var set bool
			if set, ok = r.flag(); set {
				n[i] = 1
			}
		} else {
			n[i], ok = r.number()
		}
		if !ok {
			return fmt.Errorf("the command %c has too few numbers", c)
		}
	}
	if c != upper {
		r.absolute(upper, &n)
	}
	r.draw(upper, n)
	r.last = upper
	return nil
}

// absolute adds the current point to operands that are relative to it.
func (r *pathReader) absolute(upper byte, n *[7]float64) {
	switch upper {
	case 'H':
		n[0] += r.x
	case 'V':
		n[0] += r.y
	case 'A':
		n[5] += r.x
		n[6] += r.y
	case 'Z':
	default:
		for i := 0; i < operands[upper]; i += 2 {
			n[i] += r.x
			n[i+1] += r.y
		}
	}
}

// draw adds the steps of a command whose operands are absolute.
func (r *pathReader) draw(c byte, n [7]float64) {
	switch c {
	case 'M':
		r.to('m', n[0], n[1])
		r.startX, r.startY = n[0], n[1]
	case 'L':
		r.to('l', n[0], n[1])
	case 'H':
		r.to('l', n[0], r.y)
	case 'V':
		r.to('l', r.x, n[0])
	case 'C':
		r.curve(n[0], n[1], n[2], n[3], n[4], n[5])
	case 'S':
		x, y := r.mirrored("CS")
		r.curve(x, y, n[0], n[1], n[2], n[3])
	case 'Q':
		r.quadratic(n[0], n[1], n[2], n[3])
	case 'T':
		x, y := r.mirrored("QT")
		r.quadratic(x, y, n[0], n[1])
	case 'A':
		r.arc(n)
	case 'Z':
		r.steps = append(r.steps, step{op: 'h'})
		r.x, r.y = r.startX, r.startY
	}
}

func (r *pathReader) to(op byte, x, y float64) {
	r.steps = append(r.steps, step{op, [6]float64{x, y}})
	r.x, r.y = x, y
}

func (r *pathReader) curve(x1, y1, x2, y2, x, y float64) {
	r.steps = append(r.steps, step{'c', [6]float64{x1, y1, x2, y2, x, y}})
	r.cx, r.cy, r.x, r.y = x2, y2, x, y
}

// quadratic draws a curve of one control point, which PDF does not have.
func (r *pathReader) quadratic(cx, cy, x, y float64) {
	r.curve(r.x+(cx-r.x)*2/3, r.y+(cy-r.y)*2/3, x+(cx-x)*2/3, y+(cy-y)*2/3, x, y)
	r.cx, r.cy = cx, cy
}

// mirrored is the last control point on the other side of the current point,
// after one of the commands; after any other it is the current point.
func (r *pathReader) mirrored(after string) (float64, float64) {
	if strings.IndexByte(after, r.last) < 0 {
		return r.x, r.y
	}
	return 2*r.x - r.cx, 2*r.y - r.cy
}

// arc draws an elliptical arc as cubic curves of at most a quarter each (SVG
// 1.1, F.6.5 and F.6.6).
func (r *pathReader) arc(n [7]float64) {
	rx, ry, x2, y2 := math.Abs(n[0]), math.Abs(n[1]), n[5], n[6]
	if rx == 0 || ry == 0 || r.x == x2 && r.y == y2 {
		r.to('l', x2, y2)
		return
	}
	sin, cos := math.Sincos(n[2] * math.Pi / 180)
	dx, dy := (r.x-x2)/2, (r.y-y2)/2
	x1, y1 := cos*dx+sin*dy, -sin*dx+cos*dy
	if lambda := x1*x1/(rx*rx) + y1*y1/(ry*ry); lambda > 1 { // too small to reach
		rx, ry = rx*math.Sqrt(lambda), ry*math.Sqrt(lambda)
	}
	below := rx*rx*y1*y1 + ry*ry*x1*x1
	root := math.Sqrt(max(0, (rx*rx*ry*ry-below)/below))
	if n[3] == n[4] {
		root = -root
	}
	cx, cy := root*rx*y1/ry, -root*ry*x1/rx
	from := math.Atan2((y1-cy)/ry, (x1-cx)/rx)
	sweep := math.Atan2((-y1-cy)/ry, (-x1-cx)/rx) - from
	switch {
	case n[4] == 1 && sweep < 0:
		sweep += 2 * math.Pi
	case n[4] == 0 && sweep > 0:
		sweep -= 2 * math.Pi
	}
	centre := matrix{cos * rx, sin * rx, -sin * ry, cos * ry, cos*cx - sin*cy + (r.x+x2)/2, sin*cx + cos*cy + (r.y+y2)/2}
	parts := max(1, math.Ceil(math.Abs(sweep)/(math.Pi/2)-1e-9))
	each := sweep / parts
	k := 4.0 / 3 * math.Tan(each/4)
	for i := range int(parts) {
		s1, c1 := math.Sincos(from + each*float64(i))
		s2, c2 := math.Sincos(from + each*float64(i+1))
		ax, ay := centre.apply(c1-k*s1, s1+k*c1)
		bx, by := centre.apply(c2+k*s2, s2-k*c2)
		ex, ey := centre.apply(c2, s2)
		r.curve(ax, ay, bx, by, ex, ey)
	}
}
