package org_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lamtoen/internal/day"
	"lamtoen/internal/org"
)

// reforms is a random history of reorganisations of the small country, and of people placed after them.
type reforms struct {
	*rapid.T
	*office
	ctx    context.Context
	day    day.Date // of the last one; the next is later
	people []org.PersonID
	made   int
}

// TestRandomReforms holds what must be true of every tree, and of everybody in it, after any reorganisations: nobody is lost,
// no scope grows by an end without a successor, and what was known before stays as it was.
func TestRandomReforms(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := &reforms{T: rt, office: newOffice(t), ctx: t.Context(), day: today}
		for i, code := range []org.AgencyCode{"moh", "jdwnrh", "moit", "dz-haa", "gw-haa-bji", "gw-haa-sama", "gw-paro-dokar", "th-thimphu"} {
			r.people = append(r.people, r.hire(t, fmt.Sprintf("4000%d", i), code).ID)
		}
		for range rapid.IntRange(1, 4).Draw(rt, "reforms") {
			r.clock.forward(hour)
			known := r.clock.now()
			r.clock.forward(hour)
			r.day = r.day.AddDays(rapid.IntRange(1, 40).Draw(rt, "days"))
			before, asKnown := r.reach(r.day, time.Time{}), r.picture(known)
			ends := r.reform()
			after := r.reach(r.day, time.Time{})
			r.place()
			for scope, people := range after {
				if grown := slices.DeleteFunc(people, func(id org.PersonID) bool { return slices.Contains(before[scope], id) }); ends && len(grown) > 0 {
					rt.Fatalf("an end without successors lets the scope %s see %v", scope, grown)
				}
			}
			if got := r.picture(known); got != asKnown {
				rt.Fatalf("as known before, got\n%s\nwant\n%s", got, asKnown)
			}
			for _, at := range []day.Date{today, r.day.AddDays(-1), r.day, r.day.AddDays(100)} {
				r.sound(at)
			}
		}
	})
}

// reform makes one random change, and tells whether it was an end without successors. What the register refuses is none.
func (r *reforms) reform() bool {
	living := r.Tree(r.day).All()
	pick := func(label string) org.Agency { return rapid.SampledFrom(living).Draw(r.T, label) }
	fresh := func(of org.Agency) org.Agency {
		r.made++
		return org.Agency{Code: org.AgencyCode(fmt.Sprintf("new-%d", r.made)), Type: of.Type, Parent: of.Parent, Name: fmt.Sprintf("New %d", r.made)}
	}
	a, b := pick("agency"), pick("other")
	o := org.Reorganisation{From: r.day, Why: "by chance"}
	kind := rapid.SampledFrom([]string{"create", "rename", "move", "merge", "split", "end"}).Draw(r.T, "kind")
	children := func(to org.AgencyCode) {
		for _, c := range r.Tree(r.day).Children(a.Code) {
			o.Changed = append(o.Changed, org.Agency{Code: c.Code, Type: c.Type, Parent: to, Name: c.Name})
		}
	}
	switch kind {
	case "create":
		n := fresh(a)
		n.Parent = b.Code
		o.Created = []org.Agency{n}
	case "rename":
		o.Changed = []org.Agency{{Code: a.Code, Type: a.Type, Parent: a.Parent, Name: "Renamed " + r.day.ISO()}}
	case "move":
		o.Changed = []org.Agency{{Code: a.Code, Type: a.Type, Parent: b.Code, Name: a.Name}}
	case "merge":
		children(b.Code)
		o.Ended = []org.Ending{{Code: a.Code, Successors: []org.AgencyCode{b.Code}}}
	case "split":
		n, m := fresh(a), fresh(a)
		o.Created = []org.Agency{n, m}
		children(n.Code)
		o.Ended = []org.Ending{{Code: a.Code, Successors: []org.AgencyCode{n.Code, m.Code}}}
	case "end":
		o.Ended = []org.Ending{{Code: a.Code}}
	}
	effect, looked := r.Look(o)
	err := r.Reorganise(r.ctx, o, "x")
	if (looked == nil) != (err == nil) {
		r.Fatalf("looking says %v, doing %v", looked, err)
	}
	if err == nil {
		r.foretold(effect)
	}
	return err == nil && kind == "end"
}

