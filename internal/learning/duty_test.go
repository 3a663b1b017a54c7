package learning_test

import (
	"testing"

	"lamtoen/courses"
	"lamtoen/internal/catalogue"
	"lamtoen/internal/day"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
)

// begunOther has the other course completed on a day.
func (h *history) begunOther(on day.Date) {
	work := newHistory()
	work.fact(learning.KindEnrolled, 1, on, nil)
	work.sign(1, on)
	h.Others = []learning.Other{{Course: other, Title: "The other course", Facts: work.Facts,
		Outlines: map[courses.Version]*learning.Outline{"1.0.0": {Version: "1.0.0", Acknowledged: true}}}}
}

func (h *history) allow(a learning.Allowance) {
	a.ID, a.Person = string(learner)+"/000"+string(rune('1'+len(h.Allowances))), learner
	if a.Recorded.IsZero() {
		a.Recorded = instant("2024-01-01")
	}
	if a.Course == "" && a.Kind != learning.AllowanceExemption {
		a.Course = conduct
	}
	if a.Cause == "" {
		a.Cause = "Illness."
	}
	h.Allowances = append(h.Allowances, a)
}

func (h *history) leave(from, until day.Date) {
	h.Posts = []org.Post{{Agency: "moh", From: "2024-03-01", Until: from.AddDays(-1), Duty: org.DutyActive},
		{Agency: "moh", From: from, Until: until, Duty: org.DutyLeave}}
	if until != "" {
		h.Posts = append(h.Posts, org.Post{Agency: "moh", From: until.AddDays(1), Duty: org.DutyActive})
	}
}

