package site

import (
	"html/template"
	"slices"
	"strconv"

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
func tell(c *page.Control, item courses.Item, g given) {
	for i := range c.Choices {
		option, _ := item.Option(courses.OptionID(c.Choices[i].Value))
		missed := item.Type == courses.Multiple && option.Right
		if c.Choices[i].Chosen || missed {
			c.Choices[i].Verdict = rightOrWrong(c.Choices[i].Chosen == option.Right)
			c.Choices[i].Told = template.HTML(option.FeedbackHTML)
		}
	}
	for i := range c.Reasons {
		if c.Reasons[i].Chosen {
			reason, _ := item.Reason(courses.OptionID(c.Reasons[i].Value))
			c.Reasons[i].Verdict, c.Reasons[i].Told = rightOrWrong(reason.Right), template.HTML(reason.FeedbackHTML)
		}
	}
	switch item.Type {
	case courses.Matching:
		for i, pair := range item.Pairs {
			right := slices.Contains(g.Matches, assessment.Match{Pair: pair.ID, Option: pair.Right})
			c.Selects[i].Verdict, c.Selects[i].Told = rightOrWrong(right), template.HTML(pair.FeedbackHTML)
		}
	case courses.Ordering:
		tellPlaces(c, item, g)
	}
}

// tellPlaces says of each step whether it stands where it belongs.
func tellPlaces(c *page.Control, item courses.Item, g given) {
	for i := range c.Selects {
		id := courses.OptionID(c.Selects[i].Name[len(placeInput)+1:])
		option, _ := item.Option(id)
		right := g.Places[id] == strconv.Itoa(slices.Index(item.Sequence, id)+1)
		c.Selects[i].Verdict, c.Selects[i].Told = rightOrWrong(right), template.HTML(option.FeedbackHTML)
	}
}

// toldAll is the feedback on everything in an item, for a result that may show it: what was chosen comes with its verdict, the
// rest with the verdict that it would have earned.
func toldAll(item courses.Item, g given) []page.Choice {
	var out []page.Choice
	add := func(html, told string, v page.Verdict) {
		out = append(out, page.Choice{HTML: template.HTML(html), Told: template.HTML(told), Verdict: v})
	}
	for _, o := range item.Options {
		switch item.Type {
		case courses.Single, courses.Multiple, courses.TrueFalse:
			if o.Right || slices.Contains(g.Options, o.ID) {
				add(o.HTML, o.FeedbackHTML, rightOrWrong(o.Right))
			}
		case courses.Ordering:
			right := g.Places[o.ID] == strconv.Itoa(slices.Index(item.Sequence, o.ID)+1)
			add(o.HTML, o.FeedbackHTML, rightOrWrong(right))
		}
	}
	for _, o := range item.Reasons {
		if o.Right || g.Reason == o.ID {
			add(o.HTML, o.FeedbackHTML, rightOrWrong(o.Right))
		}
	}
	for _, p := range item.Pairs {
		right := slices.Contains(g.Matches, assessment.Match{Pair: p.ID, Option: p.Right})
		add(p.LeftHTML, p.FeedbackHTML, rightOrWrong(right))
	}
	if item.Scenario != nil {
		if step, ok := item.Scenario.Walk(g.Path); ok && step.Ending != "" {
			add(step.HTML, step.FeedbackHTML, endingVerdict(step))
		}
	}
	return out
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
