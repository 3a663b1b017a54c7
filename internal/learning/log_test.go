package learning_test

import (
	"testing"
	"time"

	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
)

func TestAddFact(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	e := w.begin(w.pema)
	make := func(change func(*learning.Fact)) learning.Fact {
		f, err := e.NewFact(learning.KindLessonDone, learning.ViaPaper, learning.LessonData{Opened: instant("2026-02-01")}, "lesson", "one")
		w.must(err)
		f.At = instant("2026-02-01")
		if change != nil {
			change(&f)
		}
		return f
	}
	w.must(w.learning.AddFact(ctx, make(nil)))
	w.must(w.learning.AddFact(ctx, make(func(f *learning.Fact) { f.At, f.By, f.Via = time.Time{}, "officer", learning.ViaWeb })))
	w.refused(w.learning.AddFact(ctx, make(func(f *learning.Fact) { f.Hash = "h1:other" })), fault.CodeConflict)
	w.refused(w.learning.AddFact(ctx, make(func(f *learning.Fact) { f.Data = nil })), fault.CodeConflict)
	w.refused(w.learning.AddFact(ctx, make(func(f *learning.Fact) { f.ID += "-b"; f.At = w.clock.Now().Add(time.Millisecond) })), fault.CodeInvalid)
	stored := w.facts(w.pema)[make(nil).ID]
	if !stored.At.Equal(instant("2026-02-01")) || stored.Via != learning.ViaPaper || !stored.Recorded.Equal(w.clock.Now()) {
		t.Errorf("stored: got %+v, want the first telling", stored)
	}
	for name, change := range map[string]func(*learning.Fact){
		"kind":      func(f *learning.Fact) { f.Kind = "dreamt" },
		"way":       func(f *learning.Fact) { f.Via = "pigeon" },
		"person":    func(f *learning.Fact) { f.Person = w.head },
		"enrolment": func(f *learning.Fact) { f.Enrolment = 0 },
		"version":   func(f *learning.Fact) { f.Version = "1" },
		"by":        func(f *learning.Fact) { f.By = "" },
		"void":      func(f *learning.Fact) { f.Kind = learning.KindVoid },
	} {
		if err := w.learning.AddFact(ctx, make(change)); err == nil {
			t.Errorf("a fact with a bad %s: got no error", name)
		}
	}
}

func TestAddFactsAndTheFeed(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	e := w.begin(w.pema)
	w.clock.advance(10 * time.Minute)
	mark := w.clock.Now()
	var batch []learning.Fact
	for _, id := range []string{"one", "two", "three"} {
		f, err := e.NewFact(learning.KindLessonDone, learning.ViaDemo, nil, "lesson", id)
		w.must(err)
		f.At, f.Recorded = instant("2025-01-01"), instant("2025-01-02")
		batch = append(batch, f)
	}
	batch[2].Via, batch[2].Recorded = learning.ViaSlip, time.Time{} // only a demonstration may be recorded in the past
	w.must(w.learning.AddFacts(ctx, batch))
	w.must(w.learning.AddFacts(ctx, batch))
	batch[0].Hash = "h1:other"
	w.refused(w.learning.AddFacts(ctx, batch), fault.CodeConflict)
	if got := w.facts(w.pema)[batch[0].ID].Recorded; !got.Equal(instant("2025-01-02")) {
		t.Errorf("a demonstration's fact: recorded %s, want 2025-01-02", got)
	}
	feed := func(since time.Time) (ids []string) {
		for f, err := range w.learning.FactsSince(ctx, since) {
			w.must(err)
			ids = append(ids, f.ID)
		}
		return ids
	}
	if got := feed(mark.Add(119 * time.Second)); len(got) != 1 || got[0] != batch[2].ID {
		t.Errorf("feed with overlap: got %v, want the slip", got)
	}
	if got := feed(mark.Add(121 * time.Second)); len(got) != 0 {
		t.Errorf("feed beyond the overlap: got %v, want nothing", got)
	}
	if got := feed(time.Time{}); len(got) != 4 {
		t.Errorf("whole feed: got %v, want 4 facts", got)
	}
}
