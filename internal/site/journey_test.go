package site_test

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestJourney(t *testing.T) {
	w := newWorld(t, nil)
	w.mandatory()
	w.browser().get("/").want(200, "Every type of question", "No fee. Mobile data: 0.1 MB, under Nu 0.10", "Sign in")

	b := w.signedIn(w.learner)
	b.want(200, "Your next step", "Every type of question", "Not started", "Due by", "21 February 2027", "Karma Yangden")
	b.get("/courses/every-type").want(200, "Draft, not yet approved by its owner", "Begin this course", "6 lessons")
	b.post("/courses/every-type/begin").want(200, "Lesson on single", "The policy says:", "A case", `href="#term-troll"`, `id="term-troll"`)

	for range 6 {
		b.want(200, "The help desk")
		b.post(b.at)
	}
	b.want(200, "You are", "Karma Yangden", "EID 200801234", "Ministry of Health", "6 questions, one on a page", "15 minutes")
	b.get("/courses/every-type/practice").want(200, "A message asks for your password")

	b.post("/courses/every-type/assessment").want(200, "Question 1 of 6")
	b.answerAll(true)
	b.want(200, "Look over your answers", "Every question has an answer").lacks("No answer yet")
	b.post("/courses/every-type/attempts/1-1/submission").want(200, "You passed", "100 %", "80 %", "Read and sign")

	b.get("/courses/every-type/sign").want(200, "I will keep to it", "Karma Yangden", "I cannot sign yet")
	hash := b.inputs(`name="text" value="([^"]+)"`)[0][1]
	b.post("/courses/every-type/sign", "do=ask", "question=What is a good citizen?").
		want(200, "Your question is recorded", "What is a good citizen?")
	b.get("/me").want(200, "Passed, not signed yet", "Read and sign")
	b.post("/courses/every-type/sign", "do=sign", "text="+hash, "typed_name=Karma Y").
		want(200, "You have completed this course", "Nothing more is asked of you until", "23 November 2028", "Karma Yangden", "Trial")

	serial := b.inputs(`/certificates/([0-9A-Z]+)\.pdf`)[0][1]
	b.get("/certificates/"+serial+".pdf").want(200, "%PDF-")
	if got := b.head.Get("Content-Type"); got != "application/pdf" {
		t.Errorf("certificate: got type %q, want application/pdf", got)
	}
	w.browser().get("/v?serial="+strings.ToLower(serial)).
		want(200, "This certificate is valid", "Karma Yangden", "Ministry of Health", "Every type of question", "1.0.0", "100 %", "Trial").
		lacks("200801234")
	b.get("/me").want(200, "Nothing more is asked of you until", "Complete").lacks("Your next step")
	b.get("/me/record").want(200, "Handed in attempt 1: 100 %", "Asked a question before signing", "Signed", "Certificate issued", serial[:4])
	b.get("/courses").want(200, "Complete")
	b.get("/courses/every-type/sign").want(200, "See your certificate") // nothing is left to sign: back to the course
}

// mandatory writes the rule that makes the fixture mandatory.
func (w *world) mandatory() {
	w.Helper()
	if _, err := w.learning.AddRule(context.Background(), fixtureRule(), "test"); err != nil {
		w.Fatal(err)
	}
}

// answerAll goes through an attempt from the question shown. Ids say what is right.
func (b *browser) answerAll(right bool) {
	b.Helper()
	for range 60 {
		if !strings.Contains(b.body, "data-queued") {
			return
		}
		b.post(b.at, b.chosen(right)...)
		if b.code != 200 {
			b.Fatalf("%s: got status %d, want 200\n%s", b.at, b.code, clip(b.body))
		}
	}
	b.Fatalf("%s: the attempt does not end", b.at)
}

// until answers questions until the page says the phrase.
func (b *browser) until(phrase string) {
	b.Helper()
	for range 20 {
		if strings.Contains(b.body, phrase) {
			return
		}
		b.post(b.at, b.chosen(true)...)
	}
	b.Fatalf("%s: no question says %q\n%s", b.at, phrase, clip(b.body))
}

// keyWords are the words of the fixture's bank by whether it is right to choose them: a page names what can be chosen by its position,
// so a test has to read it, as a person does.
func keyWords() map[string]bool {
	return map[string]bool{
		"Check it": true, "Opening hours": true, "Where the forms are": true, "True": true, "Others can share it": true, "Ask who it is": true,
		"Report it": true, "Pass it on": false, "Laugh at it": false, "Names of applicants": false, "False": false, "Phones are fast": false,
		"Send it": false, "Give in": false,
	}
}

