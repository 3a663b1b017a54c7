package learning

import (
	"context"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
)

// AllowanceKind says what an officer decided about one person's duty.
type AllowanceKind string

// The kinds of allowance.
const (
	// AllowanceExemption: from From until Until ("" open) the person need not take the course; those days do not count.
	AllowanceExemption AllowanceKind = "exemption"
	// AllowanceExtension: Until is the new due date; From is not used.
	AllowanceExtension AllowanceKind = "extension"
	// AllowanceEquivalent: training elsewhere, completed on From, is accepted; it holds until Until, "" as the rule says.
	AllowanceEquivalent AllowanceKind = "equivalent"
)

// AllowanceKinds gives the kinds in the order in which pages list them.
func AllowanceKinds() []AllowanceKind {
	return []AllowanceKind{AllowanceExemption, AllowanceExtension, AllowanceEquivalent}
}

// Allowance is one officer's decision about one person's duty, or a record that takes one back. Records are inserted and never
// changed, and count from when they were recorded, for every day asked about.
type Allowance struct {
	ID   string        `bson:"_id" json:"id"` // PERSON/NNNN; …/withdrawn takes it back
	Kind AllowanceKind `bson:"kind" json:"kind"`

	Person org.PersonID     `bson:"person" json:"person"`
	Course courses.CourseID `bson:"course,omitempty" json:"course,omitempty"` // "" every course; exemptions only

	From  day.Date `bson:"from,omitempty" json:"from,omitempty"`
	Until day.Date `bson:"until,omitempty" json:"until,omitempty"` // the last day

	Cause    string `bson:"cause" json:"cause"`                           // as the person reads it
	Document string `bson:"document,omitempty" json:"document,omitempty"` // the reference of the paper that it rests on

	Withdraws string `bson:"withdraws,omitempty" json:"withdraws,omitempty"` // the id of the record that was wrong; "" of an allowance

	By       string    `bson:"by" json:"by"`
	Recorded time.Time `bson:"recorded" json:"recorded"`
	Group    string    `bson:"group,omitempty" json:"-"` // of those recorded together; counted once the group is complete
}

// covers tells whether an exemption is from the course.
func (a *Allowance) covers(course courses.CourseID) bool { return a.Course == "" || a.Course == course }

// AddAllowance records a decision (ID, Recorded and By are set here) and audits it first. The same decision in force already
// stands, and nothing is changed. A field out of bounds is fault.CodeInvalid, an unknown person fault.CodeNotFound.
func (s *Service) AddAllowance(ctx context.Context, a Allowance, by string) (Allowance, error) {
	list, err := s.AddAllowances(ctx, []Allowance{a}, by)
	if err != nil {
		return Allowance{}, err
	}
	return list[0], nil
}

// AddAllowances records decisions about many people at once: all of them or, whatever happens, none.
func (s *Service) AddAllowances(_ context.Context, _ []Allowance, _ string) ([]Allowance, error) {
	return nil, fault.Invalid("Allowances cannot be recorded yet.")
}

// WithdrawAllowance records that a decision was wrong, with the reason. From then on nothing follows from it. Withdrawing it
// again is success, one that never was is fault.CodeNotFound.
func (s *Service) WithdrawAllowance(_ context.Context, _, _, _ string) error {
	return fault.NotFound("There is no such allowance.")
}

// AllowancesOf gives all records about a person, withdrawals too, in the order in which they were recorded. Callers do not
// write to it.
func (s *Service) AllowancesOf(_ org.PersonID) []Allowance { return nil }

// Allowances gives all records about everybody, by person, then as AllowancesOf does.
func (s *Service) Allowances() []Allowance { return nil }
