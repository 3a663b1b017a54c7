package lint

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"lamtoen/courses"
)

func shapeChecks() []check {
	return []check{
		{Rule{"lesson-shape", "Each lesson opens with a choice and shows one case worked out: it has a hook and a case, and takes 3 to 8 minutes."}, (*linter).lessonShape},
		{Rule{"course-size", "A course lasts at least 15 minutes and its lessons at most 60; it has 3 lessons (5 for civil servants) and 15 questions (30) or more."}, (*linter).courseSize},
		{Rule{"course-variety", "Choosing in a story is what people will do outside: a course has a scenario (but for PP to III) and questions of several types."}, (*linter).courseVariety},
		{Rule{"objective-items", "What a course with a test promises must be asked, each objective by 3 questions: a second attempt needs others."}, (*linter).objectiveItems},
		{Rule{"absolute-clue", "When always and never stand in four wrong options and in no right one, learners know such words are wrong."}, (*linter).absoluteClue},
		{Rule{"clause-id", "Readers do not know our numbers: a clause's id stands in policy boxes and front matter, and running text names the rule."}, (*linter).clauseID},
		{Rule{"spelling", "One spelling throughout, the British one, by which pupils are marked."}, (*linter).spelling},
		{Rule{"image-alt", "Who cannot see a picture should learn what it teaches: three words or more, and not \"image of\"; one will do in an option."}, (*linter).imageAlt},
		{Rule{"picture-weight", "A drawing loads on a slow phone and is read on a small one: 6 KB, and no text below size 16."}, (*linter).pictureWeight},
	}
}

// Limits of a lesson and a course, in minutes, lessons and questions.
const (
	shortestLesson  = 3
	longestMinutes  = 8
	shortestCourse  = 15
	longestCourse   = 60 // of lessons
	leastOfEach     = 3  // questions of an objective
	mostDrawing     = 6 << 10
	smallestLetters = 16
)

func (l *linter) lessonShape() {
	for _, lesson := range l.course.Lessons {
		for _, kind := range []courses.BlockKind{courses.Hook, courses.Case} {
			if !slices.ContainsFunc(lesson.Blocks, func(b courses.Block) bool { return b.Kind == kind }) {
				l.lesson(lesson, fmt.Sprintf("the lesson has no %s", kind), fmt.Sprintf("add a block :::%s", kind))
			}
		}
		if lesson.Minutes < shortestLesson || lesson.Minutes > longestMinutes {
			l.lesson(lesson, fmt.Sprintf("the lesson takes %d minutes", lesson.Minutes), fmt.Sprintf("make it %d to %d: split it, or join it with another", shortestLesson, longestMinutes))
		}
	}
}

func (l *linter) courseSize() {
	c, minutes := l.course, 0
	for _, lesson := range c.Lessons {
		minutes += lesson.Minutes
	}
	lessons, questions := 3, 15
	if c.Catalogue == courses.CivilService {
		lessons, questions = 5, 30
	}
	if c.Minutes < shortestCourse || minutes > longestCourse {
		l.file("course.yaml", fmt.Sprintf("the course takes %d minutes, of which %d are lessons", c.Minutes, minutes),
			fmt.Sprintf("make it %d or more, and the lessons %d or less", shortestCourse, longestCourse))
	}
	if n := len(c.Lessons); n < lessons {
		l.file("course.yaml", fmt.Sprintf("the course has %d lessons", n), fmt.Sprintf("write %d or more", lessons))
	}
	if n := len(c.Items); n < questions {
		l.file("course.yaml", fmt.Sprintf("the bank has %d questions", n), fmt.Sprintf("write %d or more", questions))
	}
}

func (l *linter) courseVariety() {
	scenario := slices.ContainsFunc(l.everyItem(), func(it courses.Item) bool { return it.Type == courses.Branching })
	if !scenario && !l.youngest() {
		l.file("course.yaml", "the course has no scenario", "let the learner choose in a story, in a lesson or in the bank")
	}
	types := map[courses.ItemType]bool{}
	for _, it := range l.course.Items {
		types[it.Type] = true
	}
	if len(types) == 1 && len(l.course.Items) >= enoughItems {
		l.file("questions.yaml", "all questions are of one type", "add some of another")
	}
}

