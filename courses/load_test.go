package courses_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"lamtoen/courses"
)

func TestLoadsEveryPartOfACourse(t *testing.T) {
	c := loadOne(t, tree())
	if got, want := c.Title, "Check first"; got != want {
		t.Errorf("got title %q, want %q", got, want)
	}
	if got, want := c.Assessment.PassMark, 8000; got != want {
		t.Errorf("got pass mark %d, want %d", got, want)
	}
	if got, want := len(c.Items), 7; got != want {
		t.Errorf("got %d items, want %d", got, want)
	}
	if got, want := len(c.Lessons), 2; got != want {
		t.Fatalf("got %d lessons, want %d", got, want)
	}
	lesson := c.Lessons[0]
	var kinds []string
	for _, b := range lesson.Blocks {
		kinds = append(kinds, string(b.Kind))
	}
	if got, want := strings.Join(kinds, " "), "hook prose policy check"; got != want {
		t.Errorf("got blocks %s, want %s", got, want)
	}
	if got, want := len(lesson.Terms), 1; got != want {
		t.Errorf("got %d terms in the lesson, want %d", got, want)
	}
	if term, ok := c.Term("rumour"); !ok || term.Definition == "" {
		t.Errorf("got term %+v, %v; want the definition kept with the course", term, ok)
	}
	if clause, ok := c.Clause("coc.6"); !ok || clause.Title != "Be careful" {
		t.Errorf("got clause %+v, %v; want its title kept with the course", clause, ok)
	}
	if !c.Draft() {
		t.Error("got an approved course, want a draft")
	}
}

func TestItemShapes(t *testing.T) {
	c := loadOne(t, tree())
	verdict, _ := c.Item("statement")
	if len(verdict.Options) != 2 || !verdict.Options[0].Right || len(verdict.Reasons) != 2 {
		t.Errorf("got %+v, want true and false with two reasons", verdict)
	}
	pairs, _ := c.Item("who-may-see")
	if len(pairs.Options) != 3 || pairs.Pairs[0].Right != pairs.Pairs[2].Right || pairs.Pairs[0].Right == "p1" {
		t.Errorf("got options %+v of pairs %+v; want two shared sides, one extra, and ids that do not name the pair", pairs.Options, pairs.Pairs)
	}
	order, _ := c.Item("in-order")
	if len(order.Sequence) != 3 || order.Sequence[0] != "stop" {
		t.Errorf("got sequence %v, want stop first", order.Sequence)
	}
	story, _ := c.Item("the-desk")
	if end, ok := story.Scenario.Walk([]courses.ChoiceID{"close"}); !ok || end.Ending != courses.Good || end.Score != 100 {
		t.Errorf("got end %+v, %v; want the good one with 100", end, ok)
	}
	if _, ok := story.Scenario.Walk([]courses.ChoiceID{"close", "close"}); ok {
		t.Error("got a step after an ending, want none")
	}
	if check, ok := c.Item("check-source"); !ok || check.Objective != "be-accurate" {
		t.Errorf("got check %+v, %v; want it found, with its lesson's objective", check, ok)
	}
	if fixed, _ := c.Item("password"); fixed.Shuffle {
		t.Error("got shuffle true, want false as written")
	}
}

func TestFiveMistakesGiveFiveMessages(t *testing.T) {
	files := tree()
	course := dir + "course.yaml"
	swap(t, files, course, "version: 1.2.0", "version: 1.2")
	swap(t, files, course, "lesson_order: in-order", "lesson_ordr: in-order")
	swap(t, files, course, "pass_mark: 80", "pass_mark: 180")
	swap(t, files, course, "{objective: be-careful, items: 1}", "{objective: be-carful, items: 1}")
	swap(t, files, course, "role: everyone", "role: Everyone!")
	got := problemsOf(t, files, courses.Options{})
	want := []string{
		course + `:2:10: version "1.2" is not a version; write three numbers, like 1.0.0`,
		course + `:14:1: the course has no key "lesson_ordr"; write lesson_order`,
		course + `:16:14: pass_mark of the assessment is "180"; write a whole number from 1 to 100`,
		course + `:19:19: the course has no objective "be-carful"; write be-careful`,
		course + `:23:11: role "Everyone!" is not an id; write small letters a-z and digits with single hyphens, at most 64, like be-accurate`,
	}
	compareLines(t, got, want)
}

