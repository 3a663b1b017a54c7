package export

import (
	"fmt"
	"strings"
	"unicode"

	"lamtoen/courses"
)

// writeItem writes an item as authors write it in questions.yaml, indented as an entry of items.
func writeItem(b *strings.Builder, it courses.Item) {
	fmt.Fprintf(b, "  - id: %s\n    objective: %s\n", quoteUnlessPlain(string(it.ID)), quoteUnlessPlain(string(it.Objective)))
	clauses := make([]string, len(it.Clauses))
	for i, c := range it.Clauses {
		clauses[i] = quoteUnlessPlain(string(c))
	}
	fmt.Fprintf(b, "    clauses: [%s]\n    difficulty: %s\n    type: %s\n", strings.Join(clauses, ", "), quoteUnlessPlain(string(it.Difficulty)), it.Type)
	if it.Practice {
		b.WriteString("    practice: true\n")
	}
	if !it.Shuffle {
		b.WriteString("    shuffle: false\n")
	}
	writeText(b, "    stem: ", it.Stem)
	switch it.Type {
	case courses.Single, courses.Multiple:
		b.WriteString("    options:\n")
		for _, o := range it.Options {
			fmt.Fprintf(b, "      - id: %s\n        text: %s\n        right: %t\n        feedback: %s\n", quoteUnlessPlain(string(o.ID)), quote(o.Text), o.Right, quote(o.Feedback))
		}
	case courses.TrueFalse:
		for _, o := range it.Options {
			if o.Right {
				fmt.Fprintf(b, "    answer: %s\n", o.ID)
			}
		}
		b.WriteString("    feedback:\n")
		for _, o := range it.Options {
			fmt.Fprintf(b, "      \"%s\": %s\n", o.ID, quote(o.Feedback))
		}
	case courses.Matching:
		writePairs(b, it)
	case courses.Ordering:
		b.WriteString("    steps:\n")
		for _, o := range it.Options {
			fmt.Fprintf(b, "      - id: %s\n        text: %s\n        feedback: %s\n", quoteUnlessPlain(string(o.ID)), quote(o.Text), quote(o.Feedback))
		}
	}
}

func writePairs(b *strings.Builder, it courses.Item) {
	b.WriteString("    pairs:\n")
	for _, p := range it.Pairs {
		right, _ := it.Option(p.Right)
		fmt.Fprintf(b, "      - id: %s\n        left: %s\n        right: %s\n        feedback: %s\n", quoteUnlessPlain(string(p.ID)), quote(p.Left), quote(right.Text), quote(p.Feedback))
	}
	head := "    extras:\n"
	for _, o := range it.Options {
		if !o.Right {
			fmt.Fprintf(b, "%s      - id: %s\n        text: %s\n        feedback: %s\n", head, quoteUnlessPlain(string(o.ID)), quote(o.Text), quote(o.Feedback))
			head = ""
		}
	}
}

// writeText writes a long text as a block of lines where such a block says exactly that text.
func writeText(b *strings.Builder, key, text string) {
	plain := strings.TrimSpace(text) == text && text != ""
	for _, c := range text {
		plain = plain && (c == '\n' || c == ' ' || unicode.IsGraphic(c) && !unicode.IsSpace(c))
	}
	if !plain || strings.Contains(text, " \n") {
		b.WriteString(key + quote(text) + "\n")
		return
	}
	b.WriteString(key + "|\n")
	for _, line := range strings.Split(text, "\n") {
		if line != "" {
			line = "      " + line
		}
		b.WriteString(line + "\n")
	}
}

// quote is a text between double quotes as YAML reads it, on one line.
func quote(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, c := range text {
		switch {
		case c == '"' || c == '\\':
			b.WriteRune('\\')
			b.WriteRune(c)
		case c == '\n':
			b.WriteString(`\n`)
		case c == ' ' || unicode.IsGraphic(c) && !unicode.IsSpace(c):
			b.WriteRune(c)
		case c > 0xffff:
			fmt.Fprintf(&b, `\U%08x`, c)
		default:
			fmt.Fprintf(&b, `\u%04x`, c)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// quoteUnlessPlain leaves an id as it is. What came from a file and is none is quoted, so that the loader can say so.
func quoteUnlessPlain(s string) string {
	for _, c := range s {
		if !strings.ContainsRune("abcdefghijklmnopqrstuvwxyz0123456789-.", c) {
			return quote(s)
		}
	}
	if s == "" || s == "null" { // YAML reads the word as nothing
		return `"` + s + `"`
	}
	return s
}
