package classroom

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/fault"
	"lamtoen/internal/store"
)

// MostForms bounds the papers of one session.
const MostForms = 60

// form is one paper of the quiz: a draw of its own, numbered. It is kept as printed, since what is typed from it later are
// letters. Who gets it is not known when it is drawn, so it cannot put first what a person has not seen.
type form struct {
	ID       string             `bson:"_id"` // SESSION/n
	Session  string             `bson:"session"`
	Version  courses.Version    `bson:"version"`
	Drawn    []assessment.Drawn `bson:"drawn"`
	Recorded time.Time          `bson:"recorded"`
}

// Form is one paper of the quiz.
type Form struct {
	Number int
	Drawn  []assessment.Drawn
}

// countForms counts the papers made for a session.
func (s *Service) countForms(ctx context.Context, session string) (int, error) {
	from, until := store.Prefix(session + "/")
	forms, _, err := s.forms.Find(ctx, store.Query{From: from, Until: until})
	if err != nil {
		return 0, fmt.Errorf("classroom: forms: %w", err)
	}
	return len(forms), nil
}

// MakeForms draws papers until the session has n of them; those that are there stay as they were printed.
func (s *Service) MakeForms(ctx context.Context, o Officer, id string, n int) error {
	st, err := s.Session(ctx, o, id)
	if err != nil {
		return err
	}
	c, err := s.Course(ctx, st.Session)
	if err != nil {
		return err
	}
	switch {
	case c.Assessment == nil:
		return fault.Conflict("This course has no test.")
	case n < 1 || n > MostForms:
		return fault.Invalid("Please correct what is marked.", fault.Field{Name: "people", Message: "Give a number from 1 to 60."})
	}
	for k := 1; k <= n; k++ {
		if _, err := s.forms.Get(ctx, about(id, itoa(k))); err == nil {
			continue
		}
		rnd, err := s.generator()
		if err != nil {
			return err
		}
		drawn, err := assessment.Draw(c, assessment.History{}, rnd)
		if err != nil {
			return fmt.Errorf("classroom: %w", err)
		}
		err = s.forms.Insert(ctx, form{ID: about(id, itoa(k)), Session: id, Version: c.Version, Drawn: drawn, Recorded: s.now()})
		if err != nil && !errors.Is(err, store.ErrExists) {
			return fmt.Errorf("classroom: form: %w", err)
		}
	}
	return nil
}

func (s *Service) generator() (*rand.Rand, error) {
	var seed [32]byte
	if _, err := io.ReadFull(s.random, seed[:]); err != nil {
		return nil, fmt.Errorf("classroom: no randomness for a draw: %w", err)
	}
	return rand.New(rand.NewChaCha8(seed)), nil // ChaCha8 with a seed from crypto/rand is a strong generator.
}

// Forms gives all papers of a session, in their order.
func (s *Service) Forms(ctx context.Context, o Officer, id string) ([]Form, error) {
	st, err := s.Session(ctx, o, id)
	if err != nil {
		return nil, err
	}
	var list []Form
	for k := 1; k <= st.Forms; k++ {
		f, err := s.form(ctx, id, k)
		if err != nil {
			return nil, err
		}
		list = append(list, Form{Number: k, Drawn: f.Drawn})
	}
	return list, nil
}

func (s *Service) form(ctx context.Context, session string, n int) (form, error) {
	f, err := s.forms.Get(ctx, about(session, itoa(n)))
	if errors.Is(err, store.ErrNotFound) {
		return f, fault.Invalid("Please correct what is marked.",
			fault.Field{Name: "form", Message: fmt.Sprintf("This session has no quiz paper with the number %d.", n)})
	}
	if err != nil {
		return f, fmt.Errorf("classroom: form: %w", err)
	}
	return f, nil
}
