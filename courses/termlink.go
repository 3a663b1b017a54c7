package courses

import (
	"html"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	markup "github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// kindTerm is registered with the Markdown library, once in a process as it asks.
var kindTerm = ast.NewNodeKind("Term") //nolint:gochecknoglobals // see above

// termLink is [[id]] or [[id|text]].
type termLink struct {
	ast.BaseInline
	id    TermID
	label string
}

// Kind is needed by the Markdown library.
func (*termLink) Kind() ast.NodeKind { return kindTerm }

// Dump is needed by the Markdown library.
func (n *termLink) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

type termParser struct{}

// Trigger is needed by the Markdown library: the character at which Parse is asked.
func (termParser) Trigger() []byte { return []byte{'['} }

// Parse takes [[id]] or [[id|text]] on one line; anything else is left to the other parsers.
func (termParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, segment := block.PeekLine()
	rest, ok := strings.CutPrefix(string(line), "[[")
	if !ok {
		return nil
	}
	inner, _, ok := strings.Cut(rest, "]]")
	if !ok || strings.ContainsAny(inner, "[]") {
		return nil
	}
	id, label, _ := strings.Cut(inner, "|")
	block.Advance(len("[[") + len(inner) + len("]]"))
	// In a table the bar is written \|, or it would end the cell; the backslash is not part of the id.
	n := &termLink{id: TermID(strings.TrimSuffix(strings.TrimSpace(id), `\`)), label: strings.TrimSpace(label)}
	n.SetPos(segment.Start)
	return n
}

type termRenderer struct{}

func goldmarkTerm() markup.Option {
	return markup.WithNodeRenderers(util.Prioritized(termRenderer{}, 500)) //nolint:misspell // the library's name
}

// RegisterFuncs is needed by the Markdown library. The link works without scripts: the page prints the definitions under the
// ids #term-…, and a script may show them in place by data-term.
func (termRenderer) RegisterFuncs(reg markup.NodeRendererFuncRegisterer) {
	reg.Register(kindTerm, func(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		term, ok := n.(*termLink)
		if !ok {
			return ast.WalkContinue, nil
		}
		id := html.EscapeString(string(term.id))
		_, err := w.WriteString(`<a class="term" href="#term-` + id + `" data-term="` + id + `">` +
			html.EscapeString(term.label) + `</a>`)
		return ast.WalkContinue, err
	})
}

// runningForm is a term as it stands within a sentence: "Open data" becomes "open data", while "GNH", "Web 2.0" and names
// of several capitals stay. At the start of a sentence authors write [[troll|Troll]].
func runningForm(term string) string {
	first, size := utf8.DecodeRuneInString(term)
	rest := term[size:]
	if strings.ContainsFunc(rest, func(r rune) bool { return unicode.IsUpper(r) || unicode.IsDigit(r) }) {
		return term
	}
	return string(unicode.ToLower(first)) + rest
}
