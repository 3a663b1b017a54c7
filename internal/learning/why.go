package learning

import (
	"cmp"
	"fmt"
	"strings"

	"lamtoen/courses"
	"lamtoen/internal/day"
	"lamtoen/internal/org"
)

// why is the answer to "why?" in one sentence that is true of anyone it is shown to: it speaks of the training, not to "you".
func (j *judgement) why() string {
	s := &j.status
	switch {
	case s.Owes != "" && s.State != StateExpired:
		return j.whyOwed()
	case !s.Completed.IsZero():
		return j.whyCompleted()
	}
	if !s.Assigned {
		if s.Stage == StateNotStarted {
			return "Not required: " + j.whyFree() + "."
		}
		return "Not required: " + j.whyFree() + "; still missing: " + j.missing() + "."
	}
	return j.whyDue()
}

// whyDue speaks of a rule that binds and a course never completed.
func (j *judgement) whyDue() string {
	s := &j.status
	var b strings.Builder
	b.WriteString(j.required())
	switch {
	case s.Exempt:
		b.WriteString(" asks nothing " + j.exempted())
	case s.Due == "":
		b.WriteString(" asks for it, " + j.undated())
	case j.today > s.Due:
		b.WriteString(" was due by " + j.dated())
	default:
		b.WriteString(" is due by " + j.dated())
	}
	if s.OnLeave && !s.Exempt {
		b.WriteString(", not counted as overdue while on leave")
	}
	return b.String() + "; still missing: " + j.missing() + "."
}

// dated is the due date, what moved it, and what it is reckoned from.
func (j *judgement) dated() string {
	return j.status.Due.String() + j.moves.because() + ", " + j.reckoned()
}

// reckoned says what the due date, before anything moved it, is reckoned from.
func (j *judgement) reckoned() string {
	r, start := j.duty.rule, j.duty.start
	days := number(r.DueDays, "day") + " after "
	if r.DueDays == 0 {
		days = ""
	}
	switch r.DueFrom {
	case DueFromDate:
		if j.duty.unmoved == r.DueOn {
			return "the day that the rule names"
		}
	case DueFromJanuary:
		return "the end of January, as every year"
	case DueFromJoining:
		if j.duty.unmoved != start.AddDays(r.DueDays) {
			return fmt.Sprintf("when %s, later than %sjoining on %s", j.began(j.duty.unmoved), days, start)
		}
		return fmt.Sprintf("%sjoining on %s", days, start)
	case DueFromSignIn, DueFromPost, DueFromCourse, DueFromLater:
	}
	return fmt.Sprintf("%s%s on %s", days, j.began(start), start)
}

// began says what happened on the day from which the days count.
func (j *judgement) began(start day.Date) string {
	r := j.duty.rule
	approved, _ := j.in.Approval.from(j.known)
	switch {
	case j.in.Approval.Needed && start == approved:
		return "the course was approved"
	case start == r.From:
		return "the rule began"
	}
	switch r.DueFrom {
	case DueFromSignIn:
		return "the first sign-in"
	case DueFromPost:
		return "the post began"
	case DueFromCourse:
		return "completing " + j.other(r.DueAfter)
	case DueFromLater, DueFromDate, DueFromJoining, DueFromJanuary:
	}
	return "joining"
}

// other names another course, by its title where that is known.
func (j *judgement) other(course courses.CourseID) string {
	for i := range j.in.Others {
		if o := &j.in.Others[i]; o.Course == course && o.Title != "" {
			return "“" + o.Title + "”"
		}
	}
	return "“" + string(course) + "”"
}

// undated says why there is no date.
func (j *judgement) undated() string {
	r := j.duty.rule
	switch {
	case j.moves.stands != nil && j.moves.stands.exemption:
		return fmt.Sprintf("with %s left when the exemption from %s ends", number(j.moves.left, "day"), j.moves.stands.From)
	case j.moves.stands != nil:
		return fmt.Sprintf("with %s left on return from the leave that began on %s", number(j.moves.left, "day"), j.moves.stands.From)
	case r.DueFrom == DueFromCourse:
		return fmt.Sprintf("%s after completing %s, which has not come yet", number(r.DueDays, "day"), j.other(r.DueAfter))
	}
	return number(r.DueDays, "day") + " after the first sign-in, which has not come yet"
}

// exempted says how long and why nothing is asked.
func (j *judgement) exempted() string {
	a := j.exemption
	until := "without an end"
	if a.Until != "" {
		until = "until " + a.Until.String()
	}
	return fmt.Sprintf("from %s %s, by exemption (%s)", a.From, until, sentence(a.Cause))
}

// because says from which date, and why, a date was moved; "" where it was not.
func (s *shift) because() string {
	if s.due == s.unmoved || s.due == "" {
		return ""
	}
	var why []string
	if s.leave > 0 {
		why = append(why, number(s.leave, "day")+" of leave "+doNot(s.leave)+" count")
	}
	if s.exempt > 0 {
		why = append(why, number(s.exempt, "day")+" of exemption "+doNot(s.exempt)+" count")
	}
	if s.extension != nil {
		why = append(why, fmt.Sprintf("it was extended until %s (%s)", s.extension.Until, sentence(s.extension.Cause)))
	}
	if s.outage {
		why = append(why, "the course could not be taken then")
	}
	switch {
	case s.closure != nil:
		why = append(why, fmt.Sprintf("%s is no working day (%s)", s.closed, sentence(s.closure.Name)))
	case s.closed != "":
		why = append(why, fmt.Sprintf("%s is a %s", s.closed, s.closed.Start().In(day.Thimphu).Weekday()))
	}
	return fmt.Sprintf(" (%s, moved since %s)", s.unmoved, listed(why))
}

