package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const coursePath = "civil-service/code-of-conduct/"

// contentCopy is a content folder with one course to make mistakes in, with sums that fit it.
func contentCopy(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "content")
	if err := os.CopyFS(dir, oneCourse()); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		return os.Chmod(path, 0o644)
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "content.sum")); err != nil {
		t.Fatal(err)
	}
	want(t, exitDone, []string{"wrote"}, "content", "sum", dir)
	return dir
}

// edit changes the first place where a file says something.
func edit(t *testing.T, dir, name, old, fresh string) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(b), old) {
		t.Fatalf("%s does not say %q", name, old)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(b), old, fresh, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestContentCheck(t *testing.T) {
	dir := contentCopy(t)
	want(t, exitDone, []string{"code-of-conduct ", "lessons", "draft", "no problems"}, "content", "check", dir)
	want(t, exitUsage, []string{"is not a content folder", "policy.yaml"}, "content", "check", filepath.Dir(dir))
	want(t, exitUsage, []string{"is not a content folder"}, "content", "check", filepath.Join(dir, "nowhere"))
}

func TestContentCheckReportsFiveMistakes(t *testing.T) {
	dir := contentCopy(t)
	edit(t, dir, coursePath+"course.yaml", "summary:", "sumary:")
	edit(t, dir, coursePath+"course.yaml", "[rcsc", "[the-moon")
	edit(t, dir, coursePath+"questions.yaml", "difficulty: ", "difficulty: un")
	edit(t, dir, coursePath+"questions.yaml", "right: true", "right: perhaps")
	edit(t, dir, coursePath+"lessons/01-before-you-post.md", "minutes:", "minutes: soon #")
	code, out, complaints := command(t, "content", "check", dir)
	if code != exitFailed || !strings.Contains(complaints, "problems in the course files") {
		t.Errorf("got exit code %d and %q, want %d and the number of problems", code, complaints, exitFailed)
	}
	line := regexp.MustCompile(`^civil-service/code-of-conduct/\S+:\d+:\d+: .+; .+`)
	files := map[string]int{}
	for _, l := range strings.Split(strings.TrimSpace(out), "\n") {
		if !line.MatchString(l) {
			t.Errorf("got %q, want file:line:col: what; how to mend it", l)
		}
		file, _, _ := strings.Cut(l, ":")
		files[filepath.Base(file)]++
	}
	for name, n := range map[string]int{"course.yaml": 2, "questions.yaml": 2, "01-before-you-post.md": 1} {
		if files[name] < n {
			t.Errorf("%s: got %d problems, want %d or more:\n%s", name, files[name], n, out)
		}
	}
}

func TestContentSum(t *testing.T) {
	dir := contentCopy(t)
	name := filepath.Join(dir, "content.sum")
	before, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	want(t, exitDone, []string{"is up to date"}, "content", "sum", dir)

	edit(t, dir, coursePath+"lessons/01-before-you-post.md", "keep: ", "keep: Now ")
	want(t, exitFailed, []string{" is recorded with another hash", "01-before-you-post.md"}, "content", "sum", dir)
	want(t, exitFailed, []string{"raise the version"}, "content", "check", dir)
	if after, err := os.ReadFile(name); err != nil || string(after) != string(before) {
		t.Errorf("a refusal has left %q, %v, want the file as it was", after, err)
	}

	// It writes a new file and puts it in the old one's place: whoever has that one open, or a crash, sees no half of it.
	edit(t, dir, coursePath+"lessons/01-before-you-post.md", "keep: Now ", "keep: ")
	old := filepath.Join(t.TempDir(), "old.sum")
	if err := errors.Join(os.WriteFile(name, nil, 0o644), os.Link(name, old)); err != nil {
		t.Fatal(err)
	}
	want(t, exitDone, []string{"wrote"}, "content", "sum", dir)
	if after, err := os.ReadFile(name); err != nil || string(after) != string(before) {
		t.Errorf("got %q, %v, want the sums of before", after, err)
	}
	if kept, err := os.ReadFile(old); err != nil || len(kept) > 0 {
		t.Errorf("it has written %q into the old file, %v", kept, err)
	}
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o644 {
		t.Errorf("got mode %v, %v, want a file that all may read", info.Mode(), err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".new-*")); len(left) > 0 {
		t.Errorf("it leaves %v behind", left)
	}
}

func TestContentDiff(t *testing.T) {
	dir := contentCopy(t)
	old := filepath.Join(dir, "archive", "code-of-conduct", "1.2.0")
	if err := os.CopyFS(old, os.DirFS(filepath.Join(dir, coursePath))); err != nil {
		t.Fatal(err)
	}
	edit(t, dir, coursePath+"course.yaml", "version: 1.2.0", "version: 1.2.1")
	edit(t, dir, coursePath+"lessons/01-before-you-post.md", "keep: ", "keep: Now ")
	want(t, exitDone, []string{"the sentence to keep was reworded (patch)", "    + Now ", "to 1.2.1 at least"}, "content", "diff", "code-of-conduct", "1.2.0", "1.2.1", dir)
	want(t, exitDone, []string{"nothing differs"}, "content", "diff", "code-of-conduct", "1.2.1", "1.2.1", dir)
	edit(t, dir, coursePath+"course.yaml", "pass_mark: ", "pass_mark: 1")
	edit(t, dir, coursePath+"course.yaml", "pass_mark: 180", "pass_mark: 90")
	want(t, exitDone, []string{"the pass mark was changed (major)", "to 2.0.0 at least; 1.2.1 is a patch step"}, "content", "diff", "code-of-conduct", "1.2.0", "1.2.1", dir)
	want(t, exitFailed, []string{"is a patch step, and the change is a major one: Assessment: the pass mark was changed", "raise the version to 2.0.0"},
		"content", "check", dir)
	want(t, exitUsage, []string{"no version \"3.0.0\"", "1.2.1, 1.2.0"}, "content", "diff", "code-of-conduct", "1.2.0", "3.0.0", dir)
	want(t, exitUsage, []string{"no course \"nothing\""}, "content", "diff", "nothing", "1.2.0", "3.0.0", dir)
}

func TestContentTranslations(t *testing.T) {
	want(t, exitDone, []string{"code-of-conduct 1.", ": 0 of ", "(lessons/01-before-you-post.md)", "questions are translated and current",
		"assessment in English, acknowledgement in English"}, "content", "translations")
	want(t, exitUsage, []string{"is not a content folder"}, "content", "translations", "--language=dz", t.TempDir())
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../../courses/testdata/golden-dz")); err != nil {
		t.Fatal(err)
	}
	agencies, err := fs.ReadFile(oneCourse(), "agencies.csv")
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "agencies.csv"), agencies, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	want(t, exitDone, []string{"15 of 15 pieces in dz, 2 of 2 lessons, 6 of 6 texts, 7 of 7 questions; assessment offered, acknowledgement offered",
		"questions.dz.yaml: approved, h1:F02r3g5lFWRyi6WOGEfF3Y3d6n98W5sZppyGqU93yRg"}, "content", "translations", dir)
	edit(t, dir, "civil-service/check-first/questions.dz.yaml", "(dz) Someone", "(dz) Anyone")
	edit(t, dir, "civil-service/check-first/course.yaml", "summary: ", "summary: Now: ")
	want(t, exitFailed, []string{"civil-service/check-first/course.yaml:4:"}, "content", "translations", dir)
	edit(t, dir, "civil-service/check-first/course.yaml", "summary: Now: ", "summary: Now, ")
	want(t, exitDone, []string{"14 of 15 pieces", "5 of 6 texts", "assessment in English, acknowledgement in English",
		"out of date: Summary of the course; the English that it translates is in no archived version",
		"questions.dz.yaml: approval lapsed, since it has changed, h1:", "course.dz.yaml: approved, h1:"}, "content", "translations", dir)
}
