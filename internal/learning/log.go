package learning

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/audit"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// overlap is how far FactsSince reaches back: an insert may take up to the operation timeout to be seen, and the clocks of
// two instances may differ by up to what /readyz warns of.
const overlap = 2 * time.Minute

// system tells what nobody told: an attempt handed in by its deadline.
const system = "system"

// The indexes: that of the feed, and that of walks over what everybody did in one course.
const (
	recordedIndex = "recorded"
	courseIndex   = "course"
)

func openFacts(ctx context.Context, e store.Engine) (*store.Collection[Fact], error) {
	return store.Open[Fact](ctx, e, "facts", store.Index{Name: recordedIndex, Fields: []string{"recorded"}},
		store.Index{Name: courseIndex, Fields: []string{"course", "kind"}})
}

// AddFact inserts a fact; it is the one way in for every package. The same content again is success, other content under the
// id is fault.CodeConflict, a time that has not come yet fault.CodeInvalid. A zero At is now.
func (s *Service) AddFact(ctx context.Context, f Fact) error {
	_, err := s.put(ctx, f)
	if err != nil {
		return err
	}
	return s.regradeAdded(ctx, []Fact{f})
}

// AddFacts inserts many facts, as AddFact does each, and gives the first error. It is not atomic, and may be repeated.
func (s *Service) AddFacts(ctx context.Context, facts []Fact) error {
	ready := make([]Fact, len(facts))
	for i, f := range facts {
		if err := f.validate(); err != nil {
			return err
		}
		var err error
		if ready[i], err = f.stamped(s.now()); err != nil {
			return err
		}
	}
	outcomes, err := s.facts.InsertMany(ctx, ready)
	if err != nil {
		return fmt.Errorf("learning: add %d facts: %w", len(facts), err)
	}
	for i, err := range outcomes {
		if errors.Is(err, store.ErrExists) { // success, if it says the same
			_, err = s.first(ctx, ready[i])
		}
		if err != nil {
			return err
		}
	}
	return s.regradeAdded(ctx, ready)
}

// put inserts a fact and gives the one that stands under its id: this, or an earlier one with the same content.
func (s *Service) put(ctx context.Context, f Fact) (Fact, error) {
	if err := f.validate(); err != nil {
		return Fact{}, err
	}
	f, err := f.stamped(s.now())
	if err != nil {
		return Fact{}, err
	}
	err = s.facts.Insert(ctx, f)
	if errors.Is(err, store.ErrExists) {
		return s.first(ctx, f)
	}
	if err != nil {
		return Fact{}, fmt.Errorf("learning: add fact %s: %w", f.ID, err)
	}
	return f, nil
}

// telling is something that a service method has to record about an enrolment.
type telling struct {
	kind  Kind
	about string // the id below the enrolment's
	via   Via
	data  any
	at    time.Time // zero: now
	by    string    // "" the person themselves

	// Of an enrolment that is told in a group session: which session, and which version is pinned; "" the current one.
	group   string
	version courses.Version
}

// tell records it in its slot, takes it into the ledger, and gives the fact that stands there: this one, an earlier one with
// the same content, or, with fault.CodeConflict, an earlier one with other content.
func (s *Service) tell(ctx context.Context, l *ledger, e Enrolment, t telling) (Fact, error) {
	f, err := e.fact(t.kind, l.slot(e.id()+"/"+t.about), t.via, t.data)
	if err != nil {
		return Fact{}, err
	}
	if now := s.now(); t.at.After(now) {
		t.at = now // told by an instance whose clock is ahead of ours
	}
	f.At, f.By = t.at, cmp.Or(t.by, f.By)
	stored, err := s.put(ctx, f)
	if stored.ID != "" {
		l.add(stored)
	}
	return stored, err
}

// first gives the fact that stands under the id of f, or a conflict when its content is another.
func (s *Service) first(ctx context.Context, f Fact) (Fact, error) {
	stored, err := s.facts.Get(ctx, f.ID)
	if err != nil {
		return Fact{}, fmt.Errorf("learning: read fact %s: %w", f.ID, err)
	}
	if !stored.same(f) {
		return stored, fault.Conflict("This was recorded on %s with other contents, and a record is never changed.",
			day.Of(stored.Recorded))
	}
	return stored, nil
}

// FactsSince gives, in the order of recording, the facts recorded since the instant less two minutes: an insert with an
// earlier stamp may have become visible later. So the same fact comes again; readers keep the ids of the last minutes.
func (s *Service) FactsSince(ctx context.Context, recorded time.Time) iter.Seq2[Fact, error] {
	q := store.Query{Index: recordedIndex}
	if !recorded.IsZero() {
		q.From = day.Instant(recorded.Add(-overlap))
	}
	return s.facts.Each(ctx, q)
}

// FactsOfCourse gives all facts of one kind about a course, void ones included, in the order of their ids, and so all of a
// person together.
func (s *Service) FactsOfCourse(ctx context.Context, course courses.CourseID, kind Kind) iter.Seq2[Fact, error] {
	return s.facts.Each(ctx, store.Query{Index: courseIndex, Equal: []any{string(course), string(kind)}})
}

// FactsOf gives all facts about a person and a course, void ones included, in the order of their ids: one read.
func (s *Service) FactsOf(ctx context.Context, person org.PersonID, course courses.CourseID) ([]Fact, error) {
	return s.under(ctx, string(person)+"/"+string(course)+"/")
}

// FactsOfPerson gives all facts about a person, in the order of their ids: one read.
func (s *Service) FactsOfPerson(ctx context.Context, person org.PersonID) ([]Fact, error) {
	return s.under(ctx, string(person)+"/")
}

func (s *Service) under(ctx context.Context, prefix string) ([]Fact, error) {
	from, until := store.Prefix(prefix)
	facts, _, err := s.facts.Find(ctx, store.Query{From: from, Until: until})
	if err != nil {
		return nil, fmt.Errorf("learning: read facts under %s: %w", prefix, err)
	}
	return facts, nil
}

// Void records that a fact does not count, with the cause and the officer. The officer's act also goes to the audit log,
// before the fact: a void without its entry cannot be. Voiding it again is success.
func (s *Service) Void(ctx context.Context, id, cause, by string) error {
	if cause == "" {
		return fault.Invalid("Say why this does not count.", fault.Field{Name: "cause", Message: "Give the cause in a sentence."})
	}
	target, err := s.facts.Get(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return fault.NotFound("There is no such record.")
	}
	if err != nil {
		return fmt.Errorf("learning: read fact %s: %w", id, err)
	}
	l, err := s.ledger(ctx, target.Person, target.Course)
	if err != nil {
		return err
	}
	if l.isVoid(id) { // a repeat makes no second entry in the audit log
		return nil
	}
	data, err := store.Encode(VoidData{Fact: id, Cause: cause})
	if err != nil {
		return err
	}
	f := target
	f.ID, f.Kind, f.By, f.Via, f.At, f.Data = l.slot(id+"/"+partVoid), KindVoid, by, ViaWeb, time.Time{}, data
	post, _ := s.register.PostAt(target.Person, s.today())
	entry := audit.Entry{At: s.now(), By: by, Action: partVoid, Subject: id, Agency: string(post.Agency), Why: cause,
		Before: fmt.Sprintf("%s in %s, told by %s", target.Kind, target.Course, target.By), After: "does not count"}
	if err := s.audit.Append(ctx, entry); err != nil {
		return fmt.Errorf("learning: audit the void of %s: %w", id, err)
	}
	return s.AddFact(ctx, f)
}
