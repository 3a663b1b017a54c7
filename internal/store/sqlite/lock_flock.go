//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package sqlite

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// lockFile is held by the one process that serves a file. The operating system gives it up when the process ends, however
// it ends, so there is nothing to clean up after a crash.
type lockFile struct{ file *os.File }

// lock takes the lock or gives a *LockedError.
func lock(path string) (*lockFile, error) {
	f, err := os.OpenFile(path+".lock", os.O_CREATE|os.O_RDWR, 0o600) // the path is the operator's setting
	if err != nil {
		return nil, fmt.Errorf("sqlite: the lock file cannot be opened: %w", err)
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, errors.Join(&LockedError{Path: path, PID: holder(f)}, f.Close())
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("sqlite: %s cannot be locked: %w", path, err), f.Close())
	}
	if err := write(f); err != nil {
		return nil, errors.Join(fmt.Errorf("sqlite: the lock file cannot be written: %w", err), f.Close())
	}
	return &lockFile{f}, nil
}

// write leaves this process's number for the message that the next one gives.
func write(f *os.File) error {
	if err := f.Truncate(0); err != nil {
		return err
	}
	_, err := f.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	return err
}

// holder reads the number that the holder has written; 0 when it has not come so far.
func holder(f *os.File) int {
	text := make([]byte, 20)
	n, _ := f.ReadAt(text, 0)
	pid, _ := strconv.Atoi(strings.TrimSpace(string(text[:n])))
	return pid
}

// release leaves the file where it is: removing it would let two processes lock two files of one name.
func (l *lockFile) release() error { return l.file.Close() }
