package classes

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/guess"
	"lamtoen/internal/lessonpack"
	"lamtoen/internal/org"
	"lamtoen/internal/slip"
	"lamtoen/internal/store"
)

// PenFile is a module as it was given to a class for a pen drive. It is inserted once and never changed, and holds nothing of
// any pupil: each says their number in the file.
type PenFile struct {
	ID     string `bson:"_id"`    // CLASS/COURSE/VERSION
	Number int    `bson:"number"` // in its slips; unique

	Class   string             `bson:"class"`
	Course  courses.CourseID   `bson:"course"`
	Version courses.Version    `bson:"version"`
	Lessons []courses.LessonID `bson:"lessons"` // lesson i is bit i of a slip
	Asked   []PenQuestion      `bson:"asked"`   // before and after, in the order of a slip
	Quiz    []courses.ItemID   `bson:"quiz"`

	Secret []byte       `bson:"secret"`
	Made   time.Time    `bson:"made"`
	By     org.PersonID `bson:"by"`
}

// PenQuestion is a question asked before and after, with its choices by number.
type PenQuestion struct {
	Item    courses.ItemID `bson:"item"`
	Choices []PenChoice    `bson:"choices"`
}

// PenChoice is one way to answer: an option, and the reason where the question asks for one.
type PenChoice struct {
	Option courses.OptionID `bson:"option"`
	Reason courses.OptionID `bson:"reason,omitempty"`
}

// Key proves the slips of the file.
func (f PenFile) Key() slip.Key { return slip.KeyFor(f.Secret, "class/"+f.Class, string(f.Course)) }

// fileNumberTries is how often the number of a file is drawn that is taken already.
const fileNumberTries = 20

// MakePenFile gives the class's file of a module that it was assigned: the same one each time. A module that is spoken, or says
// more than a slip can, is fault.CodeConflict.
func (s *Service) MakePenFile(ctx context.Context, c Class, course courses.CourseID, by org.PersonID) (PenFile, *courses.Course, error) {
	a, ok := c.Assigned(course)
	if !ok {
		return PenFile{}, nil, errNotAssigned()
	}
	if !c.Purged.IsZero() {
		return PenFile{}, nil, errClosed()
	}
	module, err := s.deps.Library.Version(ctx, course, a.Version)
	if err != nil {
		return PenFile{}, nil, err
	}
	if Spoken(module) || len(module.Lessons) == 0 || len(module.Lessons) > slip.MaxPupilLessons || Questions(module) > slip.MaxRight {
		return PenFile{}, nil, fault.Conflict("This module cannot be taken on a pen drive. Show it to the whole class, or print it.")
	}
	fresh := PenFile{ID: c.ID + "/" + string(course) + "/" + string(a.Version), Class: c.ID, Course: course, Version: a.Version, By: by}
	for _, l := range module.Lessons {
		fresh.Lessons = append(fresh.Lessons, l.ID)
	}
	if module.Assessment != nil {
		drawn, err := lessonpack.Drawn(module, "A")
		if err != nil {
			return PenFile{}, nil, fmt.Errorf("classes: quiz of a pen-drive file: %w", err)
		}
		for _, d := range drawn {
			fresh.Quiz = append(fresh.Quiz, d.Item)
		}
	}
	fresh.Asked = askedInFile(module)
	f, err := s.penFile(ctx, fresh)
	return f, module, err
}

// askedInFile are the questions before and after that a slip can tell of.
func askedInFile(module *courses.Course) []PenQuestion {
	var list []PenQuestion
	for _, id := range module.BeforeAfter {
		item, ok := module.Item(id)
		if ch := choicesOf(item); ok && len(list) < slip.Asked && len(ch) > 0 && len(ch) <= int(slip.MaxChoice) {
			list = append(list, PenQuestion{Item: id, Choices: ch})
		}
	}
	return list
}

// choicesOf are the ways to answer a question with one choice; none of another kind of question.
func choicesOf(item courses.Item) []PenChoice {
	if item.Type != courses.Single && item.Type != courses.TrueFalse {
		return nil
	}
	var list []PenChoice
	for _, o := range item.Options {
		if len(item.Reasons) == 0 {
			list = append(list, PenChoice{Option: o.ID})
		}
		for _, r := range item.Reasons {
			list = append(list, PenChoice{Option: o.ID, Reason: r.ID})
		}
	}
	return list
}

