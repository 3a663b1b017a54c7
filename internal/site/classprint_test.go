package site_test

import (
	"net/http"
	"strings"
	"testing"

	"lamtoen/internal/classes"
	"lamtoen/internal/pdf/pdftest"
)

// sheet reads what the print room sends as a PDF.
func (b *browser) sheet(at string) string {
	b.Helper()
	head, file := b.download(at, "Accept", "*/*")
	if head.StatusCode != http.StatusOK || head.Header.Get("Content-Type") != "application/pdf" {
		b.Fatalf("%s: %d %s", at, head.StatusCode, head.Header.Get("Content-Type"))
	}
	if kept := head.Header.Get("Cache-Control"); !strings.Contains(kept, "no-store") {
		b.Errorf("%s may be kept: %s", at, kept)
	}
	pdftest.Check(b, []byte(file))
	return pdftest.Text(b, []byte(file), "-layout")
}

// A teacher prints everything for a class of 35: each pupil's own sheet and card, the key, and what is the same for all.
func TestPrintRoom(t *testing.T) {
	w := newSchool(t)
	w.assign(pupilModule, classes.ModeOwn)
	hub := "/classes/" + w.class.ID
	at := hub + "/" + pupilModule + "/print"
	b := w.signedIn(w.teacher)
	b.get(hub).want(200, `href="`+at+`"`)
	b.get(hub+"/"+pupilModule).want(200, `href="`+at+`"`)
	module, err := w.library.Course(pupilModule)
	set := classes.PaperSet(w.class.ID, must(t, module, err))
	b.get(at).want(200, "Print room", "VII B", "35 pupils", "35 pages", "5 pages", "18 sheets of paper", "Form A (PDF)", "9 copies", "8 copies",
		"the address and the code of the class’s page for families", "bears a pupil’s name", set, `href="`+hub+"/"+pupilModule+`/results"`).lacks("nothing is answered on paper")

	quiz := b.sheet(at + "/quiz.pdf")
	pages := strings.Split(strings.TrimSuffix(quiz, "\f"), "\f")
	if len(pages) != 35 || !strings.Contains(pages[6], "Number") || !strings.Contains(pages[6], "7") || !strings.Contains(pages[6], "VII B") {
		t.Errorf("the quiz has %d pages, the seventh %.300s", len(pages), pages[min(6, len(pages)-1)])
	}
	for kind, want := range map[string][]string{
		"quiz-b":             {"Form", "B", "Number"},
		"cards":              {"35", "set " + set, "Before", "After", "Quiz", "VII B"},
		"key":                {"set " + set, "for the teacher only", "Form A", "Form D", "Why, by the numbers of form A"},
		"before-after":       {"Questions before and after", "1."},
		"handouts":           {"Name:"},
		"family":             {"What class VII B learns", classes.GroupCode(w.class.FamilyCode), "/family"},
		"certificates":       {"Certificate", "VII B", "Rumours and evidence", "Invented School 1", "kept in no register"},
		"certificates-large": {"Certificate"},
	} {
		text := b.sheet(at + "/" + kind + ".pdf")
		for _, one := range want {
			if !strings.Contains(text, one) {
				t.Errorf("%s lacks %q:\n%.800s", kind, one, text)
			}
		}
		if strings.Contains(text, w.teacher.Name) {
			t.Errorf("%s names a person", kind)
		}
	}
	for _, none := range []string{"read-aloud", "quiz-e", "quiz-", "other"} {
		b.get(at+"/"+none+".pdf").want(404, "There is no such sheet")
	}
	b.get(hub+"/"+spokenOne+"/print").want(404, "has not been assigned this module")
}

// For the youngest nothing is answered on paper: the teacher reads and counts hands.
func TestPrintRoomOfTheYoungest(t *testing.T) {
	w := newSchool(t)
	w.assign(spokenOne, classes.ModeProjector)
	at := "/classes/" + w.class.ID + "/" + spokenOne
	b := w.signedIn(w.teacher)
	b.get(at+"/print").want(200, "nothing is answered on paper", `href="`+at+`/projector"`, "/print/read-aloud.pdf", "/print/certificates.pdf").
		lacks("/print/cards.pdf", "/print/quiz.pdf", "Key, for you only")
	if text := b.sheet(at + "/print/read-aloud.pdf"); !strings.Contains(text, "Hands before") {
		t.Errorf("the sheet to read aloud lacks room to count: %.400s", text)
	}
	for _, none := range []string{"quiz", "cards", "key", "before-after", "quiz-a"} {
		b.get(at+"/print/"+none+".pdf").want(404, "There is no such sheet")
	}
}

// What a class prints follows who is in it now, by the numbers that are shown; each keeps their form.
func TestPrintRoomFollowsTheClass(t *testing.T) {
	w := newSchool(t)
	w.class = w.open(w.teacher, 3)
	w.assign(pupilModule, classes.ModeOwn)
	at := "/classes/" + w.class.ID + "/" + pupilModule + "/print"
	b := w.signedIn(w.teacher)
	if err := w.classes.RemovePupil(t.Context(), w.class.ID, 1); err != nil {
		t.Fatal(err)
	}
	_, err := w.classes.Renumber(t.Context(), w.class.ID, []classes.Numbered{{Roll: 2, Shown: 40}}, classes.Event{By: w.teacher.ID})
	must(t, 0, err)
	b.get(at).want(200, "2 pupils", "Form B (PDF)", "Form C (PDF)").lacks("Form A (PDF)")
	text := b.sheet(at + "/cards.pdf")
	if flat := strings.Join(strings.Fields(text), " "); !strings.Contains(flat, "Number 3 Form C Number 40 Form B") {
		t.Errorf("the cards are\n%s", text)
	}
	for roll := 2; roll <= 3; roll++ {
		must(t, 0, w.classes.RemovePupil(t.Context(), w.class.ID, roll))
	}
	b.get(at).want(200, "Nobody is in this class now").lacks(".pdf")
	b.get(at+"/cards.pdf").want(409, "Nobody is in this class now")
}

// Nobody but those who run the class finds its print room, least of all its key.
func TestPrintRoomIsTheTeachers(t *testing.T) {
	w := newSchool(t)
	w.assign(pupilModule, classes.ModeOwn)
	at := "/classes/" + w.class.ID + "/" + pupilModule + "/print"
	for name, who := range map[string]*browser{
		"a teacher without a part in it": w.signedIn(w.other), "one of another school": w.signedIn(w.elsewhere),
		"a learner": w.signedIn(w.learner), "a pupil": w.pupil(w.class, 7), "a visitor": w.browser(),
	} {
		for _, address := range []string{at, at + "/key.pdf", at + "/quiz.pdf", at + "/family.pdf"} {
			head, body := who.download(address, "Accept", "text/html")
			if head.StatusCode == http.StatusOK && strings.Contains(body, "Print room") || strings.HasPrefix(body, "%PDF") || strings.Contains(body, "VII B") {
				t.Errorf("%s gets %s with %d", name, address, head.StatusCode)
			}
		}
	}
}