// A person who joined on Friday 1 March 2024; the rule began long before, unless the case says otherwise.
func TestEveryKindOfDueDateAndItsReason(t *testing.T) {
	const required = "“Code of Conduct for every civil servant” (rule coc, version 1) "
	const nothing = "; still missing: everything, as the course has not been begun."
	for _, c := range []struct {
		name string
		rule func(*learning.Rule)
		also func(*history)
		due  day.Date
		why  string // as at 15 April 2024
	}{
		{"as ever", nil, nil, "2024-05-30", "is due by 30 May 2024, 90 days after joining on 1 March 2024"},
		{"as ever, the rule is later", func(r *learning.Rule) { r.From = "2024-04-01" }, nil, "2024-06-30",
			"is due by 30 June 2024, 90 days after the rule began on 1 April 2024"},
		{"as ever, approved later", nil, func(h *history) {
			h.Approval = learning.Approval{Needed: true, Given: []catalogue.Approved{{Version: "1.0.0", Day: "2024-04-10", Recorded: instant("2024-04-10")}}}
		}, "2024-07-09", "is due by 9 July 2024, 90 days after the course was approved on 10 April 2024"},
		{"a date", func(r *learning.Rule) { r.DueFrom, r.DueOn, r.DueDays = learning.DueFromDate, "2024-06-20", 30 }, nil, "2024-06-20",
			"is due by 20 June 2024, the day that the rule names"},
		{"a date, for a newcomer", func(r *learning.Rule) { r.DueFrom, r.DueOn, r.DueDays = learning.DueFromDate, "2024-03-05", 30 }, nil, "2024-03-31",
			"was due by 31 March 2024, 30 days after joining on 1 March 2024"},
		{"joining", func(r *learning.Rule) { r.DueFrom, r.DueDays = learning.DueFromJoining, 60 }, nil, "2024-04-30",
			"is due by 30 April 2024, 60 days after joining on 1 March 2024"},
		{"joining long ago", func(r *learning.Rule) { r.DueFrom, r.DueDays, r.From = learning.DueFromJoining, 10, "2024-04-15" }, nil, "2024-04-15",
			"is due by 15 April 2024, when the rule began, later than 10 days after joining on 1 March 2024"},
		{"first sign-in", func(r *learning.Rule) { r.DueFrom, r.DueDays = learning.DueFromSignIn, 10 },
			func(h *history) {
				h.FirstSignIn = learning.SignIn{At: instant("2024-04-09"), Recorded: instant("2024-04-09")}
			}, "2024-04-19",
			"is due by 19 April 2024, 10 days after the first sign-in on 9 April 2024"},
		{"never signed in", func(r *learning.Rule) { r.DueFrom, r.DueDays = learning.DueFromSignIn, 10 }, nil, "",
			"asks for it, 10 days after the first sign-in, which has not come yet"},
		{"the post", func(r *learning.Rule) {
			r.DueFrom, r.DueDays, r.Audience.Flags = learning.DueFromPost, 30, []org.Flag{org.FlagHead}
		}, func(h *history) {
			h.Posts = append(h.Posts, org.Post{Agency: "moh", Acting: true, Flags: []org.Flag{org.FlagHead}, From: "2024-04-02", Until: "2024-06-30",
				Duty: org.DutyActive})
		}, "2024-05-02", "is due by 2 May 2024, 30 days after the post began on 2 April 2024"},
		{"the other course", func(r *learning.Rule) { r.DueFrom, r.DueAfter, r.DueDays = learning.DueFromCourse, other, 30 },
			func(h *history) { h.begunOther("2024-04-08") }, "2024-05-08", "is due by 8 May 2024, 30 days after completing “The other course” on 8 April 2024"},
		{"the other course, elsewhere", func(r *learning.Rule) { r.DueFrom, r.DueAfter, r.DueDays = learning.DueFromCourse, other, 30 }, func(h *history) {
			h.allow(learning.Allowance{Kind: learning.AllowanceEquivalent, Course: other, From: "2024-03-20", Document: "RIM/14"})
		}, "2024-04-19", "is due by 19 April 2024, 30 days after completing “other” on 20 March 2024"},
		{"the other course, not yet", func(r *learning.Rule) { r.DueFrom, r.DueAfter, r.DueDays = learning.DueFromCourse, other, 1 }, nil, "",
			"asks for it, 1 day after completing “other”, which has not come yet"},
		{"January", func(r *learning.Rule) { r.DueFrom, r.DueDays = learning.DueFromJanuary, 0 }, nil, "2025-01-31",
			"is due by 31 January 2025, the end of January, as every year"},
		{"moved off a Saturday", func(r *learning.Rule) { r.Calendar, r.DueDays = true, 50 }, nil, "2024-04-22",
			"is due by 22 April 2024 (20 April 2024, moved since 20 April 2024 is a Saturday), 50 days after joining on 1 March 2024"},
		{"moved off a holiday", func(r *learning.Rule) { r.Calendar, r.DueDays = true, 62 }, func(h *history) {
			h.Closures = []learning.Closure{{ID: "c", From: "2024-05-02", Until: "2024-05-02", Name: "A holiday", Recorded: instant("2024-01-01")}}
		}, "2024-05-03", "is due by 3 May 2024 (2 May 2024, moved since 2 May 2024 is no working day (A holiday)), 62 days after joining on 1 March 2024"},
		{"leave", func(r *learning.Rule) { r.Calendar, r.DueDays = true, 62 }, func(h *history) { h.leave("2024-04-01", "2024-04-08") }, "2024-05-10",
			"is due by 10 May 2024 (2 May 2024, moved since 8 days of leave do not count), 62 days after joining on 1 March 2024"},
		{"leave, and a rule from before", func(r *learning.Rule) { r.DueDays = 50 }, func(h *history) { h.leave("2024-04-01", "2024-04-08") }, "2024-04-20",
			"is due by 20 April 2024, 50 days after joining on 1 March 2024"},
		{"leave without an end", func(r *learning.Rule) { r.Calendar = true }, func(h *history) { h.leave("2024-04-01", "") }, "",
			"asks for it, with 59 days left on return from the leave that began on 1 April 2024, not counted as overdue while on leave"},
		{"an extension", nil, func(h *history) { h.allow(learning.Allowance{Kind: learning.AllowanceExtension, Until: "2024-07-01"}) }, "2024-07-01",
			"is due by 1 July 2024 (30 May 2024, moved since it was extended until 1 July 2024 (Illness)), 90 days after joining on 1 March 2024"},
		{"an extension that is sooner", nil, func(h *history) { h.allow(learning.Allowance{Kind: learning.AllowanceExtension, Until: "2024-05-01"}) }, "2024-05-30",
			"is due by 30 May 2024, 90 days after joining on 1 March 2024"},
		{"exempt", nil, func(h *history) {
			h.allow(learning.Allowance{Kind: learning.AllowanceExemption, From: "2024-04-10", Until: "2024-04-19"})
		}, "2024-06-09", "asks nothing from 10 April 2024 until 19 April 2024, by exemption (Illness)"},
		{"exempt before", nil, func(h *history) {
			h.allow(learning.Allowance{Kind: learning.AllowanceExemption, From: "2024-04-10", Until: "2024-04-10"})
		}, "2024-05-31", "is due by 31 May 2024 (30 May 2024, moved since 1 day of exemption does not count), 90 days after joining on 1 March 2024"},
		{"exempt without an end", nil, func(h *history) { h.allow(learning.Allowance{Kind: learning.AllowanceExemption, From: "2024-04-10"}) }, "",
			"asks nothing from 10 April 2024 without an end, by exemption (Illness)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHistory()
			h.rule("coc", 1, c.rule)
			if c.also != nil {
				c.also(h)
			}
			got := h.asAt("2024-04-15")
			if got.Due != c.due || got.Why != required+c.why+nothing {
				t.Errorf("got due %s: %s\nwant    %s: %s", got.Due.ISO(), got.Why, c.due.ISO(), required+c.why+nothing)
			}
		})
	}
}

