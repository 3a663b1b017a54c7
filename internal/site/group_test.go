package site_test

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/classroom"
	"lamtoen/internal/day"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
)

// facilitator makes somebody a focal officer of the ministry.
func (w *world) facilitator() person {
	w.Helper()
	p := w.enter("200801236", "Pema Lhamo")
	_, err := w.register.Grant(context.Background(), org.Grant{Person: p.ID, Role: org.RoleFocal, Agency: "moh", From: "2026-01-01", By: "test"})
	must(w, p, err)
	return p
}

// group is a session that a facilitator has open in a browser.
type group struct {
	*browser
	id, code string
}

// open opens a session for today.
func (w *world) open(p person) group {
	w.Helper()
	b := w.signedIn(p)
	b.get("/group-sessions/new").want(200, "Open a group session", "Ministry of Health (moh)")
	action := b.inputs(`action="(/group-sessions/new\?id=[^"]+)"`)[0][1]
	form := []string{"course=every-type", "agency=moh", "place=Meeting room, Thimphu", "day=2026-11-23", "lang=en"}
	b.post(action, form...).want(200, "Meeting room, Thimphu", "Lesson on single", "Nobody has joined yet", "Pema Lhamo")
	first := b.at
	b.post(action, form...)
	if b.at != first {
		w.Errorf("the form sent twice: got %s and %s, want one session", first, b.at)
	}
	g := group{browser: b, id: strings.TrimPrefix(b.at, "/group-sessions/")}
	g.code = b.inputs(`class="joincode">([^<]+)<`)[0][1]
	return g
}

// showAll goes through all lessons on the screen.
func (g group) showAll() {
	g.Helper()
	g.get("/group-sessions/"+g.id+"/screen").want(200, g.code, "Begin with the first lesson")
	g.get(g.inputs(`href="(/group-sessions/[^"]+/screen/[^"]+)"`)[0][1])
	for range 6 {
		g.want(200, "End of the lesson", "A message arrives")
		g.post(g.inputs(`<form method="post" action="([^"]+/screen/[^"]+)"`)[0][1])
	}
	g.want(200, "Now each of you takes your own test")
}

// finish takes the test and signs.
func (b *browser) finish() *browser {
	b.Helper()
	b.post("/courses/every-type/assessment").want(200, "Question 1 of 6")
	b.answerAll(true)
	b.post(strings.TrimSuffix(b.at, "/review")+"/submission").want(200, "You passed")
	b.get("/courses/every-type/sign")
	hash := b.inputs(`name="text" value="([^"]+)"`)[0][1]
	return b.post("/courses/every-type/sign", "do=sign", "text="+hash, "typed_name=Me")
}

func (w *world) factsOf(p person) []learning.Fact {
	w.Helper()
	facts, err := w.learning.FactsOf(context.Background(), p.ID, "every-type")
	return must(w, facts, err)
}

func TestAGroupOnOneScreen(t *testing.T) {
	w := newWorld(t, nil)
	boss := w.facilitator()
	g := w.open(boss)

	// One joins on the phone before the lessons, mistyping first.
	phone := w.signedIn(w.learner)
	phone.get("/group-sessions").want(200, "Join a session").lacks("Sessions that you run")
	phone.post("/group-sessions/join", "code=AAA-AAA").want(404, "No open session has this code", `value="AAA-AAA"`)
	phone.post("/group-sessions/join", "code="+strings.ToLower(strings.ReplaceAll(g.code, "-", " "))).want(200, "6 lessons have not been shown yet")
	g.showAll()
	phone.get("/me").want(200, "You are in a group session", "Go to the session")
	phone.get("/group-sessions/in/"+g.id).want(200, "Your own test", "Go to the test")
	phone.finish().want(200, "You have completed this course", "In a group session at Meeting room, Thimphu, facilitator Pema Lhamo")
	phone.get("/me/record").want(200, "In a group session at Meeting room, Thimphu, facilitator Pema Lhamo")
	phone.get("/me").lacks("Is that right?") // what they did with their own sign-in needs no asking

	// The device goes round: the officer is out, and the next one is in for a short time and as a learner only.
	g.get("/group-sessions/"+g.id).want(200, "Karma Yangden", "On their phone", "Complete").lacks("100 %", "Tashi Wangchuk")
	g.post("/group-sessions/"+g.id+"/device").want(200, "An EID alone never signs", g.code)
	g.get("/group-sessions/" + g.id).want(401)
	device := g.browser
	device.post("/join/"+g.code, "login="+w.other.EID, "password=wrong password here").want(401, "do not match", w.other.EID)
	device.post("/join/"+g.code, "login="+w.other.EID, "password="+password).want(200, "You were in the room for these lessons", "after 5 minutes")
	device.post("/group-sessions/in/"+g.id, "do=attend", "lesson=lesson-single", "lesson=lesson-multiple", "lesson=lesson-true-false",
		"lesson=lesson-matching", "lesson=lesson-ordering", "lesson=lesson-scenario").want(200, "You are", "Tashi Wangchuk")
	device.finish().want(200, "Signed and recorded", "the next person can sign in", "Your EID")
	device.get("/me/record").want(401)

	for _, p := range []person{w.learner, w.other} {
		seen := map[learning.Kind]int{}
		for _, f := range w.factsOf(p) {
			if f.Group() == g.id && f.Via == learning.ViaGroup {
				seen[f.Kind]++
			}
		}
		if seen[learning.KindLessonDone] != 6 || seen[learning.KindStarted] != 1 || seen[learning.KindSigned] != 1 {
			t.Errorf("facts of %s that name the session: got %v, want six lessons, a test and a signature", p.Name, seen)
		}
	}
}

