package classroom

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"lamtoen/internal/audit"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
)

// Limits of a sheet.
const (
	mostLines  = 60  // people on one sheet
	maxWitness = 120 // characters
)

// Entry is a signed sheet as the facilitator types it.
type Entry struct {
	Sheet   string // its number, as printed
	Day     day.Date
	Witness string
	EIDs    []string
}

// Line is one person of a sheet. Wrong says why the line cannot be entered; Note what became of it.
type Line struct {
	EID    string
	Person org.Person
	Agency string
	Wrong  string
	Known  bool   // was entered before
	Passed bool   // of a test on paper
	Done   bool   // is complete with it
	Note   string // what is still missing, in the words of the record
}

// CheckSheet tells what entering the sheet would do, line by line, and writes nothing. A fault is about the sheet as a whole.
func (s *Service) CheckSheet(ctx context.Context, o Officer, id string, e Entry) ([]Line, error) {
	_, lines, err := s.checkSheet(ctx, o, id, &e)
	return lines, err
}

func (s *Service) checkSheet(ctx context.Context, o Officer, id string, e *Entry) (State, []Line, error) {
	st, err := s.Session(ctx, o, id)
	if err != nil {
		return st, nil, err
	}
	if bad := s.sheetProblems(st, e); len(bad) > 0 {
		return st, nil, fault.Invalid("Please correct what is marked.", bad...)
	}
	lines := make([]Line, len(e.EIDs))
	for i, eid := range e.EIDs {
		lines[i] = s.line(st, o, e, eid)
		if slices.Contains(e.EIDs[:i], eid) {
			lines[i].Wrong = "This EID stands on the sheet twice."
		}
	}
	return st, lines, nil
}

// sheetProblems lists what is wrong with the sheet as a whole, and tidies what was typed.
func (s *Service) sheetProblems(st State, e *Entry) []fault.Field {
	var bad []fault.Field
	say := func(name, format string, args ...any) {
		bad = append(bad, fault.Field{Name: name, Message: fmt.Sprintf(format, args...)})
	}
	e.Sheet, e.Witness = cleanSheet(e.Sheet), strings.Join(strings.Fields(e.Witness), " ")
	if _, ok := sheetNumber(st.ID, e.Sheet); !ok {
		say("sheet", "Type the number at the top of the sheet; those of this session begin with %s-.", st.ID)
	}
	_, err := day.Parse(string(e.Day))
	switch {
	case err != nil:
		say("day", "Give the day on the sheet as year-month-day, such as 2026-11-23.")
	case e.Day < st.Day:
		say("day", "The session was on %s; a sheet of it cannot be signed before.", st.Day)
	case e.Day > s.today():
		say("day", "This day has not come yet.")
	}
	facilitator, _ := s.register.Person(st.Facilitator)
	switch {
	case e.Witness == "":
		say("witness", "Type the name of the witness, as it stands at the foot of the sheet.")
	case len([]rune(e.Witness)) > maxWitness || !readable(e.Witness):
		say("witness", "Type the name in at most 120 readable characters.")
	case strings.EqualFold(e.Witness, facilitator.Name):
		say("witness", "The witness is somebody other than the facilitator.")
	}
	e.EIDs = slices.DeleteFunc(e.EIDs, func(eid string) bool { return strings.TrimSpace(eid) == "" })
	for i, eid := range e.EIDs {
		e.EIDs[i] = strings.TrimSpace(eid)
	}
	switch {
	case len(e.EIDs) == 0:
		say("eids", "Type the EID of each person who signed, one in a line.")
	case len(e.EIDs) > mostLines:
		say("eids", "A sheet has at most 60 lines.")
	case len(st.Shown) == 0:
		say("eids", "Mark first which lessons were gone through, on the page of the session.")
	}
	return bad
}

// line finds whose EID it is. Somebody outside the officer's scope does not exist for them, as everywhere.
func (s *Service) line(st State, o Officer, e *Entry, eid string) Line {
	l := Line{EID: eid}
	p, ok := s.register.ByEID(eid)
	post, serves := s.register.PostAt(p.ID, e.Day)
	tree := s.register.Tree(e.Day)
	switch {
	case !ok || !o.Scope.All && (!serves || !tree.Within(o.Scope, post.Agency)):
		l.Wrong = "No person with this EID served on that day in an agency that you look after. Compare it with the sheet."
		return l
	case p.ID == o.ID || p.ID == st.Facilitator:
		l.Wrong = "Whoever runs the session or enters the sheet takes part with their own password."
	}
	l.Person, l.Agency = p, tree.Name(post.Agency)
	if known, ok := st.Participant(p.ID); ok {
		switch {
		case known.Disputed:
			l.Wrong = "This person says that they were not there. What they say stands; they begin by themselves."
		case known.Sheet == e.Sheet:
			l.Known = true
		case known.Sheet != "":
			l.Wrong = fmt.Sprintf("This person stands on sheet %s already.", known.Sheet)
		}
	}
	return l
}

