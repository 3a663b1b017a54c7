package server_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/account"
	"lamtoen/internal/fault"
	"lamtoen/internal/route"
	"lamtoen/internal/server"
)

// answer is what came back, without the body.
type answer struct {
	StatusCode int
	Header     http.Header
	Cookies    []*http.Cookie
}

// send sends a request without a socket and gives the answer and its body.
func (w *world) send(t testing.TB, r *http.Request) (answer, string) {
	t.Helper()
	a, body, err := w.exchange(r)
	w.check(err)
	return a, body
}

func (w *world) exchange(r *http.Request) (answer, string, error) {
	response, err := w.server.App().Test(r, -1)
	if err != nil {
		return answer{}, "", err
	}
	body, err := io.ReadAll(response.Body)
	return answer{response.StatusCode, response.Header, response.Cookies()}, string(body), errors.Join(err, response.Body.Close())
}

// pagesWith gives the fake pages with more routes.
func pagesWith(more ...route.Route) func(*world) server.Pages {
	return func(*world) server.Pages { return fakePages{more: more} }
}

func TestHeaders(t *testing.T) {
	w := newWorld(t, options{})
	for _, address := range []string{"/", "/nothing", "/api/v1/courses", "/api/v1/me", "/healthz"} {
		response, _ := w.send(t, newRequest(http.MethodGet, address, ""))
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
			"Cache-Control": "no-store", "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
		} {
			if got := response.Header.Get(name); got != want {
				t.Errorf("%s: got %s: %q, want %q", address, name, got, want)
			}
		}
		policy := response.Header.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "form-action 'self'"} {
			if !strings.Contains(policy, want) {
				t.Errorf("%s: got policy %q, want it to have %s", address, policy, want)
			}
		}
		if strings.Contains(policy, "unsafe") {
			t.Errorf("%s: got policy %q, want nothing unsafe in it", address, policy)
		}
	}
}

func TestNoStrictTransportOnPlainHTTP(t *testing.T) {
	w := newWorld(t, options{Origin: "http://127.0.0.1:8080"})
	response, _ := w.send(t, newRequest(http.MethodGet, "/", ""))
	if got := response.Header.Get("Strict-Transport-Security"); got != "" {
		t.Errorf("got Strict-Transport-Security %q on plain HTTP, want none", got)
	}
}

func TestHead(t *testing.T) {
	w := newWorld(t, options{})
	for address, want := range map[string]int{"/": 200, "/api/v1/courses": 200, "/me": 303, "/nothing": 404} {
		response, body := w.send(t, newRequest(http.MethodHead, address, ""))
		if response.StatusCode != want || body != "" {
			t.Errorf("HEAD %s: got %d %q, want %d and no body", address, response.StatusCode, body, want)
		}
	}
}

func TestSameOrigin(t *testing.T) {
	w := newWorld(t, options{})
	tests := []struct {
		name    string
		headers map[string]string
		refused bool
	}{
		{"own page", map[string]string{"Origin": origin, "Sec-Fetch-Site": "same-origin"}, false},
		{"typed into the address bar", map[string]string{"Sec-Fetch-Site": "none"}, false},
		{"old browser that sends neither", nil, false},
		{"own host over http behind a proxy", map[string]string{"Origin": "http://training.example.bt"}, false},
		{"another site", map[string]string{"Origin": "https://elsewhere.example"}, true},
		{"another site, by its kind only", map[string]string{"Sec-Fetch-Site": "cross-site"}, true},
		{"a neighbour of the same domain", map[string]string{"Sec-Fetch-Site": "same-site"}, true},
		{"another port", map[string]string{"Origin": "https://training.example.bt:8443"}, true},
		{"a sandboxed frame", map[string]string{"Origin": "null"}, true},
		{"another site with a password in the address", map[string]string{"Origin": "https://elsewhere.example", "Authorization": "Basic eDp5"}, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := newRequest(http.MethodPost, "/me", "text=hello")
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			for name, value := range test.headers {
				r.Header.Set(name, value)
			}
			w.withCookies(r, w.tokens("learner", false))
			response, body := w.send(t, r)
			if got := response.StatusCode == http.StatusForbidden; got != test.refused {
				t.Errorf("got %d %s, want refused: %v", response.StatusCode, body, test.refused)
			}
		})
	}
}

func (w *world) withCookies(r *http.Request, tokens account.Tokens) {
	r.AddCookie(&http.Cookie{Name: "__Host-lamtoen", Value: tokens.Access})
	r.AddCookie(&http.Cookie{Name: "__Host-lamtoen-refresh", Value: tokens.Refresh})
}

