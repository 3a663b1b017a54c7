package courses_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"lamtoen/courses"
)

func TestLoadsALessonPack(t *testing.T) {
	c := loadOne(t, schoolTree())
	p := c.Pack
	if p == nil {
		t.Fatal("got no pack")
	}
	long, ok := p.TeacherPlan.Plan(courses.LongPlan)
	if !ok || len(long.Rows) != 1 || !strings.Contains(long.HTML, "<table>") {
		t.Errorf("got plan %+v, %v; want one row and its table", long, ok)
	}
	short, _ := p.TeacherPlan.Plan(courses.ShortPlan)
	want := []courses.PlanRow{{Minutes: 5, You: "Show slide 1", Pupils: "Look"}, {Minutes: 10, You: `Ask \| listen`, Pupils: "Answer"}}
	if diff := cmp.Diff(want, short.Rows); diff != "" {
		t.Errorf("the short plan differs (-want +got):\n%s", diff)
	}
	if got := p.TeacherPlan; got.Before == "" || got.Materials[0] != "a ball" || got.Tell[0] != "helpline" || got.Terms[0] != "rumour" {
		t.Errorf("got %+v, want what the front matter says", got)
	}
	if got, want := len(p.Slides), 2; got != want {
		t.Fatalf("got %d slides, want %d", got, want)
	}
	first, second := p.Slides[0], p.Slides[1]
	if first.Title != "Is it true?" || first.Words != 3 || len(first.Notes) != 1 || strings.Contains(first.HTML, "three answers") {
		t.Errorf("got slide %+v, want its title, 3 words and the note apart", first)
	}
	if want := `<aside class="tip"><p>Ask the sender.</p></aside>`; !strings.HasSuffix(second.HTML, want) || !strings.HasPrefix(second.HTML, "<h2") {
		t.Errorf("got %s, want the heading first and %s last", second.HTML, want)
	}
	if got, want := p.Handout.HTML, "<p>What did you hear?</p>\n"+`<div class="lines"><hr><hr></div>`+"\n"+
		`<figure class="draw"><figcaption>Who told you</figcaption></figure>`; got != want {
		t.Errorf("got handout\n%s\nwant\n%s", got, want)
	}
	if got, want := p.Handout.Words, 7; got != want {
		t.Errorf("got %d words on the handout, want %d", got, want)
	}
	if p.Activity.Minutes != 10 || p.Activity.Group != "whole class" || p.FamilySheet.Title != "To the family" || len(c.BeforeAfter) != 3 {
		t.Errorf("got %+v, %+v, %v; want what the files say", p.Activity, p.FamilySheet, c.BeforeAfter)
	}
}

