//go:build unix

package server_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"syscall"
	"testing"

	"github.com/gofiber/fiber/v2"

	"lamtoen/content"
	"lamtoen/courses"
	"lamtoen/internal/account"
	"lamtoen/internal/learning"
	"lamtoen/internal/org"
	"lamtoen/internal/store"
)

const (
	learners      = 16
	lessonCourse  = "code-of-conduct"
	lessonNumber  = 5 // of 10: the learners are half-way
	lessonAddress = "/courses/code-of-conduct/lessons/check-before-you-share"
	lessonPhrase  = "Check before you share"
)

// serveBench is the server process of the benchmark: the real app with the real course, or the bare handler in its place.
func serveBench(b *testing.B, kind string) {
	w := newWorld(b, options{Pages: realPages})
	w.check(w.library.Publish(b.Context(), must(courses.Load(content.Files, courses.Options{}))(b)))
	w.check(w.learning.EnsureDefaultRules(b.Context()))
	jar, line := account.JarFor(origin), ""
	for i := range learners {
		t := w.halfway(i)
		line += " " + jar.Access + "=" + t.Access + ";" + jar.Refresh + "=" + t.Refresh
	}
	listener := must((&net.ListenConfig{}).Listen(b.Context(), "tcp", "127.0.0.1:0"))(b)
	ctx, cancel := context.WithCancel(b.Context())
	done := make(chan error, 1)
	if kind == "app" {
		go func() { done <- w.server.Serve(ctx, listener) }()
	} else {
		bare := w.bare(jar)
		go func() { done <- bare.Listener(listener) }()
		defer func() { _ = bare.Shutdown() }()
	}
	fmt.Println("\nserving", listener.Addr().String()+line)
	for input := bufio.NewScanner(os.Stdin); input.Scan(); {
		fmt.Println("cpu", cpuTime(b))
	}
	cancel()
}

// cpuTime is the user and system time of this process in microseconds.
func cpuTime(b *testing.B) int64 {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return (used.Utime.Nano() + used.Stime.Nano()) / 1000
}

// halfway enters a learner who has done every lesson before the one asked for, and opened that; they are signed in.
func (w *world) halfway(i int) account.Tokens {
	ctx := w.t.Context()
	p := must(w.register.AddPerson(ctx, org.NewPerson{
		Person: org.Person{EID: fmt.Sprintf("20190%04d", i), Name: fmt.Sprintf("Learner %d", 10+i), Kind: org.KindRegular, Joined: "2019-07-01"},
		Post:   org.Post{Agency: "gw-haa-bji", Position: "Officer", From: "2019-07-01"},
	}, "test"))(w.t)
	w.people[p.EID] = p
	w.check(w.accounts.SetPassword(ctx, p.ID, password, "test"))
	_, err := w.learning.Begin(ctx, p.ID, lessonCourse, learning.ViaWeb)
	w.check(err)
	lessons := must(w.library.Course(lessonCourse))(w.t).Lessons
	for _, lesson := range lessons[:lessonNumber-1] {
		_, err := w.learning.FinishLesson(ctx, p.ID, lessonCourse, lesson.ID, learning.ViaWeb)
		w.check(err)
	}
	_, err = w.learning.OpenLesson(ctx, p.ID, lessonCourse, lessons[lessonNumber-1].ID, learning.ViaWeb)
	w.check(err)
	return w.tokens(p.EID, false)
}

// bare is the least that could give the same answer: it verifies the cookie, reads the person's facts by the query that the page
// makes, as the engine gives them, and writes bytes and headers that the app made before.
func (w *world) bare(jar account.Jar) *fiber.App {
	type answer struct {
		header http.Header
		body   []byte
	}
	answers := map[org.PersonID]answer{}
	for eid, p := range w.people {
		if eid == p.EID {
			header, body := w.page(p, jar)
			answers[p.ID] = answer{header, body}
		}
	}
	app := fiber.New(w.server.App().Config())
	app.Get(lessonAddress, func(c *fiber.Ctx) error {
		session, err := w.accounts.Verify(c.UserContext(), c.Cookies(jar.Access))
		if err != nil {
			return err
		}
		from, until := store.Prefix(string(session.Principal.ID) + "/" + lessonCourse + "/")
		docs, err := w.engine.Find(c.UserContext(), "facts", store.Query{From: from, Until: until})
		if err != nil || len(docs) != 2*lessonNumber {
			return fmt.Errorf("read %d facts: %w", len(docs), err)
		}
		a := answers[session.Principal.ID]
		for name, values := range a.header {
			c.Response().Header.Set(name, values[0])
		}
		return c.Send(a.body)
	})
	return app
}

// page is the app's own answer to the person, packed.
func (w *world) page(p org.Person, jar account.Jar) (http.Header, []byte) {
	request := must(http.NewRequestWithContext(w.t.Context(), http.MethodGet, lessonAddress, nil))(w.t)
	request.Header.Set("Accept-Encoding", "gzip")
	request.Header.Set("Cookie", jar.Access+"="+w.tokens(p.EID, false).Access)
	response := must(w.server.App().Test(request, -1))(w.t)
	defer func() { _ = response.Body.Close() }()
	response.Header.Del("Content-Length") // set anew
	response.Header.Del("Date")
	return response.Header, must(io.ReadAll(response.Body))(w.t)
}
