package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"lamtoen/internal/fault"
)

func TestPatience(t *testing.T) {
	met := fmt.Errorf("agencies: %w", fault.Conflict("Somebody else is changing the same entry."))
	broken := errors.New("broken")
	for name, c := range map[string]struct {
		work  func(after time.Duration) error
		want  error
		after time.Duration
		says  int
	}{
		"nothing in the way":     {func(time.Duration) error { return nil }, nil, 0, 0},
		"another kind of error":  {func(time.Duration) error { return broken }, broken, 0, 0},
		"given up in a minute":   {func(after time.Duration) error { return map[bool]error{true: met}[after < time.Minute] }, nil, time.Minute, 1},
		"still there after that": {func(time.Duration) error { return met }, met, 76 * time.Second, 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				began := time.Now()
				var said text
				err := patiently().do(t.Context(), &said, func() error { return c.work(time.Since(began)) })
				if !errors.Is(err, c.want) || time.Since(began) != c.after {
					t.Errorf("got %v after %v, want %v after %v", err, time.Since(began), c.want, c.after)
				}
				if got := strings.Count(said.String(), "\n"); got != c.says {
					t.Errorf("it said %q, want %d lines", &said, c.says)
				}
			})
		})
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := patiently().do(ctx, &text{}, func() error { return met }); !errors.Is(err, context.Canceled) {
		t.Errorf("while it is being stopped: got %v, want it to stop", err)
	}
}
