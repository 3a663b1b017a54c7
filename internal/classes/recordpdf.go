package classes

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"lamtoen/internal/pdf"
)

// acrossRecord is how many modules stand beside one another in the table of pupils.
const acrossRecord = 8

// Record draws the record of a class as PDF: no colour, and no name of a pupil. The line for a name is filled in with a pen.
// The same record of the same day gives the same bytes.
func (s *Service) Record(ctx context.Context, class string) ([]byte, error) {
	r, err := s.RecordOf(ctx, class)
	if err != nil {
		return nil, err
	}
	c := r.Class
	d := pdf.New(pdf.Options{Title: "Record of class " + c.Label, Author: r.School, Lang: "en", Created: r.On.Start(), Margin: 15, Spare: true,
		Footer: fmt.Sprintf("Record of class %s, %s, %s. For its teachers and the head of the school.", c.Label, c.Year, r.School), PageNumbers: true})
	sheet := recordSheet{d, r}
	sheet.head()
	sheet.modules()
	sheet.change()
	for from := 0; from == 0 || from < len(r.Modules); from += acrossRecord {
		sheet.pupils(from, min(from+acrossRecord, len(r.Modules)))
	}
	return d.Bytes()
}

// recordSheet draws a record.
type recordSheet struct {
	*pdf.Document
	r ClassRecord
}

// letter names a module in the table of pupils: A, B … Z, then A2.
func letter(i int) string {
	name := string(rune('A' + i%26))
	if i >= 26 {
		name += strconv.Itoa(i/26 + 1)
	}
	return name
}

// title is a heading in black.
func (s recordSheet) title(text string, size float64) {
	s.RichHeading(text, pdf.Style{Size: size, Bold: true}, 3, 30)
}

// table begins a table of black lines.
func (s recordSheet) table(weights []float64, head ...string) pdf.Grid {
	return pdf.Grid{Weights: weights, Head: cells(head...), Style: pdf.Style{Size: 9}}
}

// cells are the fields of a row.
func cells(texts ...string) []pdf.Cell {
	var list []pdf.Cell
	for _, text := range texts {
		list = append(list, pdf.Cell{Text: pdf.Plain(text)})
	}
	return list
}

// head says what this is, whose it is, and who may hold it.
func (s recordSheet) head() {
	c := s.r.Class
	s.title("Record of class "+c.Label, 17)
	here, left := 0, 0
	for _, p := range s.r.Pupils {
		here, left = here+one(p.Here()), left+one(!p.Here())
	}
	size := fmt.Sprintf("%d pupils", here)
	if left > 0 {
		size += fmt.Sprintf(", %d more have left", left)
	}
	s.Paragraph(fmt.Sprintf("%s, school year %s. %s. As of %s.", s.r.School, c.Year, size, s.r.On), pdf.Style{})
	s.Paragraph("With names written in, this paper shows what children can do and cannot. It belongs to the teachers of the class and the head of the school: "+
		"keep it as the school keeps its mark registers, show it to nobody else, do not photograph or send it, and shred it when it is no longer needed. "+
		"The program deletes what stands here after "+c.Closes().String()+" and keeps no copy of this paper.", pdf.Style{Bold: true, Size: 10})
	g := s.table([]float64{4, 3, 2, 2}, "Teacher", "Part", "From", "Until")
	for _, one := range s.r.Teachers {
		until := ""
		if one.Until != "" {
			until = one.Until.String()
		}
		g.Rows = append(g.Rows, cells(one.Name, partName(one.Part), one.From.String(), until))
	}
	s.Grid(g)
}

func partName(p Part) string {
	switch p {
	case Owner:
		return "has the class"
	case Substitute:
		return "substitute"
	}
	return "teaches it too"
}

func modeName(m Mode) string {
	switch m {
	case ModeOwn:
		return "on own devices"
	case ModeShared:
		return "devices that went round"
	case ModeProjector:
		return "before one screen"
	case ModePaper:
		return "on paper"
	}
	return "from a pen drive"
}

// modules lists what the class was given.
func (s recordSheet) modules() {
	s.title("Modules", 13)
	if len(s.r.Modules) == 0 {
		s.Paragraph("The class was given no module.", pdf.Style{})
		return
	}
	g := s.table([]float64{0.7, 5, 2.8, 2.8, 3.4, 1.9}, "", "Module", "From", "Until", "How", "Finished")
	for i, m := range s.r.Modules {
		g.Rows = append(g.Rows, cells(letter(i), m.Course.Title, m.From.String(), m.Until.String(), modeName(m.Mode),
			fmt.Sprintf("%d of %d", m.Tally.Done, m.Tally.Pupils)))
	}
	s.Grid(g)
}

// change says how the class answered before and after.
func (s recordSheet) change() {
	g := s.table([]float64{0.7, 8, 1.9, 1.9}, "", "Question", "Before", "After")
	hands := false
	for i, m := range s.r.Modules {
		for _, q := range m.Shift.Items {
			if q.BeforeOf == 0 && q.AfterOf == 0 {
				continue
			}
			hands = hands || m.Shift.Hands
			item, _ := m.Course.Item(q.Item)
			g.Rows = append(g.Rows, cells(letter(i), item.Opening(110), outOf(q.Before, q.BeforeOf), outOf(q.After, q.AfterOf)))
		}
	}
	if len(g.Rows) == 0 {
		return
	}
	s.title("Before and after", 13)
	s.Paragraph("Good answers to the questions that were asked before and after, of the pupils who answered both times.", pdf.Style{Size: 10})
	s.Grid(g)
	if hands {
		s.Paragraph("Where hands were counted, the two rooms need not be the same.", pdf.Style{Size: 10})
	}
}

func outOf(n, whole int) string {
	if whole == 0 {
		return "–"
	}
	return fmt.Sprintf("%d of %d", n, whole)
}

// pupils is the table of the pupils by number, for some of the modules.
func (s recordSheet) pupils(from, until int) {
	s.NewPage()
	s.title("Pupils", 13)
	legend := []string{"Right answers in the quiz of each module. A dash: not begun."}
	for i := from; i < until; i++ {
		legend = append(legend, fmt.Sprintf("%s: %s.", letter(i), s.r.Modules[i].Course.Title))
	}
	s.Paragraph(strings.Join(legend, " "), pdf.Style{Size: 9})
	g := s.table([]float64{2.4, 7}, "No.", "Name")
	g.Empty = 4.4
	for i := from; i < until; i++ {
		g.Weights, g.Head = append(g.Weights, 1.9), append(g.Head, cells(letter(i))...)
	}
	for _, p := range s.r.Pupils {
		number := strconv.Itoa(p.Shown)
		if !p.Here() {
			number += ", left " + p.Left.ISO()
		}
		row := append(cells(number), pdf.Cell{})
		for _, st := range p.Standings[from:until] {
			row = append(row, cells(standingText(st))...)
		}
		g.Rows = append(g.Rows, row)
	}
	s.Grid(g)
}

// standingText is how far a pupil is, in as few words as fit.
func standingText(st Standing) string {
	switch {
	case st.State == NotBegun:
		return "–"
	case st.State == UnderWay:
		return "begun"
	case st.Questions == 0:
		return "done"
	}
	return fmt.Sprintf("%d/%d", st.Right, st.Questions)
}
