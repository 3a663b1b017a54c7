package classroom

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/audit"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
)

// maxTyped bounds what is typed for one question, in characters.
const maxTyped = 60

// Answers are a quiz on paper as the facilitator types it: whose it is, the number of the paper, and what stands there
// question by question.
type Answers struct {
	EID   string
	Form  int
	Typed []string
}

// Question is one question of a paper, for typing: its number, its first words, and what is written in answer.
type Question struct {
	Item courses.Item
	Ask  Ask
}

// Questions lists the questions of a paper.
func (s *Service) Questions(ctx context.Context, o Officer, id string, n int) ([]Question, error) {
	st, err := s.Session(ctx, o, id)
	if err != nil {
		return nil, err
	}
	c, err := s.Course(ctx, st.Session)
	if err != nil {
		return nil, err
	}
	f, err := s.form(ctx, id, n)
	if err != nil {
		return nil, err
	}
	var list []Question
	for _, d := range f.Drawn {
		item, _ := c.Item(d.Item) // drawn from this version
		list = append(list, Question{Item: item, Ask: AskOf(item)})
	}
	return list, nil
}

// AnswerField names the input of the n-th question, from 1.
func AnswerField(n int) string { return "q" + itoa(n) }

// EnterAnswers records a quiz on paper, graded by the server as an attempt of that person, and their signature on the sheet
// when they passed. Entered again it is once; other answers than before are fault.CodeConflict.
func (s *Service) EnterAnswers(ctx context.Context, o Officer, id string, a Answers) (Line, error) {
	st, err := s.Session(ctx, o, id)
	if err != nil {
		return Line{}, err
	}
	line, sheet, err := s.signer(ctx, o, st, strings.TrimSpace(a.EID))
	if err != nil {
		return line, err
	}
	quiz, err := s.readQuiz(ctx, st, &a)
	if err != nil {
		return line, err
	}
	e := Event{ID: about(id, "person", string(line.Person.ID), string(KindAnswers)), Session: id, Kind: KindAnswers, Person: line.Person.ID,
		By: o.ID, Form: a.Form, Typed: a.Typed}
	old, err := s.events.Get(ctx, e.ID)
	if err == nil && (old.Form != e.Form || strings.Join(old.Typed, "|") != strings.Join(e.Typed, "|")) {
		return line, fault.Conflict("The quiz of %s was entered before, with other answers. A record is never changed; if it is wrong, "+
			"the person says so at their next sign-in and takes the test by themselves.", line.Person.Name)
	}
	if err != nil {
		entry := audit.Entry{At: s.now(), By: string(o.ID), Action: "group.answers", Subject: string(line.Person.ID), Agency: string(st.Agency),
			After: fmt.Sprintf("session %s, paper %d", id, a.Form)}
		if err := s.audit.Append(ctx, entry); err != nil {
			return line, fmt.Errorf("classroom: audit: %w", err)
		}
	}
	told := st.told(learning.ViaPaper, o.ID, s.happened(sheet.Day))
	quiz.InGroup = told
	outcome, err := s.learning.RecordPaperQuiz(ctx, line.Person.ID, st.Course, quiz)
	if err != nil {
		return line, err
	}
	if err := s.tell(ctx, e); err != nil && !errors.Is(err, errOther) {
		return line, err
	}
	if line.Passed = outcome.Passed; !line.Passed {
		return line, nil
	}
	return line, s.signOnPaper(ctx, st, sheet, told, &line)
}

// signer finds the line of the sheet on which the person signed: a quiz without a signed sheet proves nothing.
func (s *Service) signer(ctx context.Context, o Officer, st State, eid string) (Line, Event, error) {
	wrong := func(message string) error {
		return fault.Invalid("Please correct what is marked.", fault.Field{Name: "eid", Message: message})
	}
	if eid == "" {
		return Line{}, Event{}, wrong("Type the EID on the paper.")
	}
	p, ok := s.register.ByEID(eid)
	known, takesPart := st.Participant(p.ID)
	if !ok || !takesPart || known.Sheet == "" {
		return Line{}, Event{}, wrong("Nobody with this EID stands on a sheet of this session. Enter the signed sheet first.")
	}
	sheet, err := s.events.Get(ctx, about(st.ID, "person", string(p.ID), string(KindPaper)))
	if err != nil {
		return Line{}, Event{}, fmt.Errorf("classroom: line of a sheet: %w", err)
	}
	line := s.line(st, o, &Entry{Sheet: known.Sheet, Day: sheet.Day}, eid)
	if line.Wrong != "" {
		return line, sheet, wrong(line.Wrong)
	}
	return line, sheet, nil
}

// readQuiz turns what was typed into answers to the paper's questions.
func (s *Service) readQuiz(ctx context.Context, st State, a *Answers) (learning.PaperQuiz, error) {
	f, err := s.form(ctx, st.ID, a.Form)
	if err != nil {
		return learning.PaperQuiz{}, err
	}
	c, err := s.Course(ctx, st.Session)
	if err != nil {
		return learning.PaperQuiz{}, err
	}
	quiz := learning.PaperQuiz{Drawn: f.Drawn, Answers: map[courses.ItemID]assessment.Answer{}}
	typed := make([]string, len(f.Drawn))
	copy(typed, a.Typed)
	a.Typed = typed
	var bad []fault.Field
	for i, d := range f.Drawn {
		item, _ := c.Item(d.Item)
		typed[i] = strings.ToUpper(strings.Join(strings.Fields(typed[i]), " "))
		given, wrong := Read(item, d, typed[i])
		switch {
		case len(typed[i]) > maxTyped:
			wrong = "This is longer than any answer on the paper."
		case wrong == "" && typed[i] != "":
			quiz.Answers[d.Item] = given
			if f, ok := fault.As(assessment.Check(item, given)); ok {
				wrong = f.Message
			}
		}
		if wrong != "" {
			bad = append(bad, fault.Field{Name: AnswerField(i + 1), Message: wrong})
		}
	}
	if len(bad) > 0 {
		return quiz, fault.Invalid("Please correct what is marked.", bad...)
	}
	return quiz, nil
}
