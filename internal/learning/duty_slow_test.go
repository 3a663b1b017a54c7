package learning_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"pgregory.net/rapid"

	"lamtoen/courses"
	"lamtoen/internal/day"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
)

// other is the course from whose completion some rules count.
const other = courses.CourseID("other")

// endless is how many days the slow version looks ahead before it calls a pause endless.
const endless = 6000

// allowed gives the decisions of a kind that were known and not taken back.
func (s slow) allowed(kind learning.AllowanceKind) (list []learning.Allowance) {
	known := slices.DeleteFunc(slices.Clone(s.Allowances), func(a learning.Allowance) bool { return a.Recorded.After(s.known) })
	for _, a := range known {
		back := slices.ContainsFunc(known, func(w learning.Allowance) bool { return w.Withdraws == a.ID })
		if a.Kind == kind && a.Withdraws == "" && !back {
			list = append(list, a)
		}
	}
	return list
}

// exempt: some exemption covers the day.
func (s slow) exempt(d day.Date) bool {
	return slices.ContainsFunc(s.allowed(learning.AllowanceExemption), func(a learning.Allowance) bool {
		return (a.Course == "" || a.Course == s.Course) && a.From <= d && (a.Until == "" || d <= a.Until)
	})
}

// away: in service on the day, and on leave from every post.
func (s slow) away(d day.Date) bool {
	served := false
	for _, p := range s.Posts {
		if covers(p, d) {
			if served = true; p.Duty != org.DutyLeave {
				return false
			}
		}
	}
	return served
}

// runs goes on from start, day by day, until so many days have run; "" when they never will.
func (s slow) runs(start day.Date, days int, r learning.Rule) day.Date {
	d := start
	for range endless {
		if !s.exempt(d) && (!r.Calendar || !s.away(d)) {
			if days == 0 {
				return d
			}
			days--
		}
		d = d.AddDays(1)
	}
	return ""
}

// by is when what is asked by a day, of which the days count from start, is due after all.
func (s slow) by(r learning.Rule, start, due day.Date, outages bool) day.Date {
	days := 0
	for start.AddDays(days) < due {
		days++
	}
	if due = s.runs(start, days, r); due == "" {
		return ""
	}
	for _, a := range s.allowed(learning.AllowanceExtension) {
		if a.Course == s.Course {
			due = max(due, a.Until)
		}
	}
	if outages {
		due = s.moved(due)
	}
	for at := s.servesOn(due); r.Calendar && s.shut(due, at); {
		due = due.AddDays(1)
	}
	return due
}

// servesOn is where the person serves on a day: as appointed, else acting, else where they served last.
func (s slow) servesOn(d day.Date) org.AgencyCode {
	for _, asked := range []func(org.Post) bool{
		func(p org.Post) bool { return covers(p, d) && !p.Acting },
		func(p org.Post) bool { return covers(p, d) },
		func(p org.Post) bool { return p.From <= d },
	} {
		var found org.AgencyCode
		for _, p := range s.Posts {
			if asked(p) {
				found = p.Agency
			}
		}
		if found != "" {
			return found
		}
	}
	return ""
}

// shut tells whether no work is asked in the agency on the day.
func (s slow) shut(d day.Date, at org.AgencyCode) bool {
	if w := d.Start().Add(6 * time.Hour).Weekday(); w == time.Saturday || w == time.Sunday {
		return true
	}
	above := map[org.AgencyCode]org.AgencyCode{"gw-haa-bji": "dz-haa"}
	kinds := map[org.AgencyCode]org.AgencyType{"moh": org.TypeMinistry, "dz-haa": org.TypeDzongkhag, "gw-haa-bji": org.TypeGewog}
	return slices.ContainsFunc(s.Closures, func(c learning.Closure) bool {
		back := slices.ContainsFunc(s.Closures, func(w learning.Closure) bool { return w.Withdraws == c.ID && !w.Recorded.After(s.known) })
		return c.Withdraws == "" && !back && !c.Recorded.After(s.known) && c.From <= d && d <= c.Until &&
			(c.Place == "" || c.Place == at || at != "" && c.Place == above[at]) &&
			(len(c.Types) == 0 || slices.Contains(c.Types, kinds[at]))
	})
}

