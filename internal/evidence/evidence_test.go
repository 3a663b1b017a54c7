package evidence_test

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"lamtoen/courses"
	"lamtoen/courses/coursetest"
	"lamtoen/internal/evidence"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/store/storetest"
)

// byType gives the item of a type.
func byType(t *testing.T, s evidence.Statement, kind string) evidence.Item {
	t.Helper()
	for _, it := range s.Items {
		if string(it.Type) == kind {
			return it
		}
	}
	t.Fatalf("got no item of type %s", kind)
	return evidence.Item{}
}

func TestAStatementTellsWhatWasShownAndAnswered(t *testing.T) {
	w := newWorld(t, storetest.Open(t))
	pema := w.person("100001", "Pema Dorji")
	a := w.attempt(pema, open, rightly)
	s := w.of(pema, a).Statement

	if got, want := s.Person, (evidence.Person{ID: pema, EID: "100001", Name: "Pema Dorji"}); got != want {
		t.Errorf("person: got %+v, want %+v", got, want)
	}
	course, err := w.library.Version(t.Context(), open, "1.0.0")
	w.must(err)
	if got, want := s.Course, (evidence.Course{ID: open, Title: "Every type", Version: "1.0.0", Hash: course.Hash, Feedback: "learning"}); got != want {
		t.Errorf("course: got %+v, want %+v", got, want)
	}
	if s.Issuer != "training.example.bt" || s.Attempt.Standing != evidence.HandedIn || s.Attempt.Lang != "en" || s.Attempt.Via != "web" ||
		!s.Attempt.Began.Equal(a.Started) || !s.Attempt.HandedIn.Equal(a.Outcome.Submitted) || s.Known.Before(s.Attempt.Recorded) {
		t.Errorf("attempt: got %s, %+v, known %s", s.Issuer, s.Attempt, s.Known)
	}
	want := evidence.Grading{Grader: "lamtoen/1", Score: 10000, PassMark: 8000, Passed: true, Regraded: evidence.Same,
		Counts: evidence.Result{Score: 10000, Passed: true}}
	if s.Grading == nil || *s.Grading != want {
		t.Errorf("grading: got %+v, want %+v", s.Grading, want)
	}
	if len(s.Items) != len(a.Drawn) {
		t.Fatalf("got %d items, want %d", len(s.Items), len(a.Drawn))
	}
	for i, d := range a.Drawn { // in the order drawn, with the options in the order drawn
		it := s.Items[i]
		item, _ := course.Item(d.Item)
		if it.ID != d.Item || it.Hash != item.ContentHash() || it.Number != i+1 || len(it.Options) != len(d.Options) || len(it.Reasons) != len(d.Reasons) || !it.Answered {
			t.Errorf("item %d: got %+v, want %+v", i+1, it, d)
		}
		for j, id := range d.Options {
			o, _ := item.Option(id)
			if it.Options[j].Text != o.Text || it.Options[j].Position != j+1 {
				t.Errorf("%s: option %d is %+v, want %q", it.ID, j+1, it.Options[j], o.Text)
			}
		}
	}
	single := byType(t, s, "single")
	if got := single.Text; !strings.HasSuffix(got, "of 1.0.0. A rumour & 3 < 4 reach you.\n\"Share this!\"\nWhat do you do?") {
		t.Errorf("the words of the question: got %q", got)
	}
	for _, o := range single.Options {
		if o.Right == nil || *o.Right != (o.Text == "Check it") || o.Chosen != *o.Right || !strings.Contains(o.Feedback, "because") {
			t.Errorf("option: got %+v", o)
		}
	}
	ordering := byType(t, s, "ordering")
	if diff := cmp.Diff(ordering.Order, ordering.Right); diff != "" || len(ordering.Order) != 3 {
		t.Errorf("order given and right: got %v and %v", ordering.Order, ordering.Right)
	}
	for _, row := range byType(t, s, "matching").Rows {
		if row.Given != row.Right || row.Given == 0 {
			t.Errorf("row: got %+v, want it matched rightly", row)
		}
	}
	story := byType(t, s, "scenario").Scenes
	if len(story) != 3 || story[2].Ending != "good" || *story[2].Score != 100 || !story[1].Choices[1].Chosen {
		t.Errorf("story: got %+v, want three scenes to the good end", story)
	}
}

