package learning

import (
	"time"

	"lamtoen/internal/day"
)

// horizon collects the next day on which something may change.
type horizon struct{ today, next day.Date }

// begins notes the first day of something.
func (h *horizon) begins(d day.Date) {
	if d > h.today && (h.next == "" || d < h.next) {
		h.next = d
	}
}

// ends notes the last day of something; "" is never.
func (h *horizon) ends(d day.Date) {
	if d != "" && d >= h.today && (h.next == "" || d < h.next) {
		h.begins(d.AddDays(1))
	}
}

// foresee finds the next instant at which the status may change though nothing is recorded: the start of some day, or the
// time of a fact that is known and has not happened at "at".
func (j *judgement) foresee() {
	h := horizon{today: j.today}
	for i := range j.in.Rules {
		if r := &j.in.Rules[i]; r.Course == j.in.Course && j.latestKnown(i) {
			h.begins(r.From)
			h.ends(r.Until)
		}
	}
	if approved, ok := j.in.Approval.from(j.known); ok {
		h.begins(approved)
	}
	for i := range j.in.Posts {
		h.begins(j.in.Posts[i].From)
		h.ends(j.in.Posts[i].Until)
	}
	j.foreseeDates(&h)
	j.foreseeEditions(h.begins)
	j.foreseeAllowances(&h)
	if h.next != "" {
		j.holdsUntil(h.next.Start())
	}
	for i := range j.in.Outages {
		if o := &j.in.Outages[i]; o.Withdraws == "" && o.concerns(j.in.Course) && o.From.After(j.at) && !o.Recorded.After(j.known) {
			j.holdsUntil(o.From)
		}
	}
	j.foreseeFacts(j.in.Facts)
	for i := range j.in.Others {
		j.foreseeFacts(j.in.Others[i].Facts)
	}
	if s := j.in.FirstSignIn; s.At.After(j.at) && !s.Recorded.After(j.known) {
		j.holdsUntil(s.At)
	}
}

// holdsUntil notes an instant after "at".
func (j *judgement) holdsUntil(t time.Time) { j.status.Holds = earliest(j.status.Holds, t) }

func (j *judgement) foreseeFacts(facts []Fact) {
	for i := range facts {
		if f := &facts[i]; f.At.After(j.at) && !f.Recorded.After(j.known) {
			j.holdsUntil(f.At)
		}
	}
}

// foreseeDates notes the dates of the status itself.
func (j *judgement) foreseeDates(h *horizon) {
	s := &j.status
	if s.Completed.IsZero() {
		h.ends(s.Due)
		return
	}
	if s.Owes != "" {
		h.ends(j.differs.due)
	}
	if s.ValidUntil == "" {
		return
	}
	if s.State == StateComplete {
		h.begins(j.renewalFrom())
		return
	}
	h.ends(s.ValidUntil)
	h.ends(j.renew)
}

// foreseeAllowances notes exemptions and training elsewhere, of which the days count; extensions have moved the due date.
func (j *judgement) foreseeAllowances(h *horizon) {
	if len(j.in.Allowances) == 0 {
		return
	}
	for a := range j.allowed(AllowanceExemption) {
		h.begins(a.From)
		h.ends(a.Until)
	}
	for a := range j.allowed(AllowanceEquivalent) {
		h.begins(a.From)
	}
}
