package learning

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// ledger is everything that is recorded about one person and one course, void facts included.
type ledger struct {
	person org.PersonID
	course courses.CourseID
	facts  []Fact
	void   map[string]bool
	part   bool // only what is about one attempt
}

// ledger reads it: one range of ids. An attempt whose time is over is handed in on the way, and where the course has errata, a
// regrade that a crash interrupted is finished.
func (s *Service) ledger(ctx context.Context, person org.PersonID, course courses.CourseID) (*ledger, error) {
	facts, err := s.FactsOf(ctx, person, course)
	if err != nil {
		return nil, err
	}
	l := newLedger(person, course, facts)
	return l, s.mend(ctx, l)
}

// mend finishes what its time or a crash has left: what is handed in by the deadline first, since errata may raise it.
func (s *Service) mend(ctx context.Context, l *ledger) error {
	if err := s.settle(ctx, l); err != nil {
		return err
	}
	_, err := s.amend(ctx, l, s.knownErrata(l.course))
	return err
}

// attemptLedger reads the part that is about one attempt: its start and every fact below that, voids included.
func (s *Service) attemptLedger(ctx context.Context, id AttemptID) (*ledger, error) {
	_, until := store.Prefix(string(id) + "/")
	facts, _, err := s.facts.Find(ctx, store.Query{From: string(id), Until: until})
	if err != nil {
		return nil, fmt.Errorf("learning: read the facts of attempt %s: %w", id, err)
	}
	ref := id.ref()
	l := newLedger(ref.person, ref.course, facts)
	l.part = true
	return l, s.settle(ctx, l)
}

// wholeLedger reads everything about the person and the course of an attempt.
func (s *Service) wholeLedger(ctx context.Context, id AttemptID) (*ledger, error) {
	ref := id.ref()
	return s.ledger(ctx, ref.person, ref.course)
}

// whole gives the ledger itself, or reads the rest of one of which only a part is known.
func (s *Service) whole(ctx context.Context, l *ledger) (*ledger, error) {
	if !l.part {
		return l, nil
	}
	return s.ledger(ctx, l.person, l.course)
}

func newLedger(person org.PersonID, course courses.CourseID, facts []Fact) *ledger {
	return &ledger{person: person, course: course, facts: facts, void: voided(facts)}
}

// voided gives the ids that a void among the facts names, unless that void is itself void. It ends because a void's id is
// longer than the one it names.
func voided(facts []Fact) map[string]bool {
	var named map[string][]string
	for i := range facts {
		if id := facts[i].voids(); id != "" {
			if named == nil {
				named = make(map[string][]string)
			}
			named[id] = append(named[id], facts[i].ID)
		}
	}
	if named == nil {
		return nil
	}
	void := make(map[string]bool, len(named))
	var isVoid func(string) bool
	isVoid = func(id string) bool {
		return slices.ContainsFunc(named[id], func(by string) bool { return !isVoid(by) })
	}
	for id := range named {
		if isVoid(id) {
			void[id] = true
		}
	}
	return void
}

// add takes in a fact that was just written, so that the answer to a write needs no second read.
func (l *ledger) add(f Fact) {
	if _, known := l.find(f.ID); !known {
		l.facts = append(l.facts, f)
	}
}

// find gives the fact of the id, void or not.
func (l *ledger) find(id string) (Fact, bool) {
	i := slices.IndexFunc(l.facts, func(f Fact) bool { return f.ID == id })
	if i < 0 {
		return Fact{}, false
	}
	return l.facts[i], true
}

func (l *ledger) isVoid(id string) bool { return l.void[id] }

// slot gives the id under which a thing is told: the plain one, or, while what stands there is void, the next with a number.
func (l *ledger) slot(id string) string {
	for n, candidate := 2, id; ; n++ {
		if !l.isVoid(candidate) {
			return candidate
		}
		candidate = id + "/" + strconv.Itoa(n)
	}
}

// told gives the fact that counts for an id: the one in its slot, if there.
func (l *ledger) told(about ...string) (Fact, bool) {
	return l.find(l.slot(strings.Join(about, "/")))
}

