package notify

import (
	"time"

	"lamtoen/courses"
	"lamtoen/internal/day"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
)

// Kind is what a message is.
type Kind string

// The kinds.
const (
	KindReminder Kind = "reminder"
	KindDigest   Kind = "digest"
)

// State is how far the delivery of a message is.
type State string

// The states; the package comment says how they follow each other.
const (
	Planned State = "planned" // waits for the sender, or in the outbox for somebody to deliver it
	Sending State = "sending" // handed to the mail server, whose answer is not recorded yet
	Sent    State = "sent"    // the mail server took it
	Unknown State = "unknown" // it may have been sent
	Failed  State = "failed"  // the mail server refused it for good
	Held    State = "held"    // there is no address to send it to
	Dropped State = "dropped" // nothing was due any more when its turn came
	Expired State = "expired" // its week was over before it could be delivered
	Handed  State = "handed"  // delivered by hand
	Printed State = "printed" // printed for delivery
)

// States gives all states, in the order in which pages list them.
func States() []State {
	return []State{Planned, Sending, Sent, Unknown, Failed, Held, Dropped, Expired, Handed, Printed}
}

// Delivered tells whether the message reached somebody, as far as it is known.
func (s State) Delivered() bool { return s == Sent || s == Handed || s == Printed }

// counts tells whether a message of the state stands against the weekly cap: it was sent, may have been, or still may be.
func (s State) counts() bool { return s.Delivered() || s == Planned || s == Sending || s == Unknown }

// Cause says why nothing is sent to somebody, or why a message ended as it did.
type Cause string

// The causes.
const (
	CauseNothing   Cause = "nothing"    // no training of theirs is due within the plan's reach
	CauseLeave     Cause = "leave"      // they are on leave
	CauseExempt    Cause = "exempt"     // they are exempt
	CauseReview    Cause = "review"     // what they owe is under review
	CauseCap       Cause = "cap"        // they got a message less than a week ago, or will get one
	CauseServed    Cause = "served"     // they have been reminded since the plan's last step
	CauseClosed    Cause = "closed"     // their place does not work today
	CauseNoAddress Cause = "no-address" // the register has no e-mail address
	CauseShared    Cause = "shared"     // several people give the address
	CauseBad       Cause = "bad"        // a mail server refused the address for good
	CauseRole      Cause = "role"       // they do not hold the office any more
	CauseSettings  Cause = "settings"   // the mail server refuses us, not them
	CauseServer    Cause = "server"     // the mail server could not take it then
	CauseBreak     Cause = "break"      // the connection broke before the mail server had answered, or the program ended
	CauseRefused   Cause = "refused"    // the mail server refused the message, and it does not lie at the address
	CauseByHand    Cause = "by-hand"    // somebody decided so
)

// Item is one course in a reminder.
type Item struct {
	Course courses.CourseID `bson:"course" json:"course"`
	Title  string           `bson:"title" json:"title"`
	Due    day.Date         `bson:"due" json:"due"`
	State  learning.State   `bson:"state" json:"state"`
}

// Line is one agency in a digest; figures are as people read them.
type Line struct {
	Agency        org.AgencyCode `bson:"agency" json:"agency,omitempty"` // "" the nation
	Name          string         `bson:"name" json:"name"`
	Rates         []Rate         `bson:"rates" json:"rates"`
	Overdue       int            `bson:"overdue" json:"overdue"`
	NewlyOverdue  int            `bson:"newly_overdue" json:"newly_overdue"`
	NeverSignedIn int            `bson:"never_signed_in" json:"never_signed_in"`
	ToTell        int            `bson:"to_tell" json:"to_tell"`
}

// Rate is the figure of one course.
type Rate struct {
	Title string `bson:"title" json:"title"`
	Rate  string `bson:"rate" json:"rate"`
}

// Params are what a template is filled with: enough to make the text again.
type Params struct {
	Items []Item   `bson:"items,omitempty" json:"items,omitempty"`
	Lines []Line   `bson:"lines,omitempty" json:"lines,omitempty"`
	At    day.Date `bson:"at" json:"at"`
	Link  string   `bson:"link" json:"link"` // the sign-in
	Demo  bool     `bson:"demo,omitempty" json:"-"`

	Appeal day.Date `bson:"appeal,omitempty" json:"appeal_until,omitempty"` // until when what a reminder says may be appealed
}

// Event is one move of a message's delivery.
type Event struct {
	State State     `bson:"state" json:"state"`
	At    time.Time `bson:"at" json:"at"`
	Cause Cause     `bson:"cause,omitempty" json:"cause,omitempty"`
	Code  string    `bson:"code,omitempty" json:"code,omitempty"` // the mail server's, such as 550 5.1.1; never its words
	By    string    `bson:"by,omitempty" json:"by,omitempty"`     // who decided it; "" the program
}

// Message is the decision to send something to somebody, with its delivery.
type Message struct {
	ID     string         `bson:"_id" json:"id"` // PERSON.WEEK, digest.PERSON.WEEK
	Kind   Kind           `bson:"kind" json:"kind"`
	Person org.PersonID   `bson:"person" json:"person"`
	Agency org.AgencyCode `bson:"agency" json:"agency,omitempty"` // where the person served
	Week   Week           `bson:"week" json:"week"`
	Day    day.Date       `bson:"day" json:"day"` // on which it is to be sent, at the earliest

	// Why it was decided: the plan's step, or who asked for it.
	Step string `bson:"step,omitempty" json:"step,omitempty"`
	By   string `bson:"by,omitempty" json:"by,omitempty"`

	// The text: Template is name/version, Hash is of text and HTML as they were sent, or would have been.
	Template string `bson:"template" json:"template"`
	Lang     string `bson:"lang" json:"lang"`
	Params   Params `bson:"params" json:"params"`
	Hash     string `bson:"hash" json:"hash"`

	// The delivery.
	State     State     `bson:"state" json:"state"`
	Tries     int       `bson:"tries" json:"tries"`
	NotBefore time.Time `bson:"not_before" json:"-"`
	Changed   time.Time `bson:"changed" json:"changed"`
	Planned   time.Time `bson:"planned" json:"planned"`
	Events    []Event   `bson:"events" json:"events"`
}

// Last is the newest event.
func (m Message) Last() Event { return m.Events[len(m.Events)-1] }

// move notes a change of state.
func (m *Message) move(e Event) {
	m.State, m.Changed = e.State, e.At
	m.Events = append(m.Events, e)
}

// reminderID is the lock of the week: whoever inserts it decides.
func reminderID(id org.PersonID, w Week) string { return string(id) + "." + string(w) }

func digestID(id org.PersonID, w Week) string { return "digest." + string(id) + "." + string(w) }
