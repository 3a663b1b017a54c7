package courses

import (
	"html"
	"regexp"
	"strings"
	"unicode"

	"github.com/microcosm-cc/bluemonday"
)

// newPolicy is what rendered course text may consist of. The Markdown library has raw HTML off already; this second lock
// holds should that ever fail.
func newPolicy() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "ul", "ol", "li", "em", "strong", "code", "blockquote", "hr", "br", "table", "thead", "tbody", "tr")
	p.AllowElements("h2", "h3", "th", "td")
	p.AllowAttrs("id").Matching(regexp.MustCompile(`^s-[\p{L}\p{M}\p{N}-]+$`)).OnElements("h2", "h3")
	p.AllowAttrs("start").Matching(bluemonday.Integer).OnElements("ol")
	p.AllowAttrs("align").Matching(bluemonday.CellAlign).OnElements("th", "td")
	p.AllowAttrs("scope").Matching(regexp.MustCompile(`^col$`)).OnElements("th")
	p.AllowURLSchemes("https", "mailto")
	p.AllowRelativeURLs(true)
	p.RequireParseableURLs(true)
	p.AllowAttrs("href").OnElements("a")
	p.AllowAttrs("rel").Matching(regexp.MustCompile(`^noopener$`)).OnElements("a")
	p.AllowAttrs("class").Matching(regexp.MustCompile(`^term$`)).OnElements("a")
	p.AllowAttrs("data-term").Matching(regexp.MustCompile(`^[a-z0-9-]+$`)).OnElements("a")
	p.AllowAttrs("title").OnElements("a", "img")
	p.AllowAttrs("alt").OnElements("img")
	p.AllowAttrs("src").Matching(regexp.MustCompile(`^/media/[a-z0-9./-]+$`)).OnElements("img")
	p.AllowAttrs("width", "height").Matching(bluemonday.Integer).OnElements("img")
	p.AllowAttrs("loading").Matching(regexp.MustCompile(`^lazy$`)).OnElements("img")
	return p
}

// tibetan is a run of Dzongkha: letters and marks of the Tibetan block, with spaces between them.
var tibetan = regexp.MustCompile(`\p{Tibetan}(?:[\p{Tibetan} ]*\p{Tibetan})?`)

// markLanguage wraps each run of Dzongkha in <span lang="dz">, for the reader's voice, font and line breaks. It leaves tags
// alone; in sanitised HTML < and > stand in tags only.
func markLanguage(html string) string {
	if !tibetan.MatchString(html) {
		return html
	}
	var b strings.Builder
	for html != "" {
		words, rest, found := strings.Cut(html, "<")
		b.WriteString(tibetan.ReplaceAllString(words, `<span lang="dz">$0</span>`))
		if !found {
			break
		}
		tag, after, _ := strings.Cut(rest, ">")
		b.WriteString("<" + tag + ">")
		html = after
	}
	return b.String()
}

var (
	inlineTags = regexp.MustCompile(`</?(?:em|strong|a|span|code)\b[^>]*>`)
	tags       = regexp.MustCompile(`<[^>]*>`)
)

// plainOf is the text of safe HTML on one line.
func plainOf(safe string) string {
	safe = tags.ReplaceAllString(inlineTags.ReplaceAllString(safe, ""), " ")
	return strings.Join(strings.Fields(html.UnescapeString(safe)), " ")
}

// countWords counts the words that a reader of the HTML reads: what has a letter or a digit.
func countWords(safe string) int {
	n := 0
	for _, word := range strings.Fields(plainOf(safe)) {
		if strings.ContainsFunc(word, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
			n++
		}
	}
	return n
}
