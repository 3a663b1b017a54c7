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
			switch rapid.IntRange(0, 5).Draw(rt, "look") {
			case 0:
				h.compare(h.cube, all())
			case 1: // a day that is looked at again and again, whatever was recorded about it in between
				again := all()
				again.At = min(start.AddDays(1), day.Of(h.clock.now()))
				h.compare(h.cube, again)
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
		past.Kind, past.Sex, past.Category = h.anySlice()
		h.compare(h.cube, past)
		past.Structure = start.AddDays(rapid.IntRange(0, int(h.clock.now().Sub(noon(start))/(24*time.Hour))).Draw(rt, "structure"))
		h.compare(h.cube, past)
		h.compare(h.another(), past)
	})
}

// history takes random steps in a world.
type history struct {
	*world
	rt      *rapid.T
	people  []org.PersonID
	facts   []string
	rules   int
	created int
}

var agencies = []org.AgencyCode{"moh", "jdwnrh", "moic", "mowhs", "dz-haa", "gw-haa-bji", "gw-haa-sama", "dz-paro"}

func (h *history) step() {
	h.clock.forward(time.Duration(rapid.IntRange(1, 40*24).Draw(h.rt, "hours")) * time.Hour)
	what := rapid.SampledFrom([]string{"hire", "hire", "fact", "fact", "fact", "void", "move", "leave", "end", "sign in", "rule", "outage",
		"no outage", "act", "review", "reform", "allow", "close"}).Draw(h.rt, "step")
	if what == "hire" || len(h.people) == 0 {
		kind := rapid.SampledFrom([]org.Kind{org.KindRegular, org.KindRegular, org.KindContract, org.KindElected}).Draw(h.rt, "kind")
		_, sex, category := h.anySlice()
		p, err := h.register.AddPerson(h.ctx, org.NewPerson{
			Person: org.Person{EID: fmt.Sprint(1001 + len(h.people)), Name: "Person", Kind: kind, Sex: sex, Category: category, Joined: "2020-01-15"},
			Post:   org.Post{Agency: h.agency(), Position: "Officer"},
		}, "test")
		if h.tolerate(err); err == nil {
			h.people = append(h.people, p.ID)
		}
		return
	}
	if len(h.people) == 0 {
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
	case "act":
		from := h.dayBefore(today)
		post := org.Post{Agency: h.agency(), Position: "Acting", Acting: true, From: from, Until: from.AddDays(rapid.IntRange(0, 90).Draw(h.rt, "acts"))}
		h.tolerate(h.register.Move(h.ctx, id, post, "test"))
	case "allow":
		h.anyAllowance(id, today)
	case "close":
		from := today.AddDays(rapid.IntRange(-20, 40).Draw(h.rt, "closed"))
		_, err := h.learning.AddClosure(h.ctx, learning.Closure{Kind: "closure", Place: rapid.SampledFrom([]org.AgencyCode{"", "dz-haa"}).Draw(h.rt, "where"),
			From: from, Until: from.AddDays(rapid.IntRange(0, 9).Draw(h.rt, "closed for")), Name: "Snow"}, "test")
		h.tolerate(err)
	case "review":
		h.anyReview(id)
	case "reform":
		h.anyReform(today)
	case "no outage":
		if all := h.learning.Outages(); len(all) > 0 {
			h.tolerate(h.learning.WithdrawOutage(h.ctx, rapid.SampledFrom(all).Draw(h.rt, "which").ID, "It was elsewhere", "test"))
		}
	}
}

// anySlice is what a question may narrow by; mostly one of the three or none.
func (h *history) anySlice() (org.Kind, string, string) {
	return rapid.SampledFrom([]org.Kind{"", "", org.KindRegular, org.KindContract, org.KindUniformed}).Draw(h.rt, "of kind"),
		rapid.SampledFrom([]string{"", "", org.SexFemale, org.SexMale}).Draw(h.rt, "sex"),
		rapid.SampledFrom([]string{"", "", "P1", "S2"}).Draw(h.rt, "category")
}

