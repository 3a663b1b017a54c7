package lessonpack

import (
	"slices"
	"strconv"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/pdf"
)

// forms are the papers of a quiz: the same questions, each in another order.
func forms() []string { return []string{"A", "B", "C", "D"} }

// paper is one form of the quiz.
type paper struct {
	name  string
	drawn []assessment.Drawn
}

// papers draws the questions once and orders them anew for each form.
func (p *printer) papers() ([]paper, error) {
	var all []paper
	for _, name := range forms() {
		drawn, err := Drawn(p.course, name)
		if err != nil {
			return nil, err
		}
		all = append(all, paper{name, drawn})
	}
	return all, nil
}

// quiz prints every form and, on a page of its own for the teacher, the answers. For the youngest, the teacher asks.
func (p *printer) quiz() ([]byte, error) {
	if isSpoken(p.course) {
		return p.spokenQuiz()
	}
	papers, err := p.papers()
	if err != nil {
		return nil, err
	}
	s := &sheet{Document: p.start(p.course.Title+": quiz on paper", true, 16), printer: p, air: 1, grey: true, scale: p.quizScale(papers)}
	for i, one := range papers {
		if i > 0 {
			s.NewPage()
		}
		s.form(one)
	}
	s.scale = 1
	s.NewPage()
	s.answers(papers)
	return s.file()
}

// quizScale is the greatest size of letters at which every form takes one page, so that a class of 35 needs 35 sheets; 1 when
// none does.
func (p *printer) quizScale(papers []paper) float64 {
	for scale := 1.0; scale >= smallest; scale -= 0.03 {
		fits := true
		for _, one := range papers {
			s := &sheet{Document: p.start("measure", true, 16), printer: p, air: 1, grey: true, scale: scale}
			s.form(one)
			if fits = fits && s.Pages() == 1; !fits {
				break
			}
		}
		if fits {
			return scale
		}
	}
	return 1
}

// form prints one form.
func (s *sheet) form(one paper) {
	s.head("Quiz, form "+one.name, s.printer.course.Title)
	s.Rich(pdf.Plain(nameLine), pdf.Style{Size: 10 * s.scale}, 3)
	for n, d := range one.drawn {
		s.keep(func(s *sheet) { s.question(n+1, d) })
	}
}

// letter names an option by its place.
func letter(i int) string { return string(rune('A' + i)) }

// question prints one question, which stays together where it can.
func (s *sheet) question(n int, d assessment.Drawn) {
	item, _ := s.printer.course.Item(d.Item) // drawn from this course
	s.numbered(n, item.StemHTML)
	switch item.Type {
	case courses.Multiple:
		s.ask("Circle every letter that is right.")
		s.options(item, d.Options)
	case courses.TrueFalse:
		s.ask("Circle one:   True   /   False")
		if len(d.Reasons) > 0 {
			s.ask("Because (circle one letter):")
			for i, id := range d.Reasons {
				reason, _ := item.Reason(id)
				s.lettered(letter(i), reason.HTML)
			}
		}
	case courses.Matching:
		s.ask("Write the letter that belongs to each line.")
		for _, pair := range item.Pairs {
			s.lettered("____", pair.LeftHTML)
		}
		s.Space(1.5)
		s.options(item, d.Options)
	case courses.Ordering:
		s.ask("Write 1 before what comes first, then 2, and so on.")
		for _, id := range d.Options {
			o, _ := item.Option(id)
			s.lettered("____", o.HTML)
		}
	case courses.Branching:
		s.ask("Read scene 1. Circle what you do, and go on at the scene that it names.")
		s.story(item.Scenario, letter)
	default:
		s.options(item, d.Options)
	}
	s.Space(4 * s.scale)
}

func (s *sheet) ask(text string) {
	s.Rich([]pdf.Span{{Text: text, Italic: true}}, pdf.Style{Size: 10 * s.scale}, 1)
}

// numbered prints a stem behind its number.
func (s *sheet) numbered(n int, html string) {
	pieces, err := readProse(html)
	if err != nil {
		s.fail(err)
	}
	for i, p := range pieces {
		switch {
		case p.kind == picturePiece:
			s.picture(p.name)
		case i == 0:
			s.Rich(append([]pdf.Span{{Text: strconv.Itoa(n) + ". ", Bold: true}}, p.spans...), s.style(), 1.5)
		default:
			s.Rich(p.spans, s.style(), 1.5)
		}
	}
}

func (s *sheet) options(item courses.Item, order []courses.OptionID) {
	for i, id := range order {
		o, _ := item.Option(id)
		s.lettered(letter(i), o.HTML)
	}
}

// lettered prints one option behind its letter or its blank.
func (s *sheet) lettered(mark, html string) {
	l := s.line(html)
	s.Rich(append([]pdf.Span{{Text: mark + "  ", Bold: true}}, l.spans...), s.style(), 0.8)
	if l.picture != "" {
		s.picture(l.picture)
	}
}

// story prints a branching story as numbered scenes: each choice has a name by its place and says where to go on.
func (s *sheet) story(story *courses.Scenario, name func(place int) string) {
	number := numbers(story)
	for _, id := range inOrder(story) {
		step, _ := story.Step(id)
		pieces, err := readProse(step.HTML)
		if err != nil {
			s.fail(err)
		}
		s.Need(16)
		for i, p := range pieces {
			if i == 0 {
				p.spans = append([]pdf.Span{{Text: "Scene " + strconv.Itoa(number[id]) + ". ", Bold: true}}, p.spans...)
			}
			s.Rich(p.spans, s.style(), 0.8)
		}
		for i, c := range step.Choices {
			on := "  (go to scene " + strconv.Itoa(number[c.To]) + ")"
			s.Item(-1, slices.Concat([]pdf.Span{{Text: name(i) + "  ", Bold: true}}, s.line(c.HTML).spans, []pdf.Span{{Text: on, Italic: true}}),
				s.style(), 6)
		}
		if len(step.Choices) == 0 {
			s.ask("The story ends here.")
		}
		s.Space(1)
	}
}

// inOrder lists the scenes with the start first.
func inOrder(story *courses.Scenario) []courses.StepID {
	ids := []courses.StepID{story.Start}
	for _, step := range story.Steps {
		if step.ID != story.Start {
			ids = append(ids, step.ID)
		}
	}
	return ids
}

func numbers(story *courses.Scenario) map[courses.StepID]int {
	n := map[courses.StepID]int{}
	for i, id := range inOrder(story) {
		n[id] = i + 1
	}
	return n
}
