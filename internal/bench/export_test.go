package bench

import (
	"net/url"
	"time"

	"lamtoen/courses"
	"lamtoen/internal/assessment"
	"lamtoen/internal/learning"
)

// What the tests look at from outside.

func Summarise(all []time.Duration) Latencies { return summarise(all) }

func CheckDraw(c *courses.Course, drawn []assessment.Drawn) error { return checkDraw(c, drawn) }

func FillIn(page string) url.Values { return fillIn(page) }

func Failures(errs []error) error { return failures(errs) }

// Seen is what a person's browser was shown.
type Seen struct {
	Attempt, Page string
	Given         int
}

// Check holds what was shown against the facts.
func (s Seen) Check(c *courses.Course, facts []learning.Fact) (handed bool, err error) {
	p := &person{id: "p1", attempt: s.Attempt, page: []byte(s.Page), given: s.Given}
	return p.check(c, facts)
}
