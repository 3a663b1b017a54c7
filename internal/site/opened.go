package site

import (
	"html/template"
	"slices"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/learning"
	"lamtoen/internal/page"
)

// openedItem is a question with every reason: what was right, what was not, and why somebody may have thought so.
type openedItem struct {
	Spoken  string // its language
	Number  int
	Stem    template.HTML
	Verdict page.Verdict
	Lines   []openedLine
}

// openedLine is one option, reason, pair, step or ending, in the order shown, with its feedback.
type openedLine struct {
	HTML    template.HTML
	Belongs template.HTML // of a pair or a step: what belongs to it, or its place
	Told    template.HTML
	Verdict page.Verdict
	Option  bool // something to choose: the verdict is on it, and not on what the person did
	Chosen  bool
}

// newOpened opens the question of that number, counted from 1, of an attempt. Points are what the answer earned.
func newOpened(attempt learning.Attempt, number int, item courses.Item, points assessment.Points) openedItem {
	drawn := attempt.Drawn[number-1]
	a := attempt.Answers[drawn.Item]
	o := openedItem{Spoken: tongue(attempt.Lang), Number: number, Stem: template.HTML(item.StemHTML), Verdict: verdict(points)}
	switch item.Type {
	case courses.Single, courses.Multiple, courses.TrueFalse:
		o.options(drawn.Options, item.Option, a.Options)
		o.options(drawn.Reasons, item.Reason, []courses.OptionID{a.Reason})
	case courses.Matching:
		o.pairs(item, a)
	case courses.Ordering:
		for i, id := range item.Sequence {
			step, _ := item.Option(id)
			o.add(step.HTML, step.FeedbackHTML, rightOrWrong(inPlace(item, id, a))).Belongs = text(assessment.Number(i))
		}
	case courses.Branching:
		o.endings(item.Scenario, a.Path)
	}
	return o
}

func (o *openedItem) add(html, told string, v page.Verdict) *openedLine {
	o.Lines = append(o.Lines, openedLine{HTML: template.HTML(html), Told: template.HTML(told), Verdict: v})
	return &o.Lines[len(o.Lines)-1]
}

func (o *openedItem) options(shown []courses.OptionID, find func(courses.OptionID) (courses.Option, bool), chosen []courses.OptionID) {
	for _, id := range shown {
		option, _ := find(id)
		line := o.add(option.HTML, option.FeedbackHTML, rightOrWrong(option.Right))
		line.Option, line.Chosen = true, slices.Contains(chosen, id)
	}
}

// pairs gives each left side with what belongs to it, and then the right sides that belong to nothing.
func (o *openedItem) pairs(item courses.Item, a assessment.Answer) {
	used := map[courses.OptionID]bool{}
	for _, p := range item.Pairs {
		used[p.Right] = true
		right, _ := item.Option(p.Right)
		o.add(p.LeftHTML, p.FeedbackHTML, rightOrWrong(matched(p, a))).Belongs = template.HTML(right.HTML)
	}
	for _, extra := range item.Options {
		if !used[extra.ID] && extra.FeedbackHTML != "" {
			taken := slices.ContainsFunc(a.Matches, func(m assessment.Match) bool { return m.Option == extra.ID })
			line := o.add(extra.HTML, extra.FeedbackHTML, page.Wrong)
			line.Option, line.Chosen = true, taken
		}
	}
}

// endings gives every way in which a story can end, since each has its reason.
func (o *openedItem) endings(s *courses.Scenario, path []courses.ChoiceID) {
	if s == nil {
		return
	}
	reached, ok := s.Walk(path)
	for _, step := range s.Steps {
		if step.Ending != "" {
			o.add(step.HTML, step.FeedbackHTML, endingVerdict(step)).Chosen = ok && step.ID == reached.ID
		}
	}
}

// openedAll opens every question of an attempt that is handed in.
func openedAll(a learning.Attempt, course *courses.Course) []openedItem {
	var out []openedItem
	for i, d := range a.Drawn {
		if item, ok := course.Item(d.Item); ok {
			out = append(out, newOpened(a, i+1, item, pointsOf(a, d.Item)))
		}
	}
	return out
}

// pointsOf is what an item of an attempt that is handed in earned.
func pointsOf(a learning.Attempt, item courses.ItemID) assessment.Points {
	for _, p := range a.Outcome.Points {
		if p.Item == item {
			return p.Points
		}
	}
	return 0
}

// missedItem is a question that was not right, without its key.
type missedItem struct {
	Number  int
	Stem    string // its beginning
	Verdict page.Verdict
}

// missedItems says which questions were wrong or right in part, and nothing of what would have been right: the same questions
// may come again.
func missedItems(a learning.Attempt, course *courses.Course) []missedItem {
	var out []missedItem
	for i, d := range a.Drawn {
		points := pointsOf(a, d.Item)
		if item, ok := course.Item(d.Item); ok && points < assessment.Whole {
			out = append(out, missedItem{Number: i + 1, Stem: opening(item), Verdict: verdict(points)})
		}
	}
	return out
}
