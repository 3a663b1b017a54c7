package learning

import (
	"cmp"
	"context"
	"slices"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/org"
)

// Correction is one regrade as its owner is told of it: from what to what, because of which question, and why.
type Correction struct {
	Fact     string // the id of the regrade
	Attempt  AttemptID
	Question int // the number of the faulty question in the attempt, from 1
	Item     courses.ItemID
	Cause    string // in the words of whoever marked the question

	Was, Score        int // ten-thousandths
	WasPassed, Passed bool
	Recorded          time.Time
	Seen              bool // the person has said so
}

// corrected gives what counts of a submission, with the regrades that led to it.
func (s *Service) corrected(ctx context.Context, l *ledger, f Fact) (assessment.Result, []Correction, error) {
	m, err := s.marked(ctx, l, f)
	if err != nil {
		return assessment.Result{}, nil, err
	}
	corrections, err := l.corrected(f)
	return m.stands, corrections, err
}

// corrected tells the regrades of a submission, the first first.
func (l *ledger) corrected(f Fact) ([]Correction, error) {
	var list []Correction
	for _, r := range l.regrades(f.ID) {
		var data RegradeData
		if err := r.Into(&data); err != nil {
			return nil, err
		}
		_, seen := l.find(r.ID + "/" + partSeen)
		c := Correction{Fact: r.ID, Attempt: attemptOf(r), Item: data.Item, Cause: data.Cause, Was: data.Was, Score: data.Score,
			WasPassed: data.WasPassed, Passed: data.Passed, Recorded: r.Recorded, Seen: seen}
		c.Question = 1 + slices.IndexFunc(data.Points, func(p assessment.ItemPoints) bool { return p.Item == data.Item })
		list = append(list, c)
	}
	slices.SortStableFunc(list, func(a, b Correction) int { return cmp.Or(a.Recorded.Compare(b.Recorded), a.Score-b.Score) })
	return list, nil
}

// allCorrected tells those of every submission that counts.
func (l *ledger) allCorrected() ([]Correction, error) {
	var list []Correction
	for _, f := range l.facts {
		if f.Kind != KindSubmitted || l.isVoid(f.ID) {
			continue
		}
		some, err := l.corrected(f)
		if err != nil {
			return nil, err
		}
		list = append(list, some...)
	}
	return list, nil
}

// SeeCorrections records that the person has seen the notices of the corrections recorded up to an instant. It may be repeated.
func (s *Service) SeeCorrections(ctx context.Context, person org.PersonID, until time.Time) error {
	facts, err := s.FactsOfPerson(ctx, person)
	if err != nil {
		return err
	}
	for _, f := range facts {
		if f.Kind != KindRegraded || f.Recorded.After(until) {
			continue
		}
		told := f
		told.ID, told.Kind, told.By, told.Data = f.ID+"/"+partSeen, KindToldOf, string(person), nil
		told.At, told.Recorded = time.Time{}, time.Time{}
		if slices.ContainsFunc(facts, func(g Fact) bool { return g.ID == told.ID }) {
			continue
		}
		if err := s.AddFact(ctx, told); err != nil {
			return err
		}
	}
	return nil
}
