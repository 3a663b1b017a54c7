package org

// Len is how many people the view may have; MemberAt takes their places, from 0, in the order of their ids.
func (v *View) Len() int { return len(v.entries) }

// MemberAt gives the member at a place; false when they were not known yet. Readers of everybody share the places out among
// processors, and come back to one without a search.
func (v *View) MemberAt(i int) (Member, bool) { return v.member(v.entries[i]) }

// PlaceOf gives the place of a person; false when the register does not know them.
func (v *View) PlaceOf(id PersonID) (int, bool) { return v.search(id) }