// failingPack is one example for each rule about packs: a change to the good module, and the one message that it gives.
var failingPack = []struct{ name, file, old, now, want string }{
	{"plan that is too short", "pack/teacher.md", "| 10 | Ask", "| 9 | Ask",
		`pack/teacher.md:16:1: the minutes of this plan make 14, not 15; change them until they do`},
	{"plan with words for minutes", "pack/teacher.md", "| 10 | Ask", "| ten | Ask",
		`pack/teacher.md:20:1: "ten" are no minutes; write a whole number in the first column`},
	{"plan with two columns", "pack/teacher.md", "| 10 | Ask \\| listen | Answer |", "| 10 | Ask |",
		`pack/teacher.md:20:1: this line of the plan has 2 columns; write a table only: | Minutes | You | Pupils |`},
	{"plan of another length", "pack/teacher.md", ":::plan 15", ":::plan 20",
		`pack/teacher.md:16:1: "20" is no length of a plan; write :::plan 15 or :::plan 40`},
	{"plan twice", "pack/teacher.md", ":::plan 40\n| Minutes | You | Pupils |\n|---|---|---|\n| 40 |", ":::plan 15\n| Minutes | You | Pupils |\n|---|---|---|\n| 15 |",
		"pack/teacher.md:1:1: there are 0 plans for 40 minutes; write one block :::plan 40\nSchool" +
			`pack/teacher.md:1:1: there are 2 plans for 15 minutes; write one block :::plan 15`},
	{"nothing to prepare", "pack/teacher.md", "before: Read the slides once.\n", "",
		`pack/teacher.md:2:1: the file has no before; add before: what to read or prepare in 5 minutes`},
	{"sensitive without whom to tell", "pack/teacher.md", "tell: [helpline]\n", "",
		`pack/teacher.md:5:12: a sensitive module does not say whom to tell; add tell: [id of a contact]`},
	{"text before the first slide", "pack/slides.md", "## Is it *true*?\n", "",
		"pack/slides.md:5:1: this stands before the first slide; begin each slide with a heading ##\nSchool" +
			`pack/slides.md:7:1: this stands before the first slide; begin each slide with a heading ##`},
	{"rule that makes a heading", "pack/slides.md", "Whom can we ask?", "Whom can we ask?\n---",
		`pack/slides.md:11:1: this slide has a second heading; begin a slide with ##, and leave out lines of --- or ===`},
	{"block of another part", "pack/slides.md", ":::tip", ":::plan 15",
		`pack/slides.md:15:1: there is no block :::plan; write one of :::hook, :::policy, :::case, :::tip, :::say, :::note`},
	{"check in a pack", "pack/slides.md", "Whom can we ask?", "```check\nid: x\n```",
		"pack/slides.md:13:1: checks and scenarios stand in lessons only; move it into a lesson, or write the question as plain text"},
	{"lines without number", "pack/handout.md", ":::lines 2", ":::lines some",
		`pack/handout.md:6:1: "some" is no number of lines; write :::lines 4, at most 30`},
	{"text on the lines", "pack/handout.md", ":::lines 2", ":::lines 2\nWrite here",
		`pack/handout.md:7:1: a :::lines block holds no text; write the text above it`},
	{"box without title", "pack/handout.md", ":::draw Who told you", ":::draw",
		`pack/handout.md:9:1: a box to draw in has no title; write :::draw What to draw`},
	{"no title", "pack/family.md", "title: To the family\n", "tite: To the family\n",
		`pack/family.md:2:1: the file has no key "tite"; write title`},
	{"empty sheet", "pack/family.md", "We looked twice today.\n", "",
		`pack/family.md:1:1: the file has no text; write it below the front matter`},
	{"picture that is not there", "pack/family.md", "We looked", "![x](media/no.svg) We looked",
		`pack/family.md:4:1: there is no picture "media/no.svg" in this course; put the file into the course's media folder and write media/name.svg`},
	{"minutes of the activity", "pack/activity.md", "minutes: 10", "minutes: 90",
		`pack/activity.md:3:10: minutes of the file is "90"; write a whole number from 1 to 40`},
	{"two questions", "course.yaml", "[practice-one, statement, password]", "[practice-one, statement]",
		`course.yaml:14:15: the course has 2 questions for before and after; write before_after: with the ids of three questions of the bank`},
	{"question that is not there", "course.yaml", "[practice-one,", "[practice-on,",
		`course.yaml:14:16: the bank has no question "practice-on"; write practice-one`},
	{"question of another type", "course.yaml", "[practice-one,", "[in-order,",
		`course.yaml:14:16: question in-order is of type ordering; choose one of type single or true-false`},
	{"question twice", "course.yaml", "[practice-one,", "[statement,",
		`course.yaml:14:27: question statement is there twice; choose another`},
	{"pack without key stages", "course.yaml", ", key_stages: [vii-viii]", "",
		`pack: only a module with key_stages has a lesson pack; add key_stages to the audience of course.yaml, or remove the folder`},
	{"waiver without rule", "pack/family.md", "---\ntitle", "---\nwaive: [{cause: x}]\ntitle",
		`pack/family.md:2:9: a waiver has no rule; add rule: the id of a rule, as content check prints it`},
}

func TestEveryRuleOfPacksHasAMessage(t *testing.T) {
	for _, c := range failingPack {
		t.Run(c.name, func(t *testing.T) {
			files := schoolTree()
			swap(t, files, schoolDir+c.file, c.old, c.now)
			want := strings.Split(schoolDir+strings.ReplaceAll(c.want, "\nSchool", "\n"+schoolDir), "\n")
			compareLines(t, problemsOf(t, files, courses.Options{}), want)
		})
	}
}

func TestAPackIsWhole(t *testing.T) {
	files := schoolTree()
	files[schoolDir+"pack/famly.md"] = files[schoolDir+"pack/family.md"]
	delete(files, schoolDir+"pack/family.md")
	compareLines(t, problemsOf(t, files, courses.Options{}), []string{
		schoolDir + "pack/family.md: the file is missing; add it",
		schoolDir + "pack/famly.md: nothing reads this; rename it to family.md",
	})
	for name := range files {
		if strings.HasPrefix(name, schoolDir+"pack/") {
			delete(files, name)
		}
	}
	compareLines(t, problemsOf(t, files, courses.Options{}), []string{
		schoolDir + "course.yaml:6:11: the module has key_stages but no lesson pack; add the folder pack with teacher.md, slides.md, handout.md, family.md, activity.md",
	})
}

func TestTheTeacherSpeaksInSchoolLessonsOnly(t *testing.T) {
	say := "\n:::say\nGood morning.\n:::\n"
	files := schoolTree()
	swap(t, files, schoolDir+"lessons/01-look-twice.md", "\n## What", say+"\n## What")
	if got := loadOne(t, files).Lessons[0].Blocks[1].Kind; got != courses.Say {
		t.Errorf("got block %s, want %s", got, courses.Say)
	}
	files = tree()
	swap(t, files, dir+"lessons/01-look-twice.md", "\n## What", say+"\n## What")
	compareLines(t, problemsOf(t, files, courses.Options{}),
		[]string{dir + "lessons/01-look-twice.md:15:1: there is no block :::say; write one of :::hook, :::policy, :::case, :::tip"})
}