func TestReasonsOfACompletion(t *testing.T) {
	elsewhere := learning.Allowance{Kind: learning.AllowanceEquivalent, From: "2024-04-01", Document: "RIM/2024/14"}
	for _, c := range []struct {
		name  string
		rule  func(*learning.Rule)
		also  func(*history)
		on    day.Date
		state learning.State
		until day.Date
		due   day.Date
		why   string
	}{
		{"elsewhere", nil, func(h *history) { h.allow(elsewhere) }, "2024-05-01", learning.StateComplete, "2026-04-01", "2026-04-01",
			"Completed on 1 April 2024 by training elsewhere, accepted as equivalent (RIM/2024/14), which holds until 1 April 2026; " +
				"nothing more is asked before it can be renewed from 1 February 2026."},
		{"elsewhere, with an end", nil, func(h *history) { a := elsewhere; a.Until = "2024-06-01"; h.allow(a) }, "2024-06-02", learning.StateExpired, "2024-06-01", "2024-06-01",
			"Completed on 1 April 2024 by training elsewhere, accepted as equivalent (RIM/2024/14), which held until 1 June 2024; " +
				"“Code of Conduct for every civil servant” (rule coc, version 1) asks to renew it."},
		{"elsewhere takes nothing away", nil, func(h *history) { h.whole(1, "2024-04-01"); a := elsewhere; a.Until = "2024-06-01"; h.allow(a) }, "2024-06-02",
			learning.StateComplete, "2026-04-05", "2026-04-05",
			"Completed on 5 April 2024, which holds until 5 April 2026; nothing more is asked before it can be renewed from 5 February 2026."},
		{"its own window", func(r *learning.Rule) { r.WindowDays = 10 }, func(h *history) { h.whole(1, "2024-04-01") }, "2026-03-26", learning.StateComplete, "2026-04-05", "2026-04-05",
			"Completed on 5 April 2024, which holds until 5 April 2026; nothing more is asked before it can be renewed from 27 March 2026."},
		{"January", func(r *learning.Rule) { r.DueFrom, r.WindowDays = learning.DueFromJanuary, 31 }, func(h *history) { h.whole(1, "2024-12-30") }, "2025-02-01",
			learning.StateComplete, "2026-01-31", "2026-01-31",
			"Completed on 3 January 2025, which holds until 31 January 2026; nothing more is asked before it can be renewed from 1 January 2026."},
		{"the end is a Sunday", func(r *learning.Rule) { r.Calendar = true }, func(h *history) { h.whole(1, "2024-04-01") }, "2026-04-06", learning.StateExpiring, "2026-04-05", "2026-04-06",
			"Completed on 5 April 2024, which held until 5 April 2026; “Code of Conduct for every civil servant” (rule coc, version 1) asks to renew it by " +
				"6 April 2026 (5 April 2026, moved since 5 April 2026 is a Sunday)."},
		{"exempt at the end", nil, func(h *history) {
			h.whole(1, "2024-04-01")
			h.allow(learning.Allowance{Kind: learning.AllowanceExemption, From: "2026-01-01"})
		}, "2026-04-06", learning.StateExpired, "2026-04-05", "", "Completed on 5 April 2024, which held until 5 April 2026; “Code of Conduct for every civil servant” " +
			"(rule coc, version 1) asks nothing from 1 January 2026 without an end, by exemption (Illness)."},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHistory()
			h.rule("coc", 1, c.rule)
			c.also(h)
			got := h.asAt(c.on)
			if got.State != c.state || got.ValidUntil != c.until || got.Due != c.due || got.Why != c.why {
				t.Errorf("got  %s until %s due %s: %s\nwant %s until %s due %s: %s", got.State, got.ValidUntil.ISO(), got.Due.ISO(), got.Why,
					c.state, c.until.ISO(), c.due.ISO(), c.why)
			}
		})
	}
}

