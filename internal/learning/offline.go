package learning

import (
	"context"
	"fmt"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
)

// Work without a link is kept on the device and told later, by whichever device has a link first and as often as it likes. When it
// was done is what the device says, never after the server has it and never before the course was begun.

// reading is a lesson that was finished, now (a zero time) or at the time claimed.
type reading struct {
	course courses.CourseID
	lesson courses.LessonID
	via    Via
	at     time.Time
}

// FinishLessonAt is FinishLesson for a lesson that was read without a link, at the time claimed. The first telling stands.
func (s *Service) FinishLessonAt(
	ctx context.Context, person org.PersonID, course courses.CourseID, lesson courses.LessonID, at time.Time,
) (Progress, error) {
	return s.finishLesson(ctx, person, reading{course: course, lesson: lesson, via: ViaOffline, at: at})
}

// finishLesson records the lesson in its turn.
func (s *Service) finishLesson(ctx context.Context, person org.PersonID, what reading) (Progress, error) {
	l, e, c, err := s.enrolled(ctx, person, what.course)
	if err != nil {
		return Progress{}, err
	}
	if err := turn(l, e, c, what.lesson); err != nil {
		return Progress{}, err
	}
	if _, done := l.lessonDone(e, what.lesson); !done {
		if !what.at.IsZero() {
			what.at = later(what.at, e.At)
		}
		open, err := s.opened(ctx, l, e, what)
		if err != nil {
			return Progress{}, err
		}
		done := telling{kind: KindLessonDone, about: partLesson + "/" + string(what.lesson), via: what.via, data: LessonData{Opened: open.At}}
		if !what.at.IsZero() {
			done.at = later(what.at, open.At)
		}
		if _, err := s.tell(ctx, l, e, done); err != nil {
			return Progress{}, err
		}
	}
	return s.progress(ctx, l)
}

// SaveAnswerAt is SaveAnswer for an answer that was given without a link, at the time claimed. Of all answers to a question the one
// given last stands, in whatever order and however often they come; one that a later answer has overtaken is fault.CodeConflict. The
// deadline of a timed attempt is the server's: what comes after it is too late, whenever it was given.
func (s *Service) SaveAnswerAt(
	ctx context.Context, person org.PersonID, id AttemptID, item courses.ItemID, a assessment.Answer, at time.Time,
) error {
	return s.saveAnswer(ctx, person, id, saving{item: item, answer: a, claimed: earliest(at, s.now())})
}

// saving is an answer to be saved, given now (a zero time) or at the time claimed.
type saving struct {
	item    courses.ItemID
	answer  assessment.Answer
	claimed time.Time
}

// savedAt is when the answer that stands was given.
type savedAt struct {
	Item courses.ItemID `bson:"item"`
	At   time.Time      `bson:"at"`
}

// savedAt gives when the answer to the item was given; zero when that is not known.
func (p *sheet) savedAt(item courses.ItemID) time.Time {
	for _, s := range p.Saved {
		if s.Item == item {
			return s.At
		}
	}
	return time.Time{}
}

// stamp notes when the answer to the item was given.
func (p *sheet) stamp(item courses.ItemID, at time.Time) {
	for i := range p.Saved {
		if p.Saved[i].Item == item {
			p.Saved[i].At = at
			return
		}
	}
	p.Saved = append(p.Saved, savedAt{item, at})
}

// claim writes down an answer that was given earlier, where no later one stands. How long it took is not known.
func (p *sheet) claim(w saving, standing *GivenAnswer) error {
	at := day.Instant(later(w.claimed, p.Started))
	before := p.savedAt(w.item)
	if standing != nil && sameAnswer(standing.Answer, w.answer) {
		if !at.After(before) {
			return errSame
		}
		p.stamp(w.item, at)
		return nil
	}
	// Two at the same millisecond: either may stand, but always the same one.
	if standing != nil && (before.After(at) || before.Equal(at) && fmt.Sprint(standing.Answer) > fmt.Sprint(w.answer)) {
		return fault.Conflict("A later answer to this question is saved already, given here or on another device. It stays as it is; this one was not used.")
	}
	p.stamp(w.item, at)
	p.put(w.item, w.answer, 0)
	p.Touched = later(p.Touched, at)
	return nil
}
