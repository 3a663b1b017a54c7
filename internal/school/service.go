package school

import (
	"cmp"
	"context"
	"slices"
	"sync"
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
type Service struct {
	deps   Deps
	clock  func() time.Time
	tables tables
	book   *book
	acts   sync.Mutex // one act of this instance at a time
}

// Open loads the schools from the store and makes the collections where they are missing.
func Open(ctx context.Context, e store.Engine, deps Deps, settings Settings) (*Service, error) {
	s := &Service{deps: deps, clock: settings.Now, book: newBook()}
	if s.clock == nil {
		s.clock = time.Now
	}
	var err error
	if s.tables, err = openTables(ctx, e); err != nil {
		return nil, err
	}
	return s, s.Refresh(ctx)
}

func (s *Service) now() time.Time { return day.Instant(s.clock()) }

// Refresh reads what other instances have written.
func (s *Service) Refresh(ctx context.Context) error { return s.book.refresh(ctx, s.tables) }

// School gives a school as it is recorded now.
func (s *Service) School(code Code) (School, bool) { return s.SchoolKnown(code, time.Time{}) }

// SchoolKnown gives a school as it was known on an instant; the zero time is all that is known.
func (s *Service) SchoolKnown(code Code, known time.Time) (School, bool) {
	s.book.mu.RLock()
	defer s.book.mu.RUnlock()
	return s.book.school(code, known)
}

// Schools gives the schools of a place, by name; of place "" all, by place and name. Closed ones are among them.
func (s *Service) Schools(place org.AgencyCode) []School {
	s.book.mu.RLock()
	defer s.book.mu.RUnlock()
	var list []School
	for code := range s.book.schools {
		if found, ok := s.book.school(code, time.Time{}); ok && (place == "" || found.Place == place) {
			list = append(list, found)
		}
	}
	slices.SortFunc(list, func(a, b School) int {
		return cmp.Or(cmp.Compare(a.Place, b.Place), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Code, b.Code))
	})
	return list
}

// YearOf gives the school year of a school that covers a day: its own where it has years of its own, or else everybody's.
func (s *Service) YearOf(code Code, on day.Date) (Year, bool) {
	s.book.mu.RLock()
	defer s.book.mu.RUnlock()
	if code != "" && s.book.ownYears(code) {
		return s.book.year(code, on)
	}
	return s.book.year("", on)
}

// Years gives the years of a school, or those of every school for "", the newest first.
func (s *Service) Years(code Code) []Year {
	s.book.mu.RLock()
	defer s.book.mu.RUnlock()
	var list []Year
	for _, versions := range s.book.years {
		if y := versions[len(versions)-1]; y.School == code {
			list = append(list, y)
		}
	}
	slices.SortFunc(list, func(a, b Year) int { return cmp.Or(cmp.Compare(b.From, a.From), cmp.Compare(a.Name, b.Name)) })
	return list
}

// StaffOf gives who serves in a school on a day, heads first.
func (s *Service) StaffOf(code Code, on day.Date) []Staff {
	return s.staffWhere(func(one Staff) bool { return one.School == code && one.Covers(on) })
}

// AllStaff gives everybody who serves or served in a school.
func (s *Service) AllStaff(code Code) []Staff {
	return s.staffWhere(func(one Staff) bool { return one.School == code })
}

func (s *Service) staffWhere(wanted func(Staff) bool) []Staff {
	s.book.mu.RLock()
	defer s.book.mu.RUnlock()
	var list []Staff
	for _, versions := range s.book.staff {
		if one := versions[len(versions)-1]; wanted(one) {
			list = append(list, one)
		}
	}
	slices.SortFunc(list, func(a, b Staff) int {
		return cmp.Or(slices.Index(Roles(), b.Role)-slices.Index(Roles(), a.Role), cmp.Compare(a.From, b.From), cmp.Compare(a.ID, b.ID))
	})
	return list
}

// SchoolsOf gives where a person serves on a day.
func (s *Service) SchoolsOf(person org.PersonID, on day.Date) []Staff {
	s.book.mu.RLock()
	defer s.book.mu.RUnlock()
	var list []Staff
	for _, key := range s.book.people[person] {
		versions := s.book.staff[key]
		if one := versions[len(versions)-1]; one.Covers(on) {
			list = append(list, one)
		}
	}
	slices.SortFunc(list, func(a, b Staff) int { return cmp.Compare(a.ID, b.ID) })
	return list
}

// Heads tells whether a person heads a school on a day.
func (s *Service) Heads(person org.PersonID, code Code, on day.Date) bool {
	return slices.ContainsFunc(s.SchoolsOf(person, on), func(one Staff) bool { return one.School == code && one.Role == Head })
}

// Serves tells whether a person teaches in a school, or heads it, on a day.
func (s *Service) Serves(person org.PersonID, code Code, on day.Date) bool {
	return slices.ContainsFunc(s.SchoolsOf(person, on), func(one Staff) bool { return one.School == code })
}

// isPlace tells whether a school can lie under an agency: a dzongkhag or a thromde of today.
func (s *Service) isPlace(code org.AgencyCode) bool {
	a, ok := s.deps.Register.Tree(day.Of(s.now())).Agency(code)
	return ok && (a.Type == org.TypeDzongkhag || a.Type == org.TypeThromde)
}

// Places gives the dzongkhags and thromdes of today, by type and name.
func (s *Service) Places() []org.Agency {
	var list []org.Agency
	for _, a := range s.deps.Register.Tree(day.Of(s.now())).All() {
		if a.Type == org.TypeDzongkhag || a.Type == org.TypeThromde {
			list = append(list, a)
		}
	}
	slices.SortFunc(list, func(a, b org.Agency) int { return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.Name, b.Name)) })
	return list
}
