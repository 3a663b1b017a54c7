package pdf

import (
	"errors"
	"fmt"
	"sync"

	"rsc.io/qr/coding"
)

// qrQuiet is the blank margin that the standard asks for, in modules.
const qrQuiet = 4

// QR draws a QR code of text at correction level M (15 % may be lost) whose dark
// square has sides of size mm. Its blank margin of four modules is painted white
// around that square. The code is a vector path: images would cost the document
// its repeatable bytes.
func (d *Document) QR(x, y, size float64, text string) {
	d.do(func() {
		rows, err := encodeQR(text)
		if err != nil {
			d.err = err
			return
		}
		quiet := qrQuiet * size / float64(len(rows))
		d.f.SetFillColor(White.rgb())
		d.f.Rect(x-quiet, y-quiet, size+2*quiet, size+2*quiet, "F")
		module := size * mm / float64(len(rows))
		b := append(d.scratch[:0], "q 0 g "...)
		b = appendNumbers(b, 6, module, 0, 0, module)
		b = appendNumbers(b, 2, x*mm, (d.h-y-size)*mm)
		b = append(b, "cm\n"...)
		for i, row := range rows {
			b = appendModules(b, row, len(rows), len(rows)-1-i)
		}
		d.raw(append(b, "f Q"...))
	})
}

// appendModules writes a rectangle for each run of dark modules in a row of n
// that stands y modules above the lowest.
func appendModules(b []byte, row modules, n, y int) []byte {
	for x := 0; x < n; x++ {
		start := x
		for x < n && row.dark(x) {
			x++
		}
		if x > start {
			b = appendInts(b, start, y, x-start)
			b = append(b, "1 re\n"...)
		}
	}
	return b
}

// encodeQR makes the smallest code that holds text at level M, with the mask
// that ISO/IEC 18004 (8.8.2) prefers, and gives its rows.
func encodeQR(text string) ([]modules, error) {
	if text == "" {
		return nil, errors.New("pdf: a QR code needs a text")
	}
	var data coding.Encoding = coding.String(text)
	if coding.Alpha(text).Check() == nil {
		data = coding.Alpha(text)
	}
	version := coding.Version(coding.MinVersion)
	for data.Bits(version) > version.DataBytes(coding.M)*8 {
		if version++; version > coding.MaxVersion {
			return nil, fmt.Errorf("pdf: %d characters are too many for a QR code", len(text))
		}
	}
	layout, err := planQR(version)
	if err != nil {
		return nil, err
	}
	code, err := layout.plan.Encode(data)
	if err != nil {
		return nil, fmt.Errorf("pdf: QR code: %w", err)
	}
	return layout.bestMask(takeApart(code)), nil
}

// qrLayout is what codes of one size have in common: where things stand, with
// the first mask, and what each other mask changes. That does not depend on the
// text, since a mask inverts a fixed set of modules.
type qrLayout struct {
	plan    *coding.Plan
	changes []grid
}

// qrLayouts keeps the layouts, which take longer to make than a code.
var qrLayouts sync.Map // of coding.Version to *qrLayout

func planQR(version coding.Version) (*qrLayout, error) {
	if l, ok := qrLayouts.Load(version); ok {
		return l.(*qrLayout), nil //nolint:forcetypeassert // nothing else is stored
	}
	l := &qrLayout{}
	var unmasked grid
	for mask := coding.Mask(0); mask < 8; mask++ {
		plan, err := coding.NewPlan(version, coding.M, mask)
		if err != nil {
			return nil, fmt.Errorf("pdf: QR code: %w", err)
		}
		code, err := plan.Encode(coding.String(""))
		if err != nil {
			return nil, fmt.Errorf("pdf: QR code: %w", err)
		}
		if mask == 0 {
			l.plan, unmasked = plan, takeApart(code)
		}
		l.changes = append(l.changes, takeApart(code).xor(unmasked))
	}
	qrLayouts.Store(version, l)
	return l, nil
}

// bestMask gives the rows of the code under the mask that is easiest to read.
func (l *qrLayout) bestMask(code grid) []modules {
	var best []modules
	lowest := 0
	for _, change := range l.changes {
		masked := code.xor(change)
		if p := masked.penalty(); best == nil || p < lowest {
			best, lowest = masked.rows, p
		}
	}
	return best
}
