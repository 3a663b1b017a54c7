package assessment

import (
	"fmt"
	"slices"

	"lamtoen/courses"
	"lamtoen/internal/fault"
)

// Check tells whether an answer can be saved for an item. An answer that is incomplete is fine (nothing ticked yet, half the
// pairs matched, a story left in the middle); one that names what the item lacks, names something twice or has another
// item type's shape is fault.CodeInvalid, with the field named as Answer's JSON names it. The messages are shown to who is
// being tested, so they name no id.
func Check(item courses.Item, a Answer) error {
	// The shape first: an answer to another question should hear that, and not that an option is unknown.
	given := shape{len(a.Options), a.Reason != "", len(a.Matches), len(a.Order), len(a.Path)}
	if err := checkShape(item, given); err != nil {
		return err
	}
	switch item.Type {
	case courses.Single, courses.TrueFalse:
		if len(a.Options) > 1 {
			return invalid("options", "Choose one answer only.")
		}
		if a.Reason != "" && !slices.Contains(optionIDs(item.Reasons), a.Reason) {
			return invalid("reason", "This question has no such reason.")
		}
		return checkKnown("options", a.Options, optionIDs(item.Options))
	case courses.Multiple:
		return checkKnown("options", a.Options, optionIDs(item.Options))
	case courses.Matching:
		return checkMatches(item, a.Matches)
	case courses.Ordering:
		return checkOrder(item, a.Order)
	case courses.Branching:
		if _, bad, ok := walk(item.Scenario, a.Path); !ok {
			return notOffered(bad)
		}
		return nil
	}
	return invalid("item", "This question cannot be answered here.")
}

// Complete tells whether an answer leaves nothing open: a verdict has its reason, every left side a right one, a story an ending. What
// is not complete can be saved and handed in; who looks over their answers should know of it.
func Complete(item courses.Item, a Answer) bool {
	switch item.Type {
	case courses.Single, courses.Multiple:
		return len(a.Options) > 0
	case courses.TrueFalse:
		return len(a.Options) > 0 && (a.Reason != "" || len(item.Reasons) == 0)
	case courses.Matching:
		return len(a.Matches) == len(item.Pairs)
	case courses.Ordering:
		return len(a.Order) == len(item.Sequence)
	case courses.Branching:
		step, _, ok := walk(item.Scenario, a.Path)
		return ok && len(step.Choices) == 0
	}
	return false
}

// shape says which parts an answer or a response has: how many of each.
type shape struct {
	options              int
	reason               bool
	matches, order, path int
}

// checkShape refuses parts of an answer that the item's type has no use for: they would be dropped in silence.
func checkShape(item courses.Item, has shape) error {
	choice := item.Type == courses.Single || item.Type == courses.Multiple || item.Type == courses.TrueFalse
	switch {
	case has.options > 0 && !choice:
		return invalid("options", "This question is not answered by ticking.")
	case has.reason && len(item.Reasons) == 0:
		return invalid("reason", "This question asks for no reason.")
	case has.matches > 0 && item.Type != courses.Matching:
		return invalid("matches", "This question has nothing to match.")
	case has.order > 0 && item.Type != courses.Ordering:
		return invalid("order", "This question has nothing to put in order.")
	case has.path > 0 && item.Type != courses.Branching:
		return invalid("path", "This question has no story to follow.")
	}
	return nil
}

func checkKnown(field string, given, known []courses.OptionID) error {
	for i, id := range given {
		if !slices.Contains(known, id) {
			return invalid(field, "This question has no such answer.")
		}
		if slices.Contains(given[:i], id) {
			return invalid(field, "One answer is given twice.")
		}
	}
	return nil
}

func checkMatches(item courses.Item, matches []Match) error {
	for i, m := range matches {
		if !slices.ContainsFunc(item.Pairs, func(p courses.Pair) bool { return p.ID == m.Pair }) {
			return invalid("matches", "This question has no such row.")
		}
		if slices.ContainsFunc(matches[:i], func(n Match) bool { return n.Pair == m.Pair }) {
			return invalid("matches", "One row is matched twice.")
		}
		if err := checkKnown("matches", []courses.OptionID{m.Option}, optionIDs(item.Options)); err != nil {
			return err
		}
	}
	return nil
}

// checkOrder wants every step once, or none: half an order has no meaning that could be graded.
func checkOrder(item courses.Item, order []courses.OptionID) error {
	if len(order) == 0 {
		return nil
	}
	if err := checkKnown("order", order, item.Sequence); err != nil {
		return err
	}
	if len(order) != len(item.Sequence) {
		return invalid("order", fmt.Sprintf("Give all %d steps a place; %d have one.", len(item.Sequence), len(order)))
	}
	return nil
}

// notOffered says that the choice i, from 0, does not exist where the story stands.
func notOffered(i int) error {
	return invalid("path", fmt.Sprintf("Choice %d is not offered at that point of the story. Begin the question again.", i+1))
}

func invalid(field, message string) error {
	return fault.Invalid("This answer cannot be saved. "+message, fault.Field{Name: field, Message: message})
}
