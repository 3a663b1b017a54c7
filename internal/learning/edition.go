package learning

import (
	"context"
	"fmt"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/day"
)

// Edition is one published version as it bears on those who have completed an older one.
type Edition struct {
	Version   courses.Version
	Published time.Time // when the store had it, and so when it became current
	DueDays   int       // 0: holders of an older major version owe nothing
	Because   string
}

// Editions gives the versions of a course, oldest first; none where all have one major number, since then nobody owes anything.
// They change only when a version is published.
func (s *Service) Editions(ctx context.Context, id courses.CourseID) ([]Edition, error) {
	versions := s.library.Versions(id)
	if len(versions) == 0 || major(versions[0]) == major(versions[len(versions)-1]) {
		return nil, nil
	}
	list := make([]Edition, 0, len(versions))
	for _, v := range versions {
		e := Edition{Version: v}
		e.Published, _ = s.library.Published(id, v)
		if major(v) > major(versions[0]) { // nobody holds an older major version than the first
			c, err := s.library.Version(ctx, id, v)
			if err != nil {
				return nil, fmt.Errorf("learning: version %s of %s: %w", v, id, err)
			}
			if c.Delta != nil {
				e.DueDays, e.Because = c.Delta.DueDays, c.Delta.Because
			}
		}
		list = append(list, e)
	}
	return list, nil
}

// difference is what a major version asks of those who completed an older one.
type difference struct {
	edition Edition
	start   day.Date // the days count from here
	current day.Date // when the major version came into force
	shift
}

// owe finds what the person owes of newer major versions; of several the earliest date governs.
func (j *judgement) owe() {
	s := &j.status
	if s.Completed.IsZero() || !s.Assigned {
		return
	}
	for i := 0; i < len(j.in.Editions); {
		end := i + 1
		for end < len(j.in.Editions) && major(j.in.Editions[end].Version) == major(j.in.Editions[i].Version) {
			end++
		}
		if major(j.in.Editions[i].Version) > major(s.CompletedOn) {
			if d, ok := j.asked(j.in.Editions[i:end]); ok && (s.Owes == "" || sooner(d.due, j.differs.due)) {
				j.differs, s.Owes = d, d.edition.Version
			}
		}
		i = end
	}
	if s.Owes != "" && (s.ValidUntil == "" || sooner(j.differs.due, s.Due)) {
		j.state(j.differs.shift)
	}
}

// asked is what the versions of one major number ask. The newest in force says whether and in how many days, and they count
// from the first one that asks: a mended comma gives nobody more time.
func (j *judgement) asked(versions []Edition) (difference, bool) {
	var d difference
	asks := false
	for _, e := range versions {
		from, ok := j.inForce(e)
		if !ok {
			continue
		}
		d.edition, asks = e, e.DueDays > 0
		if asks && (d.current == "" || from < d.current) {
			d.current = from
		}
	}
	if !asks {
		return d, false
	}
	// Nobody owes a difference before they hold anything, nor before a rule binds them.
	d.start = max(d.current, day.Of(j.status.Completed), j.duty.start)
	due := d.start.AddDays(d.edition.DueDays)
	d.shift = j.shifted(j.duty.rule, d.start, due, joined(inForce(j.in.Outages, j.in.Course, j.at, j.known)))
	return d, true
}

// inForce is the day from which a version may ask anything, if it has come: published, and where rules wait for the owner's
// approval, approved.
func (j *judgement) inForce(e Edition) (day.Date, bool) {
	if e.Published.After(j.at) || e.Published.After(j.known) {
		return "", false
	}
	from := day.Of(e.Published)
	if !j.in.Approval.Needed {
		return from, true
	}
	for _, g := range j.in.Approval.Given { // the earliest day first
		if g.Version == e.Version && !g.Recorded.After(j.known) && g.Day <= j.today {
			return max(from, g.Day), true
		}
	}
	return "", false
}

// foreseeEditions finds when versions that are known will ask something.
func (j *judgement) foreseeEditions(begins func(day.Date)) {
	for _, e := range j.in.Editions {
		if e.Published.After(j.at) && !e.Published.After(j.known) {
			j.status.Holds = earliest(j.status.Holds, e.Published)
		}
	}
	if len(j.in.Editions) == 0 || !j.in.Approval.Needed {
		return
	}
	for _, g := range j.in.Approval.Given {
		if !g.Recorded.After(j.known) {
			begins(g.Day)
		}
	}
}

// whyOwed speaks of a completion on an older major version of which the difference is asked.
func (j *judgement) whyOwed() string {
	s := &j.status
	why := fmt.Sprintf("%s on version %s; %s asks for what has changed in version %s (%s), %s", j.done(), s.CompletedOn, j.required(), j.differs.edition.Version, sentence(j.differs.edition.Because), j.owedBy())
	if s.Stage != StateComplete {
		return why + "; still missing: " + j.missing() + "."
	}
	return why + "."
}

// owedBy says by when, or why there is no date.
func (j *judgement) owedBy() string {
	s := &j.status
	switch {
	case s.Exempt:
		return "but nothing " + j.exempted()
	case s.Due == "":
		return j.undated()
	}
	verb, since, leave := "due by", "", ""
	if j.today > s.Due {
		verb = "which was due by"
		if s.OnLeave {
			leave = ", not counted as overdue while on leave"
		}
	}
	if j.differs.start == j.differs.current {
		since = ", when it became current"
	}
	return fmt.Sprintf("%s %s, %s from %s%s%s%s", verb, s.Due, number(j.differs.edition.DueDays, "day"), j.differs.start, since,
		j.moves.because(), leave)
}
