package site_test

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// withOpenCourse adds a course of the community to the fixture: the same items, without signature and certificate.
func withOpenCourse() fstest.MapFS {
	files := fixture()
	for _, name := range slices.Collect(maps.Keys(files)) {
		rest, ok := strings.CutPrefix(name, "civil-service/every-type/")
		if !ok {
			continue
		}
		text := string(files[name].Data)
		if rest == "course.yaml" {
			text = regexp.MustCompile(`(?m)^(acknowledgement:\n  - .*|certificate: .*)\n`).ReplaceAllString(text, "")
			text = strings.NewReplacer("id: every-type\n", "id: for-all\n", "title: Every type of question\n", "title: A course for all\n",
				"civil-service", "community", "minutes: 30", "minutes: 41").Replace(text)
		}
		files["community/for-all/"+rest] = &fstest.MapFile{Data: []byte(text)}
	}
	return files
}

func TestOpenCourseNeedsNoAccount(t *testing.T) {
	w := newWorld(t, withOpenCourse())
	b := w.browser()
	b.get("/courses/for-all").want(200, "Start now", "You need no account", "6 questions, for yourself only", `href="/open/for-all/lessons/lesson-single"`, "keep.js").
		lacks("Sign in to begin")
	b.get("/open/for-all/lessons/lesson-single").want(200, "Lesson on single", "No account needed", "Done, next lesson", "/open/for-all/lessons/lesson-multiple").
		lacks("Previous lesson", `method="post" action="/courses`)
	look := b.inputs(`value="([^"]+)"[^>]*><label for="[^"]+">Look twice<`)[0][1]
	b.get("/open/for-all/lessons/lesson-single?item=check-single&answer="+look).want(200, "Right.", "Well looked at single")
	b.get("/open/for-all/lessons/lesson-scenario").want(200, "Done, on to the quiz", `href="/open/for-all/quiz"`, "Previous lesson")
	b.get("/courses/every-type").want(200, "Sign in to begin").lacks("Start now", "keep.js")

	b.get("/open/every-type/lessons/lesson-single").want(404, "read with an account").lacks("A message arrives")
	b.get("/open/every-type/quiz").want(404)
	b.get("/open/for-all/lessons/none").want(404, "no such lesson")
	b.get("/open/none/lessons/none").want(404)
}

func TestOpenQuizKeepsNothing(t *testing.T) {
	w := newWorld(t, withOpenCourse())
	b := w.browser()
	b.get("/open/for-all/quiz").want(200, "Question 1 of 6", "Nothing is recorded")
	start := b.at
	if !regexp.MustCompile(`^/open/for-all/quiz/\d+/1/0$`).MatchString(start) {
		t.Fatalf("the quiz begins at %s", start)
	}
	b.lacks("Next question")
	for range 6 {
		b.answerOpen()
		b.get(b.inputs(`<a class="btn main" href="(/open/for-all/quiz/[^"]+)"`)[0][1])
	}
	b.want(200, "The quiz is done", "6 of 6 right", "data-quiz")
	for _, address := range []string{"/0/0", "/8/0", "/2/2", "/1/-1", "/x/0"} {
		b.get(strings.TrimSuffix(start, "/1/0")+address).want(404, "Begin the quiz again")
	}
}

// answerOpen answers the question shown rightly, going through a story to its end.
func (b *browser) answerOpen() {
	b.Helper()
	place := b.at
	for range 5 {
		if strings.Contains(b.body, `/quiz/`) && strings.Contains(b.body, ">Next question<") || strings.Contains(b.body, ">See how it went<") {
			return
		}
		if links := b.inputs(`choice-link" href="([^"]+)">([^<]+)<`); len(links) > 0 {
			href := links[0][1]
			for _, link := range links {
				if keyWords()[link[2]] {
					href = link[1]
				}
			}
			b.get(strings.SplitN(place, "?", 2)[0] + strings.ReplaceAll(strings.SplitN(href, "#", 2)[0], "&amp;", "&"))
			continue
		}
		pairs := append(b.chosen(true), "item="+b.inputs(`name="item" value="([^"]+)"`)[0][1])
		b.get(place + "?" + strings.Join(pairs, "&"))
	}
	b.Fatalf("%s: no answer leads on\n%s", b.at, clip(b.body))
}

func TestCatalogueIsSearched(t *testing.T) {
	w := newWorld(t, withOpenCourse())
	b := w.browser()
	b.get("/courses").want(200, "Every type of question", "A course for all").lacks("2 courses.")
	b.get("/courses?for=community").want(200, "A course for all", "No account needed", "1 course.", "All courses", `<option value="community" selected>`).lacks("Every type of question")
	b.get("/courses?minutes=40").want(200, "Every type of question").lacks("A course for all")
	b.get("/courses?stage=iv-vi").want(200, "No course is like that")
	b.get("/courses?for=nonsense&minutes=7&stage=xx").want(200, "Every type of question", "A course for all")
}
