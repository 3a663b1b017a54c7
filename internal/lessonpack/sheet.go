package lessonpack

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"lamtoen/courses"
	"lamtoen/internal/pdf"
)

// sheet lays pieces on the pages of one document. Scale makes letters smaller; air makes pictures, lines and boxes taller.
type sheet struct {
	*pdf.Document
	printer *printer
	scale   float64
	air     float64
	grey    bool // for pupils: no colour at all
	scratch *sheet
	err     error
}

// Sizes at scale 1, in points and mm.
const (
	textSize      = 11.0
	titleSize     = 19.0
	pictureHeight = 62.0 // at air 1
	boxHeight     = 44.0
	lineApart     = 8.5
)

func (s *sheet) style() pdf.Style { return pdf.Style{Size: textSize * s.scale} }

func (s *sheet) accent() pdf.Color {
	if s.grey {
		return pdf.Ink
	}
	return pdf.Maroon
}

func (s *sheet) heading(level int, text string) {
	sizes := map[int]float64{1: titleSize, 2: 14, 3: 12}
	style := pdf.Style{Size: sizes[level] * s.scale, Bold: true, Color: s.accent()}
	s.RichHeading(text, style, style.Size*0.26, 16)
}

// keep lays something on one page, the next if it does not fit on this one: it is laid on a scratch sheet first, and measured.
func (s *sheet) keep(lay func(*sheet)) {
	if s.scratch == nil {
		s.scratch = &sheet{Document: s.printer.start("measure", false, s.Margin()), printer: s.printer, grey: s.grey}
	}
	m := s.scratch
	m.scale, m.air = s.scale, s.air
	m.NewPage()
	pages, top := m.Pages(), m.Y()
	lay(m)
	if m.Pages() == pages {
		s.Need(m.Y() - top)
	}
	lay(s)
}

// fail keeps the first error.
func (s *sheet) fail(err error) {
	if s.err == nil {
		s.err = err
	}
}

// blocks lays blocks one under the other. A plan stays on one page with the heading above it: a teacher reads it at a glance.
func (s *sheet) blocks(blocks []courses.Block) {
	title := "" // a heading that waits for its plan
	for i, b := range blocks {
		if i+1 < len(blocks) && b.Kind == courses.Prose && blocks[i+1].Kind == courses.PlanTable {
			b.HTML, title = cutHeading(b.HTML)
		}
		if b.Kind == courses.PlanTable {
			above := title
			s.keep(func(s *sheet) {
				s.html(above)
				s.block(b)
			})
			title = ""
			continue
		}
		s.block(b)
	}
}

// cutHeading cuts a heading off the end of a text.
func cutHeading(html string) (text, title string) {
	at := strings.LastIndex(html, "<h")
	if at < 0 || !strings.HasSuffix(strings.TrimSpace(html), "</h2>") && !strings.HasSuffix(strings.TrimSpace(html), "</h3>") {
		return html, ""
	}
	return html[:at], html[at:]
}

func (s *sheet) block(b courses.Block) {
	switch b.Kind {
	case courses.RuledLines:
		s.Ruled(b.Count, lineApart*min(s.air, 1.15))
		s.Space(3 * s.scale)
	case courses.DrawBox:
		s.drawBox(b.Title)
	case courses.Prose, courses.PlanTable:
		s.html(b.HTML)
	default:
		s.boxed(b)
	}
}

// boxed lays a block beside a bar, under a word that says what it is.
func (s *sheet) boxed(b courses.Block) {
	label := map[courses.BlockKind]string{
		courses.Say: "Say", courses.Tip: "Tip", courses.Case: "Case", courses.Note: "For you", courses.Hook: "To begin with",
	}[b.Kind]
	if b.Kind == courses.PolicyBox {
		label = "The policy says, " + string(b.Clause)
		if c, ok := s.printer.course.Clause(b.Clause); ok {
			label += " " + c.Title
		}
	}
	if b.Title != "" {
		label = b.Title
	}
	color := pdf.Muted
	if b.Kind == courses.Say {
		color = s.accent()
	}
	s.Need(16)
	s.Begin(5, color)
	s.Rich(pdf.Plain(label), pdf.Style{Size: 9 * s.scale, Bold: true, Color: color}, 0.6)
	s.html(b.HTML)
	s.End(2.5 * s.scale)
}

