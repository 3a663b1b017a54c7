package classes

import (
	"cmp"
	"context"
	"slices"

	"lamtoen/courses"
	"lamtoen/internal/day"
)

// ClassRecord is what is known of a class and its pupils by number: what the teacher may take along on paper before the pupils'
// rows go. It is worked out when it is asked for and kept nowhere.
type ClassRecord struct {
	Class    Class
	School   string // its name
	On       day.Date
	Teachers []RecordTeacher // of all days, in their order
	Modules  []RecordModule  // in the order of their first days
	Pupils   []RecordPupil   // by the number shown, those who have left last
}

// RecordTeacher is somebody who taught the class. They are civil servants and stand there by name.
type RecordTeacher struct {
	Teacher
	Name string
}

// RecordModule is a module with what became of it in the class.
type RecordModule struct {
	Assignment
	Course *courses.Course
	Tally  Tally
	Shift  Shift
}

// RecordPupil is a pupil by number, and how far they are with each module, in the order of the modules.
type RecordPupil struct {
	Pupil
	Standings []Standing
}

// RecordOf works the record of a class out; fault.CodeConflict once the pupils' rows are gone.
func (s *Service) RecordOf(ctx context.Context, class string) (ClassRecord, error) {
	c, err := s.openClass(ctx, class)
	if err != nil {
		return ClassRecord{}, err
	}
	pupils, err := s.pupilsOf(ctx, c)
	if err != nil {
		return ClassRecord{}, err
	}
	at, _ := s.deps.Schools.School(c.School)
	r := ClassRecord{Class: c, School: at.Name, On: s.today()}
	for _, t := range c.Teachers {
		if t.Until != "" && t.Until < t.From { // taken back on the same day
			continue
		}
		person, _ := s.deps.Register.Person(t.Person)
		r.Teachers = append(r.Teachers, RecordTeacher{Teacher: t, Name: person.Name})
	}
	slices.SortStableFunc(pupils, func(a, b Pupil) int { return cmp.Compare(one(!a.Here()), one(!b.Here())) })
	for _, p := range pupils {
		r.Pupils = append(r.Pupils, RecordPupil{Pupil: p})
	}
	list := c.Assignments()
	slices.Reverse(list)
	for _, a := range list {
		if err := s.recordModule(ctx, &r, a, pupils); err != nil {
			return r, err
		}
	}
	return r, nil
}

// recordModule adds a module to a record, and how far each pupil is with it.
func (s *Service) recordModule(ctx context.Context, r *ClassRecord, a Assignment, pupils []Pupil) error {
	module, err := s.deps.Library.Version(ctx, a.Course, a.Version)
	if err != nil {
		return err
	}
	works, err := s.Works(ctx, r.Class.ID, a.Course)
	if err != nil {
		return err
	}
	hands, err := s.HandsOf(ctx, r.Class.ID, a.Course)
	if err != nil {
		return err
	}
	byRoll := map[int]Work{}
	for _, w := range works {
		byRoll[w.Roll] = w
	}
	for i := range r.Pupils {
		r.Pupils[i].Standings = append(r.Pupils[i].Standings, StandingOf(byRoll[r.Pupils[i].Roll], module))
	}
	r.Modules = append(r.Modules, RecordModule{Assignment: a, Course: module, Tally: tallyOf(r.Class, module, pupils, works, hands),
		Shift: ShiftOf(module, works, hands)})
	return nil
}
