package classes

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/store"
)

// Pupil is a roll number in a class. It is all that is known of a pupil, and is purged with the class.
type Pupil struct {
	ID    string `bson:"_id"` // CLASS/ROLL
	Class string `bson:"class"`
	Roll  int    `bson:"roll"` // of the id; never used again
	Shown int    `bson:"-"`    // the roll number that is shown and signed in with

	Avatar string `bson:"avatar"` // one of Pictures
	Set    int    `bson:"set"`    // which three pictures are theirs; raised when they are made anew

	Joined day.Date `bson:"joined"`
	Left   day.Date `bson:"left"` // the last day; "" they are here
	From   string   `bson:"from"` // the transfer that they came with; "" none
	Moved  string   `bson:"moved,omitempty"`

	Recorded time.Time `bson:"recorded"`
	Touched  time.Time `bson:"touched"` // when the row was last written
}

// Here tells whether the pupil is in the class.
func (p Pupil) Here() bool { return p.Left == "" }

// PupilID is the id of a pupil: CLASS/ROLL.
func PupilID(class string, roll int) string { return class + "/" + strconv.Itoa(roll) }

func errNoPupil() error { return fault.NotFound("There is no such pupil in this class.") }

// newPupil is a pupil as they join.
func (s *Service) newPupil(c Class, roll int, from string) Pupil {
	return Pupil{ID: PupilID(c.ID, roll), Class: c.ID, Roll: roll, Shown: roll, Avatar: s.avatarOf(c.ID, roll), Set: 1,
		Joined: s.today(), From: from, Recorded: s.now(), Touched: s.now()}
}

// Pupils gives the pupils of a class, those who have left included, by the number shown; none of a class that was purged. A
// row that a crash has kept from being written is written now.
func (s *Service) Pupils(ctx context.Context, class string) ([]Pupil, error) {
	c, err := s.Class(ctx, class)
	if err != nil || !c.Purged.IsZero() {
		return nil, err
	}
	return s.pupilsOf(ctx, c)
}

