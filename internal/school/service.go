package school

import (
	"context"
	"errors"
	"time"

	"lamtoen/internal/audit"
	"lamtoen/internal/day"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// Deps are the services that schools stand on.
type Deps struct {
	Register *org.Register
	Audit    *audit.Log
}

// Settings are the sources; a zero field takes the real one.
type Settings struct {
	Now func() time.Time // the clock; default time.Now
}

// Service knows the schools. It is safe for concurrent use.
type Service struct{}

var errSoon = errors.New("school: being written")

// Open loads the schools from the store and makes the collections where they are missing.
func Open(_ context.Context, _ store.Engine, _ Deps, _ Settings) (*Service, error) {
	return &Service{}, nil
}

// School gives a school as it is recorded now.
func (s *Service) School(_ Code) (School, bool) { return School{}, false }

// SchoolKnown gives a school as it was known on an instant; the zero time is all that is known.
func (s *Service) SchoolKnown(_ Code, _ time.Time) (School, bool) { return School{}, false }

// Schools gives the schools of a place, by name; of place "" all, by place and name. Closed ones are among them.
func (s *Service) Schools(_ org.AgencyCode) []School { return nil }

// YearOf gives the school year of a school that covers a day: its own, or else everybody's.
func (s *Service) YearOf(_ Code, _ day.Date) (Year, bool) { return Year{}, false }

// Years gives the years of a school, or those of every school for "", the newest first.
func (s *Service) Years(_ Code) []Year { return nil }

// StaffOf gives who serves in a school on a day, heads first.
func (s *Service) StaffOf(_ Code, _ day.Date) []Staff { return nil }

// SchoolsOf gives where a person serves on a day.
func (s *Service) SchoolsOf(_ org.PersonID, _ day.Date) []Staff { return nil }

// Heads tells whether a person heads a school on a day.
func (s *Service) Heads(_ org.PersonID, _ Code, _ day.Date) bool { return false }

// Serves tells whether a person teaches in a school, or heads it, on a day.
func (s *Service) Serves(_ org.PersonID, _ Code, _ day.Date) bool { return false }

// Refresh reads what other instances have written.
func (s *Service) Refresh(_ context.Context) error { return nil }

// AddSchool enters a school. The same again is success.
func (s *Service) AddSchool(_ context.Context, _ School, _ org.PersonID, _ string) (School, error) {
	return School{}, errSoon
}

// ChangeSchool records what is now known of a school that is there.
func (s *Service) ChangeSchool(_ context.Context, _ School, _ org.PersonID, _ string) (School, error) {
	return School{}, errSoon
}

// AddYear enters a school year, or other days for one that is there.
func (s *Service) AddYear(_ context.Context, _ Year, _ org.PersonID, _ string) error { return errSoon }

// AddStaff enters that a person serves in a school from a day on, and gives them the role of a teacher in its place.
func (s *Service) AddStaff(_ context.Context, _ Staff, _ org.PersonID, _ string) (Staff, error) {
	return Staff{}, errSoon
}

// EndStaff ends a service with its last day, and the role of a teacher with it where nothing else needs it.
func (s *Service) EndStaff(_ context.Context, _ string, _ day.Date, _ org.PersonID, _ string) error {
	return errSoon
}
