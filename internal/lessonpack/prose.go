package lessonpack

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"lamtoen/internal/pdf"
)

// pieceKind is the kind of a piece of rendered Markdown.
type pieceKind int

const (
	paragraph pieceKind = iota
	heading
	listItem
	tablePiece
	picturePiece
)

// piece is one part of a text as it is laid on paper.
type piece struct {
	kind   pieceKind
	level  int // of a heading, and how deep a list item stands, from 1
	number int // of an item of a numbered list, from 1; 0: a dot
	spans  []pdf.Span
	rows   [][][]pdf.Span // of a table, its head first
	name   string         // of a picture
	alt    string         // what it shows, in words
}

// proseReader reads HTML that the courses package made: a small, known language.
type proseReader struct {
	pieces []piece
	spans  []pdf.Span
	bold   int
	italic int
	lists  []int // the number of the last item of each open list; -1: dots
	rows   [][][]pdf.Span
	inRow  bool
	kind   pieceKind
	level  int
	number int
}

// readProse reads the HTML of a block into pieces. An element that it does not know is an error, so that nothing is missing on
// paper without a word.
func readProse(html string) ([]piece, error) {
	d := xml.NewDecoder(strings.NewReader("<div>" + html + "</div>")) // an element that needs no end is ended by the next
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	r := &proseReader{}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			r.flush()
			return r.pieces, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read the text: %w", err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if err := r.open(t); err != nil {
				return nil, err
			}
		case xml.EndElement:
			r.close(t.Name.Local)
		case xml.CharData:
			r.text(string(t))
		}
	}
}

func (r *proseReader) text(s string) {
	s = strings.ReplaceAll(s, "\n", " ")
	if strings.TrimSpace(s) == "" && len(r.spans) == 0 {
		return
	}
	r.spans = append(r.spans, pdf.Span{Text: s, Bold: r.bold > 0, Italic: r.italic > 0})
}

// flush ends the paragraph, heading or item under way.
func (r *proseReader) flush() {
	if len(r.spans) > 0 {
		r.pieces = append(r.pieces, piece{kind: r.kind, level: r.level, number: r.number, spans: r.spans})
	}
	r.spans = nil
	if r.kind == heading {
		r.kind = paragraph
	}
	if r.kind == listItem { // a second paragraph of the item stands below it
		r.number = -1
	}
}

func (r *proseReader) open(e xml.StartElement) error {
	switch name := e.Name.Local; name {
	case "p":
		if !r.inRow {
			r.flush()
		}
	case "h2", "h3":
		r.flush()
		r.kind, r.level = heading, int(name[1]-'0')
	case "strong":
		r.bold++
	case "em":
		r.italic++
	case "ul":
		r.flush()
		r.lists = append(r.lists, -1)
	case "ol":
		r.flush()
		r.lists = append(r.lists, startOf(e)-1)
	case "li":
		r.item()
	case "table":
		r.flush()
		r.rows = nil
	case "tr":
		r.rows = append(r.rows, nil)
	case "th", "td":
		r.spans, r.inRow = nil, true
	case "br":
		r.text(" ")
	case "hr":
		r.flush()
	case "img":
		return r.picture(e)
	case "div", "thead", "tbody", "a", "span", "code", "blockquote", "dfn", "abbr", "cite":
	default:
		return fmt.Errorf("<%s> cannot be printed", name)
	}
	return nil
}

// item begins an item of the innermost list.
func (r *proseReader) item() {
	r.flush()
	if len(r.lists) == 0 {
		return
	}
	last := &r.lists[len(r.lists)-1]
	r.kind, r.level, r.number = listItem, len(r.lists), 0
	if *last >= 0 {
		*last++
		r.number = *last
	}
}

func startOf(e xml.StartElement) int {
	n := 1
	for _, a := range e.Attr {
		if a.Name.Local == "start" {
			if _, err := fmt.Sscan(a.Value, &n); err != nil {
				n = 1
			}
		}
	}
	return n
}

func (r *proseReader) picture(e xml.StartElement) error {
	if r.inRow {
		return errors.New("a picture within a table cannot be printed; set it above the table")
	}
	r.flush()
	p := piece{kind: picturePiece}
	for _, a := range e.Attr {
		switch a.Name.Local {
		case "src":
			p.name = path.Base(a.Value)
		case "alt":
			p.alt = a.Value
		}
	}
	r.pieces = append(r.pieces, p)
	return nil
}

func (r *proseReader) close(name string) {
	switch name {
	case "p":
		if !r.inRow {
			r.flush()
		}
	case "h2", "h3", "blockquote":
		r.flush()
	case "strong":
		r.bold--
	case "em":
		r.italic--
	case "li":
		r.flush()
	case "ul", "ol":
		r.flush()
		r.lists = r.lists[:max(0, len(r.lists)-1)]
		r.kind, r.level, r.number = paragraph, 0, 0
		if len(r.lists) > 0 {
			r.kind, r.level, r.number = listItem, len(r.lists), -1
		}
	case "th", "td":
		row := &r.rows[len(r.rows)-1]
		*row = append(*row, r.spans)
		r.spans, r.inRow = nil, false
	case "table":
		r.pieces = append(r.pieces, piece{kind: tablePiece, rows: r.rows})
		r.rows = nil
	}
}

// oneLine is HTML that is one paragraph, as options are: words, a picture, or both.
type oneLine struct {
	spans   []pdf.Span
	picture string
	alt     string
}

func lineOf(html string) (oneLine, error) {
	var l oneLine
	pieces, err := readProse(html)
	for _, p := range pieces {
		if p.kind == picturePiece {
			l.picture, l.alt = p.name, p.alt
		}
		l.spans = append(l.spans, p.spans...)
	}
	return l, err
}

// line is lineOf, with the error kept.
func (s *sheet) line(html string) oneLine {
	l, err := lineOf(html)
	if err != nil {
		s.fail(err)
	}
	return l
}
