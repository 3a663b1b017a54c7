package notify

import (
	"context"
	"fmt"

	"lamtoen/internal/day"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// Waiting counts the reminders that are decided and not delivered, to people who served in the agency or below it when it was
// decided: what an officer who leaves hands over.
func (s *Service) Waiting(ctx context.Context, agency org.AgencyCode) (int, error) {
	n := 0
	tree := s.deps.Register.Tree(day.Of(s.now()))
	for codes := []org.AgencyCode{agency}; len(codes) > 0; codes = codes[1:] {
		for _, below := range tree.Children(codes[0]) {
			codes = append(codes, below.Code)
		}
		q := store.Query{Index: byAgency, Equal: []any{string(KindReminder), string(Planned), string(codes[0])}}
		for _, err := range s.messages.Each(ctx, q) {
			if err != nil {
				return 0, fmt.Errorf("notify: reminders of %s: %w", codes[0], err)
			}
			n++
		}
	}
	return n, nil
}
