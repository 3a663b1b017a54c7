package lint

import (
	"regexp"
	"slices"
	"strings"

	"lamtoen/courses"
)

// Institution is a real agency, for the rule that nobody errs in one.
type Institution struct {
	Name string // Chang Gewog
	Type string // as in agencies.csv: ministry, gewog, dzongkhag …
}

func placeChecks() []check {
	return []check{
		{Rule{"place-real", "Mistakes happen in invented places only: a real gewog in a case, or a real office as that of somebody who errs, would be accused."}, (*linter).placeReal},
		{Rule{"place-unknown", "A gewog or school that places.yaml lacks may turn out to be real; the list is where somebody has looked."}, (*linter).placeUnknown},
	}
}

// inStory tells whether people act in a passage.
func inStory(p courses.Passage) bool {
	switch p.Key {
	case "stem", "text":
		return p.Item != ""
	}
	return p.Key == string(courses.Hook) || p.Key == string(courses.Case)
}

// isPlace tells whether an institution is a place with people in it: a story that names a ministry may send somebody there.
func (i Institution) isPlace() bool {
	return i.Type == "gewog" || i.Type == "dzongkhag" || i.Type == "thromde"
}

func (l *linter) placeReal() {
	for _, p := range l.passages {
		text := strings.ReplaceAll(p.Text, "\n", " ")
		for _, i := range l.real {
			if at := strings.Index(text, i.Name); at >= 0 && i.isPlace() && inStory(p) {
				l.at(p, at, i.Name+" is real", "let it happen in a place of places.yaml")
			}
			if at := strings.Index(text, i.Name); at >= 0 && p.Key == "job" && l.errs(p) {
				l.at(p, at, p.Part+" errs or is harmed at "+i.Name+", which is real", "give them an office of places.yaml")
			}
		}
	}
}

// errs tells whether the job is that of somebody who errs or is harmed.
func (l *linter) errs(job courses.Passage) bool {
	lesson, _ := l.course.Lesson(job.Lesson)
	return slices.ContainsFunc(lesson.Cast, func(m courses.CastMember) bool {
		return m.Name == job.Part && (m.Role == "erring" || m.Role == "harmed")
	})
}

var (
	schoolName = regexp.MustCompile(`\b(?:[A-Z][a-z]+ )+(?:Gewog|(?:Lower |Middle |Higher )?(?:Primary|Secondary|Central) School)\b`)
	// What begins a sentence or a sort of school is no part of a name.
	noName = regexp.MustCompile(`^(?:A|An|The|At|In|On|Of|From|To|For|Your|Our|Every|Each|This|That|Any|When|If|And|But|Ask|Near|Both|Here|Then|Royal) `)
	sort   = regexp.MustCompile(`^(?:(?:Lower |Middle |Higher )?(?:Primary|Secondary|Central) School|Gewog)$`)
)

func (l *linter) placeUnknown() {
	for _, p := range l.passages {
		text := strings.ReplaceAll(p.Text, "\n", " ")
		for _, at := range schoolName.FindAllStringIndex(text, -1) {
			name := text[at[0]:at[1]]
			for noName.MatchString(name) {
				_, name, _ = strings.Cut(name, " ")
			}
			if !sort.MatchString(name) && !l.knownPlace(name) {
				l.at(p, at[0], "places.yaml has no "+name, "use one of its places, or add this one once it is known to be invented")
			}
		}
	}
}

func (l *linter) knownPlace(name string) bool {
	return slices.ContainsFunc(l.catalogue.Places, func(p courses.Place) bool { return strings.HasSuffix(name, p.Name) }) ||
		slices.ContainsFunc(l.real, func(i Institution) bool { return strings.HasSuffix(name, i.Name) })
}
