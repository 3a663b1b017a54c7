package lessonpack

import (
	"fmt"
	"strings"

	"lamtoen/courses"
	"lamtoen/internal/pdf"
)

// head writes what stands on top of a part: of which module it is, for whom, and its title.
func (s *sheet) head(kind, title string) {
	c := s.printer.course
	line := kind + " · " + c.Title + " · " + Classes(c)
	s.Rich(pdf.Plain(line), pdf.Style{Size: 9 * s.scale, Color: pdf.Muted}, 0.5)
	s.heading(1, title)
	s.Space(1.5 * s.scale)
}

// Classes names the classes that a module is for.
func Classes(c *courses.Course) string {
	var names []string
	for _, stage := range c.Audience.KeyStages {
		names = append(names, strings.ReplaceAll(strings.ToUpper(stage), "-", " to "))
	}
	if len(names) == 0 {
		return c.Audience.Who
	}
	return "classes " + strings.Join(names, ", ")
}

// nameLine is what a pupil fills in first.
const nameLine = "Name: ______________________________   Class: ____________   Date: ______________"

// handout is one page for the pupil, with room for name and class where pupils write.
func (p *printer) handout() ([]byte, error) {
	sheetOf := p.course.Pack.Handout
	return onePage(1, func(scale, air float64) *sheet {
		s := &sheet{Document: p.start(sheetOf.Title, false, 14), printer: p, scale: scale, air: air, grey: true}
		if isSpoken(p.course) { // few words, and those are the author's
			s.heading(1, sheetOf.Title)
		} else {
			s.head("Handout", sheetOf.Title)
			s.Rich(pdf.Plain(nameLine), pdf.Style{Size: 10 * scale}, 3)
		}
		s.blocks(sheetOf.Blocks)
		return s
	})
}

// familySheet is one page for the family.
func (p *printer) familySheet() ([]byte, error) {
	sheetOf := p.course.Pack.FamilySheet
	return onePage(1.4, func(scale, air float64) *sheet {
		s := &sheet{Document: p.start(sheetOf.Title, false, 18), printer: p, scale: scale, air: air, grey: true}
		s.head("Family sheet", sheetOf.Title)
		s.blocks(sheetOf.Blocks)
		s.familyPage(p.about.Family)
		return s
	})
}

// familyPage says where a family reads what the class learns.
func (s *sheet) familyPage(at *FamilyPage) {
	if at == nil {
		return
	}
	s.keep(func(s *sheet) {
		s.Begin(5, pdf.Ink)
		s.Rich([]pdf.Span{{Text: "What class " + at.Class + " learns: "}, {Text: at.Address, Bold: true}}, s.style(), 0.3)
		s.Rich([]pdf.Span{{Text: "Family code: "}, {Text: at.Code, Bold: true}}, s.style(), 0.3)
		s.Rich(pdf.Plain("You need no account. The page shows the class as a whole, and no child's answers."), pdf.Style{Size: 9 * s.scale, Color: pdf.Muted}, 0)
		s.End(1)
	})
}

// activity is the game or act without a device.
func (p *printer) activity() ([]byte, error) {
	a := p.course.Pack.Activity
	s := &sheet{Document: p.start(a.Title, true, 18), printer: p, scale: 1, air: 1}
	s.head("Activity without any device", a.Title)
	facts := fmt.Sprintf("%d minutes · %s", a.Minutes, a.Group)
	s.Rich([]pdf.Span{{Text: facts, Bold: true}}, s.style(), 1)
	s.materials(a.Materials)
	s.blocks(a.Blocks)
	return s.file()
}

func (s *sheet) materials(list []string) {
	if len(list) > 0 {
		s.Rich([]pdf.Span{{Text: "You need: ", Bold: true}, {Text: strings.Join(list, "; ") + "."}}, s.style(), 2)
	}
}

// teacherPlan is everything that the teacher reads: what to prepare, both plans, what to say, and the words with the slides.
func (p *printer) teacherPlan() ([]byte, error) {
	t := p.course.Pack.TeacherPlan
	s := &sheet{Document: p.start(t.Title, true, 18), printer: p, scale: 1, air: 1}
	s.head("Teacher's plan", t.Title)
	s.materials(t.Materials)
	s.Rich([]pdf.Span{{Text: "Before the lesson: ", Bold: true}, {Text: t.Before}}, s.style(), 2)
	if t.Sensitive != "" {
		s.boxed(courses.Block{Kind: courses.Note, Title: "Handle with care", HTML: paragraphOf(t.Sensitive)})
	}
	s.blocks(t.Blocks)
	s.tell(t.Tell)
	s.slideNotes()
	return s.file()
}

// tell names the offices to turn to, with a line to fill in for a number that nobody has checked.
func (s *sheet) tell(ids []courses.ContactID) {
	if len(ids) == 0 {
		return
	}
	s.heading(2, "Whom to tell")
	for _, id := range ids {
		for _, c := range s.printer.about.Contacts {
			if c.ID != id {
				continue
			}
			number := c.Shown()
			if number == "" {
				number = "______________________ (fill in)"
			}
			s.Item(0, []pdf.Span{{Text: c.Office, Bold: true}, {Text: ": " + strings.TrimSuffix(c.For, ".") + ". Number: " + number}}, s.style(), 6.5)
		}
	}
	s.Space(2)
}

// slideNotes lists the teacher's words beside the slides, for a class with a projector.
func (s *sheet) slideNotes() {
	slides := s.printer.course.Pack.Slides
	s.heading(2, "If you show the slides: your words")
	for i, slide := range slides {
		s.RichHeading(fmt.Sprintf("%d. %s", i+1, slide.Title), pdf.Style{Size: textSize, Bold: true}, 2, 14)
		for _, n := range slide.Notes {
			s.html(n.HTML)
		}
	}
}

// paragraphOf makes plain text a paragraph of HTML.
func paragraphOf(text string) string {
	return "<p>" + strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text) + "</p>"
}
