package site_test

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"lamtoen/courses"
	"lamtoen/courses/coursetest"
)

// sampled is the fixture in sample text too, with feedback of the mode.
func sampled(t *testing.T, mode courses.FeedbackMode) fstest.MapFS {
	t.Helper()
	files := fixture()
	const name = "civil-service/every-type/course.yaml"
	files[name] = &fstest.MapFile{Data: []byte(strings.Replace(string(files[name].Data), "feedback: compliance", "feedback: "+string(mode), 1))}
	if err := coursetest.Translate(files, "dz"); err != nil {
		t.Fatal(err)
	}
	return files
}

// words are the English texts of a course on which nobody may come in another language, as they stand on a page.
func words(t *testing.T, files fstest.MapFS) []string {
	t.Helper()
	cat, err := courses.Load(files, courses.Options{})
	c := must(t, cat, err).Courses[0]
	all := []string{">" + c.Title + "<", c.Summary}
	for _, o := range c.Objectives {
		all = append(all, o.Can)
	}
	for _, l := range c.Lessons {
		all = append(all, ">"+l.Title+"<")
	}
	for _, a := range c.Acknowledgements {
		all = append(all, ">"+a.Title+"<", a.HTML)
	}
	for _, it := range c.Items {
		all = append(all, it.StemHTML)
		for _, o := range append(it.Options, it.Reasons...) {
			all = append(all, ">"+o.HTML+"<", o.FeedbackHTML)
		}
		for _, p := range it.Pairs {
			all = append(all, ">"+p.LeftHTML+"<", p.FeedbackHTML)
		}
		if it.Scenario == nil {
			continue
		}
		for _, s := range it.Scenario.Steps {
			all = append(all, s.HTML, s.FeedbackHTML)
			for _, ch := range s.Choices {
				all = append(all, ">"+ch.HTML+"<")
			}
		}
	}
	return all
}

// key is what is right among the texts of a bank, in whatever language it is.
type key struct {
	right map[string]bool            // by what can be chosen
	pick  map[bool]map[string]string // by the row of a select: what to pick, rightly or wrongly
}

func keyOf(c *courses.Course) key {
	k := key{right: map[string]bool{}, pick: map[bool]map[string]string{true: {}, false: {}}}
	for _, it := range c.Items {
		for _, o := range append(it.Options, it.Reasons...) {
			k.right[o.HTML] = o.Right
		}
		for i, p := range it.Pairs {
			mine, _ := it.Option(p.Right)
			other, _ := it.Option(it.Pairs[(i+1)%len(it.Pairs)].Right)
			k.pick[true][p.LeftHTML], k.pick[false][p.LeftHTML] = mine.HTML, other.HTML
		}
		for i, id := range it.Sequence {
			step, _ := it.Option(id)
			k.pick[true][step.HTML], k.pick[false][step.HTML] = strconv.Itoa(i+1), strconv.Itoa(len(it.Sequence)-i)
		}
		if it.Scenario == nil {
			continue
		}
		for _, s := range it.Scenario.Steps {
			for _, ch := range s.Choices {
				k.right[ch.HTML] = strings.HasPrefix(string(ch.ID), "right")
			}
		}
	}
	return k
}

// by answers the question shown by a key.
func (b *browser) by(k key, right bool) []string {
	pairs, done := []string{"go=on"}, map[string]bool{}
	for _, in := range b.inputs(`<input type="(radio|checkbox)" id="[^"]+" name="([^"]+)" value="([^"]+)"[^>]*><label for="[^"]+">([^<]+)</label>`) {
		if !done[in[2]] && k.right[in[4]] == right {
			pairs = append(pairs, in[2]+"="+in[3])
			done[in[2]] = in[1] == "radio"
		}
	}
	for _, in := range b.inputs(`name="path" value="([^"]+)"`) {
		pairs = append(pairs, "path="+in[1])
	}
	for _, row := range b.inputs(`(?s)<label for="[^"]*">([^<]*)</label>\s*<select id="[^"]+" name="([^"]+)"[^>]*>(.*?)</select>`) {
		found := regexp.MustCompile(`value="([^"]+)"[^>]*>` + regexp.QuoteMeta(k.pick[right][row[1]]) + `<`).FindStringSubmatch(row[3])
		pairs = append(pairs, row[2]+"="+found[1])
	}
	return pairs
}

