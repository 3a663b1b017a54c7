package assessment

import (
	"lamtoen/courses"
)

// ItemPoints are the points of one item of an attempt.
type ItemPoints struct {
	Item   courses.ItemID `bson:"item" json:"item"`
	Points Points         `bson:"points" json:"points"`
}

// Result is what grading an attempt gives: the points of each item in the order drawn, their mean (ten-thousandths,
// rounded down), whether it reaches the pass mark, and the grader that says so.
type Result struct {
	Points []ItemPoints
	Score  int
	Passed bool
	Grader string
}

// GradeAttempt grades the drawn items. An item without an answer, or one that the course no longer has, earns nothing.
// Answers to items that were not drawn do not count.
func GradeAttempt(c *courses.Course, drawn []Drawn, answers map[courses.ItemID]Answer) Result {
	r := Result{Points: make([]ItemPoints, len(drawn)), Grader: Grader}
	// One index for the attempt: looking each item up in the course would be quadratic in the bank.
	bank := make(map[courses.ItemID]*courses.Item, len(c.Items))
	for i := range c.Items {
		bank[c.Items[i].ID] = &c.Items[i]
	}
	sum := 0
	for i, d := range drawn {
		r.Points[i].Item = d.Item
		item, known := bank[d.Item]
		answer, given := answers[d.Item]
		if known && given {
			r.Points[i].Points = grade(item, answer)
			sum += int(r.Points[i].Points)
		}
	}
	if len(drawn) > 0 {
		r.Score = sum / len(drawn)
		r.Passed = c.Assessment != nil && sum >= c.Assessment.PassMark*len(drawn)
	}
	return r
}

// Missed is an objective that an attempt did not show in full, with the lessons that teach it.
type Missed struct {
	Objective courses.Objective
	Lessons   []courses.Lesson
}

// Reread lists what to read again: each objective, in the course's order, that has an item with less than whole points,
// and its lessons in their order. It names no item and no key, so it may be shown whatever the feedback policy is.
func Reread(c *courses.Course, r Result) []Missed {
	// Walking the course and not the result gives the course's own order, whatever the draw's was.
	short := make(map[courses.ItemID]bool, len(r.Points))
	for _, p := range r.Points {
		short[p.Item] = p.Points < Whole
	}
	missed := make(map[courses.ObjectiveID]bool)
	for i := range c.Items {
		if short[c.Items[i].ID] {
			missed[c.Items[i].Objective] = true
		}
	}
	var list []Missed
	for _, objective := range c.Objectives {
		if !missed[objective.ID] {
			continue
		}
		m := Missed{Objective: objective}
		for _, lesson := range c.Lessons {
			if lesson.Objective == objective.ID {
				m.Lessons = append(m.Lessons, lesson)
			}
		}
		list = append(list, m)
	}
	return list
}
