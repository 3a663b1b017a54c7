package classes

import (
	"cmp"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/org"
)

// Hands is one count of hands in a room: how many pupils chose each option of a question, before or after a module. It is inserted
// once; a count that is entered again stands over the one before, which stays.
type Hands struct {
	ID      string           `bson:"_id"` // CLASS/COURSE/before|after/ITEM/NNN, numbered from 1
	Class   string           `bson:"class"`
	Course  courses.CourseID `bson:"course"`
	Version courses.Version  `bson:"version"`
	Item    courses.ItemID   `bson:"item"`
	Moment  Ask              `bson:"moment"` // before or after
	Counts  []HandCount      `bson:"counts"`

	By       org.PersonID `bson:"by"`
	Recorded time.Time    `bson:"recorded"`
}

// HandCount is how many hands were up for one option.
type HandCount struct {
	Option courses.OptionID `bson:"option"`
	Count  int              `bson:"count"`
}

// Whole is how many hands were up altogether.
func (h Hands) Whole() int {
	n := 0
	for _, c := range h.Counts {
		n += c.Count
	}
	return n
}

// Right is how many hands were up for a right option.
func (h Hands) Right(item courses.Item) int {
	n := 0
	for _, c := range h.Counts {
		if o, ok := item.Option(c.Option); ok && o.Right {
			n += c.Count
		}
	}
	return n
}

// Of is the count of one option.
func (h Hands) Of(option courses.OptionID) int {
	for _, c := range h.Counts {
		if c.Option == option {
			return c.Count
		}
	}
	return 0
}

// LastHands finds the count that stands for a question before or after.
func LastHands(hands []Hands, item courses.ItemID, moment Ask) (Hands, bool) {
	var last Hands
	for _, h := range hands {
		if h.Item == item && h.Moment == moment && cmp.Or(h.Recorded.Compare(last.Recorded), cmp.Compare(h.ID, last.ID)) > 0 {
			last = h
		}
	}
	return last, last.ID != ""
}
