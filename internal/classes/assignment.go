package classes

import (
	"cmp"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
)

// Assignment is a module that a class works on, from a day until a day, in one way. What a class was assigned stays as it was;
// assigning the module again stands over it.
type Assignment struct {
	Class   string           `bson:"class"`
	Course  courses.CourseID `bson:"course"`
	Version courses.Version  `bson:"version"` // as current when it was assigned
	Mode    Mode             `bson:"mode"`
	From    day.Date         `bson:"from"`
	Until   day.Date         `bson:"until"` // the last day, included

	By       org.PersonID `bson:"by"`
	Recorded time.Time    `bson:"recorded"`
}

// NewAssignment is what a teacher says of an assignment.
type NewAssignment struct {
	Course courses.CourseID
	Mode   Mode
	From   day.Date
	Until  day.Date
}

// Open tells whether pupils work on it on a day.
func (a Assignment) Open(on day.Date) bool { return a.From <= on && on <= a.Until }

// problems lists what is wrong with a new assignment in itself, by field. The class lasts until the day end.
func (n NewAssignment) problems(today, end day.Date) []fault.Field {
	var bad []fault.Field
	say := func(name, message string) { bad = append(bad, fault.Field{Name: name, Message: message}) }
	if n.Course == "" {
		say("course", "Choose the module.")
	}
	if cmp.Or(n.Mode, "none") == "none" {
		say("mode", "Choose how the class will work.")
	}
	_, noFrom := day.Parse(string(n.From))
	_, noUntil := day.Parse(string(n.Until))
	if noFrom != nil {
		say("from", "Enter the first day, for example 2026-11-23.")
	}
	switch {
	case noUntil != nil:
		say("until", "Enter the last day, for example 2026-11-23.")
	case noFrom != nil:
	case n.Until < n.From:
		say("until", "The last day is before the first. Enter the same day or a later one.")
	case n.Until < today:
		say("until", "This day is over. Enter today or a later day.")
	case end != "" && n.Until > end:
		say("until", "The class ends with the school's year, on "+string(end)+". Enter that day or an earlier one.")
	}
	return bad
}
