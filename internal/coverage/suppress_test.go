package coverage_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"lamtoen/courses"
	"lamtoen/internal/coverage"
	"lamtoen/internal/day"
)

// What is withheld cannot be computed from what is told by any linear combination: of rows and their totals, of must, complete and not
// complete, of types and the nation, and of tables of other months and courses in which a number happens to be the same.
func TestWithheldCannotBeComputed(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		tables := drawTables(rt)
		coverage.Protect(tables)
		reader := newReader(tables)
		reader.learn()
		for _, c := range reader.withheld {
			if reader.finds(c.at) {
				rt.Fatalf("%s is withheld, and what is told gives it: it is %d\n%s", c.name, c.value, told(tables))
			}
		}
		for _, table := range tables {
			checkRests(rt, table, tables)
		}
	})
}

// drawTables invents months of courses over the same agencies. Some counts stay as they were, some are few, some are none.
func drawTables(rt *rapid.T) []*coverage.OpenTable {
	groups := rapid.IntRange(1, 4).Draw(rt, "types")
	sizes := make([]int, groups)
	for g := range sizes {
		sizes[g] = rapid.IntRange(1, 5).Draw(rt, "agencies")
	}
	people := rapid.OneOf(rapid.Just(0), rapid.IntRange(1, 12), rapid.IntRange(5, 60), rapid.IntRange(50, 400))
	count := rapid.IntRange(1, 3).Draw(rt, "tables")
	var tables []*coverage.OpenTable
	for i := range count {
		course := courses.CourseID([]string{"a", "b"}[rapid.IntRange(0, 1).Draw(rt, "course")])
		table := &coverage.OpenTable{Course: course, At: day.Date(fmt.Sprintf("2026-0%d-28", i+1)), Nation: coverage.OpenRow{Code: "nation"}}
		for g, size := range sizes {
			group := coverage.OpenGroup{OpenRow: coverage.OpenRow{Code: fmt.Sprintf("type%d", g)}}
			for r := range size {
				row := coverage.OpenRow{Code: fmt.Sprintf("agency%d-%d", g, r)}
				if i > 0 && rapid.Bool().Draw(rt, "as before") {
					row = tables[i-1].Groups[g].Rows[r]
				} else {
					row.Must = people.Draw(rt, "must")
					row.Complete = rapid.OneOf(rapid.Just(0), rapid.Just(row.Must), rapid.IntRange(0, row.Must)).Draw(rt, "complete")
				}
				group.Must += row.Must
				group.Complete += row.Complete
				group.Rows = append(group.Rows, row)
			}
			table.Nation.Must += group.Must
			table.Nation.Complete += group.Complete
			table.Groups = append(table.Groups, group)
		}
		tables = append(tables, table)
	}
	return tables
}

// reader knows every told number, every way in which numbers hang together, and which numbers are the same in other tables. Its
// equations are over the field of a large prime: what holds over whole numbers holds there, so that nothing is missed.
type reader struct {
	tables   []*coverage.OpenTable
	names    map[string]int // the unknowns
	rows     [][]uint64     // of equations, in echelon form
	pending  []map[int]int64
	withheld []secret
}

type secret struct {
	name  string
	at    int
	value int
}

const prime = 1<<31 - 1

func newReader(tables []*coverage.OpenTable) *reader {
	return &reader{tables: tables, names: map[string]int{}}
}

// unknown is the number of a count of a row of a table; 0 stands for the known part of an equation.
func (r *reader) unknown(table int, row *coverage.OpenRow, count string) int {
	name := fmt.Sprintf("%d %s %s", table, row.Code, count)
	if _, known := r.names[name]; !known {
		r.names[name] = len(r.names) + 1
	}
	return r.names[name]
}

func (r *reader) learn() {
	for i, t := range r.tables {
		sums := map[string]map[int]int64{}
		for _, count := range []string{"must", "complete", "missing"} {
			sums[count] = map[int]int64{r.unknown(i, &t.Nation, count): -1}
		}
		r.learnRow(i, &t.Nation)
		for g := range t.Groups {
			group := &t.Groups[g]
			r.learnRow(i, &group.OpenRow)
			for _, count := range []string{"must", "complete", "missing"} {
				sums[count][r.unknown(i, &group.OpenRow, count)] = 1
				parts := map[int]int64{r.unknown(i, &group.OpenRow, count): -1}
				for j := range group.Rows {
					parts[r.unknown(i, &group.Rows[j], count)] = 1
				}
				r.pending = append(r.pending, parts)
			}
			for j := range group.Rows {
				r.learnRow(i, &group.Rows[j])
			}
		}
		for _, sum := range sums {
			r.pending = append(r.pending, sum)
		}
	}
	r.compare()
	for _, equation := range r.pending {
		r.add(equation)
	}
}

// learnRow takes what is told of one row, and notes what is not.
func (r *reader) learnRow(table int, row *coverage.OpenRow) {
	r.pending = append(r.pending, map[int]int64{r.unknown(table, row, "must"): 1, r.unknown(table, row, "complete"): -1, r.unknown(table, row, "missing"): -1})
	for _, c := range counts(row) {
		at := r.unknown(table, row, c.name)
		if row.Withheld >= c.hidden {
			r.withheld = append(r.withheld, secret{fmt.Sprintf("%s of %s in table %d", c.name, row.Code, table), at, c.value})
		} else {
			r.pending = append(r.pending, map[int]int64{at: 1, 0: int64(c.value)})
		}
	}
}

type countOf struct {
	name   string
	value  int
	hidden coverage.Withheld
}

func counts(row *coverage.OpenRow) []countOf {
	return []countOf{{"must", row.Must, coverage.HideAll}, {"complete", row.Complete, coverage.HideStates}, {"missing", row.Must - row.Complete, coverage.HideStates}}
}

