package courses_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"lamtoen/courses"
)

// withPaths is the good tree with refreshers and delta.
func withPaths(t testing.TB) fstest.MapFS {
	files := tree()
	swap(t, files, dir+"course.yaml", "lesson_order:", pathsYAML+"lesson_order:")
	return files
}

// withTestOut is the good tree with a test-out, and nothing to sign.
func withTestOut(t testing.TB, testOut string) fstest.MapFS {
	files := tree()
	before, rest, _ := strings.Cut(string(files[dir+"course.yaml"].Data), "acknowledgement:")
	_, after, _ := strings.Cut(rest, "certificate:")
	files[dir+"course.yaml"] = &fstest.MapFile{Data: []byte(before + testOut + "\ncertificate:" + after)}
	return files
}

func TestPathsAreRead(t *testing.T) {
	c := loadOne(t, withPaths(t))
	second, ok := c.Refresher("keep-again")
	if !ok || len(c.Refreshers) != 2 || second.Title != "Keep it private again" || !slices.Equal(second.Lessons, []courses.LessonID{"keep-it-private"}) || second.Items != 1 {
		t.Errorf("refreshers: got %+v", c.Refreshers)
	}
	if c.Delta == nil || c.Delta.DueDays != 60 || c.Delta.Because != "The rules for pictures have changed." || c.TestOut != nil {
		t.Errorf("delta: got %+v, test-out %+v", c.Delta, c.TestOut)
	}
	for text, want := range map[string]int{"test_out: true": 8000, "test_out: {pass_mark: 90}": 9000, "test_out: false": 0} {
		c := loadOne(t, withTestOut(t, text))
		got := 0
		if c.TestOut != nil {
			got = c.TestOut.PassMark
		}
		if got != want || want > 0 && c.Pretest().Assessment.PassMark != want || c.Assessment.PassMark != 8000 {
			t.Errorf("%s: got pass mark %d (the test's own %d), want %d and 8000", text, got, c.Assessment.PassMark, want)
		}
	}
}

// An absent key changes no old hash; one that is there does, and is told.
func TestATestOutIsInTheHash(t *testing.T) {
	none, yes, high := loadOne(t, withTestOut(t, "test_out: false")), loadOne(t, withTestOut(t, "test_out: true")),
		loadOne(t, withTestOut(t, "test_out: {pass_mark: 90}"))
	if none.Hash != loadOne(t, withTestOut(t, "")).Hash || yes.Hash == none.Hash || yes.Hash == high.Hash {
		t.Errorf("got hashes %s, %s, %s; want three that differ, the first as without the key", none.Hash, yes.Hash, high.Hash)
	}
	for _, c := range []struct {
		old, now *courses.Course
		want     string
	}{{none, yes, "was added"}, {yes, none, "was removed"}, {yes, high, "its pass mark was changed"}} {
		got := courses.Compare(c.old, c.now)
		if len(got) != 1 || got[0].What != c.want || got[0].Degree != courses.Minor {
			t.Errorf("got %v, want %q and a minor step", got, c.want)
		}
	}
}

func TestMistakesInPaths(t *testing.T) {
	const course = dir + "course.yaml:"
	for name, c := range map[string]struct{ old, now, want string }{
		"a lesson that is not there": {"[look-twice]", "[look-twise]", course + `15:51: the course has no lesson "look-twise"; write look-twice`},
		"a lesson twice":             {"[look-twice]", "[look-twice, look-twice]", course + "15:63: lesson look-twice is there twice; keep one"},
		"lessons in another order": {"lessons: [look-twice], items: 1", "lessons: [keep-it-private, look-twice], items: 2",
			course + "15:5: refresher look-again takes 20 minutes; choose lessons and items that take 5 to 15\n" +
				course + "15:5: the lessons of refresher look-again stand in another order than in the course; write them in the course's order"},
		"an objective not asked": {"[look-twice], items: 1", "[look-twice]", course + "15:5: refresher look-again draws 0 items, fewer than its lessons have objectives; draw at least one of each: items: 1"},
		"too few items": {"[look-twice], items: 1", "[look-twice], items: 2",
			course + "15:5: refresher look-again draws 2 items, and the bank has too few of its objectives; draw fewer: 3 of an objective for each that is drawn"},
		"an id twice": {"id: keep-again", "id: look-again", course + `16:10: the refresher "look-again" is there twice; the other is at ` + dir + "course.yaml:15; change one of them"},
		"no lessons":  {"[look-twice]", "[]", course + "15:50: lessons of refresher look-again is empty; write lessons: [the-id-of-a-lesson]"},
		"no days":     {"due_days: 60", "due_days: 0", course + `17:19: due_days of the delta is "0"; write a whole number from 1 to 365`},
		"no reason":   {", because: The rules for pictures have changed.", "", course + "17:8: the delta has no because; add because: why holders of the old version need it"},
		"signed and tested out": {"lesson_order:", "test_out: true\nlesson_order:",
			course + "18:11: the course is signed at its end, and what one signs, one has read; remove test_out, or the acknowledgement"},
		"neither true nor a mark": {"lesson_order:", "test_out: yes\nlesson_order:", course + `18:11: test_out of the course is "yes"; write true or false`},
	} {
		t.Run(name, func(t *testing.T) {
			files := withPaths(t)
			swap(t, files, dir+"course.yaml", c.old, c.now)
			compareLines(t, problemsOf(t, files, courses.Options{}), strings.Split(c.want, "\n"))
		})
	}
}

