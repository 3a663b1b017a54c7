package school

import (
	"time"

	"lamtoen/internal/day"
	"lamtoen/internal/org"
)

// Role is what a person of the register does in a school.
type Role string

// The roles. A head may also teach.
const (
	Head    Role = "head"
	Teacher Role = "teacher"
)

// Roles lists the roles in the order of a form.
func Roles() []Role { return []Role{Teacher, Head} }

// Staff is one version of a person's service in a school.
type Staff struct {
	ID      string       `bson:"staff" json:"id"` // SCHOOL/PERSON/n, their n-th service there
	Version int          `bson:"version" json:"version"`
	School  Code         `bson:"school" json:"school"`
	Person  org.PersonID `bson:"person" json:"person"`
	Role    Role         `bson:"role" json:"role"`
	From    day.Date     `bson:"from" json:"from"`
	Until   day.Date     `bson:"until" json:"until,omitempty"` // the last day; "" open

	Recorded time.Time `bson:"recorded" json:"-"`
	By       string    `bson:"by" json:"-"`
}

// Covers tells whether the service covers a day.
func (s Staff) Covers(d day.Date) bool { return org.Period{From: s.From, Until: s.Until}.Covers(d) }