// A course that holds its key back gives it to nobody who has not passed: not in a field, not in an id, not by points.
func TestWithheldKeysStandNowhere(t *testing.T) {
	w := newWorld(t, storetest.Open(t))
	pema := w.person("100001", "Pema Dorji")
	var last learning.Attempt
	for _, how := range []care{none, wrongly, partly} {
		a := w.attempt(pema, guarded, how)
		w.clock.advance(48 * time.Hour)
		last = a
		d := w.of(pema, a)
		text := string(d.Payload)
		for _, hint := range []string{"because", `"right":t`, `"right":f`, "ordering-", "right-hours", "right-single", "right-reason", "right-ask",
			"wrong-send", "step-a", "pair-a", "right_order", `"ending":`, `"keys":"told"`} {
			if strings.Contains(text, hint) {
				t.Errorf("care %d: the statement holds %q: %s", how, hint, text)
			}
		}
		for _, it := range d.Statement.Items {
			if held := it.Points == nil; held != (it.Verdict == evidence.Partly) {
				t.Errorf("care %d, %s: verdict %s with points %v", how, it.ID, it.Verdict, it.Points)
			}
		}
	}
	before := w.of(pema, last)
	w.attempt(pema, guarded, rightly)
	after := w.of(pema, last)
	if after.Statement.Keys != evidence.Told || !after.Statement.Known.After(before.Statement.Known) {
		t.Errorf("after a pass: got keys %s, known %s, want them told, and known later", after.Statement.Keys, after.Statement.Known)
	}
	if !strings.Contains(string(after.Payload), "because") || byType(t, after.Statement, "multiple").Points == nil {
		t.Error("after a pass: the reasons and all points are missing")
	}
	if ordering := byType(t, after.Statement, "ordering"); *ordering.Points != 3333 || ordering.Verdict != evidence.Partly {
		t.Errorf("ordering with two neighbours swapped: got %d, %s", *ordering.Points, ordering.Verdict)
	}
}

func TestOpenWithdrawnAndOthersAttempts(t *testing.T) {
	w := newWorld(t, storetest.Open(t))
	pema, tashi := w.person("100001", "Pema Dorji"), w.person("100002", "Tashi Wangmo")
	a := w.start(pema, open)
	w.answer(pema, a, rightly, none)
	s := w.of(pema, a).Statement
	if s.Attempt.Standing != evidence.Open || s.Grading != nil || s.Keys != evidence.Withheld || !s.Items[0].Answered || s.Items[1].Answered {
		t.Errorf("open: got %+v, grading %v, keys %s", s.Attempt, s.Grading, s.Keys)
	}
	if strings.Contains(string(w.of(pema, a).Payload), "because") {
		t.Error("open: it tells reasons")
	}
	w.must(w.learning.Void(t.Context(), string(a.ID), "The wrong person sat there.", "officer"))
	s = w.of(pema, a).Statement
	if s.Attempt.Standing != evidence.Withdrawn || len(s.Corrections) != 1 || s.Corrections[0].Cause != "The wrong person sat there." ||
		s.Corrections[0].About != string(a.ID) || !s.Items[0].Answered {
		t.Errorf("withdrawn while open: got %+v and %+v", s.Attempt, s.Corrections)
	}
	if strings.Contains(string(w.of(pema, a).Payload), "officer") {
		t.Error("it names the officer")
	}

	b := w.attempt(pema, open, rightly)
	w.must(w.learning.Void(t.Context(), string(b.ID)+"/submission", "Handed in by mistake.", "officer"))
	w.must(w.learning.Void(t.Context(), string(b.ID)+"/submission/void", "It was not.", "officer"))
	s = w.of(pema, b).Statement
	if s.Attempt.Standing != evidence.HandedIn || len(s.Corrections) != 2 || s.Grading.Score != 10000 {
		t.Errorf("withdrawn and taken back: got %+v and %+v", s.Attempt, s.Corrections)
	}
	for name, ask := range map[string]struct {
		who org.PersonID
		id  learning.AttemptID
	}{
		"another's":      {tashi, b.ID},
		"none":           {pema, learning.NewAttemptID(pema, open, 1, 9)},
		"a submission":   {pema, b.ID + "/submission"},
		"nobody's":       {"", b.ID},
		"another course": {pema, learning.NewAttemptID(pema, guarded, 1, 1)},
	} {
		if _, err := w.evidence.Of(t.Context(), ask.who, ask.id); !fault.Is(err, fault.CodeNotFound) {
			t.Errorf("%s: got %v, want not found", name, err)
		}
	}
}

