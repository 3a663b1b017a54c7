package lint_test

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"lamtoen/courses"
	"lamtoen/courses/lint"
)

// foundIn is found with real agencies.
func foundIn(t *testing.T, files fs.FS) []string {
	t.Helper()
	c, err := courses.Load(files, courses.Options{})
	if err != nil {
		t.Fatalf("the course does not load: %v", err)
	}
	var out []string
	for _, p := range lint.Catalogue(c, lint.Institution{Name: "Chang Gewog", Type: "gewog"}, lint.Institution{Name: "Ministry of Health", Type: "ministry"}) {
		if p.What == "" || p.Mend == "" || p.File == "" {
			t.Errorf("%+v: want file, what and mend", p)
		}
		out = append(out, p.Rule)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// practised makes the first question the one for practice, which a course with a test has.
var practised = edit{"questions.yaml", "    type: single\n", "    type: single\n    practice: true\n"}

// timed is a test with times, which draws so many questions.
func timed(times string, items int) string {
	return fmt.Sprintf("assessment: {pass_mark: 60, draw: [{objective: look-first, items: %d}], %sfeedback: learning}\nlesson_order", items, times)
}

// The formula, by hand: the longest three items of the bank, and half a minute each.
func TestLeastMinutes(t *testing.T) {
	files := small()
	course := string(files[folder+"course.yaml"].Data)
	files[folder+"course.yaml"].Data = []byte(strings.Replace(course, "lesson_order", timed("", 3), 1))
	files[folder+"questions.yaml"].Data = append(files[folder+"questions.yaml"].Data, []byte("  - id: practise\n    objective: look-first\n    clauses: [coc.4]\n    difficulty: easy\n    practice: true\n    type: true-false\n    stem: Friends may be wrong.\n    answer: true\n"+
		"    feedback: {\"true\": Right. So we look., \"false\": They can. So we look.}\n")...)
	c, err := courses.Load(files, courses.Options{})
	if err != nil {
		t.Fatal(err)
	}
	// "At the water tap somebody of job number 7 shows you a new message. What do you do first?" is 18 words, "bus stop", "temple
	// road" and "post office" too; the options are 4, 6 and 4: 32 words an item, 96 in all, 58 seconds, and a minute and a half.
	if got, want := lint.LeastMinutes(c.Courses[0]), 3; got != want {
		t.Errorf("least minutes: got %d, want %d", got, want)
	}
}

func TestRulesOfShapeAndPlace(t *testing.T) {
	const lesson, bank, course = "lessons/01-look.md", "questions.yaml", "course.yaml"
	hook, text := "Karma sees a message in the evening.", "Ask the one who sent it."
	test := "assessment: {pass_mark: 60, draw: [{objective: look-first, items: 1}], feedback: learning}\nlesson_order"
	svg := func(attributes, rest string) string {
		return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text ` + attributes + `>a</text>` + rest + `</svg>`
	}
	for name, c := range map[string]struct {
		edits []edit
		svg   string // of media/a.svg, shown in the lesson
		rule  string // "" for none
	}{
		"nothing":                     {},
		"a real gewog in a case":      {edits: []edit{{lesson, hook, "In Chang Gewog " + hook}}, rule: "place-real"},
		"a real gewog to turn to":     {edits: []edit{{lesson, text, "Ask at Chang Gewog."}}},
		"a real gewog over two lines": {edits: []edit{{lesson, hook, "In Chang\nGewog " + hook}}, rule: "place-real"},
		"a ministry in a case":        {edits: []edit{{lesson, hook, "He asks the Ministry of Health. " + hook}}},
		"an erring job in a ministry": {edits: []edit{{lesson, "job: cook", "job: cook at the Ministry of Health"}}, rule: "place-real"},
		"a wise job in a ministry":    {edits: []edit{{"lessons/02-ask.md", "job: cook", "job: cook at the Ministry of Health"}}},
		"a gewog that nobody listed":  {edits: []edit{{lesson, hook, "It was in Yangkhil Gewog. " + hook}}, rule: "place-unknown"},
		"a school that nobody listed": {edits: []edit{{lesson, text, "Ask at Yangkhil Lower Secondary School."}}, rule: "place-unknown"},
		"any school":                  {edits: []edit{{lesson, text, "Your Primary School and every Gewog helps. The Central School too."}}},
		"a lesson without a hook":     {edits: []edit{{lesson, ":::hook", ":::tip"}}, rule: "lesson-shape"},
		"a lesson without a case":     {edits: []edit{{lesson, ":::case The next day", ":::tip"}}, rule: "lesson-shape"},
		"a lesson of two minutes":     {edits: []edit{{lesson, "minutes: 5", "minutes: 2"}}, rule: "lesson-shape"},
		"a lesson of eight minutes":   {edits: []edit{{lesson, "minutes: 5", "minutes: 8"}}},
		"a course of two hours":       {edits: []edit{{lesson, "minutes: 5", "minutes: 8"}, {course, "minutes: 20", "minutes: 14"}, {lesson, "minutes: 8", "minutes: 3"}}, rule: "course-size"},
		"a course without a story":    {edits: []edit{{"lessons/02-ask.md", "```scenario", "```scenario"}, {"lessons/02-ask.md", "", "\x00"}}, rule: "course-variety"},
		"an objective and its test":   {edits: []edit{{course, "lesson_order", test}, {bank, "    type: single\n", "    type: single\n    practice: true\n"}}},
		"an objective without a test": {edits: []edit{{course, "  - {id: look-first,", "  - {id: ask-first, can: Ask first}\n  - {id: look-first,"}, {lesson, "objective: look-first", "objective: ask-first"}}},
		"an objective that is not asked": {edits: []edit{{course, "lesson_order", test}, {bank, "    type: single\n", "    type: single\n    practice: true\n"},
			{course, "  - {id: look-first,", "  - {id: ask-first, can: Ask first}\n  - {id: look-first,"}, {lesson, "objective: look-first", "objective: ask-first"}}, rule: "objective-items"},
		"always in wrong options":       {edits: []edit{{bank, "text: Delete it", "text: Always delete it"}, {bank, "text: Delete it", "text: Never keep it"}, {bank, "text: Delete it", "text: Always delete it"}, {bank, "text: Delete it", "text: Never keep it"}}, rule: "absolute-clue"},
		"always in a right option too":  {edits: []edit{{bank, "text: Look who", "text: Always look who"}, {bank, "text: Delete it", "text: Always delete it"}, {bank, "text: Delete it", "text: Never keep it"}, {bank, "text: Delete it", "text: Always delete it"}, {bank, "text: Delete it", "text: Never keep it"}}},
		"half a minute for a test":      {edits: []edit{{course, "lesson_order", timed("time_limit: 1, grace: 1, ", 3)}, practised}, rule: "time-limit"},
		"two minutes for it":            {edits: []edit{{course, "lesson_order", timed("time_limit: 3, grace: 1, ", 3)}, practised}},
		"a limit without grace":         {edits: []edit{{course, "lesson_order", timed("time_limit: 9, ", 1)}, practised}, rule: "time-grace"},
		"a window of 13 days":           {edits: []edit{{course, "lesson_order", timed("opens: 2027-02-01, closes: 2027-02-13, ", 1)}, practised}, rule: "window-length"},
		"a window of 14 days":           {edits: []edit{{course, "lesson_order", timed("opens: 2027-02-01, closes: 2027-02-14, ", 1)}, practised}},
		"an id of a clause":             {edits: []edit{{lesson, text, "It is coc.4, after all."}}, rule: "clause-id"},
		"what looks like an id":         {edits: []edit{{lesson, text, "Open the file plan.docx, see coc.9."}}},
		"American spelling":             {edits: []edit{{lesson, text, "Mind your behavior."}}, rule: "spelling"}, //nolint:misspell // on purpose
		"British spelling":              {edits: []edit{{lesson, text, "Mind your behaviour, its colour and centre."}}},
		"a picture":                     {edits: []edit{{lesson, text, "![The road is under water](media/a.svg)"}}, svg: svg(`font-size="16"`, "")},
		"a picture in two words":        {edits: []edit{{lesson, text, "![A road](media/a.svg)"}}, svg: svg(`font-size="16"`, ""), rule: "image-alt"},
		"a picture of a picture":        {edits: []edit{{lesson, text, "![Image of a road under water](media/a.svg)"}}, svg: svg(`font-size="16"`, ""), rule: "image-alt"},
		"a picture as an option":        {edits: []edit{{bank, "text: Delete it without reading", "text: \"![bin](media/a.svg)\""}}, svg: svg(`font-size="16"`, "")},
		"small letters in a picture":    {edits: []edit{{lesson, text, "![The road is under water](media/a.svg)"}}, svg: svg(`font-size="15"`, ""), rule: "picture-weight"},
		"a heavy picture":               {edits: []edit{{lesson, text, "![The road is under water](media/a.svg)"}}, svg: svg("", strings.Repeat("<g/>", 1600)), rule: "picture-weight"},
		"what studies are said to show": {edits: []edit{{lesson, text, "Studies show that it helps."}}, rule: "word-statistic"},
		"a penalty":                     {edits: []edit{{lesson, text, "The penalty is high."}}, rule: "word-law"},
		"blame":                         {edits: []edit{{lesson, text, "He should have known better."}}, rule: "word-blame"},
		"no blame":                      {edits: []edit{{lesson, text, "It is not his own fault. One wrote: \"How stupid.\""}}},
		"blame in a wrong option":       {edits: []edit{{bank, "feedback: It may be false or old news.", "feedback: \"You are not alone: it was foolish of him to send it.\""}}},
	} {
		t.Run(name, func(t *testing.T) {
			files := small()
			for _, e := range c.edits {
				if e.now == "\x00" { // the story goes
					rest, _, _ := strings.Cut(string(files[folder+e.file].Data), "```scenario")
					files[folder+e.file] = &fstest.MapFile{Data: []byte(rest)}
					continue
				}
				apply(t, files, folder+e.file, e)
			}
			if c.svg != "" {
				files[folder+"media/a.svg"] = &fstest.MapFile{Data: []byte(c.svg)}
			}
			if got := strings.Join(foundIn(t, files), " "); got != c.rule {
				t.Errorf("got %q, want %q", got, c.rule)
			}
		})
	}
}

