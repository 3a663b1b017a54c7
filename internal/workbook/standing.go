package workbook

import (
	"cmp"
	"context"
	"slices"
	"time"

	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// Standing is how far an agency has come: its newest version, and the newest that was agreed. It holds no texts and no names.
type Standing struct {
	Agency  org.AgencyCode
	Version int
	State   State
	Since   time.Time

	AgreedVersion int       // 0: none yet
	AgreedAt      time.Time // of AgreedVersion
}

// Group is where the agency counts: an agency that has an agreed plan has a plan, also while it writes the next.
func (s Standing) Group() State {
	if s.AgreedVersion > 0 {
		return StateAgreed
	}
	return s.State
}

// Standings gives how far each agency has come that has begun a plan, by code.
func (s *Service) Standings(ctx context.Context) ([]Standing, error) {
	byAgency := map[org.AgencyCode][]Fact{}
	for f, err := range s.facts.Each(ctx, store.Query{}) {
		if err != nil {
			return nil, err
		}
		f.Answers = nil // not looked at, and the largest part
		byAgency[f.Agency] = append(byAgency[f.Agency], f)
	}
	var out []Standing
	for agency, facts := range byAgency {
		slices.SortFunc(facts, compareFacts)
		last := facts[len(facts)-1]
		st := Standing{Agency: agency, Version: last.Version, State: last.state(), Since: last.At}
		for _, f := range facts {
			if f.state() == StateAgreed {
				st.AgreedVersion, st.AgreedAt = f.Version, f.At
			}
		}
		out = append(out, st)
	}
	slices.SortFunc(out, func(a, b Standing) int { return cmp.Compare(a.Agency, b.Agency) })
	return out, nil
}

// Figures count the agencies of one type, or of all, by how far they have come. An agency counts once, in its Group.
type Figures struct {
	Type     org.AgencyType // "" all
	Agencies int
	In       map[State]int
	None     int // have not begun
}

// Line is an agency with where it stands; zero when it has not begun.
type Line struct {
	Agency   org.Agency
	Standing Standing
}

// Lines gives the agencies of the scope on the day of the tree, in its order, and those which ended with a plan of theirs.
func Lines(tree *org.Tree, scope org.Scope, standings []Standing) []Line {
	known := make(map[org.AgencyCode]Standing, len(standings))
	for _, st := range standings {
		known[st.Agency] = st
	}
	var out []Line
	for _, a := range tree.All() {
		if tree.Within(scope, a.Code) {
			out = append(out, Line{a, known[a.Code]})
		}
		delete(known, a.Code)
	}
	if !scope.All {
		return out
	}
	for _, st := range standings {
		if _, left := known[st.Agency]; left {
			a, _ := tree.Ended(st.Agency)
			a.Code = st.Agency
			out = append(out, Line{a, st})
		}
	}
	return out
}

// Count counts the lines: all first, then each type that has agencies, in the order of types. Agencies that have ended count
// nowhere.
func Count(tree *org.Tree, lines []Line, types []org.AgencyType) []Figures {
	all := Figures{In: map[State]int{}}
	by := map[org.AgencyType]*Figures{}
	for _, t := range types {
		by[t] = &Figures{Type: t, In: map[State]int{}}
	}
	for _, l := range lines {
		if _, living := tree.Agency(l.Agency.Code); !living {
			continue
		}
		for _, f := range []*Figures{&all, by[l.Agency.Type]} {
			switch {
			case f == nil:
			case l.Standing.Version == 0:
				f.Agencies++
				f.None++
			default:
				f.Agencies++
				f.In[l.Standing.Group()]++
			}
		}
	}
	out := []Figures{all}
	for _, t := range types {
		if by[t].Agencies > 0 {
			out = append(out, *by[t])
		}
	}
	return out
}
