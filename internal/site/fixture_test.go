package site_test

// The pieces of the fixture course. Each item says in its ids what is right.

const fixtureHead = `
id: every-type
version: 1.0.0
title: Every type of question
summary: A course for tests.
catalogue: civil-service
audience: {who: Testers, reading_age: 14}
owners: [rcsc]
minutes: 30
review: 2028-11-01
clauses: [coc.1]
`

const fixtureTail = `lesson_order: in-order
assessment:
  pass_mark: 80
  draw:
`

const fixtureEnd = `  attempts: {limit: 0, delay: 15m, longest_delay: 24h}
  feedback: compliance
acknowledgement:
  - {role: everyone, title: The code, text: "I have read it and **I will keep to it**."}
certificate: {title: Every type of question, valid_months: 24}
approval: {state: draft}
`

const practiceItem = `  - id: practice-one
    objective: use-single
    clauses: [coc.1]
    difficulty: easy
    type: single
    practice: true
    stem: A message asks for your password. What do you do?
    options:
      - {id: give-it, text: Give it, right: false, feedback: Nobody needs your password.}
      - {id: keep-it, text: Keep it to yourself, right: true, feedback: Nobody may ask for it.}
`

const fixtureLesson = `---
id: lesson-TYPE
title: Lesson on TYPE
objective: use-TYPE
minutes: 4
clauses: [coc.1]
keep: Think, then TYPE.
tell: [desk]
---
:::hook
A message arrives.
:::

A [[troll]] writes to provoke. Leave it unanswered.

:::policy coc.1
Act as a good citizen.
:::

:::case Flood at Dungkar Gewog
Sonam looks twice.
:::

` + "```check" + `
id: check-TYPE
type: single
stem: What comes first?
options:
  - {id: post-TYPE, text: Post at once, right: false, feedback: Too early for TYPE.}
  - {id: look-TYPE, text: Look twice, right: true, feedback: Well looked at TYPE.}
` + "```" + `

` + "```scenario" + `
id: story-TYPE
title: The angry comment
start: s1
steps:
  - id: s1
    text: A comment is angry.
    choices:
      - {id: answer-TYPE, text: Answer at once, to: s2}
      - {id: wait-TYPE, text: Wait a little, to: s3}
  - {id: s2, text: It grew worse., ending: poor, feedback: Heat makes heat.}
  - {id: s3, text: It calmed down., ending: good, feedback: Time helps.}
` + "```" + `
`

// fixtureItems are the bodies of the bank's items by type; NUMBER keeps their ids apart.
func fixtureItems() map[string]string {
	return map[string]string{
		"single": `    stem: Case NUMBER. A rumour reaches you. What do you do?
    options:
      - {id: wrong-single-NUMBER, text: Pass it on, right: false, feedback: It may be false.}
      - {id: right-single-NUMBER, text: Check it, right: true, feedback: Checking comes first.}
      - {id: wrong-other-NUMBER, text: Laugh at it, right: false, feedback: It may hurt.}
`,
		"multiple": `    stem: Case NUMBER. Which of these belong in a public post?
    options:
      - {id: right-hours-NUMBER, text: Opening hours, right: true, feedback: People need them.}
      - {id: right-forms-NUMBER, text: Where the forms are, right: true, feedback: People need them.}
      - {id: wrong-names-NUMBER, text: Names of applicants, right: false, feedback: Those are private.}
`,
		"true-false": `    stem: Case NUMBER. A post may be seen by people you do not know.
    answer: true
    feedback: {"true": "It travels.", "false": "It travels further than you think."}
    reasons:
      - {id: right-reason-NUMBER, text: Others can share it, right: true, feedback: They can.}
      - {id: wrong-reason-NUMBER, text: Phones are fast, right: false, feedback: Speed is not the point.}
`,
		"matching": `    stem: Case NUMBER. What belongs together?
    pairs:
      - {id: pair-a-NUMBER, left: A question, right: An answer, feedback: A question wants an answer.}
      - {id: pair-b-NUMBER, left: A mistake, right: A correction, feedback: A mistake wants a correction.}
`,
		"ordering": `    stem: Case NUMBER. In which order?
    steps:
      - {id: step-a-NUMBER, text: Stop, feedback: Stop comes first.}
      - {id: step-b-NUMBER, text: Check, feedback: Then check.}
      - {id: step-c-NUMBER, text: Post, feedback: Then post.}
`,
		"scenario": `    start: s1
    stem: Case NUMBER. A stranger asks for help.
    steps:
      - id: s1
        text: The stranger wants a code from your phone.
        choices:
          - {id: wrong-send-NUMBER, text: Send it, to: s2}
          - {id: right-ask-NUMBER, text: Ask who it is, to: s3}
      - {id: s2, text: Your account is gone., ending: poor, score: 0, feedback: A code is a key.}
      - id: s3
        text: The stranger becomes angry.
        choices:
          - {id: wrong-yield-NUMBER, text: Give in, to: s2}
          - {id: right-report-NUMBER, text: Report it, to: s4}
      - {id: s4, text: The help desk thanks you., ending: good, score: 100, feedback: Reporting protects others.}
`,
	}
}

// fixtureWorkbook has a field of each kind in its first part, and one more in its second.
const fixtureWorkbook = `title: Our agency's social media plan
summary: What we do, and why.
parts:
  - id: coc.1
    title: Goals and objectives
    intro: Begin with the *work*.
    fields:
      - {id: period, label: Period of this plan, hint: First and last day, kind: text, required: true, clause: coc.1, example: The year 2027}
      - {id: goals, label: Our goals, hint: One a line, kind: lines, required: true, clause: coc.1, example: [People travel safely]}
      - id: objectives
        label: Our objectives
        hint: One to three
        kind: table
        required: true
        clause: coc.1
        columns: [{id: number, label: "No."}, {id: who, label: Who is better off}]
        example: [["1", Drivers]]
  - id: considerations
    title: Six considerations
    intro: Hold the plan against them.
    fields:
      - {id: quality, label: Information quality, hint: How, kind: text, clause: coc.1, example: Each fact has a source}
review:
  - {id: could-fail, question: Could each objective fail?, clause: coc.1}
  - {id: nothing-secret, question: Is the plan free of passwords?, clause: coc.1}
`
