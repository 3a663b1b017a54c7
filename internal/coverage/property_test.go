package coverage_test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lamtoen/courses"
	"lamtoen/internal/coverage"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
)

// After any history the cube that followed it says what one says that is folded from scratch, and both what a count from
// the raw records says, person by person; for today and for other days and knowledge.
func TestCubeIsTheCountOfItsPeople(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		h := &history{world: newWorld(t), rt: rt}
		for range rapid.IntRange(3, 25).Draw(rt, "steps") {
			h.step()
			if rapid.IntRange(0, 3).Draw(rt, "look") == 0 {
				h.compare(h.cube, all())
			}
		}
		h.later()
		h.compare(h.cube, all())
		h.compare(h.another(), all())
		past := all()
		past.At = start.AddDays(rapid.IntRange(0, int(h.clock.now().Sub(noon(start))/(24*time.Hour))).Draw(rt, "at"))
		if rapid.Bool().Draw(rt, "known") {
			past.Known = start.AddDays(rapid.IntRange(0, 500).Draw(rt, "known on")).End()
		}
		h.compare(h.cube, past)
	})
}

// history takes random steps in a world.
type history struct {
	*world
	rt     *rapid.T
	people []org.PersonID
	facts  []string
	rules  int
}

var agencies = []org.AgencyCode{"moh", "jdwnrh", "moic", "mowhs", "dz-haa", "gw-haa-bji", "gw-haa-sama", "dz-paro"}

func (h *history) step() {
	h.clock.forward(time.Duration(rapid.IntRange(1, 40*24).Draw(h.rt, "hours")) * time.Hour)
	what := rapid.SampledFrom([]string{"hire", "hire", "fact", "fact", "fact", "void", "move", "leave", "end", "sign in", "rule", "outage", "no outage"}).Draw(h.rt, "step")
	if what == "hire" || len(h.people) == 0 {
		kind := rapid.SampledFrom([]org.Kind{org.KindRegular, org.KindRegular, org.KindContract, org.KindElected}).Draw(h.rt, "kind")
		h.people = append(h.people, h.hireAs(fmt.Sprint(1001+len(h.people)), h.agency(), kind))
		return
	}
	id := rapid.SampledFrom(h.people).Draw(h.rt, "person")
	today := day.Of(h.clock.now())
	switch what {
	case "fact":
		h.anyFact(id)
	case "void":
		if len(h.facts) > 0 {
			h.must(h.learning.Void(h.ctx, rapid.SampledFrom(h.facts).Draw(h.rt, "fact"), "a mistake", "test"))
		}
	case "move":
		h.tolerate(h.register.Move(h.ctx, id, org.Post{Agency: h.agency(), Position: "Officer", From: h.dayBefore(today)}, "test"))
	case "leave":
		from := h.dayBefore(today)
		h.tolerate(h.register.SetLeave(h.ctx, id, from, from.AddDays(rapid.IntRange(0, 90).Draw(h.rt, "days")), "test"))
	case "end":
		if post, ok := h.register.PostAt(id, today); ok {
			h.tolerate(h.register.EndPost(h.ctx, post.ID, h.dayBefore(today), "test", "left"))
		}
	case "sign in":
		if !slices.ContainsFunc(h.firsts, func(s coverage.SignIn) bool { return s.Person == id }) {
			h.signIn(id)
		}
	case "rule":
		h.anyRule(today)
	case "outage":
		from := h.clock.now().Add(-time.Duration(rapid.IntRange(1, 60*24).Draw(h.rt, "outage began")) * time.Hour)
		until := from.Add(time.Duration(rapid.IntRange(1, int(h.clock.now().Sub(from)/time.Hour)).Draw(h.rt, "outage lasted")) * time.Hour)
		course := rapid.SampledFrom([]courses.CourseID{"", conduct}).Draw(h.rt, "of")
		_, err := h.learning.AddOutage(h.ctx, learning.Outage{Course: course, From: from, Until: until, Cause: "A storm"}, "test")
		h.must(err)
	case "no outage":
		if all := h.learning.Outages(); len(all) > 0 {
			h.tolerate(h.learning.WithdrawOutage(h.ctx, rapid.SampledFrom(all).Draw(h.rt, "which").ID, "It was elsewhere", "test"))
		}
	}
}

