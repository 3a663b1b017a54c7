package learning_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
)

// graded are the answers that were graded, as "item=option".
func (w *world) graded(a learning.Attempt) []string {
	w.t.Helper()
	var data learning.SubmissionData
	f := w.facts(w.pema)[string(a.ID)+"/submission"]
	w.must(f.Into(&data))
	var list []string
	for _, g := range data.Answers {
		list = append(list, fmt.Sprintf("%s=%v", g.Item, g.Answer.Options))
	}
	return list
}

// Two tabs, served by two instances, save whatever answers to whichever questions, hand in, die and come back, in any order. Each
// save that is acknowledged stands until the next one; none is taken after the hand-in; what is graded is what stood.
func TestTwoTabsInAnyOrder(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	number := 0
	rapid.Check(t, func(rt *rapid.T) {
		number++
		w.pema = w.person(fmt.Sprintf("4%05d", number), "Somebody", "regular")
		w.lessons(w.pema)
		_, _, other := w.open(w.engine)
		tabs := []*learning.Service{w.learning, other}
		a, err := w.learning.StartAttempt(ctx, w.pema, conduct, learning.ViaWeb)
		w.must(err)
		stands, handed := map[courses.ItemID]assessment.Answer{}, false
		for range rapid.IntRange(1, 15).Draw(rt, "steps") {
			tab := rapid.IntRange(0, 1).Draw(rt, "tab")
			w.clock.advance(time.Duration(rapid.IntRange(0, 3600).Draw(rt, "seconds")) * time.Second)
			switch rapid.SampledFrom([]string{"save", "save", "save", "save", "look", "die", "submit"}).Draw(rt, "step") {
			case "save":
				item := rapid.SampledFrom(a.Drawn).Draw(rt, "item").Item
				given := answer(item, rapid.Bool().Draw(rt, "right"))
				err := tabs[tab].SaveAnswer(ctx, w.pema, a.ID, item, given)
				if handed != fault.Is(err, fault.CodeConflict) || !handed && err != nil {
					rt.Fatalf("a save, handed in %v: got %v", handed, err)
				}
				if !handed {
					stands[item] = given
				}
			case "look":
				got, err := tabs[tab].Attempt(ctx, w.pema, a.ID)
				if err != nil || fmt.Sprint(got.Drawn) != fmt.Sprint(a.Drawn) || fmt.Sprint(got.Answers) != fmt.Sprint(stands) {
					rt.Fatalf("the attempt: got %v, %v, %v; want the draw %v with %v", got.Drawn, got.Answers, err, a.Drawn, stands)
				}
			case "die":
				_, _, tabs[tab] = w.open(w.engine)
			case "submit":
				_, err := tabs[tab].Submit(ctx, w.pema, a.ID)
				w.must(err)
				handed = true
			}
		}
		_, err = tabs[0].Submit(ctx, w.pema, a.ID)
		w.must(err)
		var want []string
		for _, d := range a.Drawn {
			if given, ok := stands[d.Item]; ok {
				want = append(want, fmt.Sprintf("%s=%v", d.Item, given.Options))
			}
		}
		if got := w.graded(a); !slices.Equal(got, want) {
			rt.Fatalf("graded: got %v, want %v", got, want)
		}
	})
}

// Two tabs answer the same question at the same time, each several times, while a third hands in: what is graded is the last that
// was acknowledged to one of the two, and never one that its own tab had replaced.
func TestTwoTabsAnswerTheSameQuestion(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	for round := range 10 {
		w.pema = w.person(fmt.Sprintf("5%05d", round), "Somebody", "regular")
		w.lessons(w.pema)
		_, _, other := w.open(w.engine)
		services := []*learning.Service{w.learning, other}
		a, err := w.learning.StartAttempt(ctx, w.pema, conduct, learning.ViaWeb)
		w.must(err)
		item := a.Drawn[0].Item
		var mu sync.Mutex
		last := map[int]string{} // of each tab, the last that was acknowledged
		together(3, services, func(tab int, s *learning.Service) {
			if tab == 2 {
				if _, err := s.Submit(ctx, w.pema, a.ID); err != nil {
					t.Errorf("submit: %v", err)
				}
				return
			}
			for i := range 4 {
				given := answer(item, (i+tab)%2 == 0)
				err := s.SaveAnswer(ctx, w.pema, a.ID, item, given)
				if fault.Is(err, fault.CodeConflict) {
					return
				}
				if err != nil {
					t.Errorf("tab %d: %v", tab, err)
					return
				}
				mu.Lock()
				last[tab] = fmt.Sprintf("%s=%v", item, given.Options)
				mu.Unlock()
			}
		})
		got := w.graded(a)
		if len(last) == 0 && len(got) != 0 || len(last) > 0 && (len(got) != 1 || got[0] != last[0] && got[0] != last[1]) {
			t.Errorf("round %d: got %v graded, want the last of a tab: %v", round, got, last)
		}
	}
}

