package account

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// Unactivated is somebody who has never chosen a password.
type Unactivated struct {
	Person  org.PersonID
	Printed time.Time // when the code that is about was printed; zero when there is none, or it has run out
}

// Unactivated gives those of the people who have never chosen a password, in the same order.
func (s *Service) Unactivated(ctx context.Context, people []org.PersonID) ([]Unactivated, error) {
	var out []Unactivated
	now := s.instant()
	for _, id := range people {
		if _, ever := s.firsts.get(id); ever {
			continue
		}
		a, err := s.accounts.Get(ctx, string(id))
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return nil, fmt.Errorf("account: %w", err)
		}
		if a.Hash != "" {
			continue
		}
		u := Unactivated{Person: id}
		if a.Code != nil && now.Before(a.Code.Expires) {
			u.Printed = a.Code.Issued
		}
		out = append(out, u)
	}
	return out, nil
}
