//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package sqlite

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// lockFile is held by the one process that serves a file. Where there is no flock the file itself is the lock, and after a
// crash a person must remove it.
type lockFile struct{ file *os.File }

// lock takes the lock or gives a *LockedError.
func lock(path string) (*lockFile, error) {
	f, err := os.OpenFile(path+".lock", os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if errors.Is(err, os.ErrExist) {
		text, _ := os.ReadFile(path + ".lock")
		pid, _ := strconv.Atoi(strings.TrimSpace(string(text)))
		return nil, fmt.Errorf("%w; if no such process runs, remove %s.lock", &LockedError{Path: path, PID: pid}, path)
	}
	if err != nil {
		return nil, fmt.Errorf("sqlite: the lock file cannot be made: %w", err)
	}
	if _, err := f.WriteString(strconv.Itoa(os.Getpid()) + "\n"); err != nil {
		return nil, errors.Join(err, f.Close(), os.Remove(f.Name()))
	}
	return &lockFile{f}, nil
}

// release gives the lock up for the next one.
func (l *lockFile) release() error { return errors.Join(l.file.Close(), os.Remove(l.file.Name())) }
