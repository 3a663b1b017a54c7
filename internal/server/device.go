package server

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/fault"
	"lamtoen/internal/route"
)

// device tells the service worker of the pages whose page an answer is, so that a device never shows one person's copies to another.
// A request that waited on the device gets a plain answer: a redirect cannot be read by who sent it, and must not be taken for "done"
// when somebody else's network gave it.
func (s *Server) device(c *fiber.Ctx) error {
	if path := c.Path(); strings.HasPrefix(path, "/static/") || strings.HasPrefix(path, "/media/") {
		return c.Next()
	}
	c.Set(route.HeaderReader, route.Reader(c))
	if err := c.Next(); err != nil || !route.Queued(c) {
		return err
	}
	if code := c.Response().StatusCode(); code >= fiber.StatusMultipleChoices && code < fiber.StatusBadRequest {
		c.Response().Header.Del(fiber.HeaderLocation)
		return c.SendStatus(fiber.StatusNoContent)
	}
	return nil
}

// ofOwner refuses what waited on the device where another has signed in meanwhile. It stands at every route's door, once it is known
// as whom the reader comes.
func ofOwner(c *fiber.Ctx) error {
	if route.Queued(c) && c.Get(route.HeaderReader) != route.Reader(c) {
		return fault.New(fault.CodeUnauthorised, "This was done on this device by somebody who is not signed in now. Sign in as the same person to send it.")
	}
	return nil
}
