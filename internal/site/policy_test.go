package site_test

import (
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"lamtoen/internal/org"
)

// policyFixture is the fixture with other rules for its assessment.
func policyFixture(now string) fstest.MapFS {
	files := fixture()
	head := files["civil-service/every-type/course.yaml"]
	head.Data = []byte(strings.Replace(string(head.Data), "feedback: compliance", now, 1))
	return files
}

// A course that teaches tells after each question; the answer stays, whatever the back button sends.
func TestACourseThatTeachesTellsAfterEachQuestion(t *testing.T) {
	w := newWorld(t, policyFixture("feedback: learning"))
	w.mandatory()
	b := w.signedIn(w.learner)
	b.post("/courses/every-type/begin")
	for range 6 {
		b.post(b.at)
	}
	b.want(200, "After each question you see at once why", "There is no clock.").lacks("You can go back and change answers")
	b.post("/courses/every-type/assessment").want(200, "Question 1 of 6", "Answer and see why").lacks("data-next")
	first := b.at
	b.post(first, "go=on").want(200, "Question 2 of 6") // nothing chosen: nothing is told
	b.get(first).want(200, "Answer and see why")

	wrong, right := b.chosen(false), b.chosen(true)
	for n := 0; n < 5 && strings.Contains(b.body, "data-queued"); n++ { // a story takes more than one step
		b.post(b.at, b.chosen(false)...)
	}
	b.want(200, "You have seen why, so this answer stays", `class="told`).lacks("<form method=\"post\" action=\"" + first)
	if b.at != first {
		t.Errorf("told at %s, want %s", b.at, first)
	}
	if !strings.Contains(strings.Join(wrong, " "), "path=") && !strings.Contains(strings.Join(wrong, " "), "choice=") {
		b.post(first, wrong...).want(200, "You have seen why").lacks("Your first answer stays")
		b.post(first, right...).want(200, "Your first answer stays", "You have seen why")
	}
	b.get("/courses/every-type/attempts/1-1/review").want(200, "Answered", "No answer yet")

	for n := range 6 {
		address := strings.TrimSuffix(first, "1") + string(rune('1'+n))
		b.get(address)
		for range 5 {
			if strings.Contains(b.body, "data-queued") {
				b.post(address, b.chosen(true)...)
			}
		}
		b.want(200, "You have seen why")
	}
	b.get("/courses/every-type/attempts/1-1/review").want(200, "Hand in to have the whole marked")
	b.post("/courses/every-type/attempts/1-1/submission").want(200, "You passed", "Checking comes first", "It may be false")
	b.get(first).want(200, "You passed")
}

// Half an answer is not told of, since it would be final then: it is saved, the way goes on, and the review names it.
func TestHalfAnAnswerIsNotToldOf(t *testing.T) {
	w := newWorld(t, policyFixture("feedback: learning"))
	b := w.atTest(w.learner)
	base, _, _ := strings.Cut(b.at, "/questions/")
	for n := 1; n <= 6 && !strings.Contains(b.body, "What belongs together"); n++ {
		b.get(base + "/questions/" + string(rune('0'+n)))
	}
	here := b.at
	b.post(here, "match-1=a").want(200).lacks("You have seen why, so this answer stays")
	b.get(base+"/review").want(200, "5 questions have no answer yet", "Not finished")
	b.get(here).want(200, `<option value="a" selected>`)
}

// Which questions were wrong is said, and what is right only after a pass; then every reason is open, also of the attempt before.
func TestTheKeyComesWithThePass(t *testing.T) {
	w := newWorld(t, nil)
	w.mandatory()
	b := w.atTest(w.learner)
	b.answerAll(false)
	b.post("/courses/every-type/attempts/1-1/submission").
		want(200, "Not passed yet", "questions were right. These were not:", "Not quite.", "A rumour reaches you", "The right answers are not shown").
		lacks("Checking comes first", "It may be false", "Your answer</span>")
	w.clock.at = w.clock.at.Add(16 * time.Minute)
	b.post("/courses/every-type/assessment")
	b.answerAll(true)
	b.post("/courses/every-type/attempts/1-2/submission").
		want(200, "every reason is open", "Checking comes first", "It may be false", "It may hurt", "Reporting protects others", "A code is a key", "Your answer")
	b.get("/courses/every-type/attempts/1-1/result").want(200, "Not passed yet", "Checking comes first", "It may hurt")
}

func TestTheWayBackAfterTwoFailures(t *testing.T) {
	w := newWorld(t, nil)
	w.mandatory()
	b := w.atTest(w.learner)
	b.answerAll(false)
	b.post("/courses/every-type/attempts/1-1/submission").want(200, "Not passed yet").lacks("The shortest way back")
	b.get("/courses/every-type/way-back/1").want(200, "Lesson on single").lacks("Practise: question")
	w.clock.at = w.clock.at.Add(16 * time.Minute)
	b.post("/courses/every-type/assessment")
	b.answerAll(false)
	for _, page := range []string{"/courses/every-type/attempts/1-2/result", "/courses/every-type"} {
		if b.post("/courses/every-type/attempts/1-2/submission"); page == "/courses/every-type" {
			b.get(page)
		}
		b.want(200, "The shortest way back", "After 2 attempts", "That takes 24 minutes", "/courses/every-type/lessons/lesson-matching",
			"Practise on 13 questions", "group session")
	}
	b.get("/courses/every-type/way-back/1").want(200, "Practise: question 1 of 13", "What comes first?", "nothing is recorded")
	check := b.inputs(`name="item" value="([^"]+)"`)[0][1]
	answer := b.inputs(`name="answer" value="([^"]+)"`)[0][1]
	b.get("/courses/every-type/way-back/1?item="+check+"&answer="+answer).want(200, `class="told`)
	b.get("/courses/every-type/way-back/13").want(200, "A message asks for your password").lacks("Next question")
	b.get("/courses/every-type/way-back/14").want(404, "There are 1 to 13")
	b.get("/courses/every-type/way-back/x").want(404)
	w.clock.at = w.clock.at.Add(time.Hour)
	b.post("/courses/every-type/assessment")
	b.answerAll(true)
	b.post("/courses/every-type/attempts/1-3/submission").want(200, "You passed").lacks("The shortest way back")
	b.get("/courses/every-type").want(200).lacks("The shortest way back")
}

