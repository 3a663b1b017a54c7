package appeal

import (
	"context"

	"lamtoen/courses"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
)

// Words are what a person says to a case of theirs. By and Paper are those of an officer who enters it for them; else By is the
// person.
type Words struct {
	Text  string
	By    org.PersonID
	Paper *Paper
}

// Mine gives a person's cases, the newest first.
func (s *Service) Mine(ctx context.Context, person org.PersonID) ([]Case, error) {
	if err := s.Refresh(ctx); err != nil {
		return nil, err
	}
	return s.of(person), nil
}

// Remembered is Mine without a look at the store, for pages that are asked for often: what another instance has recorded in the
// last second may be missing.
func (s *Service) Remembered(person org.PersonID) []Case { return s.of(person) }

// Own gives one case of the person; another's is not found.
func (s *Service) Own(ctx context.Context, person org.PersonID, n Number) (Case, error) {
	c, err := s.load(ctx, n)
	if err != nil {
		return Case{}, err
	}
	if c.Person != person {
		return Case{}, errNoCase()
	}
	return c, nil
}

// Reply answers what the officer asked back. The days of waiting are added to the deadline.
func (s *Service) Reply(ctx context.Context, person org.PersonID, n Number, w Words) (Case, error) {
	return s.say(ctx, person, n, w, func(c Case, e *Event) error {
		e.Kind = KindReplied
		if asked, ok := c.Last(KindAsked); ok && c.State == StateAsked {
			e.Due = s.after(c.Due, s.between(day.Of(asked.Recorded), s.today(), c.Agency), c.Agency)
		}
		return nil
	})
}

// Appeal brings the first answer before RCSC, once, where another officer decides.
func (s *Service) Appeal(ctx context.Context, person org.PersonID, n Number, w Words) (Case, error) {
	return s.say(ctx, person, n, w, func(c Case, e *Event) error {
		e.Kind = KindAppealed
		m, err := s.matter(ctx, c, 2)
		if err != nil {
			return err
		}
		e.Desk, e.Due = Route(m), s.after(s.today(), s.term, c.Agency)
		return nil
	})
}

// say adds what the person says.
func (s *Service) say(ctx context.Context, person org.PersonID, n Number, w Words, fill func(Case, *Event) error) (Case, error) {
	w.Text = tidy(w.Text)
	bad := append(badText("text", w.Text, MaxText, "Say it in a few words."), s.badPaper(w.Paper)...)
	return s.act(ctx, n, func(c Case) (Event, error) {
		if c.Person != person {
			return Event{}, errNoCase()
		}
		if len(bad) > 0 {
			return Event{}, fault.Invalid("Please correct what is marked.", bad...)
		}
		e := Event{By: w.By, Paper: w.Paper, Text: w.Text}
		if err := fill(c, &e); err != nil {
			return Event{}, err
		}
		return e, c.allows(e.Kind)
	})
}

// Withdraw takes the case back. It may be repeated.
func (s *Service) Withdraw(ctx context.Context, person org.PersonID, n Number) (Case, error) {
	return s.act(ctx, n, func(c Case) (Event, error) {
		if c.Person != person {
			return Event{}, errNoCase()
		}
		e := Event{Kind: KindWithdrawn, By: person}
		return e, c.allows(e.Kind)
	})
}

// UnderReview tells whether a case rests the person's obligation in the course. It reads the memory only, for lists.
func (s *Service) UnderReview(person org.PersonID, course courses.CourseID) bool {
	s.mu.RLock()
	none := len(s.owned[person]) == 0
	s.mu.RUnlock()
	if none {
		return false
	}
	for _, c := range s.of(person) {
		if c.Rests() && c.Wrong.holds() && (c.About.Course == "" || c.About.Course == course) {
			return true
		}
	}
	return false
}
