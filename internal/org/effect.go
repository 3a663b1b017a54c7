package org

import (
	"maps"
	"slices"
	"strings"
	"time"

	"lamtoen/internal/day"
)

// Effect is what a reorganisation would mean, before anything is saved.
type Effect struct {
	From     day.Date
	Done     bool  // all of it is entered already, so that it would change nothing
	Before   *Tree // of the day before
	After    *Tree // of the day
	Agencies []AgencyEffect
	Waiting  []Member // whose posts last beyond an agency's end, and whom nobody may place by guess; by name
}

// AgencyEffect is what becomes of one agency that the reorganisation names, of a successor, or of one above them.
type AgencyEffect struct {
	Code   AgencyCode
	Was    Agency     // on the day before; zero when it was not there
	Is     Agency     // on the day; zero when it is no longer there
	Own    int        // people whose post of the day names it
	Place  AgencyCode // where those are counted from the day on; "" nowhere
	Before int        // people counted in it and below on the day in the tree as it was
	After  int        // and in the tree as it becomes
	Grants []Grant    // in force on the day with it as their scope
}

// Look tells what a reorganisation would mean. Its faults are those of Reorganise, and nothing is written.
func (r *Register) Look(o Reorganisation) (Effect, error) {
	b := r.bookNow()
	fresh, err := o.plan(b)
	if err != nil {
		return Effect{}, err
	}
	next := b.after(fresh)
	e := Effect{From: o.From, Done: len(fresh) == 0, Before: next.tree(o.From.AddDays(-1)), After: next.tree(o.From)}
	view := r.View(o.From, time.Time{})
	heads := view.Heads()
	before, after := b.tree(o.From).rollUp(heads), e.After.rollUp(heads)
	grants := r.grantsByScope(o.From)
	for _, code := range o.touched(e.Before, e.After) {
		a := AgencyEffect{Code: code, Own: heads[code], Before: before[code], After: after[code], Grants: grants[code]}
		a.Was, _ = e.Before.Agency(code)
		a.Is, _ = e.After.Agency(code)
		a.Place, _ = e.After.Place(code)
		e.Agencies = append(e.Agencies, a)
	}
	for _, x := range o.Ended {
		if _, ok := e.After.Place(x.Code); !ok {
			e.Waiting = append(e.Waiting, r.lasting(x.Code, o.From)...)
		}
	}
	slices.SortStableFunc(e.Waiting, func(a, b Member) int { return strings.Compare(a.Person.Name, b.Person.Name) })
	return e, nil
}

// touched gives the agencies whose people are counted otherwise, or which bear another name: those that the reorganisation
// names, their successors, and all above them before and after.
func (o *Reorganisation) touched(before, after *Tree) []AgencyCode {
	seen := map[AgencyCode]bool{}
	add := func(code AgencyCode) {
		seen[code] = true
		for _, t := range []*Tree{before, after} {
			for _, above := range t.Path(code) {
				seen[above.Code] = true
			}
		}
	}
	for _, g := range slices.Concat(o.Created, o.Changed) {
		add(g.Code)
	}
	for _, e := range o.Ended {
		add(e.Code)
		for _, next := range e.Successors {
			add(next)
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// rollUp counts people in each agency and all below it, each person where their agency's people are counted.
func (t *Tree) rollUp(heads map[AgencyCode]int) map[AgencyCode]int {
	sums := map[AgencyCode]int{}
	for code, n := range heads {
		place, ok := t.Place(code)
		if !ok {
			continue
		}
		for i := t.index[place]; i >= 0; i = t.above[i] {
			sums[t.agencies[i].Code] += n
		}
	}
	return sums
}

// grantsByScope gives the grants in force on a day by the agency that they name.
func (r *Register) grantsByScope(on day.Date) map[AgencyCode][]Grant {
	out := map[AgencyCode][]Grant{}
	for _, id := range r.holders() {
		for _, g := range r.GrantsOf(id, on) {
			if g.Agency != "" {
				out[g.Agency] = append(out[g.Agency], g)
			}
		}
	}
	return out
}

// holders gives everybody who ever had a grant, in the order of ids.
func (r *Register) holders() []PersonID {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return slices.Sorted(maps.Keys(r.grants))
}

// Unattended is an agency that no focal officer looks after.
type Unattended struct {
	Agency Agency
	People int // who serve in it or below and whom no focal officer looks after
}

// AgenciesWithoutFocal gives the topmost agencies of a day that no focal officer looks after, neither one of their own nor one
// above, and in which somebody serves: those with most people first. A lent role is no officer of the agency's own.
func (r *Register) AgenciesWithoutFocal(on day.Date) []Unattended {
	tree := r.Tree(on)
	own := map[AgencyCode]bool{}
	for code, grants := range r.grantsByScope(on) {
		own[code] = slices.ContainsFunc(grants, func(g Grant) bool { return g.Role == RoleFocal && g.Lent == "" })
	}
	heads := r.View(on, time.Time{}).Heads()
	placed := map[AgencyCode]int{}
	for code, n := range heads {
		if place, ok := tree.Place(code); ok {
			placed[place] += n
		}
	}
	top := map[AgencyCode]AgencyCode{} // of each agency that nobody looks after, the highest such one on its way up
	people := map[AgencyCode]int{}
	for _, a := range tree.agencies { // parents before children
		parent := tree.Parent(a.Code)
		above, bare := top[parent]
		switch {
		case own[a.Code] || parent != "" && !bare:
			continue
		case parent == "":
			above = a.Code
		}
		top[a.Code] = above
		people[above] += placed[a.Code]
	}
	var out []Unattended
	for _, a := range tree.agencies {
		if people[a.Code] > 0 {
			out = append(out, Unattended{a, people[a.Code]})
		}
	}
	slices.SortStableFunc(out, func(a, b Unattended) int { return b.People - a.People })
	return out
}
