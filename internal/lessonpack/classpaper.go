package lessonpack

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/pdf"
)

// ClassPaper is what is printed of a module for one class: whose it is, and the questions as they stand on its sheets. Nobody is
// named; a pupil is a number.
type ClassPaper struct {
	Class  string // "VII B"
	School string
	Year   string
	Set    string // by which sheets, cards and key of one class are known
	Forms  []PaperForm
	Three  []PaperQuestion // asked before the module and again after it
	Pupils []PaperPupil
}

// PaperForm is one order of the quiz.
type PaperForm struct {
	Name      string // A to D
	Questions []PaperQuestion
}

// PaperPupil is who gets which form.
type PaperPupil struct {
	Number int
	Form   string
}

// PaperQuestion is a question as it stands on a sheet.
type PaperQuestion struct {
	Number  int
	Item    courses.Item
	Options []PaperOption // in the order of the sheet; none of a scenario
	Reasons []PaperOption
	Right   string // the letters of the right answer, one after the other
}

// PaperOption is what can be chosen, and its letter.
type PaperOption struct {
	Letter string
	ID     courses.OptionID
}

// form finds a form by its name.
func (p ClassPaper) form(name string) (PaperForm, bool) {
	i := slices.IndexFunc(p.Forms, func(f PaperForm) bool { return f.Name == name })
	if i < 0 {
		return PaperForm{}, false
	}
	return p.Forms[i], true
}

// Printed is a PDF and how many pages it has.
type Printed struct {
	File  []byte
	Pages int
}

// printed ends the document.
func (s *sheet) printed() (Printed, error) {
	pages := s.Pages()
	file, err := s.file()
	return Printed{file, pages}, err
}

// ClassSheets print the papers of one class. They belong to one goroutine.
type ClassSheets struct {
	printer *printer
	paper   ClassPaper
	fitting float64 // the size of letters of the quiz, once it is known
}

// NewClassSheets reads the pictures of the module.
func NewClassSheets(c *courses.Course, paper ClassPaper, about About) (*ClassSheets, error) {
	pictures, err := readPictures(c)
	if err != nil {
		return nil, fmt.Errorf("lessonpack: %s: %w", c.ID, err)
	}
	return &ClassSheets{printer: &printer{course: c, about: about, pictures: pictures}, paper: paper}, nil
}

// Form prints one form of the quiz, to be copied: the number is written by hand.
func (p *ClassSheets) Form(name string) (Printed, error) {
	form, ok := p.paper.form(name)
	if !ok {
		return Printed{}, fmt.Errorf("lessonpack: there is no form %q", name)
	}
	s := p.start("Quiz, form "+name, p.scale())
	p.form(s, form, "")
	return s.printed()
}

// FormPages is how many pages one form takes: the longest of them.
func (p *ClassSheets) FormPages() int { return p.formPages(p.scale()) }

// Quiz prints a form for each pupil with the number on it, in the order of the numbers. Forms of more than one page begin on a
// sheet of their own when both sides are printed.
func (p *ClassSheets) Quiz() (Printed, error) {
	scale := p.scale()
	each := p.formPages(scale)
	if each > 1 {
		each += each % 2
	}
	s := p.start("Quiz", scale)
	for i, pupil := range p.paper.Pupils {
		form, ok := p.paper.form(pupil.Form)
		if !ok {
			return Printed{}, fmt.Errorf("lessonpack: there is no form %q", pupil.Form)
		}
		for i > 0 && s.Pages() < i*each {
			s.NewPage()
		}
		if i > 0 {
			s.NewPage()
		}
		p.form(s, form, strconv.Itoa(pupil.Number))
	}
	return s.printed()
}

// Three prints the questions before and after, which are answered on the cards.
func (p *ClassSheets) Three() (Printed, error) {
	return p.three(p.threeScale()).printed()
}

// three lays them.
func (p *ClassSheets) three(scale float64) *sheet {
	s := p.start("Questions before and after", scale)
	p.head(s, "Questions before and after")
	s.Rich(pdf.Plain("Before the first lesson, circle your answers on your card under “Before”. After the last lesson, read the questions again and circle "+
		"under “After”. This is no test. Do not write on this sheet: it is used twice."), pdf.Style{Size: 10 * s.scale, Italic: true}, 4)
	for _, q := range p.paper.Three {
		s.keep(func(s *sheet) { s.paperQuestion(q) })
	}
	return s
}

func (p *ClassSheets) threeScale() float64 {
	return largest(1.15, func(scale float64) bool { return p.three(scale).Pages() == 1 })
}

// start begins a document with letters of a size.
func (p *ClassSheets) start(title string, scale float64) *sheet {
	return &sheet{Document: p.printer.start(title+": "+p.printer.course.Title+", "+p.paper.Class, false, 14), printer: p.printer,
		air: 0.8, grey: true, scale: scale}
}

// scale is the greatest size of letters at which every form takes one page, so that a pupil has one sheet; 1 where none does.
func (p *ClassSheets) scale() float64 {
	if p.fitting == 0 {
		p.fitting = largest(1.06, func(scale float64) bool { return p.formPages(scale) == 1 })
	}
	return p.fitting
}

