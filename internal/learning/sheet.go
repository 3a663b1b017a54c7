package learning

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// sheet is the answer sheet of an open attempt: the one document of a learner that changes. Submitted freezes it, before the
// submission is graded and recorded, so that no answer can be accepted that the grading did not see.
type sheet struct {
	ID      string           `bson:"_id"` // the attempt's
	Course  courses.CourseID `bson:"course"`
	Version courses.Version  `bson:"version"`

	Drawn   []assessment.Drawn `bson:"drawn"`
	Answers []GivenAnswer      `bson:"answers"`

	Submitted time.Time `bson:"submitted,omitempty"` // when the person handed it in
}

// GivenAnswer is the answer that was given to one item.
type GivenAnswer struct {
	Item   courses.ItemID    `bson:"item"`
	Answer assessment.Answer `bson:"answer"`
}

// Errors that end the update of a sheet without a write.
var (
	errHandedIn = errors.New("learning: sheet is handed in")
	errSame     = errors.New("learning: sheet says so already")
)

func (p *sheet) answers() map[courses.ItemID]assessment.Answer { return byItem(p.Answers) }

func byItem(given []GivenAnswer) map[courses.ItemID]assessment.Answer {
	m := make(map[courses.ItemID]assessment.Answer, len(given))
	for _, g := range given {
		m[g.Item] = g.Answer
	}
	return m
}

// draws tells whether the item is one of the attempt's.
func (p *sheet) draws(item courses.ItemID) bool {
	return slices.ContainsFunc(p.Drawn, func(d assessment.Drawn) bool { return d.Item == item })
}

// set writes down an answer, in the order in which the items were drawn, so that the same answers make the same sheet
// whatever order they were saved in.
func (p *sheet) set(item courses.ItemID, a assessment.Answer) error {
	// Both lists are in the order drawn, so the place of an item in the one is its rank in the other.
	place := func(id courses.ItemID) int {
		return slices.IndexFunc(p.Drawn, func(d assessment.Drawn) bool { return d.Item == id })
	}
	i, found := slices.BinarySearchFunc(p.Answers, place(item), func(g GivenAnswer, at int) int { return place(g.Item) - at })
	if !found {
		p.Answers = slices.Insert(p.Answers, i, GivenAnswer{Item: item, Answer: a})
		return nil
	}
	if reflect.DeepEqual(p.Answers[i].Answer, a) {
		return errSame
	}
	p.Answers[i].Answer = a
	return nil
}

// SaveAnswer writes one answer down; the last one saved counts, and saving it again changes nothing. An item that the
// attempt does not have is fault.CodeNotFound, an answer that does not fit the item fault.CodeInvalid, and an attempt that
// is handed in fault.CodeConflict. It reads and writes one document.
func (s *Service) SaveAnswer(
	ctx context.Context, person org.PersonID, id AttemptID, item courses.ItemID, a assessment.Answer,
) error {
	if !id.belongsTo(person) {
		return fault.NotFound("There is no such attempt.")
	}
	err := s.save(ctx, id, item, a)
	if errors.Is(err, store.ErrNotFound) {
		// Between the start and its sheet lies a crash, or there is no such attempt: the ledger knows.
		if _, err = s.Attempt(ctx, person, id); err == nil {
			err = s.save(ctx, id, item, a)
		}
	}
	switch {
	case errors.Is(err, errSame):
		return nil
	case errors.Is(err, errHandedIn):
		if _, err := s.Attempt(ctx, person, id); err != nil { // finishes a submission that a crash interrupted
			return err
		}
		return fault.Conflict("This attempt has been handed in; its answers can no longer change.")
	}
	return err
}

func (s *Service) save(ctx context.Context, id AttemptID, item courses.ItemID, a assessment.Answer) error {
	// The checks stand inside the update: they see the very sheet that will be replaced.
	_, err := s.sheets.Update(ctx, string(id), func(paper *sheet) error {
		if !paper.Submitted.IsZero() {
			return errHandedIn
		}
		if !paper.draws(item) {
			return fault.NotFound("This attempt has no question %q.", string(item))
		}
		c, err := s.pinned(ctx, Enrolment{Course: paper.Course, Version: paper.Version})
		if err != nil {
			return err
		}
		asked, ok := c.Item(item)
		if !ok {
			return fmt.Errorf("learning: %s %s has no item %s", paper.Course, paper.Version, item)
		}
		if err := assessment.Check(asked, a); err != nil {
			return err
		}
		return paper.set(item, a)
	})
	return err
}
