package courses

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// renderer turns the Markdown of one course version into safe HTML, once, and checks what the Markdown refers to.
type renderer struct {
	engine   goldmark.Markdown
	policy   *bluemonday.Policy
	course   CourseID
	version  Version
	media    []Media
	glossary []Term
	known    bool // the glossary could be read, so a term that is not in it is a mistake
	lost     bool // some text names a picture that is not there
	problems *Problems
	wording  bool // the bank or the texts are read in another language, where no English word may slip in

	shown map[string]bool // media used so far
	terms []TermID        // terms linked since collectTerms
	cited map[TermID]bool // terms linked in the whole course
}

// prose is a piece of Markdown and the places of its characters.
type prose struct {
	source string
	where  func(offset int) place
	ids    parser.IDs // of the page that it will stand on; nil: headings are not allowed
}

// newEngine builds the Markdown parser: CommonMark, tables and glossary links; raw HTML stays off.
func newEngine() goldmark.Markdown {
	table := extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute))
	return goldmark.New(
		goldmark.WithExtensions(table),
		goldmark.WithParserOptions(
			parser.WithAutoHeadingID(),
			// Before links, which also begin with [.
			parser.WithInlineParsers(util.Prioritized(termParser{}, 150)), //nolint:misspell // the library's name
		),
		goldmark.WithRendererOptions(goldmarkTerm()),
	)
}

// collectTerms starts a new list of linked terms.
func (r *renderer) collectTerms() { r.terms = nil }

// block renders any prose.
func (r *renderer) block(p prose) string {
	html, _ := r.render(p)
	return html
}

// inline renders prose that must be one paragraph, without the paragraph: it will stand in a label or a table cell.
func (r *renderer) inline(p prose) string {
	html, single := r.render(p)
	if p.source == "" {
		return ""
	}
	if !single {
		r.report(p.where(0), "one-paragraph", "this text must be one paragraph, without lists, headings or tables",
			"move the rest into the stem or the feedback")
		return ""
	}
	return strings.TrimSuffix(strings.TrimPrefix(html, "<p>"), "</p>")
}

// render gives safe HTML, and whether it is exactly one paragraph.
func (r *renderer) render(p prose) (string, bool) {
	if p.source == "" {
		return "", false
	}
	source := []byte(p.source)
	var options []parser.ParseOption
	if p.ids != nil {
		options = append(options, parser.WithContext(parser.NewContext(parser.WithIDs(p.ids))))
	}
	root := r.engine.Parser().Parse(text.NewReader(source), options...)
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			r.visit(n, p, source)
		}
		return ast.WalkContinue, nil
	})
	var out bytes.Buffer
	if err := r.engine.Renderer().Render(&out, source, root); err != nil {
		r.report(p.where(0), "markdown", "this Markdown cannot be rendered", "simplify it")
		return "", false
	}
	// Sanitised last, so that no later step of ours can be wrong about what is safe; only language marks are added after.
	single := root.ChildCount() == 1 && root.FirstChild().Kind() == ast.KindParagraph
	//nolint:misspell // the library's name
	return markLanguage(strings.TrimSpace(r.policy.Sanitize(out.String()))), single
}

// visit checks one node and adds what the page needs to it.
func (r *renderer) visit(n ast.Node, p prose, source []byte) {
	at := p.where(max(n.Pos(), 0))
	switch n := n.(type) {
	case *ast.RawHTML, *ast.HTMLBlock:
		r.report(at, "raw-html", "HTML is not allowed in course text", "write Markdown, or put < between backquotes")
	case *ast.Heading:
		if p.ids == nil || n.Level < 2 || n.Level > 3 {
			r.report(at, "heading", "this heading is not allowed here", "use ## and ### in lesson prose, and none elsewhere")
		}
	case *ast.Image:
		r.visitImage(n, at, source)
	case *ast.Link:
		r.visitLink(n, string(n.Destination), at)
	case *ast.AutoLink:
		if n.AutoLinkType == ast.AutoLinkURL {
			r.visitLink(n, string(n.URL(source)), at)
		}
	case *ast.FencedCodeBlock, *ast.CodeBlock:
		r.report(at, "code-block", "blocks of code are not used in courses", "indent with fewer than four spaces")
	case *east.TableCell:
		if n.Parent().Kind() == east.KindTableHeader {
			n.SetAttributeString("scope", []byte("col"))
		}
	case *termLink:
		r.visitTerm(n, at)
	}
}

