package server_test

import (
	"lamtoen/courses"
	"lamtoen/internal/assessment"
)

// keyOf gives the right answer to an item, or a wrong one.
func keyOf(item courses.Item, right bool) assessment.Answer {
	var a assessment.Answer
	switch item.Type {
	case courses.Single, courses.Multiple, courses.TrueFalse:
		for _, o := range item.Options {
			if o.Right == right && (item.Type == courses.Multiple || len(a.Options) == 0) {
				a.Options = append(a.Options, o.ID)
			}
		}
		for _, o := range item.Reasons {
			if o.Right == right {
				a.Reason = o.ID
			}
		}
	case courses.Matching:
		for _, p := range item.Pairs {
			m := assessment.Match{Pair: p.ID, Option: p.Right}
			if !right {
				m.Option = otherThan(item.Options, p.Right)
			}
			a.Matches = append(a.Matches, m)
		}
	case courses.Ordering:
		a.Order = append(a.Order, item.Sequence...)
		if !right {
			a.Order = append(append([]courses.OptionID{}, item.Sequence[1:]...), item.Sequence[0])
		}
	case courses.Branching:
		want := 0
		if right {
			want = 100
		}
		start, _ := item.Scenario.Step(item.Scenario.Start)
		for _, c := range start.Choices {
			if end, _ := item.Scenario.Step(c.To); end.Score == want {
				a.Path = []courses.ChoiceID{c.ID}
			}
		}
	}
	return a
}

func otherThan(options []courses.Option, not courses.OptionID) courses.OptionID {
	for _, o := range options {
		if o.ID != not {
			return o.ID
		}
	}
	return ""
}
