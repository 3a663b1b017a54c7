package site

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/learning"
	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// changedResults is the notices of corrected results. Until, where it is given, is when the newest was recorded: the person says
// that they have seen those, and not one that came while they read.
type changedResults struct {
	List  []changedResult
	Until string
}

// changedResult tells one correction.
type changedResult struct {
	Title    string // of the course; "" on a page that is about the attempt
	Was, Now string
	Question int
	Cause    string
	Passes   bool
	Href     string
}

func newChangedResult(c learning.Correction) changedResult {
	return changedResult{Was: percent(c.Was), Now: percent(c.Score), Question: c.Question, Cause: c.Cause, Passes: c.Passed && !c.WasPassed}
}

// newChangedResults are those of an attempt, on its own page.
func newChangedResults(list []learning.Correction) changedResults {
	var v changedResults
	for _, c := range list {
		v.List = append(v.List, newChangedResult(c))
	}
	return v
}

// unseenCorrections are those that the person has not said to have seen.
func unseenCorrections(record []learning.CourseRecord) changedResults {
	var v changedResults
	var newest time.Time
	for _, r := range record {
		for _, c := range r.Corrections {
			if c.Seen {
				continue
			}
			one := newChangedResult(c)
			one.Title, one.Href = r.Progress.Course.Title, attemptHref(c.Attempt)+"/result"
			v.List = append(v.List, one)
			if c.Recorded.After(newest) {
				newest = c.Recorded
			}
		}
	}
	if !newest.IsZero() {
		v.Until = newest.Format(time.RFC3339Nano)
	}
	return v
}

// regradedEvent tells a regrade in the record, on the day on which the result was corrected.
func regradedEvent(words *page.Words, e eventView, c learning.Correction, number string) eventView {
	e.At, e.Because = c.Recorded, c.Cause
	e.What = words.Say("event.regraded", "n", number, "was", percent(c.Was), "now", percent(c.Score))
	e.Href = attemptHref(c.Attempt) + "/result"
	return e
}

// seeCorrections notes that the person has seen the notices up to the newest that the page showed.
func (s *Site) seeCorrections(c *fiber.Ctx) error {
	var form struct {
		Until string `form:"until"`
	}
	if err := route.Bind(c, &form); err != nil {
		return err
	}
	if until, err := time.Parse(time.RFC3339Nano, form.Until); err == nil {
		if err := s.learning.SeeCorrections(c.UserContext(), me(c), until); err != nil {
			return err
		}
	}
	return to(c, "/me")
}
