package site_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"lamtoen/internal/evidence"
	"lamtoen/internal/learning"
)

// failed is somebody who has handed the test in and not passed; partly, since some answers are right.
func (w *world) failed(p person) *browser {
	w.Helper()
	b := w.atTest(p)
	b.answerAll(false)
	return b.post("/courses/every-type/attempts/1-1/submission").want(200, "Not passed yet")
}

func TestEvidenceIsReadByItsOwner(t *testing.T) {
	w := newWorld(t, nil)
	b := w.failed(w.learner)
	b.want(200, `href="/courses/every-type/attempts/1-1/evidence"`)
	b.get("/me/record").want(200, `href="/courses/every-type/attempts/1-1/evidence"`)
	b.get("/courses/every-type/attempts/1-1/evidence").
		want(200, "What happened in this attempt", "Karma Yangden", "EID 200801234", "1.0.0", "<code>h1:", "web pages", "English",
			"the same result for every question", "None. Nothing was corrected.", "A rumour reaches you", "Not quite.", "chosen",
			"Rule: the right answer earns all", "Kendall’s tau-a", "The order that was given", "Answered:",
			"tells right answers and their reasons after a pass", `href="/courses/every-type/attempts/1-1/evidence.json"`, `href="/evidence"`).
		// Compliance: no key, no reason, no id that tells one.
		lacks("Checking comes first", "The right order", "right-single", "step-a", `badge good`)

	w.clock.at = w.clock.at.Add(24 * time.Hour)
	b.post("/courses/every-type/assessment")
	b.get("/courses/every-type/attempts/1-2/evidence").want(200, "not handed in yet", "Not answered.").lacks("Rules of grading")
	b.post("/courses/every-type/assessment")
	b.answerAll(true)
	b.post("/courses/every-type/attempts/1-2/submission").want(200, "You passed")
	for _, attempt := range []string{"1-1", "1-2"} { // a pass opens what came before it, too
		b.get("/courses/every-type/attempts/"+attempt+"/evidence").
			want(200, "Checking comes first", "The right order", "Earned ", "This end of the story earns").
			lacks("tells right answers and their reasons after a pass", "right-single")
	}
}

func TestEvidenceOfAWithdrawnAttempt(t *testing.T) {
	w := newWorld(t, nil)
	b := w.failed(w.learner)
	id := string(learning.NewAttemptID(w.learner.ID, "every-type", 1, 1))
	if err := w.learning.Void(context.Background(), id, "Somebody else sat at the device.", string(w.other.ID)); err != nil {
		t.Fatal(err)
	}
	b.get("/courses/every-type/attempts/1-1/result").want(409, "withdrawn")
	b.get("/courses/every-type/attempts/1-1/evidence").
		want(200, "was withdrawn and does not count", "Withdrawn: it does not count", "Somebody else sat at the device.", "A rumour reaches you").
		lacks(string(w.other.ID), "Tashi Wangchuk")
}

func TestEvidenceOfOthersIsNotFound(t *testing.T) {
	w := newWorld(t, nil)
	w.failed(w.learner)
	o := w.signedIn(w.other)
	o.get("/courses/every-type/attempts/1-1/evidence").want(404, "There is no such attempt")
	o.get("/courses/every-type/attempts/1-1/evidence.json").want(404)
	o.get("/courses/every-type/attempts/1-x/evidence").want(404)
	w.browser().get("/courses/every-type/attempts/1-1/evidence").want(401)
}

// upload sends a form with a file.
func (b *browser) upload(address, name string, file []byte) *browser {
	b.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", name)
	must(b, part, err)
	_, err = part.Write(file)
	must(b, form, err)
	must(b, form, form.Close())
	req := httptest.NewRequest(http.MethodPost, "http://localhost"+address, &body)
	req.Header.Set("Content-Type", form.FormDataContentType())
	res, err := b.app.Test(req, -1)
	must(b, res, err)
	text, err := io.ReadAll(res.Body)
	must(b, text, err)
	b.at, b.code, b.body, b.head = address, res.StatusCode, string(text), res.Header
	for _, problem := range lint(b.body) {
		b.Errorf("%s: the page has %s", b.at, problem)
	}
	return b
}

func TestAFileOfEvidenceIsCheckedByAnybody(t *testing.T) {
	w := newWorld(t, nil)
	owner := w.failed(w.learner).get("/courses/every-type/attempts/1-1/evidence.json").want(200)
	if got := owner.head.Get("Content-Disposition"); got != `attachment; filename="evidence-every-type-1-1.json"` {
		t.Errorf("the file's name: got %s", got)
	}
	file := owner.body
	if owner.get("/courses/every-type/attempts/1-1/evidence.json"); owner.body != file {
		t.Errorf("asked again: got\n%s\nwant\n%s", owner.body, file)
	}
	var signed struct{ Evidence evidence.Statement }
	if err := json.Unmarshal([]byte(file), &signed); err != nil || signed.Evidence.Person.Name != "Karma Yangden" {
		t.Fatalf("the file: got %v, %+v", err, signed.Evidence.Person)
	}

	v := w.browser() // without an account
	v.get("/evidence").want(200, "Check a file of evidence", "The file", "not kept")
	v.post("/evidence", "text="+file).want(200, "This service signed the file", "Karma Yangden", "A rumour reaches you", "Check another file")
	v.upload("/evidence", "evidence.json", []byte(file)).want(200, "This service signed the file", "Karma Yangden")
	changed := strings.Replace(file, `"passed": false`, `"passed": true`, 1)
	v.upload("/evidence", "evidence.json", []byte(changed)).want(422, "There is a problem", "changed after it was signed", `href="#text"`).lacks("Karma Yangden")
	v.post("/evidence", "text="+changed).want(422, "changed after it was signed", "&#34;passed&#34;: true") // what was pasted stays
	v.post("/evidence", "text=Hello").want(400, "not a file of evidence", ">Hello</textarea>")
	v.post("/evidence").want(422, "Choose the file, or paste its text")
	v.upload("/evidence", "evidence.json", nil).want(422, "Choose the file, or paste its text")
	v.upload("/evidence", "big.json", bytes.Repeat([]byte(" "), evidence.MaxFile+1)).want(422, "too large to be evidence")
}

func TestChecksOfFilesAreCounted(t *testing.T) {
	w := newWorld(t, nil)
	v := w.browser()
	for range 61 {
		v.post("/evidence", "text=Hello").want(400)
	}
	v.post("/evidence", "text=Hello").want(429, "Wait", ">Hello</textarea>")
	if v.head.Get("Retry-After") == "" {
		t.Error("got no Retry-After, want the seconds to wait")
	}
	w.clock.at = w.clock.at.Add(10 * time.Minute)
	v.post("/evidence", "text=Hello").want(400)
}
