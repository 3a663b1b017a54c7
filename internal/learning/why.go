package learning

import (
	"fmt"
	"strings"

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
	verb := "is due by"
	if j.today > j.status.Due {
		verb = "was due by"
	}
	since := "the rule began"
	if j.duty.start == j.in.Person.Joined && j.duty.start != j.duty.rule.From {
		since = "joining"
	}
	if approved, _ := j.in.Approval.from(j.known); j.in.Approval.Needed && j.duty.start == approved {
		since = "the course was approved"
	}
	leave := ""
	if j.status.OnLeave {
		leave = ", not counted as overdue while on leave"
	}
	later := ""
	if j.status.Unmoved != "" {
		later = fmt.Sprintf(" (%s, moved since the course could not be taken then)", j.status.Unmoved)
	}
	return fmt.Sprintf("%s %s %s%s, %s after %s on %s%s; still missing: %s.", j.required(), verb, j.status.Due, later,
		number(j.duty.rule.DueDays, "day"), since, j.duty.start, leave, j.missing())
}

// whyCompleted speaks of a course that was completed, whether a rule binds or not.
func (j *judgement) whyCompleted() string {
	s := &j.status
	done := fmt.Sprintf("Completed on %s", day.Of(s.Completed))
	switch {
	case s.ValidUntil == "":
		return done + ", without an end; nothing more is asked."
	case s.State == StateComplete:
		return fmt.Sprintf("%s, which holds until %s; nothing more is asked before it can be renewed from %s.", done, s.ValidUntil,
			renewalFrom(s.ValidUntil))
	}
	held, ask := "holds", "it may be renewed"
	if s.State == StateExpired {
		held = "held"
	}
	if s.Assigned {
		ask = j.required() + " asks to renew it"
	}
	if s.Stage != StateComplete {
		ask += "; the renewal still lacks " + j.missing()
	}
	return fmt.Sprintf("%s, which %s until %s; %s.", done, held, s.ValidUntil, ask)
}

// required names the rule.
func (j *judgement) required() string {
	return fmt.Sprintf("“%s” (rule %s, version %d)", j.duty.rule.Title, j.duty.rule.Rule, j.duty.rule.Version)
}

// whyFree says why no rule binds.
func (j *judgement) whyFree() string {
	wanted := false
	for i, r := range j.in.Rules {
		if r.Course == j.in.Course && j.latestKnown(i) && r.inForce(j.today) {
			if wanted = true; r.Audience.Includes(j.in.Person.Kind) {
				if !j.serves() {
					return fmt.Sprintf("no post in service on %s", j.today)
				}
				if !j.binds(r) {
					return fmt.Sprintf("“%s” does not ask it of this agency", r.Title)
				}
				return fmt.Sprintf("“%s” waits until its owner has approved the course", r.Title)
			}
		}
	}
	if wanted {
		return "no rule asks it of " + kindWords(j.in.Person.Kind)
	}
	return "no rule asks for this course"
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
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	return strings.Join(parts[:len(parts)-1], ", ") + " and " + parts[len(parts)-1]
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