func TestOnTheDeviceAnOfficeIsLeftAtTheDoor(t *testing.T) {
	w := newWorld(t, nil)
	boss := w.facilitator()
	g := w.open(boss)
	b := w.browser()
	b.post("/join/"+g.code, "login="+boss.EID, "password="+password).want(200, "lessons have not been shown yet")
	b.get("/group-sessions/" + g.id).want(401)
	b.get("/coverage").want(401)
	w.clock.at = w.clock.at.Add(6 * time.Minute)
	b.get("/me").want(401)
}

func TestWhoMayRunASession(t *testing.T) {
	w := newWorld(t, nil)
	g := w.open(w.facilitator())
	other := w.enter("200801237", "Ugyen Tshomo")
	_, err := w.register.Grant(context.Background(), org.Grant{Person: other.ID, Role: org.RoleFocal, Agency: "dz-haa", From: "2026-01-01", By: "test"})
	must(t, other, err)
	rcsc := w.enter("200801238", "Kinley Penjor")
	_, err = w.register.Grant(context.Background(), org.Grant{Person: rcsc.ID, Role: org.RoleRCSC, From: "2026-01-01", By: "test"})
	must(t, rcsc, err)
	pages := []string{"", "/screen", "/screen/lesson-single", "/sheet.pdf", "/test.pdf", "/paper", "/answers"}
	learner, focal, nation := w.signedIn(w.learner), w.signedIn(other), w.signedIn(rcsc)
	for _, page := range pages {
		address := "/group-sessions/" + g.id + page
		learner.get(address).want(401)
		focal.get(address).want(404)
		if page != "/test.pdf" { // no papers were made
			nation.get(address).want(200)
		}
	}
	focal.post("/group-sessions/"+g.id, "do=close").want(404)
	focal.get("/group-sessions").lacks("Meeting room, Thimphu")
	focal.post("/group-sessions/new?id=", "course=every-type", "agency=moh", "place=Here", "day=2026-11-23").want(422, "Choose an agency that you look after", "Here")
	learner.get("/group-sessions/in/" + g.id).want(404) // has not joined
	nation.get("/group-sessions").want(200, "Meeting room, Thimphu")
}

func TestGuessingCodesEnds(t *testing.T) {
	w := newWorld(t, nil)
	g := w.open(w.facilitator())
	b := w.signedIn(w.learner)
	for range 10 {
		b.post("/group-sessions/join", "code=QQQQQQ").want(404)
	}
	b.post("/group-sessions/join", "code="+g.code).want(429, "Several codes were wrong", "10 minutes")
	w.browser().get("/join/"+g.code).want(200, "Your EID") // the room's device is another guesser
	w.clock.at = w.clock.at.Add(11 * time.Minute)
	b.post("/group-sessions/join", "code="+g.code).want(200, "lessons have not been shown yet")
}

func TestACodeEndsWithItsSession(t *testing.T) {
	w := newWorld(t, nil)
	g := w.open(w.facilitator())
	g.post("/group-sessions/"+g.id, "do=shown", "lesson=lesson-single").want(200, "Gone through")
	g.post("/group-sessions/"+g.id, "do=close").want(200, "The session is over")
	b := w.signedIn(w.learner)
	b.post("/group-sessions/join", "code="+g.code).want(404, "This session is over")
	w.browser().get("/join/"+g.code).want(404, "This session is over", "Find the session")
	w.clock.at = w.clock.at.Add(20 * time.Hour) // the next day
	g.post("/group-sessions/"+g.id, "do=reopen").want(200, "Next lesson:", "Lesson on multiple", "Gone through")
	fresh := g.inputs(`class="joincode">([^<]+)<`)[0][1]
	if fresh == g.code {
		t.Errorf("code after reopening: got the old one, %s", fresh)
	}
	b.post("/group-sessions/join", "code="+fresh).want(200, "You were in the room for these lessons", "Lesson on single")
}

