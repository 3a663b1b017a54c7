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

	// Told are the items whose feedback was shown; their answers stay as they are.
	Told []courses.ItemID `bson:"told,omitempty"`

	// Of a timed attempt, as its start fact has them.
	Started time.Time `bson:"started,omitempty"`
	Until   time.Time `bson:"until,omitempty"`

	Touched time.Time `bson:"touched,omitempty"` // the last act: the start, or a save that changed something; zero: not known
	// Saved is when each answer that stands was given, by the device where it had no link.
	Saved []savedAt `bson:"saved,omitempty"`

	Submitted time.Time `bson:"submitted,omitempty"` // when the person handed it in, or the deadline
	ByTime    bool      `bson:"by_time,omitempty"`   // nobody handed it in: its time was over
}

// MaxSeconds bounds the time that is reckoned for one item: who put the telephone away for the night was not reading.
const MaxSeconds = 10 * 60

// GivenAnswer is the answer that was given to one item. Seconds is the time from the act before it in the attempt (the start, or the
// save of another answer) to its own save, over all its saves, at most MaxSeconds; 0 is not known.
type GivenAnswer struct {
	Item    courses.ItemID    `bson:"item"`
	Answer  assessment.Answer `bson:"answer"`
	Seconds int               `bson:"seconds,omitempty"`
}

// Errors that end the update of a sheet without a write.
var (
	errHandedIn = errors.New("learning: sheet is handed in")
	errSame     = errors.New("learning: sheet says so already")
	errLate     = errors.New("learning: the time of the sheet is over")
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

// set writes down an answer, in the order in which the items were drawn, so that the same answers stand in the same order
// whatever order they were saved in. An answer that stands there already changes nothing, the time included; one whose feedback
// was shown cannot change, and one given earlier without a link gives way to a later one.
func (p *sheet) set(w saving, now time.Time) error {
	standing := p.standing(w.item)
	if told := slices.Contains(p.Told, w.item); told && standing != nil && sameAnswer(standing.Answer, w.answer) {
		return errSame
	} else if told {
		return fault.Conflict("You have seen the feedback on this question, so its answer stays as it was. Go on with the next one.")
	}
	if !w.claimed.IsZero() {
		return p.claim(w, standing)
	}
	if standing != nil && sameAnswer(standing.Answer, w.answer) {
		return errSame
	}
	p.put(w.item, w.answer, p.since(now))
	p.stamp(w.item, now)
	p.Touched = later(p.Touched, now)
	return nil
}

// standing gives the answer to the item that is written down; nil for none.
func (p *sheet) standing(item courses.ItemID) *GivenAnswer {
	for i := range p.Answers {
		if p.Answers[i].Item == item {
			return &p.Answers[i]
		}
	}
	return nil
}

// put writes the answer down in its place, with the seconds that it took.
func (p *sheet) put(item courses.ItemID, a assessment.Answer, seconds int) {
	// Both lists are in the order drawn, so the place of an item in the one is its rank in the other.
	place := func(id courses.ItemID) int {
		return slices.IndexFunc(p.Drawn, func(d assessment.Drawn) bool { return d.Item == id })
	}
	i, found := slices.BinarySearchFunc(p.Answers, place(item), func(g GivenAnswer, at int) int { return place(g.Item) - at })
	if !found {
		p.Answers = slices.Insert(p.Answers, i, GivenAnswer{Item: item})
	}
	given := &p.Answers[i]
	given.Answer, given.Seconds = a, min(given.Seconds+seconds, MaxSeconds)
}

func sameAnswer(a, b assessment.Answer) bool { return reflect.DeepEqual(a, b) }

// since is the time from the last act to now in whole seconds, rounded up so that a quick answer is not one without a time; 0
// when the last act is not known, or was told by an instance whose clock is ahead.
func (p *sheet) since(now time.Time) int {
	passed := now.Sub(p.Touched)
	if p.Touched.IsZero() || passed <= 0 {
		return 0
	}
	return int(min((passed+time.Second-1)/time.Second, MaxSeconds))
}

// SaveAnswer writes one answer down; the last one saved counts, and saving it again changes nothing. An item that the
// attempt does not have is fault.CodeNotFound, an answer that does not fit the item fault.CodeInvalid, and an attempt that
// is handed in fault.CodeConflict. It reads and writes one document.
func (s *Service) SaveAnswer(
	ctx context.Context, person org.PersonID, id AttemptID, item courses.ItemID, a assessment.Answer,
) error {
	return s.saveAnswer(ctx, person, id, saving{item: item, answer: a})
}

func (s *Service) saveAnswer(ctx context.Context, person org.PersonID, id AttemptID, w saving) error {
	if !id.belongsTo(person) {
		return fault.NotFound("There is no such attempt.")
	}
	err := s.save(ctx, id, w)
	if errors.Is(err, store.ErrNotFound) {
		// Between the start and its sheet lies a crash, or there is no such attempt: the ledger knows.
		if _, err = s.Attempt(ctx, person, id); err == nil {
			err = s.save(ctx, id, w)
		}
	}
	switch {
	case errors.Is(err, errSame):
		return nil
	case errors.Is(err, errHandedIn), errors.Is(err, errLate):
		a, err := s.Attempt(ctx, person, id) // finishes a submission that a crash interrupted, and hands in what time has ended
		if err != nil {
			return err
		}
		if a.Outcome == nil || !a.Outcome.ByTime {
			return fault.Conflict("This attempt has been handed in; its answers can no longer change.")
		}
		return fault.Conflict("The time for this test ended %s. What was saved until then has been handed in; this answer came too late to count.",
			moment(a.Until, s.now()))
	}
	return err
}

func (s *Service) save(ctx context.Context, id AttemptID, w saving) error {
	now := s.now()
	// The checks stand inside the update: they see the very sheet that will be replaced.
	_, err := s.sheets.Update(ctx, string(id), func(paper *sheet) error {
		if !paper.Submitted.IsZero() {
			return errHandedIn
		}
		if !paper.draws(w.item) {
			return fault.NotFound("This attempt has no question %q.", string(w.item))
		}
		c, err := s.pinned(ctx, Enrolment{Course: paper.Course, Version: paper.Version})
		if err != nil {
			return err
		}
		asked, ok := c.Item(w.item)
		if !ok {
			return fmt.Errorf("learning: %s %s has no item %s", paper.Course, paper.Version, w.item)
		}
		if (timing{paper.Started, paper.Until, graceOf(c)}).over(s.now(), s.given(paper.Course)) {
			return errLate
		}
		if err := assessment.Check(asked, w.answer); err != nil {
			return err
		}
		return paper.set(w, now)
	})
	return err
}