// foretold holds what was said before the act against what is there after it.
func (r *reforms) foretold(e org.Effect) {
	reach := r.reach(e.From, time.Time{})
	for _, a := range e.Agencies {
		if _, ok := r.Tree(e.From).Agency(a.Code); ok && len(reach[a.Code]) != a.After {
			r.Fatalf("%s was to have %d people in it and below, and has %d", a.Code, a.After, len(reach[a.Code]))
		}
	}
	for _, m := range e.Waiting {
		if !slices.ContainsFunc(r.View(e.From, time.Time{}).Unplaced(), func(u org.Member) bool { return u.Person.ID == m.Person.ID }) {
			r.Fatalf("%s was to be placed by hand and is not in the list", m.Person.ID)
		}
	}
}

// place moves some of those who wait for a place, each to any successor.
func (r *reforms) place() {
	for _, left := range r.LeftBehind() {
		if len(left.Agency.Successors) == 0 || !rapid.Bool().Draw(r.T, "place") {
			continue
		}
		p := org.Placing{Agency: left.Agency.Code, To: map[org.PersonID]org.AgencyCode{}}
		for _, m := range r.Unplaced(left.Agency.Code) {
			p.To[m.Person.ID] = rapid.SampledFrom(left.Agency.Successors).Draw(r.T, "successor")
		}
		if _, err := r.PlacePeople(r.ctx, p, "x"); err != nil {
			r.Fatalf("place the people of %s: %v", left.Agency.Code, err)
		}
		if still := r.Unplaced(left.Agency.Code); len(still) > 0 {
			r.Fatalf("%d people of %s are still to be placed", len(still), left.Agency.Code)
		}
	}
}

// above walks up from an agency by the parents as they are written, without the tree's own places.
func above(tree *org.Tree, code org.AgencyCode) (path []org.AgencyCode) {
	for code != "" && len(path) < 50 {
		path = append(path, code)
		code = tree.Parent(code)
	}
	return path
}

// reach gives the people whom a scope of one agency takes in, for each agency that ever was.
func (r *reforms) reach(on day.Date, known time.Time) map[org.AgencyCode][]org.PersonID {
	out := map[org.AgencyCode][]org.PersonID{}
	v := r.View(on, known)
	for m := range v.Members() {
		place, ok := v.Tree().Place(m.Post.Agency)
		if !m.Posted || !ok {
			continue
		}
		for _, code := range above(v.Tree(), place) {
			out[code] = append(out[code], m.Person.ID)
		}
	}
	return out
}

// picture is all that a report of several days could say as known on an instant.
func (r *reforms) picture(known time.Time) string {
	var b strings.Builder
	for _, on := range []day.Date{"2025-06-01", today, r.day, r.day.AddDays(60)} {
		tree := r.TreeKnown(on, known)
		for _, a := range tree.All() {
			fmt.Fprintf(&b, "%s %s %s under %s\n", on.ISO(), a.Code, a.Name, tree.Parent(a.Code))
		}
		reach := r.reach(on, known)
		for _, code := range slices.Sorted(maps.Keys(reach)) {
			fmt.Fprintf(&b, "%s %v\n", code, reach[code])
		}
	}
	return b.String()
}

// sound holds the tree of a day, and where everybody counts in it.
func (r *reforms) sound(on day.Date) {
	v := r.View(on, time.Time{})
	tree := v.Tree()
	reach := r.reach(on, time.Time{})
	seen := map[org.AgencyCode]bool{}
	for _, a := range tree.All() {
		path := above(tree, a.Code)
		switch {
		case seen[a.Code]:
			r.Fatalf("%s stands twice in the tree of %s", a.Code, on)
		case tree.Parent(path[len(path)-1]) != "":
			r.Fatalf("%s stands in a circle on %s", a.Code, on)
		case len(tree.Path(a.Code)) != len(path):
			r.Fatalf("%s has the path %v on %s, want %v", a.Code, tree.Path(a.Code), on, path)
		}
		seen[a.Code] = true
		within := 0
		for m := range v.Members() {
			if m.Posted && tree.Within(org.Scope{Agencies: []org.AgencyCode{a.Code}}, m.Post.Agency) {
				within++
			}
		}
		if within != len(reach[a.Code]) {
			r.Fatalf("the scope %s takes in %d people on %s, want %d", a.Code, within, on, len(reach[a.Code]))
		}
	}
	counted := map[org.PersonID]int{}
	for _, m := range v.Unplaced() {
		counted[m.Person.ID]++
	}
	for _, root := range tree.Roots() {
		for _, id := range reach[root.Code] {
			counted[id]++
		}
	}
	for _, id := range r.people {
		if m, _ := v.Member(id); m.Posted && counted[id] != 1 {
			r.Fatalf("%s counts %d times on %s, want once", id, counted[id], on)
		}
	}
}
