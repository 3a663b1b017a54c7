package pdf

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Shape gives the glyphs of a Dzongkha text in the form of shaping.golden.
func Shape(text string) string {
	var parts []string
	for _, g := range loaded().uchen.shape([]rune(text)) {
		at := ""
		if g.x != 0 || g.y != 0 {
			at = fmt.Sprintf("@%d,%d", g.x, g.y)
		}
		parts = append(parts, fmt.Sprintf("%d=%d%s+%d", g.id, g.cluster, at, g.advance))
	}
	return strings.Join(parts, "|")
}

// Wrap breaks text as a paragraph does.
func Wrap(text string, s Style, width float64) []string { return wrap(Clean(text), s, width) }

// Ellipsize shortens text to width mm.
func Ellipsize(text string, s Style, width float64) string { return ellipsize(Clean(text), s, width) }

// GroupsOfFour is how a serial is printed.
var GroupsOfFour = groupsOfFour

// EncodeQR gives a code as rows of # and space.
func EncodeQR(text string) ([]string, error) {
	rows, err := encodeQR(text)
	out := make([]string, len(rows))
	for y, row := range rows {
		for x := range rows {
			if row.dark(x) {
				out[y] += "#"
			} else {
				out[y] += " "
			}
		}
	}
	return out, err
}

// Penalty judges a code given as rows of # and space.
func Penalty(rows []string) int {
	n := len(rows)
	g := grid{make([]modules, n), make([]modules, n)}
	for y, row := range rows {
		for x, c := range row {
			if c == '#' {
				g.rows[y][x/64] |= 1 << (63 - x%64)
				g.columns[x][y/64] |= 1 << (63 - y%64)
			}
		}
	}
	return g.penalty()
}

// KnotCrossings counts, for every crossing of the knot, how often the line runs
// over and under itself there.
func KnotCrossings() map[[2]float64][2]int {
	seen := make(map[[2]float64][2]int)
	n := len(knotCorners)
	crossing := 0
	for i := range n {
		at, to := knotCorners[i], knotCorners[(i+1)%n]
		for _, t := range knotCrossings(at, to) {
			p := between(at, to, t)
			crossing++
			count := seen[[2]float64{p.r, p.c}]
			count[crossing%2]++
			seen[[2]float64{p.r, p.c}] = count
		}
	}
	return seen
}

// PictureOperators is what a page says that shows nothing but a drawing, 200 mm wide in a corner.
func PictureOperators(svg string) (string, error) {
	p, err := ParseSVG("sample.svg", []byte(svg))
	if err != nil {
		return "", err
	}
	d := New(Options{Title: "Golden", Created: time.Unix(0, 0)})
	d.f.SetCompression(false)
	d.Picture(p, 0, 0, 200, false)
	var b bytes.Buffer
	if err := d.f.Output(&b); err != nil {
		return "", err
	}
	_, page, _ := strings.Cut(b.String(), "stream\n")
	page, _, _ = strings.Cut(page, "endstream")
	var lines []string
	for line := range strings.Lines(page) {
		if strings.Contains(line, "Tj") { // glyph numbers belong to the font
			line = "text\n"
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, ""), nil
}

// PathSteps gives path data as steps with absolute coordinates.
func PathSteps(d string) (string, error) {
	steps, err := parsePath(d)
	var parts []string
	for _, s := range steps {
		parts = append(parts, string(s.op))
		for _, n := range s.p[:map[byte]int{'m': 2, 'l': 2, 'c': 6}[s.op]] {
			parts = append(parts, strconv.FormatFloat(math.Round(n*1000)/1000+0, 'f', -1, 64))
		}
	}
	return strings.Join(parts, " "), err
}
