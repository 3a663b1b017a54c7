package classes_test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/classes"
)

// noon is when the class of these tests works.
var noon = time.Date(2026, 11, 23, 6, 0, 0, 0, time.UTC)

// someEntry draws an entry among few ids, times, lessons and questions, so that many fall on the same.
func someEntry(t *rapid.T) classes.Entry {
	ch := classes.Entry{
		ID:   fmt.Sprintf("change-%d", rapid.IntRange(1, 12).Draw(t, "id")),
		Kind: rapid.SampledFrom([]classes.EntryKind{"lesson", "answer", "answer", "answer", "result", "correction", "aside"}).Draw(t, "kind"),
		At:   noon.Add(time.Duration(rapid.IntRange(0, 5).Draw(t, "minute")) * time.Minute),
		Mode: rapid.SampledFrom(classes.Modes()).Draw(t, "mode"), Version: rapid.SampledFrom([]courses.Version{"1.0.0", "1.1.0"}).Draw(t, "version"),
	}
	switch ch.Kind {
	case classes.EntryLesson:
		ch.Lesson = rapid.SampledFrom([]courses.LessonID{"one", "two"}).Draw(t, "lesson")
	case classes.EntryResult:
		ch.Right, ch.Whole = rapid.IntRange(0, 4).Draw(t, "right"), 4
	case classes.EntryAside:
		ch.By, ch.Cause = "teacher", classes.CausePupil
	default:
		ch.Ask = rapid.SampledFrom([]classes.Ask{"before", "after", "quiz"}).Draw(t, "part")
		ch.Item = rapid.SampledFrom([]courses.ItemID{"a", "b"}).Draw(t, "item")
		ch.Answer = &assessment.Answer{Options: []courses.OptionID{rapid.SampledFrom([]courses.OptionID{"w1", "r1"}).Draw(t, "option")}}
		ch.Points = assessment.Points(rapid.SampledFrom([]int{0, 10000}).Draw(t, "points"))
		if ch.Kind == classes.EntryCorrection {
			ch.By, ch.Cause = "teacher", classes.CauseTyped
			if rapid.Bool().Draw(t, "withdrawn") {
				ch.Answer, ch.Points = nil, 0
			}
		}
	}
	return ch
}

// TestMergeInAnyOrder takes the same entries in two orders, with repeats and in other portions, and wants the same work.
func TestMergeInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set := rapid.SliceOfN(rapid.Custom(someEntry), 0, 25).Draw(t, "entries")
		var once, again classes.Work
		for _, ch := range set {
			once.Take(ch)
		}
		order := rapid.Permutation(append(slices.Clone(set), set...)).Draw(t, "order")
		cut := rapid.IntRange(0, len(order)).Draw(t, "cut")
		again.Take(order[cut:]...)
		again.Take(order[:cut]...)
		again.Take(order...)
		if !reflect.DeepEqual(once, again) {
			t.Fatalf("got %+v after another order, want %+v", again, once)
		}
		if again.Take(set...) {
			t.Fatal("got something new from entries that were all there, want nothing")
		}
		if got, want := again.Record(), once.Record(); !reflect.DeepEqual(got, want) {
			t.Fatalf("got %+v, want %+v", got, want)
		}
	})
}

// slowRecord works the rules out anew, one question at a time, from the sentences of Work's description.
func slowRecord(set []classes.Entry) (lessons map[courses.LessonID]bool, right map[string]bool, answers map[string]bool) {
	distinct := map[string]classes.Entry{}
	for _, ch := range set {
		old, there := distinct[ch.ID]
		if !there || less(ch, old) {
			distinct[ch.ID] = ch
		}
	}
	aside := time.Time{}
	for _, ch := range distinct {
		if ch.Kind == "aside" && ch.At.After(aside) {
			aside = ch.At
		}
	}
	lessons, right, answers = map[courses.LessonID]bool{}, map[string]bool{}, map[string]bool{}
	for _, part := range []classes.Ask{"before", "after", "quiz"} {
		for _, item := range []courses.ItemID{"a", "b"} {
			var stands *classes.Entry
			better := func(ch, than classes.Entry) bool {
				if ch.Kind != than.Kind {
					return ch.Kind == "correction"
				}
				if ch.Kind == "correction" {
					return less(than, ch)
				}
				return less(ch, than)
			}
			for _, ch := range distinct {
				if (ch.Kind == "answer" || ch.Kind == "correction") && ch.Ask == part && ch.Item == item && ch.At.After(aside) && (stands == nil || better(ch, *stands)) {
					stands = &ch
				}
			}
			if key := string(part) + "/" + string(item); stands != nil && stands.Answer != nil {
				answers[key], right[key] = true, stands.Points == assessment.Whole
			}
		}
	}
	for _, ch := range distinct {
		if ch.Kind == "lesson" && ch.At.After(aside) {
			lessons[ch.Lesson] = true
		}
	}
	return lessons, right, answers
}

