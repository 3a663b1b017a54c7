package org

import (
	"iter"
	"slices"
	"strings"
	"time"

	"lamtoen/internal/day"
)

// Reaches tells whether a list of agencies, such as a rule names, takes in people of the agency. It is Within with one
// difference: an agency of the list that has ended stands for its only successor. One that was split stands for nobody,
// since nobody may guess which part of its work the list meant.
func (t *Tree) Reaches(named []AgencyCode, code AgencyCode) bool {
	place, ok := t.Place(code)
	if !ok {
		return false
	}
	i := t.index[place]
	for _, top := range named {
		if top, ok = t.Place(top); !ok {
			continue
		}
		if j := t.index[top]; j <= i && i < t.last[j] {
			return true
		}
	}
	return false
}

// Life is what is known of one agency: the periods of its life by first day, and the agencies that it followed, each as it
// was when it ended.
type Life struct {
	Periods  []Agency
	Followed []Agency
}

// Life gives an agency's life as known on an instant; the zero time is all that is known. It has no periods when the
// agency was unknown then.
func (r *Register) Life(code AgencyCode, known time.Time) Life {
	b := r.bookNow()
	if !known.IsZero() {
		b = b.knownOn(known)
	}
	l := Life{Periods: slices.Clone(b.current[code])}
	for _, spans := range b.current {
		if last := spans[len(spans)-1]; slices.Contains(last.Successors, code) {
			l.Followed = append(l.Followed, last)
		}
	}
	slices.SortFunc(l.Followed, func(a, b Agency) int { return strings.Compare(string(a.Code), string(b.Code)) })
	return l
}

// TreeKnown gives the agencies as they stand on a day, as known on an instant; the zero time is all that is known.
func (r *Register) TreeKnown(at day.Date, known time.Time) *Tree {
	b := r.bookNow()
	if !known.IsZero() {
		b = b.knownOn(known)
	}
	return b.tree(at)
}

// Heads counts the people by the agency of their post on the day of the view, as it is written: an agency that has ended
// is counted under its own code. It makes no Member, so that a page can ask it of a million people.
func (v *View) Heads() map[AgencyCode]int {
	heads := map[AgencyCode]int{}
	for _, e := range v.entries {
		if e.person(v.known) == nil {
			continue
		}
		if row := e.postOn(v.at, v.known); row != nil {
			heads[row.tags.Value().agency]++
		}
	}
	return heads
}

// Serving gives those whose post of the day is in an agency that the function takes, in the order of their ids. It is
// asked for the code that the post names.
func (v *View) Serving(in func(AgencyCode) bool) iter.Seq[Member] {
	return func(yield func(Member) bool) {
		for _, e := range v.entries {
			row := e.postOn(v.at, v.known)
			if row == nil || !in(row.tags.Value().agency) {
				continue
			}
			if m, ok := v.member(e); ok && !yield(m) {
				return
			}
		}
	}
}
