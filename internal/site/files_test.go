package site_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"lamtoen/internal/org"
)

// download asks for a file as the browser would, with one header more.
func (b *browser) download(address, header, value string) (*http.Response, string) {
	b.Helper()
	req, err := http.NewRequest(http.MethodGet, "http://localhost"+address, nil)
	must(b, req, err)
	for name, cookie := range b.jar {
		req.AddCookie(&http.Cookie{Name: name, Value: cookie})
	}
	if header != "" {
		req.Header.Set(header, value)
	}
	res, err := b.app.Test(req, -1)
	must(b, res, err)
	body, err := io.ReadAll(res.Body)
	must(b, body, err)
	return res, string(body)
}

func TestFilesToTakeAlong(t *testing.T) {
	w := newWorld(t, withOpenCourse())
	banks := []string{"bank.gift", "scorm12.zip", "qti3.zip"}
	visitor, learner := w.browser(), w.signedIn(w.learner)
	visitor.get("/courses/for-all").want(200, "Take it with you", `href="/open/for-all/files/course.html" download`, " KB").lacks(banks...)
	visitor.get("/courses/every-type").want(200).lacks(append(banks, "Take it with you", "course.html")...)
	learner.get("/courses/every-type").want(200, `href="/courses/every-type/files/course.html" download`).lacks(banks...)

	lead := w.enter("200801236", "Pema Choden")
	if _, err := w.register.Grant(t.Context(), org.Grant{Person: lead.ID, Role: org.RoleMoIC, From: "2026-01-01", By: "test"}); err != nil {
		t.Fatal(err)
	}
	officer := w.signedIn(lead)
	officer.get("/courses/every-type").want(200, `href="/courses/every-type/files/bank.gift"`, "scorm12.zip", "qti3.zip", "course.html").lacks("slides.html")
	for _, name := range banks {
		res, _ := officer.download("/courses/every-type/files/"+name, "", "")
		if res.StatusCode != http.StatusOK || !strings.HasPrefix(res.Header.Get("Content-Disposition"), `attachment; filename="every-type-`) {
			t.Errorf("%s: got status %d and %q", name, res.StatusCode, res.Header.Get("Content-Disposition"))
		}
	}
	for who, b := range map[string]*browser{"a visitor": visitor, "a learner": learner, "the content lead": officer} {
		for address, want := range map[string]int{
			"/open/every-type/files/course.html": 404, "/open/for-all/files/bank.gift": 404, "/open/for-all/files/nothing": 404,
			"/open/for-all/files/slides.html": 404, "/open/none/files/course.html": 404, "/open/for-all/files/course.html": 200,
		} {
			if res, _ := b.download(address, "", ""); res.StatusCode != want {
				t.Errorf("%s asks for %s: got status %d, want %d", who, address, res.StatusCode, want)
			}
		}
	}
	for _, address := range []string{"/courses/every-type/files/course.html", "/courses/every-type/files/bank.gift"} {
		if res, _ := visitor.download(address, "", ""); res.StatusCode != http.StatusUnauthorized {
			t.Errorf("a visitor asks for %s: got status %d, want 401", address, res.StatusCode)
		}
	}
}

func TestAFileIsSentOnce(t *testing.T) {
	w := newWorld(t, withOpenCourse())
	b := w.browser()
	res, body := b.download("/open/for-all/files/course.html", "", "")
	mark := res.Header.Get("ETag")
	if !strings.HasPrefix(mark, `W/"`) || !strings.Contains(body, "23 November 2026") || !strings.Contains(body, "Test yourself") {
		t.Errorf("got the mark %q and a file of %d bytes", mark, len(body))
	}
	if got, want := res.Header.Get("Content-Disposition"), `attachment; filename="for-all-1.0.0.html"`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for _, list := range []string{mark, `"x", ` + strings.TrimPrefix(mark, "W/")} {
		if res, body := b.download("/open/for-all/files/course.html", "If-None-Match", list); res.StatusCode != http.StatusNotModified || body != "" {
			t.Errorf("%s: got status %d and %d bytes, want 304 and none", list, res.StatusCode, len(body))
		}
	}
	if res, _ := b.download("/open/for-all/files/course.html", "If-None-Match", `"x"`); res.StatusCode != http.StatusOK {
		t.Errorf("got status %d for another mark, want 200", res.StatusCode)
	}
}
