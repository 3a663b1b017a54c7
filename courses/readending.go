package courses

import (
	"fmt"
	"regexp"
	"slices"
	"time"
)

// longestDelay is the longest delay between attempts: a mandatory course must never be a dead end.
const longestDelay = 24 * time.Hour

// The limits of an attempt's time, in minutes.
const (
	maxTimeLimit = 180
	maxGrace     = 30
)

// readAssessment reads how the test at the end is drawn and marked; nil when the course has none.
func (r *courseReader) readAssessment(o *object) *Assessment {
	a, ok := o.group("assessment")
	if !ok {
		return nil
	}
	assessment := &Assessment{PassMark: a.number("pass_mark", 1, 100) * (FullMark / 100)}
	for _, v := range a.list("draw", "a list of {objective, items}") {
		q, ok := v.object("a line of draw")
		if !ok {
			continue
		}
		quota := Quota{Objective: r.readObjective(q), Items: q.number("items", 1, 50)}
		q.done()
		r.ids.add("line of draw for", string(quota.Objective), q.at())
		r.quotaAt[quota.Objective] = q.at()
		assessment.Draw = append(assessment.Draw, quota)
	}
	if p, ok := a.group("attempts"); ok {
		// Without a longest delay, the one that a mandatory course may have at most.
		assessment.Attempts = AttemptPolicy{Limit: p.maybeNumber("limit", 0, 20), Delay: p.duration("delay", 0),
			LongestDelay: p.duration("longest_delay", longestDelay)}
		if assessment.Attempts.LongestDelay < assessment.Attempts.Delay {
			p.report("delay", "longest_delay is shorter than delay", "make it at least as long")
		}
		p.done()
	}
	readTimes(a, assessment)
	assessment.Feedback = FeedbackMode(a.oneOf("feedback", "", string(ComplianceFeedback), string(LearningFeedback)))
	a.done()
	return assessment
}

// readTimes reads how long an attempt lasts and when one may begin.
func readTimes(o *object, a *Assessment) {
	a.TimeLimit, a.Grace = o.maybeNumber("time_limit", 1, maxTimeLimit), o.maybeNumber("grace", 1, maxGrace)
	if a.Grace > 0 && a.TimeLimit == 0 {
		o.keys["grace"].report("grace", "grace without time_limit", "add time_limit, or remove grace: an attempt without a limit needs none")
	}
	a.Opens, a.Closes = o.maybeDate("opens"), o.maybeDate("closes")
	if a.Opens != "" && a.Closes != "" && a.Closes < a.Opens {
		o.keys["closes"].report("window", fmt.Sprintf("closes %s is before opens %s", a.Closes, a.Opens), "write the last day, which is open too")
	}
}

// duration is a time such as 15m or 24h in whole seconds, or otherwise when the key is missing or wrong.
func (o *object) duration(key string, otherwise time.Duration) time.Duration {
	s := o.maybe(key)
	if s == "" {
		return otherwise
	}
	d, err := time.ParseDuration(s)
	if err != nil || d < 0 || d > longestDelay || d%time.Second != 0 {
		o.keys[key].report("delay", fmt.Sprintf("%s is %q", key, shorten(s)), "write minutes or hours up to 24h, like 15m")
		return otherwise
	}
	return d
}

// readObjective reads the objective key of a lesson, an item or a quota.
func (r *courseReader) readObjective(o *object) ObjectiveID {
	id := ObjectiveID(o.text("objective", "the id of an objective"))
	// When course.yaml could not be read, every objective would be unknown: only the cause is reported.
	if _, ok := r.course.Objective(id); id == "" || ok || !r.objectivesKnown {
		return id
	}
	r.incomplete = true
	mend := "write one of the objectives of course.yaml, or add it there"
	if near := nearest(string(id), objectiveIDs(r.course.Objectives)); near != "" {
		mend = "write " + string(near)
	}
	o.keys["objective"].report("objective", fmt.Sprintf("the course has no objective %q", shorten(string(id))), mend)
	return id
}

func objectiveIDs(objectives []Objective) []ObjectiveID {
	all := make([]ObjectiveID, len(objectives))
	for i, o := range objectives {
		all[i] = o.ID
	}
	return all
}

// readAcknowledgements reads the texts to sign. Without one for everyone, some learner would have nothing to sign.
func (r *courseReader) readAcknowledgements(o *object) []Acknowledgement {
	values := o.maybeList("acknowledgement")
	var all []Acknowledgement
	fallback := false
	for _, v := range values {
		a, ok := v.object("an acknowledgement")
		if !ok {
			continue
		}
		ack := Acknowledgement{Role: a.id("role", Everyone), Title: a.line("title", "its title")}
		a.named("acknowledgement for", ack.Role)
		r.ids.add("acknowledgement for", ack.Role, a.placeOf("role"))
		r.recordKeys(a, ack.Role, "title")
		ack.Text, ack.HTML = r.markdown(a, "text", "what is signed")
		ack.Hash = hashAcknowledgement("", ack)
		a.done()
		fallback = fallback || ack.Role == Everyone || ack.Role == ""
		all = append(all, ack)
	}
	if len(values) > 0 && !fallback {
		o.keys["acknowledgement"].report("everyone", "no acknowledgement is for everyone", "add one with role: everyone")
	}
	return all
}

// readApproval reads the owner's approval; it is outside the hash, so it may name one.
func (r *courseReader) readApproval(o *object) Approval {
	v, ok := o.need("approval", "{state: draft}")
	if !ok {
		return Approval{}
	}
	return readApprovalOf(v)
}

// readApprovalOf reads an approval, of a course or of a translation.
func readApprovalOf(v value) Approval {
	a, ok := v.object("the approval")
	if !ok {
		return Approval{}
	}
	approval := Approval{State: a.oneOf("state", "", StateDraft, StateApproved)}
	if approval.State == StateApproved { // who, when, by which letter, and of what: an approval is evidence
		approval.Office, approval.Position = a.line("office", "the owner's office"), a.line("position", "who approved, by position")
		a.text("date", "2026-11-23")
		approval.Reference, approval.Hash = a.line("reference", "the letter's number"), a.line("hash", "h1:…, as content check prints it")
	}
	approval.Date = a.maybeDate("date")
	// A draft with half an approval is one that somebody forgot to finish, or to withdraw whole.
	for _, key := range []string{"office", "position", "reference", "hash"} {
		if a.maybe(key) != "" && approval.State == StateDraft {
			a.keys[key].report("approval", "a draft has no "+key, "remove it, or write state: approved")
		}
	}
	if approval.Hash != "" && !validHash(approval.Hash) {
		a.keys["hash"].report("approval", "the hash of the approval is no hash", "copy it whole from content check: h1: and 43 characters")
	}
	a.done()
	return approval
}

var employeeNumber = regexp.MustCompile(`^[0-9A-Za-z]{4,20}$`)

// readAuthors reads who wrote the version, by number of the register: names are written in more than one way.
func readAuthors(o *object) []string {
	var all []string
	for _, v := range o.maybeList("authors") {
		s, ok := v.text()
		switch {
		case !ok:
		case !employeeNumber.MatchString(s):
			v.report("authors", fmt.Sprintf("%q is no employee number", shorten(s)), "write the EID, such as \"200801234\"")
		case slices.Contains(all, s):
			v.report("authors", s+" is named twice", "name each author once")
		default:
			all = append(all, s)
		}
	}
	return all
}
