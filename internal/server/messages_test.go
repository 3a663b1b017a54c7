package server_test

import (
	"net/http"
	"strings"
	"testing"

	"lamtoen/internal/notify"
	"lamtoen/internal/org"
)

// messaged is a world of real pages in which everybody has been reminded by hand, on paper: the world has no mail server.
func messaged(t *testing.T) *world {
	t.Helper()
	w := newWorld(t, options{Pages: realPages})
	for call := range w.people {
		if call == "learner" {
			continue
		}
		p := w.people[call]
		p.Email = call + "@example.bt"
		if err := w.register.Correct(t.Context(), p.ID, func(q *org.Person) { q.Email = p.Email }, "test", "test"); err != nil {
			t.Fatal(err)
		}
	}
	ids := append([]org.PersonID{}, w.people["learner"].ID, w.people["focal"].ID, w.people["outsider"].ID)
	if _, err := w.reminders.Remind(t.Context(), ids, w.people["rcsc"].ID, ""); err != nil {
		t.Fatal(err)
	}
	return w
}

// A focal officer reads and does nothing about people outside the scope, by no page, print, interface or guessed id.
func TestMessagesStayInScope(t *testing.T) {
	w := messaged(t)
	outside, inside := string(w.people["outsider"].ID), string(w.people["learner"].ID)
	for _, c := range []struct {
		who, method, address, body string
		want                       int
	}{
		{"focal", http.MethodGet, "/coverage/dz-haa/digest", "", http.StatusOK},
		{"focal", http.MethodGet, "/coverage/dz-haa/digest.pdf", "", http.StatusOK},
		{"focal", http.MethodGet, "/coverage/moh/digest", "", http.StatusNotFound},
		{"focal", http.MethodGet, "/coverage/moh/digest.pdf", "", http.StatusNotFound},
		{"focal", http.MethodGet, "/coverage/all/digest", "", http.StatusNotFound},
		{"rcsc", http.MethodGet, "/coverage/all/digest", "", http.StatusOK},
		{"rcsc", http.MethodGet, "/coverage/all/digest.pdf", "", http.StatusOK},
		{"head", http.MethodGet, "/coverage/dz-haa/digest", "", http.StatusOK},
		{"focal", http.MethodGet, "/people/" + inside + "/messages", "", http.StatusOK},
		{"focal", http.MethodGet, "/people/" + outside + "/messages", "", http.StatusNotFound},
		{"focal", http.MethodGet, "/people/nobody/messages", "", http.StatusNotFound},
		{"focal", http.MethodGet, "/api/v1/people/" + inside + "/messages", "", http.StatusOK},
		{"focal", http.MethodGet, "/api/v1/people/" + outside + "/messages", "", http.StatusNotFound},
		{"rcsc", http.MethodGet, "/api/v1/people/" + outside + "/messages", "", http.StatusOK},
		{"learner", http.MethodGet, "/api/v1/me/messages", "", http.StatusOK},
		{"learner", http.MethodGet, "/api/v1/me/messages?after=odd", "", http.StatusUnprocessableEntity},
		{"learner", http.MethodGet, "/me/messages", "", http.StatusOK},
		{"focal", http.MethodGet, "/coverage/moh/reminders", "", http.StatusNotFound},
		{"focal", http.MethodPost, "/coverage/moh/reminders", `{"People":["` + outside + `"]}`, http.StatusNotFound},
		{"focal", http.MethodPost, "/coverage/dz-haa/reminders", `{"People":["` + outside + `"]}`, http.StatusUnprocessableEntity},
		{"focal", http.MethodPost, "/coverage/all/reminders", `{"People":["` + outside + `"]}`, http.StatusUnprocessableEntity},
		{"focal", http.MethodGet, "/outbox", "", http.StatusForbidden},
		{"focal", http.MethodGet, "/outbox/" + outside + ".2026-W48", "", http.StatusForbidden},
		{"admin", http.MethodGet, "/outbox", "", http.StatusOK},
		{"admin", http.MethodGet, "/outbox?kind=digest&state=sent", "", http.StatusOK},
		{"admin", http.MethodGet, "/outbox/nothing", "", http.StatusNotFound},
		{"admin", http.MethodPost, "/outbox/" + outside + ".2026-W48", `{"As":"sent"}`, http.StatusUnprocessableEntity},
		{"admin", http.MethodPost, "/outbox/" + outside + ".2026-W48", `{"As":"resend"}`, http.StatusConflict},
		{"admin", http.MethodPost, "/outbox/" + outside + ".2026-W48", `{"As":"handed"}`, http.StatusSeeOther},
	} {
		response, body := w.ask(t, c.who, c.method, c.address, c.body)
		if response.StatusCode != c.want {
			t.Errorf("%s %s as %s: got %d, want %d", c.method, c.address, c.who, response.StatusCode, c.want)
		}
		if c.who == "focal" && strings.Contains(body, "Ugyen Tshomo") {
			t.Errorf("%s %s shows somebody outside the scope", c.method, c.address)
		}
		if c.who == "head" && strings.Contains(body, "Karma Dorji") {
			t.Errorf("%s shows a name to the head, who sees figures", c.address)
		}
	}
	list, _, err := w.reminders.MessagesOf(t.Context(), w.people["outsider"].ID, "", 10)
	if err != nil || len(list) != 1 || list[0].State != notify.Handed {
		t.Errorf("got %+v, %v, want the outsider's one message, delivered by the administrator", list, err)
	}
}

// Reminded from a list: who can be is, the others are told with their reasons.
func TestRemindFromAList(t *testing.T) {
	w := messaged(t)
	_, body := w.ask(t, "focal", http.MethodGet, "/coverage/dz-haa/reminders", "")
	for _, want := range []string{"Deki Yangzom", "The register has no e-mail address", "There was a message less than a week ago"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page before lacks %q", want)
		}
	}
	teacher := w.people["teacher"].ID
	response, _ := w.ask(t, "focal", http.MethodPost, "/coverage/dz-haa/reminders?course=check-first", `{"People":["`+string(teacher)+`"]}`)
	if response.StatusCode != http.StatusSeeOther {
		t.Fatalf("got %d, want to go on", response.StatusCode)
	}
	list, _, err := w.reminders.MessagesOf(t.Context(), teacher, "", 10)
	if err != nil || len(list) != 1 || list[0].By != string(w.people["focal"].ID) {
		t.Errorf("got %+v, %v, want the focal officer's reminder", list, err)
	}
	if list, _, _ := w.reminders.MessagesOf(t.Context(), w.people["head"].ID, "", 10); len(list) != 0 {
		t.Errorf("somebody who was not ticked was reminded: %+v", list)
	}
}
