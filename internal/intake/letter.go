package intake

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"lamtoen/internal/day"
	"lamtoen/internal/pdf"
)

// Letter is what one person is sent to choose the first password with.
type Letter struct {
	Name, NameDz string
	EID          string
	Position     string
	Agency       string
	Code         string // in the clear: it is on paper only
	Expires      time.Time
}

// Letters is a file of letters, one on each sheet.
type Letters struct {
	List    []Letter
	Address string // the service's public origin
	Issuer  string // who printed them
	Printed time.Time
	Marks   []string // such as that the people are invented
	Appeal  string   // until when, and how, what a letter says of its reader may be appealed
}

// A sheet is A4 in three panels of 99 mm. It is folded twice: the lowest panel up, print on print, so that the code lies inside;
// then the upper panel back, so that its print, the name, is outside. Light through the paper meets the pattern, which lies
// on the code when the sheet is folded.
const (
	panel     = 99.0
	foldTwo   = panel     // the second fold, in mm from the top
	foldOne   = 2 * panel // the first
	leftEdge  = 20.0
	rightEdge = 190.0
	codeTop   = foldTwo + 12
	codeLow   = foldTwo + 44
)

// PDF draws the letters.
func (l Letters) PDF() ([]byte, error) {
	steps, err := pictures()
	if err != nil {
		return nil, err
	}
	d := pdf.New(pdf.Options{Title: "Activation letters", Author: "Royal Civil Service Commission", Created: l.Printed, Marks: l.Marks, Spare: true})
	for i, letter := range l.List {
		if i > 0 {
			d.NewPage()
		}
		l.outside(d, letter)
		l.inside(d, letter)
		l.howTo(d, steps)
		pattern(d)
		folds(d)
	}
	return d.Bytes()
}

// outside is the upper panel: whom it is for.
func (l Letters) outside(d *pdf.Document, p Letter) {
	soft := pdf.Style{Size: 9, Color: pdf.Muted}
	d.Text(leftEdge, 30, "Lamtoen", pdf.Style{Size: 15, Bold: true, Color: pdf.Maroon})
	d.Text(leftEdge, 36, "Social media training for the civil service", soft)
	d.Text(rightEdge, 30, "For the person named here only", pdf.Style{Size: 9, Color: pdf.Muted, Align: pdf.Right})
	y := 54.0
	d.Text(leftEdge, y, p.Name, pdf.Style{Size: 17, Bold: true})
	if p.NameDz != "" {
		y += 9
		d.Text(leftEdge, y, p.NameDz, pdf.Style{Size: 15})
	}
	y += 4
	y += d.TextBox(leftEdge, y, 130, p.Position, pdf.Style{Size: 11})
	d.TextBox(leftEdge, y, 130, p.Agency, pdf.Style{Size: 11})
	d.Text(leftEdge, panel-6, "If this letter was open when it reached you, do not use the code. Ask your focal officer for another letter.", soft)
}

// inside is the middle panel: the code, and what it is good for.
func (l Letters) inside(d *pdf.Document, p Letter) {
	label := pdf.Style{Size: 9, Color: pdf.Muted}
	d.Frame(leftEdge, codeTop, rightEdge-leftEdge, codeLow-codeTop, 0.4, pdf.Maroon)
	d.Text(leftEdge+6, codeTop+8, "Your code", label)
	d.Text(leftEdge+6, codeTop+20, p.Code, pdf.Style{Size: 26, Bold: true, Color: pdf.Maroon})
	d.Text(leftEdge+6, codeTop+28, "Your EID", label)
	d.Text(leftEdge+24, codeTop+28, p.EID, pdf.Style{Size: 12, Bold: true})
	until := day.Of(p.Expires)
	d.Text(rightEdge-6, codeTop+8, "Good until", pdf.Style{Size: 9, Color: pdf.Muted, Align: pdf.Right})
	d.Text(rightEdge-6, codeTop+16, until.String(), pdf.Style{Size: 14, Bold: true, Align: pdf.Right})
	address := strings.TrimRight(l.Address, "/") + "/activate"
	d.Text(leftEdge, codeLow+9, "Choose your password here:", label)
	d.Text(leftEdge, codeLow+16, address, pdf.Style{Size: 13, Bold: true})
	d.TextBox(leftEdge, codeLow+20, 130, fmt.Sprintf("The code works once, together with your EID and the day you joined the civil service, until %s. "+
		"A letter printed later takes its place. Nobody who asks you for this code by telephone or message is from this service.", until),
		pdf.Style{Size: 10})
	d.QR(rightEdge-26, codeLow+11, 24, address)
	if l.Appeal != "" {
		d.TextBox(leftEdge, foldOne-19, rightEdge-leftEdge, l.Appeal, pdf.Style{Size: 9})
	}
	d.Text(leftEdge, foldOne-5, fmt.Sprintf("Printed on %s by %s.", day.Of(l.Printed), l.Issuer), label)
}

