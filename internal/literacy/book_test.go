package literacy_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lamtoen/courses"
	"lamtoen/internal/classes"
	"lamtoen/internal/coverage"
	"lamtoen/internal/day"
	"lamtoen/internal/literacy"
	"lamtoen/internal/org"
	"lamtoen/internal/pdf/pdftest"
	"lamtoen/internal/school"
)

func told(n int) literacy.Count { return literacy.Count{N: n} }

func TestFiguresFollowTheWork(t *testing.T) {
	w := newWorld(t)
	a, b := w.class("school-1", "VII", 30), w.class("school-2", "V", 20)
	w.class("school-3", "VIII", 25)
	w.works(a, 24, 12)
	y := w.year()
	nation, _ := y.Figures(literacy.Unit{}, literacy.Cut{})
	if nation.Schools != 3 || nation.Classes != 3 || nation.Pupils != told(75) || nation.Reached != told(24) || nation.Finished != told(12) {
		t.Errorf("got %+v, want 24 of 75 reached and 12 finished, in 3 classes of 3 schools", nation)
	}
	one, _ := y.Figures(literacy.Unit{Place: "dz-haa"}, literacy.Cut{Course: rumours})
	if one.Begun != told(24) || one.Done != told(12) || one.Change.BeforeOf != 36 || one.Change.AfterOf != 36 || one.Change.Before != 12 || one.Change.After != 27 {
		t.Errorf("got %+v, want 24 begun, 12 done; 12 of 36 right before and 27 of 36 after", one)
	}
	if stage, _ := y.Figures(literacy.Unit{}, literacy.Cut{Stage: "iv-vi"}); stage.Pupils != told(20) {
		t.Errorf("got %+v, want the 20 pupils of grade V", stage.Pupils)
	}
	w.works(b, 15, 15)
	if same := must(w.book.Year(t.Context(), "2026"))(t); same.Counted != y.Counted {
		t.Error("it was counted again within the minute")
	}
	other := w.open() // another server, which has read nothing yet
	for _, book := range []*literacy.Book{w.book, other} {
		w.now = w.now.Add(2 * time.Minute)
		next, _ := must(book.Year(t.Context(), "2026"))(t).Figures(literacy.Unit{}, literacy.Cut{})
		if next.Reached != told(39) {
			t.Errorf("got %+v, want 39 reached", next.Reached)
		}
	}
}

// The figures of a year are the same when its pupils' rows are gone, for a book that has seen them and for one that has not. Each try
// is one more school year.
func TestFiguresStayAfterThePurge(t *testing.T) {
	w := newWorld(t)
	try := 2026
	rapid.Check(t, func(rt *rapid.T) {
		try++
		name := strconv.Itoa(try)
		w.check(w.schools.AddYear(t.Context(), school.Year{Name: name, From: day.Date(name + "-02-15"), Until: day.Date(name + "-12-18")}, "p-officer", "test"))
		w.now = day.Date(name + "-03-02").Start()
		for i := range rapid.IntRange(1, 3).Draw(rt, "classes") {
			w.anyClass(rt, classes.Grades()[5+i])
		}
		w.now = w.now.Add(2 * time.Minute)
		before := everything(must(w.book.Year(t.Context(), name))(t))
		w.now = day.Date(strconv.Itoa(try+1) + "-02-01").Start()
		if n := must(w.classes.Purge(t.Context()))(t); n == 0 {
			rt.Fatal("nothing was purged")
		}
		for whose, book := range map[string]*literacy.Book{"the same": w.book, "another": w.open()} {
			w.now = w.now.Add(2 * time.Minute)
			after := everything(must(book.Year(t.Context(), name))(t))
			if diff := cmp.Diff(before, after); diff != "" {
				rt.Errorf("%s book after the purge:\n%s", whose, diff)
			}
		}
	})
}

