package pdf

import (
	"math"
	"sync"
)

// knotCorners is our own endless knot: one closed line on a square grid of
// knotGrid rows and columns, given by its corners (row, column). Turned by 45
// degrees it is symmetrical both ways.
var knotCorners = [...]knotPoint{
	{0, 0}, {0, 3}, {4, 3}, {4, 1}, {2, 1}, {2, 5}, {5, 5}, {5, 2}, {1, 2}, {1, 4}, {3, 4}, {3, 0},
}

const (
	knotGrid   = 6
	knotStroke = 0.36 // all in units of the grid
	knotGap    = 0.34 // half of what is left out where the line runs under itself
	knotBend   = 0.42 // radius of the corners
)

type knotPoint struct{ r, c float64 }

// Knot draws the endless knot, the only ornament of the house, into a square of
// side size mm whose centre is (x, y).
func (d *Document) Knot(x, y, size float64, c Color) {
	d.do(func() {
		// On its corner the grid is knotGrid-1 diagonals wide.
		scale := size * mm / ((knotGrid-1)*math.Sqrt2 + knotStroke)
		b := appendColor(append(d.scratch[:0], "q 0 J 0 j "...), c, "RG ")
		b = appendNumbers(b, 6, scale, 0, 0, scale)
		b = appendNumbers(b, 2, x*mm, (d.h-y)*mm)
		b = append(b, "cm "...)
		b = appendNumbers(b, 2, knotStroke)
		b = append(b, "w\n"...)
		b = append(b, knotPath()...)
		d.raw(append(b, "S Q"...))
	})
}

// knotPath is the line as path operators around the origin, interrupted where
// it runs under itself.
var knotPath = sync.OnceValue(func() string {
	var b []byte
	n := len(knotCorners)
	crossing := 0 // every second crossing is an underpass: over, under, over …
	b = appendKnotPoint(b, between(knotCorners[n-1], knotCorners[0], 0.5), "m ")
	for i := range n {
		from, at, to := knotCorners[(i+n-1)%n], knotCorners[i], knotCorners[(i+1)%n]
		b = appendKnotBend(b, from, at, to)
		for _, t := range knotCrossings(at, to) {
			if crossing++; crossing%2 == 0 {
				gap := knotGap / length(at, to)
				b = appendKnotPoint(b, between(at, to, t-gap), "l ")
				b = appendKnotPoint(b, between(at, to, t+gap), "m ")
			}
		}
	}
	b = appendKnotPoint(b, between(knotCorners[n-1], knotCorners[0], 0.5), "l ")
	return string(b)
})

// knotCrossings gives where the straight part from a to z meets other parts, as
// shares of its length in the order of travel.
func knotCrossings(a, z knotPoint) []float64 {
	var at []float64
	n := len(knotCorners)
	steps := int(math.Round(length(a, z)))
	for s := 1; s < steps; s++ {
		t := float64(s) / float64(steps)
		p := between(a, z, t)
		for i, u := range knotCorners {
			v := knotCorners[(i+1)%n]
			if (u.r == v.r) == (a.r == z.r) {
				continue // parallel
			}
			if inside(p.r, u.r, v.r) && inside(p.c, u.c, v.c) {
				at = append(at, t)
			}
		}
	}
	return at
}

// inside tells that x lies between a and z, or is both.
func inside(x, a, z float64) bool {
	return (x == a && x == z) || (x > min(a, z) && x < max(a, z))
}

func length(a, z knotPoint) float64 { return math.Abs(a.r-z.r) + math.Abs(a.c-z.c) }

func between(a, z knotPoint, t float64) knotPoint {
	return knotPoint{a.r + (z.r-a.r)*t, a.c + (z.c-a.c)*t}
}

// appendKnotBend rounds the corner at with a quarter circle.
func appendKnotBend(b []byte, from, at, to knotPoint) []byte {
	const kappa = 0.5523 // control points of a quarter circle
	in := between(at, from, knotBend/length(at, from))
	out := between(at, to, knotBend/length(at, to))
	b = appendKnotPoint(b, in, "l ")
	b = appendKnotPoint(b, between(in, at, kappa), "")
	b = appendKnotPoint(b, between(out, at, kappa), "")
	return appendKnotPoint(b, out, "c\n")
}

// appendKnotPoint turns the grid by 45 degrees about its middle.
func appendKnotPoint(b []byte, p knotPoint, operator string) []byte {
	const middle = (knotGrid - 1) / 2.0
	x, y := p.c-middle, p.r-middle
	b = appendNumbers(b, 3, (x-y)*math.Sqrt2/2, -(x+y)*math.Sqrt2/2)
	return append(b, operator...)
}
