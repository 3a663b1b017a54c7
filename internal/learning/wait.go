package learning

import (
	"fmt"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
)

// longestMandatory is the longest delay before another attempt at a course that the person must take.
const longestMandatory = 24 * time.Hour

// wait is how long a person who failed waits for the next attempt.
type wait struct {
	until     time.Time // zero: not at all
	exhausted bool      // the course's limit is used up
}

// retry is all that the wait for the next attempt follows from.
type retry struct {
	ledger    *ledger
	enrolment Enrolment
	course    *courses.Course
	status    Status
	down      []stretch // in which the course could not be taken
}

// wait applies the course's policy to the failures of the enrolment. Who must take the course is never at a dead end: no
// attempt is their last, no delay is over 24 hours, and none crosses the due date. An outage takes failures away and may
// move the due date; whatever it does, nobody waits longer for it than they were told without it.
func (r retry) wait() wait {
	told := r.after(r.failed(nil), r.dueBefore())
	now := r.after(r.failed(r.down), r.status.Due)
	if !now.until.IsZero() {
		now.until = earliest(now.until, told.until)
	}
	return now
}

// dueBefore is the due date without outages.
func (r retry) dueBefore() day.Date {
	if r.status.ByOutage {
		return r.status.Unmoved
	}
	return r.status.Due
}

// failed gives the submissions that are failures and count, in the order of their attempts. One whose record is void was not
// this person's, and one that an outage took away was not their doing.
func (r retry) failed(down []stretch) []Fact {
	var list []Fact
	grace := graceOf(r.course)
	for _, start := range r.ledger.attempts(r.enrolment.Number) {
		f, counts, _ := r.ledger.submission(start)
		if counts && !r.ledger.passedBy(f) && !returned(start, f, grace, down) {
			list = append(list, f)
		}
	}
	return list
}

// after is the wait behind some failures, with a due date.
func (r retry) after(failures []Fact, due day.Date) wait {
	n, last := len(failures), time.Time{}
	for _, f := range failures {
		last = later(last, f.At) // the end of the attempt, which is its deadline where nobody handed it in
	}
	policy := r.course.Assessment.Attempts
	switch {
	case n == 0:
		return wait{}
	case !r.status.Assigned:
		return wait{until: last.Add(delay(policy, n)), exhausted: policy.Limit > 0 && n >= policy.Limit}
	}
	d := min(delay(policy, n), longestMandatory)
	// Where the delay would reach past the due date, half of the time that was left is the delay: however often somebody
	// fails, there is another attempt in time.
	if left := due.End().Sub(last); !due.IsZero() && left > 0 && d >= left {
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

// returned tells whether an outage took an attempt away: it lay in the attempt, and nobody handed the attempt in but its own
// deadline. A pass is kept, and so is what a person handed in themselves: they had their say.
func returned(start, submission Fact, grace time.Duration, down []stretch) bool {
	byTime, _ := submission.Data.Lookup("by_time").BooleanOK()
	if _, passed := submission.Result(); !byTime || passed {
		return false
	}
	for _, d := range down {
		if d.overlaps(stretch{start.At, submission.At.Add(grace)}) {
			return true
		}
	}
	return false
}

// touched gives the outages that lay in an attempt, and whether it is returned for them.
func (s *Service) touched(start, submission Fact, grace time.Duration) (outages []Outage, back bool) {
	if start.ID == "" { // told on paper, without a start
		return nil, false
	}
	now := s.now()
	for _, o := range inForce(s.Outages(), start.Course, now, now) {
		if (stretch{o.From, o.Until}).overlaps(stretch{start.At, submission.At.Add(grace)}) {
			outages = append(outages, o)
		}
	}
	return outages, returned(start, submission, grace, joined(outages))
}

// Window is the days on which an attempt may begin.
type Window struct {
	Opens, Closes day.Date // "" no bound; an outage on the last day moves it
	Shut          bool     // today lies outside, and no attempt may begin
	Kept          bool     // today lies outside, and the test is open all the same to whoever must take the course
	Early         bool     // today lies before it
}

// windowOf applies the window of an assessment. Whoever must take the course may begin on any day: a mandatory course with a
// closed test would be a dead end, and the person in breach of a rule that nobody lets them keep.
func windowOf(a *courses.Assessment, status Status, today day.Date, down []stretch) Window {
	w := Window{Opens: day.Date(a.Opens), Closes: moved(day.Date(a.Closes), down)}
	w.Early = today < w.Opens
	outside := w.Early || w.Closes != "" && today > w.Closes
	w.Kept, w.Shut = outside && status.Assigned, outside && !status.Assigned
	return w
}

// refuses is why no attempt may begin today; nil when one may.
func (w Window) refuses() error {
	switch {
	case !w.Shut:
		return nil
	case w.Early:
		return fault.Conflict("The test opens on %s. The lessons are open now.", w.Opens)
	}
	return fault.Conflict("The test could be begun until %s. Ask the office that owns the course when it opens again; the lessons stay open.", w.Closes)
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
