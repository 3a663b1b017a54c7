package appeal_test

import (
	"testing"

	"lamtoen/internal/appeal"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
)

// TestWhoAnswers is the table of routing: who gets a case, and that it is never the person nor whose act it is about.
func TestWhoAnswers(t *testing.T) {
	set := func(f func(w *world)) func(*world) { return f }
	for name, tt := range map[string]struct {
		who   string
		wrong appeal.Wrong
		fact  bool // about a fact, and not the course alone
		setUp func(*world)
		want  string // "" nobody
		why   appeal.Why
	}{
		"leave: the nearest focal officer":  {who: "karma", wrong: appeal.WrongLeave, want: "focal-bji", why: appeal.WhyScope},
		"agency: the nearest focal officer": {who: "karma", wrong: appeal.WrongAgency, want: "focal-bji", why: appeal.WhyScope},
		"name: the nearest focal officer":   {who: "sonam", wrong: appeal.WrongName, want: "focal-moh", why: appeal.WhyScope},
		"other: the nearest focal officer":  {who: "sonam", wrong: appeal.WrongOther, want: "focal-moh", why: appeal.WhyScope},
		"result: RCSC":                      {who: "karma", wrong: appeal.WrongResult, want: "rcsc-1", why: appeal.WhyMatter},
		"elsewhere: RCSC":                   {who: "karma", wrong: appeal.WrongElsewhere, want: "rcsc-1", why: appeal.WhyMatter},
		"here: RCSC":                        {who: "karma", wrong: appeal.WrongHere, want: "rcsc-1", why: appeal.WhyMatter},
		"not me: RCSC":                      {who: "karma", wrong: appeal.WrongPerson, want: "rcsc-1", why: appeal.WhyMatter},
		"other about a fact: RCSC": {who: "karma", wrong: appeal.WrongOther, fact: true, want: "rcsc-1", why: appeal.WhyMatter,
			setUp: set(func(w *world) { w.fact("karma", "karma") })},
		"never the person: a focal officer's own leave":  {who: "focal-bji", wrong: appeal.WrongLeave, want: "focal-haa", why: appeal.WhyScope},
		"never the person: the only one of the ministry": {who: "focal-moh", wrong: appeal.WrongLeave, want: "rcsc-1", why: appeal.WhyNobody},
		"never the person: an officer of RCSC":           {who: "rcsc-1", wrong: appeal.WrongResult, want: "rcsc-2", why: appeal.WhyMatter},
		"never who recorded the leave": {who: "karma", wrong: appeal.WrongLeave, want: "focal-haa", why: appeal.WhyScope, setUp: set(func(w *world) {
			w.check(w.register.SetLeave(w.ctx, w.people["karma"], "2026-01-01", "2026-03-01", string(w.people["focal-bji"])))
		})},
		"never who recorded the leave, hidden by a later record": {who: "karma", wrong: appeal.WrongLeave, want: "focal-haa", why: appeal.WhyScope,
			setUp: set(func(w *world) {
				w.check(w.register.SetLeave(w.ctx, w.people["karma"], "2026-01-01", "2026-03-01", string(w.people["focal-bji"])))
				w.check(w.register.EndLeave(w.ctx, w.people["karma"], "2026-02-01", "test", "came back"))
			})},
		"never who wrote the name": {who: "sonam", wrong: appeal.WrongName, want: "rcsc-1", why: appeal.WhyNobody, setUp: set(func(w *world) {
			w.check(w.register.Correct(w.ctx, w.people["sonam"], func(p *org.Person) { p.Name = "Sonam D." }, string(w.people["focal-moh"]), "card"))
		})},
		"never who moved the person": {who: "karma", wrong: appeal.WrongAgency, want: "rcsc-2", why: appeal.WhyNobody, setUp: set(func(w *world) {
			w.check(w.register.Move(w.ctx, w.people["karma"], org.Post{Agency: "rcsc", Position: "Clerk", From: "2026-11-01"}, string(w.people["rcsc-1"])))
		})},
		"never who entered the sheet": {who: "karma", wrong: appeal.WrongResult, want: "rcsc-2", why: appeal.WhyMatter,
			setUp: set(func(w *world) { w.fact("karma", "rcsc-1") })},
		"who entered the sheet may not say about the leave either": {who: "karma", wrong: appeal.WrongLeave, want: "focal-haa", why: appeal.WhyScope,
			setUp: set(func(w *world) { w.fact("karma", "focal-bji") })},
		"never who decided before": {who: "karma", wrong: appeal.WrongLeave, want: "focal-haa", why: appeal.WhyScope, setUp: set(func(w *world) {
			c := must(w.cases.Open(w.ctx, w.claim("karma", appeal.WrongLeave, "An earlier case.")))(w)
			must(w.cases.Answer(w.ctx, w.officer("focal-bji"), c.Number, refusal()))(w)
		})},
		"never who decided about an exemption": {who: "karma", wrong: appeal.WrongElsewhere, want: "rcsc-2", why: appeal.WhyMatter, setUp: set(func(w *world) {
			must(w.learning.AddAllowance(w.ctx, learning.Allowance{Kind: learning.AllowanceExemption, Person: w.people["karma"], From: "2026-11-01",
				Until: "2027-01-31", Cause: "Abroad", Document: "O/1"}, string(w.people["rcsc-1"])))(w)
		})},
		"the role has ended": {who: "karma", wrong: appeal.WrongLeave, want: "focal-haa", why: appeal.WhyScope, setUp: set(func(w *world) {
			g := w.register.GrantsOf(w.people["focal-bji"], "2026-11-23")[0]
			w.check(w.register.Revoke(w.ctx, g.ID, "2026-11-22", "test", "left"))
		})},
		"no post": {who: "nowhere", wrong: appeal.WrongAgency, want: "rcsc-1", why: appeal.WhyNoPost, setUp: set(func(w *world) { w.enter("nowhere", "") })},
		"nobody left at RCSC": {who: "karma", wrong: appeal.WrongResult, want: "", why: appeal.WhyWaiting, setUp: set(func(w *world) {
			w.fact("karma", "rcsc-1")
			g := w.register.GrantsOf(w.people["rcsc-2"], "2026-11-23")[0]
			w.check(w.register.Revoke(w.ctx, g.ID, "2026-11-22", "test", "left"))
		})},
		"the emptier desk": {who: "karma", wrong: appeal.WrongResult, want: "rcsc-2", why: appeal.WhyMatter,
			setUp: set(func(w *world) { w.file("sonam", appeal.WrongResult) })},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			sortRCSC(w)
			if tt.setUp != nil {
				tt.setUp(w)
			}
			claim := w.claim(tt.who, tt.wrong, "It is not so.")
			if tt.fact {
				claim.About.Fact = string(w.people[tt.who]) + "/" + string(course) + "/1"
			}
			c := must(w.cases.Open(w.ctx, claim))(t)
			if got := w.name(c.Desk.Officer); got != tt.want || c.Desk.Why != tt.why {
				t.Errorf("got %q because of %q, want %q because of %q", got, c.Desk.Why, tt.want, tt.why)
			}
		})
	}
}

