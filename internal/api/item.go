package api

import (
	"slices"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
)

// askedItem is a question of an attempt as it is asked. It has no field in which a key could travel, and names everything by its
// position in this attempt, as assessment.Response does: authored ids are words, and words tell.
type askedItem struct {
	Number  int                  `json:"number"` // from 1, in the order drawn
	ID      string               `json:"id"`     // the number, as addresses and verdicts name the question
	Type    courses.ItemType     `json:"type"`
	Title   string               `json:"title,omitempty"`
	HTML    string               `json:"html"`    // the stem
	Options []choice             `json:"options"` // in the order to show them
	Reasons []choice             `json:"reasons"`
	Rows    []choice             `json:"rows"`   // of matching: each takes one of the options
	Scenes  []scene              `json:"scenes"` // of a scenario: as far as the saved path leads
	Answer  *assessment.Response `json:"answer"` // as saved; null: none
}

// choice is something to choose, or the left side of a pair, with its position.
type choice struct {
	ID   string `json:"id"`
	HTML string `json:"html"`
}

// scene is one scene of a story, with what can be done in it. A scene without choices is an end.
type scene struct {
	ID      string   `json:"id"` // its place on the way: 1, 2, 3
	HTML    string   `json:"html"`
	Choices []choice `json:"choices"`
}

// newAskedItem gives the item drawn at the place i as it is asked, with the answer that was saved.
func newAskedItem(i int, item courses.Item, drawn assessment.Drawn, given *assessment.Answer) askedItem {
	q := askedItem{
		Number: i + 1, ID: assessment.Number(i), Type: item.Type, Title: item.Title, HTML: item.StemHTML, Rows: []choice{}, Scenes: []scene{},
		Options: choices(drawn.Options, item.Option), Reasons: choices(drawn.Reasons, item.Reason),
	}
	for row, p := range item.Pairs {
		q.Rows = append(q.Rows, choice{assessment.Number(row), p.LeftHTML})
	}
	var path []courses.ChoiceID
	if given != nil {
		hidden := drawn.Hide(item, *given)
		q.Answer, path = &hidden, given.Path
	}
	if item.Scenario != nil {
		q.Scenes = scenes(item.Scenario, path)
	}
	return q
}

// choices letters options or reasons in the order drawn.
func choices(order []courses.OptionID, find func(courses.OptionID) (courses.Option, bool)) []choice {
	list := make([]choice, len(order))
	for i, id := range order {
		o, _ := find(id) // drawn from this item
		list[i] = choice{assessment.Letter(i), o.HTML}
	}
	return list
}

// scenes gives the scenes from the start as far as the path leads; later ones would tell how the story ends.
func scenes(story *courses.Scenario, path []courses.ChoiceID) []scene {
	list := []scene{}
	for taken := 0; taken <= len(path); taken++ {
		step, ok := story.Walk(path[:taken])
		if !ok {
			break
		}
		one := scene{ID: assessment.Number(taken), HTML: step.HTML, Choices: []choice{}}
		for i, c := range step.Choices {
			one.Choices = append(one.Choices, choice{assessment.Letter(i), c.HTML})
		}
		list = append(list, one)
	}
	return list
}

// openItem is an item with its key and the feedback on each option: a check of a lesson or the practice question, which are
// never graded, or a question of a result that may show it.
type openItem struct {
	ID       courses.ItemID     `json:"id"`
	Type     courses.ItemType   `json:"type"`
	Title    string             `json:"title,omitempty"`
	HTML     string             `json:"html"`
	Options  []toldOption       `json:"options"` // as authored; of ordering this is the right order
	Reasons  []toldOption       `json:"reasons"`
	Pairs    []toldPair         `json:"pairs"`
	Sequence []courses.OptionID `json:"sequence"` // of ordering: the right order
	Shuffle  bool               `json:"shuffle"`  // show the options in an order of your own
	Story    *story             `json:"story,omitempty"`
}

