package server

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/fault"
	"lamtoen/internal/route"
)

// device tells the service worker of the pages whose page an answer is, so that a device never shows one person's copies to another.
// A request that waited on the device is refused where another person has signed in meanwhile, and its answer is plain: a redirect
// cannot be read by who sent it, and must not be taken for "done" when somebody else's network gave it.
func (s *Server) device(c *fiber.Ctx) error {
	if path := c.Path(); strings.HasPrefix(path, "/static/") || strings.HasPrefix(path, "/media/") {
		return c.Next()
	}
	reader := route.Reader(c)
	c.Set(route.HeaderReader, reader)
	if !route.Queued(c) {
		return c.Next()
	}
	if c.Get(route.HeaderReader) != reader {
		return fault.New(fault.CodeUnauthorised, "This was done on this device by somebody who is not signed in now. Sign in as the same person to send it.")
	}
	if err := c.Next(); err != nil {
		return err
	}
	if code := c.Response().StatusCode(); code >= fiber.StatusMultipleChoices && code < fiber.StatusBadRequest {
		c.Response().Header.Del(fiber.HeaderLocation)
		return c.SendStatus(fiber.StatusNoContent)
	}
	return nil
}