func TestErrorsAsPagesAndAsJSON(t *testing.T) {
	faults := map[fault.Code]int{
		fault.CodeInvalid: 422, fault.CodeUnauthorised: 401, fault.CodeForbidden: 403, fault.CodeNotFound: 404, fault.CodeConflict: 409,
		fault.CodeTooLarge: 413, fault.CodeTooMany: 429, fault.CodeUnavailable: 503, fault.CodeMalformed: 400, fault.CodeUnsupported: 415,
	}
	fail := func(c *fiber.Ctx) error {
		e := fault.New(fault.Code(c.Params("code")), "It is so.").Because(errors.New("the secret cause"))
		e.Fields, e.RetryAfter = []fault.Field{{Name: "a", Message: "Mend a."}}, 1500e6
		return fmt.Errorf("wrapped: %w", e)
	}
	w := newWorld(t, options{Pages: pagesWith(
		route.Route{Method: http.MethodGet, Path: "/fault/:code", Permission: account.Public, Handler: fail},
		route.Route{Method: http.MethodGet, Path: "/api/fault/:code", Permission: account.Public, Handler: fail},
	)})
	for code, want := range faults {
		response, body := w.send(t, newRequest(http.MethodGet, "/fault/"+string(code), ""))
		if response.StatusCode != want || !strings.HasPrefix(body, fmt.Sprintf("ERROR PAGE %d It is so.", want)) {
			t.Errorf("%s: got page %d %q, want %d with its message", code, response.StatusCode, body, want)
		}
		response, body = w.send(t, newRequest(http.MethodGet, "/api/fault/"+string(code), ""))
		var answer route.ErrorBody
		if err := json.Unmarshal([]byte(body), &answer); err != nil {
			t.Fatalf("%s: got %q: %v", code, body, err)
		}
		if response.StatusCode != want || answer.Error.Code != string(code) || answer.Error.Message != "It is so." || len(answer.Error.Fields) != 1 {
			t.Errorf("%s: got %d %q, want %d with code, message and field", code, response.StatusCode, body, want)
		}
		if strings.Contains(body, "secret") || response.Header.Get("Retry-After") != "2" {
			t.Errorf("%s: got %q with Retry-After %q, want no cause and 2 seconds", code, body, response.Header.Get("Retry-After"))
		}
	}
}

func TestInternalErrorsStayInTheLog(t *testing.T) {
	var log bytes.Buffer
	w := newWorld(t, options{Log: slog.New(slog.NewTextHandler(&log, nil))})
	for _, address := range []string{"/panic", "/broken"} {
		log.Reset()
		response, body := w.send(t, newRequest(http.MethodPost, address, ""))
		if response.StatusCode != http.StatusInternalServerError || strings.Contains(body, "secret") || !strings.Contains(body, "Something went wrong on our side") {
			t.Errorf("%s: got %d %q, want 500 in plain words", address, response.StatusCode, body)
		}
		number := body[strings.LastIndex(body, " ")+1:]
		if !strings.Contains(log.String(), "secret") || !strings.Contains(log.String(), "request="+number) {
			t.Errorf("%s: got log %q, want the cause and request number %q", address, log.String(), number)
		}
	}
}

// TestKeptStringsStay fails with Immutable: false, when Fiber's strings are overwritten by later requests.
func TestKeptStringsStay(t *testing.T) {
	var kept []string
	w := newWorld(t, options{Pages: pagesWith(route.Route{Method: http.MethodPost, Path: "/keep/:name", Permission: account.Public,
		Handler: func(c *fiber.Ctx) error {
			kept = append(kept, c.Params("name"), c.Query("q"), c.Get("X-Name"), c.FormValue("text"), c.Cookies("name"))
			return nil
		}})})
	const requests = 40
	address := w.listen(t)
	for i := range requests {
		name := fmt.Sprintf("name-%03d", i)
		r := must(http.NewRequest(http.MethodPost, address+"/keep/"+name+"?q="+name, strings.NewReader("text="+name)))(t)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("X-Name", name)
		r.AddCookie(&http.Cookie{Name: "name", Value: name})
		if status, _, err := fetch(r); err != nil || status != http.StatusOK {
			t.Fatalf("got %d, %v, want 200", status, err)
		}
	}
	for i, got := range kept {
		if want := fmt.Sprintf("name-%03d", i/5); got != want {
			t.Errorf("got %q kept of request %d, want %q", got, i/5, want)
		}
	}
	if len(kept) != 5*requests {
		t.Errorf("got %d strings, want %d", len(kept), 5*requests)
	}
}

