package learning

import (
	"context"
	"time"

	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
)

// ClosureKind says why no work is asked.
type ClosureKind string

// The kinds of closure.
const (
	ClosureHoliday  ClosureKind = "holiday"
	ClosureVacation ClosureKind = "vacation" // of schools
	ClosureWeather  ClosureKind = "closure"  // monsoon, snow, or another cause
)

// ClosureKinds gives the kinds in the order in which pages list them.
func ClosureKinds() []ClosureKind {
	return []ClosureKind{ClosureHoliday, ClosureVacation, ClosureWeather}
}

// Closure is days on which no work is asked in a place, or a record that takes one back. Records are inserted and never changed,
// and count from when they were recorded, for every day asked about.
type Closure struct {
	ID   string      `bson:"_id" json:"id"`
	Kind ClosureKind `bson:"kind" json:"kind"`

	Place org.AgencyCode `bson:"place,omitempty" json:"place,omitempty"` // a dzongkhag or thromde and all below; "" the nation
	From  day.Date       `bson:"from" json:"from"`
	Until day.Date       `bson:"until" json:"until"` // the last day
	Name  string         `bson:"name" json:"name"`   // as people know it; of a withdrawal the reason

	Withdraws string `bson:"withdraws,omitempty" json:"withdraws,omitempty"` // the id of the record that was wrong; "" of a closure

	By       string    `bson:"by" json:"by"`
	Recorded time.Time `bson:"recorded" json:"recorded"`
}

// AddClosure records days on which no work is asked (ID, Recorded and By are set here) and audits them first. The same closure
// in force already stands, and nothing is changed. A field out of bounds is fault.CodeInvalid.
func (s *Service) AddClosure(_ context.Context, _ Closure, _ string) (Closure, error) {
	return Closure{}, fault.Invalid("Closures cannot be recorded yet.")
}

// WithdrawClosure records that a closure was wrong, with the reason. Withdrawing it again is success, one that never was is
// fault.CodeNotFound.
func (s *Service) WithdrawClosure(_ context.Context, _, _, _ string) error {
	return fault.NotFound("There is no such closure.")
}

// Closures gives all records, withdrawals too, in the order in which they were recorded. Callers do not write to it.
func (s *Service) Closures() []Closure { return nil }

// Workday tells whether work is asked on the day in the agency, as known now: Saturdays, Sundays and closures are not.
func (s *Service) Workday(_ day.Date, _ org.AgencyCode) bool { return true }

// NextWorkday gives the day itself, or the first one after it on which work is asked in the agency.
func (s *Service) NextWorkday(on day.Date, _ org.AgencyCode) day.Date { return on }
