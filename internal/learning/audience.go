package learning

import (
	"slices"
	"strings"

	"lamtoen/internal/day"
	"lamtoen/internal/org"
)

// Audience is whom a rule binds: people of these kinds and categories, joined after the day, who hold a post on the day, in these
// agencies and all below, of these types, in one of these positions, with one of these flags. An empty list leaves no one out,
// but that of kinds: it is everyone who counts.
type Audience struct {
	Kinds       []org.Kind       `bson:"kinds" json:"kinds"`
	Agencies    []org.AgencyCode `bson:"agencies,omitempty" json:"agencies,omitempty"`
	Types       []org.AgencyType `bson:"types,omitempty" json:"types,omitempty"`
	Positions   []string         `bson:"positions,omitempty" json:"positions,omitempty"`
	Categories  []string         `bson:"categories,omitempty" json:"categories,omitempty"`
	Flags       []org.Flag       `bson:"flags,omitempty" json:"flags,omitempty"`
	JoinedAfter day.Date         `bson:"joined_after,omitempty" json:"joined_after,omitempty"` // after the day, not on it
}

// Includes tells whether the audience has people of the kind.
func (a Audience) Includes(k org.Kind) bool {
	if len(a.Kinds) == 0 {
		return k.Counts()
	}
	return slices.Contains(a.Kinds, k)
}

// problems lists what is wrong with an audience, by field.
func (a *Audience) problems(bad *problems) {
	for _, k := range a.Kinds {
		if !k.Valid() {
			bad.say("kinds", "%q is no kind of person.", string(k))
		}
	}
	for _, t := range a.Types {
		if !slices.Contains(org.AgencyTypes(), t) {
			bad.say("types", "%q is no type of agency.", string(t))
		}
	}
	for _, f := range a.Flags {
		if !slices.Contains(org.Flags(), f) {
			bad.say("flags", "%q is no flag of a post.", string(f))
		}
	}
	for name, list := range map[string][]string{"positions": a.Positions, "categories": a.Categories} {
		if len(list) > maxListed || slices.ContainsFunc(list, func(s string) bool { return !oneLine(s, maxListedText) }) {
			bad.say(name, "Give at most %d, each in a line of at most %d characters.", maxListed, maxListedText)
		}
	}
	if a.JoinedAfter != "" && !believable(a.JoinedAfter) {
		bad.say("joined_after", "Give the day as year-month-day, for example 2026-12-01; only who joined after it is bound.")
	}
}

// clean brings the texts of an audience into the form in which registers have them.
func (a *Audience) clean() {
	for _, list := range []*[]string{&a.Positions, &a.Categories} {
		var kept []string
		for _, text := range *list {
			if text = strings.Join(strings.Fields(text), " "); text != "" && !slices.Contains(kept, text) {
				kept = append(kept, text)
			}
		}
		*list = kept
	}
}

// has tells whether the person is of the audience, whatever their posts.
func (a *Audience) has(p *org.Person) bool {
	if !a.Includes(p.Kind) || a.JoinedAfter != "" && p.Joined <= a.JoinedAfter {
		return false
	}
	return len(a.Categories) == 0 || oneOf(a.Categories, p.Category)
}

// reaches tells whether a post makes one of the audience.
func (a *Audience) reaches(tree *org.Tree, p *org.Post) bool {
	if len(a.Positions) > 0 && !oneOf(a.Positions, p.Position) {
		return false
	}
	if len(a.Flags) > 0 && !slices.ContainsFunc(a.Flags, p.Has) {
		return false
	}
	return a.covers(tree, p.Agency)
}

// covers tells whether posts in the agency may make one of the audience.
func (a *Audience) covers(tree *org.Tree, code org.AgencyCode) bool {
	if len(a.Agencies) == 0 && len(a.Types) == 0 {
		return true
	}
	if tree == nil {
		return false
	}
	if len(a.Agencies) > 0 && !tree.Reaches(a.Agencies, code) { // where one of them ended, its only successor takes over
		return false
	}
	if len(a.Types) == 0 {
		return true
	}
	agency, ok := tree.Agency(code)
	return ok && slices.Contains(a.Types, agency.Type)
}

// oneOf compares as registers are typed: whatever the case.
func oneOf(list []string, text string) bool {
	return slices.ContainsFunc(list, func(s string) bool { return strings.EqualFold(s, text) })
}
