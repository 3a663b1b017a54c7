package site_test

import (
	"bytes"
	"compress/gzip"
	"regexp"
	"strings"
	"testing"
	"time"

	"lamtoen/content"
	"lamtoen/courses"
	"lamtoen/internal/learning"
	"lamtoen/internal/page"
	"lamtoen/internal/site"
)

func TestPrice(t *testing.T) {
	cases := []struct {
		bytes      int
		perGB      float64
		data, cost string
	}{
		{0, 59, "0.1 MB", "0.10"},
		{100_000, 59, "0.1 MB", "0.10"},
		{100_001, 59, "0.2 MB", "0.10"},
		{600_000, 59, "0.6 MB", "0.10"},
		{1_700_000, 59, "1.7 MB", "0.20"}, // 0.1003 Nu
		{10_000_000, 59, "10.0 MB", "0.60"},
		{1_000_000, 100, "1.0 MB", "0.20"}, // exactly 0.10 Nu is not under Nu 0.10
	}
	for _, c := range cases {
		got := site.Price(c.bytes, c.perGB)
		if got.Data != c.data || got.Cost != c.cost {
			t.Errorf("%d bytes at Nu %g: got %s, under Nu %s; want %s, under Nu %s", c.bytes, c.perGB, got.Data, got.Cost, c.data, c.cost)
		}
	}
}

func TestWait(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "", -time.Minute: "", 30 * time.Second: "1 minute", 15 * time.Minute: "15 minutes", 90 * time.Minute: "90 minutes",
		time.Hour: "1 hour", 5*time.Hour + time.Second: "6 hours", 24 * time.Hour: "1 day", 72 * time.Hour: "3 days",
	} {
		if got := site.Wait(d); got != want {
			t.Errorf("%s: got %q, want %q", d, got, want)
		}
	}
}

func TestSafeNext(t *testing.T) {
	for next, want := range map[string]string{
		"/courses?x=1": "/courses?x=1", "": "/me", "//evil.example": "/me", "https://evil.example": "/me", `/\evil.example`: "/me",
		"/a\r\nSet-Cookie: x": "/me", "courses": "/me",
	} {
		if got := site.SafeNext(next, "/me"); got != want {
			t.Errorf("%q: got %q, want %q", next, got, want)
		}
	}
}

func TestOpening(t *testing.T) {
	for stem, want := range map[string]string{
		"A **bold** word\nand a [[troll]].": "A bold word and a troll.",
		strings.Repeat("word ", 40):         strings.TrimSpace(strings.Repeat("word ", 22)) + "…",
	} {
		if got := site.Opening(courses.Item{Stem: stem}); got != want {
			t.Errorf("%q: got %q, want %q", stem, got, want)
		}
	}
}

func TestNextStep(t *testing.T) {
	now := time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)
	course := &courses.Course{ID: "c", Lessons: []courses.Lesson{{ID: "one", Title: "One"}}}
	at := func(step learning.Step, edit func(*learning.Progress)) learning.Progress {
		p := learning.Progress{Course: course, Status: learning.Status{Next: learning.NextStep{Step: step, Lesson: "one"}}}
		if edit != nil {
			edit(&p)
		}
		return p
	}
	cases := []struct {
		progress   learning.Progress
		kind, href string
	}{
		{at(learning.StepBegin, nil), "begin", "/courses/c/begin"},
		{at(learning.StepRenew, nil), "renew", "/courses/c/begin"},
		{at(learning.StepLesson, nil), "lesson", "/courses/c/lessons/one"},
		{at(learning.StepAssessment, nil), "assessment", "/courses/c/assessment"},
		{at(learning.StepAssessment, func(p *learning.Progress) { p.Open = "p/c/1/attempt/1" }), "resume", "/courses/c/assessment"},
		{at(learning.StepAssessment, func(p *learning.Progress) { p.NextAttempt = now.Add(time.Second) }), "wait", ""},
		{at(learning.StepAssessment, func(p *learning.Progress) { p.NextAttempt = now }), "assessment", "/courses/c/assessment"},
		{at(learning.StepAssessment, func(p *learning.Progress) { p.NoAttempts = true }), "used-up", "/courses/c"},
		{at(learning.StepSign, nil), "sign", "/courses/c/sign"},
		{at(learning.StepNothing, nil), "complete", "/courses/c/complete"},
	}
	for _, c := range cases {
		if kind, href := site.NextStep(c.progress, now); kind != c.kind || href != c.href {
			t.Errorf("%s: got %s to %q, want %s to %q", c.progress.Status.Next.Step, kind, href, c.kind, c.href)
		}
	}
}

