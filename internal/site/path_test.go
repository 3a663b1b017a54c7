package site_test

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"lamtoen/courses"
)

const (
	fixtureCourse = "civil-service/every-type/course.yaml"
	fixtureBank   = "civil-service/every-type/questions.yaml"
)

// otherwise is the fixture with texts replaced: file, old, new, file, old, new …
func otherwise(t *testing.T, edits ...string) fstest.MapFS {
	t.Helper()
	files := fixture()
	for ; len(edits) > 0; edits = edits[3:] {
		text := string(files[edits[0]].Data)
		if !strings.Contains(text, edits[1]) {
			t.Fatalf("%s does not hold %q", edits[0], edits[1])
		}
		files[edits[0]] = &fstest.MapFile{Data: []byte(strings.Replace(text, edits[1], edits[2], 1))}
	}
	return files
}

// publish puts another version beside the first.
func (w *world) publish(files fstest.MapFS) {
	w.Helper()
	cat, err := courses.Load(files, courses.Options{})
	if err := w.library.Publish(context.Background(), must(w, cat, err)); err != nil {
		w.Fatal(err)
	}
}

// take reads the lessons that are asked, from the first, and passes the test where there is one.
func (b *browser) take(lessons int, test bool) {
	b.Helper()
	for range lessons {
		b.want(200, "The help desk")
		b.post(b.at)
	}
	if test {
		b.post("/courses/every-type/assessment").want(200, "Question 1 of")
		b.answerAll(true)
		b.post(strings.TrimSuffix(b.at, "/review")+"/submission").want(200, "You passed")
	}
}

// signFixture signs the text of the fixture.
func (b *browser) signFixture() {
	b.Helper()
	b.get("/courses/every-type/sign").want(200, "I will keep to it")
	b.post("/courses/every-type/sign", "do=sign", "text="+b.inputs(`name="text" value="([^"]+)"`)[0][1], "typed_name=Karma")
}

func TestTheDifferenceToANewerVersion(t *testing.T) {
	w := newWorld(t, nil)
	w.mandatory()
	b := w.signedIn(w.learner)
	b.post("/courses/every-type/begin")
	b.take(6, true)
	b.signFixture()
	b.want(200, "You have completed this course").lacks("By what has changed")
	w.publish(otherwise(t, fixtureCourse, "version: 1.0.0", "version: 2.0.0", fixtureCourse, "approval:",
		"delta: {due_days: 60, because: The law on pictures has changed.}\napproval:",
		"civil-service/every-type/lessons/02-lesson-multiple.md", "Sonam looks twice.", "Sonam looks three times.",
		fixtureBank, "Case 2. Which of these belong", "Case 2. Which of those belong"))

	b.get("/me").want(200, "Complete, with changes to learn", "Take what has changed", "22 January 2027", "The law on pictures has changed").
		lacks("Renew: begin the course again")
	b.get("/courses").want(200, "Complete, with changes to learn")
	b.get("/courses/every-type").want(200, "What changed since you took it", "You completed version 1.0.0; there is now version 2.0.0",
		"The law on pictures has changed.", "a test of 1 question", "Lesson on multiple", "the text was reworded", "Sonam looks three times.",
		"Take what has changed", "Take the whole course instead", "At the end you sign again").
		lacks("Which of those belong", "Nobody asks it of you", "lessons done")

	b.post("/courses/every-type/begin").want(200, "Lesson on multiple", "Lesson 1 of 1", "Sonam looks three times.")
	b.get("/courses/every-type").want(200, "You completed version 1.0.0. Only what has changed", "0 of 1 lessons done", "Take the whole course instead",
		"Then a test of 1 question").lacks("Lesson on single")
	b.get("/courses/every-type/lessons/lesson-single").want(200, "Lesson on single", "2.0.0")
	b.get("/courses/every-type/lessons/lesson-none").want(404, "no lesson")
	b.get("/courses/every-type/lessons/lesson-multiple")
	b.take(1, true)
	b.signFixture()
	b.want(200, "You have completed this course", "By what has changed since version 1.0.0", "2.0.0", "Nothing more is asked of you until")
	b.get("/me/record").want(200, "Began what has changed since version 1.0.0", "Began the course")
	b.get("/courses/every-type").want(200, "Complete").lacks("What changed since", "Take the whole course instead")
}

