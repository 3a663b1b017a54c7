package workbook

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"lamtoen/courses"
	"lamtoen/internal/audit"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// Sheet is a reviewer's answers on the way: saved as they go, and nobody else's to see until they decide.
type Sheet struct {
	Answers []Answer
	Note    string
}

// sheet is how it is stored.
type sheet struct {
	ID      string   `bson:"_id"` // AGENCY/VERSION/ROUND/PERSON
	Answers []Answer `bson:"answers"`
	Note    string   `bson:"note"`
}

// NoteField is the field of the note to the authors in the faults of a review; those of the questions are named by question.
const NoteField = "note"

// Answer gives the answer to a question; the zero answer when there is none.
func (s Sheet) Answer(id courses.QuestionID) Answer {
	i := slices.IndexFunc(s.Answers, func(a Answer) bool { return a.Question == id })
	if i < 0 {
		return Answer{Question: id}
	}
	return s.Answers[i]
}

// Answered counts the questions that have an answer.
func (s Sheet) Answered() int {
	n := 0
	for _, a := range s.Answers {
		if a.Verdict != "" {
			n++
		}
	}
	return n
}

// Sheet gives what the reviewer has answered so far.
func (s *Service) Sheet(ctx context.Context, a Access, p Plan) (Sheet, error) {
	doc, err := s.sheets.Get(ctx, sheetID(p, a.Person))
	if errors.Is(err, store.ErrNotFound) {
		return Sheet{}, nil
	}
	return Sheet{Answers: doc.Answers, Note: doc.Note}, err
}

func sheetID(p Plan, reviewer org.PersonID) string {
	return roundID(p.Agency, p.Version, p.Round) + "/" + string(reviewer)
}

// reviewing gives the plan, if the person may review the round that they have seen.
func (s *Service) reviewing(ctx context.Context, a Access, seen Seen) (Plan, error) {
	p, _, err := s.load(ctx, a.Agency)
	switch {
	case err != nil:
		return p, err
	case p.Version != seen.Version || p.Round != seen.Round:
		return p, fault.Conflict("The plan has gone on since you opened this page. Open it again.")
	case p.State != StateSubmitted:
		return p, fault.Conflict("The plan does not wait for a review any more. Open it again to see what became of it.")
	case !a.Review:
		return p, fault.Conflict("The plan is reviewed by the Social Media Lead, the head, an information and media officer or an ICT officer of the agency.")
	case p.wrote(a.Person):
		return p, fault.Conflict("You have written in this version, so a colleague must review it.")
	}
	return p, nil
}

// SaveReview keeps the answers so far. Notes that are too long are wrong, and nothing is saved.
func (s *Service) SaveReview(ctx context.Context, a Access, seen Seen, given Sheet) error {
	p, err := s.reviewing(ctx, a, seen)
	if err != nil {
		return err
	}
	return s.keepSheet(ctx, sheetID(p, a.Person), given)
}

func (s *Service) keepSheet(ctx context.Context, id string, given Sheet) error {
	if wrong := s.wrongNotes(given); len(wrong) > 0 {
		return fault.Invalid("A note is too long.", wrong...)
	}
	err := s.sheets.Insert(ctx, sheet{ID: id, Answers: given.Answers, Note: given.Note})
	if errors.Is(err, store.ErrExists) {
		_, err = s.sheets.Update(ctx, id, func(doc *sheet) error {
			doc.Answers, doc.Note = given.Answers, given.Note
			return nil
		})
	}
	return err
}

func (s *Service) wrongNotes(given Sheet) []fault.Field {
	var wrong []fault.Field
	for _, a := range given.Answers {
		if m := textFault("The note", a.Note, MaxNote); m != "" {
			wrong = append(wrong, fault.Field{Name: string(a.Question), Message: m})
		}
	}
	if m := textFault("The note", given.Note, MaxNote); m != "" {
		wrong = append(wrong, fault.Field{Name: NoteField, Message: m})
	}
	return wrong
}

