package server_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/demo"
)

// A script is a conversation with the server, one command a line:
//
//	# a note
//	as focal                       the requests that follow are this person's, by bearer token; "as nobody" are a visitor's
//	using cookies                  … by cookies, kept through the script, instead of the bearer token
//	with Header: value             adds a header to the next request
//	GET /path                      a request; POST, PUT and DELETE take a JSON body behind the path, $NAME is replaced
//	again                          sends the last request once more: the same status and body must come back
//	answer ATTEMPT right           saves the right answer to each question of the attempt (or "wrong")
//	code == 200                    the status of the last answer
//	body contains text             (or lacks)
//	header Name contains text
//	json a.0.b == value            a value of the answer; "?" stands for anything that is there
//	set name = a.0.b               keeps a value of the answer
//	move 15m                       moves the clock
//	nothing changed                the last request left the store as it was
//
// Every exchange is also held against the API's description.
type script struct {
	t    *testing.T
	w    *world
	k    contract
	line int

	who     string
	bearer  map[string]string
	cookies map[string]string // nil: not used
	headers http.Header
	vars    map[string]string

	last     func() (answer, string)
	response answer
	body     string
	before   string // state before the last request
}

func TestScripts(t *testing.T) {
	files := must(filepath.Glob("testdata/scripts/*.txt"))(t)
	if len(files) < 3 {
		t.Fatalf("got %d scripts, want the ones in testdata/scripts", len(files))
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			w := newWorld(t, options{Demo: strings.Contains(file, "demo")})
			if strings.Contains(file, "languages") {
				w.translate()
			}
			s := &script{t: t, w: w, k: newContract(t, w), who: "nobody", bearer: map[string]string{}, headers: http.Header{},
				vars: map[string]string{}}
			for i, line := range strings.Split(string(must(os.ReadFile(file))(t)), "\n") {
				s.line = i + 1
				if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
					s.run(line)
				}
				if t.Failed() {
					t.Fatalf("%s:%d: %s\nlast answer: %s", file, s.line, line, s.body)
				}
			}
		})
	}
}

func (s *script) run(line string) {
	s.t.Helper()
	command, rest, _ := strings.Cut(line, " ")
	rest = s.fill(rest)
	switch command {
	case "as":
		s.who = rest
	case "using":
		s.useCookies(rest)
	case "with":
		name, value, _ := strings.Cut(rest, ": ")
		s.headers.Add(name, value)
	case "GET", "POST", "PUT", "DELETE":
		path, body, _ := strings.Cut(rest, " ")
		s.request(command, path, body)
	case "again":
		s.again()
	case "answer":
		attempt, how, _ := strings.Cut(rest, " ")
		s.answer(attempt, how == "right")
	case "set":
		name, path, _ := strings.Cut(rest, " = ")
		s.vars[name] = s.value(path)
	case "move":
		s.w.clock.move(must(time.ParseDuration(rest))(s.t))
		clear(s.bearer) // they live for five minutes
	case "nothing":
		if now := s.w.state(); now != s.before {
			s.t.Errorf("got a change, want none:\n%s", difference(s.before, now))
		}
	default:
		s.expect(command, rest)
	}
}

// expect checks something of the last answer.
func (s *script) expect(what, rest string) {
	s.t.Helper()
	switch what {
	case "code":
		if want := strings.TrimPrefix(rest, "== "); strconv.Itoa(s.response.StatusCode) != want {
			s.t.Errorf("got code %d, want %s", s.response.StatusCode, want)
		}
	case "body":
		s.compare(s.body, rest)
	case "header":
		name, test, _ := strings.Cut(rest, " ")
		s.compare(strings.Join(s.response.Header.Values(name), "; "), test)
	case "json":
		path, want, _ := strings.Cut(rest, " ==")
		want = strings.TrimSpace(want)
		if got := s.value(path); got != want && (want != "?" || got == "") {
			s.t.Errorf("got %s = %q, want %q", path, got, want)
		}
	default:
		s.t.Errorf("unknown command %q", what)
	}
}

func (s *script) compare(got, test string) {
	s.t.Helper()
	how, want, _ := strings.Cut(test, " ")
	if strings.Contains(got, want) != (how == "contains") {
		s.t.Errorf("got %q, want it to be one that %s %q", got, how, want)
	}
}

// fill replaces $NAME; "$BIG" is a text of 5 MB.
func (s *script) fill(text string) string {
	text = strings.ReplaceAll(text, "$BIG", strings.Repeat("x", 5<<20))
	for name, p := range s.w.people {
		text = strings.ReplaceAll(text, "$id-"+name, string(p.ID))
	}
	for name, value := range s.vars {
		text = strings.ReplaceAll(text, "$"+name, value)
	}
	return text
}

