package demo

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/account"
	"lamtoen/internal/audit"
	"lamtoen/internal/catalogue"
	"lamtoen/internal/certificate"
	"lamtoen/internal/day"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// Password is that of every printed sign-in. It opens invented accounts on this machine only.
const Password = "demonstration-2026"

// Chance is where all chance of the demonstration comes from: with it and the day, People invents the same people each time.
const Chance = 1907

// course is what the invented people take.
const course = courses.CourseID("code-of-conduct")

// by stands in the audit log and in the register for who did it.
const by = "demonstration"

// writers is how many people's histories are written at the same time: they share each flush to the disk.
const writers = 8

// Deps are what Seed writes with. It opens services of its own, whose clocks stand in the past; the services that are to
// serve must be opened after it.
type Deps struct {
	Engine       store.Engine
	Catalogue    *courses.Catalogue
	LoadAgencies func(context.Context, *org.Register) error
	Keys         *account.Keys
	Certificates certificate.Keys
}

// Settings say where the demonstration runs.
type Settings struct {
	Addr     string // the address to listen on: must be loopback
	Origin   string
	Progress io.Writer
	Size     int          // how many people; 0: Size
	Cost     account.Cost // of the passwords; zero: as in earnest
	Now      func() time.Time
}

// marker is the demonstration's one document: the day on which it was begun, so that it can be taken up again after a kill and
// gives the same people, and how far it came.
type marker struct {
	ID       string   `bson:"_id"`
	Today    day.Date `bson:"today"`
	Imported int      `bson:"imported"` // monthly registers written
	Try      int      `bson:"try"`
	Done     bool     `bson:"done"`
}

// filling is one run of Seed.
type filling struct {
	deps     Deps
	settings Settings
	markers  *store.Collection[marker]
	mark     marker
	plan     Plan
}

// Seed fills the store with the demonstration, once, and gives the sign-ins. Killed half-way, the next call goes on where it
// stopped; on a filled store it only gives the sign-ins. It refuses a store with real people and an address that others
// reach.
func Seed(ctx context.Context, deps Deps, settings Settings) ([]SignIn, error) {
	if settings.Now == nil {
		settings.Now = time.Now
	}
	if settings.Size == 0 {
		settings.Size = Size
	}
	f := &filling{deps: deps, settings: settings}
	if err := f.begin(ctx); err != nil {
		return nil, err
	}
	if f.mark.Done {
		return f.plan.SignIns, nil
	}
	f.say("Inventing %d people with two years of history; this takes a moment, and only the first time.", len(f.plan.Histories))
	if err := f.register(ctx); err != nil {
		return nil, err
	}
	if err := f.histories(ctx); err != nil {
		return nil, err
	}
	if err := f.plans(ctx); err != nil {
		return nil, fmt.Errorf("demonstration: plans: %w", err)
	}
	if err := f.passwords(ctx); err != nil {
		return nil, err
	}
	if err := f.groups(ctx); err != nil {
		return nil, err
	}
	if err := f.session(ctx); err != nil {
		return nil, err
	}
	if err := f.cases(ctx); err != nil {
		return nil, err
	}
	if err := f.offices(ctx); err != nil {
		return nil, err
	}
	if err := f.school(ctx); err != nil {
		return nil, fmt.Errorf("demonstration: school: %w", err)
	}
	_, err := f.markers.Update(ctx, f.mark.ID, func(m *marker) error {
		m.Done = true
		return nil
	})
	return f.plan.SignIns, err
}

// begin checks that a demonstration may run here, and finds or writes its marker.
func (f *filling) begin(ctx context.Context) error {
	r, err := f.openRegister(ctx, f.settings.Now)
	if err != nil {
		return err
	}
	if err := Refuse(r, f.settings.Addr); err != nil {
		return err
	}
	if f.markers, err = store.Open[marker](ctx, f.deps.Engine, "demonstration"); err != nil {
		return err
	}
	f.mark = marker{ID: "demonstration", Today: day.Of(f.settings.Now())}
	if err := f.markers.Insert(ctx, f.mark); err != nil && !errors.Is(err, store.ErrExists) {
		return err
	}
	f.mark, err = f.markers.Update(ctx, f.mark.ID, func(m *marker) error {
		m.Try++
		return nil
	})
	if err != nil {
		return err
	}
	f.plan = People(r.Tree(f.mark.Today), Chance, f.mark.Today, f.settings.Size)
	return nil
}

func (f *filling) openRegister(ctx context.Context, now func() time.Time) (*org.Register, error) {
	log, err := audit.Open(ctx, f.deps.Engine)
	if err != nil {
		return nil, err
	}
	r, err := org.Open(ctx, f.deps.Engine, log, org.Settings{Now: now})
	if err != nil {
		return nil, err
	}
	return r, f.deps.LoadAgencies(ctx, r)
}

