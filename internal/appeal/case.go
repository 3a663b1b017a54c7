package appeal

import (
	"slices"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
)

// State is where a case stands.
type State string

// The states.
const (
	StateOpen     State = "open"
	StateAsked    State = "asked-back"
	StateAnswered State = "answered" // and can still be appealed
	StateAppealed State = "appealed"
	StateClosed   State = "closed"
)

// States gives them in the order in which lists show them.
func States() []State {
	return []State{StateOpen, StateAppealed, StateAsked, StateAnswered, StateClosed}
}

// Case is a case as its events say.
type Case struct {
	Number Number
	Person org.PersonID
	Wrong  Wrong
	About  About
	Agency org.AgencyCode // where the person served; "" nowhere

	State  State
	Stage  int // 1, and 2 from the appeal on
	Desk   Desk
	Due    day.Date // the last day on which it should be answered
	Opened time.Time

	AppealUntil day.Date // the last day of an appeal; "" before the first answer and after the last
	Events      []Event
}

// fold works out a case. Window is how many days there are for an appeal, and now decides whether they have passed.
func fold(events []Event, window int, now time.Time) Case {
	first := events[0]
	c := Case{Number: first.Case, Person: first.Person, Wrong: first.Wrong, About: first.About, Agency: first.Agency, Events: events,
		State: StateOpen, Stage: 1, Opened: first.At()}
	for _, e := range events {
		if e.Desk.Office != "" {
			c.Desk = e.Desk
		}
		if e.Due != "" {
			c.Due = e.Due
		}
		c.step(e, window)
	}
	if c.State == StateAnswered && day.Of(now) > c.AppealUntil {
		c.State, c.AppealUntil = StateClosed, ""
	}
	return c
}

// step moves the state on.
func (c *Case) step(e Event, window int) {
	switch e.Kind {
	case KindAsked:
		c.State = StateAsked
	case KindReplied:
		c.State = StateOpen
		if c.Stage == 2 {
			c.State = StateAppealed
		}
	case KindAnswered:
		c.State, c.AppealUntil = StateClosed, ""
		if c.Stage == 1 {
			c.State, c.AppealUntil = StateAnswered, Until(day.Of(e.Recorded), window)
		}
	case KindAppealed:
		c.State, c.Stage, c.AppealUntil = StateAppealed, 2, ""
	case KindWithdrawn:
		c.State, c.AppealUntil = StateClosed, ""
	case KindOpened, KindMoved, KindDone:
	}
}

// Rests tells that the case waits for an answer, and the obligation with it.
func (c Case) Rests() bool {
	return c.State == StateOpen || c.State == StateAsked || c.State == StateAppealed
}

// Overdue tells that the answer is late on the day.
func (c Case) Overdue(today day.Date) bool {
	return (c.State == StateOpen || c.State == StateAppealed) && c.Due != "" && today > c.Due
}

// Last gives the newest event of a kind.
func (c Case) Last(k Kind) (Event, bool) {
	for i := len(c.Events) - 1; i >= 0; i-- {
		if c.Events[i].Kind == k {
			return c.Events[i], true
		}
	}
	return Event{}, false
}

// Answers gives the decisions, the first first.
func (c Case) Answers() []Event { return c.of(KindAnswered) }

// Deeds gives what was done because of them.
func (c Case) Deeds() []Event { return c.of(KindDone) }

func (c Case) of(k Kind) []Event {
	var out []Event
	for _, e := range c.Events {
		if e.Kind == k {
			out = append(out, e)
		}
	}
	return out
}

// Given tells that the last decision gave the person right, in whole or in part.
func (c Case) Given() bool {
	e, ok := c.Last(KindAnswered)
	return ok && e.Decision != Refused && (c.State == StateAnswered || c.State == StateClosed)
}

// Asked tells that the person was asked back in this stage already.
func (c Case) Asked() bool {
	for i := len(c.Events) - 1; i >= 0; i-- {
		switch c.Events[i].Kind {
		case KindAsked:
			return true
		case KindAppealed:
			return false
		case KindOpened, KindReplied, KindMoved, KindAnswered, KindWithdrawn, KindDone:
		}
	}
	return false
}

// allows says why an event of a kind cannot follow now; nil when it can. It is the whole state machine.
func (c Case) allows(k Kind) error {
	in := func(states ...State) bool { return slices.Contains(states, c.State) }
	switch k {
	case KindAsked:
		if in(StateOpen, StateAppealed) && c.Asked() {
			return fault.Conflict("The person was asked back once already. Decide on what is known.")
		}
		if in(StateOpen, StateAppealed) {
			return nil
		}
	case KindReplied:
		if in(StateAsked) {
			return nil
		}
	case KindMoved, KindAnswered:
		if c.Rests() {
			return nil
		}
	case KindAppealed:
		if in(StateAnswered) {
			return nil
		}
		if c.Stage == 1 && len(c.Answers()) > 0 && c.State == StateClosed {
			return fault.Conflict("The time for an appeal has passed.")
		}
		if c.Stage == 2 && c.State == StateClosed {
			return fault.Conflict("An answer can be appealed once. This one is final.")
		}
	case KindWithdrawn:
		if c.Rests() {
			return nil
		}
	case KindDone:
		if c.Given() {
			return nil
		}
		return fault.Conflict("The case was not granted, so nothing follows from it.")
	case KindOpened:
	}
	return fault.Conflict("The case has gone on meanwhile. Look at it again.")
}

// Review says that an obligation was under review from an instant until another, as it was known when it was recorded. A later
// record of the same ID restates it.
type Review struct {
	ID          string
	Person      org.PersonID
	Course      courses.CourseID // "" every course
	From, Until time.Time
	Recorded    time.Time
}

// reviews gives what the case says about its obligation, in the order in which it became known.
func (c Case) reviews() []Review {
	if !c.Wrong.holds() {
		return nil
	}
	var out []Review
	var open Review
	stage := 1
	for _, e := range c.Events {
		switch e.Kind {
		case KindOpened, KindAppealed:
			if e.Kind == KindAppealed {
				stage = 2
			}
			open = Review{ID: eventID(c.Number, stage), Person: c.Person, Course: c.About.Course, From: e.At(), Recorded: e.Recorded}
			out = append(out, open)
		case KindAnswered, KindWithdrawn:
			open.Until, open.Recorded = e.Recorded, e.Recorded
			out = append(out, open)
		case KindAsked, KindReplied, KindMoved, KindDone:
		}
	}
	return out
}
