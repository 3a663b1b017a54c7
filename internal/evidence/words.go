package evidence

import (
	"html"
	"strings"
)

// words gives the words of a piece of rendered content as a reader of the screen had them: one line for each block, a picture by
// its text. Content is our own, rendered and cleaned by package courses, so this reads tags and does not judge them.
func words(content string) string {
	var b strings.Builder
	for content != "" {
		text, rest, tag := strings.Cut(content, "<")
		b.WriteString(strings.ReplaceAll(html.UnescapeString(text), "\n", " "))
		if !tag {
			break
		}
		// A ">" within an attribute is written &gt; by the renderer.
		inside, after, _ := strings.Cut(rest, ">")
		content = after
		name, _, _ := strings.Cut(strings.Trim(inside, "/"), " ")
		switch strings.TrimRight(name, "/") {
		case "p", "li", "ul", "ol", "blockquote", "br", "tr", "table", "h1", "h2", "h3", "h4", "pre", "figure", "figcaption", "div", "hr":
			b.WriteByte('\n')
		case "td", "th":
			b.WriteString(" ")
		case "img":
			b.WriteString("[" + attribute(inside, "alt") + "]")
		}
	}
	var lines []string
	for line := range strings.Lines(b.String()) {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// attribute is the value of an attribute of a tag, as the renderer writes them: in double quotes.
func attribute(tag, name string) string {
	_, value, found := strings.Cut(tag, " "+name+`="`)
	if !found {
		return ""
	}
	value, _, _ = strings.Cut(value, `"`)
	return html.UnescapeString(value)
}