// howTo is the upper part of the lowest panel: three steps, each with its picture.
func (l Letters) howTo(d *pdf.Document, steps []*pdf.Picture) {
	const width = (rightEdge - leftEdge) / 3
	for i, step := range steps {
		x := leftEdge + float64(i)*width
		d.Picture(step, x+2, foldOne+5, 30, true)
		d.Text(x+36, foldOne+14, strconv.Itoa(i+1), pdf.Style{Size: 22, Bold: true, Color: pdf.Maroon})
		d.TextBox(x+2, foldOne+28, width-6, []string{
			"On any phone or computer, open the address, or point the camera at the square code.",
			"Type your EID, the day you joined the civil service, and the code.",
			"Choose a password that only you know. Your training is on the next page.",
		}[i], pdf.Style{Size: 10})
	}
}

// pattern covers what lies on the code when the first fold is made: as far below the fold as the code is above it.
func pattern(d *pdf.Document) {
	top, low := 2*foldOne-codeLow, 2*foldOne-codeTop
	const apart = 1.1
	d.Frame(leftEdge, top, rightEdge-leftEdge, low-top, 0.2, pdf.Muted)
	height := low - top
	for x := leftEdge - height; x < rightEdge; x += apart {
		slanted(d, x, top, height, false)
		slanted(d, x, top, height, true)
	}
}

// slanted draws a line of 45 degrees through the pattern, cut off at its sides.
func slanted(d *pdf.Document, x, top, height float64, up bool) {
	x1, y1, x2, y2 := x, top, x+height, top+height
	if x1 < leftEdge {
		y1 += leftEdge - x1
		x1 = leftEdge
	}
	if x2 > rightEdge {
		y2 -= x2 - rightEdge
		x2 = rightEdge
	}
	if x2 <= x1 {
		return
	}
	if up {
		y1, y2 = 2*top+height-y1, 2*top+height-y2
	}
	d.Line(x1, y1, x2, y2, 0.25, pdf.Muted)
}

// folds marks where to fold, at the edges.
func folds(d *pdf.Document) {
	right := pdf.Style{Size: 7, Color: pdf.Muted, Align: pdf.Right}
	width, _ := d.Size()
	for _, f := range []struct {
		y    float64
		text string
	}{{foldTwo, "Second fold: this part back, the name outside."}, {foldOne, "First fold: this part up, print on print. Then close with a clip or tape."}} {
		for x := 4.0; x < width-4; x += 4 {
			d.Line(x, f.y, x+1.6, f.y, 0.15, pdf.Muted)
		}
		if f.y == foldOne {
			d.Text(rightEdge, f.y+3.2, f.text, right)
		} else {
			d.Text(rightEdge, f.y-1.2, f.text, right)
		}
	}
}

// pictures are the drawings of the three steps.
func pictures() ([]*pdf.Picture, error) {
	var out []*pdf.Picture
	for i, svg := range []string{phone, typing, key} {
		p, err := pdf.ParseSVG(fmt.Sprintf("step %d", i+1), []byte(svg))
		if err != nil {
			return nil, fmt.Errorf("intake: %w", err)
		}
		out = append(out, p)
	}
	return out, nil
}

const (
	phone = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 80"><rect x="38" y="2" width="44" height="76" rx="6" fill="#ffffff" stroke="#1E2129" stroke-width="3"/>` +
		`<rect x="44" y="12" width="32" height="52" fill="#FBF8F2" stroke="#1E2129" stroke-width="1"/><rect x="47" y="16" width="26" height="6" fill="#7A1F2B"/>` +
		`<rect x="50" y="30" width="20" height="20" fill="#ffffff" stroke="#1E2129" stroke-width="1.5"/><rect x="53" y="33" width="6" height="6" fill="#1E2129"/>` +
		`<rect x="61" y="33" width="6" height="6" fill="#1E2129"/><rect x="53" y="41" width="6" height="6" fill="#1E2129"/><rect x="63" y="43" width="3" height="3" fill="#1E2129"/>` +
		`<circle cx="60" cy="71" r="3" fill="none" stroke="#1E2129" stroke-width="1.5"/></svg>`
	typing = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 80"><rect x="14" y="4" width="92" height="72" rx="4" fill="#ffffff" stroke="#1E2129" stroke-width="3"/>` +
		`<rect x="22" y="12" width="76" height="14" fill="#FBF8F2" stroke="#1E2129" stroke-width="1.5"/><rect x="22" y="32" width="76" height="14" fill="#FBF8F2" stroke="#1E2129" stroke-width="1.5"/>` +
		`<rect x="22" y="52" width="76" height="14" fill="#FBF8F2" stroke="#7A1F2B" stroke-width="2.5"/><path d="M27 19 H52 M27 39 H62" fill="none" stroke="#1E2129" stroke-width="3"/>` +
		`<path d="M27 59 H39 M44 59 H56 M61 59 H73" fill="none" stroke="#7A1F2B" stroke-width="4"/></svg>`
	key = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 80"><rect x="30" y="34" width="60" height="42" rx="5" fill="#F2A900" stroke="#1E2129" stroke-width="3"/>` +
		`<path d="M42 34 V22 C42 8 78 8 78 22 V34" fill="none" stroke="#1E2129" stroke-width="5"/><circle cx="60" cy="51" r="6" fill="#1E2129"/><path d="M60 53 V66" fill="none" stroke="#1E2129" stroke-width="5"/></svg>`
)
