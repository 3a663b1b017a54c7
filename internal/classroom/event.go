package classroom

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/day"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
)

// Kind says what an event tells.
type Kind string

// The kinds of event.
const (
	KindShown    Kind = "lesson-shown"
	KindJoined   Kind = "joined"
	KindLeft     Kind = "left"
	KindDisputed Kind = "disputed" // "I was not there"
	KindClosed   Kind = "closed"
	KindReopened Kind = "reopened"
	KindSheet    Kind = "sheet"   // a printed sheet was entered
	KindPaper    Kind = "signed"  // somebody's line on it
	KindAnswers  Kind = "answers" // somebody's quiz on paper
)

// Event is one thing that happened in a session. It is inserted once and never changed:
//
//	SESSION/shown/LESSON            SESSION/closed/k       SESSION/sheet/n
//	SESSION/person/P/joined/k       SESSION/reopened/k     SESSION/person/P/signed
//	SESSION/person/P/left/k         SESSION/person/P/disputed/k   SESSION/person/P/answers
type Event struct {
	ID      string       `bson:"_id"`
	Session string       `bson:"session"`
	Kind    Kind         `bson:"kind"`
	Person  org.PersonID `bson:"person"` // whom it is about; "" nobody

	By       org.PersonID `bson:"by"`
	At       time.Time    `bson:"at"`
	Recorded time.Time    `bson:"recorded"`

	Lesson courses.LessonID `bson:"lesson,omitempty"` // of KindShown
	Mode   Mode             `bson:"mode,omitempty"`   // of KindJoined
	Code   string           `bson:"code,omitempty"`   // of KindReopened

	// Of KindSheet and KindPaper: the sheet's number, its day and the witness.
	Sheet   string   `bson:"sheet,omitempty"`
	Day     day.Date `bson:"day,omitempty"`
	Witness string   `bson:"witness,omitempty"`

	// Of KindAnswers: the number of the form, and what stands on it, question by question.
	Form  int      `bson:"form,omitempty"`
	Typed []string `bson:"typed,omitempty"`
}

func itoa(n int) string { return strconv.Itoa(n) }

// about makes the id of an event of a session.
func about(session string, parts ...string) string {
	return session + "/" + strings.Join(parts, "/")
}

// told says of a fact that it comes from this session; by "" the person themselves, at zero now.
func (s Session) told(via learning.Via, by org.PersonID, at time.Time) learning.InGroup {
	return learning.InGroup{Session: s.ID, Version: s.Version, Via: via, By: string(by), At: at}
}

// stateOf works out where a session stands at the instant.
func stateOf(s Session, events []Event, now time.Time) State {
	st := State{Session: s}
	// In the order in which they were recorded; of one instant, as their ids are numbered.
	slices.SortStableFunc(events, func(a, b Event) int { return cmp.Or(a.Recorded.Compare(b.Recorded), cmp.Compare(a.ID, b.ID)) })
	from, until, code, closed := s.Day.Start(), s.Day.End(), s.Code, false
	for _, e := range events {
		switch e.Kind {
		case KindReopened:
			from, until, code, closed = e.At, day.Of(e.At).End(), e.Code, false
			st.windows++
		case KindClosed:
			closed = true
		case KindShown:
			st.Shown = append(st.Shown, Shown{Lesson: e.Lesson, At: e.At, By: e.By})
		case KindSheet:
			st.Sheets = append(st.Sheets, Sheet{Number: e.Sheet, Day: e.Day, Witness: e.Witness, By: e.By, At: e.Recorded})
		default:
			st.take(e)
		}
	}
	switch {
	case closed || now.After(until):
		st.Phase = Over
	case now.Before(from):
		st.Phase = Planned
	default:
		st.Phase, st.Code, st.Until = Open, code, until
	}
	if st.Phase != Open {
		st.Code = ""
	}
	return st
}

// take adds an event about a person.
func (s *State) take(e Event) {
	i := slices.IndexFunc(s.People, func(p Participant) bool { return p.Person == e.Person })
	if i < 0 {
		s.People, i = append(s.People, Participant{Person: e.Person}), len(s.People)
	}
	p := &s.People[i]
	switch e.Kind {
	case KindJoined:
		p.Mode, p.Left, p.Disputed = e.Mode, false, false
		if p.Joined.IsZero() || e.At.After(p.Joined) {
			p.Joined = e.At
		}
	case KindLeft:
		p.Left = true
	case KindDisputed:
		p.Disputed = true
	case KindPaper:
		p.Sheet = e.Sheet
		if p.Mode == "" {
			p.Mode, p.Joined = Paper, e.At
		}
	case KindAnswers:
		p.Answers = true
	}
}
