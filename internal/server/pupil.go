package server

import (
	"net/http"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/account"
	"lamtoen/internal/fault"
	"lamtoen/internal/route"
)

// pupil finds out whether a pupil has signed in on this browser. Their cookie is their own: a teacher's session on the same
// browser goes on beside it, and neither is who the other is.
func (s *Server) pupil(c *fiber.Ctx) error {
	token := c.Cookies(s.jar.Pupil)
	if token == "" || s.deps.Pupils == nil {
		return nil
	}
	class, roll, err := s.deps.Pupils(c.UserContext(), token)
	switch {
	case fault.Is(err, fault.CodeUnauthorised):
		s.setCookies(c, []*http.Cookie{s.jar.ClearPupil()})
		return nil
	case err != nil:
		return err
	}
	route.SetPupil(c, class, roll)
	return nil
}

// guardPupil lets a pupil through to a page of pupils, as nobody else: a person who has signed in on this browser too is not
// seen there. Without a pupil a reader is led to where pupils sign in.
func (s *Server) guardPupil(c *fiber.Ctx) error {
	route.AsPupil(c)
	if _, ok := account.Allowed(route.Principal(c), account.Pupil); ok {
		return c.Next()
	}
	if wantsJSON(c) || !isRead(c.Method()) {
		return fault.New(fault.CodeUnauthorised, "You are not signed in with your card. Sign in and try again.")
	}
	return c.Redirect("/card", fiber.StatusSeeOther)
}
