package site

import (
	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/certificate"
	"lamtoen/internal/day"
	"lamtoen/internal/learning"
	"lamtoen/internal/page"
)

// completePage says that a course is complete, until when nothing more is asked, and gives the certificate.
type completePage struct {
	page.Base
	CourseTitle string
	Until       day.Date // "" without end
	Completed   day.Date
	Signed      day.Date
	Score       string
	Version     string
	Way         page.Phrase     // how, where it was not by the whole course
	Certificate certificateView // zero where the course gives none
	Held        page.Phrase     // in which group session it was signed; zero for none
	Wrong       string          // where to say that something is wrong
	AppealUntil day.Date
}

// signedIn is the group session in which the course was signed.
func signedIn(at learning.Progress) string {
	if at.Signature == nil {
		return ""
	}
	return at.Signature.Group
}

// certificateView is a certificate as a card shows it.
type certificateView struct {
	Serial  string // without groups, as in addresses
	Grouped string
	Name    string
	Agency  string
	Title   string
	State   string
	Trial   bool
	Issued  day.Date
	Until   day.Date
}

// newCertificateView takes from the certificate what is printed on it, never what the register says today.
func newCertificateView(c certificate.Certificate, state certificate.State) certificateView {
	return certificateView{
		Serial: c.Serial, Grouped: certificate.GroupSerial(c.Serial), Name: c.Name, Agency: c.Agency, Title: c.Course,
		State: string(state.Standing), Trial: trial(c), Issued: day.Of(c.Issued), Until: c.ValidUntil,
	}
}

// trial tells that the course was a draft when the certificate was issued.
func trial(c certificate.Certificate) bool {
	for _, mark := range c.Marks {
		if mark == certificate.MarkTrial {
			return true
		}
	}
	return false
}

// newComplete builds the page without the certificate.
func newComplete(base page.Base, at learning.Progress) completePage {
	p := completePage{
		Base: base, CourseTitle: at.Course.Title, Until: at.Status.ValidUntil, Completed: day.Of(at.Status.Completed),
		Version: string(at.Enrolment.Version),
	}
	if at.Course.Assessment != nil {
		p.Score = percent(at.Status.Score)
	}
	if !at.Status.Signed.IsZero() {
		p.Signed = day.Of(at.Status.Signed)
	}
	return p
}

// settle issues the certificate as soon as a course is complete. It is asked after every step that may complete one; a second
// time it finds the certificate there.
func (s *Site) settle(c *fiber.Ctx, at learning.Progress) error {
	if at.Status.Stage != learning.StateComplete || at.Course.Certificate == nil {
		return nil
	}
	if asked, err := s.groupAsked(c, at.Course.ID); err != nil || asked {
		return err // it waits for the person's word on what was recorded for them
	}
	_, err := s.certificates.Issue(c.UserContext(), me(c), at.Course.ID)
	return err
}

// complete also issues the certificate where the server stopped between the last step and the issuing.
func (s *Site) complete(c *fiber.Ctx) error {
	at, err := s.learning.Progress(c.UserContext(), me(c), courses.CourseID(c.Params("course")))
	if err != nil {
		return err
	}
	if at.Status.Stage != learning.StateComplete {
		return to(c, courseHref(at.Course.ID))
	}
	if asked, err := s.groupAsked(c, at.Course.ID); err != nil || asked {
		if err != nil {
			return err
		}
		return to(c, "/me") // where the person says first whether what was recorded for them is right
	}
	p := newComplete(s.courseBase(c, at.Course, "complete.crumb"), at)
	p.Wrong, p.AppealUntil = wrongHref(aboutCourse+string(at.Course.ID)), s.appealUntil()
	p.Way = wayOf(s.words(p.Base), at)
	if at.Course.Certificate != nil {
		issued, err := s.certificates.Issue(c.UserContext(), me(c), at.Course.ID)
		if err != nil {
			return err
		}
		_, state, err := s.certificates.Certificate(c.UserContext(), issued.Serial)
		if err != nil {
			return err
		}
		p.Certificate = newCertificateView(issued, state)
		p.Wrong = wrongHref(aboutCertificate + issued.Serial)
	}
	p.Held = s.held(c, s.words(p.Base), signedIn(at))
	return s.show(c, "complete", p)
}
