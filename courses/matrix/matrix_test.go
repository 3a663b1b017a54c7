package matrix_test

import (
	"os"
	"strings"
	"testing"

	"lamtoen/courses"
	"lamtoen/courses/matrix"
)

func clause(id courses.ClauseID, kind courses.ClauseKind) courses.Clause {
	return courses.Clause{ID: id, Title: "Clause " + string(id), Kind: kind}
}

// small has a clause of each kind that is met, and one of each that is short.
func small() *courses.Catalogue {
	item := func(id courses.ItemID, practice bool, clauses ...courses.ClauseID) courses.Item {
		return courses.Item{ID: id, Clauses: clauses, Practice: practice}
	}
	return &courses.Catalogue{
		Policy: courses.Policy{Clauses: []courses.Clause{
			clause("coc.1", courses.ClauseTest), clause("coc.2", courses.ClauseTest), clause("coc.3", courses.ClauseTest),
			clause("def.1", courses.ClauseTeach), clause("def.2", courses.ClauseTeach), clause("cap.1", courses.ClausePlatform), clause("cap.9", courses.ClausePlatform),
		}},
		Glossary: []courses.Term{{ID: "access", Clause: "def.1"}},
		Courses: []*courses.Course{
			{ID: "one", Review: "2028-11-20", Clauses: []courses.ClauseID{"coc.1"}, Lessons: []courses.Lesson{
				{ID: "first", Title: "First", Clauses: []courses.ClauseID{"coc.1"}},
				{ID: "second", Title: "Second", Blocks: []courses.Block{{Kind: courses.PolicyBox, Clause: "coc.2"}}},
			}, Items: []courses.Item{item("a", false, "coc.1"), item("b", false, "coc.2"), item("c", true, "coc.2")}},
			{ID: "two", Review: "2027-01-01", Items: []courses.Item{item("d", false, "coc.1", "coc.3"), item("e", false, "coc.3")}},
		},
	}
}

func TestWhatIsShort(t *testing.T) {
	want := map[courses.ClauseID]string{
		"coc.1": "", "coc.2": "1 questions test it", "coc.3": "no lesson teaches it", "def.1": "", "def.2": "glossary does not explain",
		"cap.1": "", "cap.9": "nothing of the product",
	}
	rows := matrix.Of(small())
	if len(rows) != len(want) {
		t.Fatalf("got %d rows, want %d", len(rows), len(want))
	}
	for _, r := range rows {
		if w := want[r.Clause.ID]; w == "" && r.Short != "" || !strings.Contains(r.Short, w) {
			t.Errorf("%s: got %q, want %q", r.Clause.ID, r.Short, w)
		}
	}
	if first := rows[0]; first.Items() != 2 || len(first.Tested) != 2 || len(first.Taught) != 1 || first.Taught[0].Lesson != "first" {
		t.Errorf("coc.1: got %+v, want one lesson and two questions of two courses", first)
	}
}

func TestDue(t *testing.T) {
	for by, want := range map[string]string{"2026-12-31": "", "2027-01-01": "two", "2028-11-20": "two one"} {
		var got []string
		for _, c := range matrix.Due(small(), by) {
			got = append(got, string(c.ID))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("by %s: got %v, want %q", by, got, want)
		}
	}
}

// TestNoClauseIsShort holds the shipped courses to the policy: every clause gets what its kind asks for.
func TestNoClauseIsShort(t *testing.T) {
	c, err := courses.Load(os.DirFS("../../content"), courses.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range matrix.Of(c) {
		if r.Short != "" {
			t.Errorf("%s %s: %s", r.Clause.ID, r.Clause.Title, r.Short)
		}
	}
	found := map[string]bool{}
	for _, m := range matrix.Impact(c, "coc.4") {
		if m.File == "" || m.Name == "" {
			t.Errorf("%+v names no place", m)
		}
		found[m.What] = true
	}
	for _, what := range []string{"course", "lesson", "policy box", "question", "check", "acknowledgement"} {
		if !found[what] {
			t.Errorf("a change of coc.4 concerns no %s, want at least one", what)
		}
	}
}
