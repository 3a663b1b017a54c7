package site

import (
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/page"
)

// ruleAgencies says of each agency that a rule names and that has ended what becomes of it: its only successor takes over, or
// somebody must decide.
func (s *Site) ruleAgencies(words *page.Words, r learning.Rule) (followed, lost []page.Phrase) {
	tree := s.register.Tree(s.today())
	for _, code := range r.Audience.Agencies {
		gone, ended := tree.Ended(code)
		if !ended {
			continue
		}
		if place, ok := tree.Place(code); ok {
			followed = append(followed, words.Say("rules.agency.followed", "name", gone.Name, "successor", tree.Name(place)))
			continue
		}
		lost = append(lost, words.Say("rules.agency.lost", "name", gone.Name, "successors", s.namesOf(tree, gone.Successors, words)))
	}
	return followed, lost
}

// namesOf lists agencies by name; none is said as such.
func (s *Site) namesOf(tree *org.Tree, codes []org.AgencyCode, words *page.Words) string {
	if len(codes) == 0 {
		return words.Say("agencies.nobody").Text
	}
	var names []string
	for _, code := range codes {
		names = append(names, tree.Name(code))
	}
	return listed(names)
}
