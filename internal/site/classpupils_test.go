package site_test

import (
	"regexp"
	"testing"

	"lamtoen/internal/classes"
)

// One tap gives a pupil another card, with nothing to fill in: it stands there to be shown and printed, and the old one is useless.
func TestNewPicturesInOneTap(t *testing.T) {
	w := newSchool(t)
	href := "/classes/" + w.class.ID
	old, err := w.classes.Pupil(t.Context(), w.class.ID, 7)
	pupil := w.pupil(w.class, 7)
	must(t, old, err)
	b := w.signedIn(w.teacher)
	b.get(href + "/pupils").want(200)
	b.post(href+"/pupils", "roll=7", "set=1", "do=pictures").want(200, "Card of number 7", "The old card no longer works", href+"/cards.pdf?roll=7", href+"/pupils")
	if n := len(regexp.MustCompile(`<svg class="pic"`).FindAllString(b.body, -1)); n != 1+classes.PicturesNeeded {
		t.Errorf("got %d pictures on the page, want the avatar and three", n)
	}
	pupil.get("/card").want(200, "Your class code")
	b.post(href+"/pupils", "roll=7", "set=1", "do=pictures").want(200, "Card of number 7") // the same form again
	now, err := w.classes.Pupil(t.Context(), w.class.ID, 7)
	if must(t, now, err).Set != 2 {
		t.Errorf("got set %d, want 2", now.Set)
	}
}

// Leaving acts at once and can be undone in one tap: number, pictures and results are as they were.
func TestLeavingCanBeUndone(t *testing.T) {
	w := newSchool(t)
	w.assign(pupilModule, classes.ModeOwn)
	href := "/classes/" + w.class.ID
	pupil := w.pupil(w.class, 7)
	pupil.get("/pupil/" + pupilModule + "/before/1")
	pupil.choose(0)
	before, err := w.classes.WorkOf(t.Context(), w.class.ID, 7, pupilModule)
	must(t, before, err)
	b := w.signedIn(w.teacher)
	b.post(href+"/pupils", "roll=7", "do=leave").want(200, "34 pupils", "Number 7 has left", `value="return">Undo`)
	pupil.get("/card").want(200, "Your class code")
	b.post(href+"/pupils", "roll=7", "do=return").want(200, "35 pupils", "The pupil is back").lacks("Undo")
	if again := w.pupil(w.class, 7); again.get("/pupil").code != 200 {
		t.Error("the pupil cannot sign in with the old card")
	}
	after, err := w.classes.WorkOf(t.Context(), w.class.ID, 7, pupilModule)
	if must(t, after, err); len(after.Entries) != len(before.Entries) || len(after.Entries) == 0 {
		t.Errorf("got %d entries of work, want %d", len(after.Entries), len(before.Entries))
	}

	// Where the number was given away meanwhile, nobody is shown with it twice.
	b.post(href+"/pupils", "roll=7", "do=leave").want(200, "Number 7 has left")
	b.post(href+"/numbers", "n8=7").want(200)
	b.post(href+"/pupils", "roll=7", "do=return").want(409, "Number 7 was given to another pupil")
}
