package lint

import (
	"regexp"
	"strings"

	"lamtoen/courses"
)

// What stands around a word decides what it means: a sentence that warns of a thing does not teach it, and what somebody in a story
// says is not what the course says.

var (
	stop     = regexp.MustCompile(`[.?!]+["”’')]*(?:\s+|$)|\n\s*\n|\n\s*(?:[-*+]|[0-9]+[.)])\s`)
	listItem = regexp.MustCompile(`^\s*(?:[-*+]|[0-9]+[.)])\s`)
	refusal  = regexp.MustCompile(`(?i)\b(?:not|never|no|nobody|nor|neither|without|cannot|avoid|instead of|rather than)\b|n['’]t\b`)
)

// sentenceAt is the sentence of a Markdown text that holds an offset.
func sentenceAt(text string, offset int) string {
	start := 0
	for _, at := range stop.FindAllStringIndex(text, -1) {
		if at[1] > offset {
			return text[start:at[1]]
		}
		start = at[1]
	}
	return text[start:]
}

// refused tells whether the sentence around an offset says that something is not done; in a table or a list also the head of the
// table, or the line before the list.
func refused(text string, offset int) bool {
	if refusal.MatchString(sentenceAt(text, offset)) {
		return true
	}
	lines := strings.Split(text[:offset], "\n")
	at := len(lines) - 1
	row, item := strings.HasPrefix(lines[at], "|"), listItem.MatchString(lines[at])
	for at > 0 && (row && strings.HasPrefix(lines[at-1], "|") || item && (listItem.MatchString(lines[at-1]) || strings.HasPrefix(lines[at-1], " "))) {
		at--
	}
	if item {
		at--
		for at > 0 && strings.TrimSpace(lines[at]) == "" {
			at--
		}
	}
	return (row || item) && at >= 0 && refusal.MatchString(lines[at])
}

// quoted tells whether an offset stands between quotation marks of its paragraph.
func quoted(text string, offset int) bool {
	before := text[strings.LastIndex(text[:offset], "\n\n")+1 : offset]
	return strings.Count(before, `"`)%2 == 1 || strings.Count(before, "“") > strings.Count(before, "”")
}

// wrong tells whether a passage is a wrong option or the feedback on one: there, what is wrong may be said.
func (l *linter) wrong(p courses.Passage) bool {
	if p.Key != "text" && p.Key != "feedback" {
		return false
	}
	it, ok := l.course.Item(p.Item)
	if !ok {
		return false
	}
	if o, ok := it.Option(courses.OptionID(p.Part)); ok && it.Type != courses.Matching && it.Type != courses.Ordering {
		return !o.Right
	}
	if o, ok := it.Reason(courses.OptionID(p.Part)); ok {
		return !o.Right
	}
	if it.Scenario == nil {
		return false
	}
	if st, ok := it.Scenario.Step(courses.StepID(p.Part)); ok {
		return st.Ending == courses.Poor
	}
	for _, st := range it.Scenario.Steps {
		for _, ch := range st.Choices {
			to, _ := it.Scenario.Step(ch.To)
			if string(ch.ID) == p.Part && to.Ending == courses.Poor {
				return true
			}
		}
	}
	return false
}

// pupils tells whether the course is a module for pupils.
func (l *linter) pupils() bool { return len(l.course.Audience.KeyStages) > 0 }
