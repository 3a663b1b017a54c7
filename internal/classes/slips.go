package classes

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/slip"
	"lamtoen/internal/store"
)

// TypedSlip is a slip of the class that a teacher typed. It is inserted once, and purged with the class's pupils.
type TypedSlip struct {
	ID      string           `bson:"_id"` // the thirty characters
	Class   string           `bson:"class"`
	File    string           `bson:"file"`
	Course  courses.CourseID `bson:"course"`
	Version courses.Version  `bson:"version"`

	Number  int      `bson:"number"` // that the pupil gave
	Roll    int      `bson:"roll"`   // whose it was on that day; 0 nobody's
	Day     day.Date `bson:"day"`    // as the device claims
	Lessons int      `bson:"lessons"`
	Right   int      `bson:"right"` // of Whole; -1 the quiz was not taken
	Whole   int      `bson:"whole"`

	Recorded time.Time    `bson:"recorded"`
	By       org.PersonID `bson:"by"`
}

// Grouped is the slip as it is read out.
func (t TypedSlip) Grouped() string { return slip.Grouped(t.ID) }

// TakenSlip is what became of a slip.
type TakenSlip struct {
	TypedSlip
	Again bool // it was typed before
}

// Impossible tells that nobody in the class had the number on the slip's day: the slip is kept, and counts for nobody.
func (t TypedSlip) Impossible() bool { return t.Roll == 0 }

// How many made-up slips one teacher may type, and how long that is remembered. Slips of the pen, which the check digits find, do
// not count.
const (
	mostMadeUp  = 10
	madeUpStand = 10 * time.Minute
)

// TypeSlip takes a slip of a class's pupil into their work. Typed again it is success, and Again says so. A mistake of typing, a
// made-up slip and one of another class are fault.CodeInvalid for slip.Field; too many made-up ones fault.CodeTooMany.
func (s *Service) TypeSlip(ctx context.Context, c Class, typed string, by org.PersonID) (TakenSlip, error) {
	claim, f, err := s.proveSlip(ctx, c, typed, by)
	if err != nil {
		return TakenSlip{}, err
	}
	t := TypedSlip{ID: claim.Text, Class: c.ID, File: f.ID, Course: f.Course, Version: f.Version, Number: claim.Roll, Lessons: claim.Count(),
		Right: claim.Right, Whole: len(f.Quiz), Recorded: s.now(), By: by}
	if t.Right == slip.NotTaken {
		t.Right = -1
	}
	t.Day = min(day.Of(f.Made).AddDays(claim.Day), s.today())
	at := t.Day.End()
	if at.After(t.Recorded) {
		at = t.Recorded
	}
	pupils, err := s.Pupils(ctx, c.ID)
	if err != nil {
		return TakenSlip{}, err
	}
	t.Roll, _ = rollShown(c, pupils, claim.Roll, at)
	t, again, err := s.keepSlip(ctx, t)
	if err == nil {
		var gone bool
		if gone, err = s.goneMeanwhile(ctx, c.ID); gone {
			err = cmp.Or(err, errClosed())
		}
	}
	if err != nil || t.Impossible() {
		return TakenSlip{t, again}, err
	}
	at = t.Day.End() // as it was kept, so that the same slip always makes the same entries
	if at.After(t.Recorded) {
		at = t.Recorded
	}
	_, err = s.Merge(ctx, WorkID(c.ID, t.Roll, f.Course), f.entries(claim, at, t.By)...)
	return TakenSlip{t, again}, err
}

