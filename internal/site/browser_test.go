package site_test

import (
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

// browser keeps cookies and follows redirects, as one person's would. It goes by the world's clock, so that a cookie ends only
// when it is taken away.
type browser struct {
	*world
	jar  map[string]string
	at   string // the address shown
	code int
	body string
	head http.Header
}

func (w *world) browser() *browser { return &browser{world: w, jar: map[string]string{}} }

// keep takes the cookies of an answer.
func (b *browser) keep(cookies []*http.Cookie) {
	for _, c := range cookies {
		if c.MaxAge < 0 || c.Value == "" {
			delete(b.jar, c.Name)
			continue
		}
		b.jar[c.Name] = c.Value
	}
}

// signedIn is a browser of somebody who has signed in.
func (w *world) signedIn(p person) *browser {
	w.Helper()
	b := w.browser()
	b.post("/sign-in", "login="+p.EID, "password="+password, "shared=no")
	b.want(200, "My training")
	return b
}

func (b *browser) get(address string) *browser { return b.send(http.MethodGet, address, nil) }

// post sends NAME=VALUE pairs as a form.
func (b *browser) post(address string, pairs ...string) *browser {
	form := url.Values{}
	for _, p := range pairs {
		name, value, _ := strings.Cut(p, "=")
		form.Add(name, value)
	}
	return b.send(http.MethodPost, address, form)
}

func (b *browser) send(method, address string, form url.Values) *browser {
	b.Helper()
	for hops := 0; ; hops++ {
		u, err := url.Parse("http://localhost" + address)
		must(b, u, err)
		var body io.Reader
		if form != nil {
			body = strings.NewReader(form.Encode())
		}
		req, err := http.NewRequest(method, u.String(), body)
		must(b, req, err)
		if form != nil {
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		for name, value := range b.jar {
			req.AddCookie(&http.Cookie{Name: name, Value: value})
		}
		res, err := b.app.Test(req, -1)
		must(b, res, err)
		b.keep(res.Cookies())
		text, err := io.ReadAll(res.Body)
		must(b, text, err)
		b.at, b.code, b.body, b.head = address, res.StatusCode, string(text), res.Header
		if res.StatusCode != http.StatusSeeOther || hops > 5 {
			if strings.HasPrefix(b.body, "<!doctype html>") {
				for _, problem := range lint(b.body) {
					b.Errorf("%s: the page has %s", b.at, problem)
				}
			}
			return b
		}
		method, form, address = http.MethodGet, nil, res.Header.Get("Location")
	}
}

// want checks status and phrases of the page shown.
func (b *browser) want(code int, phrases ...string) *browser {
	b.Helper()
	if b.code != code {
		b.Errorf("%s: got status %d, want %d\n%s", b.at, b.code, code, clip(b.body))
	}
	for _, phrase := range phrases {
		if !strings.Contains(b.body, phrase) {
			b.Errorf("%s: the page lacks %q\n%s", b.at, phrase, clip(b.body))
		}
	}
	return b
}

// lacks checks that a page does not say something.
func (b *browser) lacks(phrases ...string) *browser {
	b.Helper()
	for _, phrase := range phrases {
		if strings.Contains(b.body, phrase) {
			b.Errorf("%s: the page says %q", b.at, phrase)
		}
	}
	return b
}

func clip(s string) string {
	if i := strings.Index(s, "<main"); i >= 0 {
		s = s[i:]
	}
	return s[:min(len(s), 2500)]
}

// inputs lists the values of the inputs of a name prefix on the page.
func (b *browser) inputs(pattern string) [][]string {
	return regexp.MustCompile(pattern).FindAllStringSubmatch(b.body, -1)
}