// anyClass opens a class of which some work, some leave, and some raise their hands.
func (w *world) anyClass(rt *rapid.T, grade string) {
	ctx := context.Background()
	at := rapid.SampledFrom([]school.Code{"school-1", "school-2", "school-3"}).Draw(rt, "school")
	size := rapid.IntRange(1, 14).Draw(rt, "size")
	c := w.class(at, grade, size)
	begun := rapid.IntRange(0, size).Draw(rt, "begun")
	w.works(c, begun, rapid.IntRange(0, begun).Draw(rt, "done"))
	if rapid.Bool().Draw(rt, "leaves") {
		w.check(w.classes.RemovePupil(ctx, c.ID, rapid.IntRange(1, size).Draw(rt, "who")))
	}
	if rapid.Bool().Draw(rt, "hands") {
		n := classes.NewAssignment{Course: kind, Mode: classes.ModeProjector, From: day.Of(w.now), Until: day.Of(w.now)}
		c = must(w.classes.Assign(ctx, c.ID, n, w.teacher[at]))(w.TB)
		w.hands(c, rapid.IntRange(0, size-1).Draw(rt, "up"))
	}
}

// hands counts hands before and after a module; there may be more than pupils, which is refused.
func (w *world) hands(c classes.Class, up int) {
	module := must(w.library.Course(kind))(w.TB)
	for _, moment := range []classes.Ask{classes.AskBefore, classes.AskAfter} {
		item, _ := module.Item(module.BeforeAfter[0])
		n := classes.NewHands{Course: kind, Item: item.ID, Moment: moment, Counts: []classes.HandCount{{Option: item.Options[0].ID, Count: up}}}
		if err := w.classes.CountHands(context.Background(), c, n, c.By); err != nil {
			w.Log(err)
		}
	}
}

// everything is all that may be told of a year.
func everything(y *literacy.Year) []literacy.Figures {
	var all []literacy.Figures
	for _, course := range append([]courses.CourseID{""}, y.Courses()...) {
		for _, cut := range []literacy.Cut{{}, {Stage: "iv-vi"}, {Stage: "vii-viii"}, {Sector: school.Public}} {
			cut.Course = course
			for _, u := range []literacy.Unit{{}, {Place: "dz-haa"}, {Place: "dz-paro"}} {
				f, _ := y.Figures(u, cut)
				all = append(append(all, f), y.Below(u, cut)...)
			}
		}
	}
	return all
}

func TestAHeadIsToldOfClassesOfTenAtLeast(t *testing.T) {
	w := newWorld(t)
	for grade, size := range map[string]int{"VI": 8, "VII": 30, "VIII": 22} {
		w.works(w.class("school-1", grade, size), size, size)
	}
	y := w.year()
	at, _ := w.schools.School("school-1")
	lines := must(w.book.Classes(t.Context(), y, y.UnitOf(literacy.Unit{Place: at.Place, School: at.Code}), literacy.Cut{}))(t)
	got := map[string]string{}
	for _, l := range lines {
		got[l.Label] = l.Pupils.Text() + " " + l.Reached.Text()
	}
	want := map[string]string{"VI": "withheld withheld", "VII": "30 30", "VIII": "withheld withheld"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the class of 8, and what would tell it:\n%s", diff)
	}
}

func TestReadsKeepToTheScope(t *testing.T) {
	w := newWorld(t)
	haa, head := literacy.Reads{Scope: org.Scope{Agencies: []org.AgencyCode{"dz-haa"}}}, literacy.Reads{Heads: []school.Code{"school-3"}}
	nobody := literacy.Reads{}
	for _, c := range []struct {
		reads  literacy.Reads
		place  org.AgencyCode
		school school.Code
		may    bool
	}{
		{haa, "dz-haa", "school-1", true}, {haa, "dz-paro", "school-3", false}, {head, "dz-haa", "school-1", false}, {nobody, "dz-haa", "school-1", false},
		{literacy.Reads{Scope: org.Scope{All: true}}, "dz-paro", "school-3", true}, {haa, "moh", "no-such", false},
	} {
		if _, err := w.book.MayPlace(c.reads, c.place); (err == nil) != c.may {
			t.Errorf("%+v and %s: got %v", c.reads, c.place, err)
		}
		if _, err := w.book.MaySchool(c.reads, c.school); (err == nil) != c.may {
			t.Errorf("%+v and %s: got %v", c.reads, c.school, err)
		}
	}
	if _, err := w.book.MaySchool(head, "school-3"); err != nil {
		t.Errorf("a head and their school: %v", err)
	}
}

