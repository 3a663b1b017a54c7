package classes_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"lamtoen/internal/audit"
	"lamtoen/internal/catalogue"
	"lamtoen/internal/classes"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/school"
	"lamtoen/internal/store"
	"lamtoen/internal/store/storetest"
)

// instances are two of the program on one store, which share nothing else: a class that works from a pen drive is changed at the first
// and worked in at the second.
type instances struct {
	*penClass
	b       *classes.Service
	schools *school.Service // the second's
	watched *storetest.Watched
}

func twoInstances(t *testing.T, size int) *instances {
	t.Helper()
	p := newPenClass(t, size)
	p.assign()
	i := &instances{penClass: p, watched: storetest.Watch(storetest.Again(t, p.engine))}
	ctx, now := t.Context(), func() time.Time { return p.now }
	log := must(audit.Open(ctx, i.watched))(t)
	reg := must(org.Open(ctx, i.watched, log, org.Settings{Now: now}))(t)
	i.schools = must(school.Open(ctx, i.watched, school.Deps{Register: reg, Audit: log}, school.Settings{Now: now}))(t)
	i.b = must(classes.Open(ctx, i.watched, classes.Deps{Schools: i.schools, Register: reg, Library: must(catalogue.Open(ctx, i.watched))(t), Audit: log},
		classes.Settings{Now: now, Origin: "https://training.example.bt"}))(t)
	return i
}

// signs signs a pupil in at an instance, with the card as the first prints it.
func (i *instances) signs(at *classes.Service, c classes.Class, roll int) error {
	card := i.card(c.ID, roll)
	_, err := at.SignIn(i.Context(), classes.SignIn{Code: c.Code, Roll: card.Shown, Pictures: card.Pictures, Address: "10.0.0.1"})
	return err
}

// A teacher makes new pictures at one instance: with the new card the pupil gets in at the other at once, though they had to wait there
// for wrong guesses, and the old card is worth nothing.
func TestNewPicturesCountEverywhereAtOnce(t *testing.T) {
	i := twoInstances(t, 2)
	old := i.card(i.ID, 1)
	wrong := classes.SignIn{Code: i.Code, Roll: 1, Pictures: []string{"yak", "yak", "yak"}, Address: "10.0.0.1"}
	for range 5 {
		_, _ = i.b.SignIn(t.Context(), wrong)
	}
	if err := i.signs(i.b, i.Class, 1); !fault.Is(err, fault.CodeTooMany) {
		t.Fatalf("after five wrong guesses: got %v, want a wait", err)
	}
	i.check(i.classes.ResetPictures(t.Context(), i.ID, 1, old.Set))
	if err := i.signs(i.b, i.Class, 1); err != nil {
		t.Errorf("with the new card: got %v, want in", err)
	}
	_, err := i.b.SignIn(t.Context(), classes.SignIn{Code: i.Code, Roll: 1, Pictures: old.Pictures, Address: "10.0.0.1"})
	if !fault.Is(err, fault.CodeUnauthorised) {
		t.Errorf("with the old card: got %v, want it refused", err)
	}
}

// Sessions, numbers, codes, teachers and assignments of a class are read from the store: what one instance has done stands at the other
// without a moment's wait.
func TestAClassIsTheSameEverywhere(t *testing.T) {
	i := twoInstances(t, 3)
	ctx := t.Context()
	token := must(i.signIn(i.ID, 1))(t)
	if who, err := i.b.Session(ctx, token); err != nil || who.Roll != 1 {
		t.Errorf("a session of the other: got %+v, %v", who, err)
	}
	i.check(i.b.RemovePupil(ctx, i.ID, 1))
	if _, err := i.classes.Session(ctx, token); !fault.Is(err, fault.CodeUnauthorised) {
		t.Errorf("who was taken out at the other: got %v, want the session over", err)
	}
	entry := classes.Entry{ID: "web/lesson/1", Kind: classes.EntryLesson, At: i.now, Mode: classes.ModeOwn, Version: i.module.Version, Lesson: i.module.Lessons[0].ID}
	must(i.b.Merge(ctx, classes.WorkID(i.ID, 2, penModule), entry))(t)
	live := must(i.classes.Live(ctx, i.Class, penModule))(t)
	if live.UnderWay != 1 {
		t.Errorf("assigned here, worked there: got %d at work, want 1", live.UnderWay)
	}
	must(i.b.RenewCode(ctx, i.ID, i.Code, i.teacher))(t)
	if _, err := i.classes.ByCode(ctx, i.Code, ""); !fault.Is(err, fault.CodeNotFound) {
		t.Errorf("the code of before: got %v, want none", err)
	}
	must(i.classes.AddTeacher(ctx, i.ID, i.other, "", i.teacher))(t)
	if _, err := i.b.For(ctx, i.other, i.ID); err != nil {
		t.Errorf("a co-teacher of the other instance: got %v", err)
	}
	// Staff are kept in memory: the other instance hears of them with its next look, a second later in the program.
	staff := i.world.schools.SchoolsOf(i.other, day.Of(i.now))
	i.check(i.world.schools.EndStaff(ctx, staff[0].ID, day.Of(i.now).AddDays(-1), "p-officer", "moved"))
	i.check(i.schools.Refresh(ctx))
	if _, err := i.b.For(ctx, i.other, i.ID); !fault.Is(err, fault.CodeNotFound) {
		t.Errorf("a colleague who has left the school: got %v, want not found", err)
	}
}

