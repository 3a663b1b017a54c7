package site

import (
	"html/template"

	"lamtoen/courses"
)

// bankItem is a question with its key, as an approver reads it. It stands on no page for learners.
type bankItem struct {
	Title    string
	Stem     template.HTML
	Practice bool
	Lines    []bankLine
}

// bankLine is something to choose, with what is right about it: that it is the key, what belongs to it, or where it leads.
type bankLine struct {
	HTML     template.HTML
	Right    bool
	Wrong    bool
	To       template.HTML
	Feedback template.HTML
}

func newBank(items []courses.Item) []bankItem {
	all := make([]bankItem, len(items))
	for i := range items {
		all[i] = newBankItem(&items[i])
	}
	return all
}

func newBankItem(it *courses.Item) bankItem {
	b := bankItem{Title: it.Title, Stem: template.HTML(it.StemHTML), Practice: it.Practice}
	option := func(o courses.Option, judged bool) {
		b.Lines = append(b.Lines, bankLine{HTML: template.HTML(o.HTML), Right: judged && o.Right, Wrong: judged && !o.Right,
			Feedback: template.HTML(o.FeedbackHTML)})
	}
	switch it.Type {
	case courses.Matching:
		for _, p := range it.Pairs {
			right, _ := it.Option(p.Right)
			b.Lines = append(b.Lines, bankLine{HTML: template.HTML(p.LeftHTML), To: template.HTML(right.HTML), Feedback: template.HTML(p.FeedbackHTML)})
		}
	case courses.Branching:
		b.Lines = append(b.Lines, newScenes(it.Scenario)...)
	default:
		for _, o := range it.Options {
			option(o, it.Type != courses.Ordering) // ordering: as authored, which is the right order
		}
		for _, o := range it.Reasons {
			option(o, true)
		}
	}
	return b
}

// newScenes lists the scenes of a story, each with where its choices lead.
func newScenes(s *courses.Scenario) []bankLine {
	if s == nil {
		return nil
	}
	var lines []bankLine
	scene := map[courses.StepID]template.HTML{}
	for _, step := range s.Steps {
		scene[step.ID] = template.HTML(step.HTML)
	}
	for _, step := range s.Steps {
		lines = append(lines, bankLine{HTML: scene[step.ID], Right: step.Ending == courses.Good, Wrong: step.Ending == courses.Poor,
			Feedback: template.HTML(step.FeedbackHTML)})
		for _, c := range step.Choices {
			lines = append(lines, bankLine{HTML: template.HTML(c.HTML), To: scene[c.To]})
		}
	}
	return lines
}
