package learning

import (
	"cmp"
	"context"
	"slices"

	"lamtoen/courses"
	"lamtoen/internal/org"
)

// CourseRecord is one course of a person's record: where they stand, and every time they went through it.
type CourseRecord struct {
	Progress Progress
	History  []EnrolmentRecord // the latest first

	Corrections []Correction // of every attempt, the first first
}

// EnrolmentRecord is one going through a course, past or present.
type EnrolmentRecord struct {
	Enrolment Enrolment
	Status    Status // of this enrolment alone, now
	Void      bool
}

// Record gives the person's whole record: the courses that they began or must take, those with something to do first, by
// due date, then by title. It reads all of the person's facts once.
func (s *Service) Record(ctx context.Context, person org.PersonID) ([]CourseRecord, error) {
	p, err := s.person(person)
	if err != nil {
		return nil, err
	}
	facts, err := s.FactsOfPerson(ctx, person)
	if err != nil {
		return nil, err
	}
	byCourse := make(map[courses.CourseID][]Fact)
	for _, f := range facts {
		byCourse[f.Course] = append(byCourse[f.Course], f)
	}
	// What must be taken stands in the record before it is begun; rules for courses not in the library ask nothing yet.
	for _, r := range s.known() {
		if _, err := s.library.Course(r.Course); err == nil && byCourse[r.Course] == nil {
			byCourse[r.Course] = []Fact{}
		}
	}
	for _, a := range s.AllowancesOf(person) { // and what was learnt elsewhere
		if _, err := s.library.Course(a.Course); err == nil && a.Kind == AllowanceEquivalent && byCourse[a.Course] == nil {
			byCourse[a.Course] = []Fact{}
		}
	}
	var list []CourseRecord
	for course, facts := range byCourse {
		l := newLedger(person, course, facts)
		if err := s.mend(ctx, l); err != nil {
			return nil, err
		}
		record, err := s.courseRecord(ctx, p, l)
		if err != nil {
			return nil, err
		}
		if len(facts) > 0 || record.Progress.Status.Assigned || record.Progress.Status.Elsewhere {
			list = append(list, record)
		}
	}
	slices.SortFunc(list, compareRecords)
	return list, nil
}

func (s *Service) courseRecord(ctx context.Context, p org.Person, l *ledger) (CourseRecord, error) {
	progress, err := s.progress(ctx, l)
	if err != nil {
		return CourseRecord{}, err
	}
	record := CourseRecord{Progress: progress}
	in, err := s.inputs(ctx, p, l)
	if err != nil {
		return record, err
	}
	if record.Corrections, err = l.allCorrected(); err != nil {
		return record, err
	}
	now := s.now()
	for _, f := range l.facts {
		if f.Kind != KindEnrolled {
			continue
		}
		// Derived from its own facts only, an enrolment of years ago looks as it did, whatever came after it.
		alone := in
		alone.Editions, alone.Allowances = nil, nil
		alone.Facts = slices.DeleteFunc(slices.Clone(l.facts), func(g Fact) bool { return g.Enrolment != f.Enrolment })
		past := EnrolmentRecord{Enrolment: enrolmentOf(f), Status: Derive(alone, now, now), Void: l.isVoid(f.ID)}
		record.History = append(record.History, past)
	}
	slices.SortFunc(record.History, func(a, b EnrolmentRecord) int { return b.Enrolment.Number - a.Enrolment.Number })
	return record, nil
}

// compareRecords puts what asks for something first, then the earlier due date, then the title.
func compareRecords(a, b CourseRecord) int {
	return cmp.Or(
		cmp.Compare(rank(a.Progress.Status), rank(b.Progress.Status)),
		cmp.Compare(orLast(string(a.Progress.Status.Due)), orLast(string(b.Progress.Status.Due))),
		cmp.Compare(a.Progress.Course.Title, b.Progress.Course.Title))
}

// rank: what must be done, what may be done, what is done.
func rank(s Status) int {
	switch {
	case s.Next.Step == StepNothing:
		return 2
	case s.Assigned:
		return 0
	}
	return 1
}

// orLast sorts what has no date behind what has one.
func orLast(date string) string {
	if date == "" {
		return "9999"
	}
	return date
}
