package org

import (
	"cmp"
	"slices"
	"sync/atomic"
	"time"

	"lamtoen/internal/day"
)

// book is all that is known of the agencies, with the trees of the days between which nothing changes. It is immutable but
// for the trees, which are made when first asked for.
type book struct {
	versions []Agency                // in the order of their numbers
	current  map[AgencyCode][]Agency // the newest version of each period, by first day
	bounds   []day.Date
	trees    []atomic.Pointer[Tree]
}

// newBook folds the versions; they need not be in order.
func newBook(versions []Agency) *book {
	b := &book{versions: slices.Clone(versions), current: map[AgencyCode][]Agency{}}
	slices.SortFunc(b.versions, func(x, y Agency) int { return cmp.Compare(x.Version, y.Version) })
	for _, v := range b.versions {
		spans := b.current[v.Code]
		if i := slices.IndexFunc(spans, func(s Agency) bool { return s.Span == v.Span }); i >= 0 {
			spans[i] = v
		} else {
			b.current[v.Code] = append(spans, v)
		}
	}
	b.bounds = []day.Date{""}
	for _, spans := range b.current {
		slices.SortFunc(spans, func(x, y Agency) int { return cmp.Compare(x.From, y.From) })
		for _, s := range spans {
			b.bounds = append(b.bounds, s.From)
			if s.Until != "" {
				b.bounds = append(b.bounds, s.Until.AddDays(1))
			}
		}
	}
	slices.Sort(b.bounds)
	b.bounds = slices.Compact(b.bounds)
	b.trees = make([]atomic.Pointer[Tree], len(b.bounds))
	return b
}

// knownOn gives the book as it was on an instant: itself, when nothing has been recorded since.
func (b *book) knownOn(known time.Time) *book {
	later := func(a Agency) bool { return a.knownSince().After(known) }
	if !slices.ContainsFunc(b.versions, later) {
		return b
	}
	return newBook(slices.DeleteFunc(slices.Clone(b.versions), later))
}

// tree gives the tree of a day.
func (b *book) tree(at day.Date) *Tree {
	i, found := slices.BinarySearch(b.bounds, at)
	if !found {
		i-- // the zero date is the first bound, so there is one before
	}
	if t := b.trees[i].Load(); t != nil {
		return t
	}
	t := b.build(b.bounds[i])
	b.trees[i].Store(t) // two that build it at once build the same
	return t
}

func (b *book) build(at day.Date) *Tree {
	var living []Agency
	ended := map[AgencyCode]Agency{}
	for code, spans := range b.current {
		for _, s := range spans {
			switch {
			case s.Period().Covers(at):
				living = append(living, s)
				delete(ended, code)
			case s.Until != "" && s.Until < at && !s.Period().empty():
				ended[code] = s
			}
		}
	}
	slices.SortFunc(living, func(x, y Agency) int { return cmp.Compare(x.Code, y.Code) })
	return newTree(living, ended)
}

// top is the highest number that a version has.
func (b *book) top() int {
	if len(b.versions) == 0 {
		return 0
	}
	return b.versions[len(b.versions)-1].Version
}
