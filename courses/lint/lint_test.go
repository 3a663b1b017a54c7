package lint_test

import (
	"fmt"
	"io/fs"
	"math"
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

// folder is where the small course stands.
const folder = "community/look-first/"

// small is a course in which no rule finds anything.
func small() fstest.MapFS {
	var bank strings.Builder
	bank.WriteString("items:\n")
	places := []string{"market", "school", "farm", "bus stop", "bridge", "hostel", "temple road", "water tap", "post office",
		"clinic", "shop", "field", "library", "kitchen", "workshop"}
	for i, place := range places {
		fmt.Fprintf(&bank, "  - id: at-the-%d\n    objective: look-first\n    clauses: [coc.4]\n    difficulty: %s\n    type: single\n", i, []string{"easy", "medium", "hard"}[i%3])
		fmt.Fprintf(&bank, "    stem: At the %s somebody of job number %d shows you a new message. What do you do first?\n    options:\n", place, i)
		options := []string{
			fmt.Sprintf("{id: look-%d, text: Look who sent it, right: true, feedback: That tells whom to ask next.}", i),
			fmt.Sprintf("{id: send-%d, text: Send it on to two friends, right: false, feedback: It may be false or old news.}", i),
			fmt.Sprintf("{id: delete-%d, text: Delete it without reading, right: false, feedback: Then you will never know it.}", i),
		}
		options = append(options[3-i%3:], options[:3-i%3]...)
		for _, o := range options {
			bank.WriteString("      - " + o + "\n")
		}
	}
	bank.WriteString("  - id: a-statement\n    objective: look-first\n    clauses: [coc.4]\n    difficulty: easy\n    type: true-false\n    stem: Friends can err.\n    answer: true\n" +
		"    feedback: {\"true\": Right. So we look., \"false\": They can. So we look.}\n")
	files := fstest.MapFS{
		"policy.yaml":   {Data: []byte("clauses:\n  - {id: coc.4, title: Be accurate, kind: test}\n  - {id: law.1, title: A law, kind: test}\nlaws:\n  - {clause: law.1, title: An act of 2006, checked: {by: \"\", date: \"\"}}\n")},
		"glossary.yaml": {Data: []byte("terms:\n  - {id: troll, term: Troll, definition: Somebody who posts to provoke}\n")},
		"contacts.yaml": {Data: []byte("contacts:\n  - {id: desk, office: A desk, for: Help}\n")},
		"places.yaml":   {Data: []byte("places:\n  - {name: Karma Bridge, kind: village}\n")},
		folder + "course.yaml": {Data: []byte(`id: look-first
version: 1.0.0
title: Look first
summary: How to look before you share.
catalogue: community
audience: {who: Everybody, reading_age: 12}
owners: [moice]
minutes: 20
review: 2028-11-01
clauses: [coc.4]
objectives:
  - {id: look-first, can: Look before you share, clauses: [coc.4]}
lesson_order: free
approval: {state: draft}
`)},
		folder + "lessons/01-look.md": {Data: []byte(`---
id: look
title: Look
objective: look-first
minutes: 5
clauses: [coc.4]
keep: Look first.
cast:
  - {name: Karma, sex: man, job: cook, role: erring}
---
:::hook
Karma sees a message in the evening. He sends it on.
:::

## Who sent it?

Look at the name. Ask the one who sent it.

:::case The next day
Karma asks first. He is glad.
:::

` + "```check\nid: check-look\ntype: true-false\nstem: A message from a friend is always true.\nanswer: false\nfeedback: {\"true\": Friends err too., \"false\": Right. They can be wrong.}\n```\n")},
		folder + "questions.yaml": {Data: []byte(bank.String())},
	}
	story := "```scenario\nid: a-story\ntitle: The bridge\nstart: s1\nsteps:\n  - id: s1\n    text: A message comes.\n    choices:\n" +
		"      - {id: look-now, text: Look, to: s2}\n      - {id: send-now, text: Send, to: s3}\n" +
		"  - {id: s2, text: It was old., ending: good, feedback: You looked first.}\n  - {id: s3, text: It was old., ending: poor, feedback: You sent it on.}\n```\n"
	lesson := string(files[folder+"lessons/01-look.md"].Data)
	for i, name := range []string{"ask", "tell"} {
		text := strings.NewReplacer("id: look\n", "id: "+name+"\n", "id: check-look", "id: check-"+name, "role: erring", "role: wise").Replace(lesson)
		files[fmt.Sprintf("%slessons/%02d-%s.md", folder, i+2, name)] = &fstest.MapFile{Data: []byte(text + []string{story, ""}[i])}
	}
	return files
}

// found lints the files and gives "rule file:line" for each finding.
func found(t *testing.T, files fs.FS) []string {
	t.Helper()
	c, err := courses.Load(files, courses.Options{})
	if err != nil {
		t.Fatalf("the course does not load: %v", err)
	}
	var out []string
	for _, p := range lint.Catalogue(c) {
		if p.What == "" || p.Mend == "" || p.File == "" {
			t.Errorf("%+v: want file, what and mend", p)
		}
		out = append(out, p.Rule)
	}
	return out
}

// edit is one change of a file: the first old becomes now.
type edit struct{ file, old, now string }

func TestRules(t *testing.T) {
	const lesson, bank, course = "lessons/01-look.md", "questions.yaml", "course.yaml"
	stem, text := "What do you do first?\n", "Ask the one who sent it."
	for name, c := range map[string]struct {
		edits []edit
		rule  string // "" for none
	}{
		"nothing":                       {nil, ""},
		"all of the above":              {[]edit{{bank, "text: Delete it without reading", "text: All of the above"}}, "all-of-the-above"},
		"all of these in a sentence":    {[]edit{{bank, "text: Delete it without reading", "text: Ask all of these people in turn"}}, ""},
		"not in the question":           {[]edit{{bank, stem, "What do you not do?\n"}}, "negative-unstressed"},
		"stressed not":                  {[]edit{{bank, stem, "What do you **not** do?\n"}}, ""},
		"not in the story":              {[]edit{{bank, stem, "You do not know him. What now?\n"}}, ""},
		"why not":                       {[]edit{{bank, stem, "Why not?\n"}}, ""},
		"two negatives":                 {[]edit{{bank, stem, "What do you **not** do without asking?\n"}}, "double-negative"},
		"a stem with an article":        {[]edit{{bank, stem, "What you need is a\n"}}, "option-grammar"},
		"short feedback":                {[]edit{{bank, "feedback: It may be false or old news.", "feedback: No."}}, "option-feedback"},
		"same feedback":                 {[]edit{{bank, "feedback: It may be false or old news.", "feedback: That tells whom to ask next."}}, "key-feedback"},
		"an id that tells":              {[]edit{{bank, "id: send-0", "id: wrong-1"}}, "option-id"},
		"an option within another":      {[]edit{{bank, "text: Delete it without reading", "text: Look who sent it and where"}}, "option-overlap"},
		"two stems alike":               {[]edit{{bank, "At the school somebody of job number 1", "At the market somebody of job number 0"}}, "items-alike"},
		"a clause that nobody tests":    {[]edit{{course, "clauses: [coc.4]\n", "clauses: [coc.4, law.1]\n"}, {bank, "clauses: [coc.4]", "clauses: [law.1]"}, {lesson, "clauses: [coc.4]", "clauses: [coc.4, law.1]"}}, "clause-untested"},
		"a law that nobody checked":     {[]edit{{course, "clauses: [coc.4]\n", "clauses: [coc.4, law.1]\n"}, {lesson, text, text + "\n\n:::policy law.1\nIt applies online.\n:::\n"}}, "law-unchecked"},
		"a law and whom to ask":         {[]edit{{course, "clauses: [coc.4]\n", "clauses: [coc.4, law.1]\n"}, {lesson, text, "Ask the legal officer.\n\n:::policy law.1\nIt applies online.\n:::\n"}}, ""},
		"royalty":                       {[]edit{{lesson, text, "Ask His Majesty."}}, "word-crown"},
		"a religious person":            {[]edit{{lesson, text, "Ask the lama."}}, "word-faith"},
		"an election":                   {[]edit{{lesson, text, "Ask before the election."}}, "word-politics"},
		"a poll of the class":           {[]edit{{lesson, text, "Let the class vote."}}, ""},
		"a border":                      {[]edit{{lesson, text, "It is about a border dispute."}}, "word-border"},
		"a section of a law":            {[]edit{{lesson, text, "See section 317."}}, "word-law"},
		"a statistic":                   {[]edit{{lesson, text, "So do 40 % of Bhutanese."}}, "word-statistic"},
		"a share in a story":            {[]edit{{lesson, text, "So do 40 % of the messages in his group."}}, ""},
		"blocking":                      {[]edit{{lesson, text, "Then block Facebook."}}, "word-block"},
		"an old ministry":               {[]edit{{lesson, text, "Ask MoIC."}}, "word-old-ministry"},
		"an old ministry, cited":        {[]edit{{lesson, text, "The policy of 2016 names MoIC."}}, ""},
		"a telephone number":            {[]edit{{lesson, text, "Ring 17 12 34 56."}}, "word-phone"},
		"a year and a price":            {[]edit{{lesson, text, "In 2026 it cost Nu 17,500."}}, ""},
		"an exclamation mark":           {[]edit{{lesson, text, "Look first!"}}, "word-exclamation"},
		"a shouting message":            {[]edit{{lesson, text, "It says: \"Hurry!\" Look first."}}, ""},
		"a long dash":                   {[]edit{{lesson, text, "Look \u2014 then share."}}, "word-dash"},
		"an emoji":                      {[]edit{{lesson, text, "Look first \U0001F600."}}, "word-emoji"},
		"Dzongkha":                      {[]edit{{lesson, text, "Look at \u0f63\u0f58."}}, "dzongkha"},
		"hard words":                    {[]edit{{lesson, text, "Institutional communication necessitates comprehensive verification methodologies throughout organisational infrastructure, particularly regarding unauthenticated informational dissemination."}}, "reading-level"},
		"a long sentence":               {[]edit{{lesson, text, strings.Repeat("and so on ", 16) + "it went."}}, "sentence-length"},
		"a lesson too long":             {[]edit{{lesson, text, strings.Repeat("Look at it now. ", 260)}}, "lesson-length"},
		"somebody outside the cast":     {[]edit{{lesson, "Karma asks first.", "Karma asks Deki first."}, {lesson, "cast:\n", "cast:\n  - {name: Dorji, sex: man, job: cook, role: other}\n"}}, ""},
		"a bridge with a given name":    {[]edit{{lesson, "Karma asks first.", "At Karma Bridge he asks first."}}, ""},
		"a word before it is explained": {[]edit{{lesson, text, "A troll writes. A [[troll]] wants to provoke."}}, "term-first-use"},
		"a word explained at once":      {[]edit{{lesson, text, "A [[troll]] writes. A troll wants to provoke."}}, ""},
		"a word in a heading":           {[]edit{{lesson, text, "Wait.\n\n## Trolls\n\nA [[troll]] writes."}}, ""},
		"a full name":                   {[]edit{{lesson, "name: Karma,", "name: Karma Dorji,"}}, "cast-name"},
		"only men err":                  {[]edit{{lesson, "cast:\n", "cast:\n  - {name: Dorji, sex: man, job: cook, role: erring}\n  - {name: Nado, sex: man, job: cook, role: erring}\n"}}, "cast-balance"},
		"men and women err":             {[]edit{{lesson, "cast:\n", "cast:\n  - {name: Deki, sex: woman, job: cook, role: erring}\n  - {name: Nado, sex: man, job: cook, role: erring}\n"}}, ""},
		"an unknown waiver":             {[]edit{{course, "lesson_order", "waive: [{rule: no-rule, cause: None.}]\nlesson_order"}}, "waiver-unknown"},
		"a waiver without a cause":      {[]edit{{course, "lesson_order", "waive: [{rule: word-phone, cause: \"\"}]\nlesson_order"}}, "waiver-cause"},
		"a waiver of nothing":           {[]edit{{course, "lesson_order", "waive: [{rule: word-phone, cause: A cause.}]\nlesson_order"}}, "waiver-idle"},
		"a waiver in course.yaml":       {[]edit{{course, "lesson_order", "waive: [{rule: word-phone, cause: A cause.}]\nlesson_order"}, {lesson, text, "Ring 17 12 34 56."}}, ""},
		"a waiver in the lesson":        {[]edit{{lesson, "cast:\n", "waive: [{rule: word-phone, cause: A cause.}]\ncast:\n"}, {lesson, text, "Ring 17 12 34 56."}}, ""},
		"a waiver in the item":          {[]edit{{bank, "  - id: at-the-0\n", "  - id: at-the-0\n    waive: [{rule: negative-unstressed, cause: A cause.}]\n"}, {bank, stem, "What do you not do?\n"}}, ""},
		"a waiver in another item":      {[]edit{{bank, "  - id: at-the-1\n", "  - id: at-the-1\n    waive: [{rule: negative-unstressed, cause: A cause.}]\n"}, {bank, stem, "What do you not do?\n"}}, "negative-unstressed waiver-idle"},
		"a clause that nobody teaches":  {[]edit{{course, "clauses: [coc.4]\n", "clauses: [coc.4, law.1]\n"}, {bank, "clauses: [coc.4]", "clauses: [law.1]"}, {bank, "clauses: [coc.4]", "clauses: [law.1]"}}, "clause-untaught"},
	} {
		t.Run(name, func(t *testing.T) {
			files := small()
			for _, e := range c.edits {
				apply(t, files, folder+e.file, e)
			}
			got := found(t, files)
			slices.Sort(got)
			if strings.Join(slices.Compact(got), " ") != c.rule {
				t.Errorf("got %v, want %q", got, c.rule)
			}
		})
	}
}

func apply(t *testing.T, files fstest.MapFS, name string, e edit) {
	t.Helper()
	text := string(files[name].Data)
	if !strings.Contains(text, e.old) {
		t.Fatalf("%s has no %q", name, e.old)
	}
	files[name] = &fstest.MapFile{Data: []byte(strings.Replace(text, e.old, e.now, 1))}
}

func TestKeysOfABank(t *testing.T) {
	files := small()
	text := string(files[folder+"questions.yaml"].Data)
	long := strings.ReplaceAll(text, "text: Look who sent it", "text: Look who sent it and ask where it comes from")
	files[folder+"questions.yaml"] = &fstest.MapFile{Data: []byte(long)}
	if got := found(t, files); !slices.Contains(got, "key-longest") {
		t.Errorf("keys that are always longest: got %v", got)
	}
	first := regexp.MustCompile(`(?s)(      - \{id: (?:send|delete)-\d[^\n]*\n)(      - \{id: look-\d[^\n]*\n)`)
	for range 2 {
		text = first.ReplaceAllString(text, "$2$1")
	}
	files[folder+"questions.yaml"] = &fstest.MapFile{Data: []byte(text)}
	if got := found(t, files); strings.Join(got, " ") != "key-position" {
		t.Errorf("keys that always stand first: got %v, want key-position", got)
	}
}

// TestPackRules spoils a module of the real content in memory.
func TestPackRules(t *testing.T) {
	const module = "schools/whose-picture-is-it/"
	real := os.DirFS("../../content")
	for name, c := range map[string]struct {
		file string
		make func(string) string
		rule string
	}{
		"long handout": {"pack/handout.md", func(s string) string { return s + "\n\n" + strings.Repeat("More words here. ", 80) }, "handout-words"},
		"long family":  {"pack/family.md", func(s string) string { return s + "\n\n" + strings.Repeat("More words here. ", 90) }, "family-words"},
		"wordy slide":  {"pack/slides.md", func(s string) string { return s + "\n\n## One more\n\n" + strings.Repeat("So many words. ", 20) }, "slide-words"},
		"many slides":  {"pack/slides.md", func(s string) string { return s + strings.Repeat("\n\n## One more\n\nLook.\n", 12) }, "slide-count"},
	} {
		files := fstest.MapFS{}
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
		if got := found(t, files); len(got) > 0 {
			t.Fatalf("the module as it is: got %v, want nothing", got)
		}
		files[module+c.file].Data = []byte(c.make(string(files[module+c.file].Data)))
		if got := found(t, files); !slices.Contains(got, c.rule) {
			t.Errorf("%s: got %v, want %s", name, got, c.rule)
		}
	}
}

// The grades are worked out by hand from the formula.
func TestGrade(t *testing.T) {
	for text, want := range map[string]float64{
		"The cat sat. The dog ran.":                      0.39*3 + 11.8*1 - 15.59,
		"Look at it now":                                 0.39*4 + 11.8*1 - 15.59,
		"**Happy** men ask. See [[troll|the word]] now.": 0.39*3.5 + 11.8*8.0/7 - 15.59,
		"- one apple\n- two apples":                      0.39*2 + 11.8*6.0/4 - 15.59,
		"":                                               0,
	} {
		if got := lint.Grade(text); math.Abs(got-want) > 0.01 {
			t.Errorf("%q: got grade %.2f, want %.2f", text, got, want)
		}
	}
}

// TestRulesAreWrittenDown: docs/content-rules.md has each rule with its reason.
func TestRulesAreWrittenDown(t *testing.T) {
	text, err := os.ReadFile("../../docs/content-rules.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range lint.Rules() {
		if !strings.Contains(string(text), "| `"+r.ID+"` | "+r.Why+" |") {
			t.Errorf("docs/content-rules.md lacks | `%s` | %s |", r.ID, r.Why)
		}
	}
}
