package learning_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
)

// The courses of these tests: a test against the clock, one with a window, and one that teaches as it asks.
const (
	timedCourse  = courses.CourseID("against-time")
	windowCourse = courses.CourseID("in-spring")
	taughtCourse = courses.CourseID("as-it-asks")
)

// limit and grace are those of timedCourse.
const (
	limit = 30 * time.Minute
	grace = 2 * time.Minute
)

// newTimedWorld is a world with the three courses, which the guest may take and nobody must; they are free in their order.
func newTimedWorld(t testing.TB) *world {
	t.Helper()
	w := newWorld(t)
	files := map[string]string{"policy.yaml": "clauses:\n  - {id: coc.1, title: Be a good citizen, kind: test}\nlaws: []\n"}
	for id, with := range map[courses.CourseID]string{
		timedCourse:  "time_limit: 30\n  grace: 2\n  feedback: compliance",
		windowCourse: "opens: 2026-04-01\n  closes: 2026-04-30\n  feedback: compliance",
		taughtCourse: "feedback: learning",
	} {
		head := fmt.Sprintf(courseHead, id, "1.0.0", "free", 2)
		addCourse(files, "civil-service/"+string(id), strings.Replace(head, "feedback: compliance", with, 1))
	}
	tree := fstest.MapFS{}
	for name, text := range files {
		tree[name] = &fstest.MapFile{Data: []byte(text)}
	}
	cat, err := courses.Load(tree, courses.Options{})
	w.must(err)
	w.must(w.library.Publish(t.Context(), cat))
	return w
}

// learnt begins a course and finishes its lessons.
func (w *world) learnt(person org.PersonID, course courses.CourseID) {
	w.t.Helper()
	_, err := w.learning.Begin(w.t.Context(), person, course, learning.ViaWeb)
	w.must(err)
	for _, id := range []courses.LessonID{"one", "two", "three"} {
		_, err := w.learning.FinishLesson(w.t.Context(), person, course, id, learning.ViaWeb)
		w.must(err)
	}
}

// started begins an attempt.
func (w *world) started(person org.PersonID, course courses.CourseID) learning.Attempt {
	w.t.Helper()
	a, err := w.learning.StartAttempt(w.t.Context(), person, course, learning.ViaWeb)
	w.must(err)
	return a
}

// demand makes a course mandatory for the guest.
func (w *world) demand(course courses.CourseID, days int) {
	w.t.Helper()
	_, err := w.learning.AddRule(w.t.Context(), learning.Rule{Rule: string(course), Title: "Guests too", Course: course, DueDays: days,
		From: "2026-03-01", Audience: learning.Audience{Kinds: []org.Kind{org.KindInvited}}}, "officer")
	w.must(err)
}

func (w *world) save(a learning.Attempt, i int, right bool) error {
	item := a.Drawn[i].Item
	return w.learning.SaveAnswer(w.t.Context(), w.guest, a.ID, item, answer(item, right))
}

// submission reads the submission of an attempt, if there is one.
func (w *world) submission(a learning.Attempt) (learning.Fact, learning.SubmissionData, bool) {
	w.t.Helper()
	f, ok := w.facts(w.guest)[string(a.ID)+"/submission"]
	var data learning.SubmissionData
	if ok {
		w.must(f.Into(&data))
	}
	return f, data, ok
}

func TestAnswersAreTakenUpToDeadlineAndGrace(t *testing.T) {
	for _, c := range []struct {
		name string
		late time.Duration // after the deadline
		ok   bool
	}{
		{"before", -time.Millisecond, true}, {"at the deadline", 0, true}, {"after it", time.Millisecond, true},
		{"at the end of the grace", grace, true}, {"after the grace", grace + time.Millisecond, false}, {"a day after", 24 * time.Hour, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newTimedWorld(t)
			w.learnt(w.guest, timedCourse)
			a := w.started(w.guest, timedCourse)
			deadline := w.clock.Now().Add(limit)
			if !a.Until.Equal(deadline) || a.Added != 0 {
				t.Fatalf("until: got %s and %s added, want %s", a.Until, a.Added, deadline)
			}
			w.must(w.save(a, 0, true))
			w.clock.advance(limit + c.late)
			err := w.save(a, 1, true)
			if c.ok {
				w.must(err)
				if _, err := w.learning.Submit(t.Context(), w.guest, a.ID); err != nil {
					t.Fatal(err)
				}
			} else {
				w.refused(err, fault.CodeConflict, "The time for this test ended", "has been handed in", "too late")
			}
			f, data, ok := w.submission(a)
			want := map[bool]int{true: 5000, false: 2500}[c.ok]
			end := deadline
			if c.late < 0 {
				end = w.clock.Now()
			}
			if !ok || data.Score != want || data.ByTime == c.ok || !f.At.Equal(end) {
				t.Errorf("submission: got %v, %d points, by time %v, at %s; want %d at %s", ok, data.Score, data.ByTime, f.At, want, end)
			}
			if by := map[bool]string{true: string(w.guest), false: "system"}[c.ok]; f.By != by {
				t.Errorf("told by %q, want %q", f.By, by)
			}
		})
	}
}

