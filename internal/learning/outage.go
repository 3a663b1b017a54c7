package learning

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"lamtoen/courses"
	"lamtoen/internal/audit"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/store"
)

// maxOutage bounds an outage: what is longer is a slip in the year.
const maxOutage = 366 * 24 * time.Hour

// Outage says that a course, or all of them, could not be taken from one instant to another, or that an earlier record which
// said so was wrong. Records are inserted and never changed; all that follows from one (a later deadline, an attempt that does
// not count, a later due date) is worked out whenever somebody asks.
type Outage struct {
	ID     string           `bson:"_id" json:"id"` // of course and times, so that the same outage is recorded once
	Course courses.CourseID `bson:"course,omitempty" json:"course,omitempty"`

	From  time.Time `bson:"from" json:"from"`
	Until time.Time `bson:"until" json:"until"` // the first instant at which it was over
	Cause string    `bson:"cause" json:"cause"` // as whoever was touched reads it

	Withdraws string `bson:"withdraws,omitempty" json:"withdraws,omitempty"` // the id of the record that was wrong; "" of an outage

	Recorded time.Time `bson:"recorded" json:"recorded"`
	By       string    `bson:"by" json:"by"`
}

// outageWithdrawn stands behind the id of a record that is withdrawn.
const outageWithdrawn = "-withdrawn"

// concerns tells whether the course could not be taken.
func (o *Outage) concerns(course courses.CourseID) bool { return o.Course == "" || o.Course == course }

// outageID makes the id of the n-th telling of an outage; only a withdrawn one is told again.
func outageID(o Outage, n int) string {
	const layout = "20060102T150405Z"
	id := strings.Join([]string{cmp.Or(string(o.Course), "all"), o.From.UTC().Format(layout), o.Until.UTC().Format(layout)}, "_")
	if n > 1 {
		id += fmt.Sprintf("_%d", n)
	}
	return id
}

// problems lists what is wrong with an outage that is told now, by field.
func (o Outage) problems(now time.Time) []fault.Field {
	var bad []fault.Field
	say := func(name, message string) { bad = append(bad, fault.Field{Name: name, Message: message}) }
	switch {
	case o.From.IsZero():
		say("from", "Give the day and the time at which it began.")
	case o.From.After(now):
		say("from", "This has not come yet. Record an outage when it is over.")
	}
	switch {
	case o.Until.IsZero():
		say("until", "Give the day and the time at which it was over.")
	case o.Until.After(now):
		say("until", "This has not come yet. Record an outage when it is over.")
	case !o.Until.After(o.From):
		say("until", "Give an end that is after the beginning.")
	case o.Until.Sub(o.From) > maxOutage && !o.From.IsZero():
		say("until", "This is more than a year. Look at the years.")
	}
	if n := utf8.RuneCountInString(o.Cause); o.Cause == "" || n > maxCause || strings.ContainsFunc(o.Cause, hidden) {
		say("cause", fmt.Sprintf("Say in a line of at most %d characters what happened. Whoever was touched reads it.", maxCause))
	}
	return bad
}

// AddOutage records an outage that is over (ID, Recorded and By are set here) and audits it first. An outage of the same course
// and times that is in force already stands, and nothing is changed. A field out of bounds is fault.CodeInvalid.
func (s *Service) AddOutage(ctx context.Context, o Outage, by string) (Outage, error) {
	if err := s.Refresh(ctx); err != nil { // another instance may have recorded it
		return Outage{}, err
	}
	now := s.now()
	o.From, o.Until, o.Cause, o.Withdraws = day.Instant(o.From).Truncate(time.Second), day.Instant(o.Until).Truncate(time.Second), strings.TrimSpace(o.Cause), ""
	bad := o.problems(now)
	if _, err := s.library.Course(o.Course); o.Course != "" && err != nil {
		bad = append(bad, fault.Field{Name: "course", Message: "Choose a course of the catalogue, or all courses."})
	}
	if len(bad) > 0 {
		return Outage{}, fault.Invalid("The outage cannot be recorded.", bad...)
	}
	for n := 1; ; n++ {
		o.ID = outageID(o, n)
		old, told := s.outage(o.ID)
		if !told {
			break
		}
		if _, withdrawn := s.outage(o.ID + outageWithdrawn); !withdrawn {
			return old, nil
		}
	}
	return s.insertOutage(ctx, o, by, "record-outage")
}

// WithdrawOutage records that an outage was told wrongly, with the reason. From then on nothing follows from it; but an attempt
// under way keeps the time that it was given. Withdrawing it again is success, one that never was is fault.CodeNotFound.
func (s *Service) WithdrawOutage(ctx context.Context, id, cause, by string) error {
	if err := s.Refresh(ctx); err != nil {
		return err
	}
	o, ok := s.outage(id)
	if !ok || o.Withdraws != "" {
		return fault.NotFound("There is no such outage.")
	}
	cause = strings.TrimSpace(cause)
	if cause == "" || utf8.RuneCountInString(cause) > maxCause || strings.ContainsFunc(cause, hidden) {
		return fault.Invalid("Say why the outage is withdrawn.", fault.Field{Name: "cause",
			Message: fmt.Sprintf("Give the reason in a line of at most %d characters.", maxCause)})
	}
	if _, done := s.outage(id + outageWithdrawn); done {
		return nil
	}
	o.ID, o.Withdraws, o.Cause = id+outageWithdrawn, id, cause
	_, err := s.insertOutage(ctx, o, by, "withdraw-outage")
	return err
}

