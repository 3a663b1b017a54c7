package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"lamtoen/internal/evidence"
)

// TestPowerCutBetweenSaves: the server is killed after acknowledged answers, and after the attempt was handed in. Each time the
// next process has every answer that was acknowledged and shows the same questions in the same order; the evidence of the
// attempt is the same bytes for every process. What the person then hands over is verified by the command.
func TestPowerCutBetweenSaves(t *testing.T) {
	m := &mortal{installation: install(t), up: make(chan struct{}), acks: make(chan struct{}, 1<<12)}
	j := &journey{client: m.add("200801234", "Karma Dorji", "none"), course: flagship(t)}
	j.base = m.base
	m.start(0)
	m.must(j.activate)
	m.must(j.signIn)
	steps := j.steps()
	first := 1 + 2*len(j.course.Lessons) // the start of the attempt
	for _, step := range steps[:first+1] {
		m.must(step)
	}
	shown := m.questions(j)
	answers := j.course.Assessment.Questions()
	for i, step := range steps[first+1 : first+1+answers] {
		m.must(step)
		if i%4 != 0 {
			continue
		}
		m.kill()
		m.start(0)
		now := m.questions(j)
		if now.Answered != i+1 {
			t.Fatalf("after the kill behind answer %d: got %d answers", i+1, now.Answered)
		}
		for k := range now.Questions {
			if asked := now.Questions[k]; k > i && len(asked.Answer) > 0 || k <= i && len(asked.Answer) == 0 {
				t.Errorf("question %d after %d answers: got the answer %s", k+1, i+1, asked.Answer)
			}
			now.Questions[k].Answer, now.Questions[k].Scenes = nil, nil
			shown.Questions[k].Answer, shown.Questions[k].Scenes = nil, nil
		}
		if got, want := m.text(now.Questions), m.text(shown.Questions); got != want {
			t.Fatalf("after the kill behind answer %d: got the questions\n%s\nwant\n%s", i+1, got, want)
		}
	}
	m.must(steps[first+1+answers]) // handed in
	before := m.evidence(j)
	m.kill()
	m.start(0)
	if after := m.evidence(j); !bytes.Equal(after, before) {
		t.Errorf("after the kill: got the evidence\n%s\nwant\n%s", after, before)
	}
	m.checkCommand(j, before)
}

// shownAttempt is an attempt as the API shows it.
type shownAttempt struct {
	Answered  int
	Questions []struct {
		ID, HTML               string
		Options, Reasons, Rows json.RawMessage
		Scenes, Answer         json.RawMessage
	}
}

func (m *mortal) questions(j *journey) shownAttempt {
	m.Helper()
	var a shownAttempt
	if err := j.once(m.Context(), http.MethodGet, "/api/v1/attempts/"+j.attempt.ID, nil, &a); err != nil {
		m.Fatal(err)
	}
	for i := range a.Questions {
		if string(a.Questions[i].Answer) == "null" {
			a.Questions[i].Answer = nil
		}
	}
	return a
}

func (m *mortal) text(v any) string {
	m.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		m.Fatal(err)
	}
	return string(text)
}

func (m *mortal) evidence(j *journey) []byte {
	m.Helper()
	var file json.RawMessage
	if err := j.once(m.Context(), http.MethodGet, "/api/v1/attempts/"+j.attempt.ID+"/evidence", nil, &file); err != nil {
		m.Fatal(err)
	}
	return file
}

// checkCommand hands the file to the command, beside the server, with the published keys alone, and where it was not made.
func (m *mortal) checkCommand(j *journey, file []byte) {
	m.Helper()
	write := func(name string, text []byte) string {
		path := filepath.Join(m.dir, name)
		if err := os.WriteFile(path, text, 0o600); err != nil {
			m.Fatal(err)
		}
		return path
	}
	path := write("evidence.json", file)
	says := []string{"signature    good", "Karma Dorji, EID 200801234", "code-of-conduct", "handed-in", "passed with 100.00 % of 80.00 %", "graded again when this was signed: same"}
	want(m.T, exitDone, says, m.args("evidence", "verify", path)...)

	var keys json.RawMessage
	if err := j.once(m.Context(), http.MethodGet, "/.well-known/jwks.json", nil, &keys); err != nil {
		m.Fatal(err)
	}
	set := write("jwks.json", keys)
	want(m.T, exitDone, says, "evidence", "verify", "--jwks="+set, path)

	changed := write("changed.json", bytes.Replace(file, []byte(`"Karma Dorji"`), []byte(`"Pema Dorji"`), 1))
	want(m.T, exitFailed, []string{"changed after it was signed"}, "evidence", "verify", "--jwks="+set, changed)
	want(m.T, exitFailed, []string{"changed after it was signed"}, m.args("evidence", "verify", changed)...)
	want(m.T, exitFailed, []string{"not a file of evidence"}, m.args("evidence", "verify", set)...)

	want(m.T, exitUsage, []string{"no such file"}, m.args("evidence", "verify", filepath.Join(m.dir, "none.json"))...)
	want(m.T, exitUsage, []string{"larger than"}, m.args("evidence", "verify", write("large.json", make([]byte, evidence.MaxFile+1)))...)
	want(m.T, exitUsage, []string{"not a set of keys"}, "evidence", "verify", "--jwks="+write("no.json", []byte("x")), path)
	want(m.T, exitUsage, nil, "evidence", "verify")
	want(m.T, exitUsage, []string{"there is no store"}, "evidence", "verify", "--store=sqlite:"+filepath.Join(m.dir, "none.db"), path)
}
