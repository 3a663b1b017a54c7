package classes_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"lamtoen/content"
	"lamtoen/courses"
	"lamtoen/internal/classes"
	"lamtoen/internal/fault"
	"lamtoen/internal/pdf/pdftest"
)

// finish gives pupils a whole result, as a pen drive does.
func (l *learning) finish(class string, of ...int) {
	l.Helper()
	for _, roll := range of {
		must(l.classes.Merge(l.Context(), classes.WorkID(class, roll, rumours), classes.Entry{ID: "result", Kind: classes.EntryResult, At: l.now,
			Mode: classes.ModePen, Version: l.module.Version, Right: 2, Whole: 4}))(l.T)
	}
}

func rolls(n int) []int {
	var list []int
	for i := range n {
		list = append(list, i+1)
	}
	return list
}

// The class as a whole is told of, never a pupil: not in a class of fewer than ten, and not before nine of ten have finished.
func TestFamilySeesTheClassAsAWhole(t *testing.T) {
	for _, one := range []struct {
		size, done     int
		told, finished bool
	}{{9, 9, false, false}, {10, 8, true, false}, {10, 9, true, true}, {35, 31, true, false}, {35, 32, true, true}} {
		t.Run(fmt.Sprintf("%d of %d", one.done, one.size), func(t *testing.T) {
			l := newLearning(t, one.size)
			l.finish(l.class.ID, rolls(one.done)...)
			f := must(l.classes.Family(t.Context(), l.class))(t)
			if f.Told != one.told || f.Modules[0].Finished != one.finished || f.Finished != len(f.Modules)*map[bool]int{true: 1}[one.finished] {
				t.Errorf("got told %v, finished %v, %d in all", f.Told, f.Modules[0].Finished, f.Finished)
			}
			if f.School != "Invented School 1" || f.Label != "VII B" || f.Modules[0].From != "2026-03-02" {
				t.Errorf("got %+v", f)
			}
		})
	}
}

// The family code opens the class for families and nothing else; the class code does not; another one takes its place at once, and
// it ends with the pupils' rows.
func TestFamilyCode(t *testing.T) {
	w := newWorld(t)
	c := w.class(3)
	ask := func(code string) error {
		_, err := w.classes.ByFamilyCode(t.Context(), code, "10.0.0.9")
		return err
	}
	w.check(ask(" " + strings.ToLower(classes.GroupCode(c.FamilyCode)) + " "))
	for name, code := range map[string]string{"class": c.Code, "empty": "", "made up": "AAAAAA", "long": strings.Repeat("A", 500)} {
		if err := ask(code); !fault.Is(err, fault.CodeNotFound) {
			t.Errorf("%s code: got %v, want not found", name, err)
		}
	}
	if _, err := w.classes.ByCode(t.Context(), c.FamilyCode, "10.0.0.9"); !fault.Is(err, fault.CodeNotFound) {
		t.Errorf("the family code at the pupils' sign-in: got %v", err)
	}
	renewed := must(w.classes.RenewFamilyCode(t.Context(), c.ID, c.FamilyCode, w.teacher))(t)
	if err := ask(c.FamilyCode); !fault.Is(err, fault.CodeNotFound) {
		t.Errorf("the old code: got %v", err)
	}
	w.check(ask(renewed.FamilyCode))
	w.now = w.now.AddDate(1, 0, 0)
	must(w.classes.Purge(t.Context()))(t)
	if err := ask(renewed.FamilyCode); !fault.Is(err, fault.CodeNotFound) {
		t.Errorf("after the purge: got %v", err)
	}
}

// Whoever guesses family codes waits, and so longer each time; other addresses and the pupils of the school do not.
func TestGuessingFamilyCodesIsSlow(t *testing.T) {
	w := newWorld(t)
	c := w.class(3)
	try := func(code, address string) error {
		_, err := w.classes.ByFamilyCode(t.Context(), code, address)
		return err
	}
	for i := range 100 {
		if err := try(fmt.Sprintf("AAAA%02d", i), "2001:db8::1"); !fault.Is(err, fault.CodeNotFound) {
			t.Fatalf("guess %d: got %v", i, err)
		}
	}
	if err := try(c.FamilyCode, "2001:db8::2"); !fault.Is(err, fault.CodeTooMany) {
		t.Errorf("from the same network, with the right code: got %v, want a wait", err)
	}
	if err := try(c.FamilyCode, "2001:db8:0:1::1"); err != nil {
		t.Errorf("from another network: got %v", err)
	}
	if _, err := w.classes.ByCode(t.Context(), c.Code, "2001:db8::1"); err != nil {
		t.Errorf("a pupil from the same network: got %v", err)
	}
	w.now = w.now.Add(16 * time.Second)
	w.check(try(c.FamilyCode, "2001:db8::1"))
	tries := 0
	for begin := w.now; w.now.Sub(begin) < 24*time.Hour; w.now = w.now.Add(20 * time.Second) {
		if fault.Is(try("AAAAAA", "2001:db8::1"), fault.CodeNotFound) {
			tries++
		}
	}
	if tries > 120 {
		t.Errorf("got %d guesses in a day, want at most 120", tries)
	}
}

func TestFamilySlips(t *testing.T) {
	w := newWorld(t)
	c := w.class(35)
	w.check(w.classes.RemovePupil(t.Context(), c.ID, 4))
	file := must(w.classes.FamilySlips(t.Context(), c.ID))(t)
	if !bytes.Equal(file, must(w.open().FamilySlips(t.Context(), c.ID))(t)) {
		t.Error("slips printed again differ")
	}
	if dir := os.Getenv("LAMTOEN_LOOK"); dir != "" {
		w.check(os.WriteFile(dir+"/family.pdf", file, 0o600))
	}
	pdftest.Check(t, file)
	text := pdftest.Text(t, file)
	if got := strings.Count(text, classes.GroupCode(c.FamilyCode)); got != 34 {
		t.Errorf("got %d slips, want one for each of 34 pupils", got)
	}
	if strings.Contains(text, classes.GroupCode(c.Code)) {
		t.Error("the class code stands on the slips")
	}
	if pages := strings.Count(text, "\f"); pages != 5 {
		t.Errorf("got %d pages, want 5 of eight slips", pages)
	}
	if code := pdftest.Scan(t, file, "200"); !strings.Contains(code, "https://training.example.bt/family/"+c.FamilyCode) {
		t.Errorf("the QR codes say %q", code)
	}
}

// Every family sheet that is shipped has something to talk about at home.
func TestEveryFamilySheetHasAPrompt(t *testing.T) {
	found := 0
	for _, c := range must(courses.Load(content.Files, courses.Options{}))(t).Courses {
		if c.Pack == nil {
			continue
		}
		found++
		talk := c.Pack.FamilySheet.Under("One thing to talk about")
		if !strings.HasPrefix(talk, "<p>") || !strings.HasSuffix(talk, "</p>") || strings.Contains(talk, "<h") || len(talk) < 60 {
			t.Errorf("%s: got %q", c.ID, talk)
		}
	}
	if found < 10 {
		t.Errorf("got %d modules with a family sheet", found)
	}
}
