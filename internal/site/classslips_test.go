package site_test

import (
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"lamtoen/internal/classes"
	"lamtoen/internal/slip"
)

// A teacher takes the file of a module for the class's pen drive and types what pupils hand over: each slip counts once, for a pupil
// who is there. Nobody else of the school finds either.
func TestTypeTheSlipsOfAClass(t *testing.T) {
	w := newSchool(t)
	w.assign(pupilModule, classes.ModePen)
	hub := "/classes/" + w.class.ID
	at, file := hub+"/slips", hub+"/"+pupilModule+"/pen.html"
	b := w.signedIn(w.teacher)
	b.get(hub).want(200, `href="`+at+`"`)
	b.get(hub+"/"+pupilModule).want(200, "No slip has come.", `href="`+at+`"`).lacks("Give out the cards", "Pupils go to")
	b.get(at).want(200, "Slips of the class", "VII B", file)
	head, html := b.download(file, "Accept", "text/html")
	found := penData.FindStringSubmatch(html)
	if head.StatusCode != http.StatusOK || found == nil || !strings.Contains(html, "Your number in the class") {
		t.Fatalf("the file has status %d", head.StatusCode)
	}
	number, err := strconv.Atoi(found[1])
	must(t, number, err)
	key, err := hex.DecodeString(found[2])
	must(t, key, err)
	of := func(roll, right int) string {
		text, err := slip.Write(slip.Slip{Form: slip.Pupil, File: number, Roll: roll, Lessons: 1, Right: right}, slip.Key(key))
		return slip.Grouped(must(t, text, err))
	}
	text := of(2, 3)
	b.post(at, "slip="+text[:20]).want(422, text[:20])
	b.post(at, "slip="+text).want(200, "Number 2: counted.")
	b.post(at, "slip="+text).want(200, "you have typed this slip before")
	b.post(at, "slip="+of(58, 3)).want(200, "Nobody had this number")
	b.post(at, "slip="+of(2, 4)).want(200, "2 slips of this pupil")
	b.get(hub + "/" + pupilModule).lacks("No slip has come.")

	for name, who := range map[string]*browser{"a teacher without a part in it": w.signedIn(w.other), "a learner": w.signedIn(w.learner), "a visitor": w.browser()} {
		if who.get(at); who.code == http.StatusOK || strings.Contains(who.body, "VII B") {
			t.Errorf("%s gets the slips with %d", name, who.code)
		}
		if head, html := who.download(file, "Accept", "text/html"); head.StatusCode == http.StatusOK || strings.Contains(html, "data-key") {
			t.Errorf("%s gets the file with %d", name, head.StatusCode)
		}
		if who.post(at, "slip="+of(1, 1)); who.code < 400 || strings.Contains(who.body, "counted") {
			t.Errorf("%s types a slip with %d", name, who.code)
		}
	}
	if list, err := w.classes.Slips(t.Context(), w.class.ID); err != nil || len(list) != 3 {
		t.Errorf("got %d slips and %v, want three", len(list), err)
	}
}
