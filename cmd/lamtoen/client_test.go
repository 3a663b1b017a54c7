package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/demo"
)

const conduct = courses.CourseID("code-of-conduct")

// flagship is the course that the tests take, as the program has it.
func flagship(t *testing.T) *courses.Course {
	t.Helper()
	catalogue, err := loadCourses(oneCourse())
	if err != nil {
		t.Fatal(err)
	}
	course, ok := catalogue.Course(conduct)
	if !ok {
		t.Fatalf("the program has no course %s", conduct)
	}
	return course
}

// client is somebody with a phone. base tells where the server is, and waits until there is one.
type client struct {
	base         func(context.Context) (string, error)
	eid, name    string
	joined, code string
	token        string
}

const password = "seven cranes over Phobjikha"

// at is a client's base at a server that stays where it is.
func at(origin string) func(context.Context) (string, error) {
	return func(context.Context) (string, error) { return origin, nil }
}

// refusal is an answer that repeating does not mend.
type refusal struct {
	status int
	body   string
}

func (r refusal) Error() string { return fmt.Sprintf("status %d: %s", r.status, r.body) }

// once asks once. Answers from 500 on, and none at all, are errors to be repeated; other refusals are of the type refusal.
func (c *client) once(ctx context.Context, method, path string, body, into any) error {
	base, err := c.base(ctx)
	if err != nil {
		return err
	}
	var sent bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&sent).Encode(body); err != nil {
			return err
		}
	}
	request, err := http.NewRequestWithContext(ctx, method, base+path, &sent)
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	if c.token != "" {
		request.Header.Set("Authorization", "Bearer "+c.token)
	}
	return c.send(request, into)
}

func (c *client) send(request *http.Request, into any) error {
	answer, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	got, err := io.ReadAll(answer.Body)
	switch {
	case err != nil:
		return err
	case answer.StatusCode >= http.StatusInternalServerError:
		return fmt.Errorf("status %d: %s", answer.StatusCode, got)
	case answer.StatusCode >= http.StatusBadRequest:
		return refusal{answer.StatusCode, string(got)}
	case into == nil:
		return nil
	}
	return json.Unmarshal(got, into)
}

// activate chooses the password on the page, as somebody does who has the printed code. A server that was killed after it
// had done so refuses the code the next time: then the password is good.
func (c *client) activate(ctx context.Context) error {
	base, err := c.base(ctx)
	if err != nil {
		return err
	}
	form := url.Values{"eid": {c.eid}, "joined": {c.joined}, "code": {c.code}, "password": {password}}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, base+"/activate", strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return c.send(request, nil)
}

func (c *client) signIn(ctx context.Context) error {
	var tokens struct {
		Access string `json:"access_token"`
	}
	c.token = ""
	err := c.once(ctx, http.MethodPost, "/api/v1/sessions", map[string]any{"login": c.eid, "password": password, "shared": true}, &tokens)
	c.token = tokens.Access
	return err
}

// asked is what a client needs to know of an attempt.
type asked struct {
	ID        string       `json:"id"`
	Questions []demo.Asked `json:"questions"`
	Outcome   *struct {
		Score  int  `json:"score"`
		Passed bool `json:"passed"`
	} `json:"outcome"`
}

// held is a certificate as the API gives it.
type held struct {
	Serial    string `json:"serial"`
	Name      string `json:"name"`
	VerifyURL string `json:"verify_url"`
	Signature string `json:"jws"`
}

// journey is the way of one person through the course: each step may be repeated, and is over when it was acknowledged.
type journey struct {
	*client
	course      *courses.Course
	attempt     asked
	certificate held
}

// steps are all steps from signing in to the certificate. Steps that come to be known on the way are made by later.
func (j *journey) steps() []func(context.Context) error {
	path := "/api/v1/courses/" + string(j.course.ID)
	do := func(method, path string, body, into any) func(context.Context) error {
		return func(ctx context.Context) error { return j.once(ctx, method, path, body, into) }
	}
	list := []func(context.Context) error{do(http.MethodPost, path+"/enrolment", nil, nil)}
	for _, l := range j.course.Lessons {
		list = append(list, do(http.MethodGet, path+"/lessons/"+string(l.ID), nil, nil),
			do(http.MethodPut, path+"/lessons/"+string(l.ID)+"/completion", nil, nil))
	}
	list = append(list, do(http.MethodPost, path+"/attempts", nil, &j.attempt))
	for i := range j.course.Assessment.Questions() {
		list = append(list, func(ctx context.Context) error { return j.answer(ctx, i) })
	}
	return append(list,
		func(ctx context.Context) error {
			return j.once(ctx, http.MethodPost, "/api/v1/attempts/"+j.attempt.ID+"/submission", nil, &j.attempt)
		},
		j.sign)
}

// answer answers a question of the attempt rightly.
func (j *journey) answer(ctx context.Context, i int) error {
	q := j.attempt.Questions[i]
	right, ok := q.RightResponse(j.course)
	if !ok {
		return refusal{0, "the question " + q.HTML + " is not in the course"}
	}
	return j.once(ctx, http.MethodPut, "/api/v1/attempts/"+j.attempt.ID+"/answers/"+q.ID, right, nil)
}

// sign reads the text and signs it; the answer brings the certificate.
func (j *journey) sign(ctx context.Context) error {
	var read struct {
		Progress struct {
			Text struct {
				Hash string `json:"hash"`
			} `json:"acknowledgement"`
		} `json:"progress"`
	}
	path := "/api/v1/courses/" + string(j.course.ID)
	if err := j.once(ctx, http.MethodGet, path, nil, &read); err != nil {
		return err
	}
	var done struct {
		Certificate held `json:"certificate"`
	}
	err := j.once(ctx, http.MethodPut, path+"/acknowledgement", map[string]string{"text_hash": read.Progress.Text.Hash, "typed_name": j.name}, &done)
	j.certificate = done.Certificate
	return err
}

// printed finds what `user add` prints.
var printed = regexp.MustCompile(`(?s)at (http\S+)/activate.*code +(\S+).*joining date +(\S+)`)

// add adds a person by the command and gives them a phone.
func (s *installation) add(eid, name, role string) *client {
	s.Helper()
	out := want(s.T, exitDone, []string{name, eid}, s.args("user", "add", "--eid="+eid, "--name="+name, "--agency=dz-haa", "--role="+role, "--joined=2020-02-03")...)
	found := printed.FindStringSubmatch(out)
	if found == nil {
		s.Fatalf("user add prints no code:\n%s", out)
	}
	return &client{base: at(s.origin), eid: eid, name: name, code: found[2], joined: found[3]}
}

// must repeats until the step is done, since what another process has written is seen a moment later.
func (s *installation) must(step func(context.Context) error) {
	s.Helper()
	var err error
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		if err = step(s.Context()); err == nil {
			return
		}
	}
	s.Fatal(err)
}
