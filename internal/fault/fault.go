// Package fault is the error that may be shown to a person: a code that maps to one HTTP status, a message in plain words,
// and, for forms, a message for each field. An error that is not a fault is internal, and its text never leaves the log.
package fault

import (
	"errors"
	"fmt"
	"time"
)

// Code says what kind of fault it is. It is part of the API: clients switch on it.
type Code string

// The codes, each with the HTTP status that internal/server gives it.
const (
	CodeInvalid      Code = "invalid"      // 422 (400 when the request itself cannot be read)
	CodeUnauthorised Code = "unauthorised" // 401
	CodeForbidden    Code = "forbidden"    // 403
	CodeNotFound     Code = "not_found"    // 404
	CodeConflict     Code = "conflict"     // 409
	CodeTooLarge     Code = "too_large"    // 413
	CodeTooMany      Code = "too_many"     // 429
	CodeUnavailable  Code = "unavailable"  // 503
	CodeMalformed    Code = "malformed"    // 400
	CodeUnsupported  Code = "unsupported"  // 415
	CodeInternal     Code = "internal"     // 500, never made here: what every other error becomes
)

// Field is what is wrong with one input, named as the form or the JSON body names it.
type Field struct {
	Name    string `json:"name"`
	Message string `json:"message"`
}

// Error is a fault. Message is a whole sentence fit to show; RetryAfter is set on CodeTooMany and CodeUnavailable.
type Error struct {
	Code       Code
	Message    string
	Fields     []Field
	RetryAfter time.Duration
	cause      error
}

// Error gives the message, then the cause for the log.
func (e *Error) Error() string {
	if e.cause != nil {
		return e.Message + ": " + e.cause.Error()
	}
	return e.Message
}

// Unwrap gives the cause, which is for the log only.
func (e *Error) Unwrap() error { return e.cause }

// Because records the internal cause; it is logged, never shown.
func (e *Error) Because(cause error) *Error {
	e.cause = cause
	return e
}

// New makes a fault of the given code.
func New(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// NotFound says that a thing does not exist, or that the asker may not know whether it does.
func NotFound(format string, args ...any) *Error { return New(CodeNotFound, format, args...) }

// Conflict says that the state of things does not allow it (already submitted, another content under the same id).
func Conflict(format string, args ...any) *Error { return New(CodeConflict, format, args...) }

// Forbidden says that the asker may not do it.
func Forbidden(format string, args ...any) *Error { return New(CodeForbidden, format, args...) }

// Invalid says what is wrong with the input, field by field; the summary stands above the form.
func Invalid(summary string, fields ...Field) *Error {
	return &Error{Code: CodeInvalid, Message: summary, Fields: fields}
}

// TooMany asks to wait.
func TooMany(wait time.Duration, format string, args ...any) *Error {
	e := New(CodeTooMany, format, args...)
	e.RetryAfter = wait
	return e
}

// As finds the fault in err's chain.
func As(err error) (*Error, bool) {
	var e *Error
	ok := errors.As(err, &e)
	return e, ok
}

// Is tells whether err is a fault of the code.
func Is(err error, code Code) bool {
	e, ok := As(err)
	return ok && e.Code == code
}