// drawBox is an empty frame with its title.
func (s *sheet) drawBox(title string) {
	height := boxHeight * s.air
	s.Need(height + 4)
	s.Frame(s.Left(), s.Y(), s.Room(), height, 0.35, pdf.Muted)
	s.Text(s.Left()+3, s.Y()+6*s.scale, title, pdf.Style{Size: textSize * s.scale, Bold: true})
	s.Space(height + 3)
}

// html lays rendered Markdown.
func (s *sheet) html(html string) {
	pieces, err := readProse(html)
	if err != nil {
		s.fail(err)
	}
	for i, p := range pieces {
		switch p.kind {
		case heading:
			s.heading(p.level, plainText(p.spans))
		case listItem:
			s.item(p, i+1 < len(pieces) && pieces[i+1].kind == listItem)
		case tablePiece:
			s.table(p.rows)
		case picturePiece:
			s.picture(p.name)
		default:
			s.Rich(p.spans, s.style(), 2*s.scale)
		}
	}
}

// item lays one item of a list. A second paragraph of an item has no mark.
func (s *sheet) item(p piece, more bool) {
	const step = 6.5
	style := s.style()
	if p.level > 1 {
		style.Size *= 0.96
	}
	indent := step * float64(p.level)
	s.Item(p.number, p.spans, style, indent)
	if !more {
		s.Space(1.8 * s.scale)
	}
}

func (s *sheet) picture(name string) {
	p, ok := s.printer.pictures[name]
	if !ok {
		s.fail(fmt.Errorf("the picture %s is not an SVG drawing and cannot be printed", name))
		return
	}
	w, h := p.Size()
	height := min(pictureHeight*s.air, s.Room()*h/w)
	wide := height * w / h
	s.Need(height + 3)
	s.Picture(p, s.Left()+(s.Room()-wide)/2, s.Y(), wide, s.grey)
	s.Space(height + 3*s.scale)
}

// table lays a table, its first row as the head. Columns share the width by what stands in them.
func (s *sheet) table(rows [][][]pdf.Span) {
	if len(rows) == 0 {
		return
	}
	g := pdf.Grid{Style: pdf.Style{Size: 10 * s.scale}, Empty: 9.5 * s.air, Grey: s.grey, Weights: weights(rows)}
	for i, row := range rows {
		cells := make([]pdf.Cell, len(row))
		for j, spans := range row {
			cells[j].Text = spans
		}
		if i == 0 {
			g.Head = cells
		} else {
			g.Rows = append(g.Rows, cells)
		}
	}
	s.Grid(g)
	s.Space(3 * s.scale)
}

// weights gives each column a share by its longest text, so that minutes take little room and sentences much. A column to
// fill in counts as a long one.
func weights(rows [][][]pdf.Span) []float64 {
	shares := make([]float64, len(rows[0]))
	for j := range shares {
		empty := len(rows) > 1
		for i, row := range rows {
			if j >= len(row) {
				continue
			}
			n := float64(utf8.RuneCountInString(plainText(row[j])))
			if i > 0 && n > 0 {
				empty = false
			}
			shares[j] = max(shares[j], min(n, 60))
		}
		shares[j] = max(shares[j], 9)
		if empty {
			shares[j] = max(shares[j], 24)
		}
	}
	return shares
}

func plainText(spans []pdf.Span) string {
	var text strings.Builder
	for _, s := range spans {
		text.WriteString(s.Text)
	}
	return text.String()
}

// file ends the document.
func (s *sheet) file() ([]byte, error) {
	file, err := s.Bytes()
	return file, errors.Join(s.err, err)
}

// smallest is the scale below which letters would be too small to read on a copy: 9 points.
const smallest = 9 / textSize

// onePage lays a part again and again until it fills one page and no more: first with letters up to largest, for a part that
// is read at arm's length, then with taller pictures and boxes; smaller letters only when nothing else helps.
func onePage(largest float64, lay func(scale, air float64) *sheet) ([]byte, error) {
	for scale := largest; scale > 1.01; scale -= 0.05 {
		if s := lay(scale, 1); s.err != nil || s.Pages() == 1 {
			return s.file()
		}
	}
	for air := 2.2; air > 0.99; air -= 0.1 {
		if s := lay(1, air); s.err != nil || s.Pages() == 1 {
			return s.file()
		}
	}
	for scale := 0.98; scale >= smallest; scale -= 0.02 {
		for _, air := range []float64{1, 0.85, 0.7, 0.55} {
			if s := lay(scale, air); s.Pages() == 1 {
				return s.file()
			}
		}
	}
	return nil, errors.New("the part does not fit on one page; shorten it")
}
