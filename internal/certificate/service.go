package certificate

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// Deps are the services that certificates stand on.
type Deps struct {
	Learning *learning.Service
	Register *org.Register
}

// Settings say who signs and where the verify page is. Now and Random have real defaults.
type Settings struct {
	Keys   Keys
	Origin string // public origin, without a slash at the end
	Now    func() time.Time
	Random io.Reader // for serials
}

// Service issues and finds certificates. It is safe for concurrent use.
type Service struct {
	learning *learning.Service
	register *org.Register
	keys     Keys
	origin   string
	now      func() time.Time
	random   io.Reader
	serials  *store.Collection[serialDoc]
}

// serialDoc leads from a serial to the fact.
type serialDoc struct {
	ID     string           `bson:"_id"` // the serial
	Person org.PersonID     `bson:"person"`
	Course courses.CourseID `bson:"course"`
	Fact   string           `bson:"fact"`
}

// Open makes the collection where it is missing.
func Open(ctx context.Context, e store.Engine, deps Deps, settings Settings) (*Service, error) {
	if settings.Keys == nil || settings.Origin == "" {
		return nil, errors.New("certificate: keys and the public origin must be given")
	}
	s := &Service{
		learning: deps.Learning, register: deps.Register,
		keys: settings.Keys, origin: settings.Origin, now: settings.Now, random: settings.Random,
	}
	if s.now == nil {
		s.now = time.Now
	}
	if s.random == nil {
		s.random = rand.Reader
	}
	var err error
	if s.serials, err = store.Open[serialDoc](ctx, e, "certificates"); err != nil {
		return nil, fmt.Errorf("certificate: %w", err)
	}
	return s, nil
}

// Issue gives the certificate of the person's latest enrolment in the course, issuing it if that has not happened yet. The
// error is a fault "conflict" before completion and for a course that gives none. It may be repeated by anyone, at any
// time: there is one certificate for each completed enrolment.
func (s *Service) Issue(ctx context.Context, person org.PersonID, course courses.CourseID) (Certificate, error) {
	p, err := s.learning.Progress(ctx, person, course)
	if err != nil {
		return Certificate{}, err
	}
	switch {
	case p.Course.Certificate == nil:
		return Certificate{}, fault.Conflict("This course gives no certificate.")
	case p.Status.Stage != learning.StateComplete:
		return Certificate{}, fault.Conflict("The certificate comes when the course is complete. %s", p.Status.Why)
	}
	fact, err := s.find(ctx, person, course, p.Enrolment.Number)
	if fault.Is(err, fault.CodeNotFound) {
		waits, err := s.Waits(ctx, person, course)
		if err != nil {
			return Certificate{}, err
		}
		if waits {
			return Certificate{}, fault.Conflict("Say first, on your page of trainings, whether what was recorded for you in a group session is right.")
		}
		if fact, err = s.issue(ctx, p); err != nil {
			return Certificate{}, err
		}
		return s.publish(ctx, fact)
	}
	if err != nil {
		return Certificate{}, err
	}
	return s.publish(ctx, fact)
}

// Waits tells that a course was completed by what somebody else recorded for the person in a group session, and that the person has
// not said whether it is right: nothing is certified on another's word alone.
func (s *Service) Waits(ctx context.Context, person org.PersonID, course courses.CourseID) (bool, error) {
	facts, err := s.learning.FactsOf(ctx, person, course)
	if err != nil {
		return false, err
	}
	return len(learning.PendingGroups(person, facts)) > 0, nil
}

// find gives the fact of the enrolment's certificate, revoked or not.
func (s *Service) find(ctx context.Context, person org.PersonID, course courses.CourseID, enrolment int) (learning.Fact, error) {
	facts, err := s.learning.FactsOf(ctx, person, course)
	if err != nil {
		return learning.Fact{}, err
	}
	i := slices.IndexFunc(facts, func(f learning.Fact) bool { return f.ID == factID(person, course, enrolment) })
	if i < 0 {
		return learning.Fact{}, fault.NotFound("No certificate has been issued.")
	}
	return facts[i], nil
}

// issue inserts the fact. When another was first, that one's fact is the answer.
func (s *Service) issue(ctx context.Context, p learning.Progress) (learning.Fact, error) {
	c, err := s.compose(p)
	if err != nil {
		return learning.Fact{}, err
	}
	f, err := p.Enrolment.NewFact(learning.KindCertificate, p.Enrolment.Via, c, "certificate")
	if err != nil {
		return learning.Fact{}, err
	}
	f.At, f.Recorded = c.Issued, c.Issued
	err = s.learning.AddFact(ctx, f)
	if err != nil && !fault.Is(err, fault.CodeConflict) {
		return learning.Fact{}, err
	}
	return s.find(ctx, p.Person, p.Course.ID, p.Enrolment.Number)
}

