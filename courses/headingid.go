package courses

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
)

// headingIDs makes the ids of a lesson's headings, unique over all its blocks and the same on every load: "s-" and the words
// of the heading. The prefix keeps them apart from the ids of the page around.
type headingIDs struct{ used map[string]bool }

func newHeadingIDs() *headingIDs { return &headingIDs{used: map[string]bool{}} }

// Generate is needed by the Markdown library.
func (h *headingIDs) Generate(text []byte, _ ast.NodeKind) []byte {
	words := strings.FieldsFunc(strings.ToLower(string(text)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsNumber(r)
	})
	id := "s-" + strings.Join(words, "-")
	if len(words) == 0 {
		id = "s-part"
	}
	first := id
	for n := 2; h.used[id]; n++ {
		id = first + "-" + strconv.Itoa(n)
	}
	h.used[id] = true
	return []byte(id)
}

// Put is needed by the Markdown library.
func (h *headingIDs) Put(id []byte) { h.used[string(id)] = true }
