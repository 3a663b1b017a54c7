package export

import (
	"regexp"
	"slices"
	"strings"
)

// source is a piece of a GIFT file whose characters know their places. Its methods see marks only where no backslash stands
// before them.
type source struct {
	runes []rune
	spots []spot
}

func (s source) from(i int) source { return source{s.runes[i:], s.spots[i:]} }

func (s source) to(i int) source { return source{s.runes[:i], s.spots[:i]} }

// at is the place of a character. Beyond the end it is the last one's.
func (s source) at(i int) spot {
	if len(s.spots) == 0 {
		return spot{}
	}
	return s.spots[min(i, len(s.spots)-1)]
}

func (s source) trim() source {
	space := func(c rune) bool { return c == ' ' || c == '\t' || c == '\n' }
	for len(s.runes) > 0 && space(s.runes[0]) {
		s = s.from(1)
	}
	for len(s.runes) > 0 && space(s.runes[len(s.runes)-1]) {
		s = s.to(len(s.runes) - 1)
	}
	return s
}

// has tells whether the piece begins with a mark.
func (s source) has(mark string) bool {
	m := []rune(mark)
	return len(s.runes) >= len(m) && slices.Equal(s.runes[:len(m)], m)
}

// find is where the first of the marks stands; -1: nowhere.
func (s source) find(marks ...string) int {
	for i := 0; i < len(s.runes); i++ {
		if s.runes[i] == '\\' {
			i++
			continue
		}
		for _, mark := range marks {
			if s.from(i).has(mark) {
				return i
			}
		}
	}
	return -1
}

// findAll is where the marks, each of one character, stand.
func (s source) findAll(marks ...string) []int {
	var all []int
	for at := 0; ; {
		i := s.from(at).find(marks...)
		if i < 0 {
			return all
		}
		all = append(all, at+i)
		at += i + 1
	}
}

// split divides at a mark of one character.
func (s source) split(mark string) []source {
	var parts []source
	for {
		i := s.find(mark)
		if i < 0 {
			return append(parts, s)
		}
		parts, s = append(parts, s.to(i)), s.from(i+1)
	}
}

var formatMark = regexp.MustCompile(`^\[(html|moodle|plain|markdown)\]`)

// cutFormat takes a format such as [markdown] from the beginning.
func (s source) cutFormat() (string, source) {
	m := formatMark.FindStringSubmatch(string(s.runes[:min(len(s.runes), 12)]))
	if m == nil {
		return "", s
	}
	return m[1], s.from(len(m[0]))
}

// text is what the piece says, without the backslashes.
func (s source) text() string {
	var b strings.Builder
	for i := 0; i < len(s.runes); i++ {
		c := s.runes[i]
		if c != '\\' || i+1 == len(s.runes) {
			b.WriteRune(c)
			continue
		}
		next := s.runes[i+1]
		switch {
		case next == 'n':
			b.WriteByte('\n')
		case strings.ContainsRune(`~=#{}:\`, next):
			b.WriteRune(next)
		default: // a backslash before anything else is a backslash
			b.WriteRune(c)
			continue
		}
		i++
	}
	return strings.TrimSpace(b.String())
}
