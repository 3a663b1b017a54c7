package learning_test

import (
	"testing"

	"lamtoen/courses"
	"lamtoen/internal/day"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
)

func TestStates(t *testing.T) {
	bound := func(change func(*learning.Rule)) *history {
		h := newHistory()
		h.rule("coc", 1, change)
		return h
	}
	for _, c := range []struct {
		name  string
		h     *history
		tell  func(h *history)
		on    day.Date
		state learning.State
		due   day.Date
		why   string
	}{
		{"no rule", newHistory(), nil, "2024-04-01", learning.StateNotAssigned, "",
			"Not required: no rule asks for this course."},
		{"not begun", bound(nil), nil, "2024-04-01", learning.StateNotStarted, "2024-05-30",
			"“Code of Conduct for every civil servant” (rule coc, version 1) is due by 30 May 2024, 90 days after joining on 1 March 2024; still missing: everything, as the course has not been begun."},
		{"the last day", bound(nil), nil, "2024-05-30", learning.StateNotStarted, "2024-05-30", ""},
		{"the day after", bound(nil), nil, "2024-05-31", learning.StateOverdue, "2024-05-30",
			"“Code of Conduct for every civil servant” (rule coc, version 1) was due by 30 May 2024, 90 days after joining on 1 March 2024; still missing: everything, as the course has not been begun."},
		{"a rule later than joining", bound(func(r *learning.Rule) { r.From = "2025-01-01"; r.DueDays = 1 }), func(h *history) {
			h.fact(learning.KindEnrolled, 1, "2025-01-01", nil)
			h.lesson(1, "one", "2025-01-01")
		}, "2025-01-01", learning.StateUnderWay, "2025-01-02",
			"“Code of Conduct for every civil servant” (rule coc, version 1) is due by 2 January 2025, 1 day after the rule began on 1 January 2025; still missing: 1 of 2 lessons, the assessment and the signature."},
		{"before the rule", bound(func(r *learning.Rule) { r.From = "2025-01-01" }), nil, "2024-12-31", learning.StateNotAssigned, "", ""},
		{"after the rule", bound(func(r *learning.Rule) { r.Until = "2024-04-01" }), nil, "2024-04-02", learning.StateNotAssigned, "", ""},
		{"another kind", bound(nil), func(h *history) { h.Person.Kind = org.KindElected }, "2024-04-01", learning.StateNotAssigned, "",
			"Not required: no rule asks it of elected members."},
		{"has left", bound(nil), func(h *history) { h.Posts[0].Until = "2024-03-31" }, "2024-04-01", learning.StateNotAssigned, "",
			"Not required: no post in service on 1 April 2024."},
		{"on leave", bound(nil), func(h *history) { h.Posts[0].Duty = org.DutyLeave }, "2024-06-30", learning.StateNotStarted, "2024-05-30",
			"“Code of Conduct for every civil servant” (rule coc, version 1) was due by 30 May 2024, 90 days after joining on 1 March 2024, not counted as overdue while on leave; still missing: everything, as the course has not been begun."},
		{"optional and under way", newHistory(), func(h *history) { h.fact(learning.KindEnrolled, 1, "2024-04-01", nil) }, "2024-04-02",
			learning.StateUnderWay, "", "Not required: no rule asks for this course; still missing: 2 of 2 lessons, the assessment and the signature."},
		{"passed, not signed", bound(nil), func(h *history) {
			h.whole(1, "2024-04-01")
			h.Facts = h.Facts[:4]
		}, "2024-04-10", learning.StatePassedNotSigned, "2024-05-30", "“Code of Conduct for every civil servant” (rule coc, version 1) is due by 30 May 2024, 90 days after joining on 1 March 2024; still missing: the signature."},
		{"signed on the day", bound(nil), func(h *history) { h.whole(1, "2024-04-01") }, "2024-04-05", learning.StateComplete, "2026-04-05",
			"Completed on 5 April 2024, which holds until 5 April 2026; nothing more is asked before it can be renewed from 5 February 2026."},
		{"the day before", bound(nil), func(h *history) { h.whole(1, "2024-04-01") }, "2024-04-04", learning.StatePassedNotSigned, "2024-05-30", ""},
		{"without an end", newHistory(), func(h *history) { h.whole(1, "2024-04-01"); h.Outlines["1.0.0"].ValidMonths = 0 }, "2034-04-05",
			learning.StateComplete, "", "Completed on 5 April 2024, without an end; nothing more is asked."},
		{"not yet expiring", bound(nil), func(h *history) { h.whole(1, "2024-04-01") }, "2026-02-04", learning.StateComplete, "2026-04-05", ""},
		{"expiring", bound(nil), func(h *history) { h.whole(1, "2024-04-01") }, "2026-02-05", learning.StateExpiring, "2026-04-05",
			"Completed on 5 April 2024, which holds until 5 April 2026; “Code of Conduct for every civil servant” (rule coc, version 1) asks to renew it."},
		{"the last valid day", bound(nil), func(h *history) { h.whole(1, "2024-04-01") }, "2026-04-05", learning.StateExpiring, "2026-04-05", ""},
		{"expired", bound(nil), func(h *history) { h.whole(1, "2024-04-01") }, "2026-04-06", learning.StateExpired, "2026-04-05", ""},
		{"expired, renewal under way", bound(nil), func(h *history) {
			h.whole(1, "2024-04-01")
			h.fact(learning.KindEnrolled, 2, "2026-04-06", nil)
		}, "2026-04-07", learning.StateExpired, "2026-04-05",
			"Completed on 5 April 2024, which held until 5 April 2026; “Code of Conduct for every civil servant” (rule coc, version 1) asks to renew it; the renewal still lacks 2 of 2 lessons, the assessment and the signature."},
		{"renewed", bound(nil), func(h *history) { h.whole(1, "2024-04-01"); h.whole(2, "2026-03-01") }, "2026-06-01", learning.StateComplete, "2028-03-05", ""},
		{"the rule's own validity", bound(func(r *learning.Rule) { r.ValidMonths = 6 }), func(h *history) { h.whole(1, "2024-04-01") }, "2024-10-06",
			learning.StateExpired, "2024-10-05", ""},
		{"before the next major version", bound(nil), func(h *history) { h.whole(1, "2024-04-01"); h.major("2024-09-01", 60) }, "2024-08-31",
			learning.StateComplete, "2026-04-05", ""},
		{"the difference is owed", bound(nil), func(h *history) { h.whole(1, "2024-04-01"); h.major("2024-09-01", 60) }, "2024-09-01",
			learning.StateExpiring, "2024-10-31", "Completed on 5 April 2024 on version 1.0.0; “Code of Conduct for every civil servant” (rule coc, version 1) asks for what has changed in version 2.0.0 (The law has changed), due by 31 October 2024, 60 days from 1 September 2024, when it became current."},
		{"on its last day", bound(nil), func(h *history) { h.whole(1, "2024-04-01"); h.major("2024-09-01", 60) }, "2024-10-31",
			learning.StateExpiring, "2024-10-31", ""},
		{"the day after", bound(nil), func(h *history) { h.whole(1, "2024-04-01"); h.major("2024-09-01", 60) }, "2024-11-01",
			learning.StateOverdue, "2024-10-31", "Completed on 5 April 2024 on version 1.0.0; “Code of Conduct for every civil servant” (rule coc, version 1) asks for what has changed in version 2.0.0 (The law has changed), which was due by 31 October 2024, 60 days from 1 September 2024, when it became current."},
		{"owed on leave", bound(nil), func(h *history) {
			h.whole(1, "2024-04-01")
			h.major("2024-09-01", 60)
			h.Posts[0].Duty = org.DutyLeave
		}, "2024-11-01", learning.StateExpiring, "2024-10-31", ""},
		{"the difference under way", bound(nil), func(h *history) {
			h.whole(1, "2024-04-01")
			h.major("2024-09-01", 60)
			h.since(2, "2024-09-02")
		}, "2024-09-03", learning.StateExpiring, "2024-10-31", "Completed on 5 April 2024 on version 1.0.0; “Code of Conduct for every civil servant” (rule coc, version 1) asks for what has changed in version 2.0.0 (The law has changed), due by 31 October 2024, 60 days from 1 September 2024, when it became current; still missing: 1 of 1 lesson and the signature."},
		{"the difference done", bound(nil), func(h *history) {
			h.whole(1, "2024-04-01")
			h.major("2024-09-01", 60)
			h.since(2, "2024-09-02")
			h.lesson(2, "two", "2024-09-03").Version = "2.0.0"
			h.sign(2, "2024-09-04").Version = "2.0.0"
		}, "2025-09-04", learning.StateComplete, "2026-09-04", ""},
		{"a version that asks nothing", bound(nil), func(h *history) { h.whole(1, "2024-04-01"); h.major("2024-09-01", 0) }, "2025-09-01",
			learning.StateComplete, "2026-04-05", ""},
		{"whom no rule binds", newHistory(), func(h *history) { h.whole(1, "2024-04-01"); h.major("2024-09-01", 60) }, "2025-09-01",
			learning.StateComplete, "", ""},
		{"completed after it came", bound(nil), func(h *history) { h.whole(1, "2024-04-01"); h.major("2024-04-02", 60) }, "2024-05-01",
			learning.StateExpiring, "2024-06-04", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.tell != nil {
				c.tell(c.h)
			}
			got := c.h.asAt(c.on)
			if got.State != c.state || got.Due != c.due {
				t.Errorf("as at %s: got %s, due %q, want %s, due %q", c.on, got.State, got.Due.ISO(), c.state, c.due.ISO())
			}
			if c.why != "" && got.Why != c.why {
				t.Errorf("why:\n got %s\nwant %s", got.Why, c.why)
			}
		})
	}
}

