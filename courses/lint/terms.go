package lint

import (
	"regexp"
	"strings"

	"lamtoen/courses"
)

func termChecks() []check {
	return []check{
		{Rule{"term-first-use", "A hard word is explained where it is met first, not the second time."}, (*linter).termFirstUse},
	}
}

var (
	termLink = regexp.MustCompile(`\[\[([a-z0-9-]+)`)
	// A link has no place in a heading, a table or what a picture shows, so a word may stand there before it is explained.
	unlinked = regexp.MustCompile(`(?m)^#.*$|^\|.*$|!\[[^\]]*\]`)
)

// termFirstUse finds a word that stands in a lesson before the link to its explanation. A word that is never linked is the
// author's judgement.
func (l *linter) termFirstUse() {
	type place struct {
		passage courses.Passage
		offset  int
	}
	met := map[string]place{} // lesson and term
	linked := map[string]bool{}
	for _, p := range l.passages {
		if p.Lesson == "" || p.Item != "" || p.Key == "keep" || p.Key == "title" || p.Key == "clauses" || p.Key == "heading" || p.Key == "sensitive" {
			continue
		}
		text := unlinked.ReplaceAllStringFunc(p.Text, func(s string) string { return strings.Repeat(" ", len(s)) })
		for _, term := range l.catalogue.Glossary {
			key := string(p.Lesson) + "/" + string(term.ID)
			if linked[key] {
				continue
			}
			end := len(text)
			for _, m := range termLink.FindAllStringSubmatchIndex(text, -1) {
				if text[m[2]:m[3]] == string(term.ID) {
					end = m[0]
					linked[key] = true
					break
				}
			}
			if _, known := met[key]; !known {
				if at := wordIn(text[:end], term.Term); at >= 0 {
					met[key] = place{p, at}
				}
			}
			if m, known := met[key]; known && linked[key] {
				l.at(m.passage, m.offset, term.Term+" stands here before it is explained", "link its first use, or use another word here")
			}
		}
	}
}

// wordIn finds a whole word, or its plural, in any case; -1 for none.
func wordIn(text, word string) int {
	lower, word := strings.ToLower(text), strings.ToLower(word)
	for from := 0; ; {
		at := strings.Index(lower[from:], word)
		if at < 0 {
			return -1
		}
		at += from
		end := at + len(word)
		if end < len(lower) && lower[end] == 's' {
			end++
		}
		before, after := at == 0 || !letter(lower[at-1]), end >= len(lower) || !letter(lower[end])
		if before && after {
			return at
		}
		from = at + 1
	}
}

func letter(b byte) bool { return b >= 'a' && b <= 'z' || b == '-' || b == '[' }
