package pdf

import (
	"fmt"
	"strings"
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
