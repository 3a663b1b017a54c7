package classes

import (
	"slices"
	"strings"
	"time"

	"lamtoen/internal/day"
	"lamtoen/internal/org"
	"lamtoen/internal/school"
)

// Limits of a class.
const (
	MaxSize = 60 // pupils with whom it can be opened
	MaxRoll = 99 // roll numbers that it can use up
)

// Class is where a class stands: what it was opened with, and what its events have made of it.
type Class struct {
	ID     string      `bson:"_id"` // eight characters
	School school.Code `bson:"school"`
	Year   string      `bson:"year"`   // the name of the school's year
	Label  string      `bson:"label"`  // such as "VII B", from lists
	Grades []string    `bson:"grades"` // PP to XII
	Stages []string    `bson:"stages"` // the key stages of its grades, the youngest first
	Lang   string      `bson:"lang"`   // en or dz

	Opened   time.Time    `bson:"opened"`
	By       org.PersonID `bson:"by"`
	Until    day.Date     `bson:"until"`    // the end of the school's year
	Recorded time.Time    `bson:"recorded"` // equal to Opened

	// As they stand now; what is stored is what the class was opened with.
	Size       int    `bson:"size"`
	Code       string `bson:"code"`        // that pupils sign in with
	FamilyCode string `bson:"family_code"` // of the page for families

	Teachers  []Teacher `bson:"-"` // those of all days
	Postponed day.Date  `bson:"-"` // purged after this day instead of Until and the warning; "" not
	Offered   *Offer    `bson:"-"` // a hand-over that waits to be taken; nil none
	Purged    time.Time `bson:"-"` // zero: its pupils' rows are there
	Events    []Event   `bson:"-"` // all of them, in order

	numbers map[int]int // the number shown, by roll, where it is another
}

// Part is what a teacher has to do with a class.
type Part string

// The parts.
const (
	Owner      Part = "owner" // exactly one on any day
	CoTeacher  Part = "co"
	Substitute Part = "substitute" // until a day
)

// Teacher is a stretch of days in which a person teaches a class.
type Teacher struct {
	Person org.PersonID
	Part   Part
	From   day.Date
	Until  day.Date // the last day; "" open
}

// Offer is a hand-over that another teacher of the school may take with its code.
type Offer struct {
	Code  string
	Until day.Date
	By    org.PersonID
}

// TeachersOn gives who teaches the class on a day, the owner first.
func (c Class) TeachersOn(on day.Date) []Teacher {
	var list []Teacher
	for _, t := range c.Teachers {
		if (org.Period{From: t.From, Until: t.Until}).Covers(on) {
			list = append(list, t)
		}
	}
	slices.SortStableFunc(list, func(a, b Teacher) int { return partOrder(a.Part) - partOrder(b.Part) })
	return list
}

func partOrder(p Part) int { return slices.Index([]Part{Owner, CoTeacher, Substitute}, p) }

// Teaches tells whether a person teaches the class on a day.
func (c Class) Teaches(person org.PersonID, on day.Date) bool {
	return slices.ContainsFunc(c.TeachersOn(on), func(t Teacher) bool { return t.Person == person })
}

// Owner gives who owns the class on a day.
func (c Class) Owner(on day.Date) org.PersonID {
	if list := c.TeachersOn(on); len(list) > 0 && list[0].Part == Owner {
		return list[0].Person
	}
	return ""
}

// Young tells whether the class has pupils of PP to III, whom the teacher reads to.
func (c Class) Young() bool { return slices.Contains(c.Stages, school.Stages()[0]) }

// Grades lists the grades that a class can have, the youngest first.
func Grades() []string {
	return []string{"PP", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"}
}

// StageOf gives the key stage of a grade; "" of none.
func StageOf(grade string) string {
	i := slices.Index(Grades(), grade)
	switch {
	case i < 0:
		return ""
	case i <= 3:
		return "pp-iii"
	case i <= 6:
		return "iv-vi"
	case i <= 8:
		return "vii-viii"
	}
	return "ix-xii"
}

// Sections lists what may stand after the grade in a label; "" nothing.
func Sections() []string {
	list := []string{""}
	for c := 'A'; c <= 'J'; c++ {
		list = append(list, string(c))
	}
	return list
}

// labelOf writes a label from its lists: "VII B", "PP–II A".
func labelOf(grades []string, section string) string {
	label := grades[0]
	if len(grades) > 1 {
		label += "–" + grades[len(grades)-1]
	}
	return strings.TrimSpace(label + " " + section)
}

// NewClass is what a teacher says of a class. A form that is sent twice carries the same ID, made by NewID, and opens one class.
type NewClass struct {
	ID      string
	School  school.Code
	Grade   string // its grade, or the youngest of them
	To      string // the oldest grade of a class that spans several; "" Grade alone
	Section string
	Size    int
	Lang    string // "" English
}
