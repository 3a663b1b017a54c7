package classroom

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"lamtoen/courses"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
)

// Limits of what is typed.
const (
	maxPlace  = 120 // characters
	aheadDays = 60  // a session is planned at most so many days before
	backDays  = 60  // a session on paper is entered at most so many days after
)

// Session is a group session as it was opened.
type Session struct {
	ID string `bson:"_id"` // eight characters; sheets are numbered ID-1, ID-2, …

	// What is taught; the version is that of the day on which the session was opened.
	Course  courses.CourseID `bson:"course"`
	Version courses.Version  `bson:"version"`
	Hash    string           `bson:"hash"`
	Lang    string           `bson:"lang"` // in which it is held

	// For whose people, where and when, and who runs it.
	Agency      org.AgencyCode `bson:"agency"`
	Place       string         `bson:"place"`
	Day         day.Date       `bson:"day"`
	Facilitator org.PersonID   `bson:"facilitator"`

	Code   string    `bson:"code"` // to join by on its day
	Opened time.Time `bson:"opened"`
}

// NewSession is what a facilitator says of a session. A form that is sent twice carries the same ID, made by NewID, and opens
// one session.
type NewSession struct {
	ID     string
	Course courses.CourseID
	Agency org.AgencyCode
	Place  string
	Day    day.Date
	Lang   string
}

// Officer is somebody who runs sessions, and for whose people.
type Officer struct {
	ID    org.PersonID
	Scope org.Scope
}

// alphabet leaves out what looks alike on a screen or in handwriting: 0 O, 1 I L, 2 Z, 5 S, 8 B, U V.
const alphabet = "34679ACDEFGHJKMNPQRTWXY"

// The lengths of a session's id and of a join code.
const (
	idLength   = 8
	codeLength = 6
)

// validID tells whether a text has the form of a session's id, which also stands in fact ids.
func validID(id string) bool {
	return len(id) == idLength && strings.Trim(id, alphabet) == ""
}

// GroupCode writes a code as it is read out: K7M-P4X.
func GroupCode(code string) string {
	if len(code) != codeLength {
		return code
	}
	return code[:3] + "-" + code[3:]
}

// cleanCode takes a code as people type it.
func cleanCode(typed string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || strings.ContainsRune("-–—.", r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, typed)
}

// problems lists what is wrong with a new session in itself, by field.
func (n *NewSession) problems(today day.Date) []fault.Field {
	var bad []fault.Field
	say := func(name, message string) { bad = append(bad, fault.Field{Name: name, Message: message}) }
	n.Place = strings.Join(strings.Fields(n.Place), " ")
	if n.Course == "" {
		say("course", "Choose the course.")
	}
	switch {
	case n.Place == "":
		say("place", "Write where the session is held, such as the meeting room of the gewog.")
	case utf8.RuneCountInString(n.Place) > maxPlace || !readable(n.Place):
		say("place", "Write the place in at most 120 readable characters.")
	}
	_, err := day.Parse(string(n.Day))
	switch {
	case err != nil:
		say("day", "Give the day as year-month-day, such as 2026-11-23.")
	case n.Day > today.AddDays(aheadDays):
		say("day", "Give a day within the next 60 days.")
	case n.Day < today.AddDays(-backDays):
		say("day", "A session can be entered up to 60 days after it was held.")
	}
	return bad
}

// readable refuses characters that are not seen.
func readable(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, func(r rune) bool {
		return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)
	})
}

// Phase is where a session stands in time.
type Phase string

// The phases.
const (
	Planned Phase = "planned" // its day has not come
	Open    Phase = "open"
	Over    Phase = "over" // closed, or its day is past; it can be reopened
)

// Mode is how somebody takes part.
type Mode string

// The modes.
const (
	Phone  Mode = "phone"
	Device Mode = "device"
	Paper  Mode = "paper"
)

// Participant is somebody who takes part.
type Participant struct {
	Person   org.PersonID
	Mode     Mode
	Joined   time.Time // the last time; of paper: the day of the sheet
	Left     bool
	Disputed bool   // says that it was not so
	Sheet    string // the number of the sheet signed on paper
	Answers  bool   // a quiz on paper was entered
}

// present tells whether the person was there at the instant.
func (p Participant) present(at time.Time) bool {
	return p.Mode != Paper && !p.Left && !p.Disputed && !at.Before(p.Joined)
}

// Sheet is a printed sheet that was entered.
type Sheet struct {
	Number  string
	Day     day.Date
	Witness string
	By      org.PersonID
	At      time.Time
}

// Number gives the n-th sheet's number, as printed.
func (s Session) Number(n int) string { return s.ID + "-" + itoa(n) }

// Shown is a lesson that was gone through.
type Shown struct {
	Lesson courses.LessonID
	At     time.Time
	By     org.PersonID
}

// State is where a session stands.
type State struct {
	Session
	Phase  Phase
	Code   string // to join by now; "" while it is not open
	Until  time.Time
	Shown  []Shown // in the order in which it happened
	People []Participant
	Sheets []Sheet
	Forms  int // of the quiz on paper, made so far

	windows int // how often it was opened
}

// Participant finds somebody; false for whoever does not take part.
func (s State) Participant(id org.PersonID) (Participant, bool) {
	i := slices.IndexFunc(s.People, func(p Participant) bool { return p.Person == id })
	if i < 0 {
		return Participant{}, false
	}
	return s.People[i], true
}

// WasShown tells whether the lesson was gone through.
func (s State) WasShown(id courses.LessonID) bool {
	return slices.ContainsFunc(s.Shown, func(l Shown) bool { return l.Lesson == id })
}

// Next is the first lesson of the course that was not gone through; false when all were.
func (s State) Next(c *courses.Course) (courses.Lesson, bool) {
	for _, l := range c.Lessons {
		if !s.WasShown(l.ID) {
			return l, true
		}
	}
	return courses.Lesson{}, false
}