func TestThePackIsPartOfTheVersion(t *testing.T) {
	old := loadOne(t, schoolTree())
	files := schoolTree()
	swap(t, files, schoolDir+"pack/slides.md", "Whom can we ask?", "Whom do we ask?")
	swap(t, files, schoolDir+"pack/teacher.md", "| 5 | Show", "| 5 | Point at")
	now := loadOne(t, files)
	if now.Hash == old.Hash {
		t.Error("got the same hash after a change of the pack, want another")
	}
	want := courses.Changes{Pack: []courses.Change{{Kind: courses.Changed, Name: "slides"}, {Kind: courses.Changed, Name: "teacher"}}}
	if diff := cmp.Diff(want, courses.Diff(old, now)); diff != "" {
		t.Errorf("the changes differ (-want +got):\n%s", diff)
	}
}

func TestWaiversAreReadAndOutsideTheHash(t *testing.T) {
	want := loadOne(t, schoolTree()).Hash
	files := schoolTree()
	waive := "waive: [{rule: some-rule, cause: It must be so.}]\n"
	swap(t, files, schoolDir+"course.yaml", "minutes:", waive+"minutes:")
	swap(t, files, schoolDir+"lessons/01-look-twice.md", "keep:", waive+"keep:")
	swap(t, files, schoolDir+"lessons/01-look-twice.md", "id: check-source\n", "id: check-source\n"+waive)
	swap(t, files, schoolDir+"questions.yaml", "    objective:", "    "+waive+"    objective:")
	swap(t, files, schoolDir+"pack/handout.md", "title:", waive+"title:")
	c := loadOne(t, files)
	if c.Hash != want {
		t.Errorf("got hash %s with waivers, want %s as before", c.Hash, want)
	}
	var got []string
	for _, w := range c.Waivers() {
		got = append(got, strings.TrimPrefix(w.File, schoolDir)+" "+string(w.Item))
		if w.Rule != "some-rule" || w.Cause != "It must be so." || w.Line == 0 {
			t.Errorf("got %+v, want rule, cause and line", w)
		}
	}
	expected := []string{"course.yaml ", "lessons/01-look-twice.md ", "lessons/01-look-twice.md check-source", "questions.yaml practice-one", "pack/handout.md "}
	if diff := cmp.Diff(expected, got); diff != "" {
		t.Errorf("the waivers differ (-want +got):\n%s", diff)
	}
}

// FuzzPack holds for any bytes that reading a pack does not panic, and gives a whole module or problems.
func FuzzPack(f *testing.F) {
	f.Add(teacherMD, slidesMD, handoutMD)
	f.Add("---\ntitle: x\n---\n:::plan 15\n||\n|\\||\n:::", "## a\n## b\n:::note\n", ":::lines 99999999999999999999\n:::draw\n:::")
	f.Add("---\n---\n:::say", "---\n---\na\n---\n## \n##", "---\nwaive: [{}]\n---\n")
	f.Fuzz(func(t *testing.T, teacher, slides, handout string) {
		files := schoolTree()
		files[schoolDir+"pack/teacher.md"] = &fstest.MapFile{Data: []byte(teacher)}
		files[schoolDir+"pack/slides.md"] = &fstest.MapFile{Data: []byte(slides)}
		files[schoolDir+"pack/handout.md"] = &fstest.MapFile{Data: []byte(handout)}
		wholeOrProblems(t, files)
	})
}

func TestPassagesSayWhereTheyStand(t *testing.T) {
	c := loadOne(t, schoolTree())
	type spot struct {
		file, key, item, part string
		line, col             int
	}
	want := map[string]spot{
		"Look twice, share once.":     {"lessons/01-look-twice.md", "keep", "", "", 7, 7},
		"gewog clerk":                 {"lessons/01-look-twice.md", "job", "", "Karma", 9, 34},
		"A photo of a flood arrives.": {"lessons/01-look-twice.md", "hook", "", "", 12, 1},
		"Who took the picture?":       {"lessons/01-look-twice.md", "stem", "check-source", "", 27, 3},
		"A guess spreads too.":        {"lessons/01-look-twice.md", "feedback", "check-source", "guess", 30, 54},
		"A headline shouts.":          {"questions.yaml", "stem", "practice-one", "", 8, 11},
		"Hiding it costs trust.":      {"questions.yaml", "feedback", "statement", "false", 29, 83},
		"Keep details private":        {"course.yaml", "can", "", "be-careful", 13, 27},
		"Wait for three answers.":     {"pack/slides.md", "note", "", "", 9, 1},
		"Who told you":                {"pack/handout.md", "heading", "", "draw", 9, 9},
	}
	for _, p := range c.Passages() {
		w, ok := want[p.Text]
		if !ok {
			continue
		}
		delete(want, p.Text)
		line, col := p.At(0)
		if got := (spot{strings.TrimPrefix(p.File, schoolDir), p.Key, string(p.Item), p.Part, line, col}); got != w {
			t.Errorf("%q: got %+v, want %+v", p.Text, got, w)
		}
	}
	for text := range want {
		t.Errorf("%q is not among the passages", text)
	}
}
