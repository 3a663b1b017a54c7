package site

import (
	"html/template"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/fault"
	"lamtoen/internal/page"
)

// checkView is a check or a scenario in a lesson, or the practice question before an assessment. It is asked and answered by
// GET: the answer stands in the address, nothing is stored, and no script is needed.
type checkView struct {
	ID      string
	Title   string
	Stem    template.HTML
	Control page.Control
	Verdict page.Verdict
	Restart string // address of a story's beginning; "" while it stands there
}

// asked is what the address says about the checks of a page: which item was answered, and with what.
type asked struct {
	item   courses.ItemID
	values func(name string) []string
}

// newCheck builds a check, with feedback when it is the one that was answered.
func newCheck(item courses.Item, q asked) checkView {
	v := checkView{ID: string(item.ID), Title: item.Title, Stem: template.HTML(item.StemHTML)}
	answered := q.item == item.ID
	drawn := shown(item)
	g, wrong := given{}, []fault.Field(nil)
	if answered {
		g, wrong = readAnswer(item, drawn, q.values)
	}
	if item.Type == courses.Branching {
		v.Control = storyLinks(item, g.Path)
		if len(v.Control.Steps) > 1 {
			v.Restart = "?" + "#" + v.ID
		}
		return v
	}
	v.Control = control(item, drawn, g, v.ID+"-")
	switch {
	case !answered:
	case len(wrong) > 0:
		say := func(message string) page.Phrase { return page.Plain(message, page.English) }
		v.Control.Wrong = say("Not checked yet: see the steps that are marked.")
		mark(&v.Control, wrong, say)
	case g.Empty():
		v.Control.Wrong = page.Plain("Choose an answer first.", page.English)
	default:
		answer, err := drawn.Reveal(item, g.Response)
		if err == nil {
			err = assessment.Check(item, answer)
		}
		if err != nil {
			return newCheck(item, asked{}) // an address that somebody changed: begin again
		}
		v.Verdict = verdict(assessment.Grade(item, answer))
		tell(&v.Control, item, drawn, answer)
	}
	return v
}