func TestANumberThatNobodyChecked(t *testing.T) {
	files := small()
	apply(t, files, "contacts.yaml", edit{"", "for: Help", "for: Help, number: \"123\""})
	if got := strings.Join(foundIn(t, files), " "); got != "contact-unchecked" {
		t.Errorf("got %q, want contact-unchecked", got)
	}
	apply(t, files, "contacts.yaml", edit{"", "number: \"123\"", "number: \"123\", checked: {by: A clerk, date: 2026-11-01}"})
	if got := foundIn(t, files); len(got) > 0 {
		t.Errorf("checked: got %v, want nothing", got)
	}
}

// moduleFiles is one module of the real content, in memory.
func moduleFiles(t *testing.T, module string) fstest.MapFS {
	t.Helper()
	real, files := os.DirFS("../../content"), fstest.MapFS{}
	for _, root := range []string{"policy.yaml", "glossary.yaml", "contacts.yaml", "places.yaml", module} {
		err := fs.WalkDir(real, path.Clean(root), func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := fs.ReadFile(real, name)
			files[name] = &fstest.MapFile{Data: data}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// sensitiveKeys are sensitive and tell with the lines that go on them.
var sensitiveKeys = regexp.MustCompile(`(?m)^(?:sensitive|tell):.*\n(?:  .*\n)*`)

func TestRulesOfModules(t *testing.T) {
	const older, younger, lesson = "schools/whose-picture-is-it/", "schools/real-or-made-up/", "lessons/01-four-boxes.md"
	add := func(more string) func(string) string {
		return func(s string) string { return s + "\n\n" + more + "\n" }
	}
	swap := func(old, now string) func(string) string {
		return func(s string) string { return strings.Replace(s, old, now, 1) }
	}
	for name, c := range map[string]struct {
		module, file string
		make         func(string) string
		rule         string
	}{
		"an own story":               {younger, lesson, add("Write about a time when you were sad."), "word-own-story"},
		"no own story":               {younger, lesson, add("Never ask them to write about a time when you were sad."), ""},
		"no own story, in a list":    {younger, "pack/teacher.md", add("Do not:\n\n- make an account\n- open an account"), ""},
		"an own account":             {younger, lesson, add("Now open an account."), "word-own-story"},
		"sexual harm":                {younger, lesson, add("Nudes are shared."), "sensitive-tell word-grave-harm"},
		"sexual harm, for teachers":  {younger, "pack/teacher.md", add("A child may speak of sexual harm."), ""},
		"bullying, once":             {younger, lesson, add("Bullying hurts."), ""},
		"bullying, the whole lesson": {younger, lesson, add("Bullying hurts. Who bullies and who is bullied can change. A bully is not one for ever."), "sensitive-tell"},
		"a plan that does not tell":  {older, "pack/teacher.md", func(s string) string { return sensitiveKeys.ReplaceAllString(s, "") }, "sensitive-tell"},
		"a plan without words":       {younger, "pack/teacher.md", swap("## Words to know", "## Words"), "teacher-parts"},
		"an activity with a phone":   {younger, "pack/activity.md", swap("materials: [", "materials: [a phone, "), "activity-device"},
		"an activity with a drawing": {younger, "pack/activity.md", swap("materials: [", "materials: [a phone drawn on paper, "), ""},
	} {
		t.Run(name, func(t *testing.T) {
			files := moduleFiles(t, c.module)
			if got := found(t, files); len(got) > 0 {
				t.Fatalf("the module as it is: got %v, want nothing", got)
			}
			before := string(files[c.module+c.file].Data)
			after := c.make(before)
			if after == before {
				t.Fatal("the file was not changed")
			}
			files[c.module+c.file] = &fstest.MapFile{Data: []byte(after)}
			if got := strings.Join(found(t, files), " "); got != c.rule {
				t.Errorf("got %q, want %q", got, c.rule)
			}
		})
	}
}
