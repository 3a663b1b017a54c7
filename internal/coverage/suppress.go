package coverage

import (
	"lamtoen/courses"
	"lamtoen/internal/day"
	"lamtoen/internal/org"
)

// Withheld says how much of a row of open data is not told.
type Withheld int

// From all is told to nothing is; the order counts.
const (
	ToldAll    Withheld = iota
	HideStates          // how many must is told, how many are complete and how many not is not
	HideAll             // no count is told
)

// OpenRow is one row of open data: an agency with what is counted in it, a type, or the nation.
type OpenRow struct {
	Code     string // of the agency or type; stable
	Name     string
	Must     int
	Complete int
	Withheld Withheld
}

// missing is the third count of a row.
func (r *OpenRow) missing() int { return r.Must - r.Complete }

// OpenGroup is a type of agency with its agencies; its own counts are their sums.
type OpenGroup struct {
	OpenRow
	Type org.AgencyType
	Rows []OpenRow
}

// OpenTable is the open data of one course as at one day; the nation's counts are the sums of the groups'.
type OpenTable struct {
	Course courses.CourseID
	At     day.Date
	Nation OpenRow
	Groups []OpenGroup
}

// Protect withholds small groups of people, and as much besides as keeps anybody from computing them.
//
// A count of one to nine people is small. What is small is withheld; a row with a small must tells nothing, one with few complete or few
// missing tells must alone. By subtracting from a total the rest of it is found, so that all that is withheld of a total counts as one
// more published group: it has at least two members, and its sum is none or at least ten, else the smallest of the others is withheld
// too, and where there is none, the total. The same then goes for the totals of types within the nation.
//
// A number that is told in one table tells it for another in which it is known to be about the same: of another course that binds the same
// people, of another month in which nothing happened. So what is withheld of a row in one table is withheld in every other in which it
// differs by fewer than ten: must in all tables, the states in those of the same course. Rows in which nobody must are told: they are
// about nobody.
func Protect(tables []*OpenTable) {
	for changed := true; changed; {
		changed = false
		for _, t := range tables {
			changed = t.cover(HideAll) || changed
			changed = t.cover(HideStates) || changed
		}
		changed = tie(tables) || changed
	}
}

// hide withholds so much of a row, and tells whether that is more than before.
func (r *OpenRow) hide(level Withheld) bool {
	if r.Must == 0 || r.Withheld >= level {
		return false
	}
	r.Withheld = level
	return true
}

// small tells whether a count points at persons.
func small(n int) bool { return n > 0 && n < Small }

// sensitive tells whether the row must be withheld for its own sake.
func (r *OpenRow) sensitive(level Withheld) bool {
	if level == HideAll {
		return small(r.Must)
	}
	return r.Withheld >= level || small(r.Complete) || small(r.missing())
}

// cover withholds at one level what the table needs, and tells whether that was more than before.
func (t *OpenTable) cover(level Withheld) bool {
	changed := false
	types := make([]*OpenRow, len(t.Groups))
	for i := range t.Groups {
		g := &t.Groups[i]
		types[i] = &g.OpenRow
		rows := make([]*OpenRow, len(g.Rows))
		for j := range g.Rows {
			rows[j] = &g.Rows[j]
		}
		changed = coverTotal(&g.OpenRow, rows, level) || changed
	}
	changed = coverTotal(&t.Nation, types, level) || changed
	if t.Nation.Withheld >= level { // then nothing of the table is told at this level
		for i := range t.Groups {
			for j := range t.Groups[i].Rows {
				changed = t.Groups[i].Rows[j].hide(level) || changed
			}
		}
	}
	return changed
}

// coverTotal withholds parts of a total until the rest of it is no small group; where no parts are left, the total with all of them.
func coverTotal(total *OpenRow, parts []*OpenRow, level Withheld) bool {
	changed := total.sensitive(level) && total.hide(level)
	for _, p := range parts {
		if total.Withheld >= level || p.sensitive(level) {
			changed = p.hide(level) || changed
		}
	}
	for total.Withheld < level && unsafe(parts, level) {
		changed = true
		if next := smallest(parts, level); next != nil {
			next.hide(level)
			continue
		}
		total.hide(level)
	}
	return changed
}

// unsafe tells whether what is withheld of a total can be found, or is a small group when taken together.
func unsafe(parts []*OpenRow, level Withheld) bool {
	n, rest := 0, OpenRow{}
	for _, p := range parts {
		if p.Withheld >= level {
			n++
			rest.Must += p.Must
			rest.Complete += p.Complete
		}
	}
	if level == HideStates && (small(rest.Complete) || small(rest.missing())) {
		return true
	}
	return n == 1 || small(rest.Must)
}

// smallest is the part of a total with the fewest people that is still told; nil when there is none.
func smallest(parts []*OpenRow, level Withheld) *OpenRow {
	var found *OpenRow
	for _, p := range parts {
		if p.Must > 0 && p.Withheld < level && (found == nil || p.Must < found.Must || p.Must == found.Must && p.Code < found.Code) {
			found = p
		}
	}
	return found
}

// tie withholds what another table would tell, and tells whether that was anything.
func tie(tables []*OpenTable) bool {
	rows := map[string][]tied{}
	for _, t := range tables {
		t.each(func(level string, r *OpenRow) { rows[level+r.Code] = append(rows[level+r.Code], tied{r, t.Course}) })
	}
	changed := false
	for _, same := range rows {
		for _, from := range same {
			for _, to := range same {
				changed = from.tie(to) || changed
			}
		}
	}
	return changed
}

// tied is one row as it stands in the table of a course.
type tied struct {
	*OpenRow
	course courses.CourseID
}

func (from tied) tie(to tied) bool {
	switch {
	case from.Withheld == HideAll && near(from.Must, to.Must):
		return to.hide(HideAll)
	case from.Withheld >= HideStates && from.course == to.course && (near(from.Complete, to.Complete) || near(from.missing(), to.missing())):
		return to.hide(HideStates)
	}
	return false
}

func near(a, b int) bool { return max(a-b, b-a) < Small }

// each visits every row, with a word that keeps agencies, types and the nation apart.
func (t *OpenTable) each(visit func(level string, r *OpenRow)) {
	visit("nation ", &t.Nation)
	for i := range t.Groups {
		visit("type ", &t.Groups[i].OpenRow)
		for j := range t.Groups[i].Rows {
			visit("agency ", &t.Groups[i].Rows[j])
		}
	}
}
