package coverage_test

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/coverage"
	"lamtoen/internal/day"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
)

const second = courses.CourseID("second")

// cells gives the nation's cell of the cube that followed, and fails where one folded from scratch says otherwise.
func (w *world) cells(q coverage.Query) coverage.Cell {
	w.t.Helper()
	w.later()
	got := w.figures(q).Agency.Total
	fresh, err := w.another().Figures(w.ctx, q)
	w.must(err)
	if fresh.Agency.Total != got {
		w.t.Errorf("got %+v, folded from scratch %+v", got, fresh.Agency.Total)
	}
	return got
}

func TestExemptPeopleAreBesideThoseWhoMust(t *testing.T) {
	w := newWorld(t)
	a, b := w.hire("1001", "moh"), w.hire("1002", "dz-haa")
	w.clock.to("2026-06-01")
	if got := w.cells(all()); got.Must != 2 || got.Overdue != 2 {
		t.Fatalf("before: got %+v, want 2 overdue", got)
	}
	w.clock.to("2026-06-02")
	list, err := w.learning.AddAllowances(w.ctx, []learning.Allowance{
		{Kind: learning.AllowanceExemption, Person: a, From: "2026-06-01", Until: "2026-06-30", Cause: "Illness"},
		{Kind: learning.AllowanceExtension, Person: b, Course: conduct, Until: "2026-06-15", Cause: "Flood"}}, "officer")
	w.must(err)
	if got := w.cells(all()); got.Must != 1 || got.Exempt != 1 || got.Overdue != 0 || got.Bound() != 2 {
		t.Errorf("exempt and extended: got %+v", got)
	}
	past := all()
	past.At, past.Known = "2026-06-02", day.Date("2026-06-01").End()
	if got := w.cells(past); got.Must != 2 || got.Overdue != 2 {
		t.Errorf("as known before: got %+v, want 2 overdue", got)
	}
	w.clock.to("2026-06-16") // by time alone the extension is over
	if got := w.cells(all()); got.Overdue != 1 || got.Exempt != 1 {
		t.Errorf("after the extension: got %+v, want 1 overdue", got)
	}
	w.must(w.learning.WithdrawAllowance(w.ctx, list[0].ID, "officer", "Another person"))
	if got := w.cells(all()); got.Overdue != 2 || got.Exempt != 0 {
		t.Errorf("withdrawn: got %+v, want 2 overdue", got)
	}
	_, err = w.learning.AddAllowance(w.ctx, learning.Allowance{Kind: learning.AllowanceEquivalent, Person: a, Course: conduct, From: "2026-05-01",
		Cause: "The same course", Document: "RIM/14"}, "officer")
	w.must(err)
	if got := w.cells(all()); got.Complete != 1 || got.Overdue != 1 {
		t.Errorf("trained elsewhere: got %+v, want 1 complete", got)
	}
}

// Days on which no work is asked move due dates where they are recorded, of rules that go by the calendar.
func TestClosuresMoveDueDatesOfTheirPlace(t *testing.T) {
	w := newWorld(t)
	_, err := w.learning.AddRule(w.ctx, learning.Rule{Rule: "code-of-conduct", Title: "Rule", Course: conduct, DueDays: 30, From: "2026-01-06"}, "officer")
	w.must(err) // due on Thursday 5 February
	w.hire("1001", "moh")
	w.hire("1002", "gw-haa-bji")
	w.clock.to("2026-02-06")
	if got := w.cells(all()); got.Overdue != 2 {
		t.Fatalf("before: got %+v, want 2 overdue", got)
	}
	_, err = w.learning.AddClosure(w.ctx, learning.Closure{Kind: learning.ClosureWeather, Place: "dz-haa", From: "2026-02-05", Until: "2026-02-06", Name: "Snow"}, "officer")
	w.must(err)
	if got := w.cells(all()); got.Overdue != 1 {
		t.Errorf("snow in Haa: got %+v, want 1 overdue", got)
	}
	w.clock.to("2026-02-10") // the Monday has passed
	if got := w.cells(all()); got.Overdue != 2 {
		t.Errorf("after the Monday: got %+v, want 2 overdue", got)
	}
}

// A rule that counts from the first sign-in, or from another course's completion, begins to count when that comes.
func TestRulesThatCountFromWhatPeopleDo(t *testing.T) {
	w := newWorld(t)
	files := courseFiles()
	for name, f := range courseFiles() {
		if strings.HasPrefix(name, "civil-service/") {
			files[strings.ReplaceAll(name, "code-of-conduct", "second")] = &fstest.MapFile{
				Data: []byte(strings.NewReplacer("id: code-of-conduct", "id: second", "title: Code of Conduct", "title: The second").Replace(string(f.Data)))}
		}
	}
	content, err := courses.Load(files, courses.Options{})
	w.must(err)
	w.must(w.library.Publish(w.ctx, content))
	_, err = w.learning.AddRule(w.ctx, learning.Rule{Rule: "second", Title: "Second", Course: second, DueFrom: learning.DueFromCourse, DueAfter: conduct, DueDays: 2,
		From: start}, "officer")
	w.must(err)
	_, err = w.learning.AddRule(w.ctx, learning.Rule{Rule: "code-of-conduct", Title: "Rule", Course: conduct, DueFrom: learning.DueFromSignIn, DueDays: 2,
		From: start, Audience: learning.Audience{Kinds: []org.Kind{org.KindRegular}}}, "officer")
	w.must(err)
	a := w.hire("1001", "moh")
	w.hire("1002", "moh")
	asked := all()
	asked.Course = second
	w.clock.to("2026-03-02") // a Monday
	if first, next := w.cells(all()), w.cells(asked); first.Overdue != 0 || next.Overdue != 0 || first.Must != 2 || next.Must != 2 {
		t.Fatalf("before: got %+v and %+v, want nobody overdue", first, next)
	}
	w.signIn(a)
	w.clock.forward(3 * 24 * time.Hour)
	if got := w.cells(all()); got.Overdue != 1 {
		t.Errorf("three days after the first sign-in: got %+v, want 1 overdue", got)
	}
	w.complete(a)
	if got := w.cells(asked); got.Overdue != 0 {
		t.Errorf("completed the first: got %+v, want nobody overdue in the second", got)
	}
	w.clock.forward(5 * 24 * time.Hour)
	if got := w.cells(asked); got.Overdue != 1 {
		t.Errorf("five days after: got %+v, want 1 overdue in the second", got)
	}
}
