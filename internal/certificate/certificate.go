package certificate

import (
	"time"

	"lamtoen/courses"
	"lamtoen/internal/day"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
)

// template is the version of the drawing. Another drawing gets another number, and the old one stays in the code for the
// certificates that name it.
const template = 1

// Marks that a certificate may carry. The first one of a sheet also stands pale across it.
const (
	MarkTrial = "Trial"
	MarkDraft = "Draft, not yet approved by its owner"
	MarkDemo  = "Demonstration: invented people and figures"
)

// Certificate is everything that is printed, and what proves it.
type Certificate struct {
	Serial    string           `bson:"serial"` // 16 characters of Crockford's base 32
	Person    org.PersonID     `bson:"person"`
	CourseID  courses.CourseID `bson:"course_id"`
	Enrolment int              `bson:"enrolment"`

	Name        string          `bson:"name"`
	NameDz      string          `bson:"name_dz,omitempty"`
	Agency      string          `bson:"agency"`
	AgencyDz    string          `bson:"agency_dz,omitempty"`
	Course      string          `bson:"course"` // the title printed
	Version     courses.Version `bson:"version"`
	Hash        string          `bson:"hash"`
	Completed   day.Date        `bson:"completed"`
	ValidUntil  day.Date        `bson:"valid_until,omitempty"` // the last day; "" without end
	Score       int             `bson:"score"`                 // ten-thousandths; 0: the course has no assessment
	Pretest     bool            `bson:"pretest,omitempty"`     // earned by the test before the lessons
	Marks       []string        `bson:"marks,omitempty"`
	Group       string          `bson:"group,omitempty"` // the group session in which it was signed; kept, not printed
	Issued      time.Time       `bson:"issued"`
	Origin      string          `bson:"origin"`   // public origin printed in the link
	Template    int             `bson:"template"` // version of the drawing
	Signature   string          `bson:"jws"`      // compact JWS over the printed fields
	SignatureBy string          `bson:"kid"`
}

// VerifyURL is the page at which anyone can check the certificate.
func (c Certificate) VerifyURL() string { return c.Origin + "/v/" + c.Serial }

// Standing says whether a certificate holds.
type Standing string

// The standings.
const (
	Valid    Standing = "valid"
	Expired  Standing = "expired"
	Replaced Standing = "replaced"
	Revoked  Standing = "revoked"
)

// State is a certificate's standing and what explains it.
type State struct {
	Standing   Standing
	ReplacedBy string    // serial of the later certificate
	Revoked    time.Time // when
	Cause      string    // why it was revoked, in words fit to show
}

// stateOf finds the state among the facts of the person and course.
func stateOf(c Certificate, facts []learning.Fact, today day.Date) (State, error) {
	state := State{Standing: Valid}
	if c.ValidUntil != "" && today > c.ValidUntil {
		state.Standing = Expired
	}
	own := factID(c.Person, c.CourseID, c.Enrolment)
	for _, f := range facts {
		if f.Kind != learning.KindCertificate || f.Enrolment <= c.Enrolment {
			continue
		}
		var later Certificate
		if err := f.Into(&later); err != nil {
			return state, err
		}
		state.Standing, state.ReplacedBy = Replaced, later.Serial
	}
	for _, f := range facts {
		if f.Kind != learning.KindVoid {
			continue
		}
		var void learning.VoidData
		if err := f.Into(&void); err != nil {
			return state, err
		}
		if void.Fact == own {
			state = State{Standing: Revoked, Revoked: f.Recorded, Cause: void.Cause}
		}
	}
	return state, nil
}

func factID(person org.PersonID, course courses.CourseID, enrolment int) string {
	return learning.FactID(person, course, enrolment, "certificate")
}
