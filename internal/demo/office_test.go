package demo_test

import (
	"context"
	"iter"
	"strings"
	"testing"
	"time"

	"lamtoen/internal/appeal"
	"lamtoen/internal/catalogue"
	"lamtoen/internal/certificate"
	"lamtoen/internal/coverage"
	"lamtoen/internal/intake"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/report"
)

// checkOffice: a newcomer finds on each page of officers something that was done there.
func (c *country) checkOffice(t *testing.T) {
	c.checkFiles(t)
	c.checkDecisions(t)
	c.checkLetter(t)
}

// checkFiles: three files were taken, so that the register has an age in their agencies, and none elsewhere.
func (c *country) checkFiles(t *testing.T) {
	files, err := intake.Open(t.Context(), c.engine, intake.Deps{Register: c.register, Audit: c.audit}, intake.Settings{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	changed := 0
	for _, r := range files.Records() {
		changed += r.Counts.Changes
		if r.Counts.Joins+r.Counts.Leaves+r.Counts.Moves > 0 || r.Counts.Unchanged == 0 {
			t.Errorf("%s: got %+v, want people as they are, and a few with another position", r.File, r.Counts)
		}
	}
	if got := len(files.Records()); got != 3 || changed != 2 {
		t.Errorf("got %d files that changed %d people, want 3 and 2", got, changed)
	}
	for code, days := range map[org.AgencyCode]int{"dz-bumthang": 12, "dz-punakha": 75, "rcsc": 190, "dz-haa": -1} {
		want := today.AddDays(-days).Start()
		if days < 0 {
			want = time.Time{}
		}
		if got := files.Age(code); !got.Equal(want) {
			t.Errorf("%s: the register is of %s, want %s", code, got, want)
		}
	}
}

// checkDecisions: each kind is there, one of each sort is taken back, and no closure could be taken for a real one.
func (c *country) checkDecisions(t *testing.T) {
	kinds, taken := map[learning.AllowanceKind]int{}, 0
	for _, a := range c.learning.Allowances() {
		if a.Withdraws != "" {
			taken++
			continue
		}
		kinds[a.Kind]++
	}
	if kinds[learning.AllowanceExemption] != 1 || kinds[learning.AllowanceExtension] != 4 || kinds[learning.AllowanceEquivalent] != 1 || taken != 1 {
		t.Errorf("got the decisions %v, %d taken back; want one exempted, four with more time, one trained elsewhere, one taken back", kinds, taken)
	}
	stand := 0
	for _, k := range c.learning.Closures() {
		if stand++; k.Withdraws != "" {
			stand -= 2
		}
		if !strings.Contains(k.Name, "Invented") || !strings.Contains(k.Name, "demonstration") {
			t.Errorf("got the closure %q, want a name that says that it is invented", k.Name)
		}
	}
	if stand != 3 {
		t.Errorf("%d closures stand, want 3", stand)
	}
}

// checkLetter: the letter that was made comes out the same when the server makes it again.
func (c *country) checkLetter(t *testing.T) {
	library, err := catalogue.Open(t.Context(), c.engine)
	if err != nil {
		t.Fatal(err)
	}
	cases, err := appeal.Open(t.Context(), c.engine, appeal.Deps{Register: c.register, Learning: c.learning, Audit: c.audit}, appeal.Settings{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	reviews := func(ctx context.Context, since time.Time) iter.Seq2[coverage.Review, error] {
		return func(yield func(coverage.Review, error) bool) {
			for r, err := range cases.Reviews(ctx, since) {
				if !yield(coverage.Review(r), err) {
					return
				}
			}
		}
	}
	cube, err := coverage.Open(t.Context(), coverage.Deps{Register: c.register, Learning: c.learning, Library: library, SignIns: c.signIns, Reviews: reviews},
		coverage.Settings{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	reports, err := report.Open(t.Context(), c.engine, report.Deps{Coverage: cube, Register: c.register, Library: library, Audit: c.audit},
		report.Settings{Mark: certificate.MarkDemo, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	scope := org.Scope{Agencies: []org.AgencyCode{"dz-bumthang"}}
	list, err := reports.List(t.Context(), report.Reads{Figures: scope, Names: scope})
	if err != nil || len(list) != 1 || list[0].Kind != report.Letter {
		t.Fatalf("got the reports %+v, %v, want one letter for the focal officer", list, err)
	}
	if v, err := reports.Verify(t.Context(), list[0].ID); err != nil || !v.Same {
		t.Errorf("made again: got %v, %v, want the same to the byte", v.Differences, err)
	}
}
