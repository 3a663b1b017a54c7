package assessment

import (
	"lamtoen/courses"
)

// Answer is what a person gave for one item. Which fields are used depends on the item's type: Options for single (one),
// multiple (any number) and true-false (one, with Reason where the item asks for it), Matches for matching, Order for
// ordering, Path for scenario. The zero Answer is "nothing chosen" and fits every type.
type Answer struct {
	Options []courses.OptionID `bson:"options,omitempty" json:"options,omitempty"`
	Reason  courses.OptionID   `bson:"reason,omitempty" json:"reason,omitempty"`
	Matches []Match            `bson:"matches,omitempty" json:"matches,omitempty"`
	Order   []courses.OptionID `bson:"order,omitempty" json:"order,omitempty"`
	Path    []courses.ChoiceID `bson:"path,omitempty" json:"path,omitempty"`
}

// Match joins one pair of a matching item (its left side) with the right side that the person chose.
type Match struct {
	Pair   courses.PairID   `bson:"pair" json:"pair"`
	Option courses.OptionID `bson:"option" json:"option"`
}
