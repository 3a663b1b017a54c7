package page

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"html/template"
	"io"
	"strings"
	"sync"
)

// Stencil is a page with holes where its reader is named: rendered once, and then filled in for anybody to whom the rest of
// the page says the same. It holds nothing of any person.
//
// The pieces between the holes are also kept deflated, so that a gzip answer is put together from them without compressing
// anything. Each ends as a sync flush does (RFC 1951, section 3.2.4): with the head of a stored block, on a byte boundary and
// without its length. What fills the hole follows as the contents of that block.
type Stencil struct {
	pieces []piece
	holes  []hole // between the pieces: one less
}

// piece is a stretch of a page that is the same for everyone.
type piece struct{ plain, deflated []byte }

// hole is a field of the reader.
type hole byte

const (
	holeID hole = iota
	holeName
	holeAgency
	holes
)

// Marks stand in the rendered page for its holes. They are made of code points that are no characters (Unicode, section 23.7),
// so no text has them, and html/template leaves them alone between tags and in quoted attributes, which is where readers are
// named. Anywhere else it would change them, and NewStencil refuses the page.
const (
	markOpen  = "\ufdd0"
	markClose = "\ufdd1"
)

func (h hole) mark() string { return markOpen + string(rune('a'+h)) + markClose }

// fills gives what stands in the hole for the reader, as html/template would write it.
func (h hole) fills(p Person) string {
	text := p.ID
	switch h {
	case holeName:
		text = p.Name
	case holeAgency:
		text = p.Agency
	}
	return strings.ReplaceAll(template.HTMLEscapeString(text), "+", "&#43;")
}

// Frame is what a Base says apart from who reads it: two readers of the same Frame see the same page around what it is about,
// but for their names. It is comparable, and the key by which stencils are kept.
type Frame struct {
	lang, theme, path        string
	demo, draft, wide, staff bool
	keeps, drags             bool
	device, installs         bool
	id, name, agency         bool // whether the reader has one: templates ask
	shared, brief            bool
	nav                      string
}

// Frame gives the frame; false for a page with something on it that was said to this reader: crumbs, notices and problems, until when to appeal, or no person's.
func (b Base) Frame() (Frame, bool) {
	f := Frame{
		lang: b.Lang, theme: b.Theme, path: b.Path, demo: b.Demo, draft: b.Draft, wide: b.Wide, staff: b.Staff, keeps: b.Keeps, drags: b.Drags,
		device: b.Device, installs: b.Installs, shared: b.Person.Shared, brief: b.Person.Brief,
		id: b.Person.ID != "", name: b.Person.Name != "", agency: b.Person.Agency != "",
	}
	var nav strings.Builder
	nav.Grow(64 * len(b.Nav))
	for _, l := range b.Nav {
		current := "\n"
		if l.Current {
			current = "\r"
		}
		for _, part := range []string{l.Href, l.Label.Lang, l.Label.Text, current} {
			nav.WriteString(part)
			nav.WriteByte(0)
		}
	}
	f.nav = nav.String()
	return f, b.Reader == "" && b.Appeal == "" && len(b.Crumbs)+len(b.Notices)+len(b.Problems) == 0
}

// Blank gives the Base with marks for whatever its reader has, to render a stencil with.
func (b Base) Blank() Base {
	for h, field := range map[hole]*string{holeID: &b.Person.ID, holeName: &b.Person.Name, holeAgency: &b.Person.Agency} {
		if *field != "" {
			*field = h.mark()
		}
	}
	return b
}