// oneLanguage checks that a page holds texts of the course in one language only, and that it holds some.
func (b *browser) oneLanguage(english []string, sample bool) {
	b.Helper()
	b.want(200)
	_, main, _ := strings.Cut(b.body, "<header")
	if sample != strings.Contains(main, strings.TrimSpace(coursetest.Mark)) {
		b.Errorf("%s: got sample text %v, want %v\n%s", b.at, !sample, sample, clip(b.body))
	}
	n := 0
	for _, text := range english {
		if text != "" && strings.Contains(main, text) {
			n++
			if sample {
				b.Errorf("%s: got the English %q beside the sample text\n%s", b.at, text, clip(b.body))
			}
		}
	}
	if n == 0 && !sample {
		b.Errorf("%s: got no text of the course\n%s", b.at, clip(b.body))
	}
}

// TestNoPageMixesLanguages walks a whole assessment and the signature in each language, the language of the pages changing under way.
func TestNoPageMixesLanguages(t *testing.T) {
	for name, c := range map[string]struct {
		mode   courses.FeedbackMode
		sample bool
		right  bool
	}{
		"in the language, with feedback, failed":    {courses.LearningFeedback, true, false},
		"in the language, with feedback, passed":    {courses.LearningFeedback, true, true},
		"in the language, without feedback, failed": {courses.ComplianceFeedback, true, false},
		"in English, with feedback, failed":         {courses.LearningFeedback, false, false},
		"in English, without feedback, passed":      {courses.ComplianceFeedback, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			files := sampled(t, c.mode)
			english := words(t, files)
			w := newWorld(t, files)
			b := w.readsFor(t, "dz")
			b.get("/courses/every-type/assessment").want(200, "Start in Dzongkha", "Start in English", coursetest.Mark+"title").lacks("not every word of it")
			cat, err := courses.Load(files, courses.Options{})
			course := must(t, cat, err).Courses[0]
			lang := "lang=en"
			if c.sample {
				lang = "lang=dz"
				offered, _ := course.AskedIn("dz")
				course = course.Worded(offered)
				b.get("/courses/every-type/practice").oneLanguage(english, true)
				b.get("/courses/every-type/practice?item=practice-one&practice-one-answer=a").oneLanguage(english, true)
			}
			b.post("/courses/every-type/assessment", lang)
			for i := 0; i < 60 && !strings.Contains(b.body, "Look over your answers"); i++ {
				b.oneLanguage(english, c.sample)
				if next := b.inputs(`<a class="btn main" href="([^"]+)">`); len(next) > 0 { // the feedback on a question that is answered
					b.get(next[0][1])
					continue
				}
				b.want(200, map[bool]string{true: `lang="dz"`, false: `lang="en"`}[c.sample])
				if i == 2 { // the frame changes, not the question
					here := b.at
					b.post("/language", "lang=en", "next="+here).get(here).oneLanguage(english, c.sample)
					b.post("/language", "lang=dz", "next="+here).get(here).oneLanguage(english, c.sample)
				}
				b.post(b.at, b.by(keyOf(course), c.right)...)
				if next := b.inputs(`class="btn main" href="(/courses/every-type/attempts/[^"]+)"`); len(next) > 0 { // the feedback on it
					b.oneLanguage(english, c.sample)
					b.get(next[0][1])
				}
			}
			b.want(200, "Look over your answers").oneLanguage(english, c.sample)
			b.get("/courses/every-type/assessment")
			b.want(200, map[bool]string{true: "You began this test in Dzongkha", false: "You began this test in English"}[c.sample]).lacks("Start in")
			b.post("/courses/every-type/attempts/1-1/submission")
			if c.mode == courses.LearningFeedback || !c.right { // else the page holds no text of the course but its title
				b.oneLanguage(english, c.sample)
			}
			b.post("/language", "lang=en", "next=/me").get("/courses/every-type/attempts/1-1/result")
			if c.mode == courses.LearningFeedback || !c.right {
				b.oneLanguage(english, c.sample)
			}
			if !c.right {
				return
			}
			b.post("/language", "lang=dz", "next=/me")
			b.signs(english, c.sample)
		})
	}
}

// readsFor is a browser of the learner, who reads in a language and has finished the lessons.
func (w *world) readsFor(t *testing.T, language string) *browser {
	t.Helper()
	b := w.signedIn(w.learner)
	b.post("/language", "lang="+language, "next=/me")
	b.post("/courses/every-type/begin")
	for range 6 {
		b.post(b.at)
	}
	return b
}

