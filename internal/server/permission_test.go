package server_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"lamtoen/internal/account"
	"lamtoen/internal/org"
	"lamtoen/internal/route"
)

// visitor is the one who has not signed in.
const visitor = "anonymous"

// walkers are who walks every route: one of each role, a visitor, and those to whom a focal officer and an officer of RCSC have
// lent their view.
func walkers() []string {
	return []string{visitor, "learner", "focal", "teacher", "head", "rcsc", "moic", "admin", "education", "lent-focal", "lent-rcsc"}
}

// lend lets two colleagues see what the focal officer and the officer of RCSC see. They serve where the lender's office is.
func (w *world) lend(t *testing.T) {
	t.Helper()
	w.check(w.register.Reorganise(t.Context(), org.Reorganisation{From: "2020-01-01", Why: "test", Created: []org.Agency{
		{Code: org.OfficeRCSC, Type: "constitutional-office", Name: "Royal Civil Service Commission"}}}, "test"))
	for i, one := range []struct {
		call, from string
		agency     org.AgencyCode
	}{{"lent-focal", "focal", "dz-haa"}, {"lent-rcsc", "rcsc", org.OfficeRCSC}} {
		p := must(w.register.AddPerson(t.Context(), org.NewPerson{
			Person: org.Person{EID: fmt.Sprintf("20080130%d", i), Name: "Namgay Wangdi", Kind: org.KindRegular, Joined: "2020-07-01"},
			Post:   org.Post{Agency: one.agency, Position: "Officer", From: "2020-07-01"},
		}, "test"))(t)
		w.people[one.call] = p
		w.check(w.accounts.SetPassword(t.Context(), p.ID, password, "test"))
		lender := w.people[one.from].ID
		grants := w.register.GrantsOf(lender, "2026-11-23")
		i := slices.IndexFunc(grants, func(g org.Grant) bool { return g.Role.Lendable() })
		must(w.register.Lend(t.Context(), grants[i].ID, p.ID, "2026-12-23", lender, "leave"))(t)
	}
}

// TestEveryRouteWithEveryRole asks for every mounted route as every role. Whether it is let through is what account.Allowed
// says; that table is held against docs/permissions.md by account's own tests.
func TestEveryRouteWithEveryRole(t *testing.T) {
	for name, pages := range surfaces() {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, options{Pages: pages})
			w.lend(t)
			routes := w.server.Routes()
			if len(routes) < 30 {
				t.Fatalf("got %d routes, want all", len(routes))
			}
			for _, r := range routes {
				for _, who := range walkers() {
					w.walk(t, r, who)
				}
			}
		})
	}
}

func (w *world) walk(t *testing.T, r route.Route, who string) {
	t.Helper()
	_, allowed := account.Allowed(w.principal(who), r.Permission)
	response, _ := w.ask(t, who, r.Method, w.addressOf(r), "")
	got := outcomeOf(response)
	want := "let through"
	switch {
	case allowed:
	case who == visitor || r.Permission == account.Pupil: // whoever has signed in as a person is no pupil
		want = "asked to sign in"
	default:
		want = "forbidden"
	}
	if got != want {
		t.Errorf("%s %s (%s) as %s: got %d (%s), want to be %s", r.Method, r.Path, r.Permission, who, response.StatusCode, got, want)
	}
}

// outcomeOf tells what became of a request at the door. Beyond it, a thing that is not there is 404, and so on.
func outcomeOf(r answer) string {
	switch {
	case r.StatusCode == http.StatusForbidden:
		return "forbidden"
	case r.StatusCode == http.StatusUnauthorized,
		r.StatusCode == http.StatusSeeOther && strings.HasPrefix(r.Header.Get("Location"), "/sign-in?next="),
		r.StatusCode == http.StatusSeeOther && r.Header.Get("Location") == "/card":
		return "asked to sign in"
	}
	return "let through"
}

// principal is who the session of the person will say they are; the zero one for a visitor.
func (w *world) principal(who string) org.Principal {
	if who == visitor {
		return org.Principal{}
	}
	return w.accounts.Principal(w.people[who].ID, w.clock.now())
}