// compose fills in every printed field and signs them.
func (s *Service) compose(p learning.Progress) (Certificate, error) {
	person, ok := s.register.Person(p.Person)
	if !ok {
		return Certificate{}, fault.NotFound("This person is not in the register.")
	}
	serial, err := newSerial(s.random)
	if err != nil {
		return Certificate{}, err
	}
	completed := day.Of(p.Status.Earned)
	c := Certificate{
		Serial: serial, Person: p.Person, CourseID: p.Course.ID, Enrolment: p.Enrolment.Number,
		Name: person.Name, NameDz: person.NameDz, Course: p.Course.Certificate.Title,
		Version: p.Enrolment.Version, Hash: p.Enrolment.Hash,
		Completed: completed, ValidUntil: p.Status.EarnedUntil, Score: p.Status.Score, Pretest: p.Status.Pretest,
		Issued: day.Instant(s.now()), Origin: s.origin, Template: template,
	}
	if p.Signature != nil {
		c.Group = p.Signature.Group
	}
	if p.Enrolment.Via == learning.ViaDemo {
		c.Issued = day.Instant(p.Status.Earned)
	}
	if post, ok := s.register.PostAt(p.Person, completed); ok {
		if agency, ok := s.register.Tree(completed).Agency(post.Agency); ok {
			c.Agency, c.AgencyDz = agency.Name, agency.NameDz
		}
	}
	if p.Course.Draft() {
		c.Marks = append(c.Marks, MarkTrial, MarkDraft)
	}
	if person.Demo {
		c.Marks = append(c.Marks, MarkDemo)
	}
	c.Signature, c.SignatureBy, err = s.sign(c)
	return c, err
}

// publish makes the certificate findable by its serial. It is repeated on every Issue, which heals a crash.
func (s *Service) publish(ctx context.Context, f learning.Fact) (Certificate, error) {
	var c Certificate
	if err := f.Into(&c); err != nil {
		return c, err
	}
	err := s.serials.Insert(ctx, serialDoc{ID: c.Serial, Person: c.Person, Course: c.CourseID, Fact: f.ID})
	if err != nil && !errors.Is(err, store.ErrExists) {
		return c, fmt.Errorf("certificate: publish %s: %w", c.Serial, err)
	}
	return c, nil
}

// Certificate finds a certificate by its serial, however it is typed, and says whether it holds. An unknown serial is a
// fault "not_found".
func (s *Service) Certificate(ctx context.Context, serial string) (Certificate, State, error) {
	var c Certificate
	normal, err := ParseSerial(serial)
	if err != nil {
		return c, State{}, err
	}
	doc, err := s.serials.Get(ctx, normal)
	if errors.Is(err, store.ErrNotFound) {
		return c, State{}, fault.NotFound("No certificate has the serial %s. Check the sixteen characters on the sheet.", GroupSerial(normal))
	}
	if err != nil {
		return c, State{}, fmt.Errorf("certificate: find %s: %w", normal, err)
	}
	facts, err := s.learning.FactsOf(ctx, doc.Person, doc.Course)
	if err != nil {
		return c, State{}, err
	}
	i := slices.IndexFunc(facts, func(f learning.Fact) bool { return f.ID == doc.Fact })
	if i < 0 {
		return c, State{}, fmt.Errorf("certificate: serial %s names the fact %s, which is not there", normal, doc.Fact)
	}
	if err := facts[i].Into(&c); err != nil {
		return c, State{}, err
	}
	state, err := stateOf(c, facts, day.Of(s.now()))
	return c, state, err
}

// Held is a certificate of a person, with its state.
type Held struct {
	Certificate
	State State
}

// OfPerson gives all certificates of a person, the latest first.
func (s *Service) OfPerson(ctx context.Context, person org.PersonID) ([]Held, error) {
	facts, err := s.learning.FactsOfPerson(ctx, person)
	if err != nil {
		return nil, err
	}
	byCourse := map[courses.CourseID][]learning.Fact{}
	for _, f := range facts {
		byCourse[f.Course] = append(byCourse[f.Course], f)
	}
	var held []Held
	for _, f := range facts {
		if f.Kind != learning.KindCertificate {
			continue
		}
		h := Held{}
		if h.Certificate, err = s.publish(ctx, f); err != nil {
			return nil, err
		}
		if h.State, err = stateOf(h.Certificate, byCourse[f.Course], day.Of(s.now())); err != nil {
			return nil, err
		}
		held = append(held, h)
	}
	slices.SortFunc(held, func(a, b Held) int { return b.Issued.Compare(a.Issued) })
	return held, nil
}

// Revoke ends a certificate, with the cause and the officer; the certificate stays findable and says so. It goes through
// learning's void, which is audited.
func (s *Service) Revoke(ctx context.Context, serial, cause, by string) error {
	c, state, err := s.Certificate(ctx, serial)
	if err != nil || state.Standing == Revoked {
		return err
	}
	return s.learning.Void(ctx, factID(c.Person, c.CourseID, c.Enrolment), cause, by)
}
