package learning_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
)

const (
	conductDir = "civil-service/code-of-conduct/"
	freeDir    = "civil-service/short-words/"
)

// changed replaces text in files of the tree, all of it in each: file, old, new, file, old, new …
func changed(t testing.TB, tree fstest.MapFS, edits ...string) fstest.MapFS {
	t.Helper()
	for ; len(edits) > 0; edits = edits[3:] {
		text := string(tree[edits[0]].Data)
		if !strings.Contains(text, edits[1]) {
			t.Fatalf("%s: does not hold %q", edits[0], edits[1])
		}
		tree[edits[0]] = &fstest.MapFile{Data: []byte(strings.ReplaceAll(text, edits[1], edits[2]))}
	}
	return tree
}

// publishTree puts its courses into the library, as of now.
func (w *world) publishTree(tree fstest.MapFS) {
	w.t.Helper()
	w.library.Now = w.clock.Now
	cat, err := courses.Load(tree, courses.Options{})
	w.must(err)
	w.must(w.library.Publish(w.t.Context(), cat))
}

// major is a version in which lesson two and two questions of its objective are other ones, due in so many days; 0: by nobody.
func (w *world) major(version string, days string) fstest.MapFS {
	tree := changed(w.t, contentTree(version), conductDir+"lessons/02-two.md", "Some words.", "Other words in "+version+".",
		conductDir+"questions.yaml", "What do you do about b-0?", "What is done in "+version+" about b-0?",
		conductDir+"questions.yaml", "What do you do about b-5?", "What is done in "+version+" about b-5?")
	if days != "" {
		changed(w.t, tree, conductDir+"course.yaml", "certificate:", "delta: {due_days: "+days+", because: The law has changed.}\ncertificate:")
	}
	return tree
}

func (w *world) progress(person org.PersonID) learning.Progress {
	w.t.Helper()
	p, err := w.learning.Progress(w.t.Context(), person, conduct)
	w.must(err)
	return p
}

// finish reads the lessons that the enrolment asks, passes what it tests, and signs.
func (w *world) finish(person org.PersonID) learning.Progress {
	w.t.Helper()
	for _, l := range w.progress(person).Lessons {
		_, err := w.learning.FinishLesson(w.t.Context(), person, conduct, l.ID, learning.ViaWeb)
		w.must(err)
	}
	if w.progress(person).Course.Assessment != nil {
		w.attempt(person, true)
	}
	p, err := w.learning.Sign(w.t.Context(), person, conduct, learning.Signature{TextHash: w.text(person).Hash, TypedName: "Me"})
	w.must(err)
	return p
}

func TestAHolderOfAnOlderMajorVersionTakesTheDifference(t *testing.T) {
	w := newWorld(t)
	first := w.complete(w.pema)
	w.clock.advance(30 * 24 * time.Hour)
	w.publishTree(w.major("2.0.0", "60"))
	p := w.progress(w.pema)
	due := day.Of(w.clock.Now()).AddDays(61) // 60 days end on a Sunday: it is due on the Monday
	if p.Status.State != learning.StateExpiring || p.Status.Owes != "2.0.0" || p.Status.Due != due || p.Status.Next.Step != learning.StepRenew {
		t.Fatalf("published: got %s, owes %q by %s, next %s; want expiring, 2.0.0 by %s, renew", p.Status.State, p.Status.Owes, p.Status.Due, p.Status.Next.Step, due)
	}
	if !p.Reopens || p.Offer.Path.Since != "1.0.0" || len(p.Offer.Course.Lessons) != 1 || p.Offer.Course.Minutes >= p.Course.Minutes {
		t.Errorf("offer: got %+v of %d lessons", p.Offer.Path, len(p.Offer.Course.Lessons))
	}
	e := w.begin(w.pema)
	if again := w.begin(w.pema); e.Number != 2 || e.Path.Since != "1.0.0" || e.Version != "2.0.0" || again.Number != 2 {
		t.Fatalf("begin: got %+v, then %+v", e, again)
	}
	if _, err := w.learning.OpenLesson(t.Context(), w.pema, conduct, "one", learning.ViaWeb); !fault.Is(err, fault.CodeNotFound) {
		t.Errorf("a lesson that is as it was: got %v, want not found on this way", err)
	}
	_, err := w.learning.StartAttempt(t.Context(), w.pema, conduct, learning.ViaWeb)
	w.refused(err, fault.CodeConflict, "Lesson two")
	_, err = w.learning.FinishLesson(t.Context(), w.pema, conduct, "two", learning.ViaWeb)
	w.must(err)
	a, err := w.learning.StartAttempt(t.Context(), w.pema, conduct, learning.ViaWeb)
	w.must(err)
	if got := items(a.Drawn); !slices.Equal(got, []courses.ItemID{"b-0", "b-5"}) || a.Purpose != learning.PurposeDelta {
		t.Errorf("drawn: got %v for %q, want the two that changed, for the difference", got, a.Purpose)
	}
	w.attempt(w.pema, true)
	if p := w.progress(w.pema); p.Status.Next.Step != learning.StepSign || p.Status.Due != due {
		t.Errorf("passed: got next %s, due %s; want to sign again by %s", p.Status.Next.Step, p.Status.Due, due)
	}
	done, err := w.learning.Sign(t.Context(), w.pema, conduct, learning.Signature{TextHash: w.text(w.pema).Hash, TypedName: "Me"})
	w.must(err)
	if s := done.Status; s.State != learning.StateComplete || s.Owes != "" || s.CompletedOn != "2.0.0" || !s.Completed.After(first.Status.Completed) {
		t.Errorf("done: got %+v", s)
	}
	record, err := w.learning.Record(t.Context(), w.pema)
	w.must(err)
	if h := record[0].History; len(h) != 2 || h[1].Status.State != learning.StateComplete || !h[1].Status.Completed.Equal(first.Status.Completed) {
		t.Errorf("record: got %+v, want the first completion as it was", h)
	}
}

