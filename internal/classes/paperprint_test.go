package classes_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"lamtoen/content"
	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/catalogue"
	"lamtoen/internal/classes"
	"lamtoen/internal/fault"
	"lamtoen/internal/lessonpack"
	"lamtoen/internal/pdf/pdftest"
)

// everyModule is a class of five that works on every module that is shipped and answered on paper.
func everyModule(t *testing.T) *learning {
	t.Helper()
	l := &learning{world: newWorld(t)}
	l.library = must(catalogue.Open(t.Context(), l.engine))(t)
	l.library.Now = func() time.Time { return l.now }
	l.check(l.library.Publish(t.Context(), must(courses.Load(content.Files, courses.Options{}))(t)))
	l.classes = l.instance()
	l.class = l.world.class(5)
	fitting, others := l.classes.Offered(l.class)
	for _, c := range slices.Concat(fitting, others) {
		if !classes.Spoken(c) {
			l.class = l.assign(l.class.ID, c.ID, classes.ModeOwn)
		}
	}
	return l
}

// flat is a text with every run of spaces one space.
func flat(text string) string { return strings.Join(strings.Fields(text), " ") }

// Every module that is shipped can be printed for a class, and its key says what earns whole points.
func TestPaperOfEveryModule(t *testing.T) {
	l := everyModule(t)
	all := l.class.Assignments()
	if len(all) < 9 {
		t.Fatalf("only %d modules are answered on paper", len(all))
	}
	for _, a := range all {
		t.Run(string(a.Course), func(t *testing.T) {
			module, paper, err := l.classes.Paper(t.Context(), l.class, a.Course)
			if err != nil || len(paper.Forms) != 4 || len(paper.Three) != 3 || len(paper.Pupils) != 5 {
				t.Fatalf("%d forms, %d before, %d pupils, %v", len(paper.Forms), len(paper.Three), len(paper.Pupils), err)
			}
			checkKey(t, module, l.class.ID, paper)
			sheets := must(lessonpack.NewClassSheets(module, paper, lessonpack.About{Day: "2026-03-02"}))(t)
			each := sheets.FormPages()
			if each > 2 {
				t.Errorf("a form takes %d pages", each)
			}
			quiz := must(sheets.Quiz())(t)
			pages := pagesOf(t, quiz)
			if len(pages) != 5*each {
				t.Fatalf("five pupils have %d pages of a form of %d", len(pages), each)
			}
			for i, p := range paper.Pupils {
				page := strings.Join(pages[i*each:(i+1)*each], " ")
				if want := fmt.Sprintf("Number %d Form %s", p.Number, p.Form); !strings.Contains(page, want) || !strings.Contains(page, "set "+paper.Set) {
					t.Errorf("the sheet of %d lacks %q", p.Number, want)
				}
			}
			cards := pagesOf(t, must(sheets.Cards())(t))
			if len(cards) != 1 || sheets.CardsOnPage() < 6 {
				t.Errorf("five cards take %d pages of %d", len(cards), sheets.CardsOnPage())
			}
			if three := pagesOf(t, must(sheets.Three())(t)); len(three) != 1 {
				t.Errorf("the questions before take %d pages", len(three))
			}
			key := pagesOf(t, must(sheets.Key())(t))
			if !strings.Contains(key[0], "for the teacher only") || !strings.Contains(key[0], "set "+paper.Set) {
				t.Errorf("the key begins %.200s", key[0])
			}
		})
	}
}

// pagesOf is the text of each page, and checks the file.
func pagesOf(t *testing.T, p lessonpack.Printed) []string {
	t.Helper()
	pdftest.Check(t, p.File)
	pages := strings.Split(strings.TrimSuffix(pdftest.Text(t, p.File, "-layout"), "\f"), "\f")
	if len(pages) != p.Pages {
		t.Errorf("a file of %d pages is said to have %d", len(pages), p.Pages)
	}
	for i, page := range pages {
		pages[i] = flat(page)
		if strings.ContainsRune(pages[i], '\ufffd') {
			t.Errorf("page %d has a letter that no font has", i+1)
		}
	}
	return pages
}

