package site

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"lamtoen/courses"
	"lamtoen/internal/fault"
)

// forever is for what never changes under its address.
const forever = "public, max-age=31536000, immutable"

// static sends a file under its hashed address, packed where the browser takes it.
func (s *Site) static(c *fiber.Ctx) error {
	file, ok := s.pages.Static(c.Params("hash"), c.Params("name"))
	if !ok {
		return fault.NotFound("There is no such file.")
	}
	c.Set(fiber.HeaderContentType, file.Type)
	c.Set(fiber.HeaderCacheControl, forever)
	c.Set(fiber.HeaderVary, fiber.HeaderAcceptEncoding)
	if file.Gzip != nil && strings.Contains(c.Get(fiber.HeaderAcceptEncoding), "gzip") {
		c.Set(fiber.HeaderContentEncoding, "gzip")
		return c.Send(file.Gzip)
	}
	return c.Send(file.Plain)
}

// favicon leads browsers that ask for the icon by its old name, instead of reading the page's link, to where it is.
func (s *Site) favicon(c *fiber.Ctx) error {
	return c.Redirect(s.pages.Asset("favicon.svg"), fiber.StatusFound)
}

// media sends a picture of a course. The address holds the version, and a published version never changes.
func (s *Site) media(c *fiber.Ctx) error {
	course, err := s.library.Version(c.UserContext(), courses.CourseID(c.Params("course")), courses.Version(c.Params("version")))
	if err != nil {
		return err
	}
	picture, ok := course.Picture(c.Params("name"))
	if !ok {
		return fault.NotFound("There is no such picture.")
	}
	c.Set(fiber.HeaderContentType, picture.Type)
	c.Set(fiber.HeaderCacheControl, forever)
	return c.Send(picture.Data)
}
