package learning

import (
	"slices"
	"time"

	"lamtoen/internal/day"
	"lamtoen/internal/org"
)

// judgement is a status in the making, with what explains it.
type judgement struct {
	in      Inputs
	at      time.Time
	today   day.Date
	known   time.Time
	status  Status
	duty    obligation
	differs difference
	outline *Outline // of the latest enrolment, or of the current version
}

// obligation is the rule that binds, and from when its days count.
type obligation struct {
	rule    Rule
	start   day.Date
	due     day.Date
	unmoved day.Date // before outages
}

// judge does the work of Derive, in the order in which one thing depends on another.
func judge(in Inputs, at, known time.Time) *judgement {
	j := &judgement{in: in, at: at, today: day.Of(at), known: known}
	j.oblige()
	enrolments := j.replay()
	j.latest(enrolments)
	j.complete(enrolments)
	j.owe()
	j.decide()
	j.status.Next = j.next()
	j.foresee()
	return j
}

// oblige finds the rules that bind on the day; the earliest due date governs.
func (j *judgement) oblige() {
	// Somebody with two posts, on leave from one of them, is at work.
	served, active := false, false
	for _, p := range j.in.Posts {
		if p.Period().Covers(j.today) {
			served, active = true, active || p.Duty != org.DutyLeave
		}
	}
	j.status.OnLeave = served && !active
	approved, ok := j.in.Approval.from(j.known)
	if !ok || j.today < approved {
		return
	}
	down := joined(inForce(j.in.Outages, j.in.Course, j.at, j.known))
	for i, r := range j.in.Rules {
		if r.Course != j.in.Course || !j.latestKnown(i) || !r.inForce(j.today) || !j.binds(r) {
			continue
		}
		o := obligation{rule: r, start: max(r.From, j.in.Person.Joined, approved)}
		o.unmoved = o.start.AddDays(r.DueDays)
		o.due = moved(o.unmoved, down) // each rule's own, so that a later rule's date can come to govern
		if !j.status.Assigned || o.due < j.duty.due {
			j.duty = o
		}
		j.status.Assigned = true
	}
	if j.status.Assigned {
		j.status.Rule, j.status.Due = j.duty.rule.ID, j.duty.due
		if j.duty.due != j.duty.unmoved {
			j.status.Unmoved = j.duty.unmoved
		}
	}
}

// latestKnown tells whether the i-th rule is the highest version of its rule that was known.
func (j *judgement) latestKnown(i int) bool {
	r := &j.in.Rules[i]
	if r.Recorded.After(j.known) {
		return false
	}
	for k := range j.in.Rules {
		o := &j.in.Rules[k]
		if o.Rule == r.Rule && o.Version > r.Version && !o.Recorded.After(j.known) {
			return false
		}
	}
	return true
}

// binds tells whether the person is of the rule's audience on the day, by kind and by any of their posts.
func (j *judgement) binds(r Rule) bool {
	if !r.Audience.Includes(j.in.Person.Kind) {
		return false
	}
	return slices.ContainsFunc(j.in.Posts, func(p org.Post) bool {
		return p.Period().Covers(j.today) && r.Audience.reaches(j.in.Tree, p.Agency)
	})
}

// latest fills in the latest enrolment, or what one of the current version would ask.
func (j *judgement) latest(list []enrolled) {
	s := &j.status
	if len(list) == 0 {
		s.Stage, s.Version = StateNotStarted, j.in.Current
		if j.outline = j.in.Outlines[j.in.Current]; j.outline != nil {
			s.Lessons = len(j.outline.Lessons)
		}
		return
	}
	e := list[len(list)-1]
	j.outline = e.outline
	s.Stage, s.Enrolment, s.Version, s.Path = e.stage(), e.number, e.outline.Version, e.path
	s.LessonsDone, s.Lessons = e.lessons(), len(e.done)
	s.Pretest = e.byPretest()
	s.Attempts, s.Score, s.Passed, s.Signed = e.attempts, e.score, e.passes(), e.signed
	s.Next = NextStep{Step: StepNothing}
	if i := slices.IndexFunc(e.done, time.Time.IsZero); i >= 0 {
		s.Next = NextStep{Step: StepLesson, Lesson: e.outline.Lessons[i]}
	}
}

