package org

import (
	"cmp"
	"slices"
	"strings"
)

// Scope is where somebody may act or look: each of the agencies and all below it, or the whole country. The zero Scope is
// nowhere.
type Scope struct {
	All      bool
	Agencies []AgencyCode
}

// Empty tells that the scope contains nothing.
func (s Scope) Empty() bool { return !s.All && len(s.Agencies) == 0 }

// Tree is the agencies as they stand on a day, parents above children. It never changes and is shared: slices that its
// methods give must not be written to.
//
// An agency whose parent does not exist on the day stands under the parent's only successor, or else at the root.
type Tree struct {
	agencies []Agency // depth first, so that what is below one agency follows it without a gap
	index    map[AgencyCode]int
	last     []int // the place after the last agency below
	above    []int // the parent's place, -1 at the root
	ended    map[AgencyCode]Agency
}

// newTree builds the tree of the agencies that exist on a day; ended has those that no longer do.
func newTree(living []Agency, ended map[AgencyCode]Agency) *Tree {
	t := &Tree{index: make(map[AgencyCode]int, len(living)), ended: ended}
	for i, a := range living {
		t.index[a.Code] = i
	}
	children := map[AgencyCode][]Agency{}
	for _, a := range living {
		parent, ok := t.Place(a.Parent)
		if !ok || parent == a.Code {
			parent = ""
		}
		children[parent] = append(children[parent], a)
	}
	clear(t.index)
	for _, list := range children {
		slices.SortFunc(list, listOrder)
	}
	t.walk(children, "", -1)
	// A circle has no way in from the root. Reorganise refuses circles, so this is for damaged data: everything shows.
	slices.SortFunc(living, listOrder)
	for _, a := range living {
		if _, ok := t.index[a.Code]; !ok {
			t.add(a, -1)
			t.last = append(t.last, len(t.agencies))
		}
	}
	return t
}

func (t *Tree) walk(children map[AgencyCode][]Agency, parent AgencyCode, above int) {
	for _, a := range children[parent] {
		i := t.add(a, above)
		t.last = append(t.last, 0)
		t.walk(children, a.Code, i)
		t.last[i] = len(t.agencies)
	}
}

func (t *Tree) add(a Agency, above int) int {
	i := len(t.agencies)
	t.index[a.Code] = i
	t.agencies = append(t.agencies, a)
	t.above = append(t.above, above)
	return i
}

// listOrder is the order of siblings: by type as the policy lists them, then by name.
func listOrder(a, b Agency) int {
	return cmp.Or(cmp.Compare(typeRank(a.Type), typeRank(b.Type)), strings.Compare(a.Name, b.Name), cmp.Compare(a.Code, b.Code))
}

func typeRank(t AgencyType) int { return slices.Index(AgencyTypes(), t) }

// Agency gives the agency as it is on the day; false when it does not exist then.
func (t *Tree) Agency(code AgencyCode) (Agency, bool) {
	i, ok := t.index[code]
	if !ok {
		return Agency{}, false
	}
	return t.agencies[i], true
}

// Ended gives the last period of an agency that ended before the day.
func (t *Tree) Ended(code AgencyCode) (Agency, bool) {
	a, ok := t.ended[code]
	return a, ok
}

// Name gives the agency's name on the day, or its last one when it has ended, or the bare code.
func (t *Tree) Name(code AgencyCode) string {
	if a, ok := t.Agency(code); ok {
		return a.Name
	}
	if a, ok := t.ended[code]; ok {
		return a.Name
	}
	return string(code)
}

// Place tells where people of the agency are counted on the day: in the agency itself, or, when it has ended, in its only
// successor. An agency that was split among several has no such place: nobody may guess where its people went.
func (t *Tree) Place(code AgencyCode) (AgencyCode, bool) {
	for range 1 + len(t.ended) { // bounded, so that a circle of successors ends
		if _, ok := t.index[code]; ok {
			return code, true
		}
		a, ok := t.ended[code]
		if !ok || len(a.Successors) != 1 {
			return "", false
		}
		code = a.Successors[0]
	}
	return "", false
}

// Within tells whether the agency is one of the scope's, or below one. It costs a look-up for each agency of the scope.
// An agency that has ended is where its only successor is.
func (t *Tree) Within(s Scope, code AgencyCode) bool {
	if s.All {
		return true
	}
	place, ok := t.Place(code)
	if !ok {
		return false
	}
	i := t.index[place]
	for _, top := range s.Agencies {
		if j, ok := t.index[top]; ok && j <= i && i < t.last[j] {
			return true
		}
	}
	return false
}

// Below gives the agency and all below it, parents before children; nil when it does not exist on the day.
func (t *Tree) Below(code AgencyCode) []Agency {
	i, ok := t.index[code]
	if !ok {
		return nil
	}
	return t.agencies[i:t.last[i]:t.last[i]]
}

// Children gives the agencies directly under code, by type, then by name.
func (t *Tree) Children(code AgencyCode) []Agency {
	i, ok := t.index[code]
	if !ok {
		return nil
	}
	return t.level(i+1, t.last[i])
}

// Roots gives the agencies that stand under none.
func (t *Tree) Roots() []Agency { return t.level(0, len(t.agencies)) }

func (t *Tree) level(from, until int) []Agency {
	var out []Agency
	for i := from; i < until; i = t.last[i] {
		out = append(out, t.agencies[i])
	}
	return out
}

// Parent gives the code of the agency above on the day, "" at the root.
func (t *Tree) Parent(code AgencyCode) AgencyCode {
	if i, ok := t.index[code]; ok && t.above[i] >= 0 {
		return t.agencies[t.above[i]].Code
	}
	return ""
}

// Path gives the agencies from the root down to code itself; nil when it does not exist on the day.
func (t *Tree) Path(code AgencyCode) []Agency {
	i, ok := t.index[code]
	if !ok {
		return nil
	}
	var out []Agency
	for ; i >= 0; i = t.above[i] {
		out = append(out, t.agencies[i])
	}
	slices.Reverse(out)
	return out
}

// All gives every agency of the day, each before those below it.
func (t *Tree) All() []Agency { return t.agencies }
