package coverage

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"lamtoen/internal/org"
)

// roll is everyone whom a rule binds on a day, in the order in which lists show them: by agency as the tree has them, then by
// name. It is shared by the sheets that follow each other while register and rules stay the same.
type roll struct {
	ids      []org.PersonID
	agencies []org.AgencyCode // where each counts
	index    map[org.PersonID]int

	texts   []string // what a search looks through
	lowered sync.Once
}

// entry is one person on the way into a roll.
type entry struct {
	id        org.PersonID
	name, eid string
	agency    org.AgencyCode
	standing  standing
}

// newRoll sorts the people, and gives their standings in the same order. People of no agency come last.
func newRoll(found []entry, tree *org.Tree) (*roll, []standing) {
	order := map[org.AgencyCode]int{Unplaced: len(tree.All())}
	for i, a := range tree.All() {
		order[a.Code] = i
	}
	slices.SortFunc(found, func(a, b entry) int {
		if a.agency != b.agency {
			return cmp.Compare(order[a.agency], order[b.agency])
		}
		return cmp.Or(strings.Compare(a.name, b.name), strings.Compare(string(a.id), string(b.id)))
	})
	r := &roll{
		ids: make([]org.PersonID, len(found)), agencies: make([]org.AgencyCode, len(found)),
		index: make(map[org.PersonID]int, len(found)), texts: make([]string, len(found)),
	}
	standings := make([]standing, len(found))
	for i, e := range found {
		r.ids[i], r.agencies[i], r.index[e.id], standings[i] = e.id, e.agency, i, e.standing
		r.texts[i] = e.name + "\n" + e.eid
	}
	return r, standings
}

// search gives what to look through, in lower case. It is made when somebody first searches.
func (r *roll) search() []string {
	r.lowered.Do(func() {
		for i, text := range r.texts {
			r.texts[i] = strings.ToLower(text)
		}
	})
	return r.texts
}
