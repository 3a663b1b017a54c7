package coverage_test

import (
	"fmt"
	"testing"
	"time"

	"lamtoen/internal/coverage"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
)

// Everyone whom the rule asks is in exactly one group, and those whom it does not ask are in none.
func TestEveryoneBoundIsCountedOnce(t *testing.T) {
	w := newWorld(t)
	w.complete(w.hire("1001", "moh"))
	w.begin(w.hire("1002", "moh"))
	passed := w.hire("1003", "moh")
	w.begin(passed)
	w.pass(passed, time.Time{})
	w.signIn(w.hire("1004", "moh"))
	w.hire("1005", "moh")
	away := w.hire("1006", "jdwnrh")
	w.must(w.register.SetLeave(w.ctx, away, "2026-01-10", "", "test"))
	w.hireAs("1007", "moh", org.KindElected)
	left := w.hire("1008", "moh")
	w.must(w.register.EndPost(w.ctx, string(left)+".1", "2026-02-01", "test", "left"))
	w.clock.to("2026-03-02")

	in := coverage.Cell{Must: 5, OnLeave: 1, Complete: 1, UnderWay: 1, PassedNotSigned: 1, NotStarted: 1, NeverSignedIn: 1}
	if got := cellOf(t, w.figures(all()), "moh"); got != in {
		t.Errorf("before the due date: got %+v, want %+v", got, in)
	}
	w.clock.to(due.AddDays(1))
	in.Overdue = 4
	if got := cellOf(t, w.figures(all()), "moh"); got != in {
		t.Errorf("after the due date: got %+v, want %+v", got, in)
	}
	w.clock.to("2027-12-20")
	in.Complete, in.Expiring = 1, 1
	if got := cellOf(t, w.figures(all()), "moh"); got != in {
		t.Errorf("before the completion ends: got %+v, want %+v", got, in)
	}
	w.clock.to("2028-01-06")
	in.Complete, in.Expiring, in.Expired, in.Overdue = 0, 0, 1, 5
	if got := cellOf(t, w.figures(all()), "moh"); got != in {
		t.Errorf("after the completion has ended: got %+v, want %+v", got, in)
	}
}

// Total, rows and types are sums of the same people.
func TestFiguresAddUp(t *testing.T) {
	w := newWorld(t)
	for i, agency := range []org.AgencyCode{"moh", "jdwnrh", "jdwnrh", "dz-haa", "gw-haa-bji", "gw-haa-sama", "dz-paro", "mowhs"} {
		id := w.hire(fmt.Sprint(1000+i), agency)
		if i%2 == 0 {
			w.complete(id)
		}
	}
	w.clock.to("2026-07-02")
	table := w.figures(all())
	var rows, types coverage.Cell
	for _, r := range table.Rows {
		rows = plus(rows, r.Total)
	}
	for _, r := range table.ByType {
		types = plus(types, r.Cell)
	}
	if rows != table.Agency.Total {
		t.Errorf("rows: got %+v, want %+v", rows, table.Agency.Total)
	}
	unplaced := cellOf(t, table, coverage.Unplaced)
	if types = plus(types, unplaced); types != table.Agency.Total {
		t.Errorf("types and unplaced: got %+v, want %+v", types, table.Agency.Total)
	}
	if unplaced.Must != 1 {
		t.Errorf("people of an agency that was split: got %d, want 1", unplaced.Must)
	}
	haa := w.figures(coverage.Query{Course: conduct, Agency: "dz-haa", Scope: org.Scope{All: true}})
	if got := len(haa.Rows); got != 2 {
		t.Errorf("rows of Haa: got %d, want its 2 gewogs", got)
	}
	if got, want := haa.Agency.Total.Must, haa.Agency.Own.Must+haa.Rows[0].Total.Must+haa.Rows[1].Total.Must; got != want {
		t.Errorf("Haa: got %d people, want own and below, %d", got, want)
	}
}

func plus(a, b coverage.Cell) coverage.Cell {
	a.Must += b.Must
	a.OnLeave += b.OnLeave
	a.NeverSignedIn += b.NeverSignedIn
	a.NotStarted += b.NotStarted
	a.UnderWay += b.UnderWay
	a.PassedNotSigned += b.PassedNotSigned
	a.Complete += b.Complete
	a.Expired += b.Expired
	a.Expiring += b.Expiring
	a.Overdue += b.Overdue
	a.Exempt += b.Exempt
	a.UnderReview += b.UnderReview
	return a
}

