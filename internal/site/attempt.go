package site

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/fault"
	"lamtoen/internal/learning"
)

// An attempt is named in addresses by its course, its enrolment's number n and its own number k: /courses/COURSE/attempts/n-k.
// Whose it is, the session says, so nobody can ask for another's.

// attemptHref is the address of an attempt's pages, without the last part.
func attemptHref(id learning.AttemptID) string {
	parts := strings.Split(string(id), "/") // PERSON/COURSE/n/attempt/k
	if len(parts) != 5 {
		return courseHref(id.Course())
	}
	return courseHref(id.Course()) + "/attempts/" + parts[2] + "-" + parts[4]
}

// questionHref is the address of a question, counted from 1.
func questionHref(id learning.AttemptID, number int) string {
	return fmt.Sprintf("%s/questions/%d", attemptHref(id), number)
}

// attemptID reads the attempt of the address for the person who asks.
func attemptID(c *fiber.Ctx) (learning.AttemptID, error) {
	n, k, ok := strings.Cut(c.Params("attempt"), "-")
	enrolment, err1 := strconv.Atoi(n)
	number, err2 := strconv.Atoi(k)
	if !ok || err1 != nil || err2 != nil || enrolment < 1 || number < 1 {
		return "", fault.NotFound("There is no such attempt. Open the course to find yours.")
	}
	return learning.NewAttemptID(me(c), courses.CourseID(c.Params("course")), enrolment, number), nil
}

// attempt reads the attempt of the address with the version of the course that it is on, in the words in which it began.
func (s *Site) attempt(c *fiber.Ctx) (learning.Attempt, *courses.Course, error) {
	id, err := attemptID(c)
	if err != nil {
		return learning.Attempt{}, nil, err
	}
	a, err := s.learning.Attempt(c.UserContext(), me(c), id)
	if err != nil {
		return a, nil, err
	}
	course, err := s.library.Version(c.UserContext(), a.Enrolment.Course, a.Enrolment.Version)
	if err != nil {
		return a, nil, err
	}
	course, err = s.library.Worded(c.UserContext(), course, a.Lang, a.Words)
	return a, course, err
}
