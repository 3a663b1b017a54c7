package learning

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

// Kind says what a fact tells.
type Kind string

// The kinds of fact.
const (
	KindEnrolled    Kind = "enrolled"
	KindLessonOpen  Kind = "lesson-opened"
	KindLessonDone  Kind = "lesson-done"
	KindStarted     Kind = "attempt-started"
	KindSubmitted   Kind = "attempt-submitted"
	KindSigned      Kind = "signed"
	KindQuestion    Kind = "question-raised"
	KindCertificate Kind = "certificate-issued"
	KindVoid        Kind = "void"
	KindRegraded    Kind = "regraded"          // a submission graded again, with an erratum, and better
	KindToldOf      Kind = "correction-seen"   // the person has seen the notice of a regrade
	KindGroup       Kind = "recorded-in-group" // what the person says to what others recorded for them in a group session
)

// Via says on which way the server learned of a fact.
type Via string

// The ways.
const (
	ViaWeb     Via = "web"
	ViaAPI     Via = "api"
	ViaPaper   Via = "paper"
	ViaSlip    Via = "slip" // the completion slip of an offline course
	ViaGroup   Via = "group"
	ViaImport  Via = "import"
	ViaOffline Via = "offline" // read without a link, at the time that the device says
	ViaDemo    Via = "demo"    // invented; may be recorded in the past
)

// What stands in the ids of facts.
const (
	partLesson     = "lesson"
	partOpened     = "opened"
	partAttempt    = "attempt"
	partSubmission = "submission"
	partSignature  = "signature"
	partQuestion   = "question"
	partVoid       = "void"
	partRegrade    = "regrade"
	partSeen       = "seen"
	partGroup      = "group"
)

// Valid tells whether k is one of the kinds.
func (k Kind) Valid() bool {
	switch k {
	case KindEnrolled, KindLessonOpen, KindLessonDone, KindStarted, KindSubmitted, KindSigned, KindQuestion, KindCertificate, KindVoid,
		KindRegraded, KindToldOf, KindGroup:
		return true
	}
	return false
}

// Valid tells whether v is one of the ways.
func (v Via) Valid() bool {
	switch v {
	case ViaWeb, ViaAPI, ViaPaper, ViaSlip, ViaGroup, ViaImport, ViaOffline, ViaDemo:
		return true
	}
	return false
}

// Fact is one thing that happened. It is inserted once and never changed; the package comment says how ids are made and
// what makes two facts the same.
type Fact struct {
	ID   string `bson:"_id"`
	Kind Kind   `bson:"kind"`

	// What it is about. Version and Hash are those that the enrolment pins.
	Person    org.PersonID     `bson:"person"`
	Course    courses.CourseID `bson:"course"`
	Enrolment int              `bson:"enrolment"`
	Version   courses.Version  `bson:"version"`
	Hash      string           `bson:"hash"`

	// At is when it happened, Recorded when the server took it; By is who told it (a person's id, or "system").
	At       time.Time `bson:"at"`
	Recorded time.Time `bson:"recorded"`
	By       string    `bson:"by"`
	Via      Via       `bson:"via"`

	// Data is what the kind adds, decoded with Into: LessonData, StartData, SubmissionData, SignatureData, QuestionData,
	// VoidData, or what another package keeps there.
	Data store.Raw `bson:"data,omitempty"`
}

// LessonData is the data of KindLessonDone.
type LessonData struct {
	Opened time.Time `bson:"opened"`          // when the lesson was first opened
	Group  string    `bson:"group,omitempty"` // the group session in which it was shown
	Slip   string    `bson:"slip,omitempty"`  // the completion slip that told of it
}

// VoidData is the data of KindVoid. The officer is the fact's By.
type VoidData struct {
	Fact  string `bson:"fact"`  // the id of the fact that does not count
	Cause string `bson:"cause"` // why, in words fit to show to the person
}

// FactID makes the id of a fact about a person's n-th enrolment: FactID(p, c, 1, "lesson", "be-careful").
func FactID(person org.PersonID, course courses.CourseID, n int, about ...string) string {
	parts := append([]string{string(person), string(course), strconv.Itoa(n)}, about...)
	return strings.Join(parts, "/")
}

// Into decodes the fact's data into the struct that v points to.
func (f Fact) Into(v any) error {
	if err := store.Decode(f.Data, v); err != nil {
		return fmt.Errorf("learning: data of fact %s: %w", f.ID, err)
	}
	return nil
}

