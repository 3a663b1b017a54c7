package lessonpack

import (
	"slices"

	"lamtoen/courses"
	"lamtoen/internal/pdf"
)

// spokenQuiz is the teacher's sheet for pupils who do not read yet: what to read aloud, the cards to point at, and how many
// hands went up before and after. The answers stand on a page of their own, which the sheet can be shown without.
func (p *printer) spokenQuiz() ([]byte, error) {
	papers, err := p.papers()
	if err != nil {
		return nil, err
	}
	var asked []courses.ItemID
	asked = append(asked, p.course.BeforeAfter...)
	for _, d := range papers[0].drawn {
		if !slices.Contains(asked, d.Item) {
			asked = append(asked, d.Item)
		}
	}
	s := &sheet{Document: p.start(p.course.Title+": quiz to read aloud", true, 16), printer: p, scale: 1, air: 1, grey: true}
	s.head("Quiz to read aloud, for the teacher", p.course.Title)
	s.Rich(pdf.Plain("Read each question aloud and show or draw its cards. Pupils close their eyes and raise one hand. Count the hands, and write no names. "+
		"Ask the first three before the module and again after it; the others only after it. At the start, do not say which answer is good."), s.style(), 3)
	for n, id := range asked {
		item, _ := p.course.Item(id)
		s.keep(func(s *sheet) { s.aloud(n+1, item, n < len(p.course.BeforeAfter)) })
	}
	s.NewPage()
	s.head("Answers, for the teacher only", p.course.Title)
	for n, id := range asked {
		item, _ := p.course.Item(id)
		s.keep(func(s *sheet) { s.why(n+1, item) })
	}
	return s.file()
}

// aloud prints one question with its cards and room for the counts.
func (s *sheet) aloud(n int, item courses.Item, twice bool) {
	shown := Shown(s.printer.course, item.ID)
	cards := []pdf.Cell{{}}
	for _, id := range shown.Options {
		o, _ := item.Option(id)
		cards = append(cards, s.card(o.HTML))
	}
	s.numbered(n, item.StemHTML)
	g := pdf.Grid{Weights: []float64{1}, Style: pdf.Style{Size: 11}, Empty: 8, Grey: true, Centre: true}
	for range cards[1:] {
		g.Weights = append(g.Weights, 1.4)
	}
	g.Rows = append(g.Rows, cards)
	switch item.Type {
	case courses.Ordering:
		cards[0].Text = pdf.Plain("Stand in order")
	case courses.Multiple:
		cards[0].Text = pdf.Plain("More than one is good")
	default:
		cards[0].Text = pdf.Plain("Cards")
	}
	if twice {
		g.Rows = append(g.Rows, []pdf.Cell{{Text: pdf.Plain("Hands before")}})
	}
	g.Rows = append(g.Rows, []pdf.Cell{{Text: pdf.Plain("Hands after")}})
	s.Grid(g)
	s.Space(5)
}

// card is an option as a card: its picture, or its words.
func (s *sheet) card(html string) pdf.Cell {
	l := s.line(html)
	cell := pdf.Cell{Text: l.spans}
	if p, ok := s.printer.pictures[l.picture]; ok {
		cell.Picture, cell.Height = p, 26
	}
	return cell
}
