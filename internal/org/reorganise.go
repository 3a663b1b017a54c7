package org

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lamtoen/internal/audit"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
)

// Reorganisation is what changes in the tree of agencies from one day on, as one act: agencies are created, renamed, moved,
// merged or split. A merger creates one agency and ends several that have it as their successor; a split creates several
// and ends one that has them all.
type Reorganisation struct {
	From    day.Date
	Created []Agency // code, type, parent and names; not codes that exist or existed
	Changed []Agency // the code, and type, parent and names as they are from the day on
	Ended   []Ending
	Why     string // the act or order that it rests on
}

// Ending ends an agency with the day before the reorganisation.
type Ending struct {
	Code       AgencyCode
	Successors []AgencyCode // where its work goes; none when it ends altogether
}

// Reorganise changes the tree. What stands under an agency that ends must be moved or ended in the same act, and nothing can
// be changed on a day before which a later change was entered already. What is entered already, all of it, is success.
func (r *Register) Reorganise(ctx context.Context, o Reorganisation, by string) error {
	return r.perform(ctx, func() (*act, error) {
		b := r.bookNow()
		agencies, err := o.plan(b)
		if err != nil || len(agencies) == 0 {
			return nil, err
		}
		a := &act{by: by}
		a.agencies = agencies
		var before, after []string
		for _, g := range a.agencies {
			if s, ok := b.span(g.Code, g.Span); ok {
				before = append(before, s.words())
			}
			after = append(after, g.words())
		}
		a.entry = audit.Entry{
			Action: "reorganise", Subject: "agencies", Before: strings.Join(before, "; "), After: strings.Join(after, "; "), Why: o.Why,
		}
		return a, nil
	})
}

// plan gives the periods that the reorganisation writes: none when the book has them all already, else what is wrong with it
// as a fault.
func (o *Reorganisation) plan(b *book) ([]Agency, error) {
	if what := dateProblem(o.From); o.From == "" || what != "" {
		return nil, fault.Invalid("Please correct what is marked.", field("from", "Give the day from which it holds, as year-month-day."))
	}
	if len(o.Created)+len(o.Changed)+len(o.Ended) == 0 {
		return nil, fault.Invalid("Nothing is to be changed.", field("code", "Name an agency that is created, changed or ended."))
	}
	if o.done(b) {
		return nil, nil
	}
	a := &act{}
	bad := slices.Concat(o.create(b, a), o.change(b, a), o.end(b, a))
	if len(bad) == 0 {
		bad = treeProblems(b.after(a.agencies))
	}
	if len(bad) > 0 {
		return nil, fault.Invalid("Please correct what is marked.", bad...)
	}
	return a.agencies, nil
}

// done tells that the book says all of it already, so that a reorganisation sent twice is entered once.
func (o *Reorganisation) done(b *book) bool {
	begun := func(g Agency) bool {
		g.clean()
		return slices.ContainsFunc(b.current[g.Code], func(s Agency) bool {
			return s.From == o.From && s.Parent == g.Parent && s.Type == g.Type && s.Name == g.Name && s.NameDz == g.NameDz
		})
	}
	for _, g := range slices.Concat(o.Created, o.Changed) {
		if !begun(g) {
			return false
		}
	}
	for _, e := range o.Ended {
		if !slices.ContainsFunc(b.current[e.Code], func(s Agency) bool {
			return s.Until != "" && s.Until == o.From.AddDays(-1) && slices.Equal(s.Successors, e.Successors)
		}) {
			return false
		}
	}
	return true
}

// create adds the new agencies. A code that ever was in use is refused, since posts and reports of old name it.
func (o *Reorganisation) create(b *book, a *act) (bad []fault.Field) {
	for i, g := range o.Created {
		g.From, g.Until, g.Successors, g.Span = o.From, "", nil, 1
		g.clean()
		for _, f := range g.problems() {
			bad = append(bad, field(nameRows("created", i, f.Name), "%s", f.Message))
		}
		if len(b.current[g.Code]) > 0 {
			bad = append(bad, field(nameRows("created", i, "code"), "The code %s is or was in use; a code is never used again.", g.Code))
		}
		a.agencies = append(a.agencies, g)
	}
	return bad
}

// change ends the present period of each agency and begins another under the same code.
func (o *Reorganisation) change(b *book, a *act) (bad []fault.Field) {
	for i, g := range o.Changed {
		old, problem := o.ending(b, g.Code)
		if problem != "" {
			bad = append(bad, field(nameRows("changed", i, "code"), "%s", problem))
			continue
		}
		g.From, g.Until, g.Successors, g.Span = o.From, "", nil, nextSpan(b, g.Code)
		g.clean()
		for _, f := range g.problems() {
			bad = append(bad, field(nameRows("changed", i, f.Name), "%s", f.Message))
		}
		a.agencies = append(a.agencies, old, g)
	}
	return bad
}

