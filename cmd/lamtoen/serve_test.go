package main

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lamtoen/internal/store"
	"lamtoen/internal/store/sqlite"
	"lamtoen/internal/store/storetest"
)

func TestServe(t *testing.T) {
	s := install(t)
	s.serve("--metrics-addr=localhost:0")
	address := strings.TrimPrefix(s.origin, "http://")
	want(t, exitDone, []string{"ready"}, "health", "--addr="+address)

	var readiness struct {
		Ready  bool `json:"ready"`
		Checks []struct {
			Name   string `json:"name"`
			OK     bool   `json:"ok"`
			Detail string `json:"detail"`
		} `json:"checks"`
	}
	c := &client{base: at(s.origin)}
	if err := c.once(t.Context(), http.MethodGet, "/readyz", nil, &readiness); err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, check := range readiness.Checks {
		if !check.OK || check.Detail != "" {
			t.Errorf("got %+v, want a check that has nothing to say", check)
		}
		names[check.Name] = true
	}
	if !readiness.Ready || !names["store"] || !names["clocks"] {
		t.Errorf("got %+v, want ready after asking store and clocks", readiness)
	}

	t.Run("a second server on the file", func(t *testing.T) {
		want(t, exitFailed, []string{"is being served by process", "LAMTOEN_STORE"}, s.args("serve", "--addr=127.0.0.1:0")...)
	})
	t.Run("a second server on the address", func(t *testing.T) {
		want(t, exitFailed, []string{address, "LAMTOEN_ADDR"}, install(t).args("serve", "--addr="+address)...)
	})
	if code := s.stop(); code != exitDone {
		t.Errorf("got exit code %d, want %d\n%s", code, exitDone, s.err)
	}
	want(t, exitFailed, []string{"not ready"}, "health", "--addr="+address)
	s.serve() // and the file is free
}

// A stop waits for the request under way, and for no connection that only stays open.
func TestStopFinishesTheRequestUnderWay(t *testing.T) {
	s := install(t)
	s.serve()
	address := strings.TrimPrefix(s.origin, "http://")
	idle := dial(t, address, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
	if got := status(t, idle); got != http.StatusOK {
		t.Fatalf("got status %d, want 200", got)
	}
	body := `{"login":"200801234","password":"x"}`
	slow := dial(t, address, fmt.Sprintf("POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
		len(body), body[:10]))
	time.Sleep(100 * time.Millisecond) // the server has begun to read it
	ended := make(chan int, 1)
	began := time.Now()
	go func() { ended <- s.stop() }()
	for { // it takes nobody new any more
		c, err := (&net.Dialer{Timeout: time.Second}).DialContext(t.Context(), "tcp", address)
		if err != nil {
			break
		}
		_ = c.Close()
		if time.Since(began) > 10*time.Second {
			t.Fatal("the server takes connections ten seconds after it was told to stop")
		}
		time.Sleep(10 * time.Millisecond)
	}
	if _, err := slow.Write([]byte(body[10:])); err != nil {
		t.Fatal(err)
	}
	if got := status(t, slow); got != http.StatusUnauthorized {
		t.Errorf("the request under way: got status %d, want 401 as always", got)
	}
	if code := <-ended; code != exitDone || time.Since(began) > 10*time.Second {
		t.Errorf("got exit code %d after %v, want %d soon\n%s", code, time.Since(began), exitDone, s.err)
	}
}

func dial(t *testing.T, address, request string) net.Conn {
	t.Helper()
	c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	if _, err := c.Write([]byte(request)); err != nil {
		t.Fatal(err)
	}
	return c
}

func status(t *testing.T, c net.Conn) int {
	t.Helper()
	if err := c.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	answer, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Errorf("no answer: %v", err)
		return 0
	}
	_ = answer.Body.Close()
	return answer.StatusCode
}

func TestServeRefusesTheStoreOfANewerProgram(t *testing.T) {
	s := install(t)
	e, err := sqlite.Open(t.Context(), filepath.Join(s.dir, "lamtoen.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	docs, err := store.Open[schemaDoc](t.Context(), e, "meta")
	if err != nil {
		t.Fatal(err)
	}
	if err := docs.Insert(t.Context(), schemaDoc{ID: "schema", Version: schema + 1, Program: "99.0.0"}); err != nil {
		t.Fatal(err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"serve", "--addr=127.0.0.1:0"}, {"coverage"}} {
		want(t, exitFailed, []string{"lamtoen 99.0.0", "run the newer program"}, s.args(args...)...)
	}
}

func TestServeOnMongoDB(t *testing.T) {
	t.Run("that does not answer", func(t *testing.T) {
		began := time.Now()
		code, out, complaints := command(t, "serve", "--addr=127.0.0.1:0", "--store=mongodb://lamtoen:hunter2@127.0.0.1:1/lamtoen?authSource=lamtoen", "--keys="+t.TempDir())
		if code != exitFailed || time.Since(began) > 15*time.Second {
			t.Errorf("got exit code %d after %v, want %d within 15 s", code, time.Since(began), exitFailed)
		}
		if !strings.Contains(complaints, "127.0.0.1:1") || !strings.Contains(complaints, "LAMTOEN_STORE") {
			t.Errorf("got %q, want the address and what to check", complaints)
		}
		if strings.Contains(out+complaints, "hunter2") {
			t.Errorf("it shows the password: %s%s", out, complaints)
		}
	})
	t.Run("without keys", func(t *testing.T) {
		peer := storetest.Peer(t)
		empty := filepath.Join(t.TempDir(), "keys")
		want(t, exitFailed, []string{"the directory does not exist", "lamtoen keys new", "LAMTOEN_KEYS"}, "serve", "--addr=127.0.0.1:0", "--store="+peer, "--keys="+empty)
		want(t, exitDone, nil, "keys", "new", empty)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		var out, complaints text
		ended := make(chan int, 1)
		go func() {
			ended <- run(ctx, []string{"serve", "--addr=127.0.0.1:0", "--store=" + peer, "--keys=" + empty}, streams{&out, &complaints, oneCourse(), child})
		}()
		for began := time.Now(); !strings.Contains(out.String(), "is ready"); time.Sleep(50 * time.Millisecond) {
			if time.Since(began) > time.Minute {
				t.Fatalf("with keys it does not start: %s%s", &out, &complaints)
			}
		}
		cancel()
		if code := <-ended; code != exitDone {
			t.Errorf("got exit code %d, want %d\n%s", code, exitDone, &complaints)
		}
	})
}

// What is printed when nothing is wrong is a line of log and the welcome, in this order.
func TestTheWelcomeComesLast(t *testing.T) {
	both := &text{}
	s := install(t)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, s.args("serve", "--addr=127.0.0.1:0"), streams{both, both, oneCourse(), child})
	}()
	for began := time.Now(); !strings.Contains(both.String(), "Ctrl-C"); time.Sleep(10 * time.Millisecond) {
		if time.Since(began) > time.Minute {
			t.Fatalf("it does not start: %s", both)
		}
	}
	said := both.String()
	cancel()
	if code := <-ended; code != exitDone {
		t.Errorf("got exit code %d, want %d", code, exitDone)
	}
	if log, welcome := strings.Index(said, "msg=serving"), strings.Index(said, "Lamtoen is ready"); log < 0 || welcome < log {
		t.Errorf("got the welcome before the log line:\n%s", said)
	}
	if strings.Contains(said, "level=ERROR") {
		t.Errorf("got errors in the log of a good start:\n%s", said)
	}
}