// Whatever is called next hands in what was saved, as at the deadline; and the wait counts from there.
func TestAnyTouchHandsInWhatTimeHasEnded(t *testing.T) {
	for name, call := range map[string]func(w *world, a learning.Attempt) error{
		"attempt": func(w *world, a learning.Attempt) error {
			_, err := w.learning.Attempt(w.t.Context(), w.guest, a.ID)
			return err
		},
		"submit": func(w *world, a learning.Attempt) error {
			_, err := w.learning.Submit(w.t.Context(), w.guest, a.ID)
			return err
		},
		"record": func(w *world, _ learning.Attempt) error {
			_, err := w.learning.Record(w.t.Context(), w.guest)
			return err
		},
		"progress": func(w *world, _ learning.Attempt) error {
			_, err := w.learning.Progress(w.t.Context(), w.guest, timedCourse)
			return err
		},
		"sweeper": func(w *world, _ learning.Attempt) error {
			_, err := w.learning.HandInOverdue(w.t.Context())
			return err
		},
		"start": func(w *world, a learning.Attempt) error {
			next, err := w.learning.StartAttempt(w.t.Context(), w.guest, timedCourse, learning.ViaWeb)
			if err == nil && next.ID == a.ID {
				err = fmt.Errorf("got the attempt whose time is over")
			}
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newTimedWorld(t)
			w.learnt(w.guest, timedCourse)
			a := w.started(w.guest, timedCourse)
			w.must(w.save(a, 2, true))
			w.clock.advance(limit + grace + 5*time.Hour)
			w.must(call(w, a))
			f, data, ok := w.submission(a)
			if !ok || data.Score != 2500 || !data.ByTime || !f.At.Equal(a.Until) || f.Recorded.Before(f.At) {
				t.Fatalf("submission: got %v, %+v at %s recorded %s, want a quarter at %s", ok, data, f.At, f.Recorded, a.Until)
			}
			p, err := w.learning.Progress(t.Context(), w.guest, timedCourse)
			w.must(err)
			if want := a.Until.Add(15 * time.Minute); !p.NextAttempt.Equal(want) || len(p.Attempts) < 1 || !p.Attempts[0].ByTime {
				t.Errorf("next attempt: got %s, %+v, want %s, 15 minutes after the deadline", p.NextAttempt, p.Attempts, want)
			}
		})
	}
}

// The sweeper leaves open what is open, and forgets what is closed.
func TestTheSweeperLooksOnlyWhereItMust(t *testing.T) {
	w := newTimedWorld(t)
	w.learnt(w.guest, timedCourse)
	w.learnt(w.pema, timedCourse)
	look := func(want int) {
		t.Helper()
		if n, err := w.learning.HandInOverdue(t.Context()); err != nil || n != want {
			t.Errorf("at %s: looked at %d, %v, want %d", w.clock.Now(), n, err, want)
		}
	}
	a := w.started(w.guest, timedCourse)
	w.clock.advance(10 * time.Minute)
	b := w.started(w.pema, timedCourse)
	look(0)
	_, err := w.learning.Submit(t.Context(), w.pema, b.ID)
	w.must(err)
	w.clock.advance(limit + grace - 10*time.Minute)
	look(0) // at the last instant of the grace the first is open
	w.clock.advance(2 * time.Millisecond)
	look(1)
	if _, data, ok := w.submission(a); !ok || !data.ByTime {
		t.Errorf("after the grace: handed in %v, by time %v, want both", ok, data.ByTime)
	}
	w.clock.advance(time.Hour)
	look(1) // the one that its person handed in
	look(0)
}

// A server killed at any write of the sweep, or after it, leaves one submission, the same.
func TestSweepingSurvivesEveryFailure(t *testing.T) {
	for _, end := range []fate{unwritten, unheard, killed} {
		for k := 1; k <= 4; k++ { // freeze, submission, timer, and none
			w := newTimedWorld(t)
			w.learnt(w.guest, timedCourse)
			a := w.started(w.guest, timedCourse)
			w.must(w.save(a, 1, true))
			w.clock.advance(limit + time.Hour)
			engine := &fragile{Engine: w.engine, fate: end}
			engine.left.Store(1 << 40)
			_, _, dying := w.open(engine)
			engine.left.Store(int64(k))
			_ = survive(dying, func(s *learning.Service) error { _, err := s.HandInOverdue(t.Context()); return err })
			w.clock.advance(time.Minute)
			_, err := w.learning.HandInOverdue(t.Context())
			w.must(err)
			n, err := w.learning.HandInOverdue(t.Context())
			w.must(err)
			if f, data, ok := w.submission(a); !ok || data.Score != 2500 || !data.ByTime || !f.At.Equal(a.Until) || n != 0 {
				t.Errorf("%s %d: got %v, %+v at %s, and %d timers left; want a quarter at %s", end, k, ok, data, f.At, n, a.Until)
			}
		}
	}
}