// penFile gives the file of the id, and makes it where there is none.
func (s *Service) penFile(ctx context.Context, f PenFile) (PenFile, error) {
	for range fileNumberTries {
		old, err := s.slips.files.Get(ctx, f.ID)
		if err == nil {
			return old, nil
		}
		if !errors.Is(err, store.ErrNotFound) {
			return PenFile{}, fmt.Errorf("classes: pen-drive file: %w", err)
		}
		if f.Number, f.Secret, err = slip.Draw(s.random); err != nil {
			return PenFile{}, err
		}
		f.Made = s.now()
		err = s.slips.files.Insert(ctx, f)
		if err == nil {
			return f, nil
		}
		if !errors.Is(err, store.ErrExists) { // made at the same moment, or the number is another's
			return PenFile{}, fmt.Errorf("classes: pen-drive file: %w", err)
		}
	}
	return PenFile{}, errors.New("classes: no free number for a pen-drive file")
}

// fileOf finds the file that a slip names and that its proof belongs to; false: none.
func (s *Service) fileOf(ctx context.Context, claim slip.Claim) (PenFile, bool, error) {
	found, _, err := s.slips.files.Find(ctx, store.Query{Index: byNumber, Equal: []any{claim.File}, Limit: 1})
	if err != nil {
		return PenFile{}, false, fmt.Errorf("classes: file of a slip: %w", err)
	}
	if len(found) == 0 || !claim.Proven(found[0].Key()) {
		return PenFile{}, false, nil
	}
	return found[0], true, nil
}

// rollShown is the roll of the pupil whose number this was at an instant: numbers may be changed, and a slip was written with
// those of its day. False: nobody had it.
func rollShown(c Class, pupils []Pupil, shown int, at time.Time) (int, bool) {
	numbers := map[int]int{}
	for _, p := range pupils {
		numbers[p.Roll] = p.Roll
	}
	for _, e := range c.Events {
		if e.Kind == KindNumbers && !e.At.After(at) {
			for _, n := range e.Numbers {
				numbers[n.Roll] = n.Shown
			}
		}
	}
	// Of two who had the number one after the other, the one who was here.
	i := slices.IndexFunc(pupils, func(p Pupil) bool { return numbers[p.Roll] == shown && (p.Left == "" || day.Of(at) <= p.Left) })
	if i < 0 {
		return 0, false
	}
	return pupils[i].Roll, true
}

// entries are what a slip of the file says was done, for Merge.
func (f PenFile) entries(claim slip.Claim, at time.Time, by org.PersonID) []Entry {
	about := "slip/" + claim.Text + "/"
	entry := func(id string, kind EntryKind) Entry {
		return Entry{ID: about + id, Kind: kind, At: at, Mode: ModePen, By: by, Version: f.Version}
	}
	var list []Entry
	for i, l := range f.Lessons {
		if claim.Done(i) {
			e := entry("lesson/"+string(l), EntryLesson)
			e.Lesson = l
			list = append(list, e)
		}
	}
	answers := func(part Ask, chosen [slip.Asked]slip.Choice) {
		for i, n := range chosen {
			if i >= len(f.Asked) || n == slip.NotAnswered || int(n) > len(f.Asked[i].Choices) {
				continue
			}
			ch := f.Asked[i].Choices[n-1]
			e := entry(string(part)+"/"+string(f.Asked[i].Item), EntryAnswer)
			e.Ask, e.Item, e.Answer = part, f.Asked[i].Item, &assessment.Answer{Options: []courses.OptionID{ch.Option}, Reason: ch.Reason}
			list = append(list, e)
		}
	}
	answers(AskBefore, claim.Before)
	answers(AskAfter, claim.After)
	if claim.Right != slip.NotTaken && len(f.Quiz) > 0 {
		e := entry("result", EntryResult)
		e.Right, e.Whole = claim.Right, len(f.Quiz)
		list = append(list, e)
	}
	return list
}

// slips is where the files of classes and the slips that came back are kept.
type slips struct {
	files *store.Collection[PenFile]
	typed *store.Collection[TypedSlip]

	madeUp *guess.Counter // by who typed them
}

// byNumber is the index of files by the number in their slips.
const byNumber = "number"

// openSlips opens the collections, and puts the slips among what is kept of a class's pupils.
func (s *Service) openSlips(ctx context.Context, e store.Engine) error {
	s.slips.madeUp = guess.New(guess.Steady(madeUpStand))
	var errs [2]error
	s.slips.files, errs[0] = store.Open[PenFile](ctx, e, "class_pen_files", store.Index{Name: byNumber, Fields: []string{"number"}, Unique: true},
		store.Index{Name: byClass, Fields: []string{"class"}})
	s.slips.typed, errs[1] = store.Open[TypedSlip](ctx, e, "class_slips", store.Index{Name: byClass, Fields: []string{"class", "recorded"}})
	if err := errors.Join(errs[:]...); err != nil {
		return fmt.Errorf("classes: %w", err)
	}
	s.parts = append(s.parts, slipsPart{s})
	return nil
}
