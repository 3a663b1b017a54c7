package pendrive

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/guess"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/slip"
	"lamtoen/internal/store"
)

// Typed is a slip that was typed and is one of ours. It is inserted once and never changed.
type Typed struct {
	ID    string `bson:"_id"`   // the thirty characters
	File  string `bson:"file"`  // the file's id
	Owner string `bson:"owner"` // the file's

	Course    courses.CourseID   `bson:"course"`
	Version   courses.Version    `bson:"version"`
	Enrolment int                `bson:"enrolment,omitempty"`
	Lessons   []courses.LessonID `bson:"lessons"` // those that it says were finished
	Day       day.Date           `bson:"day"`     // of the last of them, as the device claims

	Recorded time.Time    `bson:"recorded"`
	By       org.PersonID `bson:"by"`
}

// Grouped is the slip as it is read out.
func (t Typed) Grouped() string { return slip.Grouped(t.ID) }

// Taken is what became of a slip.
type Taken struct {
	Typed
	Again   bool               // it was typed before
	Counted []courses.LessonID // lessons that are done by this slip; the others were done before it

	Progress learning.Progress // of the course, now
}

// Superseded tells that the slip counted to an enrolment that is not the present one: the person has begun anew since the
// file was made.
func (t Taken) Superseded() bool { return t.Progress.Enrolment.Number != t.Enrolment }

// notOurs refuses a slip that no file of ours has made.
func notOurs() error {
	const message = "No pen-drive file of ours made this slip. Compare it with the file's page “Your slip”, character by character."
	return fault.Invalid(message, fault.Field{Name: slip.Field, Message: message})
}

func elsewhere(message string) error {
	return fault.Invalid(message, fault.Field{Name: slip.Field, Message: message})
}

// Type takes a slip that a person typed, and records its lessons. Typed again it is success, and Again says so. A mistake of
// typing, a made-up slip and one of another person or of a class are fault.CodeInvalid for slip.Field; too many made-up ones
// fault.CodeTooMany.
func (s *Service) Type(ctx context.Context, person org.PersonID, typed string) (Taken, error) {
	claim, f, err := s.prove(ctx, string(person), typed)
	if err != nil {
		return Taken{}, err
	}
	switch {
	case f.Owner != personOwner(person):
		return Taken{}, elsewhere("This slip is of a file that was made for somebody else. A slip counts only for the person for whom the file was made.")
	case claim.Lessons>>len(f.Lessons) != 0:
		return Taken{}, elsewhere("This slip tells of lessons that its file does not have. Take the course's file anew.")
	case claim.Lessons == 0:
		return Taken{}, elsewhere("This slip says that no lesson was finished.")
	}
	t := Typed{ID: claim.Text, File: f.ID, Owner: f.Owner, Course: f.Course, Version: f.Version, Enrolment: f.Enrolment, Recorded: s.now(), By: person}
	for i, lesson := range f.Lessons {
		if claim.Done(i) {
			t.Lessons = append(t.Lessons, lesson)
		}
	}
	t.Day = s.claimed(f, claim.Day)
	t, again, err := s.keep(ctx, t)
	if err != nil {
		return Taken{}, err
	}
	return s.record(ctx, person, t, again)
}

// How many made-up slips one person may type, and how long that is remembered. Slips whose check digits are wrong do not
// count: those are slips of the pen.
const (
	mostGuesses  = 10
	guessesStand = 10 * time.Minute
)

// prove finds the file that a slip names and holds the slip against its key.
func (s *Service) prove(ctx context.Context, by, typed string) (slip.Claim, File, error) {
	if left := s.guesses.Wait(by, mostGuesses, s.now()); left > 0 {
		return slip.Claim{}, File{}, fault.TooMany(left,
			"Several slips were not ours. Compare the slip with the file's page, and try again in %d minutes.", guess.Minutes(left))
	}
	claim, err := slip.Parse(typed)
	if err != nil {
		return claim, File{}, err
	}
	if claim.Form != slip.Person {
		return claim, File{}, elsewhere("This is a pupil's slip. The teacher types it on the page of the class.")
	}
	found, _, err := s.files.Find(ctx, store.Query{Index: byNumber, Equal: []any{claim.File}, Limit: 1})
	if err != nil {
		return claim, File{}, fmt.Errorf("pendrive: file of a slip: %w", err)
	}
	if len(found) == 0 || !claim.Proven(found[0].key()) {
		s.guesses.Miss(by, s.now())
		return claim, File{}, notOurs()
	}
	return claim, found[0], nil
}

// claimed is the day that a slip names: not before the file was made, and not after today.
func (s *Service) claimed(f File, days int) day.Date {
	return min(f.made().AddDays(days), day.Of(s.now()))
}

// keep inserts the record of a slip; true when it was there.
func (s *Service) keep(ctx context.Context, t Typed) (Typed, bool, error) {
	err := s.slips.Insert(ctx, t)
	if !errors.Is(err, store.ErrExists) {
		if err != nil {
			err = fmt.Errorf("pendrive: slip: %w", err)
		}
		return t, false, err
	}
	old, err := s.slips.Get(ctx, t.ID)
	if err != nil {
		return t, true, fmt.Errorf("pendrive: slip: %w", err)
	}
	return old, true, nil
}

// record tells learning of the slip's lessons; again it finds them told.
func (s *Service) record(ctx context.Context, person org.PersonID, t Typed, again bool) (Taken, error) {
	at := t.Day.End()
	if at.After(t.Recorded) {
		at = t.Recorded
	}
	out, err := s.learning.RecordSlip(ctx, person, t.Course, learning.OnSlip{Slip: t.ID, Enrolment: t.Enrolment, Lessons: t.Lessons, At: at})
	if err != nil {
		return Taken{}, err
	}
	return Taken{Typed: t, Again: again, Counted: out.Counted, Progress: out.Progress}, nil
}

// OfPerson lists the slips that count for a person, the newest first.
func (s *Service) OfPerson(ctx context.Context, person org.PersonID) ([]Typed, error) {
	list, _, err := s.slips.Find(ctx, store.Query{Index: byOwner, Equal: []any{personOwner(person)}})
	if err != nil {
		return nil, fmt.Errorf("pendrive: slips: %w", err)
	}
	slices.Reverse(list)
	return list, nil
}