func TestTheWholeCourseInsteadOfTheDifference(t *testing.T) {
	w := newWorld(t, nil)
	b := w.signedIn(w.learner)
	b.post("/courses/every-type/begin")
	b.take(6, true)
	b.signFixture()
	w.publish(otherwise(t, fixtureCourse, "version: 1.0.0", "version: 2.0.0", fixtureCourse, "pass_mark: 80", "pass_mark: 70"))
	b.get("/courses/every-type").want(200, "Nobody asks it of you", "There is no test in it", "Assessment", "the pass mark was changed", "See your certificate")
	b.post("/courses/every-type/begin", "whole=true").want(200, "Lesson on single", "Lesson 1 of 6")
	b.get("/courses/every-type").lacks("Only what has changed", "Take the whole course instead")
}

func TestARefresherRenews(t *testing.T) {
	w := newWorld(t, otherwise(t, fixtureCourse, "lesson_order:", `refreshers:
  - {id: about-one, title: One answer, lessons: [lesson-single], items: 1}
  - {id: about-two, title: Many answers, lessons: [lesson-multiple, lesson-true-false], items: 2}
lesson_order:`))
	w.mandatory()
	b := w.signedIn(w.learner)
	b.post("/courses/every-type/begin")
	b.take(6, true)
	b.signFixture()
	for _, c := range []struct {
		title   string
		lessons int
	}{{"One answer", 1}, {"Many answers", 2}, {"One answer", 1}} {
		w.clock.at = w.clock.at.Add(23*31*24*time.Hour + 12*time.Hour)
		b = w.signedIn(w.learner)
		b.get("/me").want(200, "Take the refresher", "Complete, to renew soon")
		b.get("/courses/every-type").want(200, "A short refresher:", c.title, "These lessons renew what you have completed", "Take the whole course instead")
		b.post("/courses/every-type/begin").want(200, "Lesson 1 of")
		b.get("/courses/every-type").want(200, "A short refresher:", c.title)
		b.post("/courses/every-type/begin")
		b.take(c.lessons, true)
		b.signFixture()
		b.want(200, "You have completed this course", "By the refresher “"+c.title+"”")
	}
	b.get("/me/record").want(200, "Began the refresher “Many answers”", "Began the course")
}

func TestTheTestBeforeTheLessons(t *testing.T) {
	files := otherwise(t, fixtureCourse, "acknowledgement:\n  - {role: everyone, title: The code, text: \"I have read it and **I will keep to it**.\"}\n", "test_out: true\n")
	for _, c := range []struct {
		name string
		pass bool
	}{{"passed", true}, {"failed", false}} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, files)
			w.browser().get("/courses/every-type").want(200).lacks("Take the test first")
			b := w.signedIn(w.learner)
			b.get("/courses/every-type").want(200, "You know this already?", "Take the test first", "it costs you nothing", "Begin this course")
			b.post("/courses/every-type/pretest").want(200, "Question 1 of 6")
			b.get("/courses/every-type").want(200, "Carry on with the test", "0 of 6 lessons done")
			b.post("/courses/every-type/pretest").want(200, "Question 1 of 6")
			b.answerAll(c.pass)
			b.post(strings.TrimSuffix(b.at, "/review") + "/submission")
			if c.pass {
				b.want(200, "You passed", "See your certificate")
				b.get("/courses/every-type/complete").want(200, "You have completed this course", "By the test, before the lessons", "Karma Yangden")
				serial := b.inputs(`/certificates/([0-9A-Z]+)\.pdf`)[0][1]
				w.browser().get("/v?serial="+serial).want(200, "This certificate is valid", "By the test, before the lessons")
				b.get("/certificates/"+serial+".pdf").want(200, "%PDF-")
				b.get("/me/record").want(200, "Handed in the test before the lessons: 100 %", "Certificate issued")
				return
			}
			b.want(200, "Not passed yet", "it costs you nothing", "Carry on", "Lesson on single")
			b.get("/courses/every-type").want(200, "0 of 6 lessons done").lacks("Take the test first")
			b.post("/courses/every-type/pretest").want(409, "can be taken once")
			b.get("/courses/every-type/lessons/lesson-single")
			b.take(6, true)
			b.get("/courses/every-type/complete").want(200, "You have completed this course").lacks("before the lessons")
		})
	}
}