// complete finds the last completion and how long it holds.
func (j *judgement) complete(list []enrolled) {
	// A later enrolment that is not complete takes nothing away from an earlier one that is.
	for _, e := range list {
		if e.stage() != StateComplete {
			continue
		}
		if v := e.outline.Version; v.Compare(j.status.CompletedOn) > 0 {
			j.status.CompletedOn = v
		}
		if t := e.completed(); !t.Before(j.status.Completed) {
			j.status.Completed, j.status.ValidUntil = t, ""
			if months := j.validMonths(e.outline); months > 0 {
				j.status.ValidUntil = day.Of(t).AddMonths(months)
			}
		}
	}
	if !j.status.Completed.IsZero() && j.status.Assigned {
		j.status.Due, j.status.Unmoved = j.status.ValidUntil, "" // as the certificate says it
	}
}

// validMonths is the rule's own word, where it has one, or else the certificate's.
func (j *judgement) validMonths(o *Outline) int {
	if j.status.Assigned && j.duty.rule.ValidMonths > 0 {
		return j.duty.rule.ValidMonths
	}
	return o.ValidMonths
}

// decide chooses the state from all that is known by now.
func (j *judgement) decide() {
	s := &j.status
	// Whoever has completed once is overdue again only for the difference to a newer version: their completion has an end, and the
	// end has its own states.
	switch end := s.ValidUntil; {
	case !s.Completed.IsZero() && end != "" && j.today > end:
		s.State = StateExpired
	case s.Owes != "" && !s.OnLeave && j.today > j.differs.due:
		s.State = StateOverdue
	case s.Owes != "":
		s.State = StateExpiring
	case !s.Completed.IsZero() && end != "" && j.today >= renewalFrom(end):
		s.State = StateExpiring
	case !s.Completed.IsZero():
		s.State = StateComplete
	case s.Assigned && !s.OnLeave && j.today > s.Due:
		s.State = StateOverdue
	case s.Stage == StateNotStarted && !s.Assigned:
		s.State = StateNotAssigned
	default:
		s.State = s.Stage
	}
}

// renewalFrom is the first day on which a completion that holds until end can be renewed.
func renewalFrom(end day.Date) day.Date { return end.AddDays(1 - renewalDays) }

// next says what to do; latest has already found the lesson.
func (j *judgement) next() NextStep {
	s := &j.status
	switch {
	case s.Enrolment == 0:
		return NextStep{Step: StepBegin}
	case s.Stage == StateComplete && (s.State == StateExpiring || s.State == StateExpired || s.State == StateOverdue):
		return NextStep{Step: StepRenew}
	case s.Stage == StateComplete:
		return NextStep{Step: StepNothing}
	case s.Stage == StatePassedNotSigned:
		return NextStep{Step: StepSign}
	case s.Next.Step == StepLesson:
		return s.Next
	}
	return NextStep{Step: StepAssessment}
}

// foresee finds the next instant at which the status may change though nothing is recorded: the start of some day, or the
// time of a fact that is known and has not happened at "at".
func (j *judgement) foresee() {
	var next day.Date
	begins := func(d day.Date) {
		if d > j.today && (next == "" || d < next) {
			next = d
		}
	}
	ends := func(d day.Date) {
		if d != "" && d >= j.today && (next == "" || d < next) {
			begins(d.AddDays(1))
		}
	}
	for i, r := range j.in.Rules {
		if r.Course == j.in.Course && j.latestKnown(i) {
			begins(r.From)
			ends(r.Until)
		}
	}
	if approved, ok := j.in.Approval.from(j.known); ok {
		begins(approved)
	}
	for _, p := range j.in.Posts {
		begins(p.From)
		ends(p.Until)
	}
	if j.status.Completed.IsZero() {
		ends(j.status.Due)
	}
	if j.status.Owes != "" {
		ends(j.differs.due)
	}
	j.foreseeEditions(begins)
	switch end := j.status.ValidUntil; {
	case j.status.State == StateExpiring || j.status.State == StateOverdue:
		ends(end)
	case j.status.State == StateComplete && end != "":
		begins(renewalFrom(end))
	}
	if next != "" {
		j.status.Holds = earliest(j.status.Holds, next.Start())
	}
	for i := range j.in.Outages {
		if o := &j.in.Outages[i]; o.Withdraws == "" && o.concerns(j.in.Course) && o.From.After(j.at) && !o.Recorded.After(j.known) {
			j.status.Holds = earliest(j.status.Holds, o.From)
		}
	}
	for i := range j.in.Facts {
		if f := &j.in.Facts[i]; f.At.After(j.at) && !f.Recorded.After(j.known) {
			j.status.Holds = earliest(j.status.Holds, f.At)
		}
	}
}
