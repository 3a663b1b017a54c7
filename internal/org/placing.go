package org

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"lamtoen/internal/audit"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
)

// Placing moves people of an agency that ended to what followed it: all of them or none, as one act. Each goes on in the same
// position, with the same flags, leave and last day, from the day after the agency's end.
type Placing struct {
	Agency AgencyCode              // that ended, or will
	To     map[PersonID]AgencyCode // a successor, or an agency below one; any agency where there are no successors
	Why    string
}

// Left is an agency that ended and whose people nobody may place by guess, with those who are still written to it.
type Left struct {
	Agency Agency // its last period
	People int
}

// Unplaced gives the people whose posts last beyond the end of an agency that was split or ended altogether, by name. They
// count in no agency from that day on until they are placed.
func (r *Register) Unplaced(code AgencyCode) []Member {
	last, ok := r.bookNow().end(code)
	if !ok {
		return nil
	}
	from := last.Until.AddDays(1)
	if _, ok := r.Tree(from).Place(code); ok {
		return nil
	}
	return r.lasting(code, from)
}

// LeftBehind gives every agency that has people to be placed, the one with most of them first.
func (r *Register) LeftBehind() []Left {
	b := r.bookNow()
	split := map[AgencyCode]day.Date{}
	for code := range b.current {
		if last, ok := b.end(code); ok {
			from := last.Until.AddDays(1)
			if _, ok := b.tree(from).Place(code); !ok {
				split[code] = from
			}
		}
	}
	people := map[AgencyCode]int{}
	for _, e := range r.entries() {
		seen := map[AgencyCode]bool{}
		for i := range e.posts {
			code := e.posts[i].tags.Value().agency
			if from, ok := split[code]; ok && !seen[code] && e.stands(i, always) && lastsTo(Period{e.posts[i].from.Value(), e.posts[i].until.Value()}, from) {
				seen[code] = true
				people[code]++
			}
		}
	}
	var out []Left
	for _, code := range slices.Sorted(maps.Keys(people)) {
		last, _ := b.end(code)
		out = append(out, Left{last, people[code]})
	}
	slices.SortStableFunc(out, func(a, b Left) int { return b.People - a.People })
	return out
}

// end gives the last period of an agency whose end is known.
func (b *book) end(code AgencyCode) (Agency, bool) {
	spans := b.current[code]
	if len(spans) == 0 || spans[len(spans)-1].Until == "" {
		return Agency{}, false
	}
	return spans[len(spans)-1], true
}

