package classroom

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/audit"
	"lamtoen/internal/catalogue"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// Deps are the services that sessions stand on.
type Deps struct {
	Library  *catalogue.Library
	Register *org.Register
	Learning *learning.Service
	Audit    *audit.Log
}

// Settings are the sources; a zero field takes the real one.
type Settings struct {
	Now    func() time.Time // the clock; default time.Now
	Random io.Reader        // for ids, codes and draws; default crypto/rand
}

// Service runs sessions. It is safe for concurrent use, and any number of them may work on one store.
type Service struct {
	sessions *store.Collection[Session]
	events   *store.Collection[Event]
	codes    *store.Collection[joinCode]
	forms    *store.Collection[form]

	library  *catalogue.Library
	register *org.Register
	learning *learning.Service
	audit    *audit.Log
	clock    func() time.Time
	random   io.Reader
	guesses  *guesses
}

// joinCode leads from a code to its session. The session says whether it is still good.
type joinCode struct {
	ID      string `bson:"_id"`
	Session string `bson:"session"`
}

// The indexes.
const (
	byPerson = "person"
	byOpened = "opened"
)

// New opens the collections and makes them where they are missing.
func New(ctx context.Context, e store.Engine, deps Deps, settings Settings) (*Service, error) {
	s := &Service{library: deps.Library, register: deps.Register, learning: deps.Learning, audit: deps.Audit,
		clock: settings.Now, random: settings.Random, guesses: newGuesses()}
	if s.clock == nil {
		s.clock = time.Now
	}
	if s.random == nil {
		s.random = rand.Reader
	}
	var errs [4]error
	s.sessions, errs[0] = store.Open[Session](ctx, e, "group_sessions", store.Index{Name: byOpened, Fields: []string{"opened"}})
	s.events, errs[1] = store.Open[Event](ctx, e, "group_events", store.Index{Name: byPerson, Fields: []string{"person"}})
	s.codes, errs[2] = store.Open[joinCode](ctx, e, "group_join_codes")
	s.forms, errs[3] = store.Open[form](ctx, e, "group_forms")
	if err := errors.Join(errs[:]...); err != nil {
		return nil, fmt.Errorf("classroom: %w", err)
	}
	return s, nil
}

func (s *Service) now() time.Time { return day.Instant(s.clock()) }

// NewID draws an id for a session, to stand in the form that opens it.
func (s *Service) NewID() (string, error) { return s.draw(idLength) }

// draw gives n characters of the alphabet, all equally likely.
func (s *Service) draw(n int) (string, error) {
	out := make([]byte, 0, n)
	raw := make([]byte, 2*n)
	for len(out) < n {
		if _, err := io.ReadFull(s.random, raw); err != nil {
			return "", fmt.Errorf("classroom: no randomness: %w", err)
		}
		for _, b := range raw {
			// What lies above the last multiple of the alphabet's length would favour its first letters.
			if limit := 256 / len(alphabet) * len(alphabet); int(b) < limit && len(out) < n {
				out = append(out, alphabet[int(b)%len(alphabet)])
			}
		}
	}
	return string(out), nil
}

// session reads a session with its events.
func (s *Service) session(ctx context.Context, id string) (State, error) {
	if !validID(id) {
		return State{}, errNoSession()
	}
	found, err := s.sessions.Get(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return State{}, errNoSession()
	}
	if err != nil {
		return State{}, fmt.Errorf("classroom: session: %w", err)
	}
	from, until := store.Prefix(id + "/")
	events, _, err := s.events.Find(ctx, store.Query{From: from, Until: until})
	if err != nil {
		return State{}, fmt.Errorf("classroom: events: %w", err)
	}
	st := stateOf(found, events, s.now())
	st.Forms, err = s.countForms(ctx, id)
	return st, err
}

func errNoSession() error {
	return fault.NotFound("There is no such group session among those that you may open.")
}

// Session gives where a session of the officer's scope stands; any other is fault.CodeNotFound.
func (s *Service) Session(ctx context.Context, o Officer, id string) (State, error) {
	st, err := s.session(ctx, id)
	if err == nil && !s.runs(o, st.Session) {
		err = errNoSession()
	}
	return st, err
}

// runs tells whether a session lies in the officer's scope today.
func (s *Service) runs(o Officer, session Session) bool {
	return o.Scope.All || s.register.Tree(s.today()).Within(o.Scope, session.Agency)
}

func (s *Service) today() day.Date { return day.Of(s.now()) }

// mostListed bounds a list of sessions.
const mostListed = 100

// Sessions lists the newest sessions of the officer's scope, the newest first.
func (s *Service) Sessions(ctx context.Context, o Officer) ([]State, error) {
	var list []State
	for found, err := range s.sessions.Each(ctx, store.Query{Index: byOpened, Desc: true}) {
		if err != nil {
			return nil, fmt.Errorf("classroom: sessions: %w", err)
		}
		if !s.runs(o, found) {
			continue
		}
		st, err := s.session(ctx, found.ID)
		if err != nil {
			return nil, err
		}
		if list = append(list, st); len(list) == mostListed {
			break
		}
	}
	return list, nil
}

// Course gives the version of the course that the session teaches.
func (s *Service) Course(ctx context.Context, session Session) (*courses.Course, error) {
	return s.library.Version(ctx, session.Course, session.Version)
}

// Offered are the courses that a session can be held on: those of the civil service that are assessed or signed.
func (s *Service) Offered() []*courses.Course {
	return slices.DeleteFunc(slices.Clone(s.library.Current()), func(c *courses.Course) bool {
		return c.Catalogue != courses.CivilService || len(c.Lessons) == 0
	})
}

// tell inserts an event. The same again is success; when and by whom it is told do not count, as with facts.
func (s *Service) tell(ctx context.Context, e Event) error {
	e.Recorded = s.now()
	if e.At.IsZero() || e.At.After(e.Recorded) {
		e.At = e.Recorded
	}
	err := s.events.Insert(ctx, e)
	if !errors.Is(err, store.ErrExists) {
		return err
	}
	old, err := s.events.Get(ctx, e.ID)
	if err != nil {
		return fmt.Errorf("classroom: event: %w", err)
	}
	e.At, e.Recorded, e.By, old.At, old.Recorded, old.By = time.Time{}, time.Time{}, "", time.Time{}, time.Time{}, ""
	if !reflect.DeepEqual(e, old) {
		return errOther
	}
	return nil
}

// errOther says that the event stands there with other contents.
var errOther = errors.New("classroom: recorded before, with other contents")
