package classes

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"lamtoen/internal/audit"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/school"
	"lamtoen/internal/store"
)

// The actions in the audit log.
const (
	actOpened    = "class.opened"
	actTeacher   = "class.teacher"
	actOwner     = "class.owner"
	actPostponed = "class.postponed"
	actPurged    = "class.purged"
)

const corrected = "Please correct what is marked."

// SchoolsFor gives the schools in which a person may open a class today.
func (s *Service) SchoolsFor(person org.PersonID) []school.School {
	var list []school.School
	for _, staff := range s.deps.Schools.SchoolsOf(person, s.today()) {
		at, ok := s.deps.Schools.School(staff.School)
		if ok && at.Open(s.today()) && !slices.ContainsFunc(list, func(o school.School) bool { return o.Code == at.Code }) {
			list = append(list, at)
		}
	}
	return list
}

// grades gives the grades of a new class from the youngest to the oldest.
func (n NewClass) grades() []string {
	to := n.To
	if to == "" {
		to = n.Grade
	}
	i, j := slices.Index(Grades(), n.Grade), slices.Index(Grades(), to)
	if i < 0 || j < i {
		return nil
	}
	return Grades()[i : j+1]
}

// problems lists what is wrong with a new class, by field.
func (s *Service) problems(n NewClass, by org.PersonID) []fault.Field {
	var bad []fault.Field
	say := func(name, message string) { bad = append(bad, fault.Field{Name: name, Message: message}) }
	if !slices.ContainsFunc(s.SchoolsFor(by), func(at school.School) bool { return at.Code == n.School }) {
		say("school", "Choose a school in which you teach.")
	}
	if !slices.Contains(Grades(), n.Grade) {
		say("grade", "Choose the grade.")
	} else if n.grades() == nil {
		say("to", "Choose a grade that comes after the first one, or none.")
	}
	if !slices.Contains(Sections(), n.Section) {
		say("section", "Choose a letter from the list, or none.")
	}
	if n.Size < 1 || n.Size > MaxSize {
		say("size", fmt.Sprintf("Write how many pupils the class has, from 1 to %d.", MaxSize))
	}
	if n.Lang != "en" && n.Lang != "dz" {
		say("lang", "Choose the language of the class.")
	}
	return bad
}

// Create opens a class with its pupils. The same again is success; another class under the ID is fault.CodeConflict.
func (s *Service) Create(ctx context.Context, n NewClass, by org.PersonID) (Class, error) {
	if n.Lang == "" {
		n.Lang = "en"
	}
	if !validID(n.ID) {
		return Class{}, fault.Invalid("The form is out of date. Open it again.")
	}
	if bad := s.problems(n, by); len(bad) > 0 {
		return Class{}, fault.Invalid(corrected, bad...)
	}
	c := s.opening(n, by)
	old, err := s.Class(ctx, n.ID)
	switch {
	case err == nil:
		return s.again(ctx, old, c)
	case !fault.Is(err, fault.CodeNotFound):
		return Class{}, err
	}
	if c.Code, err = s.newCode(ctx, c.ID, codeLength); err != nil {
		return Class{}, err
	}
	if c.FamilyCode, err = s.newCode(ctx, c.ID, codeLength); err != nil {
		return Class{}, err
	}
	entry := audit.Entry{By: string(by), Action: actOpened, After: fmt.Sprintf("%s of %s, %d pupils, year %s", c.Label, c.School, c.Size, c.Year)}
	if err := s.log(ctx, c, entry); err != nil {
		return Class{}, err
	}
	// Who owns it comes before the class: from its document on it is found, with everything.
	first := Event{ID: c.ID + "/0001", Class: c.ID, Number: 1, Kind: KindOwner, Person: by, By: by, At: c.Opened, Recorded: c.Opened}
	if err := s.events.Insert(ctx, first); err != nil && !errors.Is(err, store.ErrExists) {
		return Class{}, fmt.Errorf("classes: event: %w", err)
	}
	if err := s.classes.Insert(ctx, c); err != nil && !errors.Is(err, store.ErrExists) {
		return Class{}, fmt.Errorf("classes: class: %w", err)
	}
	old, err = s.Class(ctx, c.ID)
	if err != nil {
		return Class{}, err
	}
	return s.again(ctx, old, c)
}

// again gives a class that is there, with all its pupils, when it is the one that was meant.
func (s *Service) again(ctx context.Context, old, meant Class) (Class, error) {
	if old.By != meant.By || old.School != meant.School || old.Label != meant.Label || old.Size != meant.Size || old.Lang != meant.Lang {
		return Class{}, fault.Conflict("This form has opened a class already. Open the form again for another one.")
	}
	_, err := s.Pupils(ctx, old.ID)
	return old, err
}

// opening is what a class is opened with. Without a school year it is kept until the end of the calendar year.
func (s *Service) opening(n NewClass, by org.PersonID) Class {
	now := s.now()
	today := day.Of(now)
	grades := n.grades()
	c := Class{ID: n.ID, School: n.School, Label: labelOf(grades, n.Section), Grades: grades, Lang: n.Lang, Size: n.Size,
		Opened: now, Recorded: now, By: by}
	for _, g := range grades {
		if stage := StageOf(g); !slices.Contains(c.Stages, stage) {
			c.Stages = append(c.Stages, stage)
		}
	}
	if y, ok := s.deps.Schools.YearOf(n.School, today); ok {
		c.Year, c.Until = y.Name, y.Until
	} else {
		c.Year, c.Until = yearWithout(now)
	}
	return c
}

func yearWithout(now time.Time) (string, day.Date) {
	year := now.In(day.Thimphu).Format("2006")
	return year, day.Date(year + "-12-31")
}

// RenewCode makes another class code, for a class whose cards went astray: pupils need new cards then. From is the code that it
// takes the place of, so that a form that is sent twice does it once.
func (s *Service) RenewCode(ctx context.Context, id, from string, by org.PersonID) (Class, error) {
	return s.renew(ctx, id, from, Event{Kind: KindCode, By: by}, func(c Class) string { return c.Code })
}

// RenewFamilyCode makes another family code.
func (s *Service) RenewFamilyCode(ctx context.Context, id, from string, by org.PersonID) (Class, error) {
	return s.renew(ctx, id, from, Event{Kind: KindFamily, By: by}, func(c Class) string { return c.FamilyCode })
}

func (s *Service) renew(ctx context.Context, id, from string, e Event, now func(Class) string) (Class, error) {
	c, err := s.Class(ctx, id)
	if err != nil || now(c) != from {
		return c, err
	}
	if e.Code, err = s.newCode(ctx, id, codeLength); err != nil {
		return c, err
	}
	return s.record(ctx, id, func(c Class) (Event, bool, error) { return e, now(c) == from, nil })
}