// Decide ends the review: agree, for which every question is answered with yes, or return, for which the authors must be told
// what is not there yet. The answers are kept first, so that a refusal loses none. The first decision stands; the same one sent
// twice is one.
func (s *Service) Decide(ctx context.Context, a Access, seen Seen, given Sheet, agree bool) error {
	p, err := s.reviewing(ctx, a, seen)
	if err != nil {
		if f, ok := p.Last(KindReviewed); ok && f.By == a.Person && f.Version == seen.Version && f.Round == seen.Round && f.Agreed == agree {
			return nil
		}
		return err
	}
	if err := s.keepSheet(ctx, sheetID(p, a.Person), given); err != nil {
		return err
	}
	if wrong := s.undecided(given, agree); len(wrong) > 0 {
		return fault.Invalid("Your answers are saved, but the review is not finished.", wrong...)
	}
	f := Fact{
		ID: roundID(p.Agency, p.Version, p.Round) + "/review", Kind: KindReviewed, Agency: p.Agency, Version: p.Version, Round: p.Round,
		By: a.Person, Position: a.Position, At: s.now(), Agreed: agree, Answers: given.Answers, Note: given.Note,
	}
	f.Recorded = f.At
	if err := s.logReview(ctx, f); err != nil {
		return err
	}
	err = s.facts.Insert(ctx, f)
	if errors.Is(err, store.ErrExists) {
		return s.decidedBefore(ctx, f)
	}
	if err != nil {
		return err
	}
	_, _, err = s.load(ctx, a.Agency) // opens a returned copy at once
	return err
}

// logReview tells the log of a review before it stands: whose plan, and what became of it. The answers and the notes are the
// plan's own, which not everybody who reads the log may read.
func (s *Service) logReview(ctx context.Context, f Fact) error {
	words := "returned to its authors with notes"
	if f.Agreed {
		words = "agreed"
	}
	err := s.audit.Append(ctx, audit.Entry{
		At: f.At, By: string(f.By), Action: "plan.reviewed", Subject: versionID(f.Agency, f.Version), Agency: string(f.Agency),
		Before: fmt.Sprintf("version %d submitted for review, round %d", f.Version, f.Round), After: words,
	})
	if err != nil {
		return fmt.Errorf("workbook: audit: %w", err)
	}
	return nil
}

// decidedBefore forgives the same decision; another one, made at the same moment, stands.
func (s *Service) decidedBefore(ctx context.Context, f Fact) error {
	stands, err := s.facts.Get(ctx, f.ID)
	if err != nil {
		return err
	}
	if stands.By == f.By && stands.Agreed == f.Agreed {
		return nil
	}
	return fault.Conflict("Another colleague has reviewed the plan at the same moment, and that review stands. Open the plan again.")
}

// undecided says what keeps the decision from being made.
func (s *Service) undecided(given Sheet, agree bool) []fault.Field {
	var wrong []fault.Field
	open := 0
	for i, q := range s.form.Review {
		switch answer := given.Answer(q.ID); {
		case answer.Verdict == NotYet && answer.Note == "":
			wrong = append(wrong, fault.Field{Name: string(q.ID), Message: fmt.Sprintf("Question %d: say what is not there yet.", i+1)})
		case answer.Verdict == NotYet:
			open++
		case answer.Verdict != Yes && agree:
			wrong = append(wrong, fault.Field{Name: string(q.ID), Message: fmt.Sprintf("Question %d has no answer yet.", i+1)})
		}
	}
	switch {
	case agree && open > 0:
		wrong = append(wrong, fault.Field{Name: NoteField,
			Message: "You can agree when every answer is yes. Return the plan, so that the authors can mend what is not there yet."})
	case !agree && open == 0 && given.Note == "" && len(wrong) == 0:
		wrong = append(wrong, fault.Field{Name: NoteField, Message: "Tell the authors what to change: answer a question with “not yet”, or write a note."})
	}
	return wrong
}