func (l *linter) objectiveItems() {
	if l.course.Assessment == nil {
		return
	}
	have := map[string]int{}
	for _, it := range l.course.Items {
		if !it.Practice {
			have[string(it.Objective)]++
		}
	}
	for _, p := range l.passages {
		if p.Key == "can" && have[p.Part] < leastOfEach {
			l.at(p, 0, fmt.Sprintf("objective %s has %d questions", p.Part, have[p.Part]), fmt.Sprintf("write %d or more", leastOfEach))
		}
	}
}

var absolute = regexp.MustCompile(`(?i)\b(?:always|never)\b`)

func (l *linter) absoluteClue() {
	wrong, right := 0, 0
	for _, it := range l.singles() {
		for _, o := range it.Options {
			switch {
			case !absolute.MatchString(o.Text):
			case o.Right:
				right++
			default:
				wrong++
			}
		}
	}
	if wrong >= 4 && right == 0 {
		l.file("questions.yaml", fmt.Sprintf("always and never stand in %d wrong options and in no right one", wrong), "take some out, or let a right option have one")
	}
}

// clauseID looks for the ids that the policy has.
func (l *linter) clauseID() {
	for _, p := range l.passages {
		if p.Key == "clauses" {
			continue
		}
		for _, at := range clauseLike.FindAllStringIndex(p.Text, -1) {
			if _, ok := l.catalogue.Policy.Clause(courses.ClauseID(p.Text[at[0]:at[1]])); ok {
				l.at(p, at[0], quote(p.Text[at[0]:at[1]])+" is an id", "name the rule in words; the box and the front matter cite it")
			}
		}
	}
}

var (
	clauseLike = regexp.MustCompile(`\b[a-z]{2,8}\.(?:[0-9]{1,2}a?|[a-z]{4,12})\b`)
	american   = regexp.MustCompile(`(?i)\b(?:colors?|colored|coloring|behavior(?:s|al)?|favorites?|neighbor(?:s|hood|hoods|ing)?|labor|honor(?:s|ed)?|center(?:s|ed)?|theaters?|catalogs?|gray|defense|offense|travel(?:ed|ing)|cancel(?:ed|ing)|labeled|modeled|counselors?|fulfill|enrollment|skeptical|mom)\b`) //nolint:misspell // what is looked for
)

func (l *linter) spelling() {
	for _, p := range l.passages {
		for _, at := range american.FindAllStringIndex(p.Text, -1) {
			l.at(p, at[0], quote(p.Text[at[0]:at[1]])+" is American spelling", "write it the British way")
		}
	}
}

var (
	pictureLink = regexp.MustCompile(`!\[([^\]]*)\]\(media/[^)\s]+\)`)
	emptyAlt    = regexp.MustCompile(`(?i)^\s*(?:an? |the )?(?:image|picture|graphic|icon) (?:of|showing|that shows)\b|\.(?:svg|webp)\b`)
	fontSize    = regexp.MustCompile(`font-size\s*[=:]\s*["']?\s*([0-9.]+)`)
)

func (l *linter) imageAlt() {
	for _, p := range l.passages {
		least := 3
		if p.Item != "" && p.Key == "text" { // a card that a child points at
			least = 1
		}
		for _, at := range pictureLink.FindAllStringSubmatchIndex(p.Text, -1) {
			alt := p.Text[at[2]:at[3]]
			switch {
			case len(strings.Fields(normal(alt))) < least:
				l.at(p, at[0], "the alternative text is only "+quote(alt), "say what the picture teaches")
			case emptyAlt.MatchString(alt):
				l.at(p, at[0], "the alternative text says that it is a picture, as every reader already hears", "say what the picture teaches")
			}
		}
	}
}

func (l *linter) pictureWeight() {
	for _, m := range l.course.Media {
		if m.Type != "image/svg+xml" {
			continue
		}
		if len(m.Data) > mostDrawing {
			l.file("media/"+m.Name, fmt.Sprintf("the drawing has %d bytes", len(m.Data)), fmt.Sprintf("keep to %d: fewer shapes, shorter numbers", mostDrawing))
		}
		for _, found := range fontSize.FindAllStringSubmatch(string(m.Data), -1) {
			if size, err := strconv.ParseFloat(found[1], 64); err == nil && size < smallestLetters {
				l.file("media/"+m.Name, "text of size "+found[1]+" is too small for a phone", fmt.Sprintf("make it %d or more", smallestLetters))
				break
			}
		}
	}
}