// anyReview opens a case, or closes one.
func (h *history) anyReview(id org.PersonID) {
	now := day.Instant(h.clock.now())
	if n := len(h.cases); n > 0 && rapid.Bool().Draw(h.rt, "close") {
		r := h.cases[rapid.IntRange(0, n-1).Draw(h.rt, "case")]
		r.Until, r.Recorded = now.Add(time.Duration(rapid.IntRange(-5, 30).Draw(h.rt, "closes"))*24*time.Hour), now
		h.cases = append(h.cases, r)
		return
	}
	h.cases = append(h.cases, coverage.Review{
		ID: fmt.Sprint(len(h.cases)), Person: id, Course: rapid.SampledFrom([]courses.CourseID{"", conduct, "other"}).Draw(h.rt, "about"),
		From: now.Add(-time.Duration(rapid.IntRange(0, 5).Draw(h.rt, "opened")) * 24 * time.Hour), Recorded: now,
	})
}

// anyReform creates an agency out of one or two others, moves one, or splits one, from a day that may have come already.
func (h *history) anyReform(today day.Date) {
	h.created++
	fresh := func(n int) org.Agency {
		return org.Agency{Code: org.AgencyCode(fmt.Sprintf("new-%d-%d", h.created, n)), Type: org.TypeAutonomousAgency, Name: fmt.Sprintf("New %d %d", h.created, n)}
	}
	o := org.Reorganisation{From: today.AddDays(rapid.IntRange(-20, 20).Draw(h.rt, "reform")), Why: "An act"}
	one, two := fresh(1), fresh(2)
	switch rapid.SampledFrom([]string{"create", "move", "split", "merge"}).Draw(h.rt, "how") {
	case "create":
		one.Parent = "moh"
		o.Created = []org.Agency{one}
	case "move":
		o.Changed = []org.Agency{{Code: "jdwnrh", Type: org.TypeAutonomousAgency, Parent: rapid.SampledFrom([]org.AgencyCode{"", "moh", "dz-paro"}).Draw(h.rt, "under"), Name: "Hospital"}}
	case "split":
		o.Created, o.Ended = []org.Agency{one, two}, []org.Ending{{Code: h.agency(), Successors: []org.AgencyCode{one.Code, two.Code}}}
	case "merge":
		o.Created = []org.Agency{one}
		for _, code := range []org.AgencyCode{h.agency(), h.agency()} {
			if !slices.ContainsFunc(o.Ended, func(e org.Ending) bool { return e.Code == code }) {
				o.Ended = append(o.Ended, org.Ending{Code: code, Successors: []org.AgencyCode{one.Code}})
			}
		}
	}
	h.tolerate(h.register.Reorganise(h.ctx, o, "test"))
}

func (h *history) agency() org.AgencyCode {
	if all := h.register.Tree(day.Of(h.clock.now())).All(); rapid.IntRange(0, 3).Draw(h.rt, "any") == 0 {
		return rapid.SampledFrom(all).Draw(h.rt, "agency").Code
	}
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
	r := learning.Rule{Rule: "code-of-conduct", Title: "Rule", Course: conduct, Calendar: rapid.Bool().Draw(h.rt, "calendar"),
		DueFrom: rapid.SampledFrom([]learning.DueFrom{"", learning.DueFromSignIn, learning.DueFromPost, learning.DueFromJoining}).Draw(h.rt, "due from"), DueDays: rapid.IntRange(1, 120).Draw(h.rt, "due"),
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
	h.tolerate(err) // an agency may have ended
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
			Outages: h.learning.Outages(), Allowances: h.learning.AllowancesOf(id), Closures: h.learning.Closures(),
			FirstSignIn: h.first(id),
		}, at.End(), known)
		if !status.Assigned || q.Kind != "" && q.Kind != m.Person.Kind || q.Sex != "" && q.Sex != m.Person.Sex ||
			q.Category != "" && q.Category != m.Person.Category {
			continue
		}
		place, ok := view.Tree().Place(m.Post.Agency)
		if q.Structure != "" && q.Structure != at {
			place, ok = h.placed(m, view.Tree(), h.register.View(q.Structure, q.Known).Tree())
		}
		if !ok {
			place = coverage.Unplaced
		}
		signed := slices.ContainsFunc(h.firsts, func(s coverage.SignIn) bool {
			return s.Person == id && !s.At.After(at.End()) && !s.Recorded.After(known)
		})
		cell := one(status, signed)
		if cell.Must == 1 && h.reviewed(id, at.End(), known) {
			cell.UnderReview = 1
		}
		cells[place] = plus(cells[place], cell)
	}
	return cells
}

