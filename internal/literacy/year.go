package literacy

import (
	"cmp"
	"slices"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/classes"
	"lamtoen/internal/coverage"
	"lamtoen/internal/org"
	"lamtoen/internal/school"
)

// Small is the number of pupils below which a figure is not told.
const Small = coverage.Small

// Unit is whose figures they are: a school, a place with its schools, or, the zero Unit, the nation.
type Unit struct {
	Place  org.AgencyCode
	School school.Code // "" all of the place
}

// Level says what the unit is: nation, place or school.
func (u Unit) Level() string {
	switch {
	case u.School != "":
		return "school"
	case u.Place != "":
		return "place"
	}
	return "nation"
}

// Cut says which classes are counted: all, those of a key stage, or those of schools of a sector; and on which module, "" any.
type Cut struct {
	Stage  string
	Sector school.Sector
	Course courses.CourseID
}

// The three counts of a row. Those of a cut without a module and of one with a module mean other things, each a part of the one before.
const (
	base  = iota // pupils; or pupils who began the module
	part         // of them reached by any module; or done with the module
	third        // of them done with any module; or pupils who answered before and after
	counts
)

// row is what is counted of a unit in a cut, and what of it is withheld.
type row struct {
	schools, classes, byHands int32
	count                     [counts]int32
	hidden                    [counts]bool
	right                     [4]int32 // answers: before, of, after, of
	modes                     [5]int32 // classes, in the order of classes.Modes
}

func (r *row) add(o *row) {
	r.schools, r.classes, r.byHands = r.schools+o.schools, r.classes+o.classes, r.byHands+o.byHands
	for i, n := range o.count {
		r.count[i] += n
	}
	for i, n := range o.right {
		r.right[i] += n
	}
	for i, n := range o.modes {
		r.modes[i] += n
	}
}

// Year is the figures of one school year. It never changes.
type Year struct {
	Name    string
	Counted time.Time // when

	units   []Unit
	at      map[Unit]int
	below   [][]int // by unit
	tables  map[Cut][]row
	cuts    []Cut // in a fixed order: what is withheld must be the same wherever it is worked out
	courses []courses.CourseID
}

// Roll rolls the sums of the classes of one school year up, and withholds what may not be told.
func Roll(name string, sums []classes.Sum, counted time.Time) *Year {
	y := &Year{Name: name, Counted: counted, at: map[Unit]int{}, tables: map[Cut][]row{}}
	y.plant(sums)
	for i := range sums {
		y.take(&sums[i])
	}
	for cut, table := range y.tables {
		y.cuts = append(y.cuts, cut)
		y.sumUp(table)
	}
	slices.SortFunc(y.cuts, func(a, b Cut) int {
		return cmp.Or(cmp.Compare(a.Course, b.Course), cmp.Compare(a.Stage, b.Stage), cmp.Compare(a.Sector, b.Sector))
	})
	slices.Sort(y.courses)
	y.protect()
	return y
}

// plant lists the units: parents before children, and each by its code.
func (y *Year) plant(sums []classes.Sum) {
	found := map[Unit]bool{{}: true}
	for i := range sums {
		found[Unit{Place: sums[i].Place}], found[Unit{sums[i].Place, sums[i].School}] = true, true
	}
	for u := range found {
		y.units = append(y.units, u)
	}
	slices.SortFunc(y.units, func(a, b Unit) int { return cmp.Or(cmp.Compare(a.Place, b.Place), cmp.Compare(a.School, b.School)) })
	y.below = make([][]int, len(y.units))
	for i, u := range y.units {
		y.at[u] = i
		switch u.Level() {
		case "place":
			y.below[0] = append(y.below[0], i)
		case "school":
			over := y.at[Unit{Place: u.Place}]
			y.below[over] = append(y.below[over], i)
		}
	}
}

// take counts a class in its school, in every cut that it belongs to.
func (y *Year) take(s *classes.Sum) {
	whole := wholeRow(s)
	unit := y.at[Unit{s.Place, s.School}]
	y.enter(unit, s, "", &whole)
	for i := range s.Modules {
		one := rowOf(&s.Modules[i])
		y.enter(unit, s, s.Modules[i].Course, &one)
	}
}

// wholeRow is a class with all its modules.
func wholeRow(s *classes.Sum) row {
	whole := row{classes: 1, count: [counts]int32{int32(s.Pupils), int32(s.Reached), int32(s.Finished)}}
	for i, mode := range classes.Modes() {
		if slices.ContainsFunc(s.Modules, func(t classes.Tally) bool { return t.In(mode) }) {
			whole.modes[i] = 1
		}
	}
	return whole
}

