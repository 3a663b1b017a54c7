package learning

import (
	"time"

	"lamtoen/courses"
	"lamtoen/internal/day"
	"lamtoen/internal/org"
)

// obligation is a rule that binds, and by when. A date that is "" is never the earliest.
type obligation struct {
	rule  *Rule
	start day.Date // the days count from here; "" where what they count from has not come
	shift          // from the date that the rule gives to the one that governs
}

// binding is what is the same for all rules of the course.
type binding struct {
	approved day.Date  // from when rules may bind; "" from ever
	down     []stretch // in which the course could not be taken
}

// oblige finds the rules that bind on the day; the earliest due date governs.
func (j *judgement) oblige() {
	// Somebody with two posts, on leave from one of them, is at work.
	served, active := false, false
	for i := range j.in.Posts {
		if p := &j.in.Posts[i]; p.Period().Covers(j.today) {
			served, active = true, active || p.Duty != org.DutyLeave
		}
	}
	j.status.OnLeave = served && !active
	approved, ok := j.in.Approval.from(j.known)
	if !ok || j.today < approved {
		return
	}
	b := binding{approved, joined(inForce(j.in.Outages, j.in.Course, j.at, j.known))}
	for i := range j.in.Rules {
		r := &j.in.Rules[i]
		if r.Course != j.in.Course || !r.inForce(j.today) || !j.latestKnown(i) {
			continue
		}
		since, bound := j.binds(r)
		if !bound {
			continue
		}
		if o := j.obligation(r, since, b); !j.status.Assigned || sooner(o.due, j.duty.due) {
			j.duty = o // each rule's own date is moved, so that a later rule's can come to govern
		}
		j.status.Assigned = true
	}
	if j.status.Assigned {
		j.status.Rule, j.status.Renewal = j.duty.rule.ID, j.duty.rule.Renewal
		j.exempt()
		j.state(j.duty.shift)
	}
}

// sooner tells whether a date is before another, where "" is never.
func sooner(a, b day.Date) bool { return a != "" && (b == "" || a < b) }

// latestKnown tells whether the i-th rule is the highest version of its rule that was known.
func (j *judgement) latestKnown(i int) bool {
	r := &j.in.Rules[i]
	if r.Recorded.After(j.known) {
		return false
	}
	for k := range j.in.Rules {
		o := &j.in.Rules[k]
		if o.Version > r.Version && o.Rule == r.Rule && !o.Recorded.After(j.known) {
			return false
		}
	}
	return true
}

// binds tells whether the person is of the rule's audience on the day, by themselves and by any of their posts, acting ones
// too, and since when they hold the first of those.
func (j *judgement) binds(r *Rule) (since day.Date, bound bool) {
	if !r.Audience.has(&j.in.Person) {
		return "", false
	}
	for i := range j.in.Posts {
		p := &j.in.Posts[i]
		if !p.Period().Covers(j.today) || !r.Audience.reaches(j.in.Tree, p) {
			continue
		}
		began := p.Began
		if began == "" {
			began = p.From
		}
		if !bound || began < since {
			since, bound = began, true
		}
	}
	return since, bound
}

// obligation reckons by when a rule that binds is due, for somebody who holds the post that it binds since a day.
func (j *judgement) obligation(r *Rule, since day.Date, b binding) obligation {
	o := obligation{rule: r}
	first := max(r.From, b.approved) // nothing is asked of anybody before
	later := max(first, j.in.Person.Joined)
	o.start = later
	switch r.DueFrom {
	case DueFromJoining:
		o.start = j.in.Person.Joined
	case DueFromSignIn:
		o.start = after(first, j.signedIn())
	case DueFromPost:
		o.start = max(first, since)
	case DueFromCourse:
		o.start = after(first, j.completedOther(r.DueAfter))
	case DueFromLater, DueFromDate, DueFromJanuary:
	}
	if o.start == "" {
		return o
	}
	due := o.start.AddDays(r.DueDays)
	switch r.DueFrom {
	case DueFromJoining:
		due = max(due, first)
	case DueFromDate:
		due = max(due, r.DueOn)
	case DueFromJanuary:
		due = januaryFrom(due)
		o.start = max(o.start, due.AddDays(-januaryDays+1)) // the clock of a January runs in January
	case DueFromLater, DueFromSignIn, DueFromPost, DueFromCourse:
	}
	o.shift = j.shifted(r, o.start, due, b.down)
	return o
}

// after gives the day of the instant, or the first day if that is later; "" where there is no instant.
func after(first day.Date, t time.Time) day.Date {
	if t.IsZero() {
		return ""
	}
	return max(first, day.Of(t))
}

// januaryDays is the length of January.
const januaryDays = 31

// januaryFrom gives the first end of a January that is not before the day.
func januaryFrom(d day.Date) day.Date {
	end := day.Date(string(d[:4]) + "-01-31")
	if end < d {
		return end.AddMonths(12)
	}
	return end
}

// signedIn is when the person first signed in, as known; zero: not yet.
func (j *judgement) signedIn() time.Time {
	s := j.in.FirstSignIn
	if s.At.After(j.at) || s.Recorded.After(j.known) {
		return time.Time{}
	}
	return s.At
}

// completedOther is when the person first completed another course, here or elsewhere, as known; zero: not yet.
func (j *judgement) completedOther(course courses.CourseID) (first time.Time) {
	for i := range j.in.Others {
		o := &j.in.Others[i]
		if o.Course != course {
			continue
		}
		work := judgement{in: Inputs{Course: o.Course, Facts: o.Facts, Outlines: o.Outlines, Parts: o.Parts}, at: j.at, known: j.known}
		for _, e := range work.replay() {
			if e.stage() == StateComplete {
				first = earliest(first, e.completed())
			}
		}
	}
	for a := range j.allowed(AllowanceEquivalent) {
		if a.Course == course && a.From <= j.today {
			first = earliest(first, a.From.Start())
		}
	}
	return first
}
