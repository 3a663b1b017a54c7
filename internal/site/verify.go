package site

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/certificate"
	"lamtoen/internal/day"
	"lamtoen/internal/fault"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// verifyPage shows every printed field of a certificate and whether it holds, to anyone who has its serial.
type verifyPage struct {
	page.Base
	Typed page.Field

	Serial    string // "" where none is shown
	State     string
	Trial     bool
	Invented  bool // a certificate of the demonstration
	Name      string
	NameDz    string
	Agency    string
	AgencyDz  string
	Title     string
	Version   string
	Completed day.Date
	Issued    day.Date
	Until     day.Date
	Score     string
	Pretest   bool // by the test before the lessons
	Revoked   day.Date
	Cause     string
	Newer     string // serial of the certificate that replaced it, grouped
	Wrong     string // where its holder says that something is wrong; "" for everybody else
}

// newVerify builds the form alone; typed is what was asked for.
func newVerify(base page.Base, typed string) verifyPage {
	return verifyPage{Base: base, Typed: page.Field{Name: "serial", Value: typed, Hint: true, Wrong: base.Wrong("serial")}}
}

// show puts a certificate on the page.
func (p *verifyPage) show(c certificate.Certificate, state certificate.State) {
	p.Serial, p.State, p.Trial = certificate.GroupSerial(c.Serial), string(state.Standing), trial(c)
	p.Name, p.NameDz, p.Agency, p.AgencyDz = c.Name, c.NameDz, c.Agency, c.AgencyDz
	p.Title, p.Version, p.Completed, p.Until = c.Course, string(c.Version), c.Completed, c.ValidUntil
	p.Issued, p.Score, p.Pretest = day.Of(c.Issued), percent(c.Score), c.Pretest
	p.Cause = state.Cause
	if !state.Revoked.IsZero() {
		p.Revoked = day.Of(state.Revoked)
	}
	if state.ReplacedBy != "" {
		p.Newer = certificate.GroupSerial(state.ReplacedBy)
	}
	for _, mark := range c.Marks {
		p.Invented = p.Invented || mark == certificate.MarkDemo
	}
}

// verifyForm asks for a serial; with ?serial= it goes to that certificate's page.
func (s *Site) verifyForm(c *fiber.Ctx) error {
	typed := c.Query("serial")
	if typed == "" {
		return s.show(c, "verify", newVerify(s.base(c), ""))
	}
	serial, err := certificate.ParseSerial(typed)
	if err != nil {
		return s.unknownSerial(c, typed, err)
	}
	return to(c, "/v/"+url.PathEscape(serial))
}

// verify needs no session: whoever holds the paper may ask whether it is true.
func (s *Site) verify(c *fiber.Ctx) error {
	typed, err := url.PathUnescape(c.Params("serial"))
	if err != nil {
		typed = c.Params("serial")
	}
	found, state, err := s.certificates.Certificate(c.UserContext(), typed)
	if err != nil {
		return s.unknownSerial(c, typed, err)
	}
	p := newVerify(s.base(c), "")
	p.show(found, state)
	if id := me(c); id != "" && id == found.Person {
		p.Wrong = wrongHref(aboutCertificate + found.Serial)
	}
	return s.show(c, "verify", p)
}

// unknownSerial shows the form again with what is wrong with the serial.
func (s *Site) unknownSerial(c *fiber.Ctx, typed string, err error) error {
	f, ok := fault.As(err)
	if !ok || f.Code != fault.CodeNotFound && f.Code != fault.CodeInvalid {
		return err
	}
	f.Fields = []fault.Field{{Name: "serial", Message: f.Message}}
	base := s.base(c)
	base.Refuse(f)
	return s.refuse(c, "verify", newVerify(base, typed), route.Status(c, f))
}
