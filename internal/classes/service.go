package classes

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"

	"lamtoen/internal/audit"
	"lamtoen/internal/catalogue"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/guess"
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
	Random io.Reader        // for ids and codes; default crypto/rand
	Key    []byte           // the secret of this installation; default one that the store keeps, made by the first to open it
	Origin string           // the public address, printed on cards
}

// Service runs classes. It is safe for concurrent use, and any number of them may work on one store.
type Service struct {
	classes   *store.Collection[Class]
	events    *store.Collection[Event]
	pupils    *store.Collection[Pupil]
	codes     *store.Collection[codeDoc]
	sessions  *store.Collection[sessionDoc]
	transfers *store.Collection[Transfer]
	tallies   *store.Collection[Tally]
	sums      *store.Collection[Sum]

	deps    Deps
	clock   func() time.Time
	random  io.Reader
	key     []byte
	origin  string
	guesses *guess.Counter
	parts   []part

	learned learned // pupils' work, and counts of hands
	slips   slips   // pen-drive files, and the slips of pupils
}

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

// codeDoc leads from a code to its class. The class says whether it is still good.
type codeDoc struct {
	ID    string `bson:"_id"`
	Class string `bson:"class"`
}

// keyDoc is the secret that the store keeps.
type keyDoc struct {
	ID  string `bson:"_id"`
	Key []byte `bson:"key"`
}

// The indexes.
const (
	byClass  = "class"
	byPerson = "person"
	bySchool = "school"
	byUntil  = "until"
	byKind   = "kind"
	byFrom   = "from"
)

// Open opens the collections and makes them where they are missing.
func Open(ctx context.Context, e store.Engine, deps Deps, settings Settings) (*Service, error) {
	s := &Service{deps: deps, clock: settings.Now, random: settings.Random, key: settings.Key, origin: settings.Origin, guesses: guess.New(slowDown())}
	if s.clock == nil {
		s.clock = time.Now
	}
	if s.random == nil {
		s.random = rand.Reader
	}
	var errs [8]error
	s.classes, errs[0] = store.Open[Class](ctx, e, "classes", store.Index{Name: bySchool, Fields: []string{"school"}},
		store.Index{Name: byUntil, Fields: []string{"until"}})
	s.events, errs[1] = store.Open[Event](ctx, e, "class_events", store.Index{Name: byPerson, Fields: []string{"person"}},
		store.Index{Name: byKind, Fields: []string{"kind"}}, store.Index{Name: byTouched, Fields: []string{"recorded"}})
	s.pupils, errs[2] = store.Open[Pupil](ctx, e, "class_pupils", store.Index{Name: byClass, Fields: []string{"class", "roll"}},
		store.Index{Name: byTouched, Fields: []string{"touched"}})
	s.codes, errs[3] = store.Open[codeDoc](ctx, e, "class_codes")
	s.sessions, errs[4] = store.Open[sessionDoc](ctx, e, "class_sessions", store.Index{Name: byClass, Fields: []string{"class"}},
		store.Index{Name: byUntil, Fields: []string{"until"}})
	s.transfers, errs[5] = store.Open[Transfer](ctx, e, "class_transfers", store.Index{Name: byUntil, Fields: []string{"until"}},
		store.Index{Name: byFrom, Fields: []string{"from"}})
	s.tallies, errs[6] = store.Open[Tally](ctx, e, "class_tallies", store.Index{Name: byClass, Fields: []string{"class"}})
	s.sums, errs[7] = store.Open[Sum](ctx, e, "class_sums")
	if err := errors.Join(errs[:]...); err != nil {
		return nil, fmt.Errorf("classes: %w", err)
	}
	if s.key == nil {
		if err := s.keepKey(ctx, e); err != nil {
			return nil, fmt.Errorf("classes: %w", err)
		}
	}
	if err := s.openLearned(ctx, e); err != nil {
		return nil, err
	}
	return s, s.openSlips(ctx, e)
}

