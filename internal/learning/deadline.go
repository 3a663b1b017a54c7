package learning

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/day"
	"lamtoen/internal/store"
)

// timer tells the sweeper when to look at a timed attempt. It only points: what decides is the start fact with the outages.
type timer struct {
	ID   string    `bson:"_id"`  // the attempt's
	Ends time.Time `bson:"ends"` // with grace
}

// timersIndex finds the attempts whose time is over.
const timersIndex = "ends"

func openTimers(ctx context.Context, e store.Engine) (*store.Collection[timer], error) {
	return store.Open[timer](ctx, e, "timers", store.Index{Name: timersIndex, Fields: []string{"ends"}})
}

// timing is the time of one attempt, as it was fixed at the start.
type timing struct {
	started, until time.Time // until is zero without a limit
	grace          time.Duration
}

// timed tells that the attempt has an end.
func (t timing) timed() bool { return !t.until.IsZero() }

// ends is the deadline, with the outages added that lay before it.
func (t timing) ends(down []stretch) time.Time { return extended(t.started, t.until, down) }

// closes is the last instant at which an answer is taken.
func (t timing) closes(down []stretch) time.Time {
	return extended(t.started, t.until.Add(t.grace), down)
}

// over tells that no answer is taken any more.
func (t timing) over(now time.Time, down []stretch) bool {
	return t.timed() && now.After(t.closes(down))
}

// graceOf is how long after the deadline answers may arrive.
func graceOf(c *courses.Course) time.Duration {
	if c.Assessment == nil {
		return 0
	}
	return time.Duration(c.Assessment.Grace) * time.Minute
}

// untilOf reads the deadline of a start fact without decoding what was drawn; zero without one.
func untilOf(start Fact) time.Time {
	if start.Kind != KindStarted {
		return time.Time{}
	}
	until, _ := start.Data.Lookup("until").TimeOK()
	return until.UTC()
}

// timingOf is the time of the attempt that start began.
func (s *Service) timingOf(ctx context.Context, start Fact) (timing, error) {
	t := timing{started: start.At, until: untilOf(start)}
	if !t.timed() {
		return t, nil
	}
	c, err := s.pinned(ctx, pinnedBy(start))
	if err != nil {
		return t, err
	}
	t.grace = graceOf(c)
	return t, nil
}

// setTimer may be repeated; the first stands, and ring corrects it.
func (s *Service) setTimer(ctx context.Context, t timer) error {
	if err := s.timers.Insert(ctx, t); err != nil && !errors.Is(err, store.ErrExists) {
		return fmt.Errorf("learning: set the timer of %s: %w", t.ID, err)
	}
	return nil
}

// settle hands in what is open and whose time is over, whoever asks for the person's facts.
func (s *Service) settle(ctx context.Context, l *ledger) error {
	now := s.now()
	for _, start := range l.facts {
		// Outages only add time, so before the deadline that was told nothing is over, and nothing more is read.
		if until := untilOf(start); until.IsZero() || !now.After(until) || l.isVoid(start.ID) {
			continue
		}
		if _, _, over := l.submission(start); over {
			continue
		}
		t, err := s.timingOf(ctx, start)
		if err != nil {
			return err
		}
		if !t.over(now, s.given(start.Course)) {
			continue
		}
		paper, err := s.freeze(ctx, start)
		if err != nil {
			return err
		}
		if _, err := s.grade(ctx, l, start, paper); err != nil {
			return err
		}
	}
	return nil
}

// HandInOverdue hands in every timed attempt whose time is over, as the next request about it would, and gives how many it
// looked at. It may run on several instances at once, and beside the person themselves: one submission stands.
func (s *Service) HandInOverdue(ctx context.Context) (int, error) {
	due := s.timers.Each(ctx, store.Query{Index: timersIndex, Until: s.now()})
	looked := 0
	var failed []error
	for t, err := range due {
		if err != nil {
			return looked, fmt.Errorf("learning: read the timers: %w", err)
		}
		looked++
		// One attempt that cannot be graded must not keep the others open.
		if err := s.ring(ctx, t); err != nil {
			failed = append(failed, err)
		}
	}
	return looked, errors.Join(failed...)
}

// ring looks at the attempt of a timer whose time has come, and sets it anew where an outage has added time.
func (s *Service) ring(ctx context.Context, t timer) error {
	ref := AttemptID(t.ID).ref()
	l, err := s.ledger(ctx, ref.person, ref.course) // settles
	if err != nil {
		return err
	}
	start, begun := l.find(t.ID)
	if _, _, over := l.submission(start); begun && !over && !l.isVoid(start.ID) {
		timing, err := s.timingOf(ctx, start)
		if err != nil {
			return err
		}
		_, err = s.timers.Update(ctx, t.ID, func(t *timer) error {
			t.Ends = day.Instant(timing.closes(s.given(ref.course)).Add(time.Millisecond))
			return nil
		})
		return err
	}
	// An attempt that a crash left without its start never began: its number will be taken again, with a timer of its own.
	_, err = s.timers.Delete(ctx, t.ID)
	return err
}
