package route

import (
	"math"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/fault"
)

// Failure is what a failed request may show: to the page of an error, and to the API as ErrorBody.
type Failure struct {
	Status  int           `json:"-"`
	Code    string        `json:"code"`
	Message string        `json:"message"`
	Fields  []fault.Field `json:"fields,omitempty"`
	Request string        `json:"request,omitempty"` // the number to quote; it stands in the log too
}

// ErrorBody is the API's answer to a failed request.
type ErrorBody struct {
	Error Failure `json:"error"`
}

// Status is the one HTTP status of a fault's code, for a page, a form that is shown again and the API alike. It sets
// Retry-After (RFC 9110, section 10.2.3, whole seconds) where the fault names a time.
func Status(c *fiber.Ctx, f *fault.Error) int {
	if f.RetryAfter > 0 {
		c.Set(fiber.HeaderRetryAfter, strconv.Itoa(int(math.Ceil(f.RetryAfter.Seconds()))))
	}
	switch f.Code {
	case fault.CodeMalformed:
		return fiber.StatusBadRequest
	case fault.CodeUnauthorised:
		return fiber.StatusUnauthorized
	case fault.CodeForbidden:
		return fiber.StatusForbidden
	case fault.CodeNotFound:
		return fiber.StatusNotFound
	case fault.CodeConflict:
		return fiber.StatusConflict
	case fault.CodeTooLarge:
		return fiber.StatusRequestEntityTooLarge
	case fault.CodeUnsupported:
		return fiber.StatusUnsupportedMediaType
	case fault.CodeInvalid:
		return fiber.StatusUnprocessableEntity
	case fault.CodeTooMany:
		return fiber.StatusTooManyRequests
	case fault.CodeUnavailable:
		return fiber.StatusServiceUnavailable
	default:
		return fiber.StatusInternalServerError
	}
}