// sortRCSC calls the officer of RCSC with the lower id rcsc-1, since of two who have as much to do the lower id is asked.
func sortRCSC(w *world) {
	if w.people["rcsc-2"] < w.people["rcsc-1"] {
		w.people["rcsc-1"], w.people["rcsc-2"] = w.people["rcsc-2"], w.people["rcsc-1"]
	}
}

func (w *world) check(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func TestAppealGoesToAnotherOfficerOfRCSC(t *testing.T) {
	w := newWorld(t)
	c := w.file("karma", appeal.WrongResult)
	first := w.name(c.Desk.Officer)
	must(w.cases.Answer(w.ctx, w.officer(first), c.Number, refusal()))(t)
	c = must(w.cases.Appeal(w.ctx, w.people["karma"], c.Number, appeal.Words{By: w.people["karma"], Text: "Look again."}))(t)
	second := w.name(c.Desk.Officer)
	if second == first || second == "" || c.Desk.Office != appeal.OfficeRCSC || c.State != appeal.StateAppealed {
		t.Fatalf("got the appeal on the desk of %q (%+v), want another officer of RCSC than %s", second, c.Desk, first)
	}
	if _, err := w.cases.TakeOver(w.ctx, w.officer(first), c.Number, "I know it."); !fault.Is(err, fault.CodeForbidden) {
		t.Errorf("take over by who decided first: got %v, want it forbidden", err)
	}
	if _, err := w.cases.Hand(w.ctx, w.officer(second), c.Number, w.people[first], "They know it."); !fault.Is(err, fault.CodeInvalid) {
		t.Errorf("hand to who decided first: got %v, want it invalid", err)
	}
	c = must(w.cases.Answer(w.ctx, w.officer(second), c.Number, grantIt()))(t)
	if c.State != appeal.StateClosed || !c.Given() {
		t.Errorf("got state %s, given %t, want it closed and given", c.State, c.Given())
	}
	if _, err := w.cases.Appeal(w.ctx, w.people["karma"], c.Number, appeal.Words{By: w.people["karma"], Text: "Once more."}); !fault.Is(err, fault.CodeConflict) {
		t.Errorf("second appeal: got %v, want a conflict", err)
	}
}