// items lists what was drawn, sorted.
func items(drawn []assessment.Drawn) []courses.ItemID {
	ids := make([]courses.ItemID, len(drawn))
	for i, d := range drawn {
		ids[i] = d.Item
	}
	slices.Sort(ids)
	return ids
}

func TestWhereNoQuestionChangedThereIsNoTest(t *testing.T) {
	w := newWorld(t)
	w.complete(w.pema)
	w.publishTree(changed(t, contentTree("2.0.0"), conductDir+"lessons/03-three.md", "Some words.", "Others."))
	if p := w.progress(w.pema); p.Status.State != learning.StateComplete || p.Status.Owes != "" || !p.Reopens {
		t.Errorf("a version that asks nothing: got %s, owes %q, reopens %v; want complete, and a choice", p.Status.State, p.Status.Owes, p.Reopens)
	}
	w.begin(w.pema)
	_, err := w.learning.FinishLesson(t.Context(), w.pema, conduct, "three", learning.ViaWeb)
	w.must(err)
	_, err = w.learning.StartAttempt(t.Context(), w.pema, conduct, learning.ViaWeb)
	w.refused(err, fault.CodeConflict, "no assessment")
	if p := w.finish(w.pema); p.Status.State != learning.StateComplete || p.Status.Version != "2.0.0" {
		t.Errorf("signed: got %+v", p.Status)
	}
}

// Whoever is under way keeps their version, and has the time that everybody has for the difference once they are done.
func TestWhoIsUnderWayFinishesTheirVersion(t *testing.T) {
	w := newWorld(t)
	w.begin(w.pema)
	w.publishTree(w.major("2.0.0", "60"))
	w.clock.advance(61 * 24 * time.Hour)
	if p := w.progress(w.pema); p.Course.Version != "1.0.0" || p.Status.Owes != "" || len(p.Lessons) != 3 || !p.Enrolment.Path.Whole() {
		t.Fatalf("under way: got %s, owes %q", p.Course.Version, p.Status.Owes)
	}
	p := w.finish(w.pema)
	if due := day.Of(w.clock.Now()).AddDays(60); p.Status.Owes != "2.0.0" || p.Status.Due != due || p.Status.CompletedOn != "1.0.0" {
		t.Errorf("done: got owes %q by %s, want 2.0.0 by %s", p.Status.Owes, p.Status.Due, due)
	}
}

func TestADifferenceAndThenAnotherMajorVersion(t *testing.T) {
	w := newWorld(t)
	w.complete(w.pema)
	w.publishTree(w.major("2.0.0", "60"))
	due := day.Of(w.clock.Now()).AddDays(60)
	w.begin(w.pema)
	w.clock.advance(10 * 24 * time.Hour)
	tree := changed(t, w.major("3.0.0", "60"), conductDir+"lessons/03-three.md", "Some words.", "Others.")
	w.publishTree(tree)
	if p := w.progress(w.pema); p.Status.Due != due || p.Status.Owes != "2.0.0" || p.Course.Version != "2.0.0" {
		t.Errorf("under way: got %s owed by %s, want the earlier date to govern: %s", p.Status.Owes, p.Status.Due, due)
	}
	e := w.begin(w.pema)
	if e.Number != 3 || e.Version != "3.0.0" || e.Path.Since != "1.0.0" || len(w.progress(w.pema).Lessons) != 2 {
		t.Fatalf("begin: got %+v, want all that changed since what was completed", e)
	}
	if p := w.finish(w.pema); p.Status.Owes != "" || p.Status.State != learning.StateComplete {
		t.Errorf("done: got %s, owes %q", p.Status.State, p.Status.Owes)
	}
	w.publishTree(w.major("4.0.0", "60"))
	if e := w.begin(w.pema); e.Number != 4 || e.Path.Since != "3.0.0" {
		t.Errorf("the next: got %+v, want what changed since 3.0.0", e)
	}
}

