package pdf

import (
	"math"
	"strconv"
	"sync"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
)

// glyph is one shaped glyph in font units; cluster is the index of the first
// character that it stands for.
type glyph struct {
	id            font.GID
	cluster       int
	advance, x, y int
}

// shape turns text into glyphs, which must not be changed. The size given to the
// shaper is the font's own unit, so the results are whole font units and the
// same at every size.
func (f *face) shape(text []rune) []glyph {
	key := string(text)
	if glyphs, ok := f.shaped.get(key); ok {
		return glyphs
	}
	s := f.shapers.Get().(*shaper) //nolint:forcetypeassert // nothing else is pooled
	defer f.shapers.Put(s)
	out := s.harfbuzz.Shape(shaping.Input{
		Text:      text,
		RunEnd:    len(text),
		Direction: di.DirectionLTR,
		Face:      s.face,
		Size:      fixed.I(int(f.upem)),
		Script:    f.script,
		Language:  f.lang,
	})
	glyphs := make([]glyph, len(out.Glyphs))
	for i, g := range out.Glyphs {
		glyphs[i] = glyph{
			id:      g.GlyphID,
			cluster: g.ClusterIndex,
			advance: g.XAdvance.Round(),
			x:       g.XOffset.Round(),
			y:       g.YOffset.Round(),
		}
	}
	f.shaped.put(key, glyphs)
	return glyphs
}

// shapeCache keeps shaped runs: a line is shaped when it is measured and again
// when it is drawn, and headings are the same on every certificate.
type shapeCache struct {
	mu   sync.Mutex
	runs map[string][]glyph
}

// Both limits bound the cache to a few megabytes whatever is drawn.
const (
	cachedRuns   = 1024
	cachedLength = 512 // bytes of text
)

func (c *shapeCache) get(key string) ([]glyph, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	glyphs, ok := c.runs[key]
	return glyphs, ok
}

// put forgets everything once the cache is full, which costs less than keeping
// an order of use.
func (c *shapeCache) put(key string, glyphs []glyph) {
	if len(key) > cachedLength {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.runs == nil || len(c.runs) >= cachedRuns {
		c.runs = make(map[string][]glyph)
	}
	c.runs[key] = glyphs
}

// path gives the glyph's outline as PDF path operators in font units. It is
// made at first use and kept: certificates use the same few hundred glyphs.
func (f *face) path(id font.GID) string {
	if p, ok := f.paths.Load(id); ok {
		return p.(string) //nolint:forcetypeassert // nothing else is stored
	}
	s := f.shapers.Get().(*shaper) //nolint:forcetypeassert // nothing else is pooled
	defer f.shapers.Put(s)
	var p string
	if outline, ok := s.face.GlyphData(id).(font.GlyphOutline); ok {
		p = string(pathOperators(outline.Segments))
	}
	f.paths.Store(id, p)
	return p
}

// pathOperators writes segments as PDF path operators. PDF has no quadratic
// curve, so those become cubic ones; whole units are finer than any printer.
func pathOperators(segments []opentype.Segment) []byte {
	var b []byte
	var at opentype.SegmentPoint
	for i, s := range segments {
		switch s.Op {
		case opentype.SegmentOpMoveTo:
			if i > 0 {
				b = append(b, "h "...)
			}
			b = appendPoints(b, " m ", s.Args[0])
		case opentype.SegmentOpLineTo:
			b = appendPoints(b, " l ", s.Args[0])
		case opentype.SegmentOpQuadTo:
			c, end := s.Args[0], s.Args[1]
			b = appendPoints(b, " c ", twoThirds(at, c), twoThirds(end, c), end)
		case opentype.SegmentOpCubeTo:
			b = appendPoints(b, " c ", s.Args[0], s.Args[1], s.Args[2])
		}
		at = s.ArgsSlice()[len(s.ArgsSlice())-1]
	}
	return b
}

// twoThirds is the cubic control point beside end for a quadratic curve with
// control point c.
func twoThirds(end, c opentype.SegmentPoint) opentype.SegmentPoint {
	return opentype.SegmentPoint{X: end.X + (c.X-end.X)*2/3, Y: end.Y + (c.Y-end.Y)*2/3}
}

func appendPoints(b []byte, operator string, points ...opentype.SegmentPoint) []byte {
	for i, p := range points {
		if i > 0 {
			b = append(b, ' ')
		}
		b = strconv.AppendInt(b, int64(math.Round(float64(p.X))), 10)
		b = append(b, ' ')
		b = strconv.AppendInt(b, int64(math.Round(float64(p.Y))), 10)
	}
	return append(b, operator...)
}

// appendOutlines writes a shaped run whose first glyph starts at (x, y) points
// from the page's lower left corner, at size points for one em. paint is the
// operator that paints each glyph: f, or B for a bolder one.
func (f *face) appendOutlines(b []byte, glyphs []glyph, x, y, size float64, paint string) []byte {
	scale := size / f.upem
	b = append(b, "q "...)
	b = appendNumbers(b, 6, scale, 0, 0, scale)
	b = appendNumbers(b, 2, x, y)
	b = append(b, "cm\n"...)
	penX, penY := 0, 0 // where the coordinate system stands now
	at := 0
	for _, g := range glyphs {
		if p := f.path(g.id); p != "" {
			if dx, dy := at+g.x-penX, g.y-penY; dx != 0 || dy != 0 {
				b = append(b, "1 0 0 1 "...)
				b = appendInts(b, dx, dy)
				b = append(b, "cm\n"...)
				penX, penY = penX+dx, penY+dy
			}
			b = append(b, p...)
			b = append(b, paint...)
			b = append(b, '\n')
		}
		at += g.advance
	}
	return append(b, "Q\n"...)
}

// appendNumbers writes numbers with at most the given digits after the point,
// each followed by a space.
func appendNumbers(b []byte, digits int, numbers ...float64) []byte {
	for _, n := range numbers {
		pow := math.Pow10(digits)
		b = strconv.AppendFloat(b, math.Round(n*pow)/pow, 'f', -1, 64)
		b = append(b, ' ')
	}
	return b
}

// appendInts writes whole numbers, each followed by a space.
func appendInts(b []byte, numbers ...int) []byte {
	for _, n := range numbers {
		b = strconv.AppendInt(b, int64(n), 10)
		b = append(b, ' ')
	}
	return b
}
