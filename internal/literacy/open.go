package literacy

import (
	"context"
	"iter"

	"lamtoen/courses"
	"lamtoen/internal/coverage"
	"lamtoen/internal/org"
)

// openLine is one row of the open data: a unit, of all modules together or of one.
type openLine struct {
	book    *Book
	year    string
	course  courses.CourseID
	row     *coverage.OpenRow
	level   string
	licence string
}

// allModules names the tables of all modules together.
const allModules = "all"

var openColumns = []coverage.Column[openLine]{
	{Name: "school_year", Meaning: "Name of the school year.", Value: func(l openLine) any { return l.year }},
	{Name: "module", Meaning: "Id of the module; all: any of them.", Value: func(l openLine) any { return string(l.course) }},
	{Name: "level", Meaning: "nation, place (a dzongkhag or thromde) or school. A school's counts are part of its place's, a place's of the nation's.", Value: func(l openLine) any { return l.level }},
	{Name: "code", Meaning: "Stable code of the place or school; 'nation' is all.", Value: func(l openLine) any { return l.row.Code }},
	{Name: "name", Meaning: "Its name today.", Value: func(l openLine) any { return l.row.Name }},
	{Name: "pupils", Meaning: "Pupils in classes; only where module is all; empty where withheld.", Value: func(l openLine) any { return l.count(false, coverage.HideAll, l.row.Must) }},
	{Name: "reached", Meaning: "Of pupils: began a module at least; only where module is all; empty where withheld.", Value: func(l openLine) any { return l.count(false, coverage.HideStates, l.row.Complete) }},
	{Name: "begun", Meaning: "Pupils who began the module; empty where module is all, or withheld.", Value: func(l openLine) any { return l.count(true, coverage.HideAll, l.row.Must) }},
	{Name: "done", Meaning: "Of begun: finished it; empty where module is all, or withheld.", Value: func(l openLine) any { return l.count(true, coverage.HideStates, l.row.Complete) }},
	{Name: "withheld", Meaning: "states: reached or done is withheld; all: pupils or begun too. A count of one to nine pupils is never told, nor how many are left where those are so few, nor what would let either be computed.",
		Value: func(l openLine) any { return [...]string{"", "states", "all"}[l.row.Withheld] }},
	{Name: "licence", Meaning: "Under which licence the extract may be used.", Value: func(l openLine) any { return l.licence }},
}

func (l openLine) count(module bool, level coverage.Withheld, n int) any {
	if module != (l.course != allModules) || l.row.Withheld >= level {
		return nil
	}
	return n
}

// OpenDictionary explains the columns of the open data.
func OpenDictionary() []coverage.Term { return coverage.TableTerms(openColumns, SchemaVersion) }

// OpenData gives the figures of a school year fit to be published: by place and school, of all modules and of each. What is small is
// withheld by coverage.Protect, which keeps the few who have not back too.
func (b *Book) OpenData(ctx context.Context, year string) ([]*coverage.OpenTable, error) {
	y, err := b.Year(ctx, year)
	if err != nil {
		return nil, err
	}
	tables := []*coverage.OpenTable{b.openTable(y, "")}
	for _, course := range y.courses {
		tables = append(tables, b.openTable(y, course))
	}
	coverage.Protect(tables)
	return tables, nil
}

// openTable gathers the counts of a module, or of all; nothing is withheld yet.
func (b *Book) openTable(y *Year, course courses.CourseID) *coverage.OpenTable {
	table := y.tables[Cut{Course: course}]
	t := &coverage.OpenTable{Course: courses.CourseID(cmpOr(string(course), allModules)), Nation: coverage.OpenRow{Code: "nation", Name: "Bhutan"}}
	if table == nil {
		return t
	}
	fill := func(r *coverage.OpenRow, unit int) {
		r.Must, r.Complete = int(table[unit].count[base]), int(table[unit].count[part])
	}
	fill(&t.Nation, 0)
	for _, p := range y.below[0] {
		place := y.units[p].Place
		g := coverage.OpenGroup{OpenRow: coverage.OpenRow{Code: string(place), Name: b.PlaceName(place)}, Type: org.AgencyType(place)}
		fill(&g.OpenRow, p)
		for _, i := range y.below[p] {
			code := y.units[i].School
			r := coverage.OpenRow{Code: string(code), Name: b.SchoolName(code)}
			fill(&r, i)
			g.Rows = append(g.Rows, r)
		}
		t.Groups = append(t.Groups, g)
	}
	return t
}

// OpenFile gives the open data of a school year as a file.
func (b *Book) OpenFile(ctx context.Context, year, licence string, format coverage.Format) (coverage.File, error) {
	tables, err := b.OpenData(ctx, year)
	if err != nil {
		return coverage.File{}, err
	}
	licence = cmpOr(licence, coverage.NoLicence)
	of := coverage.TableOf{Export: "school-literacy-open-data", Name: "school-literacy-open-data-" + fileWord(year), Version: SchemaVersion,
		Mark: coverage.Mark(b.settings.Mark), Licence: licence}
	return coverage.TableFile(of, format, openColumns, b.openLines(year, tables, licence))
}

func (b *Book) openLines(year string, tables []*coverage.OpenTable, licence string) iter.Seq[openLine] {
	return func(yield func(openLine) bool) {
		for _, t := range tables {
			tell := func(level string, r *coverage.OpenRow) bool {
				return yield(openLine{b, year, t.Course, r, level, licence})
			}
			if !tell("nation", &t.Nation) {
				return
			}
			for i := range t.Groups {
				if !tell("place", &t.Groups[i].OpenRow) {
					return
				}
				for j := range t.Groups[i].Rows {
					if !tell("school", &t.Groups[i].Rows[j]) {
						return
					}
				}
			}
		}
	}
}
