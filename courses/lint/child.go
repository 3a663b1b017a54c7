package lint

import (
	"regexp"
	"slices"
	"strings"

	"lamtoen/courses"
)

var (
	ownStory  = regexp.MustCompile(`(?i)\b(?:write|tell|share|draw|describe|talk|think)\s+(?:us\s+|me\s+|the class\s+)?(?:about\s+|of\s+)?a time when (?:you|someone (?:hurt|bullied|teased) you)\b|\b(?:tell|show|bring|share|send|give)\s+(?:us\s+|me\s+|the class\s+)?(?:about\s+)?your own (?:story|stories|screenshots?|accounts?|messages|phone)\b|\b(?:create|open|make|set up|sign up for|register)\s+(?:an?|your own|your)\s+(?:[a-z]+\s+)?accounts?\b|\bhas (?:this|it) (?:ever )?happened to you\b`)
	graveHarm = regexp.MustCompile(`(?i)\b(?:sext(?:s|ing|ed)?|nudes?|naked|sexual\w*|porn\w*|rape[sd]?|intimate (?:photos?|pictures?|images?|videos?))\b`)
	blaming   = regexp.MustCompile(`(?i)\b(?:should have known better|(?:his|her|their|your) own fault|asked for it|(?:how|so) (?:stupid|silly|foolish)|(?:was|were|is|are) (?:stupid|foolish|naive|gullible|an idiot))\b`)
	harmWords = regexp.MustCompile(`(?i)\b(?:sext\w*|nudes?|naked|sexual\w*|suicid\w*|self-harm\w*|grooming|groomed|blackmail\w*|child abuse|abused)\b`)
	bullying  = regexp.MustCompile(`(?i)\b(?:cyber)?-?bull(?:y|ies|ied|ying)\b`)
)

func childChecks() []check {
	return []check{
		{Rule{"word-own-story", "No child is asked for an own story, screenshot, phone or account, and none to open one: it must never have to show what hurt."}, (*linter).ownStory},
		{Rule{"word-grave-harm", "Sexual harm is taught in classes IX to XII and to adults only."}, (*linter).graveHarm},
		{Rule{"word-blame", "Who was tricked or hurt is never blamed or mocked: a person who is shamed does not tell the next time."}, (*linter).blame},
		{Rule{"sensitive-tell", "A child who was hurt may sit in the class: a lesson about harm begins with a note to the teacher, and says whom to tell."}, (*linter).sensitiveTell},
	}
}

// refuse reports each place of a pattern that nothing around it excuses.
func (l *linter) refuse(p courses.Passage, pattern *regexp.Regexp, mend string, excused func(at int) bool) {
	if p.Key == "clauses" {
		return
	}
	for _, at := range pattern.FindAllStringIndex(p.Text, -1) {
		if excused == nil || !excused(at[0]) {
			l.at(p, at[0], quote(p.Text[at[0]:at[1]])+" must not stand here", mend)
		}
	}
}

func quote(s string) string { return `"` + strings.Join(strings.Fields(s), " ") + `"` }

func (l *linter) ownStory() {
	for _, p := range l.passages {
		if l.pupils() && !l.wrong(p) {
			l.refuse(p, ownStory, "use an invented case", func(at int) bool { return refused(p.Text, at) })
		}
	}
}

// graveHarm lets the teacher read of it, who must know what a child may speak of.
func (l *linter) graveHarm() {
	if !l.pupils() || slices.Contains(l.course.Audience.KeyStages, "ix-xii") {
		return
	}
	for _, p := range l.passages {
		if !strings.HasSuffix(p.File, "pack/teacher.md") {
			l.refuse(p, graveHarm, "leave it to classes IX to XII and to adults", nil)
		}
	}
}

// blame leaves alone what somebody in a story says, and a wrong option, whose feedback puts it right.
func (l *linter) blame() {
	for _, p := range l.passages {
		if !l.wrong(p) && (p.Item == "" || p.Key != "text") {
			l.refuse(p, blaming, "say what is better next time", func(at int) bool { return refused(p.Text, at) || quoted(p.Text, at) })
		}
	}
}

// sensitiveTell is for what pupils meet. Of bullying a lesson speaks from the third word on, of graver harm from the first.
func (l *linter) sensitiveTell() {
	if !l.pupils() {
		return
	}
	sensitive := false
	for _, lesson := range l.course.Lessons {
		sensitive = sensitive || lesson.Sensitive != ""
		words := lessonText(lesson)
		if lesson.Sensitive == "" && (harmWords.MatchString(words) || len(bullying.FindAllString(words, -1)) >= 3) {
			l.lesson(lesson, "the lesson speaks of harm and is not marked", "add sensitive: (a note to the teacher) and tell:")
		}
	}
	if p := l.course.Pack; p != nil && sensitive && (p.TeacherPlan.Sensitive == "" || len(p.TeacherPlan.Tell) == 0) {
		l.file("pack/teacher.md", "a lesson is sensitive, and the plan does not say so", "add sensitive: and tell: to its front matter")
	}
}
