package notify

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lamtoen/internal/day"
	"lamtoen/internal/store"
)

// grace is how long after its hour a digest may be missing before somebody is told.
const grace = 24 * time.Hour

// Heartbeat is whether digests arrive. A digest that silently stops is the fault that nobody notices: this is what complains.
type Heartbeat struct {
	Due       time.Time // when the last digest that must have arrived by now was due; zero: none yet
	Delivered time.Time // when the last one was, by mail or by hand; zero: never
	Readers   int       // who gets one
	Waiting   int       // this and last week's that wait, or failed; at most a hundred are counted
}

// Late tells that a digest was due and none was delivered since.
func (h Heartbeat) Late() bool { return h.Readers > 0 && !h.Due.IsZero() && h.Delivered.Before(h.Due) }

// Warning says so for /readyz and the log; "" when all is well.
func (h Heartbeat) Warning() string {
	if !h.Late() {
		return ""
	}
	if h.Delivered.IsZero() {
		return fmt.Sprintf("a digest was due on %s and none has ever been delivered", day.Of(h.Due))
	}
	return fmt.Sprintf("a digest was due on %s and none has been delivered since %s", day.Of(h.Due), day.Of(h.Delivered))
}

// Heartbeat asks the store.
func (s *Service) Heartbeat(ctx context.Context) (Heartbeat, error) {
	now := s.now()
	h := Heartbeat{Readers: len(s.readers(day.Of(now)))}
	first, err := s.marks.Get(ctx, began)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return h, fmt.Errorf("notify: %w", err)
	}
	h.Due = s.digestDue(now, first.At)
	for _, state := range []State{Sent, Handed, Printed} {
		list, _, err := s.Outbox(ctx, KindDigest, state, "", 1)
		if err != nil {
			return h, fmt.Errorf("notify: %w", err)
		}
		if len(list) > 0 && list[0].Changed.After(h.Delivered) {
			h.Delivered = list[0].Changed
		}
	}
	for _, state := range []State{Planned, Failed, Held, Unknown} {
		list, _, err := s.Outbox(ctx, KindDigest, state, "", 100)
		if err != nil {
			return h, fmt.Errorf("notify: %w", err)
		}
		for _, m := range list {
			h.Waiting += ones(m.Week >= WeekOf(day.Of(now).AddDays(-Apart)))
		}
	}
	return h, nil
}

// digestDue is the morning of the first working day of the newest week whose digest must have arrived by now; zero when the
// program has not run for so long.
func (s *Service) digestDue(now, began time.Time) time.Time {
	week := monday(day.Of(now))
	for range 2 {
		for on := week; on < week.AddDays(7); on = on.AddDays(1) {
			if !s.deps.Workday(on, "") {
				continue
			}
			due := on.Start().Add(opens)
			if now.Sub(due) >= grace && !due.Before(began) {
				return due
			}
			break
		}
		week = week.AddDays(-7)
	}
	return time.Time{}
}
