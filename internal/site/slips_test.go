package site_test

import (
	"encoding/hex"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"lamtoen/internal/slip"
)

var penData = regexp.MustCompile(`id="slip" data-file="(\d+)" data-key="([0-9a-f]{32})"`)

// slipOf makes the slip that a file shows when these lessons were finished in it.
func slipOf(t *testing.T, file string, lessons uint32) string {
	t.Helper()
	found := penData.FindStringSubmatch(file)
	if found == nil {
		t.Fatal("the file holds no number and key")
	}
	number, err := strconv.Atoi(found[1])
	must(t, number, err)
	key, err := hex.DecodeString(found[2])
	must(t, key, err)
	text, err := slip.Write(slip.Slip{Form: slip.Person, File: number, Lessons: lessons}, slip.Key(key))
	return slip.Grouped(must(t, text, err))
}

func TestTypeASlip(t *testing.T) {
	w := newWorld(t, nil)
	b := w.signedIn(w.learner)
	b.get("/courses/every-type/pen.html").want(409, "Begin the course first")
	b.get("/courses/every-type").lacks("pen.html")
	b.post("/courses/every-type/begin")
	b.get("/courses/every-type").want(200, `href="/courses/every-type/pen.html" download`, `href="/me/slips"`)
	head, file := b.download("/courses/every-type/pen.html", "Accept", "text/html")
	for _, want := range []string{"Karma Yangden", "I have finished this lesson", "http://localhost/me/slips"} {
		if head.StatusCode != http.StatusOK || !strings.Contains(file, want) {
			t.Errorf("the file, with status %d, lacks %q", head.StatusCode, want)
		}
	}
	if head.Header.Get("Cache-Control") != "no-store" || !strings.HasPrefix(head.Header.Get("Content-Disposition"), "attachment") {
		t.Errorf("the file is sent with %v", head.Header)
	}
	text := slipOf(t, file, 1)

	b.get("/me/slips").want(200, "None yet.")
	b.post("/me/slips", "slip=").want(422, "Type the slip", `aria-invalid="true"`)
	b.post("/me/slips", "slip="+strings.Replace(text, text[6:11], "33333", 1)).want(422, "Look at the second group (33333)", `value="`+text[:6]+"33333")
	b.post("/me/slips", "slip="+strings.ToLower(text)).want(200, "1 lesson is in your record now", text, "1 lesson new in your record")
	b.post("/me/slips", "slip="+text).want(200, "You have typed this slip before")
	b.get("/me/record").want(200, "told by a completion slip")
	b.get("/courses/every-type").want(200, "1 of ")

	other := w.signedIn(w.other)
	other.post("/me/slips", "slip="+text).want(422, "made for somebody else")
	other.get("/me/slips?typed="+strings.ReplaceAll(text, "-", "")).want(200, "None yet.").lacks("in your record now")
	other.get("/me/slips").lacks(text)
}
