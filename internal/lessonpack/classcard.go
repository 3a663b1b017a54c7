package lessonpack

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"lamtoen/courses"
	"lamtoen/internal/pdf"
)

// Answer cards are small, two across the page, so that a teacher carries five sheets home from a class of 35. Questions before and
// after stand at the left, those of the quiz at the right; the number and the form are printed on each.

// Places on a card, in mm.
const (
	cardMargin = 10.0
	cardHead   = 14.0 // height of what stands on top
	cardFoot   = 2.5
	cardRow    = 6.0 // the least height of a question
	cardRing   = 2.1 // radius of the ring round a letter
	cardPitch  = 5.4 // from one letter to the next, at most
	cardsWide  = 2
)

// mark is one thing to circle or to fill in on a card.
type mark struct {
	letter string // in a ring; "" a box to write a letter into
	right  string // what a key shows in it; "" nothing
	gap    bool   // some room before it: another part of the answer begins
}

// marksOf are what is circled or filled in for a question.
func marksOf(q PaperQuestion) []mark {
	rings := func(list []PaperOption, right string) []mark {
		var out []mark
		for _, o := range list {
			m := mark{letter: o.Letter}
			if strings.Contains(right, o.Letter) {
				m.right = o.Letter
			}
			out = append(out, m)
		}
		return out
	}
	boxes := func(n int) []mark {
		out := make([]mark, n)
		for i := range min(n, len(q.Right)) {
			out[i].right = q.Right[i : i+1]
		}
		return out
	}
	switch q.Item.Type {
	case courses.TrueFalse:
		verdict, reason := q.Right[:min(1, len(q.Right))], q.Right[min(1, len(q.Right)):]
		list := rings(q.Reasons, reason)
		if len(list) > 0 {
			list[0].gap = true
		}
		return append(rings(q.Options, verdict), list...)
	case courses.Matching:
		return boxes(len(q.Item.Pairs))
	case courses.Ordering:
		return boxes(len(q.Options))
	case courses.Branching:
		return boxes(choicesIn(q.Item.Scenario))
	}
	return rings(q.Options, q.Right)
}

// cardPlan is how many cards stand on a page, and how high they are.
type cardPlan struct {
	down   int
	top    float64
	height float64
	width  float64
}

// rows is how many rows the longer half of a card has, headings included.
func (p *ClassSheets) rows() int {
	left := 0
	if n := len(p.paper.Three); n > 0 {
		left = 2*n + 2
	}
	right := 0
	for _, f := range p.paper.Forms {
		right = max(right, len(f.Questions)+1)
	}
	return max(left, right)
}

// plan chooses the most cards to a page whose rows are high enough to circle in: eight, six, four or two.
func (p *ClassSheets) plan(s *sheet) cardPlan {
	width, height := s.Size()
	at := cardPlan{top: s.Y(), width: (width - 2*cardMargin) / cardsWide}
	room := height - at.top - cardMargin - 2
	for at.down = 4; at.down > 1; at.down-- {
		if (room/float64(at.down)-cardHead-cardFoot)/float64(p.rows()) >= cardRow {
			break
		}
	}
	at.height = room / float64(at.down)
	return at
}

func (p *ClassSheets) startCards(title string) *sheet {
	return &sheet{Document: p.printer.start(title+": "+p.printer.course.Title+", "+p.paper.Class, false, cardMargin), printer: p.printer,
		air: 1, grey: true, scale: 1}
}

// CardsOnPage is how many answer cards one page has.
func (p *ClassSheets) CardsOnPage() int { return cardsWide * p.plan(p.startCards("measure")).down }

// Cards prints an answer card for each pupil, in the order of their numbers.
func (p *ClassSheets) Cards() (Printed, error) {
	s := p.startCards("Answer cards")
	at := p.plan(s)
	for i, pupil := range p.paper.Pupils {
		form, ok := p.paper.form(pupil.Form)
		if !ok {
			return Printed{}, fmt.Errorf("lessonpack: there is no form %q", pupil.Form)
		}
		onPage := i % (cardsWide * at.down)
		if i > 0 && onPage == 0 {
			s.NewPage()
		}
		p.card(s, at.card(s, onPage), form, strconv.Itoa(pupil.Number))
	}
	return s.printed()
}

// spot is a place on the page, in mm.
type spot struct{ x, y, width, height float64 }

// card gives where the n-th card of a page stands.
func (at cardPlan) card(s *sheet, n int) spot {
	return spot{s.Margin() + float64(n%cardsWide)*at.width, at.top + float64(n/cardsWide)*at.height, at.width, at.height}
}

// card draws one card; without a number it is the key of its form.
func (p *ClassSheets) card(s *sheet, at spot, form PaperForm, number string) {
	s.Frame(at.x, at.y, at.width, at.height, 0.15, pdf.Muted) // where to cut
	p.cardTop(s, at, form.Name, number)
	x, middle, half := at.x+4, at.x+at.width/2, at.width/2-5
	step := min((at.height-cardHead-cardFoot)/float64(p.rows()), 8)
	y := at.y + cardHead
	key := number == ""
	if n := len(p.paper.Three); n > 0 {
		s.cardPart("Before", p.paper.Three, spot{x, y, half, step}, key)
		s.cardPart("After", p.paper.Three, spot{x, y + step*float64(n+1), half, step}, key)
		s.Line(middle-0.5, y, middle-0.5, at.y+at.height-cardFoot, 0.1, pdf.Muted)
	}
	s.cardPart("Quiz", form.Questions, spot{middle + 2, y, half, step}, key)
}

