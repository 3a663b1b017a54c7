package learning

import (
	"fmt"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/day"
)

// longestMandatory is the longest delay before another attempt at a course that the person must take.
const longestMandatory = 24 * time.Hour

// wait is how long a person who failed waits for the next attempt.
type wait struct {
	until     time.Time // zero: not at all
	exhausted bool      // the course's limit is used up
}

// waiting applies the course's policy to the failures of the enrolment. Who must take the course is never at a dead end:
// no attempt is their last, no delay is over 24 hours, and none crosses the due date.
func waiting(l *ledger, e Enrolment, c *courses.Course, status Status) wait {
	failures, last := 0, time.Time{}
	for _, start := range l.attempts(e.Number) {
		if f, counts, _ := l.submission(start); counts {
			if _, passed := f.Result(); !passed {
				failures, last = failures+1, later(last, f.At)
			}
		}
	}
	// The limit counts failures that count: one whose record is void was not this person's.
	policy := c.Assessment.Attempts
	if failures == 0 {
		return wait{}
	}
	if !status.Assigned {
		return wait{until: last.Add(delay(policy, failures)), exhausted: policy.Limit > 0 && failures >= policy.Limit}
	}
	d := min(delay(policy, failures), longestMandatory)
	// Where the delay would reach past the due date, half of the time that was left is the delay: however often somebody
	// fails, there is another attempt in time.
	if left := status.Due.End().Sub(last); !status.Due.IsZero() && left > 0 && d >= left {
		d = left / 2
	}
	return wait{until: day.Instant(last.Add(d))}
}

// delay doubles after each failure, up to the longest.
func delay(p courses.AttemptPolicy, failures int) time.Duration {
	longest := p.LongestDelay
	if longest <= 0 {
		longest = longestMandatory
	}
	d := min(p.Delay, longest)
	for range failures - 1 {
		if d = min(2*d, longest); d == longest {
			break
		}
	}
	return d
}

// moment says when in words: "at 14:30 today", "at 09:05 on 24 November 2026". Times are Thimphu's.
func moment(t, now time.Time) string {
	// A minute that has not fully come would be a minute too early.
	t = t.Add(time.Minute - time.Nanosecond).Truncate(time.Minute)
	clock := t.In(day.Thimphu).Format("15:04")
	switch d := day.Of(t); d {
	case day.Of(now):
		return fmt.Sprintf("at %s today", clock)
	case day.Of(now).AddDays(1):
		return fmt.Sprintf("at %s tomorrow", clock)
	default:
		return fmt.Sprintf("at %s on %s", clock, d)
	}
}

// percent writes ten-thousandths as people read them: 80 %, 83.33 %.
func percent(score int) string {
	if score%100 == 0 {
		return fmt.Sprintf("%d %%", score/100)
	}
	return fmt.Sprintf("%d.%02d %%", score/100, score%100)
}
