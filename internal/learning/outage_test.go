package learning_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lamtoen/courses"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
)

// broke records an outage of all courses that is over.
func (w *world) broke(from, until time.Time) learning.Outage {
	w.t.Helper()
	o, err := w.learning.AddOutage(w.t.Context(), learning.Outage{From: from, Until: until, Cause: "The power was cut"}, "officer")
	w.must(err)
	return o
}

func TestAnOutageIsRecordedOnceAndWithdrawnByAnother(t *testing.T) {
	w := newTimedWorld(t)
	_, _, other := w.open(w.engine)
	from := w.clock.Now().Add(-3 * time.Hour)
	o := w.broke(from, from.Add(time.Hour))
	w.clock.advance(time.Minute)
	if again := w.broke(from, from.Add(time.Hour)); again != o {
		t.Errorf("told again: got %+v, want %+v", again, o)
	}
	w.must(other.WithdrawOutage(t.Context(), o.ID, "It was another server", "colleague"))
	w.must(w.learning.WithdrawOutage(t.Context(), o.ID, "Twice", "officer"))
	w.clock.advance(time.Minute)
	again := w.broke(from, from.Add(time.Hour)) // it was true after all
	all := w.learning.Outages()
	if len(all) != 3 || all[1].Withdraws != o.ID || all[1].Cause != "It was another server" || again.ID == o.ID {
		t.Errorf("records: got %+v, want the outage, its withdrawal, and the outage again", all)
	}
	w.refused(w.learning.WithdrawOutage(t.Context(), "all_x", "Why", "officer"), fault.CodeNotFound)
	w.refused(w.learning.WithdrawOutage(t.Context(), all[1].ID, "Why", "officer"), fault.CodeNotFound)
	w.refused(w.learning.WithdrawOutage(t.Context(), again.ID, " ", "officer"), fault.CodeInvalid, "Say why")
}

func TestAnOutageThatCannotBeIsRefused(t *testing.T) {
	w := newTimedWorld(t)
	now := w.clock.Now()
	hour := func(n int) time.Time { return now.Add(time.Duration(n) * time.Hour) }
	for name, c := range map[string]struct {
		outage learning.Outage
		field  string
	}{
		"no beginning":   {learning.Outage{Until: hour(-1), Cause: "x"}, "from"},
		"no end":         {learning.Outage{From: hour(-1), Cause: "x"}, "until"},
		"not over":       {learning.Outage{From: hour(-1), Until: hour(1), Cause: "x"}, "until"},
		"to come":        {learning.Outage{From: hour(1), Until: hour(2), Cause: "x"}, "from"},
		"backwards":      {learning.Outage{From: hour(-1), Until: hour(-2), Cause: "x"}, "until"},
		"no length":      {learning.Outage{From: hour(-1), Until: hour(-1), Cause: "x"}, "until"},
		"two years":      {learning.Outage{From: hour(-2 * 366 * 24), Until: hour(-1), Cause: "x"}, "until"},
		"no cause":       {learning.Outage{From: hour(-2), Until: hour(-1), Cause: "  "}, "cause"},
		"unknown course": {learning.Outage{From: hour(-2), Until: hour(-1), Cause: "x", Course: "no-such"}, "course"},
	} {
		_, err := w.learning.AddOutage(t.Context(), c.outage, "officer")
		f, ok := fault.As(err)
		if !ok || f.Code != fault.CodeInvalid || !slices.ContainsFunc(f.Fields, func(f fault.Field) bool { return f.Name == c.field }) {
			t.Errorf("%s: got %v, want the field %s refused", name, err, c.field)
		}
	}
	if n := len(w.learning.Outages()); n != 0 {
		t.Errorf("got %d records, want none", n)
	}
}

// minuteByMinute gives the deadline by counting: the instant at which so many minutes have passed in which the course worked.
func minuteByMinute(start time.Time, minutes int, outages []learning.Outage) time.Time {
	for now := start; ; now = now.Add(time.Minute) {
		if minutes == 0 {
			return now
		}
		if !slices.ContainsFunc(outages, func(o learning.Outage) bool { return !now.Before(o.From) && now.Before(o.Until) }) {
			minutes--
		}
	}
}