// NewStencil cuts a page that was rendered with a Blank base.
func NewStencil(rendered []byte) (*Stencil, error) {
	for _, form := range changed() {
		if bytes.Contains(rendered, []byte(form)) {
			return nil, errors.New("the page names its reader elsewhere than between tags or in a quoted attribute")
		}
	}
	s := &Stencil{}
	rest := rendered
	for {
		at := bytes.Index(rest, []byte(markOpen))
		if at < 0 {
			break
		}
		h, after, err := readMark(rest[at:])
		if err != nil {
			return nil, err
		}
		s.pieces, s.holes = append(s.pieces, piece{plain: rest[:at]}), append(s.holes, h)
		rest = after
	}
	s.pieces = append(s.pieces, piece{plain: rest})
	for i := range s.pieces {
		var err error
		if s.pieces[i].deflated, err = deflate(s.pieces[i].plain, i == len(s.pieces)-1); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// readMark reads the mark that text begins with, and gives what is behind it.
func readMark(text []byte) (hole, []byte, error) {
	name, after, _ := bytes.Cut(text[len(markOpen):], []byte(markClose))
	if len(name) != 1 || name[0] < 'a' || name[0] >= 'a'+byte(holes) {
		return 0, nil, errors.New("the page has a code point that marks a hole, and no hole")
	}
	return hole(name[0] - 'a'), after, nil
}

// changed are the forms in which html/template writes a mark where another escaping than HTML's own is needed.
func changed() []string { return []string{"%ef%b7%90", "&#xfdd0;", `\ufdd0`} }

// deflate packs a piece at the best level. The last one ends the stream; any other ends with the head of a stored block.
func deflate(plain []byte, last bool) ([]byte, error) {
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(plain); err != nil {
		return nil, err
	}
	if last {
		err := w.Close()
		return b.Bytes(), err
	}
	if err := w.Flush(); err != nil {
		return nil, err
	}
	head, ok := bytes.CutSuffix(b.Bytes(), []byte{0, 0, 0xff, 0xff})
	if !ok {
		return nil, errors.New("a sync flush did not end with an empty stored block")
	}
	return head, nil
}

// Plain is the page for the reader.
func (s *Stencil) Plain(reader Person) []byte {
	var out []byte
	for i, p := range s.pieces {
		out = append(out, p.plain...)
		if i < len(s.holes) {
			out = append(out, s.holes[i].fills(reader)...)
		}
	}
	return out
}

// WriteGzip writes the page for the reader as a gzip stream (RFC 1952). The error is w's.
func (s *Stencil) WriteGzip(w io.Writer, reader Person) error {
	out := stream{w: w}
	out.write([]byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255}) // deflate, no flags, no time, best level, no system
	for i, p := range s.pieces {
		out.write(p.deflated)
		out.count(p.plain)
		if i < len(s.holes) {
			text := []byte(s.holes[i].fills(reader))
			out.stored(text)
			out.count(text)
		}
	}
	var trailer [8]byte
	binary.LittleEndian.PutUint32(trailer[:4], out.sum)
	binary.LittleEndian.PutUint32(trailer[4:], out.size)
	out.write(trailer[:])
	return out.err
}

// stream is a gzip stream in the making, with the sum and the size of what it will unpack to, and the first error.
type stream struct {
	w         io.Writer
	sum, size uint32 // the format takes the size modulo 2^32
	err       error
}

func (s *stream) write(b []byte) {
	if s.err == nil {
		_, s.err = s.w.Write(b)
	}
}

func (s *stream) count(plain []byte) {
	s.sum = crc32.Update(s.sum, crc32.IEEETable, plain)
	s.size += uint32(len(plain)) // modulo 2^32
}

// stored writes the length and contents of a stored block whose head is there already, and what goes beyond the longest block
// into further ones.
func (s *stream) stored(text []byte) {
	for {
		n := uint16(min(len(text), 0xffff)) // at most 65,535
		var length [4]byte
		binary.LittleEndian.PutUint16(length[:2], n)
		binary.LittleEndian.PutUint16(length[2:], ^n)
		s.write(length[:])
		s.write(text[:n])
		if text = text[n:]; len(text) == 0 {
			return
		}
		s.write([]byte{0}) // the head of the next: stored, and not the last
	}
}

// mostStencils bounds what Stencils keeps. A lesson's page is about 30 KB of it.
const mostStencils = 256

// Stencils keeps the stencils of pages under what the pages say. K must hold everything that a page depends on but its reader:
// a Frame, and a comparable struct with the page's own contents. The zero Stencils is empty and ready; it is safe for
// concurrent use.
type Stencils[K comparable] struct {
	mu   sync.RWMutex
	kept map[K]*Stencil
}

// Get gives the stencil of the key, made of what draw renders where there is none yet.
func (s *Stencils[K]) Get(key K, draw func() ([]byte, error)) (*Stencil, error) {
	s.mu.RLock()
	found := s.kept[key]
	s.mu.RUnlock()
	if found != nil {
		return found, nil
	}
	rendered, err := draw()
	if err != nil {
		return nil, err
	}
	fresh, err := NewStencil(rendered)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept == nil {
		s.kept = make(map[K]*Stencil, mostStencils)
	}
	for old := range s.kept {
		if len(s.kept) < mostStencils {
			break
		}
		delete(s.kept, old) // any one: a stencil that is missed is soon there again
	}
	s.kept[key] = fresh
	return fresh, nil
}
