package classes

import (
	"context"

	"lamtoen/internal/fault"
	"lamtoen/internal/pdf"
)

// The sheet of slips for families in mm: two across and four down on A4, cut along the lines.
const (
	slipWidth   = 90.0
	slipHeight  = 68.0
	slipsLeft   = 15.0
	slipsTop    = 12.5
	slipsAcross = 2
	slipsDown   = 4
)

// FamilySlips draws the slips with the family code as PDF, one for each pupil who is here. All are alike: nothing on them is of a
// pupil. The same class gives the same bytes.
func (s *Service) FamilySlips(ctx context.Context, class string) ([]byte, error) {
	c, err := s.openClass(ctx, class)
	if err != nil {
		return nil, err
	}
	list, err := s.pupilsOf(ctx, c)
	if err != nil {
		return nil, err
	}
	count := 0
	for _, p := range list {
		count += one(p.Here())
	}
	if count == 0 {
		return nil, fault.NotFound("There is no pupil in this class now, so there is no slip to print.")
	}
	at, _ := s.deps.Schools.School(c.School)
	d := pdf.New(pdf.Options{Title: "Slips for the families of class " + c.Label, Author: at.Name, Lang: "en", Created: c.Opened, Margin: 10, Spare: true})
	for i := range count {
		place := i % (slipsAcross * slipsDown)
		if i > 0 && place == 0 {
			d.NewPage()
		}
		s.familySlip(d, c, at.Name, slipsLeft+float64(place%slipsAcross)*slipWidth, slipsTop+float64(place/slipsAcross)*slipHeight)
	}
	return d.Bytes()
}

// familySlip draws one slip with its upper left corner at (x, y).
func (s *Service) familySlip(d *pdf.Document, c Class, school string, x, y float64) {
	small := pdf.Style{Size: 7.5, Color: pdf.Muted}
	where := address(s.origin) + "/family"
	d.Frame(x, y, slipWidth, slipHeight, 0.15, pdf.Muted) // where to cut
	d.Text(x+4, y+6, school, small)
	d.Text(x+slipWidth-4, y+6, c.Label+" · "+c.Year, pdf.Style{Size: 7.5, Color: pdf.Muted, Align: pdf.Right})
	d.TextBox(x+4, y+9, slipWidth-8, "For the family", pdf.Style{Size: 12, Bold: true})
	d.TextBox(x+4, y+16, slipWidth-8, "See what the class learns about phones and social media, and what to talk about at home. "+
		"There is a short course for parents, too.", pdf.Style{Size: 9.5})
	d.Text(x+4, y+36, "Open on any phone", small)
	d.Text(x+4, y+41, where, pdf.Style{Size: 10, Bold: true})
	d.Text(x+4, y+48, "Family code", small)
	d.Text(x+4, y+56, GroupCode(c.FamilyCode), pdf.Style{Size: 19, Bold: true})
	d.QR(x+slipWidth-30, y+31, 25, s.origin+"/family/"+c.FamilyCode)
	d.Text(x+4, y+63.5, "No sign-in. It shows no child’s name and no result.", small)
}
