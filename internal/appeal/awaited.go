package appeal

import (
	"cmp"
	"slices"

	"lamtoen/internal/day"
)

// Awaited is a case that was granted and whose change in the register has not been entered yet. It holds nobody's words.
type Awaited struct {
	Case
	Deed    Deed     // the change: leave, move or entry
	Decided day.Date // the day of the decision
}

// Awaited gives the granted cases that lead to a change in the register and at which nothing is noted as done since the decision, the
// oldest decision first. Callers leave out what lies outside the reader's scope.
func (s *Service) Awaited() []Awaited {
	var out []Awaited
	for _, c := range s.some(func([]Event) bool { return true }) {
		answer, ok := c.Last(KindAnswered)
		if !ok || !c.Given() || !c.Wrong.Leads().register() {
			continue
		}
		if slices.ContainsFunc(c.Deeds(), func(e Event) bool { return e.N > answer.N }) {
			continue
		}
		out = append(out, Awaited{Case: c, Deed: c.Wrong.Leads(), Decided: day.Of(answer.Recorded)})
	}
	slices.SortStableFunc(out, func(a, b Awaited) int { return cmp.Compare(a.Decided, b.Decided) })
	return out
}

// register tells whether the deed is a change of the register.
func (d Deed) register() bool { return d == DeedLeave || d == DeedMove || d == DeedEntry }
