package courses

import (
	"html"
	"strings"
)

// Under gives the HTML of what a sheet says under a heading, or in the paragraph that begins with it in bold and a full stop, as
// family sheets say "One thing to talk about". It is "" where there is no such part. Safe to print.
func (s Sheet) Under(title string) string {
	title = html.EscapeString(title)
	for _, b := range s.Blocks {
		if b.Kind != Prose {
			continue
		}
		if _, after, ok := strings.Cut(b.HTML, ">"+title+"</h2>"); ok {
			under, _, _ := strings.Cut(after, "<h2")
			return strings.TrimSpace(under)
		}
		if _, after, ok := strings.Cut(b.HTML, "<p><strong>"+title+".</strong>"); ok {
			rest, _, _ := strings.Cut(after, "</p>")
			return "<p>" + strings.TrimSpace(rest) + "</p>"
		}
	}
	return ""
}
