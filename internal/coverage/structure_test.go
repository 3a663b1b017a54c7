package coverage_test

import (
	"testing"

	"lamtoen/internal/coverage"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
)

// The country's ministry of works was split between two on 30 June 2026, and that of information merged into one of them.
func splitCountry(t *testing.T) (w *world, people map[string]org.PersonID) {
	w = newWorld(t)
	people = map[string]org.PersonID{
		"moved to one":     w.hire("100001", "mowhs"),
		"moved to other":   w.hire("100002", "mowhs"),
		"moved elsewhere":  w.hire("100003", "mowhs"),
		"never moved":      w.hire("100004", "mowhs"),
		"merged":           w.hire("100005", "moic"),
		"elsewhere always": w.hire("100006", "dz-haa"),
	}
	w.clock.to("2026-08-01")
	for who, to := range map[string]org.AgencyCode{"moved to one": "moit", "moved to other": "moice", "moved elsewhere": "dz-paro", "merged": "moit"} {
		w.must(w.register.Move(w.ctx, people[who], org.Post{Agency: to, Position: "Officer", From: "2026-07-01"}, "test"))
	}
	w.cube = w.another()
	return w, people
}

func own(t coverage.Table) map[org.AgencyCode]int {
	counts := map[org.AgencyCode]int{}
	for _, r := range t.Rows {
		if n := r.Own.Bound(); n > 0 {
			counts[r.Code] = n
		}
	}
	return counts
}

func TestFiguresInTheStructureOfAnotherDay(t *testing.T) {
	w, _ := splitCountry(t)
	for _, c := range []struct {
		name          string
		at, structure day.Date
		want          map[org.AgencyCode]int
	}{
		{"then in the structure of then", "2026-03-01", "", map[org.AgencyCode]int{"mowhs": 4, "moic": 1, "dz-haa": 1}},
		{"then in the structure of today", "2026-03-01", "2026-08-01", map[org.AgencyCode]int{"moit": 2, "moice": 1, coverage.Unplaced: 2, "dz-haa": 1}},
		{"today in the structure of today", "2026-08-01", "2026-08-01", map[org.AgencyCode]int{"moit": 2, "moice": 1, "dz-paro": 1, coverage.Unplaced: 1, "dz-haa": 1}},
		{"today in the structure of then", "2026-08-01", "2026-03-01", map[org.AgencyCode]int{"moit": 2, "moice": 1, "dz-paro": 1, "mowhs": 1, "dz-haa": 1}},
	} {
		q := all()
		q.At, q.Structure, q.Depth = c.at, c.structure, 9
		table := w.figures(q)
		got := own(table)
		if len(got) != len(c.want) {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
		for code, n := range c.want {
			if got[code] != n {
				t.Errorf("%s: %s: got %d, want %d (all: %v)", c.name, code, got[code], n, got)
			}
		}
		if total := table.Agency.Total.Bound(); total != 6 {
			t.Errorf("%s: got %d people in all, want 6", c.name, total)
		}
	}
}

// An agency that is made of two gives people back to the one where they served.
func TestAMergerIsTakenApart(t *testing.T) {
	w := newWorld(t)
	a, b, c := w.hire("100001", "moh"), w.hire("100002", "moit"), w.hire("100003", "moh")
	w.clock.to("2026-03-01")
	w.must(w.register.Move(w.ctx, c, org.Post{Agency: "dz-haa", Position: "Officer", From: "2026-02-01"}, "test"))
	w.must(w.register.Reorganise(w.ctx, org.Reorganisation{From: "2026-03-01", Why: "An act",
		Created: []org.Agency{{Code: "mow", Type: org.TypeMinistry, Name: "Ministry of Both"}},
		Changed: []org.Agency{{Code: "jdwnrh", Type: org.TypeAutonomousAgency, Name: "Hospital"}},
		Ended:   []org.Ending{{Code: "moh", Successors: []org.AgencyCode{"mow"}}, {Code: "dz-paro", Successors: []org.AgencyCode{"mow"}}},
	}, "test"))
	for _, id := range []org.PersonID{a, b, c} {
		w.must(w.register.Move(w.ctx, id, org.Post{Agency: "mow", Position: "Officer", From: "2026-03-02"}, "test"))
	}
	w.clock.to("2026-03-03")
	q := all()
	q.Structure, q.Depth = "2026-02-15", 9
	got := own(w.figures(q))
	if want := map[org.AgencyCode]int{"moh": 2, coverage.Unplaced: 1}; got["moh"] != want["moh"] || got[coverage.Unplaced] != 1 || len(got) != 2 {
		t.Errorf("got %v, want %v: who came from neither is nobody's", got, want)
	}
}

// Officers of one agency cannot use an old structure to see people who are no longer theirs.
func TestAScopeIsNotWidenedByAStructure(t *testing.T) {
	w, people := splitCountry(t)
	focal := org.Scope{Agencies: []org.AgencyCode{"moit"}}
	q := coverage.Query{Course: conduct, Scope: focal, Structure: "2026-03-01"}
	if _, err := w.cube.Figures(w.ctx, q); !fault.Is(err, fault.CodeInvalid) {
		t.Errorf("figures in an old structure: got %v, want them refused", err)
	}
	if _, err := w.cube.People(w.ctx, q, coverage.Filter{}, 0, 10); !fault.Is(err, fault.CodeInvalid) {
		t.Errorf("people in an old structure: got %v, want them refused", err)
	}
	if _, err := w.cube.Trend(w.ctx, q, 12); !fault.Is(err, fault.CodeInvalid) {
		t.Errorf("a trend in an old structure: got %v, want it refused", err)
	}
	q.At, q.Structure = "2026-03-01", "2026-08-01"
	list, err := w.cube.People(w.ctx, q, coverage.Filter{}, 0, 10)
	w.must(err)
	if list.Total != 2 {
		t.Fatalf("then in the structure of today: got %d people, want the two who serve there", list.Total)
	}
	for _, r := range list.Rows {
		if r.Person.ID != people["moved to one"] && r.Person.ID != people["merged"] {
			t.Errorf("got %s, who is not theirs", r.Person.Name)
		}
	}
	q.Agency = "dz-haa"
	for name, ask := range map[string]func() error{
		"heat":   func() error { _, err := w.cube.Heat(w.ctx, q); return err },
		"trend":  func() error { _, err := w.cube.Trend(w.ctx, q, 3); return err },
		"matrix": func() error { _, err := w.cube.Matrix(w.ctx, q); return err },
		"nudges": func() error { _, err := w.cube.Nudges(w.ctx, q, 0, 10); return err },
	} {
		if err := ask(); !fault.Is(err, fault.CodeNotFound) {
			t.Errorf("%s of an agency outside the scope: got %v, want not found", name, err)
		}
	}
}
