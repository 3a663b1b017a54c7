package certificate

import (
	"context"
	"fmt"

	"lamtoen/internal/fault"
	"lamtoen/internal/pdf"
)

// PDF draws the sheet of a certificate: the same bytes each time, in the same build. A revoked certificate is not drawn.
func (s *Service) PDF(ctx context.Context, serial string) ([]byte, error) {
	c, state, err := s.Certificate(ctx, serial)
	if err != nil {
		return nil, err
	}
	if state.Standing == Revoked {
		return nil, fault.Conflict("This certificate was revoked: %s", state.Cause)
	}
	return Draw(c)
}

// Draw makes the PDF of a certificate from its printed fields alone.
func Draw(c Certificate) ([]byte, error) {
	if c.Template != template {
		return nil, fmt.Errorf("certificate: %s was drawn with template %d, which this build lacks", c.Serial, c.Template)
	}
	score := ScoreText(c.Score)
	if c.Pretest { // template 1 had no such certificates before
		score += ", in the test before the lessons"
	}
	b, err := pdf.Certificate(pdf.CertificateSheet{
		Name: c.Name, NameDz: c.NameDz, Agency: c.Agency, AgencyDz: c.AgencyDz,
		Course: c.Course, Version: string(c.Version), Completed: c.Completed, ValidUntil: c.ValidUntil,
		Score: score, Serial: c.Serial, VerifyURL: c.VerifyURL(), QRText: c.VerifyURL() + "#" + c.Signature,
		Marks: c.Marks, Created: c.Issued,
	})
	if err != nil {
		return nil, fmt.Errorf("certificate: draw %s: %w", c.Serial, err)
	}
	return b, nil
}

// ScoreText writes a score of ten-thousandths exactly, as the result page does: "86.66 %". Without one it is
// empty.
func ScoreText(score int) string {
	if score == 0 {
		return ""
	}
	if score%100 == 0 {
		return fmt.Sprintf("%d %%", score/100)
	}
	return fmt.Sprintf("%d.%02d %%", score/100, score%100)
}
