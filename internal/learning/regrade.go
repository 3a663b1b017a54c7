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
	"lamtoen/internal/fault"
	"lamtoen/internal/store"
)

// regradeMark stands in the id of a regrade between that of the submission and the number of the erratum.
const regradeMark = "/" + partRegrade + "/"

// RegradeData is the data of KindRegraded: what the submission earns with an erratum. It is recorded only where that is better
// than all that was recorded before. The fact's At is the submission's: on that day the person had earned this.
type RegradeData struct {
	Erratum   string                  `bson:"erratum"` // the id
	Item      courses.ItemID          `bson:"item"`    // which was faulty, and why
	Cause     string                  `bson:"cause"`
	Points    []assessment.ItemPoints `bson:"points"`
	Score     int                     `bson:"score"` // ten-thousandths, as Was and PassMark
	Was       int                     `bson:"was"`
	PassMark  int                     `bson:"pass_mark"`
	Passed    bool                    `bson:"passed"`
	WasPassed bool                    `bson:"was_passed"`
	Grader    string                  `bson:"grader"`
	Purpose   string                  `bson:"purpose,omitempty"` // of the attempt, as the start says
}

// submissionOf gives the id of the submission that a submission or regrade is about, "" for other facts.
func submissionOf(f *Fact) string {
	switch f.Kind {
	case KindSubmitted:
		return f.ID
	case KindRegraded:
		id, _, _ := strings.Cut(f.ID, regradeMark)
		return id
	}
	return ""
}

// regrades gives the regrades of a submission that count.
func (l *ledger) regrades(submission string) []Fact {
	var list []Fact
	for i := range l.facts {
		if f := &l.facts[i]; f.Kind == KindRegraded && submissionOf(f) == submission && !l.isVoid(f.ID) {
			list = append(list, *f)
		}
	}
	return list
}

// marked is a submission as regrading sees it: what it earned, and what stands for it.
type marked struct {
	fact    Fact
	course  *courses.Course
	data    SubmissionData
	answers map[courses.ItemID]assessment.Answer

	joined assessment.Result // the best points of each item, of all that is recorded
	stands assessment.Result // the best one result that is recorded: what counts
}

// marked reads a submission of the ledger with its regrades.
func (s *Service) marked(ctx context.Context, l *ledger, f Fact) (marked, error) {
	m := marked{fact: f}
	if err := f.Into(&m.data); err != nil {
		return m, err
	}
	var err error
	if m.course, err = s.pinned(ctx, pinnedBy(f)); err != nil {
		return m, err
	}
	if m.data.Purpose == PurposePretest {
		m.course = m.course.Pretest() // which has a pass mark of its own
	}
	m.answers = byItem(m.data.Answers)
	m.joined = assessment.Result{Points: m.data.Points, Score: m.data.Score, Passed: m.data.Passed, Grader: m.data.Grader}
	m.stands = m.joined
	for _, r := range l.regrades(f.ID) {
		var data RegradeData
		if err := r.Into(&data); err != nil {
			return m, err
		}
		m.take(assessment.Result{Points: data.Points, Score: data.Score, Passed: data.Passed, Grader: data.Grader})
	}
	return m, nil
}

func (m *marked) take(r assessment.Result) {
	m.joined = assessment.Best(m.course, m.joined, r)
	if r.Beats(m.stands) {
		m.stands = r
	}
}

// touches tells whether the erratum is about an item of the submission.
func (m *marked) touches(e Erratum) bool {
	return slices.ContainsFunc(m.data.Points, func(p assessment.ItemPoints) bool { return e.Covers(m.fact.Version, p.Item) })
}

// missing works out the regrades that the ledger lacks, in the order of the errata's numbers: each with its own erratum and
// those before it, joined with all that the person has been given, also by errata that were withdrawn since.
func (m *marked) missing(l *ledger, errata []Erratum) ([]Fact, error) {
	var facts []Fact
	var graded []assessment.Erratum
	for _, e := range errata {
		if !e.InForce() || !m.touches(e) {
			continue
		}
		graded = append(graded, e.Assessed())
		next := assessment.Regrade(m.course, m.joined, m.answers, graded)
		m.joined = next
		id, free := l.regradeSlot(m.fact.ID + regradeMark + strconv.Itoa(e.Number))
		if !next.Beats(m.stands) || !free {
			continue
		}
		f, err := m.regrade(id, e, next)
		if err != nil {
			return nil, err
		}
		facts = append(facts, f)
		m.stands = next
	}
	return facts, nil
}

// regradeSlot gives the id for a regrade; false where an officer has voided one with this erratum, whose word stands. A second
// one by the same erratum is needed only where two servers regraded at once and neither saw the other's.
func (l *ledger) regradeSlot(id string) (string, bool) {
	for n, candidate := 2, id; ; n++ {
		if l.isVoid(candidate) {
			return "", false
		}
		if _, taken := l.find(candidate); !taken {
			return candidate, true
		}
		candidate = id + "/" + strconv.Itoa(n)
	}
}

// regrade makes the fact. It happened when the submission did, and is known from now.
func (m *marked) regrade(id string, e Erratum, r assessment.Result) (Fact, error) {
	f := m.fact
	f.ID, f.Kind, f.By, f.Recorded = id, KindRegraded, "system", time.Time{}
	var err error
	f.Data, err = store.Encode(RegradeData{
		Erratum: e.ID, Item: e.Item, Cause: e.Cause, Points: r.Points, Score: r.Score, Was: m.stands.Score, PassMark: m.data.PassMark, Passed: r.Passed,
		WasPassed: m.stands.Passed, Grader: r.Grader, Purpose: m.data.Purpose,
	})
	if err != nil {
		return f, fmt.Errorf("learning: regrade %s: %w", id, err)
	}
	return f, nil
}

// amend records what the ledger lacks of regrades with the errata, and takes it in. Whoever amends the same ledger adds the
// same facts, so that a crash in between is mended by the next call.
func (s *Service) amend(ctx context.Context, l *ledger, errata []Erratum) (int, error) {
	added := 0
	if len(errata) == 0 { // as in most courses, on each page
		return 0, nil
	}
	for _, f := range slices.Clone(l.facts) {
		if f.Kind != KindSubmitted || l.isVoid(f.ID) || !concerns(errata, f.Version) {
			continue
		}
		m, err := s.marked(ctx, l, f)
		if err != nil {
			return added, err
		}
		facts, err := m.missing(l, errata)
		if err != nil {
			return added, err
		}
		for _, r := range facts {
			if now := s.now(); r.At.After(now) {
				r.At = now // told by an instance whose clock is ahead of ours
			}
			stored, err := s.put(ctx, r)
			if err != nil && !fault.Is(err, fault.CodeConflict) { // another has just regraded it, with more or fewer errata: that stands
				return added, err
			}
			l.add(stored)
			added++
		}
	}
	return added, nil
}

// concerns tells whether any of the errata is in force and about the version.
func concerns(errata []Erratum, v courses.Version) bool {
	return slices.ContainsFunc(errata, func(e Erratum) bool { return e.InForce() && slices.Contains(e.Versions, v) })
}
