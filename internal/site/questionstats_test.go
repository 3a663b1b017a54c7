package site_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
)

// sat records so many first attempts at two questions of the fixture, whose people read all lessons in a burst: those who are
// right about the second are wrong about the first.
func (w *world) sat(n int) {
	w.Helper()
	course := must(w.T, w.fixtureCourse(), nil)
	var facts []learning.Fact
	for i := range n {
		e := learning.Enrolment{Person: org.PersonID(fmt.Sprintf("p%016d", i)), Course: course.ID, Number: 1, Version: course.Version, Hash: course.Hash}
		at := time.Date(2026, 11, 22, 4, 0, 0, 0, time.UTC)
		add := func(kind learning.Kind, data any, about ...string) {
			f, err := e.NewFact(kind, learning.ViaWeb, data, about...)
			must(w.T, f, err)
			f.At = at
			facts = append(facts, f)
		}
		for _, lesson := range course.Lessons {
			opened := at
			at = at.Add(time.Millisecond)
			add(learning.KindLessonDone, learning.LessonData{Opened: opened}, "lesson", string(lesson.ID))
		}
		good, chosen := i%2 == 0, [2]string{"wrong-single-1", "right-single-2"}
		points := [2]assessment.Points{0, assessment.Whole}
		if !good {
			chosen, points = [2]string{"right-single-1", "wrong-single-2"}, [2]assessment.Points{assessment.Whole, 0}
		}
		var data learning.SubmissionData
		for k, item := range []courses.ItemID{"single-1", "single-2"} {
			data.Points = append(data.Points, assessment.ItemPoints{Item: item, Points: points[k]})
			data.Answers = append(data.Answers, learning.GivenAnswer{Item: item, Seconds: 20 + i%3,
				Answer: assessment.Answer{Options: []courses.OptionID{courses.OptionID(chosen[k])}}})
		}
		add(learning.KindStarted, learning.StartData{}, "attempt", "1")
		add(learning.KindSubmitted, data, "attempt", "1", "submission")
	}
	if err := w.learning.AddFacts(w.Context(), facts); err != nil {
		w.Fatal(err)
	}
	w.clock.at = w.clock.at.Add(time.Hour)
}

// fixtureCourse is the fixture as the library has it.
func (w *world) fixtureCourse() *courses.Course {
	w.Helper()
	p, err := w.learning.Progress(w.Context(), w.learner.ID, "every-type")
	must(w.T, p, err)
	return p.Course
}

func TestFiguresOfQuestions(t *testing.T) {
	w := newWorld(t, nil)
	lead := w.enter("200801236", "Kinley Penjor")
	w.grant(lead, "", org.RoleMoIC)
	b := w.signedIn(lead)
	b.get("/content").want(200, `href="/content/questions"`, `href="/signals"`)
	b.get("/content/questions").want(200, "Every type of question", "too few attempts to say")
	b.get("/content/questions/every-type").want(200, "Nobody has handed in an attempt yet", "Case 1. A rumour reaches you.")
	b.get("/signals").want(200, "Fewer than 30 people")

	w.sat(120)
	b.get("/content/questions").want(200, "120", `href="/content/questions/every-type"`)
	list := b.get("/content/questions/every-type").want(200, "120 first attempts are counted", "50 %", "−1.00", "The better do worse", "21 s")
	list.lacks("p0000000000000001")
	b.get("/content/questions/every-type?flag=negative&sort=discrimination").want(200, "Case 1. A rumour", "Case 2. A rumour").lacks("Case 3. A rumour")
	b.get("/content/questions/every-type?flag=harder-in-language").want(200, "No question of this course fits")
	b.get("/content/questions/every-type?version=1.0.0&language=en").want(200, "120 first attempts", "version=1.0.0")
	b.get("/content/questions/every-type?language=dz").want(200, "0 first attempts")
	b.get("/content/questions/every-type?flag=nonsense&sort=nonsense").want(200, "Case 3. A rumour")
	b.get("/content/questions/every-type?version=9.0.0").want(404, "has no version 9.0.0")
	b.get("/content/questions/nothing").want(404)

	one := b.get("/content/questions/every-type/single-1").want(200, "Pass it on", "60 (50 %)", "Check the key first", ">right<", "Upper 27 %",
		`href="/content/every-type/errata/new?item=single-1&amp;version=1.0.0"`)
	one.lacks("p0000000000000001")
	b.get("/content/questions/every-type/nothing").want(404, "no such question")
	for _, item := range []string{"multiple-1", "true-false-1", "matching-1", "ordering-1", "scenario-1"} {
		b.get("/content/questions/every-type/"+item).want(200, "What people chose", "too few attempts to say")
	}
	files := map[string]string{"/content/questions/every-type.csv": "every-type,1.0.0,same,all,single-1,use-single,single,easy,120,0,0.5000,-1.0000,",
		"/content/questions/every-type/choices.csv":                           "every-type,1.0.0,same,all,single-1,option,,right-single-1,true,60,0.5000,",
		"/content/questions/every-type/choices.csv?version=1.0.0&language=en": "every-type,1.0.0,1.0.0,en,single-2,option,,wrong-single-2,false,60,",
		"/content/question-dictionary.csv":                                    "questions,discrimination,"}
	for address, want := range files {
		if response, body := b.download(address, "Accept", "*/*"); response.StatusCode != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("%s: got %d and %q, want it to hold %q", address, response.StatusCode, body, want)
		}
	}
}

func TestSignals(t *testing.T) {
	w := newWorld(t, nil)
	officer := w.enter("200801236", "Kinley Penjor")
	w.grant(officer, "", org.RoleRCSC)
	w.sat(29)
	b := w.signedIn(officer)
	b.get("/signals?course=every-type").want(200, "Fewer than 30 people", "It says nothing of any person").lacks("under 5 %", "over 95 %", "29 or more")
	w.sat(34)
	b.get("/signals?course=every-type").want(200, "Everybody", "30 or more", "over 95 %", "under 5 %", "What this does not say").
		lacks("34 or more", "p0000000000000001", "Karma Yangden")
	b.get("/signals?course=nothing").want(404)
	b.get("/content").want(200, `href="/signals"`).lacks(`href="/content/questions"`)
	for name, p := range map[string]person{"a learner": w.learner, "nobody": {}} {
		visitor := w.browser()
		if p.ID != "" {
			visitor = w.signedIn(p)
		}
		for _, address := range []string{"/signals", "/content/questions", "/content/questions/every-type", "/content/questions/every-type/single-1",
			"/content/questions/every-type.csv", "/content/questions/every-type/choices.csv"} {
			if visitor.get(address); visitor.code == 200 {
				t.Errorf("%s as %s: got the page, want none", address, name)
			}
		}
	}
	b.get("/content/questions").want(401)
}
