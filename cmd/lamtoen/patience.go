package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"lamtoen/internal/fault"
)

// patience is how long a start waits for a change of the register that another process has begun and not ended. One that was
// killed in the midst of it is given up after a minute.
type patience struct{ pause, limit time.Duration }

func patiently() patience { return patience{pause: 2 * time.Second, limit: 75 * time.Second} }

// do repeats work that meets such a change, and says once that it waits. What else fails, fails at once.
func (p patience) do(ctx context.Context, say io.Writer, work func() error) error {
	for waited := time.Duration(0); ; waited += p.pause {
		err := work()
		if err == nil || !fault.Is(err, fault.CodeConflict) || waited >= p.limit {
			return err
		}
		if waited == 0 {
			fmt.Fprintln(say, "Another process is changing the register, or was stopped while it did; waiting for up to a minute.")
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(p.pause):
		}
	}
}
