package learning_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"lamtoen/courses"
	"lamtoen/courses/coursetest"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
)

// translated is contentTree with sample text in dz.
func translated(t testing.TB, version string) fstest.MapFS {
	t.Helper()
	files := contentTree(version)
	if err := coursetest.Translate(files, "dz"); err != nil {
		t.Fatal(err)
	}
	return files
}

func (w *world) publishFiles(files fstest.MapFS) {
	w.t.Helper()
	cat, err := courses.Load(files, courses.Options{})
	w.must(err)
	w.must(w.library.Publish(w.t.Context(), cat))
}

func TestAnAttemptStaysInItsLanguage(t *testing.T) {
	ctx := t.Context()
	w := newWorld(t)
	w.lessons(w.pema)
	_, err := w.learning.StartAttemptIn(ctx, w.pema, conduct, "dz", learning.ViaWeb)
	w.refused(err, fault.CodeConflict, "not offered in this language")
	w.publishFiles(translated(t, "1.0.0"))
	a, err := w.learning.StartAttemptIn(ctx, w.pema, conduct, "dz", learning.ViaWeb)
	w.must(err)
	if a.Lang != "dz" || a.Words == "" {
		t.Fatalf("got language %q and words %q, want dz and a hash", a.Lang, a.Words)
	}
	other, err := w.learning.StartAttempt(ctx, w.pema, conduct, learning.ViaWeb) // in another tab, in English
	w.must(err)
	if other.ID != a.ID || other.Lang != "dz" {
		t.Errorf("got %s in %q, want the open attempt as it is", other.ID, other.Lang)
	}
	// The translation is mended, then withdrawn: the attempt stays in the words in which it began.
	files := translated(t, "1.0.0")
	for name, f := range files {
		if strings.HasSuffix(name, "questions.dz.yaml") {
			files[name] = &fstest.MapFile{Data: []byte(strings.Replace(string(f.Data), " stem\"", " better stem\"", 1))}
		}
	}
	for _, now := range []fstest.MapFS{files, contentTree("1.0.0")} {
		w.publishFiles(now)
		c, err := w.library.Course(conduct)
		w.must(err)
		if got := c.AskedLanguages(); len(got) != 0 {
			t.Fatalf("got the assessment offered in %v, want in none", got)
		}
		bare, _, _ := w.open(w.engine) // another instance, without any files
		shown, err := bare.Worded(ctx, c, a.Lang, a.Words)
		w.must(err)
		item, _ := shown.Item(a.Drawn[0].Item)
		if item.Stem != coursetest.Mark+string(item.ID)+" stem" {
			t.Errorf("got %q, want the words of the start", item.Stem)
		}
	}
	for _, d := range a.Drawn {
		w.must(w.learning.SaveAnswer(ctx, w.pema, a.ID, d.Item, answer(d.Item, false)))
	}
	o, err := w.learning.Submit(ctx, w.pema, a.ID)
	w.must(err)
	again, err := w.learning.Attempt(ctx, w.pema, a.ID)
	w.must(err)
	for _, missed := range slices.Concat(o.Reread, again.Outcome.Reread) {
		if !strings.HasPrefix(missed.Objective.Can, coursetest.Mark) || !strings.HasPrefix(missed.Lessons[0].Title, coursetest.Mark) {
			t.Errorf("got %q and %q to read again, want both in the attempt's language", missed.Objective.Can, missed.Lessons[0].Title)
		}
	}
	if len(o.Reread) == 0 || again.Lang != "dz" {
		t.Errorf("got %d objectives in %q, want some in dz", len(o.Reread), again.Lang)
	}
	w.clock.advance(time.Hour)
	if next, err := w.learning.StartAttemptIn(ctx, w.pema, conduct, "en", learning.ViaWeb); err != nil || next.Lang != "" || next.Words != "" {
		t.Errorf("got %q, %v; want the next attempt in English, with nothing said of a language", next.Lang, err)
	}
}

func TestASignatureSaysInWhichWordsItWasRead(t *testing.T) {
	ctx := t.Context()
	w := newWorld(t)
	w.publishFiles(translated(t, "1.0.0"))
	w.lessons(w.head)
	w.attempt(w.head, true)
	c, err := w.library.Course(conduct)
	w.must(err)
	words, _ := c.SignedIn("dz")
	spoken := c.Worded(words)
	forAll, _ := spoken.Acknowledgement(courses.Everyone)
	forHead, _ := spoken.Acknowledgement("head")
	sign := func(hash string) (learning.Progress, error) {
		return w.learning.Sign(ctx, w.head, conduct, learning.Signature{TextHash: hash, TypedName: "Dechen"})
	}
	_, err = sign(forAll.Hash)
	w.refused(err, fault.CodeConflict, "not the one that you read") // of another role
	p, err := sign(forHead.Hash)
	w.must(err)
	want := learning.SignatureData{Role: "head", Title: coursetest.Mark + "heading for head", TextHash: forHead.Hash, TypedName: "Dechen",
		RegisteredName: "Dechen Wangmo", Agency: "moh", Lang: "dz", Words: words.Hash()}
	if p.Signature == nil || *p.Signature != want {
		t.Errorf("got %+v, want %+v", p.Signature, want)
	}
	w.publishFiles(contentTree("1.0.0")) // withdrawn: what was signed can still be read
	c, err = w.library.Course(conduct)
	w.must(err)
	read, err := w.library.Worded(ctx, c, p.Signature.Lang, p.Signature.Words)
	w.must(err)
	if ack, _ := read.Acknowledgement("head"); ack.Hash != p.Signature.TextHash {
		t.Errorf("got %+v, want the text that was signed", ack)
	}
	if _, err := sign(forHead.Hash); err != nil {
		t.Errorf("got %v, want the same signature again accepted", err)
	}
	w.lessons(w.pema)
	w.attempt(w.pema, true)
	_, err = w.learning.Sign(ctx, w.pema, conduct, learning.Signature{TextHash: forAll.Hash, TypedName: "Pema"})
	w.refused(err, fault.CodeConflict, "not the one that you read") // no longer offered
	english, err := w.learning.Sign(ctx, w.pema, conduct, learning.Signature{TextHash: w.text(w.pema).Hash, TypedName: "Pema"})
	w.must(err)
	if english.Signature.Lang != "" || english.Signature.Words != "" {
		t.Errorf("got %+v, want nothing said of a language", english.Signature)
	}
}