func (s *Service) pupilsOf(ctx context.Context, c Class) ([]Pupil, error) {
	list, err := s.rows(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	var missing []Pupil
	for roll := 1; roll <= c.Size; roll++ {
		if !slices.ContainsFunc(list, func(p Pupil) bool { return p.Roll == roll }) {
			p := s.newPupil(c, roll, "")
			p.Joined, p.Recorded = day.Of(c.Opened), c.Opened
			missing = append(missing, p)
		}
	}
	if len(missing) > 0 {
		each, err := s.pupils.InsertMany(ctx, missing)
		for _, one := range each {
			if !errors.Is(one, store.ErrExists) {
				err = errors.Join(err, one)
			}
		}
		if err != nil {
			return nil, fmt.Errorf("classes: pupils: %w", err)
		}
		if gone, err := s.goneMeanwhile(ctx, c.ID); gone || err != nil {
			return nil, err
		}
		if list, err = s.rows(ctx, c.ID); err != nil {
			return nil, err
		}
	}
	for i := range list {
		list[i].Shown = c.shown(list[i].Roll)
	}
	slices.SortFunc(list, func(a, b Pupil) int { return cmp.Or(cmp.Compare(a.Shown, b.Shown), cmp.Compare(a.Roll, b.Roll)) })
	return list, nil
}

func (s *Service) rows(ctx context.Context, class string) ([]Pupil, error) {
	list, _, err := s.pupils.Find(ctx, store.Query{Index: byClass, Equal: []any{class}})
	if err != nil {
		return nil, fmt.Errorf("classes: pupils: %w", err)
	}
	return list, nil
}

// shown is the number that is shown for a roll.
func (c Class) shown(roll int) int {
	if n, ok := c.numbers[roll]; ok {
		return n
	}
	return roll
}

// Pupil gives one pupil by the roll of the id; fault.CodeNotFound when there is none.
func (s *Service) Pupil(ctx context.Context, class string, roll int) (Pupil, error) {
	list, err := s.Pupils(ctx, class)
	if err != nil {
		return Pupil{}, err
	}
	i := slices.IndexFunc(list, func(p Pupil) bool { return p.Roll == roll })
	if i < 0 {
		return Pupil{}, errNoPupil()
	}
	return list[i], nil
}

// NextRoll gives the roll that the next pupil who joins will have: one more than was ever used or shown.
func NextRoll(list []Pupil) int {
	next := 1
	for _, p := range list {
		next = max(next, p.Roll+1, p.Shown+1)
	}
	return next
}

// AddPupil adds a pupil with a roll, which is the NextRoll that the teacher was shown: a form that is sent twice adds one.
func (s *Service) AddPupil(ctx context.Context, class string, roll int) (Pupil, error) {
	return s.addPupil(ctx, class, roll, "")
}

func (s *Service) addPupil(ctx context.Context, class string, roll int, from string) (Pupil, error) {
	c, err := s.openClass(ctx, class)
	if err != nil {
		return Pupil{}, err
	}
	list, err := s.pupilsOf(ctx, c)
	if err != nil {
		return Pupil{}, err
	}
	for _, p := range list {
		if p.Roll == roll && p.From == from {
			return p, nil
		}
	}
	if roll != NextRoll(list) {
		return Pupil{}, fault.Conflict("Somebody else has joined in the meantime. Look at the list, and add the pupil again.")
	}
	if roll > MaxRoll {
		return Pupil{}, errFull()
	}
	err = s.pupils.Insert(ctx, s.newPupil(c, roll, from))
	if err != nil && !errors.Is(err, store.ErrExists) {
		return Pupil{}, fmt.Errorf("classes: pupil: %w", err)
	}
	if gone, err := s.goneMeanwhile(ctx, class); gone || err != nil {
		return Pupil{}, cmp.Or(err, errPurged())
	}
	return s.Pupil(ctx, class, roll)
}

// openClass gives a class whose pupils' rows are there.
func (s *Service) openClass(ctx context.Context, class string) (Class, error) {
	c, err := s.Class(ctx, class)
	if err == nil && !c.Purged.IsZero() {
		err = errPurged()
	}
	return c, err
}

func errFull() error {
	return fault.Conflict("This class has used up its roll numbers. Open another class.")
}

func errPurged() error {
	return fault.Conflict("The year of this class is over, and its pupils' rows were deleted. Open another class.")
}

// RemovePupil notes that a pupil has left, today being the last day. Their results stay until the class is purged, and their
// number is never used again.
func (s *Service) RemovePupil(ctx context.Context, class string, roll int) error {
	return s.change(ctx, class, roll, func(p *Pupil) {
		if p.Left == "" {
			p.Left = s.today()
		}
	})
}

// ReturnPupil takes it back that a pupil has left: they are here again with their number, their pictures and what they did.
func (s *Service) ReturnPupil(ctx context.Context, class string, roll int) error {
	p, err := s.Pupil(ctx, class, roll)
	if err == nil && p.Moved != "" {
		return fault.Conflict("This pupil has moved with a transfer code. Let them come back with a code of the other class.")
	}
	if err != nil {
		return err
	}
	list, err := s.Pupils(ctx, class)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(list, func(o Pupil) bool { return o.Here() && o.Roll != roll && o.Shown == p.Shown }) {
		return fault.Conflict("Number %d was given to another pupil in the meantime. Give that pupil another number first, under Other numbers.", p.Shown)
	}
	return s.change(ctx, class, roll, func(p *Pupil) { p.Left = "" })
}

// ResetPictures gives a pupil three other pictures, and ends their sessions. From is the Set that they take the place of, so
// that a form that is sent twice does it once.
func (s *Service) ResetPictures(ctx context.Context, class string, roll, from int) error {
	return s.change(ctx, class, roll, func(p *Pupil) {
		if p.Set == from {
			p.Set++
		}
	})
}

func (s *Service) change(ctx context.Context, class string, roll int, change func(*Pupil)) error {
	if _, err := s.openClass(ctx, class); err != nil {
		return err
	}
	_, err := s.pupils.Update(ctx, PupilID(class, roll), func(p *Pupil) error {
		change(p)
		p.Touched = s.now()
		return nil
	})
	if errors.Is(err, store.ErrNotFound) {
		return errNoPupil()
	}
	if err != nil {
		return fmt.Errorf("classes: pupil: %w", err)
	}
	return nil
}

// Renumber shows other numbers for pupils who are here, by their roll. Results stay with the roll. No two pupils who are here
// may be shown with one number.
func (s *Service) Renumber(ctx context.Context, class string, numbers []Numbered, e Event) (Class, error) {
	list, err := s.Pupils(ctx, class)
	if err != nil {
		return Class{}, err
	}
	return s.record(ctx, class, func(c Class) (Event, bool, error) {
		changed, err := renumbered(list, numbers)
		e.Kind, e.Numbers = KindNumbers, changed
		return e, len(changed) > 0, err
	})
}

// renumbered checks numbers, and gives those that change something.
func renumbered(list []Pupil, numbers []Numbered) ([]Numbered, error) {
	want := map[int]int{}
	for _, n := range numbers {
		want[n.Roll] = n.Shown
	}
	taken := map[int]int{}
	var bad []fault.Field
	var changed []Numbered
	for _, p := range list {
		if !p.Here() {
			continue
		}
		shown, asked := want[p.Roll]
		if !asked {
			shown = p.Shown
		}
		field := "n" + strconv.Itoa(p.Roll)
		if shown < 1 || shown > MaxRoll {
			bad = append(bad, fault.Field{Name: field, Message: fmt.Sprintf("Write a number from 1 to %d.", MaxRoll)})
		} else if other, twice := taken[shown]; twice {
			bad = append(bad, fault.Field{Name: field, Message: fmt.Sprintf("Number %d stands there twice, also for the pupil who had %d.", shown, other)})
		}
		taken[shown] = p.Shown
		if shown != p.Shown {
			changed = append(changed, Numbered{Roll: p.Roll, Shown: shown})
		}
	}
	if len(bad) > 0 {
		return nil, fault.Invalid(corrected, bad...)
	}
	return changed, nil
}