func (h *history) agency() org.AgencyCode {
	code := rapid.SampledFrom(agencies).Draw(h.rt, "agency")
	if day.Of(h.clock.now()) > "2026-06-01" && (code == "moic" || code == "mowhs") {
		return "moit"
	}
	return code
}

// dayBefore is a day up to two months back.
func (h *history) dayBefore(d day.Date) day.Date {
	return d.AddDays(-rapid.IntRange(0, 60).Draw(h.rt, "days back"))
}

// tolerate passes over what the register refuses.
func (h *history) tolerate(err error) {
	if _, ok := fault.As(err); err != nil && !ok {
		h.t.Fatal(err)
	}
}

// anyFact adds a fact of the person's present round, now or told late; or a whole round at once.
func (h *history) anyFact(id org.PersonID) {
	at := h.clock.now().Add(-time.Duration(rapid.IntRange(0, 40*24).Draw(h.rt, "late")) * time.Hour)
	data := map[learning.Kind]any{
		learning.KindLessonDone: learning.LessonData{}, learning.KindSigned: learning.SignatureData{},
		learning.KindSubmitted: learning.SubmissionData{Score: 9000, Passed: true},
	}
	about := map[learning.Kind][]string{
		learning.KindLessonDone: {"lesson", "one"}, learning.KindSigned: {"signature"},
		learning.KindSubmitted: {"attempt", "1", "submission"}, learning.KindQuestion: {"question", "1"},
	}
	kind := rapid.SampledFrom([]learning.Kind{learning.KindEnrolled, learning.KindLessonDone, learning.KindSubmitted, learning.KindSigned,
		learning.KindQuestion, "all", "all"}).Draw(h.rt, "kind")
	list := []learning.Kind{kind}
	if kind == "all" {
		h.rounds[id] = max(1, h.rounds[id]) + rapid.IntRange(0, 1).Draw(h.rt, "again")
		list = []learning.Kind{learning.KindEnrolled, learning.KindLessonDone, learning.KindSubmitted, learning.KindSigned}
	}
	for _, k := range list {
		h.facts = append(h.facts, h.fact(id, k, at, data[k], about[k]...))
	}
}

// anyRule changes the rule that there is, or adds one for some agencies.
func (h *history) anyRule(today day.Date) {
	r := learning.Rule{Rule: "code-of-conduct", Title: "Rule", Course: conduct, DueDays: rapid.IntRange(1, 120).Draw(h.rt, "due"),
		ValidMonths: rapid.SampledFrom([]int{0, 3, 24}).Draw(h.rt, "valid"), From: h.dayBefore(today)}
	if rapid.Bool().Draw(h.rt, "another") {
		h.rules++
		r.Rule = fmt.Sprintf("rule-%d", h.rules)
		r.Audience.Agencies = []org.AgencyCode{h.agency()}
		r.Audience.Kinds = []org.Kind{rapid.SampledFrom(org.Kinds()).Draw(h.rt, "kind")}
	}
	if rapid.Bool().Draw(h.rt, "ends") {
		r.Until = r.From.AddDays(rapid.IntRange(0, 200).Draw(h.rt, "until"))
	}
	_, err := h.learning.AddRule(h.ctx, r, "test")
	h.must(err)
}

