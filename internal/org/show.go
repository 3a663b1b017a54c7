package org

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// fewSlots is up to how many new people are put into the order one by one; above that it is sorted again.
const fewSlots = 64

// show lets readers see the committed groups, all in one step.
func (r *Register) show() {
	f := &r.feed
	if len(f.fresh) == 0 {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	var joined []*slot
	var grants []Grant
	var agencies []Agency
	for group, c := range f.fresh {
		c.since(f.fates[group].Recorded)
		f.release(group, c)
		joined = r.showPeople(c, joined)
		grants, agencies = append(grants, c.grants...), append(agencies, c.agencies...)
	}
	clear(f.fresh)
	r.showGrants(grants)
	r.showAgencies(agencies)
	r.arrange(joined)
}

// Revision rises whenever what readers see has changed, so that who has worked something out of the register knows whether
// it still holds. Documents that the feed gives again do not raise it. It says nothing beyond this process.
func (r *Register) Revision() uint64 {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.revision
}

// showPeople puts people and posts into the directory and gives joined with the slots that are new.
func (r *Register) showPeople(c *changes, joined []*slot) []*slot {
	at := func(id PersonID) *slot {
		s := r.slots[id]
		if s == nil {
			s = &slot{&entry{id: id}}
			r.slots[id] = s
			joined = append(joined, s)
		}
		return s
	}
	for _, p := range c.people {
		s := at(p.ID)
		before := s.entry.person(always)
		r.replace(s, s.entry.withPerson(rowOfPerson(p)))
		r.reindex(s, before, s.entry.person(always))
		r.aged(string(p.ID), p.By, p.Recorded)
	}
	for _, p := range c.posts {
		s := at(p.Person)
		r.replace(s, s.entry.withPost(rowOfPost(p)))
		r.aged(string(p.Person), p.By, p.Recorded)
	}
	return joined
}

// replace puts another entry into a slot, or the same when there was nothing new.
func (r *Register) replace(s *slot, e *entry) {
	if s.entry != e {
		s.entry = e
		r.revision++
	}
}

// aged moves the register's age on. What people change about themselves does not make the register younger.
func (r *Register) aged(person, by string, recorded time.Time) {
	if person != by && recorded.After(r.imported) {
		r.imported = recorded
	}
}

// reindex keeps the EID and e-mail indexes to what people have now.
func (r *Register) reindex(s *slot, before, after *personRow) {
	if before == nil || before.eid != after.eid {
		if before != nil && r.byEID[before.eid] == s {
			delete(r.byEID, before.eid)
		}
		r.byEID[after.eid] = s
	}
	// The address counts how many give it: a shared one can neither sign in nor reset a password.
	var was string
	if before != nil {
		was = before.email()
	}
	is := after.email()
	if was == is {
		return
	}
	if was != "" {
		r.leaveMailbox(was, s)
	}
	if is != "" {
		box := r.byEmail[is]
		r.byEmail[is] = mailbox{s, box.count + 1}
	}
}

// leaveMailbox takes a person out of an address. When one person is left of several, the address is theirs again.
func (r *Register) leaveMailbox(email string, s *slot) {
	box := r.byEmail[email]
	box.count--
	if box.count == 0 {
		delete(r.byEmail, email)
		return
	}
	if box.count == 1 {
		box.slot = r.lastIn(email, s)
	}
	r.byEmail[email] = box
}

// lastIn looks for the one other person who gives the address. It reads the whole register, and is as rare as a person who
// stops sharing an address.
func (r *Register) lastIn(email string, but *slot) *slot {
	for _, s := range r.slots {
		if row := s.entry.person(always); s != but && row != nil && row.email() == email {
			return s
		}
	}
	return but
}

// showGrants puts grants into a new map, since views keep the old one.
func (r *Register) showGrants(grants []Grant) {
	if len(grants) == 0 {
		return
	}
	if !r.feed.loading {
		r.grants = maps.Clone(r.grants)
	}
	for _, g := range grants {
		var fresh bool
		r.grants[g.Person], fresh = merged(r.grants[g.Person], g, func(g Grant) int32 { return int32(g.Version) })
		if fresh {
			r.revision++
		}
	}
}

// showAgencies makes a new book when there is anything new.
func (r *Register) showAgencies(agencies []Agency) {
	if len(agencies) == 0 {
		return
	}
	known := make(map[int]bool, len(r.book.versions))
	for _, a := range r.book.versions {
		known[a.Version] = true
	}
	fresh := slices.DeleteFunc(slices.Clone(agencies), func(a Agency) bool { return known[a.Version] })
	if len(fresh) > 0 {
		r.revision++
		r.book = newBook(append(slices.Clone(r.book.versions), fresh...))
	}
}

// arrange puts new people into the order of ids.
func (r *Register) arrange(joined []*slot) {
	switch {
	case r.feed.loading:
		r.order = append(r.order, joined...) // sorted once, at the end of the load
	case len(joined) <= fewSlots:
		for _, s := range joined {
			i, _ := slices.BinarySearchFunc(r.order, s, byID)
			r.order = slices.Insert(r.order, i, s)
		}
	default:
		r.order = append(r.order, joined...)
		slices.SortFunc(r.order, byID)
	}
}

func byID(a, b *slot) int { return strings.Compare(string(a.entry.id), string(b.entry.id)) }