func TestSmallGroupsHaveNoPercent(t *testing.T) {
	for _, c := range []struct {
		cell coverage.Cell
		rate string
	}{
		{coverage.Cell{}, "0 of 0"},
		{coverage.Cell{Must: 5, Complete: 3}, "3 of 5"},
		{coverage.Cell{Must: 9, Complete: 9}, "9 of 9"},
		{coverage.Cell{Must: 10, Complete: 9}, "90 %"},
		{coverage.Cell{Must: 1000, Complete: 999}, "99 %"}, // 100 % means everybody
		{coverage.Cell{Must: 1000, Complete: 1000}, "100 %"},
	} {
		if got := c.cell.Rate(); got != c.rate {
			t.Errorf("%d of %d: got %q, want %q", c.cell.Complete, c.cell.Must, got, c.rate)
		}
	}
}

// Help goes where most people are missing; small agencies and those without anyone missing are not on the list.
func TestNeedHelpIsByPeopleMissing(t *testing.T) {
	table := coverage.Table{Rows: []coverage.Row{
		{Code: "small", Total: coverage.Cell{Must: 9}},
		{Code: "some", Total: coverage.Cell{Must: 20, Complete: 5}},
		{Code: "whole", Total: coverage.Cell{Must: 50, Complete: 50}},
		{Code: "most", Total: coverage.Cell{Must: 500, Complete: 450}},
	}}
	var got []org.AgencyCode
	for _, r := range table.NeedHelp(5) {
		got = append(got, r.Code)
	}
	if want := "[most some]"; fmt.Sprint(got) != want {
		t.Errorf("got %v, want %s", got, want)
	}
}

// Nothing outside the scope is told, and that it exists is not told either.
func TestScope(t *testing.T) {
	w := newWorld(t)
	w.hire("1001", "gw-haa-bji")
	w.hire("1002", "dz-haa")
	w.hire("1003", "dz-paro")
	focal := coverage.Query{Course: conduct, Scope: org.Scope{Agencies: []org.AgencyCode{"dz-haa", "gw-haa-bji"}}}

	table := w.figures(focal)
	if got := table.Agency.Total.Must; got != 2 {
		t.Errorf("people in scope: got %d, want 2", got)
	}
	if got := len(table.Rows); got != 1 || table.Rows[0].Code != "dz-haa" {
		t.Errorf("rows: got %d, want Haa alone, since the gewog lies below it", got)
	}
	if got := len(table.ByType); got != 2 {
		t.Errorf("types: got %d, want dzongkhag and gewog", got)
	}
	inside := focal
	inside.Agency = "gw-haa-bji"
	if path := w.figures(inside).Path; len(path) != 2 {
		t.Errorf("path: got %v, want Haa and Bji", path)
	}
	below := coverage.Query{Course: conduct, Agency: "gw-haa-bji", Scope: org.Scope{Agencies: []org.AgencyCode{"gw-haa-bji"}}}
	if path := w.figures(below).Path; len(path) != 1 {
		t.Errorf("path of a focal officer of the gewog: got %v, want the gewog alone", path)
	}
	for _, agency := range []org.AgencyCode{"dz-paro", "nowhere", coverage.Unplaced} {
		outside := focal
		outside.Agency = agency
		_, err := w.cube.Figures(w.ctx, outside)
		refused(t, err, fault.CodeNotFound)
		_, err = w.cube.People(w.ctx, outside, coverage.Filter{}, 0, 10)
		refused(t, err, fault.CodeNotFound)
		refused(t, w.cube.CSV(w.ctx, t.Output(), outside, ""), fault.CodeNotFound)
	}
	list, err := w.cube.People(w.ctx, focal, coverage.Filter{}, 0, 10)
	w.must(err)
	if list.Total != 2 {
		t.Errorf("list of the scope: got %d people, want 2", list.Total)
	}
	nobody := w.figures(coverage.Query{Course: conduct})
	if nobody.Agency.Total.Must != 0 || len(nobody.Rows) != 0 {
		t.Errorf("without a scope: got %+v, want nothing", nobody)
	}
}

func refused(t testing.TB, err error, code fault.Code) {
	t.Helper()
	if !fault.Is(err, code) {
		t.Errorf("error: got %v, want a fault %q", err, code)
	}
}

