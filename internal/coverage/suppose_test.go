package coverage_test

import (
	"reflect"
	"testing"

	"lamtoen/internal/coverage"
	"lamtoen/internal/day"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
)

// supposed gives whom something would touch on the day, by person.
func (w *world) supposed(on day.Date, s coverage.Supposed, scope org.Scope) map[org.PersonID]coverage.Effect {
	w.t.Helper()
	found := map[org.PersonID]coverage.Effect{}
	w.must(w.cube.Suppose(w.ctx, conduct, on, s, scope, func(e coverage.Effect) { found[e.Person.ID] = e }))
	return found
}

// What an officer is shown before a decision is what stands after it was recorded, for each person.
func TestWhatIsSupposedIsWhatBecomes(t *testing.T) {
	var (
		shorter  = learning.Rule{Rule: "code-of-conduct", Title: "Rule", Course: conduct, DueDays: 30, From: start, Calendar: true}
		exempted = learning.Allowance{Kind: learning.AllowanceExemption, From: start, Cause: "Long illness"}
		snow     = learning.Closure{Kind: learning.ClosureWeather, Place: "dz-haa", From: "2026-04-03", Until: "2026-04-10", Name: "Snow"}
	)
	for name, c := range map[string]struct {
		suppose func(haa org.PersonID) coverage.Supposed
		record  func(w *world, haa org.PersonID) error
		touched map[string]bool // whose status changes: haa, moh
	}{
		"a rule": {
			func(org.PersonID) coverage.Supposed { return coverage.Supposed{Rule: &shorter} },
			func(w *world, _ org.PersonID) error {
				_, err := w.learning.AddRule(w.ctx, shorter, "officer")
				return err
			}, map[string]bool{"haa": true, "moh": true},
		},
		"an exemption": {
			func(haa org.PersonID) coverage.Supposed {
				a := exempted
				a.Person = haa
				return coverage.Supposed{Allowances: []learning.Allowance{a}}
			},
			func(w *world, haa org.PersonID) error {
				a := exempted
				a.Person = haa
				_, err := w.learning.AddAllowance(w.ctx, a, "officer")
				return err
			}, map[string]bool{"haa": true},
		},
		"a closure": {
			func(org.PersonID) coverage.Supposed {
				c := snow
				c.ID, c.Recorded = "supposed", noon(start)
				return coverage.Supposed{Closures: []learning.Closure{c}}
			},
			func(w *world, _ org.PersonID) error {
				_, err := w.learning.AddClosure(w.ctx, snow, "officer")
				return err
			}, map[string]bool{"haa": true},
		},
		"nothing": {func(org.PersonID) coverage.Supposed { return coverage.Supposed{} }, func(*world, org.PersonID) error { return nil }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			haa, moh := w.hire("100001", "dz-haa"), w.hire("100002", "moh")
			w.begin(moh)
			w.later()
			const on = day.Date("2026-02-20")
			before := w.supposed(on, c.suppose(haa), org.Scope{All: true})
			if only := w.supposed(on, c.suppose(haa), org.Scope{Agencies: []org.AgencyCode{"moh"}}); len(only) != 1 || only[moh].Person.ID != moh {
				t.Errorf("of one ministry: got %d people, want only its own", len(only))
			}
			w.must(c.record(w, haa))
			w.later()
			after := w.supposed(on, coverage.Supposed{}, org.Scope{All: true})
			for called, id := range map[string]org.PersonID{"haa": haa, "moh": moh} {
				was, is := before[id], after[id]
				if is.Person.ID != id || was.Then.Due != is.Now.Due || was.Then.State != is.Now.State || was.Then.Exempt != is.Now.Exempt {
					t.Errorf("%s: got %+v supposed, and %+v recorded", called, was.Then, is.Now)
				}
				if changed := !reflect.DeepEqual(was.Now, was.Then); changed != c.touched[called] {
					t.Errorf("%s: got changed %t, want %t: %+v, %+v", called, changed, c.touched[called], was.Now, was.Then)
				}
			}
		})
	}
}
