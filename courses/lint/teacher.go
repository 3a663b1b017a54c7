package lint

import (
	"fmt"
	"regexp"
	"strings"

	"lamtoen/courses"
)

func teacherChecks() []check {
	return []check{
		{Rule{"teacher-parts", "A teacher who opens the plan for the first time in class finds everything: its four headings, what to say, and what to do in a multigrade room."}, (*linter).teacherParts},
		{Rule{"activity-device", "Most classes share one screen or none: the activity needs no device, and has a variant for a multigrade room."}, (*linter).activityDevice},
	}
}

// teacherHeadings are what a teacher looks for.
func teacherHeadings() []string {
	return []string{"What pupils will be able to do", "Words to know", "Common wrong ideas", "If a child tells you something"}
}

var (
	multigrade = regexp.MustCompile(`(?i)\b(?:multi-?grade|(?:many|several|mixed|two|different) (?:classes|grades)|classes in one room|(?:mixed|combined) class)\b`)
	device     = regexp.MustCompile(`(?i)\b(?:(?:smart)?phones?|computers?|laptops?|tablets?|projectors?|televisions?|tv|internet)\b`)
	standIn    = regexp.MustCompile(`(?i)\b(?:paper|cardboard|drawn|drawing|toy|pretend|play|no|without|box(?:es)?|cards?|stone|picture|cut)\b`)
)

func sources(blocks []courses.Block) string {
	var all strings.Builder
	for _, b := range blocks {
		all.WriteString("\n" + b.Source)
	}
	return all.String()
}

func (l *linter) teacherParts() {
	p := l.course.Pack
	if p == nil {
		return
	}
	words, say := strings.ToLower(sources(p.TeacherPlan.Blocks)), false
	for _, b := range p.TeacherPlan.Blocks {
		say = say || b.Kind == courses.Say
	}
	for _, h := range teacherHeadings() {
		if !strings.Contains(words, "\n## "+strings.ToLower(h)) {
			l.file("pack/teacher.md", fmt.Sprintf("the plan has no heading %q", h), "add ## "+h)
		}
	}
	if !say {
		l.file("pack/teacher.md", "the plan never says what to say", "add a block :::say")
	}
	if !multigrade.MatchString(words) {
		l.file("pack/teacher.md", "the plan says nothing about several classes in one room", "say what to do with a multigrade class")
	}
}

func (l *linter) activityDevice() {
	p := l.course.Pack
	if p == nil {
		return
	}
	for _, m := range p.Activity.Materials {
		if device.MatchString(m) && !standIn.MatchString(m) {
			l.file("pack/activity.md", "the activity needs "+quote(m), "use what every classroom has")
		}
	}
	if !multigrade.MatchString(sources(p.Activity.Blocks)) {
		l.file("pack/activity.md", "the activity has no variant for several classes in one room", "add one")
	}
}
