package notify

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/coverage"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// Deps are what reminders are decided from. The functions may be nil where their doc says what that means.
type Deps struct {
	Register *org.Register
	Audit    org.Auditor // *audit.Log
	Cube     *coverage.Cube
	Title    func(courses.CourseID) string

	// Owed gives what everybody owes, or these people; nil is the cube's.
	Owed func(ctx context.Context, people ...org.PersonID) ([]coverage.Owed, error)
	// UnderReview tells that a person has said that something is wrong with what they owe; nil: nobody has.
	UnderReview func(org.PersonID, courses.CourseID) bool
	// Workday tells whether the agency works on the day; nil: all but Saturday and Sunday.
	Workday func(day.Date, org.AgencyCode) bool
	// Mailer hands mails to a server; nil: they stay in the outbox.
	Mailer Mailer
}

// Settings say how; a zero field takes the default.
type Settings struct {
	Origin string // where the links lead
	Plan   Plan
	Heads  bool // heads of agencies get the digest too
	Rate   int  // mails that one turn of the sender sends at most; 100
	Demo   bool // plans at any time of any day, so that a demonstration shows an outbox; never sends
	Now    func() time.Time

	AppealDays int // for how long what a reminder says of its reader may be appealed; 90

	Count func(Kind, State) // is told each move, for the metrics
}

// Service plans, sends and keeps messages. It is safe for concurrent use, and any number of instances may share one store.
type Service struct {
	deps     Deps
	settings Settings
	texts    *texts
	pause    pause // of the sender

	messages *store.Collection[Message]
	bad      *store.Collection[badAddress]
	marks    *store.Collection[mark]
}

// badAddress is an address that a mail server refused for good; the id is the address.
type badAddress struct {
	Address string       `bson:"_id"`
	Person  org.PersonID `bson:"person"`
	Code    string       `bson:"code"`
	At      time.Time    `bson:"at"`
}

// mark notes that something was done: that a day was planned to its end, and when the first instance began.
type mark struct {
	ID string    `bson:"_id"`
	At time.Time `bson:"at"`
}

// began is the mark of the first opening: before it no digest was due.
const began = "began"

// Indexes of messages.
const (
	byPerson = "person-planned"
	byWeek   = "kind-week"
	byState  = "kind-state-changed"
	byTurn   = "state-not-before"
	byAgency = "kind-state-agency"
)

// Open opens the collections and reads the templates.
func Open(ctx context.Context, e store.Engine, deps Deps, settings Settings) (*Service, error) {
	s := &Service{deps: deps, settings: settings.filled()}
	if err := s.settings.Plan.Valid(); err != nil {
		return nil, err
	}
	if settings.Demo {
		s.deps.Mailer = nil
	}
	if s.deps.Owed == nil {
		s.deps.Owed = deps.Cube.Owed
	}
	if s.deps.UnderReview == nil {
		s.deps.UnderReview = func(org.PersonID, courses.CourseID) bool { return false }
	}
	if s.deps.Workday == nil {
		s.deps.Workday = func(d day.Date, _ org.AgencyCode) bool { return weekday(d) }
	}
	var err error
	if s.texts, err = loadTexts(); err != nil {
		return nil, err
	}
	if err := s.openCollections(ctx, e); err != nil {
		return nil, fmt.Errorf("notify: %w", err)
	}
	err = s.marks.Insert(ctx, mark{ID: began, At: s.now()})
	if err != nil && !errors.Is(err, store.ErrExists) {
		return nil, fmt.Errorf("notify: %w", err)
	}
	return s, nil
}

func (s Settings) filled() Settings {
	if s.Now == nil {
		s.Now = time.Now
	}
	if len(s.Plan.Before) == 0 {
		s.Plan = DefaultPlan()
	}
	if s.Rate == 0 {
		s.Rate = 100
	}
	if s.AppealDays == 0 {
		s.AppealDays = 90
	}
	if s.Count == nil {
		s.Count = func(Kind, State) {}
	}
	return s
}

func (s *Service) openCollections(ctx context.Context, e store.Engine) (err error) {
	s.messages, err = store.Open[Message](ctx, e, "messages",
		store.Index{Name: byPerson, Fields: []string{"person", "planned"}},
		store.Index{Name: byWeek, Fields: []string{"kind", "week"}},
		store.Index{Name: byState, Fields: []string{"kind", "state", "changed"}},
		store.Index{Name: byTurn, Fields: []string{"state", "not_before"}},
		store.Index{Name: byAgency, Fields: []string{"kind", "state", "agency"}})
	if err != nil {
		return err
	}
	if s.bad, err = store.Open[badAddress](ctx, e, "bad_addresses"); err != nil {
		return err
	}
	s.marks, err = store.Open[mark](ctx, e, "notify_marks")
	return err
}

// now is the present, as both engines keep it.
func (s *Service) now() time.Time { return day.Instant(s.settings.Now()) }

// Mails tells whether messages are sent by e-mail; otherwise the outbox is where they wait.
func (s *Service) Mails() bool { return s.deps.Mailer != nil }

// Message gives one message.
func (s *Service) Message(ctx context.Context, id string) (Message, error) {
	m, err := s.messages.Get(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return Message{}, fault.NotFound("There is no such message.")
	}
	return m, err
}

// MessagesOf gives a person's messages, the newest first, a page at a time.
func (s *Service) MessagesOf(ctx context.Context, id org.PersonID, after store.Cursor, limit int) ([]Message, store.Cursor, error) {
	return s.messages.Find(ctx, store.Query{Index: byPerson, Equal: []any{string(id)}, Desc: true, Limit: limit, After: after})
}

// Outbox gives the messages of a kind and state, the newest first, a page at a time.
func (s *Service) Outbox(ctx context.Context, kind Kind, state State, after store.Cursor, limit int) ([]Message, store.Cursor, error) {
	return s.messages.Find(ctx, store.Query{Index: byState, Equal: []any{string(kind), string(state)}, Desc: true, Limit: limit, After: after})
}

// insert writes decisions once, and tells how many of them are new: those that are there already were decided before.
func (s *Service) insert(ctx context.Context, list []Message) (fresh []Message, err error) {
	const batch = 500
	for from := 0; from < len(list); from += batch {
		part := list[from:min(from+batch, len(list))]
		outcomes, err := s.messages.InsertMany(ctx, part)
		if err != nil {
			return fresh, fmt.Errorf("notify: %w", err)
		}
		for i, err := range outcomes {
			switch {
			case err == nil:
				fresh = append(fresh, part[i])
				s.settings.Count(part[i].Kind, part[i].State)
			case !errors.Is(err, store.ErrExists):
				return fresh, fmt.Errorf("notify: %w", err)
			}
		}
	}
	return fresh, nil
}

// errMoved says that somebody else has moved the message meanwhile.
var errMoved = errors.New("notify: the message has been moved by another")

// advance moves a message from one of the states; change may add to it.
func (s *Service) advance(ctx context.Context, id string, from []State, e Event, change func(*Message)) (Message, error) {
	m, err := s.messages.Update(ctx, id, func(m *Message) error {
		if !slices.Contains(from, m.State) {
			return errMoved
		}
		m.move(e)
		if change != nil {
			change(m)
		}
		return nil
	})
	if errors.Is(err, store.ErrNotFound) {
		return m, fault.NotFound("There is no such message.")
	}
	if err == nil {
		s.settings.Count(m.Kind, m.State)
	}
	return m, err
}