// happened is the instant that a paper claims: the end of its day, or now.
func (s *Service) happened(on day.Date) time.Time {
	if end := on.End(); end.Before(s.now()) {
		return end
	}
	return s.now()
}

// EnterSheet records a sheet: for each person that they were there, and their signature where the assessment is passed. Lines
// that cannot be entered make the whole a fault, and nothing is written. The same sheet again is success, and finishes
// what a crash left; a sheet that was entered with another day or witness is fault.CodeConflict.
func (s *Service) EnterSheet(ctx context.Context, o Officer, id string, e Entry) ([]Line, error) {
	st, lines, err := s.checkSheet(ctx, o, id, &e)
	if err != nil {
		return lines, err
	}
	fresh := false
	var people []string
	for _, l := range lines {
		if l.Wrong != "" {
			return lines, fault.Invalid("Some lines cannot be entered. Nothing was recorded.", fault.Field{Name: "eids", Message: l.EID + ": " + l.Wrong})
		}
		fresh = fresh || !l.Known
		people = append(people, string(l.Person.ID))
	}
	n, _ := sheetNumber(st.ID, e.Sheet)
	sheet := Event{ID: about(id, "sheet", itoa(n)), Session: id, Kind: KindSheet, By: o.ID, At: s.happened(e.Day), Sheet: e.Sheet, Day: e.Day,
		Witness: e.Witness}
	if fresh {
		entry := audit.Entry{At: s.now(), By: string(o.ID), Action: "group.sheet", Subject: e.Sheet, Agency: string(st.Agency),
			After: strings.Join(people, " "), Why: fmt.Sprintf("signed on paper on %s, witness %s", e.Day.ISO(), e.Witness)}
		if err := s.audit.Append(ctx, entry); err != nil {
			return lines, fmt.Errorf("classroom: audit: %w", err)
		}
	}
	err = s.tell(ctx, sheet)
	if errors.Is(err, errOther) {
		return lines, fault.Conflict("Sheet %s was entered before with another day or another witness. Compare it with the paper.", e.Sheet)
	}
	if err != nil {
		return lines, err
	}
	for i := range lines {
		if err := s.enterLine(ctx, o, st, sheet, &lines[i]); err != nil {
			return lines, err
		}
	}
	return lines, nil
}

// enterLine records one person of a sheet.
func (s *Service) enterLine(ctx context.Context, o Officer, st State, sheet Event, l *Line) error {
	e := sheet
	e.ID, e.Kind, e.Person, e.By = about(st.ID, "person", string(l.Person.ID), string(KindPaper)), KindPaper, l.Person.ID, o.ID
	if err := s.tell(ctx, e); err != nil && !errors.Is(err, errOther) {
		return err
	}
	var seen []learning.GroupLesson
	for _, shown := range st.Shown {
		seen = append(seen, learning.GroupLesson{Lesson: shown.Lesson, At: earlier(shown.At, e.At)})
	}
	told := st.told(learning.ViaPaper, o.ID, e.At)
	if _, err := s.learning.AttendGroup(ctx, l.Person.ID, st.Course, seen, told); err != nil {
		return err
	}
	return s.signOnPaper(ctx, st, e, told, l)
}

// signOnPaper records the signature of a line where it counts, and says what is missing where it does not yet.
func (s *Service) signOnPaper(ctx context.Context, st State, line Event, told learning.InGroup, l *Line) error {
	at, err := s.learning.RecordPaperSignature(ctx, line.Person, st.Course, learning.PaperSignature{
		InGroup: told, Sheet: line.Sheet, Facilitator: st.Facilitator, Witness: line.Witness})
	if f, ok := fault.As(err); ok && f.Code == fault.CodeConflict {
		l.Note = f.Message
		return nil
	}
	if err != nil {
		return err
	}
	l.Done = at.Status.Stage == learning.StateComplete
	return nil
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
