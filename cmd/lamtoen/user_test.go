package main

import (
	"net/http"
	"strings"
	"testing"
)

func TestUserAddTwice(t *testing.T) {
	s := install(t)
	add := s.args("user", "add", "--eid=200801234", "--name=Karma Dorji", "--agency=rcsc", "--joined=2008-01-15")
	first := want(t, exitDone, []string{"Karma Dorji", "EID 200801234", "at http://127.0.0.1:8080/activate", "2008-01-15", "valid until"}, add...)
	second := want(t, exitDone, []string{"Karma Dorji", "EID 200801234"}, add...)
	if a, b := printed.FindStringSubmatch(first), printed.FindStringSubmatch(second); a == nil || b == nil || a[2] == b[2] {
		t.Errorf("got the codes %v and %v, want two that differ", a, b)
	}
	p, err := openExisting(t.Context(), s.settings())
	if err != nil {
		t.Fatal(err)
	}
	person, ok := p.register.ByEID("200801234")
	roles := 0
	for _, g := range p.register.Principal(person.ID, person.Joined.End().AddDate(30, 0, 0)).Grants {
		if g.Role == "admin" {
			roles++
		}
	}
	if got := p.register.Count(); !ok || got != 1 || roles != 1 {
		t.Errorf("got %d people and %d times the role, want one person who has it once", got, roles)
	}
	if err := p.close(nil); err != nil {
		t.Error(err)
	}
	want(t, exitDone, []string{"at https://training.example.bt/activate"}, append(add, "--url=https://training.example.bt")...)
	want(t, exitDone, []string{"in the register already"}, append(add, "--role=rcsc", "--name=Somebody Else")...)
	want(t, exitUsage, []string{"--joined"}, append(add, "--joined=soon")...)
}

func TestUserAddRefuses(t *testing.T) {
	s := install(t)
	good := []string{"user", "add", "--eid=200801234", "--name=Karma Dorji", "--agency=rcsc"}
	for name, c := range map[string]struct {
		code    int
		phrases []string
		args    []string
	}{
		"no EID":           {exitUsage, []string{"--eid"}, good[:2]},
		"an empty EID":     {exitFailed, []string{"eid"}, append(good, "--eid=")},
		"a bad EID":        {exitFailed, []string{"eid"}, append(good, "--eid=two")},
		"a bad agency":     {exitFailed, []string{"agency", "the-moon"}, append(good, "--agency=the-moon")},
		"a bad date":       {exitUsage, []string{"--joined", "year-month-day"}, append(good, "--joined=15.1.2008")},
		"no such day":      {exitUsage, []string{"--joined"}, append(good, "--joined=2008-02-30")},
		"no such role":     {exitUsage, []string{"admin", "rcsc", "moic"}, append(good, "--role=king")},
		"a role of agency": {exitUsage, []string{"admin"}, append(good, "--role=focal")},
		"no name":          {exitFailed, []string{"name"}, append(good, "--name=")},
	} {
		t.Run(name, func(t *testing.T) { want(t, c.code, c.phrases, s.args(c.args...)...) })
	}
	p, err := openExisting(t.Context(), s.settings())
	if err != nil {
		t.Fatal(err)
	}
	if got := p.register.Count(); got != 0 {
		t.Errorf("%d people were added, want none", got)
	}
	if err := p.close(nil); err != nil {
		t.Error(err)
	}
}

// The whole way of the first administrator, beside the running server: the command's code opens the account over HTTP.
func TestThePrintedCodeActivates(t *testing.T) {
	s := install(t)
	s.serve()
	if !strings.Contains(s.out.String(), "lamtoen user add") {
		t.Errorf("a server without people does not say how to add one:\n%s", s.out)
	}
	c := s.add("200801234", "Karma Dorji", "admin")
	s.must(c.activate)
	if err := c.activate(t.Context()); err == nil {
		t.Error("the code works twice")
	}
	s.must(c.signIn)
	var me struct {
		Person struct {
			EID string `json:"eid"`
		} `json:"person"`
		Grants []struct {
			Role string `json:"role"`
		} `json:"grants"`
	}
	if err := c.once(t.Context(), http.MethodGet, "/api/v1/me", nil, &me); err != nil {
		t.Fatal(err)
	}
	admin := false
	for _, g := range me.Grants {
		admin = admin || g.Role == "admin"
	}
	if me.Person.EID != "200801234" || !admin {
		t.Errorf("got %+v, want the administrator", me)
	}
	if s.stop() != exitDone {
		t.Errorf("the server did not stop well:\n%s", s.err)
	}
	s.serve()
	if strings.Contains(s.out.String(), "lamtoen user add") {
		t.Errorf("a server with people tells how to add the first one:\n%s", s.out)
	}
}