// Outages of any overlap, in any order, extend the deadline by what they took, once; and answers are taken up to the grace
// after it. An outage that is withdrawn later takes no time away from who had it.
func TestAnyOutageExtendsTheDeadlineByWhatItTook(t *testing.T) {
	w := newTimedWorld(t)
	people := 0
	rapid.Check(t, func(rt *rapid.T) {
		people++ // another person, a month later, meets none of the outages before
		w.guest = w.person(fmt.Sprintf("7%05d", people), "Tashi", org.KindInvited)
		month := w.clock.Now().Add(30 * 24 * time.Hour).Truncate(time.Minute)
		w.clock.advance(month.Sub(w.clock.Now()))
		w.learnt(w.guest, timedCourse)
		a := w.started(w.guest, timedCourse)
		start := w.clock.Now()
		var outages []learning.Outage
		w.clock.advance(20 * time.Minute)
		for range rapid.IntRange(0, 4).Draw(rt, "outages") {
			from := start.Add(time.Duration(rapid.IntRange(-40, 19).Draw(rt, "from")) * time.Minute)
			most := int(w.clock.Now().Sub(from) / time.Minute)
			o := learning.Outage{From: from, Until: from.Add(time.Duration(rapid.IntRange(1, most).Draw(rt, "minutes")) * time.Minute), Cause: "A storm",
				Course: rapid.SampledFrom([]courses.CourseID{"", timedCourse, conduct}).Draw(rt, "of")}
			recorded, err := w.learning.AddOutage(t.Context(), o, "officer")
			w.must(err)
			if o.Course != conduct {
				outages = append(outages, recorded)
			}
			if rapid.Bool().Draw(rt, "withdrawn") {
				w.must(w.learning.WithdrawOutage(t.Context(), recorded.ID, "It was elsewhere", "officer"))
			}
		}
		want := minuteByMinute(start, 30, outages)
		got, err := w.learning.Attempt(t.Context(), w.guest, a.ID)
		w.must(err)
		if !got.Until.Equal(want) || got.Added != want.Sub(start)-limit {
			rt.Fatalf("until: got %s, want %s, with %+v", got.Until, want, outages)
		}
		w.clock.advance(want.Add(grace).Sub(w.clock.Now()))
		w.must(w.save(a, 0, true))
		w.clock.advance(time.Millisecond)
		w.refused(w.save(a, 1, true), fault.CodeConflict, "time for this test ended")
		if f, _, ok := w.submission(a); !ok || !f.At.Equal(want) {
			rt.Fatalf("handed in %v at %s, want %s", ok, f.At, want)
		}
	})
}

// The server was away while the attempt ran, came back after its end, and the sweeper was faster than the administrator.
func TestAnAttemptLostToAnOutageIsReturned(t *testing.T) {
	w := newTimedWorld(t)
	w.learnt(w.guest, timedCourse)
	a := w.started(w.guest, timedCourse)
	start := w.clock.Now()
	w.must(w.save(a, 0, true))
	w.clock.advance(2 * time.Hour)
	_, err := w.learning.HandInOverdue(t.Context())
	w.must(err)
	standing := func() learning.Progress {
		t.Helper()
		p, err := w.learning.Progress(t.Context(), w.guest, timedCourse)
		w.must(err)
		return p
	}
	if p := standing(); p.Failures != 1 || p.Attempts[0].Returned {
		t.Fatalf("before the outage is recorded: got %d failures, %+v", p.Failures, p.Attempts)
	}
	facts := len(w.facts(w.guest))
	o := w.broke(start.Add(10*time.Minute), start.Add(90*time.Minute))
	p := standing()
	if p.Failures != 0 || !p.Attempts[0].Returned || !p.NextAttempt.IsZero() || len(p.Attempts[0].Outages) != 1 {
		t.Errorf("recorded: got %d failures, next %s, %+v; want the attempt returned, and another at once", p.Failures, p.NextAttempt, p.Attempts)
	}
	if n := len(w.facts(w.guest)); n != facts {
		t.Errorf("facts: got %d, want %d: nothing is written for it", n, facts)
	}
	got, err := w.learning.Attempt(t.Context(), w.guest, a.ID)
	w.must(err)
	if !got.Outcome.Returned || !got.Outcome.ByTime || got.Outcome.Outages[0].Cause != "The power was cut" {
		t.Errorf("outcome: got %+v, want it returned, with the cause", got.Outcome)
	}
	w.must(w.learning.WithdrawOutage(t.Context(), o.ID, "It was elsewhere", "officer"))
	if p := standing(); p.Failures != 1 || p.Attempts[0].Returned {
		t.Errorf("withdrawn: got %d failures, %+v, want the failure back", p.Failures, p.Attempts)
	}
}

