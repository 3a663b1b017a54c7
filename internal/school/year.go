package school

import (
	"time"

	"lamtoen/internal/day"
)

// Year is one version of a school year: a stretch of days with a name. Schools in the highlands keep years of their own; a
// year without a school is that of every school that has none of its own.
type Year struct {
	School Code     `bson:"school" json:"school,omitempty"` // "" every school that has none of its own
	Name   string   `bson:"name" json:"name"`               // such as 2026
	From   day.Date `bson:"from" json:"from"`
	Until  day.Date `bson:"until" json:"until"` // the last day

	Version  int       `bson:"version" json:"version"`
	Recorded time.Time `bson:"recorded" json:"-"`
	By       string    `bson:"by" json:"-"`
}

// Covers tells whether a day lies in the year.
func (y Year) Covers(d day.Date) bool { return y.From <= d && d <= y.Until }