// Who is not of an audience is told what keeps them out, and an acting post binds while it lasts.
func TestAudiencesByPostAndPerson(t *testing.T) {
	for _, c := range []struct {
		name     string
		audience learning.Audience
		on       day.Date
		free     string // "" bound
	}{
		{"a position", learning.Audience{Positions: []string{"planning officer"}}, "2024-04-15", ""},
		{"another position", learning.Audience{Positions: []string{"Driver"}}, "2024-04-15", "this position"},
		{"a flag of the acting post", learning.Audience{Flags: []org.Flag{org.FlagHead}}, "2024-04-15", ""},
		{"after the acting post", learning.Audience{Flags: []org.Flag{org.FlagHead}}, "2024-05-01", "this position"},
		{"a category", learning.Audience{Categories: []string{"Executive"}}, "2024-04-15", ""},
		{"another category", learning.Audience{Categories: []string{"Operational"}}, "2024-04-15", "this position category"},
		{"joined after", learning.Audience{JoinedAfter: "2024-02-29"}, "2024-04-15", ""},
		{"joined on the day", learning.Audience{JoinedAfter: "2024-03-01"}, "2024-04-15", "those who joined on 1 March 2024 or before"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHistory()
			h.Person.Category, h.Posts[0].Position = "Executive", "Planning Officer"
			h.Posts = append(h.Posts, org.Post{Agency: "moh", Position: "Director", Acting: true, Flags: []org.Flag{org.FlagHead}, From: "2024-04-01",
				Until: "2024-04-30", Duty: org.DutyActive})
			h.rule("coc", 1, func(r *learning.Rule) { r.Audience = c.audience })
			got := h.asAt(c.on)
			want := "Not required: “Code of Conduct for every civil servant” does not ask it of " + c.free + "."
			if got.Assigned != (c.free == "") || c.free != "" && got.Why != want {
				t.Errorf("got assigned %v: %s\nwant %s", got.Assigned, got.Why, want)
			}
		})
	}
}

// Decisions and closures count for every day, but only from when they were recorded.
func TestDecisionsCountFromWhenTheyWereRecorded(t *testing.T) {
	h := newHistory()
	h.rule("coc", 1, func(r *learning.Rule) { r.Calendar = true })
	h.allow(learning.Allowance{Kind: learning.AllowanceExtension, Until: "2024-07-05", Recorded: instant("2024-08-01")})
	back := h.Allowances[0]
	back.ID, back.Withdraws, back.Recorded = back.ID+"/withdrawn", back.ID, instant("2024-09-01")
	h.Allowances = append(h.Allowances, back)
	at := day.Date("2024-06-15").End()
	for known, want := range map[day.Date]day.Date{"2024-07-31": "2024-05-30", "2024-08-01": "2024-07-05", "2024-09-01": "2024-05-30"} {
		if got := learning.Derive(h.Inputs, at, known.End()); got.Due != want || (got.State == learning.StateOverdue) != (want < "2024-06-15") {
			t.Errorf("as known on %s: got %s by %s, want by %s", known, got.State, got.Due, want)
		}
	}
}
