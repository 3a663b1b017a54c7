package learning

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/org"
)

// regradeFresh regrades a submission that has just been recorded, with the errata that the store has now. Either this read sees
// an erratum, or the erratum came after the submission, and then the walk that follows it sees the submission: none slips
// through between the two.
func (s *Service) regradeFresh(ctx context.Context, l *ledger) error {
	errata, err := s.Errata(ctx, l.course)
	if err != nil {
		return err
	}
	_, err = s.amend(ctx, l, errata)
	return err
}

// Regrade applies the errata that no walk has applied yet: it walks the submissions of their courses, records each regrade that
// is better, and then notes that the erratum is applied. It may be repeated, and stopped at any point: what is there already
// is not written again. One server at a time should do it. The number is that of the facts added.
func (s *Service) Regrade(ctx context.Context) (int, error) {
	return s.regradeWhere(ctx, unapplied)
}

// Unapplied tells, of what was read last, whether there is an erratum for Regrade to apply.
func (s *Service) Unapplied() bool {
	for _, list := range s.allErrata() {
		if unapplied(list) {
			return true
		}
	}
	return false
}

func unapplied(list []Erratum) bool {
	return slices.ContainsFunc(list, func(e Erratum) bool { return e.InForce() && e.Applied.IsZero() })
}

// RegradeAll does the same for every course that has an erratum in force: it finds submissions that came in on other ways, and
// those whose server died between the submission and its regrade.
func (s *Service) RegradeAll(ctx context.Context) (int, error) {
	return s.regradeWhere(ctx, func(list []Erratum) bool { return slices.ContainsFunc(list, Erratum.InForce) })
}

