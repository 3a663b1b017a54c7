package appeal

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"time"
)

// Reviews gives what was recorded since an instant about obligations under review, and a little of before it, in the order in
// which it became known: readers drop by ID and Recorded what they have.
func (s *Service) Reviews(ctx context.Context, since time.Time) iter.Seq2[Review, error] {
	return func(yield func(Review, error) bool) {
		if err := s.Refresh(ctx); err != nil {
			yield(Review{}, err)
			return
		}
		var found []Review
		fresh := func(at time.Time) bool { return since.IsZero() || !at.Before(since.Add(-overlap)) }
		for _, c := range s.some(func(events []Event) bool { return fresh(events[len(events)-1].Recorded) }) {
			for _, r := range c.reviews() {
				if fresh(r.Recorded) {
					found = append(found, r)
				}
			}
		}
		slices.SortFunc(found, func(a, b Review) int { return cmp.Or(a.Recorded.Compare(b.Recorded), cmp.Compare(a.ID, b.ID)) })
		for _, r := range found {
			if !yield(r, nil) {
				return
			}
		}
	}
}