func TestTheWholeCourseIsAChoice(t *testing.T) {
	w := newWorld(t)
	w.complete(w.pema)
	w.publishTree(w.major("2.0.0", "60"))
	w.begin(w.pema)
	whole := func() learning.Enrolment {
		e, err := w.learning.BeginWhole(t.Context(), w.pema, conduct, learning.ViaWeb)
		w.must(err)
		return e
	}
	if e, again := whole(), whole(); e.Number != 3 || !e.Path.Whole() || again.Number != 3 {
		t.Errorf("changing to the whole: got %+v, then %+v", e, again)
	}
	if e := w.begin(w.pema); e.Number != 3 {
		t.Errorf("begin again: got %d, want the whole, which is under way", e.Number)
	}
	if p := w.finish(w.pema); len(p.Lessons) != 3 || p.Status.Owes != "" {
		t.Errorf("done: got %d lessons, owes %q", len(p.Lessons), p.Status.Owes)
	}
	if e := whole(); e.Number != 3 {
		t.Errorf("complete: got a new enrolment %d, want none", e.Number)
	}
}

const threeRefreshers = `refreshers:
  - {id: first, title: First again, lessons: [one], items: 2}
  - {id: second, title: Second again, lessons: [two], items: 2}
  - {id: third, title: All again, lessons: [two, three], items: 1}
certificate:`

func TestRefreshersRotate(t *testing.T) {
	w := newWorld(t)
	w.publishTree(changed(t, contentTree("1.1.0"), conductDir+"course.yaml", "certificate:", threeRefreshers))
	w.complete(w.pema)
	renew := func() learning.Enrolment {
		w.clock.advance(w.progress(w.pema).Status.ValidUntil.Start().Sub(w.clock.Now()))
		return w.begin(w.pema)
	}
	var got []courses.RefresherID
	for n := range 4 {
		e := renew()
		got = append(got, e.Path.Refresher)
		p := w.progress(w.pema)
		if want := []int{1, 1, 2, 1}[n]; len(p.Lessons) != want || p.Course.Assessment.Questions() > 2 {
			t.Errorf("%s: got %d lessons, want %d", e.Path.Refresher, len(p.Lessons), want)
		}
		a, err := w.learning.StartAttempt(t.Context(), w.pema, conduct, learning.ViaWeb)
		w.refused(err, fault.CodeConflict, "after the lessons")
		if done := w.finish(w.pema); done.Status.State != learning.StateComplete || done.Status.Path.Refresher != e.Path.Refresher {
			t.Errorf("renewed: got %s of %s (%s)", done.Status.State, done.Status.Path.Refresher, a.ID)
		}
	}
	if want := []courses.RefresherID{"first", "second", "third", "first"}; !slices.Equal(got, want) {
		t.Errorf("rotation: got %v, want %v", got, want)
	}
	// One that was withdrawn was not taken.
	e := renew()
	w.must(w.learning.Void(t.Context(), learning.FactID(w.pema, conduct, e.Number), "by mistake", "officer"))
	if again := w.begin(w.pema); e.Path.Refresher != "second" || again.Path.Refresher != "second" || again.Number != e.Number+1 {
		t.Errorf("after a void: got %s, then %s of enrolment %d", e.Path.Refresher, again.Path.Refresher, again.Number)
	}
	whole, err := w.learning.BeginWhole(t.Context(), w.pema, conduct, learning.ViaWeb)
	if err != nil || !whole.Path.Whole() {
		t.Errorf("the whole instead: got %+v, %v", whole, err)
	}
}

// A rule may ask the whole of who renews, though the course has refreshers.
func TestARuleMayAskTheWholeOfARenewal(t *testing.T) {
	w := newWorld(t)
	w.publishTree(changed(t, contentTree("1.1.0"), conductDir+"course.yaml", "certificate:", threeRefreshers))
	w.complete(w.pema)
	for _, renewal := range []learning.Renewal{learning.RenewalWhole, learning.RenewalRefresher} {
		rules, err := w.learning.Rules(t.Context())
		w.must(err)
		r := rules[len(rules)-1]
		r.Renewal = renewal
		_, err = w.learning.AddRule(t.Context(), r, "officer")
		w.must(err)
		w.clock.advance(w.progress(w.pema).Status.ValidUntil.Start().Sub(w.clock.Now()))
		if e := w.begin(w.pema); e.Path.Whole() != (renewal == learning.RenewalWhole) {
			t.Errorf("%s: got %+v", renewal, e.Path)
		}
		w.finish(w.pema)
	}
}

