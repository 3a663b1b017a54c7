package classes

import (
	"time"

	"lamtoen/internal/day"
	"lamtoen/internal/org"
)

// Kind says what an event tells.
type Kind string

// The kinds of event that this file's fold knows; others carry what their own files read.
const (
	KindTeacher   Kind = "teacher"   // somebody teaches with them: Person, Part, Until
	KindEnded     Kind = "ended"     // somebody does so no longer: Person
	KindOffered   Kind = "offered"   // a hand-over: Code, Until
	KindWithdrawn Kind = "withdrawn" // of it
	KindOwner     Kind = "owner"     // Person owns the class from now on
	KindCode      Kind = "code"      // another class code: Code
	KindFamily    Kind = "family"    // another family code: Code
	KindPostponed Kind = "postponed" // the purge: Until
	KindNumbers   Kind = "numbers"   // other numbers are shown: Numbers
	KindPurged    Kind = "purged"    // the pupils' rows are gone
)

// Event is one thing that changed in a class. It is inserted once and never changed; its id is CLASS/NNNN.
type Event struct {
	ID     string `bson:"_id"`
	Class  string `bson:"class"`
	Number int    `bson:"number"`
	Kind   Kind   `bson:"kind"`

	By       org.PersonID `bson:"by"`
	At       time.Time    `bson:"at"`
	Recorded time.Time    `bson:"recorded"`

	Person org.PersonID `bson:"person"` // whom it is about; "" nobody
	Part   Part         `bson:"part,omitempty"`
	Until  day.Date     `bson:"until,omitempty"`
	Code   string       `bson:"code,omitempty"`
	Why    string       `bson:"why,omitempty"`

	Numbers []Numbered `bson:"numbers,omitempty"` // of KindNumbers

	Assigned *Assignment `bson:"assigned,omitempty"` // of KindAssigned
}

// Numbered says which number is shown for a roll.
type Numbered struct {
	Roll  int `bson:"roll"`
	Shown int `bson:"shown"`
}
