package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jung-kurt/gofpdf"
)

// family is the name under which gofpdf knows Noto Serif.
const family = "notoserif"

// Options describe a document as a whole.
type Options struct {
	Title  string // shown in the reader's window, and needed
	Lang   string // main language as a BCP 47 tag; empty means "en"
	Author string // the office that issues the document

	// Reference is the number under which the document is kept; it stands among
	// the document's properties, in Latin letters. Empty means none.
	Reference string

	// Created goes into the document's properties. It is needed, and it should
	// be the day of issue: it is part of the bytes.
	Created time.Time

	Landscape bool
	Margin    float64 // on all sides, in mm; zero means 18

	// Marks are warnings such as "Draft, not yet approved by its owner". Every
	// page carries them in a band at the top.
	Marks []string

	// Spare saves the ink of a copier: the band is a frame, without colour.
	Spare bool

	// Footer is a line at the foot of every page; PageNumbers adds
	// "Page 2 of 5" at its right.
	Footer      string
	PageNumbers bool
}

// Document is an A4 document under way. Places are in millimetres from the
// upper left corner of the page, sizes of text in points. Its methods keep the
// first error for Bytes.
type Document struct {
	f       *gofpdf.Fpdf
	opt     Options
	w, h    float64
	y       float64         // where the next flowing block starts
	top     float64         // where the page's flowing blocks began
	bottom  float64         // where flowing blocks must end
	inset   float64         // of flowing blocks, beside a bar
	side    Color           // of the bar
	barTop  float64         // where the bar begins on this page
	loaded  map[string]bool // embedded fonts, by style
	scratch []byte          // of raw
	err     error
}

// New starts a document with one empty page.
func New(o Options) *Document {
	d := &Document{opt: o, loaded: make(map[string]bool)}
	if d.opt.Margin <= 0 {
		d.opt.Margin = 18
	}
	if d.opt.Lang == "" {
		d.opt.Lang = "en"
	}
	switch {
	case strings.TrimSpace(o.Title) == "":
		d.err = errors.New("pdf: a document needs a title")
	case o.Created.IsZero():
		d.err = errors.New("pdf: a document needs its date of creation")
	case !isLanguageTag(d.opt.Lang):
		d.err = fmt.Errorf("pdf: %q is not a language tag", d.opt.Lang)
	}
	d.do(d.open)
	return d
}

// isLanguageTag tells that s is safe to write into the catalogue as it is.
func isLanguageTag(s string) bool {
	return strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == ""
}

// open sets the properties and begins the first page.
func (d *Document) open() {
	orientation := "P"
	if d.opt.Landscape {
		orientation = "L"
	}
	d.f = gofpdf.New(orientation, "mm", "A4", "")
	d.f.SetCatalogSort(true)
	d.f.SetCreationDate(d.opt.Created.UTC())
	d.f.SetModificationDate(d.opt.Created.UTC())
	d.f.SetProducer("Lamtoen", true)
	d.f.SetTitle(Clean(d.opt.Title), true)
	d.f.SetAuthor(Clean(d.opt.Author), true)
	if d.opt.Reference != "" {
		d.f.SetKeywords(Clean(d.opt.Reference), false)
	}
	d.f.SetMargins(0, 0, 0)
	d.f.SetAutoPageBreak(false, 0)
	d.w, d.h = d.f.GetPageSize()
	d.bottom = d.h - d.opt.Margin
	d.startPage()
}

// do runs draw unless an error came before, and turns a panic into an error.
func (d *Document) do(draw func()) {
	if d.err != nil {
		return
	}
	defer func() {
		if p := recover(); p != nil {
			d.err = fmt.Errorf("pdf: drawing failed: %v", p)
		}
	}()
	draw()
	if d.f != nil && d.f.Err() {
		d.err = fmt.Errorf("pdf: %w", d.f.Error())
	}
}

// NewPage ends the page and begins the next.
func (d *Document) NewPage() { d.do(d.startPage) }

func (d *Document) startPage() {
	if d.f.PageCount() > 0 {
		d.drawBar()
	}
	d.f.AddPage()
	d.y = d.opt.Margin
	if len(d.opt.Marks) > 0 {
		d.y = d.marksBand(d.opt.Marks, d.opt.Margin, 8, d.w-2*d.opt.Margin) + 4
		d.y = max(d.y, d.opt.Margin)
	}
	d.top, d.barTop = d.y, d.y
}

// Size gives the page's width and height in mm.
func (d *Document) Size() (width, height float64) { return d.w, d.h }

// Margin gives the margin in mm.
func (d *Document) Margin() float64 { return d.opt.Margin }

// Err gives the first error, if there was one.
func (d *Document) Err() error { return d.err }

// Bytes ends the document and returns the PDF file. Draw nothing after it.
func (d *Document) Bytes() ([]byte, error) {
	var buf bytes.Buffer
	d.do(func() {
		d.footers()
		if err := d.f.Output(&buf); err != nil {
			d.err = fmt.Errorf("pdf: %w", err)
		}
	})
	if d.err != nil {
		return nil, d.err
	}
	return finish(buf.Bytes(), d.opt.Lang)
}

// footers writes the foot of every page, now that their number is known.
func (d *Document) footers() {
	if d.opt.Footer == "" && !d.opt.PageNumbers {
		return
	}
	s := Style{Size: 8.5, Color: Muted}
	y := d.h - d.opt.Margin/2
	pages := d.f.PageCount()
	for n := 1; n <= pages; n++ {
		d.f.SetPage(n)
		room := d.w - 2*d.opt.Margin
		if d.opt.PageNumbers {
			number := fmt.Sprintf("Page %d of %d", n, pages)
			right := s
			right.Align = Right
			d.text(d.w-d.opt.Margin, y, number, right)
			room -= measure(number, s) + 6
		}
		d.text(d.opt.Margin, y, ellipsize(Clean(d.opt.Footer), s, room), s)
	}
}
