package courses_test

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"lamtoen/content"
	"lamtoen/courses"
)

// FuzzLoad holds for any bytes that the loader does not panic, and gives either a whole catalogue or problems, each with its
// file and words.
func FuzzLoad(f *testing.F) {
	f.Add(courseYAML, questionsYAML, glossaryYAML)
	f.Add("id: [", "items: &a [*a]", "terms: !!x {}")
	f.Add(strings.ReplaceAll(courseYAML, ": ", ":"), "items:\n- {}", "terms: [{}]")
	f.Fuzz(func(t *testing.T, course, questions, glossary string) {
		files := tree()
		files[dir+"course.yaml"] = &fstest.MapFile{Data: []byte(course)}
		files[dir+"questions.yaml"] = &fstest.MapFile{Data: []byte(questions)}
		files["glossary.yaml"] = &fstest.MapFile{Data: []byte(glossary)}
		wholeOrProblems(t, files)
	})
}

// FuzzLesson does the same for the lesson parser, Markdown included.
func FuzzLesson(f *testing.F) {
	f.Add(lessonMD)
	f.Add(secondMD)
	f.Add("---\n---\n:::\n:::policy\n```check\n```\n[[a|b]] <b> ![](x)")
	f.Add("---\nid: a\n:::hook\n```scenario\nstart: a\nsteps: [{id: a, choices: [{to: a}]}]\n")
	f.Fuzz(func(t *testing.T, lesson string) {
		files := tree()
		files[dir+"lessons/01-look-twice.md"] = &fstest.MapFile{Data: []byte(lesson)}
		cat := wholeOrProblems(t, files)
		if cat == nil {
			return
		}
		for _, b := range cat.Courses[0].Lessons[0].Blocks {
			if low := strings.ToLower(b.HTML); strings.Contains(low, "<script") || strings.Contains(low, `="javascript:`) {
				t.Errorf("got unsafe HTML %s", b.HTML)
			}
		}
	})
}

// FuzzWorkbook does the same for the workbook.
func FuzzWorkbook(f *testing.F) {
	f.Add(workbookYAML)
	f.Add("parts: [{id: coc.4, fields: [{kind: table, example: [[a], b, {}]}]}]\nreview: {}")
	f.Fuzz(func(t *testing.T, workbook string) {
		files := tree()
		files["workbook.yaml"] = &fstest.MapFile{Data: []byte(workbook)}
		wholeOrProblems(t, files)
	})
}

// FuzzWording does the same for the bank and the texts of a course in another language.
func FuzzWording(f *testing.F) {
	files := worded(f)
	f.Add(string(files[courseDzFile].Data), string(files[questionsDzFile].Data))
	f.Add("title: {}\nobjectives: [{id: be-careful}, a]\nacknowledgement: {}", "items: [{id: password, type: matching}, {id: old-photo}, []]\ntrue_false: []")
	f.Add("approval: {state: approved}", "true_false: {\"true\": \"[[rumour]]\"}\nitems: [{id: statement}]")
	f.Fuzz(func(t *testing.T, texts, questions string) {
		files[courseDzFile] = &fstest.MapFile{Data: []byte(texts)}
		files[questionsDzFile] = &fstest.MapFile{Data: []byte(questions)}
		cat := wholeOrProblems(t, files)
		if cat == nil {
			return
		}
		c := cat.Courses[0]
		if w, ok := c.AskedIn("dz"); ok && (len(w.Bank.Items) != len(c.Items) || !w.Bank.Approved()) {
			t.Errorf("got an assessment offered with %d of %d questions", len(w.Bank.Items), len(c.Items))
		}
	})
}

func wholeOrProblems(t *testing.T, files fstest.MapFS) *courses.Catalogue {
	t.Helper()
	cat, err := courses.Load(files, courses.Options{})
	if (cat == nil) == (err == nil) {
		t.Fatalf("got catalogue %v and error %v, want exactly one", cat, err)
	}
	if err == nil {
		if _, err := courses.FromSnapshot(cat.Courses[0].Snapshot()); err != nil {
			t.Errorf("got %v, want the snapshot of what loaded to be read back", err)
		}
		return cat
	}
	var problems courses.Problems
	if !errors.As(err, &problems) {
		t.Fatalf("got %T, want Problems", err)
	}
	for _, p := range problems {
		if p.File == "" || p.What == "" || p.Mend == "" || p.Rule == "" {
			t.Errorf("got %+v, want file, rule, what and mend", p)
		}
	}
	return nil
}

func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := courses.Load(content.Files, courses.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFromSnapshot(b *testing.B) {
	cat, err := courses.Load(content.Files, courses.Options{})
	if err != nil {
		b.Fatal(err)
	}
	s := cat.Courses[0].Snapshot()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := courses.FromSnapshot(s); err != nil {
			b.Fatal(err)
		}
	}
}
