package evidence

import (
	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/learning"
)

// What tests may look at inside.
type (
	Submission = learning.SubmissionData
	Answered   = learning.GivenAnswer
)

// Canonical is canonical.
func Canonical(text []byte) ([]byte, error) { return canonical(text) }

// Words is words.
func Words(content string) string { return words(content) }

// Graded fills in what grading gives.
func Graded(course *courses.Course, drawn []assessment.Drawn, s Submission) Submission {
	answers := map[courses.ItemID]assessment.Answer{}
	for _, a := range s.Answers {
		answers[a.Item] = a.Answer
	}
	r := assessment.GradeAttempt(course, drawn, answers)
	s.Points, s.Score, s.Passed, s.Grader = r.Points, r.Score, r.Passed, r.Grader
	return s
}

// Regraded is what a statement says of a submission on content of the hash.
func Regraded(hash string, course *courses.Course, drawn []assessment.Drawn, s Submission) Again {
	return grading(learning.Fact{Hash: hash}, course, drawn, s).Regraded
}