// compare holds a cube's figures against the slow count.
func (h *history) compare(cube *coverage.Cube, q coverage.Query) {
	h.later()
	q.Depth = 9
	table, err := cube.Figures(h.ctx, q)
	h.must(err)
	got := map[org.AgencyCode]coverage.Cell{}
	for _, r := range table.Rows {
		if r.Own != (coverage.Cell{}) {
			got[r.Code] = r.Own
		}
	}
	want := h.slow(q)
	if !maps.Equal(got, want) {
		h.rt.Fatalf("as at %s, known %v:\ngot  %+v\nwant %+v", table.At, q.Known, got, want)
	}
	list, err := cube.People(h.ctx, q, coverage.Filter{}, 0, 100)
	h.must(err)
	counted := map[org.AgencyCode]int{}
	for _, r := range list.Rows {
		counted[placeOf(r)]++
	}
	bound := map[org.AgencyCode]int{}
	for code, c := range want {
		bound[code] = c.Bound()
		if sum := c.Complete + c.Expired + c.PassedNotSigned + c.UnderWay + c.NotStarted + c.NeverSignedIn; sum != c.Must {
			h.rt.Fatalf("%s: the groups add up to %d, not %d", code, sum, c.Must)
		}
	}
	if !reflect.DeepEqual(counted, bound) {
		h.rt.Fatalf("as at %s: people listed %v, want %v", table.At, counted, bound)
	}
}

func placeOf(r coverage.PersonRow) org.AgencyCode {
	if r.Agency.Code == "" {
		return coverage.Unplaced
	}
	return r.Agency.Code
}

// slow counts from the raw records, one person after another, with nothing kept from one question to the next.
func (h *history) slow(q coverage.Query) map[org.AgencyCode]coverage.Cell {
	at, known := q.At, q.Known
	if at == "" {
		at = day.Of(h.clock.now())
	}
	view := h.register.View(at, known)
	if known.IsZero() {
		known = h.clock.now().AddDate(100, 0, 0)
	}
	rules, err := h.learning.Rules(h.ctx)
	h.must(err)
	cells := map[org.AgencyCode]coverage.Cell{}
	for _, id := range h.people {
		m, ok := view.Member(id)
		if !ok || !m.Posted {
			continue
		}
		facts, err := h.learning.FactsOf(h.ctx, id, conduct)
		h.must(err)
		status := learning.Derive(learning.Inputs{
			Course: conduct, Rules: rules, Person: m.Person, Posts: view.Posts(id), Tree: view.Tree(), Facts: facts,
			Outlines: map[courses.Version]*learning.Outline{h.course.Version: learning.OutlineOf(h.course)}, Current: h.course.Version,
			Outages: h.learning.Outages(),
		}, at.End(), known)
		if !status.Assigned {
			continue
		}
		place, ok := view.Tree().Place(m.Post.Agency)
		if !ok {
			place = coverage.Unplaced
		}
		signed := slices.ContainsFunc(h.firsts, func(s coverage.SignIn) bool {
			return s.Person == id && !s.At.After(at.End()) && !s.Recorded.After(known)
		})
		cells[place] = plus(cells[place], one(status, signed))
	}
	return cells
}

// one sorts a person as the package comment says.
func one(s learning.Status, signed bool) coverage.Cell {
	late := 0
	if s.State == learning.StateOverdue || s.State == learning.StateExpired {
		late = 1
	}
	switch {
	case s.OnLeave:
		return coverage.Cell{OnLeave: 1}
	case s.State == learning.StateExpiring:
		return coverage.Cell{Must: 1, Complete: 1, Expiring: 1}
	case s.State == learning.StateComplete:
		return coverage.Cell{Must: 1, Complete: 1}
	case s.Stage == learning.StatePassedNotSigned:
		return coverage.Cell{Must: 1, PassedNotSigned: 1, Overdue: late}
	case s.Stage == learning.StateUnderWay:
		return coverage.Cell{Must: 1, UnderWay: 1, Overdue: late}
	case s.State == learning.StateExpired:
		return coverage.Cell{Must: 1, Expired: 1, Overdue: late}
	case signed:
		return coverage.Cell{Must: 1, NotStarted: 1, Overdue: late}
	}
	return coverage.Cell{Must: 1, NeverSignedIn: 1, Overdue: late}
}
