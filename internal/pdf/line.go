package pdf

// mm is one millimetre in points.
const mm = 72 / 25.4

// Align says which part of a line stands at the given place.
type Align int

// The alignments.
const (
	Left Align = iota
	Centre
	Right
)

// Color is 0xRRGGBB. The zero value means Ink.
type Color uint32

// The colours of the house; saffron is an accent and never carries text.
const (
	Ink      Color = 0x1E2129
	Maroon   Color = 0x7A1F2B
	Saffron  Color = 0xF2A900
	Paper    Color = 0xFBF8F2
	Hairline Color = 0xE3DCCF
	Muted    Color = 0x5C5A57
	Warning  Color = 0x8A5300
	White    Color = 0xFFFFFF
)

func (c Color) rgb() (r, g, b int) {
	if c == 0 {
		c = Ink
	}
	return int(c >> 16 & 0xFF), int(c >> 8 & 0xFF), int(c & 0xFF)
}

// Style says how a text looks. The zero value is 11 point, regular, ink, left.
type Style struct {
	Size  float64 // in points
	Bold  bool
	Color Color
	Align Align

	// Italic slants Latin letters: the package has no italic font.
	Italic bool

	// Display draws Latin letters as kerned outlines too. It suits a few large
	// words; for running text it costs some 200 bytes a letter.
	Display bool
}

func (s Style) size() float64 {
	if s.Size <= 0 {
		return 11
	}
	return s.Size
}

func (s Style) latin() *face {
	if s.Bold {
		return loaded().bold
	}
	return loaded().regular
}

// leading is the distance between baselines in mm; Dzongkha stacks downwards
// and carries vowels above, so its lines stand further apart.
func (s Style) leading(dz bool) float64 {
	if dz {
		return s.size() * 2.15 / mm
	}
	return s.size() * 1.4 / mm
}

// ascent is the room above the baseline in mm within leading.
func (s Style) ascent(dz bool) float64 {
	if dz {
		return s.size() * 1.4 / mm
	}
	return s.size() * 1.05 / mm
}

// piece is a part of a line in one font.
type piece struct {
	face   *face
	text   []rune
	glyphs []glyph // nil when gofpdf writes the text
	width  float64 // in em of the nominal size
}

// line is cleaned text, cut into pieces and measured.
type line struct {
	pieces []piece
	width  float64 // in em of the nominal size
}

// layLine cuts text, which must be clean, into pieces.
func layLine(text []rune, s Style) line {
	var l line
	for start := 0; start < len(text); {
		f, end := nextRun(text, start, s.latin())
		p := piece{face: f, text: text[start:end]}
		if s.Display || f.advance == nil {
			p.glyphs = f.shape(p.text)
			for _, g := range p.glyphs {
				p.width += float64(g.advance) / f.upem * f.scale
			}
		} else {
			for _, r := range p.text {
				p.width += f.width(r)
			}
		}
		l.pieces = append(l.pieces, p)
		l.width += p.width
		start = end
	}
	return l
}

// nextRun finds the end of the run that starts at start. A space inside
// Dzongkha belongs to it, since its width is the font's own choice.
func nextRun(text []rune, start int, latin *face) (*face, int) {
	fonts := loaded()
	pick := func(r rune) *face {
		if f := fonts.find(r, latin); f != nil {
			return f
		}
		return latin
	}
	f := pick(text[start])
	end := start + 1
	for ; end < len(text); end++ {
		inside := f == fonts.uchen && text[end] == ' ' && end+1 < len(text) && isDz(text[end+1])
		if !inside && pick(text[end]) != f {
			break
		}
	}
	return f, end
}

// advances gives the width of each character in em of the nominal size, a whole
// cluster counted at its first character, for finding where to break.
func advances(text []rune, s Style) []float64 {
	widths := make([]float64, len(text))
	at := 0
	for _, p := range layLine(text, s).pieces {
		if p.glyphs == nil {
			for i, r := range p.text {
				widths[at+i] = p.face.width(r)
			}
		}
		for _, g := range p.glyphs {
			widths[at+g.cluster] += float64(g.advance) / p.face.upem * p.face.scale
		}
		at += len(p.text)
	}
	return widths
}

// wrap breaks text, which must be clean, into lines no wider than width mm. A
// word that is wider than a line is cut between clusters.
func wrap(text string, s Style, width float64) []string {
	runes := []rune(text)
	widths := advances(runes, s)
	limit := width * mm / s.size()
	var lines []string
	for start := 0; start < len(runes); {
		end := fill(runes, widths, start, limit)
		lines = append(lines, trimSpaces(runes[start:end]))
		start = end
	}
	if len(lines) == 0 {
		lines = []string{""}
	}
	return lines
}

// fill gives the end of the longest line from start that fits limit, at least
// one cluster so that it always gets on.
func fill(text []rune, widths []float64, start int, limit float64) int {
	const slack = 1e-6 // sums in another order must not break a line that fits
	used, breakAt := 0.0, 0
	for i := start; i < len(text); i++ {
		used += widths[i]
		if used > limit+slack && text[i] != ' ' {
			if breakAt > 0 {
				return breakAt
			}
			return cutBefore(text, widths, start, i)
		}
		if breakAfter(text, i) {
			breakAt = i + 1
		}
	}
	return len(text)
}

// cutBefore gives the last place at or before i where a cluster starts, or else
// the first after start.
func cutBefore(text []rune, widths []float64, start, i int) int {
	cut := func(j int) bool { return widths[j] > 0 && startsCluster(text[j]) }
	for j := i; j > start; j-- {
		if cut(j) {
			return j
		}
	}
	for j := start + 1; j < len(text); j++ {
		if cut(j) {
			return j
		}
	}
	return len(text)
}

func trimSpaces(text []rune) string {
	for len(text) > 0 && text[len(text)-1] == ' ' {
		text = text[:len(text)-1]
	}
	for len(text) > 0 && text[0] == ' ' {
		text = text[1:]
	}
	return string(text)
}

// ellipsize shortens text, which must be clean, until it fits width mm.
func ellipsize(text string, s Style, width float64) string {
	if measure(text, s) <= width {
		return text
	}
	runes := []rune(text)
	widths := advances(runes, s)
	limit := (width - measure("…", s)) * mm / s.size()
	used, end := 0.0, 0
	for end < len(runes) && used+widths[end] <= limit {
		used += widths[end]
		end++
	}
	for end > 0 && end < len(runes) && !startsCluster(runes[end]) {
		end--
	}
	return trimSpaces(runes[:end]) + "…"
}

// measure gives the width of clean text in mm.
func measure(text string, s Style) float64 {
	return layLine([]rune(text), s).width * s.size() / mm
}
