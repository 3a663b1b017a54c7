package courses_test

import (
	"errors"
	"io/fs"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"lamtoen/courses"
)

func TestSnapshotRoundTrip(t *testing.T) {
	for name, files := range map[string]fs.FS{"course": tree(), "module with its pack": schoolTree()} {
		t.Run(name, func(t *testing.T) { roundTrip(t, loadOne(t, files)) })
	}
}

func roundTrip(t *testing.T, want *courses.Course) {
	t.Helper()
	s := want.Snapshot()
	got, err := courses.FromSnapshot(s)
	if err != nil {
		t.Fatal(err)
	}
	ignore := []cmp.Option{cmpopts.IgnoreUnexported(courses.Course{}), cmpopts.IgnoreFields(courses.Course{}, "Dir"), cmpopts.EquateEmpty()}
	if diff := cmp.Diff(want, got, ignore...); diff != "" {
		t.Errorf("the course read back differs (-want +got):\n%s", diff)
	}
	if again := got.Snapshot(); again.Sum != s.Sum {
		t.Errorf("got sum %s of the course read back, want %s", again.Sum, s.Sum)
	}
}

func TestSnapshotIsCutIntoParts(t *testing.T) {
	c := *loadOne(t, tree())
	c.Sources = []courses.Source{{Path: "big", Text: string(make([]byte, 2<<20))}} // each NUL is six bytes of JSON
	s := c.Snapshot()
	if got, want := len(s.Parts), 4; got != want {
		t.Errorf("got %d parts, want %d", got, want)
	}
	for _, p := range s.Parts {
		if len(p) > courses.PartSize {
			t.Errorf("got a part of %d bytes, want at most %d", len(p), courses.PartSize)
		}
	}
	if _, err := courses.FromSnapshot(s); err != nil {
		t.Errorf("got %v, want the parts joined", err)
	}
}

func TestDamagedSnapshots(t *testing.T) {
	c := loadOne(t, tree())
	for name, damage := range map[string]func(*courses.Snapshot){
		"a byte":          func(s *courses.Snapshot) { s.Parts[0][100] ^= 1 },
		"a part lost":     func(s *courses.Snapshot) { s.Parts = nil },
		"another version": func(s *courses.Snapshot) { s.Version = "9.9.9" },
		"another hash":    func(s *courses.Snapshot) { s.Hash = "h1:x" },
	} {
		s := c.Snapshot()
		damage(&s)
		if got, err := courses.FromSnapshot(s); !errors.Is(err, courses.ErrDamaged) || got != nil {
			t.Errorf("%s: got %v, %v; want ErrDamaged", name, got, err)
		}
	}
}

func TestDiff(t *testing.T) {
	files := tree()
	old := loadOne(t, files)
	if changes := courses.Diff(old, old); !changes.Empty() {
		t.Errorf("got %+v between a version and itself, want nothing", changes)
	}
	swap(t, files, dir+"course.yaml", "pass_mark: 80", "pass_mark: 70")
	swap(t, files, dir+"course.yaml", "version: 1.2.0", "version: 1.3.0")
	swap(t, files, dir+"course.yaml", "I will *check*", "I will always *check*")
	swap(t, files, dir+"questions.yaml", "id: password", "id: pass-word")
	swap(t, files, dir+"questions.yaml", "A photo looks old.", "A photo looks very old.")
	swap(t, files, dir+"lessons/01-look-twice.md", "A photo", "The photo")
	want := courses.Changes{
		Lessons:          []courses.Change{{Kind: courses.Changed, Name: "look-twice"}},
		Items:            []courses.Change{{Kind: courses.Changed, Name: "old-photo"}, {Kind: courses.Added, Name: "pass-word"}, {Kind: courses.Removed, Name: "password"}},
		Acknowledgements: []courses.Change{{Kind: courses.Changed, Name: "everyone"}},
		Course:           []courses.Change{{Kind: courses.Changed, Name: "assessment"}},
	}
	if diff := cmp.Diff(want, courses.Diff(old, loadOne(t, files))); diff != "" {
		t.Errorf("the changes differ (-want +got):\n%s", diff)
	}
}
