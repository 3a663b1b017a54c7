package workbook

import (
	"context"
	"errors"
	"slices"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// Document is a plan to read or to print: the texts under the words of their time.
type Document struct {
	Form    *courses.Workbook
	Agency  org.AgencyCode
	Version int
	Round   int // 0: as it stands, not submitted
	State   State
	At      time.Time // of the state; of the last change, as it stands
	Entries []Entry

	Submitted *Fact
	Reviewed  *Fact
}

// Entry gives what stands in a field.
func (d Document) Entry(id courses.FieldID) Entry {
	e, _ := entryOf(d.Entries, id)
	return e
}

// Current gives the plan as it stands: while it is written the working copy, afterwards what was submitted.
func (s *Service) Current(ctx context.Context, a Access) (Document, error) {
	p, _, err := s.load(ctx, a.Agency)
	if err != nil {
		return Document{}, err
	}
	if !p.Open() {
		return s.round(ctx, p.History, p.Version, p.Round)
	}
	d := Document{Form: s.form, Agency: p.Agency, Version: p.Version, State: p.State, At: p.Since, Entries: p.Entries}
	for _, e := range p.Entries {
		if e.At.After(d.At) {
			d.At = e.At
		}
	}
	return d, nil
}

// Submitted gives what was submitted in a round of a version, with what the review came to.
func (s *Service) Submitted(ctx context.Context, a Access, version, round int) (Document, error) {
	p, _, err := s.load(ctx, a.Agency)
	if err != nil {
		return Document{}, err
	}
	return s.round(ctx, p.History, version, round)
}

// Agreed gives the newest agreed version of an agency's plan, for those who may read agreed plans of agencies; not found when
// there is none.
func (s *Service) Agreed(ctx context.Context, agency org.AgencyCode) (Document, error) {
	facts, err := s.factsOf(ctx, agency)
	if err != nil {
		return Document{}, err
	}
	for _, f := range slices.Backward(facts) {
		if f.state() == StateAgreed {
			return s.round(ctx, facts, f.Version, f.Round)
		}
	}
	return Document{}, fault.NotFound("This agency has no agreed plan yet.")
}

func (s *Service) round(ctx context.Context, facts []Fact, version, round int) (Document, error) {
	d := Document{Version: version, Round: round}
	for _, f := range facts {
		if f.Version != version || f.Round != round || round == 0 {
			continue
		}
		switch d.Agency, d.State, d.At = f.Agency, f.state(), f.At; f.Kind {
		case KindSubmitted:
			d.Submitted = &f
		case KindReviewed:
			d.Reviewed = &f
		}
	}
	if d.Submitted == nil {
		return d, fault.NotFound("Nothing was submitted under this number.")
	}
	doc, err := s.texts.Get(ctx, roundID(d.Agency, version, round))
	if errors.Is(err, store.ErrNotFound) {
		return d, errors.New("workbook: texts behind a submission are gone: " + d.Submitted.ID)
	}
	if err != nil {
		return d, err
	}
	d.Entries = doc.Entries
	d.Form, err = s.edition(ctx, d.Submitted.Edition)
	return d, err
}
