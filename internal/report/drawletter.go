package report

import (
	"fmt"
	"strconv"

	"lamtoen/internal/coverage"
	"lamtoen/internal/day"
	"lamtoen/internal/pdf"
)

// drawLetter writes the letter: the figure, who is missing by state in numbers, what to do, and, for whom may see names, who.
func (s *Service) drawLetter(d *pdf.Document, id string, a Ask, c *Content) {
	l := c.Letter
	d.Paragraph(day.Of(a.Known).String(), pdf.Style{Size: 10.5, Align: pdf.Right})
	d.Paragraph("To the head and the focal officer of", soft())
	d.Paragraph(l.Agency.Name, pdf.Style{Size: 13, Bold: true})
	if l.Agency.NameDz != "" {
		d.Paragraph(l.Agency.NameDz, pdf.Style{Size: 13})
	}
	d.Heading(1, "Training of your staff")
	text := "This letter says how many of the people of your agency must take the mandatory training, how many have, and what helps the others."
	if l.Below == 1 {
		text += " The one agency below yours is counted with it."
	} else if l.Below > 1 {
		text += fmt.Sprintf(" The %d agencies below yours are counted with it.", l.Below)
	}
	d.Paragraph(text, body())
	for i := range l.Courses {
		drawLetterCourse(d, &l.Courses[i])
	}
	s.whatToDo(d, l)
	basis(d, id, c)
	signature(d)
	definitions(d)
	s.proof(d, id, c)
	if l.Named {
		drawAnnex(d, l)
	}
}

func drawLetterCourse(d *pdf.Document, lc *LetterCourse) {
	d.Heading(2, lc.Title)
	if lc.Waits {
		d.Paragraph("The owner has not approved this course yet, so nobody must take it so far.", body())
		return
	}
	if lc.Cell.Bound() == 0 {
		d.Paragraph("No rule asks anybody of your agency to take this course.", body())
		return
	}
	figure(d, lc.Cell)
	if lc.Cell.Missing() == 0 {
		d.Paragraph("Nobody is missing.", body())
		return
	}
	var rows [][]string
	for _, g := range missingGroups() {
		if n := countOf(lc.Cell, g); n > 0 {
			rows = append(rows, []string{groupName(g), number(n), helpWith(g)})
		}
	}
	d.Table(pdf.Table{Columns: []pdf.Column{{Title: "Not complete", Weight: 1.6}, {Title: "People", Weight: 0.8, Align: pdf.Right}, {Title: "What helps", Weight: 4}}, Rows: rows})
}

// whatToDo says what is asked, and what of it a reader can do.
func (s *Service) whatToDo(d *pdf.Document, l *LetterTexts) {
	d.Heading(2, "What to do")
	list := []string{
		"Check that the register is right: people who have left or moved still count in your agency until RCSC is told.",
		"Give those who are not complete the time: the course page says how many minutes are left. There is no fee.",
		"Where people share a computer or have no e-mail, hold a group session: one screen, several people, a record for each.",
	}
	if l.Named {
		list = append(list, "Tell each person in the annex what is missing. The annex is for this purpose alone; keep it where others cannot read it, and destroy it when it is out of date.")
	} else {
		list = append(list, "Your focal officer sees who the people are, each with the reason, on the page of your agency.")
	}
	d.List(list, true, body())
	if l.Named {
		d.Paragraph(fmt.Sprintf("Whoever is named in the annex and thinks that it is wrong (another agency, on leave, trained before, another person) may appeal "+
			"until %s: sign in, open the course in question and choose “Something is wrong”, or tell the focal officer, who enters it on paper. "+
			"While it is looked into, no reminders are sent.", l.AppealUntil), body())
	}
}

// signature leaves room to sign.
func signature(d *pdf.Document) {
	d.Need(36)
	d.Space(10)
	y := d.Y()
	width, _ := d.Size()
	half := (width - 2*d.Margin() - 10) / 2
	for i, word := range []string{"Signature", "Name, position and date"} {
		x := d.Margin() + float64(i)*(half+10)
		d.Line(x, y+8, x+half, y+8, 0.3, pdf.Ink)
		d.TextBox(x, y+9, half, word, soft())
	}
	d.SetY(y + 18)
	d.Paragraph("For the Royal Civil Service Commission, or the office that sends this letter", soft())
}

// drawAnnex lists who is not complete, course by course.
func drawAnnex(d *pdf.Document, l *LetterTexts) {
	d.NewPage()
	d.Heading(1, "Annex: who is not complete")
	d.Paragraph("Confidential. For the head and the focal officer of "+l.Agency.Name+fmt.Sprintf(". What stands here may be appealed until %s.", l.AppealUntil), soft())
	for i := range l.Courses {
		lc := &l.Courses[i]
		if lc.Waits || lc.Cell.Bound() == 0 {
			continue
		}
		d.Heading(2, lc.Title)
		if len(lc.Names) == 0 {
			d.Paragraph("Nobody is missing.", body())
			continue
		}
		var rows [][]string
		for j, m := range lc.Names {
			name := m.Name.Name
			if m.Name.NameDz != "" {
				name += "\n" + m.Name.NameDz
			}
			rows = append(rows, []string{strconv.Itoa(j + 1), m.EID, name, m.Position + "\n" + m.Agency, missingState(m)})
		}
		d.Table(pdf.Table{Columns: []pdf.Column{{Title: "", Weight: 0.5, Align: pdf.Right}, {Title: "EID", Weight: 1.2}, {Title: "Name", Weight: 2.2},
			{Title: "Position and agency", Weight: 2.6}, {Title: "What is missing", Weight: 3}}, Rows: rows, Style: pdf.Style{Size: 9}})
	}
}

func missingState(m Missing) string {
	text := groupName(m.Group)
	switch {
	case m.Overdue && m.Group != coverage.GroupExpired:
		text += "; overdue since " + m.Due.String()
	case m.Due != "":
		text += "; due " + m.Due.String()
	}
	if m.Review {
		text += "; under review"
	}
	return text
}
