package lessonpack

import (
	"fmt"
	"strconv"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/pdf"
)

// GroupSheet is what is printed for a group session to be signed on paper.
type GroupSheet struct {
	Session     string   // its number
	Sheets      []string // the numbers of the sheets to print
	Facilitator string
	Agency      string
	Place       string
	Day         string
	Texts       []SheetText // the acknowledgement, as worded for each role
}

// SheetText is a text to sign and for whom it is worded.
type SheetText struct {
	For  string
	Text courses.Acknowledgement
}

// linesOnSheet is how many people sign on one sheet: its page holds so many rows high enough to sign in, the witness below.
const linesOnSheet = 12

// SheetsFor is how many sheets so many people need.
func SheetsFor(people int) int { return max(1, (people+linesOnSheet-1)/linesOnSheet) }

// WriteGroupSheet prints the text to sign, for everybody to read, and then the sheets: a page each, with its number.
func WriteGroupSheet(c *courses.Course, g GroupSheet, about About) ([]byte, error) {
	s, err := startGroup(c, about, "Group session "+g.Session)
	if err != nil {
		return nil, err
	}
	s.head("Group session", "What you sign")
	s.Rich(pdf.Plain("Read this before you sign the sheet behind it. Your line on the sheet is your signature under the text that is "+
		"worded for you. Ask if something is not clear; nobody has to sign today."), s.style(), 3)
	for i, t := range g.Texts {
		if i > 0 {
			s.Space(4)
			s.Rule()
		}
		s.heading(3, t.For+": "+t.Text.Title)
		s.html(t.Text.HTML)
	}
	for _, number := range g.Sheets {
		s.NewPage()
		s.signatures(c, g, number)
	}
	return s.file()
}

func startGroup(c *courses.Course, about About, title string) (*sheet, error) {
	pictures, err := readPictures(c)
	if err != nil {
		return nil, fmt.Errorf("lessonpack: %s: %w", c.ID, err)
	}
	p := &printer{course: c, about: about, pictures: pictures}
	return &sheet{Document: p.start(title+": "+c.Title, true, 16), printer: p, air: 1, grey: true, scale: 1}, nil
}

// signatures prints one sheet.
func (s *sheet) signatures(c *courses.Course, g GroupSheet, number string) {
	s.head("Group session", "Sheet "+number)
	small := pdf.Style{Size: 10}
	facts := pdf.Grid{Weights: []float64{1, 2.2, 1, 1.5}, Style: small, Rows: [][]pdf.Cell{
		{cell("Course"), cell(c.Title), cell("Version"), cell(string(c.Version))},
		{cell("Place"), cell(g.Place), cell("Day"), cell(g.Day)},
		{cell("For"), cell(g.Agency), cell("Facilitator"), cell(g.Facilitator)},
	}}
	s.Grid(facts)
	s.Space(3)
	s.Rich(pdf.Plain("I took part in this session. I have read the text “What you sign” of this version, I understand it, and I sign it."),
		pdf.Style{Size: 10.5, Bold: true}, 2.5)
	rows := pdf.Grid{Weights: []float64{0.5, 3, 1.7, 3}, Style: small, Empty: 8.2,
		Head: []pdf.Cell{cell("No."), cell("Name in block letters"), cell("EID"), cell("Signature")}}
	for i := range linesOnSheet {
		rows.Rows = append(rows.Rows, []pdf.Cell{cell(strconv.Itoa(i + 1)), {}, {}, {}})
	}
	s.Grid(rows)
	s.Space(4)
	s.Rich(pdf.Plain("I saw each of these people sign for themselves. The witness is not the facilitator."), small, 8)
	s.Rich(pdf.Plain("Witness, name: _______________________________  Signature: __________________  Day: ______________"), small, 7)
	s.Rich(pdf.Plain("Facilitator, signature: _________________________  Lines filled in: ______  Empty lines crossed out: ______"), small, 2)
	s.Rich(pdf.Plain("The facilitator enters this sheet in Lamtoen by its number, and the office keeps the paper. At their next sign-in each "+
		"person is asked whether the record is right."), pdf.Style{Size: 9, Color: pdf.Muted}, 1)
	if s.printer.about.Appeal != "" {
		s.Rich(pdf.Plain(s.printer.about.Appeal), pdf.Style{Size: 9, Color: pdf.Muted}, 0)
	}
}

func cell(text string) pdf.Cell { return pdf.Cell{Text: pdf.Plain(text)} }

// NumberedForm is one paper of a quiz, with a draw of its own.
type NumberedForm struct {
	Number string
	Drawn  []assessment.Drawn
}

// personLine is filled in at the top of a paper.
const personLine = "Name ____________________________   EID ______________   Sheet ______________"

// WriteForms prints papers of the quiz, each from a page of its own, without the answers.
func WriteForms(c *courses.Course, forms []NumberedForm, about About) ([]byte, error) {
	s, err := startGroup(c, about, "Quiz on paper")
	if err != nil {
		return nil, err
	}
	for i, one := range forms {
		if i > 0 {
			s.NewPage()
		}
		s.head("Group session", "Test, paper "+one.Number)
		s.Rich(pdf.Plain(personLine), pdf.Style{Size: 10}, 2)
		s.Rich(pdf.Plain("Work by yourself. Each paper has other questions. To change an answer, cross it out and write the new one."),
			pdf.Style{Size: 10, Italic: true}, 3)
		for n, d := range one.Drawn {
			s.keep(func(s *sheet) { s.question(n+1, d) })
		}
	}
	return s.file()
}
