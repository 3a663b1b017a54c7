package classes

import (
	"context"
	"errors"
	"io"
	"time"

	"lamtoen/internal/audit"
	"lamtoen/internal/catalogue"
	"lamtoen/internal/day"
	"lamtoen/internal/org"
	"lamtoen/internal/school"
	"lamtoen/internal/store"
)

// Deps are the services that classes stand on.
type Deps struct {
	Schools  *school.Service
	Register *org.Register
	Library  *catalogue.Library
	Audit    *audit.Log
}

// Settings are the sources; a zero field takes the real one.
type Settings struct {
	Now    func() time.Time // the clock; default time.Now
	Random io.Reader        // for ids, codes and pictures; default crypto/rand
	Key    []byte           // the secret of this installation; default one that the store keeps, made by the first to open it
	Origin string           // the public address, printed on cards
}

// Service runs classes. It is safe for concurrent use, and any number of them may work on one store.
type Service struct {
	deps   Deps
	clock  func() time.Time
	random io.Reader
	key    []byte
	origin string
	parts  []part
}

var errSoon = errors.New("classes: being written")

// part is a kind of pupils' records that another file of this package keeps. Open puts each into Service.parts: what is purged
// with a class, what goes along with a pupil who moves, and what the class's figures are made from is asked of all of them.
type part interface {
	// awaited gives what is still expected for the class, such as slips or papers; nil is nothing.
	awaited(ctx context.Context, c Class) ([]Awaited, error)
	// tallies gives the figures of the class, one a module.
	tallies(ctx context.Context, c Class) ([]Tally, error)
	// carry gives what a pupil takes along to another class; bring enters it there. Both may be repeated.
	carry(ctx context.Context, from Pupil) ([]Carried, error)
	bring(ctx context.Context, to Pupil, what []Carried) error
	// purge deletes every row of the class's pupils. It may be repeated.
	purge(ctx context.Context, class string) error
}

// Open opens the collections and makes them where they are missing.
func Open(_ context.Context, _ store.Engine, deps Deps, settings Settings) (*Service, error) {
	return &Service{deps: deps, clock: settings.Now, random: settings.Random, key: settings.Key, origin: settings.Origin}, nil
}

func (s *Service) now() time.Time { return day.Instant(s.clock()) }

func (s *Service) today() day.Date { return day.Of(s.now()) }

// secret derives a key for one purpose from the secret of this installation.
func (s *Service) secret(purpose string) []byte { return s.key[:len(purpose)*0] }

// NewID draws an id for a class, to stand in the form that opens it.
func (s *Service) NewID() (string, error) { return "", errSoon }

// Create opens a class with its pupils. The same again is success.
func (s *Service) Create(_ context.Context, _ NewClass, _ org.PersonID) (Class, error) {
	return Class{}, errSoon
}

// Class gives where a class stands; fault.CodeNotFound when there is none.
func (s *Service) Class(_ context.Context, _ string) (Class, error) { return Class{}, errSoon }

// ClassesOf gives the classes that a person teaches on a day, the newest first.
func (s *Service) ClassesOf(_ context.Context, _ org.PersonID, _ day.Date) ([]Class, error) {
	return nil, errSoon
}

// InSchool gives the classes of a school, the newest first.
func (s *Service) InSchool(_ context.Context, _ school.Code) ([]Class, error) { return nil, errSoon }

// May tells whether a person runs a class on a day: as its teacher while they serve in its school, or as the school's head.
func (s *Service) May(_ org.PersonID, _ Class, _ day.Date) bool { return false }

// For gives a class that the person runs today; any other is fault.CodeNotFound.
func (s *Service) For(_ context.Context, _ org.PersonID, _ string) (Class, error) {
	return Class{}, errSoon
}

// record adds an event to a class: decide is told where the class stands and gives the event, or false when nothing is to be
// told. It is asked again when another event came between.
func (s *Service) record(_ context.Context, _ string, _ func(Class) (Event, bool, error)) (Class, error) {
	return Class{}, errSoon
}

// Pupils gives the pupils of a class, those who have left included, by the number shown.
func (s *Service) Pupils(_ context.Context, _ string) ([]Pupil, error) { return nil, errSoon }

// Pupil gives one pupil by the roll of the id; fault.CodeNotFound when there is none.
func (s *Service) Pupil(_ context.Context, _ string, _ int) (Pupil, error) { return Pupil{}, errSoon }

// Cards draws the cards of a class as PDF, of those given by their roll or of all who are here.
func (s *Service) Cards(_ context.Context, _ string, _ ...int) ([]byte, error) { return nil, errSoon }

// SignIn signs a pupil in with the class code, the number shown on their card and three pictures in order, and gives the token
// for their cookie. Address slows down who guesses.
func (s *Service) SignIn(_ context.Context, _ SignIn) (string, error) { return "", errSoon }

// Session gives whose token it is; fault.CodeUnauthorised when it is nobody's.
func (s *Service) Session(_ context.Context, _ string) (PupilSession, error) {
	return PupilSession{}, errSoon
}

// SignOut ends a session.
func (s *Service) SignOut(_ context.Context, _ string) error { return errSoon }

// SignIn is what a pupil gives to sign in.
type SignIn struct {
	Code     string
	Roll     int // as it is shown
	Pictures []string
	Address  string
}
