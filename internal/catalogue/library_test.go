package catalogue_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"lamtoen/content"
	"lamtoen/courses"
	"lamtoen/internal/catalogue"
	"lamtoen/internal/fault"
	"lamtoen/internal/store"
	"lamtoen/internal/store/storetest"
)

const dir = "community/look-twice/"

// small is a content tree with one course in the version.
func small(version, words string) fstest.MapFS {
	return fstest.MapFS{
		"policy.yaml": {Data: []byte("clauses:\n  - {id: coc.4, title: Be accurate, kind: test}\n")},
		dir + "course.yaml": {Data: []byte("id: look-twice\nversion: " + version + `
title: Look twice
summary: A short course.
catalogue: community
audience: {who: Everyone, reading_age: 12}
owners: [moice]
minutes: 5
review: 2028-11-22
clauses: [coc.4]
objectives:
  - {id: look, can: Look twice}
lesson_order: free
approval: {state: draft}
`)},
		dir + "lessons/01-look.md": {Data: []byte(`---
id: look
title: Look
objective: look
minutes: 5
clauses: [coc.4]
keep: Look twice.
---
` + words + "\n\n```check\n" + `id: twice
type: true-false
stem: Once is enough.
answer: false
feedback: {"true": Look again., "false": Twice is better.}
` + "```\n")},
	}
}

// both adds the old version of a tree to the archive of the new one.
func both(old, now fstest.MapFS, version string) fstest.MapFS {
	for name, f := range old {
		if rest, ok := strings.CutPrefix(name, dir); ok {
			now["archive/look-twice/"+version+"/"+rest] = f
		}
	}
	return now
}

func load(t *testing.T, files fstest.MapFS) *courses.Catalogue {
	t.Helper()
	cat, err := courses.Load(files, courses.Options{})
	if err != nil {
		t.Fatalf("got problems %v, want none", err)
	}
	return cat
}

func open(t *testing.T, engine store.Engine) *catalogue.Library {
	t.Helper()
	l, err := catalogue.Open(t.Context(), engine)
	if err != nil {
		t.Fatal(err)
	}
	l.Now = func() time.Time { return time.Date(2026, 11, 23, 4, 0, 0, 123456, time.UTC) }
	return l
}

func publish(t *testing.T, l *catalogue.Library, files fstest.MapFS) {
	t.Helper()
	if err := l.Publish(t.Context(), load(t, files)); err != nil {
		t.Fatal(err)
	}
}

func TestPublishedCoursesAreThereForEveryInstance(t *testing.T) {
	engine := storetest.Open(t)
	first, second := open(t, engine), open(t, engine)
	if _, err := first.Course("look-twice"); !fault.Is(err, fault.CodeNotFound) {
		t.Errorf("got %v before publishing, want not_found", err)
	}
	publish(t, first, small("1.0.0", "Look."))
	publish(t, first, small("1.0.0", "Look."))
	if err := second.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := load(t, small("1.0.0", "Look.")).Courses[0]
	for name, l := range map[string]*catalogue.Library{"publisher": first, "other": second, "opened later": open(t, engine)} {
		got, err := l.Course("look-twice")
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got.Hash != want.Hash || got.Lessons[0].Blocks[0].HTML != "<p>Look.</p>" || !got.Draft() {
			t.Errorf("%s: got %s %q, draft %v; want %s, the rendered text, a draft", name, got.Hash, got.Lessons[0].Blocks[0].HTML, got.Draft(), want.Hash)
		}
		if again, _ := l.Course("look-twice"); again != got {
			t.Errorf("%s: got another course the second time, want the same shared one", name)
		}
	}
	if at, ok := first.Published("look-twice", "1.0.0"); !ok || at.Nanosecond() != 0 {
		t.Errorf("got published at %v, %v; want whole milliseconds", at, ok)
	}
	if _, ok := first.Reference().Policy.Clause("coc.4"); !ok {
		t.Error("got a reference without coc.4, want the policy of the files")
	}
}

func TestTheHighestVersionIsCurrentAndOldOnesStay(t *testing.T) {
	engine := storetest.Open(t)
	l := open(t, engine)
	old := small("1.9.0", "Once.")
	publish(t, l, old)
	publish(t, l, both(old, small("1.10.0", "Twice."), "1.9.0"))
	late := open(t, engine) // an instance with the old files only
	publish(t, late, old)
	for name, l := range map[string]*catalogue.Library{"new": l, "old files": late} {
		if c, err := l.Course("look-twice"); err != nil || c.Version != "1.10.0" {
			t.Errorf("%s: got %v, %v; want 1.10.0", name, c, err)
		}
		c, err := l.Version(t.Context(), "look-twice", "1.9.0")
		if err != nil || c.Lessons[0].Blocks[0].HTML != "<p>Once.</p>" {
			t.Errorf("%s: got %v, %v; want 1.9.0 as it was", name, c, err)
		}
		if _, err := l.Version(t.Context(), "look-twice", "3.0.0"); !fault.Is(err, fault.CodeNotFound) {
			t.Errorf("%s: got %v for a version that never was, want not_found", name, err)
		}
		if got := l.Versions("look-twice"); len(got) != 2 || got[0] != "1.9.0" {
			t.Errorf("%s: got versions %v, want 1.9.0 and 1.10.0", name, got)
		}
		if got := l.Current(); len(got) != 1 {
			t.Errorf("%s: got %d current courses, want 1", name, len(got))
		}
	}
}

