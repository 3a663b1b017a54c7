package literacy

import (
	"cmp"
	"context"
	"slices"

	"lamtoen/internal/classes"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/school"
	"lamtoen/internal/store"
)

// Reads is what somebody may see of the figures: the places of their scope, and the schools that they head.
type Reads struct {
	Scope org.Scope
	Heads []school.Code
}

// ReadsOf gives what a person with a scope of figures may see today.
func (b *Book) ReadsOf(person org.PersonID, scope org.Scope) Reads {
	r := Reads{Scope: scope}
	for _, one := range b.deps.Schools.SchoolsOf(person, day.Of(b.now())) {
		if one.Role == school.Head && !slices.Contains(r.Heads, one.School) {
			r.Heads = append(r.Heads, one.School)
		}
	}
	return r
}

// Nobody tells that there is nothing for them to see.
func (r Reads) Nobody() bool { return r.Scope.Empty() && len(r.Heads) == 0 }

// Places gives the places of the scope that have schools, by their names.
func (b *Book) Places(r Reads) []org.Agency {
	tree := b.deps.Register.Tree(day.Of(b.now()))
	return slices.DeleteFunc(b.deps.Schools.Places(), func(a org.Agency) bool {
		return !r.Scope.All && !tree.Within(r.Scope, a.Code) || len(b.deps.Schools.Schools(a.Code)) == 0
	})
}

func errNoUnit() error {
	return fault.NotFound("There are no such figures among those that you may see.")
}

// MayPlace finds a place of the scope.
func (b *Book) MayPlace(r Reads, code org.AgencyCode) (Unit, error) {
	tree := b.deps.Register.Tree(day.Of(b.now()))
	if code == "" || !slices.ContainsFunc(b.deps.Schools.Places(), func(a org.Agency) bool { return a.Code == code }) || !r.Scope.All && !tree.Within(r.Scope, code) {
		return Unit{}, errNoUnit()
	}
	return Unit{Place: code}, nil
}

// MaySchool finds a school that lies in a place of the scope, or that they head.
func (b *Book) MaySchool(r Reads, code school.Code) (school.School, error) {
	at, ok := b.deps.Schools.School(code)
	if ok && !slices.Contains(r.Heads, code) {
		_, err := b.MayPlace(r, at.Place)
		ok = err == nil
	}
	if !ok {
		return school.School{}, errNoUnit()
	}
	return at, nil
}

// Find finds what somebody asks for by the code of a place or of a school; where they name none, it is the widest that they may see.
// What they may not see is not found.
func (b *Book) Find(r Reads, place, code string) (Unit, error) {
	places := b.Places(r)
	switch {
	case code != "":
		at, err := b.MaySchool(r, school.Code(code))
		return Unit{at.Place, at.Code}, err
	case place != "":
		return b.MayPlace(r, org.AgencyCode(place))
	case r.Scope.All:
		return Unit{}, nil
	case len(places) == 1:
		return Unit{Place: places[0].Code}, nil
	case len(places) == 0 && len(r.Heads) == 1:
		return b.Find(r, "", string(r.Heads[0]))
	}
	return Unit{}, errNoUnit()
}

// UnitOf gives where the figures of a unit stand in a year: those of a school in the place that it lay under then.
func (y *Year) UnitOf(now Unit) Unit {
	if _, ok := y.at[now]; ok || now.School == "" {
		return now
	}
	for _, u := range y.units {
		if u.School == now.School {
			return u
		}
	}
	return now
}

// ClassLine is what the head of a school is told of one class.
type ClassLine struct {
	ID, Label string
	Purged    bool
	Figures
}

// Classes gives what the head of a school may be told of its classes in a cut: of fewer than Small pupils nothing, nor what would
// tell it.
func (b *Book) Classes(ctx context.Context, y *Year, u Unit, cut Cut) ([]ClassLine, error) {
	var sums []classes.Sum
	for one, err := range b.kept.Each(ctx, store.Query{Index: bySchool, Equal: []any{string(u.School), y.Name}}) {
		if err != nil {
			return nil, err
		}
		if s := b.place(one.Sum); s.Place == u.Place {
			sums = append(sums, s)
		}
	}
	slices.SortFunc(sums, func(a, b classes.Sum) int { return cmp.Or(cmp.Compare(a.Label, b.Label), cmp.Compare(a.ID, b.ID)) })
	return y.lines(u, cut, sums), nil
}

// lines covers the classes as the parts of their school.
func (y *Year) lines(u Unit, cut Cut, sums []classes.Sum) []ClassLine {
	i, ok := y.at[u]
	if !ok || y.tables[cut] == nil {
		return nil
	}
	table := []row{y.tables[cut][i]}
	var list []ClassLine
	var parts []int
	for n := range sums {
		if r, some := classRow(&sums[n], cut); some {
			table = append(table, r)
			parts = append(parts, len(parts)+1)
			list = append(list, ClassLine{ID: sums[n].ID, Label: sums[n].Label, Purged: sums[n].Purged})
		}
	}
	for which := range counts {
		coverTotal(table, &table[0], parts, which)
	}
	for n := range list {
		list[n].Figures = table[n+1].told(u, cut)
	}
	return list
}

// classRow is a class in a cut; false when it is not in it.
func classRow(s *classes.Sum, cut Cut) (row, bool) {
	if cut.Stage != "" && stageOf(s) != cut.Stage || cut.Sector != "" && s.Sector != cut.Sector {
		return row{}, false
	}
	if cut.Course == "" {
		return wholeRow(s), true
	}
	for i := range s.Modules {
		if s.Modules[i].Course == cut.Course {
			return rowOf(&s.Modules[i]), true
		}
	}
	return row{}, false
}