func TestAPaperSheetIsEnteredOnceAndAskedAbout(t *testing.T) {
	w := newWorld(t, nil)
	g := w.open(w.facilitator())
	at := "/group-sessions/" + g.id
	g.get(at+"/sheet.pdf?people=20").want(200, "%PDF-")
	g.post(at, "do=papers", "people=0").want(422, "Give a number from 1 to 60")
	g.post(at, "do=papers", "people=3").want(200, "Print 3 papers of the test")
	g.get(at+"/test.pdf").want(200, "%PDF-")
	form := func(do string, eids ...string) []string {
		return []string{"do=" + do, "sheet=" + strings.ToLower(g.id) + "-1", "day=2026-11-23", "witness=Dorji Wangdi", "eids=" + strings.Join(eids, "\r\n")}
	}
	g.post(at+"/paper", form("check", w.learner.EID)...).want(422, "Mark first which lessons were gone through", w.learner.EID)
	g.showAll()
	g.post(at+"/paper", form("check", w.learner.EID, "123", "200801236")...).want(200, "Karma Yangden", "No person with this EID",
		"takes part with their own password").lacks("Record this sheet")
	g.post(at+"/paper", form("record", w.learner.EID, "123")...).want(422, "123: No person with this EID")
	g.post(at+"/paper", "do=check", "sheet=ZZZ-9", "day=2026-12-24", "witness=Pema Lhamo", "eids=").want(422, "Type the number at the top",
		"has not come yet", "somebody other than the facilitator", "one in a line")
	g.post(at+"/paper", form("check", w.learner.EID)...).want(200, "Was there, and signed", "Record this sheet")
	g.post(at+"/paper", form("record", w.learner.EID)...).want(200, "is recorded", "Was there.", "after the assessment")
	before := len(w.factsOf(w.learner))
	g.post(at+"/paper", form("record", w.learner.EID)...).want(200, "is recorded")
	if got := len(w.factsOf(w.learner)); got != before {
		t.Errorf("facts after the sheet was entered twice: got %d, want %d", got, before)
	}
	g.post(at+"/paper", "do=record", "sheet="+g.id+"-1", "day=2026-11-23", "witness=Somebody Else", "eids="+w.learner.EID).
		want(409, "another witness")

	g.get(at+"/answers?form=2&eid="+w.learner.EID).want(200, "Paper 2", "Question 6", "The numbers from the top line")
	g.get(at+"/answers?form=9").want(200, "no quiz paper with the number 9")
	g.post(at+"/answers", "form=2", "eid="+w.other.EID).want(422, "Enter the signed sheet first")
	g.post(at+"/answers", append(w.onPaper(g.id, 2), "form=2", "eid="+w.learner.EID)...).want(200, "passed, and the signature on the sheet counts")
	g.post(at+"/answers", append(w.onPaper(g.id, 2), "form=2", "eid="+w.learner.EID)...).want(200, "passed, and the signature on the sheet counts")
	g.post(at+"/answers", "form=2", "eid="+w.learner.EID).want(409, "entered before, with other answers")
	g.get(at).want(200, "On paper, sheet "+g.id+"-1", "Complete", "witness Dorji Wangdi")

	b := w.signedIn(w.learner)
	b.get("/me").want(200, "You were recorded in a group session at Meeting room, Thimphu on", "23 November 2026", "6 lessons", "a test that you took on paper",
		"your signature on the sheet", "Is that right?")
	b.get("/courses/every-type/complete").want(200, "Is that right?") // no certificate before the word of the person
	b.post("/me/group-sessions/"+g.id, "right=yes").want(200, "The record stays as it is").lacks("Is that right?")
	b.get("/courses/every-type/complete").want(200, "You have completed this course", "100 %")
	b.get("/me/record").want(200, "sheet "+g.id+"-1", "Certificate issued")
}

// onPaper is what stands on a paper that is all right, as the facilitator types it.
func (w *world) onPaper(id string, form int) []string {
	w.Helper()
	questions, err := w.classroom.Questions(context.Background(), classroom.Officer{Scope: org.Scope{All: true}}, id, form)
	must(w, questions, err)
	forms, err := w.classroom.Forms(context.Background(), classroom.Officer{Scope: org.Scope{All: true}}, id)
	must(w, forms, err)
	var out []string
	for i, q := range questions {
		out = append(out, fmt.Sprintf("%s=%s", classroom.AnswerField(i+1), classroom.Write(q.Item, forms[form-1].Drawn[i], rightAnswer(q.Item))))
	}
	return out
}