// largest finds the greatest size of letters, up to most, at which something fits; 1 where it does not even with the smallest.
func largest(most float64, fits func(scale float64) bool) float64 {
	const step = 0.03
	at := func(i int) float64 { return smallest + step*float64(i) }
	if !fits(smallest) {
		return 1
	}
	fit, over := 0, int((most-smallest)/step)+1
	for fit+1 < over {
		if middle := (fit + over) / 2; fits(at(middle)) {
			fit = middle
		} else {
			over = middle
		}
	}
	return at(fit)
}

// formPages is how many pages the longest form takes.
func (p *ClassSheets) formPages(scale float64) int {
	s := p.start("measure", scale)
	most, before := 0, 0
	for i, form := range p.paper.Forms {
		if i > 0 {
			s.NewPage()
		}
		p.form(s, form, "")
		most, before = max(most, s.Pages()-before), s.Pages()
	}
	return most
}

// head writes whose sheet it is.
func (p *ClassSheets) head(s *sheet, kind string) {
	parts := []string{kind}
	for _, part := range []string{"class " + p.paper.Class, p.paper.Year, p.paper.School, "set " + p.paper.Set} {
		if strings.TrimSpace(part) != "" {
			parts = append(parts, part)
		}
	}
	s.Rich(pdf.Plain(strings.Join(parts, " · ")), pdf.Style{Size: 9 * s.scale, Color: pdf.Muted}, 0.5)
	s.heading(1, p.printer.course.Title)
	s.Space(1 * s.scale)
}

// form prints one form; number is the pupil's, "" to be written by hand.
func (p *ClassSheets) form(s *sheet, form PaperForm, number string) {
	p.head(s, "Quiz")
	s.numberAndForm(number, form.Name)
	s.Rich(pdf.Plain("Circle your answers on your card. Without a card, circle them here. Your neighbour has other letters. To change an answer, "+
		"cross it out and circle the other."), pdf.Style{Size: 10 * s.scale, Italic: true}, 2.5)
	for _, q := range form.Questions {
		s.keep(func(s *sheet) { s.paperQuestion(q) })
	}
}

// numberAndForm writes both large in a frame on top of a sheet.
func (s *sheet) numberAndForm(number, form string) {
	const height = 10.0
	y, label, big := s.Y(), pdf.Style{Size: 10, Color: pdf.Muted}, pdf.Style{Size: 18, Bold: true}
	s.Frame(s.Left(), y, s.Room(), height, 0.25, pdf.Ink)
	s.Text(s.Left()+4, y+6.6, "Number", label)
	if number == "" {
		s.Line(s.Left()+20, y+7.6, s.Left()+42, y+7.6, 0.25, pdf.Ink)
	} else {
		s.Text(s.Left()+20, y+7.3, number, big)
	}
	s.Text(s.Left()+60, y+6.6, "Form", label)
	s.Text(s.Left()+72, y+7.3, form, big)
	s.Space(height + 2.5)
}

// paperQuestion prints one question, with how to answer it by letters.
func (s *sheet) paperQuestion(q PaperQuestion) {
	s.numbered(q.Number, q.Item.StemHTML)
	switch q.Item.Type {
	case courses.Multiple:
		s.ask("Circle every letter that is right.")
		s.paperOptions(q, q.Options)
	case courses.TrueFalse:
		s.ask("Circle t for true or f for false:   t   f")
		if len(q.Reasons) > 0 {
			s.ask("Because (circle one letter):")
			for _, o := range q.Reasons {
				reason, _ := q.Item.Reason(o.ID)
				s.lettered(o.Letter, reason.HTML)
			}
		}
	case courses.Matching:
		s.ask("Which letter belongs to each line? Write one letter for each, from the top down.")
		for i, pair := range q.Item.Pairs {
			s.lettered(strconv.Itoa(i+1)+" ____", pair.LeftHTML)
		}
		s.Space(1.5 * s.scale)
		s.paperOptions(q, q.Options)
	case courses.Ordering:
		s.ask("Write all letters in order. What comes first stands at the left:   " + strings.Repeat("____  ", len(q.Options)))
		s.paperOptions(q, q.Options)
	case courses.Branching:
		s.paperStory(q.Item.Scenario)
	default:
		s.paperOptions(q, q.Options)
	}
	s.Space(3.5 * s.scale)
}

func (s *sheet) paperOptions(q PaperQuestion, list []PaperOption) {
	for _, o := range list {
		option, _ := q.Item.Option(o.ID)
		s.lettered(o.Letter, option.HTML)
	}
}

// paperStory is a branching story with a blank for the letter of each choice.
func (s *sheet) paperStory(story *courses.Scenario) {
	s.ask("Read scene 1, and go on at the scene that your choice names. Write the letter of each choice:   " + strings.Repeat("____  ", choicesIn(story)))
	s.story(story, assessment.Letter)
}

// choicesIn is how many choices the longest way through a story has. No way goes round.
func choicesIn(story *courses.Scenario) int {
	var longest func(id courses.StepID) int
	longest = func(id courses.StepID) int {
		step, _ := story.Step(id)
		n := 0
		for _, c := range step.Choices {
			n = max(n, 1+longest(c.To))
		}
		return n
	}
	return longest(story.Start)
}