// An erratum raises what the attempt counts, and the statement tells from what to what, and why; an outage, what it took.
func TestErrataAndOutagesAreTold(t *testing.T) {
	w := newWorld(t, storetest.Open(t))
	ctx := t.Context()
	pema := w.person("100001", "Pema Dorji")
	a := w.attempt(pema, guarded, rightly, rightly, rightly, rightly, wrongly, wrongly)
	before := w.of(pema, a)
	faulty := a.Drawn[4].Item
	_, err := w.learning.MarkErratum(ctx, learning.Erratum{Course: guarded, Item: faulty, Versions: []courses.Version{"1.0.0"},
		Kind: learning.ErratumVoid, Cause: "Two answers were right."}, "officer")
	w.must(err)
	_, err = w.learning.Regrade(ctx)
	w.must(err)
	s := w.of(pema, a).Statement
	if s.Grading.Score != before.Statement.Grading.Score || s.Grading.Passed || s.Grading.Regraded != evidence.Same ||
		s.Grading.Counts != (evidence.Result{Score: 8333, Passed: true}) {
		t.Errorf("grading: got %+v, want the first grade, and 83.33 %% that count", s.Grading)
	}
	if len(s.Corrections) != 1 || s.Corrections[0].Kind != learning.KindRegraded || s.Corrections[0].Question != 5 ||
		s.Corrections[0].Cause != "Two answers were right." || *s.Corrections[0].Result != s.Grading.Counts {
		t.Errorf("corrections: got %+v", s.Corrections)
	}
	if s.Keys != evidence.Told || !s.Known.After(before.Statement.Known) {
		t.Errorf("the pass by the erratum: got keys %s, known %s", s.Keys, s.Known)
	}
	again := w.of(pema, a)
	w.must(w.learning.SeeCorrections(ctx, pema, w.clock.now())) // no correction by itself
	if got := w.of(pema, a); string(got.Payload) != string(again.Payload) {
		t.Errorf("after the notice was seen: got %s, want %s", got.Payload, again.Payload)
	}

	w.clock.advance(time.Hour)
	_, err = w.learning.AddOutage(ctx, learning.Outage{Course: guarded, From: a.Started.Add(-time.Minute), Until: a.Started.Add(time.Minute),
		Cause: "The link to the data centre was cut."}, "officer")
	w.must(err)
	got := w.of(pema, a).Statement
	if len(got.Attempt.Outages) != 1 || got.Attempt.Outages[0].Cause != "The link to the data centre was cut." || !got.Known.After(s.Known) {
		t.Errorf("outages: got %+v, known %s", got.Attempt.Outages, got.Known)
	}
}

// The name is that of the day: a name or number that is corrected later changes no statement.
func TestALaterCorrectionOfANameChangesNothing(t *testing.T) {
	w := newWorld(t, storetest.Open(t))
	pema := w.person("100001", "Pema Dorji")
	a := w.attempt(pema, open, rightly)
	before := w.of(pema, a)
	w.must(w.register.Correct(t.Context(), pema, func(p *org.Person) { p.Name, p.EID = "Pema Dorjee", "100009" }, "test", "spelling"))
	if after := w.of(pema, a); string(after.Payload) != string(before.Payload) {
		t.Errorf("got %s, want %s", after.Payload, before.Payload)
	}
	b := w.attempt(pema, guarded, rightly)
	if got := w.of(pema, b).Statement.Person; got.Name != "Pema Dorjee" || got.EID != "100009" {
		t.Errorf("a later attempt: got %+v, want the corrected name", got)
	}
}

// A new version that is published while an attempt is open changes nothing of what was shown or of how it is graded.
func TestANewVersionChangesNothing(t *testing.T) {
	w := newWorld(t, storetest.Open(t))
	pema := w.person("100001", "Pema Dorji")
	a := w.start(pema, open)
	w.answer(pema, a, rightly)
	w.publish("2.0.0")
	w.restart()
	_, err := w.learning.Submit(t.Context(), pema, a.ID)
	w.must(err)
	s := w.of(pema, a).Statement
	if s.Course.Version != "1.0.0" || !strings.Contains(byType(t, s, "single").Text, "of 1.0.0") || s.Grading.Regraded != evidence.Same {
		t.Errorf("got %+v, regraded %s: %s", s.Course, s.Grading.Regraded, byType(t, s, "single").Text)
	}
}