func TestAVersionMayBeAskedForBeforeTheNextRefresh(t *testing.T) {
	engine := storetest.Open(t)
	reader := open(t, engine)
	publish(t, open(t, engine), small("1.0.0", "Look."))
	if c, err := reader.Version(t.Context(), "look-twice", "1.0.0"); err != nil || c.Version != "1.0.0" {
		t.Errorf("got %v, %v; want the version read from the store", c, err)
	}
}

func TestTheSameVersionWithOtherContentIsRefused(t *testing.T) {
	engine := storetest.Open(t)
	l := open(t, engine)
	publish(t, l, small("1.0.0", "Look."))
	changed := small("1.0.0", "Look once more.")
	changed["community/other/course.yaml"] = &fstest.MapFile{Data: []byte(strings.ReplaceAll(string(changed[dir+"course.yaml"].Data), "id: look-twice", "id: other"))}
	changed["community/other/lessons/01-look.md"] = changed[dir+"lessons/01-look.md"]
	err := l.Publish(t.Context(), load(t, changed))
	var problems courses.Problems
	if !errors.As(err, &problems) || len(problems) != 1 {
		t.Fatalf("got %v, want one problem", err)
	}
	want := dir + "course.yaml:2:10: look-twice 1.0.0 is already published with other content: lessons/01-look.md differs; " +
		"raise the version here and archive the published one, or put the files back"
	if got := problems.Error(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := len(l.Current()); got != 1 {
		t.Errorf("got %d courses, want 1: nothing is published beside a refused version", got)
	}
}

func TestApprovalFollowsTheFiles(t *testing.T) {
	engine := storetest.Open(t)
	l, other := open(t, engine), open(t, engine)
	files := small("1.0.0", "Look.")
	publish(t, l, files)
	hash := load(t, files).Courses[0].Hash
	draft, approved := "{state: draft}", `{state: approved, office: A, position: B, date: 2026-11-23, reference: C, hash: "`+hash+`"}`
	for _, c := range []struct {
		old, now string
		want     bool
	}{{draft, approved, false}, {approved, draft, true}} {
		text := strings.Replace(string(files[dir+"course.yaml"].Data), c.old, c.now, 1)
		files[dir+"course.yaml"] = &fstest.MapFile{Data: []byte(text)}
		publish(t, l, files)
		if err := other.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		for name, l := range map[string]*catalogue.Library{"with the files": l, "without": other} {
			if got, err := l.Course("look-twice"); err != nil || got.Draft() != c.want {
				t.Errorf("%s: got draft %v, %v; want %v", name, got.Draft(), err, c.want)
			}
		}
	}
}

func TestManyInstancesPublishAtOnce(t *testing.T) {
	engine := storetest.Open(t)
	cat := load(t, small("1.0.0", "Look."))
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			l, err := catalogue.Open(t.Context(), engine)
			if err == nil {
				err = l.Publish(t.Context(), cat)
			}
			if err != nil {
				t.Errorf("got %v, want every publisher to succeed", err)
				return
			}
			if c, err := l.Course("look-twice"); err != nil || c.Version != "1.0.0" {
				t.Errorf("got %v, %v; want the course", c, err)
			}
		})
	}
	wait.Wait()
}

// lossy fails the n-th write, as a server that is killed there.
type lossy struct {
	store.Engine
	writes int
}

var errKilled = errors.New("killed")

func (e *lossy) Insert(ctx context.Context, collection string, docs []store.Doc) ([]error, error) {
	if e.writes--; e.writes < 0 {
		return nil, errKilled
	}
	return e.Engine.Insert(ctx, collection, docs)
}

func TestKilledBetweenAnyTwoWrites(t *testing.T) {
	for n := range 3 {
		engine := storetest.Open(t)
		dying := open(t, &lossy{engine, n})
		if err := dying.Publish(t.Context(), load(t, small("1.0.0", "Look."))); !errors.Is(err, errKilled) {
			t.Fatalf("after %d writes: got %v, want it killed", n, err)
		}
		l := open(t, engine)
		if got, want := len(l.Current()), n/2; got != want { // the part, then the manifest, then the approval
			t.Errorf("after %d writes: got %d courses, want %d", n, got, want)
		}
		publish(t, l, small("1.0.0", "Look."))
		if _, err := l.Course("look-twice"); err != nil {
			t.Errorf("after %d writes: got %v, want the course once it is published again", n, err)
		}
	}
}

func TestTheRealContentIsPublished(t *testing.T) {
	cat, err := courses.Load(content.Files, courses.Options{})
	if err != nil {
		t.Fatal(err)
	}
	engine := storetest.Open(t)
	if err := open(t, engine).Publish(t.Context(), cat); err != nil {
		t.Fatal(err)
	}
	l := open(t, engine)
	for _, want := range cat.Courses {
		got, err := l.Course(want.ID)
		if err != nil || got.Hash != want.Hash || len(got.Media) != len(want.Media) {
			t.Errorf("%s: got %v, %v; want it as it was loaded", want.ID, got, err)
		}
	}
}
