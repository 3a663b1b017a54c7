package classes

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/store"
)

// learned is where pupils' work and counts of hands are kept.
type learned struct {
	works *store.Collection[Work]
	hands *store.Collection[Hands]
}

// byModule is the index of the work of a class on a module.
const byModule = "module"

// openLearned opens the collections, and puts them among what is kept of a class's pupils.
func (s *Service) openLearned(ctx context.Context, e store.Engine) error {
	var errs [2]error
	s.learned.works, errs[0] = store.Open[Work](ctx, e, "class_works", store.Index{Name: byModule, Fields: []string{"class", "course"}},
		store.Index{Name: byTouched, Fields: []string{"touched"}})
	s.learned.hands, errs[1] = store.Open[Hands](ctx, e, "class_hands", store.Index{Name: byTouched, Fields: []string{"recorded"}})
	if err := errors.Join(errs[:]...); err != nil {
		return fmt.Errorf("classes: %w", err)
	}
	s.parts = append(s.parts, learnedPart{s})
	return nil
}

// Merge takes entries into a pupil's work on a module: the same entries in any order and any number of times give the same work.
// What cannot be taken is refused whole: fault.CodeNotFound for a class, a pupil or a module that the class was never assigned,
// fault.CodeConflict once the pupil or the class is gone, fault.CodeInvalid for what the module has not.
func (s *Service) Merge(ctx context.Context, id string, entries ...Entry) (Work, error) {
	class, roll, course, ok := parseWorkID(id)
	if !ok {
		return Work{}, fault.NotFound("There is no such work.")
	}
	c, err := s.Class(ctx, class)
	if err != nil {
		return Work{}, err
	}
	if _, ok := c.Assigned(course); !ok {
		return Work{}, errNotAssigned()
	}
	p, err := s.Pupil(ctx, class, roll)
	if err != nil {
		return Work{}, err
	}
	checked := make([]Entry, len(entries))
	for i, e := range entries {
		if checked[i], err = s.check(ctx, c, p, course, e); err != nil {
			return Work{}, err
		}
	}
	return s.take(ctx, c, Work{ID: id, Class: class, Roll: roll, Course: course}, checked)
}

func errNotAssigned() error {
	return fault.NotFound("Your class does not work on this module. Ask your teacher.")
}

// take writes the entries, which have been checked.
func (s *Service) take(ctx context.Context, c Class, empty Work, entries []Entry) (Work, error) {
	if !c.Purged.IsZero() {
		return Work{}, errClosed()
	}
	for {
		w, err := s.learned.works.Update(ctx, empty.ID, func(w *Work) error {
			if !w.Take(entries...) {
				return errNothingNew
			}
			w.Touched = s.now()
			if len(w.Entries) > mostEntries {
				return fault.Conflict("Too much has been sent for this module.")
			}
			return nil
		})
		switch {
		case errors.Is(err, errNothingNew):
			return s.work(ctx, empty)
		case !errors.Is(err, store.ErrNotFound):
			return w, err
		}
		fresh := empty
		fresh.Take(entries...)
		if len(fresh.Entries) == 0 || len(fresh.Entries) > mostEntries {
			return fresh, nil
		}
		fresh.Touched = s.now()
		if err = s.learned.works.Insert(ctx, fresh); err == nil {
			if gone, err := s.goneMeanwhile(ctx, fresh.Class); gone || err != nil {
				return Work{}, cmp.Or(err, errClosed())
			}
			return fresh, nil
		}
		if !errors.Is(err, store.ErrExists) {
			return Work{}, fmt.Errorf("classes: work: %w", err)
		}
	}
}

// errNothingNew ends an update that would change nothing.
var errNothingNew = errors.New("classes: nothing new")

func errClosed() error {
	return fault.Conflict("The school year of this class is over, and its results are closed.")
}

// check gives an entry as it is taken: held against the version that it was made on, with its points and a time that can be. The
// clocks of phones are often wrong, so what claims to be of tomorrow, or of before the class, is of now or of its first moment.
func (s *Service) check(ctx context.Context, c Class, p Pupil, course courses.CourseID, e Entry) (Entry, error) {
	e = e.tidied()
	e.At = day.Instant(e.At)
	if problem := e.problem(); problem != "" {
		return e, fault.Invalid("This cannot be taken in: " + problem + ".")
	}
	if now := s.now(); e.At.After(now) {
		e.At = now
	} else if e.At.Before(c.Opened) {
		e.At = day.Instant(c.Opened)
	}
	if p.Left != "" && day.Of(e.At) > p.Left {
		return e, fault.Conflict("Number %d has left the class. What was done before stays.", p.Shown)
	}
	module, err := s.deps.Library.Version(ctx, course, e.Version)
	if err != nil {
		return e, err
	}
	e.Points = 0
	switch e.Kind {
	case EntryLesson:
		if _, ok := module.Lesson(e.Lesson); !ok {
			return e, fault.Invalid("This version of the module has no such lesson.")
		}
	case EntryAnswer, EntryCorrection:
		return graded(module, e)
	}
	return e, nil
}

// graded is an answer or a correction with the points that it earns.
func graded(module *courses.Course, e Entry) (Entry, error) {
	item, ok := module.Item(e.Item)
	twice := slices.Contains(module.BeforeAfter, e.Item)
	bank := slices.ContainsFunc(module.Items, func(it courses.Item) bool { return it.ID == e.Item && !it.Practice })
	if !ok || (e.Ask == AskQuiz && !bank) || (e.Ask != AskQuiz && !twice) {
		return e, fault.Invalid("This version of the module has no such question.")
	}
	if e.Answer == nil {
		return e, nil
	}
	if err := assessment.Check(item, *e.Answer); err != nil {
		return e, err
	}
	e.Points = assessment.Grade(item, *e.Answer)
	return e, nil
}

// work gives a pupil's work as it is stored; the empty one where there is none yet.
func (s *Service) work(ctx context.Context, empty Work) (Work, error) {
	w, err := s.learned.works.Get(ctx, empty.ID)
	if errors.Is(err, store.ErrNotFound) {
		return empty, nil
	}
	if err != nil {
		return empty, fmt.Errorf("classes: work: %w", err)
	}
	return w, nil
}

// WorkOf gives the work of one pupil on a module; the empty one where there is none yet.
func (s *Service) WorkOf(ctx context.Context, class string, roll int, course courses.CourseID) (Work, error) {
	return s.work(ctx, Work{ID: WorkID(class, roll, course), Class: class, Roll: roll, Course: course})
}

// Works gives the work of a class on a module, of those who have left too.
func (s *Service) Works(ctx context.Context, class string, course courses.CourseID) ([]Work, error) {
	list, _, err := s.learned.works.Find(ctx, store.Query{Index: byModule, Equal: []any{class, string(course)}})
	if err != nil {
		return nil, fmt.Errorf("classes: works: %w", err)
	}
	slices.SortFunc(list, func(a, b Work) int { return a.Roll - b.Roll })
	return list, nil
}
