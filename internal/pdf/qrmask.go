package pdf

import (
	"encoding/binary"
	"math/bits"

	"rsc.io/qr/coding"
)

// modules is a row or column of a QR code, one bit a module, dark ones set, the
// first module in the highest bit. The largest code has 177.
type modules [3]uint64

// grid is a whole code, by rows and again by columns, so that both directions
// can be judged a line at a time.
type grid struct{ rows, columns []modules }

// takeApart gives the modules of a code.
func takeApart(code *coding.Code) grid {
	g := grid{make([]modules, code.Size), make([]modules, code.Size)}
	for y := range g.rows {
		var row [24]byte
		copy(row[:], code.Bitmap[y*code.Stride:(y+1)*code.Stride])
		for i := range g.rows[y] {
			g.rows[y][i] = binary.BigEndian.Uint64(row[8*i:])
			for word := g.rows[y][i]; word != 0; {
				x := bits.LeadingZeros64(word)
				word &^= 1 << (63 - x)
				g.columns[64*i+x][y/64] |= 1 << (63 - y%64)
			}
		}
	}
	return g
}

// xor inverts the modules of g that are set in change.
func (g grid) xor(change grid) grid {
	n := len(g.rows)
	out := grid{make([]modules, n), make([]modules, n)}
	for i := range n {
		out.rows[i] = g.rows[i].xor(change.rows[i])
		out.columns[i] = g.columns[i].xor(change.columns[i])
	}
	return out
}

// penalty is how hard a code is to read, by the four rules of ISO/IEC 18004,
// table 11: long runs, blocks of one colour, shapes like a finder pattern, and
// an uneven share of dark modules.
func (g grid) penalty() int {
	n := len(g.rows)
	total, dark := 0, 0
	for i, row := range g.rows {
		total += linePenalty(row, n) + linePenalty(g.columns[i], n)
		dark += row.count()
		if i+1 < n {
			total += 3 * blocks(row, g.rows[i+1], n)
		}
	}
	uneven := 100*dark/(n*n) - 50
	return total + max(uneven, -uneven)/5*10
}

// linePenalty applies the rules for runs and for finder-like shapes.
func linePenalty(line modules, n int) int {
	one, two := line.from(1), line.from(2)

	// A run of L ≥ 5 modules costs L-2; it has L-4 places where five begin.
	same := first(n - 1).and(line.xor(one).not())
	three := same.and(same.from(1))
	five := three.and(three.from(2))
	total := five.count() + 2*five.and(five.from(1).not()).count()

	// Dark 1:1:3:1:1 with four light modules before or after.
	core := line.and(one.not()).and(two).and(line.from(3)).and(line.from(4)).and(line.from(5).not()).and(line.from(6))
	if core == (modules{}) {
		return total
	}
	light := first(n).and(line.not())
	lightTwo := light.and(light.from(1))
	lightFour := lightTwo.and(lightTwo.from(2))
	return total + 40*(core.and(lightFour.from(7)).count()+lightFour.and(core.from(4)).count())
}

// blocks counts the squares of two by two modules of one colour in two rows.
func blocks(row, next modules, n int) int {
	mixed := row.xor(row.from(1)).or(next.xor(next.from(1))).or(row.xor(next))
	return first(n - 1).and(mixed.not()).count()
}

// first has the first n modules set.
func first(n int) modules {
	var m modules
	for i := range m {
		if k := min(max(n-64*i, 0), 64); k > 0 {
			m[i] = ^uint64(0) << (64 - k)
		}
	}
	return m
}

// dark tells the colour of module x.
func (m modules) dark(x int) bool { return m[x/64]>>(63-x%64)&1 == 1 }

// from is the line from its k-th module on, k between 1 and 63.
func (m modules) from(k int) modules {
	up, down := uint(k)&63, uint(64-k)&63
	return modules{m[0]<<up | m[1]>>down, m[1]<<up | m[2]>>down, m[2] << up}
}

func (m modules) and(o modules) modules { return modules{m[0] & o[0], m[1] & o[1], m[2] & o[2]} }
func (m modules) or(o modules) modules  { return modules{m[0] | o[0], m[1] | o[1], m[2] | o[2]} }
func (m modules) xor(o modules) modules { return modules{m[0] ^ o[0], m[1] ^ o[1], m[2] ^ o[2]} }
func (m modules) not() modules          { return modules{^m[0], ^m[1], ^m[2]} }

func (m modules) count() int {
	return bits.OnesCount64(m[0]) + bits.OnesCount64(m[1]) + bits.OnesCount64(m[2])
}
