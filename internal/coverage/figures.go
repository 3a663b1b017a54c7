package coverage

import (
	"cmp"
	"context"
	"slices"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
)

// Query asks for figures. The zero At is today and the zero Known all that is known; the zero Agency is the whole scope.
type Query struct {
	Course courses.CourseID
	Agency org.AgencyCode // this agency and all below it
	At     day.Date
	Known  time.Time
	Depth  int // how many levels below Agency have rows of their own: 1 gives its children; 0 gives 1
	Scope  org.Scope

	// Only people of this kind, sex and position category, as the register has them; "" is everybody.
	Kind     org.Kind
	Sex      string
	Category string

	// Structure places the people of At in the agencies of another day; "" is the tree of At itself. Scopes short of the whole
	// country may ask for that and for today's.
	Structure day.Date
}

// Table is the answer: the total, and the rows that it opens into.
type Table struct {
	Course  courses.CourseID
	At      day.Date
	Known   time.Time
	AsOf    time.Time  // when the register last took a change: its age
	Kinds   []org.Kind // whose figures these are
	Waits   bool       // the rules bind nobody yet: the owner has not approved the course
	Agency  Row        // what was asked about; the nation when Agency.Code is empty
	Path    []org.Agency
	Rows    []Row     // agencies below, in the order of the tree
	ByType  []TypeRow // the nine types of the policy (def.2), each agency's own people
	Largest int       // the greatest Must among Rows, to scale bars with
}

// Row is one agency's figures.
type Row struct {
	Code     org.AgencyCode
	Name     string
	NameDz   string
	Type     org.AgencyType
	Level    int  // 0 is directly below what was asked about
	Own      Cell // the agency's own people
	Total    Cell // with everybody below
	Children int  // agencies directly below
}

// TypeRow is the figures of all agencies of one type.
type TypeRow struct {
	Type     org.AgencyType
	Agencies int
	Cell     Cell
}

// Figures counts. The errors are faults: "not_found" for a course without a rule or an agency that did not exist on the day
// or lies outside the scope, "invalid" for a day that has not come.
func (c *Cube) Figures(ctx context.Context, q Query) (Table, error) {
	q = c.filled(q)
	s, err := c.asked(ctx, q)
	if err != nil {
		return Table{}, err
	}
	t := c.headed(s, q)
	if q.Agency != "" {
		t.Rows = s.below(q.Agency, q.Depth)
	} else {
		t.Rows = s.tops(q)
	}
	t.ByType = s.byType(q)
	for _, r := range t.Rows {
		t.Largest = max(t.Largest, r.Total.Must)
	}
	return t, nil
}

// asked gives the sheet of a query with the people of its slice alone, if the agency that it asks about may be seen.
func (c *Cube) asked(ctx context.Context, q Query) (*Sheet, error) {
	s, err := c.sheet(ctx, q)
	if err != nil {
		return nil, err
	}
	if q.Agency != "" && q.Agency != Unplaced {
		if _, ok := s.Tree.Agency(q.Agency); !ok {
			return nil, noAgency(q)
		}
	}
	if q.Agency != "" && !s.covers(q.Scope, q.Agency) {
		return nil, noAgency(q)
	}
	return s.only(q), nil
}

// headed gives the table without rows.
func (c *Cube) headed(s *Sheet, q Query) Table {
	t := Table{Course: q.Course, At: q.At, Known: q.Known, AsOf: c.register.Imported(), Kinds: s.Kinds, Waits: s.Waits, Agency: Row{Total: s.total(q)}}
	switch q.Agency {
	case "":
	case Unplaced:
		t.Agency = s.unplacedRow()
	default:
		t.Agency, t.Path = s.row(q.Agency, 0), s.visiblePath(q)
	}
	return t
}

func (s *Sheet) unplacedRow() Row {
	cell := s.Cell(Unplaced, false)
	return Row{Code: Unplaced, Name: unplacedName, Own: cell, Total: cell}
}

func (c *Cube) filled(q Query) Query {
	if q.At == "" {
		q.At = day.Of(c.now())
	}
	q.Depth = max(q.Depth, 1)
	return q
}