func TestATimedTestSaysUntilWhen(t *testing.T) {
	w := newWorld(t, policyFixture("time_limit: 30\n  grace: 2\n  feedback: compliance"))
	w.mandatory()
	b := w.atTest(w.learner) // at 10:00 in Thimphu
	b.want(200, "Until 10:30. Saved answers count.")
	first := b.at
	b.post(first, b.chosen(true)...).want(200, "Until 10:30")
	b.get("/courses/every-type/attempts/1-1/review").want(200, "Until 10:30")
	w.clock.at = w.clock.at.Add(33 * time.Minute)
	b.post(first, "go=on", "answer=a").want(200, "Not passed yet", "Your last answer came after the end of the test", "The time was over", "23 November 2026, 10:30")
	b.get("/courses/every-type/assessment").want(200, "You have 30 minutes from the start", "You can try again from", "10:45")
}

func TestAWindowThatIsShutSaysSo(t *testing.T) {
	w := newWorld(t, policyFixture("opens: 2026-12-01\n  closes: 2027-01-31\n  feedback: compliance"))
	b := w.signedIn(w.learner)
	b.post("/courses/every-type/begin")
	for range 6 {
		b.post(b.at)
	}
	b.get("/courses/every-type").want(200, "The test opens on", "1 December 2026").lacks("Go to the test")
	b.get("/courses/every-type/assessment").want(200, "The test opens on")
	b.post("/courses/every-type/assessment").want(409, "The test opens on 1 December 2026")
	w.clock.at = w.clock.at.AddDate(0, 3, 0)
	b = w.signedIn(w.learner)
	b.get("/courses/every-type").want(200, "The test could be begun until", "31 January 2027", "Ask the office")
	w.mandatory()
	b.get("/courses/every-type/assessment").want(200, "You must take this course, so the test stays open for you")
	b.post("/courses/every-type/assessment").want(200, "Question 1 of 6")
}

// An administrator records an outage, and whom it touched sees what follows; then it proves wrong.
func TestAnOutageIsRecordedAndWithdrawn(t *testing.T) {
	w := newWorld(t, policyFixture("time_limit: 30\n  grace: 2\n  feedback: compliance"))
	w.mandatory()
	b := w.atTest(w.learner)
	w.clock.at = w.clock.at.Add(3 * time.Hour)
	b.get("/courses/every-type/attempts/1-1/result").want(200, "The time was over").lacks("does not count")

	w.signedIn(w.other).get("/outages").want(401)
	admin := w.signedIn(w.officer("200800009", "Karma Om", "moh", "", org.RoleAdmin))
	admin.get("/outages").want(200, "No outage has been recorded")
	admin.get("/outages/new").want(200, "All courses", "datetime-local")
	admin.post("/outages/new", "course=*", "from=yesterday", "until=2026-11-23T12:00", "cause=A storm").
		want(422, "There is a problem", "Give the day and the time in Thimphu", `value="A storm"`, `value="2026-11-23T12:00"`)
	admin.post("/outages/new", "from=2026-11-23T10:10", "until=2026-11-23T12:00", "cause=").want(422, "Choose all courses")
	admin.post("/outages/new", "course=*", "from=2026-11-23T10:10", "until=2026-11-23T23:00", "cause=A storm").want(422, "Record an outage when it is over")
	for range 2 { // sent twice, there once
		admin.post("/outages/new", "course=*", "from=2026-11-23T10:10", "until=2026-11-23 12:00", "cause=A storm in the east").
			want(200, "23 November 2026, 10:10", "A storm in the east", "Karma")
	}
	if n := strings.Count(admin.body, "Withdraw this record"); n != 1 {
		t.Errorf("records: got %d, want 1", n)
	}
	b.get("/courses/every-type/attempts/1-1/result").want(200, "it does not count", "A storm in the east", "23 November 2026, 12:00")
	b.get("/courses/every-type").want(200, "while attempt 1 ran. It does not count", "Go to the test")
	b.get("/me/record").want(200)

	address := regexp.MustCompile(`href="(/outages/[^"]+/withdrawal)"`).FindStringSubmatch(admin.body)[1]
	admin.get(address).want(200, "Withdraw an outage", "23 November 2026, 10:10")
	admin.post(address, "cause=").want(422, "There is a problem", "Give the reason in a line")
	for range 2 {
		admin.post(address, "cause=It was another server").want(200, "Withdrawn", "It was another server").lacks("Withdraw this record")
	}
	admin.get("/outages/none/withdrawal").want(404)
	b.get("/courses/every-type/attempts/1-1/result").want(200, "The time was over").lacks("it does not count")
}
