package courses_test

import (
	"errors"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"lamtoen/courses"
)

// golden is the hash of the course in testdata/golden. It must never change: every published course would be refused. A
// field that is added to the format is optional, and absent here.
const golden = "h1:9ePQa_Gai8HqmNYGHKGxx1fCvQGvltYaKP_UUHH3KZ4"

func TestHashIsThatOfTheFirstBuild(t *testing.T) {
	cat, err := courses.Load(os.DirFS("testdata/golden"), courses.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := cat.Courses[0].Hash; got != golden {
		t.Errorf("got hash %s, want %s, for ever", got, golden)
	}
}

func TestHashIgnoresWhatIsNotContent(t *testing.T) {
	want := loadOne(t, tree()).Hash
	for name, change := range map[string]func(fstest.MapFS){
		"order of keys": func(f fstest.MapFS) {
			swap(t, f, dir+"course.yaml", "minutes: 20\nreview: 2028-11-22", "review: 2028-11-22\nminutes: 20")
		},
		"order of items": func(f fstest.MapFS) {
			items := strings.SplitAfter(string(f[dir+"questions.yaml"].Data), "  - id: password\n")
			head, rest, _ := strings.Cut(items[0], "  - id: old-photo\n")
			f[dir+"questions.yaml"] = &fstest.MapFile{Data: []byte(head + "  - id: password\n" + items[1] + "  - id: old-photo\n" +
				strings.TrimSuffix(rest, "  - id: password\n"))}
		},
		"comments and style": func(f fstest.MapFS) {
			swap(t, f, dir+"course.yaml", "title: Check first", "# a comment\ntitle: \"Check first\"")
		},
		"names of lesson files": func(f fstest.MapFS) {
			f[dir+"lessons/07-other.md"] = f[dir+"lessons/02-keep-it-private.md"]
			delete(f, dir+"lessons/02-keep-it-private.md")
		},
		"defaults written out": func(f fstest.MapFS) {
			swap(t, f, dir+"questions.yaml", "id: old-photo\n", "id: old-photo\n    shuffle: true\n    practice: false\n")
		},
		"approval": func(f fstest.MapFS) {
			swap(t, f, dir+"course.yaml", "{state: draft}", `{state: approved, office: A, position: B, date: 2026-11-23, reference: C, hash: "`+want+`"}`)
		},
		"wording of clauses and terms": func(f fstest.MapFS) {
			swap(t, f, "policy.yaml", "Be careful", "Take care")
			swap(t, f, "glossary.yaml", "for fun", "for a pastime")
		},
	} {
		files := tree()
		change(files)
		if got := loadOne(t, files).Hash; got != want {
			t.Errorf("%s: got hash %s, want %s", name, got, want)
		}
	}
}

func TestApprovalBindsToOneHash(t *testing.T) {
	files := tree()
	swap(t, files, dir+"course.yaml", "{state: draft}",
		`{state: approved, office: A, position: B, date: 2026-11-23, reference: C, hash: "`+loadOne(t, files).Hash+`"}`)
	if c := loadOne(t, files); c.Draft() || c.Lapsed() {
		t.Errorf("got draft %v, lapsed %v; want an approved course", c.Draft(), c.Lapsed())
	}
	swap(t, files, dir+"lessons/01-look-twice.md", "A photo of a flood", "A photo of the flood")
	if c := loadOne(t, files); !c.Draft() || !c.Lapsed() {
		t.Errorf("got draft %v, lapsed %v; want a draft again after a change", c.Draft(), c.Lapsed())
	}
}

// outsideHash are the fields that say nothing a learner reads or is judged by: derived, rendered, or wording shared with other
// courses. Every other field must change the hash; so a field that is added and forgotten in the hash fails here.
var outsideHash = []string{".Hash", ".Policy", ".Glossary", ".Bytes", ".Sources", ".Terms", ".Rows", ".Words", ".File", "HTML",
	".Approval", ".Authors", ".Translations", ".Dir", ".versionLine", ".versionCol", "Acknowledgements[].Hash",
	".Media[].Type", ".Media[].Width", ".Media[].Height", ".Media[].Data"}

func TestEveryFieldIsInTheHash(t *testing.T) {
	c := loadOne(t, schoolTree())
	seen := map[string]bool{}
	eachLeaf(reflect.ValueOf(c).Elem(), "", func(path string, v reflect.Value) {
		outside := slices.ContainsFunc(outsideHash, func(s string) bool {
			return strings.HasSuffix(path, s) || strings.Contains(path, s+"[") || strings.Contains(path, s+".")
		})
		if strings.HasSuffix(path, ".Media[].Hash") {
			outside = false
		}
		if seen[path] || !v.CanSet() {
			return
		}
		before := reflect.ValueOf(v.Interface())
		if !alter(v) {
			return
		}
		seen[path] = true
		s := c.Snapshot()
		_, err := courses.FromSnapshot(s)
		if changed := errors.Is(err, courses.ErrDamaged); changed == outside && path != ".Hash" {
			t.Errorf("%s: changes the hash: %v, want %v (%v)", path, changed, !outside, err)
		}
		v.Set(before)
	})
	if len(seen) < 80 {
		t.Errorf("only %d fields were tried: %v", len(seen), slices.Sorted(maps.Keys(seen)))
	}
}

// eachLeaf visits each string, number and truth, by path.
func eachLeaf(v reflect.Value, path string, visit func(string, reflect.Value)) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			eachLeaf(v.Field(i), path+"."+v.Type().Field(i).Name, visit)
		}
	case reflect.Slice:
		for i := range v.Len() {
			eachLeaf(v.Index(i), path+"[]", visit)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			eachLeaf(v.Elem(), path, visit)
		}
	default:
		visit(path, v)
	}
}

func alter(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.String:
		if v.String() == "" {
			return false // another example of the field may have a value
		}
		v.SetString(v.String() + "x")
	case reflect.Bool:
		v.SetBool(!v.Bool())
	case reflect.Int:
		v.SetInt(v.Int() + 1)
	case reflect.Int64:
		v.SetInt(v.Int() + 1e9)
	default:
		return false
	}
	return true
}

func TestTheHashOfALessonIsItsOwn(t *testing.T) {
	before := loadOne(t, tree())
	files := tree()
	swap(t, files, dir+"lessons/02-keep-it-private.md", "few eyes", "very few eyes")
	after := loadOne(t, files)
	if before.Lessons[0].ContentHash() != after.Lessons[0].ContentHash() {
		t.Error("got another hash of lesson 1 after a change of lesson 2, want the same")
	}
	if before.Lessons[1].ContentHash() == after.Lessons[1].ContentHash() {
		t.Error("got the same hash of lesson 2 after it changed, want another")
	}
}
