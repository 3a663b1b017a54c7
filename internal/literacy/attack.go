package literacy

import "lamtoen/courses"

// attack works out, as a reader could by any linear combination of what is told, what is withheld of one count of one module. It tells
// whether it found a small number, after withholding more.
//
// The unknowns are the withheld numbers; the equations say that a unit is the sum of those below, and of its stages and its sectors. An
// unknown is found when the equations, reduced, have it alone. Unknowns that no equation joins are looked at apart, so that the
// systems stay as small as a place with its schools. It is done over the field of a large prime, where whatever holds of whole
// numbers holds too.
func (y *Year) attack(course courses.CourseID, which int) bool {
	if y.tables[Cut{Course: course}] == nil {
		return false // no class at all
	}
	s := system{at: map[spot]int{}}
	var tables []Cut
	for _, cut := range y.cuts {
		if cut.Course == course {
			tables = append(tables, cut)
		}
	}
	for _, cut := range tables {
		for i := range y.units {
			if len(y.below[i]) > 0 {
				spots := []spot{{cut, i}}
				for _, child := range y.below[i] {
					spots = append(spots, spot{cut, child})
				}
				s.add(y, which, spots)
			}
		}
	}
	for i := range y.units {
		stages, sectors := []spot{{Cut{Course: course}, i}}, []spot{{Cut{Course: course}, i}}
		for _, cut := range tables {
			switch {
			case cut.Stage != "":
				stages = append(stages, spot{cut, i})
			case cut.Sector != "":
				sectors = append(sectors, spot{cut, i})
			}
		}
		s.add(y, which, stages)
		s.add(y, which, sectors)
	}
	found := false
	for _, at := range s.found() {
		if small(y.tables[at.cut][at.unit].count[which]) {
			found = y.more(at, which) || found
		}
	}
	return found
}

// more withholds one more number beside one that was found: of a neighbour, of what they lie in, and in the end of the nation. It tells
// whether anything was left to withhold.
func (y *Year) more(at spot, which int) bool {
	over, table, total := y.over(at.unit), y.tables[at.cut], y.tables[Cut{Course: at.cut.Course}]
	if next := smallest(table, y.below[over], which); next != nil && next.hide(which) {
		return true
	}
	return table[over].hide(which) || total[over].hide(which) || total[at.unit].hide(which) || table[0].hide(which) || total[0].hide(which)
}

// over is the unit in which another lies.
func (y *Year) over(unit int) int {
	if y.units[unit].School == "" {
		return 0
	}
	return y.at[Unit{Place: y.units[unit].Place}]
}

// spot is where a number stands.
type spot struct {
	cut  Cut
	unit int
}

// system is the equations among withheld numbers: the first of an equation is the sum of the others.
type system struct {
	at    map[spot]int
	spots []spot
	rows  [][]term
}

type term struct {
	unknown int
	factor  uint64
}

const prime = 1<<31 - 1

// add adds an equation, unless it has nothing that is withheld.
func (s *system) add(y *Year, which int, spots []spot) {
	var terms []term
	for n, at := range spots {
		r := &y.tables[at.cut][at.unit]
		if !r.hidden[which] {
			continue
		}
		unknown, known := s.at[at]
		if !known {
			unknown = len(s.spots)
			s.at[at] = unknown
			s.spots = append(s.spots, at)
		}
		factor := uint64(1)
		if n == 0 {
			factor = prime - 1
		}
		terms = append(terms, term{unknown, factor})
	}
	if len(terms) > 0 {
		s.rows = append(s.rows, terms)
	}
}

// found gives the unknowns that the equations tell.
func (s *system) found() []spot {
	var out []spot
	for _, group := range s.groups() {
		out = append(out, s.solve(group)...)
	}
	return out
}

// groups puts the equations together that share unknowns.
func (s *system) groups() [][]int {
	leader := make([]int, len(s.spots))
	for i := range leader {
		leader[i] = i
	}
	find := func(i int) int {
		for leader[i] != i {
			leader[i] = leader[leader[i]]
			i = leader[i]
		}
		return i
	}
	for _, terms := range s.rows {
		for _, t := range terms[1:] {
			leader[find(t.unknown)] = find(terms[0].unknown)
		}
	}
	var groups [][]int
	number := map[int]int{}
	for i, terms := range s.rows {
		top := find(terms[0].unknown)
		if _, known := number[top]; !known {
			number[top] = len(groups)
			groups = append(groups, nil)
		}
		groups[number[top]] = append(groups[number[top]], i)
	}
	return groups
}

// solve reduces the equations of a group, and gives the unknowns that stand alone in one.
func (s *system) solve(group []int) []spot {
	column := map[int]int{}
	var unknowns []int
	for _, i := range group {
		for _, t := range s.rows[i] {
			if _, known := column[t.unknown]; !known {
				column[t.unknown] = len(unknowns)
				unknowns = append(unknowns, t.unknown)
			}
		}
	}
	matrix := make([][]uint64, len(group))
	for n, i := range group {
		matrix[n] = make([]uint64, len(unknowns))
		for _, t := range s.rows[i] {
			matrix[n][column[t.unknown]] = t.factor
		}
	}
	reduce(matrix)
	var out []spot
	for _, v := range matrix {
		if at, alone := single(v); alone {
			out = append(out, s.spots[unknowns[at]])
		}
	}
	return out
}

// single gives the only unknown of an equation.
func single(v []uint64) (int, bool) {
	at, n := 0, 0
	for i, factor := range v {
		if factor != 0 {
			at, n = i, n+1
		}
	}
	return at, n == 1
}

// reduce brings a matrix into reduced echelon form.
func reduce(matrix [][]uint64) {
	done := 0
	for column := 0; done < len(matrix) && column < len(matrix[0]); column++ {
		pivot := done
		for pivot < len(matrix) && matrix[pivot][column] == 0 {
			pivot++
		}
		if pivot == len(matrix) {
			continue
		}
		matrix[done], matrix[pivot] = matrix[pivot], matrix[done]
		scale(matrix[done], inverse(matrix[done][column]))
		for i := range matrix {
			if f := matrix[i][column]; i != done && f != 0 {
				for j, v := range matrix[done] {
					matrix[i][j] = (matrix[i][j] + (prime-f)*v) % prime
				}
			}
		}
		done++
	}
}

func scale(v []uint64, factor uint64) {
	for i := range v {
		v[i] = v[i] * factor % prime
	}
}

// inverse is by Fermat's little theorem.
func inverse(n uint64) uint64 {
	out := uint64(1)
	for e := uint64(prime - 2); e > 0; e /= 2 {
		if e%2 == 1 {
			out = out * n % prime
		}
		n = n * n % prime
	}
	return out
}
