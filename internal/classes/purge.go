package classes

import (
	"context"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/org"
	"lamtoen/internal/school"
)

// Awaited is something that is still expected for a class, which is not purged before it has come or is given up.
type Awaited struct {
	Course courses.CourseID
	What   string // slips or paper
	Count  int
}

// Carried is a finished module that a pupil takes along to another class.
type Carried struct {
	Course  courses.CourseID `bson:"course"`
	Version courses.Version  `bson:"version"`
	At      time.Time        `bson:"at"` // when it was finished
}

// Tally is what is kept of a class and a module when the pupils' rows go: counts, and nobody.
type Tally struct {
	ID      string           `bson:"_id"` // CLASS/COURSE
	Class   string           `bson:"class"`
	Course  courses.CourseID `bson:"course"`
	Version courses.Version  `bson:"version"`

	School school.Code    `bson:"school"`
	Place  org.AgencyCode `bson:"place"`
	Year   string         `bson:"year"`
	Stages []string       `bson:"stages"`
	Modes  []string       `bson:"modes"`

	Pupils int `bson:"pupils"` // of the class, those who left before they began not counted
	Begun  int `bson:"begun"`
	Done   int `bson:"done"`

	// The three questions before and after: right answers of those pupils who answered both, by question.
	Change []Change `bson:"change,omitempty"`

	Recorded time.Time `bson:"recorded"`
}

// Change is how one question was answered before and after a module, by pupils or by a count of hands.
type Change struct {
	Question courses.ItemID `bson:"question"`
	Before   int            `bson:"before"`   // right answers
	BeforeOf int            `bson:"beforeof"` // answers
	After    int            `bson:"after"`
	AfterOf  int            `bson:"afterof"`
	Hands    bool           `bson:"hands,omitempty"`
}

// Tallies gives the figures of a class: those kept when it was purged, or else those of now.
func (s *Service) Tallies(_ context.Context, _ string) ([]Tally, error) { return nil, errSoon }
