package server_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"lamtoen/internal/account"
	"lamtoen/internal/learning"
	"lamtoen/internal/route"
)

// TestOnlyOwnLearningIsKept walks every route that can be read: a device may keep pages of a course, of who has signed in on a device
// of their own, and no others. Each answer says whose it is.
func TestOnlyOwnLearningIsKept(t *testing.T) {
	w := newWorld(t, options{Pages: realPages})
	for _, who := range []string{"learner", "rcsc"} {
		must(w.learning.Begin(t.Context(), w.people[who].ID, "check-first", learning.ViaWeb))(t)
	}
	var kept []string
	for _, r := range w.server.Routes() {
		if r.Method != http.MethodGet {
			continue
		}
		for _, who := range []string{visitor, "learner", "rcsc"} {
			got, _ := w.ask(t, who, r.Method, w.addressOf(r), "")
			want := route.ReaderNobody
			if who != visitor && r.Permission != account.Pupil && !strings.HasPrefix(r.Path, "/card") { // pupils' pages know no person
				want = string(w.people[who].ID)
			}
			if reader := got.Header.Get(route.HeaderReader); !strings.HasPrefix(r.Path, "/static/") && !strings.HasPrefix(r.Path, "/media/") && reader != want {
				t.Errorf("%s as %s: got the page of %q, want of %q", r.Path, who, reader, want)
			}
			if got.Header.Get(route.HeaderKeep) == "" {
				continue
			}
			kept = append(kept, r.Path+" "+who)
			if who == visitor || r.Permission != account.Learn && r.Permission != account.Public {
				t.Errorf("%s (%s) as %s: got a page to keep, want none", r.Path, r.Permission, who)
			}
		}
	}
	want := []string{"/courses/:course learner", "/courses/:course rcsc", "/courses/:course/lessons/:lesson learner", "/courses/:course/lessons/:lesson rcsc"}
	if slices.Sort(kept); !slices.Equal(kept, want) {
		t.Errorf("got pages to keep %v, want %v", kept, want)
	}
}

// TestASharedDeviceKeepsNothing: on it no page may be kept, and what somebody kept before goes.
func TestASharedDeviceKeepsNothing(t *testing.T) {
	w := newWorld(t, options{Pages: realPages})
	must(w.learning.Begin(t.Context(), w.people["learner"].ID, "check-first", learning.ViaWeb))(t)
	for shared, want := range map[bool][2]string{true: {route.ReaderShared, ""}, false: {string(w.people["learner"].ID), "yes"}} {
		r := newRequest(http.MethodGet, "/courses/check-first/lessons/look-twice", "")
		r.Header.Set("Authorization", "Bearer "+w.tokens("learner", shared).Access)
		got, body, err := w.exchange(r)
		w.check(err)
		if said := [2]string{got.Header.Get(route.HeaderReader), got.Header.Get(route.HeaderKeep)}; said != want {
			t.Errorf("shared %t: got %q, want %q", shared, said, want)
		}
		if got := strings.Contains(body, "app-device.js"); got == shared {
			t.Errorf("shared %t: the script that keeps pages is there: %t", shared, got)
		}
	}
}

// TestQueuedRequests: what waited on a device is told with plain answers, any number of times with the same result, and never in
// another person's name.
func TestQueuedRequests(t *testing.T) {
	w := newWorld(t, options{Pages: realPages})
	own := string(w.people["learner"].ID)
	must(w.learning.Begin(t.Context(), w.people["learner"].ID, "check-first", learning.ViaWeb))(t)
	token := w.tokens("learner", false).Access
	tell := func(lesson, age, reader string) (int, string) {
		t.Helper()
		r := newRequest(http.MethodPost, "/courses/check-first/lessons/"+lesson, "")
		r.Header.Set("Authorization", "Bearer "+token)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if age != "" {
			r.Header.Set(route.HeaderAge, age)
			r.Header.Set(route.HeaderReader, reader)
		}
		got, body, err := w.exchange(r)
		w.check(err)
		if got.StatusCode == http.StatusNoContent && (got.Header.Get("Location") != "" || got.Header.Get(route.HeaderReader) != own) {
			t.Errorf("%s: got Location %q for %q, want none, for its owner", lesson, got.Header.Get("Location"), got.Header.Get(route.HeaderReader))
		}
		return got.StatusCode, body
	}
	copied := newRequest(http.MethodGet, "/courses/check-first/lessons/keep-it-private", "")
	copied.Header.Set("Authorization", "Bearer "+token)
	copied.Header.Set(route.HeaderKeep, "yes")
	got, _ := w.send(t, copied)
	if told := must(w.learning.FactsOf(t.Context(), w.people["learner"].ID, "check-first"))(t); got.Header.Get(route.HeaderKeep) != "yes" || len(told) != 1 {
		t.Errorf("a copy of a lesson: got %d facts, want the enrolment alone, since nobody reads a copy", len(told))
	}
	steps := []struct {
		lesson, age, reader string
		code                int
		says                string
	}{
		{"look-twice", "60000", "somebody-else", http.StatusUnauthorized, `"message":"This was done on this device by somebody who is not signed in now.`},
		{"look-twice", "60000", "", http.StatusUnauthorized, `"code":"unauthorised"`},
		{"nothing", "60000", own, http.StatusNotFound, `"message":"`},
		{"look-twice", "60000", own, http.StatusNoContent, ""},
		{"look-twice", "90000", own, http.StatusNoContent, ""},
		{"look-twice", "", "", http.StatusSeeOther, ""},
		{"keep-it-private", "-5", own, http.StatusNoContent, ""},
		{"keep-it-private", "99999999999999999", own, http.StatusNoContent, ""},
	}
	for i, s := range steps {
		if code, body := tell(s.lesson, s.age, s.reader); code != s.code || !strings.Contains(body, s.says) {
			t.Errorf("step %d: got %d %s, want %d with %s", i, code, body, s.code, s.says)
		}
	}
	facts := must(w.learning.FactsOf(t.Context(), w.people["learner"].ID, "check-first"))(t)
	if len(facts) != 5 {
		t.Errorf("got %d facts, want the enrolment and two lessons, opened and done", len(facts))
	}
}
