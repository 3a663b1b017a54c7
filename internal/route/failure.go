package route

import "lamtoen/internal/fault"

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