// One slip is typed at both at the same moment: it is there once, and counts once.
func TestASlipTypedAtBothCountsOnce(t *testing.T) {
	i := twoInstances(t, 2)
	text := i.slip(1, 1, 2)
	var both sync.WaitGroup
	fresh := make(chan bool, 2)
	for _, at := range []*classes.Service{i.classes, i.b} {
		both.Go(func() {
			taken, err := at.TypeSlip(t.Context(), i.Class, text, i.teacher)
			if err != nil {
				t.Error(err)
			}
			fresh <- !taken.Again
		})
	}
	both.Wait()
	if one, other := <-fresh, <-fresh; one == other {
		t.Errorf("typed for the first time: %v and %v, want it said at one", one, other)
	}
	if list := must(i.b.Slips(t.Context(), i.ID))(t); len(list) != 1 {
		t.Errorf("got %d slips, want 1", len(list))
	}
	w := must(i.b.WorkOf(t.Context(), i.ID, 1, penModule))(t)
	if want := len(i.file.Lessons) + 6 + 1; len(w.Entries) != want {
		t.Errorf("got %d entries, want %d, each once", len(w.Entries), want)
	}
}

// TestNothingIsLeftBehindAPurge runs the purge at one instance before each single call to the store that an act of the other makes: when
// both are done no row of the class's pupils is left, whatever came in between.
func TestNothingIsLeftBehindAPurge(t *testing.T) {
	i := twoInstances(t, 2)
	acts := map[string]func(context.Context, classes.Class, string) error{
		"sign in": func(_ context.Context, c classes.Class, _ string) error { return i.signs(i.b, c, 1) },
		"join": func(ctx context.Context, c classes.Class, _ string) error {
			_, err := i.b.AddPupil(ctx, c.ID, 3)
			return err
		},
		"look": func(ctx context.Context, c classes.Class, _ string) error {
			_, err := i.b.Pupils(ctx, c.ID)
			return err
		},
		"leave with a code": func(ctx context.Context, c classes.Class, _ string) error {
			_, err := i.b.Transfer(ctx, c.ID, 2)
			return err
		},
		"work": func(ctx context.Context, c classes.Class, _ string) error {
			_, err := i.b.Merge(ctx, classes.WorkID(c.ID, 1, penModule), classes.Entry{ID: "web/lesson/1", Kind: classes.EntryLesson, At: i.now,
				Mode: classes.ModeOwn, Version: i.module.Version, Lesson: i.module.Lessons[0].ID})
			return err
		},
		"type a slip": func(ctx context.Context, c classes.Class, text string) error {
			_, err := i.b.TypeSlip(ctx, c, text, i.teacher)
			return err
		},
		"new pictures": func(ctx context.Context, c classes.Class, _ string) error { return i.b.ResetPictures(ctx, c.ID, 1, 1) },
	}
	round, step := 0, 1
	if storetest.OnMongoDB() { // where a call takes its time
		step = 5
	}
	for name, act := range acts {
		ended := false
		for call := 1; !ended; call += step {
			i.now = day.Date("2026-03-02").Start().Add(10 * time.Hour)
			c := i.purgeable()
			text := i.slip(1, 1, 2)
			round++
			i.now = day.Date("2027-02-01").AddDays(3 * round).Start() // so that nobody looks after the classes of the rounds before
			i.watched.Before(func(n int) {
				if n == call {
					must(i.classes.Purge(t.Context()))(t)
				}
			})
			err := act(t.Context(), c, text)
			ended = i.watched.Before(nil) < call
			if ended {
				must(i.classes.Purge(t.Context()))(t)
			}
			if left := i.left(c.ID); len(left) > 0 {
				t.Errorf("%s, with the purge before its call %d (%v): left %v", name, call, err, left)
			}
			if call > 60 {
				t.Fatalf("%s makes more than 60 calls", name)
			}
		}
	}
}

// purgeable opens a class on a pen drive, with one of its two pupils' rows lost to a crash.
func (i *instances) purgeable() classes.Class {
	i.Helper()
	i.Class = i.class(2)
	i.assign()
	_, err := i.engine.Delete(i.Context(), "class_pupils", classes.PupilID(i.ID, 2))
	i.check(err)
	return i.Class
}

// left names what is stored of a class's pupils.
func (i *instances) left(class string) []string {
	i.Helper()
	var list []string
	for _, name := range i.watched.Collections() {
		for _, d := range must(i.engine.Find(i.Context(), name, store.Query{}))(i.T) {
			rolls := strings.Contains(string(d.Body), class+"/1\x00") || strings.Contains(string(d.Body), class+"/2\x00") || strings.Contains(string(d.Body), class+"/3\x00")
			rows := slices.Contains([]string{"class_pupils", "class_works", "class_slips", "class_sessions"}, name) && strings.Contains(string(d.Body), class)
			if rolls || rows {
				list = append(list, fmt.Sprintf("%s %s", name, d.ID))
			}
		}
	}
	return list
}