// Two attempts are allowed; one that an outage took is none of them. What somebody handed in themselves, and a pass, stand.
func TestWhatCountsInAnOutage(t *testing.T) {
	w := newTimedWorld(t)
	w.learnt(w.guest, timedCourse)
	fail := func(byTime bool) {
		t.Helper()
		a := w.started(w.guest, timedCourse)
		w.clock.advance(5 * time.Minute)
		if !byTime {
			_, err := w.learning.Submit(t.Context(), w.guest, a.ID)
			w.must(err)
		}
		w.clock.advance(3 * time.Hour)
		_, err := w.learning.HandInOverdue(t.Context())
		w.must(err)
	}
	start := w.clock.Now()
	fail(false)
	fail(true)
	if _, err := w.learning.StartAttempt(t.Context(), w.guest, timedCourse, learning.ViaWeb); !fault.Is(err, fault.CodeConflict) {
		t.Fatalf("after two failures: got %v, want no attempt left", err)
	}
	w.broke(start, w.clock.Now()) // over both
	a := w.started(w.guest, timedCourse)
	for i := range a.Drawn {
		w.must(w.save(a, i, true))
	}
	from := w.clock.Now()
	w.clock.advance(limit + time.Hour)
	_, err := w.learning.HandInOverdue(t.Context())
	w.must(err)
	w.broke(from.Add(time.Minute), from.Add(2*time.Minute))
	p, err := w.learning.Progress(t.Context(), w.guest, timedCourse)
	w.must(err)
	if !p.Status.Passed || p.Attempts[0].Returned || !p.Attempts[1].Returned || p.Attempts[2].Returned {
		t.Errorf("got passed %v, %+v; want the pass kept, and only the second returned", p.Status.Passed, p.Attempts)
	}
}

// Whatever happens, the next attempt begins when a slow reading of the policy says, and no outage makes anybody wait longer.
func TestWaitEqualsTheSlowVersion(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := newTimedWorld(t)
		mandatory := rapid.Bool().Draw(rt, "mandatory")
		if mandatory {
			w.demand(timedCourse, rapid.IntRange(1, 5).Draw(rt, "due in"))
		}
		w.learnt(w.guest, timedCourse)
		for range rapid.IntRange(1, 8).Draw(rt, "steps") {
			w.anyStep(rt)
			p, err := w.learning.Progress(t.Context(), w.guest, timedCourse)
			w.must(err)
			next, exhausted, failures := w.slowWait(p)
			if !p.NextAttempt.Equal(next) || p.NoAttempts != exhausted || p.Failures != failures {
				rt.Fatalf("got %s, exhausted %v, after %d failures; want %s, %v, %d", p.NextAttempt, p.NoAttempts, p.Failures, next, exhausted, failures)
			}
			_, err = w.learning.StartAttempt(t.Context(), w.guest, timedCourse, learning.ViaWeb)
			if may := p.Open != "" || !exhausted && !next.After(w.clock.Now()); may != (err == nil) {
				rt.Fatalf("a new attempt: got %v, want one %v", err, may)
			}
		}
	})
}

// anyStep lets time pass, hands in, or records an outage; an outage never moves the next attempt later.
func (w *world) anyStep(rt *rapid.T) {
	ctx := w.t.Context()
	before, err := w.learning.Progress(ctx, w.guest, timedCourse)
	w.must(err)
	switch rapid.SampledFrom([]string{"wait", "hand in", "hand in", "outage", "withdraw"}).Draw(rt, "step") {
	case "wait":
		w.clock.advance(time.Duration(rapid.IntRange(1, 40*60).Draw(rt, "minutes")) * time.Minute)
	case "hand in":
		w.clock.advance(time.Duration(rapid.IntRange(1, 20).Draw(rt, "worked")) * time.Minute)
		if before.Open != "" {
			_, err := w.learning.Submit(ctx, w.guest, before.Open)
			w.must(err)
		}
	case "outage":
		most := int(w.clock.Now().Sub(at("2026-03-01", 0, 0)) / time.Minute)
		ago := rapid.IntRange(1, min(most, 3*24*60)).Draw(rt, "ago")
		from := w.clock.Now().Add(-time.Duration(ago) * time.Minute)
		w.broke(from, from.Add(time.Duration(rapid.IntRange(1, ago).Draw(rt, "lasted"))*time.Minute))
		after, err := w.learning.Progress(ctx, w.guest, timedCourse)
		w.must(err)
		if after.NextAttempt.After(before.NextAttempt) || after.NoAttempts && !before.NoAttempts {
			rt.Fatalf("an outage moved the next attempt from %s to %s", before.NextAttempt, after.NextAttempt)
		}
	case "withdraw":
		if all := w.learning.Outages(); len(all) > 0 && all[0].Withdraws == "" {
			w.must(w.learning.WithdrawOutage(ctx, all[0].ID, "It was elsewhere", "officer"))
		}
	}
}