// part says what is left of a course, on one line.
func part(c *courses.Course) string {
	var words []string
	for _, l := range c.Lessons {
		words = append(words, string(l.ID))
	}
	if c.Assessment == nil {
		return fmt.Sprintf("%v, no test, %d items, %d minutes", words, len(c.Items), c.Minutes)
	}
	return fmt.Sprintf("%v, draws %v of %d, %d minutes", words, c.Assessment.Draw, len(c.Items), c.Minutes)
}

func TestWhatAHolderOfAnOlderVersionHasNotSeen(t *testing.T) {
	lesson, bank, head := dir+"lessons/01-look-twice.md", dir+"questions.yaml", dir+"course.yaml"
	for name, c := range map[string]struct {
		change func(fstest.MapFS)
		want   string
	}{
		"nothing":          {func(fstest.MapFS) {}, "[], no test, 0 items, 0 minutes"},
		"the head alone":   {func(f fstest.MapFS) { swap(t, f, head, "pass_mark: 80", "pass_mark: 85") }, "[], no test, 0 items, 0 minutes"},
		"a lesson":         {func(f fstest.MapFS) { swap(t, f, lesson, "Every", "Each") }, "[look-twice], no test, 0 items, 5 minutes"},
		"a lesson's check": {func(f fstest.MapFS) { swap(t, f, lesson, "text: Guess", "text: Make a guess") }, "[look-twice], no test, 0 items, 5 minutes"},
		"a picture in it": {func(f fstest.MapFS) { swap(t, f, dir+"media/flood.svg", "#246", "#247") },
			"[look-twice], no test, 0 items, 5 minutes"},
		"a question": {func(f fstest.MapFS) { swap(t, f, bank, "A photo looks old.", "A photo looks too old.") },
			"[], draws [{be-accurate 1}] of 2, 5 minutes"},
		"three questions": {func(f fstest.MapFS) {
			swap(t, f, bank, "A photo looks old.", "A photo looks too old.")
			swap(t, f, bank, "Put the steps", "Now put the steps")
			swap(t, f, bank, "id: password", "id: pass-word")
		}, "[], draws [{be-accurate 1} {be-careful 1}] of 4, 9 minutes"},
		"the practice question": {func(f fstest.MapFS) { swap(t, f, bank, "A headline shouts.", "A headline cries.") },
			"[], no test, 0 items, 0 minutes"},
		"a question that was for practice": {func(f fstest.MapFS) {
			swap(t, f, bank, "    practice: true\n", "")
			swap(t, f, bank, "id: password\n", "id: password\n    practice: true\n")
			swap(t, f, head, "{objective: be-careful, items: 1}", "{objective: be-accurate, items: 1}")
			swap(t, f, head, "    - {objective: be-accurate, items: 1}\n", "")
		}, "[], draws [{be-accurate 1}] of 2, 9 minutes"},
	} {
		t.Run(name, func(t *testing.T) {
			old, files := loadOne(t, tree()), tree()
			swap(t, files, head, "version: 1.2.0", "version: 2.0.0")
			c.change(files)
			now := loadOne(t, files)
			got := now.Since(old)
			if part(got) != c.want {
				t.Errorf("got %s, want %s", part(got), c.want)
			}
			if got.Hash != now.Hash || len(got.Acknowledgements) != len(now.Acknowledgements) || len(now.Lessons) != 2 || len(now.Items) != 7 || now.Minutes != 20 {
				t.Errorf("got hash %s and a whole of %d lessons; want the text to sign kept and the whole untouched", got.Hash, len(now.Lessons))
			}
		})
	}
}

func TestARefresherIsItsLessonsAndTheirQuestions(t *testing.T) {
	c := loadOne(t, withPaths(t))
	for id, want := range map[courses.RefresherID]string{
		"look-again": "[look-twice], draws [{be-accurate 1}] of 4, 10 minutes",
		"keep-again": "[keep-it-private], draws [{be-careful 1}] of 4, 11 minutes",
	} {
		got, ok := c.Refreshed(id)
		if !ok || part(got) != want {
			t.Errorf("%s: got %s, want %s", id, part(got), want)
		}
	}
	if look, _ := c.Refreshed("look-again"); look.Bytes <= len(c.Media[0].Data) || look.Bytes >= c.Bytes {
		t.Errorf("bytes: got %d of %d, want less than the whole, with the picture", look.Bytes, c.Bytes)
	}
	if _, ok := c.Refreshed("gone"); ok {
		t.Error("got a refresher that is not there")
	}
}

// What an approver sees stands in front of the learner too, but for the bank: a change of the key would give it away.
func TestTheBankIsBehind(t *testing.T) {
	files := tree()
	swap(t, files, dir+"questions.yaml", "text: Look for a date, right: true", "text: Look for a date, right: false")
	swap(t, files, dir+"lessons/01-look-twice.md", "Every", "Each")
	var behind []string
	for _, d := range courses.Compare(loadOne(t, tree()), loadOne(t, files)) {
		behind = append(behind, fmt.Sprint(d.Behind, " ", d.About))
	}
	want := []string{"false Lesson “Look twice”", "true Question “A photo looks old.”"}
	if !slices.Equal(behind, want) {
		t.Errorf("got %q, want %q", behind, want)
	}
}
