package org

import (
	"iter"
	"slices"
	"strings"
	"time"

	"lamtoen/internal/day"
)

// View is the register as at a day, as known on an instant. It is a snapshot: later writes do not show in it.
type View struct {
	at      day.Date
	known   int64
	tree    *Tree
	entries []*entry
	grants  map[PersonID][]Grant
}

// Member is a person in a View, with the post of the day.
type Member struct {
	Person Person
	Post   Post // the stretch that covers the day; Duty tells whether it is leave
	Posted bool // false: no post on the day (not yet joined, or left), and Post is zero

	entry *entry
	known int64
}

// View takes the register as at the end of a day, as known on an instant; the zero time is now, with all that is known.
// It costs a pointer a person.
func (r *Register) View(at day.Date, known time.Time) *View {
	v := &View{at: at, known: always, entries: r.entries()}
	r.mu.RLock()
	book := r.book
	v.grants = r.grants
	r.mu.RUnlock()
	if !known.IsZero() {
		v.known = known.UnixMilli()
		book = book.knownOn(known)
	}
	v.tree = book.tree(at)
	return v
}

// At is the day of the view.
func (v *View) At() day.Date { return v.at }

// Tree is the agencies on the day of the view, as known then.
func (v *View) Tree() *Tree { return v.tree }

// Members gives everyone known, in the order of their ids, with the post of the day.
func (v *View) Members() iter.Seq[Member] {
	return func(yield func(Member) bool) {
		for _, e := range v.entries {
			if m, ok := v.member(e); ok && !yield(m) {
				return
			}
		}
	}
}

// Member gives one person; false when they were not known yet.
func (v *View) Member(id PersonID) (Member, bool) {
	if e := v.find(id); e != nil {
		return v.member(e)
	}
	return Member{}, false
}

func (v *View) member(e *entry) (Member, bool) {
	row := e.person(v.known)
	if row == nil {
		return Member{}, false
	}
	m := Member{Person: row.person(e.id), entry: e, known: v.known}
	if post := e.postOn(v.at, v.known); post != nil {
		m.Post, m.Posted = post.post(e.id).on(v.at), true
	}
	return m, true
}

// Posts gives the member's posts of all days, as known then, as Register.Posts does.
func (m Member) Posts() []Post { return m.entry.stretches(m.known) }

// Posts gives a person's posts of all days, as known then, as Register.Posts does.
func (v *View) Posts(id PersonID) []Post {
	if e := v.find(id); e != nil {
		return e.stretches(v.known)
	}
	return nil
}

// GrantsOf gives the grants in force on the day of the view, as known then, as Register.GrantsOf does.
func (v *View) GrantsOf(id PersonID) []Grant {
	if e := v.find(id); e != nil {
		return holding{v.grants, v.find, v.at, v.known}.inForce(e)
	}
	return nil
}

func (v *View) find(id PersonID) *entry {
	i, ok := v.search(id)
	if !ok {
		return nil
	}
	return v.entries[i]
}

func (v *View) search(id PersonID) (int, bool) {
	return slices.BinarySearchFunc(v.entries, id, func(e *entry, id PersonID) int {
		return strings.Compare(string(e.id), string(id))
	})
}