// chosen is an answer to the question shown, right or wrong.
func (b *browser) chosen(right bool) []string {
	pairs, done := []string{"go=on"}, map[string]bool{}
	for _, in := range b.inputs(`<input type="(radio|checkbox)" id="[^"]+" name="([^"]+)" value="([^"]+)"[^>]*><label for="[^"]+">([^<]+)</label>`) {
		key, known := keyWords()[in[4]]
		if !known {
			b.Fatalf("%s: nobody knows whether %q is right", b.at, in[4])
		}
		if !done[in[2]] && key == right {
			pairs = append(pairs, in[2]+"="+in[3])
			done[in[2]] = in[1] == "radio"
		}
	}
	for _, in := range b.inputs(`name="path" value="([^"]+)"`) {
		pairs = append(pairs, "path="+in[1])
	}
	return append(pairs, b.picked(right)...)
}

// picked fills in the selects by the words of their rows.
func (b *browser) picked(right bool) []string {
	var pairs []string
	wanted := map[string]string{"A question": "An answer", "A mistake": "A correction", "Stop": "1", "Check": "2", "Post": "3"}
	if !right {
		wanted = map[string]string{"A question": "A correction", "A mistake": "An answer", "Stop": "3", "Check": "2", "Post": "1"}
	}
	for _, row := range regexp.MustCompile(`(?s)<label for="[^"]*">([^<]*)</label>\s*<select id="[^"]+" name="([^"]+)"[^>]*>(.*?)</select>`).FindAllStringSubmatch(b.body, -1) {
		found := regexp.MustCompile(`value="([^"]+)"[^>]*>` + wanted[row[1]] + `<`).FindStringSubmatch(row[3])
		pairs = append(pairs, row[2]+"="+found[1])
	}
	return pairs
}

func TestFailingIsNoDeadEnd(t *testing.T) {
	w := newWorld(t, nil)
	w.mandatory()
	b := w.atTest(w.learner)
	b.answerAll(false)
	b.post("/courses/every-type/attempts/1-1/submission").
		want(200, "Not passed yet", "Read these again", "/courses/every-type/lessons/lesson-single", "There is no last attempt", "You can try again from").
		lacks("Checking comes first") // compliance: the right answers stay in the lessons
	b.get("/courses/every-type/assessment").want(200, "You can try again from")
	b.post("/courses/every-type/assessment").want(429, "The next attempt can begin")
	w.clock.at = w.clock.at.Add(16 * time.Minute)
	b.post("/courses/every-type/assessment").want(200, "Question 1 of 6")
	if !strings.Contains(b.at, "/attempts/1-2/") {
		t.Errorf("second attempt: got %s, want attempt 1-2", b.at)
	}
}

// atTest is somebody who has done the lessons and begun the test.
func (w *world) atTest(p person) *browser {
	w.Helper()
	b := w.signedIn(p)
	b.post("/courses/every-type/begin")
	for range 6 {
		b.post(b.at)
	}
	return b.post("/courses/every-type/assessment").want(200, "Question 1 of 6")
}

func TestEveryPostTwice(t *testing.T) {
	w := newWorld(t, nil)
	b := w.signedIn(w.learner)
	twice := func(address string, pairs ...string) {
		t.Helper()
		b.post(address, pairs...)
		first := b.at
		if b.post(address, pairs...); b.code != 200 || b.at != first {
			t.Errorf("POST %s twice: got %d at %s, want 200 at %s", address, b.code, b.at, first)
		}
	}
	twice("/courses/every-type/begin")
	for range 6 {
		twice(b.at)
	}
	twice("/courses/every-type/assessment")
	for n := 0; n < 20 && strings.Contains(b.body, "data-queued"); n++ {
		twice(b.at, b.chosen(true)...)
	}
	twice("/courses/every-type/attempts/1-1/submission")
	b.get("/courses/every-type/sign")
	hash := b.inputs(`name="text" value="([^"]+)"`)[0][1]
	twice("/courses/every-type/sign", "do=ask", "question=Why?")
	twice("/courses/every-type/sign", "do=sign", "text="+hash, "typed_name=Karma Y")
	b.get("/me/record").want(200)
	for event, want := range map[string]int{"Certificate issued": 1, "Handed in attempt": 1, "Began the course": 1, "Asked a question": 1} {
		if got := strings.Count(b.body, event); got != want {
			t.Errorf("record: got %q %d times, want %d", event, got, want)
		}
	}
}

