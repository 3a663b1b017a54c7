package server

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"lamtoen/internal/account"
	"lamtoen/internal/fault"
	"lamtoen/internal/route"
)

// session finds out who asks. A bearer token is the API's way; cookies are the pages'. When the access cookie has run out
// and the refresh cookie is good, the pair is rotated within this same request, whatever its method: the page needs no
// script for it, and a form that took twenty minutes to fill in is not lost to a redirect.
//
// An asker without a good session is a visitor: the guard decides whether the route wants more.
func (s *Server) session(c *fiber.Ctx) error {
	if strings.HasPrefix(c.Path(), "/static/") {
		return c.Next()
	}
	if token, ok := bearerToken(c); ok {
		return s.bearer(c, token)
	}
	if err := s.pupil(c); err != nil {
		return err
	}
	access, refresh := c.Cookies(s.jar.Access), c.Cookies(s.jar.Refresh)
	if access == "" && refresh == "" {
		return c.Next()
	}
	found, err := s.deps.Accounts.Authenticate(c.UserContext(), access, refresh)
	switch {
	case fault.Is(err, fault.CodeUnauthorised):
		s.setCookies(c, s.jar.Clear()) // the session is over; the person is a visitor again
		route.SetEnded(c, err)
		return c.Next()
	case err != nil:
		return err // the store did not answer: the cookies stay, nobody is signed out by a hiccup
	case found.Renewed:
		s.setCookies(c, s.jar.Set(found.Tokens, s.deps.Now()))
	}
	route.SetSession(c, found.Session)
	return c.Next()
}

// bearerToken gives the token of an Authorization header of that scheme, whose name may be written in any case (RFC 9110,
// section 11.1). Other schemes are not ours, and leave the cookies to say who asks.
func bearerToken(c *fiber.Ctx) (string, bool) {
	scheme, token, _ := strings.Cut(c.Get(fiber.HeaderAuthorization), " ")
	return strings.TrimSpace(token), strings.EqualFold(scheme, "Bearer")
}

// bearer takes a token that must be good: a client that sends a broken one wants to hear so, also on a public route.
func (s *Server) bearer(c *fiber.Ctx, token string) error {
	if s.isPupils(token) {
		err := s.pupilOf(c, token)
		if err == nil {
			return c.Next()
		}
		if !fault.Is(err, fault.CodeUnauthorised) {
			return err
		}
	}
	session, err := s.deps.Accounts.Verify(c.UserContext(), token)
	if err != nil && !fault.Is(err, fault.CodeUnauthorised) {
		return err // the store did not answer: the token may well be good
	}
	if err != nil {
		return fault.New(fault.CodeUnauthorised, "The access token is not valid or has expired. Get a new one with the refresh token.").Because(err)
	}
	route.SetSession(c, session)
	return c.Next()
}

// setCookies adds the cookies to the answer. A handler that signs somebody out or in sets the same ones later, and the
// later ones win.
func (s *Server) setCookies(c *fiber.Ctx, cookies []*http.Cookie) {
	for _, cookie := range cookies {
		route.SetCookie(c, cookie)
	}
}

// guard lets a request through to the handler when the asker holds the route's permission, and within its body limit.
func (s *Server) guard(r route.Route) fiber.Handler {
	limit := r.BodyLimit
	if limit == 0 {
		limit = defaultBody
	}
	return func(c *fiber.Ctx) error {
		if len(c.Request().Body()) > limit {
			return fault.New(fault.CodeTooLarge, "What was sent is too large (the limit here is %d KB), so nothing was saved.", limit>>10)
		}
		if r.Permission == account.Pupil {
			return s.guardPupil(c)
		}
		if err := ofOwner(c); err != nil {
			return err
		}
		if r.Permission == account.Public {
			return c.Next()
		}
		if !route.SignedIn(c) {
			return s.askToSignIn(c)
		}
		scope, ok := account.Allowed(route.Principal(c), r.Permission)
		if !ok {
			return fault.Forbidden("Your role does not include this page. If you think it should, ask your agency's focal officer.")
		}
		route.SetScope(c, scope)
		return c.Next()
	}
}

// askToSignIn sends a reader to the sign-in page and back again; a change that came without a session is refused with a
// page that says so, since sending it on would lose what was typed.
func (s *Server) askToSignIn(c *fiber.Ctx) error {
	if ended := route.Ended(c); ended != nil && (wantsJSON(c) || c.Method() != fiber.MethodGet) {
		return ended
	}
	if wantsJSON(c) || (c.Method() != fiber.MethodGet && c.Method() != fiber.MethodHead) {
		return fault.New(fault.CodeUnauthorised, "You are not signed in, or your session has ended. Sign in and try again.")
	}
	return c.Redirect("/sign-in?next="+url.QueryEscape(c.OriginalURL()), fiber.StatusSeeOther)
}
