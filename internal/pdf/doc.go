// Package pdf draws documents in English and Dzongkha: certificates, letters,
// reports, printed question cards. It is the only place that knows gofpdf and
// the text shaper, and it knows nothing of learning: callers hand it plain text.
//
// # Two scripts in one line
//
// gofpdf writes one glyph for each character, which is enough for Latin script.
// Dzongkha needs a shaper: consonants stack, vowels sit on the stack, and which
// form a letter takes depends on its neighbours. A line is therefore cleaned
// ([Clean]), cut into runs of one font each (U+0F00 to U+0FFF is Dzongkha), and
//
//   - Latin runs go through gofpdf with an embedded subset of Noto Serif;
//   - Dzongkha runs are shaped with go-text/typesetting and drawn as filled
//     outlines of DDC Uchen, the Dzongkha Development Commission's own font.
//     Its licence bits forbid a PDF writer to cut it down, and outlines embed
//     no font at all. Each glyph's outline is turned into path operators once
//     in the life of the process.
//
// Outlines can be neither searched nor copied, so the real characters are laid
// over them in invisible ink (text rendering mode 3), stretched to the drawn
// width. Marking the outlines with /ActualText instead is ignored by two of the
// three readers tried. The same way serves large Latin lines ([Style].Display),
// which then get kerning and need no second embedded font.
//
// Lines break after a space, and in Dzongkha after the tsheg (U+0F0B), since
// Dzongkha has no spaces between words.
//
// # The same bytes each time
//
// A document that is drawn twice from the same input has the same bytes: dates
// come from [Options].Created and never from the clock, there are no images
// (gofpdf writes them in the order of a map), the QR code is a vector path, and
// the file's /ID is a hash of its content. Fonts are part of the bytes, so a
// font that changes changes them too.
//
// # Errors
//
// Drawing methods return nothing; the first error stays with the document and
// [Document.Bytes] returns it. gofpdf panics on input that it does not expect.
// [Clean] keeps such input away, and a panic that still happens becomes an
// error at the edge of this package.
//
// A Document belongs to one goroutine; any number may be drawn at once.
package pdf

//go:generate ./fonts/make.sh