// lasting gives those with a post in the agency that lasts to the day or begins after it, each with the first such post, by
// name.
func (r *Register) lasting(code AgencyCode, from day.Date) []Member {
	var out []Member
	for _, e := range r.entries() {
		row := e.person(always)
		if row == nil {
			continue
		}
		for _, p := range e.appointments(always) {
			if p.Agency == code && lastsTo(p.Period(), from) {
				out = append(out, Member{Person: row.person(e.id), Post: p, Posted: true, entry: e, known: always})
				break
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Member) int { return strings.Compare(a.Person.Name, b.Person.Name) })
	return out
}

// lastsTo tells whether a period reaches the day, or begins later.
func lastsTo(p Period, from day.Date) bool { return !p.empty() && (p.Until == "" || p.Until >= from) }

// PlacePeople moves the people, and tells how many that were: fewer than asked for where some had been placed so already.
func (r *Register) PlacePeople(ctx context.Context, p Placing, by string) (moved int, err error) {
	if len(p.To) == 0 {
		return 0, fault.Invalid("Nobody was chosen.", field("to", "Choose for at least one person or position where it goes."))
	}
	err = r.perform(ctx, func() (*act, error) {
		last, ok := r.bookNow().end(p.Agency)
		if !ok {
			return nil, fault.Invalid("Please correct what is marked.", field("agency", "This agency has not ended; its people stay in it."))
		}
		a := &act{by: by}
		if moved, err = r.planPlacing(p, last, a); err != nil {
			return nil, err
		}
		if len(a.posts) == 0 {
			return nil, nil
		}
		if err := r.check(&a.changes, nameForm); err != nil {
			return nil, err
		}
		a.entry = audit.Entry{
			Action: "place-people", Subject: string(p.Agency), Agency: string(p.Agency), Why: p.Why,
			Before: fmt.Sprintf("posts in %s, which ended on %s", p.Agency, last.Until.ISO()), After: p.words(),
		}
		return a, nil
	})
	return moved, err
}

// planPlacing adds the posts that change, and tells of how many people.
func (r *Register) planPlacing(p Placing, last Agency, a *act) (int, error) {
	from := last.Until.AddDays(1)
	tree := r.Tree(from)
	var bad []fault.Field
	moved := 0
	for _, id := range slices.Sorted(maps.Keys(p.To)) {
		to := p.To[id]
		_, there := tree.Agency(to)
		if !there || len(last.Successors) > 0 && !tree.Reaches(last.Successors, to) {
			bad = append(bad, field("to", "%s did not follow %s.", tree.Name(to), last.Name))
			continue
		}
		posts := placed(r.Appointments(id), p.Agency, to, from)
		if len(posts) == 0 && !r.servedFrom(id, to, from) {
			bad = append(bad, field("to", "%s is no longer written to %s: somebody else has changed the post. Look at the list again.",
				r.nameOrID(id), last.Name))
			continue
		}
		if len(posts) > 0 {
			moved++
		}
		a.posts = append(a.posts, posts...)
	}
	if len(bad) > 0 {
		return 0, fault.Invalid("Nobody was moved. Please correct what is marked.", bad[:min(len(bad), maxProblems)]...)
	}
	return moved, nil
}

// placed gives the changes of one person's posts: those that last beyond the agency's end are cut in two, and those that begin
// later are mended.
func placed(posts []Post, gone, to AgencyCode, from day.Date) []Post {
	var out []Post
	for _, p := range posts {
		if p.Agency != gone || !lastsTo(p.Period(), from) {
			continue
		}
		if p.From >= from {
			p.Agency = to
			out = append(out, p)
			continue
		}
		next := p
		next.ID, next.Agency, next.From, next.Leave = "", to, from, nil
		for _, l := range p.Leave {
			if lastsTo(l, from) {
				next.Leave = append(next.Leave, Period{max(l.From, from), l.Until})
			}
		}
		old := p.endedOn(from.AddDays(-1))
		for i := range old.Leave {
			old.Leave[i].Until = earlierEnd(old.Leave[i].Until, old.Until)
		}
		out = append(out, old, next)
	}
	return out
}

// servedFrom tells that the person has a post in the agency that lasts to the day or begins later.
func (r *Register) servedFrom(id PersonID, code AgencyCode, from day.Date) bool {
	return slices.ContainsFunc(r.Appointments(id), func(p Post) bool { return p.Agency == code && lastsTo(p.Period(), from) })
}

func (r *Register) nameOrID(id PersonID) string {
	if p, ok := r.Person(id); ok {
		return p.Name
	}
	return clip(string(id))
}

// words says for the audit log who goes where.
func (p Placing) words() string {
	byPlace := map[AgencyCode][]string{}
	for _, id := range slices.Sorted(maps.Keys(p.To)) {
		byPlace[p.To[id]] = append(byPlace[p.To[id]], string(id))
	}
	var parts []string
	for _, code := range slices.Sorted(maps.Keys(byPlace)) {
		parts = append(parts, fmt.Sprintf("%d to %s: %s", len(byPlace[code]), code, strings.Join(byPlace[code], " ")))
	}
	return strings.Join(parts, "; ")
}

// Unplaced gives those who hold a post on the day of the view and count in no agency, as known then.
func (v *View) Unplaced() []Member {
	var out []Member
	for m := range v.Serving(func(code AgencyCode) bool { _, ok := v.tree.Place(code); return !ok }) {
		out = append(out, m)
	}
	return out
}
