package courses

import "time"

// FeedbackMode says what a learner is told after an attempt.
type FeedbackMode string

// The modes.
const (
	// ComplianceFeedback says which questions were wrong and what to reread, never the right answers before a pass: the same
	// questions may come again.
	ComplianceFeedback FeedbackMode = "compliance"
	// LearningFeedback shows the feedback of every option after each question, and its answer is final from then on.
	LearningFeedback FeedbackMode = "learning"
)

// FullMark is 100 % in the unit of marks and points, ten-thousandths.
const FullMark = 10000

// Assessment is the test at the end of a course.
type Assessment struct {
	PassMark int           `json:"pass_mark"` // ten-thousandths: 80 % is 8000
	Draw     []Quota       `json:"draw"`
	Attempts AttemptPolicy `json:"attempts"`
	Feedback FeedbackMode  `json:"feedback"`

	// TimeLimit is how many minutes an attempt lasts, 0 without end. Grace is how many minutes more an answer may be on its
	// way: it is a margin for slow links, and not part of the time that is told.
	TimeLimit int `json:"time_limit,omitempty"`
	Grace     int `json:"grace,omitempty"`
	// Opens and Closes are the first and the last day, in Thimphu, on which an attempt may begin, as 2006-01-02; "" is no bound.
	// Who has begun finishes, whatever the day, and whoever must take the course may begin on any day.
	Opens  string `json:"opens,omitempty"`
	Closes string `json:"closes,omitempty"`
}

// Quota is how many items of an objective one attempt draws. The bank holds at least three times as many.
type Quota struct {
	Objective ObjectiveID `json:"objective"`
	Items     int         `json:"items"`
}

// AttemptPolicy says how often and how soon one may try again. After each failure the delay doubles, up to the longest.
type AttemptPolicy struct {
	Limit        int           `json:"limit,omitempty"` // 0: none
	Delay        time.Duration `json:"delay,omitempty"`
	LongestDelay time.Duration `json:"longest_delay,omitempty"`
}

// Questions is how many items one attempt draws.
func (a *Assessment) Questions() int {
	n := 0
	for _, q := range a.Draw {
		n += q.Items
	}
	return n
}
