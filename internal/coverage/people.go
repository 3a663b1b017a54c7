package coverage

import (
	"context"
	"slices"
	"strings"
	"time"

	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
)

// maxPage is the most people that one page of a list holds.
const maxPage = 200

// Filter narrows a list of people. The zero value lists everyone bound.
type Filter struct {
	Group       Group  // "" is every group
	Overdue     bool   // only those who are overdue
	Expiring    bool   // only those whose completion ends soon
	UnderReview bool   // only those whose obligation somebody is looking into
	Search      string // part of a name or of an EID, in any case
	Own         bool   // only the agency's own people, without those of agencies below
}

// PersonRow is one person in a list, with why they are in it.
type PersonRow struct {
	Person      org.Person
	Post        org.Post
	Agency      org.Agency
	Group       Group
	Overdue     bool
	Expiring    bool
	UnderReview bool
	Status      learning.Status // with Why
	SignedIn    time.Time       // zero: never, by the day asked about
}

// List is one page of people.
type List struct {
	Rows  []PersonRow
	Total int // over all pages
	From  int // place of the first row, from 0
}

// People lists the people behind a figure, by agency as the tree has them, then by name; from and limit page through them.
// The errors are those of Figures, and "invalid" for a group that does not exist. Unplaced may be asked for as an agency.
func (c *Cube) People(ctx context.Context, q Query, filter Filter, from, limit int) (List, error) {
	q = c.filled(q)
	s, err := c.asked(ctx, q)
	if err != nil {
		return List{}, err
	}
	if filter.Group != "" && !slices.Contains(Groups(), filter.Group) {
		return List{}, fault.Invalid("There is no such group of people.",
			fault.Field{Name: "group", Message: "Choose one of: " + groupNames() + "."})
	}
	rules, err := c.learning.Rules(ctx)
	if err != nil {
		return List{}, err
	}
	c.mu.RLock()
	defer c.mu.RUnlock()
	f, err := c.folder(ctx, q, rules, s.cast)
	if err != nil {
		return List{}, err
	}
	found := s.find(q, filter)
	list := List{Total: len(found), From: min(max(from, 0), len(found))}
	end := min(list.From+min(max(limit, 1), maxPage), len(found))
	var use scratch
	for _, i := range found[list.From:end] {
		list.Rows = append(list.Rows, c.personRow(s, f, int(i), &use))
	}
	return list, nil
}

// find gives the actors that the agency, the scope, the slice and the filter leave, as lists show them.
func (s *Sheet) find(q Query, filter Filter) []int32 {
	search := strings.ToLower(strings.TrimSpace(filter.Search))
	texts, only := s.cast.search(), s.cast.slice(q)
	within := make([]bool, len(s.Tree.All())+1) // by agency
	for i, a := range s.Tree.All() {
		within[i] = s.asks(q, filter, a.Code)
	}
	within[len(within)-1] = s.asks(q, filter, Unplaced)
	var found []int32
	for _, i := range s.layout.sorted(s.cast) {
		if one := s.standings[i]; one != 0 && within[s.layout.agencies[i]] && filter.wants(one) && only.has(&s.cast.actors[i]) &&
			(search == "" || strings.Contains(texts[i], search)) {
			found = append(found, i)
		}
	}
	return found
}

// wants tells whether the filter leaves people who stand so.
func (f *Filter) wants(s standing) bool {
	return (f.Group == "" || s.group() == f.Group) && (!f.Overdue || s.is(isOverdue)) && (!f.Expiring || s.is(isExpiring)) &&
		(!f.UnderReview || s.is(underReview))
}

// asks tells whether people of the agency are asked about.
func (s *Sheet) asks(q Query, filter Filter, agency org.AgencyCode) bool {
	switch {
	case !s.covers(q.Scope, agency):
		return false
	case q.Agency == "" || q.Agency == agency:
		return true
	}
	return !filter.Own && s.Tree.Within(org.Scope{Agencies: []org.AgencyCode{q.Agency}}, agency)
}

func (c *Cube) personRow(s *Sheet, f *folder, i int, use *scratch) PersonRow {
	m, one := s.cast.member(i), s.standings[i]
	row := PersonRow{
		Person: m.Person, Post: m.Post, Group: one.group(), Overdue: one.is(isOverdue), Expiring: one.is(isExpiring),
		UnderReview: one.is(underReview), Status: learning.Derive(c.inputs(f, m, use), f.at, f.known),
	}
	row.Agency, _ = s.Tree.Agency(s.layout.code(s.layout.agencies[i]))
	if c.signedIn(f, m.Person.ID) {
		row.SignedIn = c.firsts[m.Person.ID].At
	}
	return row
}

func groupNames() string {
	var names []string
	for _, g := range Groups() {
		names = append(names, string(g))
	}
	return strings.Join(names, ", ")
}
