package lessonpack_test

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/lessonpack"
)

func TestAGroupSheetIsAPageEach(t *testing.T) {
	c := civilCourse(t)
	g := lessonpack.GroupSheet{Session: "DEMA3476", Facilitator: "Pema Lhamo", Agency: "Bumthang Dzongkhag",
		Place: "The meeting room on the upper floor of the office of the gewog administration at Chumey, beside the school", Day: "23 November 2026"}
	for _, a := range c.Acknowledgements {
		g.Texts = append(g.Texts, lessonpack.SheetText{For: "For " + a.Role, Text: a})
	}
	about := lessonpack.About{Day: "2026-11-23", Demo: true}
	none, err := lessonpack.WriteGroupSheet(c, g, about)
	if err != nil {
		t.Fatal(err)
	}
	g.Sheets = []string{"DEMA3476-1", "DEMA3476-2", "DEMA3476-3"}
	three, err := lessonpack.WriteGroupSheet(c, g, about)
	if err != nil {
		t.Fatal(err)
	}
	if got := len(pagesOf(t, three)) - len(pagesOf(t, none)); got != 3 {
		t.Errorf("three sheets: got %d pages, want one each", got)
	}
	again, _ := lessonpack.WriteGroupSheet(c, g, about)
	if !bytes.Equal(three, again) {
		t.Error("printed again: got other bytes, want the same")
	}
}

func TestSheetsForPeople(t *testing.T) {
	for people, want := range map[int]int{0: 1, 1: 1, 12: 1, 13: 2, 60: 5} {
		if got := lessonpack.SheetsFor(people); got != want {
			t.Errorf("sheets for %d people: got %d, want %d", people, got, want)
		}
	}
}

func TestFormsAreNumbered(t *testing.T) {
	c := civilCourse(t)
	var forms []lessonpack.NumberedForm
	for n, number := range []string{"DEMA3476/1", "DEMA3476/2"} {
		drawn, err := assessment.Draw(c, assessment.History{}, rand.New(rand.NewPCG(1, uint64(n))))
		if err != nil {
			t.Fatal(err)
		}
		forms = append(forms, lessonpack.NumberedForm{Number: number, Drawn: drawn})
	}
	file, err := lessonpack.WriteForms(c, forms, lessonpack.About{Day: "2026-11-23"})
	if err != nil || len(pagesOf(t, file)) < 2 {
		t.Errorf("two papers: got %v and %d pages, want a page each at least", err, len(pagesOf(t, file)))
	}
}

// civilCourse is the course that everybody takes, which has a text to sign for each role.
func civilCourse(t *testing.T) *courses.Course {
	t.Helper()
	for _, c := range catalogue(t).Courses {
		if c.ID == "code-of-conduct" {
			return c
		}
	}
	t.Fatal("the content has no code-of-conduct")
	return nil
}
