// Package courses reads courses from plain files and is the reference for those who write them. Load reads a whole content
// tree and either gives a catalogue or says everything that is wrong with it, each as file:line:col: what; how to mend it.
//
// # The tree
//
//	policy.yaml                  the clauses of the policy, and the laws that it names
//	glossary.yaml                terms, each in plain words
//	contacts.yaml                helplines and offices; an unchecked number prints as a blank line
//	places.yaml                  invented places, the only ones where people of a lesson err
//	workbook.yaml                what an agency writes down for its social media plan, and what a colleague asks of it
//	content.sum                  the hash of every published version, written by "lamtoen content sum"
//	CATALOGUE/COURSE/            a course; CATALOGUE is civil-service, schools or community
//	  course.yaml                what the course says of itself
//	  lessons/NN-name.md         the lessons, in the order of NN; NN-name.dz.md is a translation
//	  questions.yaml             the bank
//	  course.dz.yaml             the texts of course.yaml in another language, and questions.dz.yaml the bank
//	  media/name.svg, .webp      pictures, at most 200 KB each
//	  pack/NAME.md               the lesson pack of a module for pupils: teacher, slides, handout, family, activity
//	archive/COURSE/VERSION/      a superseded version, as it was published, with the same files
//
// A file or folder that nothing would read is a mistake, so that question.yaml is not passed over in silence.
//
// # Ids and keys
//
// Ids are kebab-case: small letters and digits in groups joined by single hyphens, at most 64, like be-accurate. Clause ids
// have dots too: coc.4. A course's id is the name of its folder. Objectives, lessons and items (the checks of lessons and the
// questions of the bank together) are unique in their course; options, pairs, steps and choices in their item. An id is
// never given to another thing, in any later version: answers and certificates name things by id. Keys are snake_case, and
// a key that is not described here is a mistake. YAML anchors, aliases and tags are not used.
//
// # course.yaml
//
//	id, version, title, summary
//	catalogue                    the folder above the course's own
//	audience                     {who, reading_age}; of a module for pupils also key_stages of pp-iii, iv-vi, vii-viii, ix-xii
//	owners                       agency codes
//	minutes                      lessons and assessment together
//	review                       a day at most two years ahead (policy clause me.3)
//	clauses                      each clause that is taught or tested, and no other
//	objectives                   a list of {id, can, clauses}; can completes "You can …"; each has a lesson
//	lesson_order                 in-order or free
//	assessment                   optional, see below
//	acknowledgement              optional: a list of {role, title, text}; one has the role everyone, for whom no other is meant
//	certificate                  optional: {title, valid_months}; 0 months or none: no end
//	refreshers                   optional: a list of {id, title, lessons, items}; a short path for those who renew, see below
//	delta                        optional: {due_days, because}; holders of an older major version owe the difference, see below
//	test_out                     optional: true, or {pass_mark}; the test may be taken instead of the lessons
//	before_after                 three single or true-false questions of the bank, asked before and after; a module with a pack has them
//	authors                      optional: EIDs of those who wrote this version, in quotes; they cannot approve it
//	approval                     {state: draft}, or state: approved with office, position, date, reference and hash
//
// An assessment has pass_mark (per cent), draw (a list of {objective, items}), attempts ({limit, delay, longest_delay}; limit 0
// is no limit, the delay doubles after each failure up to the longest, at most 24h) and feedback: compliance names what to
// reread and never the key, learning shows the feedback of every option after each question, whose answer is final then. It may have
// time_limit (minutes that an attempt lasts, 1 to 180), grace (minutes more that an answer may be on its way, 1 to 30) and a window,
// opens and closes (the first and the last day on which an attempt may begin, in Thimphu). The bank holds at least three items of an objective
// for each that is drawn, and one practice question, which is shown before the test and never drawn.
//
// A refresher names one or more lessons of the course, and how many items of their objectives are drawn, each objective at least
// once; lessons and questions take 5 to 15 minutes together. Where a completion is renewed, the refresher that the person has
// taken least lately is offered, and the whole course as a choice.
//
// With delta, whoever a rule binds and has completed an older major version takes what has changed (lessons and questions) and
// signs again within due_days of the day on which this major version became current; because says to them why, on one line.
// Without it they may, and need not. A course that is signed has no test_out: what one signs, one has read.
//
// The approval names the hash that was approved. It is not part of the hash, so adding it makes no new version; any change
// of the content makes the course a draft again.
//
// # Lessons
//
// A lesson begins with front matter between two lines ---: id, title, objective, minutes, keep (the one sentence to keep), and
// optionally clauses, cast (a list of {name, sex: man or woman, job, role: erring, wise, harmed or other}), sensitive (a note to
// the teacher) and tell (ids of contacts; a sensitive lesson has them). Then comes Markdown (CommonMark and tables, no HTML):
//
//	## Heading                   ## and ### only; the page has the title
//	[text](https://…)            links to https, mailto, a page of the site (/help) or a heading (#s-heading)
//	![What it shows](media/x.svg) a picture; the words are for those who cannot see it and must be there
//	[[troll]], [[troll|Trolls]]  a glossary term; the first shows the glossary's word with a small first letter.
//	                             In a table write [[troll\|Trolls]]
//
// and blocks, which begin and end on lines of their own and do not nest:
//
//	:::hook … :::                a post, a message, a choice that opens the lesson
//	:::policy coc.3 … :::        what the clause says, in your own words; the box shows its id and title
//	:::case Title … :::          a worked case
//	:::tip … :::                 advice
//
// and in courses for schools, where a teacher may read the lesson out:
//
//	:::say … :::                 what the teacher says word for word
//	:::note … :::                for the teacher, not for the class
//
// A check is an item in YAML between ```check and ```; a scenario stands between ```scenario and ```. They are not graded. Each
// lesson has at least one. They need id, type and stem (a scenario: id, title, start and steps) and may have objective, clauses
// and difficulty.
//
// # Lesson packs
//
// A module with key_stages has a pack, and no other course has one: five files in the folder pack, each with front matter, of
// which title is one key, and then Markdown as in lessons with hook, policy, case and tip.
//
//	teacher.md     materials (a list), before (what to prepare), sensitive and tell as in lessons; also :::say, :::note, and
//	               both plans, :::plan 15 and :::plan 40, each a table | Minutes | You | Pupils | whose minutes make the number
//	slides.md      each ## heading begins a slide; :::say and :::note are the teacher's, and not shown
//	handout.md     for the pupil, on paper: :::lines 4 gives ruled lines, :::draw Title an empty box; neither holds text
//	family.md      for the family, on paper, with the same two
//	activity.md    minutes, materials, group (whole class, pairs, groups of five); without any device
//
// The HTML of a part holds each block in an element whose class is the block's name.
//
// # Items
//
// Each item of questions.yaml (items: a list) has id, objective, clauses, difficulty (easy, medium, hard), type and stem, and may
// have practice: true and shuffle: false. Each option has feedback: why it is right, or what someone who chose it was thinking.
// Stems, scenes and feedback are Markdown; options, pairs and choices are one paragraph of it.
//
//	single         options: a list of {id, text, right, feedback}, exactly one right
//	multiple       the same, one or more right and one or more wrong
//	true-false     the stem is a statement; answer: true or false; feedback: {"true": …, "false": …};
//	               reasons: options of which one is right, where the verdict and the reason count half each
//	matching       pairs: a list of {id, left, right, feedback}; two pairs may have the same right side;
//	               extras: right sides that match nothing, a list of {id, text, feedback}
//	ordering       steps: a list of {id, text, feedback}, written in the right order, three at least
//	scenario       start and steps (the stem is optional); a step is {id, text} with choices, a list of {id, text, to},
//	               or with ending (good, fair, poor), feedback and, in the bank, score from 0 to 100
//
// Every step of a scenario can be reached, no path goes round, one ending is good and, in the bank, one scores 100.
//
// # Waivers
//
// A rule of the linter (package lint) that is wrong in one place is waived there, with the cause: waive: [{rule: ID, cause: "…"}]
// in course.yaml for the course, in the front matter of a lesson or of a part of the pack for that file, in an item for the item.
//
// # Versions and hashes
//
// A version is MAJOR.MINOR.PATCH: patch is wording; minor adds, removes or changes lessons, questions, options or pictures; major
// changes objectives, clauses, audience, pass mark, draw or acknowledgement. Compare tells a change in words with the least step,
// and CheckSums refuses a smaller one over the newest archived version. A published version never changes. Its hash covers everything that a learner reads or is judged by, the pack and the pictures;
// not the approval, authors, waivers, translations of whatever file, rendered HTML, comments, key order, line ends, nor the wording of clauses and glossary. A
// new version moves the files of the old one to archive/COURSE/VERSION. CheckSums refuses a recorded version whose content
// has another hash.
//
// A translation NN-name.LANG.md has front matter translates (the ContentHash of the English lesson), title and keep, and the
// same blocks. It has its own hash, outside the version, and is marked stale once the English changes. A lesson that asks true or
// false names the two words: true_false: {"true": …, "false": …}.
//
// # Other languages
//
// course.LANG.yaml has title, summary and certificate, each {translates, text}, objectives, a list of {id, translates, can}, and
// acknowledgement, a list of {role, translates, title, text}; questions.LANG.yaml has items, each with translates and then as in
// questions.yaml, and true_false as above. Translates is the hash of the English piece (CourseText.Hash, Item.WordHash). Pieces may be missing;
// those that are there have the ids, parts and key of the English, and an item may leave out what is no text (objective,
// clauses, difficulty, practice, type, shuffle). Both files have an approval like the course's, of the hash of the file's own content.
//
// Course.AskedIn and SignedIn tell whether assessment and acknowledgement are offered in a language: every piece is translated, current
// and approved. Course.Worded is the course in those words.
//
// # The workbook
//
// workbook.yaml has title, summary, parts and review. A part is {id, title, intro, fields}; its id is a clause of the policy or
// considerations, intro is Markdown. A field is {id, label, hint, kind, required, clause, example}, of which kind is
//
//	text           a few sentences; the example is a text
//	lines          one entry a line; the example is a list
//	table          columns: a list of {id, label}; the example is a list of rows, each a list with a cell for each column
//
// review is a list of {id, question, clause}. The ids of fields and of questions are unique in the file and never given to
// another thing, since what agencies have written is kept under them. The workbook is part of no course's hash; it has its own.
//
// # Using the package
//
// A Course is immutable and may be shared. Its HTML is safe to print: raw HTML is off, and what is rendered is sanitised once
// more. Addresses of pictures are those of MediaPath. Course.Snapshot is for a store; FromSnapshot gives the same course with
// the same HTML, without rendering it again.
package courses
