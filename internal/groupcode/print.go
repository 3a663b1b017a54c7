package groupcode

import (
	"strings"

	"lamtoen/internal/pdf"
)

// About is what a sheet says beside the code itself, in words.
type About struct {
	Kind, Place string
	Marks       []string // such as that all is invented
}

// PDF draws the code as one A4 sheet for the wall. The same code gives the same bytes. The error is that of a text that cannot
// be drawn.
func (c Code) PDF(about About) ([]byte, error) {
	d := pdf.New(pdf.Options{
		Title: c.Group + ": our code of conduct on social media", Author: c.Group, Created: c.Agreed.Start(), Marks: about.Marks,
		Footer: "Made by the group itself with Lamtoen. It is not a document of the Royal Government of Bhutan.",
	})
	d.Space(6)
	d.Paragraph("Our code of conduct on social media", pdf.Style{Size: 13, Color: pdf.Muted})
	d.Heading(1, c.Group)
	d.Paragraph(strings.Join([]string{about.Kind, about.Place, "agreed on " + c.Agreed.String()}, " · "), pdf.Style{Color: pdf.Muted})
	d.Rule()
	d.Space(4)
	d.List(c.Rules, true, pdf.Style{Size: 15})
	return d.Bytes()
}
