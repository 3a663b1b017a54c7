package classes_test

import (
	"fmt"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"lamtoen/internal/assessment"
	"lamtoen/internal/classes"
)

// TestTheTraceTellsHowItCameToBe plays the corrections of a random set over the answers, one after the other, and wants the end to be
// what counts, whatever the order in which the entries came.
func TestTheTraceTellsHowItCameToBe(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set := rapid.SliceOfN(rapid.Custom(someEntry), 0, 25).Draw(t, "entries")
		var w, again, plain classes.Work
		w.Take(set...)
		again.Take(rapid.Permutation(set).Draw(t, "order")...)
		trace := w.Trace()
		if !reflect.DeepEqual(trace, again.Trace()) {
			t.Fatalf("got %+v in another order, want %+v", again.Trace(), trace)
		}
		for _, e := range w.Entries { // as it was without any correction
			if e.Kind != classes.EntryCorrection {
				plain.Take(e)
			}
		}
		stands := map[string]*assessment.Answer{}
		for _, a := range plain.Record().Answers {
			stands[string(a.Ask)+"/"+string(a.Item)] = &a.Answer
		}
		for i, one := range trace {
			key := string(one.Ask) + "/" + string(one.Item)
			if !reflect.DeepEqual(one.Was, stands[key]) || one.By == "" || one.Cause == "" || i > 0 && one.At.Before(trace[i-1].At) {
				t.Fatalf("got %+v, want it to begin at %+v, and to say who, when and why", one, stands[key])
			}
			stands[key] = one.Is
		}
		count := 0
		for key, want := range stands {
			if want != nil {
				count++
				if a, ok := answerAt(w.Record(), key); !ok || !reflect.DeepEqual(a, *want) {
					t.Fatalf("got %+v at %s, want the end of the trace, %+v", a, key, *want)
				}
			}
		}
		if got := len(w.Record().Answers); got != count {
			t.Fatalf("got %d answers, want %d", got, count)
		}
	})
}

// answerAt finds an answer that counts.
func answerAt(r classes.Record, key string) (assessment.Answer, bool) {
	for _, a := range r.Answers {
		if string(a.Ask)+"/"+string(a.Item) == key {
			return a.Answer, true
		}
	}
	return assessment.Answer{}, false
}

// TestNobodyIsUndone lets answers, lessons and results of every way come one by one: a pupil who is done stays done, and how many
// questions are answered never falls. Only a teacher can take that back, by a correction or by letting them begin again.
func TestNobodyIsUndone(t *testing.T) {
	c := module()
	rapid.Check(t, func(t *rapid.T) {
		var w classes.Work
		var before classes.Standing
		for i := range rapid.IntRange(1, 30).Draw(t, "length") {
			e := rapid.Custom(someEntry).Filter(func(e classes.Entry) bool { return e.Kind != classes.EntryAside && e.Kind != classes.EntryCorrection }).Draw(t, "entry")
			e.ID = fmt.Sprintf("%d", i)
			if e.Kind == classes.EntryAnswer {
				e.Item = rapid.SampledFrom(c.Items).Draw(t, "item").ID
				if e.Ask != classes.AskQuiz {
					e.Item = rapid.SampledFrom(c.BeforeAfter).Draw(t, "asked")
				}
			}
			w.Take(e)
			now := classes.StandingOf(w, c)
			if before.State == classes.Done && now.State != classes.Done || now.Lessons < before.Lessons || !now.Elsewhere && !before.Elsewhere && now.Answered < before.Answered {
				t.Fatalf("got %+v after %+v came, and before it %+v", now, e, before)
			}
			before = now
		}
	})
}