// checkKey reads the printed letters of the right answers back as if a pupil had written them.
func checkKey(t *testing.T, module *courses.Course, class string, paper lessonpack.ClassPaper) {
	t.Helper()
	for i, f := range must(classes.PaperForms(class, module))(t) {
		text := ""
		for _, q := range paper.Forms[i].Questions {
			text += fmt.Sprintf("%d%s ", q.Number, q.Right)
		}
		answers, err := f.ReadAnswers(text)
		if err != nil {
			t.Fatalf("the key of form %s cannot be read: %v", f.Form, err)
		}
		for id, a := range answers {
			item, _ := module.Item(id)
			if got := assessment.Grade(item, a); got != assessment.Whole {
				t.Errorf("form %s, %s: the key earns %d", f.Form, id, got)
			}
		}
	}
}

// What stands on a sheet is what its letters are read as: each option behind its letter, in the order of the form.
func TestSheetsShowTheirLetters(t *testing.T) {
	l := newLearning(t, 5)
	module, paper, err := l.classes.Paper(t.Context(), l.class, rumours)
	l.check(err)
	sheets := must(lessonpack.NewClassSheets(module, paper, lessonpack.About{Day: "2026-03-02"}))(t)
	for i, f := range must(classes.PaperForms(l.class.ID, module))(t) {
		text := strings.Join(pagesOf(t, must(sheets.Form(paper.Forms[i].Name))(t)), " ")
		at := 0
		for _, item := range f.Items {
			if item.Item.Type != courses.Single && item.Item.Type != courses.Multiple {
				continue
			}
			for _, o := range item.Options {
				option, _ := item.Item.Option(o.ID)
				want := flat(o.Letter + " " + option.Text)
				next := strings.Index(text[at:], want[:min(len(want), 30)])
				if next < 0 {
					t.Fatalf("form %s lacks %q after what stands before it", f.Form, want)
				}
				at += next
			}
		}
	}
	if _, err := sheets.Form("E"); err == nil {
		t.Error("there is a form E")
	}
	first, second := must(sheets.Quiz())(t), must(sheets.Quiz())(t)
	if !bytes.Equal(first.File, second.File) {
		t.Error("the same sheets have other bytes the second time")
	}
	paper.Pupils[0].Form = "E"
	for name, print := range map[string]func() (lessonpack.Printed, error){"quiz": sheets.Quiz, "cards": sheets.Cards} {
		if _, err := print(); err == nil {
			t.Errorf("%s: a pupil with a form that is not there is printed", name)
		}
	}
}

// Sheets of two classes, modules or versions are told apart by their mark.
func TestSetsDiffer(t *testing.T) {
	seen := map[string]string{}
	for class := range 40 {
		for _, version := range []courses.Version{"1.0.0", "1.1.0"} {
			name := fmt.Sprintf("class %d, %s", class, version)
			set := classes.PaperSet(fmt.Sprintf("CLASS%03d", class), &courses.Course{ID: "module", Version: version})
			if len(set) != 4 || strings.ContainsAny(set, "0O1IL2Z5S8BUV") {
				t.Errorf("%s: set %q", name, set)
			}
			if seen[set] != "" {
				t.Errorf("%s has the set of %s", name, seen[set])
			}
			seen[set] = name
		}
	}
}

func TestPaperIsOfAClassAtWork(t *testing.T) {
	l := newLearning(t, 5)
	l.check(l.classes.RemovePupil(t.Context(), l.class.ID, 3))
	_, paper, err := l.classes.Paper(t.Context(), l.class, rumours)
	l.check(err)
	var got []string
	for _, p := range paper.Pupils {
		got = append(got, fmt.Sprintf("%d%s", p.Number, p.Form))
	}
	if want := []string{"1A", "2B", "4D", "5A"}; !slices.Equal(got, want) {
		t.Errorf("the pupils are %v", got)
	}
	refused := func(c classes.Class, course courses.CourseID, code fault.Code) {
		t.Helper()
		if _, _, err := l.classes.Paper(context.Background(), c, course); !fault.Is(err, code) {
			t.Errorf("%s: %v", course, err)
		}
	}
	refused(l.class, kind, fault.CodeNotFound)
	over := l.class
	over.Purged = l.now
	refused(over, rumours, fault.CodeConflict)
	young := l.assign(l.class.ID, kind, classes.ModeProjector)
	_, paper, err = l.classes.Paper(t.Context(), young, kind)
	if err != nil || len(paper.Forms)+len(paper.Three) != 0 || len(paper.Pupils) != 4 {
		t.Errorf("the youngest: %d forms, %d before, %v", len(paper.Forms), len(paper.Three), err)
	}
}
