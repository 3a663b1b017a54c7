package site_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"lamtoen/internal/classes"
	"lamtoen/internal/learning"
)

// The list of what a device keeps of a course grows by the questions of an attempt that is open, and needs the course to be begun.
func TestWhatADeviceKeepsOfACourse(t *testing.T) {
	w := newWorld(t, nil)
	b := w.signedIn(w.learner)
	b.get("/courses/every-type").want(200).lacks("data-keep=")
	b.get("/courses/every-type/keep").want(409, "Begin this course first")
	b.post("/courses/every-type/begin")
	b.get("/courses/every-type").want(200, `data-keep="/courses/every-type/keep"`, " MB of space", `<link rel="manifest"`)
	list := func() []string {
		t.Helper()
		var l struct {
			Course, Title string
			Pages         []string
		}
		if err := json.Unmarshal([]byte(b.get("/courses/every-type/keep").want(200).body), &l); err != nil || l.Course != "/courses/every-type" || l.Title == "" {
			t.Fatalf("got %+v, %v, want the course", l, err)
		}
		return l.Pages
	}
	pages := list()
	if len(pages) != 7 || pages[0] != "/courses/every-type" || !strings.Contains(pages[1], "/lessons/") {
		t.Errorf("got %v, want the course's page and its six lessons", pages)
	}
	for _, page := range pages[1:] {
		b.get(page).want(200, `name="offline-next" value="/courses/every-type`, `name="offline-label"`)
		b.post(page)
	}
	b.post("/courses/every-type/assessment")
	pages = list()
	if !slices.Contains(pages, "/courses/every-type/attempts/1-1/questions/6") || !slices.Contains(pages, "/courses/every-type/attempts/1-1/review") {
		t.Errorf("got %v, want the open attempt too", pages)
	}
	waits := 0
	for _, page := range pages {
		waits += strings.Count(b.get(page).body, `data-keep-more="/courses/every-type/keep"`)
	}
	if waits != 5 {
		t.Errorf("got %d questions that can wait for a link, want all but the story", waits)
	}
	p, err := w.learning.Progress(t.Context(), w.learner.ID, "every-type")
	must(t, p, err)
	if p.Status.State == learning.StateComplete {
		t.Error("got the course complete, want it under way")
	}
}

// What the browser needs to install and to keep is there for anybody, and the page shown without a link names nobody.
func TestInstalling(t *testing.T) {
	w := newWorld(t, nil)
	b := w.signedIn(w.learner)
	b.get("/sw.js").want(200, `self.SHELL=["/offline","/static/`, `/app-device.js"`, "self.RELEASE=\"", `addEventListener("fetch"`)
	if got := b.head.Get("Content-Type") + "; " + b.head.Get("Cache-Control"); got != "text/javascript; charset=utf-8; public, max-age=3600" {
		t.Errorf("the worker: got %s", got)
	}
	b.get("/manifest.webmanifest").want(200, `"start_url":"/me"`, `"display":"standalone"`)
	var manifest struct{ Icons []struct{ Src, Type string } }
	if err := json.Unmarshal([]byte(b.body), &manifest); err != nil || len(manifest.Icons) != 4 {
		t.Fatalf("the manifest: got %+v, %v, want its icons", manifest, err)
	}
	for _, icon := range manifest.Icons {
		if b.get(icon.Src).want(200); b.head.Get("Content-Type") != icon.Type {
			t.Errorf("%s: got %s, want %s", icon.Src, b.head.Get("Content-Type"), icon.Type)
		}
	}
	b.get("/offline").want(200, "There is no link", `id="kept"`).lacks(w.learner.Name, string(w.learner.ID))
	b.get("/kept").want(200, "20 MB", w.learner.Name)
	b.post("/sign-out").want(200, "Nothing of yours is left on this device")
	if got := b.head.Get("Lamtoen-Reader"); got != "out" {
		t.Errorf("after signing out: got the page of %q, want out", got)
	}
}

// A pupil's module says what it takes on the device, and where to read why an answer of the quiz was right or not.
func TestAPupilsModuleStaysOnTheDevice(t *testing.T) {
	w := newSchool(t)
	w.assign(pupilModule, classes.ModeOwn)
	module, err := w.library.Course(pupilModule)
	must(t, module, err)
	b := w.pupil(w.class, 3)
	b.get("/pupil/"+pupilModule).want(200, `data-keep="/pupil/`+pupilModule+`/keep"`, "data-auto", " MB", `data-go="/pupil/`+pupilModule+`/before/1"`, "app-device.js").lacks("see why", "manifest")
	b.get("/pupil/"+pupilModule+"/lessons/"+string(module.Lessons[0].ID)).want(200, "Question 1 of 3").lacks(module.Lessons[0].Title + "</h1>")
	b.get("/card").want(200, "data-others=").lacks("data-keep=")
	for range 3 {
		b.get("/pupil/" + pupilModule + "/before/1").choose(0)
	}
	for _, lesson := range module.Lessons {
		b.post("/pupil/"+pupilModule+"/lessons/"+string(lesson.ID), "reader=pupil-"+w.class.ID+"-4").want(401, "another pupil")
		b.post("/pupil/"+pupilModule+"/lessons/"+string(lesson.ID), "reader=pupil-"+w.class.ID+"-3")
	}
	for range 3 {
		b.choose(1)
	}
	b.want(200, "Question 1 of", "marked when the link is back").choose(0)
	b.get("/pupil/"+pupilModule).want(200, "see why", `href="/pupil/`+pupilModule+`/quiz/1"`)
	b.get("/pupil/"+pupilModule+"/quiz/1").want(200, "Go on").lacks("This is my answer")
	other := w.open(w.elsewhere, 3)
	w.pupil(other, 1).get("/pupil/" + pupilModule + "/keep").want(404)
	w.browser().get("/pupil/" + pupilModule + "/keep").want(401)
}