// toldOption is an option with what to say of it.
type toldOption struct {
	ID       courses.OptionID `json:"id"`
	HTML     string           `json:"html"`
	Right    bool             `json:"right"`
	Feedback string           `json:"feedback_html"`
}

// toldPair is a row of matching with the option that belongs to it.
type toldPair struct {
	ID       courses.PairID   `json:"id"`
	HTML     string           `json:"html"`
	Right    courses.OptionID `json:"right"`
	Feedback string           `json:"feedback_html"`
}

// story is a whole scenario.
type story struct {
	Start courses.StepID `json:"start"`
	Steps []toldStep     `json:"steps"`
}

// toldStep is a scene with where its choices lead, or how it ends.
type toldStep struct {
	ID       courses.StepID `json:"id"`
	HTML     string         `json:"html"`
	Choices  []toldTurn     `json:"choices"`
	Ending   courses.Ending `json:"ending,omitempty"`
	Feedback string         `json:"feedback_html,omitempty"`
}

// toldTurn is a choice with the scene that it leads to.
type toldTurn struct {
	ID   courses.ChoiceID `json:"id"`
	HTML string           `json:"html"`
	To   courses.StepID   `json:"to"`
}

// newOpenItem writes an item out with its key.
func newOpenItem(item courses.Item) *openItem {
	o := &openItem{
		ID: item.ID, Type: item.Type, Title: item.Title, HTML: item.StemHTML, Options: toldOptions(item.Options),
		Reasons: toldOptions(item.Reasons), Pairs: []toldPair{}, Sequence: listed(slices.Clone(item.Sequence)), Shuffle: item.Shuffle,
	}
	for _, p := range item.Pairs {
		o.Pairs = append(o.Pairs, toldPair{p.ID, p.LeftHTML, p.Right, p.FeedbackHTML})
	}
	if item.Scenario == nil {
		return o
	}
	o.Story = &story{Start: item.Scenario.Start, Steps: []toldStep{}}
	for _, s := range item.Scenario.Steps {
		step := toldStep{ID: s.ID, HTML: s.HTML, Choices: []toldTurn{}, Ending: s.Ending, Feedback: s.FeedbackHTML}
		for _, c := range s.Choices {
			step.Choices = append(step.Choices, toldTurn{c.ID, c.HTML, c.To})
		}
		o.Story.Steps = append(o.Story.Steps, step)
	}
	return o
}

// toldOptions gives options or reasons with the feedback on each.
func toldOptions(options []courses.Option) []toldOption {
	list := make([]toldOption, len(options))
	for i, o := range options {
		list[i] = toldOption{o.ID, o.HTML, o.Right, o.FeedbackHTML}
	}
	return list
}

// newToldItem writes the item drawn at the place i out with its key, in the positions in which it was asked, so that a client can lay
// it beside the answer. The scenes of a story keep their authored ids, since they have no position but on a way through it.
func newToldItem(i int, item courses.Item, drawn assessment.Drawn) *openItem {
	place := func(order []courses.OptionID, id courses.OptionID) courses.OptionID {
		return courses.OptionID(assessment.Letter(slices.Index(order, id)))
	}
	o := newOpenItem(item)
	o.ID = courses.ItemID(assessment.Number(i))
	for j := range o.Options {
		o.Options[j].ID = place(drawn.Options, o.Options[j].ID)
	}
	for j := range o.Reasons {
		o.Reasons[j].ID = place(drawn.Reasons, o.Reasons[j].ID)
	}
	for j := range o.Pairs {
		o.Pairs[j].ID, o.Pairs[j].Right = courses.PairID(assessment.Number(j)), place(drawn.Options, o.Pairs[j].Right)
	}
	for j := range item.Sequence {
		o.Sequence[j] = place(drawn.Options, item.Sequence[j])
	}
	if o.Story == nil {
		return o
	}
	for _, step := range o.Story.Steps {
		for j := range step.Choices {
			step.Choices[j].ID = courses.ChoiceID(assessment.Letter(j))
		}
	}
	return o
}
