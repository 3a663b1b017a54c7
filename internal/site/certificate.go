package site

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/fault"
)

// certificatePDF gives a person their own certificate. Anyone may look at what it says under /v/SERIAL; the sheet itself is its
// holder's to give.
func (s *Site) certificatePDF(c *fiber.Ctx) error {
	found, _, err := s.certificates.Certificate(c.UserContext(), strings.TrimSuffix(c.Params("serial"), ".pdf"))
	if err != nil {
		return err
	}
	if found.Person != me(c) {
		return fault.NotFound("You have no certificate with this serial number. Your certificates are listed in your record.")
	}
	pdf, err := s.certificates.PDF(c.UserContext(), found.Serial)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "application/pdf")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="lamtoen-`+string(found.CourseID)+"-"+found.Serial+`.pdf"`)
	return c.Send(pdf)
}
