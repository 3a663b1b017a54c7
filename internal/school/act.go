package school

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"lamtoen/internal/audit"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// The actions in the audit log.
const (
	actSchool  = "school"
	actImport  = "schools.import"
	actYear    = "school.year"
	actStaff   = "school.staff"
	actEndedAs = "school.staff.ended"
)

const corrected = "Please correct what is marked."

// perform runs one act: it is tried again with what is known then when another instance took the number.
func (s *Service) perform(ctx context.Context, try func() error) error {
	s.acts.Lock()
	defer s.acts.Unlock()
	for range 20 {
		if err := s.Refresh(ctx); err != nil {
			return err
		}
		err := try()
		if !errors.Is(err, store.ErrExists) {
			return errors.Join(err, s.Refresh(ctx))
		}
	}
	return fault.Conflict("Others are changing the same thing at this moment. Try again.")
}

func (s *Service) log(ctx context.Context, e audit.Entry) error {
	e.At = s.now()
	if err := s.deps.Audit.Append(ctx, e); err != nil {
		return fmt.Errorf("school: audit: %w", err)
	}
	return nil
}

// words is a school for the audit log.
func (s School) words() string {
	if s.Code == "" {
		return ""
	}
	return fmt.Sprintf("%s, %s school in %s, stages %s, from %q until %q", s.Name, s.Sector, s.Place, strings.Join(s.Stages, " "), s.From.ISO(), s.Until.ISO())
}

// AddSchool enters a school. The same again is success; another under its code is fault.CodeConflict.
func (s *Service) AddSchool(ctx context.Context, n School, by org.PersonID, why string) (School, error) {
	n = n.tidy()
	return s.write(ctx, n, by, why, func(old School, there bool) error {
		if there && !old.same(n) {
			return fault.Invalid(corrected, fault.Field{Name: "code", Message: "Another school has this code. Choose another, or change that school."})
		}
		return nil
	})
}

// ChangeSchool records what is now known of a school that is there.
func (s *Service) ChangeSchool(ctx context.Context, n School, by org.PersonID, why string) (School, error) {
	return s.write(ctx, n.tidy(), by, why, func(_ School, there bool) error {
		if !there {
			return errNoSchool()
		}
		return nil
	})
}

func errNoSchool() error {
	return fault.NotFound("There is no such school among those that you may open.")
}

func (s *Service) write(ctx context.Context, n School, by org.PersonID, why string, may func(School, bool) error) (School, error) {
	if bad := n.problems(s.isPlace); len(bad) > 0 {
		return School{}, fault.Invalid(corrected, bad...)
	}
	err := s.perform(ctx, func() error {
		old, there := s.School(n.Code)
		if err := may(old, there); err != nil {
			return err
		}
		if there && old.same(n) {
			return nil
		}
		n.Version, n.Recorded, n.By, n.Group = s.versionAfter(n.Code), s.now(), string(by), ""
		entry := audit.Entry{By: string(by), Action: actSchool, Subject: string(n.Code), Agency: string(n.Place), Before: old.words(), After: n.words(), Why: why}
		if err := s.log(ctx, entry); err != nil {
			return err
		}
		return s.tables.schools.Insert(ctx, schoolDoc{ID: versionID(string(n.Code), n.Version), School: n})
	})
	if err != nil {
		return School{}, err
	}
	done, _ := s.School(n.Code)
	return done, nil
}

// versionAfter is the next version of a school, imports that were given up counted.
func (s *Service) versionAfter(code Code) int {
	s.book.mu.RLock()
	defer s.book.mu.RUnlock()
	list := s.book.schools[code]
	if len(list) == 0 {
		return 1
	}
	return list[len(list)-1].Version + 1
}

func versionID(key string, version int) string { return fmt.Sprintf("%s/%04d", key, version) }

// AddYear enters a school year, or other days for one that is there. The same again is success.
func (s *Service) AddYear(ctx context.Context, n Year, by org.PersonID, why string) error {
	n.Name = strings.Join(strings.Fields(n.Name), " ")
	bad := periodProblems(n.From, n.Until, false)
	if n.Name == "" || len(n.Name) > 12 || strings.ContainsAny(n.Name, "/:") {
		bad = append([]fault.Field{{Name: "name", Message: "Write the name of the year, such as 2026, of at most 12 characters."}}, bad...)
	}
	if len(bad) == 0 && n.Until > n.From.AddMonths(14) {
		bad = append(bad, fault.Field{Name: "until", Message: "A school year has at most 14 months. Check both days."})
	}
	if len(bad) > 0 {
		return fault.Invalid(corrected, bad...)
	}
	return s.perform(ctx, func() error {
		place := org.AgencyCode("")
		if n.School != "" {
			found, ok := s.School(n.School)
			if !ok {
				return errNoSchool()
			}
			place = found.Place
		}
		var old Year
		for _, y := range s.Years(n.School) {
			switch {
			case y.Name == n.Name:
				old = y
			case y.From <= n.Until && n.From <= y.Until:
				return fault.Invalid(corrected, fault.Field{Name: "from", Message: "These days overlap with the year " + y.Name + ", which lasts from " + y.From.String() + " until " + y.Until.String() + "."})
			}
		}
		if old.From == n.From && old.Until == n.Until {
			return nil
		}
		n.Version, n.Recorded, n.By = old.Version+1, s.now(), string(by)
		subject := string(n.School)
		if subject == "" {
			subject = "every school"
		}
		entry := audit.Entry{By: string(by), Action: actYear, Subject: subject, Agency: string(place), Before: old.words(), After: n.words(), Why: why}
		if err := s.log(ctx, entry); err != nil {
			return err
		}
		return s.tables.years.Insert(ctx, yearDoc{ID: versionID(yearKey(n.School, n.Name), n.Version), Year: n})
	})
}

