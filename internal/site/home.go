package site

import (
	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/page"
	"lamtoen/internal/route"
)

// homePage is what a visitor sees first.
type homePage struct {
	page.Base
	Courses []page.CourseCard
}

// home shows a visitor what this is; who is signed in goes straight to what there is to do.
func (s *Site) home(c *fiber.Ctx) error {
	if route.SignedIn(c) {
		return to(c, "/me")
	}
	return s.show(c, "home", homePage{Base: s.base(c), Courses: s.cards(s.library.Current(), nil)})
}
