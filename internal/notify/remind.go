package notify

import (
	"context"
	"errors"
	"fmt"

	"lamtoen/internal/day"
	"lamtoen/internal/store"
)

// Planning is what one run of Plan came to.
type Planning struct {
	Reminders int // to be sent
	Held      int // for want of an address
	Digests   int
}

// Plan decides once a working day, in office hours, who gets a reminder and, once a week, a digest. It may run at any time, on any
// instance and again after a kill: what is decided stays decided, and the rest is added.
func (s *Service) Plan(ctx context.Context) (Planning, error) {
	now := s.now()
	today := day.Of(now)
	if !s.settings.Demo && (!open(now) || !s.deps.Workday(today, "")) {
		return Planning{}, nil
	}
	done := "planned." + string(today)
	if _, err := s.marks.Get(ctx, done); !errors.Is(err, store.ErrNotFound) {
		return Planning{}, err
	}
	var p Planning
	l, err := s.openLedger(ctx)
	if err != nil {
		return p, err
	}
	owed, err := s.deps.Owed(ctx)
	if err != nil {
		return p, fmt.Errorf("notify: what is owed: %w", err)
	}
	all := debtors(owed)
	if err := s.planReminders(ctx, l, all, &p); err != nil {
		return p, err
	}
	if p.Digests, err = s.planDigests(ctx, l, all); err != nil {
		return p, err
	}
	err = s.marks.Insert(ctx, mark{ID: done, At: s.now()})
	if errors.Is(err, store.ErrExists) {
		err = nil
	}
	return p, err
}

// planReminders writes the decisions a few hundred at a time, so that a run that is killed has done part of its work.
func (s *Service) planReminders(ctx context.Context, l *ledger, all []debtor, p *Planning) error {
	const batch = 500
	var list []Message
	flush := func() error {
		fresh, err := s.insert(ctx, list)
		for _, m := range fresh {
			if m.State == Held {
				p.Held++
			} else {
				p.Reminders++
			}
		}
		list = list[:0]
		return err
	}
	for _, d := range all {
		decision := l.decide(d)
		switch decision.Cause {
		case "", CauseNoAddress, CauseShared, CauseBad:
		default:
			continue
		}
		m, err := s.message(decision, l.now, "")
		if err != nil {
			return err
		}
		if list = append(list, m); len(list) == batch {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}