// insertOutage audits a record and inserts it. Losing a race to another administrator is success: it is recorded.
func (s *Service) insertOutage(ctx context.Context, o Outage, by, action string) (Outage, error) {
	o.Recorded, o.By = s.now(), by
	entry := audit.Entry{At: o.Recorded, By: by, Action: action, Subject: o.ID, After: o.describe(), Why: o.Cause}
	if o.Withdraws != "" {
		entry.Before, entry.After = entry.After, "nothing follows from it; attempts under way keep the time they were given"
	}
	if err := s.audit.Append(ctx, entry); err != nil {
		return Outage{}, fmt.Errorf("learning: audit the outage %s: %w", o.ID, err)
	}
	if err := s.outages.Insert(ctx, o); err != nil && !errors.Is(err, store.ErrExists) {
		return Outage{}, fmt.Errorf("learning: add outage %s: %w", o.ID, err)
	}
	return o, s.Refresh(ctx)
}

func (o Outage) describe() string {
	return fmt.Sprintf("%s from %s until %s", cmp.Or(string(o.Course), "all courses"), o.From.In(day.Thimphu).Format("2006-01-02 15:04"),
		o.Until.In(day.Thimphu).Format("2006-01-02 15:04"))
}

// Outages gives all records, withdrawals too, in the order in which they were recorded. Callers do not write to it.
func (s *Service) Outages() []Outage { return *s.readOutages.Load() }

func (s *Service) outage(id string) (Outage, bool) {
	all := s.Outages()
	i := slices.IndexFunc(all, func(o Outage) bool { return o.ID == id })
	if i < 0 {
		return Outage{}, false
	}
	return all[i], true
}

// refreshOutages reads them again.
func (s *Service) refreshOutages(ctx context.Context) error {
	all, _, err := s.outages.Find(ctx, store.Query{})
	if err != nil {
		return fmt.Errorf("learning: read the outages: %w", err)
	}
	slices.SortFunc(all, func(a, b Outage) int { return cmp.Or(a.Recorded.Compare(b.Recorded), cmp.Compare(a.ID, b.ID)) })
	s.readOutages.Store(&all)
	return nil
}

// inForce gives the outages of a course that were known and not withdrawn by then, and had begun.
func inForce(all []Outage, course courses.CourseID, at, known time.Time) []Outage {
	if len(all) == 0 { // the usual case, for everybody in a fold
		return nil
	}
	withdrawn := map[string]bool{}
	for i := range all {
		if o := &all[i]; o.Withdraws != "" && !o.Recorded.After(known) {
			withdrawn[o.Withdraws] = true
		}
	}
	var found []Outage
	for i := range all {
		o := &all[i]
		if o.Withdraws == "" && o.concerns(course) && !o.Recorded.After(known) && !o.From.After(at) && !withdrawn[o.ID] {
			found = append(found, *o)
		}
	}
	return found
}

// down gives the stretches in which a course could not be taken, as it is known now.
func (s *Service) down(course courses.CourseID) []stretch {
	now := s.now()
	return joined(inForce(s.Outages(), course, now, now))
}

// given is down with what was withdrawn: an attempt under way was told a deadline, and it is not taken back.
func (s *Service) given(course courses.CourseID) []stretch {
	var all []Outage
	for _, o := range s.Outages() {
		if o.Withdraws == "" && o.concerns(course) {
			all = append(all, o)
		}
	}
	return joined(all)
}

// stretch is a time from one instant up to, and without, another.
type stretch struct{ from, until time.Time }

// overlaps tells whether any time lies in both.
func (a stretch) overlaps(b stretch) bool { return a.from.Before(b.until) && b.from.Before(a.until) }

// joined gives the stretches of outages in order of time, those that touch made one: two records of the same hours count once.
func joined(outages []Outage) []stretch {
	list := make([]stretch, 0, len(outages))
	for _, o := range outages {
		list = append(list, stretch{o.From, o.Until})
	}
	slices.SortFunc(list, func(a, b stretch) int { return a.from.Compare(b.from) })
	var out []stretch
	for _, s := range list {
		if n := len(out); n > 0 && !s.from.After(out[n-1].until) {
			out[n-1].until = later(out[n-1].until, s.until)
			continue
		}
		out = append(out, s)
	}
	return out
}

// extended gives the instant at which as much time has passed since start as lies between start and end, the time in which
// nothing worked not counted.
func extended(start, end time.Time, down []stretch) time.Time {
	for _, d := range down {
		if d.until.After(start) && d.from.Before(end) {
			end = end.Add(d.until.Sub(later(d.from, start)))
		}
	}
	return end
}

// moved gives the day to which a last day moves that falls in an outage: later by the outage's length, in whole days upwards.
func moved(last day.Date, down []stretch) day.Date {
	for _, d := range down {
		if !last.IsZero() && !d.from.After(last.End()) && d.until.After(last.Start()) {
			last = day.Of(last.End().Add(d.until.Sub(d.from)))
		}
	}
	return last
}
