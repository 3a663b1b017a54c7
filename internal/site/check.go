package site

import (
	"html/template"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
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
	g, wrong := given{}, ""
	if answered {
		g, wrong = readAnswer(item, q.values)
	}
	if item.Type == courses.Branching {
		v.Control = storyLinks(item, g.Path)
		if len(v.Control.Steps) > 1 {
			v.Restart = "?" + "#" + v.ID
		}
		return v
	}
	v.Control = control(item, shown(item), g, v.ID+"-")
	switch {
	case !answered:
	case wrong != "":
		v.Control.Wrong = page.Plain(wrong, "")
	case empty(g.Answer):
		v.Control.Wrong = page.Plain("Choose an answer first.", "")
	default:
		if err := assessment.Check(item, g.Answer); err != nil {
			return newCheck(item, asked{}) // an address that somebody changed: begin again
		}
		v.Verdict = verdict(assessment.Grade(item, g.Answer))
		tell(&v.Control, item, g)
	}
	return v
}
