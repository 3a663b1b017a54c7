package classes

import (
	"strconv"
	"time"

	"lamtoen/internal/day"
)

// Pupil is a roll number in a class. It is all that is known of a pupil, and is purged with the class.
type Pupil struct {
	ID    string `bson:"_id"` // CLASS/ROLL
	Class string `bson:"class"`
	Roll  int    `bson:"roll"`  // of the id; never used again
	Shown int    `bson:"shown"` // the roll number that is shown and signed in with

	Avatar string `bson:"avatar"` // one of Pictures
	Set    int    `bson:"set"`    // which three pictures are theirs; raised when they are made anew

	Joined day.Date `bson:"joined"`
	Left   day.Date `bson:"left"` // the last day; "" they are here
	From   string   `bson:"from"` // the transfer that they came with; "" none

	Recorded time.Time `bson:"recorded"`
}

// Here tells whether the pupil is in the class.
func (p Pupil) Here() bool { return p.Left == "" }

// PupilID is the id of a pupil: CLASS/ROLL.
func PupilID(class string, roll int) string { return class + "/" + strconv.Itoa(roll) }

// PupilSession is who has signed in as a pupil.
type PupilSession struct {
	Class string
	Roll  int // of the id
	Shown int
}
