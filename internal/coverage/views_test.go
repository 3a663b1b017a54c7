package coverage_test

import (
	"testing"
	"time"

	"lamtoen/internal/coverage"
	"lamtoen/internal/day"
	"lamtoen/internal/org"
)

func TestTheTrendIsWhatWasAtTheEndsOfMonths(t *testing.T) {
	w := newWorld(t)
	karma, pema := w.hire("100001", "moh"), w.hire("100002", "dz-haa")
	w.clock.to("2026-02-10")
	w.complete(karma)
	w.clock.to("2026-04-20")
	w.complete(pema)
	w.later()
	points, err := w.cube.Trend(w.ctx, all(), 4)
	w.must(err)
	want := []struct {
		at             day.Date
		must, complete int
	}{{"2025-12-31", 0, 0}, {"2026-01-31", 2, 0}, {"2026-02-28", 2, 1}, {"2026-03-31", 2, 1}, {"2026-04-20", 2, 2}}
	if len(points) != len(want) {
		t.Fatalf("got %d points, want %d", len(points), len(want))
	}
	for i, p := range points {
		if p.At != want[i].at || p.Cell.Must != want[i].must || p.Cell.Complete != want[i].complete {
			t.Errorf("point %d: got %s %d of %d, want %v", i, p.At, p.Cell.Complete, p.Cell.Must, want[i])
		}
	}
}

// What is recorded late shows in the points of the past that were asked for before.
func TestTheTrendTakesInLatePaper(t *testing.T) {
	w := newWorld(t)
	karma := w.hire("100001", "moh")
	w.clock.to("2026-04-20")
	w.later()
	q := all()
	_, err := w.cube.Trend(w.ctx, q, 2)
	w.must(err)
	w.begin(karma)
	w.rounds[karma] = 1
	before := noon("2026-02-10")
	w.rounds[karma] = 2
	w.fact(karma, "enrolled", before, nil)
	w.pass(karma, before)
	w.sign(karma, before)
	w.later()
	points, err := w.cube.Trend(w.ctx, q, 2)
	w.must(err)
	if points[0].Cell.Complete != 1 {
		t.Errorf("at the end of February: got %+v, want the late paper in it", points[0].Cell)
	}
	q.Known = day.Date("2026-04-19").End()
	points, err = w.cube.Trend(w.ctx, q, 2)
	w.must(err)
	if points[0].Cell.Complete != 0 {
		t.Errorf("as known before it came: got %+v, want nobody complete", points[0].Cell)
	}
}

func TestTheHeatIsByPlaceAndType(t *testing.T) {
	w := newWorld(t)
	for i, agency := range []org.AgencyCode{"moh", "jdwnrh", "dz-haa", "gw-haa-bji", "gw-haa-bji", "dz-paro"} {
		w.hire([]string{"100001", "100002", "100003", "100004", "100005", "100006"}[i], agency)
	}
	w.later()
	heat, err := w.cube.Heat(w.ctx, all())
	w.must(err)
	if len(heat.Types) != 4 || len(heat.Rows) != 3 {
		t.Fatalf("got %v and %d rows, want four types; central, Haa and Paro", heat.Types, len(heat.Rows))
	}
	haa := heat.Rows[1]
	if haa.Code != "dz-haa" || haa.Total.Must != 3 {
		t.Errorf("got %+v, want Haa with three", haa)
	}
	for i, kind := range heat.Types {
		want := map[org.AgencyType]int{org.TypeDzongkhag: 1, org.TypeGewog: 2}[kind]
		if haa.Cells[i].Must != want {
			t.Errorf("Haa, %s: got %d, want %d", kind, haa.Cells[i].Must, want)
		}
	}
	q := all()
	q.Agency = "dz-haa"
	heat, err = w.cube.Heat(w.ctx, q)
	w.must(err)
	if len(heat.Rows) != 1 || heat.Rows[0].Code != "dz-haa" {
		t.Errorf("of Haa alone: got %+v, want its row", heat.Rows)
	}
}

