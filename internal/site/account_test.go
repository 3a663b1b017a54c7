package site_test

import (
	"context"
	"strings"
	"testing"
)

func TestSignIn(t *testing.T) {
	w := newWorld(t, nil)
	b := w.browser()
	b.get("/sign-in?next=/courses").want(200, `name="next" value="/courses"`, "Is this a shared device?")
	b.post("/sign-in", "login=", "password=").want(422, "There is a problem", "Your EID or e-mail address is missing", `href="#login"`)
	b.post("/sign-in", "login=200801234", "password=wrong words here").
		want(401, "There is a problem", `value="200801234"`).lacks("wrong words here")
	b.post("/sign-in", "login=200801234", "password="+password, "shared=no", "next=//evil.example/").want(200, "My training")
	b.get("/sign-in").want(200, "My training") // who is signed in has nothing to do there
	b.get("/").want(200, "My training")
	b.post("/sign-out").want(200, "You are signed out")
	b.get("/me").want(401, "Please sign in again")
}

func TestSharedDevice(t *testing.T) {
	w := newWorld(t, nil)
	b := w.browser()
	b.post("/sign-in", "login=200801234", "password="+password).want(200, "Shared device", "data-shared")
	b.get("/help").want(200, "Shared device")
	for _, cookie := range b.head.Values("Set-Cookie") {
		if strings.Contains(cookie, "Expires") || strings.Contains(cookie, "Max-Age") {
			t.Errorf("shared device: cookie %q outlives the browser", cookie)
		}
	}
}

func TestForgottenPassword(t *testing.T) {
	w := newWorld(t, nil)
	b := w.browser()
	b.get("/forgotten").want(200, "Your focal officer gives you a new code, in person", "Nobody sees or chooses your password")
	code, err := w.accounts.ProvisionCode(context.Background(), w.learner.ID, "test")
	must(t, code, err)
	b.post("/forgotten", "eid=200801234", "joined=2019-13-01", "code=x", "password=four small words here").
		want(422, "must be a day that exists", `value="200801234"`).lacks("four small words here")
	b.post("/forgotten", "eid=200801234", "joined=2019-07-02", "code="+code.Text, "password=four small words here").
		lacks("Your password is set")
	w.clock.at = w.clock.at.Add(3600e9)
	b.post("/forgotten", "eid=200801234", "joined=2019-07-01", "code="+code.Text, "password=four small words here").
		want(200, "Your password is set and you are signed in", "My training")
}

func TestOwnAccount(t *testing.T) {
	w := newWorld(t, nil)
	b, other := w.signedIn(w.learner), w.signedIn(w.learner)
	b.get("/me/sessions").want(200, "This device")
	if got := strings.Count(b.body, `name="id"`); got != 2 {
		t.Errorf("sessions: got %d, want 2", got)
	}
	b.post("/me/password", "current=not it at all", "password=four small words here").want(422, "There is a problem")
	b.post("/me/password", "current="+password, "password=short").want(422, `href="#password"`)
	b.post("/me/password", "current="+password, "password=four small words here").want(200, "Your password is changed")
	other.get("/me").want(401)
	b.get("/me").want(200, "I have seen this")
	b.post("/me/notices").want(200, "My training").lacks("I have seen this")
	b.post("/me/sessions").want(200, "You are signed out on every device")
	b.get("/me").want(401)
}

func TestLanguageAndColours(t *testing.T) {
	w := newWorld(t, nil)
	b := w.browser()
	b.get("/help").want(200, `<html lang="en">`).lacks("Most of Lamtoen is not in Dzongkha yet")
	b.post("/language", "lang=dz", "next=/help").
		want(200, `<html lang="dz">`, "Most of Lamtoen is not in Dzongkha yet", `<span lang="en">Help</span>`, "དཔལ་ལྡན་འབྲུག་གཞུང་།")
	if b.at != "/help" {
		t.Errorf("language: came back to %s, want /help", b.at)
	}
	b.post("/language", "theme=dark", "next=/help").want(200, `data-theme="dark"`, `<html lang="dz"`)
	b.post("/language", "theme=device", "lang=en", "next=https://evil.example/").want(200, `<html lang="en">`)
	b.post("/language", "lang=xx").want(422)
}

func TestPublicPages(t *testing.T) {
	w := newWorld(t, nil)
	for address, phrase := range map[string]string{
		"/": "Courses", "/help": "When the link drops", "/privacy": "Who can see what", "/accessibility": "WCAG 2.2",
		"/status": "Lamtoen is working", "/language": "Dark", "/courses": "For the civil service", "/v": "Type the serial number",
		"/activate": "for the first time", "/courses/every-type": "Sign in to begin",
	} {
		w.browser().get(address).want(200, phrase, "<!doctype html>", `<html lang="en">`, `id="main"`)
	}
	w.browser().get("/v/7K3M9QXA2BCDEF45").want(404, "No certificate has the serial", `href="#serial"`)
	w.browser().get("/v?serial=short").want(404, "sixteen letters and digits", `value="short"`)
	w.browser().get("/me").want(401)
}