// Sweepers of two instances, the person handing in, and answers on their way, all at the last moment: one submission, in which
// every acknowledged answer counts.
func TestSweeperAndPersonAtOnce(t *testing.T) {
	w := newTimedWorld(t)
	_, _, other := w.open(w.engine)
	services := []*learning.Service{w.learning, other}
	w.learnt(w.guest, timedCourse)
	a := w.started(w.guest, timedCourse)
	w.clock.advance(limit + grace - time.Millisecond)
	saved := make([]bool, 4)
	together(12, services, func(i int, s *learning.Service) {
		switch i % 3 {
		case 0:
			item := a.Drawn[i/3].Item
			saved[i/3] = s.SaveAnswer(t.Context(), w.guest, a.ID, item, answer(item, true)) == nil
			w.clock.advance(time.Millisecond)
		case 1:
			if _, err := s.HandInOverdue(t.Context()); err != nil {
				t.Errorf("sweep: %v", err)
			}
		default:
			if _, err := s.Submit(t.Context(), w.guest, a.ID); err != nil {
				t.Errorf("submit: %v", err)
			}
		}
	})
	_, data, ok := w.submission(a)
	want := 0
	for _, took := range saved {
		if took {
			want++
		}
	}
	if !ok || len(data.Answers) != want {
		t.Errorf("submission: got %v with %d answers, want the %d that were acknowledged", ok, len(data.Answers), want)
	}
	submissions := 0
	for id := range w.facts(w.guest) {
		if strings.HasSuffix(id, "/submission") {
			submissions++
		}
	}
	if submissions != 1 {
		t.Errorf("submissions: got %d, want 1", submissions)
	}
}

func TestAnUntimedAttemptHasNoEnd(t *testing.T) {
	w := newTimedWorld(t)
	w.lessons(w.pema)
	a := w.started(w.pema, conduct)
	w.clock.advance(90 * 24 * time.Hour)
	item := a.Drawn[0].Item
	w.must(w.learning.SaveAnswer(t.Context(), w.pema, a.ID, item, answer(item, true)))
	if n, err := w.learning.HandInOverdue(t.Context()); n != 0 || err != nil || !a.Until.IsZero() {
		t.Errorf("until %s, swept %d, %v; want neither", a.Until, n, err)
	}
}

func TestTheWindowBindsWhoeverMayAndNotWhoeverMust(t *testing.T) {
	for _, c := range []struct {
		at        time.Time
		mandatory bool
		says      string // "" when an attempt begins
		shut      bool
		kept      bool
	}{
		{at: at("2026-03-31", 23, 59), says: "The test opens on 1 April 2026", shut: true},
		{at: at("2026-04-01", 0, 0)},
		{at: at("2026-04-30", 23, 59)},
		{at: at("2026-05-01", 0, 0), says: "The test could be begun until 30 April 2026", shut: true},
		{at: at("2026-03-31", 23, 59), mandatory: true, kept: true},
		{at: at("2026-04-15", 12, 0), mandatory: true},
		{at: at("2026-06-01", 12, 0), mandatory: true, kept: true},
	} {
		w := newTimedWorld(t)
		if c.mandatory {
			w.demand(windowCourse, 400)
		}
		w.learnt(w.guest, windowCourse)
		w.clock.advance(c.at.Sub(w.clock.Now()))
		p, err := w.learning.Progress(t.Context(), w.guest, windowCourse)
		w.must(err)
		if p.Window.Shut != c.shut || p.Window.Kept != c.kept {
			t.Errorf("%s, mandatory %v: got %+v, want shut %v, kept %v", c.at, c.mandatory, p.Window, c.shut, c.kept)
		}
		_, err = w.learning.StartAttempt(t.Context(), w.guest, windowCourse, learning.ViaWeb)
		if c.says == "" {
			w.must(err)
			continue
		}
		w.refused(err, fault.CodeConflict, c.says)
	}
}

// Who has begun finishes, whatever the day.
func TestTheWindowCutsNoAttemptShort(t *testing.T) {
	w := newTimedWorld(t)
	w.learnt(w.guest, windowCourse)
	w.clock.advance(at("2026-04-30", 23, 50).Sub(w.clock.Now()))
	a := w.started(w.guest, windowCourse)
	w.clock.advance(3 * 24 * time.Hour)
	if again := w.started(w.guest, windowCourse); again.ID != a.ID {
		t.Errorf("carrying on after the window: got attempt %s, want %s", again.ID, a.ID)
	}
	for i := range a.Drawn {
		w.must(w.save(a, i, true))
	}
	if o, err := w.learning.Submit(t.Context(), w.guest, a.ID); err != nil || !o.Passed {
		t.Errorf("handing in after the window: got %+v, %v, want a pass", o, err)
	}
}
