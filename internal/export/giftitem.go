package export

import (
	"math"
	"strconv"
	"strings"

	"lamtoen/courses"
)

// Tags in the comment before a question.
const (
	tagObjective  = "objective="
	tagClause     = "clause="
	tagDifficulty = "difficulty="
	tagPractice   = "practice"
	tagFixed      = "fixed"
	tagOrdering   = "ordering"
)

// newQuestion says an item in GIFT. Notes tell what it cannot say; a scenario has no kind.
func newQuestion(c *courses.Course, it courses.Item) (q question, notes []string) {
	if it.Type == courses.Branching {
		return q, []string{"GIFT has no branching scenarios; this one is left out"}
	}
	lost := false
	text := func(s string) string {
		out, gone := portable(c, s)
		lost = lost || gone
		return out
	}
	q = question{id: string(it.ID), title: string(it.ID), stem: text(it.Stem), tags: giftTags(it), category: string(c.ID) + "/" + string(it.Objective)}
	switch it.Type {
	case courses.Single, courses.Multiple:
		q.kind, q.answers = kindChoice, giftOptions(it, text)
	case courses.TrueFalse:
		q.kind = kindTrueFalse
		for _, o := range it.Options {
			if o.Right {
				q.truth, q.hit = o.ID == courses.OptionTrue, text(o.Feedback)
			} else {
				q.missed = text(o.Feedback)
			}
		}
		for _, reason := range it.Reasons {
			if reason.Right {
				q.general = text(reason.Text) + "\n\n" + text(reason.Feedback)
				notes = append(notes, "GIFT cannot ask for the reason; the right one stands in the general feedback")
			}
		}
	case courses.Matching:
		q.kind = kindMatching
		for _, p := range it.Pairs {
			right, _ := it.Option(p.Right)
			q.add(withoutArrow(text(p.Left)), text(right.Text), text(p.Feedback))
		}
		for _, o := range it.Options {
			if !o.Right {
				q.add("", text(o.Text), text(o.Feedback))
			}
		}
	case courses.Ordering:
		q.kind = kindMatching
		notes = append(notes, "GIFT has no ordering; the steps are matched to their positions")
		for i, o := range it.Options {
			q.add(withoutArrow(text(o.Text)), strconv.Itoa(i+1), text(o.Feedback))
		}
	}
	if lost {
		notes = append(notes, "GIFT carries no pictures; their descriptions stand in their place")
	}
	return q, notes
}

// giftTags are the tags of an item.
func giftTags(it courses.Item) []string {
	tags := []string{tagObjective + string(it.Objective)}
	for _, clause := range it.Clauses {
		tags = append(tags, tagClause+string(clause))
	}
	if it.Difficulty != "" {
		tags = append(tags, tagDifficulty+string(it.Difficulty))
	}
	for _, mark := range []struct {
		tag   string
		holds bool
	}{{tagPractice, it.Practice}, {tagFixed, !it.Shuffle}, {tagOrdering, it.Type == courses.Ordering}} {
		if mark.holds {
			tags = append(tags, mark.tag)
		}
	}
	return tags
}

// giftOptions are the options of single and multiple. The weights of multiple are how our own grading counts: the right ones
// share the whole, and the wrong ones take it away.
func giftOptions(it courses.Item, text func(string) string) []giftAnswer {
	right := 0
	for _, o := range it.Options {
		if o.Right {
			right++
		}
	}
	var out []giftAnswer
	for _, o := range it.Options {
		a := giftAnswer{right: o.Right && it.Type == courses.Single, text: text(o.Text), feedback: text(o.Feedback)}
		if it.Type == courses.Multiple {
			a.weighted, a.weight = true, -100/float64(len(it.Options)-right)
			if o.Right {
				a.weight = 100 / float64(right)
			}
			a.weight = math.Round(a.weight*1e5) / 1e5
		}
		out = append(out, a)
	}
	return out
}

// add adds a pair, and its feedback to the list in the general feedback.
func (q *question) add(left, right, feedback string) {
	a := giftAnswer{right: true, text: left, match: right}
	q.answers = append(q.answers, a)
	if q.general != "" {
		q.general += "\n"
	}
	q.general += a.entry() + indentMore(feedback)
}

// entry is how the list in the general feedback names an answer.
func (a giftAnswer) entry() string {
	if a.text == "" {
		return "- **" + a.match + "** "
	}
	return "- **" + a.text + "** "
}

// indentMore makes a text of several lines part of a list entry; indentLess undoes it.
func indentMore(s string) string {
	lines := strings.Split(s, "\n")
	for i := 1; i < len(lines); i++ {
		if lines[i] != "" {
			lines[i] = "  " + lines[i]
		}
	}
	return strings.Join(lines, "\n")
}

func indentLess(s string) string {
	lines := strings.Split(s, "\n")
	for i := 1; i < len(lines); i++ {
		lines[i] = strings.TrimPrefix(lines[i], "  ")
	}
	return strings.Join(lines, "\n")
}

// dealFeedback gives the answers of a matching question the feedback that the general feedback lists for them. False: it lists
// something else, and is for all.
func (q *question) dealFeedback() bool {
	rest := q.general
	told := make([]string, len(q.answers))
	for i, a := range q.answers {
		after, ok := strings.CutPrefix(rest, a.entry())
		if !ok {
			return false
		}
		own := after
		if i+1 < len(q.answers) {
			// The next entry begins a line; lines of this one are indented, so its beginning cannot be mistaken.
			own, rest, ok = strings.Cut(after, "\n"+q.answers[i+1].entry())
			if !ok {
				return false
			}
			rest = q.answers[i+1].entry() + rest
		}
		told[i] = indentLess(own)
	}
	for i := range q.answers {
		q.answers[i].feedback = told[i]
	}
	return true
}