func TestTheEarliestDueDateGoverns(t *testing.T) {
	h := newHistory()
	h.rule("slow", 1, nil)
	h.rule("fast", 1, func(r *learning.Rule) { r.DueDays = 30 })
	if got := h.asAt("2024-03-02"); got.Due != "2024-03-31" || got.Rule != "fast/1" {
		t.Errorf("two rules: got due %s by %s, want 2024-03-31 by fast/1", got.Due.ISO(), got.Rule)
	}
}

// A rule that was changed later is, as known before, what it was.
func TestRulesAsKnownThen(t *testing.T) {
	h := newHistory()
	h.rule("coc", 1, nil)
	h.rule("coc", 2, func(r *learning.Rule) { r.DueDays = 10; r.Recorded = instant("2024-06-01") })
	at := day.Date("2024-03-20").End()
	before := learning.Derive(h.Inputs, at, day.Date("2024-05-31").End())
	after := learning.Derive(h.Inputs, at, day.Date("2024-06-01").End())
	if before.State != learning.StateNotStarted || after.State != learning.StateOverdue {
		t.Errorf("as at 20 March: got %s as known in May and %s in June, want not-started and overdue", before.State, after.State)
	}
}

// A void corrects what is known: it removes the fact from every day, but only from reports made after it was recorded.
func TestVoidsAsKnownThen(t *testing.T) {
	h := newHistory()
	h.whole(1, "2024-04-01")
	v := h.void(&h.Facts[1], "2024-08-01")
	h.void(v, "2024-09-01")
	at := day.Date("2024-06-30").End()
	for known, want := range map[day.Date]learning.State{"2024-07-31": learning.StateComplete, "2024-08-01": learning.StateUnderWay, "2024-09-01": learning.StateComplete} {
		if got := learning.Derive(h.Inputs, at, known.End()); got.State != want {
			t.Errorf("as at 30 June, known on %s: got %s, want %s", known.ISO(), got.State, want)
		}
	}
}

