package export

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"lamtoen/courses"
)

// question is one question of a GIFT file, before anybody asks what a bank could do with it.
type question struct {
	at       spot
	comment  string // as read: the text of the comment lines
	id       string
	tags     []string
	category string
	title    string
	stem     string
	tail     string // what follows the answers, of a missing-word question
	format   string // markdown, html, moodle, plain; "": none was given
	kind     questionKind
	answers  []giftAnswer // of choice, short and matching
	truth    bool         // of true-false
	missed   string       // feedback for who answered true-false wrongly
	hit      string       // and rightly
	general  string       // feedback for everybody
}

type questionKind string

// The kinds that GIFT has. Only the first three fit into a bank.
const (
	kindChoice      questionKind = "choice"
	kindTrueFalse   questionKind = "true-false"
	kindMatching    questionKind = "matching"
	kindShort       questionKind = "short answer"
	kindNumeric     questionKind = "numeric"
	kindEssay       questionKind = "essay"
	kindDescription questionKind = "description"
)

// giftAnswer is one answer in braces. In matching, text belongs to match; a distractor has no text.
type giftAnswer struct {
	at       spot
	right    bool // written with =
	weighted bool
	weight   float64 // per cent
	text     string
	left     string // of what may be a pair, while it is read
	match    string
	feedback string
}

// spot is a place in a file, both from 1, columns in characters.
type spot struct{ line, col int }

// writeGIFT writes the bank.
func writeGIFT(c *courses.Course) (data []byte, notes []string) {
	var b strings.Builder
	state := "approved"
	if c.Draft() {
		state = "draft, not yet approved by its owner"
	}
	fmt.Fprintf(&b, "// %s, version %s (%s)\n// %s\n", oneLine(c.Title), c.Version, state, c.Hash)
	category := ""
	for _, it := range c.Items {
		q, said := newQuestion(c, it)
		for _, note := range said {
			notes = append(notes, string(it.ID)+": "+note)
		}
		if q.kind == "" {
			continue
		}
		if q.category != category {
			category = q.category
			fmt.Fprintf(&b, "\n$CATEGORY: %s\n", category)
		}
		b.WriteString("\n" + q.String())
	}
	return []byte(b.String()), notes
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// String is the question as GIFT, with the comment before it.
func (q question) String() string {
	var b strings.Builder
	b.WriteString("// [id:" + q.id + "]")
	for _, tag := range q.tags {
		b.WriteString(" [tag:" + tag + "]")
	}
	fmt.Fprintf(&b, "\n::%s::[markdown]%s {", escapeGIFT(q.title), escapeGIFT(q.stem))
	if q.kind == kindTrueFalse {
		fmt.Fprintf(&b, "%s#%s#%s", strings.ToUpper(strconv.FormatBool(q.truth)), giftText(q.missed), giftText(q.hit))
	}
	b.WriteByte('\n')
	for _, a := range q.answers {
		b.WriteString(a.String() + "\n")
	}
	if q.general != "" {
		b.WriteString("####" + giftText(q.general) + "\n")
	}
	return b.String() + "}\n"
}

func (a giftAnswer) String() string {
	mark := "~"
	if a.right {
		mark = "="
	}
	switch {
	case a.weighted:
		mark += "%" + strconv.FormatFloat(a.weight, 'f', -1, 64) + "%"
	case strings.HasPrefix(a.text, "%") && a.right: // or the text would be read as a weight
		mark += "%100%"
	case strings.HasPrefix(a.text, "%"):
		mark += "%0%"
	}
	if a.match != "" {
		return mark + giftText(withoutArrow(a.text)) + " -> " + giftText(a.match)
	}
	mark += giftText(a.text)
	if a.feedback != "" {
		mark += "#" + giftText(a.feedback)
	}
	return mark
}

// withoutArrow is the left side of a pair: the first arrow divides it from the right one, and GIFT cannot escape an arrow.
func withoutArrow(s string) string { return strings.ReplaceAll(s, "->", "→") }

var giftSpecial = strings.NewReplacer(`\`, `\\`, "~", `\~`, "=", `\=`, "#", `\#`, "{", `\{`, "}", `\}`, ":", `\:`, "\n", `\n`)

// escapeGIFT writes text so that nothing in it acts, on one line.
func escapeGIFT(s string) string { return giftSpecial.Replace(s) }

// giftText writes an answer or a feedback. One that begins with a bracket could be read as naming its format.
func giftText(s string) string {
	if strings.HasPrefix(s, "[") {
		return "[markdown]" + escapeGIFT(s)
	}
	return escapeGIFT(s)
}

var (
	glossaryLink = regexp.MustCompile(`\[\[([a-z0-9-]+)(?:\\?\|([^\]]*))?\]\]`)
	picture      = regexp.MustCompile(`!\[([^\]]*)\]\(media/[^)]*\)`)
	siteLink     = regexp.MustCompile(`\[([^\]]*)\]\([/#][^)]*\)`)
)

// portable is authored Markdown as a reader elsewhere can use it: no links into this site, and words in place of pictures. The
// second result tells whether a picture was lost.
func portable(c *courses.Course, text string) (string, bool) {
	lost := picture.MatchString(text)
	text = picture.ReplaceAllString(text, "(Picture: $1)")
	text = glossaryLink.ReplaceAllStringFunc(text, func(link string) string {
		parts := glossaryLink.FindStringSubmatch(link)
		if parts[2] != "" {
			return parts[2]
		}
		if term, ok := c.Term(courses.TermID(parts[1])); ok {
			return strings.ToLower(term.Term)
		}
		return parts[1]
	})
	return siteLink.ReplaceAllString(text, "$1"), lost
}
