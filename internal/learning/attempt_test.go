package learning_test

import (
	"testing"

	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
)

func TestAttemptID(t *testing.T) {
	id := learning.NewAttemptID("p0000000000000001", "code-of-conduct", 2, 3)
	if id.Dotted() != "p0000000000000001.code-of-conduct.2.attempt.3" || id.Course() != conduct || id.Number() != 3 {
		t.Errorf("id: got %s, of %s, number %d", id.Dotted(), id.Course(), id.Number())
	}
	for _, text := range []string{string(id), id.Dotted()} {
		if got, err := learning.ParseAttemptID(text); err != nil || got != id {
			t.Errorf("parse %q: got %q, %v, want %q", text, got, err, id)
		}
	}
	for _, text := range []string{"", "x", "p/c/1/attempt", "p/c/1/attempt/0", "p/c/0/attempt/1", "p/c/01/attempt/1", "p/c/1/attempt/+1",
		"p/c/1/lesson/1", "/c/1/attempt/1", "p//1/attempt/1", "p/c/1/attempt/1/submission", "p/c/-1/attempt/-1", "p/c/99999999999999999999/attempt/1"} {
		if got, err := learning.ParseAttemptID(text); !fault.Is(err, fault.CodeNotFound) {
			t.Errorf("parse %q: got %q, %v, want not found", text, got, err)
		}
	}
}

// A result that came on paper has no start, and counts all the same.
func TestPaperResultCounts(t *testing.T) {
	w := newWorld(t)
	w.lessons(w.pema)
	e := w.begin(w.pema)
	f, err := e.NewFact(learning.KindSubmitted, learning.ViaPaper, learning.SubmissionData{Score: 8500, Passed: true, Grader: "paper"}, "attempt", "1", "submission")
	w.must(err)
	f.By = "officer"
	w.must(w.learning.AddFact(t.Context(), f))
	p, err := w.learning.Progress(t.Context(), w.pema, conduct)
	w.must(err)
	if p.Status.State != learning.StatePassedNotSigned || len(p.Attempts) != 1 || p.Attempts[0].Score != 8500 || p.Open != "" {
		t.Errorf("paper result: got %s with %+v", p.Status.State, p.Attempts)
	}
}
