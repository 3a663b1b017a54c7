package learning_test

import (
	"fmt"
	"sync"
	"testing"

	"lamtoen/courses"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
)

// together runs the function n times at once, on two instances in turn, and waits.
func together(n int, services []*learning.Service, do func(i int, s *learning.Service)) {
	var group sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		group.Go(func() {
			<-start
			do(i, services[i%len(services)])
		})
	}
	close(start)
	group.Wait()
}

// One person in many tabs, served by two instances: every step happens once and everyone gets the same answer.
func TestManyTabs(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	_, _, other := w.open(w.engine)
	services := []*learning.Service{w.learning, other}
	const tabs = 8

	enrolments := make([]learning.Enrolment, tabs)
	together(tabs, services, func(i int, s *learning.Service) {
		var err error
		if enrolments[i], err = s.Begin(ctx, w.pema, conduct, learning.ViaWeb); err != nil {
			t.Errorf("begin %d: %v", i, err)
		}
	})
	for _, id := range []courses.LessonID{"one", "two", "three"} {
		together(tabs, services, func(i int, s *learning.Service) {
			if _, err := s.FinishLesson(ctx, w.pema, conduct, id, learning.ViaWeb); err != nil {
				t.Errorf("finish %s in tab %d: %v", id, i, err)
			}
		})
	}
	attempts := make([]learning.Attempt, tabs)
	together(tabs, services, func(i int, s *learning.Service) {
		var err error
		if attempts[i], err = s.StartAttempt(ctx, w.pema, conduct, learning.ViaWeb); err != nil {
			t.Errorf("start %d: %v", i, err)
		}
	})
	for i := range tabs {
		if enrolments[i] != enrolments[0] || fmt.Sprint(attempts[i].Drawn) != fmt.Sprint(attempts[0].Drawn) || attempts[i].ID != attempts[0].ID {
			t.Errorf("tab %d: got %+v and %+v, want what tab 0 got", i, enrolments[i], attempts[i])
		}
	}
	saved := w.saveAndSubmit(services, attempts[0])
	hash := w.text(w.pema).Hash
	if w.checkSubmission(attempts[0], saved) {
		together(tabs, services, func(i int, s *learning.Service) {
			if _, err := s.Sign(ctx, w.pema, conduct, learning.Signature{TextHash: hash, TypedName: "Pema"}); err != nil {
				t.Errorf("sign %d: %v", i, err)
			}
		})
	}
}

// saveAndSubmit lets tabs save answers while others submit, and gives the answers that were acknowledged.
func (w *world) saveAndSubmit(services []*learning.Service, a learning.Attempt) map[courses.ItemID]bool {
	ctx := w.t.Context()
	var mu sync.Mutex
	saved := make(map[courses.ItemID]bool)
	scores := make(map[int]bool)
	together(12, services, func(i int, s *learning.Service) {
		if i%3 == 2 {
			o, err := s.Submit(ctx, w.pema, a.ID)
			if err != nil {
				w.t.Errorf("submit %d: %v", i, err)
			}
			mu.Lock()
			defer mu.Unlock()
			scores[o.Score] = true
			return
		}
		item := a.Drawn[i%len(a.Drawn)].Item
		err := s.SaveAnswer(ctx, w.pema, a.ID, item, answer(item, true))
		if err != nil && !fault.Is(err, fault.CodeConflict) {
			w.t.Errorf("save %d: %v", i, err)
		}
		mu.Lock()
		defer mu.Unlock()
		saved[item] = saved[item] || err == nil
	})
	if len(scores) != 1 {
		w.t.Errorf("scores: got %v, want everyone to get the same", scores)
	}
	return saved
}

// checkSubmission: an answer that was acknowledged is in the submission, and one that was refused is not.
func (w *world) checkSubmission(a learning.Attempt, saved map[courses.ItemID]bool) (passed bool) {
	w.t.Helper()
	var data learning.SubmissionData
	f := w.facts(w.pema)[string(a.ID)+"/submission"]
	w.must(f.Into(&data))
	graded := make(map[courses.ItemID]bool)
	for _, g := range data.Answers {
		graded[g.Item] = true
	}
	for item, ok := range saved {
		if graded[item] != ok {
			w.t.Errorf("answer to %s: acknowledged %v, graded %v", item, ok, graded[item])
		}
	}
	return data.Passed
}

func TestManyPeopleSubmitAtOnce(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	_, _, other := w.open(w.engine)
	w.lessons(w.pema)
	w.lessons(w.head)
	one, err := w.learning.StartAttempt(ctx, w.pema, conduct, learning.ViaWeb)
	w.must(err)
	two, err := w.learning.StartAttempt(ctx, w.head, conduct, learning.ViaWeb)
	w.must(err)
	together(8, []*learning.Service{w.learning, other}, func(i int, s *learning.Service) {
		var err error
		if i%4 < 2 {
			_, err = s.Submit(ctx, w.pema, one.ID)
		} else {
			_, err = s.Submit(ctx, w.head, two.ID)
		}
		if err != nil {
			t.Errorf("submit %d: %v", i, err)
		}
	})
	if len(w.facts(w.pema)) != 9 || len(w.facts(w.head)) != 9 {
		t.Errorf("facts: got %d and %d, want 9 each", len(w.facts(w.pema)), len(w.facts(w.head)))
	}
}
