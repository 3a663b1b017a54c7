package api

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/assessment"
	"lamtoen/internal/learning"
)

// errataList is the answer of GET /courses/{course}/errata.
type errataList struct {
	marked
	Errata []learning.Erratum `json:"errata"` // by number
}

// correction is one reason why an outcome is not what the attempt earned at first. It is there only where a question was faulty.
type correction struct {
	Question string    `json:"question"` // the question's number, as in verdicts
	Cause    string    `json:"cause"`
	Was      int       `json:"was"`
	Score    int       `json:"score"`
	Recorded time.Time `json:"recorded"`
}

// newCorrections tells the owner of an attempt how it came to its result.
func newCorrections(list []learning.Correction) []correction {
	var out []correction
	for _, c := range list {
		out = append(out, correction{assessment.Number(c.Question - 1), c.Cause, c.Was, c.Score, c.Recorded})
	}
	return out
}

// errata gives the questions of a course that were marked as faulty, withdrawn ones too, without anything about people.
func (a *API) errata(c *fiber.Ctx) error {
	course, err := a.courseOf(c)
	if err != nil {
		return err
	}
	list, err := a.learning.Errata(c.UserContext(), course.ID)
	if err != nil {
		return err
	}
	return c.JSON(errataList{a.marked(), listed(list)})
}
