package site_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"lamtoen/content"
	"lamtoen/internal/org"
)

const module = "/courses/feeds-and-feelings"

func TestALessonPackIsForEverybody(t *testing.T) {
	w := newWorld(t, content.Files)
	b := w.browser()
	b.get(module).want(200, "Lesson pack", `href="`+module+`/pack/slides"`, `href="`+module+`/pack/handout"`, module+`/pack/handout.pdf" download`, " KB").
		lacks("pack/quiz", "Quiz on paper")
	b.get(module+"/pack/teacher").want(200, "You need", "Before the lesson", "Minutes", "If you show the slides: your words", "staff.css")
	b.get(module+"/pack/handout").want(200, `class="draw"`, `<div class="lines"><hr>`, module+"/pack/handout.pdf")
	b.get(module+"/pack/family").want(200, "For the family")
	b.get(module+"/pack/activity").want(200, "Time", "With")
	for _, part := range []string{"quiz", "none", "none.pdf"} {
		b.get(module + "/pack/" + part).want(404)
	}
	for _, course := range []string{"for-parents", "for-teachers", "code-of-conduct"} {
		b.get("/courses/" + course).want(200).lacks("Lesson pack")
		for _, part := range []string{"/pack/teacher", "/pack/teacher.pdf", "/pack/slides"} {
			b.get("/courses/"+course+part).want(404, "Modules for pupils have a lesson pack")
		}
	}
	for _, part := range []string{"teacher", "handout", "family", "activity"} {
		res, body := b.download(module+"/pack/"+part+".pdf", "", "")
		want := `attachment; filename="feeds-and-feelings-1.0.0-` + part + `.pdf"`
		if res.StatusCode != http.StatusOK || !strings.HasPrefix(body, "%PDF-") || res.Header.Get("Content-Disposition") != want {
			t.Errorf("%s: got status %d, %s", part, res.StatusCode, res.Header.Get("Content-Disposition"))
		}
		if res, _ := b.download(module+"/pack/"+part+".pdf", "If-None-Match", res.Header.Get("ETag")); res.StatusCode != http.StatusNotModified {
			t.Errorf("%s: got status %d for a file that is there already", part, res.StatusCode)
		}
	}
}

func TestSlidesLeadFromOneToTheNext(t *testing.T) {
	w := newWorld(t, content.Files)
	b := w.browser()
	b.get(module+"/pack/slides").want(200, "Draft, not yet approved", "staff.css").lacks("style=", "<style")
	slides := regexp.MustCompile(`<section class="slide" id="(slide-\d+)"`).FindAllStringSubmatch(b.body, -1)
	if len(slides) < 6 {
		t.Fatalf("got %d slides, want 6 at least", len(slides))
	}
	for _, s := range slides[1:] {
		if !strings.Contains(b.body, `href="#`+s[1]+`">Next</a>`) {
			t.Errorf("no link leads on to %s", s[1])
		}
	}
	if strings.Count(b.body, "<details lang=\"en\"><summary") == 0 {
		t.Error("the slides lack the teacher's words")
	}
}

func TestTheQuizOnPaperIsForTeachers(t *testing.T) {
	w := newWorld(t, content.Files)
	quiz := module + "/pack/quiz.pdf"
	w.browser().get(quiz).want(401)
	w.signedIn(w.learner).get(quiz).want(401)
	grants := map[org.Role]org.AgencyCode{org.RoleTeacher: "moesd", org.RoleMoIC: "", org.RoleRCSC: "", org.RoleFocal: "moesd", org.RoleAdmin: ""}
	eids := map[org.Role]string{org.RoleTeacher: "200801241", org.RoleMoIC: "200801242", org.RoleRCSC: "200801243", org.RoleFocal: "200801244", org.RoleAdmin: "200801245"}
	for role, agency := range grants {
		who := w.enter(eids[role], "Pema Choden")
		if _, err := w.register.Grant(t.Context(), org.Grant{Person: who.ID, Role: role, Agency: agency, From: "2026-01-01", By: "test"}); err != nil {
			t.Fatal(err)
		}
		b := w.signedIn(who)
		if role == org.RoleFocal || role == org.RoleAdmin {
			b.get(quiz).want(401)
			b.get(module).want(200).lacks("Quiz on paper")
			continue
		}
		b.get(module).want(200, "Quiz on paper, with the answers", quiz)
		if res, body := b.download(quiz, "", ""); res.StatusCode != http.StatusOK || !strings.HasPrefix(body, "%PDF-") {
			t.Errorf("%s: got status %d", role, res.StatusCode)
		}
	}
}

func TestTheProspectusIsOffered(t *testing.T) {
	b := newWorld(t, content.Files).browser()
	b.get("/courses").want(200, `href="/courses/prospectus.pdf" download`, "as a booklet")
	if res, body := b.download("/courses/prospectus.pdf", "", ""); res.StatusCode != http.StatusOK || !strings.HasPrefix(body, "%PDF-") {
		t.Errorf("got status %d", res.StatusCode)
	}
}
