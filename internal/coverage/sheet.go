package coverage

import (
	"slices"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/day"
	"lamtoen/internal/org"
)

// Unplaced is the row of people whose agency has ended without a single successor.
const Unplaced org.AgencyCode = "unplaced"

// Sheet is where everybody bound stands, for one course, as at a day, as known on an instant, placed in the agencies of one
// tree. It never changes.
type Sheet struct {
	Course courses.CourseID
	At     day.Date
	Known  time.Time // zero: all that is known
	Tree   *org.Tree
	Kinds  []org.Kind // whom the rules in force on the day bind

	// Waits tells that nobody is bound, since the owner had not approved the course by then, as known.
	Waits bool

	cast      *cast
	layout    *layout
	standings []standing // by actor of the cast
	holds     []int32    // of today's sheet, by actor: the day on which, by time alone, the standing may change; see dayNumber
	cells     cells      // of everybody
	stamp     stamp
	seq       int  // how much of the journal it has taken in
	settled   bool // it is as known so long ago that nothing can be added
}

// in gives the sheet in the tree of another day, as known on the same instant.
func (s *Sheet) in(structure day.Date, register *org.Register) *Sheet {
	other := *s
	other.layout = s.cast.layoutIn(structure, func() *org.Tree { return register.View(structure, s.Known).Tree() })
	if other.layout == s.layout {
		return s
	}
	other.Tree = other.layout.tree
	other.cells = other.layout.tally(s.cast.actors, s.standings, slice{-1, -1, -1})
	return &other
}

// only gives the sheet with the people of a slice alone.
func (s *Sheet) only(q Query) *Sheet {
	asked := s.cast.slice(q)
	if asked.everybody() {
		return s
	}
	other := *s
	other.cells = s.layout.tally(s.cast.actors, s.standings, asked)
	return &other
}

// place gives where an agency's cells stand; false when it does not exist on the day of the tree.
func (s *Sheet) place(code org.AgencyCode) (int, bool) {
	if code == Unplaced {
		return int(s.layout.unplaced()), true
	}
	if _, ok := s.Tree.Agency(code); !ok {
		return 0, false
	}
	// The agencies from the place on are those below and what follows; there are few hundred.
	i := slices.IndexFunc(s.Tree.All(), func(a org.Agency) bool { return a.Code == code })
	return i, i >= 0
}

// Cell counts the agency's own people and, with below, those of every agency under it.
func (s *Sheet) Cell(code org.AgencyCode, below bool) Cell {
	i, ok := s.place(code)
	switch {
	case !ok:
		return Cell{}
	case below:
		return s.cells.total[i]
	}
	return s.cells.own[i]
}

// within gives the cell of everybody in the scope.
func (s *Sheet) within(scope org.Scope) Cell {
	var total Cell
	all := s.Tree.All()
	for i := range all {
		if s.covers(scope, all[i].Code) {
			total.add(s.cells.own[i], 1)
		}
	}
	if scope.All {
		total.add(s.cells.own[s.layout.unplaced()], 1)
	}
	return total
}

// covers tells whether figures of the agency may be seen in the scope. Unplaced people are the nation's.
func (s *Sheet) covers(scope org.Scope, code org.AgencyCode) bool {
	if code == Unplaced {
		return scope.All
	}
	return s.Tree.Within(scope, code)
}