func doNot(n int) string {
	if n == 1 {
		return "does not"
	}
	return "do not"
}

// listed joins parts of a sentence.
func listed(parts []string) string {
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	return strings.Join(parts[:len(parts)-1], ", ") + " and " + parts[len(parts)-1]
}

// whyCompleted speaks of a course that was completed, whether a rule binds or not.
func (j *judgement) whyCompleted() string {
	s := &j.status
	done := j.done()
	switch {
	case s.ValidUntil == "":
		return done + ", without an end; nothing more is asked."
	case s.State == StateComplete:
		return fmt.Sprintf("%s, which holds until %s; nothing more is asked before it can be renewed from %s.", done, s.ValidUntil,
			j.renewalFrom())
	}
	held := "holds"
	if j.today > s.ValidUntil {
		held = "held"
	}
	ask := j.renewing()
	if s.Stage != StateComplete && s.Enrolment > 0 {
		ask += "; the renewal still lacks " + j.missing()
	}
	return fmt.Sprintf("%s, which %s until %s; %s.", done, held, s.ValidUntil, ask)
}

// done names the completion.
func (j *judgement) done() string {
	done := fmt.Sprintf("Completed on %s", day.Of(j.status.Completed))
	if j.equivalent == nil {
		return done
	}
	return fmt.Sprintf("%s by training elsewhere, accepted as equivalent (%s)", done, sentence(cmp.Or(j.equivalent.Document, j.equivalent.Cause)))
}

// renewing says what is asked of a completion that ends.
func (j *judgement) renewing() string {
	s := &j.status
	switch {
	case !s.Assigned:
		return "it may be renewed"
	case s.Exempt:
		return j.required() + " asks nothing " + j.exempted()
	case s.Due == "":
		return j.required() + " asks to renew it, " + j.undated()
	case s.Due != s.ValidUntil:
		return j.required() + " asks to renew it by " + s.Due.String() + j.moves.because()
	}
	return j.required() + " asks to renew it"
}

// required names the rule.
func (j *judgement) required() string {
	return fmt.Sprintf("“%s” (rule %s, version %d)", j.duty.rule.Title, j.duty.rule.Rule, j.duty.rule.Version)
}

// whyFree says why no rule binds.
func (j *judgement) whyFree() string {
	wanted := false
	for i := range j.in.Rules {
		r := &j.in.Rules[i]
		if r.Course != j.in.Course || !j.latestKnown(i) || !r.inForce(j.today) {
			continue
		}
		wanted = true
		if !r.Audience.Includes(j.in.Person.Kind) {
			continue
		}
		_, bound := j.binds(r)
		switch {
		case !j.serves():
			return fmt.Sprintf("no post in service on %s", j.today)
		case bound:
			return fmt.Sprintf("“%s” waits until its owner has approved the course", r.Title)
		}
		return fmt.Sprintf("“%s” does not ask it of %s", r.Title, j.outside(&r.Audience))
	}
	if wanted {
		return "no rule asks it of " + kindWords(j.in.Person.Kind)
	}
	return "no rule asks for this course"
}

// outside says what keeps somebody of its kinds, who serves, out of an audience.
func (j *judgement) outside(a *Audience) string {
	if a.JoinedAfter != "" && j.in.Person.Joined <= a.JoinedAfter {
		return fmt.Sprintf("those who joined on %s or before", a.JoinedAfter)
	}
	if !a.has(&j.in.Person) {
		return "this position category"
	}
	for i := range j.in.Posts {
		if p := &j.in.Posts[i]; p.Period().Covers(j.today) && a.covers(j.in.Tree, p.Agency) {
			return "this position"
		}
	}
	return "this agency"
}

// serves tells whether the person holds any post on the day, on leave or not.
func (j *judgement) serves() bool {
	for _, p := range j.in.Posts {
		if p.Period().Covers(j.today) {
			return true
		}
	}
	return false
}

// kindWords names people of a kind in a sentence.
func kindWords(k org.Kind) string {
	switch k {
	case org.KindRegular:
		return "regular civil servants"
	case org.KindContract:
		return "contract staff"
	case org.KindSupportStaff:
		return "support staff"
	case org.KindJudicialService:
		return "the judicial service"
	case org.KindElected:
		return "elected members"
	case org.KindUniformed:
		return "uniformed personnel"
	case org.KindInvited:
		return "invited guests"
	}
	return "people of this kind"
}

// missing lists what completion still asks of the latest enrolment.
func (j *judgement) missing() string {
	s := &j.status
	if s.Enrolment == 0 {
		return "everything, as the course has not been begun"
	}
	var parts []string
	if left := s.Lessons - s.LessonsDone; left > 0 && !s.Pretest {
		parts = append(parts, fmt.Sprintf("%d of %s", left, number(s.Lessons, "lesson")))
	}
	if j.outline.Assessed && !s.Passed {
		parts = append(parts, "the assessment")
	}
	if j.outline.Acknowledged && s.Signed.IsZero() {
		parts = append(parts, "the signature")
	}
	return listed(parts)
}

// sentence is a text without the full stop at its end, to stand within another.
func sentence(text string) string { return strings.TrimSuffix(strings.TrimSpace(text), ".") }

// number counts things in words that fit: 1 day, 90 days.
func number(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
