package lint

import (
	"fmt"
	"slices"

	"lamtoen/courses"
)

// leastItems is how many questions test a clause whose kind asks for it.
const leastItems = 2

func coverChecks() []check {
	return []check{
		{Rule{"clause-untaught", "A course that names a clause of the policy must teach it, or its record of coverage is wrong."}, (*linter).clauseUntaught},
		{Rule{"clause-untested", "A clause that is to be tested by this course needs two questions at least, or a draw may miss it."}, (*linter).clauseUntested},
		{Rule{"difficulty-spread", "A bank of one difficulty tells nobody apart."}, (*linter).difficultySpread},
	}
}

// taughtIn lists the lessons that teach a clause: by their front matter or a box of the policy.
func taughtIn(c *courses.Course, clause courses.ClauseID) []courses.LessonID {
	var out []courses.LessonID
	for _, lesson := range c.Lessons {
		teaches := slices.Contains(lesson.Clauses, clause)
		for _, b := range lesson.Blocks {
			teaches = teaches || b.Kind == courses.PolicyBox && b.Clause == clause
		}
		if teaches {
			out = append(out, lesson.ID)
		}
	}
	return out
}

// testedBy lists the scored items of the bank that test a clause.
func testedBy(c *courses.Course, clause courses.ClauseID) []courses.ItemID {
	var out []courses.ItemID
	for _, it := range c.Items {
		if !it.Practice && slices.Contains(it.Clauses, clause) {
			out = append(out, it.ID)
		}
	}
	return out
}

func (l *linter) clauseUntaught() {
	for _, id := range l.course.Clauses {
		if len(taughtIn(l.course, id)) == 0 {
			l.file("course.yaml", fmt.Sprintf("no lesson teaches %s", id), "add it to the clauses of the lesson that does, or write one")
		}
	}
}

// clauseUntested asks for questions on clauses that the bank begins to test; one that the course only teaches is tested by
// another course, as the matrix shows.
func (l *linter) clauseUntested() {
	for _, id := range l.course.Clauses {
		clause, _ := l.course.Clause(id)
		if n := len(testedBy(l.course, id)); clause.Kind == courses.ClauseTest && n > 0 && n < leastItems {
			l.file("questions.yaml", fmt.Sprintf("only one question tests %s", id), "write another, or leave the clause to a course that tests it")
		}
	}
}

func (l *linter) difficultySpread() {
	count := map[courses.Difficulty]int{}
	n := 0
	for _, it := range l.course.Items {
		if !it.Practice {
			count[it.Difficulty]++
			n++
		}
	}
	for d, k := range count {
		if n >= enoughItems && k*100 > 80*n {
			l.file("questions.yaml", fmt.Sprintf("%d of %d questions are %s", k, n, d), "write some of another difficulty")
		}
	}
}
