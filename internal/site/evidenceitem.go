package site

import (
	"strings"

	"lamtoen/courses"
	"lamtoen/internal/evidence"
	"lamtoen/internal/page"
)

// itemView is a question as it was shown, with what became of it.
type itemView struct {
	Number     int
	Title      string
	Text       []string // paragraphs
	Choices    []optionView
	Reasons    []optionView
	List       []string // of matching: what could be matched; of ordering: the steps; each in the order shown
	Rows       []rowView
	Order      []string // the steps as the person ordered them
	RightOrder []string
	Scenes     []sceneView
	Answered   bool
	Seconds    int
	Graded     bool
	Verdict    page.Verdict
	Points     string // "" while they are withheld
	Rule       page.Phrase
}

// optionView is something that could be chosen.
type optionView struct {
	Text    string
	Chosen  bool
	Verdict page.Verdict // whether it is right, once keys are told
	Told    []string
}

// rowView is a pair with what was matched to it; "" for nothing.
type rowView struct {
	Text  string
	Given string
	Right string
	Told  []string
}

// sceneView is a scene of a story with what was done there.
type sceneView struct {
	Text    []string
	Choices []optionView
	Ended   bool
	Score   string
	Told    []string
}

func newItemView(words *page.Words, it evidence.Item) itemView {
	v := itemView{
		Number: it.Number, Title: it.Title, Text: paragraphs(it.Text), Reasons: optionViews(it.Reasons), Answered: it.Answered,
		Seconds: it.Seconds, Graded: it.Verdict != "", Rule: recorded(words, "evidence.rule.", string(it.Rule)),
	}
	switch it.Verdict {
	case evidence.Right:
		v.Verdict = page.Right
	case evidence.Partly:
		v.Verdict = page.PartRight
	case evidence.Wrong:
		v.Verdict = page.Wrong
	}
	if it.Points != nil {
		v.Points = percent(int(*it.Points))
	}
	if chosenType(it.Type) {
		v.Choices = optionViews(it.Options)
	} else {
		for _, o := range it.Options {
			v.List = append(v.List, o.Text)
		}
	}
	for _, r := range it.Rows {
		v.Rows = append(v.Rows, rowView{Text: r.Text, Given: optionAt(it, r.Given), Right: optionAt(it, r.Right), Told: paragraphs(r.Feedback)})
	}
	if it.Type == courses.Ordering {
		v.Order, v.RightOrder = optionsAt(it, it.Order), optionsAt(it, it.Right)
	}
	for _, scene := range it.Scenes {
		v.Scenes = append(v.Scenes, newSceneView(scene))
	}
	return v
}

func newSceneView(s evidence.Scene) sceneView {
	v := sceneView{Text: paragraphs(s.Text), Choices: optionViews(s.Choices), Ended: len(s.Choices) == 0, Told: paragraphs(s.Feedback)}
	if s.Score != nil {
		v.Score = percent(*s.Score * 100)
	}
	return v
}

func optionViews(options []evidence.Option) []optionView {
	var list []optionView
	for _, o := range options {
		v := optionView{Text: o.Text, Chosen: o.Chosen, Told: paragraphs(o.Feedback)}
		if o.Right != nil {
			v.Verdict = rightOrWrong(*o.Right)
		}
		list = append(list, v)
	}
	return list
}

// optionAt is the text at a position, "" for 0 and for one that is not there.
func optionAt(it evidence.Item, position int) string {
	if position < 1 || position > len(it.Options) {
		return ""
	}
	return it.Options[position-1].Text
}

func optionsAt(it evidence.Item, positions []int) []string {
	var list []string
	for _, p := range positions {
		list = append(list, optionAt(it, p))
	}
	return list
}

// paragraphs are the lines of a text; none for no text.
func paragraphs(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}
