package courses_test

import (
	"errors"
	"io/fs"
	"maps"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"lamtoen/courses"
)

// The small content tree that the tests begin with. It has every item type and no mistake.
const (
	policyYAML = `clauses:
  - {id: coc.4, title: Be accurate, kind: test}
  - {id: coc.6, title: Be careful, kind: test}
  - {id: def.17, title: Troll, kind: teach}
laws: []
`
	glossaryYAML = `terms:
  - {id: rumour, term: Rumour, definition: News that nobody has checked, clause: coc.4}
  - {id: troll, term: Troll, definition: Someone who starts quarrels for fun}
`
	contactsYAML = `contacts:
  - {id: helpline, office: A helpline, for: To talk to someone, number: "", checked: {by: "", date: ""}}
`
	courseYAML = `id: check-first
version: 1.2.0
title: Check first
summary: How to check before you share.
catalogue: civil-service
audience: {who: Every civil servant, reading_age: 14}
owners: [rcsc, moice]
minutes: 20
review: 2028-11-22
clauses: [coc.4, coc.6]
objectives:
  - {id: be-accurate, can: Check a claim before you share it, clauses: [coc.4]}
  - {id: be-careful, can: Keep details private, clauses: [coc.6]}
lesson_order: in-order
assessment:
  pass_mark: 80
  draw:
    - {objective: be-accurate, items: 1}
    - {objective: be-careful, items: 1}
  attempts: {limit: 0, delay: 15m, longest_delay: 24h}
  feedback: compliance
acknowledgement:
  - role: everyone
    title: I will check first
    text: |
      I will *check* before I share.
certificate: {title: Check first, valid_months: 24}
approval: {state: draft}
`
	lessonMD = `---
id: look-twice
title: Look twice
objective: be-accurate
minutes: 5
clauses: [coc.4]
keep: "Look twice, share once."
cast:
  - {name: Karma, sex: man, job: gewog clerk, role: erring}
---
:::hook
A photo of a flood arrives.
:::

## What to look for

Every [[rumour]] has a source. ![A river over a road](media/flood.svg)

:::policy coc.4
Say what is true.
:::

` + "```check\n" + `id: check-source
type: single
stem: |
  Who took the picture?
options:
  - {id: ask, text: Ask the sender, right: true, feedback: The sender may know.}
  - {id: guess, text: Guess, right: false, feedback: A guess spreads too.}
` + "```\n"
	secondMD = `---
id: keep-it-private
title: Keep it private
objective: be-careful
minutes: 6
clauses: [coc.6]
keep: Ask before you show.
sensitive: Some learners have been hurt this way.
tell: [helpline]
---
Some details are for few eyes. A [[troll|troll]] looks for them.

` + "```scenario\n" + `id: the-form
title: The form
start: s1
steps:
  - id: s1
    text: A form lies on the desk.
    choices:
      - {id: cover, text: Cover it, to: s2}
      - {id: snap, text: Photograph it, to: s3}
  - {id: s2, text: Nobody reads it., ending: good, feedback: You kept it safe.}
  - {id: s3, text: It is online., ending: poor, feedback: It cannot be called back.}
` + "```\n"
)

const questionsYAML = `items:
  - id: practice-one
    objective: be-accurate
    clauses: [coc.4]
    difficulty: easy
    type: single
    practice: true
    stem: A headline shouts.
    options:
      - {id: read-it, text: Read below it, right: true, feedback: The text may say less.}
      - {id: send-it, text: Send it, right: false, feedback: It is quick.}
  - id: old-photo
    objective: be-accurate
    clauses: [coc.4]
    difficulty: medium
    type: multiple
    stem: A photo looks old.
    options:
      - {id: search, text: Search for it, right: true, feedback: It finds older copies.}
      - {id: date, text: Look for a date, right: true, feedback: A date tells.}
      - {id: share, text: Share it, right: false, feedback: It may mislead.}
  - id: statement
    objective: be-accurate
    clauses: [coc.4]
    difficulty: easy
    type: true-false
    stem: A correction should be as open as the mistake was.
    answer: true
    feedback: {"true": Those who read the mistake should read this too., "false": Hiding it costs trust.}
    reasons:
      - {id: same-readers, text: The same people should see it, right: true, feedback: They were misled.}
      - {id: looks-good, text: It looks good, right: false, feedback: It is not about looks.}
  - id: in-order
    objective: be-accurate
    clauses: [coc.4]
    difficulty: hard
    type: ordering
    stem: Put the steps in order.
    steps:
      - {id: stop, text: Stop, feedback: First of all.}
      - {id: check, text: Check, feedback: Then look.}
      - {id: tell, text: Tell, feedback: Last.}
  - id: who-may-see
    objective: be-careful
    clauses: [coc.6]
    difficulty: medium
    type: matching
    stem: Who may see it?
    pairs:
      - {id: p1, left: A notice, right: Everyone, feedback: It is public.}
      - {id: p2, left: A phone number, right: The owner, feedback: It is private.}
      - {id: p3, left: A timetable, right: Everyone, feedback: It is public.}
    extras:
      - {id: x1, text: A stranger, feedback: No need.}
  - id: the-desk
    objective: be-careful
    clauses: [coc.6]
    difficulty: hard
    type: scenario
    start: s1
    steps:
      - id: s1
        text: A list lies open.
        choices:
          - {id: close, text: Close it, to: s2}
          - {id: leave, text: Leave it, to: s3}
      - {id: s2, text: Closed., ending: good, score: 100, feedback: Well done.}
      - {id: s3, text: Read by all., ending: poor, score: 0, feedback: Too late.}
  - id: password
    objective: be-careful
    clauses: [coc.6]
    difficulty: easy
    type: single
    shuffle: false
    stem: Someone asks for your password.
    options:
      - {id: refuse, text: Refuse, right: true, feedback: Nobody needs it.}
      - {id: give, text: Give it, right: false, feedback: It is yours alone.}
`

