package site

import (
	"html/template"
	"slices"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/page"
)

// verdict is how an answer was, by its points.
func verdict(p assessment.Points) page.Verdict {
	switch {
	case p >= assessment.Whole:
		return page.Right
	case p > 0:
		return page.PartRight
	}
	return page.Wrong
}

// rightOrWrong is the verdict on one option, which cannot be right in part.
func rightOrWrong(right bool) page.Verdict {
	if right {
		return page.Right
	}
	return page.Wrong
}

// tell puts the authored feedback on the control of an answered check: on what was chosen, and for several answers also on
// what was missed. Every wrong choice says why somebody makes it.
func tell(c *page.Control, item courses.Item, drawn assessment.Drawn, a assessment.Answer) {
	for i := range c.Choices {
		option, _ := item.Option(drawn.Options[i])
		missed := item.Type == courses.Multiple && option.Right
		if c.Choices[i].Chosen || missed {
			c.Choices[i].Verdict = rightOrWrong(c.Choices[i].Chosen == option.Right)
			c.Choices[i].Told = template.HTML(option.FeedbackHTML)
		}
	}
	for i := range c.Reasons {
		if c.Reasons[i].Chosen {
			reason, _ := item.Reason(drawn.Reasons[i])
			c.Reasons[i].Verdict, c.Reasons[i].Told = rightOrWrong(reason.Right), template.HTML(reason.FeedbackHTML)
		}
	}
	for i := range c.Selects {
		var right bool
		var told string
		if item.Type == courses.Matching {
			right, told = matched(item.Pairs[i], a), item.Pairs[i].FeedbackHTML
		} else {
			option, _ := item.Option(drawn.Options[i])
			right, told = inPlace(item, option.ID, a), option.FeedbackHTML
		}
		c.Selects[i].Verdict, c.Selects[i].Told = rightOrWrong(right), template.HTML(told)
	}
}

// matched tells whether the answer gives a left side what belongs to it.
func matched(p courses.Pair, a assessment.Answer) bool {
	return slices.Contains(a.Matches, assessment.Match{Pair: p.ID, Option: p.Right})
}

// inPlace tells whether a step stands where it belongs.
func inPlace(item courses.Item, step courses.OptionID, a assessment.Answer) bool {
	return len(a.Order) > 0 && slices.Index(a.Order, step) == slices.Index(item.Sequence, step)
}

// endingVerdict is how a story ended: by its score where it is graded, else by its ending.
func endingVerdict(step courses.Step) page.Verdict {
	switch {
	case step.Ending == courses.Good || step.Score == 100:
		return page.Right
	case step.Ending == courses.Fair || step.Score > 0:
		return page.PartRight
	}
	return page.Wrong
}
