package appeal

import (
	"fmt"
	"strings"

	"lamtoen/internal/day"
	"lamtoen/internal/org"
	"lamtoen/internal/pdf"
)

// Print says how a letter or slip is printed.
type Print struct {
	Course string   // the title of the course; "" for none
	Words  bool     // with the words of the person: for themself, and for who may read them
	Marks  []string // such as that all is invented
	Origin string   // the public origin, for where the case can be followed
}

// Said is what is wrong, as a letter says it.
func (w Wrong) Said() string {
	return map[Wrong]string{
		WrongAgency: "This is not my agency", WrongLeave: "I was on leave", WrongElsewhere: "I trained before, elsewhere",
		WrongHere: "I trained before, here", WrongPerson: "This is not me", WrongName: "My name is wrong", WrongResult: "My result is wrong",
		WrongOther: "Something else is wrong",
	}[w]
}

// Said is the decision as a letter says it.
func (d Decision) Said() string {
	return map[Decision]string{Granted: "Granted", Partly: "Granted in part", Refused: "Refused"}[d]
}

// Said is the reason as a letter says it.
func (r Reason) Said() string {
	return map[Reason]string{
		ReasonMistake: "The record held a mistake.", ReasonProof: "A document shows it.", ReasonKnown: "The office's own papers show it.",
		ReasonPart: "A part of it is shown.", ReasonRight: "The record was compared with its source and is right.",
		ReasonNoProof: "Nothing that was given shows it.", ReasonRule: "The rule does not provide for it.",
	}[r]
}

// Said is the deed as a letter says it.
func (d Deed) Said() string {
	return map[Deed]string{
		DeedLeave: "The leave was entered", DeedMove: "The post was corrected", DeedEntry: "The entry in the register was corrected",
		DeedEquivalent: "The training was accepted", DeedExemption: "An exemption was entered", DeedExtension: "A later due date was entered",
		DeedVoid: "A record was taken back; it does not count any more", DeedNothing: "Nothing had to be changed",
	}[d]
}

// The styles of a letter.
var (
	body  = pdf.Style{Size: 11}
	muted = pdf.Style{Size: 9.5, Color: pdf.Muted}
)

// Letter draws the answer to a case, for the person and for the focal officer. It is of the last answer, and names the first
// beside it. The same case gives the same bytes.
func (s *Service) Letter(c Case, p Print) ([]byte, error) {
	answer, ok := c.Last(KindAnswered)
	if !ok {
		return nil, errNoCase()
	}
	office := s.officeName(answer, c)
	d := pdf.New(pdf.Options{
		Title: "Answer to case " + string(c.Number), Author: office, Created: answer.Recorded, Marks: p.Marks, PageNumbers: true,
		Footer: fmt.Sprintf("Case %s · answered on %s", c.Number, day.Of(answer.Recorded)),
	})
	d.Paragraph(office, pdf.Style{Size: 12, Bold: true, Color: pdf.Maroon})
	d.Paragraph(day.Of(answer.Recorded).String(), muted)
	d.Heading(1, "Answer to case "+string(c.Number))
	d.Paragraph(s.addressee(c), body)
	d.Rule()
	s.printSaid(d, c, p)
	s.printDecided(d, c, answer)
	s.printAppeal(d, c)
	return d.Bytes()
}

// addressee is whom the letter is for: name, EID and where they served.
func (s *Service) addressee(c Case) string {
	p, _ := s.register.Person(c.Person)
	lines := []string{p.Name, "EID " + p.EID}
	if c.Agency != "" {
		lines = append(lines, s.register.Tree(day.Of(c.Opened)).Name(c.Agency))
	}
	return strings.Join(lines, "\n")
}

// printSaid tells what the person said.
func (s *Service) printSaid(d *pdf.Document, c Case, p Print) {
	d.Heading(2, "What was said")
	said := c.Wrong.Said()
	if p.Course != "" {
		said += " (" + p.Course + ")"
	}
	d.Paragraph(fmt.Sprintf("On %s: %s.", day.Of(c.Opened), said), body)
	if e := c.Events[0]; e.Paper != nil {
		d.Paragraph(fmt.Sprintf("Given on paper, reference %s.", e.Paper.Reference), body)
	}
	if !p.Words {
		d.Paragraph("The person's own words stand in their own copy of this letter.", muted)
		return
	}
	for _, e := range c.Events {
		switch e.Kind {
		case KindOpened:
			d.Paragraph("“"+e.Text+"”", body)
		case KindReplied:
			d.Paragraph(fmt.Sprintf("Asked back, on %s: “%s”", day.Of(e.At()), e.Text), body)
		case KindAppealed:
			d.Paragraph(fmt.Sprintf("Appeal, on %s: “%s”", day.Of(e.At()), e.Text), body)
		case KindAsked, KindMoved, KindAnswered, KindWithdrawn, KindDone:
		}
	}
}

