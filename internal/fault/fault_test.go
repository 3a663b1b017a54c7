package fault_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"lamtoen/internal/fault"
)

func TestFaultIsFoundInAChain(t *testing.T) {
	err := fmt.Errorf("outer: %w", fault.NotFound("There is no course %q.", "x"))
	f, ok := fault.As(err)
	if !ok || f.Code != fault.CodeNotFound || f.Message != `There is no course "x".` {
		t.Errorf("got %+v, %v", f, ok)
	}
	if !fault.Is(err, fault.CodeNotFound) || fault.Is(err, fault.CodeConflict) {
		t.Error("the code is not recognised")
	}
	if _, ok := fault.As(errors.New("internal")); ok {
		t.Error("an internal error passes for a fault, and would be shown")
	}
}

func TestCauseIsLoggedAndNotShown(t *testing.T) {
	cause := errors.New("disk full")
	f := fault.New(fault.CodeUnavailable, "Try again in a minute.").Because(cause)
	if f.Message != "Try again in a minute." {
		t.Errorf("message: got %q, which would show the cause", f.Message)
	}
	if got := f.Error(); got != "Try again in a minute.: disk full" {
		t.Errorf("log text: got %q", got)
	}
	if !errors.Is(f, cause) {
		t.Error("the cause is lost")
	}
}

func TestDetails(t *testing.T) {
	invalid := fault.Invalid("One entry needs mending.", fault.Field{Name: "eid", Message: "Give the EID."})
	if len(invalid.Fields) != 1 || invalid.Code != fault.CodeInvalid {
		t.Errorf("got %+v", invalid)
	}
	if got := fault.TooMany(3*time.Second, "Wait.").RetryAfter; got != 3*time.Second {
		t.Errorf("retry after: got %s", got)
	}
	if fault.Forbidden("No.").Code != fault.CodeForbidden || fault.Conflict("No.").Code != fault.CodeConflict {
		t.Error("wrong codes")
	}
}
