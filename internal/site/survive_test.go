package site_test

import (
	"context"
	"maps"
	"strings"
	"testing"
	"time"

	"lamtoen/internal/learning"
)

// A phone comes back after a day with the page that it had open. Its session is renewed in the same request, the page stands where
// it stood, and a form that is sent from it is saved. After the test was handed in elsewhere the form is refused in clear words,
// and what was handed in stays as it was.
func TestAPhoneThatComesBackAfterADay(t *testing.T) {
	w := newWorld(t, nil)
	b := w.atTest(w.learner)
	first := b.at
	b.post(first, b.chosen(true)...)
	for strings.HasPrefix(b.at, first) { // a story takes some steps
		b.post(b.at, b.chosen(true)...)
	}
	address, form := b.at, b.chosen(true)
	cookies := maps.Clone(b.jar)

	w.clock.at = w.clock.at.Add(26 * time.Hour)
	b.get(address).want(200, "Question 2 of 6")
	if b.at != address || maps.Equal(b.jar, cookies) {
		t.Errorf("a day later: got %s, the session renewed %v", b.at, !maps.Equal(b.jar, cookies))
	}
	b.get(first).want(200, "Question 1 of 6", "Your answer is saved.")

	w.clock.at = w.clock.at.Add(26 * time.Hour)
	b.post(address, form...).want(200) // from the page of the day before
	saved := w.answersOf(w.learner)
	if saved != 2 {
		t.Errorf("after the form of a day ago: got %d answers saved, want 2", saved)
	}

	other := w.signedIn(w.learner) // another device hands in
	other.post("/courses/every-type/attempts/1-1/submission").want(200, "Not passed yet")
	before := other.get("/courses/every-type/attempts/1-1/evidence.json").body

	w.clock.at = w.clock.at.Add(26 * time.Hour)
	b.post(address, form...).want(409, "This attempt has been handed in; its answers can no longer change.")
	b.get(address).want(200, "Not passed yet") // the closed attempt leads to its result
	if after := b.get("/courses/every-type/attempts/1-1/evidence.json").body; after != before {
		t.Errorf("what was handed in has changed: got\n%s\nwant\n%s", after, before)
	}
	if saved := w.answersOf(w.learner); saved != 2 {
		t.Errorf("after the refusal: got %d answers, want 2", saved)
	}
}

// answersOf counts the answers of somebody's first attempt.
func (w *world) answersOf(p person) int {
	w.Helper()
	a, err := w.learning.Attempt(context.Background(), p.ID, learning.NewAttemptID(p.ID, "every-type", 1, 1))
	must(w, a, err)
	return len(a.Answers)
}
