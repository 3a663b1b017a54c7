package learning

import (
	"cmp"
	"context"
	"strconv"
	"strings"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
)

// beginTries bounds how often Begin looks again after it lost the number of the enrolment to another version.
const beginTries = 3

// Enrolment is one going through a course by one person. It pins the version: what the person reads, is asked and signs
// stays the same until they are done.
type Enrolment struct {
	Person  org.PersonID
	Course  courses.CourseID
	Number  int
	Version courses.Version
	Hash    string
	Path    Path // how much of the version it asks
	At      time.Time
	Via     Via
}

// id is the id of the enrolment's fact.
func (e Enrolment) id() string { return FactID(e.Person, e.Course, e.Number) }

func enrolmentOf(f Fact) Enrolment {
	return Enrolment{Person: f.Person, Course: f.Course, Number: f.Enrolment, Version: f.Version, Hash: f.Hash, Path: f.Path(), At: f.At, Via: f.Via}
}

// NewFact makes a fact about the enrolment, ready for AddFact and told by the person themselves; about is what stands after
// the enrolment in the id: "lesson", "be-careful". No about is the enrolment itself. Data may be nil.
func (e Enrolment) NewFact(kind Kind, via Via, data any, about ...string) (Fact, error) {
	return e.fact(kind, FactID(e.Person, e.Course, e.Number, about...), via, data)
}

// Begin enrols the person in the current version of the course and gives the enrolment. It may be repeated: whoever is under
// way keeps what they began, whoever completed the course keeps that. A new enrolment is opened where there is none,
// where the completion is expiring or has expired, and where the current version has another major number. Whoever completed an
// older major version is asked for the difference only, and whoever renews takes the refresher that they have taken least
// lately, where the course has any.
func (s *Service) Begin(ctx context.Context, person org.PersonID, course courses.CourseID, via Via) (Enrolment, error) {
	return s.beginning(ctx, person, course, telling{via: via}, false)
}

// BeginWhole is Begin for somebody who wants the whole course, though less would do. Whoever is under way with less may change to
// the whole; what they have read of the less does not count for it.
func (s *Service) BeginWhole(ctx context.Context, person org.PersonID, course courses.CourseID, via Via) (Enrolment, error) {
	return s.beginning(ctx, person, course, telling{via: via}, true)
}

// beginning begins, and tries again; t says on which way, and where it is not the person now, when and by whom it is told.
func (s *Service) beginning(
	ctx context.Context, person org.PersonID, course courses.CourseID, t telling, whole bool,
) (Enrolment, error) {
	for try := 1; ; try++ {
		e, err := s.begin(ctx, person, course, t, whole)
		// Two instances may open n+1 on different versions while one is being published; the first stands.
		if !fault.Is(err, fault.CodeConflict) || try == beginTries {
			return e, err
		}
	}
}

func (s *Service) begin(
	ctx context.Context, person org.PersonID, course courses.CourseID, t telling, whole bool,
) (Enrolment, error) {
	p, err := s.person(person)
	if err != nil {
		return Enrolment{}, err
	}
	current, err := s.library.Course(course)
	if err == nil && t.version != "" { // what was shown and asked in a group session is what the record must name
		current, err = s.library.Version(ctx, course, t.version)
	}
	if err != nil {
		return Enrolment{}, err
	}
	l, err := s.ledger(ctx, person, course)
	if err != nil {
		return Enrolment{}, err
	}
	e := Enrolment{Person: person, Course: course, Number: l.nextEnrolment(), Version: current.Version, Hash: current.Hash}
	if last, ok := l.enrolment(); ok {
		status, err := s.status(ctx, p, l)
		if err != nil {
			return Enrolment{}, err
		}
		widens := whole && status.Stage != StateComplete && !last.Path.Whole()
		if !reopens(current, last, status) && !widens {
			return last, nil
		}
		if !whole {
			e.Path = l.offered(current, status)
		}
	}
	f, err := e.enrolled(t)
	if err != nil {
		return Enrolment{}, err
	}
	f.At = t.at
	if t.by != "" {
		f.By = t.by
	}
	if f, err = s.put(ctx, f); err != nil {
		return Enrolment{}, err
	}
	return enrolmentOf(f), nil
}