// rekeyed is the tree of a version in which what was right is wrong, and with other words.
func rekeyed(version string) []byte {
	bank := string(contentTree(version)["civil-service/code-of-conduct/questions.yaml"].Data)
	bank = strings.NewReplacer("right: true", "right: false", "right: false", "right: true", "What do you do about", "What would you do about").Replace(bank)
	return []byte(bank)
}

// A course is updated while an attempt is open, to a minor version with another key and then to a major one, and the server starts
// anew: the attempt goes on with its items in their order, is graded by the key it was shown with, and whoever fails
// tries again on the same version. Only a new enrolment has the new one.
func TestAVersionThatComesInBetween(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	w.lessons(w.pema)
	a, err := w.learning.StartAttempt(ctx, w.pema, conduct, learning.ViaWeb)
	w.must(err)
	w.must(w.learning.SaveAnswer(ctx, w.pema, a.ID, a.Drawn[0].Item, answer(a.Drawn[0].Item, true)))
	for i, version := range []string{"1.1.0", "2.0.0"} {
		tree := contentTree(version)
		tree["civil-service/code-of-conduct/questions.yaml"].Data = rekeyed(version)
		cat, err := courses.Load(tree, courses.Options{})
		w.must(err)
		w.must(w.library.Publish(ctx, cat))
		w.clock.advance(time.Hour)
		w.library, w.register, w.learning = w.open(w.engine)

		again, err := w.learning.StartAttempt(ctx, w.pema, conduct, learning.ViaWeb)
		w.must(err)
		if again.ID != a.ID || again.Enrolment.Version != "1.0.0" || again.Enrolment.Hash != a.Enrolment.Hash ||
			fmt.Sprint(again.Drawn) != fmt.Sprint(a.Drawn) || len(again.Answers) != i+1 {
			t.Fatalf("after %s: got %+v, want the attempt as it was", version, again)
		}
		item := a.Drawn[i+1].Item
		w.must(w.learning.SaveAnswer(ctx, w.pema, a.ID, item, answer(item, true)))
	}
	o, err := w.learning.Submit(ctx, w.pema, a.ID)
	w.must(err)
	if o.Score != 7500 || o.Passed {
		t.Errorf("three of four right by the key of 1.0.0: got %d, passed %v", o.Score, o.Passed)
	}
	f := w.facts(w.pema)[string(a.ID)+"/submission"]
	if f.Version != "1.0.0" || f.Hash != a.Enrolment.Hash {
		t.Errorf("the submission names %s, %s", f.Version, f.Hash)
	}
	w.clock.advance(24 * time.Hour)
	second, err := w.learning.StartAttempt(ctx, w.pema, conduct, learning.ViaWeb)
	w.must(err)
	if second.Enrolment.Version != "1.0.0" || second.ID.Number() != 2 {
		t.Errorf("the next attempt: got %s of %s, want the second of 1.0.0", second.ID, second.Enrolment.Version)
	}
	if o := w.attempt(w.pema, true); !o.Passed {
		t.Errorf("all right by the key of 1.0.0: got %d, not passed", o.Score)
	}
	if e, err := w.learning.Begin(ctx, w.head, conduct, learning.ViaWeb); err != nil || e.Version != "2.0.0" {
		t.Errorf("somebody who begins now: got %s, %v, want 2.0.0", e.Version, err)
	}
}
