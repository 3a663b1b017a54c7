package server_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/account"
	"lamtoen/internal/route"
)

// listen serves on a free port until the test ends and gives its address.
func (w *world) listen(t testing.TB) string {
	t.Helper()
	address, stop := w.serve(t)
	t.Cleanup(func() {
		if err := stop(); err != nil {
			t.Errorf("the server stopped with %v", err)
		}
	})
	return address
}

// serve serves on a free port; stop ends it gracefully and gives what Serve returned.
func (w *world) serve(t testing.TB) (address string, stop func() error) {
	t.Helper()
	listener := must(net.Listen("tcp", "127.0.0.1:0"))(t)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- w.server.Serve(ctx, listener) }()
	return "http://" + listener.Addr().String(), func() error {
		http.DefaultClient.CloseIdleConnections()
		cancel()
		return <-ended
	}
}

// fetch sends a request over the network and gives the status and the body.
func fetch(r *http.Request) (status int, body string, err error) {
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, "", err
	}
	text, err := io.ReadAll(response.Body)
	return response.StatusCode, string(text), errors.Join(err, response.Body.Close())
}

// TestGracefulStop: a request that is under way when the server is told to stop gets its whole answer.
func TestGracefulStop(t *testing.T) {
	entered, leave := make(chan bool), make(chan bool)
	w := newWorld(t, options{Pages: pagesWith(route.Route{Method: http.MethodGet, Path: "/slow", Permission: account.Public,
		Handler: func(c *fiber.Ctx) error {
			entered <- true
			<-leave
			return c.SendString("all of it")
		}})})
	address, stop := w.serve(t)
	answered := make(chan string, 1)
	go func() {
		_, body, err := fetch(must(http.NewRequest(http.MethodGet, address+"/slow", nil))(t))
		answered <- fmt.Sprint(body, err)
	}()
	<-entered
	stopped := make(chan error, 1)
	go func() { stopped <- stop() }()
	select {
	case err := <-stopped:
		t.Fatalf("the server stopped (%v) while a request was under way", err)
	case <-time.After(100 * time.Millisecond):
	}
	leave <- true
	if got, want := <-answered, "all of it<nil>"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if err := <-stopped; err != nil {
		t.Errorf("got %v from a graceful stop, want nil", err)
	}
	if _, _, err := fetch(must(http.NewRequest(http.MethodGet, address+"/", nil))(t)); err == nil {
		t.Error("got an answer after the stop, want the connection refused")
	}
}

// TestForwardedAddress: the address of the asker counts for the limit on failures, so only a proxy that was named may say it.
func TestForwardedAddress(t *testing.T) {
	tests := []struct {
		name, header, want string
		proxies            []netip.Prefix
	}{
		{"no proxy is trusted", "203.0.113.9", "127.0.0.1", nil},
		{"another one is trusted", "203.0.113.9", "127.0.0.1", []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}},
		{"this one is trusted", "203.0.113.9", "203.0.113.9", []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}},
		{"nonsense from a trusted one", "nonsense", "127.0.0.1", []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t, options{Proxies: test.proxies, Pages: pagesWith(route.Route{Method: http.MethodGet, Path: "/address",
				Permission: account.Public, Handler: func(c *fiber.Ctx) error { return c.SendString(c.IP()) }})})
			r := must(http.NewRequest(http.MethodGet, w.listen(t)+"/address", nil))(t)
			r.Header.Set("X-Forwarded-For", test.header)
			if _, got, err := fetch(r); err != nil || got != test.want {
				t.Errorf("got address %q, %v, want %q", got, err, test.want)
			}
		})
	}
}

// TestFailuresOfOneAddress: with a limit, guessing from one address has to wait, and says so; the others do not.
func TestFailuresOfOneAddress(t *testing.T) {
	w := newWorld(t, options{Limits: account.Limits{AddressFails: 2}, Proxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})
	address := w.listen(t)
	guess := func(from, eid string) int {
		r := must(http.NewRequest(http.MethodPost, address+"/api/v1/sessions",
			strings.NewReader(`{"login": "`+eid+`", "password": "a wrong guess"}`)))(t)
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("X-Forwarded-For", from)
		status, _, err := fetch(r)
		w.check(err)
		return status
	}
	got := []int{guess("203.0.113.1", "100000001"), guess("203.0.113.1", "100000002"), guess("203.0.113.1", "100000003"), guess("203.0.113.2", "100000004")}
	if want := [4]int{401, 401, 429, 401}; [4]int(got) != want {
		t.Errorf("got %v, want %v", got, want)
	}
}
