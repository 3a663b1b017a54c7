package demo

import (
	"slices"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
)

// Asked is a question of an attempt as the API asks it: words, and positions to answer with. It says nothing of which item it is, so a
// client that plays a learner has to know the item by its words, as a person would.
type Asked struct {
	ID      string           `json:"id"`
	Type    courses.ItemType `json:"type"`
	HTML    string           `json:"html"`
	Options []AskedLine      `json:"options"`
	Reasons []AskedLine      `json:"reasons"`
	Rows    []AskedLine      `json:"rows"`
	Scenes  []AskedLine      `json:"scenes"`
}

// AskedLine is one thing of a question, with its position.
type AskedLine struct {
	ID   string `json:"id"`
	HTML string `json:"html"`
}

// Recognise finds the item by its words, and how it was drawn.
func (q Asked) Recognise(c *courses.Course) (courses.Item, assessment.Drawn, bool) {
	for _, item := range c.Items {
		if item.Type != q.Type || item.StemHTML != q.HTML || len(item.Pairs) != len(q.Rows) || !q.begins(item) {
			continue
		}
		d := assessment.Drawn{Item: item.ID}
		var options, reasons bool
		if item.Type == courses.Branching { // its choices are the scenes'
			return item, d, true
		}
		d.Options, options = inOrder(q.Options, item.Options)
		d.Reasons, reasons = inOrder(q.Reasons, item.Reasons)
		if options && reasons {
			return item, d, true
		}
	}
	return courses.Item{}, assessment.Drawn{}, false
}

// begins tells whether the first scene is that of the item.
func (q Asked) begins(item courses.Item) bool {
	if item.Scenario == nil || len(q.Scenes) == 0 {
		return item.Scenario == nil && len(q.Scenes) == 0
	}
	start, ok := item.Scenario.Step(item.Scenario.Start)
	return ok && start.HTML == q.Scenes[0].HTML
}

// inOrder gives the ids of the options in the order of the lines; false when they are others.
func inOrder(lines []AskedLine, options []courses.Option) ([]courses.OptionID, bool) {
	var ids []courses.OptionID
	for _, line := range lines {
		i := slices.IndexFunc(options, func(o courses.Option) bool { return o.HTML == line.HTML })
		if i < 0 {
			return nil, false
		}
		ids = append(ids, options[i].ID)
	}
	return ids, len(lines) == len(options)
}

// RightResponse answers a question of an attempt so that it earns its whole mark, in its own positions.
func (q Asked) RightResponse(c *courses.Course) (assessment.Response, bool) {
	item, drawn, ok := q.Recognise(c)
	return drawn.Hide(item, assessment.Right(item)), ok
}
