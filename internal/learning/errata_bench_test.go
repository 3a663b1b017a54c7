package learning_test

import (
	"fmt"
	"testing"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
)

// thousands hands in so many attempts of four questions each, one a person; every fourth has the first question wrong.
func (w *world) thousands(n int) {
	w.t.Helper()
	first := w.begin(w.pema)
	var facts []learning.Fact
	for i := range n {
		e := first
		e.Person = org.PersonID(fmt.Sprintf("p%015d", i))
		data := learning.SubmissionData{PassMark: 8000, Score: 10000, Passed: true, Grader: assessment.Grader}
		for j := range 4 {
			item := courses.ItemID(fmt.Sprintf("%c-%d", 'a'+j/2, j%2))
			right := j > 0 || i%4 > 0
			points := assessment.Points(assessment.Whole)
			if !right {
				points, data.Score, data.Passed = 0, 7500, false
			}
			data.Answers = append(data.Answers, learning.GivenAnswer{Item: item, Answer: answer(item, right)})
			data.Points = append(data.Points, assessment.ItemPoints{Item: item, Points: points})
		}
		f, err := e.NewFact(learning.KindSubmitted, learning.ViaDemo, data, "attempt", "1", "submission")
		w.must(err)
		if facts = append(facts, f); len(facts) == 500 || i == n-1 {
			w.must(w.learning.AddFacts(w.t.Context(), facts))
			facts = nil
		}
	}
}

// What a content lead waits for: a walk over 10,000 attempts, of which 2,500 change.
func BenchmarkPreview10000(b *testing.B) {
	w := newWorld(b)
	w.thousands(10_000)
	e := learning.Erratum{Course: conduct, Item: "a-0", Versions: []courses.Version{"1.0.0"}, Kind: learning.ErratumVoid, Cause: "Faulty."}
	for b.Loop() {
		effect, err := w.learning.Preview(b.Context(), e)
		if err != nil || effect.Passes() != 2500 {
			b.Fatalf("got %d that pass, %v; want 2500", effect.Passes(), err)
		}
	}
}

// The background work that follows, once: the same walk with 2,500 durable writes.
func BenchmarkRegrade10000(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		w := newWorld(b)
		w.thousands(10_000)
		w.faulty("a-0", nil)
		b.StartTimer()
		if n := w.regrade(); n != 2500 {
			b.Fatalf("got %d regrades, want 2500", n)
		}
	}
}
