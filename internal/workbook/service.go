package workbook

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/audit"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// Deps are what the plans stand on. Form is the workbook as authored today; without one nobody has access.
type Deps struct {
	Form     *courses.Workbook
	Register *org.Register
	Learning *learning.Service
	Audit    *audit.Log // of reviews: what colleagues decided about others' work
}

// Settings are the sources; a zero field takes the real one.
type Settings struct {
	Now func() time.Time // the clock; default time.Now
}

// Service keeps the plans. It is safe for concurrent use, and any number of them may work on one store.
type Service struct {
	copies   *store.Collection[workingCopy]
	facts    *store.Collection[Fact]
	texts    *store.Collection[texts]
	sheets   *store.Collection[sheet]
	editions *store.Collection[edition]

	form     *courses.Workbook
	register *org.Register
	learning *learning.Service
	audit    *audit.Log
	clock    func() time.Time
	read     sync.Map // hash to *courses.Workbook: editions never change
}

// texts are what was submitted in a round. They are inserted once.
type texts struct {
	ID      string         `bson:"_id"` // AGENCY/VERSION/ROUND
	Entries []Entry        `bson:"entries"`
	Writers []org.PersonID `bson:"writers"`
}

// edition is a workbook as authored at some time, under its hash.
type edition struct {
	ID   string `bson:"_id"`
	Text string `bson:"text"`
}

// Open makes the collections where they are missing, and keeps today's workbook under its hash.
func Open(ctx context.Context, e store.Engine, deps Deps, settings Settings) (*Service, error) {
	s := &Service{form: deps.Form, register: deps.Register, learning: deps.Learning, audit: deps.Audit, clock: settings.Now}
	if s.clock == nil {
		s.clock = time.Now
	}
	var err error
	for _, open := range []func() error{
		func() error { s.copies, err = store.Open[workingCopy](ctx, e, "plan_copies"); return err },
		func() error { s.facts, err = store.Open[Fact](ctx, e, "plan_facts"); return err },
		func() error { s.texts, err = store.Open[texts](ctx, e, "plan_texts"); return err },
		func() error { s.sheets, err = store.Open[sheet](ctx, e, "plan_sheets"); return err },
		func() error { s.editions, err = store.Open[edition](ctx, e, "plan_editions"); return err },
		func() error { return s.keepForm(ctx) },
	} {
		if err := open(); err != nil {
			return nil, fmt.Errorf("workbook: open: %w", err)
		}
	}
	return s, nil
}

func (s *Service) keepForm(ctx context.Context) error {
	if s.form == nil {
		return nil
	}
	text, err := s.form.Encode()
	if err != nil {
		return err
	}
	return once(s.editions.Insert(ctx, edition{ID: s.form.Hash, Text: text}))
}

// once forgives that a document which is the same for whoever writes it is there already.
func once(err error) error {
	if errors.Is(err, store.ErrExists) {
		return nil
	}
	return err
}

// Form is the workbook as authored today; nil when there is none.
func (s *Service) Form() *courses.Workbook { return s.form }

// edition gives the workbook of a hash.
func (s *Service) edition(ctx context.Context, hash string) (*courses.Workbook, error) {
	if s.form != nil && hash == s.form.Hash {
		return s.form, nil
	}
	if w, ok := s.read.Load(hash); ok {
		return w.(*courses.Workbook), nil //nolint:forcetypeassert // only this function stores
	}
	doc, err := s.editions.Get(ctx, hash)
	if err != nil {
		return nil, fmt.Errorf("workbook: edition %s: %w", hash, err)
	}
	w, err := courses.DecodeWorkbook(doc.Text)
	if err != nil {
		return nil, fmt.Errorf("workbook: edition %s: %w", hash, err)
	}
	s.read.Store(hash, w)
	return w, nil
}

func (s *Service) now() time.Time { return day.Instant(s.clock()) }

// factsOf gives the facts of an agency, in the order in which they happened.
func (s *Service) factsOf(ctx context.Context, agency org.AgencyCode) ([]Fact, error) {
	// "0" is the character after "/", so that the range has all ids below the agency's and no other agency's.
	facts, _, err := s.facts.Find(ctx, store.Query{From: string(agency) + "/", Until: string(agency) + "0"})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(facts, compareFacts)
	return facts, nil
}

// errNoPlan is what an agency without a plan gives.
func errNoPlan() error { return fault.NotFound("This agency has not begun a plan yet.") }
