package lint

import (
	"slices"

	"lamtoen/courses"
)

// Figures are what one course comes to.
type Figures struct {
	Course     courses.CourseID            `json:"course"`
	Version    courses.Version             `json:"version"`
	Minutes    int                         `json:"minutes"`
	Lessons    int                         `json:"lessons"`
	Words      int                         `json:"words"` // of the lessons, checks left out
	Items      int                         `json:"items"` // scored, of the bank
	Objectives map[courses.ObjectiveID]int `json:"objectives"`
	Bytes      int                         `json:"bytes"`    // before packing, pictures once
	DataNu     float64                     `json:"data_nu"`  // what that costs at the price of a GB
	Grade      float64                     `json:"grade"`    // Flesch-Kincaid, of the hardest lesson
	Age        int                         `json:"age"`      // that the course is written for
	Taught     int                         `json:"taught"`   // clauses
	Tested     int                         `json:"tested"`   // clauses with two scored items or more
	KeyLongest int                         `json:"longest"`  // per cent of single-choice items whose key is the longest option
	Sum        bool                        `json:"recorded"` // content.sum has the version
}

// FiguresOf computes the figures of every current course. PerGB is the price of 10^9 bytes in Nu.
func FiguresOf(c *courses.Catalogue, perGB float64) []Figures {
	var all []Figures
	for _, course := range c.Courses {
		l := &linter{course: course}
		f := Figures{
			Course: course.ID, Version: course.Version, Minutes: course.Minutes, Lessons: len(course.Lessons), Bytes: course.Bytes,
			DataNu: float64(course.Bytes) * perGB / 1e9, Age: course.Audience.ReadingAge, Objectives: map[courses.ObjectiveID]int{},
		}
		for _, lesson := range course.Lessons {
			f.Words += lesson.Words
			f.Grade = max(f.Grade, Grade(lessonText(lesson)))
		}
		for _, it := range course.Items {
			if !it.Practice {
				f.Items++
				f.Objectives[it.Objective]++
			}
		}
		for _, id := range course.Clauses {
			if len(taughtIn(course, id)) > 0 {
				f.Taught++
			}
			if len(testedBy(course, id)) >= leastItems {
				f.Tested++
			}
		}
		longest := 0
		for _, it := range l.singles() {
			if keyIsLongest(it) {
				longest++
			}
		}
		if n := len(l.singles()); n > 0 {
			f.KeyLongest = longest * 100 / n
		}
		f.Sum = slices.ContainsFunc(c.Sums, func(s courses.Sum) bool { return s.Course == course.ID && s.Version == course.Version })
		all = append(all, f)
	}
	return all
}
