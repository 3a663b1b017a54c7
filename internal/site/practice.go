package site

import (
	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/fault"
	"lamtoen/internal/page"
)

// practicePage is the unscored question before an assessment.
type practicePage struct {
	page.Base
	Course string
	Spoken string // the language of the question
	Check  checkView
}

// practice asks and answers in the address, as checks in lessons do: there is nothing that could be stored.
func (s *Site) practice(c *fiber.Ctx) error {
	at, err := s.learning.Progress(c.UserContext(), me(c), courses.CourseID(c.Params("course")))
	if err != nil {
		return err
	}
	if !at.HasPractice {
		return fault.NotFound("This course has no practice question.")
	}
	course, language := asks(at.Course, s.languageOf(c))
	item, _ := course.Item(at.Practice.ID) // one of the course
	base := s.wordedBase(c, course, "practice.title", language)
	base.Drags = drags(item)
	return s.show(c, "practice", practicePage{
		Base: base, Course: string(course.ID), Spoken: language, Check: newCheck(item, askedOf(c)),
	})
}
