package lessonpack_test

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"lamtoen/content"
	"lamtoen/courses"
	"lamtoen/internal/lessonpack"
	"lamtoen/internal/pdf/pdftest"
)

// shipped is the content that the program holds, loaded once.
var shipped = sync.OnceValues(func() (*courses.Catalogue, error) {
	return courses.Load(content.Files, courses.Options{Today: time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)})
})

func catalogue(t *testing.T) *courses.Catalogue {
	t.Helper()
	c, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// modules are the courses with a lesson pack.
func modules(t *testing.T) []*courses.Course {
	t.Helper()
	var all []*courses.Course
	for _, c := range catalogue(t).Courses {
		if c.Pack != nil {
			all = append(all, c)
		}
	}
	if len(all) == 0 {
		t.Fatal("the content has no lesson pack")
	}
	return all
}

func about(t *testing.T) lessonpack.About {
	t.Helper()
	return lessonpack.About{Day: "2026-11-23", Contacts: catalogue(t).Contacts, Owners: func(code string) string { return "Office " + code }}
}

func write(t *testing.T, c *courses.Course, part lessonpack.Part) []byte {
	t.Helper()
	file, err := lessonpack.Write(c, part, about(t))
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// pagesOf is the text of each page, each run of spaces one space.
func pagesOf(t *testing.T, file []byte) []string {
	t.Helper()
	pages := strings.Split(strings.TrimSuffix(pdftest.Text(t, file, "-layout"), "\f"), "\f")
	for i, p := range pages {
		pages[i] = strings.Join(strings.Fields(p), " ")
	}
	return pages
}

func TestEveryPartOfEveryModule(t *testing.T) {
	for _, c := range modules(t) {
		pack := c.Pack
		titles := map[lessonpack.Part]string{
			lessonpack.TeacherPlan: pack.TeacherPlan.Title, lessonpack.Handout: pack.Handout.Title, lessonpack.FamilySheet: pack.FamilySheet.Title,
			lessonpack.Activity: pack.Activity.Title, lessonpack.Quiz: c.Title,
		}
		for _, part := range lessonpack.Parts() {
			t.Run(string(c.ID)+" "+string(part), func(t *testing.T) {
				file := write(t, c, part)
				pdftest.Check(t, file)
				pages := pagesOf(t, file)
				least, most := 1, 1
				switch part {
				case lessonpack.TeacherPlan:
					least, most = 3, 8
				case lessonpack.Activity:
					most = 2
				case lessonpack.Quiz:
					least, most = 2, 12
				}
				if len(pages) < least || len(pages) > most {
					t.Errorf("got %d pages, want %d to %d", len(pages), least, most)
				}
				if !strings.Contains(pages[0], strings.Join(strings.Fields(titles[part]), " ")) {
					t.Errorf("the first page lacks its title %q: %.300s", titles[part], pages[0])
				}
				for i, p := range pages {
					for _, want := range []string{"version " + string(c.Version), c.Hash[:15], lessonpack.MarkDraft} {
						if !strings.Contains(p, want) {
							t.Errorf("page %d lacks %q", i+1, want)
						}
					}
					if strings.Contains(p, "\uFFFD") {
						t.Errorf("page %d has a letter that no font has", i+1)
					}
				}
			})
		}
	}
}

// TestNothingIsClipped looks at where every word stands: within the page, above the foot.
func TestNothingIsClipped(t *testing.T) {
	for _, c := range modules(t) {
		for _, part := range lessonpack.Parts() {
			file := write(t, c, part)
			for line := range strings.Lines(pdftest.Text(t, file, "-bbox")) {
				_, rest, word := strings.Cut(line, `<word xMin="`)
				if !word {
					continue
				}
				left, rest, _ := strings.Cut(rest, `"`)
				_, rest, _ = strings.Cut(rest, `xMax="`)
				right, rest, _ := strings.Cut(rest, `"`)
				_, rest, _ = strings.Cut(rest, `yMax="`)
				bottom, _, _ := strings.Cut(rest, `"`)
				x1, err1 := strconv.ParseFloat(left, 64)
				x2, err2 := strconv.ParseFloat(right, 64)
				y, err3 := strconv.ParseFloat(bottom, 64)
				if err := errors.Join(err1, err2, err3); err != nil || x1 < 25 || x2 > 572 || y > 828 {
					t.Errorf("%s %s: %v: outside the page: %s", c.ID, part, err, strings.TrimSpace(line))
				}
			}
		}
	}
}

func TestTheTeacherPlanHoldsBothPlans(t *testing.T) {
	for _, c := range modules(t) {
		text := strings.Join(pagesOf(t, write(t, c, lessonpack.TeacherPlan)), " ")
		want := []string{"Before the lesson:", "Minutes You Pupils", "If you show the slides: your words"}
		for _, minutes := range []int{courses.ShortPlan, courses.LongPlan} {
			plan, _ := c.Pack.TeacherPlan.Plan(minutes)
			want = append(want, strconv.Itoa(plan.Rows[0].Minutes)+" ")
		}
		for _, slide := range c.Pack.Slides {
			want = append(want, slide.Title)
		}
		if c.Pack.TeacherPlan.Sensitive != "" {
			want = append(want, "Handle with care")
		}
		if len(c.Pack.TeacherPlan.Tell) > 0 {
			want = append(want, "Whom to tell", "(fill in)")
		}
		for _, w := range want {
			if !strings.Contains(text, strings.Join(strings.Fields(w), " ")) {
				t.Errorf("%s: the plan lacks %q", c.ID, w)
			}
		}
	}
}

func TestTheQuizHasFourFormsAndItsAnswersApart(t *testing.T) {
	for _, c := range modules(t) {
		if strings.Contains(strings.Join(c.Audience.KeyStages, " "), "pp-iii") {
			continue
		}
		pages := pagesOf(t, write(t, c, lessonpack.Quiz))
		answers := -1
		for i, p := range pages {
			if strings.Contains(p, "Answers, for the teacher only") {
				answers = i
			}
		}
		if answers < 4 {
			t.Fatalf("%s: the answers begin on page %d of %d", c.ID, answers+1, len(pages))
		}
		papers := strings.Join(pages[:answers], " ")
		for _, form := range []string{"Quiz, form A", "Quiz, form B", "Quiz, form C", "Quiz, form D"} {
			if strings.Count(papers, form) != 1 {
				t.Errorf("%s: got %d of %q", c.ID, strings.Count(papers, form), form)
			}
		}
		if !strings.Contains(pages[answers], "Question Form A Form B Form C Form D") {
			t.Errorf("%s: the answers lack the table of letters: %.400s", c.ID, pages[answers])
		}
		for _, p := range pages[:answers] {
			if strings.Contains(p, "Right.") {
				t.Errorf("%s: a paper for pupils holds feedback", c.ID)
			}
		}
	}
}

func TestTheSameBytesEachTime(t *testing.T) {
	c := modules(t)[0]
	for _, part := range lessonpack.Parts() {
		if !bytes.Equal(write(t, c, part), write(t, c, part)) {
			t.Errorf("%s: got other bytes the second time", part)
		}
	}
}

func TestMarks(t *testing.T) {
	c := modules(t)[0]
	a := about(t)
	a.Demo = true
	approved := c.WithApproval(courses.Approval{State: courses.StateApproved, Hash: c.Hash})
	for _, part := range lessonpack.Parts() {
		file, err := lessonpack.Write(approved, part, a)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range pagesOf(t, file) {
			if !strings.Contains(p, lessonpack.MarkDemo) || strings.Contains(p, lessonpack.MarkDraft) {
				t.Errorf("%s: want the mark of a demonstration alone: %.120s", part, p)
			}
		}
	}
}

func TestWithoutAPack(t *testing.T) {
	for _, c := range catalogue(t).Courses {
		if c.Pack != nil {
			continue
		}
		if _, err := lessonpack.Write(c, lessonpack.Handout, about(t)); !errors.Is(err, lessonpack.ErrNoPack) {
			t.Errorf("%s: got %v, want ErrNoPack", c.ID, err)
		}
	}
	if _, err := lessonpack.Write(modules(t)[0], "other", about(t)); err == nil {
		t.Error("a part that there is not was printed")
	}
}

func TestProspectus(t *testing.T) {
	all := catalogue(t).Courses
	file, err := lessonpack.Prospectus(all, about(t))
	if err != nil {
		t.Fatal(err)
	}
	pdftest.Check(t, file)
	again, err := lessonpack.Prospectus(all, about(t))
	if err != nil || !bytes.Equal(file, again) {
		t.Errorf("got other bytes the second time, %v", err)
	}
	pages := pagesOf(t, file)
	for _, c := range all {
		if c.Catalogue != courses.CivilService {
			if strings.Contains(pages[0], c.Title) && c.Catalogue == courses.Schools {
				t.Errorf("%s stands in the contents", c.ID)
			}
			continue
		}
		page := pageOf(pages, c.Title)
		if page == 0 || !strings.Contains(pages[0], c.Title[:12]) || !strings.Contains(pages[0], strconv.Itoa(c.Minutes)+" "+strconv.Itoa(page+1)) {
			t.Errorf("%s: page %d, which the contents do not say: %s", c.ID, page+1, pages[0])
			continue
		}
		for _, want := range []string{
			lessonpack.MarkDraft, c.Objectives[0].Can, c.Lessons[0].Title, "Office rcsc", "Version " + string(c.Version), "Clauses of the policy", string(c.Clauses[0]),
		} {
			if text := pages[page] + " " + strings.Join(pages[page+1:min(page+2, len(pages))], " "); !strings.Contains(text, want) {
				t.Errorf("%s: the prospectus lacks %q", c.ID, want)
			}
		}
	}
	if _, err := lessonpack.Prospectus(modules(t), about(t)); !errors.Is(err, lessonpack.ErrNoCourse) {
		t.Errorf("got %v, want ErrNoCourse", err)
	}
}

// pageOf is the index of the page that begins with the title, after the contents.
func pageOf(pages []string, title string) int {
	for i, p := range pages[1:] {
		if strings.HasPrefix(p, title) {
			return i + 1
		}
	}
	return 0
}

func TestTheYoungestAreAsked(t *testing.T) {
	for _, c := range modules(t) {
		if !strings.Contains(strings.Join(c.Audience.KeyStages, " "), "pp-iii") {
			continue
		}
		pages := pagesOf(t, write(t, c, lessonpack.Quiz))
		text := strings.Join(pages[:len(pages)-1], " ")
		if got := strings.Count(text, "Hands before"); got != len(c.BeforeAfter) {
			t.Errorf("%s: got %d counts of hands before, want %d", c.ID, got, len(c.BeforeAfter))
		}
		if strings.Contains(text, "Answers, for the teacher only") || !strings.Contains(pages[len(pages)-1], "Answers, for the teacher only") {
			t.Errorf("%s: the answers do not stand on a page of their own", c.ID)
		}
		if got := len(strings.Fields(pagesOf(t, write(t, c, lessonpack.Handout))[0])); got > 40 {
			t.Errorf("%s: got %d words on the handout, its foot and its mark counted", c.ID, got)
		}
	}
}
