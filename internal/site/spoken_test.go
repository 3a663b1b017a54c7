package site_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"lamtoen/courses"
	"lamtoen/internal/org"
)

// sampleTranslation is the first lesson with marked sample text, for the English of the hash.
func sampleTranslation(files fstest.MapFS, hash string) {
	const name = "civil-service/every-type/lessons/01-lesson-single"
	text := string(files[name+".md"].Data)
	_, body, _ := strings.Cut(text[4:], "---\n")
	text = "---\ntranslates: " + hash + "\ntitle: SAMPLE TITLE\nkeep: SAMPLE KEEP\n---\n" + strings.Replace(body, "A message arrives.", "SAMPLE HOOK", 1)
	files[name+".dz.md"] = &fstest.MapFile{Data: []byte(text)}
}

func TestALessonInTheReadersLanguage(t *testing.T) {
	files := twoVersions()
	cat, err := courses.Load(files, courses.Options{})
	must(t, cat, err)
	now := cat.Courses[0].Lessons[0].ContentHash()
	old := cat.Archive[0].Lessons[0].ContentHash()
	for name, c := range map[string]struct {
		hash    string
		shown   []string
		lacking []string
		listed  []string
	}{
		"current": {now, []string{"SAMPLE HOOK", "SAMPLE KEEP", `<article lang="dz">`, "SAMPLE TITLE"}, []string{"the English has changed since"}, []string{"Lessons: 1 of 6", "Questions: 0 of 19", "The test is in English"}},
		"stale": {old, []string{"A message arrives.", `<article lang="en">`, "the English has changed since"}, []string{"SAMPLE"},
			[]string{"Lessons: 0 of 6", "1 is out of date", "Sonam looks twice.", "Sonam looks three times.", "What waits for a translator"}},
	} {
		t.Run(name, func(t *testing.T) {
			files := twoVersions()
			sampleTranslation(files, c.hash)
			w := newWorld(t, files)
			w.grant(w.other, "", org.RoleMoIC)
			w.signedIn(w.other).get("/content/translations").want(200, c.listed...)
			l := w.signedIn(w.learner)
			l.post("/courses/every-type/begin").want(200)
			l.get("/courses/every-type/lessons/lesson-single").want(200, "A message arrives.", `<article lang="en">`).lacks("SAMPLE", "has changed since")
			l.post("/language", "lang=dz", "next=/me")
			l.get("/courses/every-type/lessons/lesson-single").want(200, c.shown...).lacks(c.lacking...)
			l.get("/courses/every-type/lessons/lesson-single?item=check-single&check-single=look-single")
			if l.code != 200 {
				t.Errorf("a check in it: got %d, want it answered", l.code)
			}
		})
	}
}
