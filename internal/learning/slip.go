package learning

import (
	"context"
	"slices"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
)

// OnSlip is what a completion slip of a pen-drive file says: that lessons of an enrolment were finished.
type OnSlip struct {
	Slip      string // the slip, by which the record names it
	Enrolment int    // the one that the file was made for
	Lessons   []courses.LessonID
	At        time.Time // as the device claims; never before the enrolment, nor after now
}

// SlipOutcome is what became of a slip.
type SlipOutcome struct {
	Progress  Progress
	Enrolment Enrolment          // to which it counted; an earlier one than Progress has, where the person has begun anew
	Counted   []courses.LessonID // lessons that were not done before, and are done by this slip
}

// RecordSlip records the lessons of a completion slip. What is done already is left alone, and the order of lessons was the
// file's. Told again it changes nothing: not even a lesson of the slip that was made void since is done again. A void
// enrolment is fault.CodeConflict.
func (s *Service) RecordSlip(ctx context.Context, person org.PersonID, course courses.CourseID, o OnSlip) (SlipOutcome, error) {
	l, err := s.ledger(ctx, person, course)
	if err != nil {
		return SlipOutcome{}, err
	}
	began, ok := l.find(FactID(person, course, o.Enrolment))
	if !ok || l.isVoid(began.ID) {
		return SlipOutcome{}, fault.Conflict("This slip is of a file that was made when you began the course before; that beginning does not count any more. " +
			"Take the course's file anew, or go on online.")
	}
	e := enrolmentOf(began)
	c, err := s.pinned(ctx, e)
	if err != nil {
		return SlipOutcome{}, err
	}
	at := later(o.At, began.At)
	for _, lesson := range o.Lessons {
		_, done := l.lessonDone(e, lesson)
		if _, known := c.Lesson(lesson); done || !known || l.toldBySlip(lesson, o.Slip) {
			continue
		}
		t := telling{kind: KindLessonDone, about: partLesson + "/" + string(lesson), via: ViaSlip, at: at, data: LessonData{Opened: at, Slip: o.Slip}}
		// Done on the web at the same moment: the lesson is done, and the first telling stands.
		if _, err := s.tell(ctx, l, e, t); err != nil && !fault.Is(err, fault.CodeConflict) {
			return SlipOutcome{}, err
		}
	}
	out := SlipOutcome{Enrolment: e}
	for _, lesson := range o.Lessons {
		if l.toldBySlip(lesson, o.Slip) {
			out.Counted = append(out.Counted, lesson)
		}
	}
	out.Progress, err = s.progress(ctx, l)
	return out, err
}

// toldBySlip tells whether the slip has told of the lesson, be it void or not.
func (l *ledger) toldBySlip(lesson courses.LessonID, slip string) bool {
	return slices.ContainsFunc(l.facts, func(f Fact) bool { return f.Lesson() == lesson && f.Slip() == slip })
}

// Slip is the completion slip by which the fact was told, "" for all others.
func (f Fact) Slip() string {
	if f.Via != ViaSlip {
		return ""
	}
	slip, _ := f.Data.Lookup("slip").StringValueOK()
	return slip
}
