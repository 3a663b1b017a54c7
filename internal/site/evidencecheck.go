package site

import (
	"io"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/account"
	"lamtoen/internal/evidence"
	"lamtoen/internal/fault"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// evidenceBody is the limit of the form in bytes: a file, or its text with every quotation mark written as %22.
const evidenceBody = 3 * evidence.MaxFile

// Limits of how often an address may have a file checked: an office that sends its appeals from one address is far below.
const (
	checksAtOnce = 60
	checkLeak    = 2 * time.Second
)

// newChecks counts the checks by address.
func newChecks() *account.Pace { return account.NewPace(checksAtOnce, checkLeak) }

// evidenceCheckPage is the form, and what came out.
type evidenceCheckPage struct {
	page.Base
	Text      string // as pasted
	Wrong     page.Phrase
	Good      bool
	Statement statementView
}

// evidenceCheck shows the form. It needs no session: whoever was handed a file may ask whether it is true.
func (s *Site) evidenceCheck(c *fiber.Ctx) error {
	return s.show(c, "evidence-check", evidenceCheckPage{Base: s.evidenceBase(c)})
}

func (s *Site) evidenceBase(c *fiber.Ctx) page.Base {
	base := s.base(c)
	base.Staff = true // for its styles
	return base
}

// checkEvidence checks a file. Nothing of it is kept.
func (s *Site) checkEvidence(c *fiber.Ctx) error {
	p := evidenceCheckPage{Base: s.evidenceBase(c)}
	file, err := evidenceSent(c)
	if err == nil {
		err = s.checks.Take(c.IP(), s.settings.Now())
	}
	var d evidence.Document
	if err == nil {
		d, err = s.evidence.Verify(c.UserContext(), file)
	}
	if f, ok := fault.As(err); ok {
		p.Text = c.FormValue("text")
		f.Fields = []fault.Field{{Name: "text", Message: f.Message}}
		p.Refuse(f)
		p.Wrong = p.Base.Wrong("text")
		return s.refuse(c, "evidence-check", p, route.Status(c, f))
	}
	if err != nil {
		return err
	}
	p.Good, p.Statement = true, newStatement(s.words(p.Base), d)
	return s.show(c, "evidence-check", p)
}

// evidenceSent gives the file that was chosen, else the text that was pasted.
func evidenceSent(c *fiber.Ctx) ([]byte, error) {
	if part, err := c.FormFile("file"); err == nil && part.Size > 0 {
		if part.Size > evidence.MaxFile {
			return nil, fault.Invalid("This file is too large to be evidence of one attempt.")
		}
		file, err := part.Open()
		if err != nil {
			return nil, fault.New(fault.CodeMalformed, "The file arrived damaged. Send it again.").Because(err)
		}
		defer func() { _ = file.Close() }() // it was only read
		text, err := io.ReadAll(file)
		if err != nil {
			return nil, fault.New(fault.CodeMalformed, "The file arrived damaged. Send it again.").Because(err)
		}
		return text, nil
	}
	if text := c.FormValue("text"); text != "" {
		return []byte(text), nil
	}
	return nil, fault.Invalid("Choose the file, or paste its text.")
}
