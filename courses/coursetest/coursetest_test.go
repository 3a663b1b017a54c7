package coursetest_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"lamtoen/content"
	"lamtoen/courses"
	"lamtoen/courses/coursetest"
)

// TestTheRealCoursesCouldBeTranslated: every published course for grown-ups can be put into another language, whole, in the form that
// a translator writes. What this makes is never written anywhere.
func TestTheRealCoursesCouldBeTranslated(t *testing.T) {
	files := fstest.MapFS{}
	err := fs.WalkDir(content.Files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(name, "archive/") || strings.HasPrefix(name, "schools/") || name == "content.sum" {
			return err
		}
		data, err := fs.ReadFile(content.Files, name)
		files[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := coursetest.Translate(files, "dz"); err != nil {
		t.Fatal(err)
	}
	cat, err := courses.Load(files, courses.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cat.Courses {
		if got, want := len(c.AskedLanguages()) == 1, c.Assessment != nil; got != want {
			t.Errorf("%s: got its assessment offered %v, want %v", c.ID, got, want)
		}
		s := courses.TranslationStates(c, nil, "dz")
		if n, whole := s.Current(""); n != whole {
			t.Errorf("%s: got %d of %d pieces translated, want all", c.ID, n, whole)
		}
	}
}
