package sqlite

import "fmt"

// LockedError says that another process serves the file. Its text is fit to show to an operator.
type LockedError struct {
	Path string
	PID  int // 0 when it is not known
}

// Error says which process it is and what to do.
func (e *LockedError) Error() string {
	who := "another process"
	if e.PID != 0 {
		who = fmt.Sprintf("process %d", e.PID)
	}
	return fmt.Sprintf("%s is being served by %s; stop that one first, or give this one a file of its own with LAMTOEN_STORE=sqlite:PATH",
		e.Path, who)
}
