package assessment

import "lamtoen/courses"

// Right is the answer to an item that earns its whole mark; of a scenario, the way to the best ending.
func Right(item courses.Item) Answer {
	var a Answer
	switch item.Type {
	case courses.Single, courses.Multiple, courses.TrueFalse:
		for _, o := range item.Options {
			if o.Right {
				a.Options = append(a.Options, o.ID)
			}
		}
		for _, o := range item.Reasons {
			if o.Right {
				a.Reason = o.ID
			}
		}
	case courses.Matching:
		for _, p := range item.Pairs {
			a.Matches = append(a.Matches, Match{Pair: p.ID, Option: p.Right})
		}
	case courses.Ordering:
		a.Order = item.Sequence
	case courses.Branching:
		a.Path, _ = bestPath(item.Scenario, item.Scenario.Start)
	}
	return a
}

// bestPath gives the choices to the best ending, and its score. Scenarios have no circles.
func bestPath(s *courses.Scenario, at courses.StepID) ([]courses.ChoiceID, int) {
	step, ok := s.Step(at)
	if !ok || len(step.Choices) == 0 {
		return nil, step.Score
	}
	var best []courses.ChoiceID
	score := -1
	for _, c := range step.Choices {
		if rest, n := bestPath(s, c.To); n > score {
			best, score = append([]courses.ChoiceID{c.ID}, rest...), n
		}
	}
	return best, score
}