// rowsOf reads a file as tables of names and values.
func rowsOf(t *testing.T, f coverage.File) []map[string]string {
	t.Helper()
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	lines := must(csv.NewReader(&b).ReadAll())(t)
	var rows []map[string]string
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, name := range lines[0] {
			row[name] = line[i]
		}
		rows = append(rows, row)
	}
	return rows
}

func TestTheFileSaysWhatFiguresSay(t *testing.T) {
	w := newWorld(t)
	w.works(w.class("school-1", "VII", 30), 24, 12)
	w.works(w.class("school-2", "VII", 8), 8, 8)
	w.works(w.class("school-3", "V", 25), 25, 20)
	y := w.year()
	rows := rowsOf(t, must(w.book.FileOf(t.Context(), literacy.Ask{Year: "2026"}, coverage.CSV))(t))
	if len(rows) < 20 {
		t.Fatalf("got %d rows", len(rows))
	}
	for _, row := range rows {
		cut, ok := y.CutOf(some(row["key_stage"]), some(row["sector"]), some(row["module"]))
		f, counted := y.Figures(literacy.Unit{Place: org.AgencyCode(row["place_code"]), School: school.Code(row["school_code"])}, cut)
		if !ok || !counted {
			t.Fatalf("%v is in the file, and not counted", row)
		}
		for name, count := range map[string]literacy.Count{"pupils": f.Pupils, "reached": f.Reached, "begun": f.Begun, "done": f.Done} {
			module := name == "begun" || name == "done"
			want := strconv.Itoa(count.N)
			if count.Withheld || module != (cut.Course != "") {
				want = ""
			}
			if row[name] != want {
				t.Errorf("%s of %v: got %q, want %q", name, row, row[name], want)
			}
		}
	}
	for _, format := range coverage.Formats() {
		var b bytes.Buffer
		if err := must(w.book.FileOf(t.Context(), literacy.Ask{Year: "2026", Unit: literacy.Unit{Place: "dz-paro"}}, format))(t).Write(&b); err != nil || b.Len() < 100 {
			t.Errorf("%s: got %d bytes, %v", format, b.Len(), err)
		}
	}
	haa := rowsOf(t, must(w.book.FileOf(t.Context(), literacy.Ask{Year: "2026", Unit: literacy.Unit{Place: "dz-haa"}}, coverage.CSV))(t))
	if slices.ContainsFunc(haa, func(row map[string]string) bool { return row["place_code"] != "dz-haa" }) {
		t.Error("the file of Haa tells of others")
	}
	for _, term := range literacy.Dictionary()[1:] {
		if _, ok := rows[0][term.Name]; !ok {
			t.Errorf("the dictionary has %s, and the file has not", term.Name)
		}
	}
}

func some(all string) string {
	if all == "all" {
		return ""
	}
	return all
}

