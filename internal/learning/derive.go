package learning

import (
	"slices"
	"time"

	"lamtoen/internal/day"
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

	renew      day.Date   // by when a completion that ends is to be renewed; "" where that is not asked, or not known
	moves      shift      // of the date that is asked: of completing, of renewing or of the difference
	exemption  *Allowance // covers the day
	equivalent *Allowance // stands for the last completion
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
	s := &j.status
	for _, e := range list {
		if e.stage() != StateComplete {
			continue
		}
		if v := e.outline.Version; v.Compare(s.CompletedOn) > 0 {
			s.CompletedOn = v
		}
		if t := e.completed(); !t.Before(s.Completed) {
			s.Completed, s.ValidUntil = t, j.validUntil(day.Of(t), e.outline)
		}
	}
	s.Earned, s.EarnedUntil = s.Completed, s.ValidUntil
	for a := range j.allowed(AllowanceEquivalent) {
		if a.Course == j.in.Course && a.From <= j.today {
			j.accept(a)
		}
	}
	if s.Elsewhere = j.equivalent != nil; s.Elsewhere && s.Excuse == "" {
		s.Excuse = j.equivalent.ID
	}
	if !s.Completed.IsZero() && s.Assigned {
		j.renewal()
	}
}

// accept takes training elsewhere for a completion; it takes nothing away from one that holds longer.
func (j *judgement) accept(a *Allowance) {
	s := &j.status
	end := a.Until
	if end == "" {
		end = j.validUntil(a.From, j.in.Outlines[j.in.Current])
	}
	if s.Completed.IsZero() || sooner(s.ValidUntil, end) || s.ValidUntil != "" && end == "" {
		s.Completed, s.ValidUntil, j.equivalent = a.From.Start(), end, a
	}
	// It was accepted for the course as it was then: what a later major version asks is owed as by everybody.
	v := j.in.Current
	if len(j.in.Editions) > 0 {
		v = j.in.Editions[0].Version
	}
	for i := range j.in.Editions {
		if e := &j.in.Editions[i]; !e.Published.After(a.Recorded) {
			v = e.Version
		}
	}
	if v.Compare(s.CompletedOn) > 0 {
		s.CompletedOn = v
	}
}

// validUntil is the last day of a completion: by the rule, where it has a word of its own, or else by the certificate.
func (j *judgement) validUntil(on day.Date, o *Outline) day.Date {
	months := 0
	if o != nil {
		months = o.ValidMonths
	}
	if j.status.Assigned {
		r := j.duty.rule
		if r.DueFrom == DueFromJanuary {
			// Whoever takes it when the window is open has taken it for the January that comes.
			return max(januaryFrom(on.AddDays(r.window())), j.duty.unmoved)
		}
		if r.ValidMonths > 0 {
			months = r.ValidMonths
		}
	}
	if months == 0 {
		return ""
	}
	return on.AddMonths(months)
}

// renewal says by when the completion is to be renewed: its last day, or later where the clock stood while it could be renewed.
func (j *judgement) renewal() {
	end := j.status.ValidUntil
	if end == "" {
		j.state(shift{})
		return
	}
	j.state(j.shifted(j.duty.rule, j.renewalFrom(), end, nil))
	j.renew = j.status.Due
}

// decide chooses the state from all that is known by now.
func (j *judgement) decide() {
	s := &j.status
	let := s.OnLeave || s.Exempt // nothing is asked on the day
	// Whoever has completed once is overdue again only for the difference to a newer version: their completion has an end, and the
	// end has its own states.
	switch end := s.ValidUntil; {
	case !s.Completed.IsZero() && end != "" && j.today > end && !j.renewable():
		s.State = StateExpired
	case s.Owes != "" && !let && j.differs.due != "" && j.today > j.differs.due:
		s.State = StateOverdue
	case s.Owes != "":
		s.State = StateExpiring
	case !s.Completed.IsZero() && end != "" && j.today >= j.renewalFrom():
		s.State = StateExpiring
	case !s.Completed.IsZero():
		s.State = StateComplete
	case s.Assigned && !let && s.Due != "" && j.today > s.Due:
		s.State = StateOverdue
	case s.Stage == StateNotStarted && !s.Assigned:
		s.State = StateNotAssigned
	default:
		s.State = s.Stage
	}
}

// renewable tells that the completion has ended and there is still time to renew it.
func (j *judgement) renewable() bool { return j.renew != "" && j.today <= j.renew }

// renewalFrom is the first day on which the completion can be renewed.
func (j *judgement) renewalFrom() day.Date {
	window := renewalDays
	if j.status.Assigned {
		window = j.duty.rule.window()
	}
	return j.status.ValidUntil.AddDays(1 - window)
}

// next says what to do; latest has already found the lesson.
func (j *judgement) next() NextStep {
	s := &j.status
	switch {
	case s.Enrolment == 0 && s.State == StateComplete: // by training elsewhere
		return NextStep{Step: StepNothing}
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
