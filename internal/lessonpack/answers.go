package lessonpack

import (
	"slices"
	"strconv"
	"strings"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/pdf"
)

// answers is the teacher's page: the letters of every form, and why each answer is right.
func (s *sheet) answers(papers []paper) {
	s.head("Answers, for the teacher only", s.printer.course.Title)
	s.Rich(pdf.Plain("Every form asks the same questions, in another order. Do not give this page to pupils."), s.style(), 3)
	g := pdf.Grid{Weights: []float64{1.3}, Head: []pdf.Cell{{Text: pdf.Plain("Question")}}, Style: pdf.Style{Size: 10}}
	for _, one := range papers {
		g.Weights = append(g.Weights, 2)
		g.Head = append(g.Head, pdf.Cell{Text: pdf.Plain("Form " + one.name)})
	}
	for n := range papers[0].drawn {
		row := []pdf.Cell{{Text: pdf.Plain(strconv.Itoa(n + 1))}}
		for _, one := range papers {
			row = append(row, pdf.Cell{Text: pdf.Plain(s.key(one.drawn[n]))})
		}
		g.Rows = append(g.Rows, row)
	}
	s.Grid(g)
	s.Space(4)
	s.heading(2, "Why, by the numbers of form A")
	for n, d := range papers[0].drawn {
		item, _ := s.printer.course.Item(d.Item)
		s.keep(func(s *sheet) { s.why(n+1, item) })
	}
}

// key is the answer to a question as the paper shows it.
func (s *sheet) key(d assessment.Drawn) string {
	item, _ := s.printer.course.Item(d.Item)
	switch item.Type {
	case courses.TrueFalse:
		answer := "False"
		if o, _ := item.Option(courses.OptionTrue); o.Right {
			answer = "True"
		}
		if reason := rightLetters(d.Reasons, item.Reasons); reason != "" {
			answer += ", " + reason
		}
		return answer
	case courses.Matching:
		var letters []string
		for _, pair := range item.Pairs {
			letters = append(letters, letter(slices.Index(d.Options, pair.Right)))
		}
		return strings.Join(letters, " ")
	case courses.Ordering:
		var places []string
		for _, id := range d.Options {
			places = append(places, strconv.Itoa(slices.Index(item.Sequence, id)+1))
		}
		return strings.Join(places, " ")
	case courses.Branching:
		return bestPath(item.Scenario)
	default:
		return rightLetters(d.Options, item.Options)
	}
}

// rightLetters are the letters of the right options in the order shown.
func rightLetters(order []courses.OptionID, options []courses.Option) string {
	var letters []string
	for i, id := range order {
		if slices.ContainsFunc(options, func(o courses.Option) bool { return o.ID == id && o.Right }) {
			letters = append(letters, letter(i))
		}
	}
	return strings.Join(letters, " ")
}

// bestPath says which choices lead to the best ending, scene by scene.
func bestPath(story *courses.Scenario) string {
	number := numbers(story)
	best, path := -1, ""
	var walk func(id courses.StepID, so []string)
	walk = func(id courses.StepID, so []string) {
		step, _ := story.Step(id)
		if len(step.Choices) == 0 && step.Score > best {
			best, path = step.Score, strings.Join(so, ", ")
		}
		for i, c := range step.Choices { // no path goes round
			walk(c.To, append(slices.Clip(so), strconv.Itoa(number[id])+letter(i)))
		}
	}
	walk(story.Start, nil)
	return path
}

// why prints the stem in short, the right answers and the reason of each.
func (s *sheet) why(n int, item courses.Item) {
	stem, err := readProse(item.StemHTML)
	if err != nil {
		s.fail(err)
	}
	text := item.Title
	for _, p := range stem {
		text = strings.TrimSpace(text + " " + plainText(p.spans))
	}
	s.Rich([]pdf.Span{{Text: strconv.Itoa(n) + ". ", Bold: true}, {Text: text}}, pdf.Style{Size: 10}, 0.5)
	chosen := item.Type == courses.Single || item.Type == courses.Multiple || item.Type == courses.TrueFalse
	for _, o := range slices.Concat(item.Options, item.Reasons) {
		if o.Right && chosen {
			s.reason(o.HTML, o.FeedbackHTML)
		}
	}
	for _, pair := range item.Pairs {
		right, _ := item.Option(pair.Right)
		s.reason(strings.TrimSuffix(pair.LeftHTML, ".")+": "+right.HTML, pair.FeedbackHTML)
	}
	for i, id := range item.Sequence {
		o, _ := item.Option(id)
		s.reason(strconv.Itoa(i+1)+" "+o.HTML, o.FeedbackHTML)
	}
	if item.Scenario != nil {
		for _, step := range item.Scenario.Steps {
			if step.Ending == courses.Good {
				s.reason("The best ending", step.FeedbackHTML)
			}
		}
	}
	s.Space(2)
}

// reason prints a right answer in bold and why it is right.
func (s *sheet) reason(answerHTML, whyHTML string) {
	l := s.line(answerHTML)
	if len(l.spans) == 0 {
		l.spans = pdf.Plain(l.alt)
	}
	for i := range l.spans {
		l.spans[i].Bold = true
	}
	end := ". "
	if answer := plainText(l.spans); answer != "" && strings.ContainsAny(answer[len(answer)-1:], ".?!:") {
		end = " "
	}
	s.Item(0, slices.Concat(l.spans, pdf.Plain(end), s.line(whyHTML).spans), pdf.Style{Size: 10}, 6)
}
