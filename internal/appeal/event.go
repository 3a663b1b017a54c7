package appeal

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"lamtoen/internal/day"
	"lamtoen/internal/org"
)

// Kind says what an event tells.
type Kind string

// The kinds of event.
const (
	KindOpened    Kind = "opened"
	KindAsked     Kind = "asked"     // the officer asks the person back
	KindReplied   Kind = "replied"   // the person answers that
	KindMoved     Kind = "moved"     // taken over, or given to another officer
	KindAnswered  Kind = "answered"  // decided
	KindAppealed  Kind = "appealed"  // the person appeals against the first decision
	KindWithdrawn Kind = "withdrawn" // the person takes the case back
	KindDone      Kind = "done"      // what was done because of the decision
)

// Event is one thing that happened to a case. It is inserted once and never changed.
type Event struct {
	ID   string `bson:"_id"` // NUMBER/NNN
	Case Number `bson:"case"`
	N    int    `bson:"n"`    // from 1
	Once string `bson:"once"` // unique: of an opening, who said what about what; else the id
	Kind Kind   `bson:"kind"`

	By       org.PersonID `bson:"by"` // the person; an officer, who may have entered a paper of the person's
	Recorded time.Time    `bson:"recorded"`
	Paper    *Paper       `bson:"paper,omitempty"`
	Text     string       `bson:"text,omitempty"` // of the person or the officer

	// Of an opening: whose case it is, about what, and where they served.
	Person org.PersonID   `bson:"person,omitempty"`
	Wrong  Wrong          `bson:"wrong,omitempty"`
	About  About          `bson:"about,omitempty"`
	Agency org.AgencyCode `bson:"agency,omitempty"`

	// Of an opening, an appeal and a move: who answers. Of these and a reply: until when.
	Desk Desk     `bson:"desk,omitempty"`
	Due  day.Date `bson:"due,omitempty"`

	// Of an answer. Records are what was looked at, in words.
	Decision Decision `bson:"decision,omitempty"`
	Reasons  []Reason `bson:"reasons,omitempty"`
	Records  string   `bson:"records,omitempty"`
	Office   Office   `bson:"office,omitempty"`
	Position string   `bson:"position,omitempty"` // of the officer on that day

	Deed Deed `bson:"deed,omitempty"` // of what was done
}

// Desk is who answers a case, and why they.
type Desk struct {
	Office  Office         `bson:"office,omitempty"`
	Agency  org.AgencyCode `bson:"agency,omitempty"`  // of the focal officer's scope
	Officer org.PersonID   `bson:"officer,omitempty"` // "" nobody yet
	Why     Why            `bson:"why,omitempty"`
}

// Why is why a desk got a case.
type Why string

// Why a desk got a case.
const (
	WhyScope   Why = "scope"   // the focal officer nearest to where the person serves
	WhyMatter  Why = "matter"  // such matters are RCSC's
	WhyNobody  Why = "nobody"  // nobody in the agency may answer it
	WhyNoPost  Why = "no-post" // the person serves nowhere today
	WhyAppeal  Why = "appeal"  // appeals are RCSC's
	WhyTaken   Why = "taken"   // another officer took it over
	WhyHanded  Why = "handed"  // another officer was asked to answer
	WhyWaiting Why = "waiting" // nobody at RCSC may answer it yet
)

// At is when it happened: the day of the paper where one came first, or else when it was recorded.
func (e Event) At() time.Time {
	if e.Paper != nil {
		if d, err := day.Parse(e.Paper.Day); err == nil && d.Start().Before(e.Recorded) {
			return d.Start()
		}
	}
	return e.Recorded
}

// eventID is the id of the n-th event of a case.
func eventID(number Number, n int) string { return fmt.Sprintf("%s/%03d", number, n) }

// same tells whether two events say the same, by the same person: the second telling of one.
func (e Event) same(f Event) bool {
	paper := (e.Paper == nil) == (f.Paper == nil) && (e.Paper == nil || *e.Paper == *f.Paper)
	return e.Kind == f.Kind && e.By == f.By && e.Text == f.Text && paper && e.Decision == f.Decision && slices.Equal(e.Reasons, f.Reasons) &&
		e.Records == f.Records && e.Deed == f.Deed && (e.Kind != KindMoved || e.Desk.Officer == f.Desk.Officer)
}

// officers tells that the event is an officer's act, which goes to the audit log.
func (e Event) officers() bool {
	switch e.Kind {
	case KindAsked, KindMoved, KindAnswered, KindDone:
		return true
	case KindOpened, KindReplied, KindAppealed, KindWithdrawn:
	}
	return e.Paper != nil
}

// describe is the event for the audit log: without the words of the person, and without those written to them.
func (e Event) describe() string {
	parts := []string{string(e.Kind)}
	add := func(name, value string) {
		if value != "" {
			parts = append(parts, name+" "+value)
		}
	}
	add("about", string(e.Wrong))
	add("course", string(e.About.Course))
	add("fact", e.About.Fact)
	if e.Paper != nil {
		add("on paper", e.Paper.Reference)
		add("of", e.Paper.Day)
	}
	add("office", string(e.Desk.Office))
	add("officer", string(e.Desk.Officer))
	add("until", e.Due.ISO())
	add("decision", string(e.Decision))
	for _, r := range e.Reasons {
		add("because", string(r))
	}
	add("deed", string(e.Deed))
	return strings.Join(parts, ", ")
}
