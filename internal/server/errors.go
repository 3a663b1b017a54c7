package server

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"strings"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/fault"
	"lamtoen/internal/route"
)

var errNoRoute = fault.NotFound("There is no page at this address. Check the address, or start from the home page.")

// fail is the one error handler: it turns any error into a status and an answer in the form that was asked for. The text
// of an error that is not a fault stays in the log, under the request number that the answer shows.
func (s *Server) fail(c *fiber.Ctx, err error) error {
	f := asFault(err)
	failure := route.Failure{
		Status: route.Status(c, f), Code: string(f.Code), Message: f.Message, Fields: f.Fields, Request: requestNumber(c),
	}
	c.Status(failure.Status)
	if wantsJSON(c) {
		return c.JSON(route.ErrorBody{Error: failure})
	}
	return s.deps.Pages.ErrorPage(c, failure)
}

// asFault finds the fault in err; Fiber's own errors are put into our words, and all else is internal.
func asFault(err error) *fault.Error {
	if f, ok := fault.As(err); ok {
		return f
	}
	var fe *fiber.Error
	if errors.As(err, &fe) {
		switch fe.Code {
		case fiber.StatusNotFound, fiber.StatusMethodNotAllowed:
			return errNoRoute
		case fiber.StatusRequestEntityTooLarge:
			return fault.New(fault.CodeTooLarge, "What was sent is too large, so nothing was saved.")
		case fiber.StatusBadRequest, fiber.StatusUnprocessableEntity:
			return fault.New(fault.CodeMalformed, "The request could not be read, so nothing was changed.")
		case fiber.StatusRequestTimeout, fiber.StatusServiceUnavailable:
			return fault.New(fault.CodeUnavailable, "Lamtoen is busy. Please try again in a minute; what you saved before is safe.")
		}
	}
	return fault.New(fault.CodeInternal, "Something went wrong on our side. What you saved before is safe. Please try again.")
}

// wantsJSON: addresses of routes are matched in any case, so this one is too. What waited on a device is sent by a script.
func wantsJSON(c *fiber.Ctx) bool {
	return route.Queued(c) || strings.HasPrefix(strings.ToLower(c.Path()), "/api/")
}

// requestNumber is what a person quotes to the help desk and what the log line carries.
func requestNumber(c *fiber.Ctx) string {
	if n, ok := c.Locals(requestKey{}).(string); ok {
		return n
	}
	var b [6]byte
	_, _ = rand.Read(b[:]) // crypto/rand.Read never fails
	n := hex.EncodeToString(b[:])
	c.Locals(requestKey{}, n)
	return n
}

type requestKey struct{}
