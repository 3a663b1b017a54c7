package evidence_test

import (
	"strings"
	"testing"

	"lamtoen/courses"
	"lamtoen/courses/coursetest"
	"lamtoen/internal/evidence"
	"lamtoen/internal/learning"
	"lamtoen/internal/store/storetest"
)

// TestAStatementIsInTheWordsThatWereShown: though the translation was withdrawn since, and the program started anew without it.
func TestAStatementIsInTheWordsThatWereShown(t *testing.T) {
	w := newWorld(t, storetest.Open(t))
	files := tree("1.0.0")
	w.must(coursetest.Translate(files, "dz"))
	catalogue, err := courses.Load(files, courses.Options{})
	w.must(err)
	w.must(w.library.Publish(t.Context(), catalogue))
	pema := w.person("100001", "Pema Dorji")
	_, err = w.learning.Begin(t.Context(), pema, open, learning.ViaWeb)
	w.must(err)
	for _, l := range catalogue.Courses[0].Lessons {
		_, err := w.learning.FinishLesson(t.Context(), pema, open, l.ID, learning.ViaWeb)
		w.must(err)
	}
	a, err := w.learning.StartAttemptIn(t.Context(), pema, open, "dz", learning.ViaWeb)
	w.must(err)
	w.answer(pema, a, rightly)
	_, err = w.learning.Submit(t.Context(), pema, a.ID)
	w.must(err)
	w.restart()
	w.publish("1.0.0")
	s := w.of(pema, a).Statement
	if s.Attempt.Lang != "dz" || s.Attempt.Words != a.Words || s.Course.Title != coursetest.Mark+"title" {
		t.Errorf("got %+v of %q, want the language and the words of the start", s.Attempt, s.Course.Title)
	}
	if s.Grading == nil || s.Grading.Regraded != evidence.Same {
		t.Errorf("got %+v, want the same grade again: it goes by ids", s.Grading)
	}
	mark := strings.TrimSpace(coursetest.Mark)
	for _, it := range s.Items {
		texts := []string{it.Text}
		for _, o := range append(it.Options, it.Reasons...) {
			texts = append(texts, o.Text)
		}
		for _, text := range texts {
			if text != "" && !strings.HasPrefix(text, mark) {
				t.Errorf("got %q, want the words that were shown", text)
			}
		}
	}
}
