package learning_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lamtoen/courses"
	"lamtoen/internal/catalogue"
	"lamtoen/internal/day"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

const (
	learner = org.PersonID("p0000000000000001")
	conduct = courses.CourseID("code-of-conduct")
)

// history makes facts and inputs for the tests of status.
type history struct{ learning.Inputs }

// newHistory is a regular civil servant who joined on 1 March 2024 and serves in one post without end.
func newHistory() *history {
	full := &learning.Outline{Version: "1.0.0", Lessons: []courses.LessonID{"one", "two"}, Assessed: true, Acknowledged: true, ValidMonths: 24}
	return &history{learning.Inputs{
		Course:   conduct,
		Person:   org.Person{ID: learner, Kind: org.KindRegular, Joined: "2024-03-01"},
		Posts:    []org.Post{{Agency: "moh", From: "2024-03-01", Duty: org.DutyActive}},
		Outlines: map[courses.Version]*learning.Outline{"1.0.0": full},
		Current:  "1.0.0",
	}}
}

// rule adds a version of a rule.
func (h *history) rule(name string, version int, change func(*learning.Rule)) {
	r := learning.Rule{ID: fmt.Sprintf("%s/%d", name, version), Rule: name, Version: version, Title: "Code of Conduct for every civil servant",
		Course: conduct, Audience: learning.Audience{Kinds: []org.Kind{org.KindRegular, org.KindContract}}, DueDays: 90,
		From: "2023-01-01", Recorded: instant("2023-01-01")}
	if change != nil {
		change(&r)
	}
	h.Rules = append(h.Rules, r)
}

// fact adds a fact that was recorded when it happened, on the n-th enrolment.
func (h *history) fact(kind learning.Kind, n int, on day.Date, data any, about ...string) *learning.Fact {
	f := learning.Fact{ID: learning.FactID(learner, conduct, n, about...), Kind: kind, Person: learner, Course: conduct, Enrolment: n,
		Version: "1.0.0", Hash: "h1:x", At: instant(on), Recorded: instant(on), By: "x", Via: learning.ViaWeb}
	if data != nil {
		raw, err := store.Encode(data)
		if err != nil {
			panic(err)
		}
		f.Data = raw
	}
	h.Facts = append(h.Facts, f)
	return &h.Facts[len(h.Facts)-1]
}

func (h *history) lesson(n int, id string, on day.Date) *learning.Fact {
	return h.fact(learning.KindLessonDone, n, on, learning.LessonData{}, "lesson", id)
}

func (h *history) submit(n, k, score int, passed bool, on day.Date) *learning.Fact {
	return h.fact(learning.KindSubmitted, n, on, learning.SubmissionData{Score: score, Passed: passed}, "attempt", strconv.Itoa(k), "submission")
}

func (h *history) regrade(n, k, erratum, score int, passed bool, on day.Date) *learning.Fact {
	return h.fact(learning.KindRegraded, n, on, learning.RegradeData{Score: score, Passed: passed}, "attempt", strconv.Itoa(k), "submission",
		"regrade", strconv.Itoa(erratum))
}

func (h *history) sign(n int, on day.Date) *learning.Fact {
	return h.fact(learning.KindSigned, n, on, learning.SignatureData{}, "signature")
}

func (h *history) void(f *learning.Fact, on day.Date) *learning.Fact {
	id := f.ID
	about := strings.Split(id, "/")[3:]
	return h.fact(learning.KindVoid, f.Enrolment, on, learning.VoidData{Fact: id, Cause: "mistake"}, append(about, "void")...)
}

// whole goes through the course from beginning to signature, a day a step.
func (h *history) whole(n int, from day.Date) {
	h.fact(learning.KindEnrolled, n, from, nil)
	h.lesson(n, "one", from.AddDays(1))
	h.lesson(n, "two", from.AddDays(2))
	h.submit(n, 1, 9000, true, from.AddDays(3))
	h.sign(n, from.AddDays(4))
}

// major publishes version 2.0.0, which has changed lesson two and nothing that is tested.
func (h *history) major(on day.Date, days int) {
	h.Editions = []learning.Edition{{Version: "1.0.0", Published: instant("2020-01-01")},
		{Version: "2.0.0", Published: instant(on), DueDays: days, Because: "The law has changed."}}
	h.AddOutline(learning.Part{Version: "2.0.0", Path: learning.Path{Since: "1.0.0"}},
		&learning.Outline{Version: "2.0.0", Lessons: []courses.LessonID{"two"}, Acknowledged: true, ValidMonths: 24})
}

// since begins the difference from 1.0.0 to 2.0.0.
func (h *history) since(n int, on day.Date) {
	h.fact(learning.KindEnrolled, n, on, learning.Path{Since: "1.0.0"}).Version = "2.0.0"
}

