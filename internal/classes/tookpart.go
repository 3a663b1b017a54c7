package classes

import (
	"context"
	"slices"
	"strconv"

	"lamtoen/courses"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
)

// TookPart is what a teacher says of lessons that the class did together, or on paper.
type TookPart struct {
	Course  courses.CourseID
	Lessons []courses.LessonID
	Rolls   []int // of those who were there
}

// MarkTookPart takes it into each pupil's work that they did lessons with the class, in the way in which the class works when that is
// together, and on paper otherwise, and tells for how many pupils something is new. Who has finished a lesson already keeps it as it
// was. The same again changes nothing.
func (s *Service) MarkTookPart(ctx context.Context, c Class, t TookPart, by org.PersonID) (int, error) {
	p, err := s.PaperOf(ctx, c, t.Course)
	if err != nil {
		return 0, err
	}
	if err := t.Check(p); err != nil {
		return 0, err
	}
	mode := ModePaper
	if p.Assignment.Mode == ModeProjector {
		mode = ModeProjector
	}
	fresh := 0
	for _, pupil := range p.Pupils {
		if !slices.Contains(t.Rolls, pupil.Roll) {
			continue
		}
		var list []Entry
		for _, lesson := range t.Lessons {
			if _, done := pupil.Record.Lessons[lesson]; !done {
				list = append(list, Entry{ID: "class/" + string(lesson) + "/" + strconv.Itoa(pupil.Record.Again), Kind: EntryLesson, At: s.now(), Mode: mode,
					By: by, Version: p.Assignment.Version, Lesson: lesson})
			}
		}
		if len(list) == 0 {
			continue
		}
		if _, err := s.Merge(ctx, pupil.Work.ID, list...); err != nil {
			return fresh, err
		}
		fresh++
	}
	return fresh, nil
}

// Check holds what is said against the class and the module.
func (t TookPart) Check(p Paper) error {
	var bad []fault.Field
	if len(t.Lessons) == 0 {
		bad = append(bad, fault.Field{Name: "lesson", Message: "Choose at least one lesson."})
	}
	for _, lesson := range t.Lessons {
		if _, ok := p.Course.Lesson(lesson); !ok {
			bad = append(bad, fault.Field{Name: "lesson", Message: "This module has no such lesson."})
		}
	}
	if len(t.Rolls) == 0 {
		bad = append(bad, fault.Field{Name: "roll", Message: "Choose the pupils who were there."})
	}
	for _, roll := range t.Rolls {
		if _, ok := p.Pupil(roll); !ok {
			bad = append(bad, fault.Field{Name: "roll", Message: "One of these pupils is not in the class any more. Look at the list again."})
			break
		}
	}
	if len(bad) > 0 {
		return fault.Invalid("Nothing is saved yet.", bad...)
	}
	return nil
}