// slowWait reads the policy of timedCourse: two attempts (none the last where the course is mandatory), 15 minutes, doubling, at
// most a day; where a delay would cross the due date, half of what is left. It is reckoned with the outages and without them,
// and the earlier counts.
func (w *world) slowWait(p learning.Progress) (next time.Time, exhausted bool, failures int) {
	reckon := func(outages []learning.Outage, due day.Date) (next time.Time, n int) {
		for _, a := range p.Attempts {
			var data learning.SubmissionData
			f, over := w.facts(w.guest)[string(a.ID)+"/submission"]
			if !over {
				continue
			}
			w.must(f.Into(&data))
			lost := slices.ContainsFunc(outages, func(o learning.Outage) bool { return o.Until.After(a.Started) && o.From.Before(f.At.Add(grace)) })
			if data.Passed || data.ByTime && lost {
				continue
			}
			n++
			delay := []time.Duration{0, 15, 30, 60, 120, 240, 480, 960, 1440}[min(n, 8)] * time.Minute
			if left := due.End().Sub(f.At); p.Status.Assigned && left > 0 && delay >= left {
				delay = (left / 2).Truncate(time.Millisecond)
			}
			next = f.At.Add(delay)
		}
		return next, n
	}
	var outages []learning.Outage
	for _, o := range w.learning.Outages() {
		if o.Withdraws == "" && !slices.ContainsFunc(w.learning.Outages(), func(v learning.Outage) bool { return v.Withdraws == o.ID }) {
			outages = append(outages, o)
		}
	}
	unmoved := p.Status.Unmoved
	if unmoved == "" {
		unmoved = p.Status.Due
	}
	told, _ := reckon(nil, unmoved)
	next, failures = reckon(outages, p.Status.Due)
	if failures > 0 && told.Before(next) {
		next = told
	}
	return next, failures >= 2 && !p.Status.Assigned, failures
}

func TestADueDateThatFallsInAnOutageMovesByItsLength(t *testing.T) {
	h := newHistory()
	h.rule("code-of-conduct", 1, nil) // due on 30 May 2024
	outage := func(from, until time.Time) learning.Outage {
		return learning.Outage{ID: fmt.Sprint(from), From: from, Until: until, Cause: "storm", Recorded: until.Add(time.Hour)}
	}
	for _, c := range []struct {
		name        string
		from, until time.Time
		want        day.Date
	}{
		{"an hour of the day", at("2024-05-30", 10, 0), at("2024-05-30", 11, 0), "2024-05-31"},
		{"the last minute", at("2024-05-30", 23, 59), at("2024-05-31", 0, 0), "2024-05-31"},
		{"the day before", at("2024-05-29", 0, 0), at("2024-05-30", 0, 0), "2024-05-30"},
		{"the day after", at("2024-05-31", 0, 0), at("2024-06-02", 0, 0), "2024-05-30"},
		{"the whole day", at("2024-05-30", 0, 0), at("2024-05-31", 0, 0), "2024-05-31"},
		{"a day and a minute", at("2024-05-29", 23, 59), at("2024-05-31", 0, 0), "2024-06-01"},
		{"five days about it", at("2024-05-28", 0, 0), at("2024-06-02", 0, 0), "2024-06-04"},
	} {
		h.Outages = []learning.Outage{outage(c.from, c.until)}
		s := h.asAt("2024-06-01")
		unmoved := map[bool]day.Date{true: "2024-05-30"}[c.want != "2024-05-30"]
		if s.Due != c.want || s.Unmoved != unmoved {
			t.Errorf("%s: due %s, before %q; want %s, %q", c.name, s.Due, s.Unmoved, c.want, unmoved)
		}
		// A report made before the outage was recorded stays as it was.
		if then := learning.Derive(h.Inputs, day.Date("2024-06-30").End(), c.until); then.Due != "2024-05-30" {
			t.Errorf("%s, as known before: due %s, want 30 May", c.name, then.Due)
		}
	}
}
