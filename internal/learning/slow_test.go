package learning_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lamtoen/courses"
	"lamtoen/internal/day"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
)

// slow derives a status as the rules of the package read, one question at a time and without any bookkeeping. It shares no
// code with Derive but the types.
type slow struct {
	learning.Inputs
	at, known time.Time
}

// counts: known, happened, and not void; a submission also needs its start, and everything its enrolment.
func (s slow) counts(f learning.Fact) bool {
	if f.Recorded.After(s.known) || f.At.After(s.at) || s.void(f.ID) {
		return false
	}
	if i := strings.Index(f.ID, "/attempt/"); i >= 0 { // then each part of the id below the attempt names something it needs
		for j := i + len("/attempt/"); j < len(f.ID); j++ {
			if f.ID[j] == '/' && s.void(f.ID[:j]) {
				return false
			}
		}
	}
	return f.Kind == learning.KindEnrolled || slices.ContainsFunc(s.Facts, func(e learning.Fact) bool {
		return e.Kind == learning.KindEnrolled && e.Enrolment == f.Enrolment && s.counts(e)
	})
}

// void: some void that was known names it and is not void itself, whatever day it says.
func (s slow) void(id string) bool {
	for _, v := range s.Facts {
		if v.Kind == learning.KindVoid && strings.HasPrefix(v.ID, id+"/void") && !strings.Contains(v.ID[len(id)+1:], "/") &&
			!v.Recorded.After(s.known) && !s.void(v.ID) {
			return true
		}
	}
	return false
}

// when gives the first instant at which a fact of the kind about an enrolment happened, and whether one did.
func (s slow) when(n int, kind learning.Kind, also func(learning.Fact) bool) (first time.Time, any bool) {
	for _, f := range s.Facts {
		if f.Enrolment == n && f.Kind == kind && s.counts(f) && (also == nil || also(f)) && (!any || f.At.Before(first)) {
			first, any = f.At, true
		}
	}
	return first, any
}

// done tells whether the n-th enrolment is learnt, passed and signed, and when the last of these was.
func (s slow) done(n int) (lessons int, learnt, signed bool, end time.Time) {
	var began learning.Fact
	for _, f := range s.Facts {
		if f.Kind == learning.KindEnrolled && f.Enrolment == n {
			began = f
		}
	}
	o := s.asks(began)
	learnt, signed = true, true
	need := func(t time.Time, ok bool) bool {
		if t.After(end) {
			end = t
		}
		return ok
	}
	if len(o.Lessons) == 0 { // where nothing is to be read, the beginning is the first step
		end = began.At
	}
	for _, id := range o.Lessons {
		if need(s.when(n, learning.KindLessonDone, func(f learning.Fact) bool { return f.Lesson() == id })) {
			lessons++
		} else {
			learnt = false
		}
	}
	if o.Assessed {
		learnt = need(s.pass(n)) && learnt
	}
	if tested, ok := s.tested(n, learnt); ok && (!learnt || tested.Before(end)) {
		learnt, end = true, tested
	}
	if o.Acknowledged {
		signed = need(s.when(n, learning.KindSigned, nil))
	}
	return lessons, learnt, signed, end
}

// pass: the first of the person's own, or, where there is none, the first that came of a regrade.
func (s slow) pass(n int) (time.Time, bool) {
	if t, ok := s.when(n, learning.KindSubmitted, passed); ok {
		return t, true
	}
	return s.when(n, learning.KindRegraded, passed)
}

// tested: the first pass before the lessons, or, where the lessons were needed and not read, the first that came of a regrade.
func (s slow) tested(n int, learnt bool) (time.Time, bool) {
	t, ok := s.when(n, learning.KindSubmitted, pretested)
	if !ok && !learnt {
		return s.when(n, learning.KindRegraded, pretested)
	}
	return t, ok
}

// asks is what an enrolment asks, by its version and the data of its fact.
func (s slow) asks(began learning.Fact) *learning.Outline {
	var path learning.Path
	if began.Data != nil {
		if err := began.Into(&path); err != nil {
			panic(err)
		}
		return s.Parts[learning.Part{Version: began.Version, Path: path}]
	}
	return s.Outlines[began.Version]
}

func result(f learning.Fact) (data learning.SubmissionData) {
	if err := f.Into(&data); err != nil {
		panic(err)
	}
	return data
}

func anyPass(f learning.Fact) bool { return result(f).Passed }

func passed(f learning.Fact) bool { return result(f).Passed && result(f).Purpose != "pretest" }

func pretested(f learning.Fact) bool { return result(f).Passed && result(f).Purpose == "pretest" }

