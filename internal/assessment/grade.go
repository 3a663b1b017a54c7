package assessment

import (
	"slices"

	"lamtoen/courses"
)

// Points are what an answer earned, in ten-thousandths: 0 to Whole.
type Points int

// Grade gives the points of an answer to an item. It takes any answer: what does not belong to the item earns nothing and
// breaks nothing (Check is what refuses it), and a repeated option counts once.
func Grade(item courses.Item, a Answer) Points { return grade(&item, a) }

func grade(item *courses.Item, a Answer) Points {
	switch item.Type {
	case courses.Single:
		return gradeSingle(item.Options, a.Options)
	case courses.TrueFalse:
		return gradeVerdict(item, a)
	case courses.Multiple:
		return gradeMultiple(item.Options, a.Options)
	case courses.Matching:
		return gradeMatching(item.Pairs, a.Matches)
	case courses.Ordering:
		return gradeOrdering(item.Sequence, a.Order)
	case courses.Branching:
		return gradeScenario(item.Scenario, a.Path)
	}
	return 0
}

// gradeSingle is all or nothing; two different ticks are no choice.
func gradeSingle(options []courses.Option, ticked []courses.OptionID) Points {
	if len(ticked) == 0 || slices.ContainsFunc(ticked, func(id courses.OptionID) bool { return id != ticked[0] }) {
		return 0
	}
	if isRight(options, ticked[0]) {
		return Whole
	}
	return 0
}

// gradeVerdict grades true-false; where reasons are asked, verdict and reason count half each, independently.
func gradeVerdict(item *courses.Item, a Answer) Points {
	verdict := gradeSingle(item.Options, a.Options)
	if len(item.Reasons) == 0 {
		return verdict
	}
	points := verdict / 2
	if isRight(item.Reasons, a.Reason) {
		points += Whole / 2
	}
	return points
}

// gradeMultiple is max(0, right ticked/right − wrong ticked/wrong) on one common denominator, so that it rounds once.
func gradeMultiple(options []courses.Option, ticked []courses.OptionID) Points {
	// Counting over the item's options, not over the ticks, is what makes repeated and unknown ticks harmless.
	var right, wrong, rightTicked, wrongTicked int
	for i := range options {
		hit := slices.Contains(ticked, options[i].ID)
		switch {
		case options[i].Right && hit:
			right, rightTicked = right+1, rightTicked+1
		case options[i].Right:
			right++
		case hit:
			wrong, wrongTicked = wrong+1, wrongTicked+1
		default:
			wrong++
		}
	}
	if wrong == 0 { // every option is right: there is nothing to take away, and nothing to divide by
		return share(rightTicked, right)
	}
	return share(rightTicked*wrong-wrongTicked*right, right*wrong)
}

// gradeMatching is the share of pairs matched rightly. Two matches for one pair are no match.
func gradeMatching(pairs []courses.Pair, matches []Match) Points {
	hits := 0
	for i := range pairs {
		given, clash := courses.OptionID(""), false
		for _, m := range matches {
			if m.Pair == pairs[i].ID {
				clash = clash || (given != "" && given != m.Option)
				given = m.Option
			}
		}
		if !clash && given == pairs[i].Right {
			hits++
		}
	}
	return share(hits, len(pairs))
}

// gradeOrdering is Kendall's tau-a clipped at nought. An order that is not a whole permutation earns nothing: a pair that
// was never put in order is neither concordant nor discordant, and guessing which was meant is not grading.
func gradeOrdering(sequence, order []courses.OptionID) Points {
	n := len(sequence)
	if len(order) != n || n == 0 {
		return 0
	}
	place := make([]int, n)
	for i, id := range sequence {
		place[i] = slices.Index(order, id)
		if place[i] < 0 {
			return 0
		}
	}
	if n == 1 {
		return Whole
	}
	balance := 0 // concordant less discordant pairs
	for i := range n {
		for j := i + 1; j < n; j++ {
			switch {
			case place[i] < place[j]:
				balance++
			case place[i] > place[j]:
				balance--
			}
		}
	}
	return share(balance, n*(n-1)/2)
}

// gradeScenario walks the path; the ending's score (0 to 100) counts only when the path reaches one.
func gradeScenario(s *courses.Scenario, path []courses.ChoiceID) Points {
	step, _, ok := walk(s, path)
	if !ok || step.Ending == "" {
		return 0
	}
	return share(step.Score, 100)
}

// walk follows the choices from the start and gives the step that they lead to; the number is that of the first choice
// that the step reached does not offer, -1 when all could be followed.
func walk(s *courses.Scenario, path []courses.ChoiceID) (*courses.Step, int, bool) {
	if s == nil {
		return nil, 0, false
	}
	step := findStep(s, s.Start)
	for i, id := range path {
		if step == nil {
			return nil, i, false
		}
		at := slices.IndexFunc(step.Choices, func(c courses.Choice) bool { return c.ID == id })
		if at < 0 {
			return step, i, false
		}
		step = findStep(s, step.Choices[at].To)
	}
	return step, -1, step != nil
}

func findStep(s *courses.Scenario, id courses.StepID) *courses.Step {
	for i := range s.Steps {
		if s.Steps[i].ID == id {
			return &s.Steps[i]
		}
	}
	return nil
}

func isRight(options []courses.Option, id courses.OptionID) bool {
	for i := range options {
		if options[i].ID == id {
			return options[i].Right
		}
	}
	return false
}

// share is part/whole in ten-thousandths, rounded half up, and never below nought or above one.
func share(part, whole int) Points {
	if part <= 0 || whole <= 0 {
		return 0
	}
	return Points(min((2*Whole*part+whole)/(2*whole), Whole))
}