func compareLines(t *testing.T, problems courses.Problems, want []string) {
	t.Helper()
	got := strings.Split(problems.Error(), "\n")
	for i := range max(len(got), len(want)) {
		g, w := "(nothing)", "(nothing)"
		if i < len(got) {
			g = got[i]
		}
		if i < len(want) {
			w = want[i]
		}
		if g != w {
			t.Errorf("message %d:\n got %s\nwant %s", i, g, w)
		}
	}
}

func TestOneUnreadableFileIsOneProblem(t *testing.T) {
	for name, text := range map[string]string{
		"glossary.yaml":        "terms: [",
		"policy.yaml":          "clauses:\n\t- x",
		dir + "course.yaml":    "id: [check-first",
		dir + "questions.yaml": "items: {",
	} {
		files := tree()
		files[name] = &fstest.MapFile{Data: []byte(text)}
		got := problemsOf(t, files, courses.Options{})
		if len(got) != 1 || got[0].File != name || got[0].Line == 0 || got[0].Col == 0 {
			t.Errorf("%s: got\n%v\nwant one problem there, with line and column", name, got)
		}
	}
}

func TestOwnersAndReviewDateAreCheckedAgainstTheWorld(t *testing.T) {
	cat, err := courses.Load(tree(), courses.Options{Owners: map[string]bool{"rcsc": true, "moice": true}, Today: date(2026, 11, 23)})
	if err != nil || cat == nil {
		t.Errorf("got %v, want no problem", err)
	}
	got := problemsOf(t, tree(), courses.Options{Owners: map[string]bool{"rcsc": true}, Today: date(2025, 11, 23)})
	compareLines(t, got, []string{
		dir + `course.yaml:7:16: there is no agency "moice"; write a code of agencies.csv`,
		dir + `course.yaml:9:9: the review date 2028-11-22 is more than two years away; review within two years (me.3)`,
	})
}

func TestLinesOfALessonPointIntoItsFile(t *testing.T) {
	files := tree()
	lesson := dir + "lessons/01-look-twice.md"
	swap(t, files, lesson, "[[rumour]]", "[[rumur]]")
	swap(t, files, lesson, "right: false, feedback: A guess", "right: no, feedback: A guess")
	swap(t, files, lesson, "  Who took the picture?\n", "  Who took <b>the</b> picture?\n")
	swap(t, files, lesson, "minutes: 5", "minutes: five")
	swap(t, files, lesson, ":::policy coc.4", ":::policy coc.5")
	compareLines(t, problemsOf(t, files, courses.Options{}), []string{
		lesson + `:5:10: minutes of lesson look-twice is "five"; write a whole number from 1 to 60`,
		lesson + `:17:7: the glossary has no term "rumur"; write [[rumour]]`,
		lesson + `:19:11: the policy has no clause "coc.5"; write :::policy coc.4`,
		lesson + `:27:12: HTML is not allowed in course text; write Markdown, or put < between backquotes`,
		lesson + `:27:18: HTML is not allowed in course text; write Markdown, or put < between backquotes`,
		lesson + `:30:37: right of option guess of item check-source is "no"; write true or false`,
	})
}

func TestWindowsLineEndsAndByteOrderMarkAreNothing(t *testing.T) {
	want := loadOne(t, tree())
	files := tree()
	for name, f := range files {
		if !strings.HasSuffix(name, ".svg") {
			files[name] = &fstest.MapFile{Data: []byte("\uFEFF" + strings.ReplaceAll(string(f.Data), "\n", "\r\n"))}
		}
	}
	if got := loadOne(t, files); got.Hash != want.Hash {
		t.Errorf("got hash %s with CR LF, want %s", got.Hash, want.Hash)
	}
}