// binding is the day of the first approval that is known, from which rules bind; "" never.
func (s slow) binding() day.Date {
	for _, g := range s.Approval.Given {
		if !g.Recorded.After(s.known) {
			return g.Day
		}
	}
	return ""
}

// force is the day from which a version is in force, if it is on the day, as known.
func (s slow) force(e learning.Edition, today day.Date) (day.Date, bool) {
	if e.Published.After(s.at) || e.Published.After(s.known) {
		return "", false
	}
	from := day.Of(e.Published)
	if !s.Approval.Needed {
		return from, true
	}
	for _, g := range s.Approval.Given {
		if g.Version == e.Version && g.Day <= today && !g.Recorded.After(s.known) {
			return max(from, g.Day), true
		}
	}
	return "", false
}

// owed is by when the difference to a newer major version is owed, and to which; since is from when the person is bound and holds
// anything.
func (s slow) owed(on courses.Version, r learning.Rule, since, today day.Date) (due day.Date, owes courses.Version) {
	for _, major := range []string{"2.", "3."} {
		if string(on)[:2] >= major {
			continue
		}
		var newest learning.Edition
		first := day.Date("9999-12-31")
		for _, e := range s.Editions {
			if from, ok := s.force(e, today); ok && strings.HasPrefix(string(e.Version), major) {
				newest = e
				if e.DueDays > 0 {
					first = min(first, from)
				}
			}
		}
		if newest.DueDays == 0 {
			continue
		}
		start := max(first, since)
		if by := s.by(r, start, start.AddDays(newest.DueDays), true); owes == "" || by != "" && (due == "" || by < due) {
			due, owes = by, newest.Version
		}
	}
	return due, owes
}

// down tells whether the course could not be taken in an hour, counted from 1970; outages of the histories are of whole hours.
func (s slow) down(hour int64) bool {
	told := func(o learning.Outage) bool { return !o.Recorded.After(s.known) }
	return slices.ContainsFunc(s.Outages, func(o learning.Outage) bool {
		withdrawn := slices.ContainsFunc(s.Outages, func(w learning.Outage) bool { return w.Withdraws == o.ID && told(w) })
		return o.Withdraws == "" && told(o) && !withdrawn && !o.From.After(s.at) && (o.Course == "" || o.Course == s.Course) &&
			o.From.Unix() <= hour*3600 && hour*3600 < o.Until.Unix()
	})
}

// moved goes through a due date hour by hour: each run of hours without service moves it once, by its length in begun days.
func (s slow) moved(due day.Date) day.Date {
	used := int64(0)
	for hour := due.Start().Unix() / 3600; hour*3600 < due.AddDays(1).Start().Unix(); hour++ {
		if hour < used || !s.down(hour) {
			continue
		}
		first, last := hour, hour
		for s.down(first - 1) {
			first--
		}
		for s.down(last + 1) {
			last++
		}
		used = last + 1
		due = due.AddDays(int(last-first)/24 + 1)
		hour = due.Start().Unix()/3600 - 1
	}
	return due
}

// rules gives the rules that bind on the day.
func (s slow) rules(today day.Date) (bound []learning.Rule) {
	for _, r := range s.Rules {
		newest := true
		for _, o := range s.Rules {
			if o.Rule == r.Rule && o.Version > r.Version && !o.Recorded.After(s.known) {
				newest = false
			}
		}
		if newest && !r.Recorded.After(s.known) && r.From <= today && (r.Until == "" || today <= r.Until) && s.since(r, today) != "" {
			bound = append(bound, r)
		}
	}
	return bound
}

func covers(p org.Post, d day.Date) bool { return p.From <= d && (p.Until == "" || d <= p.Until) }

