package main

import (
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"lamtoen/internal/day"
)

// One person takes the course on a running server; the commands beside it then count that person and verify the certificate.
func TestCoverageAndCertificateBesideTheServer(t *testing.T) {
	s := install(t)
	s.serve()
	j := &journey{client: s.add("200801234", "Karma Dorji", "none"), course: flagship(t)}
	other := s.add("200801235", "Pema Lhamo", "none")
	s.must(j.activate)
	s.must(j.signIn)
	for _, step := range j.steps() {
		s.must(step)
	}
	if j.attempt.Outcome == nil || j.attempt.Outcome.Score != 10_000 || j.certificate.Serial == "" {
		t.Fatalf("got the outcome %+v and the certificate %+v, want full marks and a certificate", j.attempt.Outcome, j.certificate)
	}

	out := want(t, exitDone, nil, s.args("coverage", "--agency=dz-haa", "--depth=0")...)
	if row := csvRow(t, out, "dz-haa"); row["must"] != "0" {
		t.Errorf("on a draft: got %q who must, want nobody before the owner has approved the course", row["must"])
	}
	s.approveBeside()
	t.Run("coverage", func(t *testing.T) {
		out := want(t, exitDone, nil, s.args("coverage", "--agency=dz-haa", "--depth=0")...)
		row := csvRow(t, out, "dz-haa")
		for name, value := range map[string]string{"must": "2", "complete": "1", "never_signed_in": "1"} {
			if row[name] != value {
				t.Errorf("%s: got %q, want %q:\n%s", name, row[name], value, out)
			}
		}
		if strings.Contains(out, other.eid) || strings.Contains(out, other.name) {
			t.Errorf("the figures name somebody:\n%s", out)
		}
		want(t, exitDone, []string{"never_signed_in"}, "coverage", "--dictionary")
		yesterday := string(day.Of(time.Now()).AddDays(-1))
		want(t, exitFailed, []string{"the-moon"}, s.args("coverage", "--agency=the-moon")...)
		want(t, exitFailed, []string{"no-such-course"}, s.args("coverage", "--course=no-such-course")...)
		want(t, exitFailed, []string{"up to today"}, s.args("coverage", "--at=2999-01-01")...)
		if row := csvRow(t, want(t, exitDone, nil, s.args("coverage", "--agency=dz-haa", "--depth=0", "--known="+yesterday)...), "dz-haa"); row["complete"] == "1" {
			t.Errorf("as known yesterday: got %v, want nobody complete", row)
		}
	})
	t.Run("certificate", func(t *testing.T) {
		link := j.certificate.VerifyURL + "#" + j.certificate.Signature
		for _, text := range []string{link, j.certificate.Signature} {
			want(t, exitDone, []string{"signature: good", ": valid", "Karma Dorji", j.certificate.Serial}, s.args("certificate", "verify", text)...)
		}
		forged := []byte(link)
		forged[len(forged)-20] ^= 1
		want(t, exitFailed, []string{"The signature does not match"}, s.args("certificate", "verify", string(forged))...)
		want(t, exitFailed, []string{"The signature does not match"}, s.args("certificate", "verify", j.certificate.Serial)...)
		// A good signature is not enough where the certificate is not known.
		foreign := install(t)
		want(t, exitDone, nil, foreign.args("user", "add", "--eid=200801234", "--name=X", "--agency=rcsc")...)
		want(t, exitFailed, []string{"No certificate has the serial"}, foreign.args("certificate", "verify", link)...)
	})
	if code := s.stop(); code != exitDone {
		t.Errorf("got exit code %d from the server, want %d", code, exitDone)
	}
	if strings.Contains(s.err.String(), "level=ERROR") {
		t.Errorf("the server logs errors:\n%s", s.err)
	}
}

// csvRow gives the columns of an agency's line.
func csvRow(t *testing.T, text, agency string) map[string]string {
	t.Helper()
	lines, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff"))).ReadAll()
	if err != nil || len(lines) < 2 {
		t.Fatalf("this is no table (%v):\n%s", err, text)
	}
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, name := range lines[0] {
			row[name] = line[i]
		}
		for _, value := range line {
			if value == agency {
				return row
			}
		}
	}
	t.Fatalf("there is no line of %s:\n%s", agency, text)
	return nil
}