func TestBadQuestions(t *testing.T) {
	w := newWorld(t)
	q := all()
	q.Course = "other"
	_, err := w.cube.Figures(w.ctx, q)
	refused(t, err, fault.CodeNotFound)
	q = all()
	q.At = start.AddDays(1)
	_, err = w.cube.Figures(w.ctx, q)
	refused(t, err, fault.CodeInvalid)
	_, err = w.cube.People(w.ctx, all(), coverage.Filter{Group: "lazy"}, 0, 10)
	refused(t, err, fault.CodeInvalid)
}

// A day is told as it was, and what was recorded later can be left out.
func TestAsAtAndAsKnown(t *testing.T) {
	w := newWorld(t)
	id := w.hire("1001", "moh")
	w.hire("1002", "moh")
	w.clock.to("2026-02-02")
	w.begin(id)
	w.clock.to("2026-03-10")
	w.pass(id, noon("2026-02-10")) // on paper, told a month later
	w.sign(id, noon("2026-02-10"))
	w.clock.to("2026-03-20")
	w.must(w.register.Move(w.ctx, id, org.Post{Agency: "dz-paro", Position: "Officer", From: "2026-03-15"}, "test"))
	w.clock.to("2026-05-01")
	for _, c := range []struct {
		name     string
		at       day.Date
		known    time.Time
		agency   org.AgencyCode
		complete int
		must     int
	}{
		{"before it happened", "2026-02-09", time.Time{}, "moh", 0, 2},
		{"the day it happened", "2026-02-10", time.Time{}, "moh", 1, 2},
		{"the day it happened, as known then", "2026-02-10", day.Date("2026-02-10").End(), "moh", 0, 2},
		{"today, in the old agency", "2026-05-01", time.Time{}, "moh", 0, 1},
		{"today, in the new agency", "2026-05-01", time.Time{}, "dz-paro", 1, 1},
		{"after the move, before it was known", "2026-03-16", day.Date("2026-03-16").End(), "moh", 1, 2},
		{"today, as known before the rule", "2026-05-01", noon(start).Add(-time.Hour), "moh", 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			q := all()
			q.At, q.Known = c.at, c.known
			got := cellOf(t, w.figures(q), c.agency)
			if got.Complete != c.complete || got.Must != c.must {
				t.Errorf("got %d of %d, want %d of %d", got.Complete, got.Must, c.complete, c.must)
			}
		})
	}
}

// People of an agency that has ended count in its only successor; of one that was split, nowhere yet.
func TestEndedAgencies(t *testing.T) {
	w := newWorld(t)
	w.hire("1001", "moic")
	split := w.hire("1002", "mowhs")
	w.clock.to("2026-07-01")
	table := w.figures(all())
	if got := cellOf(t, table, "moit").Must; got != 1 {
		t.Errorf("successor: got %d, want 1", got)
	}
	if got := cellOf(t, table, coverage.Unplaced).Must; got != 1 {
		t.Errorf("unplaced: got %d, want 1", got)
	}
	q := all()
	q.At = "2026-06-30"
	if got := cellOf(t, w.figures(q), "moic").Must; got != 1 {
		t.Errorf("on its last day: got %d, want 1", got)
	}
	q = all()
	q.Agency = coverage.Unplaced
	list, err := w.cube.People(w.ctx, q, coverage.Filter{}, 0, 10)
	w.must(err)
	if list.Total != 1 || list.Rows[0].Person.ID != split {
		t.Errorf("list of the unplaced: got %d, want the one", list.Total)
	}
}

// What is recorded shows within half a second, without anybody calling Refresh; so does a person who signs in.
func TestNewFactsShow(t *testing.T) {
	w := newWorld(t)
	id := w.hire("1001", "moh")
	if got := cellOf(t, w.figures(all()), "moh"); got.NeverSignedIn != 1 {
		t.Fatalf("at first: got %+v, want one who never signed in", got)
	}
	w.signIn(id)
	w.later()
	if got := cellOf(t, w.figures(all()), "moh"); got.NotStarted != 1 || got.NeverSignedIn != 0 {
		t.Errorf("signed in: got %+v, want one not started", got)
	}
	w.complete(id)
	w.later()
	if got := cellOf(t, w.figures(all()), "moh"); got.Complete != 1 {
		t.Errorf("completed: got %+v, want one complete", got)
	}
	w.must(w.learning.Void(w.ctx, learning.FactID(id, conduct, 1, "signature"), "signed by another", "test"))
	w.later()
	if got := cellOf(t, w.figures(all()), "moh"); got.PassedNotSigned != 1 {
		t.Errorf("signature void: got %+v, want one passed and not signed", got)
	}
}

