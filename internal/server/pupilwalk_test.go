package server_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"lamtoen/internal/account"
	"lamtoen/internal/route"
)

// addressFor fills a route's path with what there is: the class, the module and the people of another school too, so that who asks guesses ids.
func (s *schooled) addressFor(r route.Route) string {
	address, ok := s.fill(r.Path, s.theirs)
	if !ok {
		address = strings.NewReplacer(":person", string(s.people["stranger"].ID), ":school", "paro-one", ":agency", "moh").Replace(r.Path)
		address = s.addressOf(route.Route{Path: address})
	}
	return strings.ReplaceAll(address, ":code", s.theirs.Code)
}

// TestAPupilReachesOnlyPupilsPages walks every route of the product as a pupil, by cookie and by token, and as nobody: a pupil is let through
// where a visitor is, and on pages of pupils; and those can be asked for nothing that is another's, since no address of theirs can name a
// class or a pupil.
func TestAPupilReachesOnlyPupilsPages(t *testing.T) {
	s := newSchooled(t)
	token := s.card(s.mine, 1)
	cookie := &http.Cookie{Name: account.JarFor(origin).Pupil, Value: token}
	own := 0
	for _, r := range s.server.Routes() {
		if r.Method == http.MethodPost && r.Path == "/card-out" || r.Method == http.MethodDelete {
			continue // ends the session, which the next test does
		}
		address := s.addressFor(r)
		byCookie, shown := s.browser(t, r.Method, address, cookie)
		byToken, sent := s.asPupil(t, token, r.Method, address, "")
		nobody, _ := s.browser(t, r.Method, address)
		want := "asked to sign in"
		switch r.Permission {
		case account.Public:
			want = "let through"
		case account.Pupil:
			own++
			want = "let through"
			if strings.Contains(r.Path, ":class") || strings.Contains(r.Path, ":roll") || strings.Contains(r.Path, ":person") {
				t.Errorf("%s %s: a page of pupils whose address names a class or a pupil", r.Method, r.Path)
			}
			if got := outcomeOf(nobody); got != "asked to sign in" {
				t.Errorf("%s %s as nobody: got %d (%s)", r.Method, r.Path, nobody.StatusCode, got)
			}
		}
		for how, got := range map[string]answer{"cookie": byCookie, "token": byToken} {
			outcome := outcomeOf(got)
			if r.Permission == account.Public && outcome == outcomeOf(nobody) {
				continue // such as a broken refresh token, which is refused to everybody
			}
			if outcome != want {
				t.Errorf("%s %s (%s) as a pupil by %s: got %d (%s), want to be %s", r.Method, r.Path, r.Permission, how, got.StatusCode, outcome, want)
			}
		}
		for _, body := range []string{shown, sent} {
			s.namesOthers(t, r, body)
		}
	}
	if own < 8 {
		t.Errorf("got %d routes of pupils, want all", own)
	}
}

// namesOthers looks for the class of the other school, for people, and for what the address does not have of it.
func (s *schooled) namesOthers(t *testing.T, r route.Route, body string) {
	t.Helper()
	for _, call := range []string{"teacher", "stranger", "principal", "learner"} {
		if p := s.people[call]; strings.Contains(body, p.EID) || strings.Contains(body, string(p.ID)) && !strings.Contains(r.Path, ":person") {
			t.Errorf("%s %s as a pupil: shows %s", r.Method, r.Path, call)
		}
	}
	if r.Permission == account.Pupil && (strings.Contains(body, s.theirs.ID) || strings.Contains(body, s.theirs.Label) || strings.Contains(body, "Hidden School")) {
		t.Errorf("%s %s as a pupil: shows another class", r.Method, r.Path)
	}
}