// addressOf fills the names in a route's path: with the course that everyone takes, and else with things that are not there.
func (w *world) addressOf(r route.Route) string {
	parts := strings.Split(r.Path, "/")
	for i, p := range parts {
		name, suffix, dotted := strings.Cut(p, ".")
		if !strings.HasPrefix(name, ":") {
			continue
		}
		switch parts[i] = "nothing"; name {
		case ":course":
			parts[i] = "check-first"
		case ":lesson":
			parts[i] = "look-twice"
		}
		if dotted {
			parts[i] += "." + suffix
		}
	}
	return strings.Join(parts, "/")
}

// ask sends one request in a session of its own, since some routes end it.
func (w *world) ask(t *testing.T, who, method, address, body string) (answer, string) {
	t.Helper()
	r := newRequest(method, address, body)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if who != visitor {
		r.Header.Set("Authorization", "Bearer "+w.tokens(who, false).Access)
	}
	return w.send(t, r)
}

// TestScopesHideOthers gets everything that can be got, in every way that it can be asked for, and looks for people and
// agencies that the asker may not see.
func TestScopesHideOthers(t *testing.T) {
	const moh = "Ministry of Health"
	hidden := map[string][]string{ // who must not meet whom; one's own name is everywhere
		visitor:   {"learner", "focal", "teacher", "head", "rcsc", "moic", "admin", "outsider"},
		"learner": {"focal", "teacher", "head", "rcsc", "moic", "admin", "outsider"},
		"teacher": {"learner", "focal", "head", "rcsc", "moic", "admin", "outsider"},
		"focal":   {"rcsc", "moic", "admin", "outsider"},
		// A lent view reaches as far, and no further.
		"lent-focal": {"rcsc", "moic", "admin", "outsider"},
		"head":       {"learner", "focal", "teacher", "rcsc", "moic", "admin", "outsider"},
		"moic":       {"learner", "focal", "teacher", "head", "rcsc", "admin", "outsider"},
	}
	for name, pages := range surfaces() {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, options{Pages: pages})
			w.lend(t)
			met := false // that focal officers do see their own people, so that the test is not one of empty pages
			for who, others := range hidden {
				for _, address := range w.askable() {
					_, body := w.ask(t, who, http.MethodGet, address, "")
					met = met || who == "focal" && strings.Contains(body, w.people["learner"].Name)
					for _, other := range others {
						p := w.people[other]
						named := strings.Contains(body, p.Name) || strings.Contains(body, p.EID)
						// A page may hold its own address, with the id that the asker put into it.
						if named || strings.Contains(body, string(p.ID)) && !strings.Contains(address, string(p.ID)) {
							t.Errorf("%s as %s: got a page that shows %s, %s", address, who, other, p.Name)
						}
					}
					scoped := slices.Contains([]string{"focal", "lent-focal", "head"}, who) && strings.Contains(address, "coverage")
					if scoped && strings.Contains(body, moh) {
						t.Errorf("%s as %s: got figures of %s, which is outside the scope", address, who, moh)
					}
				}
			}
			if !met {
				t.Error("got no page on which the focal officer sees a person of the scope, want one at least")
			}
		})
	}
}

// askable are the addresses of everything that can be got: those about an agency or a person for one inside the scope and
// one outside, those of figures in several ways.
func (w *world) askable() []string {
	inside, outside := string(w.people["learner"].ID), string(w.people["outsider"].ID)
	var list []string
	for _, r := range w.server.Routes() {
		if r.Method != http.MethodGet {
			continue
		}
		addresses := []string{w.addressOf(r)}
		if strings.Contains(r.Path, ":agency") || strings.Contains(r.Path, ":person") {
			addresses = nil
			for _, fill := range []*strings.Replacer{strings.NewReplacer(":agency", "moh", ":person", outside),
				strings.NewReplacer(":agency", "dz-haa", ":person", inside)} {
				addresses = append(addresses, w.addressOf(route.Route{Path: fill.Replace(r.Path)}))
			}
		}
		for _, address := range addresses {
			list = append(list, address)
			if strings.Contains(address, "coverage") && !strings.Contains(address, "dictionary") {
				for _, query := range []string{"?course=check-first&depth=5", "?course=check-first&agency=moh", "?course=check-first&agency=dz-haa&depth=5",
					"?course=check-first&at=2026-11-22&depth=5", "?course=check-first&at=2026-11-22&structure=2026-11-21&depth=5", "?course=check-first&agency=unplaced", "?course=check-first&agency=gw-haa-bji"} {
					list = append(list, address+query)
				}
			}
		}
	}
	return list
}