// reopens tells whether beginning again opens a new enrolment: to renew, or on another major version.
func reopens(current *courses.Course, last Enrolment, status Status) bool {
	// An instance that does not know the newest version yet must not take its own, older one for another major: hence >.
	return status.Next.Step == StepRenew || major(current.Version) > major(last.Version)
}

// enrolled is the fact of the enrolment. That of the whole course, begun in no group, has no data.
func (e Enrolment) enrolled(t telling) (f Fact, err error) {
	switch {
	case t.group != "":
		f, err = e.fact(KindEnrolled, e.id(), t.via, EnrolmentData{Since: e.Path.Since, Refresher: e.Path.Refresher, Group: t.group})
	case e.Path.Whole():
		f, err = e.fact(KindEnrolled, e.id(), t.via, nil)
	default:
		f, err = e.fact(KindEnrolled, e.id(), t.via, e.Path)
	}
	f.At, f.By = t.at, cmp.Or(t.by, f.By)
	return f, err
}

// major is the first number of a version.
func major(v courses.Version) int {
	first, _, _ := strings.Cut(string(v), ".")
	n, _ := strconv.Atoi(first)
	return n
}

// standing derives where the person of a ledger stands now.
func (s *Service) standing(ctx context.Context, l *ledger) (Status, error) {
	p, err := s.person(l.person)
	if err != nil {
		return Status{}, err
	}
	return s.status(ctx, p, l)
}

// status derives where the person stands now from what is in hand.
func (s *Service) status(ctx context.Context, p org.Person, l *ledger) (Status, error) {
	in, err := s.inputs(ctx, p, l)
	if err != nil {
		return Status{}, err
	}
	now := s.now()
	return Derive(in, now, now), nil
}

// inputs collects what Derive needs for now. All but facts is in memory.
func (s *Service) inputs(ctx context.Context, p org.Person, l *ledger) (Inputs, error) {
	in := Inputs{Course: l.course, Rules: s.known(), Person: p, Posts: s.register.Posts(p.ID), Facts: l.facts, Approval: s.Approval(l.course),
		Outages: s.Outages(), Allowances: s.AllowancesOf(p.ID), Closures: s.Closures(),
		// Most people have been through one version, or two.
		Outlines: make(map[courses.Version]*Outline, 2)}
	if err := s.dutyInputs(ctx, &in); err != nil {
		return in, err
	}
	current, err := s.library.Course(l.course)
	switch {
	case err == nil:
		in.Current = current.Version
		in.Outlines[current.Version] = OutlineOf(current)
	case !fault.Is(err, fault.CodeNotFound):
		return in, err
	}
	for _, f := range l.facts {
		if f.Kind != KindEnrolled || in.outline(&f) != nil {
			continue
		}
		e := enrolmentOf(f)
		c, err := s.pinned(ctx, e)
		if err != nil {
			return in, err
		}
		in.AddOutline(Part{e.Version, e.Path}, OutlineOf(c))
	}
	in.Editions, err = s.Editions(ctx, l.course)
	return in, err
}

// enrolled reads the ledger and the enrolment that the person works on, with its version of the course.
func (s *Service) enrolled(
	ctx context.Context, person org.PersonID, course courses.CourseID,
) (*ledger, Enrolment, *courses.Course, error) {
	l, err := s.ledger(ctx, person, course)
	if err != nil {
		return nil, Enrolment{}, nil, err
	}
	e, ok := l.enrolment()
	if !ok { // an unknown course is "not found", a known one only has to be begun
		if _, err := s.library.Course(course); err != nil {
			return nil, e, nil, err
		}
		return nil, e, nil, fault.Conflict("Begin the course first.")
	}
	c, err := s.pinned(ctx, e)
	return l, e, c, err
}