// signs signs in one of the languages; the page offers the other.
func (b *browser) signs(english []string, sample bool) {
	b.Helper()
	address := "/courses/every-type/sign"
	b.get(address).oneLanguage(english, true)
	b.want(200, "Read and sign it in English", coursetest.Mark+"heading for everyone", "<em>for</em>")
	if !sample {
		address += "?lang=en"
		b.get(address).want(200, "Read and sign it in Dzongkha", "The code").oneLanguage(english, false)
	}
	found := b.inputs(`name="text" value="([^"]+)"><input type="hidden" name="lang" value="([^"]+)"`)[0]
	read := []string{"text=" + found[1], "lang=" + found[2]}
	b.post("/courses/every-type/sign", append(read, "do=sign", "typed_name=")...)
	b.want(422)
	if strings.Contains(b.body, coursetest.Mark+"heading") != sample {
		b.Errorf("after a mistake: got the text in the other language\n%s", clip(b.body))
	}
	b.post("/courses/every-type/sign", append(read, "do=ask", "question=Why?")...)
	b.want(200, "Why?")
	if strings.Contains(b.body, coursetest.Mark+"heading") != sample {
		b.Errorf("after a question: got the text in the other language\n%s", clip(b.body))
	}
	b.post("/courses/every-type/sign", append(read, "do=sign", "typed_name=Karma")...)
	b.want(200, "You have completed this course")
	p, err := b.learning.Progress(b.Context(), b.learner.ID, "every-type")
	must(b, p, err)
	if got, want := p.Signature.Lang == "dz", sample; got != want || "text="+p.Signature.TextHash != read[0] {
		b.Errorf("got %+v, want the text that was read", p.Signature)
	}
}

// TestAnAssessmentWaitsForEveryWord: one question that is not current leaves the whole assessment in English, with a word on it.
func TestAnAssessmentWaitsForEveryWord(t *testing.T) {
	files := sampled(t, courses.ComplianceFeedback)
	english := words(t, files)
	const bank = "civil-service/every-type/questions.yaml"
	files[bank] = &fstest.MapFile{Data: []byte(strings.Replace(string(files[bank].Data), "Case 3. In which order?", "Case 3. In what order?", 1))}
	w := newWorld(t, files)
	b := w.readsFor(t, "dz")
	b.get("/courses/every-type").want(200, coursetest.Mark+"title", coursetest.Mark+"summary", coursetest.Mark+"objective use-single")
	b.get("/courses/every-type/assessment").want(200, "The test is in English, since not every word").lacks("Start in Dzongkha")
	b.post("/courses/every-type/assessment", "lang=dz").want(200, "not offered in that language any more").lacks("Question 1 of 6")
	b.post("/courses/every-type/assessment").want(200, "Question 1 of 6").oneLanguage(english, false)
	b.answerAll(true)
	b.post("/courses/every-type/attempts/1-1/submission").want(200, "You passed")
	b.get("/courses/every-type/sign").want(200, coursetest.Mark+"heading for everyone") // of course.dz.yaml, where nothing waits
}

// TestTheTestBeforeTheLessonsInALanguage: its result names the next lesson in the attempt's language too.
func TestTheTestBeforeTheLessonsInALanguage(t *testing.T) {
	files := fixture()
	const name = "civil-service/every-type/course.yaml"
	head, rest, _ := strings.Cut(string(files[name].Data), "acknowledgement:\n")
	_, end, _ := strings.Cut(rest, "certificate:")
	files[name] = &fstest.MapFile{Data: []byte(head + "test_out: true\ncertificate:" + end)}
	if err := coursetest.Translate(files, "dz"); err != nil {
		t.Fatal(err)
	}
	english := words(t, files)
	w := newWorld(t, files)
	b := w.signedIn(w.learner)
	b.post("/language", "lang=dz", "next=/me")
	b.get("/courses/every-type").want(200, "Take the test first", "Start in Dzongkha")
	b.post("/courses/every-type/pretest", "lang=dz").oneLanguage(english, true)
	b.post(strings.TrimSuffix(b.at, "/questions/1")+"/submission").want(200, "Not passed yet", coursetest.Mark+"lesson lesson-single").oneLanguage(english, true)
}

func TestACourseInEnglishSaysNothingOfLanguages(t *testing.T) {
	w := newWorld(t, sampled(t, courses.ComplianceFeedback))
	b := w.readsFor(t, "en")
	b.get("/courses/every-type").want(200, "Every type of question").lacks(coursetest.Mark)
	b.get("/courses/every-type/assessment").want(200, "Start the test").lacks("Start in", coursetest.Mark)
	b.post("/courses/every-type/assessment").want(200, "Question 1 of 6").lacks(coursetest.Mark)
	b.answerAll(true)
	b.post("/courses/every-type/attempts/1-1/submission")
	b.get("/courses/every-type/sign").want(200, "The code").lacks("Read and sign it in", coursetest.Mark)
}
