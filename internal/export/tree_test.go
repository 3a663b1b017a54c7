package export_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"lamtoen/courses"
)

// The content tree that the tests begin with: a civil service course with every item type, and a school module with a pack.
const (
	policyYAML = `clauses:
  - {id: coc.4, title: Be accurate, kind: test}
  - {id: coc.6, title: Be careful, kind: test}
laws: []
`
	glossaryYAML = `terms:
  - {id: rumour, term: Rumour, definition: News that nobody has checked, clause: coc.4}
`
	contactsYAML = `contacts:
  - {id: helpline, office: A helpline, for: To talk to someone, number: "", checked: {by: "", date: ""}}
`
	courseYAML = `id: check-first
version: 1.2.0
title: Check first & "think"
summary: How to check <before> you share.
catalogue: civil-service
audience: {who: Every civil servant, reading_age: 14}
owners: [rcsc]
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
---
:::hook
A photo of a flood arrives.
:::

## What to look for

Every [[rumour]] has a source. ![A river over a road](media/flood.svg) See [help](/help).

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
` + "```\n\n```check\n" + `id: check-order
type: ordering
stem: In which order?
steps:
  - {id: one, text: Stop, feedback: First of all.}
  - {id: two, text: Look, feedback: Then look.}
  - {id: three, text: Tell, feedback: Last.}
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
Some details are for few eyes.

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

const bankYAML = `items:
  - id: practice-one
    objective: be-accurate
    clauses: [coc.4]
    difficulty: easy
    type: single
    practice: true
    stem: "A headline shouts: {100 %} = #1 ~ [now]!"
    options:
      - {id: read-it, text: "50 % off? Read below it", right: true, feedback: The text may say less.}
      - {id: send-it, text: "%5% of it", right: false, feedback: "[sic] It is quick."}
  - id: old-photo
    objective: be-accurate
    clauses: [coc.4]
    difficulty: medium
    type: multiple
    stem: |
      A photo looks old, and shows a [[rumour|story]].

      ![A river over a road](media/flood.svg)
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
		dir + "course.yaml": courseYAML, dir + "questions.yaml": bankYAML,
		dir + "lessons/01-look-twice.md": lessonMD, dir + "lessons/02-keep-it-private.md": secondMD,
		dir + "media/flood.svg": floodSVG,
	} {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return files
}

// load loads a tree that must be whole.
func load(t testing.TB, files fs.FS) *courses.Course {
	t.Helper()
	cat, err := courses.Load(files, courses.Options{})
	if err != nil {
		t.Fatalf("the tree of the test does not load:\n%v", err)
	}
	return cat.Courses[0]
}

// The lesson pack of the school module that school makes of the course.
const (
	teacherMD = "---\ntitle: Teacher plan\nmaterials: [a ball]\nbefore: Read the slides once.\n---\nLook twice.\n\n" +
		":::plan 15\n| Minutes | You | Pupils |\n|---|---|---|\n| 15 | Show slide 1 | Look |\n:::\n\n" +
		":::plan 40\n| Minutes | You | Pupils |\n|---|---|---|\n| 40 | Show all slides | Talk |\n:::\n"
	slidesMD = "---\ntitle: \"Look <twice>\"\n---\n## Is it *true*?\n\n![A river over a road](media/flood.svg)\n\n:::note\nWait for three answers.\n:::\n" +
		"## Ask\n\nWhom can we ask about a [[rumour]]?\n\n:::tip\nAsk the sender.\n:::\n"
	handoutMD  = "---\ntitle: My sheet\n---\nWhat did you hear?\n\n:::lines 2\n:::\n"
	familyMD   = "---\ntitle: To the family\n---\nWe looked twice today.\n"
	activityMD = "---\ntitle: Pass it on\nminutes: 10\nmaterials: []\ngroup: whole class\n---\nStand in a ring.\n"
)

// school is the tree with the course as a module for pupils.
func school() fstest.MapFS {
	files := fstest.MapFS{}
	for name, file := range tree() {
		files[strings.Replace(name, dir, schoolDir, 1)] = file
	}
	for name, text := range map[string]string{
		"teacher": teacherMD, "slides": slidesMD, "handout": handoutMD, "family": familyMD, "activity": activityMD,
	} {
		files[schoolDir+"pack/"+name+".md"] = &fstest.MapFile{Data: []byte(text)}
	}
	course := strings.Replace(courseYAML, "catalogue: civil-service", "catalogue: schools", 1)
	course = strings.Replace(course, "reading_age: 14}", "reading_age: 14, key_stages: [ix-xii]}", 1)
	course = strings.Replace(course, "feedback: compliance", "feedback: learning", 1)
	files[schoolDir+"course.yaml"] = &fstest.MapFile{Data: []byte(course + "before_after: [practice-one, password, statement]\n")}
	return files
}

const schoolDir = "schools/check-first/"