func TestOpenDataTellsNoFew(t *testing.T) {
	w := newWorld(t)
	w.works(w.class("school-1", "VII", 30), 24, 12)
	w.works(w.class("school-2", "VII", 28), 26, 25)
	w.works(w.class("school-3", "V", 35), 20, 10)
	w.year()
	f := must(w.book.OpenFile(t.Context(), "2026", "", coverage.CSV))(t)
	rows := rowsOf(t, f)
	for _, row := range rows {
		if row["code"] == "school-2" && row["module"] == "all" && (row["withheld"] != "states" || row["pupils"] != "28" || row["reached"] != "") {
			t.Errorf("2 of 28 have not begun, and the file says %v", row)
		}
		if row["licence"] != coverage.NoLicence {
			t.Errorf("got the licence %q", row["licence"])
		}
	}
	if rows[0]["code"] != "nation" || rows[0]["pupils"] != "93" {
		t.Errorf("got %v", rows[0])
	}
}

func TestAReportIsKept(t *testing.T) {
	w := newWorld(t)
	w.works(w.class("school-1", "VII", 30), 24, 12)
	w.works(w.class("school-3", "V", 25), 25, 20)
	w.year()
	ctx := t.Context()
	rec := must(w.book.Make(ctx, "2026", "p-officer"))(t)
	data := must(w.book.File(ctx, &rec))(t)
	if out := os.Getenv("LITERACY_PDF"); out != "" { // to look at
		w.check(os.WriteFile(out, data, 0o600))
	}
	text := pdftest.Text(t, data)
	for _, words := range []string{"49", "Invented", "Haa", "What the words mean", rec.ID} {
		if words != "Invented" && !strings.Contains(text, words) {
			t.Errorf("the file does not say %q", words)
		}
	}
	if strings.Contains(text, "Invented") {
		t.Error("the national report names a school")
	}
	w.check(w.book.Verify(ctx, &rec))
	w.now = w.now.Add(time.Hour)
	if again := must(w.book.Make(ctx, "2026", "p-other"))(t); again.ID != rec.ID || again.By != "p-officer" {
		t.Errorf("the same figures: got %s by %s, want %s", again.ID, again.By, rec.ID)
	}
	w.works(w.class("school-2", "VII", 30), 30, 30)
	w.now = w.now.Add(time.Hour)
	later := must(w.book.Make(ctx, "2026", "p-officer"))(t)
	if later.ID == rec.ID || len(must(w.book.Reports(ctx))(t)) != 2 {
		t.Error("other figures are another report")
	}
	old, content, err := w.book.Report(ctx, strings.ToLower(rec.ID))
	w.check(err)
	if content.Nation.Reached != told(49) || w.book.Verify(ctx, &old) != nil {
		t.Errorf("what was reported has changed: %+v", content.Nation)
	}
	old.Content = bytes.Replace(old.Content, []byte("49"), []byte("94"), 1)
	if w.book.Verify(ctx, &old) == nil {
		t.Error("other figures under the same number were not noticed")
	}
	if _, err := json.Marshal(content); err != nil {
		t.Error(err)
	}
}

// BenchmarkRoll rolls up a whole country: 600 schools with 20 classes of 12 modules.
func BenchmarkRoll(b *testing.B) {
	var sums []classes.Sum
	for s := range 600 {
		for c := range 20 {
			sum := classes.Sum{ID: fmt.Sprintf("%d-%d", s, c), School: school.Code(fmt.Sprintf("s-%d", s)), Place: org.AgencyCode(fmt.Sprintf("p-%d", s/25)), Sector: school.Sectors()[s%20/19],
				Stages: []string{school.Stages()[c%4]}, Year: "2026", Pupils: 8 + (s+7*c)%30}
			for m := range 12 {
				begun := (sum.Pupils * (s + c + m)) % (sum.Pupils + 1)
				sum.Modules = append(sum.Modules, classes.Tally{Course: courses.CourseID(fmt.Sprintf("m-%d", m)), Begun: begun, Done: begun / 2, Modes: []string{"own"}})
				sum.Reached, sum.Finished = max(sum.Reached, begun), max(sum.Finished, begun/2)
			}
			sums = append(sums, sum)
		}
	}
	for b.Loop() {
		literacy.Roll("2026", sums, time.Time{})
	}
}
