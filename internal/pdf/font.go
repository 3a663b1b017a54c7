package pdf

import (
	"bytes"
	_ "embed"
	"fmt"
	"sync"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
)

// The fonts; fonts/README.md says where each comes from and how it was cut.
var (
	//go:embed fonts/DDC_Uchen.ttf
	uchenTTF []byte
	//go:embed fonts/NotoSerif-Regular-subset.ttf
	regularTTF []byte
	//go:embed fonts/NotoSerif-Bold-subset.ttf
	boldTTF []byte
	//go:embed fonts/NotoSansMath-Regular-subset.ttf
	mathTTF []byte
	//go:embed fonts/NotoSansSymbols2-Regular-subset.ttf
	marksTTF []byte
)

// dzScale makes Dzongkha look as large as the Latin letters beside it: at the
// same nominal size its letters are smaller.
const dzScale = 1.15

// face is one font, ready to shape and to draw. It is safe for concurrent use.
type face struct {
	style   string // gofpdf's style of the embedded family; only for Noto Serif
	ttf     []byte
	font    *font.Font
	upem    float64
	scale   float64 // drawn size over nominal size
	script  language.Script
	lang    language.Language
	missing float64 // advance of the glyph for missing characters, in em

	advance map[rune]float64 // in em; read only after loading
	paths   sync.Map         // of glyph id to string
	shaped  shapeCache
	shapers sync.Pool // of *shaper; a shaper and its Face serve one goroutine
}

// shaper holds what go-text does not allow to be shared.
type shaper struct {
	harfbuzz shaping.HarfbuzzShaper
	face     *font.Face
}

// fontSet is all fonts of the package.
type fontSet struct {
	regular, bold, uchen *face
	symbols              []*face
}

// loaded parses the fonts at first use, about 10 ms once in a process, so that
// programs that draw nothing do not pay for it.
var loaded = sync.OnceValue(loadFonts)

func loadFonts() *fontSet {
	latin := func(ttf []byte, style string) *face {
		f := newFace(ttf, language.Latin, "en")
		f.style = style
		f.fillAdvances()
		return f
	}
	set := &fontSet{
		regular: latin(regularTTF, ""),
		bold:    latin(boldTTF, "B"),
		uchen:   newFace(uchenTTF, language.Tibetan, "dz"),
	}
	set.uchen.scale = dzScale
	for _, ttf := range [][]byte{mathTTF, marksTTF} {
		set.symbols = append(set.symbols, newFace(ttf, language.Latin, "en"))
	}
	return set
}

// newFace parses an embedded font. The fonts are part of the program and every
// test loads them, so one that cannot be read is a fault of the build.
func newFace(ttf []byte, script language.Script, lang string) *face {
	parsed, err := font.ParseTTF(bytes.NewReader(ttf))
	if err != nil {
		panic(fmt.Sprintf("pdf: embedded font: %v", err))
	}
	f := &face{
		ttf:    ttf,
		font:   parsed.Font,
		upem:   float64(parsed.Upem()),
		scale:  1,
		script: script,
		lang:   language.NewLanguage(lang),
	}
	f.missing = float64(parsed.HorizontalAdvance(0)) / f.upem
	f.shapers.New = func() any { return &shaper{face: font.NewFace(f.font)} }
	return f
}

// fillAdvances notes the width of every character for measuring text that
// gofpdf will write, which sets one glyph after the other without kerning.
func (f *face) fillAdvances() {
	f.advance = make(map[rune]float64)
	glyphs := font.NewFace(f.font)
	for it := f.font.Cmap.Iter(); it.Next(); {
		r, gid := it.Char()
		f.advance[r] = float64(glyphs.HorizontalAdvance(gid)) / f.upem
	}
}

// width is the advance of r in em, as gofpdf and the readers of its files
// reckon it: characters that the font lacks are as wide as its missing glyph.
func (f *face) width(r rune) float64 {
	if w, ok := f.advance[r]; ok {
		return w
	}
	return f.missing
}

func (f *face) has(r rune) bool {
	_, ok := f.font.NominalGlyph(r)
	return ok
}

// covers tells whether any font of the set has r.
func (s *fontSet) covers(r rune) bool { return s.find(r, s.regular) != nil }

// find picks the font for r: Dzongkha's own for its block, else the wanted
// Latin one, else whichever has it, else nil.
func (s *fontSet) find(r rune, latin *face) *face {
	if !isDz(r) && latin.has(r) {
		return latin
	}
	if s.uchen.has(r) && isDz(r) {
		return s.uchen
	}
	for _, f := range s.symbols {
		if f.has(r) {
			return f
		}
	}
	return nil
}
