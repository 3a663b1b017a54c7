package learning

import (
	"context"
	"fmt"

	"lamtoen/courses"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
)

// OpenLesson records, the first time, that the person opened a lesson of the version they began, and gives their progress:
// all that the lesson's page needs. It reads the person's facts for the course once and writes at most one.
// In a course with lessons in order, a lesson whose turn has not come is fault.CodeConflict.
func (s *Service) OpenLesson(
	ctx context.Context, person org.PersonID, course courses.CourseID, lesson courses.LessonID, via Via,
) (Progress, error) {
	l, e, c, err := s.enrolled(ctx, person, course)
	if err != nil {
		return Progress{}, err
	}
	if err := turn(l, e, c, lesson); err != nil {
		return Progress{}, err
	}
	if _, err := s.opened(ctx, l, e, reading{lesson: lesson, via: via}); err != nil {
		return Progress{}, err
	}
	return s.progress(ctx, l)
}

// FinishLesson records that the lesson was finished and gives the progress after it. Finishing again is success, out of
// order in a course with lessons in order is fault.CodeConflict. A lesson that was never opened is opened now.
func (s *Service) FinishLesson(
	ctx context.Context, person org.PersonID, course courses.CourseID, lesson courses.LessonID, via Via,
) (Progress, error) {
	return s.finishLesson(ctx, person, reading{course: course, lesson: lesson, via: via})
}

// opened gives the fact that the lesson was opened, and records it where it is missing; a zero time is now.
func (s *Service) opened(ctx context.Context, l *ledger, e Enrolment, lesson reading) (Fact, error) {
	about := partLesson + "/" + string(lesson.lesson) + "/" + partOpened
	if f, ok := l.told(e.id(), about); ok {
		return f, nil
	}
	return s.tell(ctx, l, e, telling{kind: KindLessonOpen, about: about, via: lesson.via, at: lesson.at})
}

// turn tells whether the lesson may be read now: it exists in the version, and those before it are done where order matters.
func turn(l *ledger, e Enrolment, c *courses.Course, lesson courses.LessonID) error {
	wanted, ok := c.Lesson(lesson)
	if !ok {
		return fault.NotFound("This course has no lesson %q.", string(lesson))
	}
	// What is done may be read again, and the first that is not done is the one whose turn it is.
	first, waits := firstUndone(l, e, c)
	if _, done := l.lessonDone(e, lesson); done || !waits || first.ID == lesson || c.LessonOrder != courses.InOrder {
		return nil
	}
	return fault.Conflict("The lessons of this course go in order. Finish “%s” first, then “%s” opens.", first.Title, wanted.Title)
}

// firstUndone gives the first lesson that is not finished; false when all are.
func firstUndone(l *ledger, e Enrolment, c *courses.Course) (courses.Lesson, bool) {
	for _, lesson := range c.Lessons {
		if _, done := l.lessonDone(e, lesson.ID); !done {
			return lesson, true
		}
	}
	return courses.Lesson{}, false
}

// learnt refuses what comes after the lessons while one is not finished.
func learnt(l *ledger, e Enrolment, c *courses.Course, what string) error {
	first, left := firstUndone(l, e, c)
	if !left {
		return nil
	}
	return fault.Conflict("%s", fmt.Sprintf("%s comes after the lessons. Finish “%s” first.", what, first.Title))
}