// TestNoIDOpensAnothersWork: a pupil who puts the class, the roll or the id of somebody else's work into an address or a form gets their own.
func TestNoIDOpensAnothersWork(t *testing.T) {
	s := newSchooled(t)
	one, two := s.card(s.mine, 1), s.card(s.mine, 2)
	lesson := string(s.module.Lessons[0].ID)
	entries := "/api/v1/pupil/modules/" + string(classModule) + "/entries"
	body := batch([]string{entryJSON("l1", "lesson", `,"lesson":"`+lesson+`"`)})
	if got, text := s.asPupil(t, two, http.MethodPost, entries, body); got.StatusCode != http.StatusOK {
		t.Fatalf("got %d %s", got.StatusCode, text)
	}
	for _, query := range []string{"", "?class=" + s.theirs.ID + "&roll=1", "?roll=2", "?pupil=" + s.mine.ID + "/2", "?number=2"} {
		_, text := s.asPupil(t, one, http.MethodGet, "/api/v1/pupil"+query, "")
		if !strings.Contains(text, `"number":1,`) || !strings.Contains(text, `"state":"not-begun"`) {
			t.Errorf("/pupil%s: got %s", query, text)
		}
	}
	before := s.written()
	for _, bad := range []string{
		strings.Replace(body, `"kind":`, `"roll":2,"kind":`, 1), strings.Replace(body, `{"entries"`, `{"class":"`+s.theirs.ID+`","entries"`, 1),
		strings.Replace(body, `"kind":`, `"by":"`+string(s.people["teacher"].ID)+`","kind":`, 1),
	} {
		if got, _ := s.asPupil(t, one, http.MethodPost, entries, bad); got.StatusCode != http.StatusUnprocessableEntity || s.written() != before {
			t.Errorf("%s: got %d, want it refused and nothing written", bad, got.StatusCode)
		}
	}
	// A token is one pupil's of one class: cut, grown or made up it is nobody's, and a teacher's is no pupil's.
	for _, made := range []string{one[:42], one + "A", strings.Repeat("A", 43), "", s.mine.ID + "/1", s.tokens("teacher", false).Access} {
		if got, _ := s.asPupil(t, made, http.MethodGet, "/api/v1/pupil", ""); got.StatusCode != http.StatusUnauthorized {
			t.Errorf("token %q: got %d, want 401", made, got.StatusCode)
		}
	}
}

// TestTwoSessionsOnOneBrowser: a teacher has signed in on a browser, and a pupil too. On each page one of both is there, and signing one out
// leaves the other.
func TestTwoSessionsOnOneBrowser(t *testing.T) {
	s := newSchooled(t)
	jar := account.JarFor(origin)
	pair := s.tokens("teacher", false)
	teacher := []*http.Cookie{{Name: jar.Access, Value: pair.Access}, {Name: jar.Refresh, Value: pair.Refresh}}
	pupil := &http.Cookie{Name: jar.Pupil, Value: s.card(s.mine, 1)}
	both := append(slices.Clone(teacher), pupil)
	who := s.people["teacher"]
	for _, r := range s.server.Routes() {
		if r.Method != http.MethodGet || r.Permission == account.Public {
			continue
		}
		address, _ := s.fill(r.Path, s.mine)
		address = s.addressOf(route.Route{Path: address})
		together, body := s.browser(t, r.Method, address, both...)
		if r.Permission == account.Pupil {
			if outcomeOf(together) != "let through" || strings.Contains(body, who.Name) || strings.Contains(body, who.EID) || strings.Contains(body, `href="/classes`) {
				t.Errorf("%s: a page of pupils shows the teacher who has signed in too (%d)", r.Path, together.StatusCode)
			}
			if alone, _ := s.browser(t, r.Method, address, teacher...); outcomeOf(alone) != "asked to sign in" {
				t.Errorf("%s as the teacher alone: got %d, want to be asked for a card", r.Path, alone.StatusCode)
			}
			continue
		}
		alone, _ := s.browser(t, r.Method, address, teacher...)
		if together.StatusCode != alone.StatusCode {
			t.Errorf("%s: got %d with a pupil beside, %d without", r.Path, together.StatusCode, alone.StatusCode)
		}
	}
	// With a bearer token the cookies say nothing: neither opens what is the other's.
	r := newRequest(http.MethodGet, "/api/v1/pupil", "")
	r.Header.Set("Authorization", "Bearer "+pair.Access)
	r.AddCookie(pupil)
	if got, _ := s.send(t, r); got.StatusCode != http.StatusUnauthorized {
		t.Errorf("a teacher's token beside a pupil's cookie: got %d, want 401", got.StatusCode)
	}
	r = newRequest(http.MethodGet, "/api/v1/classes", "")
	r.Header.Set("Authorization", "Bearer "+pupil.Value)
	for _, c := range teacher {
		r.AddCookie(c)
	}
	if got, _ := s.send(t, r); got.StatusCode != http.StatusUnauthorized {
		t.Errorf("a pupil's token beside a teacher's cookies: got %d, want 401", got.StatusCode)
	}
	r = newRequest(http.MethodPost, "/card-out", "")
	for _, c := range both {
		r.AddCookie(c)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if got, _ := s.send(t, r); got.StatusCode >= 400 {
		t.Errorf("signing the pupil out: got %d", got.StatusCode)
	}
	if got, _ := s.browser(t, http.MethodGet, "/pupil", both...); outcomeOf(got) != "asked to sign in" {
		t.Errorf("the pupil who signed out: got %d", got.StatusCode)
	}
	if got, _ := s.browser(t, http.MethodGet, "/classes/"+s.mine.ID, both...); got.StatusCode != http.StatusOK {
		t.Errorf("the teacher, when the pupil has signed out: got %d", got.StatusCode)
	}
}