// less is the order of time, id and content.
func less(a, b classes.Entry) bool {
	if !a.At.Equal(b.At) {
		return a.At.Before(b.At)
	}
	if a.ID != b.ID {
		return a.ID < b.ID
	}
	var w classes.Work // of one id, the work keeps the lesser
	w.Take(b)
	return w.Take(a)
}

// TestRecordAgainstSlowRules compares what counts with an independent reading of the rules.
func TestRecordAgainstSlowRules(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set := rapid.SliceOfN(rapid.Custom(someEntry), 0, 25).Draw(t, "entries")
		var w classes.Work
		w.Take(set...)
		r := w.Record()
		lessons, right, answers := slowRecord(set)
		got := map[courses.LessonID]bool{}
		for l := range r.Lessons {
			got[l] = true
		}
		if !maps.Equal(got, lessons) {
			t.Fatalf("got lessons %v, want %v", got, lessons)
		}
		if len(r.Answers) != len(answers) {
			t.Fatalf("got answers %+v, want %v", r.Answers, answers)
		}
		for _, a := range r.Answers {
			key := string(a.Ask) + "/" + string(a.Item)
			if !answers[key] || a.Right() != right[key] {
				t.Fatalf("got %s right %v, want %v", key, a.Right(), right[key])
			}
		}
	})
}

// answer is an answer to a question, right or wrong.
func answer(id string, minute int, part classes.Ask, item courses.ItemID, right bool) classes.Entry {
	ch := classes.Entry{ID: id, Kind: classes.EntryAnswer, At: noon.Add(time.Duration(minute) * time.Minute), Mode: classes.ModeOwn,
		Version: "1.0.0", Ask: part, Item: item, Answer: &assessment.Answer{Options: []courses.OptionID{"w1"}}}
	if right {
		ch.Answer, ch.Points = &assessment.Answer{Options: []courses.OptionID{"r1"}}, assessment.Whole
	}
	return ch
}

// finished is a lesson that was finished.
func finished(id string, minute int, lesson courses.LessonID) classes.Entry {
	return classes.Entry{ID: id, Kind: classes.EntryLesson, At: noon.Add(time.Duration(minute) * time.Minute), Mode: classes.ModeOwn, Version: "1.0.0", Lesson: lesson}
}

func TestACorrectionLeavesATrace(t *testing.T) {
	var w classes.Work
	first := answer("a", 1, classes.AskQuiz, "q1", false)
	fix := answer("b", 9, classes.AskQuiz, "q1", true)
	fix.Kind, fix.By, fix.Cause, fix.Mode = classes.EntryCorrection, "teacher", classes.CauseRead, classes.ModePaper
	w.Take(fix, first, answer("c", 2, classes.AskQuiz, "q1", false))
	got, ok := w.Record().Answer(classes.AskQuiz, "q1")
	switch {
	case !ok || !got.Right():
		t.Fatalf("got %+v, want the corrected answer", got)
	case got.Corrected == nil || got.Corrected.By != "teacher" || got.Corrected.Cause != classes.CauseRead:
		t.Fatalf("got trace %+v, want who and why", got.Corrected)
	case got.Corrected.Was == nil || got.Corrected.Was.Options[0] != "w1":
		t.Fatalf("got %+v, want what it replaced", got.Corrected.Was)
	case !got.At.Equal(first.At):
		t.Errorf("got %v, want when the pupil answered: %v", got.At, first.At)
	}
	again := fix
	again.ID, again.At, again.Answer, again.Points = "d", noon.Add(20*time.Minute), nil, 0
	w.Take(again)
	if _, ok := w.Record().Answer(classes.AskQuiz, "q1"); ok {
		t.Error("got an answer, want none after a teacher said that there was none")
	}
}

func TestWhatIsSetAsideDoesNotCount(t *testing.T) {
	var w classes.Work
	w.Take(answer("a", 1, classes.AskQuiz, "q1", true), finished("b", 2, "one"), answer("c", 5, classes.AskQuiz, "q1", false),
		classes.Entry{ID: "z", Kind: classes.EntryAside, At: noon.Add(3 * time.Minute), Mode: classes.ModeShared, Version: "1.0.0", By: "teacher", Cause: classes.CausePupil})
	r := w.Record()
	if got, ok := r.Answer(classes.AskQuiz, "q1"); !ok || got.Right() || r.Aside != 2 || len(r.Lessons) != 0 {
		t.Errorf("got %+v, want the answer after it alone", r)
	}
}
