package classes

import (
	"context"
	"errors"
	"fmt"

	"lamtoen/internal/audit"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// offerDays is how long the code of a hand-over can be used.
const offerDays = 14

// AddTeacher lets a colleague of the school teach the class too; with a last day as a substitute.
func (s *Service) AddTeacher(ctx context.Context, class string, person org.PersonID, until day.Date, by org.PersonID) (Class, error) {
	part := CoTeacher
	if until != "" {
		part = Substitute
	}
	return s.record(ctx, class, func(c Class) (Event, bool, error) {
		today := s.today()
		switch {
		case !s.deps.Schools.Serves(person, c.School, today):
			return Event{}, false, fault.Invalid(corrected, fault.Field{Name: "person", Message: "Choose a colleague of the school."})
		case until != "" && until < today:
			return Event{}, false, fault.Invalid(corrected, fault.Field{Name: "until", Message: "This day is over. Give a day from today on."})
		case c.Owner(today) == person:
			return Event{}, false, fault.Invalid(corrected, fault.Field{Name: "person", Message: "This colleague has the class already."})
		}
		for _, t := range c.TeachersOn(today) {
			if t.Person == person && t.Part == part && t.Until == until {
				return Event{}, false, nil
			}
		}
		after := fmt.Sprintf("%s teaches with them, until %q", person, until.ISO())
		if err := s.log(ctx, c, audit.Entry{By: string(by), Action: actTeacher, After: after}); err != nil {
			return Event{}, false, err
		}
		return Event{Kind: KindTeacher, Person: person, Part: part, Until: until, By: by}, true, nil
	})
}

// RemoveTeacher ends what a co-teacher or a substitute does with the class. Its owner hands it over instead.
func (s *Service) RemoveTeacher(ctx context.Context, class string, person, by org.PersonID) (Class, error) {
	return s.record(ctx, class, func(c Class) (Event, bool, error) {
		today := s.today()
		if c.Owner(today) == person {
			return Event{}, false, fault.Conflict("This colleague owns the class. Hand it over to somebody else first.")
		}
		if !c.Teaches(person, today) {
			return Event{}, false, nil
		}
		if err := s.log(ctx, c, audit.Entry{By: string(by), Action: actTeacher, Before: string(person) + " teaches with them", After: string(person) + " no longer does"}); err != nil {
			return Event{}, false, err
		}
		return Event{Kind: KindEnded, Person: person, By: by}, true, nil
	})
}

// HandOver makes a code with which a colleague of the school takes the class over, and gives it as Offered. While one waits, the
// same is given again.
func (s *Service) HandOver(ctx context.Context, class string, by org.PersonID) (Class, error) {
	waits := func(c Class) bool { return c.Offered != nil && c.Offered.Until >= s.today() }
	c, err := s.openClass(ctx, class)
	if err != nil || waits(c) {
		return c, err
	}
	code, err := s.newCode(ctx, class, onceLength)
	if err != nil {
		return c, err
	}
	e := Event{Kind: KindOffered, By: by, Code: code, Until: s.today().AddDays(offerDays)}
	return s.record(ctx, class, func(c Class) (Event, bool, error) { return e, !waits(c), nil })
}

// WithdrawOffer takes back a hand-over that nobody has taken.
func (s *Service) WithdrawOffer(ctx context.Context, class string, by org.PersonID) (Class, error) {
	return s.record(ctx, class, func(c Class) (Event, bool, error) {
		return Event{Kind: KindWithdrawn, By: by}, c.Offered != nil, nil
	})
}

// TakeOver makes whoever has the code of a hand-over the owner of its class. They must serve in its school.
func (s *Service) TakeOver(ctx context.Context, typed string, by org.PersonID) (Class, error) {
	if err := s.slow("take "+string(by), mostPupil, s.now()); err != nil {
		return Class{}, err
	}
	found, code, err := s.classOf(ctx, typed)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return Class{}, err
	}
	if err == nil && found.Owner(s.today()) == by && taken(found, code) {
		return found, nil // sent twice
	}
	offered := err == nil && found.Offered != nil && found.Offered.Code == code && found.Offered.Until >= s.today()
	if !offered || !s.deps.Schools.Serves(by, found.School, s.today()) {
		s.guesses.Miss("take "+string(by), s.now())
		return Class{}, fault.Invalid(corrected, fault.Field{Name: "code", Message: "No class of your school is handed over with this code. Check it, or ask your colleague for a new one."})
	}
	return s.own(ctx, found.ID, Event{Person: by, By: by, Code: code})
}

// taken tells whether a class was handed over with a code.
func taken(c Class, code string) bool {
	for _, e := range c.Events {
		if e.Kind == KindOwner && e.Code == code {
			return true
		}
	}
	return false
}

// Give makes a colleague of the school the owner of a class: by the head, when its teacher is gone.
func (s *Service) Give(ctx context.Context, class string, person, by org.PersonID, why string) (Class, error) {
	c, err := s.Class(ctx, class)
	if err != nil {
		return c, err
	}
	if !s.deps.Schools.Heads(by, c.School, s.today()) {
		return c, fault.Forbidden("Only the head of the school gives a class to somebody else. Hand it over with a code.")
	}
	if !s.deps.Schools.Serves(person, c.School, s.today()) {
		return c, fault.Invalid(corrected, fault.Field{Name: "person", Message: "Choose a colleague of the school."})
	}
	return s.own(ctx, class, Event{Person: person, By: by, Why: why})
}

func (s *Service) own(ctx context.Context, class string, e Event) (Class, error) {
	return s.record(ctx, class, func(c Class) (Event, bool, error) {
		before := c.Owner(s.today())
		if before == e.Person {
			return Event{}, false, nil
		}
		entry := audit.Entry{By: string(e.By), Action: actOwner, Before: "owned by " + string(before), After: "owned by " + string(e.Person), Why: e.Why}
		if err := s.log(ctx, c, entry); err != nil {
			return Event{}, false, err
		}
		e.Kind = KindOwner
		return e, true, nil
	})
}

// Postpone puts the purge of a class off to a day: by the head, up to Class.Latest.
func (s *Service) Postpone(ctx context.Context, class string, until day.Date, by org.PersonID, why string) (Class, error) {
	return s.record(ctx, class, func(c Class) (Event, bool, error) {
		switch _, err := day.Parse(string(until)); {
		case !s.deps.Schools.Heads(by, c.School, s.today()):
			return Event{}, false, fault.Forbidden("Only the head of the school puts this off.")
		case !c.Purged.IsZero():
			return Event{}, false, fault.Conflict("The pupils' rows of this class are deleted already.")
		case err != nil || until < s.today() || until > c.Latest():
			return Event{}, false, fault.Invalid(corrected, fault.Field{Name: "until", Message: "Give a day from today on, " + c.Latest().String() + " at the latest."})
		case until == c.Postponed || until <= c.Closes():
			return Event{}, false, nil
		}
		entry := audit.Entry{By: string(by), Action: actPostponed, Before: "deleted after " + c.Closes().ISO(), After: "deleted after " + until.ISO(), Why: why}
		if err := s.log(ctx, c, entry); err != nil {
			return Event{}, false, err
		}
		return Event{Kind: KindPostponed, Until: until, By: by, Why: why}, true, nil
	})
}
