package workbook

import (
	"context"
	"errors"
	"fmt"

	"lamtoen/courses"
	"lamtoen/internal/fault"
)

// Missing gives the required fields in which nothing stands, in the order of the workbook.
func (s *Service) Missing(p Plan) []courses.WorkbookField {
	var out []courses.WorkbookField
	for _, part := range s.form.Parts {
		for _, f := range part.Fields {
			if e, _ := p.Entry(f.ID); f.Required && e.Value.Empty() {
				out = append(out, f)
			}
		}
	}
	return out
}

// Seen is what somebody had before them when they decided: the version, how many rounds it had been through, how often it had
// been saved.
type Seen struct{ Version, Round, Edits int }

// Submit gives the plan to a colleague to review. Seen must be the plan as it stands, so that nobody submits what they have not
// read; the same submission sent twice is one. All that is required must be there.
func (s *Service) Submit(ctx context.Context, a Access, seen Seen) error {
	p, doc, err := s.load(ctx, a.Agency)
	if err != nil {
		return err
	}
	if p.Version == seen.Version && p.Round > seen.Round {
		return nil // sent twice, or by two people at once
	}
	if missing := s.Missing(p); len(missing) > 0 {
		var fields []fault.Field
		for _, f := range missing {
			fields = append(fields, fault.Field{Name: string(f.ID), Message: fmt.Sprintf("“%s” is not filled in yet.", f.Label)})
		}
		return fault.Invalid("The plan is not complete yet.", fields...)
	}
	sealed, err := s.copies.Update(ctx, doc.ID, func(c *workingCopy) error {
		switch {
		case c.Sealed && c.Version == seen.Version && c.Round == seen.Round+1:
			return errUnchanged // by somebody else, at the same moment
		case c.Sealed, c.Round != seen.Round, p.Version != seen.Version:
			return fault.Conflict("The plan has gone on since you opened this page. Open it again.")
		case c.Edits != seen.Edits:
			return fault.Conflict("Somebody has changed the plan since you opened this page. Read it again, and then submit it.")
		}
		c.Sealed, c.Round, c.Edition = true, c.Round+1, s.form.Hash
		c.Seal = stroke{By: a.Person, Position: a.Position, At: s.now()}
		if !p.wrote(a.Person) { // whoever submits answers for it
			c.Writers = append(c.Writers, a.Person)
		}
		return nil
	})
	if errors.Is(err, errUnchanged) {
		_, _, err = s.load(ctx, a.Agency)
		return err
	}
	if err != nil {
		return err
	}
	_, err = s.finishSubmission(ctx, sealed)
	return err
}

// submittedID is the id of the fact that the sealed round was submitted.
func (c workingCopy) submittedID() string {
	return roundID(c.Agency, c.Version, c.Round) + "/" + string(KindSubmitted)
}

// finishSubmission inserts the texts and then the fact, both made of the sealed copy alone: whoever does it, they are the same.
func (s *Service) finishSubmission(ctx context.Context, c workingCopy) (Fact, error) {
	err := once(s.texts.Insert(ctx, texts{ID: roundID(c.Agency, c.Version, c.Round), Entries: c.Entries, Writers: c.Writers}))
	if err != nil {
		return Fact{}, err
	}
	f := Fact{
		ID: c.submittedID(), Kind: KindSubmitted, Agency: c.Agency, Version: c.Version, Round: c.Round, By: c.Seal.By,
		Position: c.Seal.Position, At: c.Seal.At, Recorded: s.now(), Edition: c.Edition,
	}
	return f, once(s.facts.Insert(ctx, f))
}