// free is the tree in which the free course may be had by its test alone.
func free(t testing.TB) fstest.MapFS {
	return changed(t, contentTree("1.1.0"), freeDir+"course.yaml", "version: 1.0.0", "version: 1.1.0",
		freeDir+"course.yaml", "approval:", "test_out: {pass_mark: 100}\napproval:")
}

func TestThePretestGrantsTheCourse(t *testing.T) {
	w := newWorld(t)
	w.publishTree(free(t))
	ctx := t.Context()
	_, err := w.learning.StartPretest(ctx, w.pema, conduct, learning.ViaWeb)
	w.refused(err, fault.CodeConflict, "after its lessons")
	if p := w.progress(w.pema); p.Begun {
		t.Error("refused: got the course begun, want nothing recorded")
	}
	w.begin(w.pema)
	_, err = w.learning.StartPretest(ctx, w.pema, conduct, learning.ViaWeb)
	w.refused(err, fault.CodeConflict, "after its lessons")
	if p, err := w.learning.Progress(ctx, w.pema, freeCourse); err != nil || !p.Pretest {
		t.Fatalf("before: got offered %v, %v; want it", p.Pretest, err)
	}
	for _, c := range []struct {
		person org.PersonID
		right  bool
	}{{w.pema, true}, {w.head, false}} {
		a, err := w.learning.StartPretest(ctx, c.person, freeCourse, learning.ViaWeb)
		w.must(err)
		if same, err := w.learning.StartPretest(ctx, c.person, freeCourse, learning.ViaWeb); err != nil || same.ID != a.ID || a.Purpose != learning.PurposePretest {
			t.Errorf("again: got %s, %v; want the open one %s", same.ID, err, a.ID)
		}
		for i, d := range a.Drawn { // three of four would pass the test at the end, and not this one
			w.must(w.learning.SaveAnswer(ctx, c.person, a.ID, d.Item, answer(d.Item, c.right || i > 0)))
		}
		o, err := w.learning.Submit(ctx, c.person, a.ID)
		w.must(err)
		p, err := w.learning.Progress(ctx, c.person, freeCourse)
		w.must(err)
		s := p.Status
		if o.Passed != c.right || s.Pretest != c.right || (s.State == learning.StateComplete) != c.right || s.Passed != c.right || s.Attempts != 0 || p.Pretest {
			t.Errorf("right %v: got passed %v, status %+v", c.right, o.Passed, s)
		}
		if !c.right && (s.Score != 0 || !o.Next.IsZero() || !p.NextAttempt.IsZero() || len(o.Reread) == 0 || s.Next.Step != learning.StepLesson) {
			t.Errorf("failed: got score %d, next %s, reread %v", s.Score, o.Next, o.Reread)
		}
	}
	_, err = w.learning.StartPretest(ctx, w.head, freeCourse, learning.ViaWeb)
	w.refused(err, fault.CodeConflict, "once")
}

// A failure before the lessons takes nothing from the attempts after them.
func TestAFailedPretestCostsNothing(t *testing.T) {
	w := newWorld(t)
	w.publishTree(free(t))
	ctx := t.Context()
	_, err := w.learning.Begin(ctx, w.guest, freeCourse, learning.ViaWeb)
	w.must(err)
	a, err := w.learning.StartPretest(ctx, w.guest, freeCourse, learning.ViaWeb)
	w.must(err)
	_, err = w.learning.Submit(ctx, w.guest, a.ID)
	w.must(err)
	for _, id := range []courses.LessonID{"three", "one", "two"} {
		_, err := w.learning.FinishLesson(ctx, w.guest, freeCourse, id, learning.ViaWeb)
		w.must(err)
	}
	for n := 1; n <= 2; n++ { // the course has two attempts
		b, err := w.learning.StartAttempt(ctx, w.guest, freeCourse, learning.ViaWeb)
		w.must(err)
		if b.ID.Number() != n+1 || b.Purpose != learning.PurposeAssessment {
			t.Errorf("attempt %d: got number %d for %q", n, b.ID.Number(), b.Purpose)
		}
		_, err = w.learning.Submit(ctx, w.guest, b.ID)
		w.must(err)
		w.clock.advance(24 * time.Hour)
	}
	_, err = w.learning.StartAttempt(ctx, w.guest, freeCourse, learning.ViaWeb)
	w.refused(err, fault.CodeConflict, "All 2 attempts")
}
