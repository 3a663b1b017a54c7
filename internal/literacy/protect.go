package literacy

import "lamtoen/courses"

// protect withholds the figures of fewer than Small pupils, and as much besides as keeps anybody from working them out.
//
// A count of one to nine pupils is small. Where the first count of a row is withheld, all of it is. By subtracting from a total the rest
// of it is found, so that all that is withheld of a total counts as one more published group: it has at least two members, and its sum
// is none or at least ten; else the smallest of the others is withheld too, and where there is none, the total (coverage.Protect has the
// same rule for open data). What of a total is withheld is withheld of everything below it.
//
// The same goes for the key stages and the sectors of one unit. Where one of them is withheld, all of them are: then a unit and its
// neighbour are withheld in each, and no table tells what another keeps back. A number told in one table is as good in another where it
// is about the same pupils: what is withheld of all classes is withheld of a stage or sector with the same number, and the other way
// round; so is what is withheld of all modules, of one with the same number.
//
// How many pupils have not begun, or are not done, is not withheld here: where nearly all are done a school should see it.
//
// These rules leave a few patterns in which several tables together tell a number. Therefore the tables are then attacked as a reader
// could (attack), and more is withheld until nothing small is found.
func (y *Year) protect() {
	families := y.families()
	for attacked := true; attacked; {
		y.settle(families)
		attacked = false
		for _, course := range append([]courses.CourseID{""}, y.courses...) {
			for which := range counts {
				attacked = y.attack(course, which) || attacked
			}
		}
	}
}

// settle applies the rules until nothing changes any more.
func (y *Year) settle(families []family) {
	for changed := true; changed; {
		changed = false
		for _, cut := range y.cuts {
			table := y.tables[cut]
			for which := range counts {
				changed = y.cover(table, which) || changed
			}
		}
		for i := range y.units {
			for _, f := range families {
				changed = f.keep(i) || changed
			}
			changed = y.tieModules(i) || changed
		}
	}
}

func small(n int32) bool { return n > 0 && n < Small }

// hide withholds a count, and tells whether it was told before. A row of nobody is told.
func (r *row) hide(which int) bool {
	if r.count[base] == 0 || r.hidden[which] {
		return false
	}
	if which == base {
		r.hidden = [counts]bool{true, true, true}
	}
	r.hidden[which] = true
	return true
}

// cover withholds one count of a table: what is small, and what would tell it.
func (y *Year) cover(table []row, which int) bool {
	changed := false
	for i := range y.units { // parents come before their children
		total := &table[i]
		changed = small(total.count[which]) && total.hide(which) || changed
		if len(y.below[i]) > 0 {
			changed = coverTotal(table, total, y.below[i], which) || changed
		}
	}
	return changed
}

// coverTotal withholds parts of a total until the rest of it is no small group; where no parts are left, the total with all of them.
func coverTotal(table []row, total *row, parts []int, which int) bool {
	changed := false
	for _, i := range parts {
		if total.hidden[which] || small(table[i].count[which]) {
			changed = table[i].hide(which) || changed
		}
	}
	for !total.hidden[which] && unsafe(table, parts, which) {
		changed = true
		if next := smallest(table, parts, which); next != nil {
			next.hide(which)
			continue
		}
		total.hide(which)
		coverTotal(table, total, parts, which)
	}
	return changed
}

// unsafe tells whether what is withheld of a total can be found, or is a small group when taken together.
func unsafe(table []row, parts []int, which int) bool {
	n, rest := 0, int32(0)
	for _, i := range parts {
		if table[i].hidden[which] {
			n, rest = n+1, rest+table[i].count[which]
		}
	}
	return n == 1 || small(rest)
}

// smallest is the part with the fewest pupils that is still told; nil when there is none. Of equal ones the first by its code.
func smallest(table []row, parts []int, which int) *row {
	var found *row
	for _, i := range parts {
		if r := &table[i]; r.count[which] > 0 && !r.hidden[which] && (found == nil || r.count[which] < found.count[which]) {
			found = r
		}
	}
	return found
}

// family is one table and the tables that it is the sum of: its key stages, or its sectors.
type family struct {
	total []row
	parts [][]row
}

// families lists them: of all modules together, and of each.
func (y *Year) families() []family {
	var list []family
	for _, course := range append([]courses.CourseID{""}, y.courses...) {
		stages, sectors := family{total: y.tables[Cut{Course: course}]}, family{total: y.tables[Cut{Course: course}]}
		for _, cut := range y.cuts {
			table := y.tables[cut]
			switch {
			case cut.Course != course:
			case cut.Stage != "":
				stages.parts = append(stages.parts, table)
			case cut.Sector != "":
				sectors.parts = append(sectors.parts, table)
			}
		}
		if stages.total != nil {
			list = append(list, stages, sectors)
		}
	}
	return list
}

// keep keeps the parts of one unit together, and apart from a total that is the same.
func (f family) keep(unit int) bool {
	changed := false
	total := &f.total[unit]
	for which := range counts {
		some := false
		for _, table := range f.parts {
			one := &table[unit]
			if one.count[which] == total.count[which] {
				changed = one.hidden[which] && total.hide(which) || changed
				changed = total.hidden[which] && one.hide(which) || changed
			}
			some = some || one.hidden[which]
		}
		for _, table := range f.parts {
			changed = some && table[unit].hide(which) || changed
		}
	}
	return changed
}

// tieModules ties who was reached by any module to who began each, and who finished any to who is done with each.
func (y *Year) tieModules(unit int) bool {
	changed := false
	for _, cut := range y.cuts {
		table := y.tables[cut]
		if cut.Course == "" {
			continue
		}
		all := &y.tables[Cut{Stage: cut.Stage, Sector: cut.Sector}][unit]
		for _, which := range []int{part, third} {
			one := &table[unit]
			if one.count[which-1] != all.count[which] {
				continue
			}
			changed = all.hidden[which] && one.hide(which-1) || changed
			changed = one.hidden[which-1] && all.hide(which) || changed
		}
	}
	return changed
}
