package appeal

import (
	"cmp"
	"context"
	"slices"

	"lamtoen/internal/org"
)

// Sight is a case as an officer sees it.
type Sight struct {
	Case
	Words bool // may read what the person wrote
	Holds bool // it lies on their desk, and they may answer
	Takes bool // may take it over
	Desks []Clerk
}

// sees tells whether the case is there for the officer: of their scope, and not their own.
func (s *Service) sees(o Officer, c Case) bool {
	if c.Person == o.ID {
		return false
	}
	if o.Scope.All {
		return true
	}
	return c.Agency != "" && s.register.Tree(s.today()).Within(o.Scope, c.Agency)
}

// reads tells whether the officer may read the person's words: RCSC, the answering office, and who entered them.
func (s *Service) reads(o Officer, c Case, barred bool) bool {
	return o.Scope.All && !barred || c.Desk.Office == OfficeFocal && !barred || c.Desk.Officer == o.ID || c.Events[0].By == o.ID ||
		slices.ContainsFunc(c.Answers(), func(e Event) bool { return e.By == o.ID })
}

// See gives a case to an officer. What lies outside their scope, and their own, is not found.
func (s *Service) See(ctx context.Context, o Officer, n Number) (Sight, error) {
	c, err := s.load(ctx, n)
	if err != nil {
		return Sight{}, err
	}
	if !s.sees(o, c) {
		return Sight{}, errNoCase()
	}
	m, err := s.matter(ctx, c, c.Stage)
	if err != nil {
		return Sight{}, err
	}
	_, may := m.may(o.ID, c.Desk.Office)
	out := Sight{Case: c, Words: s.reads(o, c, m.Barred[o.ID]), Holds: may && c.Desk.Officer == o.ID && c.Rests(),
		Takes: may && c.Desk.Officer != o.ID && c.Rests()}
	for _, clerk := range m.Clerks {
		if _, ok := m.may(clerk.ID, c.Desk.Office); ok && clerk.ID != c.Desk.Officer && clerk.ID != o.ID && out.Words && c.Rests() &&
			!slices.ContainsFunc(out.Desks, func(d Clerk) bool { return d.ID == clerk.ID }) {
			out.Desks = append(out.Desks, clerk)
		}
	}
	return out, nil
}

// Line is a case in an officer's list, without anybody's words.
type Line struct {
	Case
	Mine bool // it lies on the officer's desk
	Late bool
}

// List gives the cases of the officer's scope: those that wait for an answer first, of these the late ones, then those on the
// officer's own desk, then by deadline; the answered ones after them, the newest first.
func (s *Service) List(ctx context.Context, o Officer) ([]Line, error) {
	if err := s.Refresh(ctx); err != nil {
		return nil, err
	}
	var out []Line
	today := s.today()
	seen := func(events []Event) bool {
		first := events[0]
		return first.Kind == KindOpened && s.sees(o, Case{Person: first.Person, Agency: first.Agency})
	}
	for _, c := range s.some(seen) {
		out = append(out, Line{Case: c, Mine: c.Desk.Officer == o.ID, Late: c.Overdue(today)})
	}
	slices.SortStableFunc(out, func(a, b Line) int {
		if a.Rests() != b.Rests() || !a.Rests() {
			return cmp.Or(truth(b.Rests())-truth(a.Rests()), -cmp.Compare(a.Number, b.Number))
		}
		return cmp.Or(truth(b.Late)-truth(a.Late), truth(b.Mine)-truth(a.Mine), cmp.Compare(a.Due, b.Due), cmp.Compare(a.Number, b.Number))
	})
	return out, nil
}

func truth(b bool) int {
	if b {
		return 1
	}
	return 0
}

// OpenFor counts the cases that wait on the officer's desk, and the late ones among them.
func (s *Service) OpenFor(id org.PersonID) (open, late int) {
	today := s.today()
	for _, c := range s.waiting() {
		if c.Desk.Officer == id {
			open++
			late += truth(c.Overdue(today))
		}
	}
	return open, late
}
