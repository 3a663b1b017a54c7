package lint

import (
	"fmt"
	"regexp"
	"strings"

	"lamtoen/courses"
)

// Limits of balance.
const (
	mostOfOneSex = 60 // per cent of those who err, and of those who are harmed
	enoughRoles  = 3  // of fewer any share is chance
)

func castChecks() []check {
	return []check{
		{Rule{"cast-balance", "Neither men nor women are always those who err, or always those who are harmed: at most 60 %."}, (*linter).castBalance},
		{Rule{"cast-unknown", "Only people of the cast are counted, so whoever is named in a hook or a case belongs to it."}, (*linter).castUnknown},
		{Rule{"cast-name", "One given name and a job: a full name may be that of a real person."}, (*linter).castName},
	}
}

func (l *linter) castBalance() {
	for _, role := range []string{"erring", "harmed"} {
		men, all := 0, 0
		for _, lesson := range l.course.Lessons {
			for _, member := range lesson.Cast {
				if member.Role == role {
					all++
					if member.Sex == "man" {
						men++
					}
				}
			}
		}
		share := max(men, all-men)
		// With five, three of one sex is as even as it gets.
		if all >= enoughRoles && share*100 > mostOfOneSex*all && share > (all+1)/2 {
			l.file("course.yaml", fmt.Sprintf("of %d people in the role %s, %d are men and %d women", all, role, men, all-men), fmt.Sprintf("let neither have more than %d %%", mostOfOneSex))
		}
	}
}

var given = regexp.MustCompile(`\b[A-Z][a-z]+\b`)

func (l *linter) castUnknown() {
	for _, p := range l.passages {
		if p.Lesson == "" || p.Item != "" || p.Key != string(courses.Hook) && p.Key != string(courses.Case) {
			continue
		}
		lesson, _ := l.course.Lesson(p.Lesson)
		seen := map[string]bool{}
		for _, member := range lesson.Cast {
			for _, part := range strings.Fields(member.Name) {
				seen[part] = true
			}
		}
		for _, at := range given.FindAllStringIndex(p.Text, -1) {
			name := p.Text[at[0]:at[1]]
			if l.names[name] && !seen[name] && !l.partOfPlace(p.Text[at[0]:]) {
				seen[name] = true
				l.at(p, at[0], name+" is not in the cast of the lesson", "add the name, sex, job and role to cast")
			}
		}
	}
}

// partOfPlace tells that a name begins the name of an invented place.
func (l *linter) partOfPlace(text string) bool {
	for _, place := range l.catalogue.Places {
		if strings.HasPrefix(text, place.Name) {
			return true
		}
	}
	return false
}

func (l *linter) castName() {
	for _, lesson := range l.course.Lessons {
		for _, member := range lesson.Cast {
			if strings.ContainsAny(member.Name, " .") {
				l.lesson(lesson, fmt.Sprintf("%q is more than one given name", member.Name), "write the given name alone; the job stands beside it")
			}
		}
	}
}
