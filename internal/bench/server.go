package bench

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// patience is how long the server may take to listen.
const patience = 2 * time.Minute

// server is the program under load, in a process of its own.
type server struct {
	cmd     *exec.Cmd
	address string
	end     sync.Once
}

func (r *run) keys() string { return filepath.Join(r.dir, "keys") }

// listening is what the server logs when it serves.
var listening = regexp.MustCompile(`msg=serving address=(\S+)`)

// startServer starts the program on the store, at a port of this machine that the system chooses.
func (r *run) startServer(ctx context.Context) (*server, error) {
	cmd := r.deps.Server(ctx, "serve", "--addr=127.0.0.1:0", "--url="+origin, "--store="+r.store, "--keys="+r.keys())
	said, err := cmd.StderrPipe()
	if err != nil {
		return nil, fmt.Errorf("bench: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("bench: start the server: %w", err)
	}
	s := &server{cmd: cmd}
	found, complaint := make(chan string, 1), make(chan string, 1)
	go watch(said, found, complaint)
	select {
	case s.address = <-found:
	case said := <-complaint:
		s.kill()
		return nil, errors.New("bench: the server does not serve:\n" + said)
	case <-time.After(patience):
		s.kill()
		return nil, fmt.Errorf("bench: the server does not serve within %v", patience)
	}
	r.say("a server in a process of its own listens at %s", s.address)
	return s, nil
}

// watch gives the address that the server logs, and lets the log run off; of one that ends without an address, what it said.
func watch(said io.Reader, found, complaint chan<- string) {
	var lines []string
	log := bufio.NewScanner(said)
	for log.Scan() {
		if at := listening.FindStringSubmatch(log.Text()); at != nil {
			found <- at[1]
			break
		}
		lines = append(lines, log.Text())
	}
	for log.Scan() { // a full pipe would hold the server up
	}
	complaint <- strings.Join(lines, "\n")
}

// kill ends the server as a power cut would: nothing is finished, nothing is written.
func (s *server) kill() {
	s.end.Do(func() {
		_ = s.cmd.Process.Kill()
		_ = s.cmd.Wait()
	})
}

// ticksPerSecond is the unit of /proc/PID/stat on every Linux that Go runs on (USER_HZ).
const ticksPerSecond = 100

// cpu is the CPU time that a process has used so far, where the system tells it as Linux does; else 0.
func cpu(pid int) time.Duration {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	// Behind the name, which may hold anything, the 12th and 13th fields are user and system time (proc(5)).
	_, rest, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * time.Second / ticksPerSecond
}

// everybody is the CPU time that this machine's processes have used so far together, where the system tells it as Linux does; else 0.
func everybody() time.Duration {
	stat, err := os.ReadFile("/proc/stat")
	if err != nil {
		return 0
	}
	// The first line sums the cores up: user, nice, system, idle, waiting for disks, and two kinds of interrupts (proc(5)).
	line, _, _ := strings.Cut(string(stat), "\n")
	ticks := 0
	for i, field := range strings.Fields(line) {
		const idle, waiting, interrupts = 4, 5, 7
		if n, err := strconv.Atoi(field); err == nil && i != idle && i != waiting && i <= interrupts {
			ticks += n
		}
	}
	return time.Duration(ticks) * time.Second / ticksPerSecond
}

// resident is the memory that a process holds, in bytes; 0 where the system does not tell.
func resident(pid int) int {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	fields := strings.Fields(rest)
	if len(fields) == 0 {
		return 0
	}
	kib, _ := strconv.Atoi(fields[0])
	return kib << 10
}