// Lesson is the lesson that a lesson fact is about, "" for other facts.
func (f Fact) Lesson() courses.LessonID {
	if f.Kind != KindLessonDone && f.Kind != KindLessonOpen {
		return ""
	}
	return courses.LessonID(f.part(4))
}

// Attempt is the number of the attempt that a start, submission or regrade is about, 0 for other facts.
func (f Fact) Attempt() int {
	if f.Kind != KindStarted && f.Kind != KindSubmitted && f.Kind != KindRegraded {
		return 0
	}
	k, _ := strconv.Atoi(f.part(4))
	return k
}

// part gives the i-th part of the id, counted from 0.
func (f Fact) part(i int) string {
	rest := f.ID
	for ; i > 0; i-- {
		_, after, ok := strings.Cut(rest, "/")
		if !ok {
			return ""
		}
		rest = after
	}
	first, _, _ := strings.Cut(rest, "/")
	return first
}

// Result gives the score (ten-thousandths) of a submission or regrade and whether it passed, without decoding the answers.
func (f Fact) Result() (score int, passed bool) {
	if f.Kind != KindSubmitted && f.Kind != KindRegraded {
		return 0, false
	}
	points, _ := f.Data.Lookup("score").AsInt64OK()
	passed, _ = f.Data.Lookup("passed").BooleanOK()
	return int(points), passed
}

// voids gives the id that a void names, "" for other facts.
func (f Fact) voids() string {
	if f.Kind != KindVoid {
		return ""
	}
	id, _ := f.Data.Lookup("fact").StringValueOK()
	return id
}

// same tells whether two facts have the same content: all but when, by whom and on which way it was told.
func (f Fact) same(g Fact) bool {
	return f.ID == g.ID && f.Kind == g.Kind && f.Person == g.Person && f.Course == g.Course && f.Enrolment == g.Enrolment &&
		f.Version == g.Version && f.Hash == g.Hash && bytes.Equal(f.Data, g.Data)
}

// validate refuses a fact that does not hang together. Its errors are the writer's mistakes, not a learner's.
func (f Fact) validate() error {
	own := FactID(f.Person, f.Course, f.Enrolment)
	switch {
	case !f.Kind.Valid():
		return fmt.Errorf("learning: fact %s has an unknown kind %q", f.ID, f.Kind)
	case !f.Via.Valid():
		return fmt.Errorf("learning: fact %s came on an unknown way %q", f.ID, f.Via)
	case f.Person == "" || f.Course == "" || strings.Contains(string(f.Person)+string(f.Course), "/"):
		return fmt.Errorf("learning: fact %s names no person or no course", f.ID)
	case f.Enrolment < 1:
		return fmt.Errorf("learning: fact %s has no enrolment", f.ID)
	case f.Kind == KindEnrolled && f.ID != own, f.Kind != KindEnrolled && !strings.HasPrefix(f.ID, own+"/"):
		return fmt.Errorf("learning: fact %s is not about enrolment %s", f.ID, own)
	case !f.Version.Valid() || f.Hash == "":
		return fmt.Errorf("learning: fact %s names no version of the course", f.ID)
	case f.By == "":
		return fmt.Errorf("learning: fact %s says not who told it", f.ID)
	case f.Kind == KindVoid && (f.voids() == "" || !strings.HasPrefix(f.ID, f.voids()+"/"+partVoid)):
		return fmt.Errorf("learning: void %s names another fact than its id does", f.ID)
	}
	return nil
}

// stamped sets Recorded, and At where the caller leaves it to the server. A demonstration's fact keeps its own time. A
// claimed time that lies ahead is refused, since what is claimed must already have happened.
func (f Fact) stamped(now time.Time) (Fact, error) {
	if f.Via != ViaDemo || f.Recorded.IsZero() || f.Recorded.After(now) {
		f.Recorded = now
	}
	f.Recorded, f.At = day.Instant(f.Recorded), day.Instant(f.At)
	if f.At.IsZero() {
		f.At = f.Recorded
	}
	if f.At.After(f.Recorded) {
		return f, fault.Invalid(fmt.Sprintf("%s has not come yet; give the day on which it happened.", day.Of(f.At)),
			fault.Field{Name: "at", Message: "Give a day that is not in the future."})
	}
	return f, nil
}
