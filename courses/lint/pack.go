package lint

import (
	"fmt"
	"slices"
	"strings"
)

// Limits of a lesson pack, in words.
const (
	handoutWords   = 180
	familyWords    = 250
	slideWords     = 40
	firstWords     = 5 // on anything that pupils of PP to III read
	fewestSlides   = 6
	mostSlides     = 12
	firstKeyStage  = "pp-iii"
	lessonBytes    = 40 << 10 // of a lesson and its pictures, packed (docs/performance.md)
	courseBytes    = 1 << 20
	packedFraction = 3 // text packs to about a third
)

func packChecks() []check {
	return []check{
		{Rule{"handout-words", "A handout is one page for a slow reader: 180 words, and five for PP to III, who cannot read yet."}, (*linter).handoutWords},
		{Rule{"family-words", "A family sheet is one page: 250 words."}, (*linter).familyWords},
		{Rule{"slide-words", "A slide is looked at, not read: 40 words, and five for PP to III."}, (*linter).slideWords},
		{Rule{"slide-count", "Six to twelve slides fit a period."}, (*linter).slideCount},
		{Rule{"option-words", "PP to III hear a question once and look at the answers: five words each."}, (*linter).optionWords},
		{Rule{"course-bytes", "A lesson is paid for by the megabyte: 40 KB packed with its pictures, and 1 MB for a course."}, (*linter).courseBytes},
	}
}

// youngest tells whether the course is for PP to III.
func (l *linter) youngest() bool { return slices.Contains(l.course.Audience.KeyStages, firstKeyStage) }

func (l *linter) limit(usual int) int {
	if l.youngest() {
		return firstWords
	}
	return usual
}

func (l *linter) handoutWords() {
	if p := l.course.Pack; p != nil && p.Handout.Words > l.limit(handoutWords) {
		l.file("pack/handout.md", fmt.Sprintf("the handout has %d words", p.Handout.Words), fmt.Sprintf("keep to %d", l.limit(handoutWords)))
	}
}

func (l *linter) familyWords() {
	if p := l.course.Pack; p != nil && p.FamilySheet.Words > familyWords {
		l.file("pack/family.md", fmt.Sprintf("the family sheet has %d words", p.FamilySheet.Words), fmt.Sprintf("keep to %d", familyWords))
	}
}

func (l *linter) slideWords() {
	if l.course.Pack == nil {
		return
	}
	for _, s := range l.course.Pack.Slides {
		if s.Words > l.limit(slideWords) {
			l.file("pack/slides.md", fmt.Sprintf("the slide %q has %d words", s.Title, s.Words), fmt.Sprintf("keep to %d; the rest is for :::note", l.limit(slideWords)))
		}
	}
}

func (l *linter) slideCount() {
	if p := l.course.Pack; p != nil && (len(p.Slides) < fewestSlides || len(p.Slides) > mostSlides) {
		l.file("pack/slides.md", fmt.Sprintf("there are %d slides", len(p.Slides)), fmt.Sprintf("make %d to %d", fewestSlides, mostSlides))
	}
}

func (l *linter) optionWords() {
	if !l.youngest() {
		return
	}
	for _, it := range l.everyItem() {
		for _, o := range it.Options {
			if n := spokenWords(markedLink.ReplaceAllString(o.Text, "")); n > firstWords {
				l.item(it.ID, fmt.Sprintf("the option %s has %d words", o.ID, n), fmt.Sprintf("keep to %d", firstWords))
			}
		}
	}
}

// spokenWords counts words as one says them: grown-up is one.
func spokenWords(text string) int {
	n := 0
	for _, word := range strings.Fields(text) {
		if normal(word) != "" {
			n++
		}
	}
	return n
}

func (l *linter) courseBytes() {
	size := map[string]int{}
	for _, m := range l.course.Media {
		size[m.Name] = packed(m.Name, len(m.Data))
	}
	for _, lesson := range l.course.Lessons {
		n := 0
		for _, b := range lesson.Blocks {
			n += len(b.HTML) / packedFraction
			for name, bytes := range size {
				if strings.Contains(b.Source, "media/"+name) {
					n += bytes
				}
			}
		}
		if n > lessonBytes {
			l.lesson(lesson, fmt.Sprintf("the lesson weighs about %d KB", n>>10), fmt.Sprintf("keep to %d KB: smaller or fewer pictures", lessonBytes>>10))
		}
	}
	if l.course.Bytes > courseBytes {
		l.file("course.yaml", fmt.Sprintf("the course weighs %d KB", l.course.Bytes>>10), fmt.Sprintf("keep to %d KB", courseBytes>>10))
	}
}

// packed is about what a picture weighs on the way; photographs are packed already.
func packed(name string, bytes int) int {
	if strings.HasSuffix(name, ".svg") {
		return bytes / packedFraction
	}
	return bytes
}
