package storetest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"

	"lamtoen/internal/store"
)

// killedTarget is the variable of the environment by which Killed knows that it is the child that is to be killed.
const killedTarget = "LAMTOEN_TEST_KILLED"

// killedWriters is how many goroutines of the child write at once.
const killedWriters = 8

// Killed proves that what was acknowledged outlives the process. It runs the calling test again in a child process, which
// writes to target and prints each write once it is acknowledged, kills it (SIGKILL) at a random moment, opens target
// again and looks for every printed write; all that as often as rounds says. open must open target's store anew each time.
func Killed(t *testing.T, rounds int, target string, open func(ctx context.Context, target string) (store.Engine, error)) {
	if mine := os.Getenv(killedTarget); mine != "" {
		writeUntilKilled(t, mine, open)
		return
	}
	for round := range rounds {
		lines := 20 + rand.IntN(400)
		said := killAfter(t, target, lines)
		e, err := open(t.Context(), target)
		if err != nil {
			t.Fatalf("round %d: opening after the kill: %v", round, err)
		}
		n := checkSaid(t, e, said)
		t.Logf("round %d: killed after %d lines; %d acknowledged writes are there", round, lines, n)
		closing(t, e)
		if t.Failed() {
			return
		}
	}
}

// IsKilledChild tells whether this process is the child of Killed, so that a test can leave out what the child needs not.
func IsKilledChild() bool { return os.Getenv(killedTarget) != "" }

// writeUntilKilled never ends by itself, except when the parent is gone.
func writeUntilKilled(t *testing.T, target string, open func(context.Context, string) (store.Engine, error)) {
	e, err := open(t.Context(), target)
	if err != nil {
		t.Fatal(err)
	}
	c, err := store.Open[record](t.Context(), e, "killed", store.Index{Name: "owner_seq", Fields: []string{"owner", "seq"}})
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(3)
	}()
	var writers sync.WaitGroup
	for w := range killedWriters {
		writers.Go(func() { writeAndSay(t, c, fmt.Sprintf("p%d-w%d", os.Getpid(), w)) })
	}
	writers.Wait()
}

// writeAndSay prints "+ID" for a document inserted, "-ID" for one deleted, "=ID N" for one updated to N, each in one write.
func writeAndSay(t *testing.T, c *store.Collection[record], writer string) {
	counter := writer + "/counter"
	if err := c.Insert(t.Context(), record{ID: counter, Owner: writer}); err != nil {
		t.Error(err)
		return
	}
	for n := 1; ; n++ {
		id := fmt.Sprintf("%s/%d", writer, n)
		err := c.Insert(t.Context(), record{ID: id, Owner: writer, Seq: n, Note: strings.Repeat("x", 100)})
		fmt.Printf("+%s\n", id)
		if err == nil {
			_, err = c.Update(t.Context(), counter, func(r *record) error { r.Note = strconv.Itoa(n); return nil })
			fmt.Printf("=%s %d\n", counter, n)
		}
		if old := fmt.Sprintf("%s/%d", writer, n-3); err == nil && n%5 == 4 {
			_, err = c.Delete(t.Context(), old)
			fmt.Printf("-%s\n", old)
		}
		if err != nil {
			fmt.Println("!", err)
			return
		}
	}
}

// killAfter gives all the lines that the child has printed, of which there are at least as many as asked for.
func killAfter(t *testing.T, target string, lines int) []string {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$", "-test.timeout=2m")
	cmd.Env = append(os.Environ(), killedTarget+"="+target)
	cmd.Stderr = os.Stderr
	input, inErr := cmd.StdinPipe()
	output, outErr := cmd.StdoutPipe()
	if err := errors.Join(inErr, outErr, cmd.Start()); err != nil {
		t.Fatal(err)
	}
	var said []string
	reader := bufio.NewReader(output)
	for {
		line, err := reader.ReadString('\n')
		if err != nil {
			break // what it did not finish to say was not acknowledged
		}
		if said = append(said, strings.TrimSpace(line)); len(said) == lines {
			must(t, cmd.Process.Kill())
		}
	}
	_ = input.Close()
	_ = cmd.Wait()
	if len(said) < lines {
		t.Fatalf("the child ended by itself after %d lines: %q", len(said), said[max(0, len(said)-3):])
	}
	return said
}

// checkSaid looks for every write and gives their number.
func checkSaid(t *testing.T, e store.Engine, said []string) int {
	t.Helper()
	c, err := store.Open[record](t.Context(), e, "killed", store.Index{Name: "owner_seq", Fields: []string{"owner", "seq"}})
	must(t, err)
	deleted, n := map[string]bool{}, 0
	for _, line := range said {
		if line[0] == '-' {
			deleted[line[1:]] = true
		}
	}
	for _, line := range said {
		n++
		id, number, _ := strings.Cut(line[1:], " ")
		got, err := c.Get(t.Context(), id)
		switch line[0] {
		case '-':
			if !errors.Is(err, store.ErrNotFound) {
				t.Errorf("%s was deleted, but got %v", id, err)
			}
		case '+':
			// One whose deletion was not acknowledged any more may be gone as well, but it is a fifth at most.
			if err != nil && !deleted[id] && !mayBeDeleted(id) {
				t.Errorf("%s was inserted, but got %v", id, err)
			}
		case '=':
			want, _ := strconv.Atoi(number)
			if is, _ := strconv.Atoi(got.Note); err != nil || is < want {
				t.Errorf("%s was updated to %d, but got %d, %v", id, want, is, err)
			}
		default:
			t.Errorf("the child said %q", line)
		}
	}
	return n
}

// mayBeDeleted tells whether the writer deletes this document at some time.
func mayBeDeleted(id string) bool {
	n, _ := strconv.Atoi(id[strings.LastIndexByte(id, '/')+1:])
	return (n+3)%5 == 4
}
