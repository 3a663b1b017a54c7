package classes

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
)

// PaperSheet is what one pupil wrote, as a teacher typed it.
type PaperSheet struct {
	Roll  int
	Form  string   // of the quiz, A to D; not used before and after
	Typed []string // the letters of each question in the order of the sheet; "" not typed
}

// empty tells that nothing of the sheet was typed.
func (t PaperSheet) empty() bool { return strings.TrimSpace(strings.Join(t.Typed, "")) == "" }

// PaperLine is what entering one sheet does.
type PaperLine struct {
	PaperPupil
	Sheet PaperSheet
	New   int   // answers that it adds
	Right int   // answers of the sheet with whole points, those that were there among them
	Whole int   // questions of the sheet
	Open  []int // the numbers of those that still have no answer

	entries []Entry
}

// ReadSheets tells what entering sheets would do, pupil by pupil, and writes nothing. Sheets of which nothing was typed are passed
// over. Letters that a question does not have, and answers that are there already and say something else, are fault.CodeInvalid
// with a field each (PaperField).
func (p Paper) ReadSheets(ask Ask, sheets []PaperSheet, by org.PersonID, now time.Time) ([]PaperLine, error) {
	var lines []PaperLine
	var bad []fault.Field
	for _, sheet := range sheets {
		if sheet.empty() {
			continue
		}
		line, wrong := p.readSheet(ask, sheet)
		bad = append(bad, wrong...)
		for i := range line.entries {
			e := &line.entries[i]
			e.At, e.By = now, by
		}
		lines = append(lines, line)
	}
	switch {
	case len(bad) > 0:
		return lines, fault.Invalid("Nothing is saved yet. Please correct what is marked.", bad...)
	case len(lines) == 0:
		return nil, fault.Invalid("Nothing is typed yet.", p.firstField(ask, sheets))
	}
	return lines, nil
}

// firstField is where the first letter could be typed.
func (p Paper) firstField(ask Ask, sheets []PaperSheet) fault.Field {
	f := fault.Field{Name: "ask", Message: "Type the letters of at least one pupil's sheet."}
	for _, sheet := range sheets {
		if pupil, ok := p.Pupil(sheet.Roll); ok {
			if open := pupil.Missing(ask, p.Items(ask, sheet.Form)); len(open) > 0 {
				f.Name = PaperField(sheet.Roll, open[0])
				break
			}
		}
	}
	return f
}

// readSheet reads one sheet, with what is wrong with it.
func (p Paper) readSheet(ask Ask, sheet PaperSheet) (PaperLine, []fault.Field) {
	line := PaperLine{Sheet: sheet}
	pupil, ok := p.Pupil(sheet.Roll)
	if !ok {
		return line, []fault.Field{{Name: PaperField(sheet.Roll, 1), Message: "There is no such pupil in this class."}}
	}
	line.PaperPupil = pupil
	items := p.Items(ask, sheet.Form)
	if len(items) == 0 {
		return line, []fault.Field{{Name: PaperFormField(sheet.Roll), Message: "Choose the letter that stands at the top of the sheet, A to D."}}
	}
	line.Whole = len(items)
	var bad []fault.Field
	for i, item := range items {
		letters := ""
		if i < len(sheet.Typed) {
			letters = strings.TrimSpace(sheet.Typed[i])
		}
		if problem := line.readItem(p, ask, item, letters); problem != "" {
			bad = append(bad, fault.Field{Name: PaperField(sheet.Roll, item.Number), Message: numbered(pupil.Shown, item.Number, problem)})
		}
	}
	return line, bad
}

// numbered says in front of a problem where it is, since a summary lists those of many pupils.
func numbered(shown, question int, problem string) string {
	return fmt.Sprintf("Number %d, question %d: %s", shown, question, problem)
}

// readItem reads what was typed for one question and tells what is wrong with it; "" nothing.
func (l *PaperLine) readItem(p Paper, ask Ask, item PaperItem, letters string) string {
	old, there := l.Record.Answer(ask, item.Item.ID)
	if letters == "" {
		if !there {
			l.Open = append(l.Open, item.Number)
		}
		l.Right += one(there && old.Right())
		return ""
	}
	a, err := item.Choose(letters)
	switch {
	case err != nil:
		return problemOf(err)
	case there && sameAnswer(item, a, old.Answer):
		l.Right += one(old.Right())
		return ""
	case there && old.Mode == ModePaper:
		return "entered before as " + strings.ToUpper(item.Letters(old.Answer)) + ". Leave it empty here, and correct it on the page of this pupil."
	case there:
		return "answered on a device already, and the first answer counts. Leave it empty."
	case ask == AskQuiz && l.Standing.Elsewhere:
		return "the result of this pupil has come another way. Leave it empty."
	}
	l.New++
	l.Right += one(assessment.Grade(item.Item, a) >= assessment.Whole)
	e := Entry{ID: paperEntry(ask, item.Item.ID, l.Record.Again), Kind: EntryAnswer, Mode: ModePaper, Version: p.Assignment.Version,
		Ask: ask, Item: item.Item.ID, Answer: &a}
	if ask == AskQuiz {
		e.Form = l.Sheet.Form
	}
	l.entries = append(l.entries, e)
	return ""
}

// paperEntry is the id of an answer from paper: entered again it is the same one, until the pupil is to begin again.
func paperEntry(ask Ask, item courses.ItemID, again int) string {
	return "paper/" + string(ask) + "/" + string(item) + "/" + strconv.Itoa(again)
}

// EnterSheets takes what pupils wrote into their work, with the mode paper. The same sheets again are success. Where one of them is
// refused, nothing is written.
func (s *Service) EnterSheets(ctx context.Context, c Class, course courses.CourseID, ask Ask, sheets []PaperSheet, by org.PersonID) ([]PaperLine, error) {
	p, err := s.PaperOf(ctx, c, course)
	if err != nil {
		return nil, err
	}
	lines, err := p.ReadSheets(ask, sheets, by, s.now())
	if err != nil {
		return lines, err
	}
	var bad []fault.Field
	for _, line := range lines {
		if len(line.entries) == 0 {
			continue
		}
		w, err := s.Merge(ctx, line.Work.ID, line.entries...)
		if err != nil {
			return lines, err
		}
		bad = append(bad, line.lost(p, ask, w)...)
	}
	if len(bad) > 0 {
		return lines, fault.Invalid("Most is saved. A colleague entered something else for these at the same moment: look at the sheets again.", bad...)
	}
	return lines, nil
}

// lost lists the answers of the line that do not count, because a colleague entered others while these were on the way.
func (l PaperLine) lost(p Paper, ask Ask, w Work) []fault.Field {
	var bad []fault.Field
	r := w.Record()
	for _, item := range p.Items(ask, l.Sheet.Form) {
		for _, e := range l.entries {
			a, ok := r.Answer(ask, item.Item.ID)
			if e.Item == item.Item.ID && (!ok || !sameAnswer(item, a.Answer, *e.Answer)) {
				bad = append(bad, fault.Field{Name: PaperField(l.Roll, item.Number),
					Message: numbered(l.Shown, item.Number, "now stands as "+strings.ToUpper(item.Letters(a.Answer))+".")})
			}
		}
	}
	return bad
}