// register writes the monthly registers that are not written yet, with a clock that stands at the day of each. A later try has
// a later clock, so that it finds the import of a killed one given up.
func (f *filling) register(ctx context.Context) error {
	var at time.Time
	r, err := f.openRegister(ctx, func() time.Time { return at })
	if err != nil {
		return err
	}
	for i := f.mark.Imported; i < len(f.plan.Imports); i++ {
		month := f.plan.Imports[i]
		at = month.On.Start().Add(3*time.Hour + time.Duration(f.mark.Try)*5*time.Minute)
		at = earlier(at, f.settings.Now())
		if err := f.month(ctx, r, month); err != nil {
			return fmt.Errorf("demonstration: register of %s: %w", month.On, err)
		}
		_, err := f.markers.Update(ctx, f.mark.ID, func(m *marker) error {
			m.Imported = i + 1
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (f *filling) month(ctx context.Context, r *org.Register, month Import) error {
	if len(month.Batch.People)+len(month.Batch.Posts)+len(month.Batch.Grants) == 0 || written(r, month.Batch) {
		return nil
	}
	month.Batch.Group = fmt.Sprintf("%s-%d", month.Batch.Group, f.mark.Try)
	return r.Import(ctx, month.Batch, by)
}

// written tells whether a killed try had committed the batch: a batch shows whole or not at all, so any row of it tells.
func written(r *org.Register, b org.Batch) bool {
	if len(b.People) > 0 {
		_, ok := r.Person(b.People[0].ID)
		return ok
	}
	if len(b.Posts) > 0 {
		last := b.Posts[len(b.Posts)-1]
		return slices.ContainsFunc(r.Appointments(last.Person), func(p org.Post) bool {
			return p.Agency == last.Agency && p.From == last.From && len(p.Leave) == len(last.Leave)
		})
	}
	return len(r.GrantsOf(b.Grants[0].Person, b.Grants[0].From)) > 0
}

// histories writes what the people did. The rule is made with a clock that stands at the beginning, since it has bound them
// for two years.
func (f *filling) histories(ctx context.Context) error {
	start := f.plan.Imports[0].On.Start().Add(4 * time.Hour)
	register, err := f.openRegister(ctx, f.settings.Now)
	if err != nil {
		return err
	}
	library, err := catalogue.Open(ctx, f.deps.Engine)
	if err != nil {
		return err
	}
	if err := library.Publish(ctx, f.deps.Catalogue); err != nil {
		return err
	}
	past, err := f.openLearning(ctx, register, library, func() time.Time { return start })
	if err != nil {
		return err
	}
	if err := past.EnsureDefaultRules(ctx); err != nil {
		return err
	}
	return f.share(ctx, register, library)
}

func (f *filling) openLearning(ctx context.Context, r *org.Register, l *catalogue.Library, now func() time.Time) (*learning.Service, error) {
	log, err := audit.Open(ctx, f.deps.Engine)
	if err != nil {
		return nil, err
	}
	return learning.Open(ctx, f.deps.Engine, learning.Deps{Library: l, Register: r, Audit: log}, learning.Settings{Now: now})
}

// worker opens one with its own services.
func (f *filling) worker(ctx context.Context, r *org.Register, l *catalogue.Library) (*worker, error) {
	w := &worker{}
	now := func() time.Time { return w.clock }
	var err error
	if w.course, err = l.Course(course); err != nil {
		return nil, err
	}
	if w.accounts, err = f.openAccounts(ctx, r, now); err != nil {
		return nil, err
	}
	if w.learning, err = f.openLearning(ctx, r, l, now); err != nil {
		return nil, err
	}
	w.certificates, err = certificate.Open(ctx, f.deps.Engine, certificate.Deps{Learning: w.learning, Register: r},
		certificate.Settings{Keys: f.deps.Certificates, Origin: f.settings.Origin, Now: now})
	return w, err
}

// share lets several workers write the histories, and stops them all at the first error.
func (f *filling) share(ctx context.Context, r *org.Register, l *catalogue.Library) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	queue := make(chan History)
	var wait sync.WaitGroup
	for range writers {
		w, err := f.worker(ctx, r, l)
		if err != nil {
			stop(err)
			break
		}
		wait.Go(func() {
			for h := range queue {
				if err := w.write(ctx, h, f.settings.Now()); err != nil {
					stop(fmt.Errorf("demonstration: history of %s: %w", h.Person, err))
				}
			}
		})
	}
	for i, h := range f.plan.Histories {
		select {
		case <-ctx.Done():
		case queue <- h:
			if (i+1)%500 == 0 {
				f.say("  %d of %d", i+1, len(f.plan.Histories))
			}
		}
	}
	close(queue)
	wait.Wait()
	return context.Cause(ctx)
}

// passwords opens the printed sign-ins.
func (f *filling) passwords(ctx context.Context) error {
	register, err := f.openRegister(ctx, f.settings.Now)
	if err != nil {
		return err
	}
	accounts, err := f.openAccounts(ctx, register, f.settings.Now)
	if err != nil {
		return err
	}
	for _, s := range f.plan.SignIns {
		if err := accounts.SetPassword(ctx, s.Person, Password, by); err != nil {
			return fmt.Errorf("demonstration: sign-in of %s: %w", s.Label, err)
		}
	}
	return nil
}

func (f *filling) openAccounts(ctx context.Context, r *org.Register, now func() time.Time) (*account.Service, error) {
	log, err := audit.Open(ctx, f.deps.Engine)
	if err != nil {
		return nil, err
	}
	return account.Open(ctx, f.deps.Engine, account.Deps{Register: r, Audit: log},
		account.Settings{Keys: f.deps.Keys, URL: f.settings.Origin, Now: now, Cost: f.settings.Cost})
}

func (f *filling) say(format string, args ...any) {
	if f.settings.Progress != nil {
		fmt.Fprintf(f.settings.Progress, format+"\n", args...)
	}
}

// chance is a person's own source of chance, the same in each try.
func chance(id org.PersonID) *rand.Rand {
	h := fnv.New64a()
	_, _ = h.Write([]byte(id)) // a hash never fails
	return rand.New(rand.NewPCG(h.Sum64(), Chance))
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
