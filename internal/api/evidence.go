package api

import (
	"github.com/gofiber/fiber/v2"
)

// attemptEvidence gives what happened in an own attempt, withdrawn or not, as the signed file that anyone can check. Another
// person's is not found. The mark of a demonstration is in what is signed, too.
func (a *API) attemptEvidence(c *fiber.Ctx) error {
	id, err := attemptOf(c)
	if err != nil {
		return err
	}
	d, err := a.evidence.Of(c.UserContext(), asker(c), id)
	if err != nil {
		return err
	}
	text, err := d.Compact()
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSON)
	return c.Send(text)
}