// end ends agencies and notes what follows them.
func (o *Reorganisation) end(b *book, a *act) (bad []fault.Field) {
	for i, e := range o.Ended {
		old, problem := o.ending(b, e.Code)
		if problem != "" {
			bad = append(bad, field(nameRows("ended", i, "code"), "%s", problem))
			continue
		}
		old.Successors = slices.Clone(e.Successors)
		for _, f := range old.problems() {
			bad = append(bad, field(nameRows("ended", i, f.Name), "%s", f.Message))
		}
		a.agencies = append(a.agencies, old)
	}
	return bad
}

// ending gives the period of the agency that covers the day, ended with the day before; or what stands in the way.
func (o *Reorganisation) ending(b *book, code AgencyCode) (Agency, string) {
	spans := b.current[code]
	i := slices.IndexFunc(spans, func(s Agency) bool { return s.Period().Covers(o.From) })
	switch {
	case i < 0:
		return Agency{}, fmt.Sprintf("There is no agency with the code %q on %s.", clip(string(code)), o.From)
	case spans[i].From == o.From:
		return Agency{}, fmt.Sprintf("%s has another change on %s already; choose a later day.", spans[i].Name, o.From)
	case spans[i].Until != "":
		return Agency{}, fmt.Sprintf("%s has a change on %s already; choose a day after that.", spans[i].Name, spans[i].Until.AddDays(1))
	}
	old := spans[i]
	// The end was not known from the beginning, as the list that the store began with was.
	old.Until, old.Baseline = o.From.AddDays(-1), false
	return old, ""
}

func nextSpan(b *book, code AgencyCode) int {
	n := 0
	for _, s := range b.current[code] {
		n = max(n, s.Span)
	}
	return n + 1
}

// treeProblems tells what is wrong with the tree on any of the days on which it changes.
func treeProblems(b *book) (bad []fault.Field) {
	for code, spans := range b.current {
		for i, s := range spans {
			if i > 0 && spans[i-1].Period().overlaps(s.Period()) {
				bad = append(bad, field("from", "%s: its periods from %q and %q overlap.", code, spans[i-1].From.ISO(), s.From.ISO()))
			}
			bad = append(bad, b.linkProblems(s)...)
		}
	}
	for _, at := range b.bounds {
		t := b.tree(at)
		for i := range t.agencies {
			if t.above[i] < 0 && t.circular(t.agencies[i]) {
				bad = append(bad, field("parent", "%s stands below itself on %s.", t.agencies[i].Code, at))
			}
		}
	}
	slices.SortFunc(bad, func(x, y fault.Field) int { return strings.Compare(x.Message, y.Message) })
	return slices.Compact(bad)
}

// linkProblems checks that an agency's parent and successors are there. A parent may be younger than the agency, which
// stands at the root until then; but when the parent ends, the agency must go somewhere.
func (b *book) linkProblems(s Agency) (bad []fault.Field) {
	if s.Parent != "" {
		parents := b.current[s.Parent]
		if len(parents) == 0 {
			bad = append(bad, field("parent", "%s: there is no agency %s to stand under.", s.Code, s.Parent))
		} else if end := parents[len(parents)-1].Until; end != "" && (s.Until == "" || s.Until > end) {
			bad = append(bad, field("parent", "%s stands under %s, which ends on %s: move it or end it on that day.", s.Code, s.Parent, end))
		}
	}
	for _, next := range s.Successors {
		if !slices.ContainsFunc(b.current[next], func(n Agency) bool { return n.Period().Covers(s.Until.AddDays(1)) }) {
			bad = append(bad, field("successors", "%s: its successor %s does not exist on %s.", s.Code, next, s.Until.AddDays(1)))
		}
	}
	return bad
}

// circular tells whether an agency at the root has a parent on the day, which only happens in a circle.
func (t *Tree) circular(a Agency) bool {
	_, ok := t.Agency(a.Parent)
	return ok && a.Parent != ""
}

// words is the agency's period for the audit log.
func (a Agency) words() string {
	s := fmt.Sprintf("%s: %q, %s under %q from %s until %q", a.Code, a.Name, a.Type, a.Parent, a.From.ISO(), a.Until.ISO())
	if len(a.Successors) > 0 {
		s += ", followed by " + joinWords(a.Successors)
	}
	return s
}