func TestBodyLimits(t *testing.T) {
	sizes := []int{}
	w := newWorld(t, options{Pages: pagesWith(route.Route{Method: http.MethodPost, Path: "/limit", Permission: account.Public, BodyLimit: 1 << 10,
		Handler: func(c *fiber.Ctx) error {
			sizes = append(sizes, len(c.Body()))
			return nil
		}})})
	address := w.listen(t)
	for size, want := range map[int]int{1 << 10: 200, 1<<10 + 1: 413, 5 << 20: 413, 13 << 20: 413} {
		r := must(http.NewRequest(http.MethodPost, address+"/limit", bytes.NewReader(make([]byte, size))))(t)
		r.Header.Set("Connection", "close")
		status, _, err := fetch(r)
		if err != nil && size > 12<<20 {
			continue // the server closes before the client has sent it all; that is a refusal too
		}
		if err != nil || status != want {
			t.Errorf("%d bytes: got %d, %v, want %d", size, status, err, want)
		}
	}
	if !slices.Equal(sizes, []int{1 << 10}) {
		t.Errorf("got bodies of %v bytes at the handler, want only the one within the limit", sizes)
	}
}

func TestReady(t *testing.T) {
	var broken error
	w := newWorld(t, options{Checks: []server.Check{
		{Name: "store", Ask: func(context.Context) (string, error) { return "answers in 1 ms", broken }},
		{Name: "clock", Ask: func(context.Context) (string, error) { return "", nil }},
	}})
	response, body := w.send(t, newRequest(http.MethodGet, "/readyz", ""))
	if response.StatusCode != http.StatusOK || !strings.Contains(body, `"ready":true`) || !strings.Contains(body, "answers in 1 ms") {
		t.Errorf("got %d %s, want 200 and what each check says", response.StatusCode, body)
	}
	broken = errors.New("no route to mongodb://user:secret@host")
	response, body = w.send(t, newRequest(http.MethodGet, "/readyz", ""))
	if response.StatusCode != http.StatusServiceUnavailable || strings.Contains(body, "secret") || !strings.Contains(body, "does not answer") {
		t.Errorf("got %d %s, want 503 without the error's text", response.StatusCode, body)
	}
	if response, body = w.send(t, newRequest(http.MethodGet, "/healthz", "")); response.StatusCode != http.StatusOK || body != "ok\n" {
		t.Errorf("got %d %q from /healthz, want 200 whatever the store does", response.StatusCode, body)
	}
}

func TestPacking(t *testing.T) {
	long := strings.Repeat("ka kha ga nga ", 200)
	w := newWorld(t, options{Pages: pagesWith(route.Route{Method: http.MethodGet, Path: "/long", Permission: account.Public,
		Handler: func(c *fiber.Ctx) error { return c.SendString(long) }})})
	r := newRequest(http.MethodGet, "/long", "")
	r.Header.Set("Accept-Encoding", "gzip")
	response, body := w.send(t, r)
	unpacked := string(must(io.ReadAll(must(gzip.NewReader(strings.NewReader(body)))(t)))(t))
	if unpacked != long || response.Header.Get("Vary") != "Accept-Encoding" || response.Header.Get("Content-Length") != strconv.Itoa(len(body)) {
		t.Errorf("got %d bytes, %v; want the page, packed", len(body), response.Header)
	}
	if _, plain := w.send(t, newRequest(http.MethodGet, "/long", "")); plain != long {
		t.Errorf("got %d bytes for a client that cannot unpack, want the page as it is", len(plain))
	}
}

func TestMetricsByPattern(t *testing.T) {
	w := newWorld(t, options{})
	w.send(t, newRequest(http.MethodGet, "/api/v1/certificates/0000111122223333", ""))
	w.send(t, newRequest(http.MethodGet, "/api/v1/courses/check-first", ""))
	families := must(w.server.Registry().Gather())(t)
	text := fmt.Sprint(families)
	if !strings.Contains(text, "/api/v1/courses/:course") {
		t.Errorf("got no series of the route's pattern in %s", text)
	}
	if strings.Contains(text, "0000111122223333") || strings.Contains(text, "check-first") {
		t.Errorf("got an address in the metrics, want patterns only")
	}
}

func TestMountRefuses(t *testing.T) {
	handler := func(*fiber.Ctx) error { return nil }
	for name, routes := range map[string][]route.Route{
		"states no permission": {{Method: http.MethodGet, Path: "/forgotten", Handler: handler}},
		"is mounted twice":     {{Method: http.MethodGet, Path: "/me", Permission: account.Public, Handler: handler}},
	} {
		w := newWorld(t, options{})
		_, err := server.New(server.Deps{Origin: origin, Accounts: w.accounts, Pages: fakePages{more: routes}, API: w.api, Log: slog.Default()})
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("got error %v, want one that says %q", err, name)
		}
	}
}
