package server

import (
	"net/http"
	"strings"

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
	err := s.pupilOf(c, token)
	if fault.Is(err, fault.CodeUnauthorised) {
		s.setCookies(c, []*http.Cookie{s.jar.ClearPupil()})
		return nil
	}
	return err
}

// pupilOf notes whose token it is; fault.CodeUnauthorised when it is no pupil's.
func (s *Server) pupilOf(c *fiber.Ctx, token string) error {
	class, roll, err := s.deps.Pupils(c.UserContext(), token)
	if err != nil {
		return err
	}
	route.SetPupil(c, class, roll)
	route.SetPupilToken(c, token)
	return nil
}

// isPupils tells a pupil's token from a person's, which is a JWT, three parts with dots between them.
func (s *Server) isPupils(token string) bool {
	return s.deps.Pupils != nil && token != "" && !strings.Contains(token, ".")
}

// guardPupil lets a pupil through to a page of pupils, as nobody else: a person who has signed in on this browser too is not
// seen there. Without a pupil a reader is led to where pupils sign in.
func (s *Server) guardPupil(c *fiber.Ctx) error {
	if err := s.byPass(c); err != nil {
		return err
	}
	route.AsPupil(c)
	if err := ofOwner(c); err != nil {
		return err
	}
	if _, ok := account.Allowed(route.Principal(c), account.Pupil); ok {
		return c.Next()
	}
	if wantsJSON(c) || !isRead(c.Method()) {
		return fault.New(fault.CodeUnauthorised, "You are not signed in with your card. Sign in and try again.")
	}
	return c.Redirect("/card", fiber.StatusSeeOther)
}

// byPass takes what waited on a device as the pupil's for whom it was kept, though they have signed out or another has signed in
// since: their pass came with it. It holds for this one change and gives no page to see.
func (s *Server) byPass(c *fiber.Ctx) error {
	pass := c.Get(route.HeaderPass)
	if pass == "" || s.deps.Passes == nil || !route.Queued(c) || isRead(c.Method()) {
		return nil
	}
	if class, roll := route.Pupil(c); class != "" && route.ReaderPupil(class, roll) == c.Get(route.HeaderReader) {
		return nil // their own session, which is as good
	}
	class, roll, err := s.deps.Passes(c.UserContext(), pass)
	switch {
	case fault.Is(err, fault.CodeUnauthorised):
		return nil // what ofOwner says then is true
	case err != nil:
		return err
	}
	if route.ReaderPupil(class, roll) == c.Get(route.HeaderReader) {
		route.SetPupil(c, class, roll)
	}
	return nil
}