// keepKey takes the secret that the store keeps, and makes one where there is none: instances of one store share it, and a
// backup restored elsewhere leaves every card good.
func (s *Service) keepKey(ctx context.Context, e store.Engine) error {
	docs, err := store.Open[keyDoc](ctx, e, "class_secrets")
	if err != nil {
		return err
	}
	fresh := keyDoc{ID: "key", Key: make([]byte, 32)}
	if _, err := io.ReadFull(rand.Reader, fresh.Key); err != nil {
		return err
	}
	if err := docs.Insert(ctx, fresh); err != nil && !errors.Is(err, store.ErrExists) {
		return err
	}
	kept, err := docs.Get(ctx, "key")
	s.key = kept.Key
	return err
}

func (s *Service) now() time.Time { return day.Instant(s.clock()) }

func (s *Service) today() day.Date { return day.Of(s.now()) }

// secret derives a key for one purpose from the secret of this installation.
func (s *Service) secret(purpose string) []byte {
	mac := hmac.New(sha256.New, s.key)
	mac.Write([]byte("lamtoen classes\n" + purpose))
	return mac.Sum(nil)
}

// alphabet leaves out what looks alike on a screen or in handwriting: 0 O, 1 I L, 2 Z, 5 S, 8 B, U V.
const alphabet = "34679ACDEFGHJKMNPQRTWXY"

// The lengths of a class's id, of the codes of a class, and of those that are used once.
const (
	idLength   = 8
	codeLength = 6
	onceLength = 9
)

// NewID draws an id for a class, to stand in the form that opens it.
func (s *Service) NewID() (string, error) { return s.draw(idLength) }

// validID tells whether a text has the form of a class's id.
func validID(id string) bool { return len(id) == idLength && strings.Trim(id, alphabet) == "" }