const floodSVG = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 180"><path d="M0 0h320v180H0z" fill="#246"/></svg>`

const dir = "civil-service/check-first/"

// tree is the content tree; each call gives a new one.
func tree() fstest.MapFS {
	files := fstest.MapFS{}
	for name, text := range map[string]string{
		"policy.yaml": policyYAML, "glossary.yaml": glossaryYAML, "contacts.yaml": contactsYAML,
		"places.yaml":       "places:\n  - {name: Dungkar Gewog, kind: gewog}\n",
		dir + "course.yaml": courseYAML, dir + "questions.yaml": questionsYAML,
		dir + "lessons/01-look-twice.md": lessonMD, dir + "lessons/02-keep-it-private.md": secondMD,
		dir + "media/flood.svg": floodSVG,
	} {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return files
}

// The lesson pack of the school module that schoolTree makes of the course.
const (
	teacherMD = `---
title: Teacher plan
materials: [a ball]
before: Read the slides once.
sensitive: Some pupils have been hurt this way.
tell: [helpline]
---
## What pupils will be able to do

Look twice at a [[rumour]].

:::say
Good morning, class VI.
:::

:::plan 15
| Minutes | You | Pupils |
|---|---|---|
| 5 | Show slide 1 | Look |
| 10 | Ask \| listen | Answer |
:::

:::plan 40
| Minutes | You | Pupils |
|---|---|---|
| 40 | Show all slides | Talk in pairs |
:::
`
	slidesMD = `---
title: Look twice
---
## Is it *true*?

![A river over a road](media/flood.svg)

:::note
Wait for three answers.
:::
## Ask

Whom can we ask?

:::tip
Ask the sender.
:::
`
	handoutMD = `---
title: My sheet
---
What did you hear?

:::lines 2
:::

:::draw Who told you
:::
`
	familyMD = `---
title: To the family
---
We looked twice today.
`
	activityMD = `---
title: Pass it on
minutes: 10
materials: []
group: whole class
---
Whisper a sentence round the class.
`
)

// pathsYAML are the ways other than the whole course, but for test_out, which goes with no acknowledgement.
const pathsYAML = `refreshers:
  - {id: look-again, title: Look again, lessons: [look-twice], items: 1}
  - {id: keep-again, title: Keep it private again, lessons: [keep-it-private], items: 1}
delta: {due_days: 60, because: The rules for pictures have changed.}
`

const schoolDir = "schools/check-first/"

// schoolTree is the content tree with the course made a school module.
func schoolTree() fstest.MapFS {
	files := tree()
	for name, file := range maps.Clone(files) {
		if rest, ok := strings.CutPrefix(name, dir); ok {
			files[schoolDir+rest] = file
			delete(files, name)
		}
	}
	course := strings.NewReplacer("catalogue: civil-service", "catalogue: schools", "reading_age: 14}", "reading_age: 12, key_stages: [vii-viii]}",
		"lesson_order:", "before_after: [practice-one, statement, password]\n"+pathsYAML+"lesson_order:").Replace(courseYAML)
	for name, text := range map[string]string{"course.yaml": course, "pack/teacher.md": teacherMD, "pack/slides.md": slidesMD,
		"pack/handout.md": handoutMD, "pack/family.md": familyMD, "pack/activity.md": activityMD} {
		files[schoolDir+name] = &fstest.MapFile{Data: []byte(text)}
	}
	return files
}

// swap replaces text in one file of a tree.
func swap(t testing.TB, files fstest.MapFS, name, old, now string) {
	t.Helper()
	before := string(files[name].Data)
	if !strings.Contains(before, old) {
		t.Fatalf("%s does not contain %q", name, old)
	}
	files[name] = &fstest.MapFile{Data: []byte(strings.Replace(before, old, now, 1))}
}

// archive moves the course of a tree to the archive under its version and gives it a new version.
func archive(t testing.TB, files fstest.MapFS, version string) {
	t.Helper()
	for name, file := range maps.Clone(files) {
		if rest, ok := strings.CutPrefix(name, dir); ok {
			files["archive/check-first/1.2.0/"+rest] = file
		}
	}
	swap(t, files, dir+"course.yaml", "version: 1.2.0", "version: "+version)
}

func load(t testing.TB, fsys fs.FS) *courses.Catalogue {
	t.Helper()
	cat, err := courses.Load(fsys, courses.Options{})
	if err != nil {
		t.Fatalf("got problems:\n%v\nwant none", err)
	}
	return cat
}

func loadOne(t testing.TB, fsys fs.FS) *courses.Course {
	t.Helper()
	c, ok := load(t, fsys).Course("check-first")
	if !ok {
		t.Fatal("got no course check-first")
	}
	return c
}

// problemsOf loads a tree that has mistakes.
func problemsOf(t testing.TB, fsys fs.FS, opt courses.Options) courses.Problems {
	t.Helper()
	cat, err := courses.Load(fsys, opt)
	if cat != nil {
		t.Error("got a catalogue beside the problems, want none")
	}
	var problems courses.Problems
	if !errors.As(err, &problems) || len(problems) == 0 {
		t.Fatalf("got error %v, want problems", err)
	}
	return problems
}

func date(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}
