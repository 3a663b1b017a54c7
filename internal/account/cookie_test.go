package account_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"lamtoen/internal/account"
)

func TestCookies(t *testing.T) {
	now := time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)
	tokens := account.Tokens{Access: "access.token", Refresh: "refresh.token", AccessExpires: now.Add(5 * time.Minute), RefreshExpires: now.Add(time.Hour)}
	shared := tokens
	shared.Shared = true
	cases := []struct {
		name   string
		origin string
		make   func(account.Jar) []*http.Cookie
		want   []string
	}{
		{"https", "https://training.example.bt", func(j account.Jar) []*http.Cookie { return j.Set(tokens, now) }, []string{
			"__Host-lamtoen=access.token; Path=/; Max-Age=300; HttpOnly; Secure; SameSite=Lax",
			"__Host-lamtoen-refresh=refresh.token; Path=/; Max-Age=3600; HttpOnly; Secure; SameSite=Lax"}},
		{"localhost", "http://127.0.0.1:8080", func(j account.Jar) []*http.Cookie { return j.Set(tokens, now) }, []string{
			"lamtoen=access.token; Path=/; Max-Age=300; HttpOnly; SameSite=Lax",
			"lamtoen-refresh=refresh.token; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax"}},
		{"a shared device", "https://training.example.bt", func(j account.Jar) []*http.Cookie { return j.Set(shared, now) }, []string{
			"__Host-lamtoen=access.token; Path=/; HttpOnly; Secure; SameSite=Lax",
			"__Host-lamtoen-refresh=refresh.token; Path=/; HttpOnly; Secure; SameSite=Lax"}},
		{"cleared", "https://training.example.bt", account.Jar.Clear, []string{
			"__Host-lamtoen=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax",
			"__Host-lamtoen-refresh=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax"}},
		{"already over", "http://localhost:1", func(j account.Jar) []*http.Cookie { return j.Set(tokens, now.Add(24*time.Hour)) }, []string{
			"lamtoen=access.token; Path=/; Max-Age=1; HttpOnly; SameSite=Lax",
			"lamtoen-refresh=refresh.token; Path=/; Max-Age=1; HttpOnly; SameSite=Lax"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, cookie := range c.make(account.JarFor(c.origin)) {
				got = append(got, cookie.String())
			}
			if strings.Join(got, "\n") != strings.Join(c.want, "\n") {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

func TestDevicesHaveShortNames(t *testing.T) {
	for agent, want := range map[string]string{
		"": "an unknown device",
		"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36":                   "Chrome on Android",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0":     "Edge on Windows",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari": "Safari on iPhone",
		"Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0":                                                            "Firefox on Linux",
		"curl/8.5.0":       "curl",
		"\xff\xfe rubbish": "an unknown device",
	} {
		w := newWorld(t)
		w.give(t, w.learner)
		if _, err := w.service.SignIn(t.Context(), account.Login{Login: "200801234", Password: password, Agent: agent}); err != nil {
			t.Fatal(err)
		}
		devices, err := w.service.Sessions(t.Context(), w.learner, "")
		if err != nil || len(devices) != 1 || devices[0].Name != want {
			t.Errorf("%q: got %+v, %v; want %q", agent, devices, err, want)
		}
	}
}
