package courses_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"lamtoen/courses"
)

func TestVersionOrder(t *testing.T) {
	for _, c := range []struct {
		a, b courses.Version
		want int
	}{{"1.0.0", "1.0.0", 0}, {"1.10.0", "1.9.0", 1}, {"1.0.9", "1.1.0", -1}, {"2.0.0", "1.99.99", 1}} {
		if got := c.a.Compare(c.b); got != c.want {
			t.Errorf("%s with %s: got %d, want %d", c.a, c.b, got, c.want)
		}
	}
	for v, want := range map[courses.Version]bool{"1.0.0": true, "0.0.1": true, "1.0": false, "1.00.0": false, "v1.0.0": false, "1.0.0-a": false, "1.0.99999": false, "-1.0.0": false} {
		if got := v.Valid(); got != want {
			t.Errorf("%s: got valid %v, want %v", v, got, want)
		}
	}
}

func TestArchivedVersionsAreReadBesideTheCurrent(t *testing.T) {
	files := tree()
	archive(t, files, "1.3.0")
	cat := load(t, files)
	if len(cat.Courses) != 1 || len(cat.Archive) != 1 {
		t.Fatalf("got %d courses and %d archived, want one each", len(cat.Courses), len(cat.Archive))
	}
	if got, want := cat.Archive[0].Hash, loadOne(t, tree()).Hash; got != want {
		t.Errorf("got hash %s in the archive, want %s as before", got, want)
	}
}

func TestAnArchivedVersionMayCiteWhatIsGone(t *testing.T) {
	files := tree()
	archive(t, files, "1.3.0")
	swap(t, files, "policy.yaml", "coc.6, title: Be careful", "coc.60, title: Be careful")
	swap(t, files, "glossary.yaml", "id: troll, term: Troll", "id: bully, term: Bully")
	for _, p := range problemsOf(t, files, courses.Options{Owners: map[string]bool{"rcsc": true, "moice": true}}) {
		if strings.HasPrefix(p.File, "archive/") {
			t.Errorf("got %v, want no problem in the archive", p)
		}
	}
}

func TestVersionsOverTheArchive(t *testing.T) {
	course := dir + "course.yaml:2:10: "
	for name, c := range map[string]struct {
		change func(fstest.MapFS)
		want   string
	}{
		"not above": {func(f fstest.MapFS) { archive(t, f, "1.1.0") }, course + "version 1.1.0 is not above the archived 1.2.0; raise it"},
		"folder": {func(f fstest.MapFS) {
			archive(t, f, "1.3.0")
			swap(t, f, "archive/check-first/1.2.0/course.yaml", "version: 1.2.0", "version: 1.2.1")
		}, "archive/check-first/1.2.0/course.yaml:2:10: version 1.2.1 differs from the archive folder's name 1.2.0; make them the same"},
		"another type under an old id": {func(f fstest.MapFS) {
			archive(t, f, "1.3.0")
			swap(t, f, dir+"questions.yaml", "id: old-photo", "id: another")
			swap(t, f, dir+"questions.yaml", "id: statement", "id: old-photo")
		}, course + "item old-photo was a multiple question in 1.2.0 and is a true-false one now; give it a new id"},
	} {
		t.Run(name, func(t *testing.T) {
			files := tree()
			c.change(files)
			compareLines(t, problemsOf(t, files, courses.Options{}), []string{c.want})
		})
	}
}

func TestAnIDThatComesBackIsReused(t *testing.T) {
	files := tree()
	archive(t, files, "2.0.0")
	for name, f := range files { // 1.3.0 lacks the item, 2.0.0 has the id again
		if rest, ok := strings.CutPrefix(name, "archive/check-first/1.2.0/"); ok {
			files["archive/check-first/1.3.0/"+rest] = f
		}
	}
	middle := "archive/check-first/1.3.0/"
	swap(t, files, middle+"course.yaml", "1.2.0", "1.3.0")
	swap(t, files, middle+"questions.yaml", "id: password", "id: pass-word")
	load(t, files) // back with the same words: the same question
	swap(t, files, dir+"questions.yaml", "Someone asks for your password.", "Someone asks for your key.")
	compareLines(t, problemsOf(t, files, courses.Options{}), []string{
		dir + "course.yaml:2:10: item password was dropped after 1.2.0 and is back with another stem; give it a new id"})
}