// since is the first day of the first post that makes the person one of the audience on the day; "" none does.
func (s slow) since(r learning.Rule, today day.Date) (first day.Date) {
	a := r.Audience
	if len(a.Categories) > 0 && !slices.Contains(a.Categories, s.Person.Category) || a.JoinedAfter != "" && s.Person.Joined <= a.JoinedAfter ||
		!slices.Contains(a.Kinds, s.Person.Kind) {
		return ""
	}
	for _, p := range s.Posts {
		flagged := len(a.Flags) == 0
		for _, f := range a.Flags {
			flagged = flagged || p.Has(f)
		}
		if covers(p, today) && flagged && (len(a.Positions) == 0 || slices.Contains(a.Positions, p.Position)) && (first == "" || p.From < first) {
			first = p.From
		}
	}
	return first
}

// asked is from when the days of a rule count, and by when it is due if nothing moves that; "" where they have not begun.
func (s slow) asked(r learning.Rule, since day.Date) (start, due day.Date) {
	first := r.From
	if s.Approval.Needed {
		first = max(first, s.binding())
	}
	newcomer := max(first, s.Person.Joined)
	switch r.DueFrom {
	case learning.DueFromDate:
		return newcomer, max(r.DueOn, newcomer.AddDays(r.DueDays))
	case learning.DueFromJoining:
		return s.Person.Joined, max(first, s.Person.Joined.AddDays(r.DueDays))
	case learning.DueFromJanuary:
		due = newcomer.AddDays(r.DueDays)
		for due[5:] != "01-31" {
			due = due.AddDays(1)
		}
		return max(newcomer, due[:8]+"01"), due
	case learning.DueFromPost:
		start = max(first, since)
	case learning.DueFromSignIn:
		if in := s.FirstSignIn; in.At.IsZero() || in.At.After(s.at) || in.Recorded.After(s.known) {
			return "", ""
		}
		start = max(first, day.Of(s.FirstSignIn.At))
	case learning.DueFromCourse:
		done := s.doneOther()
		if done == "" {
			return "", ""
		}
		start = max(first, done)
	default:
		start = newcomer
	}
	return start, start.AddDays(r.DueDays)
}

// doneOther is the day on which the other course was first completed, here or elsewhere.
func (s slow) doneOther() (first day.Date) {
	note := func(d day.Date) {
		if first == "" || d < first {
			first = d
		}
	}
	for _, o := range s.Others {
		work := slow{learning.Inputs{Course: other, Facts: o.Facts, Outlines: o.Outlines}, s.at, s.known}
		for n := 1; n <= 3; n++ {
			if _, ok := work.when(n, learning.KindEnrolled, nil); ok {
				if _, learnt, signed, end := work.done(n); learnt && signed {
					note(day.Of(end))
				}
			}
		}
	}
	for _, a := range s.allowed(learning.AllowanceEquivalent) {
		if a.Course == other && !a.From.Start().After(s.at) {
			note(a.From)
		}
	}
	return first
}

// ends is the last day of what was completed on a day.
func (s slow) ends(on day.Date, months int, r *learning.Rule) day.Date {
	if r != nil && r.DueFrom == learning.DueFromJanuary {
		_, first := s.asked(*r, "")
		e := on.AddDays(s.window(r))
		for e[5:] != "01-31" {
			e = e.AddDays(1)
		}
		return max(e, first)
	}
	if r != nil && r.ValidMonths > 0 {
		months = r.ValidMonths
	}
	if months == 0 {
		return ""
	}
	return on.AddMonths(months)
}

func (s slow) window(r *learning.Rule) int {
	if r == nil || r.WindowDays == 0 {
		return 60
	}
	return r.WindowDays
}

// elsewhere adds training elsewhere to what was completed here: what holds longest counts.
func (s slow) elsewhere(out *learning.Status, r *learning.Rule) {
	for _, a := range s.allowed(learning.AllowanceEquivalent) {
		if a.Course != s.Course || a.From.Start().After(s.at) {
			continue
		}
		accepted := s.Editions[0].Version
		for _, e := range s.Editions {
			if !e.Published.After(a.Recorded) {
				accepted = e.Version
			}
		}
		out.CompletedOn = max(out.CompletedOn, accepted)
		end := a.Until
		if end == "" {
			end = s.ends(a.From, s.Outlines[s.Current].ValidMonths, r)
		}
		lasts := func(d day.Date) day.Date { return max(d, day.Date(strings.Repeat("9", 10*(1-min(1, len(d)))))) }
		if out.Completed.IsZero() || lasts(end) > lasts(out.ValidUntil) {
			out.Completed, out.ValidUntil, out.Elsewhere = a.From.Start(), end, true
		}
	}
}

