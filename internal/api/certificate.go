package api

import (
	"context"
	"fmt"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/certificate"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
)

// issued is a certificate with every printed field and its state. It names its holder as the sheet does, never by EID or id.
type issued struct {
	Serial     string               `json:"serial"`
	Standing   certificate.Standing `json:"standing"`
	ReplacedBy string               `json:"replaced_by,omitempty"` // serial of the later certificate
	Revoked    time.Time            `json:"revoked,omitzero"`
	Cause      string               `json:"cause,omitempty"` // why it was revoked

	Name       string           `json:"name"`
	NameDz     string           `json:"name_dz,omitempty"`
	Agency     string           `json:"agency"`
	AgencyDz   string           `json:"agency_dz,omitempty"`
	Title      string           `json:"title"`
	Course     courses.CourseID `json:"course"`
	Version    courses.Version  `json:"version"`
	Hash       string           `json:"hash"`
	Completed  day.Date         `json:"completed"`
	ValidUntil day.Date         `json:"valid_until,omitempty"`
	Score      int              `json:"score"`
	Pretest    bool             `json:"pretest,omitempty"` // by the test before the lessons
	Marks      []string         `json:"marks"`
	Issued     time.Time        `json:"issued"`

	VerifyURL string `json:"verify_url"`
	Signature string `json:"jws"` // compact JWS over the printed fields; its key is in /.well-known/jwks.json
	Key       string `json:"kid"`
}

// newIssued gives what is printed, and the state of the day. Person and enrolment stay out of it.
func newIssued(c certificate.Certificate, s certificate.State) issued {
	return issued{
		Serial: c.Serial, Standing: s.Standing, ReplacedBy: s.ReplacedBy, Revoked: s.Revoked, Cause: s.Cause,
		Name: c.Name, NameDz: c.NameDz, Agency: c.Agency, AgencyDz: c.AgencyDz, Title: c.Course, Course: c.CourseID,
		Version: c.Version, Hash: c.Hash, Completed: c.Completed, ValidUntil: c.ValidUntil, Score: c.Score, Pretest: c.Pretest, Marks: listed(c.Marks),
		Issued: c.Issued, VerifyURL: c.VerifyURL(), Signature: c.Signature, Key: c.SignatureBy,
	}
}

// certificateAnswer is the answer of GET /certificates/{serial}.
type certificateAnswer struct {
	marked
	Certificate issued `json:"certificate"`
}

// certificateList is the answer of GET /me/certificates.
type certificateList struct {
	marked
	Certificates []issued `json:"certificates"` // the latest first
}

// completionAnswer is the answer of what may complete a course.
type completionAnswer struct {
	marked
	Progress    *progress `json:"progress"`
	Certificate *issued   `json:"certificate"` // null until the course is complete
}

// issue gives the certificate of a course that is complete, nil otherwise. It is called by all that may complete one, and
// when the certificates are listed, so that a crash in between leaves nobody without.
func (a *API) issue(ctx context.Context, p learning.Progress) (*issued, error) {
	if p.Course.Certificate == nil || p.Status.Stage != learning.StateComplete {
		return nil, nil //nolint:nilnil // none is due; null is the answer
	}
	if waits, err := a.certificates.Waits(ctx, p.Person, p.Course.ID); err != nil || waits {
		return nil, err // the person has not said yet whether what was recorded for them is right
	}
	c, err := a.certificates.Issue(ctx, p.Person, p.Course.ID)
	if err != nil {
		return nil, err
	}
	c, state, err := a.certificates.Certificate(ctx, c.Serial)
	if err != nil {
		return nil, err
	}
	one := newIssued(c, state)
	return &one, nil
}

// sendCompletion answers with the progress and, when the course is complete, with the certificate.
func (a *API) sendCompletion(c *fiber.Ctx, p learning.Progress) error {
	one, err := a.issue(c.UserContext(), p)
	if err != nil {
		return err
	}
	return c.JSON(completionAnswer{a.marked(), newProgress(p), one})
}

// myCertificates lists the own certificates, after issuing any that a crash has left out.
func (a *API) myCertificates(c *fiber.Ctx) error {
	ctx := c.UserContext()
	records, err := a.learning.Record(ctx, asker(c))
	if err != nil {
		return err
	}
	for _, r := range records {
		if _, err := a.issue(ctx, r.Progress); err != nil {
			return err
		}
	}
	held, err := a.certificates.OfPerson(ctx, asker(c))
	if err != nil {
		return err
	}
	answer := certificateList{marked: a.marked(), Certificates: []issued{}}
	for _, h := range held {
		answer.Certificates = append(answer.Certificates, newIssued(h.Certificate, h.State))
	}
	return c.JSON(answer)
}

// certificate lets anyone who holds the paper check it.
func (a *API) certificate(c *fiber.Ctx) error {
	found, state, err := a.certificates.Certificate(c.UserContext(), c.Params("serial"))
	if err != nil {
		return err
	}
	return c.JSON(certificateAnswer{a.marked(), newIssued(found, state)})
}

// certificateSheet gives the printed sheet, to its holder only: whoever has the serial may check what is printed, but a
// fresh sheet to show around is the holder's to give.
func (a *API) certificateSheet(c *fiber.Ctx) error {
	found, _, err := a.certificates.Certificate(c.UserContext(), c.Params("serial"))
	if err != nil {
		return err
	}
	if found.Person != asker(c) {
		return fault.Forbidden("Only the holder can fetch the sheet of a certificate. What is printed on it can be checked by anyone at %s.",
			found.VerifyURL())
	}
	sheet, err := a.certificates.PDF(c.UserContext(), found.Serial)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "application/pdf")
	c.Set(fiber.HeaderContentDisposition, fmt.Sprintf(`attachment; filename="certificate-%s.pdf"`, found.Serial))
	return c.Send(sheet)
}
