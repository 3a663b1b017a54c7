package org

import (
	"regexp"
	"slices"
	"time"

	"lamtoen/internal/day"
	"lamtoen/internal/fault"
)

// maxSuccessors bounds how many agencies one can be split into.
const maxSuccessors = 20

// AgencyType is one of the nine types of agency that the policy names (def.2).
type AgencyType string

// The nine types of def.2.
const (
	TypeLegislature          AgencyType = "legislature"
	TypeJudiciary            AgencyType = "judiciary"
	TypeMinistry             AgencyType = "ministry"
	TypeConstitutionalOffice AgencyType = "constitutional-office"
	TypeAutonomousAgency     AgencyType = "autonomous-agency"
	TypeDzongkhag            AgencyType = "dzongkhag"
	TypeGewog                AgencyType = "gewog"
	TypeThromde              AgencyType = "thromde"
	TypeStatutoryBody        AgencyType = "statutory-body"
)

// AgencyTypes gives the nine types in the order of the policy's definition.
func AgencyTypes() []AgencyType {
	return []AgencyType{TypeLegislature, TypeJudiciary, TypeMinistry, TypeConstitutionalOffice, TypeAutonomousAgency,
		TypeDzongkhag, TypeGewog, TypeThromde, TypeStatutoryBody}
}

// Agency is a period of an agency's life in which its name, type and place in the tree stay the same. A renamed or moved
// agency keeps its code and begins another period; one that is merged or split ends and names its successors.
type Agency struct {
	Code    AgencyCode `bson:"code" json:"code"`
	Span    int        `bson:"span" json:"span"` // the code's n-th period, from 1
	Version int        `bson:"version" json:"version"`

	Parent AgencyCode `bson:"parent,omitempty" json:"parent,omitempty"` // "" at the root
	Type   AgencyType `bson:"type" json:"type"`
	Name   string     `bson:"name" json:"name"`
	NameDz string     `bson:"name_dz,omitempty" json:"name_dz,omitempty"` // "" shows the English name

	From       day.Date     `bson:"from" json:"from,omitempty"`   // "" before anyone here remembers
	Until      day.Date     `bson:"until" json:"until,omitempty"` // the last day; "" open
	Successors []AgencyCode `bson:"successors,omitempty" json:"successors,omitempty"`

	Source   string    `bson:"source,omitempty" json:"-"` // where the entry comes from, for the editors of the list
	Recorded time.Time `bson:"recorded" json:"-"`
	By       string    `bson:"by" json:"-"` // ByRelease when it is as the program ships it
	Group    string    `bson:"group" json:"-"`
	Baseline bool      `bson:"baseline,omitempty" json:"-"` // loaded into an empty store
}

// ByRelease is the author of agencies that come with the program.
const ByRelease = "release"

// Period gives the days of this period of the agency's life.
func (a Agency) Period() Period { return Period{a.From, a.Until} }

// knownSince is the instant from which the version may be used "as known on". The list that a store begins with counts as
// always known: it was public before the store was made.
func (a Agency) knownSince() time.Time {
	if a.Baseline {
		return time.Time{}
	}
	return a.Recorded
}

var codePattern = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

// Valid tells whether the code has the form of one; it says nothing about whether the agency exists.
func (c AgencyCode) Valid() bool { return len(c) <= 60 && codePattern.MatchString(string(c)) }

// clean brings a typed agency into the stored form.
func (a *Agency) clean() {
	a.Name, a.NameDz, a.Source = cleanText(a.Name), cleanText(a.NameDz), cleanText(a.Source)
	if len(a.Successors) == 0 {
		a.Successors = nil
	}
}

// problems lists what is wrong with an agency in itself, by field; the tree checks the rest.
func (a *Agency) problems() []fault.Field {
	var bad []fault.Field
	say := func(name, format string, args ...any) {
		bad = append(bad, field(name, format, args...))
	}
	if !a.Code.Valid() {
		say("code", "Give a code of small letters, digits and hyphens, for example dz-haa.")
	}
	if !slices.Contains(AgencyTypes(), a.Type) {
		say("type", "Choose the type: %s.", joinWords(AgencyTypes()))
	}
	if what := textProblem(a.Name, maxName); a.Name == "" {
		say("name", "Give the agency's name.")
	} else if what != "" {
		say("name", "The name %s.", what)
	}
	if what := textProblem(a.NameDz, maxName); what != "" {
		say("name_dz", "The Dzongkha name %s.", what)
	}
	if what := dateProblem(a.From); what != "" {
		say("from", "The first day %s.", what)
	}
	if what := dateProblem(a.Until); what != "" {
		say("until", "The last day %s.", what)
	}
	if a.Period().empty() {
		say("until", "The last day (%s) is before the first (%s).", a.Until, a.From)
	}
	if a.Parent == a.Code && a.Code != "" {
		say("parent", "An agency cannot stand under itself.")
	}
	switch {
	case len(a.Successors) > 0 && a.Until == "":
		say("successors", "Only an agency that ends has successors; give its last day.")
	case len(a.Successors) > maxSuccessors:
		say("successors", "An agency can have at most %d successors.", maxSuccessors)
	case slices.Contains(a.Successors, a.Code):
		say("successors", "An agency cannot be its own successor.")
	}
	return bad
}