// cardTop writes whose card it is.
func (p *ClassSheets) cardTop(s *sheet, at spot, form, number string) {
	x, middle := at.x+4, at.x+at.width/2
	small, label, big := pdf.Style{Size: 7.5, Color: pdf.Muted}, pdf.Style{Size: 8, Color: pdf.Muted}, pdf.Style{Size: 16, Bold: true}
	s.Fitted(x, at.y+5, at.width-30, "Class "+p.paper.Class+" · "+p.printer.course.Title, small)
	small.Align = pdf.Right
	s.Text(at.x+at.width-4, at.y+5, "set "+p.paper.Set, small)
	if number == "" {
		s.Text(x, at.y+12.3, "Key, for the teacher only", pdf.Style{Size: 9, Bold: true})
	} else {
		s.Text(x, at.y+12.3, "Number", label)
		s.Text(x+16, at.y+12.5, number, big)
	}
	s.Text(middle+2, at.y+12.3, "Form", label)
	s.Text(middle+13, at.y+12.5, form, big)
}

// cardPart draws a heading and its questions, each in a row as high as the place.
func (s *sheet) cardPart(title string, questions []PaperQuestion, at spot, key bool) {
	s.Text(at.x, at.y+at.height*0.62, title, pdf.Style{Size: 8.5, Bold: true})
	for i, q := range questions {
		at.y += at.height
		s.Text(at.x+3.5, at.y+at.height/2+1.1, strconv.Itoa(i+1), pdf.Style{Size: 9, Align: pdf.Right})
		s.cardRow(marksOf(q), at, key)
	}
}

// cardRow draws what is circled or filled in for one question.
func (s *sheet) cardRow(marks []mark, at spot, key bool) {
	gaps := 0
	for _, m := range marks {
		if m.gap {
			gaps++
		}
	}
	pitch := min(cardPitch, (at.width-6)/(float64(len(marks))+0.5*float64(gaps)))
	x, y := at.x+5+pitch/2, at.y+at.height/2
	for _, m := range marks {
		if m.gap {
			x += pitch / 2
		}
		s.cardMark(m, x, y, min(cardRing, pitch/2-0.2), key)
		x += pitch
	}
}

// cardMark draws one ring or box. On a key the right ones are thick and bold.
func (s *sheet) cardMark(m mark, x, y, radius float64, key bool) {
	style := pdf.Style{Size: 8, Align: pdf.Centre}
	right := key && m.right != ""
	thick := 0.15
	if right {
		style.Bold, thick = true, 0.6
	}
	if m.letter == "" {
		s.Frame(x-radius, y-radius, 2*radius, 2*radius, thick, pdf.Ink)
		if right {
			s.Text(x, y+1, m.right, style)
		}
		return
	}
	if !right {
		style.Color = pdf.Muted
	}
	if key && !right {
		s.Text(x, y+1, m.letter, style)
		return
	}
	s.Ring(x, y, radius, thick, pdf.Ink)
	s.Text(x, y+1, m.letter, style)
}

// Key prints what the teacher corrects by: a card of each form with the right answers, to lay beside those of pupils, a table of
// all letters, and why each answer is right.
func (p *ClassSheets) Key() (Printed, error) {
	s := p.startCards("Answers, for the teacher only")
	s.Rich([]pdf.Span{{Text: "Answers, for the teacher only. ", Bold: true}, {Text: "Lay the key of the same form beside a card. A question is right when all its " +
		"letters are. No letter, or two where one is asked for, is no answer. Do not give this page to pupils."}}, pdf.Style{Size: 10}, 3)
	at := p.plan(p.startCards("measure")) // as high as the cards that it is laid beside
	at.top = s.Y()
	for i, form := range p.paper.Forms {
		p.card(s, at.card(s, i), form, "")
	}
	s.SetY(at.top + float64((len(p.paper.Forms)+1)/cardsWide)*at.height + 6)
	p.letters(s)
	s.whys("Why, by the numbers of form A", p.paper.Forms[0].Questions)
	s.whys("The questions before and after", p.paper.Three)
	return s.printed()
}

// whys says why the answers of some questions are right, under a heading that stays with the first.
func (s *sheet) whys(title string, questions []PaperQuestion) {
	for i, q := range questions {
		s.keep(func(s *sheet) {
			if i == 0 {
				s.heading(2, title)
			}
			s.why(q.Number, q.Item)
		})
	}
}

// letters is the table of all right letters. The same question stands on one line.
func (p *ClassSheets) letters(s *sheet) {
	g := pdf.Grid{Style: pdf.Style{Size: 10}}
	for _, f := range p.paper.Forms {
		g.Weights = append(g.Weights, 1)
		g.Head = append(g.Head, cell("Form "+f.Name))
	}
	for _, q := range p.paper.Forms[0].Questions {
		var row []pdf.Cell
		for _, f := range p.paper.Forms {
			at := slices.IndexFunc(f.Questions, func(other PaperQuestion) bool { return other.Item.ID == q.Item.ID })
			row = append(row, cell(fmt.Sprintf("%d  %s", f.Questions[at].Number, f.Questions[at].Right)))
		}
		g.Rows = append(g.Rows, row)
	}
	s.Grid(g)
	s.Space(4)
}