// instant is noon of the day.
func instant(d day.Date) time.Time { return d.Start().Add(12 * time.Hour) }

// asAt is the status at the end of a day, with all that is known.
func (h *history) asAt(d day.Date) learning.Status {
	return learning.Derive(h.Inputs, d.End(), day.Date("2199-01-01").End())
}

// anyHistory draws rules, posts, facts, voids and late records over some three years.
func anyHistory(t *rapid.T) *history {
	h := newHistory()
	h.Posts = nil
	h.Person.Kind = rapid.SampledFrom([]org.Kind{org.KindRegular, org.KindRegular, org.KindElected}).Draw(t, "kind")
	anyVersions(t, h)
	anyRules(t, h)
	from := anyDay(t, "post")
	for range rapid.IntRange(0, 3).Draw(t, "posts") {
		until := from.AddDays(rapid.IntRange(0, 500).Draw(t, "days"))
		duty := rapid.SampledFrom([]org.Duty{org.DutyActive, org.DutyLeave}).Draw(t, "duty")
		h.Posts = append(h.Posts, org.Post{Agency: "moh", From: from, Until: until, Duty: duty})
		from = until.AddDays(rapid.IntRange(1, 60).Draw(t, "gap"))
	}
	for n := range rapid.IntRange(0, 3).Draw(t, "enrolments") {
		anyEnrolment(t, h, n+1)
	}
	for range rapid.IntRange(0, 3).Draw(t, "voids") {
		if len(h.Facts) > 0 {
			f := rapid.SampledFrom(h.Facts).Draw(t, "voided")
			h.void(&f, anyDay(t, "void"))
		}
	}
	h.Facts = slices.CompactFunc(slices.SortedFunc(slices.Values(h.Facts), func(a, b learning.Fact) int { return strings.Compare(a.ID, b.ID) }),
		func(a, b learning.Fact) bool { return a.ID == b.ID })
	for i := range h.Facts {
		late := time.Duration(rapid.SampledFrom([]int{0, 0, 1, 30, 200}).Draw(t, "late")) * 24 * time.Hour
		h.Facts[i].Recorded = h.Facts[i].At.Add(late)
	}
	h.Facts = rapid.Permutation(h.Facts).Draw(t, "order")
	anyOutages(t, h)
	return h
}

// anyOutages draws outages of whole hours, half of them about a due date that some rule makes, and withdraws some.
func anyOutages(t *rapid.T, h *history) {
	for i := range rapid.IntRange(0, 4).Draw(t, "outages") {
		on := anyDay(t, "outage")
		if len(h.Rules) > 0 && rapid.Bool().Draw(t, "at a due date") {
			r := rapid.SampledFrom(h.Rules).Draw(t, "of rule")
			on = max(r.From, h.Person.Joined).AddDays(r.DueDays + rapid.IntRange(-3, 3).Draw(t, "off by"))
		}
		from := on.Start().Add(time.Duration(rapid.IntRange(0, 23).Draw(t, "hour")) * time.Hour)
		until := from.Add(time.Duration(rapid.SampledFrom([]int{1, 6, 24, 25, 100}).Draw(t, "hours")) * time.Hour)
		o := learning.Outage{ID: fmt.Sprint("o", i), From: from, Until: until, Cause: "storm",
			Course: rapid.SampledFrom([]courses.CourseID{"", conduct, "another"}).Draw(t, "of course"), Recorded: until.AddDate(0, 0, rapid.IntRange(0, 40).Draw(t, "told"))}
		h.Outages = append(h.Outages, o)
		if rapid.IntRange(0, 3).Draw(t, "wrong") == 0 {
			o.ID, o.Withdraws, o.Recorded = o.ID+"-withdrawn", o.ID, o.Recorded.AddDate(0, 0, rapid.IntRange(0, 40).Draw(t, "withdrawn"))
			h.Outages = append(h.Outages, o)
		}
	}
}

func anyRules(t *rapid.T, h *history) {
	for _, name := range []string{"first", "second"} {
		for v := range rapid.IntRange(0, 2).Draw(t, "versions") {
			h.rule(name, v+1, func(r *learning.Rule) {
				r.From, r.Recorded = anyDay(t, "from"), instant(anyDay(t, "recorded"))
				r.DueDays = rapid.IntRange(1, 200).Draw(t, "due")
				r.ValidMonths = rapid.SampledFrom([]int{0, 1, 12}).Draw(t, "rule valid")
				if rapid.Bool().Draw(t, "ends") {
					r.Until = r.From.AddDays(rapid.IntRange(0, 400).Draw(t, "lasts"))
				}
			})
		}
	}
}

