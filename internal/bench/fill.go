package bench

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/account"
	"lamtoen/internal/audit"
	"lamtoen/internal/catalogue"
	"lamtoen/internal/day"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

const (
	by       = "bench"
	password = "loopback-only-2026" //nolint:gosec // of invented people in a store that is thrown away
	agency   = "moh"
	// signedInFor is how long the tokens of the people are good: longer than any run, so that none is rotated within it.
	signedInFor = time.Hour
	// abreast is how many people are entered at a time: they share each flush to the disk.
	abreast = 16
	// batch is how many facts are inserted at a time.
	batch = 2000
)

// person is one invented person.
type person struct {
	id     org.PersonID
	cookie string
	// What their browser was shown.
	attempt string // the address of the attempt's first question
	page    []byte // that page, as it came
	packed  bool
	given   int // Assessments: questions answered
}

// world is the store with the services that fill and read it.
type world struct {
	engine   store.Engine
	audit    *audit.Log
	register *org.Register
	library  *catalogue.Library
	learning *learning.Service
}

func (r *run) open(ctx context.Context) (*world, error) {
	w := &world{}
	var err error
	if w.engine, err = r.deps.Open(ctx, r.store); err != nil {
		return nil, err
	}
	if w.audit, err = audit.Open(ctx, w.engine); err != nil {
		return nil, w.close(err)
	}
	if w.register, err = org.Open(ctx, w.engine, w.audit, org.Settings{}); err != nil {
		return nil, w.close(err)
	}
	if w.library, err = catalogue.Open(ctx, w.engine); err != nil {
		return nil, w.close(err)
	}
	deps := learning.Deps{Library: w.library, Register: w.register, Audit: w.audit}
	if w.learning, err = learning.Open(ctx, w.engine, deps, learning.Settings{}); err != nil {
		return nil, w.close(err)
	}
	return w, nil
}

func (w *world) close(err error) error { return errors.Join(err, w.engine.Close()) }

// fill brings the store to where all people have read the lessons, are signed in, and have only to press.
func (r *run) fill(ctx context.Context) error {
	authored, err := courses.Load(r.deps.Content, courses.Options{})
	if err != nil {
		return err
	}
	w, err := r.open(ctx)
	if err != nil {
		return err
	}
	if w.register.Count() > 0 {
		return w.close(errors.New("bench: this store holds people; give the address of an empty database"))
	}
	r.say("entering %d people who have read every lesson", r.settings.People)
	steps := []func() error{
		func() error { return w.register.LoadAgencies(ctx, r.deps.Content) },
		func() error { return w.library.Publish(ctx, authored) },
		func() error { return r.choose(w) },
		func() error { return w.learning.EnsureDefaultRules(ctx) },
		func() error { return r.enter(ctx, w) },
		func() error { return r.read(ctx, w) },
		func() error { return r.signIn(ctx, w) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return w.close(err)
		}
	}
	return w.close(nil)
}

// choose finds the course.
func (r *run) choose(w *world) error {
	c, err := w.library.Course(r.settings.Course)
	if err != nil {
		return err
	}
	if c.Assessment == nil {
		return fmt.Errorf("bench: the course %s has no assessment", c.ID)
	}
	r.course = c
	return nil
}

// enter puts the people into the register.
func (r *run) enter(ctx context.Context, w *world) error {
	joined := day.Of(time.Now()).AddDays(-400)
	var people org.Batch
	for i := range r.settings.People {
		id := w.register.NewPersonID()
		r.people = append(r.people, &person{id: id})
		people.People = append(people.People, org.Person{ID: id, EID: eid(i), Name: fmt.Sprintf("Learner %d", i+1), Kind: org.KindRegular, Joined: joined, Demo: true})
		people.Posts = append(people.Posts, org.Post{Person: id, Agency: agency, Position: "Officer", From: joined})
	}
	people.Why = "the people of a measurement"
	return w.register.Import(ctx, people, by)
}

// eid is the number of the i-th person, of a range that no civil servant has.
func eid(i int) string { return fmt.Sprintf("98%06d", i) }

// read writes down that everybody has begun the course and finished its lessons.
func (r *run) read(ctx context.Context, w *world) error {
	began := day.Instant(time.Now().Add(-time.Hour))
	var facts []learning.Fact
	flush := func() error {
		err := w.learning.AddFacts(ctx, facts)
		facts = facts[:0]
		return err
	}
	for _, p := range r.people {
		e := learning.Enrolment{Person: p.id, Course: r.course.ID, Number: 1, Version: r.course.Version, Hash: r.course.Hash}
		add := func(kind learning.Kind, data any, about ...string) error {
			f, err := e.NewFact(kind, learning.ViaDemo, data, about...)
			f.At, f.Recorded = began, began
			facts = append(facts, f)
			return err
		}
		err := add(learning.KindEnrolled, nil)
		for _, lesson := range r.course.Lessons {
			err = errors.Join(err, add(learning.KindLessonOpen, nil, "lesson", string(lesson.ID), "opened"),
				add(learning.KindLessonDone, learning.LessonData{Opened: began}, "lesson", string(lesson.ID)))
		}
		if err == nil && len(facts) >= batch {
			err = flush()
		}
		if err != nil {
			return err
		}
	}
	return flush()
}

// signIn gives everybody a session. The passwords are hashed cheaply: they open invented accounts in a store that is thrown away.
func (r *run) signIn(ctx context.Context, w *world) error {
	keys, err := account.OpenKeys(ctx, w.engine, account.KeyOptions{Dir: r.keys(), Generate: true})
	if err != nil {
		return err
	}
	accounts, err := account.Open(ctx, w.engine, account.Deps{Register: w.register, Audit: w.audit}, account.Settings{
		Keys: keys, URL: origin, Cost: account.Cost{MemoryKiB: 8, Passes: 1, Threads: 1},
		Limits: account.Limits{Access: signedInFor, Hashers: abreast},
	})
	if err != nil {
		return err
	}
	jar := account.JarFor(origin)
	return inParallel(abreast, len(r.people), func(i int) error {
		p := r.people[i]
		if err := accounts.SetPassword(ctx, p.id, password, by); err != nil {
			return err
		}
		tokens, err := accounts.SignIn(ctx, account.Login{Login: eid(i), Password: password, Address: "127.0.0.1"})
		if err != nil {
			return err
		}
		var cookies []string
		for _, c := range jar.Set(tokens, time.Now()) {
			cookies = append(cookies, c.Name+"="+c.Value)
		}
		p.cookie = strings.Join(cookies, "; ")
		return nil
	})
}

// inParallel does n things, so many at a time, and gives the errors.
func inParallel(workers, n int, do func(i int) error) error {
	var all sync.WaitGroup
	errs := make([]error, workers)
	for k := range workers {
		all.Go(func() {
			for i := k; i < n && errs[k] == nil; i += workers {
				errs[k] = do(i)
			}
		})
	}
	all.Wait()
	return errors.Join(errs...)
}
