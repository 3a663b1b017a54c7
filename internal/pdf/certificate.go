package pdf

import (
	"math"
	"strings"
)

const (
	certificateEn = "Certificate"
	certificateDz = "ལག་ཁྱེར།"
)

// Places on the certificate, in mm on A4 landscape.
const (
	certSide    = 26.0  // left and right edge of what is printed inside the frame
	certMiddle  = 148.5 // half of the width
	certHeadEnd = 43.0  // the line under the heading
	certFacts   = 153.0 // the line over facts and code
	certQR      = 46.0  // side of the code; it must read at 150 dots an inch
	certQRLeft  = 221.0
	certQRTop   = 148.5
)

// Certificate draws one certificate on one A4 page and returns the PDF file. The
// same sheet gives the same bytes in the same build.
//
// The middle of the heading is left free for the official emblem, which only
// its owner may place there; this package draws no emblem, flag or seal.
func Certificate(c CertificateSheet) ([]byte, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	if len(c.Issuer) == 0 {
		c.Issuer = Letterhead()
	}
	d := New(Options{
		Title:     "Certificate: " + c.Name + ", " + c.Course,
		Author:    c.Issuer[len(c.Issuer)-1].En,
		Created:   c.Created,
		Landscape: true,
	})
	d.certificateGround(c.Marks)
	d.certificateHeading(c.Issuer)
	top := certHeadEnd + 4
	if len(c.Marks) > 0 {
		d.do(func() { top = d.marksBand(c.Marks, 60, certHeadEnd+6, 177) + 2 })
	}
	d.do(func() { d.certificateBody(c, top) })
	d.certificateFacts(c)
	d.QR(certQRLeft, certQRTop, certQR, c.QRText)
	return d.Bytes()
}

// certificateGround paints paper, the first mark, the frame and its ornaments.
func (d *Document) certificateGround(marks []string) {
	d.Box(0, 0, 297, 210, Paper)
	if len(marks) > 0 {
		d.do(func() { d.acrossPage(Clean(marks[0]), 0xF3E6CB) })
	} else {
		d.Knot(certMiddle, 100, 84, 0xF6F0E5)
	}
	d.Frame(8, 8, 281, 194, 0.9, Maroon)
	d.Frame(10.2, 10.2, 276.6, 189.6, 0.25, Saffron)
	for _, x := range []float64{19, 278} {
		for _, y := range []float64{19, 191} {
			d.Knot(x, y, 11, Maroon)
		}
	}
}

// acrossPage writes text along the diagonal, without a copy to search for: the
// band says the same.
func (d *Document) acrossPage(text string, c Color) {
	s := Style{Size: 100, Bold: true, Color: c, Align: Centre, Display: true}
	s.Size = min(90, 100*250/max(measure(text, s), 1))
	sin, cos := math.Sincos(math.Atan2(d.h, d.w))
	x, y := d.w/2*mm, d.h/2*mm
	b := appendNumbers([]byte("q "), 6, cos, sin, -sin, cos, x-cos*x+sin*y, y-sin*x-cos*y)
	d.f.RawWriteStr(string(append(b, "cm"...)))
	left := d.w/2 - measure(text, s)/2
	for _, p := range layLine([]rune(text), s).pieces {
		d.drawOutlines(left, d.h/2+s.size()*0.35/mm, p, s)
		left += p.width * s.size() / mm
	}
	d.f.RawWriteStr("Q")
}

// certificateHeading sets Dzongkha left and English right of the free middle.
func (d *Document) certificateHeading(issuer []Bilingual) {
	const left, right, width = 82.0, 215.0, 104.0
	for i, line := range issuer {
		s := Style{Size: 13, Color: Maroon, Align: Centre, Display: true}
		y := 24 + 10.5*float64(i)
		if i > 0 {
			s.Size, s.Bold = 15, true
		}
		d.do(func() {
			d.fitted(right, y, line.En, s, width)
			s.Size, s.Bold = s.Size*1.1, false
			d.fitted(left, y, line.Dz, s, width)
		})
	}
	d.Line(certSide, certHeadEnd, certMiddle-7, certHeadEnd, 0.3, Saffron)
	d.Line(certMiddle+7, certHeadEnd, 297-certSide, certHeadEnd, 0.3, Saffron)
	d.Knot(certMiddle, certHeadEnd, 9, Saffron)
}

// fitted writes one line, smaller if it must be and at the end shortened.
func (d *Document) fitted(x, y float64, text string, s Style, width float64) {
	text, s = shrink(Clean(text), s, width, s.size()*0.6)
	d.text(x, y, ellipsize(text, s, width), s)
}