// status puts the answers together.
func (s slow) status() learning.Status {
	today := day.Of(s.at)
	var out learning.Status
	var rule *learning.Rule // that governs
	due, bound := day.Date(""), day.Date("")
	for _, r := range s.rules(today) {
		if s.Approval.Needed && (s.binding() == "" || today < s.binding()) {
			continue
		}
		from, unmoved := s.asked(r, s.since(r, today))
		d := day.Date("")
		if unmoved != "" {
			d = s.by(r, from, unmoved, true)
		}
		if rule == nil || d != "" && (due == "" || d < due) {
			due, rule, bound = d, &r, from
		}
	}
	out.Assigned, out.Due = rule != nil, due
	out.Exempt = out.Assigned && s.exempt(today)
	out.State = learning.StateNotStarted
	for n := 1; n <= 9; n++ {
		if _, ok := s.when(n, learning.KindEnrolled, nil); !ok {
			continue
		}
		lessons, learnt, signed, end := s.done(n)
		out.Enrolment, out.LessonsDone = n, lessons
		_, graded := s.when(n, learning.KindSubmitted, anyPass)
		_, raised := s.when(n, learning.KindRegraded, anyPass)
		out.Passed = graded || raised
		out.Signed, _ = s.when(n, learning.KindSigned, nil)
		switch {
		case !learnt:
			out.State = learning.StateUnderWay
		case !signed:
			out.State = learning.StatePassedNotSigned
		default:
			out.State = learning.StateComplete
			out.CompletedOn = max(out.CompletedOn, s.version(n))
			if !end.Before(out.Completed) {
				out.Completed = end
				out.ValidUntil = s.ends(day.Of(end), s.months(n), rule)
			}
		}
	}
	out.Stage = out.State
	out.Earned, out.EarnedUntil = out.Completed, out.ValidUntil
	s.elsewhere(&out, rule)
	s.dated(&out, rule, today)
	if out.Assigned && !out.Completed.IsZero() {
		s.owing(&out, *rule, max(bound, day.Of(out.Completed)), today)
	}
	return out
}

// owing adds what is owed of a newer major version.
func (s slow) owing(out *learning.Status, r learning.Rule, since, today day.Date) {
	due, owes := s.owed(out.CompletedOn, r, since, today)
	if out.Owes = owes; owes == "" {
		return
	}
	if out.ValidUntil == "" || due != "" && (out.Due == "" || due < out.Due) {
		out.Due = due
	}
	switch {
	case out.State == learning.StateExpired:
	case s.works(today) && !out.Exempt && due != "" && today > due:
		out.State = learning.StateOverdue
	default:
		out.State = learning.StateExpiring
	}
}

func (s slow) works(today day.Date) bool {
	return slices.ContainsFunc(s.Posts, func(p org.Post) bool { return covers(p, today) && p.Duty == org.DutyActive })
}

// version is that of the n-th enrolment.
func (s slow) version(n int) courses.Version {
	for _, f := range s.Facts {
		if f.Kind == learning.KindEnrolled && f.Enrolment == n {
			return f.Version
		}
	}
	return ""
}

// months is how long the certificate of the n-th enrolment holds.
func (s slow) months(n int) (months int) {
	for _, f := range s.Facts {
		if f.Kind == learning.KindEnrolled && f.Enrolment == n {
			months = s.asks(f).ValidMonths
		}
	}
	return months
}

// dated looks at the calendar.
func (s slow) dated(out *learning.Status, rule *learning.Rule, today day.Date) {
	if end := out.ValidUntil; !out.Completed.IsZero() {
		opens := day.Date("")
		if end != "" {
			opens = end.AddDays(1 - s.window(rule))
		}
		if out.Assigned {
			if out.Due = ""; end != "" {
				out.Due = s.by(*rule, opens, end, false)
			}
		}
		out.State = learning.StateComplete
		if end != "" && today > end && (!out.Assigned || today > out.Due) {
			out.State = learning.StateExpired
		} else if end != "" && today >= opens {
			out.State = learning.StateExpiring
		}
		return
	}
	switch {
	case out.Assigned && s.works(today) && !out.Exempt && out.Due != "" && today > out.Due:
		out.State = learning.StateOverdue
	case !out.Assigned && out.State == learning.StateNotStarted:
		out.State = learning.StateNotAssigned
	}
}

// differ says in which field that the slow version gives too, two statuses differ; "" in none.
func differ(got, want learning.Status) string {
	for _, f := range []struct {
		name      string
		got, want any
	}{
		{"state", got.State, want.State}, {"stage", got.Stage, want.Stage}, {"due", got.Due, want.Due}, {"assigned", got.Assigned, want.Assigned},
		{"completed", got.Completed.UnixMilli(), want.Completed.UnixMilli()}, {"until", got.ValidUntil, want.ValidUntil},
		{"completed on", got.CompletedOn, want.CompletedOn}, {"owes", got.Owes, want.Owes}, {"enrolment", got.Enrolment, want.Enrolment},
		{"passed", got.Passed, want.Passed}, {"signed", got.Signed.UnixMilli(), want.Signed.UnixMilli()}, {"lessons", got.LessonsDone, want.LessonsDone},
		{"exempt", got.Exempt, want.Exempt}, {"elsewhere", got.Elsewhere, want.Elsewhere}, {"earned", got.Earned.UnixMilli(), want.Earned.UnixMilli()},
		{"earned until", got.EarnedUntil, want.EarnedUntil},
	} {
		if f.got != f.want {
			return fmt.Sprintf("%s: got %v, want %v", f.name, f.got, f.want)
		}
	}
	return ""
}