func TestWhoToTalkToFirst(t *testing.T) {
	w := newWorld(t)
	never, begun, signs, done, late, case1 := w.hire("100001", "moh"), w.hire("100002", "moh"), w.hire("100003", "moh"), w.hire("100004", "moh"),
		w.hire("100005", "moh"), w.hire("100006", "moh")
	for _, id := range []org.PersonID{begun, signs, done, late, case1} {
		w.signIn(id)
	}
	w.begin(begun)
	w.begin(signs)
	w.pass(signs, time.Time{})
	w.complete(done)
	w.cases = append(w.cases, coverage.Review{ID: "1", Person: case1, From: w.clock.now(), Recorded: w.clock.now()})
	w.later()
	reasons := func() map[org.PersonID]coverage.Reason {
		list, err := w.cube.Nudges(w.ctx, all(), 0, 50)
		w.must(err)
		got := map[org.PersonID]coverage.Reason{}
		for i, n := range list.Rows {
			got[n.Person.ID] = n.Reason
			if i > 0 && list.Rows[i-1].Reason > n.Reason {
				t.Errorf("row %d: %v stands behind %v", i, n.Reason, list.Rows[i-1].Reason)
			}
			if len(n.Owed) != 1 || n.Owed[0].Status.Why == "" {
				t.Errorf("%s: got %+v, want the course and why", n.Person.Name, n.Owed)
			}
		}
		return got
	}
	got := reasons()
	want := map[org.PersonID]coverage.Reason{never: coverage.ReasonNeverSignedIn, signs: coverage.ReasonToSign, late: coverage.ReasonNotStarted}
	if len(got) != len(want) || got[never] != want[never] || got[signs] != want[signs] || got[late] != want[late] {
		t.Errorf("in time: got %v, want %v", got, want)
	}
	w.clock.to(w.learning.NextWorkday(due, "").AddDays(1))
	got = reasons()
	if got[late] != coverage.ReasonOverdue || got[begun] != coverage.ReasonOverdue || got[never] != coverage.ReasonNeverSignedIn {
		t.Errorf("after the due date: got %v, want the two overdue and the third still first", got)
	}
	if _, ok := got[case1]; ok {
		t.Error("somebody under review is to be talked to, want them left alone")
	}
}

// Who is under review counts so from when it is known, until it is restated.
func TestUnderReviewAsKnown(t *testing.T) {
	w := newWorld(t)
	karma := w.hire("100001", "moh")
	w.clock.to("2026-02-01")
	r := coverage.Review{ID: "1", Person: karma, Course: conduct, From: noon("2026-01-20"), Recorded: w.clock.now()}
	w.cases = append(w.cases, r)
	w.clock.to("2026-02-10")
	r.Until, r.Recorded = w.clock.now(), w.clock.now()
	w.cases = append(w.cases, r)
	w.cube = w.another()
	for _, c := range []struct {
		at    day.Date
		known time.Time
		want  int
	}{{"2026-01-25", time.Time{}, 1}, {"2026-01-15", time.Time{}, 0}, {"2026-02-10", time.Time{}, 0},
		{"2026-01-25", day.Date("2026-01-25").End(), 0}, {"2026-02-05", day.Date("2026-02-05").End(), 1}} {
		q := all()
		q.At, q.Known = c.at, c.known
		if got := w.figures(q).Agency.Total.UnderReview; got != c.want {
			t.Errorf("as at %s, known %v: got %d under review, want %d", c.at, c.known, got, c.want)
		}
	}
	q := all()
	q.At = "2026-01-25"
	list, err := w.cube.People(w.ctx, q, coverage.Filter{UnderReview: true}, 0, 10)
	w.must(err)
	if list.Total != 1 || !list.Rows[0].UnderReview {
		t.Errorf("people under review: got %+v, want Karma", list)
	}
}

// Figures that are a moment old are given again, but not to who has just recorded something here.
func TestWhatWasRecordedHereShowsAtOnce(t *testing.T) {
	w := newWorld(t)
	karma := w.hire("100001", "moh")
	w.cube = w.another()
	complete := func() int { return w.figures(all()).Agency.Total.Complete }
	if got := complete(); got != 0 {
		t.Fatalf("before: got %d complete, want 0", got)
	}
	w.clock.forward(-time.Second) // complete takes one
	w.complete(karma)
	w.clock.forward(-time.Second)
	if got := complete(); got != 0 {
		t.Errorf("within the moment: got %d complete, want the 0 of before", got)
	}
	w.cube.Wrote()
	if got := complete(); got != 1 {
		t.Errorf("recorded here: got %d complete, want 1", got)
	}
}