// regradeAdded does it for facts that came in on other ways than Submit. Few batches hold submissions, and few courses errata.
func (s *Service) regradeAdded(ctx context.Context, facts []Fact) error {
	byCourse := make(map[courses.CourseID][]Erratum)
	for _, f := range facts {
		if f.Kind != KindSubmitted {
			continue
		}
		errata, read := byCourse[f.Course]
		if !read {
			var err error
			if errata, err = s.Errata(ctx, f.Course); err != nil {
				return err
			}
			byCourse[f.Course] = errata
		}
		if gains, err := s.gains(ctx, f, errata); err != nil || !gains {
			if err != nil {
				return err
			}
			continue
		}
		own, err := s.FactsOf(ctx, f.Person, f.Course)
		if err != nil {
			return err
		}
		if _, err := s.amend(ctx, newLedger(f.Person, f.Course, own), errata); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) regradeWhere(ctx context.Context, due func([]Erratum) bool) (int, error) {
	total := 0
	var errs []error
	for course, known := range s.allErrata() {
		if !due(known) {
			continue
		}
		n, err := s.regradeCourse(ctx, course)
		total += n
		errs = append(errs, err) // the other courses need not wait for one that cannot be read
	}
	return total, errors.Join(errs...)
}

func (s *Service) regradeCourse(ctx context.Context, course courses.CourseID) (int, error) {
	errata, err := s.Errata(ctx, course)
	if err != nil {
		return 0, err
	}
	added, last := 0, org.PersonID("")
	for f, err := range s.FactsOfCourse(ctx, course, KindSubmitted) {
		if err != nil {
			return added, fmt.Errorf("learning: walk the submissions of %s: %w", course, err)
		}
		if f.Person == last { // the first of a person that gains has them all amended
			continue
		}
		gains, err := s.gains(ctx, f, errata)
		if err != nil {
			return added, err
		}
		if !gains {
			continue
		}
		last = f.Person
		facts, err := s.FactsOf(ctx, f.Person, course)
		if err != nil {
			return added, err
		}
		n, err := s.amend(ctx, newLedger(f.Person, course, facts), errata)
		if added += n; err != nil {
			return added, err
		}
	}
	for _, e := range errata {
		if e.InForce() && e.Applied.IsZero() {
			if err := s.applied(ctx, e, added); err != nil {
				return added, err
			}
		}
	}
	return added, nil
}

// gains tells whether a submission, by itself, earns more with the errata than it was given. Few do, so that a walk reads the
// other facts of few people.
func (s *Service) gains(ctx context.Context, f Fact, errata []Erratum) (bool, error) {
	if !concerns(errata, f.Version) {
		return false, nil
	}
	m, err := s.marked(ctx, newLedger(f.Person, f.Course, nil), f)
	if err != nil {
		return false, err
	}
	was := m.stands
	return m.with(errata).Beats(was), nil
}

// with grades the submission with the errata in force.
func (m *marked) with(errata []Erratum) assessment.Result {
	var graded []assessment.Erratum
	for _, e := range errata {
		if e.InForce() && m.touches(e) {
			graded = append(graded, e.Assessed())
		}
	}
	return assessment.Regrade(m.course, m.joined, m.answers, graded)
}

// Gain is one submission that earns more with an erratum.
type Gain struct {
	Person    org.PersonID
	Version   courses.Version
	Was, Now  int  // ten-thousandths
	Passes    bool // it failed, and passes now
	Completes bool // and no other attempt of the enrolment had passed
}

// Effect is what an erratum changes.
type Effect struct {
	Looked int // attempts handed in that had the question
	Gains  []Gain
}

// Passes counts the attempts that failed and pass now.
func (e Effect) Passes() int {
	n := 0
	for _, g := range e.Gains {
		if g.Passes {
			n++
		}
	}
	return n
}

// People gives whom the erratum lets pass who had not passed by another attempt, each once.
func (e Effect) People() []org.PersonID {
	var list []org.PersonID
	for _, g := range e.Gains {
		if g.Completes {
			list = append(list, g.Person)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// Preview tells what an erratum that is not recorded yet would change, beside those in force. It writes nothing.
func (s *Service) Preview(ctx context.Context, e Erratum) (Effect, error) {
	errata, err := s.Errata(ctx, e.Course)
	if err != nil {
		return Effect{}, err
	}
	var effect Effect
	for f, err := range s.FactsOfCourse(ctx, e.Course, KindSubmitted) {
		if err != nil {
			return effect, fmt.Errorf("learning: walk the submissions of %s: %w", e.Course, err)
		}
		if !concerns([]Erratum{e}, f.Version) {
			continue
		}
		m, err := s.marked(ctx, newLedger(f.Person, f.Course, nil), f)
		if err != nil {
			return effect, err
		}
		if !m.touches(e) {
			continue
		}
		effect.Looked++
		if !m.with(append(slices.Clip(errata), e)).Beats(m.with(errata)) {
			continue
		}
		// What the person was given already, by an erratum that was withdrawn, stands in their other facts.
		if err := s.gain(ctx, &effect, f, errata, e); err != nil {
			return effect, err
		}
	}
	return effect, nil
}

// gain adds what the erratum gives the submission when all facts about the person are known.
func (s *Service) gain(ctx context.Context, effect *Effect, f Fact, errata []Erratum, e Erratum) error {
	facts, err := s.FactsOf(ctx, f.Person, f.Course)
	if err != nil {
		return err
	}
	l := newLedger(f.Person, f.Course, facts)
	if l.discounted(f) {
		return nil
	}
	m, err := s.marked(ctx, l, f)
	if err != nil {
		return err
	}
	was := m.with(errata)
	if now := m.with(append(slices.Clip(errata), e)); now.Beats(was) {
		g := Gain{Person: f.Person, Version: f.Version, Was: was.Score, Now: now.Score, Passes: now.Passed && !was.Passed}
		g.Completes = g.Passes && !l.passedOtherwise(f)
		effect.Gains = append(effect.Gains, g)
	}
	return nil
}

// discounted tells whether a submission or regrade is void, or what it hangs on is.
func (l *ledger) discounted(f Fact) bool {
	return l.isVoid(f.ID) || l.isVoid(submissionOf(&f)) || l.isVoid(string(attemptOf(f))) || l.isVoid(pinnedBy(f).id())
}

// passedOtherwise tells whether another attempt of the same enrolment has passed.
func (l *ledger) passedOtherwise(f Fact) bool {
	return slices.ContainsFunc(l.facts, func(g Fact) bool {
		_, passed := g.Result()
		return passed && submissionOf(&g) != f.ID && g.Enrolment == f.Enrolment && !l.discounted(g)
	})
}

// EffectOf tells what an erratum has changed so far: its regrades that count.
func (s *Service) EffectOf(ctx context.Context, e Erratum) (Effect, error) {
	var effect Effect
	for f, err := range s.FactsOfCourse(ctx, e.Course, KindRegraded) {
		if err != nil {
			return effect, fmt.Errorf("learning: walk the regrades of %s: %w", e.Course, err)
		}
		var data RegradeData
		if err := f.Into(&data); err != nil {
			return effect, err
		}
		if data.Erratum != e.ID {
			continue
		}
		facts, err := s.FactsOf(ctx, f.Person, f.Course)
		if err != nil {
			return effect, err
		}
		l := newLedger(f.Person, f.Course, facts)
		if l.discounted(f) {
			continue
		}
		g := Gain{Person: f.Person, Version: f.Version, Was: data.Was, Now: data.Score, Passes: data.Passed && !data.WasPassed}
		g.Completes = g.Passes && !l.passedOtherwise(Fact{ID: submissionOf(&f), Enrolment: f.Enrolment})
		effect.Gains = append(effect.Gains, g)
	}
	effect.Looked = len(effect.Gains)
	return effect, nil
}
