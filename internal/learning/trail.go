package learning

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"lamtoen/internal/assessment"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// Trail is all that the record holds about one attempt, withdrawn or not: what evidence of it is made of.
type Trail struct {
	ID         AttemptID
	Enrolment  Enrolment // what it pins; without At and Via
	Start      Fact
	Submission Fact          // the zero Fact until it is handed in
	Saved      []GivenAnswer // of an attempt that is not handed in: what was saved so far, in the order drawn
	Later      []Fact        // what corrects it: voids, regrades, and whatever else was told of it; as it became known

	Stands   assessment.Result // what counts of the submission: as it was graded, or as errata have raised it
	Regrades []Correction      // the regrades among Later that count
	Outages  []Outage          // that lay in it
	Returned bool              // lost to them: it is no failure

	Void   bool      // it, its enrolment or its submission was withdrawn: it does not count
	Passed bool      // an attempt of the same enrolment that counts was passed, this one or another
	Known  time.Time // when the last of all that stands here was recorded: the trail as known then is this one
}

// Trail gives the trail of one of the person's attempts; another's, and one that does not exist, are fault.CodeNotFound.
// Unlike Attempt it gives one that was withdrawn, too: whoever asks what happened wants to see that most of all.
func (s *Service) Trail(ctx context.Context, person org.PersonID, id AttemptID) (Trail, error) {
	l, start, err := startOf(ctx, person, id, s.wholeLedger)
	if err != nil {
		return Trail{}, err
	}
	t := Trail{ID: id, Enrolment: pinnedBy(start), Start: start}
	if err := s.trailAnswers(ctx, l, &t); err != nil {
		return Trail{}, err
	}
	if f, _, over := l.submission(start); over {
		t.Submission = f
		if err := s.trailResult(ctx, l, &t); err != nil {
			return Trail{}, err
		}
	}
	t.Later = l.corrections(t)
	t.Void = l.isVoid(t.Enrolment.id()) || l.isVoid(start.ID) || l.isVoid(start.ID+submissionSuffix)
	for _, f := range append([]Fact{t.Start, t.Submission}, t.Later...) {
		t.Known = later(t.Known, f.Recorded)
	}
	for _, o := range t.Outages {
		t.Known = later(t.Known, o.Recorded)
	}
	if since, ok := l.passing(t.Enrolment.Number); ok {
		// What an earlier pass opens was known when this was recorded; what a later one opens is known since then.
		t.Passed, t.Known = true, later(t.Known, since)
	}
	return t, nil
}

// trailResult takes what became of the submission.
func (s *Service) trailResult(ctx context.Context, l *ledger, t *Trail) (err error) {
	if t.Stands, t.Regrades, err = s.corrected(ctx, l, t.Submission); err != nil {
		return err
	}
	c, err := s.pinned(ctx, t.Enrolment)
	if err != nil {
		return err
	}
	t.Outages, t.Returned = s.touched(t.Start, t.Submission, graceOf(c))
	return nil
}

// trailAnswers finishes a submission that a crash interrupted, and takes the answers of an attempt that is not handed in.
func (s *Service) trailAnswers(ctx context.Context, l *ledger, t *Trail) error {
	if _, _, over := l.submission(t.Start); over {
		return nil
	}
	if !l.isVoid(t.Start.ID) {
		if _, err := s.attempt(ctx, l, t.Start); err != nil {
			return err
		}
		if _, _, over := l.submission(t.Start); over {
			return nil
		}
	}
	paper, err := s.sheets.Get(ctx, t.Start.ID)
	if errors.Is(err, store.ErrNotFound) { // withdrawn before anything was saved
		return nil
	}
	t.Saved = paper.Answers
	return err
}

// startOf reads the ledger and finds in it the start fact of one of the person's attempts, withdrawn or not.
func startOf(
	ctx context.Context, person org.PersonID, id AttemptID, read func(context.Context, AttemptID) (*ledger, error),
) (*ledger, Fact, error) {
	if !id.belongsTo(person) {
		return nil, Fact{}, fault.NotFound("There is no such attempt.")
	}
	l, err := read(ctx, id)
	if err != nil {
		return nil, Fact{}, err
	}
	start, ok := l.find(string(id))
	if !ok || start.Kind != KindStarted {
		return nil, Fact{}, fault.NotFound("There is no such attempt.")
	}
	return l, start, nil
}

// corrections are the facts that were told about an attempt after it, in the order in which they became known.
func (l *ledger) corrections(t Trail) []Fact {
	var list []Fact
	for _, f := range l.facts {
		// A void of the enrolment takes its attempts with it; all else about an attempt stands below its id.
		about := f.Kind == KindVoid && strings.HasPrefix(f.ID, t.Enrolment.id()+"/"+partVoid) || strings.HasPrefix(f.ID, t.Start.ID+"/")
		// That the person has seen the notice of a regrade corrects nothing.
		if about && f.ID != t.Submission.ID && f.Kind != KindToldOf {
			list = append(list, f)
		}
	}
	slices.SortFunc(list, func(a, b Fact) int { return cmp.Or(a.Recorded.Compare(b.Recorded), strings.Compare(a.ID, b.ID)) })
	return list
}

// passing tells since when it is known that the enrolment has passed; false where it has not.
func (l *ledger) passing(enrolment int) (since time.Time, passed bool) {
	for _, start := range l.attempts(enrolment) {
		f, counts, _ := l.submission(start)
		if !counts {
			continue
		}
		for _, result := range append([]Fact{f}, l.regrades(f.ID)...) {
			if _, pass := result.Result(); pass {
				since, passed = earliest(since, result.Recorded), true
			}
		}
	}
	return since, passed
}
