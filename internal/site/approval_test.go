package site_test

import (
	"io/fs"
	"maps"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"lamtoen/internal/org"
)

// twoVersions is the fixture as 1.0.1, with 1.0.0 in the archive, and an author.
func twoVersions() fstest.MapFS {
	const dir = "civil-service/every-type/"
	files := fixture()
	for name, f := range maps.Clone(files) {
		if rest, ok := strings.CutPrefix(name, dir); ok {
			files["archive/every-type/1.0.0/"+rest] = f
		}
	}
	change := func(name, old, now string) {
		files[name] = &fstest.MapFile{Data: []byte(strings.Replace(string(files[name].Data), old, now, 1))}
	}
	change(dir+"course.yaml", "version: 1.0.0", "version: 1.0.1\nauthors: [\"200801235\"]")
	change(dir+"lessons/01-lesson-single.md", "Sonam looks twice.", "Sonam looks three times.")
	return files
}

// grant gives somebody a post in the office that owns the fixture, and a national role.
func (w *world) grant(p person, agency org.AgencyCode, role org.Role) {
	w.Helper()
	if agency != "" {
		err := w.register.Move(w.Context(), p.ID, org.Post{Agency: agency, Position: "Chief", From: "2026-11-23"}, "test")
		must(w, p, err)
	}
	_, err := w.register.Grant(w.Context(), org.Grant{Person: p.ID, Role: role, By: "test"})
	must(w, p, err)
}

func (b *browser) hidden(name string) string {
	b.Helper()
	m := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(b.body)
	if m == nil {
		b.Fatalf("%s has no hidden %s:\n%s", b.at, name, b.body)
	}
	return m[1]
}

func TestAVersionIsReturnedAndApproved(t *testing.T) {
	var files fs.FS = twoVersions()
	w := newWorld(t, files)
	author := w.other // 200801235
	owner, stranger := w.enter("200801236", "Kinley Penjor"), w.enter("200801237", "Deki Wangmo")
	w.grant(author, "rcsc", org.RoleMoIC)
	w.grant(owner, "rcsc", org.RoleRCSC)
	w.grant(stranger, "", org.RoleMoIC)

	o := w.signedIn(owner)
	o.get("/content/every-type").want(200, "Version 1.0.0", "Version 1.0.1", "Sonam looks three times.", "a patch: wording", "200801235", "Read the change, then approve or return")
	o.get("/content/every-type?from=1.0.1&to=1.0.1").want(200, "do not differ")
	o.get("/content/every-type/approval").want(200, "No version of this course was approved before", `value="Royal Civil Service Commission"`, "Kinley Penjor",
		"All 19 questions of the bank", "What belongs together?", "→ An answer")
	hash := o.hidden("hash")
	o.post("/content/every-type/approval", "do=return", "hash="+hash, "office=RCSC").want(422, "Write what is to be mended", `href="#note"`)
	o.post("/content/every-type/approval", "do=approve", "hash="+hash, "office=RCSC", "position=Chief", "reference=", "declared=yes").
		want(422, "Write the number of the letter", `value="Chief"`)
	o.post("/content/every-type/approval", "do=approve", "hash="+hash, "office=RCSC", "position=Chief", "reference=R1").want(422, "wrote no part of it")
	o.post("/content/every-type/approval", "do=return", "hash="+hash, "office=RCSC", "note-lesson-single=Three is too many.", "note=Else good.").
		want(200, "Returned", "Lesson on single", "Three is too many.", "Else good.")

	a := w.signedIn(author)
	a.get("/content/every-type").want(200, "Three is too many.")
	a.get("/content/every-type/approval").want(200, "You wrote part of what stands here").lacks(`value="approve"`)
	a.post("/content/every-type/approval", "do=approve", "hash="+hash, "office=RCSC", "position=Chief", "reference=R1", "declared=yes").want(403, "somebody else")
	n := w.signedIn(stranger)
	n.get("/content/every-type/approval").want(200, "Only somebody who serves in an office that owns").lacks(`value="approve"`)
	n.post("/content/every-type/approval", "do=approve", "hash="+hash, "office=RCSC", "position=Chief", "reference=R1", "declared=yes").want(409, "owns the course")

	l := w.signedIn(w.learner)
	l.get("/courses/every-type").want(200, "Draft")
	o.post("/content/every-type/approval", "do=approve", "hash="+hash+"x", "office=RCSC", "position=Chief", "reference=R1", "declared=yes").want(409, "not the one that you read")
	o.post("/content/every-type/approval", "do=approve", "hash="+hash, "office=RCSC", "position=Chief", "reference=R1", "declared=yes").
		want(200, "Approved", "reference R1", "Kinley Penjor")
	l.get("/courses/every-type").want(200).lacks("Draft, not yet approved")
	l.get("/courses/every-type/versions/1.0.1").want(404, "Your record names no such version")
}

func TestAVersionThatARecordNamesIsShown(t *testing.T) {
	w := newWorld(t, twoVersions())
	l := w.signedIn(w.learner)
	l.get("/courses/every-type/versions/1.0.1").want(404)
	l.post("/courses/every-type/begin").want(200)
	l.get("/me/record").want(200, `href="/courses/every-type/versions/1.0.1"`)
	l.get("/courses/every-type/versions/1.0.1").want(200, "Version 1.0.1", "Lesson on matching", "I will keep to it").lacks("Superseded", "What belongs together?")
	l.get("/courses/every-type/versions/1.0.0").want(404, "Your record names no such version")

	w.grant(w.other, "", org.RoleMoIC)
	m := w.signedIn(w.other)
	m.get("/courses/every-type/versions/1.0.0").want(200, "Superseded", "Version 1.0.1 is in use now", "Draft")
	m.get("/courses/every-type/versions/1.0.0/lessons/lesson-single").want(200, "Sonam looks twice.", "Superseded", "/versions/1.0.0/lessons/lesson-multiple")
	m.get("/courses/every-type/versions/1.0.0/lessons/none").want(404)
	m.get("/courses/every-type/versions/9.0.0").want(404)
}