func TestAnswersAreKept(t *testing.T) {
	w := newWorld(t, nil)
	b := w.atTest(w.learner)
	b.until("Give each step its place")
	address := b.at
	b.post(address, "place-a=2", "place-b=2", "place-c=1").
		want(422, "There is a problem", "both have place 2", `href="#place-b"`, `id="place-b-error"`, `value="2" selected`).lacks(`href="#place-a"`)
	b.post(address, "place-c=2").want(422, "Choose a place for “", `href="#place-a"`, `href="#place-b"`).lacks(`href="#place-c"`)
	b.post(address, "place-a=7", "place-b=2", "place-c=1").want(422, "Choose a place from 1 to 3", `href="#place-a"`)

	phone := w.signedIn(w.learner) // the next day, on another phone
	phone.get("/courses/every-type/assessment").want(200, "Carry on with the test")
	phone.post("/courses/every-type/assessment").want(200, "Give each step its place")
	if phone.at != address {
		t.Errorf("resumed at %s, want %s", phone.at, address)
	}
	phone.get(strings.Replace(address, "/questions/", "/questions/9", 1)).want(404, "has no question")
}

func TestStoryGoesStepByStep(t *testing.T) {
	w := newWorld(t, nil)
	b := w.atTest(w.learner)
	b.until("A stranger asks for help")
	address := b.at
	b.post(address, b.chosen(true)...).want(200, "You chose:", "Ask who it is", "The stranger becomes angry")
	b.post(address, "go=back", b.storyPath()).want(200, "wants a code").lacks("The stranger becomes angry")
	b.post(address, b.chosen(true)...)
	b.post(address, b.chosen(true)...).want(200, "The help desk thanks you", "The story has ended here").
		lacks("Reporting protects others") // feedback comes with the result, if at all
}

// Who hands in should know what is left open: half a matching, and a story in its middle, look like answers and are none.
func TestReviewNamesWhatIsNotFinished(t *testing.T) {
	w := newWorld(t, nil)
	b := w.atTest(w.learner)
	base, _, _ := strings.Cut(b.at, "/questions/")
	for range 20 {
		if strings.HasSuffix(b.at, "/review") {
			break
		}
		pairs := b.chosen(true)
		switch {
		case strings.Contains(b.body, "What belongs together"):
			pairs = pairs[:2] // one row
		case strings.Contains(b.body, "A stranger asks for help"):
			b.post(b.at, pairs...)
			b.post(b.at, "go=on", b.storyPath())
			continue
		}
		b.post(b.at, pairs...)
	}
	b.get(base+"/review").want(200, "2 questions are begun and not finished", "Not finished").lacks("Every question has an answer", "No answer yet")
}

func (b *browser) storyPath() string {
	found := b.inputs(`name="path" value="([^"]+)"`)
	if len(found) == 0 {
		return ""
	}
	return "path=" + found[0][1]
}

func TestChecksNeedNoScript(t *testing.T) {
	w := newWorld(t, nil)
	b := w.signedIn(w.learner)
	b.post("/courses/every-type/begin")
	lesson := b.at
	positions := map[string]string{}
	for _, in := range b.inputs(`name="answer" value="([^"]+)"[^>]*><label for="[^"]+">([^<]+)</label>`) {
		positions[in[2]] = in[1]
	}
	b.lacks("post-single", "look-single") // ids are words, and words tell
	b.get(lesson+"?item=check-single&answer="+positions["Post at once"]).want(200, "Not quite.", "Too early for single").lacks("Well looked at single")
	b.get(lesson+"?item=check-single&answer="+positions["Look twice"]).want(200, "Right.", "Well looked at single")
	b.get(lesson+"?item=check-single").want(200, "Choose an answer first")
	b.get(lesson + "?item=check-single&answer=nonsense").want(200).lacks(`value="nonsense"`)
	b.get(lesson+"?item=story-single&path=a").want(200, "It grew worse", "Heat makes heat", "Begin the story again")
	b.get(lesson+"?item=story-single&path=nonsense").want(200, "A comment is angry").lacks(`value="nonsense"`)
	b.get("/me/record").want(200, "Began the course").lacks("Finished the lesson")
}

func TestOthersAreNotFound(t *testing.T) {
	w := newWorld(t, nil)
	b := w.atTest(w.learner)
	address := b.at
	b.answerAll(true)
	o := w.signedIn(w.other)
	o.get(address).want(404, "There is no such attempt")
	o.post(address, "answer=x").want(404)
	o.post("/courses/every-type/attempts/1-1/submission").want(404)
	o.get("/courses/every-type/attempts/1-x/review").want(404)
	o.get("/courses/no-such-course").want(404, "Page not found")
	o.post("/courses/every-type/begin")
	o.get("/courses/every-type/lessons/lesson-scenario").want(409, "Finish")
	o.get("/courses/every-type/lessons/none").want(404)
	o.get("/certificates/0000000000000000.pdf").want(404)

	b.post("/courses/every-type/attempts/1-1/submission").want(200, "You passed")
	b.post(address, "answer=x").want(409, "handed in")
	b.get(address).want(200, "You passed") // a closed attempt leads to its result
}
