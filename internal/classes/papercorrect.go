package classes

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
)

// PaperCauses are why what was entered from paper may be corrected.
func PaperCauses() []Cause { return []Cause{CauseTyped, CauseRead, CauseSaid, CausePupil} }

// PaperFix is a pupil's sheet as it should have been entered: all of it, by the letters of a form, which may be another than the
// one by which it was entered first.
type PaperFix struct {
	PaperSheet
	Ask   Ask
	Cause Cause
	Seen  int // how many corrections of this pupil the teacher was shown
}

// CorrectPaper puts right what was entered from paper, question by question, and tells how many answers changed: what is typed
// counts from now on, an empty field says that there is no answer, and what stood there stays in the trace. The same again
// changes nothing. Answers that a pupil gave on a device are theirs: no teacher changes them, and Begin again is for those that
// were somebody else's. Letters that a question does not have are fault.CodeInvalid with a field each; corrections that a
// colleague has made since the form was shown are fault.CodeConflict.
func (s *Service) CorrectPaper(ctx context.Context, c Class, course courses.CourseID, fix PaperFix, by org.PersonID) (int, error) {
	p, err := s.PaperOf(ctx, c, course)
	if err != nil {
		return 0, err
	}
	pupil, ok := p.Pupil(fix.Roll)
	if !ok {
		return 0, errNoPupil()
	}
	changes, err := pupil.changes(p, fix)
	if err != nil || len(changes) == 0 {
		return 0, err
	}
	if fix.Seen != len(pupil.Work.Trace()) {
		return 0, fault.Conflict("Somebody has corrected answers of this pupil in the meantime. Look at what stands there now.")
	}
	for i := range changes {
		e := &changes[i]
		// A colleague's correction at the same moment has another id: both stay in the trace, and the later one counts.
		e.ID = fmt.Sprintf("fix/%s/%s/%03d/%s", e.Ask, e.Item, fix.Seen+1, by)
		e.At, e.By, e.Cause = s.now(), by, fix.Cause
	}
	_, err = s.Merge(ctx, pupil.Work.ID, changes...)
	return len(changes), err
}

// changes are the corrections that make a pupil's answers those of the fix, without id, time and author.
func (p PaperPupil) changes(paper Paper, fix PaperFix) ([]Entry, error) {
	items := paper.Items(fix.Ask, fix.Form)
	if len(items) == 0 {
		return nil, fault.Invalid("Nothing is corrected yet.", fault.Field{Name: PaperFormField(p.Roll), Message: "Choose the letter that stands at the top of the sheet, A to D."})
	}
	var list []Entry
	var bad []fault.Field
	for i, item := range items {
		letters := ""
		if i < len(fix.Typed) {
			letters = strings.TrimSpace(fix.Typed[i])
		}
		e, changed, problem := p.change(paper, fix, item, letters)
		switch {
		case problem != "":
			bad = append(bad, fault.Field{Name: PaperField(p.Roll, item.Number), Message: fmt.Sprintf("Question %d: %s", item.Number, problem)})
		case changed:
			list = append(list, e)
		}
	}
	if len(list) > 0 && !slices.Contains(PaperCauses(), fix.Cause) {
		bad = append(bad, fault.Field{Name: "cause", Message: "Choose why it was wrong."})
	}
	if len(bad) > 0 {
		return nil, fault.Invalid("Nothing is corrected yet.", bad...)
	}
	return list, nil
}

// change is the correction of one question; false when it stays as it is.
func (p PaperPupil) change(paper Paper, fix PaperFix, item PaperItem, letters string) (Entry, bool, string) {
	old, there := p.Record.Answer(fix.Ask, item.Item.ID)
	if there && old.Mode != ModePaper {
		return Entry{}, false, "" // theirs: the page shows no field
	}
	e := Entry{Kind: EntryCorrection, Mode: ModePaper, Version: paper.Assignment.Version, Ask: fix.Ask, Item: item.Item.ID}
	if fix.Ask == AskQuiz {
		e.Form = fix.Form
	}
	if letters == "" {
		return e, there, ""
	}
	a, err := item.Choose(letters)
	if err != nil {
		return e, false, problemOf(err)
	}
	e.Answer = &a
	return e, !there || !sameAnswer(item, a, old.Answer), ""
}

// sameAnswer tells whether two answers to a question say the same.
func sameAnswer(item PaperItem, a, b assessment.Answer) bool {
	return item.Letters(a) == item.Letters(b)
}