// compare takes a number that one table tells for that of another, and guesses rightly each time: must in any, the states in those of
// one course.
func (r *reader) compare() {
	for i, a := range r.tables {
		for j, b := range r.tables[:i] {
			one, other := rowsOf(a), rowsOf(b)
			for k := range one {
				if one[k].Must == 0 || other[k].Must == 0 {
					continue // told, and about nobody: it says nothing of another table
				}
				mine, theirs := counts(one[k]), counts(other[k])
				for c := range mine {
					seen := one[k].Withheld < mine[c].hidden || other[k].Withheld < theirs[c].hidden
					if seen && mine[c].value == theirs[c].value && (mine[c].name == "must" || a.Course == b.Course) {
						r.pending = append(r.pending, map[int]int64{r.unknown(i, one[k], mine[c].name): 1, r.unknown(j, other[k], mine[c].name): -1})
					}
				}
			}
		}
	}
}

func rowsOf(t *coverage.OpenTable) []*coverage.OpenRow {
	rows := []*coverage.OpenRow{&t.Nation}
	for i := range t.Groups {
		rows = append(rows, &t.Groups[i].OpenRow)
		for j := range t.Groups[i].Rows {
			rows = append(rows, &t.Groups[i].Rows[j])
		}
	}
	return rows
}

// add takes an equation into the echelon form.
func (r *reader) add(equation map[int]int64) {
	if row, lead := r.reduced(equation); lead > 0 {
		scale := power(row[lead], prime-2)
		for k := range row {
			row[k] = row[k] * scale % prime
		}
		r.rows = append(r.rows, row)
	}
}

// reduced takes all known equations out of one more; lead is its first unknown, 0 when nothing is left.
func (r *reader) reduced(equation map[int]int64) (row []uint64, lead int) {
	row = make([]uint64, len(r.names)+1)
	for k, v := range equation {
		row[k] = uint64((v%prime + prime) % prime)
	}
	for _, known := range r.rows {
		at := leadOf(known)
		if factor := row[at]; factor != 0 {
			for k := range row {
				row[k] = (row[k] + (prime-factor)*known[k]) % prime
			}
		}
	}
	return row, leadOf(row)
}

func leadOf(row []uint64) int {
	for k := 1; k < len(row); k++ {
		if row[k] != 0 {
			return k
		}
	}
	return 0
}

// finds tells whether the unknown is a combination of what is known.
func (r *reader) finds(unknown int) bool {
	_, lead := r.reduced(map[int]int64{unknown: 1})
	return lead == 0
}

func power(base, exponent uint64) uint64 {
	result := uint64(1)
	for ; exponent > 0; exponent >>= 1 {
		if exponent&1 == 1 {
			result = result * base % prime
		}
		base = base * base % prime
	}
	return result
}

// checkRests: no small count is told, and what is withheld of each told total is, taken together, no small group either.
func checkRests(rt *rapid.T, t *coverage.OpenTable, all []*coverage.OpenTable) {
	few := func(n int) bool { return n > 0 && n < coverage.Small }
	for _, row := range rowsOf(t) {
		for _, c := range counts(row) {
			if row.Withheld < c.hidden && few(c.value) {
				rt.Fatalf("%s of %s is told, and is %d\n%s", c.name, row.Code, c.value, told(all))
			}
		}
	}
	rest := func(total *coverage.OpenRow, parts []*coverage.OpenRow) {
		for i, c := range counts(total) {
			left := 0
			for _, p := range parts {
				if p.Withheld >= c.hidden {
					left += counts(p)[i].value
				}
			}
			if total.Withheld < c.hidden && few(left) {
				rt.Fatalf("%s: what is withheld of %s is %d people\n%s", c.name, total.Code, left, told(all))
			}
		}
	}
	var types []*coverage.OpenRow
	for i := range t.Groups {
		types = append(types, &t.Groups[i].OpenRow)
		var rows []*coverage.OpenRow
		for j := range t.Groups[i].Rows {
			rows = append(rows, &t.Groups[i].Rows[j])
		}
		rest(&t.Groups[i].OpenRow, rows)
	}
	rest(&t.Nation, types)
}

func told(tables []*coverage.OpenTable) string {
	text := ""
	for _, t := range tables {
		text += fmt.Sprintln(t.Course, t.At)
		for _, r := range rowsOf(t) {
			text += fmt.Sprintf("  %-12s must %4d complete %4d missing %4d withheld %d\n", r.Code, r.Must, r.Complete, r.Must-r.Complete, r.Withheld)
		}
	}
	return text
}

// Large agencies are told, so that protecting is not withholding everything; one small agency takes one other with it.
func TestProtectWithholdsLittle(t *testing.T) {
	row := func(code string, must, complete int) coverage.OpenRow {
		return coverage.OpenRow{Code: code, Must: must, Complete: complete}
	}
	table := &coverage.OpenTable{Course: "a", At: "2026-06-30", Nation: row("nation", 1245, 640), Groups: []coverage.OpenGroup{
		{OpenRow: row("ministry", 805, 402), Rows: []coverage.OpenRow{row("big", 500, 250), row("middle", 260, 130), row("next", 40, 20), row("tiny", 5, 2)}},
		{OpenRow: row("dzongkhag", 440, 238), Rows: []coverage.OpenRow{row("east", 240, 120), row("west", 200, 118)}},
	}}
	coverage.Protect([]*coverage.OpenTable{table})
	want := map[string]coverage.Withheld{"tiny": coverage.HideAll, "next": coverage.HideAll}
	for _, r := range rowsOf(table) {
		if r.Withheld != want[r.Code] {
			t.Errorf("%s: got %d withheld, want %d", r.Code, r.Withheld, want[r.Code])
		}
	}
}