func anyEnrolment(t *rapid.T, h *history, n int) {
	version := rapid.SampledFrom([]courses.Version{"1.0.0", "1.0.0", "1.1.0", "2.0.0", "2.1.0"}).Draw(t, "version")
	first := len(h.Facts)
	h.fact(learning.KindEnrolled, n, anyDay(t, "enrolled"), anyPath(t, version))
	for _, id := range []string{"one", "two", "three"} {
		if rapid.IntRange(0, 4).Draw(t, "read") > 0 {
			h.lesson(n, id, anyDay(t, id))
		}
	}
	if rapid.IntRange(0, 4).Draw(t, "retold") == 0 { // after a void, told again; and the void may be taken back
		h.fact(learning.KindLessonDone, n, anyDay(t, "retold on"), nil, "lesson", "one", "2")
	}
	for k := range rapid.IntRange(0, 3).Draw(t, "attempts") {
		on := anyDay(t, "attempt")
		h.fact(learning.KindStarted, n, on, nil, "attempt", strconv.Itoa(k+1))
		result := learning.SubmissionData{Score: rapid.IntRange(0, 10000).Draw(t, "score"), Passed: rapid.Bool().Draw(t, "passed")}
		if k == 0 && rapid.IntRange(0, 3).Draw(t, "first") == 0 {
			result.Purpose = learning.PurposePretest
		}
		h.fact(learning.KindSubmitted, n, on, result, "attempt", strconv.Itoa(k+1), "submission")
		for e := range rapid.SampledFrom([]int{0, 0, 0, 1, 2}).Draw(t, "regrades") {
			better := learning.RegradeData{Score: rapid.IntRange(0, 10000).Draw(t, "regraded"), Passed: rapid.Bool().Draw(t, "then passed"), Purpose: result.Purpose}
			h.fact(learning.KindRegraded, n, on, better, "attempt", strconv.Itoa(k+1), "submission", "regrade", strconv.Itoa(e+1))
		}
	}
	if rapid.IntRange(0, 3).Draw(t, "signs") > 0 {
		h.sign(n, anyDay(t, "signed"))
	}
	for i := first; i < len(h.Facts); i++ {
		h.Facts[i].Version = version
	}
}

// anyVersions draws what each version asks, whole and in parts, when it was published and approved, and what it asks of holders of
// an older one.
func anyVersions(t *rapid.T, h *history) {
	h.Approval.Needed = rapid.IntRange(0, 3).Draw(t, "approval needed") == 0
	published := anyDay(t, "first published").AddDays(-400)
	for i, v := range []courses.Version{"1.0.0", "1.1.0", "2.0.0", "2.1.0", "3.0.0"} {
		published = published.AddDays(rapid.IntRange(0, 400).Draw(t, "published after"))
		h.Editions = append(h.Editions, learning.Edition{Version: v, Published: instant(published), Because: "The rules changed.",
			DueDays: rapid.SampledFrom([]int{0, 10, 90}).Draw(t, "delta days")})
		if rapid.Bool().Draw(t, "approved") {
			on := published.AddDays(rapid.IntRange(0, 60).Draw(t, "approved after"))
			h.Approval.Given = append(h.Approval.Given, catalogue.Approved{Version: v, Day: on, Recorded: instant(on.AddDays(rapid.IntRange(0, 9).Draw(t, "late")))})
		}
		if i == 0 {
			continue
		}
		outline := func(lessons ...courses.LessonID) *learning.Outline {
			return &learning.Outline{Version: v, Lessons: lessons, Assessed: rapid.Bool().Draw(t, "assessed"),
				Acknowledged: rapid.Bool().Draw(t, "acknowledged"), ValidMonths: rapid.SampledFrom([]int{0, 6}).Draw(t, "valid")}
		}
		h.AddOutline(learning.Part{Version: v}, outline("one", "two", "three"))
		h.AddOutline(learning.Part{Version: v, Path: learning.Path{Since: "1.0.0"}}, outline("three"))
		h.AddOutline(learning.Part{Version: v, Path: learning.Path{Refresher: "short"}}, outline())
	}
	slices.SortFunc(h.Approval.Given, func(a, b catalogue.Approved) int { return strings.Compare(string(a.Day), string(b.Day)) })
}

// anyPath draws the data of an enrolment's fact: nil for the whole.
func anyPath(t *rapid.T, v courses.Version) any {
	paths := []any{nil, nil, learning.Path{Refresher: "short"}, learning.Path{Since: "1.0.0"}}
	if v == "1.0.0" {
		return nil
	}
	return rapid.SampledFrom(paths).Draw(t, "path")
}

func anyDay(t *rapid.T, label string) day.Date {
	return day.Date("2024-01-01").AddDays(rapid.IntRange(0, 1100).Draw(t, label))
}

func TestHistoryIsWhole(t *testing.T) {
	h := newHistory()
	h.whole(1, "2024-04-01")
	if got := h.asAt("2024-04-05"); got.State != learning.StateComplete {
		t.Errorf("after the whole course: got %s, want complete", got.State)
	}
}