// shrink makes s smaller, down to least, until text fits width.
func shrink(text string, s Style, width, least float64) (string, Style) {
	if w := measure(text, s); w > width {
		s.Size = max(least, s.size()*width/w)
	}
	return text, s
}

// stacked is a centred block of the certificate's body.
type stacked struct {
	lines []string
	style Style
	above float64 // least room above in mm
}

// certificateBody stacks the blocks between top and the facts and shares out
// what room is left over, so that a short certificate does not look empty at its
// foot and a long one does not run into the facts.
func (d *Document) certificateBody(c CertificateSheet, top float64) {
	blocks := certificateBlocks(c)
	height := 0.0
	for _, b := range blocks {
		height += b.above + linesHeight(b.lines, b.style)
	}
	slack := max(0, certFacts-6-top-height)
	scale := 1.0
	if room := certFacts - 4 - top; height > room {
		scale = room / height // only with every optional line and long names
	}
	extra := min(slack/float64(len(blocks)+1), 4)
	y := top + (slack-extra*float64(len(blocks)))/2
	for _, b := range blocks {
		y += (b.above + extra) * scale
		b.style.Size *= scale
		for _, l := range b.lines {
			d.text(certMiddle, y+b.style.ascent(hasDz(l)), l, b.style)
			y += b.style.leading(hasDz(l))
		}
	}
}

// certificateBlocks are the lines of the body, wrapped, without empty ones.
func certificateBlocks(c CertificateSheet) []stacked {
	const width = 225
	small := Style{Size: 11.5, Color: Muted, Align: Centre}
	big := func(size float64, bold bool, color Color) Style {
		return Style{Size: size, Bold: bold, Color: color, Align: Centre, Display: true}
	}
	all := []struct {
		text  string
		style Style
		least float64
		above float64
	}{
		{certificateDz, big(25, false, Maroon), 25, -2},
		{certificateEn, big(20, false, Maroon), 20, -3},
		{"This certifies that", small, 11.5, 1},
		{c.Name, big(26, true, Ink), 17, 0},
		{c.NameDz, big(16, false, Ink), 12, -1},
		{c.Agency, Style{Size: 13, Align: Centre}, 10, 0},
		{c.AgencyDz, big(12, false, Ink), 10, -0.5},
		{"has completed the course", small, 11.5, 1},
		{c.Course, big(18, true, Maroon), 13, 0},
		{versionLine(c.Version), Style{Size: 10, Color: Muted, Align: Centre}, 10, 0},
	}
	var blocks []stacked
	for _, b := range all {
		text, style := shrink(Clean(b.text), b.style, width, b.least)
		if strings.TrimSpace(text) == "" {
			continue
		}
		lines := wrap(text, style, width)
		if len(lines) > 2 {
			rest := strings.Join(lines[1:], " ")
			lines = []string{lines[0], ellipsize(rest, style, width)}
		}
		blocks = append(blocks, stacked{lines, style, b.above})
	}
	return blocks
}

func versionLine(version string) string {
	if version == "" {
		return ""
	}
	return "Version " + version
}

// certificateFacts writes dates, score and serial, and how to verify them.
func (d *Document) certificateFacts(c CertificateSheet) {
	until := c.ValidUntil.String()
	if c.ValidUntil.IsZero() {
		until = "No end date"
	}
	facts := [][2]string{
		{"Completed on", c.Completed.String()},
		{"Valid until", until},
		{"Score", c.Score},
		{"Serial number", groupsOfFour(c.Serial)},
	}
	d.Line(certSide, certFacts, certQRLeft-9, certFacts, 0.3, Saffron)
	x := certSide
	widths := []float64{49, 49, 36, 55}
	d.do(func() {
		for i, fact := range facts {
			if fact[1] == "" {
				continue
			}
			d.text(x, certFacts+8, fact[0], Style{Size: 9, Color: Muted})
			d.fitted(x, certFacts+15, fact[1], Style{Size: 12.5}, widths[i]-3)
			x += widths[i]
		}
		d.certificateVerify(c.VerifyURL)
	})
}

// certificateVerify says how anyone can check the sheet.
func (d *Document) certificateVerify(url string) {
	const width = 182
	small := Style{Size: 9.5, Color: Muted}
	y := certFacts + 24
	d.text(certSide, y, "To check this certificate, scan the code or open", small)
	link := Style{Size: 11, Color: Maroon}
	text, link := shrink(Clean(url), link, width, 7)
	text = ellipsize(text, link, width)
	d.text(certSide, y+6, text, link)
	if text != "" {
		d.f.LinkString(certSide, y+2, measure(text, link), 5.5, Clean(url))
	}
	d.text(certSide, y+12, "and compare: the page shows every field printed here, and whether the certificate is valid today.", small)
}