func noAgency(q Query) error {
	return fault.NotFound("There is no agency %q on %s, or it is not yours to see.", string(q.Agency), q.At)
}

func (s *Sheet) row(code org.AgencyCode, level int) Row {
	a, _ := s.Tree.Agency(code)
	return Row{
		Code: code, Name: a.Name, NameDz: a.NameDz, Type: a.Type, Level: level,
		Own: s.Cell(code, false), Total: s.Cell(code, true), Children: len(s.Tree.Children(code)),
	}
}

// visiblePath is the way from the root to the agency, without what lies above the asker's scope.
func (s *Sheet) visiblePath(q Query) []org.Agency {
	return slices.DeleteFunc(slices.Clone(s.Tree.Path(q.Agency)), func(a org.Agency) bool { return !s.covers(q.Scope, a.Code) })
}

// below gives the rows under an agency down to a depth, each parent before its children.
func (s *Sheet) below(code org.AgencyCode, depth int) []Row {
	var rows []Row
	var walk func(code org.AgencyCode, level int)
	walk = func(code org.AgencyCode, level int) {
		for _, a := range s.Tree.Children(code) {
			rows = append(rows, s.row(a.Code, level))
			if level+1 < depth {
				walk(a.Code, level+1)
			}
		}
	}
	walk(code, 0)
	return rows
}

// tops gives the rows of a whole scope: the roots for the nation, else the agencies of the scope, each once; then, to the
// depth, what lies below.
func (s *Sheet) tops(q Query) []Row {
	var tops []org.AgencyCode
	if q.Scope.All {
		for _, a := range s.Tree.Roots() {
			tops = append(tops, a.Code)
		}
	} else {
		tops = s.scopeTops(q.Scope)
	}
	var rows []Row
	for _, code := range tops {
		rows = append(rows, s.row(code, 0))
		if q.Depth > 1 {
			for _, r := range s.below(code, q.Depth-1) {
				r.Level++
				rows = append(rows, r)
			}
		}
	}
	if cell := s.Cell(Unplaced, false); q.Scope.All && cell.Bound() > 0 {
		rows = append(rows, s.unplacedRow())
	}
	return rows
}

// scopeTops gives the agencies of a scope that exist on the day, without those that lie below another of it.
func (s *Sheet) scopeTops(scope org.Scope) []org.AgencyCode {
	var tops []org.AgencyCode
	for i, code := range scope.Agencies {
		if _, ok := s.Tree.Agency(code); !ok || slices.Contains(tops, code) {
			continue
		}
		others := org.Scope{Agencies: slices.Delete(slices.Clone(scope.Agencies), i, i+1)}
		if !s.Tree.Within(others, code) {
			tops = append(tops, code)
		}
	}
	return tops
}

// byType sums the agencies of each type that lie within what was asked about.
func (s *Sheet) byType(q Query) []TypeRow {
	rows := map[org.AgencyType]*TypeRow{}
	asked := q.Scope
	if q.Agency != "" {
		asked = org.Scope{Agencies: []org.AgencyCode{q.Agency}}
	}
	for i, a := range s.Tree.All() {
		if !s.covers(asked, a.Code) {
			continue
		}
		r := rows[a.Type]
		if r == nil {
			r = &TypeRow{Type: a.Type}
			rows[a.Type] = r
		}
		r.Agencies++
		r.Cell.add(s.cells.own[i], 1)
	}
	var list []TypeRow
	for _, t := range org.AgencyTypes() {
		if r := rows[t]; r != nil {
			list = append(list, *r)
		}
	}
	return list
}

// NeedHelp gives the rows that miss most people, the most first: help goes where it reaches most, not where a share of few
// people looks worst. Rows below Small are left out.
func (t Table) NeedHelp(n int) []Row {
	rows := slices.DeleteFunc(slices.Clone(t.Rows), func(r Row) bool { return r.Total.Must < Small || r.Total.Missing() == 0 })
	slices.SortStableFunc(rows, func(a, b Row) int { return cmp.Compare(b.Total.Missing(), a.Total.Missing()) })
	return rows[:min(n, len(rows))]
}