func TestSums(t *testing.T) {
	files := tree()
	archive(t, files, "1.3.0")
	cat := load(t, files)
	compareLines(t, cat.CheckSums(), []string{
		"archive/check-first/1.2.0/course.yaml:2:10: content.sum has no line for check-first 1.2.0; run lamtoen content sum",
		dir + "course.yaml:2:10: content.sum has no line for check-first 1.3.0; run lamtoen content sum"})
	sums, err := cat.WriteSums()
	want := fmt.Sprintf("check-first 1.2.0 %s\ncheck-first 1.3.0 %s\n", cat.Archive[0].Hash, cat.Courses[0].Hash)
	if err != nil || string(sums) != want {
		t.Fatalf("got %q, %v; want %q", sums, err, want)
	}
	files["content.sum"] = &fstest.MapFile{Data: sums}
	if got := load(t, files).CheckSums(); got != nil {
		t.Errorf("got %v, want no problem", got)
	}
	swap(t, files, dir+"lessons/01-look-twice.md", "A photo", "The photo")
	changed := load(t, files)
	got := changed.CheckSums()
	if len(got) != 1 || got[0].File != dir+"course.yaml" || got[0].Line != 2 || !strings.Contains(got[0].What, "lessons/01-look-twice.md") {
		t.Errorf("got %v, want one problem that names the files", got)
	}
	if _, err := changed.WriteSums(); err == nil {
		t.Error("got no error when a recorded version changed, want one")
	}
}

func TestSumsOfVersionsWhoseFilesAreGone(t *testing.T) {
	files := tree()
	hash := loadOne(t, files).Hash
	files["content.sum"] = &fstest.MapFile{Data: []byte("check-first 1.0.0 " + hash + "\ncheck-first 1.2.0 " + hash + "\n")}
	compareLines(t, load(t, files).CheckSums(), []string{
		"content.sum:1:1: the files of check-first 1.0.0 are gone; put them into archive/check-first/1.0.0, as they were published"})
}

func TestLinesOfContentSumThatAreNone(t *testing.T) {
	files := tree()
	hash := loadOne(t, files).Hash
	line := "check-first 1.2.0 " + hash
	files["content.sum"] = &fstest.MapFile{Data: []byte(line + "\n" + line + "\ncheck-first 1.2.0\n\nx 1.2 h1:y\n")}
	compareLines(t, problemsOf(t, files, courses.Options{}), []string{
		`content.sum:2:1: the version "check-first 1.2.0" is there twice; the other is at content.sum:1; change one of them`,
		"content.sum:3:1: this line is no sum; write COURSE VERSION h1:…, or let lamtoen content sum write it",
		"content.sum:5:1: this line is no sum; write COURSE VERSION h1:…, or let lamtoen content sum write it"})
}

func TestFilesThatNothingReads(t *testing.T) {
	files := tree()
	for _, name := range []string{"glosary.yaml", "scool/x/course.yaml", "civil-service/readme.txt", dir + "question.yaml", dir + "lessons/one.md",
		dir + "lessons/01-again.md", dir + "media/Big.PNG", "agencies.csv", "content.go", ".hidden"} {
		files[name] = &fstest.MapFile{Data: []byte("x")}
	}
	var got []string
	for _, p := range problemsOf(t, files, courses.Options{}) {
		got = append(got, p.File)
	}
	want := []string{"civil-service/check-first/lessons/01-look-twice.md", "civil-service/check-first/lessons/one.md",
		"civil-service/check-first/media/Big.PNG", "civil-service/check-first/question.yaml", "civil-service/readme.txt", "glosary.yaml", "scool"}
	for _, w := range want {
		if !strings.Contains(strings.Join(got, "\n"), w) {
			t.Errorf("got problems in %v, want one in %s", got, w)
		}
	}
	for _, g := range got {
		if strings.HasPrefix(g, "agencies") || strings.HasPrefix(g, "content.go") || strings.HasPrefix(g, ".") {
			t.Errorf("got a problem in %s, want none", g)
		}
	}
}
