package pdf

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// replacement stands, visibly, for a character that no embedded font has: a
// missing letter in a name must be seen, not silently dropped.
const replacement = '\uFFFD'

const (
	tsheg     = '\u0F0B'
	firstShad = '\u0F0D'
	lastShad  = '\u0F14'
	firstDz   = '\u0F00'
	lastDz    = '\u0FFF'
	lastOfBMP = '\uFFFF'
)

// Clean returns s as it will be drawn: valid UTF-8 in normal form C, on one
// line, without control, direction and zero-width characters, and with U+FFFD
// in the place of every character that no embedded font has (emoji, for one).
// gofpdf panics above U+FFFF and on invalid UTF-8.
func Clean(s string) string {
	if isPlain(s) {
		return s
	}
	s = norm.NFC.String(strings.ToValidUTF8(s, string(replacement)))
	fonts := loaded()
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		switch {
		case isBlank(r):
			b.WriteByte(' ')
		case isUnseen(r):
		case r <= lastOfBMP && fonts.covers(r):
			b.WriteRune(r)
		default:
			b.WriteRune(replacement)
		}
	}
	return b.String()
}

// isPlain tells that s is printable ASCII, the common case, and needs no work.
func isPlain(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' || s[i] >= 0x7F {
			return false
		}
	}
	return true
}

// isBlank tells that r is a line break, a tab or a space of another width. The
// no-break space is not: it forbids a line break and the fonts have it.
func isBlank(r rune) bool {
	switch r {
	case '\u00A0', '\u202F':
		return false
	case '\u2028', '\u2029':
		return true
	}
	return unicode.IsSpace(r)
}

// isUnseen tells that r has no shape of its own: controls, direction marks,
// joiners, variation selectors. Left in, they would hide text or turn it round.
func isUnseen(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Variation_Selector)
}

// isDz tells that r belongs to the Tibetan block, which Dzongkha is written in.
func isDz(r rune) bool { return r >= firstDz && r <= lastDz }

// hasDz tells that a line of text needs the taller leading of Dzongkha.
func hasDz(s string) bool { return strings.IndexFunc(s, isDz) >= 0 }

// breakAfter tells whether a line may end after text[i]. A tsheg before a shad,
// a space or another tsheg stays with it, as a hyphen stays with a digit.
func breakAfter(text []rune, i int) bool {
	if i+1 >= len(text) {
		return true
	}
	next := text[i+1]
	switch text[i] {
	case ' ':
		return next != ' '
	case tsheg:
		return next != ' ' && next != tsheg && (next < firstShad || next > lastShad)
	case '-', '/', '\u2013', '\u2014':
		return unicode.IsLetter(next)
	}
	return false
}

// startsCluster tells whether a line that must be cut by force may be cut
// before r: never between a letter and the marks on it.
func startsCluster(r rune) bool {
	return utf8.ValidRune(r) && !unicode.In(r, unicode.Mn, unicode.Mc, unicode.Me)
}
