package learning

import (
	"cmp"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"lamtoen/courses"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
)

// maxDocument is how many characters the reference of a document may have.
const maxDocument = 200

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

// same tells whether two decisions say the same.
func (a Allowance) same(b Allowance) bool {
	b.ID, b.By, b.Recorded, b.Group = a.ID, a.By, a.Recorded, a.Group
	return a == b
}

// clean brings a typed decision into the stored form.
func (a *Allowance) clean() {
	a.Cause, a.Document = strings.TrimSpace(a.Cause), strings.TrimSpace(a.Document)
	a.ID, a.Withdraws, a.Group = "", "", ""
	if a.Kind == AllowanceExtension {
		a.From = ""
	}
}

// problems lists what is wrong with a decision, by field.
func (a *Allowance) problems(today day.Date) []fault.Field {
	var bad []fault.Field
	say := func(name, format string, args ...any) {
		bad = append(bad, fault.Field{Name: name, Message: fmt.Sprintf(format, args...)})
	}
	switch a.Kind {
	case AllowanceExemption:
		if !believable(a.From) {
			say("from", "Give the first day of the exemption as year-month-day, for example 2026-12-01.")
		}
	case AllowanceExtension:
		if !believable(a.Until) {
			say("until", "Give the new due date as year-month-day, for example 2026-12-01.")
		}
	case AllowanceEquivalent:
		switch {
		case !believable(a.From):
			say("from", "Give the day on which the training was completed, as year-month-day, for example 2026-03-01.")
		case a.From > today:
			say("from", "%s has not come yet; give the day on which the training was completed.", a.From)
		}
		if a.Document == "" {
			say("document", "Give the number or the name of the paper that shows the training.")
		}
	default:
		say("kind", "Choose one of: exemption, extension, equivalent.")
	}
	if a.Course == "" && a.Kind != AllowanceExemption {
		say("course", "Choose a course of the catalogue.")
	}
	if a.Until != "" && a.Kind != AllowanceExtension && (!believable(a.Until) || a.Until < a.From) {
		say("until", "Give a last day that is not before the first, or none.")
	}
	if !oneLine(a.Cause, maxCause) {
		say("cause", "Give the reason in a line of at most %d characters. The person reads it.", maxCause)
	}
	if a.Document != "" && !oneLine(a.Document, maxDocument) {
		say("document", "Give the reference of the paper in a line of at most %d characters.", maxDocument)
	}
	return bad
}

// believable tells whether it is a day in the time of this service; anything else is a slip in the year.
func believable(d day.Date) bool {
	_, err := day.Parse(string(d))
	return err == nil && d >= "1990-01-01" && d <= "2199-12-31"
}

// oneLine tells whether a text is there, fits, and holds nothing that cannot be seen.
func oneLine(text string, limit int) bool {
	return text != "" && utf8.RuneCountInString(text) <= limit && !strings.ContainsFunc(text, hidden)
}

// describe is the decision in words for the audit log.
func (a *Allowance) describe() string {
	about := cmp.Or(string(a.Course), "every course")
	var what string
	switch a.Kind {
	case AllowanceExemption:
		what = fmt.Sprintf("exemption from %s, from %s until %s", about, a.From.ISO(), cmp.Or(a.Until.ISO(), "open"))
	case AllowanceExtension:
		what = fmt.Sprintf("%s due on %s", about, a.Until.ISO())
	case AllowanceEquivalent:
		what = fmt.Sprintf("training elsewhere accepted for %s, completed on %s, holds until %s", about, a.From.ISO(), cmp.Or(a.Until.ISO(), "as the rule says"))
	}
	if a.Document != "" {
		what += ", document " + a.Document
	}
	return what
}
