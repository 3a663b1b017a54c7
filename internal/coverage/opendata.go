package coverage

import (
	"context"
	"fmt"
	"io"

	"lamtoen/courses"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
)

// maxMonths is how many months an extract of open data goes back at most.
const maxMonths = 12

// OpenQuery asks for open data: the courses (none: all that some rule asks for), as at a day and at the ends of the months before it,
// of the whole country, with all that is known.
type OpenQuery struct {
	Courses []courses.CourseID
	At      day.Date // "" is today
	Months  int      // days in all: 1 is At alone
	Licence string   // under which the extract is published, in words; "" says that none is set
}

// NoLicence stands in an extract where none is set.
const NoLicence = "No licence is set: ask the owner of the data before you publish or reuse this extract."

// OpenData gives figures without persons, fit to be published: see Protect. Gewogs count in their dzongkhag.
func (c *Cube) OpenData(ctx context.Context, q OpenQuery) ([]*OpenTable, error) {
	if q.Months < 1 || q.Months > maxMonths {
		return nil, fault.Invalid("The extract cannot be made.",
			fault.Field{Name: "months", Message: fmt.Sprintf("Ask for 1 to %d months.", maxMonths)})
	}
	if q.At == "" {
		q.At = day.Of(c.now())
	}
	if len(q.Courses) == 0 {
		all, err := c.Courses(ctx)
		if err != nil {
			return nil, err
		}
		q.Courses = all
	}
	var tables []*OpenTable
	for _, course := range q.Courses {
		for _, at := range monthEnds(q.At, q.Months) {
			s, err := c.sheet(ctx, Query{Course: course, At: at})
			if err != nil {
				return nil, err
			}
			tables = append(tables, s.open())
		}
	}
	Protect(tables)
	return tables, nil
}

// monthEnds gives the last days of the months before a day, the first first, and the day.
func monthEnds(at day.Date, n int) []day.Date {
	days := make([]day.Date, n)
	days[n-1] = at
	for i := n - 2; i >= 0; i-- {
		next := days[i+1]
		days[i] = day.Date(next.ISO()[:len("2006-01")] + "-01").AddDays(-1)
	}
	return days
}

// open gathers the agencies by type, gewogs and whatever else lies below a dzongkhag in it.
func (s *Sheet) open() *OpenTable {
	t := &OpenTable{Course: s.Course, At: s.At, Nation: OpenRow{Code: "nation", Name: "Bhutan"}}
	cells := map[org.AgencyCode]Cell{}
	for i, own := range s.cells.own {
		code := s.layout.code(uint16(i)) // as layout.unplaced
		into := code
		for _, a := range s.Tree.Path(code) {
			if a.Type == org.TypeDzongkhag {
				into = a.Code
				break
			}
		}
		sum := cells[into]
		sum.add(own, 1)
		cells[into] = sum
	}
	for _, kind := range org.AgencyTypes() {
		g := OpenGroup{Type: kind, OpenRow: OpenRow{Code: string(kind)}}
		for _, a := range s.Tree.All() {
			if a.Type == kind && cells[a.Code].Must > 0 {
				g.add(a.Code, a.Name, cells[a.Code])
			}
		}
		t.add(g)
	}
	if lost := cells[Unplaced]; lost.Must > 0 {
		g := OpenGroup{OpenRow: OpenRow{Code: string(Unplaced)}}
		g.add(Unplaced, unplacedName, lost)
		t.add(g)
	}
	return t
}

// unplacedName is what the row of people is called whose agency has ended.
const unplacedName = "Agency has ended; the new one is not in the register yet"

func (g *OpenGroup) add(code org.AgencyCode, name string, c Cell) {
	g.Rows = append(g.Rows, OpenRow{Code: string(code), Name: name, Must: c.Must, Complete: c.Complete})
	g.Must += c.Must
	g.Complete += c.Complete
}

func (t *OpenTable) add(g OpenGroup) {
	if len(g.Rows) == 0 {
		return
	}
	t.Groups = append(t.Groups, g)
	t.Nation.Must += g.Must
	t.Nation.Complete += g.Complete
}

// opened is one row of the file.
type opened struct {
	table   *OpenTable
	level   string
	kind    org.AgencyType
	row     *OpenRow
	licence string
}

// openColumns are the file of open data and its dictionary.
var openColumns = []column[opened]{
	{"course", "Id of the course that the rule asks for.", func(o opened) any { return string(o.table.Course) }},
	{"as_at", "Day in Thimphu whose state this is, to its end (ISO 8601).", func(o opened) any { return o.table.At.ISO() }},
	{"level", "nation, type (of agency) or agency. An agency's counts are part of its type's, a type's of the nation's.",
		func(o opened) any { return o.level }},
	{"type", "Type of the agency, as the policy defines it (def.2); gewogs count in their dzongkhag.", func(o opened) any { return string(o.kind) }},
	{"code", "Stable code of the agency or type; 'nation' is everybody.", func(o opened) any { return o.row.Code }},
	{"name", "Name of the agency on the day.", func(o opened) any { return o.row.Name }},
	{"must", "People who must be trained: bound by a rule on the day and in active service; empty where withheld.",
		func(o opened) any { return told(o.row, HideAll, o.row.Must) }},
	{"complete", "Of must: the training is complete and holds on the day; empty where withheld.",
		func(o opened) any { return told(o.row, HideStates, o.row.Complete) }},
	{"not_complete", "Of must: all others; empty where withheld.", func(o opened) any { return told(o.row, HideStates, o.row.missing()) }},
	{"withheld", "states: complete and not_complete are withheld; all: must too. A count of one to nine people is never told, nor is what " +
		"would let it be computed.", func(o opened) any { return [...]string{"", "states", "all"}[o.row.Withheld] }},
	{"licence", "Under which licence the extract may be used.", func(o opened) any { return o.licence }},
}

func told(r *OpenRow, level Withheld, n int) any {
	if r.Withheld >= level {
		return nil
	}
	return n
}

// OpenFile gives open data as a file.
func (c *Cube) OpenFile(ctx context.Context, q OpenQuery, format Format, mark Mark) (File, error) {
	if err := format.check(); err != nil {
		return File{}, err
	}
	tables, err := c.OpenData(ctx, q)
	if err != nil {
		return File{}, err
	}
	licence := cmpOr(q.Licence, NoLicence)
	at := cmpOr(q.At.ISO(), day.Of(c.now()).ISO())
	name := fmt.Sprintf("training-open-data-%s.%s", at, format)
	return File{Name: name, Type: format.Type(), write: func(w io.Writer) error {
		out, err := newSheetWriter(w, format, about{Export: "open-data", Mark: mark, Licence: licence}, openColumns)
		if err != nil {
			return err
		}
		for _, t := range tables {
			if err := out.row(opened{t, "nation", "", &t.Nation, licence}); err != nil {
				return err
			}
			for i := range t.Groups {
				if err := writeGroup(out, t, &t.Groups[i], licence); err != nil {
					return err
				}
			}
		}
		return out.end()
	}}, nil
}

// writeGroup writes a type and its agencies.
func writeGroup(out *sheetWriter[opened], t *OpenTable, g *OpenGroup, licence string) error {
	if err := out.row(opened{t, "type", g.Type, &g.OpenRow, licence}); err != nil {
		return err
	}
	for i := range g.Rows {
		if err := out.row(opened{t, "agency", g.Type, &g.Rows[i], licence}); err != nil {
			return err
		}
	}
	return nil
}
