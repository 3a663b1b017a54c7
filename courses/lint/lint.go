// Package lint judges courses that load without a mistake: whether questions give their answers away, whether the words fit the
// reader, who errs and who is harmed in the cases, and what must never stand in a course of the government. A machine sees only
// part of that; a person reads the rest.
//
// Each rule has an id and a reason (Rules). A finding is a courses.Problem whose Rule is that id. Where a rule is wrong for one
// place, the file says so with a cause:
//
//	waive: [{rule: key-longest, cause: "The law's full name is long."}]
//
// in course.yaml for the whole course, in the front matter of a lesson or of a part of the pack for that file, or in an item. A
// waiver without a cause, of no rule, or that waives nothing is a finding too. Waivers are outside the hash of a course.
package lint

import (
	"cmp"
	"path"
	"slices"

	"lamtoen/courses"
)

// Rule is one thing that is looked for.
type Rule struct {
	ID  string
	Why string // a sentence
}

// check is a rule with what finds it.
type check struct {
	Rule
	find func(*linter)
}

// linter looks at one course.
type linter struct {
	course    *courses.Course
	catalogue *courses.Catalogue
	names     map[string]bool // given names of every cast
	real      []Institution
	passages  []courses.Passage
	rule      string // whose turn it is
	found     []finding
}

// finding is a problem and the item that it is about, for waivers.
type finding struct {
	courses.Problem
	item courses.ItemID
}

// checks are all rules, in the order of docs/content-rules.md.
func checks() []check {
	return slices.Concat(keyChecks(), itemChecks(), coverChecks(), wordChecks(), readingChecks(), castChecks(), placeChecks(), shapeChecks(), childChecks(),
		packChecks(), termChecks(), teacherChecks(), timeChecks())
}

// The rules about waivers themselves.
const (
	ruleWaiverCause   = "waiver-cause"
	ruleWaiverUnknown = "waiver-unknown"
	ruleWaiverIdle    = "waiver-idle"
)

const ruleContact = "contact-unchecked"

// uncheckedContacts are numbers that stand in contacts.yaml and that nobody has checked, so that no page prints them.
func uncheckedContacts(c *courses.Catalogue) []courses.Problem {
	var all []courses.Problem
	for _, contact := range c.Contacts {
		if contact.Number != "" && !contact.Checked.Done() {
			all = append(all, courses.Problem{File: "contacts.yaml", Rule: ruleContact, What: "nobody has checked the number of " + string(contact.ID),
				Mend: "fill in checked: {by, date}, or take the number out"})
		}
	}
	return all
}

// Rules lists every rule with its reason.
func Rules() []Rule {
	var rules []Rule
	for _, c := range checks() {
		rules = append(rules, c.Rule)
	}
	return append(rules,
		Rule{ruleContact, "A wrong helpline number is worse than a blank line to fill in."},
		Rule{ruleWaiverCause, "An exception without a cause cannot be judged by whoever comes later."},
		Rule{ruleWaiverUnknown, "A misspelt rule waives nothing."},
		Rule{ruleWaiverIdle, "An exception that is no longer needed would hide the next mistake."})
}

// Catalogue looks at every current course and gives what it finds, by file and line. Archived versions are as they were. The real
// agencies are for the rules on places.
func Catalogue(c *courses.Catalogue, institutions ...Institution) []courses.Problem {
	names := map[string]bool{}
	for _, course := range c.Courses {
		for _, lesson := range course.Lessons {
			for _, member := range lesson.Cast {
				names[member.Name] = true
			}
		}
	}
	var all []courses.Problem
	for _, course := range c.Courses {
		l := &linter{course: course, catalogue: c, names: names, real: institutions, passages: course.Passages()}
		for _, check := range checks() {
			l.rule = check.ID
			check.find(l)
		}
		all = append(all, l.waived()...)
	}
	all = append(all, uncheckedContacts(c)...)
	slices.SortStableFunc(all, func(a, b courses.Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col), cmp.Compare(a.Rule, b.Rule))
	})
	return all
}

// at finds something at a byte offset of a passage.
func (l *linter) at(p courses.Passage, offset int, what, mend string) {
	l.found = append(l.found, finding{p.Problem(offset, l.rule, what, mend), p.Item})
}

// file finds something about a file of the course as a whole.
func (l *linter) file(name, what, mend string) {
	l.found = append(l.found, finding{Problem: courses.Problem{File: path.Join(l.course.Dir, name), Rule: l.rule, What: what, Mend: mend}})
}

// item finds something about an item, where its stem stands, or its title for a story without one.
func (l *linter) item(id courses.ItemID, what, mend string) {
	for _, p := range l.passages {
		if p.Item == id && (p.Key == "stem" || p.Key == "title" || p.Key == "text") {
			l.at(p, 0, what, mend)
			return
		}
	}
	l.file("questions.yaml", string(id)+": "+what, mend)
}

// lesson finds something about a lesson as a whole.
func (l *linter) lesson(lesson courses.Lesson, what, mend string) {
	l.file(lesson.File, what, mend)
}

// waived leaves out what the course waives with a cause, and adds what is wrong with its waivers.
func (l *linter) waived() []courses.Problem {
	known := map[string]bool{}
	for _, r := range Rules() {
		known[r.ID] = true
	}
	used := map[int]bool{}
	waivers := l.course.Waivers()
	var out []courses.Problem
	for _, f := range l.found {
		hit := false
		for i, w := range waivers {
			if w.Rule == f.Rule && w.Cause != "" && l.covers(w, f) {
				used[i], hit = true, true
			}
		}
		if !hit {
			out = append(out, f.Problem)
		}
	}
	for i, w := range waivers {
		p := courses.Problem{File: w.File, Line: w.Line, Col: w.Col}
		switch {
		case !known[w.Rule]:
			p.Rule, p.What, p.Mend = ruleWaiverUnknown, "there is no rule "+w.Rule, "lamtoen content rules lists them"
		case w.Cause == "":
			p.Rule, p.What, p.Mend = ruleWaiverCause, "the waiver of "+w.Rule+" has no cause", "write why the rule is wrong here"
		case !used[i]:
			p.Rule, p.What, p.Mend = ruleWaiverIdle, "the waiver of "+w.Rule+" waives nothing", "remove it"
		default:
			continue
		}
		out = append(out, p)
	}
	return out
}

// covers tells whether a waiver is for the place of a finding: its item, its file, or, from course.yaml, the whole course.
func (l *linter) covers(w courses.Waiver, f finding) bool {
	if w.Item != "" {
		return w.Item == f.item
	}
	return w.File == f.File || w.File == path.Join(l.course.Dir, "course.yaml")
}