// anyDuties adds what issue of rules, posts, decisions and the calendar there may be to any history.
func anyDuties(t *rapid.T, tree *org.Tree) *history {
	h := anyHistory(t)
	h.Tree = tree
	settled(t, h)
	h.Person.Category = rapid.SampledFrom([]string{"", "Executive"}).Draw(t, "category")
	for i := range h.Rules {
		anyDue(t, &h.Rules[i])
	}
	anyPosts(t, h)
	anyAllowances(t, h)
	anyClosures(t, h)
	if rapid.Bool().Draw(t, "signed in") {
		on := anyDay(t, "first sign-in")
		h.FirstSignIn = learning.SignIn{At: instant(on), Recorded: instant(on.AddDays(rapid.IntRange(0, 20).Draw(t, "told of it")))}
	}
	work := newHistory()
	if rapid.Bool().Draw(t, "other begun") {
		work.fact(learning.KindEnrolled, 1, anyDay(t, "other enrolled"), nil)
		signed := work.sign(1, anyDay(t, "other signed"))
		if rapid.IntRange(0, 3).Draw(t, "other void") == 0 {
			work.void(signed, anyDay(t, "void of other"))
		}
	}
	h.Others = []learning.Other{{Course: other, Facts: work.Facts,
		Outlines: map[courses.Version]*learning.Outline{"1.0.0": {Version: "1.0.0", Acknowledged: true}}}}
	return h
}

// settled makes it likely that somebody is bound: duties of people whom no rule asks show little.
func settled(t *rapid.T, h *history) {
	h.Person.Kind, h.Approval.Needed = org.KindRegular, h.Approval.Needed && rapid.Bool().Draw(t, "waits")
	h.rule("third", 1, func(r *learning.Rule) {
		r.From, r.Recorded, r.DueDays = anyDay(t, "from").AddDays(-400), instant("2024-01-01"), rapid.IntRange(1, 200).Draw(t, "due")
		r.ValidMonths = rapid.SampledFrom([]int{0, 3, 12}).Draw(t, "valid")
	})
	if rapid.IntRange(0, 2).Draw(t, "nothing done") == 0 {
		h.Facts = nil
	}
	from := day.Date("2024-02-01")
	h.Posts = nil
	for range rapid.IntRange(3, 9).Draw(t, "stretches") {
		until := from.AddDays(rapid.IntRange(0, 300).Draw(t, "lasts"))
		duty := rapid.SampledFrom([]org.Duty{org.DutyActive, org.DutyLeave}).Draw(t, "duty")
		h.Posts = append(h.Posts, org.Post{From: from, Until: until, Duty: duty})
		from = until.AddDays(rapid.SampledFrom([]int{1, 1, 1, 30}).Draw(t, "gap"))
	}
}

// anyKnown draws an instant of knowledge, half of the times one at which nearly all is known.
func anyKnown(t *rapid.T) time.Time {
	d := anyDay(t, "known")
	if rapid.Bool().Draw(t, "known late") {
		d = d.AddDays(1100)
	}
	return d.End()
}

// anyDue draws what the due date of a rule is reckoned from, and whom it binds.
func anyDue(t *rapid.T, r *learning.Rule) {
	r.Calendar = rapid.Bool().Draw(t, "calendar")
	r.WindowDays = rapid.SampledFrom([]int{0, 1, 30}).Draw(t, "window")
	r.DueFrom = rapid.SampledFrom(learning.DueFroms()).Draw(t, "due from")
	switch r.DueFrom {
	case learning.DueFromDate:
		r.DueOn, r.DueDays = max(r.From, anyDay(t, "due on")), rapid.IntRange(0, 60).Draw(t, "newcomers")
	case learning.DueFromCourse:
		r.DueAfter = other
	case learning.DueFromJanuary:
		r.ValidMonths, r.DueDays = 0, rapid.IntRange(0, 60).Draw(t, "at least")
	default:
	}
	a := &r.Audience
	switch rapid.IntRange(0, 9).Draw(t, "audience") {
	case 0:
		a.Positions = []string{"Chief"}
	case 1:
		a.Flags = []org.Flag{org.FlagHead, org.FlagICT}
	case 2:
		a.Categories = []string{"Executive"}
	case 3:
		a.JoinedAfter = rapid.SampledFrom([]day.Date{"2024-02-28", "2024-03-01"}).Draw(t, "joined after")
	}
}

