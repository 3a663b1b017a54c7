package main

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// A report is made, listed, verified by number and by file; a changed file and a stranger's are told apart.
func TestReportCommands(t *testing.T) {
	s := install(t)
	s.serve()
	s.add("200801234", "Karma Dorji", "none")
	s.approveBeside()
	if code := s.stop(); code != exitDone {
		t.Fatalf("got exit code %d from the server", code)
	}
	file := filepath.Join(t.TempDir(), "letter.pdf")
	out := want(t, exitDone, []string{"LR-", "Training of your staff"}, s.args("report", "make", "letter", "--agency=dz-haa", "--names", "--out="+file)...)
	number := regexp.MustCompile(`LR-[0-9A-Z]{5}-[0-9A-Z]{5}`).FindString(out)
	want(t, exitDone, []string{number, "letter"}, s.args("report", "list")...)
	want(t, exitDone, []string{"same: made again"}, s.args("report", "verify", number)...)
	want(t, exitDone, []string{"same: made again"}, s.args("report", "verify", file)...)

	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)/2] ^= 1
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	want(t, exitFailed, []string{"differs: The file is not the one that was made"}, s.args("report", "verify", file)...)
	want(t, exitFailed, []string{"There is no report"}, s.args("report", "verify", "LR-00000-00000")...)
	want(t, exitUsage, []string{"there is no file"}, s.args("report", "verify", "nowhere.pdf")...)
	want(t, exitFailed, []string{"has not begun"}, s.args("report", "make", "yearly", "--year=2090")...)
	for _, format := range []string{"json", "xlsx"} {
		want(t, exitDone, nil, s.args("coverage", "--format="+format)...)
	}
	want(t, exitDone, []string{"Karma Dorji"}, s.args("coverage", "--people")...)
	want(t, exitDone, []string{"not_complete"}, s.args("coverage", "--open", "--months=3")...)
}