func newRequest(method, path, body string) *http.Request {
	r, err := http.NewRequest(method, origin+path, strings.NewReader(body))
	if err != nil {
		panic(err)
	}
	return r
}

// request sends a request and keeps the answer.
func (s *script) request(method, path, body string) {
	s.t.Helper()
	headers := s.headers
	s.headers = http.Header{}
	if body != "" && headers.Get("Content-Type") == "" {
		headers.Set("Content-Type", "application/json")
	}
	s.last = func() (answer, string) {
		r := newRequest(method, path, body)
		r.Header = headers.Clone()
		s.identify(r)
		response, text := s.w.send(s.t, r)
		for _, c := range response.Cookies {
			if s.cookies != nil {
				s.cookies[c.Name] = c.Value
			}
		}
		s.k.check(s.t, exchange{r, body, response, text})
		return response, text
	}
	s.before = s.w.state()
	s.response, s.body = s.last()
}

// identify puts the person's token or cookies on the request.
func (s *script) identify(r *http.Request) {
	if s.cookies != nil {
		for name, value := range s.cookies {
			r.AddCookie(&http.Cookie{Name: name, Value: value})
		}
		return
	}
	if s.who == "nobody" || r.Header.Get("Authorization") != "" {
		return
	}
	if s.bearer[s.who] == "" {
		s.bearer[s.who] = s.w.tokens(s.who, false).Access
	}
	r.Header.Set("Authorization", "Bearer "+s.bearer[s.who])
}

func (s *script) useCookies(what string) {
	if s.cookies = nil; what == "cookies" {
		t := s.w.tokens(s.who, false)
		s.cookies = map[string]string{"__Host-lamtoen": t.Access, "__Host-lamtoen-refresh": t.Refresh}
	}
}

// again repeats the last request.
func (s *script) again() {
	s.t.Helper()
	s.before = s.w.state()
	first, body := s.response, s.body
	s.response, s.body = s.last()
	if s.response.StatusCode != first.StatusCode || s.body != body {
		s.t.Errorf("got %d %s\nthe second time, want the same as the first: %d %s", s.response.StatusCode, s.body, first.StatusCode, body)
	}
	if now := s.w.state(); now != s.before {
		s.t.Errorf("the second time changed something:\n%s", difference(s.before, now))
	}
}

// answer saves an answer to each question of an attempt, from the key, which the test has from the course itself.
func (s *script) answer(attempt string, right bool) {
	s.t.Helper()
	s.request(http.MethodGet, "/api/v1/attempts/"+attempt, "")
	var shown struct {
		Course    courses.CourseID
		Version   courses.Version
		Lang      string
		Questions []demo.Asked
	}
	if err := json.Unmarshal([]byte(s.body), &shown); err != nil || len(shown.Questions) == 0 {
		s.t.Fatalf("got no attempt: %s", s.body)
	}
	course := must(s.w.library.Version(s.t.Context(), shown.Course, shown.Version))(s.t)
	if words, ok := course.AskedIn(shown.Lang); ok {
		course = course.Worded(words)
	}
	for _, q := range shown.Questions {
		item, drawn, ok := q.Recognise(course)
		if !ok {
			s.t.Fatalf("the course has no question %q", q.HTML)
		}
		given := must(json.Marshal(drawn.Hide(item, keyOf(item, right))))(s.t)
		s.request(http.MethodPut, fmt.Sprintf("/api/v1/attempts/%s/answers/%s", attempt, q.ID), string(given))
		if s.response.StatusCode != http.StatusOK {
			s.t.Fatalf("answer to %s: got %d %s", q.ID, s.response.StatusCode, s.body)
		}
		s.again()
	}
}

// value gives a value of the JSON answer: a.0.b, or # for the length of a list.
func (s *script) value(path string) string {
	s.t.Helper()
	var at any
	if err := json.Unmarshal([]byte(s.body), &at); err != nil {
		s.t.Fatalf("not JSON: %v", err)
	}
	for _, part := range strings.Split(path, ".") {
		switch v := at.(type) {
		case map[string]any:
			at = v[part]
		case []any:
			if part == "#" {
				at = len(v)
				continue
			}
			if i, err := strconv.Atoi(part); err == nil && i < len(v) {
				at = v[i]
				continue
			}
			at = nil
		default:
			at = nil
		}
	}
	if at == nil {
		return ""
	}
	if text, ok := at.(string); ok {
		return text
	}
	return string(must(json.Marshal(at))(s.t))
}

// difference gives the lines of the second state that the first lacks.
func difference(before, after string) string {
	old := map[string]bool{}
	for _, l := range strings.Split(before, "\n") {
		old[l] = true
	}
	var fresh []string
	for _, l := range strings.Split(after, "\n") {
		if !old[l] {
			fresh = append(fresh, l[:min(len(l), 120)])
		}
	}
	return strings.Join(fresh, "\n")
}
