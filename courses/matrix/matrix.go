// Package matrix sets the courses against the clauses of the policy: which clause is taught where, tested by how much, and short
// of what its kind asks for; what is to be revised when a clause changes; and which course is due for its review (policy clause
// me.3).
package matrix

import (
	"cmp"
	"fmt"
	"slices"

	"lamtoen/courses"
)

// LeastItems is how many scored questions test a clause of the kind test, over all courses.
const LeastItems = 2

// Row is one clause.
type Row struct {
	Clause   courses.Clause     `json:"clause"`
	Taught   []Lesson           `json:"taught,omitempty"`
	Tested   []Bank             `json:"tested,omitempty"`
	Glossary courses.TermID     `json:"glossary,omitempty"` // the entry that explains it
	Product  string             `json:"product,omitempty"`  // of a clause that the product itself answers: what does
	Short    string             `json:"short,omitempty"`    // what is missing; "" for nothing
	Courses  []courses.CourseID `json:"courses,omitempty"`  // that name it
}

// Lesson is a lesson that teaches a clause.
type Lesson struct {
	Course courses.CourseID `json:"course"`
	Lesson courses.LessonID `json:"lesson"`
	Title  string           `json:"title"`
}

// Bank is how many scored questions of a course test a clause.
type Bank struct {
	Course courses.CourseID `json:"course"`
	Items  int              `json:"items"`
}

// Items counts the questions over all courses.
func (r Row) Items() int {
	n := 0
	for _, b := range r.Tested {
		n += b.Items
	}
	return n
}

// answers says by what the product answers the clauses of the kind platform, and the annex that is a list of courses.
func answers() map[courses.ClauseID]string {
	return map[courses.ClauseID]string{
		"rationale": "the openings of code-of-conduct and for-executives",
		"annex.7":   "the civil service catalogue and its printed prospectus",
		"cap.1":     "the civil service catalogue, its rules and the coverage by agency",
		"cap.2":     "the school modules and their lesson packs",
		"cap.3":     "the community courses and the codes that groups register",
		"me.1":      "coverage by agency, with those that need help first",
		"me.2":      "coverage as at any day, and its export",
		"me.3":      "the review date of every course, content due and content impact",
	}
}

// Of gives a row for each clause of the policy, in the policy's order.
func Of(c *courses.Catalogue) []Row {
	var rows []Row
	for _, clause := range c.Policy.Clauses {
		row := Row{Clause: clause, Product: answers()[clause.ID]}
		for _, course := range c.Courses {
			row.add(course)
		}
		for _, term := range c.Glossary {
			if term.Clause == clause.ID {
				row.Glossary = term.ID
			}
		}
		row.Short = row.short()
		rows = append(rows, row)
	}
	return rows
}

// add adds what one course does for the clause.
func (r *Row) add(course *courses.Course) {
	for _, lesson := range course.Lessons {
		teaches := slices.Contains(lesson.Clauses, r.Clause.ID)
		for _, b := range lesson.Blocks {
			teaches = teaches || b.Kind == courses.PolicyBox && b.Clause == r.Clause.ID
		}
		if teaches {
			r.Taught = append(r.Taught, Lesson{course.ID, lesson.ID, lesson.Title})
		}
	}
	n := 0
	for _, it := range course.Items {
		if !it.Practice && slices.Contains(it.Clauses, r.Clause.ID) {
			n++
		}
	}
	if n > 0 {
		r.Tested = append(r.Tested, Bank{course.ID, n})
	}
	if slices.Contains(course.Clauses, r.Clause.ID) {
		r.Courses = append(r.Courses, course.ID)
	}
}

// short says what the clause's kind asks for and does not get.
func (r *Row) short() string {
	switch r.Clause.Kind {
	case courses.ClauseTest:
		switch {
		case len(r.Taught) == 0:
			return "no lesson teaches it"
		case r.Items() < LeastItems:
			return fmt.Sprintf("%d questions test it, and it needs %d", r.Items(), LeastItems)
		}
	case courses.ClauseTeach:
		if len(r.Taught) == 0 && r.Glossary == "" && r.Product == "" {
			return "no lesson teaches it, and the glossary does not explain it"
		}
	case courses.ClausePlatform:
		if r.Product == "" {
			return "nothing of the product answers it"
		}
	}
	return ""
}

// Mention is a place that a changed clause may concern.
type Mention struct {
	File   string           `json:"file"`
	Line   int              `json:"line"`
	Course courses.CourseID `json:"course"`
	What   string           `json:"what"` // course (with its objectives), lesson, policy box, question, check, acknowledgement, lesson pack
	Name   string           `json:"name"` // its id
}

// Impact lists what is to be read again when a clause changes, by file and line. Everything of a course that signs is named
// too, since its acknowledgement speaks for the whole text.
func Impact(c *courses.Catalogue, clause courses.ClauseID) []Mention {
	var all []Mention
	for _, course := range c.Courses {
		for _, p := range course.Passages() {
			if p.Key == "clauses" && p.Text == string(clause) || p.Key == string(courses.PolicyBox) && p.Part == string(clause) {
				m := Mention{File: p.File, Course: course.ID}
				m.Line, _ = p.At(0)
				m.What, m.Name = described(course, p)
				all = append(all, m)
			}
		}
		if slices.Contains(course.Clauses, clause) {
			for _, a := range course.Acknowledgements {
				all = append(all, Mention{File: course.Dir + "/course.yaml", Course: course.ID, What: "acknowledgement", Name: a.Role})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Mention) int { return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line)) })
	return slices.Compact(all)
}

// described says what a passage with a clause belongs to.
func described(course *courses.Course, p courses.Passage) (what, name string) {
	switch {
	case p.Item != "" && p.Lesson != "":
		return "check", string(p.Item)
	case p.Item != "":
		return "question", string(p.Item)
	case p.Lesson != "" && p.Key == string(courses.PolicyBox):
		return "policy box", string(p.Lesson)
	case p.Lesson != "":
		return "lesson", string(p.Lesson)
	case p.Key == string(courses.PolicyBox):
		return "lesson pack", string(course.ID)
	}
	return "course", string(course.ID)
}

// Due lists the courses whose review is due by a day (2006-01-02), the earliest first.
func Due(c *courses.Catalogue, by string) []*courses.Course {
	var due []*courses.Course
	for _, course := range c.Courses {
		if course.Review <= by {
			due = append(due, course)
		}
	}
	slices.SortStableFunc(due, func(a, b *courses.Course) int {
		return cmp.Or(cmp.Compare(a.Review, b.Review), cmp.Compare(a.ID, b.ID))
	})
	return due
}
