package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"lamtoen/internal/audit"
)

// TestAuditVerify makes a log by a command, checks it and a copy of it, and finds what was changed.
func TestAuditVerify(t *testing.T) {
	s := install(t)
	s.add("200801234", "Karma Dorji", "none")
	out := want(t, exitDone, []string{"whole: "}, s.args("audit", "verify")...)
	head := regexp.MustCompile(`head: +(\d+:a1:\S+)`).FindStringSubmatch(out)
	if head == nil {
		t.Fatalf("got %s, want a head", out)
	}
	want(t, exitDone, []string{head[1]}, s.args("audit", "verify", "--head="+head[1])...)
	want(t, exitFailed, []string{"does not go through record 1"}, s.args("audit", "verify", "--head=1:a1:00")...)
	want(t, exitUsage, []string{"a number, a colon"}, s.args("audit", "verify", "--head=x")...)

	file := filepath.Join(t.TempDir(), "audit.csv")
	whole := s.auditCopy()
	lines := strings.SplitAfter(whole, "\n")
	for name, test := range map[string]struct {
		text string
		args []string
		want int
		says []string
	}{
		"whole":                     {whole, nil, exitDone, []string{head[1]}},
		"through its head":          {whole, []string{"--head=" + head[1]}, exitDone, nil},
		"not through another":       {whole, []string{"--head=1:a1:00"}, exitFailed, []string{"another log"}},
		"a name changed":            {strings.Replace(whole, "Karma Dorji", "Karma Dorje", 1), nil, exitFailed, []string{"was changed"}},
		"the first removed":         {strings.Join(append(lines[:1:1], lines[2:]...), ""), nil, exitFailed, []string{"record 1 is missing"}},
		"the first of an extract":   {strings.Join(append(lines[:1:1], lines[2:]...), ""), []string{"--extract"}, exitDone, []string{"extract"}},
		"no records":                {lines[0], nil, exitFailed, []string{"no records"}},
		"something else altogether": {"a,b\n", nil, exitFailed, []string{"no copy"}},
	} {
		if err := os.WriteFile(file, []byte(test.text), 0o600); err != nil {
			t.Fatal(err)
		}
		t.Log(name)
		want(t, test.want, test.says, append([]string{"audit", "verify", file}, test.args...)...)
	}
	want(t, exitUsage, nil, "audit", "verify", filepath.Join(t.TempDir(), "none"))
}

// auditCopy is the whole log as the page gives it.
func (s *installation) auditCopy() string {
	s.Helper()
	p, err := openExisting(s.Context(), s.settings())
	if err != nil {
		s.Fatal(err)
	}
	var b bytes.Buffer
	err = p.close(p.audit.Write(s.Context(), &b, audit.Copy{Format: audit.CSV, Name: func(string) string { return "" }}))
	if err != nil {
		s.Fatal(err)
	}
	return b.String()
}