// proveSlip finds the class's file that a slip comes from.
func (s *Service) proveSlip(ctx context.Context, c Class, typed string, by org.PersonID) (slip.Claim, PenFile, error) {
	wrong := func(message string) error {
		return fault.Invalid(message, fault.Field{Name: slip.Field, Message: message})
	}
	if left := s.slips.madeUp.Wait(string(by), mostMadeUp, s.now()); left > 0 {
		return slip.Claim{}, PenFile{}, fault.TooMany(left, "Several slips were not ours. Look at them again with the pupils, and try in some minutes.")
	}
	if !c.Purged.IsZero() {
		return slip.Claim{}, PenFile{}, errClosed()
	}
	claim, err := slip.Parse(typed)
	if err != nil {
		return claim, PenFile{}, err
	}
	if claim.Form != slip.Pupil {
		return claim, PenFile{}, wrong("This is the slip of a civil servant. They type it themselves, under “Completion slips”.")
	}
	f, ok, err := s.fileOf(ctx, claim)
	switch {
	case err != nil:
		return claim, f, err
	case !ok:
		s.slips.madeUp.Miss(string(by), s.now())
		return claim, f, wrong("No pen-drive file of ours made this slip. Compare it with the file's page “Your slip”, character by character.")
	case f.Class != c.ID:
		return claim, f, wrong("This slip is of another class's file. It counts in that class only.")
	case claim.Lessons>>len(f.Lessons) != 0 || claim.Right != slip.NotTaken && claim.Right > len(f.Quiz):
		return claim, f, wrong("This slip tells of more than its file holds. Take the module's file anew.")
	}
	return claim, f, nil
}

// keepSlip inserts the record of a slip; true when it was there. One that was nobody's may have found its pupil since.
func (s *Service) keepSlip(ctx context.Context, t TypedSlip) (TypedSlip, bool, error) {
	err := s.slips.typed.Insert(ctx, t)
	if err == nil {
		return t, false, nil
	}
	if !errors.Is(err, store.ErrExists) {
		return t, false, fmt.Errorf("classes: slip: %w", err)
	}
	old, err := s.slips.typed.Update(ctx, t.ID, func(old *TypedSlip) error {
		if old.Roll == 0 {
			old.Roll = t.Roll
		}
		return nil
	})
	if err != nil {
		return t, true, fmt.Errorf("classes: slip: %w", err)
	}
	return old, true, nil
}

// Slips lists the slips that were typed for a class, the newest first.
func (s *Service) Slips(ctx context.Context, class string) ([]TypedSlip, error) {
	list, _, err := s.slips.typed.Find(ctx, store.Query{Index: byClass, Equal: []any{class}})
	if err != nil {
		return nil, fmt.Errorf("classes: slips: %w", err)
	}
	slices.Reverse(list)
	return list, nil
}

// slipsPart is the slips among what a class keeps about its pupils.
type slipsPart struct{ s *Service }

// awaited gives how many pupils have a file and have not given a slip, as long as slips of the module are awaited.
func (p slipsPart) awaited(ctx context.Context, c Class) ([]Awaited, error) {
	pupils, err := p.s.Pupils(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	typed, err := p.s.Slips(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	var list []Awaited
	for _, a := range c.Assignments() {
		if a.Mode != ModePen || !a.Awaited(p.s.today()) {
			continue
		}
		n := 0
		for _, pupil := range pupils {
			given := slices.ContainsFunc(typed, func(t TypedSlip) bool { return t.Course == a.Course && t.Roll == pupil.Roll })
			n += one(pupil.Here() && !given)
		}
		if n > 0 {
			list = append(list, Awaited{Course: a.Course, What: "slips", Count: n})
		}
	}
	return list, nil
}

// tallies, carry and bring: what slips say is in the pupils' work.
func (p slipsPart) tallies(context.Context, Class) ([]Tally, error) { return nil, nil }

func (p slipsPart) carry(context.Context, Pupil) ([]Carried, error) { return nil, nil }

func (p slipsPart) bring(context.Context, Pupil, []Carried) error { return nil }

// purge deletes the slips of a class: they name numbers and results.
func (p slipsPart) purge(ctx context.Context, class string) error {
	typed, err := p.s.Slips(ctx, class)
	if err != nil {
		return err
	}
	for _, t := range typed {
		if _, err := p.s.slips.typed.Delete(ctx, t.ID); err != nil {
			return fmt.Errorf("classes: slip: %w", err)
		}
	}
	return nil
}
