package courses

import "slices"

// Ending says how well a path through a scenario ends.
type Ending string

// The endings.
const (
	Good Ending = "good"
	Fair Ending = "fair"
	Poor Ending = "poor"
)

// Scenario is a branching story without cycles: every step has choices or is an ending, and every step can be reached.
type Scenario struct {
	Start StepID `json:"start"`
	Steps []Step `json:"steps"` // as authored
}

// Step is one scene.
type Step struct {
	ID           StepID   `json:"id"`
	Text         string   `json:"text"` // Markdown
	HTML         string   `json:"html"`
	Choices      []Choice `json:"choices,omitempty"` // none: the step is an ending
	Ending       Ending   `json:"ending,omitempty"`
	Score        int      `json:"score,omitempty"` // 0 to 100, of an ending of a graded scenario
	Feedback     string   `json:"feedback,omitempty"`
	FeedbackHTML string   `json:"feedback_html,omitempty"`
}

// Choice leads to another step.
type Choice struct {
	ID   ChoiceID `json:"id"`
	Text string   `json:"text"`
	HTML string   `json:"html"` // one line of prose, fit to stand in a label
	To   StepID   `json:"to"`
}

// Step finds a step.
func (s *Scenario) Step(id StepID) (Step, bool) {
	i := slices.IndexFunc(s.Steps, func(st Step) bool { return st.ID == id })
	if i < 0 {
		return Step{}, false
	}
	return s.Steps[i], true
}

// Walk follows the choices from the start and gives the step they lead to; false when one of them is not offered where the
// path stands. The step is an ending when it has no choices.
func (s *Scenario) Walk(path []ChoiceID) (Step, bool) {
	at, ok := s.Step(s.Start)
	for _, id := range path {
		i := slices.IndexFunc(at.Choices, func(c Choice) bool { return c.ID == id })
		if !ok || i < 0 {
			return Step{}, false
		}
		at, ok = s.Step(at.Choices[i].To)
	}
	return at, ok
}
