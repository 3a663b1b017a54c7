package itemstats

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/catalogue"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
)

// fresh is how old figures may be when they are asked for.
const fresh = 500 * time.Millisecond

// submission makes the id of a submission of that of its attempt.
const submission = "/submission"

// Deps are the services that a Book reads.
type Deps struct {
	Learning *learning.Service
	Library  *catalogue.Library
	Now      func() time.Time // the clock; nil: time.Now
}

// Book keeps the counts of every course up to date from the feed of facts. It reads nothing until somebody asks, since most
// instances are never asked. Its memory grows with questions, versions and languages, and by a few words for each enrolment;
// not with answers. It is safe for concurrent use.
type Book struct {
	learning *learning.Service
	library  *catalogue.Library
	now      func() time.Time

	mu      sync.Mutex
	feed    *learning.Feed
	reader  Reader
	counts  map[edition]*Counts
	taken   map[enrolment]sitting
	started map[string]terms   // attempts begun, of which no submission is known, by id
	again   map[enrolment]bool // to be read from the store, since something became void or came out of turn
}

// edition is what counts are kept apart by.
type edition struct {
	course  courses.CourseID
	version courses.Version
	lang    string
}

// enrolment is one going through a course.
type enrolment struct {
	person org.PersonID
	course courses.CourseID
	number int
}

// sitting is the attempt of an enrolment that is counted, or takes the place of it without being counted.
type sitting struct {
	attempt int
	at      edition
	counted bool
}

// terms are how an attempt was begun.
type terms struct {
	lang    string
	other   bool // a pre-test, a delta training or a refresher
	grouped bool
}

// New makes an empty book.
func New(deps Deps) *Book {
	b := &Book{
		learning: deps.Learning, library: deps.Library, now: deps.Now, counts: map[edition]*Counts{},
		taken: map[enrolment]sitting{}, started: map[string]terms{}, again: map[enrolment]bool{},
	}
	if b.now == nil {
		b.now = time.Now
	}
	return b
}

// refresh reads what has been recorded since the last time. It needs the lock.
func (b *Book) refresh(ctx context.Context) error {
	if b.feed == nil {
		b.feed = b.learning.Feed()
	}
	if asked := b.feed.Asked(); !asked.IsZero() && b.now().Sub(asked) < fresh {
		return nil
	}
	if err := b.feed.Read(ctx, b.take); err != nil {
		return fmt.Errorf("itemstats: %w", err)
	}
	for e := range b.again {
		if err := b.settle(ctx, e); err != nil {
			return fmt.Errorf("itemstats: %w", err)
		}
		delete(b.again, e)
	}
	return nil
}

// take takes in one fact.
func (b *Book) take(f learning.Fact) error {
	switch f.Kind {
	case learning.KindStarted:
		b.started[f.ID] = termsOf(f)
	case learning.KindSubmitted:
		id, _ := strings.CutSuffix(f.ID, submission)
		how, known := b.started[id]
		delete(b.started, id)
		return b.submitted(f, how, known)
	case learning.KindVoid:
		b.again[enrolment{f.Person, f.Course, f.Enrolment}] = true
	default: // tells nothing about questions
	}
	return nil
}

// termsOf reads how an attempt was begun without decoding what it drew.
func termsOf(start learning.Fact) terms {
	t := terms{lang: English, other: start.Purpose() != learning.PurposeAssessment, grouped: start.Group() != "" || start.Via == learning.ViaGroup}
	if lang, _ := start.Data.Lookup("lang").StringValueOK(); lang != "" {
		t.lang = strings.Clone(lang)
	}
	return t
}

// submitted counts an attempt if it is the enrolment's first.
func (b *Book) submitted(f learning.Fact, how terms, known bool) error {
	e := enrolment{f.Person, f.Course, f.Enrolment}
	had, some := b.taken[e]
	switch {
	case how.other || some && had.attempt < f.Attempt():
		return nil
	case !known || some: // told without a start, or out of turn
		b.again[e] = true
		return nil
	}
	return b.count(e, f, how)
}

func (b *Book) count(e enrolment, f learning.Fact, how terms) error {
	s := sitting{attempt: f.Attempt(), at: edition{f.Course, f.Version, how.lang}, counted: !how.grouped}
	if s.counted {
		data, err := b.reader.Read(f)
		if err != nil {
			return err
		}
		if b.counts[s.at] == nil {
			b.counts[s.at] = &Counts{}
		}
		b.counts[s.at].Add(data)
	}
	b.taken[e] = s
	return nil
}

// settle finds anew which attempt of an enrolment is the first that counts, in all that is recorded about it.
func (b *Book) settle(ctx context.Context, e enrolment) error {
	all, err := b.learning.FactsOf(ctx, e.person, e.course)
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(f learning.Fact) bool { return f.Enrolment != e.number })
	if had, some := b.taken[e]; some && had.counted {
		id := string(learning.NewAttemptID(e.person, e.course, e.number, had.attempt)) + submission
		at := slices.IndexFunc(all, func(f learning.Fact) bool { return f.ID == id })
		if at < 0 {
			return fmt.Errorf("the counted attempt %s is not in the store", id)
		}
		data, err := b.reader.Read(all[at])
		if err != nil {
			return err
		}
		b.counts[had.at].Remove(data)
	}
	delete(b.taken, e)
	first, how, ok := firstAttempt(learning.Counting(all))
	if !ok {
		return nil
	}
	return b.count(e, first, how)
}

// firstAttempt gives the submission with the lowest number that is an assessment's. The facts are those that count.
func firstAttempt(facts []learning.Fact) (first learning.Fact, how terms, ok bool) {
	begun := map[int]terms{}
	for _, f := range facts {
		if f.Kind == learning.KindStarted {
			begun[f.Attempt()] = termsOf(f)
		}
	}
	for _, f := range facts {
		t, known := begun[f.Attempt()]
		if !known {
			t = terms{lang: English} // told on paper, which is printed in English until other languages are
		}
		if f.Kind == learning.KindSubmitted && !t.other && (!ok || f.Attempt() < first.Attempt()) {
			first, how, ok = f, t, true
		}
	}
	return first, how, ok
}