// enrolment gives the latest enrolment that counts.
func (l *ledger) enrolment() (Enrolment, bool) {
	var last Enrolment
	for _, f := range l.facts {
		if f.Kind == KindEnrolled && f.Enrolment > last.Number && !l.isVoid(f.ID) {
			last = enrolmentOf(f)
		}
	}
	return last, last.Number > 0
}

// nextEnrolment is one more than the highest number ever used, void or not.
func (l *ledger) nextEnrolment() int {
	n := 0
	for i := range l.facts {
		n = max(n, l.facts[i].Enrolment)
	}
	return n + 1
}

// lessonDone gives the fact that the lesson was finished in the enrolment.
func (l *ledger) lessonDone(e Enrolment, id courses.LessonID) (Fact, bool) {
	return l.told(e.id(), partLesson, string(id))
}

// attempts gives the starts that count as attempts at the assessment, of one enrolment, in the order of their numbers.
func (l *ledger) attempts(enrolment int) []Fact {
	return slices.DeleteFunc(l.starts(enrolment), func(f Fact) bool { return f.Purpose() == PurposePretest })
}

// starts gives the starts that are not void, of one enrolment, in the order of their numbers.
func (l *ledger) starts(enrolment int) []Fact {
	var starts []Fact
	for _, f := range l.facts {
		if f.Kind == KindStarted && f.Enrolment == enrolment && !l.isVoid(f.ID) {
			starts = append(starts, f)
		}
	}
	slices.SortFunc(starts, func(a, b Fact) int { return a.Attempt() - b.Attempt() })
	return starts
}

// submission gives the submission of the attempt that start began. A void one is given too: the attempt is over, though
// it does not count.
func (l *ledger) submission(start Fact) (f Fact, counts, found bool) {
	f, found = l.find(start.ID + submissionSuffix)
	return f, found && !l.isVoid(f.ID), found
}

// passed tells whether an attempt of the enrolment passed and counts.
func (l *ledger) passed(enrolment int) bool {
	return slices.ContainsFunc(l.starts(enrolment), func(start Fact) bool {
		f, counts, _ := l.submission(start)
		return counts && l.passedBy(f)
	})
}

// passedBy tells whether a submission is a pass, as it was graded or as errata have raised it.
func (l *ledger) passedBy(f Fact) bool {
	_, passed := f.Result()
	return passed || slices.ContainsFunc(l.regrades(f.ID), func(r Fact) bool { _, passed := r.Result(); return passed })
}

// open gives the attempt of the enrolment that is not handed in.
func (l *ledger) open(enrolment int) (Fact, bool) {
	for _, start := range l.starts(enrolment) {
		if _, _, over := l.submission(start); !over {
			return start, true
		}
	}
	return Fact{}, false
}

// nextAttempt is one more than the highest number ever used in the enrolment, void or not.
func (l *ledger) nextAttempt(enrolment int) int {
	k := 0
	for i := range l.facts {
		if l.facts[i].Enrolment == enrolment {
			k = max(k, l.facts[i].Attempt())
		}
	}
	return k + 1
}

// history counts the items that the person was shown in every attempt of the course, whatever became of it.
func (l *ledger) history() (assessment.History, error) {
	var h assessment.History
	for _, f := range l.facts {
		if f.Kind != KindStarted {
			continue
		}
		var data StartData
		if err := f.Into(&data); err != nil {
			return h, err
		}
		h.Add(data.Drawn)
	}
	return h, nil
}

// fact makes a fact about the enrolment, told by the person. Data may be nil.
func (e Enrolment) fact(kind Kind, id string, via Via, data any) (Fact, error) {
	f := Fact{ID: id, Kind: kind, Person: e.Person, Course: e.Course, Enrolment: e.Number, Version: e.Version, Hash: e.Hash,
		By: string(e.Person), Via: via}
	if data == nil {
		return f, nil
	}
	var err error
	if f.Data, err = store.Encode(data); err != nil {
		return f, fmt.Errorf("learning: fact %s: %w", id, err)
	}
	return f, nil
}

// later gives the later of two instants.
func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