func TestCard(t *testing.T) {
	p := learning.Progress{Course: &courses.Course{ID: "c", Title: "C", Minutes: 5}}
	p.Status = learning.Status{State: learning.StateUnderWay, Assigned: true, Due: "2026-12-31", Next: learning.NextStep{Step: learning.StepLesson}}
	if got := site.Card(p); got.State != "under-way" || got.Due != "2026-12-31" || got.Bound != page.Mandatory || got.Href != "/courses/c" {
		t.Errorf("under way: got %+v, want state, due date and mandatory", got)
	}
	p.Status = learning.Status{State: learning.StateComplete, Assigned: true, Due: "2026-12-31", Next: learning.NextStep{Step: learning.StepNothing}}
	if got := site.Card(p); got.Due != "" {
		t.Errorf("complete: got due %s, want none, since nothing is asked", got.Due)
	}
}

func TestWalk(t *testing.T) {
	story := &courses.Scenario{Start: "a", Steps: []courses.Step{
		{ID: "a", HTML: "A", Choices: []courses.Choice{{ID: "x", HTML: "X", To: "b"}, {ID: "y", HTML: "Y", To: "c"}}},
		{ID: "b", HTML: "B", Choices: []courses.Choice{{ID: "z", HTML: "Z", To: "c"}}},
		{ID: "c", HTML: "C", Ending: courses.Good, FeedbackHTML: "F"},
	}}
	cases := []struct {
		path   []string
		scenes string // the scenes' texts
		walked int
		ending bool
	}{
		{nil, "A", 0, false},
		{[]string{"a"}, "AB", 1, false},
		{[]string{"a", "a"}, "ABC", 2, true},
		{[]string{"b", "a"}, "AC", 1, true}, // nothing is offered after the ending
		{[]string{"x", "a"}, "A", 0, false},
	}
	for _, c := range cases {
		scenes, walked := site.Walk(story, c.path)
		got := ""
		for _, scene := range scenes {
			got += string(scene.HTML)
		}
		if last := scenes[len(scenes)-1]; got != c.scenes || len(walked) != c.walked || last.Ending != c.ending {
			t.Errorf("%v: got scenes %s, %d choices, ending %t; want %s, %d, %t", c.path, got, len(walked), last.Ending, c.scenes, c.walked, c.ending)
		}
	}
	if scenes, _ := site.Walk(nil, nil); scenes != nil {
		t.Errorf("no story: got %v, want nothing", scenes)
	}
}

// The budgets of a page as it travels: packed, with all that it brings the first time.
const (
	firstVisit    = 40 << 10
	firstRequests = 5
	laterVisit    = 15 << 10
	headerBytes   = 600 // what an answer's head weighs, generously
)

func TestWeight(t *testing.T) {
	w := newWorld(t, content.Files)
	b := w.signedIn(w.learner)
	b.post("/courses/code-of-conduct/begin")
	for strings.Contains(b.at, "/lessons/") {
		b.weigh()
		b.post(b.at)
	}
	for _, address := range []string{"/me", "/courses", "/courses/code-of-conduct", "/courses/code-of-conduct/assessment", "/help", "/me/record"} {
		b.get(address).weigh()
	}
	b.post("/courses/code-of-conduct/assessment").weigh()
	w.browser().get("/").weigh()
}

// weigh checks the page shown against the budgets.
func (b *browser) weigh() {
	b.Helper()
	page := packed(b.body) + headerBytes
	first, requests := page, 1
	for _, m := range regexp.MustCompile(`(?:src|href)="(/(?:static|media)/[^"]+)"`).FindAllStringSubmatch(b.body, -1) {
		loaded := b.other(m[1])
		first, requests = first+packed(loaded)+headerBytes, requests+1
	}
	b.Logf("%s: %d bytes the first time in %d requests, %d later", b.at, first, requests, page)
	if first > firstVisit || requests > firstRequests {
		b.Errorf("%s: got %d bytes in %d requests the first time, want at most %d in %d", b.at, first, requests, firstVisit, firstRequests)
	}
	if page > laterVisit {
		b.Errorf("%s: got %d bytes later, want at most %d", b.at, page, laterVisit)
	}
}

// other fetches something beside the page shown.
func (b *browser) other(address string) string {
	b.Helper()
	o := *b
	o.get(address).want(200)
	return o.body
}

func packed(text string) int {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	_, _ = z.Write([]byte(text)) // a buffer takes everything
	_ = z.Close()
	return out.Len()
}