// rowOf is one module of a class.
func rowOf(t *classes.Tally) row {
	right := t.Right()
	one := row{classes: 1, count: [counts]int32{int32(t.Begun), int32(t.Done), int32(right.Pupils)},
		right: [4]int32{int32(right.Before), int32(right.BeforeOf), int32(right.After), int32(right.AfterOf)}}
	if right.Hands {
		one.byHands = 1
	}
	for i, mode := range classes.Modes() {
		if t.In(mode) {
			one.modes[i] = 1
		}
	}
	return one
}

// enter adds a class to the tables of a module, or of any.
func (y *Year) enter(unit int, s *classes.Sum, course courses.CourseID, one *row) {
	if course != "" && y.tables[Cut{Course: course}] == nil {
		y.courses = append(y.courses, course)
	}
	cuts := [...]Cut{{Course: course}, {Stage: stageOf(s), Course: course}, {Sector: cmp.Or(s.Sector, unknown), Course: course}}
	for _, cut := range cuts {
		table := y.tables[cut]
		if table == nil {
			table = make([]row, len(y.units))
			y.tables[cut] = table
		}
		table[unit].add(one)
		table[unit].schools = 1
	}
}

// unknown stands for what no form lets happen: a class without a stage, a school without a sector.
const unknown = "unknown"

// stageOf is the key stage under which a class counts.
func stageOf(s *classes.Sum) string {
	if len(s.Stages) == 0 {
		return unknown
	}
	return s.Stages[0]
}

// sumUp adds schools to places, and places to the nation.
func (y *Year) sumUp(table []row) {
	for i := len(y.units) - 1; i >= 0; i-- { // children come after their parents
		for _, child := range y.below[i] {
			table[i].add(&table[child])
		}
	}
}

// Courses are the modules that any class worked on.
func (y *Year) Courses() []courses.CourseID { return y.courses }

// Stages are the key stages of which there are classes, the youngest first.
func (y *Year) Stages() []string {
	return slices.DeleteFunc(school.Stages(), func(stage string) bool { return y.tables[Cut{Stage: stage}] == nil })
}

// Sectors are the sectors of which there are schools with classes.
func (y *Year) Sectors() []school.Sector {
	return slices.DeleteFunc(school.Sectors(), func(s school.Sector) bool { return y.tables[Cut{Sector: s}] == nil })
}

// Count is a number of pupils that may be told, or is withheld.
type Count struct {
	N        int
	Withheld bool
}

// Change is how many answers were right before and after, of how many: of questions that were answered both times.
type Change struct {
	Before, BeforeOf, After, AfterOf int
	ByHands                          int // classes in which hands were counted, which need not be the same pupils' both times
	Withheld                         bool
}

// Some tells that there is anything to tell or to withhold.
func (c Change) Some() bool { return c.Withheld || c.BeforeOf > 0 }

// Figures is what may be told of a unit in a cut.
type Figures struct {
	Unit
	Cut
	Schools, Classes int // that have pupils, or work on the module

	// Of a cut without a module.
	Pupils, Reached, Finished Count

	// Of a cut with a module.
	Begun, Done Count
	Change      Change

	Modes []int // classes that worked in each way, in the order of classes.Modes
}

// Figures gives what may be told of a unit; false when nothing is counted there.
func (y *Year) Figures(u Unit, cut Cut) (Figures, bool) {
	i, ok := y.at[u]
	table := y.tables[cut]
	if !ok || table == nil || table[i].classes == 0 {
		return Figures{Unit: u, Cut: cut, Modes: make([]int, len(classes.Modes()))}, false
	}
	return table[i].told(u, cut), true
}

func (r *row) told(u Unit, cut Cut) Figures {
	f := Figures{Unit: u, Cut: cut, Schools: int(r.schools), Classes: int(r.classes)}
	tell := func(which int) Count {
		if r.hidden[which] {
			return Count{Withheld: true}
		}
		return Count{N: int(r.count[which])}
	}
	for _, n := range r.modes {
		f.Modes = append(f.Modes, int(n))
	}
	if cut.Course == "" {
		f.Pupils, f.Reached, f.Finished = tell(base), tell(part), tell(third)
		return f
	}
	f.Begun, f.Done = tell(base), tell(part)
	switch {
	case r.hidden[third]:
		f.Change.Withheld = true
	case r.count[third] > 0:
		f.Change = Change{Before: int(r.right[0]), BeforeOf: int(r.right[1]), After: int(r.right[2]), AfterOf: int(r.right[3]), ByHands: int(r.byHands)}
	}
	return f
}

// Below gives what may be told of the units directly below, by code: places of the nation, schools of a place.
func (y *Year) Below(u Unit, cut Cut) []Figures {
	var list []Figures
	i, ok := y.at[u]
	if !ok {
		return nil
	}
	for _, child := range y.below[i] {
		if f, some := y.Figures(y.units[child], cut); some {
			list = append(list, f)
		}
	}
	return list
}