// An attempt in another language is shown in the words that were read, also when the translation is mended later.
func TestTheWordsThatWereRead(t *testing.T) {
	w := newWorld(t, storetest.Open(t))
	pema := w.person("100001", "Pema Dorji")
	files := tree("1.0.0")
	w.must(coursetest.Translate(files, "dz"))
	load := func(files fstest.MapFS) {
		t.Helper()
		catalogue, err := courses.Load(files, courses.Options{})
		w.must(err)
		w.must(w.library.Publish(t.Context(), catalogue))
	}
	load(files)
	w.start(w.person("100002", "Tashi Wangmo"), open) // another person, in English
	w.lessons(pema, open)
	a, err := w.learning.StartAttemptIn(t.Context(), pema, open, "dz", learning.ViaWeb)
	w.must(err)
	w.answer(pema, a, rightly)
	_, err = w.learning.Submit(t.Context(), pema, a.ID)
	w.must(err)
	before := w.of(pema, a)
	s := before.Statement
	if s.Attempt.Lang != "dz" || s.Attempt.Words == "" || s.Grading.Regraded != evidence.Same {
		t.Errorf("got %+v, regraded %s", s.Attempt, s.Grading.Regraded)
	}
	for _, it := range s.Items {
		for _, text := range []string{it.Text, it.Title} {
			if text != "" && !strings.HasPrefix(text, coursetest.Mark) {
				t.Errorf("%s: got %q, want the translation", it.Hash, text)
			}
		}
		for _, o := range it.Options {
			if it.Type != courses.TrueFalse && (!strings.HasPrefix(o.Text, coursetest.Mark) || !strings.HasPrefix(o.Feedback, coursetest.Mark) && it.Type != courses.Matching) {
				t.Errorf("%s: got %+v, want the translation", it.Hash, o)
			}
		}
	}
	load(tree("1.0.0")) // the translation is gone from the files
	w.restart()
	if after := w.of(pema, a); string(after.Payload) != string(before.Payload) {
		t.Errorf("without the translation: got %s, want %s", after.Payload, before.Payload)
	}
}

// What was graded by another version of the rules, or otherwise than the key has it, is said to be so.
func TestRegradingTellsTheTruth(t *testing.T) {
	w := newWorld(t, storetest.Open(t))
	pema := w.person("100001", "Pema Dorji")
	a := w.start(pema, open)
	for name, c := range map[string]struct {
		change func(*evidence.Submission)
		want   evidence.Again
	}{
		"as graded":           {func(*evidence.Submission) {}, evidence.Same},
		"another grader":      {func(s *evidence.Submission) { s.Grader = "lamtoen/0" }, evidence.OtherGrader},
		"another score":       {func(s *evidence.Submission) { s.Score++ }, evidence.Different},
		"another result":      {func(s *evidence.Submission) { s.Passed = !s.Passed }, evidence.Different},
		"other points":        {func(s *evidence.Submission) { s.Points[0].Points = 5000 }, evidence.Different},
		"an answer too many":  {func(s *evidence.Submission) { s.Answers = s.Answers[1:] }, evidence.Different},
		"content of no store": {nil, evidence.OtherContent},
	} {
		t.Run(name, func(t *testing.T) {
			course, err := w.library.Version(t.Context(), open, "1.0.0")
			w.must(err)
			hash := course.Hash
			var s evidence.Submission
			for _, d := range a.Drawn {
				item, _ := course.Item(d.Item)
				s.Answers = append(s.Answers, evidence.Answered{Item: d.Item, Answer: answerTo(item, rightly)})
			}
			s = evidence.Graded(course, a.Drawn, s)
			if c.change == nil {
				hash = "h1:another"
			} else {
				c.change(&s)
			}
			if got := evidence.Regraded(hash, course, a.Drawn, s); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// The payload is the statement in canonical form: every field of the one is in the other.
func TestThePayloadIsTheStatement(t *testing.T) {
	w := newWorld(t, storetest.Open(t))
	pema := w.person("100001", "Pema Dorji")
	d := w.of(pema, w.attempt(pema, open, partly))
	var back evidence.Statement
	w.must(json.Unmarshal(d.Payload, &back))
	if diff := cmp.Diff(d.Statement, back); diff != "" {
		t.Errorf("- statement + payload:\n%s", diff)
	}
}
