package learning

import (
	"context"
	"slices"

	"lamtoen/courses"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
)

// StartPretest begins the test before the lessons, in a course that allows it, and the course too where it is not begun; or it gives
// the attempt that is open. A pass completes the course without its lessons. A failure costs nothing: it does not count as an attempt, and there is no delay after it; but
// there is one such test in an enrolment.
func (s *Service) StartPretest(ctx context.Context, person org.PersonID, course courses.CourseID, via Via) (Attempt, error) {
	return s.StartPretestIn(ctx, person, course, "", via)
}

// StartPretestIn is StartPretest with the questions in a language, as StartAttemptIn has it.
func (s *Service) StartPretestIn(
	ctx context.Context, person org.PersonID, course courses.CourseID, language string, via Via,
) (Attempt, error) {
	if err := s.beginPretest(ctx, person, course, via); err != nil {
		return Attempt{}, err
	}
	l, e, c, err := s.enrolled(ctx, person, course)
	if err != nil {
		return Attempt{}, err
	}
	if open, ok := l.open(e.Number); ok {
		a, err := s.attempt(ctx, l, open)
		if err != nil || a.Outcome == nil {
			return a, err
		}
	}
	if err := s.mayPretest(l, e, c); err != nil {
		return Attempt{}, err
	}
	if err := s.pretestOpen(ctx, l, c); err != nil {
		return Attempt{}, err
	}
	data, err := s.askedIn(ctx, c, language)
	if err != nil {
		return Attempt{}, err
	}
	data.Purpose = PurposePretest
	start, err := s.start(ctx, l, e, c, data, via)
	if err != nil {
		return Attempt{}, err
	}
	return s.fresh(ctx, l, start)
}

// beginPretest enrols who has never begun, unless the course has no such test.
func (s *Service) beginPretest(ctx context.Context, person org.PersonID, course courses.CourseID, via Via) error {
	l, err := s.ledger(ctx, person, course)
	if err != nil {
		return err
	}
	if _, begun := l.enrolment(); begun {
		return nil
	}
	current, err := s.library.Course(course)
	if err != nil {
		return err
	}
	if err := s.mayPretest(l, Enrolment{}, current); err != nil {
		return err
	}
	_, err = s.Begin(ctx, person, course, via)
	return err
}

// mayPretest tells whether the test may be taken before the lessons now; e is zero for who has not begun.
func (s *Service) mayPretest(l *ledger, e Enrolment, c *courses.Course) error {
	switch {
	case c.TestOut == nil || c.Assessment == nil || len(c.Acknowledgements) > 0:
		return fault.Conflict("The test of this course comes after its lessons.")
	case !e.Path.Whole():
		return fault.Conflict("What you have begun is short already; its test comes after its lessons.")
	case slices.ContainsFunc(l.starts(e.Number), func(start Fact) bool { return !s.takenAway(l, c, start) }):
		return fault.Conflict("The test before the lessons can be taken once. Read the lessons; the test comes again after them.")
	}
	if _, left := firstUndone(l, e, c); !left {
		return fault.Conflict("The lessons are finished already. Take the test of the course.")
	}
	return nil
}

// takenAway tells whether a test that began was returned by an outage, or its result withdrawn, so that another may be taken.
func (s *Service) takenAway(l *ledger, c *courses.Course, start Fact) bool {
	f, counts, over := l.submission(start)
	return over && (!counts || returned(start, f, graceOf(c), s.down(start.Course)))
}

// pretestOpen applies the days on which the test of the course may begin.
func (s *Service) pretestOpen(ctx context.Context, l *ledger, c *courses.Course) error {
	status, err := s.standing(ctx, l)
	if err != nil {
		return err
	}
	return windowOf(c.Assessment, status, s.today(), s.down(l.course)).refuses()
}
