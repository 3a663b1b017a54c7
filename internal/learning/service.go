package learning

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/audit"
	"lamtoen/internal/catalogue"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// Deps are the services that learning stands on.
type Deps struct {
	Library  *catalogue.Library
	Register *org.Register
	Audit    *audit.Log

	// SignedIn tells when a person first signed in; nil: nobody has. Only rules that count from there ask.
	SignedIn func(org.PersonID) (time.Time, bool)
}

// Settings are the sources; a zero field takes the real one.
type Settings struct {
	Now    func() time.Time // the clock; default time.Now
	Random io.Reader        // seeds the draw of each attempt; default crypto/rand

	// Approved has rules bind only once the owner of the course has approved a version of it, as a real service must. A
	// demonstration leaves it off: the drafts that it shows would bind nobody.
	Approved bool
}

// Service does what learners do, and keeps the record of it. It is safe for concurrent use, and any number of them may work
// on one store.
type Service struct {
	facts  *store.Collection[Fact]
	sheets *store.Collection[sheet]
	rules  *store.Collection[Rule]
	errata *store.Collection[Erratum]

	outages *store.Collection[Outage]
	timers  *store.Collection[timer]

	closures   *store.Collection[Closure]
	together   *store.Collection[closureGroup]
	allowances *allowances

	library  *catalogue.Library
	register *org.Register
	audit    *audit.Log

	clock  func() time.Time
	random io.Reader

	approved bool // rules wait for the approval of their course

	read        atomic.Pointer[[]Rule]                         // the rules as last read
	faulty      atomic.Pointer[map[courses.CourseID][]Erratum] // the errata as last read
	readOutages atomic.Pointer[[]Outage]

	readClosures atomic.Pointer[[]Closure]
	errataRead   atomic.Int64 // records of errata, withdrawals and all
	signedIn     func(org.PersonID) (time.Time, bool)

	parts sync.Map // of partKey: the keptPart of each course that was narrowed
}

// Open makes the collections where they are missing and reads the rules.
func Open(ctx context.Context, e store.Engine, deps Deps, settings Settings) (*Service, error) {
	s := &Service{library: deps.Library, register: deps.Register, audit: deps.Audit, clock: settings.Now, random: settings.Random,
		approved: settings.Approved, signedIn: deps.SignedIn}
	if s.clock == nil {
		s.clock = time.Now
	}
	if s.random == nil {
		s.random = rand.Reader
	}
	var err error
	if s.facts, err = openFacts(ctx, e); err != nil {
		return nil, fmt.Errorf("learning: open facts: %w", err)
	}
	if s.sheets, err = store.Open[sheet](ctx, e, "attempts"); err != nil {
		return nil, fmt.Errorf("learning: open attempts: %w", err)
	}
	if s.rules, err = store.Open[Rule](ctx, e, "rules"); err != nil {
		return nil, fmt.Errorf("learning: open rules: %w", err)
	}
	if s.errata, err = store.Open[Erratum](ctx, e, "errata"); err != nil {
		return nil, fmt.Errorf("learning: open errata: %w", err)
	}
	if s.outages, err = store.Open[Outage](ctx, e, "outages"); err != nil {
		return nil, fmt.Errorf("learning: open outages: %w", err)
	}
	if s.closures, err = store.Open[Closure](ctx, e, "closures"); err != nil {
		return nil, fmt.Errorf("learning: open closures: %w", err)
	}
	if s.together, err = store.Open[closureGroup](ctx, e, "closure_groups"); err != nil {
		return nil, fmt.Errorf("learning: open groups of closures: %w", err)
	}
	if s.allowances, err = openAllowances(ctx, e); err != nil {
		return nil, err
	}
	if s.timers, err = openTimers(ctx, e); err != nil {
		return nil, fmt.Errorf("learning: open timers: %w", err)
	}
	return s, s.Refresh(ctx)
}

// Revision rises whenever rules, errata, outages, allowances, closures or approvals that are known here changed.
// It says nothing beyond this process.
func (s *Service) Revision() uint64 {
	// All of these are only ever added to, so how many there are is a revision.
	n := len(s.known()) + int(s.errataRead.Load()) + len(s.Outages()) + len(s.Closures()) + s.allowances.size()
	for _, c := range s.library.Current() {
		n += len(s.library.Approvals(c.ID))
	}
	return uint64(n)
}

func (s *Service) now() time.Time { return day.Instant(s.clock()) }

// person gives the register's entry, or fault.CodeNotFound.
func (s *Service) person(id org.PersonID) (org.Person, error) {
	p, ok := s.register.Person(id)
	if !ok {
		return p, fault.NotFound("This person is not in the register.")
	}
	return p, nil
}

// pinned gives the course in the version of the enrolment, narrowed to its path.
func (s *Service) pinned(ctx context.Context, e Enrolment) (*courses.Course, error) {
	c, err := s.Course(ctx, e.Course, Part{e.Version, e.Path})
	if err != nil {
		// Not wrapped: that a version is gone to which a record is pinned is our fault, and not the asker's "not found".
		return nil, errors.New("learning: pinned version " + string(e.Version) + " of " + string(e.Course) + ": " + err.Error())
	}
	return c, nil
}
