package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestContentExport(t *testing.T) {
	dir, out := contentCopy(t), filepath.Join(t.TempDir(), "new", "out")
	stem := "code-of-conduct-" + string(flagship(t).Version)
	course := []string{"--course", "code-of-conduct", "--out", out, "--date", "2026-11-22"}
	for format, name := range map[string]string{"gift": stem + ".gift", "html": stem + ".html",
		"scorm12": stem + "-scorm12.zip", "qti3": stem + "-qti3.zip"} {
		want(t, exitDone, []string{name}, append([]string{"content", "export", "--format", format, dir}, course...)...)
		first, err := os.ReadFile(filepath.Join(out, name))
		if err != nil {
			t.Fatal(err)
		}
		want(t, exitDone, []string{name}, append([]string{"content", "export", "--format", format}, course...)...)
		if second, err := os.ReadFile(filepath.Join(out, name)); err != nil || string(first) != string(second) {
			t.Errorf("%s: the second time gave other bytes (%v)", name, err)
		}
	}
	want(t, exitFailed, []string{"has nothing for this format"}, append([]string{"content", "export", "--format", "slides", dir}, course...)...)
	want(t, exitFailed, []string{"has nothing for this format"}, append([]string{"content", "export", "--format", "pdf"}, course...)...)
	want(t, exitDone, []string{"lamtoen-civil-service-courses.pdf"}, "content", "export", "--format", "prospectus", "--out", out)
	want(t, exitDone, []string{"feeds-and-feelings-", "-handout.pdf", "-quiz.pdf"},
		"content", "export", "--format", "pdf", "--course", "feeds-and-feelings", "--out", out)
	want(t, exitUsage, []string{"--format must be one of"}, "content", "export", "--format", "docx")
	want(t, exitUsage, []string{`no course "none"`}, "content", "export", "--format", "gift", "--course", "none", "--out", out)
	want(t, exitUsage, []string{"day"}, "content", "export", "--format", "gift", "--date", "22.11.2026", "--out", out)
}

func TestContentImportGIFT(t *testing.T) {
	dir := contentCopy(t)
	bank := filepath.Join(dir, filepath.FromSlash(coursePath+"questions.yaml"))
	before, err := os.ReadFile(bank)
	if err != nil {
		t.Fatal(err)
	}
	gift := filepath.Join(t.TempDir(), "more.gift")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(gift, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	args := []string{"content", "import", "gift", gift, dir, "--course", "code-of-conduct", "--objective", "be-accurate"}

	write("::A new one::Who? {=Karma#Yes. ~Dorji#No.}\n\n::Another::Who? {=Karma ~Dorji#No.}\n")
	want(t, exitFailed, []string{gift + ":3:18: the answer has no feedback", "nothing was imported; problems: 1"}, args...)
	if after, err := os.ReadFile(bank); err != nil || string(after) != string(before) {
		t.Errorf("a refused import has changed the bank (%v)", err)
	}
	want(t, exitDone, []string{"questions appended to", "problems left out: 1"}, append(args, "--leave-out")...)
	after, err := os.ReadFile(bank)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.TrimPrefix(string(after), string(before)); !strings.HasPrefix(got, "\n  - id: a-new-one\n    objective: be-accurate\n") {
		t.Errorf("got %q appended", got)
	}
	want(t, exitFailed, []string{"there is no course"}, "content", "import", "gift", gift, dir, "--course", "none")
}
