package server_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"lamtoen/internal/account"
)

// browser keeps cookies as a browser does.
type browser struct {
	t   *testing.T
	w   *world
	jar map[string]*http.Cookie
}

func newBrowser(t *testing.T, w *world, tokens account.Tokens) *browser {
	b := &browser{t: t, w: w, jar: map[string]*http.Cookie{}}
	for _, c := range account.JarFor(origin).Set(tokens, w.clock.now()) {
		b.jar[c.Name] = c
	}
	return b
}

func (b *browser) send(method, address, body string) (answer, string) {
	b.t.Helper()
	r := newRequest(method, address, body)
	if body != "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, c := range b.jar {
		r.AddCookie(&http.Cookie{Name: c.Name, Value: c.Value})
	}
	response, text := b.w.send(b.t, r)
	for _, c := range response.Cookies {
		if c.MaxAge < 0 || c.Value == "" || !c.Expires.IsZero() && c.Expires.Before(b.w.clock.now()) {
			delete(b.jar, c.Name)
		} else {
			b.jar[c.Name] = c
		}
	}
	return response, text
}

// TestRotationOnAPost: the access token has run out while somebody filled in a form. The same POST is served, once, and
// brings the next pair.
func TestRotationOnAPost(t *testing.T) {
	w := newWorld(t, options{})
	b := newBrowser(t, w, w.tokens("learner", false))
	before := *b.jar["__Host-lamtoen-refresh"]
	w.clock.move(20 * time.Minute)
	response, body := b.send(http.MethodPost, "/me", "text=a+long+answer")
	if want := "you are " + string(w.people["learner"].ID) + " and sent a long answer"; response.StatusCode != http.StatusOK || body != want {
		t.Fatalf("got %d %q, want %q", response.StatusCode, body, want)
	}
	after := b.jar["__Host-lamtoen-refresh"]
	if after.Value == before.Value {
		t.Error("got the same refresh token, want its successor")
	}
	for _, c := range response.Cookies {
		if !c.Secure || !c.HttpOnly || c.Path != "/" || c.Domain != "" || c.SameSite != http.SameSiteLaxMode || c.MaxAge <= 0 {
			t.Errorf("got cookie %s, want it Secure, HttpOnly, Lax, for / and with a life", c)
		}
	}
	if response, _ := b.send(http.MethodGet, "/me", ""); response.StatusCode != http.StatusOK || len(response.Cookies) != 0 {
		t.Errorf("got %d with %d cookies on the next request, want 200 and none", response.StatusCode, len(response.Cookies))
	}
}

// TestTwoTabsRotate: both tabs send the same old refresh token; both are served and neither is signed out.
func TestTwoTabsRotate(t *testing.T) {
	w := newWorld(t, options{})
	tokens := w.tokens("learner", false)
	one, two := newBrowser(t, w, tokens), newBrowser(t, w, tokens)
	w.clock.move(20 * time.Minute)
	for _, b := range []*browser{one, two, one, two} {
		if response, body := b.send(http.MethodPost, "/me", "text=x"); response.StatusCode != http.StatusOK {
			t.Errorf("got %d %q, want 200", response.StatusCode, body)
		}
	}
	if one.jar["__Host-lamtoen-refresh"].Value != two.jar["__Host-lamtoen-refresh"].Value {
		t.Error("got two successors of one refresh token, want the same in both tabs")
	}
}

// TestCopiedToken: an old refresh token that is used late ends the session for whoever holds it.
func TestCopiedToken(t *testing.T) {
	w := newWorld(t, options{})
	tokens := w.tokens("learner", false)
	owner, thief := newBrowser(t, w, tokens), newBrowser(t, w, tokens)
	w.clock.move(20 * time.Minute)
	owner.send(http.MethodGet, "/me", "")
	w.clock.move(2 * time.Minute)
	if response, _ := thief.send(http.MethodGet, "/me", ""); response.StatusCode != http.StatusSeeOther || len(thief.jar) != 0 {
		t.Errorf("got %d with %d cookies left for the old token, want the sign-in page and none", response.StatusCode, len(thief.jar))
	}
	if response, body := owner.send(http.MethodPost, "/me", "text=x"); response.StatusCode != http.StatusUnauthorized || !strings.Contains(body, "old copy of your sign-in") {
		t.Errorf("got %d %q, want 401 that says why", response.StatusCode, body)
	}
}

// TestSharedDevice: cookies end with the browser, and 20 minutes without a request end the session.
func TestSharedDevice(t *testing.T) {
	w := newWorld(t, options{})
	b := newBrowser(t, w, w.tokens("learner", true))
	w.clock.move(10 * time.Minute)
	response, _ := b.send(http.MethodGet, "/me", "")
	if response.StatusCode != http.StatusOK || len(response.Cookies) != 2 {
		t.Fatalf("got %d with %d cookies, want 200 and the next pair", response.StatusCode, len(response.Cookies))
	}
	for _, c := range response.Cookies {
		if c.MaxAge != 0 || !c.Expires.IsZero() {
			t.Errorf("got cookie %s, want one that ends with the browser", c)
		}
	}
	w.clock.move(21 * time.Minute)
	response, body := b.send(http.MethodPost, "/me", "text=x")
	if response.StatusCode != http.StatusUnauthorized || !strings.Contains(body, "shared device") || len(b.jar) != 0 {
		t.Errorf("got %d %q with %d cookies left, want 401 that says why and none", response.StatusCode, body, len(b.jar))
	}
}

func TestVisitors(t *testing.T) {
	w := newWorld(t, options{})
	nobody := newBrowser(t, w, account.Tokens{Access: "x", Refresh: "y"})
	response, _ := nobody.send(http.MethodGet, "/me?tab=2", "")
	if got, want := response.Header.Get("Location"), "/sign-in?next=%2Fme%3Ftab%3D2"; response.StatusCode != http.StatusSeeOther || got != want {
		t.Errorf("got %d to %q, want 303 to %q", response.StatusCode, got, want)
	}
	if len(nobody.jar) != 0 {
		t.Errorf("got %d cookies left of a broken pair, want none", len(nobody.jar))
	}
	if response, body := nobody.send(http.MethodPost, "/me", "text=x"); response.StatusCode != http.StatusUnauthorized {
		t.Errorf("got %d %q, want 401 and no redirect that drops what was typed", response.StatusCode, body)
	}
	if response, body := nobody.send(http.MethodGet, "/", ""); response.StatusCode != http.StatusOK || body != "you are " {
		t.Errorf("got %d %q on a public page, want it", response.StatusCode, body)
	}
}
