package courses_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"lamtoen/courses"
)

const workbookYAML = `title: Our plan
summary: What we do, and why.
parts:
  - id: coc.4
    title: Goals
    intro: |
      Begin with *people*.
    fields:
      - {id: period, label: Period, hint: First and last day, kind: text, required: true, clause: coc.4, example: "2027"}
      - {id: goals, label: Our goals, hint: One a line, kind: lines, clause: coc.4, example: [People travel safely]}
      - id: objectives
        label: Our objectives
        hint: One to three
        kind: table
        required: true
        clause: coc.6
        columns:
          - {id: number, label: "No."}
          - {id: who, label: Who is better off}
        example:
          - ["1", Drivers]
  - id: considerations
    title: Considerations
    intro: Hold the plan against them.
    fields:
      - {id: quality, label: Quality, hint: How, kind: text, clause: coc.6, example: Each fact has a source}
review:
  - {id: could-fail, question: Could each objective fail?, clause: coc.4}
`

// loadWorkbook loads the small tree with the workbook in it, changed by pairs of old and new text.
func loadWorkbook(t *testing.T, pairs ...string) (*courses.Workbook, error) {
	t.Helper()
	files := tree()
	files["workbook.yaml"] = &fstest.MapFile{Data: []byte(strings.NewReplacer(pairs...).Replace(workbookYAML))}
	cat, err := courses.Load(files, courses.Options{})
	if err != nil {
		return nil, err
	}
	return cat.Workbook, nil
}

func TestLoadsTheWorkbook(t *testing.T) {
	w, err := loadWorkbook(t)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := len(w.Parts), 2; got != want {
		t.Fatalf("got %d parts, want %d", got, want)
	}
	if got, want := w.Parts[0].IntroHTML, "<p>Begin with <em>people</em>.</p>"; got != want {
		t.Errorf("got intro %s, want %s", got, want)
	}
	f, ok := w.Field("objectives")
	if !ok || !f.Required || len(f.Columns) != 2 || f.ExampleRows[0][1] != "Drivers" {
		t.Errorf("got field %+v, %v; want the table with its columns and its example", f, ok)
	}
	if _, ok := w.Field("nothing"); ok {
		t.Error("got a field that is not there")
	}
	if p, ok := w.Part("considerations"); !ok || p.Fields[0].ID != "quality" {
		t.Errorf("got part %+v, %v", p, ok)
	}
	if got, want := len(w.Clauses()), 2; got != want {
		t.Errorf("got %d clauses, want %d", got, want)
	}
}

func TestWorkbookKeepsItsHashThroughAStore(t *testing.T) {
	w, err := loadWorkbook(t)
	if err != nil {
		t.Fatal(err)
	}
	text, err := w.Encode()
	if err != nil {
		t.Fatal(err)
	}
	again, err := courses.DecodeWorkbook(text)
	if err != nil || again.Hash != w.Hash || again.Parts[0].IntroHTML != w.Parts[0].IntroHTML {
		t.Errorf("got %v, hash %s, want %s and the same HTML", err, again.Hash, w.Hash)
	}
	other, err := loadWorkbook(t, "Could each", "Can each")
	if err != nil || other.Hash == w.Hash {
		t.Errorf("got %v and the same hash for another wording, want another", err)
	}
	if _, err := courses.DecodeWorkbook("{"); err == nil {
		t.Error("got no error for half a workbook")
	}
}

func TestNoWorkbookIsNone(t *testing.T) {
	cat, err := courses.Load(tree(), courses.Options{})
	if err != nil || cat.Workbook != nil {
		t.Errorf("got %v and %v, want a tree without a workbook", cat.Workbook, err)
	}
}

func TestWorkbookDoesNotTouchTheHashOfACourse(t *testing.T) {
	without := loadOne(t, tree())
	files := tree()
	files["workbook.yaml"] = &fstest.MapFile{Data: []byte(workbookYAML)}
	if with := loadOne(t, files); with.Hash != without.Hash {
		t.Errorf("got hash %s with a workbook beside the course, want %s", with.Hash, without.Hash)
	}
}

func TestWorkbookMistakesHaveTheirPlace(t *testing.T) {
	for _, c := range []struct{ name, old, now, want string }{
		{"unknown key", "hint: One to three", "hin: One to three", `workbook.yaml:13:9: field objectives has no key "hin"; write hint`},
		{"unknown clause", "clause: coc.6\n", "clause: coc.99\n", `workbook.yaml:16:17: the policy has no clause "coc.99"`},
		{"unknown kind", "kind: lines", "kind: list", `kind of field goals is "list"; write one of text, lines, table`},
		{"field twice", "id: quality", "id: period", `the field "period" is there twice; the other is at workbook.yaml:9`},
		{"short row", `["1", Drivers]`, `["1"]`, "a row of field objectives has 1 cells, and the table 2 columns"},
		{"empty cell", `["1", Drivers]`, `["1", ""]`, "the example of field objectives has an empty entry"},
		{"no example", ", example: Each fact has a source", "", "field quality has no example"},
		{"part is no clause", "- id: coc.4", "- id: part-one", `the policy has no clause "part-one"`},
		{"link to nowhere", "Begin with *people*.", "Begin with [[nobody]].", "nobody"},
		{"no review", "review:\n  - {id: could-fail, question: Could each objective fail?, clause: coc.4}\n", "", "the workbook has no review"},
		{"column twice", "id: who,", "id: number,", `the column "number" is there twice`},
		{"not a list", "example: [People travel safely]", "example: People travel safely", "should be a list"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, err := loadWorkbook(t, c.old, c.now)
			if err == nil || w != nil {
				t.Fatalf("got %v, %v, want a problem", w, err)
			}
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}