func TestLateRecordsCountFromWhenTheyAreKnown(t *testing.T) {
	h := newHistory()
	h.whole(1, "2024-04-01")
	for i := range h.Facts {
		h.Facts[i].Recorded = instant("2024-07-10") // paper, handed in late
	}
	at := day.Date("2024-06-30").End()
	if got := learning.Derive(h.Inputs, at, at); got.State != learning.StateNotAssigned {
		t.Errorf("as reported: got %s, want not-assigned", got.State)
	}
	if got := learning.Derive(h.Inputs, at, day.Date("2024-07-10").End()); got.State != learning.StateComplete {
		t.Errorf("as known later: got %s, want complete", got.State)
	}
}

// A course that asks only to be read is complete with its last lesson.
func TestCompletionAsksOnlyWhatTheCourseHas(t *testing.T) {
	h := newHistory()
	h.Outlines["1.0.0"] = &learning.Outline{Version: "1.0.0", Lessons: []courses.LessonID{"one"}}
	h.fact(learning.KindEnrolled, 1, "2024-04-01", nil)
	if got := h.asAt("2024-04-02"); got.State != learning.StateUnderWay {
		t.Errorf("begun: got %s, want under-way", got.State)
	}
	h.lesson(1, "one", "2024-04-03")
	if got := h.asAt("2024-04-03"); got.State != learning.StateComplete || !got.Completed.Equal(instant("2024-04-03")) {
		t.Errorf("read: got %s at %s, want complete at noon on 3 April", got.State, got.Completed)
	}
}

// A thing told twice (its void was taken back after it had been told anew) happened when it first did.
func TestOfTwoTellingsTheEarlierCounts(t *testing.T) {
	h := newHistory()
	h.whole(1, "2024-04-01")
	h.fact(learning.KindLessonDone, 1, "2024-09-01", nil, "lesson", "one", "2")
	if got := h.asAt("2024-12-31"); !got.Completed.Equal(instant("2024-04-05")) {
		t.Errorf("completed: got %s, want noon on 5 April", got.Completed)
	}
}

func BenchmarkTally(b *testing.B) {
	h := newHistory()
	h.rule("coc", 1, nil)
	h.whole(1, "2024-04-01")
	at := day.Date("2024-06-30").End()
	b.ReportAllocs()
	for b.Loop() {
		if s := learning.Tally(h.Inputs, at, at); s.State != learning.StateComplete {
			b.Fatal(s.State)
		}
	}
}

func BenchmarkDerive(b *testing.B) {
	h := newHistory()
	h.rule("coc", 1, nil)
	h.whole(1, "2024-04-01")
	at := day.Date("2024-06-30").End()
	b.ReportAllocs()
	for b.Loop() {
		if s := learning.Derive(h.Inputs, at, at); s.Why == "" {
			b.Fatal("no why")
		}
	}
}