// printDecided tells the decision, its reasons and records, who decided, and what was done.
func (s *Service) printDecided(d *pdf.Document, c Case, last Event) {
	for _, e := range c.Answers() {
		title := "What was decided"
		if e.ID != last.ID {
			title = "What was decided first"
		}
		d.Heading(2, title)
		d.Paragraph(e.Decision.Said()+".", pdf.Style{Size: 13, Bold: true})
		var why []string
		for _, r := range e.Reasons {
			why = append(why, r.Said())
		}
		d.List(why, false, body)
		d.Paragraph(e.Text, body)
		d.Paragraph("Records looked at: "+e.Records, body)
		d.Paragraph(fmt.Sprintf("Decided on %s by %s.", day.Of(e.Recorded), s.signed(e, c)), body)
	}
	if deeds := c.Deeds(); len(deeds) > 0 {
		d.Heading(2, "What was done")
		var lines []string
		for _, e := range deeds {
			lines = append(lines, fmt.Sprintf("%s: %s. %s", day.Of(e.Recorded), e.Deed.Said(), e.Text))
		}
		d.List(lines, false, body)
	}
}

// printAppeal says how and until when the answer may be appealed.
func (s *Service) printAppeal(d *pdf.Document, c Case) {
	d.Heading(2, "If you do not agree")
	if c.Stage > 1 {
		d.Paragraph("The case was decided on appeal, by another officer. This answer is final. If you learn of something new, open a new case.", body)
		return
	}
	answer, _ := c.Last(KindAnswered)
	d.Paragraph(fmt.Sprintf("You may appeal once, until %s. Another officer, of the Royal Civil Service Commission, then decides. Open the case "+
		"on your page “My cases” and choose “Appeal”, or give this number and a few words on paper to your focal officer: %s.",
		Until(day.Of(answer.Recorded), s.window), c.Number), body)
}

// officeName is the office that gave an answer.
func (s *Service) officeName(e Event, c Case) string {
	if e.Office == OfficeRCSC || c.Agency == "" {
		return "Royal Civil Service Commission"
	}
	return s.register.Tree(day.Of(e.Recorded)).Name(c.Agency)
}

// signed is the officer with position and office of the day.
func (s *Service) signed(e Event, c Case) string {
	parts := []string{s.name(e.By)}
	if e.Position != "" {
		parts = append(parts, e.Position)
	}
	role := "focal officer"
	if e.Office == OfficeRCSC {
		role = "for the Royal Civil Service Commission"
	} else {
		role += ", " + s.officeName(e, c)
	}
	return strings.Join(append(parts, role), ", ")
}

// name is the name of somebody of the register.
func (s *Service) name(id org.PersonID) string {
	if p, ok := s.register.Person(id); ok {
		return p.Name
	}
	return string(id)
}

// Slip draws the slip with the number that the person gets who gave their words on paper.
func (s *Service) Slip(c Case, p Print) ([]byte, error) {
	first := c.Events[0]
	d := pdf.New(pdf.Options{Title: "Case " + string(c.Number), Author: s.name(first.By), Created: first.Recorded, Marks: p.Marks})
	d.Heading(1, "Your case has a number")
	d.Paragraph(string(c.Number), pdf.Style{Size: 30, Bold: true, Color: pdf.Maroon})
	d.Paragraph(s.addressee(c), body)
	d.Rule()
	said := c.Wrong.Said()
	if p.Course != "" {
		said += " (" + p.Course + ")"
	}
	lines := []string{"What you said is wrong: " + said + "."}
	if first.Paper != nil {
		lines = append(lines, fmt.Sprintf("Your paper of %s is kept as %s.", day.Date(first.Paper.Day), first.Paper.Reference))
	}
	lines = append(lines,
		fmt.Sprintf("Entered on %s by %s.", day.Of(first.Recorded), s.name(first.By)),
		fmt.Sprintf("It is answered by %s.", map[Office]string{OfficeFocal: "your agency's focal officer, who did not make the first decision",
			OfficeRCSC: "an officer of the Royal Civil Service Commission who did not make the first decision"}[first.Desk.Office]),
		fmt.Sprintf("You should have an answer by %s.", first.Due))
	if c.Wrong.holds() {
		lines = append(lines, "Until then lists say that you are under review, and no reminders come.")
	}
	lines = append(lines,
		"Ask for it with this number. The last digit shows whether it was copied rightly.")
	d.List(lines, false, pdf.Style{Size: 12})
	if p.Origin != "" {
		d.Need(44)
		y := d.Y() + 4
		address := p.Origin + "/me/cases/" + string(c.Number)
		d.QR(d.Left()+6, y+4, 30, address)
		d.TextBox(d.Left()+46, y+10, d.Room()-46, "Follow it after signing in:\n"+address, muted)
	}
	return d.Bytes()
}
