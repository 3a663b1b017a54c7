package main

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"lamtoen/internal/store/storetest"
)

// process starts a server in a process of its own and gives its address.
func (s *installation) process(args ...string) string {
	s.Helper()
	cmd := child(s.Context(), append([]string{"serve", "--addr=127.0.0.1:0", "--url=http://localhost:8080"}, args...)...)
	output, err := cmd.StderrPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		s.Fatal(err)
	}
	s.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	found := make(chan string, 1)
	go watch(output, found)
	select {
	case address := <-found:
		if strings.HasPrefix(address, "http://") {
			return address
		}
		s.Fatalf("the server does not start: %s", address)
	case <-time.After(2 * time.Minute):
		s.Fatal("the server does not start in two minutes")
	}
	return ""
}

// counted are the figures of an agency as the API gives them.
type counted struct {
	Total struct {
		All struct {
			Must     int `json:"must"`
			Complete int `json:"complete"`
		} `json:"all"`
	} `json:"total"`
}

// Two servers, each a process of its own, share one MongoDB and nothing else. What somebody completes on the one stands in the figures
// of the other, which nobody has told of it.
func TestTwoServersOnMongoDB(t *testing.T) {
	s := install(t)
	s.store = storetest.SharedPeer(t)
	officer := s.add("200801230", "Dechen Wangmo", "rcsc")
	learner := s.add("200801234", "Karma Dorji", "none")
	one := s.process(s.args()...)
	s.approveBeside()
	other := s.process(s.args()...)

	officer.base, learner.base = at(other), at(one)
	s.must(officer.activate)
	s.must(officer.signIn)
	figures := func() (c counted) {
		s.must(func(ctx context.Context) error {
			return officer.once(ctx, http.MethodGet, "/api/v1/coverage?course=code-of-conduct&agency=dz-haa", nil, &c)
		})
		return c
	}
	until := func(what string, reached func(counted) bool) {
		t.Helper()
		var c counted
		for range 200 { // a minute or more: how long it takes is measured elsewhere
			if c = figures(); reached(c) {
				return
			}
			time.Sleep(200 * time.Millisecond)
		}
		t.Fatalf("%s: got %+v to the end", what, c.Total.All)
	}
	until("the owner's approval", func(c counted) bool { return c.Total.All.Must == 2 && c.Total.All.Complete == 0 })
	s.must(learner.activate)
	s.must(learner.signIn)
	j := &journey{client: learner, course: flagship(t)}
	for _, step := range j.steps() {
		s.must(step)
	}
	until("a completion on the other server", func(c counted) bool { return c.Total.All.Must == 2 && c.Total.All.Complete == 1 })
}
