package lint

import (
	"fmt"
	"math"
	"regexp"
	"strings"
	"unicode"

	"lamtoen/courses"
)

func readingChecks() []check {
	return []check{
		{Rule{"reading-level", "A text above its readers' age is not read. Measured by Flesch-Kincaid, lesson by lesson and for the bank; PP-III by what the teacher reads."}, (*linter).readingLevel},
		{Rule{"sentence-length", "A sentence of more than 45 words loses a second-language reader."}, (*linter).sentenceLength},
		{Rule{"lesson-length", "A lesson is read in its minutes: at most 250 words a minute, which is fast, and 950 words in all."}, (*linter).lessonLength},
	}
}

// Limits of length.
const (
	longestSentence = 45
	fastestReader   = 250 // words a minute
	longestLesson   = 950 // words
)

// Grade is the Flesch-Kincaid grade of an English text: 0.39 words a sentence + 11.8 syllables a word - 15.59 (Kincaid and others,
// Derivation of new readability formulas, 1975). The reading age is the grade and five years. Markdown is left out; a line of
// a list, a heading and a cell of a table each end a sentence.
func Grade(markdown string) float64 {
	words, sentences, syllables := 0, 0, 0
	for _, sentence := range sentencesOf(markdown) {
		n := 0
		for _, word := range strings.FieldsFunc(sentence, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' }) {
			n++
			syllables += syllablesOf(word)
		}
		if n > 0 {
			sentences++
			words += n
		}
	}
	if words == 0 {
		return 0
	}
	return 0.39*float64(words)/float64(sentences) + 11.8*float64(syllables)/float64(words) - 15.59
}

// Age is the reading age of a text in years, at least 5.
func Age(markdown string) float64 { return math.Max(5, Grade(markdown)+5) }

var (
	markedLink  = regexp.MustCompile(`!?\[([^\]]*)\]\([^)]*\)`)
	glossaryRef = regexp.MustCompile(`\[\[(?:[a-z0-9-]+\\?\|)?([^\]|]+)\]\]`)
	lineStart   = regexp.MustCompile(`(?m)^\s*(?:[-*+]|\d+\.|#+|>)\s+`)
	lineEnd     = regexp.MustCompile(`\n\s*\n|\n(?:\s*(?:[-*+]|\d+\.|#+)\s)`)
	sentenceEnd = regexp.MustCompile(`[.!?:;]+["”')*_]*(?:\s+|$)|\|`)
)

// sentencesOf cuts Markdown into sentences of plain words.
func sentencesOf(markdown string) []string {
	text := glossaryRef.ReplaceAllStringFunc(markdown, func(s string) string {
		return strings.ReplaceAll(glossaryRef.FindStringSubmatch(s)[1], "-", " ")
	})
	text = markedLink.ReplaceAllString(text, "$1")
	text = lineEnd.ReplaceAllStringFunc(text, func(s string) string { return ". \n" + strings.TrimLeft(s, "\n") })
	text = lineStart.ReplaceAllString(text, "")
	return sentenceEnd.Split(text, -1)
}

var (
	vowels  = regexp.MustCompile(`[aeiouy]+`)
	finalLe = regexp.MustCompile(`[^aeiouy]les?$`)
	silentE = regexp.MustCompile(`[^aeiouy](e|ed)$|[^aeiouyscgxz]es$`)
)

// syllablesOf counts groups of vowels; a silent e, es or ed at the end does not count, a final le behind a consonant does.
func syllablesOf(word string) int {
	w := strings.ToLower(strings.TrimSuffix(strings.Trim(word, "'"), "'s"))
	n := len(vowels.FindAllString(w, -1))
	switch {
	case finalLe.MatchString(w):
	case strings.HasSuffix(w, "ted") || strings.HasSuffix(w, "ded"):
	case silentE.MatchString(w):
		n--
	}
	return max(n, 1)
}

// lessonText is what a learner reads in a lesson, checks left out.
func lessonText(lesson courses.Lesson) string {
	var parts []string
	for _, b := range lesson.Blocks {
		if b.Item == nil && b.Kind != courses.Note {
			parts = append(parts, b.Source)
		}
	}
	return strings.Join(append(parts, lesson.Keep), "\n\n")
}

func (l *linter) readingLevel() {
	limit := float64(l.course.Audience.ReadingAge)
	for _, lesson := range l.course.Lessons {
		if age := Age(lessonText(lesson)); age > limit {
			l.lesson(lesson, fmt.Sprintf("the lesson reads as for age %.1f, and the course is for %.0f", age, limit), "write shorter sentences and commoner words")
		}
	}
	if age := Age(l.bankText()); age > limit {
		l.file("questions.yaml", fmt.Sprintf("the questions read as for age %.1f, and the course is for %.0f", age, limit), "write shorter sentences and commoner words")
	}
	l.packReading(limit)
}

// Limits of a pack's text: of fewer words a grade says nothing, and a family is of every schooling.
const (
	leastWords = 100
	familyAge  = 12
)

// packReading looks at what pupils and families read; the rest is the teacher's.
func (l *linter) packReading(limit float64) {
	p := l.course.Pack
	if p == nil {
		return
	}
	var slides []string
	for _, s := range p.Slides {
		slides = append(slides, sources(s.Blocks))
	}
	for name, text := range map[string]string{"slides": strings.Join(slides, "\n\n"), "handout": sources(p.Handout.Blocks), "family": sources(p.FamilySheet.Blocks)} {
		most := limit
		if name == "family" {
			most = familyAge
		}
		if age := Age(text); age > most && len(strings.Fields(normal(text))) >= leastWords {
			l.file("pack/"+name+".md", fmt.Sprintf("the text reads as for age %.1f, and its readers are %.0f", age, most), "write shorter sentences and commoner words")
		}
	}
}

// bankText is every text of the bank.
func (l *linter) bankText() string {
	var parts []string
	for _, p := range l.passages {
		if p.Item != "" && p.Lesson == "" && p.Key != "clauses" {
			parts = append(parts, p.Text)
		}
	}
	return strings.Join(parts, "\n\n")
}

func (l *linter) sentenceLength() {
	for _, p := range l.passages {
		if p.Key == "clauses" || p.Key == string(courses.PlanTable) {
			continue
		}
		for _, s := range sentencesOf(p.Text) {
			if n := len(strings.Fields(normal(s))); n > longestSentence {
				line, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
				first := strings.Join(strings.Fields(s)[:5], " ")
				l.at(p, max(0, strings.Index(p.Text, line)), fmt.Sprintf("a sentence of %d words: %q …", n, first), "make two or three of it")
			}
		}
	}
}

func (l *linter) lessonLength() {
	for _, lesson := range l.course.Lessons {
		switch {
		case lesson.Words > longestLesson:
			l.lesson(lesson, fmt.Sprintf("the lesson has %d words", lesson.Words), fmt.Sprintf("make two lessons of it, or keep to %d", longestLesson))
		case lesson.Words > fastestReader*lesson.Minutes:
			l.lesson(lesson, fmt.Sprintf("nobody reads %d words in %d minutes", lesson.Words, lesson.Minutes), "give the lesson more minutes")
		}
	}
}
