package assessment_test

import (
	"testing"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
)

func TestRightEarnsWholePoints(t *testing.T) {
	items := map[string]courses.Item{
		"single": single("s"), "verdict": trueFalse(false), "verdict and reason": trueFalse(true), "multiple": multiple(3, 2), "ordering": ordering(4),
	}
	for name, item := range items {
		a := assessment.Right(item)
		if err := assessment.Check(item, a); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got := assessment.Grade(item, a); got != assessment.Whole {
			t.Errorf("%s: the right answer earns %d", name, got)
		}
	}
	story := courses.Item{ID: "story", Type: courses.Branching, Scenario: &courses.Scenario{Start: "s1", Steps: []courses.Step{
		{ID: "s1", Choices: []courses.Choice{{ID: "poor", To: "e1"}, {ID: "on", To: "s2"}}},
		{ID: "s2", Choices: []courses.Choice{{ID: "fair", To: "e2"}, {ID: "good", To: "e3"}}},
		{ID: "e1", Ending: courses.Poor, Score: 0}, {ID: "e2", Ending: courses.Fair, Score: 50}, {ID: "e3", Ending: courses.Good, Score: 90},
	}}}
	if got := assessment.Grade(story, assessment.Right(story)); got != 9000 {
		t.Errorf("the way to the best ending earns %d", got)
	}
}
