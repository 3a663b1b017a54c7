package learning_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"lamtoen/courses"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
)

// TestTimeOnAnItem holds the seconds of a submission against a slow account of what was done when: every save that says
// something new ends a stretch that belongs to its item, a save that says the same again is as if it had not been.
func TestTimeOnAnItem(t *testing.T) {
	w := newWorld(t)
	w.lessons(w.pema)
	rapid.Check(t, func(rt *rapid.T) {
		w.clock.advance(48 * time.Hour) // past every delay
		a, err := w.learning.StartAttempt(t.Context(), w.pema, conduct, learning.ViaWeb)
		w.must(err)
		type state struct {
			given, right bool
			seconds      int
		}
		want, last := map[courses.ItemID]state{}, a.Started
		for range rapid.IntRange(0, 12).Draw(rt, "saves") {
			w.clock.advance(time.Duration(rapid.OneOf(rapid.IntRange(0, 90_000), rapid.IntRange(0, 3_000_000)).Draw(rt, "pause")) * time.Millisecond)
			item, right := a.Drawn[rapid.IntRange(0, 2).Draw(rt, "item")].Item, rapid.Bool().Draw(rt, "right")
			w.must(w.learning.SaveAnswer(t.Context(), w.pema, a.ID, item, answer(item, right)))
			s := want[item]
			if s.given && s.right == right {
				continue
			}
			now := w.clock.Now().Truncate(time.Millisecond)
			seconds := s.seconds + int(now.Sub(last).Milliseconds()+999)/1000
			want[item], last = state{true, right, min(seconds, 600)}, now
		}
		// A fourth item stays wrong, so that no attempt is the last.
		_, err = w.learning.Submit(t.Context(), w.pema, a.ID)
		w.must(err)
		var data learning.SubmissionData
		f := w.facts(w.pema)[string(a.ID)+"/submission"]
		w.must(f.Into(&data))
		if len(data.Answers) != len(want) {
			rt.Fatalf("answers: got %d, want %d", len(data.Answers), len(want))
		}
		for _, g := range data.Answers {
			if g.Seconds != want[g.Item].seconds {
				rt.Errorf("%s: got %d seconds, want %d", g.Item, g.Seconds, want[g.Item].seconds)
			}
		}
	})
}

// A feed gives each fact once, however often it is read, and goes on where an error stopped it.
func TestFeedGivesEachFactOnce(t *testing.T) {
	w := newWorld(t)
	feed, got := w.learning.Feed(), map[string]int{}
	read := func() {
		t.Helper()
		w.must(feed.Read(t.Context(), func(f learning.Fact) error { got[f.ID]++; return nil }))
	}
	w.lessons(w.pema)
	refused := fault.Conflict("not now")
	if err := feed.Read(t.Context(), func(f learning.Fact) error { got[f.ID]++; return refused }); !fault.Is(err, fault.CodeConflict) {
		t.Errorf("a refusal: got %v, want it back", err)
	}
	if !feed.Asked().IsZero() {
		t.Errorf("asked: got %s after half a reading, want the zero time", feed.Asked())
	}
	read()
	w.clock.advance(time.Minute)
	w.complete(w.guest)
	read()
	w.clock.advance(time.Hour)
	w.must(w.learning.Void(t.Context(), string(w.pema)+"/code-of-conduct/1/lesson/two", "A mistake", "officer"))
	read()
	read()
	for _, person := range []map[string]learning.Fact{w.facts(w.pema), w.facts(w.guest)} {
		for id := range person {
			if got[id] != 1 {
				t.Errorf("%s: got it %d times, want once", id, got[id])
			}
			delete(got, id)
		}
	}
	if len(got) != 0 {
		t.Errorf("got %v besides, want nothing", got)
	}
}

// What counts is what status is judged by: no voids, nothing void, nothing that hangs on it.
func TestCounting(t *testing.T) {
	w := newWorld(t)
	w.complete(w.pema)
	base := string(w.pema) + "/code-of-conduct/1"
	count := func() map[string]bool {
		facts, err := w.learning.FactsOf(t.Context(), w.pema, conduct)
		w.must(err)
		ids := map[string]bool{}
		for _, f := range learning.Counting(facts) {
			ids[f.ID] = true
		}
		return ids
	}
	if got := count(); len(got) != len(w.facts(w.pema)) || !got[base+"/attempt/1/submission"] {
		t.Errorf("nothing void: got %d, want all %d", len(got), len(w.facts(w.pema)))
	}
	w.must(w.learning.Void(t.Context(), base+"/attempt/1", "A mistake", "officer"))
	if got := count(); got[base+"/attempt/1"] || got[base+"/attempt/1/submission"] || got[base+"/attempt/1/void"] || !got[base+"/signature"] {
		t.Errorf("a void start: got %v, want the attempt gone and the rest kept", got)
	}
	w.must(w.learning.Void(t.Context(), base+"/attempt/1/void", "It was right", "officer"))
	if got := count(); !got[base+"/attempt/1/submission"] {
		t.Errorf("the void is void: got %v, want the attempt back", got)
	}
	w.must(w.learning.Void(t.Context(), base, "Another person", "officer"))
	if got := count(); len(got) != 0 {
		t.Errorf("a void enrolment: got %v, want nothing", got)
	}
}
