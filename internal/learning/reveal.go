package learning

import (
	"context"
	"errors"
	"slices"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// Reveal marks that the feedback on an answered item is shown before the attempt is handed in, as a course whose feedback policy
// is learning does; from then on the answer is final. Doing it again is success. Where the course tells only at the end, where
// nothing is answered yet, or a story has not ended, it is fault.CodeConflict.
func (s *Service) Reveal(ctx context.Context, person org.PersonID, id AttemptID, item courses.ItemID) error {
	a, err := s.Attempt(ctx, person, id)
	if err != nil {
		return err
	}
	c, err := s.pinned(ctx, a.Enrolment)
	if err != nil {
		return err
	}
	if a.Feedback != courses.LearningFeedback {
		return fault.Conflict("This course says how you did when the whole test is handed in.")
	}
	if a.Outcome != nil {
		return nil // the result tells everything
	}
	asked, ok := c.Item(item)
	if !ok {
		return fault.NotFound("This attempt has no question %q.", string(item))
	}
	_, err = s.sheets.Update(ctx, string(id), func(paper *sheet) error {
		switch {
		case !paper.draws(item):
			return fault.NotFound("This attempt has no question %q.", string(item))
		case slices.Contains(paper.Told, item) || !paper.Submitted.IsZero():
			return errSame
		case !finished(asked, paper):
			return fault.Conflict("Answer this question first; its feedback comes then.")
		}
		paper.Told = append(paper.Told, item)
		return nil
	})
	if errors.Is(err, errSame) || errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}

// finished tells whether an item has an answer that nothing needs to be added to: half of one would be final once its feedback is
// shown.
func finished(item courses.Item, paper *sheet) bool {
	a, given := paper.answers()[item.ID]
	return given && assessment.Complete(item, a)
}