// first is the first sign-in of a person, the zero one for never.
func (h *history) first(id org.PersonID) learning.SignIn {
	i := slices.IndexFunc(h.firsts, func(s coverage.SignIn) bool { return s.Person == id })
	if i < 0 {
		return learning.SignIn{}
	}
	return learning.SignIn{At: h.firsts[i].At, Recorded: h.firsts[i].Recorded}
}

// anyAllowance exempts a person, extends their time, accepts training elsewhere, or takes one of these back.
func (h *history) anyAllowance(id org.PersonID, today day.Date) {
	if all := h.learning.AllowancesOf(id); len(all) > 0 && rapid.IntRange(0, 2).Draw(h.rt, "withdraw") == 0 {
		h.tolerate(h.learning.WithdrawAllowance(h.ctx, rapid.SampledFrom(all).Draw(h.rt, "allowance").ID, "test", "A mistake"))
		return
	}
	a := learning.Allowance{Kind: rapid.SampledFrom(learning.AllowanceKinds()).Draw(h.rt, "kind of allowance"), Person: id, Course: conduct,
		From: h.dayBefore(today), Cause: "As the office has written", Document: "A/1"}
	if a.Kind == learning.AllowanceExtension || rapid.Bool().Draw(h.rt, "ends then") {
		a.Until = today.AddDays(rapid.IntRange(-10, 60).Draw(h.rt, "until then"))
	}
	_, err := h.learning.AddAllowance(h.ctx, a, "test")
	h.tolerate(err)
}

// reviewed looks through every record of a case.
func (h *history) reviewed(id org.PersonID, at, known time.Time) bool {
	last := map[string]coverage.Review{}
	for _, r := range h.cases {
		if r.Person == id && !r.Recorded.After(known) {
			last[r.ID] = r
		}
	}
	for _, r := range last {
		if (r.Course == "" || r.Course == conduct) && !r.From.After(at) && (r.Until.IsZero() || at.Before(r.Until)) {
			return true
		}
	}
	return false
}

// placed says where a member counts in another tree, as the package comment tells it.
func (h *history) placed(m org.Member, here, there *org.Tree) (org.AgencyCode, bool) {
	code := m.Post.Agency
	for {
		if _, ok := there.Agency(code); ok {
			return code, true
		}
		ended, ok := there.Ended(code)
		if !ok {
			break // it is not there yet
		}
		if len(ended.Successors) == 1 {
			code = ended.Successors[0]
			continue
		}
		for _, p := range m.Posts() {
			if p.Acting || p.Agency == ended.Code || p.Until != "" && p.Until <= ended.Until {
				continue
			}
			at, ok := there.Place(p.Agency)
			return at, ok && there.Reaches(ended.Successors, at)
		}
		return "", false
	}
	if code != m.Post.Agency {
		return "", false
	}
	// Every agency of the other tree whose line of successors leads here.
	var were []org.AgencyCode
	for _, a := range there.All() {
		if h.leads(here, a.Code, code) {
			were = append(were, a.Code)
		}
	}
	if len(were) == 0 {
		at, ok := here.Place(code)
		if !ok || here.Parent(at) == "" {
			return "", false
		}
		m.Post.Agency = here.Parent(at)
		return h.placed(m, here, there)
	}
	if len(were) == 1 {
		return were[0], true
	}
	posts := m.Posts()
	slices.Reverse(posts)
	for _, p := range posts {
		if at, ok := there.Place(p.Agency); ok && !p.Acting && slices.Contains(were, at) {
			return at, true
		}
	}
	return "", false
}

func (h *history) leads(here *org.Tree, from, to org.AgencyCode) bool {
	if from == to {
		return true
	}
	ended, ok := here.Ended(from)
	return ok && slices.ContainsFunc(ended.Successors, func(next org.AgencyCode) bool { return h.leads(here, next, to) })
}

// one sorts a person as the package comment says.
func one(s learning.Status, signed bool) coverage.Cell {
	late := 0
	if s.State == learning.StateOverdue || s.State == learning.StateExpired {
		late = 1
	}
	switch {
	case s.Exempt:
		return coverage.Cell{Exempt: 1}
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
