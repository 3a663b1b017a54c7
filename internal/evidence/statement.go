package evidence

import (
	"time"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
)

// Form is the form of the statements that this program makes.
const Form = "lamtoen/evidence/1"

// Statement is what is signed. Times are UTC in whole milliseconds; marks, scores and points are ten-thousandths.
type Statement struct {
	Form   string    `json:"form"`
	Issuer string    `json:"issuer"`         // host of the service
	Mark   string    `json:"mark,omitempty"` // of a demonstration
	Known  time.Time `json:"known"`          // when the last fact was recorded that this tells of

	Person  Person  `json:"person"`
	Course  Course  `json:"course"`
	Attempt Attempt `json:"attempt"`
	Items   []Item  `json:"items"` // in the order in which they were shown

	Keys        Disclosure   `json:"keys"`
	Grading     *Grading     `json:"grading,omitempty"` // none until it is handed in
	Corrections []Correction `json:"corrections"`       // in the order in which they were recorded
}

// Person is whose attempt it was, as the register had them at Statement.Known.
type Person struct {
	ID     org.PersonID `json:"id"`
	EID    string       `json:"eid"`
	Name   string       `json:"name"`
	NameDz string       `json:"name_dz,omitempty"`
}

// Course is the version that the attempt was on.
type Course struct {
	ID       courses.CourseID     `json:"id"`
	Title    string               `json:"title"`
	Version  courses.Version      `json:"version"`
	Hash     string               `json:"hash"` // of the content, with the key in it
	Feedback courses.FeedbackMode `json:"feedback"`
}

// Standing is how an attempt stands.
type Standing string

// The standings.
const (
	Open      Standing = "open"
	HandedIn  Standing = "handed-in"
	Withdrawn Standing = "withdrawn" // it does not count; Corrections say why
)

// Attempt is when and how it was made.
type Attempt struct {
	ID        string       `json:"id"`
	Enrolment int          `json:"enrolment"`
	Number    int          `json:"number"` // within the enrolment
	Standing  Standing     `json:"standing"`
	Purpose   string       `json:"purpose,omitempty"` // "" is the assessment
	Lang      string       `json:"lang"`              // of the questions
	Words     string       `json:"words,omitempty"`   // hash of the translation that was shown; none in English
	Via       learning.Via `json:"via"`
	Group     string       `json:"group,omitempty"` // the group session
	Began     time.Time    `json:"began"`
	Until     time.Time    `json:"until,omitzero"`              // the deadline of a timed attempt
	HandedIn  time.Time    `json:"handed_in,omitzero"`          // none while it is open
	ByTime    bool         `json:"handed_in_by_time,omitempty"` // nobody handed it in: its time was over
	Recorded  time.Time    `json:"recorded,omitzero"`           // when the server recorded the submission
	Outages   []Outage     `json:"outages,omitempty"`           // that lay in it
	Returned  bool         `json:"returned,omitempty"`          // lost to them: it is no failure
}

// Outage is a time in which the course could not be taken.
type Outage struct {
	From     time.Time `json:"from"`
	Until    time.Time `json:"until"`
	Cause    string    `json:"cause"`
	Recorded time.Time `json:"recorded"`
}

// Disclosure says whether right answers and their reasons stand in the statement.
type Disclosure string

// The disclosures.
const (
	Told     Disclosure = "told"
	Withheld Disclosure = "withheld" // the course holds them back until the person has passed
)

// Item is one question as it was shown, and what became of it.
type Item struct {
	Number   int              `json:"number"`       // from 1
	Hash     string           `json:"hash"`         // of its content, by which it is found in the bank
	ID       courses.ItemID   `json:"id,omitempty"` // when keys are told, since a name may tell what is right
	Type     courses.ItemType `json:"type"`
	Title    string           `json:"title,omitempty"`
	Text     string           `json:"text"`
	Answered bool             `json:"answered"`
	Seconds  int              `json:"seconds,omitempty"` // spent on it

	Options []Option `json:"options,omitempty"` // in the order shown; of matching, the list of right-hand sides
	Reasons []Option `json:"reasons,omitempty"`
	Rows    []Row    `json:"rows,omitempty"`        // of matching
	Order   []int    `json:"order,omitempty"`       // of ordering: positions as the person ordered them
	Right   []int    `json:"right_order,omitempty"` // of ordering, when keys are told
	Scenes  []Scene  `json:"scenes,omitempty"`      // of a scenario: those that the person saw

	Rule    assessment.Rule    `json:"rule"`
	Verdict Verdict            `json:"verdict,omitempty"` // none until it is handed in
	Points  *assessment.Points `json:"points,omitempty"`
}

// Verdict is how an item was answered.
type Verdict string

// The verdicts.
const (
	Right  Verdict = "right"
	Partly Verdict = "partly"
	Wrong  Verdict = "wrong"
)

// Option is something that could be chosen. Right and Feedback stand there when keys are told.
type Option struct {
	Position int    `json:"position"` // from 1, in the order shown
	Text     string `json:"text"`
	Chosen   bool   `json:"chosen"`
	Right    *bool  `json:"right,omitempty"`
	Feedback string `json:"feedback,omitempty"`
}

// Row is the left side of a pair. Given and Right are positions in the item's options; a Given of 0 is none.
type Row struct {
	Text     string `json:"text"`
	Given    int    `json:"given"`
	Right    int    `json:"right,omitempty"`
	Feedback string `json:"feedback,omitempty"`
}

// Scene is one scene of a story with what could be done in it. A scene without choices is an end.
type Scene struct {
	Text     string         `json:"text"`
	Choices  []Option       `json:"choices,omitempty"`
	Ending   courses.Ending `json:"ending,omitempty"` // when keys are told, as the next two
	Score    *int           `json:"score,omitempty"`  // per cent
	Feedback string         `json:"feedback,omitempty"`
}

// Grading is how the submission was graded then, and whether that comes out again.
type Grading struct {
	Grader   string `json:"grader"`
	Score    int    `json:"score"` // the mean of the points of all items, rounded down
	PassMark int    `json:"pass_mark"`
	Passed   bool   `json:"passed"`
	Regraded Again  `json:"regraded_from_the_snapshot"`
	Counts   Result `json:"counts"` // after Corrections
}

// Result is what an attempt earned.
type Result struct {
	Score  int  `json:"score"`
	Passed bool `json:"passed"`
}

// Again is what came out when the answers were graded again with the key of the snapshot.
type Again string

// What may come out.
const (
	Same         Again = "same"
	Different    Again = "different"
	OtherGrader  Again = "other-grader"  // graded by another version of the rules than this program has
	OtherContent Again = "other-content" // the store's version has another hash than the attempt was on
)

// Correction is a fact about the attempt that was recorded after it. Items stand as they were graded at first. Fact is its id, under which the audit log names the officer.
type Correction struct {
	Fact     string        `json:"fact"`
	Kind     learning.Kind `json:"kind"`
	About    string        `json:"about,omitempty"` // of a void: the fact that does not count
	Cause    string        `json:"cause,omitempty"` // of a void or regrade
	At       time.Time     `json:"at"`
	Recorded time.Time     `json:"recorded"`
	Question int           `json:"question,omitempty"` // of a regrade: the number of the item that was faulty
	Result   *Result       `json:"result,omitempty"`   // of a regrade: what the attempt earns with it
}