func TestNoMakesTheRecordVoid(t *testing.T) {
	w := newWorld(t, nil)
	g := w.open(w.facilitator())
	at := "/group-sessions/" + g.id
	g.post(at, "do=papers", "people=1")
	g.showAll()
	sheet := []string{"do=record", "sheet=" + g.id + "-1", "day=2026-11-23", "witness=Dorji Wangdi", "eids=" + w.learner.EID}
	g.post(at+"/paper", sheet...).want(200, "is recorded")
	g.post(at+"/answers", append(w.onPaper(g.id, 1), "form=1", "eid="+w.learner.EID)...).want(200, "passed")
	known := w.clock.now()
	b := w.signedIn(w.learner)
	b.post("/me/group-sessions/"+g.id, "right=no").want(200, "does not count any more").lacks("Is that right?")
	b.post("/me/group-sessions/"+g.id, "right=no").want(200)
	status := func() learning.Status {
		p, err := w.learning.Progress(context.Background(), w.learner.ID, "every-type")
		return must(w, p, err).Status
	}
	if s := status(); s.LessonsDone != 0 || s.Passed || !s.Signed.IsZero() {
		t.Errorf("after no: got %d lessons, passed %v, signed %v; want nothing", s.LessonsDone, s.Passed, s.Signed)
	}
	// As known before the answer it was complete.
	course, err := w.classroom.Course(context.Background(), classroom.Session{Course: "every-type", Version: "1.0.0"})
	must(t, course, err)
	in := learning.Inputs{Course: "every-type", Person: w.learner, Facts: w.factsOf(w.learner), Current: "1.0.0",
		Outlines: map[coursesVersion]*learning.Outline{"1.0.0": learning.OutlineOf(course)}}
	if got := learning.Derive(in, known, known).Stage; got != learning.StateComplete {
		t.Errorf("as known before: got %s, want complete", got)
	}
	g.get(at).want(200, "Says: I was not there")
	g.get("/group-sessions").want(200, "1 says no")
	g.post(at+"/paper", sheet...).want(422, "they were not there")
	// They begin by themselves.
	b.get("/courses/every-type/lessons/lesson-single")
	for range 6 {
		b.want(200, "The help desk")
		b.post(b.at)
	}
	b.finish().want(200, "You have completed this course").lacks("In a group session")
}

func TestASheetOfYesterday(t *testing.T) {
	w := newWorld(t, nil)
	boss := w.facilitator()
	b := w.signedIn(boss)
	w.register.Posts(boss.ID)
	b.post("/group-sessions/new?id=", "course=every-type", "agency=moh", "place=Lhuentse", "day=2026-11-20", "lang=en").
		want(200, "The session is over", "Mark as gone through")
	at := b.at
	id := strings.TrimPrefix(at, "/group-sessions/")
	for _, lesson := range []string{"single", "multiple", "true-false", "matching", "ordering", "scenario"} {
		b.post(at, "do=shown", "lesson=lesson-"+lesson).want(200, "Gone through")
	}
	b.post(at+"/paper", "do=record", "sheet="+id+"-1", "day=2026-11-20", "witness=Dorji", "eids="+url.QueryEscape(w.learner.EID)).want(200, "is recorded")
	for _, f := range w.factsOf(w.learner) {
		if day.Of(f.At) != "2026-11-20" || day.Of(f.Recorded) != "2026-11-23" || f.By != string(boss.ID) || f.Via != learning.ViaPaper {
			t.Errorf("fact %s: got at %s, recorded %s, by %s, via %s; want the day of the sheet, told on paper by the officer today", f.ID, f.At, f.Recorded, f.By, f.Via)
		}
	}
}

// coursesVersion is short for a course's version.
type coursesVersion = courses.Version

// rightAnswer is the best answer to an item of the fixture.
func rightAnswer(item courses.Item) assessment.Answer {
	var a assessment.Answer
	for _, o := range item.Options {
		if o.Right {
			a.Options = append(a.Options, o.ID)
		}
	}
	for _, o := range item.Reasons {
		if o.Right {
			a.Reason = o.ID
		}
	}
	switch item.Type {
	case courses.Matching:
		a.Options = nil
		for _, p := range item.Pairs {
			a.Matches = append(a.Matches, assessment.Match{Pair: p.ID, Option: p.Right})
		}
	case courses.Ordering:
		a.Options, a.Order = nil, item.Sequence
	case courses.Branching:
		for _, step := range item.Scenario.Steps {
			for _, c := range step.Choices {
				if strings.HasPrefix(string(c.ID), "right") {
					a.Path = append(a.Path, c.ID)
				}
			}
		}
	}
	return a
}