// anyPosts gives the posts places, adds acting ones, and leaves the last one open at times.
func anyPosts(t *rapid.T, h *history) {
	places := []org.AgencyCode{"moh", "dz-haa", "gw-haa-bji"}
	for i := range h.Posts {
		h.Posts[i].Agency, h.Posts[i].Position = rapid.SampledFrom(places).Draw(t, "place"), "Officer"
	}
	if n := len(h.Posts); n > 0 && rapid.Bool().Draw(t, "open") {
		h.Posts[n-1].Until = ""
	}
	for range rapid.IntRange(0, 2).Draw(t, "acting posts") {
		from := anyDay(t, "acts")
		h.Posts = append(h.Posts, org.Post{Agency: rapid.SampledFrom(places).Draw(t, "acts in"), Position: "Chief", Flags: []org.Flag{org.FlagHead},
			Acting: true, From: from, Until: from.AddDays(rapid.IntRange(0, 300).Draw(t, "acts for")), Duty: org.DutyActive})
	}
	slices.SortStableFunc(h.Posts, func(a, b org.Post) int { return strings.Compare(string(a.From), string(b.From)) })
}

func anyAllowances(t *rapid.T, h *history) {
	for i := range rapid.IntRange(0, 4).Draw(t, "allowances") {
		a := learning.Allowance{ID: fmt.Sprintf("%s/%04d", learner, i+1), Person: learner, Kind: rapid.SampledFrom(learning.AllowanceKinds()).Draw(t, "allows"),
			Course: rapid.SampledFrom([]courses.CourseID{conduct, conduct, other}).Draw(t, "allows of"), From: anyDay(t, "allowed from"),
			Cause: "A cause", Recorded: instant(anyDay(t, "allowed on"))}
		if rapid.IntRange(0, 3).Draw(t, "has an end") > 0 || a.Kind == learning.AllowanceExtension {
			a.Until = a.From.AddDays(rapid.IntRange(0, 300).Draw(t, "allowed for"))
		}
		if a.Kind == learning.AllowanceExemption && rapid.Bool().Draw(t, "of all") {
			a.Course = ""
		}
		h.Allowances = append(h.Allowances, a)
		if rapid.IntRange(0, 4).Draw(t, "taken back") == 0 {
			a.ID, a.Withdraws, a.Recorded = a.ID+"/withdrawn", a.ID, a.Recorded.AddDate(0, 0, rapid.IntRange(0, 90).Draw(t, "after"))
			h.Allowances = append(h.Allowances, a)
		}
	}
}

func anyClosures(t *rapid.T, h *history) {
	for i := range rapid.IntRange(0, 8).Draw(t, "closures") {
		from := anyDay(t, "closed from")
		c := learning.Closure{ID: fmt.Sprint("c", i), Kind: learning.ClosureHoliday, From: from, Until: from.AddDays(rapid.IntRange(0, 60).Draw(t, "closed for")),
			Place: rapid.SampledFrom([]org.AgencyCode{"", "dz-haa", "moh"}).Draw(t, "closed in"), Name: "A closure", Recorded: instant(anyDay(t, "closed on")),
			Types: rapid.SampledFrom([][]org.AgencyType{nil, {org.TypeGewog}, {org.TypeDzongkhag, org.TypeMinistry}}).Draw(t, "closed for types")}
		h.Closures = append(h.Closures, c)
		if rapid.IntRange(0, 4).Draw(t, "no closure") == 0 {
			c.ID, c.Withdraws, c.Recorded = c.ID+"-withdrawn", c.ID, c.Recorded.AddDate(0, 0, rapid.IntRange(0, 90).Draw(t, "after"))
			h.Closures = append(h.Closures, c)
		}
	}
}

// country is a tree with a ministry, a dzongkhag and a gewog below it.
func country(t *testing.T) *org.Tree {
	w := newWorld(t)
	agencies := "code,type,parent_code,name,name_dz,from,until,successors,source\n" +
		"moh,ministry,,Ministry of Health,,,,,test\ndz-haa,dzongkhag,,Haa,,,,,test\ngw-haa-bji,gewog,dz-haa,Bji,,,,,test\n"
	w.must(w.register.LoadAgencies(t.Context(), fstest.MapFS{org.AgencyFile: {Data: []byte(agencies)}}))
	return w.register.Tree("2026-03-02")
}
