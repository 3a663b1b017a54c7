package api

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/learning"
)

// recordAnswer is the answer of GET /me/record.
type recordAnswer struct {
	marked
	Courses []courseRecord `json:"courses"` // those with something to do first
}

// courseRecord is one course of a person's record.
type courseRecord struct {
	Course  courseSummary     `json:"course"`
	Status  status            `json:"status"`
	History []enrolmentRecord `json:"history"` // the latest first
}

// enrolmentRecord is one going through a course, past or present.
type enrolmentRecord struct {
	Number  int             `json:"number"`
	Version courses.Version `json:"version"`
	Begun   time.Time       `json:"begun"`
	Via     learning.Via    `json:"via"`
	Status  status          `json:"status"` // of this enrolment alone
	Void    bool            `json:"void"`
}

// newRecord gives a course with every enrolment, the withdrawn ones too: nothing of a record is hidden from its owner.
func newRecord(r learning.CourseRecord) courseRecord {
	out := courseRecord{Course: newSummary(r.Progress.Course), Status: newStatus(r.Progress.Status), History: []enrolmentRecord{}}
	for _, h := range r.History {
		e := h.Enrolment
		out.History = append(out.History, enrolmentRecord{e.Number, e.Version, e.At, e.Via, newStatus(h.Status), h.Void})
	}
	return out
}

// record gives the courses that the person began or must take.
func (a *API) record(c *fiber.Ctx) error {
	records, err := a.learning.Record(c.UserContext(), asker(c))
	if err != nil {
		return err
	}
	answer := recordAnswer{marked: a.marked(), Courses: []courseRecord{}}
	for _, r := range records {
		answer.Courses = append(answer.Courses, newRecord(r))
	}
	return c.JSON(answer)
}