// visitImage points the picture to its address and gives its size, so that the page does not jump when it arrives.
func (r *renderer) visitImage(n *ast.Image, at place, source []byte) {
	name, local := strings.CutPrefix(string(n.Destination), "media/")
	i := slices.IndexFunc(r.media, func(m Media) bool { return m.Name == name })
	if !local || i < 0 {
		r.lost = true
		mend := "put the file into the course's media folder and write media/name.svg"
		if near := nearest(name, mediaNames(r.media)); near != "" {
			mend = "write media/" + near
		}
		r.report(at, "image", fmt.Sprintf("there is no picture %q in this course", shorten(string(n.Destination))), mend)
		return
	}
	if strings.TrimSpace(plainText(n, source)) == "" {
		r.report(at, "alt", fmt.Sprintf("the picture %s has no alternative text", name),
			"say in words what it shows: ![What it shows](media/"+name+")")
	}
	r.shown[name] = true
	n.Destination = []byte(MediaPath(r.course, r.version, name))
	n.SetAttributeString("width", []byte(strconv.Itoa(r.media[i].Width)))
	n.SetAttributeString("height", []byte(strconv.Itoa(r.media[i].Height)))
	n.SetAttributeString("loading", []byte("lazy"))
}

// visitLink lets addresses within the site, on the web (encrypted) and of mail pass, and cuts external pages off from ours.
func (r *renderer) visitLink(n ast.Node, to string, at place) {
	switch {
	case strings.HasPrefix(to, "https://"):
		n.SetAttributeString("rel", []byte("noopener"))
	case strings.HasPrefix(to, "mailto:"), strings.HasPrefix(to, "#"):
	case strings.HasPrefix(to, "/") && !strings.HasPrefix(to, "//"):
	default:
		r.report(at, "link", fmt.Sprintf("the link to %q is not allowed", shorten(to)),
			"link to https://…, mailto:…, a page of this site (/help) or a heading (#s-name)")
	}
}

// visitTerm finds the term and notes that the page needs its definition.
func (r *renderer) visitTerm(n *termLink, at place) {
	for up := n.Parent(); up != nil; up = up.Parent() {
		if up.Kind() == ast.KindLink || up.Kind() == ast.KindImage {
			r.report(at, "term", "a glossary link cannot stand within a link or a picture", "write the word without brackets")
		}
	}
	i := slices.IndexFunc(r.glossary, func(t Term) bool { return t.ID == n.id })
	if i < 0 && r.known {
		mend := "add it to glossary.yaml, or write the word without brackets"
		if near := nearest(string(n.id), termIDs(r.glossary)); near != "" {
			mend = fmt.Sprintf("write [[%s]]", near)
		}
		r.report(at, "term", fmt.Sprintf("the glossary has no term %q", shorten(string(n.id))), mend)
		return
	}
	if n.label == "" && r.wording {
		r.report(at, "term", "this glossary link would show the English word", fmt.Sprintf("write [[%s|the word in the language]]", n.id))
	}
	if n.label == "" {
		n.label = string(n.id)
		if i >= 0 {
			n.label = runningForm(r.glossary[i].Term)
		}
	}
	r.cited[n.id] = true
	if !slices.Contains(r.terms, n.id) {
		r.terms = append(r.terms, n.id)
	}
}

func (r *renderer) report(at place, rule, what, mend string) {
	*r.problems = append(*r.problems, Problem{File: at.file, Line: at.line, Col: at.col, Rule: rule, What: what, Mend: mend})
}

func mediaNames(media []Media) []string {
	names := make([]string, len(media))
	for i, m := range media {
		names[i] = m.Name
	}
	return names
}

func termIDs(terms []Term) []TermID {
	ids := make([]TermID, len(terms))
	for i, t := range terms {
		ids[i] = t.ID
	}
	return ids
}

// plainText is the text of a node without its markup.
func plainText(n ast.Node, source []byte) string {
	var b strings.Builder
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if t, ok := n.(*ast.Text); ok && entering {
			b.Write(t.Segment.Value(source))
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}
