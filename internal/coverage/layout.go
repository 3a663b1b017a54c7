package coverage

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"lamtoen/internal/org"
)

// layout is where a cast's people count: each in an agency of one tree.
type layout struct {
	tree     *org.Tree
	above    []int32  // by agency in the order of the tree: the one above, -1 at a root
	agencies []uint16 // by actor; len(above) is Unplaced

	ordered sync.Once
	order   []int32 // the actors as lists show them
}

// newLayout places people by the codes of their agencies.
func newLayout(tree *org.Tree, codes []org.AgencyCode) *layout {
	l := emptyLayout(tree, len(codes))
	places := map[org.AgencyCode]uint16{}
	index := l.index()
	for i, code := range codes {
		place, known := places[code]
		if !known {
			place = l.unplaced()
			if at, ok := tree.Place(code); ok {
				place = index[at]
			}
			places[code] = place
		}
		l.agencies[i] = place
	}
	return l
}

func emptyLayout(tree *org.Tree, people int) *layout {
	all := tree.All()
	l := &layout{tree: tree, above: make([]int32, len(all)), agencies: make([]uint16, people)}
	index := l.index()
	for i, a := range all {
		l.above[i] = -1
		if parent := tree.Parent(a.Code); parent != "" {
			l.above[i] = int32(index[parent])
		}
	}
	return l
}

func (l *layout) unplaced() uint16 { return uint16(len(l.above)) } // a country has fewer than 65,535 agencies

// index gives the place of each code.
func (l *layout) index() map[org.AgencyCode]uint16 {
	index := make(map[org.AgencyCode]uint16, len(l.above))
	for i, a := range l.tree.All() {
		index[a.Code] = uint16(i) // as unplaced
	}
	return index
}

// code gives the agency at a place.
func (l *layout) code(place uint16) org.AgencyCode {
	if place == l.unplaced() {
		return Unplaced
	}
	return l.tree.All()[place].Code
}

// cells are the figures of one layout, by agency in the order of the tree, and last of Unplaced.
type cells struct {
	own, total []Cell
}

// tally counts the standings of those in the slice, and rolls the counts up over the tree.
func (l *layout) tally(actors []actor, standings []standing, only slice) cells {
	counts := make([][standingKinds]int32, len(l.above)+1)
	all := only.everybody()
	for i, s := range standings {
		if s != 0 && (all || only.has(&actors[i])) {
			counts[l.agencies[i]][s]++
		}
	}
	t := cells{own: make([]Cell, len(counts)), total: make([]Cell, len(counts))}
	for i := range counts {
		for s, n := range counts[i] {
			if n > 0 {
				t.own[i].add(cellOf(standing(s)), int(n)) // below standingKinds
			}
		}
	}
	copy(t.total, t.own)
	for i := len(l.above) - 1; i >= 0; i-- { // what is below comes behind
		if up := l.above[i]; up >= 0 {
			t.total[up].add(t.total[i], 1)
		}
	}
	return t
}

// move takes one person's standing out of the cells and puts another in.
func (t *cells) move(l *layout, agency uint16, from, to standing) {
	change := cellOf(to)
	change.add(cellOf(from), -1)
	t.own[agency].add(change, 1)
	t.total[agency].add(change, 1)
	if agency == l.unplaced() {
		return
	}
	for up := l.above[agency]; up >= 0; up = l.above[up] {
		t.total[up].add(change, 1)
	}
}

func (t cells) clone() cells { return cells{slices.Clone(t.own), slices.Clone(t.total)} }

// sorted gives the people as lists show them: by agency as the tree has them, then by name. It is made when somebody first lists
// people.
func (l *layout) sorted(c *cast) []int32 {
	l.ordered.Do(func() {
		texts := c.search()
		l.order = make([]int32, len(c.actors))
		for i := range l.order {
			l.order[i] = int32(i) // fewer people than 2^31
		}
		slices.SortFunc(l.order, func(a, b int32) int {
			return cmp.Or(cmp.Compare(l.agencies[a], l.agencies[b]), strings.Compare(texts[a], texts[b]), cmp.Compare(a, b))
		})
	})
	return l.order
}