// draw gives n characters of the alphabet, all equally likely.
func (s *Service) draw(n int) (string, error) {
	out := make([]byte, 0, n)
	raw := make([]byte, 2*n)
	for len(out) < n {
		if _, err := io.ReadFull(s.random, raw); err != nil {
			return "", fmt.Errorf("classes: no randomness: %w", err)
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

// newCode draws a code that leads to the class and to nothing else.
func (s *Service) newCode(ctx context.Context, class string, length int) (string, error) {
	for range 10 {
		code, err := s.draw(length)
		if err != nil {
			return "", err
		}
		err = s.codes.Insert(ctx, codeDoc{ID: code, Class: class})
		if err == nil {
			return code, nil
		}
		if !errors.Is(err, store.ErrExists) {
			return "", fmt.Errorf("classes: code: %w", err)
		}
	}
	return "", errors.New("classes: no free code")
}

// GroupCode writes a code as it is read out: K7M-P4X.
func GroupCode(code string) string {
	var parts []string
	for chunk := range slices.Chunk([]byte(code), 3) {
		parts = append(parts, string(chunk))
	}
	return strings.Join(parts, "-")
}

// cleanCode takes a code as people type it.
func cleanCode(typed string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || strings.ContainsRune("-–—.", r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, typed)
}

// classOf gives the class that a code leads to, whatever it is a code for.
func (s *Service) classOf(ctx context.Context, typed string) (Class, string, error) {
	code := cleanCode(typed)
	if code == "" || len(code) > 2*onceLength {
		return Class{}, code, store.ErrNotFound
	}
	doc, err := s.codes.Get(ctx, code)
	if err != nil {
		return Class{}, code, err
	}
	c, err := s.Class(ctx, doc.Class)
	if fault.Is(err, fault.CodeNotFound) { // a crash left the code without its class
		err = store.ErrNotFound
	}
	return c, code, err
}

func errNoClass() error {
	return fault.NotFound("There is no such class among those that you may open.")
}

// Class gives where a class stands; fault.CodeNotFound when there is none.
func (s *Service) Class(ctx context.Context, id string) (Class, error) {
	if !validID(id) {
		return Class{}, errNoClass()
	}
	c, err := s.classes.Get(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return Class{}, errNoClass()
	}
	if err != nil {
		return Class{}, fmt.Errorf("classes: class: %w", err)
	}
	from, until := store.Prefix(id + "/")
	events, _, err := s.events.Find(ctx, store.Query{From: from, Until: until})
	if err != nil {
		return Class{}, fmt.Errorf("classes: events: %w", err)
	}
	return c.with(events), nil
}

// ClassesOf gives the classes that a person teaches on a day, the newest first.
func (s *Service) ClassesOf(ctx context.Context, person org.PersonID, on day.Date) ([]Class, error) {
	events, _, err := s.events.Find(ctx, store.Query{Index: byPerson, Equal: []any{string(person)}})
	if err != nil {
		return nil, fmt.Errorf("classes: events: %w", err)
	}
	var list []Class
	seen := map[string]bool{}
	for _, e := range events {
		if seen[e.Class] {
			continue
		}
		seen[e.Class] = true
		c, err := s.Class(ctx, e.Class)
		if fault.Is(err, fault.CodeNotFound) {
			continue // being opened
		}
		if err != nil {
			return nil, err
		}
		if c.Teaches(person, on) && s.May(person, c, on) {
			list = append(list, c)
		}
	}
	newestFirst(list)
	return list, nil
}

func newestFirst(list []Class) {
	slices.SortStableFunc(list, func(a, b Class) int { return b.Opened.Compare(a.Opened) })
}

// InSchool gives the classes of a school, the newest first.
func (s *Service) InSchool(ctx context.Context, code school.Code) ([]Class, error) {
	var list []Class
	for found, err := range s.classes.Each(ctx, store.Query{Index: bySchool, Equal: []any{string(code)}}) {
		if err != nil {
			return nil, fmt.Errorf("classes: %w", err)
		}
		c, err := s.Class(ctx, found.ID)
		if err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	newestFirst(list)
	return list, nil
}

// May tells whether a person runs a class on a day: as its teacher while they serve in its school, or as the school's head.
func (s *Service) May(person org.PersonID, c Class, on day.Date) bool {
	if s.deps.Schools.Heads(person, c.School, on) {
		return true
	}
	return c.Teaches(person, on) && s.deps.Schools.Serves(person, c.School, on)
}

// For gives a class that the person runs today; any other is fault.CodeNotFound.
func (s *Service) For(ctx context.Context, person org.PersonID, id string) (Class, error) {
	c, err := s.Class(ctx, id)
	if err == nil && !s.May(person, c, s.today()) {
		return Class{}, errNoClass()
	}
	return c, err
}

// record adds an event to a class: decide is told where the class stands and gives the event, or false when nothing is to be
// told. It is asked again when another event came between. At is now where decide leaves it open.
func (s *Service) record(ctx context.Context, id string, decide func(Class) (Event, bool, error)) (Class, error) {
	for range 20 {
		c, err := s.Class(ctx, id)
		if err != nil {
			return c, err
		}
		e, tell, err := decide(c)
		if err != nil || !tell {
			return c, err
		}
		e.Class, e.Number = id, len(c.Events)+1
		e.ID = fmt.Sprintf("%s/%04d", id, e.Number)
		e.Recorded = s.now()
		if e.At.IsZero() || e.At.After(e.Recorded) {
			e.At = e.Recorded
		}
		err = s.events.Insert(ctx, e)
		if err == nil {
			return s.Class(ctx, id)
		}
		if !errors.Is(err, store.ErrExists) {
			return c, fmt.Errorf("classes: event: %w", err)
		}
	}
	return Class{}, fault.Conflict("Others are changing this class at this moment. Try again.")
}

// log writes the audit entry of an act about a class, before the act.
func (s *Service) log(ctx context.Context, c Class, e audit.Entry) error {
	at, _ := s.deps.Schools.School(c.School)
	e.At, e.Subject, e.Agency = s.now(), c.ID, string(at.Place)
	if err := s.deps.Audit.Append(ctx, e); err != nil {
		return fmt.Errorf("classes: audit: %w", err)
	}
	return nil
}
