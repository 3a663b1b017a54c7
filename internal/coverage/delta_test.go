package coverage_test

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/coverage"
	"lamtoen/internal/day"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// secondMajor is version 2.0.0, whose lesson is another one, due in 60 days.
func secondMajor() fstest.MapFS {
	files := courseFiles()
	for name, edits := range map[string][]string{
		"civil-service/code-of-conduct/course.yaml": {"version: 1.0.0", "version: 2.0.0", "approval: {state: draft}",
			"approval: {state: draft}\ndelta: {due_days: 60, because: The law has changed.}"},
		"civil-service/code-of-conduct/lessons/01-one.md": {"Some words.", "Other words."},
	} {
		files[name] = &fstest.MapFile{Data: []byte(strings.NewReplacer(edits...).Replace(string(files[name].Data)))}
	}
	return files
}

// Until the day on which the difference is due, holders of the old version count as complete; a report as at a day before it was
// published stays what it was.
func TestADifferenceIsOwed(t *testing.T) {
	w := newWorld(t)
	w.library.Now = w.clock.now
	karma, pema := w.hire("100001", "moh"), w.hire("100002", "moh")
	w.complete(karma)
	w.complete(pema)
	w.later()
	cell := func(q coverage.Query) coverage.Cell { return w.figures(q).Agency.Total }
	before := cell(all())
	if before.Complete != 2 || before.Expiring != 0 {
		t.Fatalf("before: got %+v", before)
	}
	w.clock.to("2026-02-02")
	eve := all()
	eve.At, eve.Known = "2026-02-01", day.Date("2026-02-01").End()
	report := cell(eve)
	content, err := courses.Load(secondMajor(), courses.Options{})
	w.must(err)
	w.must(w.library.Publish(w.ctx, content))
	if got := cell(all()); got.Complete != 2 || got.Expiring != 2 || got.Overdue != 0 {
		t.Errorf("published: got %+v, want both complete, and to act", got)
	}
	if got := cell(eve); got != report || got.Expiring != 0 {
		t.Errorf("as at the day before: got %+v, want %+v as it was", got, report)
	}
	now := all()
	now.At, now.Known = "2026-02-01", w.clock.now()
	if got := cell(now); got != report {
		t.Errorf("as at the day before, as known since: got %+v, want %+v", got, report)
	}
	w.since(pema)
	w.clock.to("2026-04-04") // 3 April was the last day
	w.cube = w.another()
	got := cell(all())
	if got.Complete != 1 || got.Overdue != 1 || got.Expiring != 0 || got.NeverSignedIn+got.NotStarted != 1 {
		t.Errorf("after the last day: got %+v, want one complete and one overdue who has not begun the difference", got)
	}
	list, err := w.cube.People(w.ctx, all(), coverage.Filter{Overdue: true}, 0, 10)
	w.must(err)
	if len(list.Rows) != 1 || list.Rows[0].Person.ID != karma || !strings.Contains(list.Rows[0].Status.Why, "The law has changed") {
		t.Errorf("overdue: got %+v, want Karma, with why", list.Rows)
	}
	last := all()
	last.At = "2026-04-03"
	if got := cell(last); got.Complete != 2 || got.Overdue != 0 {
		t.Errorf("as at the last day: got %+v, want both complete", got)
	}
}

// since goes through the difference from 1.0.0: the lesson, and the signature.
func (w *world) since(id org.PersonID) {
	w.rounds[id]++
	now, err := w.library.Course(conduct)
	w.must(err)
	e := learning.Enrolment{Person: id, Course: conduct, Number: 2, Version: now.Version, Hash: now.Hash}
	for _, step := range []struct {
		kind  learning.Kind
		data  any
		about []string
	}{{learning.KindEnrolled, learning.Path{Since: "1.0.0"}, nil}, {learning.KindLessonDone, learning.LessonData{}, []string{"lesson", "one"}},
		{learning.KindSigned, learning.SignatureData{}, []string{"signature"}}} {
		f, err := e.NewFact(step.kind, learning.ViaPaper, nil, step.about...)
		w.must(err)
		f.Data, err = store.Encode(step.data)
		w.must(err)
		w.must(w.learning.AddFact(w.ctx, f))
	}
	w.clock.forward(time.Second)
}
