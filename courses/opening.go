package courses

import (
	"strings"
	"unicode/utf8"
)

// Opening gives the first words of what a question asks as plain text, so many characters at most, and an ellipsis where it goes on.
// Of a story without a stem it is how the story begins.
func (it Item) Opening(most int) string {
	stem := it.Stem
	if stem == "" && it.Scenario != nil {
		if start, ok := it.Scenario.Step(it.Scenario.Start); ok {
			stem = start.Text
		}
	}
	stem = strings.Join(strings.Fields(strings.NewReplacer("*", "", "_", "", "[[", "", "]]", "", ">", "", "#", "").Replace(stem)), " ")
	if utf8.RuneCountInString(stem) <= most {
		return stem
	}
	cut := string([]rune(stem)[:most])
	if i := strings.LastIndex(cut, " "); i > 0 {
		cut = cut[:i]
	}
	return cut + "…"
}