// A rule without kinds binds everyone who counts; one for another kind adds them; one that ends frees them.
func TestRules(t *testing.T) {
	w := newWorld(t)
	w.hire("1001", "moh")
	w.hireAs("1002", "moh", org.KindElected)
	base := learning.Rule{Rule: "members", Title: "Members", Course: conduct, DueDays: 30, From: start,
		Audience: learning.Audience{Kinds: []org.Kind{org.KindElected}}}
	w.clock.forward(time.Hour)
	_, err := w.learning.AddRule(w.ctx, base, "test")
	w.must(err)
	if got := cellOf(t, w.figures(all()), "moh").Must; got != 2 {
		t.Errorf("both rules: got %d, want 2", got)
	}
	w.clock.forward(time.Hour)
	base.Until = start
	_, err = w.learning.AddRule(w.ctx, base, "test")
	w.must(err)
	w.clock.to("2026-02-01")
	table := w.figures(all())
	if got := cellOf(t, table, "moh").Must; got != 1 {
		t.Errorf("one rule ended: got %d, want 1", got)
	}
	if got := fmt.Sprint(table.Kinds); got != "[regular contract]" {
		t.Errorf("kinds: got %s, want [regular contract]", got)
	}
	everyone := learning.Rule{Rule: "code-of-conduct", Title: "Everyone who counts", Course: conduct, DueDays: 90, From: start}
	_, err = w.learning.AddRule(w.ctx, everyone, "test")
	w.must(err)
	if got := cellOf(t, w.figures(all()), "moh").Must; got != 1 {
		t.Errorf("a rule without kinds: got %d, want 1", got)
	}
}

func TestPeopleBehindAFigure(t *testing.T) {
	w := newWorld(t)
	done := w.hire("1001", "moh")
	w.complete(done)
	w.signIn(done)
	w.hire("1002", "jdwnrh")
	w.hire("1003", "dz-haa")
	w.clock.to(due.AddDays(1))
	for _, c := range []struct {
		name   string
		agency org.AgencyCode
		filter coverage.Filter
		eids   string
	}{
		{"everyone, by agency", "", coverage.Filter{}, "[1001 1002 1003]"},
		{"an agency and below", "moh", coverage.Filter{}, "[1001 1002]"},
		{"an agency's own", "moh", coverage.Filter{Own: true}, "[1001]"},
		{"a group", "", coverage.Filter{Group: coverage.GroupNeverSignedIn}, "[1002 1003]"},
		{"overdue", "moh", coverage.Filter{Overdue: true}, "[1002]"},
		{"by name", "", coverage.Filter{Search: " person 1003 "}, "[1003]"},
		{"by EID", "", coverage.Filter{Search: "002"}, "[1002]"},
		{"nobody", "", coverage.Filter{Search: "zzz"}, "[]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			q := all()
			q.Agency = c.agency
			list, err := w.cube.People(w.ctx, q, c.filter, 0, 10)
			w.must(err)
			eids := []string{}
			for _, r := range list.Rows {
				eids = append(eids, r.Person.EID)
				if r.Status.Why == "" {
					t.Errorf("%s: no reason is given", r.Person.EID)
				}
				if signed := r.Person.ID == done; r.SignedIn.IsZero() == signed {
					t.Errorf("%s: signed in at %v", r.Person.EID, r.SignedIn)
				}
			}
			if fmt.Sprint(eids) != c.eids {
				t.Errorf("got %v, want %s", eids, c.eids)
			}
		})
	}
	page, err := w.cube.People(w.ctx, all(), coverage.Filter{}, 2, 2)
	w.must(err)
	if page.Total != 3 || len(page.Rows) != 1 || page.From != 2 {
		t.Errorf("the last page: got %d from %d of %d, want 1 from 2 of 3", len(page.Rows), page.From, page.Total)
	}
	page, err = w.cube.People(w.ctx, all(), coverage.Filter{}, 99, 2)
	w.must(err)
	if len(page.Rows) != 0 || page.Total != 3 {
		t.Errorf("past the end: got %d of %d, want none of 3", len(page.Rows), page.Total)
	}
}
