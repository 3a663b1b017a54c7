package site_test

import (
	"strings"
	"testing"

	"lamtoen/internal/classes"
)

// Families see the class by its family code: what it is taught and what to talk about; no account, no cookie, nobody in it.
func TestFamiliesSeeWhatAClassLearns(t *testing.T) {
	w := newSchool(t)
	w.assign(pupilModule, classes.ModeOwn)
	b := w.browser()
	b.get("/").want(200, `href="/family"`)
	b.get("/courses").want(200, `href="/family"`)
	b.get("/family").want(200, "Family code", "You need no account")
	if b.head.Get("X-Robots-Tag") != "" {
		t.Error("the form is hidden from search engines")
	}
	for _, wrong := range []string{"AAAAAA", w.class.Code} {
		b.get("/family?code="+wrong).want(404, "No class has this family code", `value="`+wrong+`"`)
		b.get("/family/"+wrong).want(404, "No class has this family code").lacks("VII B")
	}
	b.get("/family?code="+strings.ToLower(w.class.FamilyCode)).want(200, "VII B", "Invented School 1", "Rumours and evidence", "23 November 2026",
		"Was there once a piece of news in your village", "/courses/"+pupilModule+"/pack/family", "/pack/family.pdf", "has not finished a module yet").
		lacks(w.class.Code, w.class.ID, w.teacher.Name, "Number 7", "answered")
	if b.at != "/family/"+w.class.FamilyCode || len(b.jar) > 0 || b.head.Get("Set-Cookie") != "" {
		t.Errorf("at %s: got cookies %v, want none", b.at, b.jar)
	}
	if got := b.head.Get("X-Robots-Tag"); !strings.Contains(got, "noindex") {
		t.Errorf("X-Robots-Tag: %q, want noindex", got)
	}
	b.get("/courses/"+pupilModule+"/pack/family").want(200, "for the family")
	b.get("/courses/" + pupilModule + "/pack/family.pdf")
	if b.code != 200 || !strings.HasPrefix(b.body, "%PDF-") {
		t.Errorf("the family sheet without an account: got %d", b.code)
	}
}

// The teacher shows the code, prints slips and makes another code at once; others of the school find nothing.
func TestTheTeacherGivesFamiliesTheirCode(t *testing.T) {
	w := newSchool(t)
	href := "/classes/" + w.class.ID
	b := w.signedIn(w.teacher)
	b.get(href).want(200, href+"/family")
	b.get(href+"/family").want(200, classes.GroupCode(w.class.FamilyCode), "Print the slips", "/family/"+w.class.FamilyCode)
	b.get(href + "/family.pdf")
	if b.code != 200 || !strings.HasPrefix(b.body, "%PDF-") {
		t.Errorf("the slips: got %d", b.code)
	}
	for range 2 { // one form sent twice makes one code
		b.post(href+"/code", "which=family", "from="+w.class.FamilyCode).want(200, "has a new family code").lacks(classes.GroupCode(w.class.FamilyCode))
	}
	c, err := w.classes.Class(t.Context(), w.class.ID)
	w.browser().get("/family/"+must(t, c, err).FamilyCode).want(200, "VII B")
	w.browser().get("/family/"+w.class.FamilyCode).want(404, "there may be a new one")
	for _, other := range []person{w.other, w.elsewhere} {
		o := w.signedIn(other)
		o.get(href + "/family").want(404).lacks(classes.GroupCode(c.FamilyCode))
		o.get(href + "/family.pdf").want(404)
	}
}
