package courses

import (
	"regexp"
	"strings"
)

// maxAlign bounds the table of alignText: beyond it two texts are told apart whole. Lessons stay far below.
const maxAlign = 1 << 21

// sentenceEnd is where a sentence ends: its mark, what may close after it, and a space; or the end of a line.
var sentenceEnd = regexp.MustCompile(`[.!?…][”"’')*_]*[ \t]+|\n+`)

// sentences cuts a text where a reader would.
func sentences(text string) []string {
	var all []string
	from := 0
	add := func(s string) {
		if s = strings.TrimSpace(s); s != "" {
			all = append(all, s)
		}
	}
	for _, at := range sentenceEnd.FindAllStringIndex(text, -1) {
		add(text[from:at[1]])
		from = at[1]
	}
	add(text[from:])
	return all
}

// rewording is a stretch of a text that differs. One side is empty where the stretch was added or removed.
type rewording struct{ old, now string }

// alignText tells which sentences differ, side by side: the longest run that both have in common is left out.
func alignText(old, now string) []rewording {
	a, b := sentences(old), sentences(now)
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	if len(a)*len(b) > maxAlign {
		return pair(a, b)
	}
	return align(a, b)
}

// align walks the table of longest common runs.
func align(a, b []string) []rewording {
	longest := make([][]int, len(a)+1)
	for i := range longest {
		longest[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				longest[i][j] = longest[i+1][j+1] + 1
			} else {
				longest[i][j] = max(longest[i+1][j], longest[i][j+1])
			}
		}
	}
	var all []rewording
	i, j, fromA, fromB := 0, 0, 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			all = append(all, pair(a[fromA:i], b[fromB:j])...)
			i, j = i+1, j+1
			fromA, fromB = i, j
		case longest[i+1][j] >= longest[i][j+1]:
			i++
		default:
			j++
		}
	}
	return append(all, pair(a[fromA:], b[fromB:])...)
}

// pair sets the sentences of one stretch side by side: one to one where their number allows, else all against all.
func pair(a, b []string) []rewording {
	if len(a) != len(b) {
		return []rewording{{strings.Join(a, " "), strings.Join(b, " ")}}
	}
	all := make([]rewording, len(a))
	for i := range a {
		all[i] = rewording{a[i], b[i]}
	}
	return all
}