func (y Year) words() string {
	if y.Name == "" {
		return ""
	}
	return fmt.Sprintf("year %s from %s until %s", y.Name, y.From.ISO(), y.Until.ISO())
}

// AddStaff enters that a person serves in a school from a day on, and gives them the role of a teacher in its place. The same
// again is success.
func (s *Service) AddStaff(ctx context.Context, n Staff, by org.PersonID, why string) (Staff, error) {
	if n.From == "" {
		n.From = day.Of(s.now())
	}
	bad := periodProblems(n.From, n.Until, true)
	if !slices.Contains(Roles(), n.Role) {
		bad = append(bad, fault.Field{Name: "role", Message: "Choose what the person does in the school."})
	}
	if _, ok := s.deps.Register.Person(n.Person); !ok {
		bad = append(bad, fault.Field{Name: "eid", Message: "The register knows nobody with this EID. Check it, or ask for the person to be entered."})
	}
	if len(bad) > 0 {
		return Staff{}, fault.Invalid(corrected, bad...)
	}
	err := s.perform(ctx, func() error {
		at, ok := s.School(n.School)
		if !ok {
			return errNoSchool()
		}
		count := 0
		for _, one := range s.AllStaff(n.School) {
			if one.Person != n.Person {
				continue
			}
			count++
			if one.Role == n.Role && one.From == n.From && one.Until == n.Until {
				n = one
				return s.grant(ctx, n, at.Place, by)
			}
			if (one.Until == "" || n.From <= one.Until) && (n.Until == "" || one.From <= n.Until) && one.Role == n.Role {
				return fault.Invalid(corrected, fault.Field{Name: "from", Message: "The person serves in this school already, from " + one.From.String() + " on. End that first, or give a later day."})
			}
		}
		n.ID, n.Version, n.Recorded, n.By = fmt.Sprintf("%s/%s/%d", n.School, n.Person, count+1), 1, s.now(), string(by)
		entry := audit.Entry{By: string(by), Action: actStaff, Subject: string(n.Person), Agency: string(at.Place), After: n.words(), Why: why}
		if err := s.log(ctx, entry); err != nil {
			return err
		}
		if err := s.grant(ctx, n, at.Place, by); err != nil {
			return err
		}
		return s.tables.staff.Insert(ctx, staffDoc{Key: versionID(n.ID, 1), Staff: n})
	})
	return n, err
}

func (s Staff) words() string {
	return fmt.Sprintf("%s in the school %s from %s until %q", s.Role, s.School, s.From.ISO(), s.Until.ISO())
}

// grant sees to it that the person has the role of a teacher in the place for as long as they serve.
func (s *Service) grant(ctx context.Context, n Staff, place org.AgencyCode, by org.PersonID) error {
	for _, g := range s.teaching(n.Person, place) {
		if g.From <= n.From && (g.Until == "" || n.Until != "" && n.Until <= g.Until) {
			return nil
		}
	}
	_, err := s.deps.Register.Grant(ctx, org.Grant{Person: n.Person, Role: org.RoleTeacher, Agency: place, From: n.From, Until: n.Until, By: by})
	return err
}

// teaching gives a person's own grants of the role of a teacher in a place, ended ones included.
func (s *Service) teaching(person org.PersonID, place org.AgencyCode) []org.Grant {
	var list []org.Grant
	for _, g := range s.deps.Register.AllGrants() {
		if g.Person == person && g.Role == org.RoleTeacher && g.Agency == place && g.Lent == "" {
			list = append(list, g)
		}
	}
	return list
}

// EndStaff ends a service with its last day, and the role of a teacher with it where no other school of the place needs it. It
// can only be shortened.
func (s *Service) EndStaff(ctx context.Context, id string, last day.Date, by org.PersonID, why string) error {
	if _, err := day.Parse(string(last)); err != nil {
		return fault.Invalid(corrected, fault.Field{Name: "until", Message: "Give the last day of the service, for example 2026-11-23."})
	}
	return s.perform(ctx, func() error {
		list := s.staffWhere(func(one Staff) bool { return one.ID == id })
		if len(list) == 0 {
			return fault.NotFound("Nobody serves here under this entry.")
		}
		n := list[0]
		at, _ := s.School(n.School)
		if end := max(last, n.From.AddDays(-1)); n.Until == "" || end < n.Until {
			old := n
			n.Until, n.Version, n.Recorded, n.By = end, n.Version+1, s.now(), string(by)
			entry := audit.Entry{By: string(by), Action: actEndedAs, Subject: string(n.Person), Agency: string(at.Place), Before: old.words(), After: n.words(), Why: why}
			if err := s.log(ctx, entry); err != nil {
				return err
			}
			if err := s.tables.staff.Insert(ctx, staffDoc{Key: versionID(n.ID, n.Version), Staff: n}); err != nil {
				return err
			}
		}
		return s.revoke(ctx, n, at.Place, by, why)
	})
}

// revoke ends the role of a teacher in a place when no other service there goes on.
func (s *Service) revoke(ctx context.Context, ended Staff, place org.AgencyCode, by org.PersonID, why string) error {
	others := s.staffWhere(func(one Staff) bool {
		at, _ := s.School(one.School)
		return one.Person == ended.Person && one.ID != ended.ID && at.Place == place && (one.Until == "" || one.Until > ended.Until)
	})
	if len(others) > 0 {
		return nil
	}
	for _, g := range s.teaching(ended.Person, place) {
		if g.Until == "" || g.Until > ended.Until {
			if err := s.deps.Register.Revoke(ctx, g.ID, ended.Until, string(by), why); err != nil {
				return err
			}
		}
	}
	return nil
}
