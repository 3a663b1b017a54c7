package notify_test

import (
	"testing"

	"lamtoen/courses"
	"lamtoen/internal/coverage"
	"lamtoen/internal/learning"
	"lamtoen/internal/notify"
	"lamtoen/internal/org"
)

const crowd = 30_000

// crowded is a world with a crowd of whom each owes two of the twelve courses, half of them within reach of the plan.
func crowded(b *testing.B) *world {
	b.Helper()
	w := newWorld(b)
	var ids []org.PersonID
	w.must(w.register.Import(w.ctx, crowdOf(crowd, &ids), "test"))
	for i, id := range ids {
		due := monday.AddDays(i%60 - 10)
		for _, course := range []string{"a", "b"} {
			w.owed = append(w.owed, coverage.Owed{Person: id, Agency: "moh", Course: courses.CourseID(course), Due: due, State: learning.StateNotStarted, SignedIn: true})
		}
	}
	return w
}

// BenchmarkPlan30000 decides about 30,000 people and writes the decisions.
func BenchmarkPlan30000(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		w := crowded(b)
		s := w.service()
		b.StartTimer()
		p := w.plan(s)
		b.ReportMetric(float64(p.Reminders), "reminders")
	}
}

// BenchmarkPlanAgain30000 is a run over the same people after everything has been decided but the mark of the day: as after a kill.
func BenchmarkPlanAgain30000(b *testing.B) {
	w := crowded(b)
	s := w.service()
	w.plan(s)
	for b.Loop() {
		b.StopTimer()
		if _, err := w.engine.Delete(w.ctx, "notify_marks", "planned."+string(monday)); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		if p := w.plan(s); p != (notify.Planning{}) {
			b.Fatalf("got %+v, want nothing new", p)
		}
	}
}

// BenchmarkDigest30000 makes one agency's page.
func BenchmarkDigest30000(b *testing.B) {
	w := crowded(b)
	s := w.service()
	for b.Loop() {
		if _, err := s.Digest(w.ctx, org.Scope{All: true}, "moh"); err != nil {
			b.Fatal(err)
		}
	}
}