// Half of the histories have none of the newer kinds of rule, of posts, decisions and closures.
func anyCase(t *rapid.T, tree *org.Tree) *history {
	if rapid.Bool().Draw(t, "plain") {
		return anyHistory(t)
	}
	return anyDuties(t, tree)
}

func TestDeriveEqualsTheSlowVersion(t *testing.T) {
	tree := country(t)
	rapid.Check(t, func(t *rapid.T) {
		h := anyCase(t, tree)
		at, known := anyDay(t, "at").End(), anyKnown(t)
		got := learning.Derive(h.Inputs, at, known)
		want := slow{h.Inputs, at, known}.status()
		if what := differ(got, want); what != "" {
			t.Fatalf("as at %s, known on %s: %s\n got %+v\nwant %+v\nrules %+v\nposts %+v\nallowances %+v\nfacts %v", day.Of(at), day.Of(known), what, got, want,
				h.Rules, h.Posts, h.Allowances, h.Facts)
		}
		if got.Why == "" || strings.Contains(got.Why, "  ") || strings.Contains(got.Why, "%!") || !strings.HasSuffix(got.Why, ".") {
			t.Fatalf("why: got %q", got.Why)
		}
		if tally := learning.Tally(h.Inputs, at, known); tally.State != got.State || tally.Why != "" {
			t.Fatalf("Tally: got %s and %q, want %s and no sentence", tally.State, tally.Why, got.State)
		}
	})
}

// Nothing may change, with the same knowledge, before the instant that the status itself foretells.
func TestStatusHoldsAsLongAsItSays(t *testing.T) {
	tree := country(t)
	rapid.Check(t, func(t *rapid.T) {
		h := anyCase(t, tree)
		known := day.Date("2199-01-01").End()
		at := anyDay(t, "at").Start().Add(time.Duration(rapid.IntRange(0, 86_399_999).Draw(t, "ms")) * time.Millisecond)
		now := learning.Derive(h.Inputs, at, known)
		end := now.Holds
		if end.IsZero() {
			end = day.Date("2040-01-01").Start()
		}
		if !end.After(at) {
			t.Fatalf("holds until %s, asked at %s", end, at)
		}
		between := at.Add(time.Duration(rapid.Float64Range(0, 1).Draw(t, "between") * float64(end.Sub(at)-time.Millisecond)))
		for _, moment := range []time.Time{between, end.Add(-time.Millisecond)} {
			later := learning.Tally(h.Inputs, moment, known)
			if later.State != now.State || later.Due != now.Due || later.OnLeave != now.OnLeave || later.LessonsDone != now.LessonsDone ||
				later.Exempt != now.Exempt || later.ValidUntil != now.ValidUntil {
				t.Fatalf("at %s: got %s due %s, though %s due %s was to hold from %s until %s", moment, later.State, later.Due, now.State, now.Due, at, now.Holds)
			}
		}
	})
}

// What is recorded after K changes nothing "as known on K".
func TestLaterKnowledgeChangesNoEarlierReport(t *testing.T) {
	tree := country(t)
	rapid.Check(t, func(t *rapid.T) {
		h := anyCase(t, tree)
		at, known := anyDay(t, "at").End(), anyKnown(t)
		got := learning.Derive(h.Inputs, at, known)
		h.Facts = slices.DeleteFunc(h.Facts, func(f learning.Fact) bool { return f.Recorded.After(known) })
		h.Rules = slices.DeleteFunc(h.Rules, func(r learning.Rule) bool { return r.Recorded.After(known) })
		h.Allowances = slices.DeleteFunc(h.Allowances, func(a learning.Allowance) bool { return a.Recorded.After(known) })
		h.Closures = slices.DeleteFunc(h.Closures, func(c learning.Closure) bool { return c.Recorded.After(known) })
		for i := range h.Others {
			h.Others[i].Facts = slices.DeleteFunc(h.Others[i].Facts, func(f learning.Fact) bool { return f.Recorded.After(known) })
		}
		if h.FirstSignIn.Recorded.After(known) {
			h.FirstSignIn = learning.SignIn{}
		}
		h.Outages = slices.DeleteFunc(h.Outages, func(o learning.Outage) bool { return o.Recorded.After(known) })
		h.Editions = slices.DeleteFunc(h.Editions, func(e learning.Edition) bool { return e.Published.After(known) })
		want := learning.Derive(h.Inputs, at, known)
		if got != want {
			t.Fatalf("with later records:\n got %+v\nwant %+v", got, want)
		}
	})
}
