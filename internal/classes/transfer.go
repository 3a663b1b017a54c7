package classes

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/store"
)

// transferDays is how long a transfer code can be used.
const transferDays = 120

// Transfer is what a pupil takes along to another class: finished modules, and no name.
type Transfer struct {
	ID      string    `bson:"_id"`  // the code
	From    string    `bson:"from"` // the pupil who moves
	Made    time.Time `bson:"made"`
	Until   day.Date  `bson:"until"` // the last day on which it can be used
	Carried []Carried `bson:"carried,omitempty"`
	To      string    `bson:"to"` // the class that took it; "" none yet
}

// Transfer lets a pupil leave with a code that another class takes them in with. Again it gives the same.
func (s *Service) Transfer(ctx context.Context, class string, roll int) (Transfer, error) {
	p, err := s.Pupil(ctx, class, roll)
	if err != nil {
		return Transfer{}, err
	}
	if p.Moved != "" {
		return s.transfer(ctx, p.Moved)
	}
	code, err := s.draw(onceLength)
	if err != nil {
		return Transfer{}, err
	}
	t := Transfer{ID: code, From: p.ID, Made: s.now(), Until: s.today().AddDays(transferDays)}
	for _, part := range s.parts {
		carried, err := part.carry(ctx, p)
		if err != nil {
			return Transfer{}, err
		}
		t.Carried = append(t.Carried, carried...)
	}
	if err := s.transfers.Insert(ctx, t); err != nil {
		return Transfer{}, fmt.Errorf("classes: transfer: %w", err)
	}
	if p, err = s.leave(ctx, p, code); err == nil && p.Moved == code {
		return t, nil
	}
	if _, lost := s.transfers.Delete(ctx, code); lost != nil { // nobody has seen it
		return Transfer{}, errors.Join(err, fmt.Errorf("classes: transfer: %w", lost))
	}
	if err != nil {
		return Transfer{}, err
	}
	return s.transfer(ctx, p.Moved) // somebody else's, when two asked at once
}

// leave lets a pupil go with a code, unless they have one, and gives their row as it is then.
func (s *Service) leave(ctx context.Context, p Pupil, code string) (Pupil, error) {
	err := s.change(ctx, p.Class, p.Roll, func(p *Pupil) {
		if p.Moved == "" {
			p.Moved = code
		}
		if p.Left == "" {
			p.Left = s.today()
		}
	})
	if err != nil {
		return p, err
	}
	if gone, err := s.goneMeanwhile(ctx, p.Class); gone || err != nil {
		return p, cmp.Or(err, errPurged())
	}
	return s.Pupil(ctx, p.Class, p.Roll)
}

func (s *Service) transfer(ctx context.Context, code string) (Transfer, error) {
	t, err := s.transfers.Get(ctx, code)
	if errors.Is(err, store.ErrNotFound) {
		return t, errNoTransfer()
	}
	if err != nil {
		return t, fmt.Errorf("classes: transfer: %w", err)
	}
	return t, nil
}

func errNoTransfer() error {
	return fault.Invalid(corrected, fault.Field{Name: "code", Message: "No pupil is on the way with this code. Check it on the printed slip."})
}

// Arrive takes a pupil in with the code of a transfer, under the next roll. Again it gives the same pupil.
func (s *Service) Arrive(ctx context.Context, class, typed string) (Pupil, error) {
	if err := s.slow("arrive "+class, mostPupil, s.now()); err != nil {
		return Pupil{}, err
	}
	t, err := s.transfer(ctx, cleanCode(typed))
	if fault.Is(err, fault.CodeInvalid) || err == nil && t.Until < s.today() {
		s.guesses.Miss("arrive "+class, s.now())
		return Pupil{}, errNoTransfer()
	}
	if err != nil {
		return Pupil{}, err
	}
	if err := s.room(ctx, class, t.ID); err != nil {
		return Pupil{}, err
	}
	t, err = s.transfers.Update(ctx, t.ID, func(t *Transfer) error {
		if t.To != "" && t.To != class {
			return fault.Conflict("Another class has taken this pupil in already.")
		}
		t.To = class
		return nil
	})
	if err != nil {
		return Pupil{}, err
	}
	p, err := s.arrived(ctx, class, t.ID)
	if err != nil {
		return Pupil{}, err
	}
	for _, part := range s.parts {
		if err := part.bring(ctx, p, t.Carried); err != nil {
			return Pupil{}, err
		}
	}
	return p, nil
}

// room refuses a pupil whom a class cannot take in, before the code is used up.
func (s *Service) room(ctx context.Context, class, code string) error {
	if _, err := s.openClass(ctx, class); err != nil {
		return err
	}
	list, err := s.Pupils(ctx, class)
	if err != nil || NextRoll(list) <= MaxRoll || slices.ContainsFunc(list, func(p Pupil) bool { return p.From == code }) {
		return err
	}
	return errFull()
}

// arrived gives the pupil who came with a transfer, and adds them where they are not there yet.
func (s *Service) arrived(ctx context.Context, class, code string) (Pupil, error) {
	for range 10 {
		list, err := s.Pupils(ctx, class)
		if err != nil {
			return Pupil{}, err
		}
		for _, p := range list {
			if p.From == code {
				return p, nil
			}
		}
		p, err := s.addPupil(ctx, class, NextRoll(list), code)
		if err == nil && p.From == code {
			return p, nil
		}
		if err != nil && !fault.Is(err, fault.CodeConflict) {
			return Pupil{}, err
		}
	}
	return Pupil{}, fault.Conflict("The pupil could not be taken in. Try again.")
}
